#!/usr/bin/env bats
# Of the protections that scripts/protections takes out one by one, which takes
# long: each change still finds what it changes, and each test is there.

# changes CHANGE FILE: each part of the change finds something there.
changes() {
    perl -0e 'my ($change, $file) = @ARGV;
        open my $in, "<", $file or die "$file: $!";
        $_ = <$in>;
        for my $part (split m!;\s+(?=s[/{|])!, $change) {
            my $was = $_;
            eval "$part; 1" or die $@;
            exit 1 if $_ eq $was;
        }' "$1" "$2"
}

@test "each protection of the list is in the source, and its test in the tests" {
    cd "$BATS_TEST_DIRNAME/../.."
    n=0
    while read -r name && IFS= read -r file && IFS= read -r change &&
        read -r test words; do
        n=$((n + 1))
        changes "$change" "$file" ||
            { echo "$name finds nothing to change in $file"; false; }
        [ -e "tests/$test" ] || [ -e "tests/$test.c" ] ||
            { echo "$name: there is no test $test"; false; }
        grep -qF -- "$words" "tests/$test" "tests/$test.c" 2>/dev/null ||
            { echo "$name: $test has no test $words"; false; }
    done < <(grep -v -e '^#' -e '^$' tests/protections/list)
    [ "$n" -gt 150 ]
}
