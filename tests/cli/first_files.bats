#!/usr/bin/env bats
# What a new user meets: numbers beside words, names of files, headings that
# are questions, one thing said in two places.

bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    cd "$BATS_TEST_TMPDIR"
    cat >evaluation.yaml <<'END'
title: Company
charity: Us
service: the groups
design: before-after
waves: {before: when they joined, after: three months later}
instruments: [ucla3]
outcomes:
  ucla3.total: {role: primary}
columns: {identifier: Code, wave: Wave}
disclosure: charity-5
END
    cat >good.csv <<'END'
Code,Wave,ucla3_1,ucla3_2,ucla3_3
AA11,before,1,2,3
BB22,before,Often,Some of the time,Hardly ever or never
AA11,after,1,1,2
END
}

# state: what the store holds, or that there is none
state() {
    sha256sum evaluation.db 2>/dev/null || echo none
}

# refused TEXT FILE: exit status 1, TEXT in the message, store as it was
refused() {
    before=$(state)
    run "$PREPOST" import "$2"
    [ "$status" -eq 1 ] || { echo "status $status: $output"; false; }
    [[ "$output" == *"$1"* ]] || { echo "said: $output"; false; }
    [ "$(state)" = "$before" ]
}

@test "answers numbered from 1 beside their words: the words count; alone they are not taken" {
    sed -i 's/ucla3/phq4/g' evaluation.yaml
    { echo Code,Wave,phq4_1,phq4_2,phq4_3,phq4_4 | sed 's/phq4_1/phq4_nervous/; s/phq4_2/phq4_worry/'
        for n in 1 2 3 4 5; do
            echo "a$n,before,1. Not at all,2. Several days,3. More than half the days,4. Nearly every day"
        done; } >numbered.csv
    "$PREPOST" instrument show phq4 | grep -oE 'phq4_[a-z0-9]+' | head -4 | paste -sd, >ids
    sed -i "1s/.*/Code,Wave,$(cat ids)/" numbered.csv
    run "$PREPOST" import numbered.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"answers to phq4 are numbered one higher beside their words than in the questionnaire: the words count"* ]]
    [ "$(sqlite3 evaluation.db "SELECT DISTINCT $(cat ids) FROM phq4")" = "0|1|2|3" ]
    # With numbers alone among them, those may be meant either way.
    echo "b1,before,1,2,2,1" >>numbered.csv
    refused "numbered.csv: nothing was taken: answers to phq4 are numbered one higher beside their words than in the questionnaire, and others are numbers alone" numbered.csv
    # One that is numbered as the questionnaire is among them, neither.
    sed -i '$d' numbered.csv
    echo "b1,before,1. Several days,2. Several days,1. Not at all,1. Not at all" >>numbered.csv
    run "$PREPOST" import numbered.csv --dry-run
    [[ "$output" == *'"1. Several days" is not one of 0-3'*'it contradicts itself: 1 is "Not at all"'* ]]
}

@test "a heading that asks for a code is offered where none is found" {
    sed -i 's/identifier: Code, wave: Wave/identifier: Code/' evaluation.yaml
    printf '%s\n' "ID,Start time,Completion time,Email,Name,Please enter your code,Your postcode,Which group do you go to?,What is your age group?,ucla3_1,ucla3_2,ucla3_3" \
        "1,2025-03-01 10:00,2025-03-01 10:05,anonymous,,ann,LS1,Tuesday,30 to 39,1,2,3" >forms.csv
    run "$PREPOST" import forms.csv --wave before --dry-run
    [ "$status" -eq 1 ]
    [[ "$output" == *'no column holds the person'"'"'s identifier; expected "Code". If it is this one, say so in the plan: columns: {identifier: "Please enter your code"}'* ]]
    [[ "$output" == *'"Please enter your code": identifier  # not understood: it usually is this'* ]]
    [[ "$output" == *'"Which group do you go to?": group  # not understood: it usually is this'* ]]
    [[ "$output" == *'"Your postcode": ignore'*'"What is your age group?": ignore'* ]]
    # The number that the platform gives is no code, and the other one is named.
    sed -i 's/identifier: Code/identifier: [Code, ID]/' evaluation.yaml
    run "$PREPOST" import forms.csv --wave before
    [ "$status" -eq 1 ]
    [[ "$output" == *'what people wrote as their code or name, such as "Please enter your code"'* ]]
}

@test "numbers beside words: a slip is a cell, all of them are another numbering" {
    printf '%s\n' Code,Wave,ucla3_1,ucla3_2,ucla3_3 \
        "AA11,before,1. Hardly ever,2. Some of the time,1. Often" \
        "BB22,before,3. Often,3. Often,1. Hardly ever" >pairs.csv
    run "$PREPOST" import pairs.csv --dry-run
    [ "$status" -eq 3 ]
    [[ "$output" == *'"1. Often" is not one of 1-3'*'it contradicts itself: 1 is "Hardly ever or never"; the cell was left blank'* ]]
    # 1 never comes with its own words: which are right nobody can tell.
    printf '%s\n' Code,Wave,ucla3_1,ucla3_2,ucla3_3 \
        "AA11,before,3. Hardly ever,2. Some of the time,1. Often" >pairs.csv
    refused 'pairs.csv: nothing was taken: answers to ucla3 are written as 1 with "Often", and 1 is "Hardly ever or never" in the questionnaire. Find out whether the numbers or the words are what people chose, and keep those alone in the file' pairs.csv
    # Words alone, or numbers alone, are taken.
    sed 's/[0-9]\. //g' pairs.csv >words.csv
    run "$PREPOST" import words.csv
    [ "$status" -eq 0 ]
    [ "$(sqlite3 evaluation.db 'SELECT ucla3_1, ucla3_2, ucla3_3 FROM ucla3')" = "1|2|3" ]
}

