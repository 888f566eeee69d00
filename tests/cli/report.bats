#!/usr/bin/env bats
# prepost report: formats, templates of one's own, and whether a report still
# is what the store gives.

bats_require_minimum_version 1.5.0

load joined

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export root
    export PREPOST=${PREPOST:-$root/build/prepost}
    export dir=$BATS_FILE_TMPDIR/demo
    "$root/scripts/demo-data" "$dir"
    cp "$root/surveys/demo/evaluation.yaml" "$dir/"
    "$PREPOST" run -C "$dir" --quiet
}

@test "each template in each format that needs no printer" {
    for template in funder technical regions; do
        run "$PREPOST" report -C "$dir" --template $template \
            --format html,text,md,odt,json -o "$BATS_TEST_TMPDIR/out"
        [ "$status" -eq 0 ]
        [ "${#lines[@]}" -eq 5 ]
        for file in "${lines[@]}"; do
            [ -s "$file" ]
        done
    done
}

@test "a template of one's own is one file" {
    printf '# {{title}}\n\n{{#each outcomes}}\n- {{outcome.label}}\n{{/each}}\n\n{{part can_and_cannot}}\n' \
        >"$BATS_TEST_TMPDIR/mine.md"
    run "$PREPOST" report -C "$dir" --template "$BATS_TEST_TMPDIR/mine.md" \
        --format text -o -
    [ "$status" -eq 0 ]
    # Nine outcomes, and three things that such answers cannot show.
    [ "$(grep -c '^- ' <<<"$output")" -eq 12 ]
    [[ "$output" == *"- Better"* ]]
}

@test "a template's own sentences say no more than the plan's may" {
    mine=$BATS_TEST_TMPDIR/mine.md
    printf -- '---\ntitle: {{title}}\n---\n# {{title}}\n\n<!-- caused -->\nSome came. The groups\nled\nto hope.\n' >"$mine"
    run "$PREPOST" report -C "$dir" --template "$mine" --format text -o "$BATS_TEST_TMPDIR/out"
    [ "$status" -eq 1 ]
    [[ "$output" == *'mine.md:8: "led to" may not be said of one group asked before and after; write name the two times'*"or put the sentence under own_words in the plan"* ]]
    [ ! -e "$BATS_TEST_TMPDIR/out/mine.txt" ]
    # So is its title; the charity's own name is free.
    printf -- '---\ntitle: The impact of Example Charity\n---\n# {{title}}\n' >"$mine"
    run "$PREPOST" report -C "$dir" --template "$mine" --format text -o -
    [ "$status" -eq 1 ]
    [[ "$output" == *'mine.md:2: "impact" may not be said of'* ]]
    sed -i 's/The impact of //' "$mine"
    "$PREPOST" report -C "$dir" --template "$mine" --format text -o -
}

