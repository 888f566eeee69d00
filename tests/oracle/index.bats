#!/usr/bin/env bats
# index.tsv and edges.tsv: every number and edge stands where they say.

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

@test "each edge and change of method has the test that the list names" {
    cd "$BATS_TEST_DIRNAME/../.."
    n=0
    while IFS=$'\t' read -r edge file written; do
        [[ "$edge" == "#"* || "$edge" == edge ]] && continue
        [ -n "$written" ]
        n=$((n + 1))
        grep -qF -e "$written" "$file" ||
            { echo "$edge: not in $file as $written"; false; }
    done <tests/oracle/edges.tsv
    [ "$n" -ge 30 ]
}
