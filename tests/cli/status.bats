#!/usr/bin/env bats
# Who has answered what, and erasing a person; on the demo's made-up data.

setup_file() {
    export PREPOST=${PREPOST:-$PWD/build/prepost}
    export DIR=$(mktemp -d)
    scripts/demo-data "$DIR"
    cp surveys/demo/evaluation.yaml "$DIR"
    "$PREPOST" import -C "$DIR" --quiet 2>/dev/null
}

teardown_file() {
    rm -rf "$DIR"
}

rows() { # rows FILE: how many people are in it
    awk 'END { print NR - 1 }' "$DIR/$1"
}

@test "the counts are those of the files" {
    run "$PREPOST" status -C "$DIR" --format json
    [ "$status" -eq 0 ]
    east=$(rows eastshire-before.csv)
    west=$(rows westshire-before.csv)
    [ "$(jq .flow.all.n_before <<<"$output")" -eq $((east + west)) ]
    [ "$(jq '.flow.regions[] | select(.name == "Westshire").n_before' <<<"$output")" -eq "$west" ]
    [ "$(jq '.flow.all | .n_before == .n_both + .n_before_only and .n_after == .n_both + .n_after_only' <<<"$output")" = true ]
    both=$(cat <(cut -d, -f2 "$DIR/eastshire-before.csv" "$DIR/westshire-before.csv" | grep -v ode | sort -u) \
        <(cut -d, -f2 "$DIR/eastshire-after.csv" "$DIR/westshire-after.csv" | grep -v ode | sort -u) | sort | uniq -d | wc -l)
    [ "$(jq .flow.all.n_both <<<"$output")" -eq "$both" ]
    [ "$(jq '.imports | length' <<<"$output")" -eq 4 ]
    [ "$(jq -r '.plan.state' <<<"$output")" = not-locked ]
}