@test "no plan fixed in time: a first look, said at the top until it is" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/e"
    "$PREPOST" report -C "$dir" --format text -o - |
        sed -n '/^At a glance/,/^- Better/p' |
        grep -q "^- A first look: the main outcomes were not fixed ahead of time.$"
    # What was fixed before is none.
    rm -f "$BATS_TEST_TMPDIR/e"/*.db*
    "$PREPOST" plan lock -C "$BATS_TEST_TMPDIR/e"
    "$PREPOST" import -C "$BATS_TEST_TMPDIR/e" --quiet
    run "$PREPOST" report -C "$BATS_TEST_TMPDIR/e" --format text -o -
    [ "$status" -eq 0 ]
    [[ "$output" == *"were chosen as main outcomes on"* ]]
    [[ "$output" != *"first look"* ]]
}

@test "an unknown template: those there are, and the likely one" {
    run "$PREPOST" report -C "$dir" --template funders --format text -o -
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: there is no report "funders"; did you mean "funder"?; there are: funder, regions, technical' ]
    run "$PREPOST" report -C "$dir" --template wholly-other --format text -o -
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: there is no report "wholly-other"; there are: funder, regions, technical' ]
}

@test "an unknown placeholder is an error with its line" {
    printf 'a\n\nb {{titel}}\n' >"$BATS_TEST_TMPDIR/mine.md"
    run "$PREPOST" report -C "$dir" --template "$BATS_TEST_TMPDIR/mine.md" \
        --format text -o -
    [ "$status" -eq 1 ]
    [[ "$output" == *"mine.md:3: unknown placeholder {{titel}}; did you mean {{title}}?"* ]]
}

@test "neither locale, time zone nor folder change a byte" {
    for format in html odt text md json; do
        "$PREPOST" report -C "$dir" --format $format -o - \
            >"$BATS_TEST_TMPDIR/a"
        [ -s "$BATS_TEST_TMPDIR/a" ]
        # A real one where it can be made: a comma in every number.
        localedef -i de_DE -f UTF-8 "$BATS_TEST_TMPDIR/de_DE.UTF-8" \
            >/dev/null 2>&1 || true
        (cd / && LOCPATH=$BATS_TEST_TMPDIR LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 \
            TZ=Pacific/Kiritimati "$PREPOST" report -C "$dir" \
            --format $format -o - >"$BATS_TEST_TMPDIR/b")
        cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
    done
}

@test "--check: a report is what the store gives, or not" {
    formats=html,text,md,odt,json
    if command -v chromium weasyprint >/dev/null; then
        formats=$formats,pdf
    fi
    "$PREPOST" report -C "$dir" --format $formats -o "$BATS_TEST_TMPDIR" --quiet
    for file in "$BATS_TEST_TMPDIR"/funder.*; do
        run "$PREPOST" report -C "$dir" --check "$file"
        [[ "$status" -eq 0 && "$output" == *"is what the store gives" ]] || {
            echo "$status: $output"
            false
        }
    done
    sed -i 's/Hope rose/Hope soared/' "$BATS_TEST_TMPDIR/funder.html"
    run "$PREPOST" report -C "$dir" --check "$BATS_TEST_TMPDIR/funder.html"
    [ "$status" -eq 3 ]
    [[ "$output" == *"is not what the store gives now"* ]]
}

@test "fewer answers since the last report than may be shown: it is told" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/e"
    cd "$BATS_TEST_TMPDIR/e"
    head -1 westshire-after.csv >late.csv
    sed -n '2{s/,HE01Y54,/,ZZ01Y54,/;p}; 3{s/,[^,]*,/,QQ77X11,/;p}' \
        westshire-after.csv >>late.csv
    "$PREPOST" import late.csv --wave after --region Westshire --quiet
    run "$PREPOST" report --check reports/funder.html
    [ "$status" -eq 3 ]
    [[ "$output" == *"answers have come in since; fewer than 5 people have \
come in or answered again since, among everyone together (people, people who \
answered at \"after\""*", so whoever has both can subtract one from the other"* ]]
    run --separate-stderr "$PREPOST" report --format html,text
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"funder.html (as it was), reports/funder.txt (as it was): \
fewer than 5 people have come in"*"there should be 5 people or more" ]]
    [ "$(grep -c "fewer than 5" <<<"$stderr")" -eq 1 ] # once is enough
    # The earlier ones are from the same answers; what was handed on is not.
    run --separate-stderr "$PREPOST" report --format html,text
    [ "$status" -eq 3 ]
    [[ "$stderr" == "prepost: ${sent_none}as was said of these results before, they are \
too close to earlier ones: everyone together (people,"*"Hand them on only where"* ]]
    [ "$(wc -l <<<"$stderr")" -eq 1 ]
}

# 80 people by rule, half of them waiting. One of these gives the second
# questionnaire's later form late, one its first form: nobody comes in, nobody
# answers a time more, and the people who came are as many as before.
@test "one late form of those with whom others are compared: it is told" {
    mkdir "$BATS_TEST_TMPDIR/waiting"
    cd "$BATS_TEST_TMPDIR/waiting"
    cat >evaluation.yaml <<'YAML'
title: Tuesday groups
charity: Example Charity
service: the groups
design: comparison
comparison: people on the waiting list
arms: {comparison: waiting list}
low_point: no
waves: {before: when they joined, after: 3 months later}
instruments: [gad7, phq9]
outcomes: {gad7.total: primary, phq9.total: secondary}
columns: {identifier: code, arm: arm}
files:
  - {path: before.csv, wave: before, columns: {G: gad7.total, P: phq9.total}}
  - {path: after.csv, wave: after, columns: {G: gad7.total, P: phq9.total}}
  - {path: late-after.csv, wave: after, columns: {P: phq9.total}}
  - {path: late-before.csv, wave: before, columns: {P: phq9.total}}
YAML
    awk 'BEGIN {
        for (f = 1; f <= 4; f++) {
            file = f == 1 ? "before" : f == 2 ? "after" : \
                f == 3 ? "late-after" : "late-before"
            print f < 3 ? "code,arm,G,P" : "code,arm,P" >(file ".csv")
            for (i = 1; i <= 80; i++) {
                who = "kiwi-" i * 7919 % 10007 (i % 2 ? ",groups" : ",waiting list")
                g = 6 + i * 3 % 8 - (f % 2 == 0) * (i * 5 % 4)
                p = 7 + i * 5 % 9 - (f == 2 || f == 3) * (i * 3 % 5)
                if (f < 3)
                    print who "," g "," (i == 6 && f == 1 || i == 2 && f == 2 ? "" : p) >(file ".csv")
                else if (i == (f == 3 ? 2 : 6))
                    print who "," p >(file ".csv")
            }
        }
    }'
    "$PREPOST" import before.csv after.csv --quiet
    "$PREPOST" export results -o results.csv --quiet
    for late in after before; do
        "$PREPOST" import "late-$late.csv" --quiet
        run --separate-stderr "$PREPOST" export results -o results.csv
        [ "$status" -eq 3 ]
        [[ "$stderr" == "prepost: ${sent_none}fewer than 5 people have come in, or"* ]]
    done
}

# One form of somebody who is known: nobody comes in, and one pair more.
@test "one late form: reports of any template and format that stand there are too close" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/late"
    cd "$BATS_TEST_TMPDIR/late"
    rm -rf reports evaluation.db
    who=$(comm -12 <(cut -d, -f2 westshire-before.csv | sort) \
        <(cut -d, -f2 westshire-after.csv | sort) | grep -v Code | head -1)
    cp westshire-after.csv whole.csv
    grep -v ",$who," whole.csv >westshire-after.csv
    "$PREPOST" import --quiet || [ $? -eq 3 ]
    "$PREPOST" report --template technical --format text,odt --quiet
    "$PREPOST" plot forest -o forest.svg
    n=$("$PREPOST" status --format json | jq '.flow.all | [.n_people, .n_both]' -c)
    mv whole.csv westshire-after.csv
    "$PREPOST" import westshire-after.csv --replace --quiet || [ $? -eq 3 ]
    m=$("$PREPOST" status --format json | jq '.flow.all | [.n_people, .n_both - 1]' -c)
    [ "$n" = "$m" ]
    run --separate-stderr "$PREPOST" plot forest -o forest.svg
    [ "$status" -eq 3 ]
    [[ "$stderr" == "prepost: ${sent_none}fewer than 5 people have come in, or answered \
once more, since earlier results were written, among everyone together ("* ]]
    run --separate-stderr "$PREPOST" report --format text
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"reports/technical.odt was not made again and is out of \
date: answers have come in since; report --template technical makes it, or \
delete it"*"technical.odt, reports/technical.txt: fewer than 5 people"* ]]
    # It is so each time; also when they stand there no more, for they may have
    # been handed on.
    run "$PREPOST" report --format text --quiet
    [[ "$status" -eq 3 && "$output" = "" ]]
    rm reports/technical.*
    run "$PREPOST" report --format text --quiet
    [[ "$status" -eq 3 && "$output" = "" ]]
}

@test "other formats that are out of date are named, and why; forget names all" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/stale"
    cd "$BATS_TEST_TMPDIR/stale"
    rm -rf reports
    "$PREPOST" report --format html,text,odt,json --quiet
    run --separate-stderr "$PREPOST" report --format text
    [ "$stderr" = "" ] # all of the same answers
    run "$PREPOST" forget "$(sed -n 2p westshire-before.csv | cut -d, -f2)"
    [ "$status" -eq 0 ]
    [[ "$output" == *"reports/funder.html, "*"reports/funder.odt, "*\
"reports/funder.txt"*"were made before: the person is in their figures still."* ]]
    for format in html odt txt json; do
        run "$PREPOST" report --check reports/funder.$format
        [ "$status" -eq 3 ]
        [[ "$output" == *"somebody was erased since, and is in its figures still" ]]
    done
    run --separate-stderr "$PREPOST" report --format text
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"reports/funder.html was not made again and is out of \
date: somebody was erased since, and is in its figures still; --format html \
makes it, or delete it"*"reports/funder.json was not made again and is out of \
date: somebody was erased"*"reports/funder.odt was not made again"* ]]
    run "$PREPOST" report --format html,text,odt,json --quiet
    [ "$status" -eq 3 ]
    [ "$output" = "" ]
    head -1 westshire-after.csv >late.csv
    sed -n '2,9s/,[^,]*,/,QQ77X1&/p' westshire-after.csv >>late.csv
    run "$PREPOST" import late.csv --wave after --region Westshire --quiet
    run --separate-stderr "$PREPOST" report --format text,html
    [[ "$stderr" == *"funder.json was not made again and is out of date: \
answers have come in since;"*"funder.odt was not made again and is out of \
date: answers have come in since;"* ]]
    run --separate-stderr "$PREPOST" report --format html,text,odt,json
    [[ "$stderr" == *"before, they tell of somebody erased with earlier ones: "* ]]
    [[ "$stderr" != *"out of date"* ]]
}

@test "results before and after an erasure tell of who was erased: that is said" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/erased"
    cd "$BATS_TEST_TMPDIR/erased"
    rm -rf reports evaluation.db
    "$PREPOST" import --quiet || true
    said="somebody was erased since earlier results were written, and fewer than \
5 people have come or gone among everyone together ("
    again="as was said of these results before, they tell of somebody erased \
with earlier ones: everyone together ("
    codes=($(sed -n 2,7p westshire-before.csv | cut -d, -f2))
    run "$PREPOST" forget "${codes[0]}" # no results yet, that are known of
    [ "$status" -eq 0 ]
    [[ "$output" == *"whoever has"*"both can work out what they answered"* ]]
    run --separate-stderr "$PREPOST" export results -o one.csv
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
    "$PREPOST" forget "${codes[1]}"
    for command in "report" "report --format text -o -" "compare" "run" \
        "plot likert --outcome phq9.total -o two.svg" \
        "plot forest --words" "export scores -o mine.csv" \
        "export results --format r -o in-r" \
        "export results -o two.csv" "export summary -o north.json"; do
        run --separate-stderr "$PREPOST" $command
        [ "$status" -eq 3 ]
        [[ "$stderr" == *"$said"* || ("$command" != report && "$stderr" == *"$again"*) ]]
    done
    for k in 2 3 4; do
        "$PREPOST" forget "${codes[k]}"
        run --separate-stderr "$PREPOST" analyse # prints, and keeps no note
        [ "$status" -eq 0 ]
    done
    # Of these and the first four are erased; of these and the second, three.
    run --separate-stderr "$PREPOST" compare
    [ "$status" -eq 3 ]
    # So many more that nobody can be told from the others, in any figure.
    for wave in before after; do
        for region in Westshire Eastshire; do
            file=$(tr A-Z a-z <<<$region)-$wave.csv
            awk -F, -v OFS=, 'NR > 1 { $2 = "QQ77" NR substr(FILENAME, 1, 1) }
                { print }' "$file" >"late-$file"
            "$PREPOST" import "late-$file" --wave $wave --region $region --quiet || true
        done
    done
    run --separate-stderr "$PREPOST" compare
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
    # Nor where a few come in after results: that is said of these few.
    sed -n '1p;8,9s/,\([^,]*\),/,QQ88\1,/p' westshire-after.csv >later.csv
    "$PREPOST" import later.csv --wave after --region Westshire --quiet || true
    "$PREPOST" export scores -o mine.csv # not to be handed on in any case
    run --separate-stderr "$PREPOST" export results -o three.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == "prepost: ${sent_none}fewer than 5 people have come in, or"* ]]
    run --separate-stderr "$PREPOST" export results -o three.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == "prepost: ${sent_none}as was said of these results before, they are too \
close to earlier ones: everyone together ("* ]]
}

# Else the warning after an erasure would never come, and nobody know it.
@test "results that the store could not note: that is said, and what follows" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/held"
    cd "$BATS_TEST_TMPDIR/held"
    rm -r evaluation.db reports
    "$PREPOST" import --quiet # of which there are no results yet
    notes() { sqlite3 -readonly evaluation.db "SELECT count(*) FROM log WHERE what GLOB 'results *'"; }
    before=$(notes)
    mkfifo hold
    sqlite3 evaluation.db <hold >held 2>&1 &
    exec 9>hold
    echo 'BEGIN IMMEDIATE; SELECT 1;' >&9
    while [ ! -s held ]; do sleep 0.1; done
    run --separate-stderr "$PREPOST" export results -o one.csv
    [ "$status" -eq 3 ]
    [ -s one.csv ]
    [[ "$stderr" == "prepost: the results were written, but the store could not note that they were: evaluation.db is in use by "*"nobody will be warned when somebody is erased"*"Write these once more when the store can be written"* ]]
    run --separate-stderr "$PREPOST" export results -o two.csv --quiet
    [ "$status" -eq 3 ]
    [ "$stderr" = "" ]
    # Of people one by one no note is kept, so that none is missed.
    run --separate-stderr "$PREPOST" export scores -o mine.csv
    [ "$status" -eq 0 ]
    [ "$(notes)" -eq "$before" ]
    exec 9>&-
    wait
    run --separate-stderr "$PREPOST" export results -o one.csv
    [ "$status" -eq 0 ]
    [ "$(notes)" -eq "$((before + 1))" ]
}

@test "results of a folder that is read-only: that they are not noted is said" {
    [ "$(id -u)" -eq 0 ] && command -v unshare >/dev/null || skip "not root"
    cp -r "$dir" "$BATS_TEST_TMPDIR/read-only"
    cd "$BATS_TEST_TMPDIR/read-only"
    rm -r evaluation.db reports
    "$PREPOST" import --quiet # of which there are no results yet
    run --separate-stderr unshare --mount sh -c 'mount --bind . . &&
        mount -o remount,bind,ro . && cd "$PWD" && "$0" compare' "$PREPOST"
    [[ "$stderr" != *"permission denied"* ]] || skip "no mount here"
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"could not note that they were: evaluation.db cannot be written"* ]]
}

# An answer put right: nobody comes or goes, and the averages are others.
@test "results before and after a correction of the same people: that is said" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/corrected"
    cd "$BATS_TEST_TMPDIR/corrected"
    rm -rf reports evaluation.db
    "$PREPOST" import --quiet || [ $? -eq 3 ]
    "$PREPOST" export results -o one.csv
    "$PREPOST" import westshire-after.csv --replace --quiet || [ $? -eq 3 ]
    run --separate-stderr "$PREPOST" export results -o two.csv # the same file
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
    awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /phq9_1$/) q = i }
        NR == 2 { $q = $q == 3 ? 0 : 3 } { print }' westshire-after.csv >new
    [ "$(diff westshire-after.csv new | grep -c '^>')" -eq 1 ]
    mv new westshire-after.csv
    "$PREPOST" import westshire-after.csv --replace --quiet || [ $? -eq 3 ]
    run --separate-stderr "$PREPOST" export results -o three.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == "prepost: ${sent_none}a file was put in another's place since earlier \
results were written, and is of the same people among everyone together ("*"; \
Westshire ("*"): where it corrects what fewer than 5 people"* ]]
    [[ "$stderr" != *Eastshire* ]] # of which nobody is in that file
    run "$PREPOST" export results -o three.csv
    [ "$status" -eq 3 ]
    [[ "$output" == "prepost: ${sent_none}as was said of these results before,"*"Westshire"* ]]
}

@test "--check: a file without an ending" {
    run "$PREPOST" report -C "$dir" --check report
    [ "$status" -eq 2 ]
    [[ "$output" == *'--check: "report" has no ending that tells its format'* ]]
}

@test "--check: a file that was renamed is checked by --template" {
    "$PREPOST" report -C "$dir" --format text -o - --quiet >"$BATS_TEST_TMPDIR/renamed.txt"
    run "$PREPOST" report -C "$dir" --check "$BATS_TEST_TMPDIR/renamed.txt"
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: --check $BATS_TEST_TMPDIR/renamed.txt: the file's name tells which report it is; where it does not, --template NAME does: there is no report \"renamed\"; there are: funder, regions, technical" ]
    run "$PREPOST" report -C "$dir" --check "$BATS_TEST_TMPDIR/renamed.txt" --template funder
    [ "$status" -eq 0 ]
}

@test "no number of fewer than 5 people stands in the JSON of a report" {
    "$PREPOST" report -C "$dir" --format json -o - >"$BATS_TEST_TMPDIR/r.json"
    [ "$(jq '.outcomes | length' "$BATS_TEST_TMPDIR/r.json")" -eq 9 ]
    jq -e '[.. | objects | to_entries[] |
            select(.key | test("^n_(better|same|worse|between|both|before|left)"))
            | .value | numbers | select(. > 0 and . < 5)] == []' \
        "$BATS_TEST_TMPDIR/r.json"
}

@test "questions that do not hang together: a note under Key findings" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/weak"
    cd "$BATS_TEST_TMPDIR/weak"
    rm -f ./*.db*
    # Every other answer to GAD-7 is another person's: of an earlier row.
    for file in westshire-before.csv westshire-after.csv; do
        awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /gad7_/) g[i] = i }
            NR > 1 { for (i in g) { t = $i; $i = (NR > i % 7 * 5 + 7) ? old[NR - i % 7 * 5 - 1, i] : t; old[NR, i] = t } }
            { print }' $file >new && mv new $file
    done
    sed -i '/eastshire/d' evaluation.yaml
    "$PREPOST" import --quiet
    run "$PREPOST" report --format text -o -
    [ "$status" -eq 0 ]
    flat=$(tr -s ' \n' ' ' <<<"$output")
    [[ "$flat" =~ "In these answers its questions did not hang together well (alpha "[−0-9.]+" before, "[−0-9.]+" after), so read this finding with care." ]]
    # As they were answered, every alpha is 0.64 or more.
    run "$PREPOST" report -C "$dir" --format text -o -
    [[ "$output" != *"hang together"* ]]
}

@test "rounding in the plan: counts are multiples, and the report says so" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/rounded"
    cd "$BATS_TEST_TMPDIR/rounded"
    sed -i 's/^disclosure:.*/disclosure: {preset: charity-5, rounding: 10}/' evaluation.yaml
    "$PREPOST" report --format text -o - >said
    tr -s ' \n' ' ' <said >flat
    grep -qF "Who: 240 people answered our questions when they joined. Of these, 160 answered again" flat
    grep -qF "Rounded, so may not add up (people: nearest 10)." flat
    grep -qF "Numbers of people are to the nearest 10." flat
    grep -qF "Counts of people are rounded to the nearest 10, so they may not add up." flat
    "$PREPOST" report --format json -o - | jq -e '[.. | objects | to_entries[] |
        select(.key | test("^n_(better|worse|between|both|before|paired)$")) |
        .value | numbers | select(. % 10 != 0)] == []'
    for command in "analyse" "compare" "report --template regions --format text -o -" \
        "report --template technical --format text -o -"; do
        "$PREPOST" $command | tr -s ' \n' ' ' |
            grep -qF "Numbers of people are to the nearest 10."
    done
    [ "$("$PREPOST" analyse --format json | jq .people_to_nearest)" -eq 10 ]
    [ "$("$PREPOST" compare --format json | jq .people_to_nearest)" -eq 10 ]
    [ "$("$PREPOST" analyse --format json --show-small-counts | jq .people_to_nearest)" -eq 1 ]
    sed -i 's/rounding: 10/rounding: 11/' evaluation.yaml
    run "$PREPOST" report --format text -o -
    [ "$status" -eq 1 ]
    [[ "$output" == *"disclosure.rounding: expected a whole number from 1 to 10, found \"11\""* ]]
}

