#!/usr/bin/env bats
# Reports of three times: which finding leads, what is counted together, and
# what regions are compared on.

bats_require_minimum_version 1.5.0

# 60 people in two regions; at the second time 10 of them are away, and 10 at
# the last. Five scales as totals, made by rule: all go better a little, each
# time. One of the 10 starts a point lower than by the rule, or six would start
# the same.
load joined

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export PREPOST=${PREPOST:-$root/build/prepost}
    export dir=$BATS_FILE_TMPDIR/thrice
    mkdir "$dir"
    cat >"$dir/evaluation.yaml" <<'YAML'
title: Tuesday groups
charity: Example Charity
service: the groups
low_point: yes
gap: 4 months
waves: {start: when they joined, m3: 3 months later, m9: 9 months later}
instruments: [phq9, gad7, hhi, ucla3, swemwbs]
outcomes:
  phq9.total: {role: primary, sesoi: {value: 2, source: declared, because: a step on two questions}}
  gad7.total: {role: primary, sesoi: {value: 2, source: declared}}
  hhi.total: {role: secondary, sesoi: {value: 2, source: declared}}
  ucla3.total: secondary
  swemwbs.total: secondary
columns: {identifier: Code, region: Place}
files:
  - {path: start.csv, wave: start, columns: {P: phq9.total, G: gad7.total, H: hhi.total, U: ucla3.total, S: swemwbs.total}}
  - {path: m3.csv, wave: m3, columns: {P: phq9.total, G: gad7.total, H: hhi.total, U: ucla3.total, S: swemwbs.total}}
  - {path: m9.csv, wave: m9, columns: {P: phq9.total, G: gad7.total, H: hhi.total, U: ucla3.total, S: swemwbs.total}}
YAML
    for wave in start m3 m9; do
        awk -v wave=$wave 'BEGIN {
            t = wave == "start" ? 0 : wave == "m3" ? 1 : 2
            print "Code,Place,P,G,H,U,S"
            for (i = 1; i <= 60; i++) {
                if (t == 1 && (i % 10 == 3 || i == 5 || i == 25 || i == 37 || i == 49)) continue
                if (t == 2 && i % 6 == 3) continue
                e = (i * 7 + t * 5) % 11 - 5
                f = (i * 3 + t * 8) % 7 - 3
                printf "amber-%d-birch,%s,%d,%d,%d,%d,%d\n", i * 7919 % 100003,
                    i % 2 ? "Eastshire" : "Westshire",
                    15 + (i % 5) + int(e / 2) - 2 * t - (i == 27),
                    11 + (i % 4) + f - t,
                    30 + (i % 6) - f + t, 6 + (i % 3) - (e > 2) * t,
                    20 + (i % 5) + int(f / 2) + (e > 0)
            }
        }' >"$dir/$wave.csv"
    done
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" report -C "$dir" --template funder --format text -o - >"$dir/funder.txt"
    tr -s ' \n' ' ' <"$dir/funder.txt" >"$dir/funder"
    "$PREPOST" report -C "$dir" --template technical --format text -o - |
        tr -s ' \n' ' ' >"$dir/technical"
}

@test "each time has families of its own: numbers and every sentence agree" {
    "$PREPOST" analyse -C "$dir" --resamples 0 --format json --show-small-counts >"$BATS_TEST_TMPDIR/r.json"
    # Holm by hand: the smallest of m, m times p, and no less for the next.
    jq -e '[.outcomes[] | {wave, role, family_size}] | group_by(.wave, .role)
        | map(all(.[]; .family_size == (if .role == "primary" then 2 else 3 end)))
        | all' "$BATS_TEST_TMPDIR/r.json"
    jq -e '[.outcomes[] | {wave, role, m: .family_size, p: .t_test.p, p_holm}]
        | group_by(.wave, .role)
        | map(min_by(.p) | (.p * .m - .p_holm) | fabs < 1e-12) | all' "$BATS_TEST_TMPDIR/r.json"
    grep -qF "Holm: over 2 main and over 3 other outcomes of each time." "$dir/funder"
    grep -qF "We looked at 5 outcomes at each of 2 times. With that many, one can look like a change by chance. We allowed for the 5 of each time before saying \"better\" or \"worse\", but not for there being 2 times." "$dir/funder"
    grep -qF "within main and other outcomes of the same time." "$dir/technical"
    grep -qF "Each time has families of its own." "$dir/technical"
    ! grep -qE "looked at 10|over 4 main" "$dir/funder" "$dir/technical" || false
    "$PREPOST" power -C "$dir" --no-store --correlation 0.6 2>/dev/null | tr -s ' \n' ' ' >"$BATS_TEST_TMPDIR/power"
    grep -qF "Each time after the first is tested by itself." "$BATS_TEST_TMPDIR/power"
    grep -qF "One of 2 outcomes of its role: each is tested at 0.025." "$BATS_TEST_TMPDIR/power"
}

