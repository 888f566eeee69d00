#!/usr/bin/env bats
# tests/oracle/index.tsv: every number stands where it says.

@test "each number of the oracle list stands in the test that the index names" {
    cd "$BATS_TEST_DIRNAME/../.."
    n=0
    while IFS=$'\t' read -r oracle given file written; do
        [[ "$oracle" == O[0-9]* ]] || continue
        [ -n "$written" ]
        n=$((n + 1))
        [ "$file" = - ] && continue
        grep -qiF -e "$written" "$file" ||
            { echo "$oracle $given is not in $file as $written"; false; }
    done <tests/oracle/index.tsv
    [ "$n" -ge 230 ]
}
