#!/usr/bin/env bats
# The pairing, audited: everybody known is in one column of each later wave's
# row, and each thing that somebody should look at is counted.

setup() {
    PREPOST=${PREPOST:-$BATS_TEST_DIRNAME/../../build/prepost}
    cd "$BATS_TEST_TMPDIR"
    plan
}

plan() { # plan [MORE...]
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
columns: {identifier: code, wave: wave, date: day, date_format: y-m-d, region: region}
YAML
    printf '%s\n' "$@" >>evaluation.yaml
}

# rows LINE...: code wave day region and three answers, into FILE
rows() {
    local file=$1
    shift
    { echo code,wave,day,region,ucla3_1,ucla3_2,ucla3_3; printf '%s\n' "$@"; } >"$file"
}

audit() { # audit FILTER
    "$PREPOST" status --format json | jq -c ".audit | $1"
}

adds_up() {
    [ "$(audit '.n_people as $n | .waves | all(.n_matched + .n_first_only + .n_this_only + .n_neither == $n)')" = true ]
}

@test "matched, before only, after only" {
    rows a.csv ann,before,,N,1,1,1 ann,after,,N,1,2,1 bea,before,,N,3,3,3 \
        cleo,after,,N,2,2,2
    "$PREPOST" import a.csv
    [ "$(audit '.waves[0] | [.n_matched, .n_first_only, .n_this_only, .n_neither]')" = "[1,1,1,0]" ]
    [ "$(audit '[.n_people, .n_nowhere, .n_twice, .n_two_regions, .n_later_dated_before]')" = "[3,0,0,0,0]" ]
    adds_up
    run "$PREPOST" status
    [[ "$output" == *"everybody known, matched with before"* ]]
    [ "$(awk 'length > 80' <<<"$output" | wc -l)" -eq 0 ]
}

@test "without dates their order is not known, which is not a count of none" {
    rows a.csv ann,before,,N,1,1,1 ann,after,,N,1,2,1
    "$PREPOST" import a.csv
    run "$PREPOST" status
    [[ "$(tr -s ' \n' ' ' <<<"$output")" == *"could not be checked, dates"* ]]
    [ "$(audit '[.n_at_two_waves, .n_dated_at_two_waves]')" = "[1,0]" ]
    rows b.csv bea,before,2025-03-01,N,1,1,1 bea,after,2025-06-01,N,1,2,1
    "$PREPOST" import b.csv
    run "$PREPOST" status
    [[ "$output" == *"checked in part"* ]]
    [ "$(audit '[.n_at_two_waves, .n_dated_at_two_waves, .n_later_dated_before]')" = "[2,1,0]" ]
}

@test "whose two rows were both refused is known, and counted" {
    rows a.csv ann,before,,N,1,1,1 ann,before,,N,3,3,3 bea,before,,N,1,2,3
    run "$PREPOST" import a.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"3 rows, 1 taken in, 2 left out; 2 people (2 new)"* ]]
    [ "$(audit '[.n_people, .n_nowhere, .n_twice, .n_times_twice, .n_twice_none]')" = "[2,1,1,1,1]" ]
    adds_up
    run "$PREPOST" status
    [[ "$(tr -s ' \n' ' ' <<<"$output")" == *"answered twice at a wave, differently: of one file neither"* ]]
    # The report's count of people who answered is that of the answers taken.
    [ "$("$PREPOST" status --format json | jq .flow.all.n_before)" -eq 1 ]
}

@test "a mended file beside the one whose rows were refused: told, and what is replaced stands in order" {
    rows a.csv ann,before,,N,1,1,1 ann,before,,N,3,3,3 bea,before,,N,1,2,3
    run "$PREPOST" import a.csv
    was=$("$PREPOST" status --format json | jq -r '.imports[0].hash[:8]')
    rows a.csv ann,before,,N,3,3,3 bea,before,,N,1,2,3
    run "$PREPOST" import a.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"2 rows, 2 taken in, 0 left out"* ]]
    [[ "$output" == *'a file of this name is in already, with 1 of the same people at "before": --replace takes its place'* ]]
    # One of the two is taken now, and status does not say otherwise.
    [ "$(audit '[.n_twice, .n_twice_none]')" = "[1,0]" ]
    run "$PREPOST" status
    [[ "$(tr -s ' \n' ' ' <<<"$output")" == *"of those: no answer is left at that wave 0 "* ]]
    [[ "$(tr -s ' \n' ' ' <<<"$output")" != *"neither answer is taken"* ]]
    is=$("$PREPOST" status --format json | jq -r '.imports[1].hash[:8]')
    run "$PREPOST" import a.csv --replace
    [ "$status" -eq 0 ]
    [ "$("$PREPOST" status --format json | jq -c .replaced)" = \
        "[\"replaced a.csv: 3 rows of $was by 2 of $is\"]" ]
    [ "$(audit '[.n_twice]')" = "[0]" ]
}

