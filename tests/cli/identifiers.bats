#!/usr/bin/env bats
# Whose answers are whose: what an identifier is taken from, that numbers of
# rows are none, and that nobody is there twice when that is changed.

bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    cd "$BATS_TEST_TMPDIR"
    plan 'columns: {identifier: Name, region: County}'
    head="Name,County,ucla3_1,ucla3_2,ucla3_3"
    printf '%s\n' "$head" Ann,North,3,3,3 Bea,North,2,2,2 Cy,South,1,1,1 >a.csv
    printf '%s\n' "$head" Ann,North,1,1,1 Bea,North,1,2,2 Cy,South,1,1,2 >b.csv
}

# plan LINE ...: a plan with these further lines
plan() {
    cat >evaluation.yaml <<'END'
title: Company
charity: Us
service: the groups
waves: {before: when they joined, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
END
    printf '%s\n' "$@" >>evaluation.yaml
}

people() {
    "$PREPOST" status --format json | jq .audit.n_people
}

# --- numbers of responses ----------------------------------------------------

@test "a number of the response is nobody's identifier, whatever the plan's heading" {
    plan 'columns: {identifier: [Your code, Code, ID]}'
    cat >forms.csv <<'END'
ID,Start time,Completion time,Email,Name,ucla3_1,ucla3_2,ucla3_3
1,21/2/2025 10:00,21/2/2025 10:05,anonymous,,1,1,1
2,21/2/2025 11:00,21/2/2025 11:05,anonymous,,2,2,2
END
    run "$PREPOST" import --wave before forms.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'column "ID": the plan takes it for the person'\''s identifier, but here it is a number of the response, not of the person'* ]]
    [[ "$output" == *'columns: {"ID": identifier}'* ]]
    [ ! -e evaluation.db ] || [ "$(people)" = 0 ]
    run "$PREPOST" import --dry-run --wave before forms.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'"ID" -> left out (a number of the response, not of the person)'* ]]
}

@test "a number of the response: the plan's word for that very column is believed" {
    plan 'columns: {identifier: [Your code, Code, ID]}' \
        'files: [{path: forms.csv, wave: before, columns: {"ID": identifier}}]'
    cat >forms.csv <<'END'
ID,Start time,Completion time,Email,Name,ucla3_1,ucla3_2,ucla3_3
71,21/2/2025 10:00,21/2/2025 10:05,anonymous,,1,1,1
END
    run "$PREPOST" import
    [ "$status" -eq 0 ]
    [[ "$output" == *"1 person (1 new)"* ]]
}

@test "a number of the response yields to the code, and is no part of one" {
    forms="ID,Start time,Completion time,Email,Name,Code,ucla3_1,ucla3_2,ucla3_3"
    printf '%s\n' "$forms" '1,21/2/2025 10:00,21/2/2025 10:05,x,,ab,1,1,1' >f.csv
    plan 'columns: {identifier: [Code, ID]}'
    run "$PREPOST" import --dry-run --wave before f.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *'"Code" -> identifier'* ]]
    plan 'columns: {identifier_from: [ID, Code]}'
    run "$PREPOST" import --wave before f.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'column "ID": the plan takes it for the person'* ]]
}

@test "numbers of responses of every platform that writes them" {
    plan 'columns: {identifier: [id, ResponseId, Respondent ID, _id]}'
    printf '%s\n' 'id,submitdate,lastpage,ucla3_1,ucla3_2,ucla3_3' \
        '1,2025-01-02,3,1,1,1' >lime.csv
    printf '%s\n' 'StartDate,EndDate,ResponseId,ucla3_1,ucla3_2,ucla3_3' \
        '2025-01-02,2025-01-02,R_1,1,1,1' >qualtrics.csv
    printf '%s\n' 'Respondent ID,Start Date,End Date,ucla3_1,ucla3_2,ucla3_3' \
        '118,01/02/2025,01/02/2025,1,1,1' >monkey.csv
    printf '%s\n' '_id,_uuid,_submission_time,ucla3_1,ucla3_2,ucla3_3' \
        '7,ab-cd,2025-01-02T10:00:00,1,1,1' >kobo.csv
    for file in lime qualtrics monkey kobo; do
        run "$PREPOST" import --wave before $file.csv
        [ "$status" -eq 1 ] || { echo "$file: $output"; false; }
        [[ "$output" == *"a number of the response, not of the person"* ]]
    done
}