@test "the last time leads; what was found before stands beside it, short" {
    # No outcome of the last time needs to say which time it is of.
    ! grep -q "(9 months later)\|(3 months later)" "$dir/funder" || false
    grep -qE "Better on average, 9 months later: symptoms of depression .* Worse on average: nothing\." "$dir/funder"
    grep -qF -- "- 3 months later: Better on average: symptoms of depression and loneliness. By less than matters: symptoms of anxiety and hope. Worse on average: nothing. The rest was found as above." "$dir/funder"
    grep -qF "Table 1: average scores of 50 people who answered twice, when they joined and 9 months later" "$dir/funder"
    grep -qF "The findings in words --------------------- These findings are of the last time, 9 months later, against when they joined. - Symptoms of depression fell by 4.0 points" "$dir/funder"
    moved() { # moved COLUMN: by how much, from the first time to the second
        awk -F, -v c="$1" 'FNR == 1 { next } NR == FNR { first[$1] = $c; next }
            $1 in first { sum += $c - first[$1]; n++ }
            END { printf "%.1f", sum < 0 ? -sum / n : sum / n }' "$dir/start.csv" "$dir/m3.csv"
    }
    grep -qE -- "- 3 months later: symptoms of depression down $(moved 3) \([0-9. to]+\) and symptoms of anxiety down $(moved 4) \([0-9. to]+\)\. The technical report has the others\." "$dir/funder"
    # Two regions more than there is room for: of the others a row each.
    ! grep -qE "time in between|Hope rose by" "$dir/funder" || false
    grep -qE "Table 2: the other outcomes, when they joined and 9 months later .* Hope \(12 to 48\) higher Better up 2\.1 \(1\.2 to 3\.0\) 2 Loneliness \(3 to 9\) lower Better down 0\.5 .* Two pages have no room for more on these\. The technical report has it\. Better, worse:" "$dir/funder"
    grep -qF "Each outcome has a row under Key findings." "$dir/funder"
    # The 10 who did not answer the last time, and nobody else.
    grep -qF "The 10 people with a first score for symptoms of depression but none the last time started" "$dir/funder"
    grep -qF "if, on average, those with no score the last time had fared worse by" "$dir/funder"
    # They began at 17 of 27 and others fell to 13: 22 more is past the end.
    grep -qF "22.0 points or more than others who started alike. The scale has no room for that." "$dir/funder"
    # Most of those have a second score.
    grep -qF "allowing for those with no score that time, with 95% ranges" "$dir/technical"
    grep -qF "No score that time: they did not answer then" "$dir/technical"
    ! grep -q "no second" "$dir/funder" "$dir/technical" || false
    grep -qF "would be a fall of 3.4 points for symptoms of depression and a fall of 1.8 points for symptoms of anxiety" "$dir/funder" ||
        grep -qF "would be 3.4 points for symptoms of depression and 1.8 points for symptoms of anxiety" "$dir/funder"
    grep -qF "Missing: using everyone's first answers as well, symptoms of depression" "$dir/funder"
    grep -qF "Questionnaires of the last time: 50, all matched. Pairs: 50 on each." "$dir/funder"
    # The plan's gap is that of two times, of which there are more.
    grep -qF "People filled in the same questionnaires when they joined, 3 months later and 9 months later. We matched them" "$dir/funder"
    grep -qF "or whether any change lasts beyond that." "$dir/funder"
    ! grep -q "4 months" "$dir/funder" "$dir/technical" || false
    # The technical report has every time alike.
    grep -qF "Symptoms of depression (3 months later)" "$dir/technical"
    grep -qF "Symptoms of depression (9 months later)" "$dir/technical"
}