@test "twice in one file, by each rule; a row that repeats another is none" {
    for rule in first last most-complete; do
        rm -f evaluation.db
        plan "rules: {same_twice: $rule}"
        rows a.csv ann,before,,N,1,1,1 ann,before,,N,3,3,3 \
            bea,before,,N,1,1,1 bea,before,,N,1,1,1
        run "$PREPOST" import a.csv
        [ "$(audit '[.n_people, .n_nowhere, .n_twice, .n_twice_none]')" = "[2,0,1,0]" ]
    done
}

@test "twice in two files; replaced, it is no more" {
    rows a.csv ann,before,,N,1,1,1
    rows b.csv ann,before,,N,3,3,3 bea,before,,N,1,1,1
    "$PREPOST" import a.csv
    run "$PREPOST" import b.csv
    [ "$status" -eq 3 ]
    [ "$(audit '[.n_people, .n_twice, .n_times_twice, .n_twice_none]')" = "[2,1,1,0]" ]
    rows b.csv ann,after,,N,3,3,3 bea,before,,N,1,1,1
    "$PREPOST" import --replace b.csv
    [ "$(audit '[.n_people, .n_twice]')" = "[2,0]" ]
}

@test "in two regions: in one file, and in two" {
    rows a.csv ann,before,,N,1,1,1 ann,after,,S,1,1,1 bea,before,,N,1,1,1
    rows b.csv bea,after,,S,1,1,1 cleo,before,,S,1,1,1
    "$PREPOST" import a.csv
    [ "$(audit .n_two_regions)" -eq 1 ]
    "$PREPOST" import b.csv
    [ "$(audit .n_two_regions)" -eq 2 ]
}

@test "after before before" {
    rows a.csv ann,before,2025-03-02,N,1,1,1 ann,after,2025-03-01,N,1,1,1 \
        bea,before,2025-03-01,N,1,1,1 bea,after,2025-03-01,N,1,1,1 \
        cleo,before,2025-03-09,N,1,1,1 cleo,after,,N,1,1,1
    run "$PREPOST" import a.csv
    [ "$status" -eq 3 ]
    [ "$(audit .n_later_dated_before)" -eq 1 ]
}

@test "a person erased is in no count" {
    rows a.csv ann,before,,N,1,1,1 ann,before,,N,3,3,3 bea,before,,N,1,1,1
    run "$PREPOST" import a.csv
    "$PREPOST" forget ann
    [ "$(audit '[.n_people, .n_nowhere, .n_twice]')" = "[1,0,0]" ]
    "$PREPOST" verify
}

@test "a store of the first version is read, and brought up by an import" {
    rows a.csv ann,before,,N,1,1,1
    rows b.csv ann,before,,N,3,3,3
    "$PREPOST" import a.csv
    sqlite3 evaluation.db 'DROP TABLE remarks; DROP TABLE identities;
        ALTER TABLE imports DROP COLUMN people_digest;
        ALTER TABLE plan_locks DROP COLUMN answers_by_wave;
        DELETE FROM facts WHERE name LIKE '\''seal of %'\''; PRAGMA user_version = 1'
    [ "$(audit '[.n_people, .n_twice]')" = "[1,0]" ]
    run "$PREPOST" import b.csv
    [ "$status" -eq 3 ]
    [ "$(audit '[.n_people, .n_twice]')" = "[1,1]" ]
    "$PREPOST" verify
}