@test "a question that is numbered the other way round in one file is told" {
    # R: cor of the third with the sum of the others is -0.9466832 of 10 rows;
    # the first's is -0.42, which chance may give (its limits are -0.83 to 0.28)
    printf '%s\n' Code,Wave,ucla3_1,ucla3_2,ucla3_3 >turned.csv
    n=0
    for row in 1,1,3 1,2,3 2,2,2 2,2,2 3,3,1 3,3,1 1,1,3 3,2,1 2,3,2 1,1,3; do
        n=$((n + 1)); echo "p$n,before,$row"; done >>turned.csv
    run "$PREPOST" import turned.csv
    [ "$status" -eq 0 ]
    [ "$(grep -c 'runs against' <<<"$output")" -eq 1 ]
    [[ "$output" == *"turned.csv: ucla3_3 runs against the other questions of UCLA-3 total in 10 rows (correlation -0.95): is it numbered the other way round in this file?"* ]]
    # Of nine rows that look just so it is not said: chance names too many.
    head -10 turned.csv >nine.csv
    rm evaluation.db
    run "$PREPOST" import nine.csv
    [[ "$output" != *"runs against"* ]]
    # A whole file turned round shows only beside the other: who was high is low.
    printf '%s\n' Code,Wave,ucla3_1,ucla3_2,ucla3_3 >a.csv
    cp a.csv b.csv
    for n in 1 2 3 4 5 6 7 8 9; do
        echo "q$n,before,$((n % 3 + 1)),$((n % 3 + 1)),$((n % 3 + 1))" >>a.csv
        echo "q$n,after,$((3 - n % 3)),$((3 - n % 3)),$((3 - (n % 3 + n / 9) % 3))" >>b.csv
    done
    rm evaluation.db
    run "$PREPOST" import a.csv b.csv
    [[ "$output" != *"runs against"* ]]
    [ "$("$PREPOST" status --format json | jq -c '.scores_against | map([.outcome, .wave, .n])')" = '[["ucla3.total","after",9]]' ]
    "$PREPOST" status | tr -s ' \n' ' ' | grep -q "those who scored high at before scored low at after"
}

@test "--region beside a column of regions: one of them, and said which" {
    sed -i 's/identifier: Code, /identifier: Code, region: Place, /' evaluation.yaml
    printf '%s\n' Code,Wave,Place,Area,ucla3_1,ucla3_2,ucla3_3 \
        AA11,before,South,x,1,2,3 AA11,after,South,x,1,1,1 >place.csv
    run "$PREPOST" import place.csv --region North --dry-run
    [ "$status" -eq 0 ]
    [ "$(grep -c '"Place" -> left out ("North" is said of every row)' <<<"$output")" -eq 1 ]
    [ "$(grep -c '"Area" -> left out ("North" is said of every row)' <<<"$output")" -eq 1 ]
    [[ "$output" == *'"Place": ignore'* && "$output" != *": region"* ]]
    "$PREPOST" import place.csv --region North
    [ "$(sqlite3 evaluation.db 'SELECT DISTINCT region FROM background')" = North ]
    # without the option the column is the region, and Area is no second one
    run "$PREPOST" import place.csv --dry-run
    [[ "$output" == *'"Place" -> region'* && "$output" == *'"Area" -> not understood, left out'* ]]
}

@test "names of files: curly quotes, none at all, standard input" {
    run "$PREPOST" import "“good.csv”"
    [ "$status" -eq 1 ]
    [[ "$output" == *"cannot read “good.csv”: there is no such file or folder; its name has curly quotation marks in it: was it pasted from a document? Type straight ones around it, or none" ]]
    run "$PREPOST" import ""
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: cannot read a file without a name: the name given is empty" ]
    run "$PREPOST" -C "" status
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: -C: the name of the folder is empty" ]
    run "$PREPOST" import - <<<"Code"
    [ "$status" -eq 1 ]
    [[ "$output" == *"prepost: standard input cannot be used; nothing was imported" ]]
}

@test "head that has had enough ends it quietly, as any program" {
    "$PREPOST" import good.csv
    set +e
    # nobody reads: the end of the pipe is closed before it writes
    { sleep 0.3; "$PREPOST" status; echo "$?" >ended; } 2>said | true
    set -e
    [ "$(cat ended)" = 141 ]
    [ ! -s said ]
}

@test "a line under the table is asked about; titles above it are left out" {
    sed -i 's/disclosure: charity-5//' evaluation.yaml
    printf '%s\n' "Loneliness at our groups,,,," "typed in by Jo,,,," Code,Wave,ucla3_1,ucla3_2,ucla3_3 \
        AA11,before,1,2,3 Average,before,1,2,2 >home.csv
    run "$PREPOST" import home.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *'home.csv: row 5, column "Code": "average" is taken for a person: if it is none, take the row out of the file'* ]]
    [ "$(grep -c 'is taken for a person' <<<"$output")" -eq 1 ]
    [[ "$output" == *"2 rows, 2 taken in, 0 left out"* ]]
}
