#!/usr/bin/env bats
# An evaluation is started, its plan shown, fixed and compared.

setup() {
    PREPOST=$(realpath "${PREPOST:-build/prepost}")
    DIR=$(mktemp -d)
    export SOURCE_DATE_EPOCH=1741046400 # 4 March 2025
}

teardown() {
    rm -rf "$DIR"
}

change() { # change SED-EXPRESSION: in the plan
    sed -i "$1" "$DIR/evaluation.yaml"
}

@test "init writes a plan that is read without a word" {
    run "$PREPOST" init "$DIR/new"
    [ "$status" -eq 0 ]
    [ "$output" = "$DIR/new/evaluation.yaml is there: say in it who was asked what, then run prepost plan show" ]
    run "$PREPOST" plan show -C "$DIR/new"
    [ "$status" -eq 0 ]
    [[ "$output" == *"outcome hhi.total: number 1, primary"* ]]
    [[ "$output" == *"not locked: prepost plan lock fixes it"* ]]
    [[ "$output" != *"evaluation.yaml:"* ]]
    [[ "$output" != *"four or more"* ]]
}

@test "support groups: allowed for where there are four or more, and shown so" {
    cp "$BATS_TEST_DIRNAME/../../surveys/demo/evaluation.yaml" "$DIR/"
    run "$PREPOST" plan show -C "$DIR"
    [ "$status" -eq 0 ]
    [[ "$output" == *"support groups: allowed for"$'\n'* ]]
    [[ "$output" == *"support groups are allowed for where there are four or more"* ]]
}

@test "of a questionnaire that is numbered in several ways it is shown which" {
    "$PREPOST" init "$DIR"
    cat >"$DIR/evaluation.yaml" <<'YAML'
title: Codings
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [{id: empowerment28, coding: agree-is-4}, ucla3]
outcomes: {empowerment28.total: primary}
columns: {identifier: code, wave: wave}
YAML
    run "$PREPOST" plan show -C "$DIR"
    [ "$status" -eq 0 ]
    [[ "$output" == *"questionnaire empowerment28: answers numbered as in its definition"$'\n'* ]]
    [[ "$output" == *$'\n'"answers of empowerment28 are numbered agree-is-4, as in its definition"$'\n'* ]]
    [[ "$output" != *"answers of ucla3"* ]] # there is one way
    change 's/agree-is-4/agree-is-1/'
    run "$PREPOST" plan show -C "$DIR"
    [[ "$output" == *"questionnaire empowerment28: answers numbered agree-is-1"$'\n'* ]]
    [[ "$output" != *"answers of empowerment28"* ]]
}

# Once, when the first later answers come in; before that a dry run says it.
@test "import and run say that the main outcomes are not fixed, once" {
    cd "$DIR"
    cat >evaluation.yaml <<'YAML'
title: Fixed or not
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
columns: {identifier: code}
files: [{path: a.csv, wave: before}]
YAML
    for file in a b c; do
        awk -v at=$file 'BEGIN { print "code,ucla3_1,ucla3_2,ucla3_3"
            for (i = at == "c" ? 21 : 1; i <= (at == "c" ? 30 : 20); i++)
                print "p" i "," (at == "a" ? "3,2,3" : "1,2,1") }' >$file.csv
    done
    run "$PREPOST" run
    [ "$status" -eq 0 ]
    [[ "$output" != *"not fixed"* ]]
    cp -r . "$BATS_TEST_TMPDIR/locked"
    run "$PREPOST" import b.csv --wave after --dry-run
    [ "${lines[-1]}" = "The main outcomes are not fixed: prepost plan lock fixes them, before these later answers come in." ]
    sed -i 's/^files:.*/files: [{path: a.csv, wave: before}, {path: b.csv, wave: after}]/' evaluation.yaml
    run "$PREPOST" run
    [ "$status" -eq 0 ]
    [ "$(grep -c "^The main outcomes were not fixed before these later answers came in, and reports will say so; prepost plan lock fixes them for times of which no answers are in[.]$" <<<"$output")" -eq 1 ]
    tr -s '\n ' '  ' <reports/funder.txt | grep -qF "The main outcomes were not fixed ahead of time."
    for again in "run" "import c.csv --wave after" "import b.csv --wave after --replace"; do
        run "$PREPOST" $again
        [[ "$output" != *"not fixed"* ]]
    done
    # Of a plan that was locked there is nothing to say.
    cd "$BATS_TEST_TMPDIR/locked"
    "$PREPOST" plan lock
    for how in --dry-run ""; do
        run "$PREPOST" import b.csv --wave after $how
        [ "$status" -eq 0 ]
        [[ "$output" != *"not fixed"* ]]
    done
}

