#!/usr/bin/env bats
# What analyse says beside the change itself, and what it says first.

bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    dir=$BATS_TEST_TMPDIR/study
    mkdir -p "$dir"
    cd "$dir"
}

plan() {
    cat >evaluation.yaml <<'END'
title: T
charity: C
waves: {before: at the start, after: later}
instruments: [gad7]
outcomes:
  gad7.total: {role: primary, sesoi: {value: 2, source: declared}}
columns:
  identifier: id
  keep: {sessions attended: {headings: sessions, dose: yes}}
files:
  - {path: before.csv, wave: before}
  - {path: after.csv, wave: after}
END
}

# answers TURNED LEAVE: 60 people; question 3 turned round if TURNED is 1; those
# who start at LEAVE or more do not answer again. Everyone falls by a point or
# so, by more where they came more often.
answers() {
    awk -v turned="$1" -v leave="$2" 'BEGIN {
        srand(7)
        print "id,gad7_1,gad7_2,gad7_3,gad7_4,gad7_5,gad7_6,gad7_7,sessions" >"before.csv"
        print "id,gad7_1,gad7_2,gad7_3,gad7_4,gad7_5,gad7_6,gad7_7,sessions" >"after.csv"
        for (i = 1; i <= 60; i++) {
            level = 3 * rand(); came = 1 + int(10 * rand()); sum = 0
            b = "C" i; a = b
            for (k = 1; k <= 7; k++) {
                x = int(level + rand()); if (x > 3) x = 3
                sum += x
                y = x - (rand() < came / 14 ? 1 : 0); if (y < 0) y = 0
                if (turned && k == 3) { x = 3 - x; y = 3 - y }
                b = b "," x; a = a "," y
            }
            print b "," came >"before.csv"
            if (sum < leave) print a "," came >"after.csv"
        }
    }'
}

analyse() {
    rm -f evaluation.db evaluation.key rejects.csv
    "$PREPOST" import --quiet
    run "$PREPOST" analyse --resamples 0 "$@"
}

@test "a question that runs against the others is said first, status 3" {
    plan
    answers 1 99
    analyse
    [ "$status" -eq 3 ]
    warning=$(grep -n 'gad7_3 runs against the other' <<<"$output" | cut -d: -f1)
    change=$(grep -n 'change by outcome' <<<"$output" | cut -d: -f1)
    [ "$warning" -lt "$change" ]
    # It stands in every report too, under the title.
    "$PREPOST" report --template funder --format text -o out || [ $? -eq 3 ]
    head -12 out/funder.txt | tr '\n' ' ' | grep -q 'gad7_3 runs against'
    # Without it, nothing is said, and all is well.
    answers 0 99
    analyse
    [ "$status" -eq 0 ]
    [[ "$output" != *"runs against"* ]]
}

@test "reliability stands before any change" {
    plan
    answers 0 99
    analyse
    alpha=$(grep -n 'Alpha' <<<"$output" | head -1 | cut -d: -f1)
    change=$(grep -n 'change by outcome' <<<"$output" | cut -d: -f1)
    [ "$alpha" -lt "$change" ]
}

@test "no line is wider than 80 columns" {
    plan
    answers 0 14
    analyse
    [ -z "$(awk 'length($0) > 80' <<<"$output" | LC_ALL=C.UTF-8 grep -P '^.{81,}')" ]
}

@test "without the worst-off, the row of missing data says so" {
    plan
    answers 0 99
    analyse --format json --show-small-counts
    jq -e '.outcomes[0].missing_data
        | .n_left == 0
          and (.complete_case.estimate - .mar_likelihood.estimate | fabs) < 1e-9
          and (.complete_case.estimate - .multiple_imputation.estimate | fabs)
              < 1e-9' <<<"$output"
    all=$(jq '.outcomes[0].change.mean' <<<"$output")
    answers 0 14
    analyse --format json --show-small-counts
    # Who starts low has less to fall by: the pairs alone say too little, and
    # both ways of allowing for those who left say more.
    jq -e --argjson all "$all" '.outcomes[0].missing_data
        | .n_left == 20 and .left_standardised_difference > 1
          and .complete_case.estimate > $all + 0.3
          and .mar_likelihood.estimate < .complete_case.estimate - 0.5
          and .multiple_imputation.estimate < .complete_case.estimate - 0.5' \
        <<<"$output"
    jq -e '.outcomes[0] | .missing_data.worst_case.estimate
        == .individuals.n_better / 60' <<<"$output"
    analyse --show-small-counts
    # One row an outcome: pairs, likelihood, imputation, each with its range.
    grep -qE -- '^Symptoms +−1.9 \(−2.4 +−2.8 \(−[0-9.]+ +−2.8 \(−[0-9.]+ ' <<<"$output"
}

