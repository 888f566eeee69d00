#!/usr/bin/env bats
# prepost plot: the kinds, the options, and what it says of wrong ones.

bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export root PREPOST=${PREPOST:-$root/build/prepost}
    export dir=$BATS_FILE_TMPDIR/demo
    "$root/scripts/demo-data" "$dir"
    cp "$root/surveys/demo/evaluation.yaml" "$dir/"
    "$PREPOST" import -C "$dir" --quiet
}

kinds() {
    "$PREPOST" plot --help | sed -n 's/^  \([a-z_][a-z_]*\)  *[a-z].*/\1/p'
}

@test "every kind that help lists is drawn, and none is left out there" {
    [ "$(kinds | wc -l)" -ge 10 ]
    for kind in $(kinds | grep -v 'funnel\|caterpillar\|scatter'); do
        "$PREPOST" plot "$kind" -C "$dir" -o "$BATS_TEST_TMPDIR/$kind.svg"
        grep -q "<title" "$BATS_TEST_TMPDIR/$kind.svg"
    done
    # The demo has two regions.
    for kind in funnel caterpillar; do
        run "$PREPOST" plot $kind -C "$dir"
        [ "$status" -eq 1 ]
        [ "$output" = "prepost: there is nothing to draw: $kind needs 3 regions, and there are 2" ]
    done
    # Nor may its people be shown one by one.
    run "$PREPOST" plot scatter -C "$dir"
    [ "$status" -eq 1 ]
    [ "$output" = "prepost: there is nothing to draw: scatter would show which two scores people have, and single people may not be shown, to protect their privacy" ]
    run --separate-stderr "$PREPOST" plot nothing -C "$dir"
    [ "$status" -eq 2 ]
    listed=$(kinds | paste -sd, | sed 's/,/, /g')
    [ "$stderr" = "prepost: there is no figure \"nothing\"; there are: $listed" ]
}

@test "the three formats, by the name's ending" {
    for ending in svg png pdf; do
        "$PREPOST" plot paired -C "$dir" -o "$BATS_TEST_TMPDIR/f.$ending"
    done
    head -c 4 "$BATS_TEST_TMPDIR/f.png" | grep -q PNG
    head -c 5 "$BATS_TEST_TMPDIR/f.pdf" | grep -q "%PDF-"
    "$PREPOST" plot paired -C "$dir" | cmp - "$BATS_TEST_TMPDIR/f.svg"
    run "$PREPOST" plot paired -C "$dir" -o "$BATS_TEST_TMPDIR/f.jpg"
    [ "$status" -eq 2 ]
    [[ "$output" == *"a figure is written as .svg, .png or .pdf" ]]
}

# Width and height of a PNG stand in its bytes 16 to 23.
png_size() {
    od -An -tu1 -j16 -N8 "$1" |
        awk '{ print ($1*256+$2)*65536+$3*256+$4, ($5*256+$6)*65536+$7*256+$8 }'
}

@test "width and scale" {
    "$PREPOST" plot paired -C "$dir" --width 360 -o "$BATS_TEST_TMPDIR/f.png"
    [ "$(png_size "$BATS_TEST_TMPDIR/f.png" | cut -d' ' -f1)" -eq 720 ]
    "$PREPOST" plot paired -C "$dir" --width 500 --scale 3 \
        -o "$BATS_TEST_TMPDIR/f.png"
    [ "$(png_size "$BATS_TEST_TMPDIR/f.png" | cut -d' ' -f1)" -eq 1500 ]
    for wrong in 100 2000 wide; do
        run "$PREPOST" plot paired -C "$dir" --width "$wrong"
        [ "$status" -eq 2 ]
        [[ "$output" == *"--width"* ]]
    done
    run "$PREPOST" plot paired -C "$dir" --scale 9 -o "$BATS_TEST_TMPDIR/f.png"
    [ "$status" -eq 2 ]
}

