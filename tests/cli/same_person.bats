#!/usr/bin/env bats
# Two codes that are one person's, by the word of whoever wrote the plan.

setup() {
    PREPOST=${PREPOST:-$BATS_TEST_DIRNAME/../../build/prepost}
    cd "$BATS_TEST_TMPDIR"
    plan
    cat >pre.csv <<'CSV'
code,ucla3_1,ucla3_2,ucla3_3
AB12,1,2,3
CD34,3,3,3
EF56,2,2,2
CSV
    cat >post.csv <<'CSV'
code,ucla3_1,ucla3_2,ucla3_3
AB21,1,1,1
CD34,3,2,1
XY99,1,2,1
CSV
}

# plan [MORE...]
plan() {
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
columns: {identifier: code}
files:
  - {path: pre.csv, wave: before}
  - {path: post.csv, wave: after}
YAML
    printf '%s\n' "$@" >>evaluation.yaml
}

both() { # people who answered both times, and people in all
    "$PREPOST" status --format json | jq -c '.flow.all | [.n_both, .n_people]'
}

@test "codes are joined by the plan's word, and apart again without it" {
    "$PREPOST" import
    [ "$(both)" = "[1,5]" ]
    plan "same_person:" "  - [AB12, ab-21]"
    [ "$(both)" = "[2,4]" ]
    run "$PREPOST" status
    [[ "$output" == *"line 11 of the plan"*"2 of 2 codes"* ]]
    [[ "$output" != *AB12* ]]
    plan
    [ "$(both)" = "[1,5]" ]
    # The store never changed, and each row still tells its file.
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM participants')" -eq 5 ]
}

@test "analyse counts the pair; a near miss that was settled is none" {
    printf 'code,ucla3_1,ucla3_2,ucla3_3\nAB13,1,1,1\n' >post.csv
    "$PREPOST" import
    run "$PREPOST" status --format json
    [ "$(jq .near_misses.n <<<"$output")" -eq 1 ]
    plan 'same_person: [{codes: [AB12, AB13], because: same handwriting}]'
    run "$PREPOST" status --format json
    [ "$(jq .near_misses.n <<<"$output")" -eq 0 ]
    run "$PREPOST" analyse --format json --show-small-counts --resamples 0
    [ "$(jq '.outcomes[0].n_paired' <<<"$output")" -eq 1 ]
    [ "$(jq '.outcomes[0].change.mean' <<<"$output")" = "-3" ]
}

@test "answers under both codes at one wave: the plan's rule decides" {
    # AB12 3 6 at joining (sum 6); AB21 twice: sums 3 and, as AB12, 5.
    printf 'code,ucla3_1,ucla3_2,ucla3_3\nAB21,1,1,1\nAB12,1,2,\n' >post.csv
    same='same_person: [[AB12, AB21]]'
    "$PREPOST" import --quiet
    sums() {
        "$PREPOST" export responses --format csv >r.csv 2>/dev/null || return 1
        grep after r.csv | cut -d, -f4- | sort
    }
    plan "$same"
    [ "$("$PREPOST" status --format json | jq -c '.flow.all | [.n_both, .n_after]')" = "[0,0]" ]
    for rule in first last most-complete; do
        plan "$same" "rules: {same_twice: $rule}"
        [ "$("$PREPOST" status --format json | jq -c '.flow.all | [.n_both, .n_after]')" = "[1,1]" ]
        "$PREPOST" analyse --format json --show-small-counts --resamples 0 \
            >"$rule.json"
    done
    # first and most complete: AB21's three answers; last: AB12's two.
    [ "$(jq -c '.outcomes[0].n_paired' first.json)" = "1" ]
    [ "$(jq -c '.outcomes[0].change.mean' first.json)" = "-3" ]
    [ "$(jq -c '.outcomes[0].change.mean' most-complete.json)" = "-3" ]
    [ "$(jq -c '.outcomes[0].n_paired' last.json)" = "0" ]
}

@test "a dry run says how many of the codes are known" {
    plan "same_person:" "  - [AB12, AB21]" "  - [CD34, QQ77]"
    run "$PREPOST" import --dry-run
    [ "$status" -eq 0 ]
    [[ "$output" == *"line 11 of the plan): 2 of 2 codes are known, taken together"* ]]
    [[ "$output" == *"line 12 of the plan): 1 of 2 codes are known; nothing to join yet"* ]]
    [ ! -e evaluation.db ]
}

@test "mistakes are told by line, without the code" {
    plan "same_person: [[AB12]]"
    run "$PREPOST" import
    [ "$status" -eq 1 ]
    plan "same_person:" "  - [AB12, AB21]" "  - [AB21, CD34]"
    run "$PREPOST" import
    [ "$status" -eq 1 ]
    [[ "$output" == *"code 1 of this person is named twice"* ]]
    plan "same_person:" "  - [AB12, AB21]" "  - [ab-21, CD34]"
    run "$PREPOST" import --dry-run
    [ "$status" -eq 1 ]
    [[ "$output" == *":12: same_person: code 1 reads like an earlier one"* ]]
    [[ "$output" != *ab-21* ]]
    plan
    "$PREPOST" import
    plan "same_person: [[AB12, AB21]]"
    mv evaluation.key elsewhere
    run "$PREPOST" status
    [ "$status" -eq 1 ]
    [[ "$output" == *"same_person needs the key, and there is no "* ]]
}

