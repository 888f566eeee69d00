#!/usr/bin/env bats
# The command line itself: parsing, help, exit status.

setup() {
    PREPOST=${PREPOST:-build/prepost}
}

@test "no command: the list of commands, status 2" {
    run "$PREPOST"
    [ "$status" -eq 2 ]
    [[ "$output" == *"usage: prepost COMMAND"* ]]
}

@test "an unknown command is named" {
    run "$PREPOST" analize
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: no command "analize"; did you mean "analyse"?' ]
    run "$PREPOST" xyzzy
    [ "$output" = 'prepost: no command "xyzzy"; prepost --help lists them' ]
}

@test "-C may stand before the command" {
    run "$PREPOST" -C "$BATS_TEST_TMPDIR" status
    [ "$status" -eq 1 ]
    [[ "$output" == *"$BATS_TEST_TMPDIR/evaluation.yaml"* ]]
}

@test "an unknown option is named, with the way to help" {
    run "$PREPOST" help --colour
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: unknown option --colour; see prepost help --help" ]
}

@test "a number out of range says the range" {
    run "$PREPOST" help --level 95
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: --level: "95" is not a number from 0.5 to 0.9999' ]
}

@test "an option without its value shows how it is given" {
    run "$PREPOST" help --seed
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: --seed wants a value: --seed N" ]
}

@test "one argument too many is named" {
    run "$PREPOST" help a b
    [ "$status" -eq 2 ]
    [[ "$output" == 'prepost: "b" is one argument too many'* ]]
}

@test "every command has help, an entry in the manual and in completion" {
    man=$("$PREPOST" help --man)
    completion=$("$PREPOST" help --completion bash)
    bash -n <<<"$completion"
    [ "$("$PREPOST" help | grep -c '^  [a-z]')" -ge 14 ]
    for command in $("$PREPOST" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
        run "$PREPOST" "$command" --help
        [ "$status" -eq 0 ]
        [[ "$output" == "usage: prepost $command"* ]]
        [[ "$man" == *".SS prepost $command"* ]]
        [[ "$completion" == *" $command) words="* ]]
    done
}

@test "help fits 80 columns" {
    for command in "" $("$PREPOST" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
        long=$("$PREPOST" help $command | awk 'length > 80')
        [ -z "$long" ] || { echo "$command: $long"; false; }
    done
}

@test "a full disk is reported" {
    run bash -c "'$PREPOST' help >/dev/full"
    [ "$status" -eq 1 ]
    [ "$output" = "prepost: cannot write the results: No space left on device" ]
}

# What does not fit a buffer is written, and fails, long before the end.
# A disk takes what there is room for, and the rest not.
@test "a disk that fills while results are written is reported" {
    export PREPOST
    run bash -c 'trap "" XFSZ; ulimit -f 1; "$PREPOST" help >"$0"; echo "status $?" >&2' \
        "$BATS_TEST_TMPDIR/cut"
    [ "$(stat -c %s "$BATS_TEST_TMPDIR/cut")" -eq 1024 ]
    [[ "$output" == *"cannot write the results: File too large"*"status 1" ]]
}

@test "a full disk is reported as one, whatever the command and however long" {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=$(realpath "${PREPOST:-build/prepost}")
    cd "$BATS_TEST_TMPDIR"
    "$root/scripts/demo-data" .
    cp "$root/surveys/demo/evaluation.yaml" .
    "$PREPOST" import --quiet
    for command in "export scores" "export results" "export responses" \
        "report -o - --format text" "report -o - --format html" \
        "report -o - --format json" "analyse --format json --resamples 0" \
        "compare" "status" "plan show" "instrument list" "--version"; do
        run bash -c "'$PREPOST' $command --quiet 2>&1 >/dev/full | tail -1; exit \${PIPESTATUS[0]}"
        [ "$status" -eq 1 ]
        [ "$output" = "prepost: cannot write the results: No space left on device" ] ||
            { echo "$command: $output"; false; }
    done
}

@test "a slip in an option, or in a command that is asked after, is met" {
    run "$PREPOST" report --tempalte funder
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: unknown option --tempalte; did you mean --template?" ]
    run "$PREPOST" report --format docx
    [ "$status" -eq 2 ]
    [[ "$output" == *'--format: "docx" is not one of: '*" (Word opens odt)" ]]
    run "$PREPOST" help imprt
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: no command "imprt"; did you mean "import"?' ]
}

@test "help of a kind of file: where its page is" {
    run "$PREPOST" help evaluation
    [ "$status" -eq 2 ]
    [[ "$output" == *"man prepost-evaluation"*"prepost help --man evaluation | man -l -"* ]]
}

@test "help --man knows the pages by their own names too" {
    [ "$("$PREPOST" help --man prepost)" = "$("$PREPOST" help --man)" ]
    [ "$("$PREPOST" help --man prepost-evaluation)" = "$("$PREPOST" help --man evaluation)" ]
}
