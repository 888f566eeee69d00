#!/usr/bin/env bats
# Results of two times: where the two together tell what a few people answered,
# that is said, of the outcome and the region that it is so of, for as long as
# it is so.

bats_require_minimum_version 1.5.0

load joined

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export PREPOST=${PREPOST:-$root/build/prepost}
    cd "$BATS_TEST_TMPDIR"
    cat >evaluation.yaml <<'YAML'
title: Tuesday groups
charity: Example Charity
service: the groups
low_point: no
waves:
  before: when they joined
  after: 3 months later
instruments: [gad7, phq9]
outcomes: {gad7.total: primary, phq9.total: secondary}
columns: {identifier: code, region: place, keep: {gender: gender}}
YAML
    # 20 people in each of two regions.
    people 1 40 before >before.csv
    people 1 40 after >after.csv
    "$PREPOST" import before.csv --wave before --quiet
    "$PREPOST" import after.csv --wave after --quiet
    "$PREPOST" export results -o old.csv
}

# FIRST LAST WAVE [PLACE]: scores by rule; those of odd numbers are in the
# North, and of five people the first and second are men, the others women.
people() {
    echo code,place,gender,gad7.total,phq9.total
    awk -v first="$1" -v last="$2" -v wave="$3" -v place="${4-}" 'BEGIN {
        for (i = first; i <= last; i++)
            printf "kiwi-%d,%s,%s,%d,%d\n", i * 7919 % 10007,
                place != "" ? place : i % 2 ? "North" : "South",
                i % 5 < 2 ? "man" : "woman",
                6 + i * 3 % 8 - (wave == "after") * (i * 5 % 4),
                7 + i * 5 % 9 - (wave == "after") * (i * 3 % 5) }'
}

# FIRST LAST PLACE: they come in with both forms.
come() {
    for wave in before after; do
        people "$1" "$2" $wave "$3" >"$3-$1-$wave.csv"
        "$PREPOST" import "$3-$1-$wave.csv" --wave $wave --quiet || [ $? -eq 3 ]
    done
}

# COMMAND...: it is told of these and no others, here and the second time.
told() {
    local among=$1
    shift
    run --separate-stderr "$PREPOST" "$@"
    [ "$status" -eq 3 ] || return 1
    echo "$stderr"
    [[ "$stderr" == *"fewer than 5 people have come in"*"among $among"* ]]
}

silent() {
    run --separate-stderr "$PREPOST" "$@"
    echo "$stderr"
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
}

@test "one person more in a region is told, though many came in elsewhere" {
    come 101 107 North
    come 201 201 South
    for command in "report" "report --template technical" "compare" \
        "compare --by region,gender" \
        "report --template regions" "export results -o new.csv" \
        "plot regions -o regions.svg" "plot region_paired -o panels.svg" \
        "compare --outcome gad7.total"; do
        rm -rf reports
        run --separate-stderr "$PREPOST" $command
        [ "$status" -eq 3 ]
        # Of one outcome or of all.
        case $command in
        plot* | *--outcome*) outcomes=gad7.total ;;
        *) outcomes="gad7.total, phq9.total" ;;
        esac
        [[ "$stderr" == *"prepost: $sent_none"*"South ($outcomes)"* ]]
        [[ "$stderr" != *North* ]]
        [[ "$stderr" != *everyone* ]]
    done
    # Eight more of everyone: what sets no region apart tells nothing.
    silent plot forest -o forest.svg
    printf '# {{title}}\n\n{{part key_findings}}\n\n{{part can_and_cannot}}\n' >mine.md
    silent report --template mine.md --format text
    # Five more, which is far enough from each.
    rm -r reports
    come 202 206 South
    silent report
    silent compare
}