@test "monochrome has greys alone; large print is large" {
    "$PREPOST" plot forest -C "$dir" --theme monochrome >"$BATS_TEST_TMPDIR/m"
    colours=$(grep -o '#[0-9a-f]\{6\}' "$BATS_TEST_TMPDIR/m" | sort -u)
    [ -n "$colours" ]
    ! grep -v '#\(..\)\1\1' <<<"$colours" || false
    "$PREPOST" plot forest -C "$dir" --theme large >"$BATS_TEST_TMPDIR/l"
    # Ten units of an SVG are one pixel of 1/96 inch: 16 pt are 213.
    least=$(grep -o 'font-size="[0-9.]*' "$BATS_TEST_TMPDIR/l" |
        cut -d'"' -f2 | sort -n | head -1)
    [ "${least%.*}" -ge 213 ]
    run "$PREPOST" plot forest -C "$dir" --theme pink
    [ "$status" -eq 2 ]
    [[ "$output" == *'--theme: "pink" is not one of: colour monochrome large' ]]
}

@test "numbers without regard to language" {
    "$PREPOST" plot paired -C "$dir" --numbers neutral >"$BATS_TEST_TMPDIR/n"
    run "$PREPOST" plot paired -C "$dir" --numbers french
    [ "$status" -eq 2 ]
    [[ "$output" == *'--numbers: "french" is not one of: english neutral' ]]
}

@test "the heading may be left out" {
    "$PREPOST" plot paired -C "$dir" | grep -q '>Hope rose</text>'
    ! "$PREPOST" plot paired -C "$dir" --no-heading |
        grep -q '>Hope rose</text>' || false
}

@test "words: alt text, description and table, from the same numbers" {
    run "$PREPOST" plot paired -C "$dir" --words
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "Hope rose" ]
    [[ "$output" == *"The average went from 30.9 to 33.7."* ]]
    [[ "$output" != *"<svg"* ]]
    "$PREPOST" plot paired -C "$dir" --words -o "$BATS_TEST_TMPDIR/f.svg" |
        grep -q "The average went"
    grep -q "<svg" "$BATS_TEST_TMPDIR/f.svg"
}

@test "outcome and wave by name" {
    "$PREPOST" plot paired -C "$dir" --outcome phq9.total --wave after |
        grep -q "Symptoms of depression"
    run "$PREPOST" plot paired -C "$dir" --outcome phq8.total
    [ "$status" -eq 2 ]
    [[ "$output" == *'--outcome: the plan has no outcome "phq8.total"; it has: '*'phq9.total'* ]]
    run "$PREPOST" plot paired -C "$dir" --wave before
    [ "$status" -eq 2 ]
    [[ "$output" == *'--wave: "before" is the first wave'* ]]
    run "$PREPOST" plot paired -C "$dir" --wave someday
    [ "$status" -eq 2 ]
    [[ "$output" == *'--wave: the plan has no wave "someday"' ]]
}

# The demo's preset is charity-5.
# NHS Talking Therapies: 6 points and a cut-off of 10 on the PHQ-9, 4 points
# and a cut-off of 8 on the GAD-7. Together they may have to be hidden.
@test "change and scatter: what counts for one person stands in the figure" {
    while read -r one other points cutoff; do
        alone=$BATS_TEST_TMPDIR/$one
        "$root/tests/cli/make_regions.sh" "$alone" 2 100
        sed -i "/^  $other/d; s/\[phq9, gad7\]/[$one]/" "$alone/evaluation.yaml"
        "$PREPOST" import -C "$alone" --quiet
        for preset in charity-5 none; do
            sed -i "s/^disclosure: .*/disclosure: $preset/" "$alone/evaluation.yaml"
            "$PREPOST" plot change -C "$alone" -o "$alone/change.svg"
            grep -q ">worse by $points points or more<" "$alone/change.svg"
            grep -q ">better by $points points or more<" "$alone/change.svg"
        done
        "$PREPOST" plot scatter -C "$alone" -o "$alone/scatter.svg"
        grep -q "(under $points points)<" "$alone/scatter.svg"
        grep -q ">cut-off of $cutoff<" "$alone/scatter.svg"
    done <<'END'
phq9 gad7 6 10
gad7 phq9 4 8
END
}