@test "each line of the starter that is commented out is understood" {
    "$PREPOST" init "$DIR"
    change 's/^\( *\)# \([a-z_]*:\)/\1\2/; s/^\( *\)#   \(- \)/\1  \2/; s/^\( *\)#     \([a-zA-Z]\)/\1    \2/; s/^\( *\)#       \([a-zA-Z]\)/\1      \2/; s/^\( *\)#   \([a-z ]*: [{H]\)/\1  \2/'
    run "$PREPOST" plan show -C "$DIR"
    echo "$output"
    [[ "$output" != *"unknown key"* ]]
}

@test "init leaves a plan that is there as it is" {
    echo "mine" > "$DIR/evaluation.yaml"
    run "$PREPOST" init "$DIR"
    [ "$status" -eq 1 ]
    [[ "$output" == "prepost: "*"$DIR/evaluation.yaml"* ]]
    [ "$(cat "$DIR/evaluation.yaml")" = "mine" ]
}

@test "init --schema: what editors check by, and where it is" {
    run "$PREPOST" init --schema "$DIR"
    [ "$status" -eq 0 ]
    head -1 "$DIR/evaluation.yaml" | grep -q 'schema=evaluation.schema.json'
    jq -e '.["$defs"].plan.properties.outcomes' "$DIR/evaluation.schema.json"
}

@test "no plan: what to do" {
    run "$PREPOST" plan show -C "$DIR"
    [ "$status" -eq 1 ]
    [ "$output" = "prepost: there is no $DIR/evaluation.yaml here; prepost init makes one, -C DIR says where to look" ]
}

@test "mistakes in the plan: all of them, with their places" {
    "$PREPOST" init "$DIR"
    change 's/^title:.*/title: The impact of our groups/; s/- phq9$/- phq7/'
    run "$PREPOST" plan show -C "$DIR"
    [ "$status" -eq 1 ]
    [[ "$output" == *"evaluation.yaml:"*": title: \"impact\" may not be said of one group"* ]]
    [[ "$output" == *"there is no questionnaire \"phq7\"; did you mean \"phq"* ]]
    [[ "$output" == *"prepost: $DIR/evaluation.yaml has 2 mistakes; nothing was done" ]]
}

@test "what is no mistake is marked so; a questionnaire of one's own is mentioned" {
    "$PREPOST" init "$DIR"
    change 's/- phq9$/- ours/; s/value: 2/value: 9/; s/phq9.total/ours.total/'
    run "$PREPOST" plan show -C "$DIR"
    [ "$status" -eq 1 ]
    [[ "$output" == *': there is no questionnaire "ours"'*'a questionnaire of your own is a file ours.yaml beside the plan'* ]]
    [[ "$output" == *": note: 9 points is more than half of the widest standard deviation known"* ]]
    [ "$(grep -vc ': note: \|^prepost: ' <<<"$output")" -eq 1 ]
    [[ "$output" == *"has 1 mistake; nothing was done" ]]
}

@test "a plan is locked with its day, and once" {
    "$PREPOST" init "$DIR"
    run "$PREPOST" plan lock -C "$DIR"
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = 'prepost: "Our Charity" is the starter plan'"'"'s charity: are the outcomes your own, and not its examples? If not, mend the plan and lock it with --again' ]
    [ "${lines[1]}" = "the plan is fixed: locked on 2025-03-04, before any later answers were imported" ]
    [ "$(stat -c %a "$DIR/evaluation.db")" = 600 ]
    SOURCE_DATE_EPOCH=1750000000 run "$PREPOST" plan lock -C "$DIR"
    [ "$status" -eq 0 ]
    [ "$output" = "the plan is as it was: locked on 2025-03-04, before any later answers were imported" ]
    run "$PREPOST" plan diff -C "$DIR"
    [ "$status" -eq 0 ]
}