# The same cohorts, whatever is written between their columns' names, and
# whichever column comes first.
@test "cohorts of two columns are found again however they are written" {
    rm old.csv
    "$PREPOST" compare --by gender,region >/dev/null
    come 202 202 South
    cp -r . "$BATS_TEST_TMPDIR.twin"
    run --separate-stderr "$PREPOST" compare --by gender,region
    [ "$status" -eq 3 ]
    echo "$stderr"
    [[ "$stderr" == *"woman, South (gad7.total"* ]]
    plain=$stderr
    for by in "gender, region" region,gender; do
        rm -rf "$BATS_TEST_TMPDIR.other"
        cp -r "$BATS_TEST_TMPDIR.twin" "$BATS_TEST_TMPDIR.other"
        cd "$BATS_TEST_TMPDIR.other"
        run --separate-stderr "$PREPOST" compare --by "$by"
        echo "$stderr"
        [ "$status" -eq 3 ]
        [ "$stderr" = "$plain" ]
    done
}

# Twelve come in, six in each region, of whom two filled in both questionnaires.
@test "what is of one outcome is set beside that outcome alone" {
    for wave in before after; do
        people 101 112 $wave | awk -F, -v OFS=, 'NR > 3 { $5 = "" } 1' \
            >"one-$wave.csv"
        "$PREPOST" import "one-$wave.csv" --wave $wave --quiet || [ $? -eq 3 ]
    done
    for command in "plot paired -o a.svg" "plot regions -o b.svg" compare; do
        silent $command --outcome gad7.total
        run --separate-stderr "$PREPOST" $command --outcome phq9.total
        [ "$status" -eq 3 ]
        [[ "$stderr" == *"(phq9.total)"* && "$stderr" != *gad7* ]]
    done
    run --separate-stderr "$PREPOST" plot forest -o c.svg
    [[ "$status" -eq 3 && "$stderr" == *"(phq9.total)"* ]]
}

@test "what is said first, and what to do" {
    come 101 107 North
    come 201 201 South
    run --separate-stderr "$PREPOST" export results -o new.csv
    [ "$status" -eq 3 ]
    [ "$stderr" = "prepost: ${sent_none}fewer than 5 people have come in, or answered once more, since earlier results were written, among South (gad7.total, phq9.total): whoever has both can subtract one from the other and learn what those few answered. Between two results that are handed on there should be 5 people or more: wait for more there, or make none by region until then, or hand these on only where you can take the earlier ones back" ]
    run --separate-stderr "$PREPOST" export results -o new.csv
    [ "$status" -eq 3 ]
    [ "$stderr" = "prepost: ${sent_none}as was said of these results before, they are too close to earlier ones: South (gad7.total, phq9.total). Hand them on only where you can take those back" ]
}

@test "warnings are wrapped for 80 columns, between words" {
    come 101 107 North
    come 201 201 South
    "$PREPOST" compare >/dev/null 2>said || [ $? -eq 3 ]
    [ "$(wc -l <said)" -ge 5 ]
    [ "$(awk 'length > 80 || / $/' said | wc -l)" -eq 0 ]
    [ "$(sed -n '2,$p' said | grep -c '^  [^ ]')" -eq "$(($(wc -l <said) - 1))" ]
    grep -q '^prepost: if you have sent no earlier report' said
}

@test "a level of what people are compared by" {
    "$PREPOST" compare --by gender >/dev/null
    # Seven women and one man, four in each region and four more.
    people 102 104 before >a.csv # woman, woman, woman
    people 107 109 before | tail -3 >>a.csv
    people 112 112 before | tail -1 >>a.csv
    people 110 110 before | tail -1 >>a.csv
    [ "$(grep -c ,woman, a.csv)-$(grep -c ,man, a.csv)" = 7-1 ]
    sed '2,$s/[0-9]*$/5/' a.csv >b.csv
    "$PREPOST" import a.csv --wave before --quiet
    "$PREPOST" import b.csv --wave after --quiet
    run --separate-stderr "$PREPOST" compare --by gender
    [ "$status" -eq 3 ]
    [[ "$stderr" == *" among man (gad7.total, phq9.total):"*"make none by gender"* ]]
}