@test "a later wave dated before an earlier one: told by the import that brings it" {
    rows a.csv ann,before,2025-03-02,N,1,1,1 bea,before,2025-03-01,N,1,1,1 \
        cleo,before,2025-03-09,N,1,1,1
    rows b.csv ann,after,2025-03-01,N,1,1,1 bea,after,2025-06-01,N,1,1,1 \
        cleo,after,2025-01-01,N,,,
    rows c.csv dan,before,2025-03-02,N,1,1,1 dan,after,2025-03-01,N,1,1,1
    "$PREPOST" import a.csv
    run "$PREPOST" import b.csv c.csv
    [ "$status" -eq 3 ]
    # Cleo's later row has no answer, so that its date says nothing.
    [ "$(grep -c "1 of its people have a later wave dated before an earlier one" <<<"$output")" -eq 2 ]
    [ "$(audit .n_later_dated_before)" -eq 2 ]
    rm evaluation.db
    "$PREPOST" import b.csv
    [ "$("$PREPOST" import a.csv --dry-run --format json | jq '.files[0].dates.n_later_dated_before')" -eq 1 ]
}

@test "regions and groups written almost alike are asked about once, and by status" {
    rows a.csv ann,before,,Leeds,1,1,1 bea,before,,Leeds.,1,1,1 \
        cleo,before,,"leeds ",1,1,1 dan,before,,York,1,1,1
    run "$PREPOST" import a.csv
    [ "$status" -eq 0 ]
    [ "$(grep -c 'the regions "Leeds" and "Leeds." are written almost alike' <<<"$output")" -eq 1 ]
    [[ "$output" != *York* ]]
    rows b.csv bea,after,,Leeds.,1,1,1 dan,after,,Yorkk,1,1,1
    run "$PREPOST" import b.csv
    [ "$(grep -c 'almost alike' <<<"$output")" -eq 1 ]
    [[ "$output" == *'the regions "York" and "Yorkk" are written almost alike'* ]]
    run "$PREPOST" status
    [[ "$output" == *"names written almost alike: one or two?"* ]]
    [ "$(awk 'length > 80' <<<"$output" | wc -l)" -eq 0 ]
    [ "$("$PREPOST" status --format json | jq -c .alike)" = '[{"column":"region","one":"Leeds","other":"Leeds."},{"column":"region","one":"York","other":"Yorkk"}]' ]
}

@test "a mended copy that came without --replace is told apart from answers given twice" {
    rows a.csv ann,before,,N,1,1,1 bea,before,,N,1,1,1
    "$PREPOST" import a.csv
    rows a.csv ann,before,,N,3,3,3 bea,before,,N,1,1,1
    run "$PREPOST" import a.csv
    [ "$(audit '[.n_twice, .n_twice_copy]')" = "[1,1]" ]
    rows b.csv bea,before,,N,2,2,2
    run "$PREPOST" import b.csv
    [ "$(audit '[.n_twice, .n_twice_copy]')" = "[2,1]" ]
    run "$PREPOST" status
    [[ "$(tr -s ' \n' ' ' <<<"$output")" == *"of those: only in a further file of the same name"* ]]
}

@test "--replace is kept note of: which file, and what it was and is" {
    rows a.csv ann,before,,N,1,1,1
    "$PREPOST" import a.csv
    was=$("$PREPOST" status --format json | jq -r '.imports[0].hash')
    rows a.csv ann,before,,N,3,3,3 bea,before,,N,1,1,1
    run "$PREPOST" import a.csv --replace
    [ "$status" -eq 0 ]
    [[ "$output" == *"in place of what an earlier file of this name brought"* ]]
    is=$("$PREPOST" status --format json | jq -r '.imports[0].hash')
    [ "$("$PREPOST" status --format json | jq -r '.replaced[]')" = \
        "replaced a.csv: 1 rows of ${was:0:8} by 2 of ${is:0:8}" ]
    run "$PREPOST" status
    [[ "$(tr -s ' \n' ' ' <<<"$output")" == *"Log: replaced a.csv: 1 rows of ${was:0:8}"* ]]
    # By itself it is not replaced, unless it is read otherwise than it was.
    run "$PREPOST" import a.csv --replace
    [ "$status" -eq 0 ]
    [[ "$output" != *"in place of"* ]]
    [ "$("$PREPOST" status --format json | jq '.replaced | length')" -eq 1 ]
    sed -i 's/, region: region//' evaluation.yaml
    "$PREPOST" import a.csv --replace
    [ "$("$PREPOST" status --format json | jq -r '.replaced[1]')" = \
        "replaced a.csv: 2 rows of ${is:0:8} by 2 of ${is:0:8}" ]
    "$PREPOST" verify
}