@test "a plan that was changed after it was locked is told, with what" {
    "$PREPOST" init "$DIR"
    "$PREPOST" plan lock -C "$DIR"
    change 's/value: 2/value: 1/; s/^title:.*/title: Another title/'
    run "$PREPOST" plan diff -C "$DIR"
    [ "$status" -eq 3 ]
    [[ "$output" == *"changed: change that matters, hhi.total: 1 (declared) (was 2 (declared))"* ]]
    [[ "$output" != *"itle"* ]]
    run "$PREPOST" plan show -C "$DIR"
    [[ "$output" == *"changed since it was locked on 2025-03-04"* ]]
    run "$PREPOST" plan lock -C "$DIR"
    [ "$status" -eq 1 ]
    [[ "$output" == *"another plan was locked on 2025-03-04"*"--again keeps both" ]]
    SOURCE_DATE_EPOCH=1741132800 run "$PREPOST" plan lock --again -C "$DIR"
    [ "$status" -eq 0 ]
    [ "${lines[1]}" = "the plan is fixed: locked on 2025-03-05, before any later answers were imported" ]
    run "$PREPOST" plan show --format json -C "$DIR"
    [ "$(jq -r .state <<<"$output")" = locked ]
    [ "$(jq -r .locked_on <<<"$output")" = 2025-03-05 ]
    [ "$(jq -r '.hash == .locked_hash' <<<"$output")" = true ]
    [ "$(jq '.commitments | length' <<<"$output")" -gt 8 ]
}

@test "never locked: diff says so, status 3" {
    "$PREPOST" init "$DIR"
    run "$PREPOST" plan diff -C "$DIR"
    [ "$status" -eq 3 ]
    [[ "$output" == "not locked:"* ]]
}

@test "an unknown word after plan" {
    run "$PREPOST" plan look
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: plan: "look" is not one of: show lock diff' ]
}

@test "verify and backup of a store" {
    "$PREPOST" init "$DIR"
    run "$PREPOST" verify -C "$DIR"
    [ "$status" -eq 1 ]
    "$PREPOST" plan lock -C "$DIR"
    run "$PREPOST" verify -C "$DIR"
    [ "$status" -eq 0 ]
    [ "$output" = "$DIR/evaluation.db is whole" ]
    run "$PREPOST" backup -C "$DIR" "$DIR/copy.db"
    [ "$status" -eq 0 ]
    [ "$(stat -c %a "$DIR/copy.db")" = 600 ]
    run "$PREPOST" verify "$DIR/copy.db"
    [ "$output" = "$DIR/copy.db is whole" ]
    run "$PREPOST" backup -C "$DIR" "$DIR/copy.db"
    [ "$status" -eq 1 ]
    [ "$output" = "prepost: $DIR/copy.db is there already; a backup never overwrites" ]
    # A dash is no file here, nor standard output.
    cd "$DIR"
    run "$PREPOST" backup -
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: backup: a copy is written to a file of its own, not to standard output: name one. A file that is called - is ./-" ]
    [ ! -e ./- ]
    "$PREPOST" backup ./-
    "$PREPOST" verify ./-
    cd - >/dev/null
    chmod 644 "$DIR/copy.db"
    run "$PREPOST" verify "$DIR/copy.db"
    [ "$status" -eq 3 ]
    [[ "$output" == *"others may read it (mode 644)"* ]]
    sqlite3 "$DIR/copy.db" "UPDATE plan_locks SET commitments = 'other'"
    run "$PREPOST" verify "$DIR/copy.db"
    [ "$status" -eq 1 ]
    [[ "$output" == *"the plan that was locked on 2025-03-04 was changed"* ]]
}

@test "a clock that runs backwards locks nothing" {
    "$PREPOST" init "$DIR"
    "$PREPOST" plan lock -C "$DIR"
    change 's/value: 2/value: 1/'
    SOURCE_DATE_EPOCH=1740960000 run "$PREPOST" plan lock --again -C "$DIR"
    [ "$status" -eq 1 ]
    [ "$output" = "prepost: the clock shows 2025-03-03, but a plan was locked on 2025-03-04 already: set it right (or SOURCE_DATE_EPOCH); nothing was locked" ]
    [ "$("$PREPOST" plan show -C "$DIR" --format json | jq -r .state)" = changed ]
}