# p 0.0215 by enumeration of the 2^11 signs; its interval [0, 2] is of Walsh
# averages and holds neither end.
@test "a range that ends at 0 without holding it says so" {
    dir=$BATS_TEST_TMPDIR/ends
    mkdir "$dir" && cd "$dir"
    cat >evaluation.yaml <<'END'
title: Anything
charity: Anybody
disclosure: none
waves: {before: first, after: second}
instruments: [ons4]
outcomes:
  ons4.satisfaction: {role: primary}
columns: {identifier: code}
files:
  - {path: a.csv, wave: before}
  - {path: b.csv, wave: after}
END
    awk 'BEGIN {
        n = split("1 2 2 3 2 1 1 2 -1 1 0 -1", d, " ")
        print "code,ons4_1,ons4_2,ons4_3,ons4_4" >"a.csv"
        print "code,ons4_1,ons4_2,ons4_3,ons4_4" >"b.csv"
        for (i = 1; i <= n; i++) {
            print "K" i * 7919 "," 3 + i % 4 ",5,5,5" >"a.csv"
            print "K" i * 7919 "," 3 + i % 4 + d[i] ",5,5,5" >"b.csv"
        }
    }'
    "$PREPOST" import --quiet
    "$PREPOST" report --template technical --format text -o - >said
    tr -s ' \n' ' ' <said | grep -qF "(0.0 to 2.0), 0 itself outside"
}