# worlds DIR: the first and the second of two sets of 60 people. Three score 3,
# 6 and 6 before, and one more after; or 4, 4 and 7. As 3 + 6 + 6 = 4 + 4 + 7
# and 9 + 36 + 36 = 16 + 16 + 49, and the same of 4, 7, 7 and 5, 5, 8, all
# averages, spreads and correlations are alike; so is everyone's change, and
# the quartiles lie among the other 57, who are the same in both.
worlds() {
    for world in 1 2; do
        mkdir -p "$1/$world"
        cat >"$1/$world/evaluation.yaml" <<PLAN
title: Groups
charity: Example Charity
service: the groups
made_up: yes
waves: {before: when they joined, after: 3 months later}
instruments: [ons4]
outcomes:
  ons4.satisfaction: {role: primary, sesoi: {value: 1, source: declared, because: one step}}
columns: {identifier: Code}
files:
  - {path: before.csv, wave: before}
  - {path: after.csv, wave: after}
disclosure: $2
PLAN
        awk -v world=$world -v dir="$1/$world" 'BEGIN {
            split(world == 1 ? "3 6 6" : "4 4 7", odd); split("3 5 8", alike)
            print "Code,ons4_1,ons4_2,ons4_3,ons4_4" >dir "/before.csv"
            print "Code,ons4_1,ons4_2,ons4_3,ons4_4" >dir "/after.csv"
            for (i = 0; i < 60; i++) {
                x = i < 57 ? alike[i % 3 + 1] : odd[i - 56]
                y = x + (i < 10 ? -1 : i < 20 ? 0 : 1)
                print "p" i "," x ",,," >dir "/before.csv"
                print "p" i "," y ",,," >dir "/after.csv"
            }
        }'
        "$PREPOST" import -C "$1/$world" --quiet
        for kind in paired change; do
            "$PREPOST" plot $kind -C "$1/$world" -o "$1/$kind-$world.svg"
            "$PREPOST" plot $kind -C "$1/$world" --words >"$1/$kind-$world.txt"
        done
    done
}

@test "figures of hidden people: two sets of them with the same printed numbers give the same bytes" {
    worlds "$BATS_TEST_TMPDIR/hidden" charity-5
    cd "$BATS_TEST_TMPDIR/hidden"
    grep -q "^The average went from 5.3 to 5.8. The middle half of scores lay between 3.0 and 8.0 before" paired-1.txt
    grep -q "Better: 40. No change: 10. Worse: 10." change-1.txt
    for kind in paired change; do
        cmp $kind-1.svg $kind-2.svg
        cmp $kind-1.txt $kind-2.txt
    done
    # They are not the same people: who may be shown is drawn otherwise.
    worlds "$BATS_TEST_TMPDIR/shown" none
    run cmp "$BATS_TEST_TMPDIR/shown/paired-1.svg" "$BATS_TEST_TMPDIR/shown/paired-2.svg"
    [ "$status" -eq 1 ]
    # No amount counts for one person: better is better by anything.
    "$PREPOST" plot scatter -C "$BATS_TEST_TMPDIR/shown/1" --words |
        grep -q "Better: 40. The same: 10. Worse: 10."
}

@test "technical report: where people are hidden, how many went which way stands for the scatter" {
    worlds "$BATS_TEST_TMPDIR/hidden" charity-5
    worlds "$BATS_TEST_TMPDIR/shown" none
    for who in hidden shown; do
        "$PREPOST" report -C "$BATS_TEST_TMPDIR/$who/1" --quiet \
            --template technical --format html -o "$BATS_TEST_TMPDIR/$who"
    done
    cd "$BATS_TEST_TMPDIR"
    grep -q "A bar for each part counts its people. Better: 40" hidden/technical.html
    ! grep -q "Each mark stands at a score" hidden/technical.html || false
    grep -q "Each mark stands at a score" shown/technical.html
}