# Without regions and one of the outcomes there is room for all: what was found
# of each is in words, and the time in between has a table of the main ones.
@test "of fewer, every outcome is told of in full" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/all"
    cd "$BATS_TEST_TMPDIR/all"
    rm evaluation.db
    sed -i 's/, region: Place//; /^  gad7.total/d' evaluation.yaml
    "$PREPOST" import --quiet
    "$PREPOST" report --template funder --format text -o - | tr -s ' \n' ' ' >all
    grep -qE "average scores of 50 people .* Mental wellbeing higher We cannot 22" all
    grep -qF "the time in between, against when they joined (likely range)" all
    grep -qF "Hope rose by 2.1 points on average." all
    grep -qF "Loneliness fell by 0.5 points on average, which is better." all
    grep -qF "We cannot tell whether mental wellbeing changed." all
    ! grep -qE "the other outcomes,|have rows under" all || false
    # In words, as they have no row in that table.
    grep -qE -- "- 3 months later: hope up 1\.0 \([0-9. to]+\) and loneliness down 0\.3 \(" all
}

@test "nothing better or worse the last time, though it was before" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/back"
    cd "$BATS_TEST_TMPDIR/back"
    rm evaluation.db
    # As they began, but for a point up and a point down.
    awk -F, -v OFS=, 'NR > 1 { for (i = 3; i <= 7; i++) $i += NR % 2 ? 1 : -1 } 1' \
        start.csv >m9.csv
    "$PREPOST" import --quiet
    "$PREPOST" report --template funder --format text -o - | tr -s ' \n' ' ' >funder
    grep -qF "3 months later: Better on average: symptoms of depression" funder
    grep -qF "Low point: nothing was better or worse the last time. What it could give" funder
}

@test "regions: main outcomes first, and a word on each of the others" {
    sed -n "/^Differences between/,/^How we/p" "$dir/funder.txt" >"$BATS_TEST_TMPDIR/regions"
    grep -q "Symptoms of depression.*Symptoms of anxiety" "$BATS_TEST_TMPDIR/regions"
    ! grep -q "^Region.*Hope" "$BATS_TEST_TMPDIR/regions" || false
    for outcome in depression anxiety hope loneliness wellbeing; do
        tr -s ' \n' ' ' <"$BATS_TEST_TMPDIR/regions" | sed 's/.*-- //' >"$BATS_TEST_TMPDIR/said"
        grep -q "$outcome\|or [1-9] other" "$BATS_TEST_TMPDIR/said"
    done
}

# All who answered first, by the last time's numbers, less the pairs of the time
# in between: what nine had on average who were away then alone.
@test "few who are away at the time in between are not had by subtracting" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/few"
    cd "$BATS_TEST_TMPDIR/few"
    rm evaluation.db
    awk -F, -v OFS=, 'NR > 1 { if ((NR - 1) % 7 == 3) next
        for (i = 3; i <= 7; i++) $i -= 1 + NR % 2 } 1' start.csv >m3.csv
    "$PREPOST" import --quiet
    worked_out='(.outcomes | map(select(.outcome == "phq9.total"))) as [$in_between, $last]
        | $last.missing_data as $m
        | if $m.left_mean == null then null else
            ($last.pre.n * $last.pre.mean + $m.n_left * $m.left_mean
                - $in_between.pre.n * $in_between.pre.mean) / $in_between.missing_data.n_left end'
    "$PREPOST" analyse --resamples 0 --show-small-counts --format json >all.json
    had=$(awk -F, 'NR > 1 && (NR - 1) % 7 == 3 { sum += $3; n++ }
        END { if (n == 9) printf "%.6f", sum / n }' start.csv)
    jq -e --argjson had "$had" "($worked_out) - \$had | fabs < 1e-5" all.json
    "$PREPOST" analyse --resamples 0 --format json >r.json
    jq -e "($worked_out) == null" r.json
    jq -e '[.outcomes[] | select(.outcome == "phq9.total")] | map(.pre.mean != null and .change.mean != null) | all' r.json
    "$PREPOST" report --template technical --format md -o - >technical.md
    grep -qF '| Symptoms of depression (9 months later) | 10 | \[c\] | 17.0 | \[c\] | \[c\] |' technical.md
    grep -qE '^\| Symptoms of depression \(9 months later\) \| −4\.0 \([^|]*\) \|( \\\[c\\\] \|){5}$' technical.md
}