@test "codes that are 1, 2, 3 in the order of rows in files of two waves" {
    plan 'columns: {identifier: Nr}'
    for f in a b c; do echo Nr,ucla3_1,ucla3_2,ucla3_3 >$f.csv; done
    for i in 1 2 3 4 5 6; do echo $i,1,2,3 >>a.csv; done
    for i in 1 2 3 4 5; do echo $i,1,2,2 >>b.csv; done
    for i in 1 2 4 5 6; do echo $i,1,2,2 >>c.csv; done
    run "$PREPOST" import --wave before a.csv
    [ "$status" -eq 0 ]
    [ "$("$PREPOST" import --dry-run --wave after b.csv --format json | jq -r '.. | .identifiers_count_rows_as? // empty')" = a.csv ]
    run "$PREPOST" import --dry-run --wave after b.csv
    [[ "$output" == *"its identifiers are 1, 2, 3 ... in the order of its rows, as in a.csv"* ]]
    run "$PREPOST" import --wave after c.csv # who is missing is missing in it
    [ "$status" -eq 0 ]
    [[ "$output" != *"in the order of its rows"* ]]
    [ "$("$PREPOST" status --format json | jq -c .identifiers_count_rows)" = "[]" ]
    rm evaluation.db
    "$PREPOST" import --wave before a.csv
    run "$PREPOST" import --wave after b.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"in the order of its rows, as in a.csv"* ]]
    run "$PREPOST" status
    [[ "$output" == *"in the order of rows in a.csv, b.csv"* ]]
    [ "$("$PREPOST" status --format json | jq -c .identifiers_count_rows)" = '["a.csv","b.csv"]' ]
}

# --- codes made otherwise ----------------------------------------------------

@test "codes made of other headings do not come beside those that are in" {
    "$PREPOST" import --wave before a.csv
    "$PREPOST" import --wave after b.csv
    plan 'columns: {identifier_from: [Name, region], region: County}'
    echo Di,South,2,2,2 >>a.csv
    for way in "a.csv" "a.csv --replace" "b.csv"; do
        # shellcheck disable=SC2086
        run "$PREPOST" import --wave before $way
        [ "$status" -eq 1 ] || { echo "$way: $output"; false; }
        [[ "$output" == *'the plan makes people'\''s codes of "Name + region" now, but '*' is in with codes made of "Name"'* ]]
        [[ "$output" == *"prepost import --replace"* ]]
    done
    [ "$(people)" = 3 ]
    plan 'columns: {identifier_from: [Name, region], region: County}' \
        'files: [{path: a.csv, wave: before}, {path: b.csv, wave: after}]'
    run "$PREPOST" import --replace
    [ "$status" -eq 0 ]
    [ "$(people)" = 4 ]
    run "$PREPOST" forget "Ann + North"
    [ "$status" -eq 0 ]
    [ "$(people)" = 3 ]
}

@test "codes made of other headings: a heading the file has beside the new one" {
    "$PREPOST" import --wave before a.csv
    sed -e 's/^Name/Name,Number/' -e 's/^\(Ann\|Bea\|Cy\)/&,&7/' b.csv >c.csv
    plan 'columns: {identifier: Number, region: County}'
    run "$PREPOST" import --wave after c.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'codes of "Number" now, but a.csv is in with codes made of "Name"'* ]]
    [ "$(people)" = 3 ]
}

@test "codes under a heading that another form calls otherwise are no other codes" {
    "$PREPOST" import --wave before a.csv
    sed 's/^Name/Your name/' b.csv >c.csv
    plan 'columns: {identifier: [Name, Your name], region: County}'
    run "$PREPOST" import --wave after c.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"3 people (0 new)"* ]]
}

# --- forgetting --------------------------------------------------------------

@test "forget: a part of a code finds nobody, and is told what codes are made of" {
    plan 'columns: {identifier_from: [Name, region], region: County}'
    echo Eve,,1,1,1 >>a.csv
    run "$PREPOST" import --wave before a.csv
    [[ "$output" == *'row 5, column "County": this part of the identifier is blank'* ]]
    run "$PREPOST" forget Ann
    [ "$status" -eq 3 ]
    [[ "$output" == *"nobody of that identifier is in the store"* ]]
    [[ "$output" == *'Codes are made of "Name + region" there: give all parts'* ]]
    [[ "$output" == *'prepost forget "PART + PART"'* ]]
    [ "$(people)" = 3 ]
    run "$PREPOST" forget "Ann + North"
    [ "$status" -eq 0 ]
    [ "$(people)" = 2 ]
}