@test "likert: the question about harm is not there, nor is a single ONS question" {
    run "$PREPOST" plot likert -C "$dir" --outcome phq9.total --words
    # The ninth is the one that surveys/phq9.yaml has under "risk".
    [[ "$output" == "Answers to 8 of 9 questions about"*"2025. Question 9, about risk, is left out on purpose"* ]]
    [ "$(grep -c '^Answers to 8 of 9 questions .* as bars of' <<<"$output")" -eq 1 ]
    [[ "$output" == *"A question about risk is never shown by itself."* ]]
    [[ "$output" != *"dead"* && "$output" != *"hurting"* ]]
    run "$PREPOST" plot likert -C "$dir" --outcome ons4.anxiety
    [ "$status" -eq 1 ]
    [[ "$output" == *"there is nothing to draw: no answers to several questions"* ]]
}

@test "a folder that cannot be written, no TMPDIR, PLPLOT_ variables set wrongly" {
    nowhere=${PP_VALGRIND:+/tmp} # which needs one itself
    nowhere=${nowhere:-/nowhere}
    mkdir "$BATS_TEST_TMPDIR/locked"
    chmod 500 "$BATS_TEST_TMPDIR/locked"
    "$PREPOST" plot paired -C "$dir" >"$BATS_TEST_TMPDIR/plain.svg"
    cd "$BATS_TEST_TMPDIR/locked"
    run --separate-stderr env TMPDIR=$nowhere PLPLOT_LIB=/nowhere \
        PLPLOT_DRV_DIR=/nowhere PLPLOT_FREETYPE_SANS_FAMILY=none \
        "$PREPOST" plot paired -C "$dir" -o "$BATS_TEST_TMPDIR/odd.svg"
    [ "$status" -eq 0 ]
    [ -z "$output$stderr" ]
    cmp "$BATS_TEST_TMPDIR/plain.svg" "$BATS_TEST_TMPDIR/odd.svg"
    [ -z "$(ls -A "$BATS_TEST_TMPDIR/locked")" ]
    run --separate-stderr env TMPDIR=$nowhere PLPLOT_LIB=/nowhere \
        PLPLOT_DRV_DIR=/nowhere \
        "$PREPOST" plot paired -C "$dir" -o "$BATS_TEST_TMPDIR/odd.png"
    [ "$status" -eq 0 ]
    [ -z "$output$stderr" ]
    run "$PREPOST" plot paired -C "$dir" -o /nowhere/f.svg
    [ "$status" -eq 1 ]
    [[ "$output" == *"/nowhere/f.svg"* ]]
}

# Counted here from the exported answers, with awk; the program's own figures
# are out of every 100.
@test "likert: the numbers are those of the answers" {
    "$PREPOST" export responses -C "$dir" --quiet | tr -d '\r' \
        >"$BATS_TEST_TMPDIR/r.csv"
    "$PREPOST" export pairs -C "$dir" --quiet | tr -d '\r' \
        >"$BATS_TEST_TMPDIR/p.csv"
    want=$(awk -F, 'FNR == NR { if ($2 == "phq9.total") in_pair[$1] = 1; next }
        FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "phq9_1") c = i; next }
        $1 in in_pair && $c != "" { answer[$1, $2] = $c; who[$1] = 1 }
        END {
            for (p in who)
                if (((p, "before") in answer) && ((p, "after") in answer)) {
                    n++; k[answer[p, "after"]]++
                }
            for (a = 3; a >= 0; a--) printf " %.3f", 100 * k[a] / n
        }' "$BATS_TEST_TMPDIR/p.csv" "$BATS_TEST_TMPDIR/r.csv")
    have=$("$PREPOST" plot likert -C "$dir" --outcome phq9.total --words |
        awk -F'\t' '$1 ~ /^Little interest/ && $2 == "After" {
            printf " %s %s %s %s", $3, $4, $5, $6 }')
    # Made up to 100 where it is printed.
    echo "$want $have"
    awk '{ for (i = 1; i <= 4; i++) {
               d = $i - $(i + 4); bad += d >= 1 || d <= -1; sum += $(i + 4) }
           exit NF != 8 || bad || sum != 100 }' <<<"$want $have"
}

# The words that a figure draws, one line each.
drawn_words() {
    grep -o '<text[^>]*>[^<]*' "$1" | sed 's/<text[^>]*>//; s/&lt;/</g
        s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' | grep -v '^ *$'
}