@test "near misses are codes one character apart, of people without a match" {
    run "$PREPOST" status -C "$DIR" --format json
    [ "$(jq .near_misses.n <<<"$output")" -gt 0 ]
    jq -r '.near_misses.pairs[] | "\(.[0].file) \(.[0].row) \(.[1].file) \(.[1].row)"' <<<"$output" |
    while read -r first line later other; do
        a=$(sed -n "${line}p" "$DIR/$first" | cut -d, -f2)
        b=$(sed -n "${other}p" "$DIR/$later" | cut -d, -f2)
        differ=0
        for ((i = 0; i < ${#a}; i++)); do
            [ "${a:i:1}" = "${b:i:1}" ] || differ=$((differ + 1))
        done
        [ "$differ" -eq 1 ]
    done
}

@test "as text: people, questionnaires, files, near misses" {
    run "$PREPOST" status -C "$DIR" --near 2
    [ "$status" -eq 0 ]
    [[ "$output" == *"people who answered"* ]]
    [[ "$output" == *"UCLA-3"* ]]
    [[ "$output" == *"eastshire-before.csv"* ]]
    [[ "$output" == *"2 of "*" pairs. To join two, name both codes"* ]]
    [ "$(awk 'length > 80' <<<"$output" | wc -l)" -eq 0 ]
}

@test "no code of anybody stands in the store, nor free text" {
    for file in "$DIR"/*-*.csv; do
        cut -d, -f2 "$file" | tail -n +2
    done | sort -u > "$DIR/codes"
    [ "$(wc -l < "$DIR/codes")" -gt 200 ]
    run grep -c -a -i -F -f "$DIR/codes" "$DIR/evaluation.db"
    [ "$output" = 0 ]
}

@test "forget: the person is gone, the others are there, and it is known" {
    mkdir "$DIR/copy" && cp "$DIR"/*.* "$DIR/copy"
    who=$(sed -n 2p "$DIR/eastshire-before.csv" | cut -d, -f2)
    # Written another way, it is the same person.
    run "$PREPOST" forget -C "$DIR/copy" " ${who,,} "
    [ "$status" -eq 0 ]
    [[ "$output" == "erased: "* ]]
    run "$PREPOST" forget -C "$DIR/copy" - <<<"$who"$'\n'other
    [ "$status" -eq 2 ] # of two, it would have been the first alone
    [[ "$output" == *"stdin holds more than one line"* ]]
    run "$PREPOST" forget -C "$DIR/copy" - <<<"$who"
    [ "$status" -eq 3 ]
    [ "${lines[0]}" = "nobody of that identifier is in the store" ]
    [[ "$output" != *"erased"* ]]
    run "$PREPOST" status -C "$DIR/copy" --format json
    [ "$(jq .n_forgotten <<<"$output")" -eq 1 ]
    [ "$(jq .flow.all.n_people <<<"$output")" -eq "$("$PREPOST" status -C "$DIR" --format json | jq '.flow.all.n_people - 1')" ]
    run "$PREPOST" verify -C "$DIR/copy"
    [ "$status" -eq 0 ]
    "$PREPOST" report -C "$DIR/copy" --format text -o "$DIR/copy" --quiet
    grep -q "erased on request" "$DIR/copy"/*.txt
}

@test "forget: another key would find nobody, and is refused" {
    mkdir "$DIR/other" && cp "$DIR"/*.* "$DIR/other"
    rm "$DIR/other/evaluation.key"
    run "$PREPOST" forget -C "$DIR/other" X
    [ "$status" -eq 1 ]
    mkdir "$DIR/new"
    cp "$DIR"/*.csv "$DIR/evaluation.yaml" "$DIR/new"
    "$PREPOST" import -C "$DIR/new" --quiet 2>/dev/null
    cp "$DIR/new/evaluation.key" "$DIR/other"
    run "$PREPOST" forget -C "$DIR/other" X
    [ "$status" -eq 1 ]
    [[ "$output" == *"the key is not the one that the people in"* ]]
}

@test "a plan locked before the second answers is called fixed beforehand" {
    mkdir "$DIR/locked"
    cp "$DIR"/*.csv "$DIR/evaluation.yaml" "$DIR/locked"
    cd "$DIR/locked"
    "$PREPOST" import --quiet eastshire-before.csv westshire-before.csv
    SOURCE_DATE_EPOCH=1741046400 "$PREPOST" plan lock
    "$PREPOST" import --quiet eastshire-after.csv westshire-after.csv
    run "$PREPOST" status --format json
    [ "$(jq -r .plan.state <<<"$output")" = locked ]
    "$PREPOST" report --format text -o out --quiet
    grep -q "4 March 2025" out/*.txt
    sed -i 's/value: 2$/value: 1/' evaluation.yaml
    "$PREPOST" report --format text -o changed --quiet
    grep -q "first look" changed/*.txt
    run "$PREPOST" plan lock --again
    [ "$status" -eq 3 ]
    [[ "$output" == *"questionnaires filled in later were in already (each questionnaire of a form counts): reports call"* ]]
}

@test "no store yet: what to do" {
    mkdir "$DIR/empty"
    cp "$DIR/evaluation.yaml" "$DIR/empty"
    run "$PREPOST" status -C "$DIR/empty"
    [ "$status" -eq 1 ]
    [[ "$output" == *"there are no answers yet"* ]]
}

@test "a plan that is locked before any answers: no report of nobody" {
    mkdir "$DIR/nobody"
    cp "$DIR/evaluation.yaml" "$DIR/nobody"
    "$PREPOST" plan lock -C "$DIR/nobody"
    for command in analyse compare report "export results --format json"; do
        run "$PREPOST" $command -C "$DIR/nobody"
        [ "$status" -eq 1 ]
        [[ "$output" == *"there are no answers yet"*"prepost import"* ]]
    done
    [ ! -e "$DIR/nobody/reports" ]
}

@test "questionnaires and outcomes go by name, not by an id in capitals" {
    run "$PREPOST" status -C "$DIR"
    [[ "$output" == *$'\n'"Herth Hope Index  "* ]]
    [[ "$output" == *$'\n'"PHQ-9  "* ]]
    run "$PREPOST" compare -C "$DIR"
    [[ "$output" == *"Table 1: Hope by region, with 95% ranges"* ]]
}

@test "a store into which nothing was put is no fault: all say the same of it" {
    mkdir "$BATS_TEST_TMPDIR/new"
    cd "$BATS_TEST_TMPDIR/new"
    cp "$DIR/evaluation.yaml" .
    # As an import leaves it that is killed before anything is in it: "prep".
    sqlite3 evaluation.db 'PRAGMA application_id = 1886545264; VACUUM'
    chmod 600 evaluation.db
    said="evaluation.db is empty: nothing was imported yet"
    run "$PREPOST" status
    [ "$status" -eq 1 ]
    [[ "$output" == *"$said"* ]]
    run "$PREPOST" verify
    [ "$status" -eq 1 ]
    [[ "$output" == *"$said"* ]]
    run "$PREPOST" doctor
    [ "$status" -ne 1 ]
    [[ "$output" == *"ok      store          $said"* ]]
    # One whose tables were taken out is another matter.
    sqlite3 evaluation.db 'PRAGMA user_version = 6'
    run "$PREPOST" doctor
    [ "$status" -eq 1 ]
    [[ "$output" == *"BROKEN  store          evaluation.db has no tables any more"* ]]
    run "$PREPOST" status
    [ "$status" -eq 1 ]
    [[ "$output" == *"evaluation.db has no tables any more"* ]]
}