# Fifty-eight people of the demo, two outcomes, one without an amount that would
# matter; a name that nobody put in.
@test "few people and few outcomes: what is said is so, and of what" {
    few=$BATS_TEST_TMPDIR/few
    mkdir "$few"
    sed -e '/^  gad7.total:/,/^columns:/{/^columns:/!d}' \
        -e '/^  empowerment28.total:/,/^  phq9.total:/{/^  phq9/!d}' \
        -e '/^  phq9.total:/,/^columns:/{/sesoi:/,/because:/d}' \
        -e 's/^charity:.*/charity: Our Charity/' \
        "$dir/evaluation.yaml" >"$few/evaluation.yaml"
    for csv in "$dir"/*.csv; do
        head -30 "$csv" >"$few/${csv##*/}"
    done
    run "$PREPOST" run -C "$few"
    [[ "$output" == *'the report says "Run by Our Charity"'* ]]
    report=$(tr '\n' ' ' <"$few/reports/funder.txt" | tr -s ' ')
    [[ "$report" == *"with a first score for hope but no second started"* ]]
    [[ "$report" == *"In hope, "*" people changed by less than "*" points."* ]]
    [ "$(grep -o 'How many went which way is not shown' <<<"$report" | wc -l)" -eq 1 ]
    [[ "$report" == *"Figure 1: The change in every outcome"* ]]
    [[ "$report" == *"Where an amount that would matter was set"* ]]
    run "$PREPOST" plot icons -C "$few"
    [[ "$output" == *"icons needs 50 people with both scores, and there are "* ]]
}