@test "PDF: fonts are embedded, every word is found; SVG: nothing is fetched" {
    command -v pdffonts >/dev/null || skip "poppler-utils is not installed"
    for kind in $(kinds | grep -v 'funnel\|caterpillar\|scatter'); do
        file=$BATS_TEST_TMPDIR/$kind
        "$PREPOST" plot "$kind" -C "$dir" -o "$file.svg"
        "$PREPOST" plot "$kind" -C "$dir" -o "$file.pdf"
        # Columns from the right: object, generation, uni, sub, emb.
        pdffonts "$file.pdf" | awk 'NR > 2 { n++
            if ($(NF-2) != "yes" || $(NF-4) != "yes") bad = 1 }
            END { exit !(n > 0 && !bad) }'
        pdftotext -raw "$file.pdf" - | tr -s ' \n\f' ' ' >"$file.words"
        [ "$(drawn_words "$file.svg" | wc -l)" -gt 5 ]
        drawn_words "$file.svg" | while IFS= read -r words; do
            grep -qF -- "$words" "$file.words" ||
                { echo "$kind: \"$words\" is not in the PDF"; false; }
        done
        ! grep -E 'href|url\(|<image|<script|<style|@import' "$file.svg" || false
        [ "$(grep -o 'https\?://[^" ]*' "$file.svg" | sort -u)" = \
            "http://www.w3.org/2000/svg" ]
    done
}

@test "PNG: 300 dots to the inch; every format the same bytes again" {
    for kind in paired; do
        for ending in svg png pdf; do
            for n in 1 2; do
                "$PREPOST" plot $kind -C "$dir" -o "$BATS_TEST_TMPDIR/$n.$ending"
            done
            cmp "$BATS_TEST_TMPDIR/1.$ending" "$BATS_TEST_TMPDIR/2.$ending"
        done
        # pHYs: 11,811 pixels to the metre both ways, which is 0x2e23.
        od -An -tx1 -j33 -N21 "$BATS_TEST_TMPDIR/1.png" | tr -d ' \n' |
            grep -q '^0000000970485973\(00002e23\)\{2\}01'
    done
}

# 40 people at three times; of them 8 missed the second, and 12 others the last:
# the 8 could be worked out as the model's average less that of the pairs.
@test "waves: hidden for people's sake is told from what cannot be estimated" {
    w=$BATS_TEST_TMPDIR/waves
    mkdir "$w"
    cat >"$w/evaluation.yaml" <<'PLAN'
title: Three times
charity: Ours
waves: {start: at first, m3: 3 months later, m9: 9 months later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
columns: {identifier: id, wave: wave}
PLAN
    for missed in 0 8; do
        awk -v missed=$missed 'BEGIN { srand(3)
            print "id,wave,ucla3_1,ucla3_2,ucla3_3"
            split("start m3 m9", wave, " ")
            for (i = 1; i <= 40; i++) for (k = 1; k <= 3; k++) {
                a = 1 + int(rand() * 3); b = 1 + int(rand() * 3); c = 1 + int(rand() * 3)
                if ((k != 2 || i > missed) && (k != 3 || i <= 40 - 1.5 * missed))
                    printf "p%d,%s,%d,%d,%d\n", i, wave[k], a, b, c } }' >"$w/a.csv"
        rm -f "$w/evaluation.db"
        "$PREPOST" import "$w/a.csv" -C "$w" --quiet || [ $? -eq 3 ]
        run "$PREPOST" plot waves -C "$w" -o "$w/waves.svg"
        if [ $missed -eq 0 ]; then
            [ "$status" -eq 0 ] || { echo "$output"; false; }
        else
            [ "$status" -eq 1 ]
            [[ "$output" == *"its averages at all the times may not be shown, to protect people's privacy: they take in who answered at some of the times only"* ]] || { echo "$output"; false; }
        fi
    done
    run "$PREPOST" plot waves -C "$w" --wave m9
    [[ "$output" == *"all the times stand in one figure of it: leave --wave out"* ]]
}