@test "two pages, where there is something to print with" {
    command -v chromium >/dev/null || command -v weasyprint >/dev/null || skip "no printer"
    command -v pdfinfo >/dev/null || skip "no pdfinfo"
    "$PREPOST" report -C "$dir" --template funder --format pdf -o "$BATS_TEST_TMPDIR" --quiet
    pdfinfo "$BATS_TEST_TMPDIR/funder.pdf" | grep -qE "^Pages: +2$"
}

@test "forget: three forms of five questionnaires are fifteen, and it is said how they are counted" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/t"
    run "$PREPOST" forget amber-7919-birch -C "$BATS_TEST_TMPDIR/t"
    [[ "$output" == *"erased: 15 filled-in questionnaires of one person (each questionnaire of a form counts)"* ]]
}

# Whoever lacks an outcome's first score is in the averages at all times alone.
@test "a late form that makes no pair: results from before and after it are too close" {
    cp -r "$dir" "$BATS_TEST_TMPDIR/late"
    cd "$BATS_TEST_TMPDIR/late"
    rm -f evaluation.db
    echo "  - {path: late.csv, wave: m9, columns: {S: swemwbs.total}}" >>evaluation.yaml
    printf 'Code,S\namber-7919-birch,22\n' >late.csv
    sed -i '/^amber-7919-birch,/s/[^,]*$//' start.csv m9.csv
    "$PREPOST" import start.csv m3.csv m9.csv --quiet
    "$PREPOST" export results -o results.csv --quiet
    before=$("$PREPOST" status --format json | jq -c .flow.all)
    "$PREPOST" import late.csv --quiet
    [ "$("$PREPOST" status --format json | jq -c .flow.all)" = "$before" ]
    run --separate-stderr "$PREPOST" export results -o results.csv
    [ "$status" -eq 3 ]
    [[ "$stderr" == "prepost: ${sent_none}fewer than 5 people have come in, or answered once more"* ]]
    run "$PREPOST" export results -o results.csv
    [ "$status" -eq 3 ] # until more have come in; shorter
    [[ "$output" == "prepost: ${sent_none}as was said of these results before"* ]]
}