@test "forget: names what was exported and holds their answers, whatever it is called" {
    "$PREPOST" import --wave before a.csv
    "$PREPOST" import --wave after b.csv
    mkdir sent
    "$PREPOST" export scores -o mine.csv
    "$PREPOST" export pairs -o sent/p.csv
    "$PREPOST" export responses -o r.json
    "$PREPOST" export responses -o r.sav
    "$PREPOST" export results -o all.csv
    "$PREPOST" export results --format r -o in-r
    "$PREPOST" report
    cp a.csv notes.csv
    run "$PREPOST" forget Ann
    [ "$status" -eq 0 ]
    [[ "$output" == *$'in-r, mine.csv, r.json, r.sav, sent/p.csv\nhold what people said, one by one, this person too'* ]]
    [[ "$output" == *"all.csv, reports/funder.html, "*"were made before"* ]]
    [[ "$output" != *notes.csv* ]]
    # Files that were imported are told apart from those.
    [[ "$output" == *"The person is in a.csv, b.csv: take their rows out"* ]]
    ! grep -v "The person is in" <<<"$output" | grep -q "b.csv" || false
}

# Whatever they are called, and some folders down: what a report is, its foot
# tells. A PDF is no picture then, and the user's own files are not named.
@test "forget: names reports of every format, tables and results, wherever they are here" {
    "$PREPOST" import --wave before a.csv
    "$PREPOST" import --wave after b.csv
    mkdir -p fo/own
    "$PREPOST" report -o fo/board --format html,text,md,odt,pdf,json --quiet
    mv fo/board/funder.html "fo/board/to the board"
    for format in csv json sav; do
        "$PREPOST" export table --format $format -o fo/t.$format
        "$PREPOST" export results --format $format -o fo/r.$format
    done
    "$PREPOST" export results --format r -o fo/in-r
    for what in analyse compare status; do # compare has no table of so few
        "$PREPOST" $what >fo/printed-$what || [ $? -eq 3 ]
        "$PREPOST" $what --format json >fo/printed-$what.json || [ $? -eq 3 ]
    done
    echo '<svg xmlns="http://www.w3.org/2000/svg"/>' >fo/board/missing.svg
    echo 'outcome,time,spent' >fo/own/times.csv
    echo '[{"outcome": "good"}]' >fo/own/o.json
    echo 'Our plan, and what we say' >fo/own/plan.txt
    printf '%s\n' 'Our plan' ======== '' 'What we say' >fo/own/plan.md
    echo '{"by": "hand"}' >fo/own/by.json
    ln -s .. fo/own/up # no end of it
    for who in Ann Bea; do
        at=
        [ "$who" = Ann ] || at=$PWD/
        run "$PREPOST" forget "$who" ${at:+-C "${at%/}"}
        [ "$status" -eq 0 ]
        [[ "$output" == *$'\n'"${at}fo/board/funder.json, ${at}fo/board/funder.md, \
${at}fo/board/funder.odt, ${at}fo/board/funder.pdf, ${at}fo/board/funder.txt, \
${at}fo/board/to the board, ${at}fo/printed-analyse, \
${at}fo/printed-analyse.json, ${at}fo/printed-compare.json, ${at}fo/printed-status, \
${at}fo/printed-status.json, ${at}fo/r.csv, ${at}fo/r.json, ${at}fo/r.sav, \
${at}fo/t.csv, ${at}fo/t.json, ${at}fo/t.sav"$'\n'"were made before"* ]]
        [[ "$output" == *$'\n'"${at}fo/board/missing.svg"$'\n'"is a picture"* ]]
        [[ "$output" == *$'\n'"${at}fo/in-r"$'\n'"holds what people said"* ]]
        [[ "$output" != *own* ]]
    done
}

@test "forget: a list that is cut short says so" {
    "$PREPOST" import --wave before a.csv
    "$PREPOST" report --quiet
    "$PREPOST" export scores -o s.csv
    for i in {1..201}; do
        cp s.csv "s$i.csv"
        cp reports/funder.txt "f$i"
    done
    run "$PREPOST" forget Ann
    [ "$(grep -c '^s.*csv and 2 more$' <<<"$output")" -eq 1 ]
    [ "$(grep -c 'f[0-9]*, .*reports/funder.txt and 3 more$' <<<"$output")" -eq 1 ]
    rm s10*.csv f10*
    run "$PREPOST" forget Bea
    [[ "$output" != *more* ]]
}

# --- regions -----------------------------------------------------------------