@test "regions of which one can be shown are not set side by side" {
    mkdir "$BATS_TEST_TMPDIR/few"
    cd "$BATS_TEST_TMPDIR/few"
    cat >evaluation.yaml <<'YAML'
title: T
charity: C
waves: {before: at the start, after: later}
instruments: [ons4]
outcomes: {ons4.satisfaction: primary}
columns: {identifier: id, region: region}
files: [{path: before.csv, wave: before}, {path: after.csv, wave: after}]
YAML
    awk 'BEGIN {
        for (i = 0; i < 46; i++) {
            who = "p" i "," (i < 7 ? "Ceredigion" : i < 26 ? "Devon" : "Gwynedd")
            if (!i) print "id,region,ons4_1" >"before.csv"
            if (!i) print "id,region,ons4_1" >"after.csv"
            print who "," 3 + i * 7 % 4 >"before.csv"
            print who "," 3 + i * 7 % 4 + i * 5 % 3 >"after.csv"
        }
    }'
    "$PREPOST" import --quiet 2>"$BATS_TEST_TMPDIR/told"
    "$PREPOST" report --template regions --format text -o - | tr -s '\n ' ' ' >r
    grep -q "Only one region can be shown by itself. In the others too few people answered twice, or nearly all gave the same answers, or showing them would give such a region away. To see more, wait for more answers" r
    # No empty section, and no "1 region" beside a table of three.
    run cat r
    [[ "$output" != *"With 1 region"* ]]
    [[ "$output" != *"What chance would give"* ]]
    [[ "$output" != *"Not reported"* ]]
}