@test "the plan has a wave more, or an outcome more or less: what was there is compared" {
    come 101 102 North
    cp evaluation.yaml plan.yaml
    sed -i 's/^  after: .*/&\n  later: a year later/' evaluation.yaml
    told 'everyone together (people, people who answered at "after", people who answered at "before" and 2 more); North (gad7.total, phq9.total)' \
        export results -o new.csv
    sed 's/, phq9.total: secondary//' plan.yaml >evaluation.yaml
    rm -rf reports
    run "$PREPOST" report
    [ "$status" -eq 3 ]
    [[ "$output" == *"North (gad7.total)"* ]]
    # Of an outcome that none had before, there is nothing to subtract.
    sed 's/gad7.total: primary, //; s/secondary/primary/' plan.yaml >evaluation.yaml
    run "$PREPOST" report
    [ "$status" -eq 3 ]
    [[ "$output" == *"North (phq9.total)"* ]]
}

@test "a region with another name is the same people" {
    come 101 107 North
    come 201 201 South
    echo 'regions: {Down South: [South]}' >>evaluation.yaml
    run --separate-stderr "$PREPOST" export results -o new.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == *" among Down South (gad7.total, phq9.total):"* ]]
}

@test "arms that the plan has since: all together are compared with what was there" {
    sed -i 's/^columns:.*/columns: {identifier: code, region: place, arm: gender}/
        s/^low_point/design: comparison\ncomparison: people who waited\narms: {comparison: woman}\n&/' evaluation.yaml
    "$PREPOST" import before.csv --wave before --replace --quiet || [ $? -eq 3 ]
    "$PREPOST" import after.csv --wave after --replace --quiet || [ $? -eq 3 ]
    come 101 102 North
    run --separate-stderr "$PREPOST" export results -o new.csv
    [ "$status" -eq 3 ]
    echo "$stderr"
    [[ "$stderr" == *"fewer than 5 people have come in"*" among everyone together "*"and 2 more)"* ]]
}

@test "an answer put right in one region, though many came in elsewhere" {
    come 101 107 North
    awk -F, -v OFS=, '$2 == "South" && !n++ { $4 = $4 == 3 ? 4 : 3 } { print }' after.csv >new
    [ "$(diff after.csv new | grep -c '^>')" -eq 1 ]
    mv new after.csv
    "$PREPOST" import after.csv --wave after --replace --quiet
    run --separate-stderr "$PREPOST" export results -o new.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == "prepost: ${sent_none}a file was put in another's place since earlier results were written, and is of the same people among South (gad7.total, phq9.total): "* ]]
}

@test "one late in a region and one put right in another: both are said" {
    come 201 201 South
    [ "$(sed -n 2p after.csv | cut -d, -f2)" = North ]
    sed '2s/[0-9]*$/27/' after.csv >right.csv
    mv right.csv after.csv
    "$PREPOST" import after.csv --wave after --replace --quiet
    run --separate-stderr "$PREPOST" export results -o new.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == "prepost: ${sent_none}fewer than 5 people"*" South (gad7.total, phq9.total): "*$'\n'"prepost: a file was put in another's place"*" North (gad7.total, phq9.total): "* ]]
}

@test "a file taken out, and another of the same people that puts an answer right" {
    sed '2s/[0-9]*$/27/' after.csv >right.csv
    "$PREPOST" import --remove after.csv --quiet
    "$PREPOST" import after.csv --wave after --quiet
    silent export results -o same.csv
    "$PREPOST" import --remove after.csv --quiet
    "$PREPOST" import right.csv --wave after --quiet
    run --separate-stderr "$PREPOST" export results -o new.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == *" is of the same people among everyone together ("* ]]
}

@test "a file that only grew corrects nobody" {
    people 1 40 before >before.csv
    for i in 101 103 105 107 109; do # all of the North
        people $i $i before | tail -1 >>before.csv
        people $i $i after | tail -1 >>after.csv
    done
    "$PREPOST" import before.csv --wave before --replace --quiet
    "$PREPOST" import after.csv --wave after --replace --quiet
    silent export results -o new.csv
    silent report
    # The status tells which file was replaced; how many it corrected is kept
    # for these warnings alone.
    run "$PREPOST" status --format json
    [[ "$(jq -r '.replaced[0]' <<<"$output")" =~ ^"replaced before.csv: 40 rows of "[0-9a-f]{8}" by 45 of "[0-9a-f]{8}$ ]]
}