@test "who has no region is told by import and stands in status, so that it adds up" {
    printf '%s\n' Di,,2,2,2 Ed,,1,1,1 >>a.csv
    [ "$("$PREPOST" import --dry-run --wave before a.csv --format json | jq '.. | .n_without_region? // empty')" = 2 ]
    run "$PREPOST" import --wave before a.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"2 of its people have no region in it: unless another file says it"* ]]
    echo Di,South,1,1,1 >>b.csv
    run "$PREPOST" import --wave after b.csv
    [[ "$output" != *"no region in it"* ]]
    run "$PREPOST" status
    [ "$(grep -c '^(no region) *1 *0 *0 *1 *0$' <<<"$output")" -eq 1 ]
    [ "$(grep -c '^Everyone *5 *4 *4 *1 *0$' <<<"$output")" -eq 1 ]
    plan 'columns: {identifier: Name}'
    rm evaluation.db
    run "$PREPOST" import --wave before a.csv
    [[ "$output" != *"no region in it"* ]]
    run "$PREPOST" status
    [[ "$output" != *"(no region)"* ]]
}

# --- who is like whom --------------------------------------------------------

alike() {
    plan 'columns: {identifier_from: [Name, Postcode]}' \
        'files: [{path: a.csv, wave: before}, {path: b.csv, wave: after}]'
    head="Name,Postcode,ucla3_1,ucla3_2,ucla3_3"
    printf '%s\n' "$head" '"Davies, Gareth",LL55 1AP,3,3,3' 'Mrs Sian Jones,LL55 1AP,2,2,2' \
        'S. Smith-Howells,SA1 2BB,1,1,1' 'Bea,SA1 2BB,1,1,1' 'Huw Rees,LL55 1AP,1,1,1' 'Rhys Lloyd,LL55 1AP,1,1,1' >a.csv
    printf '%s\n' "$head" 'Gareth Davies,LL55 1AP,1,1,1' 'Siân Jones,LL55 1AP,1,1,2' \
        'Sioned Smith-Howells,SA1 2BB,1,2,1' 'Gareth Davies,SA1 2BB,2,2,2' 'huw  rees,ll551ap,2,2,2' >b.csv
    "$PREPOST" import --quiet
}

@test "one name written otherwise is a near miss, a postcode with and without its blank one code" {
    alike
    run "$PREPOST" status --format json
    [ "$(jq -c '[.near_misses.pairs[] | map(.row)]' <<<"$output")" = "[[2,2],[3,3],[4,4]]" ]
    [ "$(jq .flow.all.n_both <<<"$output")" -eq 1 ] # Huw Rees
    [[ "$output" != *Davies* ]]
    run "$PREPOST" status
    [[ "$output" == *"codes that are nearly the same: one person or two?"* ]]
}

@test "status --unmatched: lines for the plan, which then joins them, and all others" {
    alike
    "$PREPOST" status --unmatched >said
    grep -qF '  - ["Davies, Gareth + LL55 1AP", "Gareth Davies + LL55 1AP"]' said
    grep -qF '  - ["Mrs Sian Jones + LL55 1AP", "Siân Jones + LL55 1AP"]' said
    grep -qF '  # a.csv row 4 (before) and b.csv row 4 (after): the first letters agree' said
    grep -qF '  # - ["S. Smith-Howells + SA1 2BB", "Sioned Smith-Howells + SA1 2BB"]' said
    grep -qF '#   a.csv row 5 (before): "Bea + SA1 2BB"' said
    grep -qF '#   b.csv row 5 (after): "Gareth Davies + SA1 2BB"' said
    [ "$(grep -c 'Huw\|huw' said)" -eq 0 ] # answered both times
    cat said >>evaluation.yaml
    [ "$("$PREPOST" status --format json | jq .flow.all.n_both)" -eq 3 ]
    run "$PREPOST" status --unmatched
    [[ "$output" == *"# Entries of same_person:"* ]]
    # Without the file, or with another of its name, rows are numbers.
    mv a.csv c.csv
    run "$PREPOST" status --unmatched
    [[ "$output" == *"# a.csv is not here: its rows are named by number"* ]]
    [[ "$output" == *$'#   a.csv row 5 (before)\n'* ]]
    sed 's/Bea/Cara/' c.csv >a.csv
    run "$PREPOST" status --unmatched
    [[ "$output" == *"# a.csv is not as it was imported"* ]]
    [[ "$output" != *Cara* ]]
    run "$PREPOST" status --unmatched --format json
    [ "$status" -eq 2 ]
    [[ "$output" == "prepost: --unmatched writes lines for the plan, and no json; leave --format out" ]]
    rm evaluation.key
    run "$PREPOST" status --unmatched
    [ "$status" -eq 1 ]
    [[ "$output" != *Gareth* ]]
}