# A range takes the room of two columns there: regions' rows become blocks.
@test "on a phone the table of regions is not cut" {
    page=$("$PREPOST" report -C "$dir" --format html -o -)
    at=${page%%average change by region*}
    [ "$at" != "$page" ]
    [[ "${at##*<table}" == *'class="stack'* ]]
}

# Both ratings in one sitting, of a file without names: nobody answered again,
# and no name was turned into a code.
@test "looking back has sentences of its own, in both reports" {
    back=$BATS_TEST_TMPDIR/back
    mkdir "$back"
    cat >"$back/evaluation.yaml" <<'YAML'
title: T
charity: C
design: looking-back
waves: {then: before they came, now: now}
instruments: [phq9]
outcomes: {phq9.total: {role: primary, sesoi: {value: 2, source: declared}}}
files:
  - path: both.csv
    anonymous: yes
    columns:
      first: {means: phq9.total, wave: then}
      second: {means: phq9.total, wave: now}
YAML
    {
        echo first,second
        for i in $(seq 60); do echo "$((i % 20)),$(((i * 7) % 15))"; done
        for i in $(seq 12); do echo "$((i + 3)),"; done
    } >"$back/both.csv"
    "$PREPOST" import -C "$back" --quiet
    for template in funder technical; do
        said=$("$PREPOST" report -C "$back" --template $template \
            --format text -o - | tr -s ' \n' ' ')
        [[ "$said" == *"Rated before"*"Gave both ratings"* ]]
        [[ "$said" == *"No names were stored with the answers."* ]]
        [[ "$said" == *"rated things now and, from memory, before"* ]]
        if [ "$template" = funder ]; then # a section by its name
            [[ "$said" == *"How far people's ratings lay apart "*"Amounts in \"How far people's ratings lay apart\":"* ]]
        else
            [[ "$said" == *"The plan was not locked before answers were imported"* ]]
        fi
        if grep -Eio 'answered (again|first|both times|twice)|did not answer again|between two times|turned into codes|first questionnaire|second questionnaire|good or a bad day' <<<"$said"; then
            false
        fi
    done
}