@test "what was changed after it was fixed is a first look, dated, in report and JSON" {
    "${BATS_TEST_DIRNAME}/../../scripts/demo-data" "$DIR"
    cp "${BATS_TEST_DIRNAME}/../../surveys/demo/evaluation.yaml" "$DIR/"
    "$PREPOST" import "$DIR"/*-before.csv -C "$DIR" --quiet
    "$PREPOST" plan lock -C "$DIR"
    "$PREPOST" import "$DIR"/*-after.csv -C "$DIR" --quiet || [ $? -eq 3 ]
    "$PREPOST" report -C "$DIR" --template technical --format text --quiet
    tr -s ' \n' ' ' <"$DIR/reports/technical.txt" >"$DIR/flat"
    grep -q "The plan was locked on 4 March 2025, before any later answers were imported. This report was made by it (plan [0-9a-f]*). Departures: none." "$DIR/flat"
    # An amount, now and then; and that outcome alone is a first look.
    sed -i '/hhi.total:/,/source/ s/value: 2/value: 1/' "$DIR/evaluation.yaml"
    "$PREPOST" report -C "$DIR" --template technical --format text --quiet
    tr -s ' \n' ' ' <"$DIR/reports/technical.txt" >"$DIR/flat"
    grep -q "Departures, by the day on which each was fixed: - On a day that was not kept: changed: change that matters, hhi.total: 1 (declared) (was 2 (declared))." "$DIR/flat"
    grep -q "The main outcome, empowerment, was chosen on 4 March 2025, before any second answers were imported. What the plan says of hope was changed after that, so read those findings as a first look." "$DIR/flat"
    grep -q "A first look: this was changed after the plan was fixed." "$DIR/flat"
    SOURCE_DATE_EPOCH=1743724800 "$PREPOST" plan lock --again -C "$DIR" || [ $? -eq 3 ]
    "$PREPOST" report -C "$DIR" --template technical --format text --quiet
    tr -s ' \n' ' ' <"$DIR/reports/technical.txt" | grep -q "4 April 2025: changed: change that matters, hhi.total: 1"
    "$PREPOST" analyse -C "$DIR" --resamples 0 --format json >"$DIR/r.json"
    jq -e '[.outcomes[] | select(.exploratory) | .outcome] == ["hhi.total"]
        and .plan.locked == "2025-03-04"
        and .plan.departures == [{what: "change that matters, hhi.total",
            now: "1 (declared)", was: "2 (declared)", day: "2025-04-04"}]' "$DIR/r.json"
}

@test "locked before later answers were imported, but after they were given: said" {
    "${BATS_TEST_DIRNAME}/../../scripts/demo-data" "$DIR"
    cp "${BATS_TEST_DIRNAME}/../../surveys/demo/evaluation.yaml" "$DIR/"
    SOURCE_DATE_EPOCH=1790000000 "$PREPOST" plan lock -C "$DIR"
    "$PREPOST" import -C "$DIR" --quiet || [ $? -eq 3 ]
    run "$PREPOST" plan lock -C "$DIR"
    [[ "$output" == "the plan is as it was: locked on 2026-09-21, before any later answers were imported, but after people had given some (up to 202"[56]-[01][0-9]-[0-3][0-9]")" ]]
    "$PREPOST" status -C "$DIR" 2>/dev/null | tr -s ' \n' ' ' >"$DIR/flat" || true
    grep -q "locked on 2026-09-21, before any later answers were in, but after people had given some (up to 202" "$DIR/flat"
    "$PREPOST" report -C "$DIR" --template technical --format text --quiet || [ $? -eq 3 ]
    tr -s ' \n' ' ' <"$DIR/reports/technical.txt" >"$DIR/flat"
    grep -q "before any later answers were imported. People had given second answers by then. This report" "$DIR/flat"
    grep -q "before any second answers were imported. People had given second answers by then." "$DIR/flat"
}

@test "the schemas that come with the program are those that it writes" {
    "$PREPOST" init "$BATS_TEST_TMPDIR/new" --schema
    cmp "$BATS_TEST_TMPDIR/new/evaluation.schema.json" \
        surveys/schema/evaluation.schema.json
    "$PREPOST" instrument schema | cmp - surveys/schema/instrument.schema.json
}