@test "a time that is added and locked before its own answers is fixed beforehand, and takes nothing from the one before" {
    later=$BATS_TEST_TMPDIR/later
    mkdir "$later"
    cp "$dir"/*.csv "$later/"
    sed -e 's/, m9: 9 months later//' -e '/m9.csv/d' "$dir/evaluation.yaml" >"$later/evaluation.yaml"
    SOURCE_DATE_EPOCH=1740960000 "$PREPOST" plan lock -C "$later"
    "$PREPOST" import -C "$later" --quiet
    cp "$dir/evaluation.yaml" "$later/"
    cp -r "$later" "$later-not"

    SOURCE_DATE_EPOCH=1757808000 run "$PREPOST" plan lock --again -C "$later"
    [ "$status" -eq 0 ]
    [ "$output" = "the plan is fixed: locked on 2025-09-14; each later time was fixed before its own answers were imported" ]
    "$PREPOST" import -C "$later" --quiet
    run "$PREPOST" plan diff -C "$later"
    [ "$status" -eq 0 ]
    [ "$("$PREPOST" plan show -C "$later" --format json | jq -r .state)" = locked ]
    "$PREPOST" status -C "$later" | tr -s ' \n' ' ' |
        grep -q "The plan was locked on 2025-09-14; each later time was fixed before its own answers were in."
    report() { "$PREPOST" report -C "$1" --template "$2" --format text -o - | tr -s ' \n' ' '; }
    said=$(report "$later" funder)
    [[ "$said" == *"were chosen as main outcomes on 3 March 2025, before any second answers were imported. What to look at 9 months later was fixed on 14 September 2025, before any answers of that time were imported. We looked at"* ]]
    [[ "$said" != *"irst look"* ]]
    said=$(report "$later" technical)
    [[ "$said" == *"The plan was locked on 3 March 2025, before any later answers were imported. Departures, by the day on which each was fixed: - 14 September 2025: changed: waves: start m3 m9 (was start m3). What to look at 9 months later was fixed on 14 September 2025"* ]]
    [[ "$said" != *"irst look"* ]]
    "$PREPOST" analyse -C "$later" --resamples 0 --format json |
        jq -e '[.outcomes[].exploratory] | any | not'

    # Not locked again: that time is a first look, and says so; the other not.
    "$PREPOST" import -C "$later-not" --quiet
    said=$(report "$later-not" funder)
    [[ "$said" == *"- A first look: what to look at 9 months later was not fixed ahead of time."* ]]
    [[ "$said" == *"on 3 March 2025, before any second answers were imported. What to look at 9 months later was not fixed beforehand, so read those findings as a first look."* ]]
    "$PREPOST" analyse -C "$later-not" --resamples 0 --format json |
        jq -e '[.outcomes[] | select(.exploratory) | .wave] | unique == ["m9"]'
    run "$PREPOST" plan lock --again -C "$later-not"
    [ "$status" -eq 3 ]
    [[ "$output" == *"reports call the findings of what was not fixed before its own answers a first look" ]]
}

@test "of fewer than 50 people the ranges of the mixed model are called approximate" {
    run ! grep -q "From fewer than 50 people these ranges are approximate" "$dir/technical"
    few=$BATS_TEST_TMPDIR/few
    mkdir "$few"
    cp "$dir/evaluation.yaml" "$few"
    awk 'NR == 1 || NR % 4' "$dir/start.csv" >"$few/start.csv"
    for wave in m3 m9; do # everyone is back, by one better at some time
        awk -F, -v OFS=, -v at=${wave#m} 'NR > 1 { for (i = 3; i <= 7; i++) $i -= (NR + i) % at > 1 }
            { print }' "$few/start.csv" >"$few/$wave.csv"
    done
    [ "$(wc -l <"$few/start.csv")" -eq 46 ] # 45 people
    "$PREPOST" import -C "$few" --quiet || [ $? -eq 3 ]
    "$PREPOST" report -C "$few" --template technical --format text -o - |
        tr -s ' \n' ' ' >"$few/technical"
    grep -q "From fewer than 50 people these ranges are approximate" "$few/technical"
}

# A line for each person: at the last time, of those in the pairs; for your eyes
# each count, else none that is small. Two times have no such key.
@test "who changed by the slope stands at the last time alone" {
    json=$BATS_TEST_TMPDIR/r.json
    "$PREPOST" analyse -C "$dir" --resamples 0 --show-small-counts --format json >"$json"
    jq -e '[.outcomes[] | select(.wave == "m3") | .individuals_by_slope]
        | length == 5 and all(. == null)' "$json"
    jq -e '[.outcomes[] | select(.wave == "m9") | .individuals_by_slope]
        | length == 5 and all(.method == "hierarchical-linear-model" and .time == "waves")
        and all(has("better_ci") or has("worse_ci") | not)
        and any(.status == "boundary" and .n == null and .n_better == null)
        and any(.status == "ok") and all(.[] | select(.status == "ok");
            .n == 50 and .n_better + .n_between + .n_worse == 50)' "$json"
    "$PREPOST" analyse -C "$dir" --resamples 0 --format json |
        jq -e '[.outcomes[].individuals_by_slope | select(. != null) | .n_better, .n_between, .n_worse]
            | all(. == null or . >= 5)'
    sed '/path: m9/d; s/, m9: 9 months later//' "$dir/evaluation.yaml" >"$BATS_TEST_TMPDIR/evaluation.yaml"
    cp "$dir/start.csv" "$dir/m3.csv" "$BATS_TEST_TMPDIR"
    "$PREPOST" import -C "$BATS_TEST_TMPDIR" --quiet
    "$PREPOST" analyse -C "$BATS_TEST_TMPDIR" --resamples 0 --format json |
        jq -e '.outcomes | length == 5 and all(has("individuals_by_slope") | not)'
}