@test "an erasure in one region, though many came in elsewhere" {
    come 101 109 North
    "$PREPOST" forget "$(grep -m1 South before.csv | cut -d, -f1)" >/dev/null
    run --separate-stderr "$PREPOST" export results -o new.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == "prepost: ${sent_none}somebody was erased since earlier results were written, and fewer than 5 people have come or gone among South (gad7.total, phq9.total): "* ]]
    # Of the other region nobody was: so many came in that it is seen.
    [[ "$stderr" != *North* ]]
    come 201 206 South
    silent export results -o new.csv
}

@test "it is told of any earlier results, not of the last ones alone" {
    come 101 110 North
    silent export results -o second.csv
    # Eight are taken out: far from the second, and two from the first.
    for wave in before after; do
        people 101 102 $wave North >North-101-$wave.csv
        "$PREPOST" import North-101-$wave.csv --wave $wave --replace --quiet || [ $? -eq 3 ]
    done
    told "everyone together (" compare
    run "$PREPOST" compare
    [ "$status" -eq 3 ]
    [[ "$output" == *"as was said of these results before"* ]]
    # As they were when results were first written: the same tells nothing.
    rm evaluation.db
    "$PREPOST" import before.csv --wave before --quiet
    "$PREPOST" import after.csv --wave after --quiet
    silent compare
    silent compare
}

# Counts without names: which are whose is not known when the plan is another.
@test "results that an earlier prepost wrote: who came in since is counted" {
    sqlite3 evaluation.db "UPDATE log SET what = replace(substr(what, 1, instr(what, char(10)) - 1), ';', '; at 40 40; pairs 40 40 40 40;')"
    silent export results -o same.csv
    sqlite3 evaluation.db "DELETE FROM log WHERE entry > 1"
    come 101 107 North
    people 41 41 after South >late.csv # of somebody known, not a form less
    people 1 1 before South | sed "2s/^[^,]*/$(sed -n 2p late.csv | cut -d, -f1)/" >first.csv
    "$PREPOST" import first.csv --wave before --quiet
    "$PREPOST" import late.csv --wave after --quiet
    run --separate-stderr "$PREPOST" export results -o new.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == *" among South (gad7.total, phq9.total): "* ]]
}

@test "somebody who came back and was erased again: two erasures, of as many or fewer" {
    who=$(sed -n 2p before.csv | cut -d, -f1)
    "$PREPOST" forget "$who" >/dev/null
    run "$PREPOST" status
    [[ "$output" == *"1 person was erased from the store. Who is in"* ]]
    people 1 1 before >again.csv
    run "$PREPOST" import again.csv --wave before
    [[ "$output" == *"1 person was erased before, and 1 of this file"* ]]
    "$PREPOST" forget "$who" >/dev/null
    run "$PREPOST" status
    [[ "$(tr -s ' \n' ' ' <<<"$output")" == *"2 erasures were made in the store, of as many people or fewer. Who is in"* ]]
    run "$PREPOST" import again.csv --wave before --replace
    [[ "$output" == *"2 erasures were made before, and 1 of this file"* ]]
}

@test "forget names figures that may hold the person still" {
    mkdir figs
    "$PREPOST" plot forest -o figs/forest.svg
    "$PREPOST" plot forest -o figs/forest.png
    "$PREPOST" plot forest -o forest.pdf
    run "$PREPOST" forget "$(sed -n 2p before.csv | cut -d, -f1)"
    [[ "$output" == *"figs/forest.png, figs/forest.svg, forest.pdf
are pictures: of those that prepost plot drew, the person is in the figures still.
Delete them."* ]]
    rm -r figs
    run "$PREPOST" forget "$(sed -n 3p before.csv | cut -d, -f1)"
    [[ "$output" == *"forest.pdf
is a picture: if prepost plot drew it, the person is in its figures still. Delete it."* ]]
}