# 20 of 60 left, 2 points matter: estimate and ends move by shift x 20 / 60.
@test "leavers who fared otherwise by what matters, and by half of it" {
    plan
    answers 0 14
    analyse --format json --show-small-counts
    jq -e '.outcomes[0].missing_data
        | .mar_likelihood as $m
        | [.delta_adjusted[].shift] == [-2, -1, 1, 2]
        and all(.delta_adjusted[];
            (.estimate - $m.estimate - .shift / 3 | fabs) < 1e-9
            and (.ci[0] - $m.ci[0] - .shift / 3 | fabs) < 1e-9
            and (.ci[1] - $m.ci[1] - .shift / 3 | fabs) < 1e-9)' <<<"$output"
    # of few who left nothing is told, so nothing of this; nor where none did
    answers 0 20
    analyse --format json
    jq -e '.outcomes[0].missing_data
        | .n_left == null and .delta_adjusted == []' <<<"$output"
    answers 0 99
    analyse --format json --show-small-counts
    jq -e '.outcomes[0].missing_data | .n_left == 0 and .delta_adjusted == []' \
        <<<"$output"
    # what rounds counts hides the share that left
    answers 0 14
    sed -i 's/^charity: C/&\ndisclosure: opensafely/' evaluation.yaml
    analyse --format json
    jq -e '.outcomes[0].missing_data.delta_adjusted == []' <<<"$output"
    # nor do averages in full tell how many they are of
    jq -e '[.outcomes[] | .. | numbers | select(. != floor) | fabs |
        . * pow(10; 2 - (log10 | floor)) | . - round | fabs] |
        length > 20 and max < 1e-6' <<<"$output"
    # nobody said what would matter
    sed -i 's/, sesoi: {[^}]*}//; /^disclosure/d' evaluation.yaml
    analyse --format json --show-small-counts
    jq -e '.outcomes[0].missing_data | .delta_adjusted == [] and .n_left == 20' <<<"$output"
}

@test "dose: sessions attended beside the change, and no reason given" {
    plan
    answers 0 99
    analyse --format json
    jq -e '.outcomes[0].dose[0] | .dose == "sessions attended" and .n == 60
        and .slope.ci[1] < 0 and .correlation.ci[1] < 0' <<<"$output"
    analyse
    grep -q 'Sessions attended' <<<"$output" || grep -q 'sessions attended' <<<"$output"
    tr '\n' ' ' <<<"$output" | grep -q 'This does not say why'
    # Nobody had 3.4375: R's quantile(x, c(.25, .75)), a figure less in print.
    sed -i '2,$s/$/.4375/' before.csv after.csv
    analyse
    grep -q 'half of the people had 3.4 to 8.4\.' <<<"$output"
    # A column that is a number and no dose is not set beside it.
    sed -i 's/dose: yes/number: yes/' evaluation.yaml
    analyse --format json
    [ "$(jq '.outcomes[0].dose | length' <<<"$output")" -eq 0 ]
}

@test "an entry score: how far people would drift back anyway" {
    plan
    answers 0 99
    sed -i 's/role: primary,/role: primary, entry: {at_least: 8},/' evaluation.yaml
    analyse --format json --show-small-counts
    # N(2.95, 3.4) at 8 or more: by scipy.stats.truncnorm, times 1 - slope
    jq -e '.outcomes[0].low_point
        | .norm.mean == 2.95 and .entry.at_least == 8
          and .starts_beyond and .entry.correlation_of == "slope in these answers"
          and ((.entry.expected_change + (1 - .entry.correlation) * 6.549010369174693)
               | fabs) < 1e-6' <<<"$output"
    analyse
    tr '\n' ' ' <<<"$output" | grep -q 'People were taken who scored 8 or more'
}