@test "the codes do not reach the store, not even with a locked plan" {
    plan "# AB12 is one" "same_person:" "  - [AB12, AB21] # her old code" \
        "seed: 7 # AB21" "# - [AB12, AB21]"
    "$PREPOST" import
    run "$PREPOST" plan lock
    [ "$status" -eq 3 ] # later answers are in already
    run grep -c "AB12\|AB21\|old code" evaluation.db
    [ "$status" -eq 1 ]
    [ "$(sqlite3 evaluation.db 'SELECT plan LIKE "%seed: 7%" FROM plan_locks')" = 1 ]
    # Saying who is one person is no change of the plan that was locked.
    plan "seed: 7"
    run "$PREPOST" plan show --format json
    [ "$(jq -r .state <<<"$output")" = locked-late ]
}

@test "who was joined goes by one code in every export, the others by their own" {
    "$PREPOST" import --quiet
    exported() { "$PREPOST" export "$1" --quiet | tr -d '\r'; }
    exported responses >apart.csv
    code_of() { grep ",$1\$" apart.csv | cut -d, -f1; } # by the answers given
    ab12=$(code_of before,1,2,3)
    ab21=$(code_of after,1,1,1)
    cd34=$(code_of before,3,3,3)
    # The first code of the list stays, whichever of the two sorts first.
    for codes in "AB12, AB21 $ab12" "AB21, AB12 $ab21"; do
        first=${codes##* }
        plan "same_person: [[${codes% *}]]"
        exported responses >responses.csv
        grep -qx "$first,before,1,2,3" responses.csv
        grep -qx "$first,after,1,1,1" responses.csv
        [ "$(tail -n +2 responses.csv | cut -d, -f1 | sort -u | wc -l)" -eq 4 ]
        exported scores >scores.csv
        grep -qx "$first,before,6" scores.csv
        grep -qx "$first,after,3" scores.csv
        exported pairs | tail -n +2 | sort >pairs.csv
        printf '%s,ucla3.total,after,%s\n' "$first" 6,3,-3 "$cd34" 9,6,-3 |
            sort | diff - pairs.csv
        for kind in responses scores pairs; do
            "$PREPOST" export "$kind" --quiet -o "$kind.sav"
        done
        rm -rf for-r
        "$PREPOST" export results --format r -o for-r --quiet
        grep -rq "$first" for-r
    done
}

known() { # codes in the store
    sqlite3 evaluation.db 'SELECT count(*) FROM participants'
}

@test "forget takes out a joined person under all codes, and names the line" {
    for code in "ab 12" AB21; do
        rm -f evaluation.*
        plan
        "$PREPOST" import --quiet
        # A mistake elsewhere in the plan does not keep anybody in.
        plan "same_person:" "  - [CD34, QQ77]" "  - {codes: [AB12, AB21], because: her word}" "sed: 7"
        run "$PREPOST" forget "$code"
        [ "$status" -eq 0 ]
        [[ "$output" == *"erased: 2 filled-in questionnaires of one person, under 2 codes"* ]]
        [[ "$output" == *"evaluation.yaml (same_person, line 12): take them out there"* ]]
        [[ "$output" != *AB21* ]]
        [ "$(known)" -eq 3 ]
        plan
        [ "$("$PREPOST" status --format json | jq .n_forgotten)" -eq 1 ]
    done
    # Nobody else's list is touched by a code that it does not name.
    plan "same_person: [[CD34, XY99]]"
    run "$PREPOST" forget EF56
    [ "$status" -eq 0 ]
    [[ "$output" != *same_person* ]]
    [ "$(known)" -eq 2 ]
}

@test "forget with codes of several parts, and rejected rows of both codes" {
    parts() {
        plan "$@"
        sed -i 's/identifier: code/identifier_from: [place, month]/' evaluation.yaml
    }
    printf 'place,month,ucla3_1,ucla3_2,ucla3_3\nRocket,February,1,2,3\nRo,cketFebruary,2,2,2\n' >pre.csv
    printf 'place,month,ucla3_1,ucla3_2,ucla3_3\nRockte,February,1,1,1\nRockte,February,3,3,3\n' >post.csv
    parts
    run "$PREPOST" import
    [ "$status" -eq 3 ]
    grep -q Rockte rejects*.csv
    parts 'same_person: [["Rocket + February", Rockte+February]]'
    run "$PREPOST" forget "rocket+february"
    [ "$status" -eq 0 ]
    [[ "$output" == *", under 2 codes"* ]]
    [ "$(cat rejects*.csv 2>/dev/null | grep -c Rockte)" -eq 0 ]
    # Whose parts are cut elsewhere is somebody else.
    [ "$(known)" -eq 1 ]
}

@test "forget with a plan that is no YAML erases, and says what it cannot know" {
    "$PREPOST" import --quiet
    plan "same_person: [[AB12, AB21]" # not closed
    run "$PREPOST" forget AB12
    [ "$status" -eq 3 ]
    [[ "$output" == *"erased: 1 filled-in"*"evaluation.yaml cannot be read"* ]]
    plan "same_person: [[AB12, AB21]]"
    run "$PREPOST" forget AB12
    [ "$status" -eq 0 ]
    [[ "$output" == *"erased: 1 filled-in"* ]]
    [ "$(known)" -eq 3 ]
}

@test "status gives the line to paste, and pasting it joins" {
    printf 'code,ucla3_1,ucla3_2,ucla3_3\nAB13,1,1,1\nCE34,1,1,1\n' >post.csv
    "$PREPOST" import --quiet
    run "$PREPOST" status
    line=$(grep -o 'same_person: \[\[CODE, OTHER CODE\]\]' <<<"$output")
    line=${line/OTHER CODE/AB13}
    plan "${line/CODE/AB12}"
    [ "$(both)" = "[1,4]" ]
    # A second list would be a mistake: then it is one more entry.
    run "$PREPOST" status
    grep -q 'One more entry of same_person: \[CODE, OTHER CODE\]$' <<<"$output"
    plan "same_person:" "  - [AB12, AB13]" "  - [CD34, CE34]"
    [ "$(both)" = "[2,3]" ]
}

@test "status shows how a code of several parts is written" {
    printf 'place,month,ucla3_1,ucla3_2,ucla3_3\nRocket,May,1,2,3\n' >pre.csv
    printf 'place,month,ucla3_1,ucla3_2,ucla3_3\nRockte,May,1,1,1\n' >post.csv
    plan
    sed -i 's/identifier: code/identifier_from: [place, month]/' evaluation.yaml
    "$PREPOST" import --quiet
    run "$PREPOST" status
    line=$(grep -o 'same_person: \[\[PART + PART, PART + PART\]\]' <<<"$output")
    sed 's/PART + PART, PART + PART/Rocket + May, Rockte + May/' <<<"$line" >>evaluation.yaml
    [ "$(both)" = "[1,1]" ]
}

@test "the plan that init makes shows same_person, and it can be taken as it is" {
    mkdir new
    "$PREPOST" -C new init
    sed -i '/^# same_person:/,/^$/s/^# //' new/evaluation.yaml
    grep -q '^same_person:$' new/evaluation.yaml
    run "$PREPOST" -C new plan show --format json
    [ "$status" -eq 0 ]
}

@test "reports say how many codes were joined by hand, if they are not few" {
    for i in {1..30}; do printf 'A%d7,1,2,3\n' $((i + 100)); done >>pre.csv
    for i in {1..30}; do printf 'A%d%d,1,1,2\n' $((i + 100)) $((i > 6 ? 7 : 8)); done >>post.csv
    "$PREPOST" import --quiet
    said() { # report, of so many joined; on one line
        local joined=() i
        for ((i = 101; i <= 100 + $2; i++)); do joined+=("  - [A${i}7, A${i}8]"); done
        plan
        [ "$2" -eq 0 ] || plan "same_person:" "${joined[@]}"
        "$PREPOST" report --template "$1" --format text --quiet -o - | tr -s '\n ' ' '
    }
    for report in funder technical; do
        said $report 6 | grep -q "by a code. In all, 6 codes were joined by hand to another of the same person."
        said $report 4 | grep -q "by a code. Some people had used more than one code; those were joined by hand."
        [ "$(said $report 0 | grep -c "joined by hand")" -eq 0 ]
    done
}

@test "run counts them as report does: the same bytes, whoever writes last" {
    answers() { # wave's file, its first code
        printf 'code,ucla3_1,ucla3_2,ucla3_3\n%s,1,2,3\n' "$2" >"$1"
        for i in {10..28}; do echo "P$i,$((i % 3 + 1)),2,1"; done >>"$1"
    }
    answers pre.csv K100
    answers post.csv Z999
    plan 'same_person: [[K100, Z999]]'
    for time in first again; do # imports them itself, or finds them in already
        run "$PREPOST" run --format text,json --quiet
        [ "$status" -eq 0 ]
        tr -s ' \n' ' ' <reports/funder.txt | grep -q 'Of these, 20 answered again'
        mv reports "run-$time"
        "$PREPOST" report --format text,json --quiet
        diff -r reports "run-$time"
        run "$PREPOST" report --check "run-$time/funder.txt"
        [ "$status" -eq 0 ]
    done
}

@test "that a code of the list is not known is told by status alone" {
    "$PREPOST" import pre.csv
    plan "same_person: [[AB12, XY99]]"
    run "$PREPOST" status
    [[ "$output" == *"note: same_person: 1 of these 2 codes is in the files imported"* ]]
    for command in report "export scores" compare; do
        # shellcheck disable=SC2086
        run "$PREPOST" $command
        [[ "$output" != *"note: same_person"* ]]
    done
}