# JE24 of South stands first and is like JE23 of North; of North too is JE32.
@test "status --unmatched: of one place before another, and two places are no line" {
    plan 'columns: {identifier: Name, region: County}'
    head="Name,County,ucla3_1,ucla3_2,ucla3_3"
    printf '%s\n' "$head" JE24,South,2,2,2 JE32,North,1,1,1 KL10,South,1,2,1 >a.csv
    printf '%s\n' "$head" JE23,North,1,1,2 KL11,North,1,1,1 >b.csv
    "$PREPOST" import --wave before a.csv
    "$PREPOST" import --wave after b.csv
    "$PREPOST" status --unmatched >said
    grep -qxF '  - ["JE32", "JE23"]' said
    grep -qxF '  # a.csv row 3 (North, before) and b.csv row 2 (North, after)' said
    grep -qxF '  # - ["JE24", "JE23"]' said
    grep -qxF '  # a.csv row 4 (South, before) and b.csv row 3 (North, after): of two places' said
    grep -qxF '  # - ["KL10", "KL11"]' said
    [ "$(grep -c '^  - ' said)" -eq 1 ]
}

# A place's line end would end the comment, and what follows would be read.
@test "status --unmatched: control characters in names of places and files are blanks" {
    plan 'columns: {identifier: Name, region: County}'
    local name=$'a\x1b[2J.csv'
    printf '%s\n' "$head" $'JE24,"So\x1b]0;x\auth\n  - [boo",2,2,2' \
        $'Zoe,"No\x7frth",2,2,2' >"$name"
    printf '%s\n' "$head" JE23,East,1,1,2 >b.csv
    "$PREPOST" import --wave before "$name"
    "$PREPOST" import --wave after b.csv
    "$PREPOST" status --unmatched >said
    ! grep -q $'[\x01-\x09\x0b-\x1f\x7f]' said || false
    grep -qF '(So ]0;x uth   - [boo, before) and b.csv row 2 (East, after): of two places' said
    grep -qxF '#   a [2J.csv row 4 (No rth, before): "Zoe"' said
    [ "$(grep -c '^ *- ' said)" -eq 0 ]
    mv "$name" c.csv
    "$PREPOST" status --unmatched >said
    grep -qF '# a [2J.csv is not here' said
    cat said >>evaluation.yaml
    "$PREPOST" status --quiet
}

@test "status --unmatched: files of one name from several folders are told apart" {
    plan 'columns: {identifier: Name, region: County}' 'files:' \
        '  - {path: autumn/survey.csv, wave: after}' \
        '  - {path: spring/survey.csv, wave: before}'
    mkdir spring autumn
    printf '%s\n' "$head" 'Bea Smith,N,2,2,2' 'Cy Hughes,S,1,1,1' \
        >spring/survey.csv
    printf '%s\n' "$head" 'Bea Smyth,N,1,2,2' 'Dora Price,S,1,1,2' \
        >autumn/survey.csv
    # Imported the other way round than the plan names them.
    "$PREPOST" import --wave before spring/survey.csv
    "$PREPOST" import --wave after autumn/survey.csv
    "$PREPOST" status --unmatched >said
    grep -qxF '  - ["Bea Smith", "Bea Smyth"]' said
    grep -qxF '#   survey.csv row 3 (S, before): "Cy Hughes"' said
    grep -qxF '#   survey.csv row 3 (S, after): "Dora Price"' said
    # One that is no longer as it was leaves those of the other named.
    printf '%s\n' 'Eve Hill,S,1,1,2' >>autumn/survey.csv
    "$PREPOST" status --unmatched >said
    grep -q '^# survey.csv is not as it was imported' said
    grep -qxF '#   survey.csv row 3 (S, before): "Cy Hughes"' said
    ! grep -q 'Dora\|Smyth' said || false
}

@test "a heading with a line break in it is one heading, and the same without" {
    plan 'columns: {identifier: "Your code (two letters)"}'
    printf '%s\n' '"Your code' '(two letters)",ucla3_1,ucla3_2,ucla3_3' \
        AB,3,3,3 CD,1,2,3 >c.csv
    printf '%s\n' 'Your code (two letters),ucla3_1,ucla3_2,ucla3_3' \
        AB,1,3,3 CD,1,1,3 >d.csv
    "$PREPOST" import --wave before c.csv
    run "$PREPOST" forget ZZ
    [[ "$output" == *'Codes are made of "Your code (two letters)" there: give it as'* ]]
    "$PREPOST" import --wave after d.csv
    [ "$("$PREPOST" status --format json | jq .flow.all.n_both)" -eq 2 ]
}