@test "an outcome that the plan does not have: it says which it has" {
    plan
    answers 0 99
    analyse --show-small-counts --outcome gad8.total
    [ "$status" -eq 2 ]
    [[ "$output" == *'--outcome: the plan has no outcome "gad8.total"; it has: gad7.total'* ]]
    analyse --show-small-counts --outcome gad7.total
    [ "$status" -eq 0 ]
    [[ "$output" == "GAD-7 total"* ]]
}

@test "an outcome that nobody answered has no answers, and no secret" {
    mkdir "$BATS_TEST_TMPDIR/blank"
    cd "$BATS_TEST_TMPDIR/blank"
    for wave in before after; do
        echo "code,region,ucla3_1,ucla3_2,ucla3_3"
        for i in {10..49}; do
            echo "P$i,$((i % 2)),$((i % 3 + 1)),$((i / 3 % 3 + 1)),2"
        done
    done >both.csv
    head -41 both.csv >before.csv
    tail -41 both.csv | sed 's/,2$/,1/' >after.csv
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [ucla3, phq9]
outcomes: {ucla3.total: primary, phq9.total: secondary}
columns: {identifier: code, region: region}
files:
  - {path: before.csv, wave: before}
  - {path: after.csv, wave: after}
YAML
    "$PREPOST" import --quiet 2>/dev/null || [ $? -eq 3 ]
    run "$PREPOST" analyse --resamples 0
    table=$(sed -n '/^Table 2/,/^SDs/p' <<<"$output")
    grep -q '^Symptoms of .*\[x\]' <<<"$table"
    grep -q '^\[x\] not available: no complete answers' <<<"$table"
    ! grep -q '^Symptoms of .*\[c\]' <<<"$table" || false
    [[ "$(sed -n '/^Table 1/,/^Table 2/p' <<<"$output")" == *"no answers"* ]]
    run "$PREPOST" compare
    [[ "$output" == *$'depression\n'*"no complete answers were imported"* ]]
    "$PREPOST" export summary --format json --quiet -o summary.json
    run "$PREPOST" pool summary.json
    [[ "$output" == *"too few people, or nobody answered all"* ]]
}

# ages N OTHER: 60 people of N ages from 20 on; the last of them has OTHER
# instead, if that is not empty.
ages() {
    answers 0 3
    sed -i 's/dose: yes/categories: yes/; s/sessions attended/age/' evaluation.yaml
    for file in before after; do
        awk -F, -v OFS=, -v n="$1" -v other="$2" 'NR > 1 {
            i = substr($1, 2) + 0
            $9 = i == 60 && other != "" ? other : 20 + i % n
        } 1' $file.csv >new && mv new $file.csv
    done
    "$PREPOST" import --quiet
}

# An answer from 0 to 10 has eleven.
@test "ages kept as answers to choose from are asked to be banded" {
    plan
    ages 12
    run --separate-stderr "$PREPOST" analyse --resamples 0
    [ "$status" -eq 0 ]
    [ "$(tr -s '\n ' ' ' <<<"$stderr")" = 'prepost: "age" holds 12 different numbers, and each is taken for an answer of its own: reports count people by each. Write bands in the files instead ("35 to 44"); or, where the numbers themselves are wanted, add "number: yes" to it in the plan. Then import into a new store. ' ]
    run --separate-stderr "$PREPOST" analyse --resamples 0 --quiet
    [ -z "$stderr" ]
    # Who does everything at once sees it as well.
    "$PREPOST" run 2>&1 >/dev/null | grep -q '"age" holds 12 different numbers'
}

@test "eleven numbers, numbers with a band among them, and numbers that the plan calls so are left alone" {
    plan
    for kept in "11 " "12 65+"; do
        rm -f evaluation.db
        ages $kept
        run --separate-stderr "$PREPOST" analyse --resamples 0
        [ "$status" -eq 0 ]
        [ -z "$stderr" ]
    done
    rm evaluation.db
    sed -i 's/categories: yes/number: yes/' evaluation.yaml
    sed -i 's/,65+$/,65/' before.csv after.csv
    "$PREPOST" import --quiet
    run --separate-stderr "$PREPOST" analyse --resamples 0
    [ -z "$stderr" ]
}