# 29 people went down by 3 or 4, 30 did: of the first it is said that so few can
# hold none of those who went the other way.
@test "a finding of fewer than 30 people has its limit beside it" {
    few=$BATS_TEST_TMPDIR/few
    mkdir "$few"
    cat >"$few/evaluation.yaml" <<'YAML'
title: T
charity: C
waves: {before: First appointment, after: at the end}
instruments: [phq9]
outcomes: {phq9.total: {role: primary, sesoi: {value: 2, source: declared}}}
files:
  - path: both.csv
    columns:
      code: {means: identifier}
      first: {means: phq9.total, wave: before}
      second: {means: phq9.total, wave: after}
YAML
    for people in 29 30; do
        {
            echo code,first,second
            for i in $(seq $people); do
                echo "P$i,$((10 + i % 9)),$((7 + i % 9 - i % 2))"
            done
        } >"$few/both.csv"
        rm -f "$few/evaluation.db"
        "$PREPOST" import -C "$few" --quiet
        "$PREPOST" report -C "$few" --template technical --format text -o - |
            tr -s ' \n' ' ' >"$few/$people"
        grep -q "Better" "$few/$people"
    done
    limit="Fewer than 30 pairs. Where a few of all people went far the other way"
    [ "$(grep -o "$limit" "$few/29" | wc -l)" -eq 1 ]
    ! grep -q "$limit" "$few/30"
}

# Who did not answer the last time may have answered the second: 50 answer
# first, 40 of them the second time and 30 the last, when 6 more come.
@test "of three times, nobody who answered the second is told not to have answered again" {
    thrice=$BATS_TEST_TMPDIR/thrice
    mkdir "$thrice"
    cat >"$thrice/evaluation.yaml" <<'YAML'
title: T
charity: C
waves: {w1: First appointment, w2: at the end, w3: 6 months later}
instruments: [phq9]
outcomes: {phq9.total: {role: primary, sesoi: {value: 2, source: declared}}}
columns: {identifier: Code}
files:
  - {path: 1.csv, wave: w1, columns: {Score: phq9.total}}
  - {path: 2.csv, wave: w2, columns: {Score: phq9.total}}
  - {path: 3.csv, wave: w3, columns: {Score: phq9.total}}
YAML
    i=0
    for people in "$(seq 50)" "$(seq 40)" "$(seq 21 56)"; do
        i=$((i + 1))
        echo Code,Score >"$thrice/$i.csv"
        for p in $people; do
            echo "amber-$((p * 7919 % 100003))-birch,$(((p * (i + 6)) % 19))" >>"$thrice/$i.csv"
        done
    done
    "$PREPOST" import -C "$thrice" --quiet
    for template in funder technical; do
        said=$("$PREPOST" report -C "$thrice" --template $template \
            --format text -o - | tr -s ' \n' ' ')
        [[ "$said" == *"Answered first Answered first and last"* ]]
        [[ "$said" == *"40 did not answer the last time, were not asked yet or not matched. In all, 6 questionnaires of the last time fit no first one."* ]]
        if grep -Eio 'did not answer again|second questionnaire|matched the two|no matched second' <<<"$said"; then
            false
        fi
    done
}

