#!/usr/bin/env bats
# Real answers as they were published: 295 people, six occasions, two
# questionnaires with their stored totals (Woodworth et al 2018, Journal of
# Open Psychology Data 6:1). The plan and the questionnaires are tests/data's.
# Expected numbers: R's t.test on the published totals.

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    file=${PP_SHARED_DATA:-$root/../shared/data}/woodworth2018/ahi-cesd.csv
    [ -r "$file" ] || skip "the published data are not here: $file"
    dir=$BATS_TEST_TMPDIR/study
    cp -r "$root/tests/data/woodworth" "$dir"
}

@test "992 rows as they are; who answered twice is counted once" {
    run "$PREPOST" import "$file" -C "$dir"
    [ "$status" -eq 3 ]
    [[ "$output" == *"992 rows"*"295 people"* ]]
    [ "$(grep -c '^8,2,\|^64,4,' "$dir/rejects.csv")" -eq 2 ]
    run "$PREPOST" analyse -C "$dir" --format json --resamples 0 \
        --show-small-counts
    [ "$(jq -c '[.flow.waves[].n]' <<<"$output")" = "[295,147,156,139,133,120]" ]
}

@test "stored totals are what our scoring gives, in every row" {
    run "$PREPOST" import "$file" -C "$dir"
    [[ "$output" =~ ([0-9]+)\ of\ its\ ([0-9]+)\ ready-made\ totals ]]
    [ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ]
    [ "${BASH_REMATCH[1]}" -ge 1980 ]
}

@test "the start against a week later, as R finds it" {
    "$PREPOST" import "$file" -C "$dir" --quiet || [ $? -eq 3 ]
    "$PREPOST" analyse -C "$dir" --format json --resamples 0 --show-small-counts >"$dir/r.json"
    jq -e '[.outcomes[] | select(.wave == "occasion_1")] as $o
        | def near($a; $b): (($a - $b) | fabs) < 5e-5;
          $o[0].n_paired == 147 and near($o[0].change.mean; 3.1020)
          and near($o[0].t_test.t; 4.9224)
          and near($o[0].effect_sizes.d_z.estimate; 0.4060)
          and $o[1].n_paired == 147 and near($o[1].change.mean; -2.2993)
          and near($o[1].t_test.t; -3.4518)' "$dir/r.json"
}

@test "a report comes out of it, with a row for every occasion" {
    "$PREPOST" import "$file" -C "$dir" --quiet || [ $? -eq 3 ]
    "$PREPOST" report -C "$dir"
    grep -q "^Happiness (" "$dir/reports/funder.txt" # the last time leads
    tr -s " \n" " " <"$dir/reports/funder.txt" |
        grep -qF "After one week, at the third occasion, at the fourth occasion and at the fifth occasion: Better on average: happiness and symptoms of depression. Worse on average: nothing."
    "$PREPOST" report -C "$dir" --template technical --format text
    grep -q "Happiness (after one week)" "$dir/reports/technical.txt"
}