# days GAP DAY: the plan's gap, and on which day people answered again who all
# answered first on 1 March 2025.
days() {
    plan
    answers 0 3
    sed -i "s/^waves: .*/&\ngap: $1/; s/identifier: id/&\n  date: day\n  date_format: y-m-d/; s/dose: yes/number: yes/" evaluation.yaml
    sed -i '1s/$/,day/; 2,$s/$/,2025-03-01/' before.csv
    sed -i "1s/\$/,day/; 2,\$s/\$/,$2/" after.csv
    rm -f evaluation.db
    "$PREPOST" import --quiet
}

# From 1 March to 21 June: 30 + 30 + 31 + 21 = 112 days, 16 weeks, 3.7 months of
# 365.25 / 12 days.
@test "a gap in the plan that people's days do not bear out is asked about" {
    days "3 months" 2025-06-21
    run --separate-stderr "$PREPOST" analyse --resamples 0
    [ "$status" -eq 0 ]
    [ "$(tr -s '\n ' ' ' <<<"$stderr")" = 'prepost: the plan'\''s gap is "3 months", and reports say "about 3 months later"; people answered again after 112 days (the median), about 4 months. Write in the plan how long it was. ' ]
    run --separate-stderr "$PREPOST" analyse --resamples 0 --quiet
    [ -z "$stderr" ]
    "$PREPOST" run 2>&1 >/dev/null | grep -q 'the plan'\''s gap is "3 months"'
    days "twelve weeks" 2025-06-21
    "$PREPOST" analyse --resamples 0 2>&1 >/dev/null | tr -s '\n ' ' ' |
        grep -qF 'is "twelve weeks", and reports say "about twelve weeks later"; people answered again after 112 days (the median), about 16 weeks.'
    days "2 years" 2025-06-21
    "$PREPOST" analyse --resamples 0 2>&1 >/dev/null | tr -s '\n ' ' ' |
        grep -qF 'people answered again after 112 days (the median). Write'
}

# 15 weeks are 105 days, less than a tenth short of 112.
@test "a gap that is about right, or says no length, is left alone" {
    for gap in "4 months" "16 weeks" "15 weeks" "four months" "some time"; do
        days "$gap" 2025-06-21
        run --separate-stderr "$PREPOST" analyse --resamples 0
        [ "$status" -eq 0 ]
        [ -z "$stderr" ]
    done
}

# PHQ-4 is anxiety and depression, two questions each. Of 32 people the first
# LACKING left a question of anxiety blank, so that they have no total: 32 less
# 30 pairs of depression would be theirs.
total_and_scales() { # total_and_scales LACKING
    rm -f evaluation.db
    cat >evaluation.yaml <<'END'
title: T
charity: C
waves: {before: at the start, after: later}
instruments: [phq4]
outcomes: {phq4.total: primary, phq4.anxiety: secondary, phq4.depression: secondary}
columns: {identifier: id}
files:
  - {path: before.csv, wave: before}
  - {path: after.csv, wave: after}
END
    for wave in 0 1; do
        awk -v lacking="$1" -v wave=$wave 'BEGIN {
            print "id,phq4_nervous,phq4_worry,phq4_interest,phq4_down"
            for (i = 1; i <= 32; i++)
                printf "P%d,%s,%d,%d,%d\n", i * 7919,
                    i <= lacking && !wave ? "" : (i + wave) % 4,
                    i * 3 % 4, (i + i % 5 + wave) % 4, i * 7 % 5 % 4
        }' >"$([ $wave = 0 ] && echo before || echo after).csv"
    done
    "$PREPOST" import --quiet
    hidden=$("$PREPOST" analyse --format json --resamples 0 |
        jq -c '[.outcomes[] | .hidden]')
}

@test "a total and the scales that make it up, nearly of the same people" {
    total_and_scales 0
    [ "$hidden" = "[false,false,false]" ]
    total_and_scales 2
    [ "$hidden" = "[false,false,true]" ]
    total_and_scales 9
    [ "$hidden" = "[false,false,true]" ]
    total_and_scales 10
    [ "$hidden" = "[false,false,false]" ]
    # Without the total, nothing is left over.
    sed -i 's/phq4.total: primary, //' evaluation.yaml
    total=$("$PREPOST" analyse --format json --resamples 0 | jq -c '[.outcomes[] | .hidden]')
    [ "$total" = "[false,false]" ]
}