# 34 answer both times and 37 the second time: how many were in when the plan
# was locked is 37, and would tell of the three that nothing else tells of.
@test "a plan locked late does not tell how many had answered by then" {
    late=$BATS_TEST_TMPDIR/late
    mkdir "$late"
    cat >"$late/evaluation.yaml" <<'YAML'
title: T
charity: C
waves: {before: when they joined, after: 3 months later}
instruments: [phq9]
outcomes: {phq9.total: {role: primary, sesoi: {value: 2, source: declared}}}
columns: {identifier: Code}
files:
  - {path: 1.csv, wave: before, columns: {Score: phq9.total}}
  - {path: 2.csv, wave: after, columns: {Score: phq9.total}}
YAML
    for wave in 1 2; do
        echo Code,Score >"$late/$wave.csv"
        for p in $([ $wave = 1 ] && seq 60 || seq 27 63); do
            echo "amber-$((p * 7919 % 100003))-birch,$(((p * (wave + 6)) % 19))" >>"$late/$wave.csv"
        done
    done
    "$PREPOST" import -C "$late" --quiet
    run "$PREPOST" plan lock -C "$late"
    said=$("$PREPOST" report -C "$late" --template technical --format text -o - |
        tr -s ' \n' ' ')
    [[ "$said" == *"The plan was first locked on "*", when questionnaires filled in later were imported already. What was changed before that day cannot be told. This report was made by it (plan "*"). Departures since: none."* ]]
    sed -i 's/value: 2/value: 3/' "$late/evaluation.yaml"
    said=$("$PREPOST" report -C "$late" --template technical --format text -o - |
        tr -s ' \n' ' ')
    [[ "$said" == *"cannot be told. Departures since, by the day on which each was fixed: - On a day that was not kept: changed: change that matters, phq9.total: 3 (declared) (was 2 (declared))."* ]]
    [[ "$said" == *"read these findings as a first look"* ]]
    [[ "$said" == *"Both times: 34"* || "$said" == *"Answered both times: 34"* ]]
    ! grep -w 37 <<<"$said" || false
}

@test "-o - is the text, or the one format that is named" {
    "$PREPOST" report -C "$dir" -o - --quiet >"$BATS_TEST_TMPDIR/a" || [ $? -eq 3 ]
    "$PREPOST" report -C "$dir" -o - --format text --quiet >"$BATS_TEST_TMPDIR/b" || [ $? -eq 3 ]
    grep -q . "$BATS_TEST_TMPDIR/a"
    cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
    run "$PREPOST" report -C "$dir" -o - --format html,md
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: -o -: one format goes to standard output; expected one after --format, found html,md" ]
}

# 7 who answered twice, and 4: under ten no average is shown, and under five not
# how many they are. No heading, table or sentence stands over nothing then.
@test "of too few people no report says what has nothing behind it" {
    "$root/tests/cli/make_people.sh" "$BATS_TEST_TMPDIR/many" 3 2 2
    for n in 7 4; do
        here=$BATS_TEST_TMPDIR/$n
        mkdir "$here"
        cp "$BATS_TEST_TMPDIR/many/evaluation.yaml" "$here"
        head -9 "$BATS_TEST_TMPDIR/many/before.csv" >"$here/before.csv"
        head -$((n + 1)) "$BATS_TEST_TMPDIR/many/after.csv" >"$here/after.csv"
        "$PREPOST" import -C "$here" --quiet
        for edition in funder technical regions; do
            report=$here/$edition.md
            "$PREPOST" report -C "$here" --quiet --template $edition \
                --format md -o - >"$report"
            grep -qF "It shows no finding. With more answers, it still could not show:" "$report"
            grep -q "Findings:.* none yet" "$report"
            ! grep -E "this shows what changed|better, worse:|nothing is drawn|good or a bad day|drift could give|t interval|we allowed for|how far chance may|read these findings|[Ll]ow point:\*\*" -i <(sed '/^## 16/,$d' "$report") || false
            # Headings of one level, one after the other; tables without rows.
            awk '/^#/ { split($0, mark, " "); level = length(mark[1])
                    if (last && level <= last) { print; bad = 1 } last = level; next }
                /^\|( *:?-+:? *\|)+$/ { head = 1; next }
                head { if (!/^\|/) { print NR; bad = 1 } head = 0 }
                NF { last = 0 }
                END { exit bad }' "$report"
        done
        [ "$(grep -c "No finding for" "$here/funder.md")" -eq 1 ]
    done
}

@test "a template that states findings and not their limits is told, with what to put in" {
    here=$BATS_TEST_TMPDIR/templates
    cp -r "$dir" "$here"
    mkdir "$here/templates"
    for says in "{{table key_findings}}" "{{part at_a_glance}}" \
        $'{{#each outcomes}}\n{{outcome.headline}}\n{{/each}}'; do
        printf '# {{title}}\n\n%s\n' "$says" >"$here/templates/mine.md"
        run --separate-stderr "$PREPOST" report -C "$here" --template mine
        [ "$status" -eq 3 ]
        [ -s "$here/reports/mine.html" ]
        [[ "$stderr" == *"templates/mine.md states findings and does not say what they cannot show, as a report for a funder should: {{part can_and_cannot}}, alone in a line, puts it in" ]]
        run --separate-stderr "$PREPOST" report -C "$here" --template mine -o -
        [ "$status" -eq 3 ]
        [[ "$stderr" == *"{{part can_and_cannot}}"* ]]
    done
    printf '\n{{part can_and_cannot}}\n' >>"$here/templates/mine.md"
    run --separate-stderr "$PREPOST" report -C "$here" --template mine
    [[ "$status" -eq 0 && "$stderr" = "" ]]
    # What states none needs none.
    printf '# {{title}}\n\n{{part who_answered}}\n' >"$here/templates/mine.md"
    run --separate-stderr "$PREPOST" report -C "$here" --template mine
    [[ "$status" -eq 0 && "$stderr" = "" ]]
}
