#!/usr/bin/env bats
# Published data sets by the plans kept in tests/data. Expected numbers: R's
# t.test, by tests/oracle/published.R; the anorexia ones are O15's too.

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    data=${PP_SHARED_DATA:-$root/../shared/data}/r-packages
    [ -d "$data" ] || skip "the published data are not here: $data"
    dir=$BATS_TEST_TMPDIR/study
}

# analysed NAME FILE: imports it by its plan; $dir/results.json
analysed() {
    cp -r "$root/tests/data/$1" "$dir"
    run "$PREPOST" import "$data/$2" -C "$dir"
    imported=$output
    [ "$status" -eq "${3:-0}" ]
    "$PREPOST" analyse -C "$dir" --format json --resamples 0 \
        --show-small-counts >"$dir/results.json"
}

near='def near($a; $b): (($a - $b) | fabs) < 1e-9;'

@test "sai: 28 studies that each number their people anew" {
    analysed sai psychTools_sai.csv 3
    # 5,378 rows; six of GRAY have no number, HOME has person 23 twice.
    [[ "$imported" == *"5378 rows, 5371 taken in, 7 left out; 3026 people"* ]]
    [ "$(grep -c '^GRAY,' "$dir/rejects.csv")" -eq 6 ]
    [ "$(grep -c '^HOME,2,23,' "$dir/rejects.csv")" -eq 1 ]
    jq -e "$near"' [.outcomes[] | {key: .wave, value: .}] | from_entries
        | .occasion_2.n_paired == 1137
          and near(.occasion_2.change.mean; 1.8443271768)
          and near(.occasion_2.t_test.t; 7.7665833878)
          and .occasion_3.n_paired == 1001
          and near(.occasion_3.t_test.t; 3.4683512244)
          and .occasion_4.n_paired == 69
          and near(.occasion_4.t_test.t; 2.8991390311)' "$dir/results.json"
}

@test "sai: the same number in two studies is two people" {
    analysed sai psychTools_sai.csv 3
    "$PREPOST" status -C "$dir" --format json >"$dir/status.json"
    jq -e '[.flow.regions[] | select(.name == "AGES" or .name == "FILM")
            | .n_people] == [68, 95]' "$dir/status.json"
    # A person is named by all parts of the code, and erased alone.
    run "$PREPOST" forget "AGES + 1" -C "$dir"
    [ "$status" -eq 0 ]
    [[ "$output" == *"2 filled-in questionnaires of one person"* ]]
    run "$PREPOST" forget "1" -C "$dir"
    [ "$status" -eq 3 ]
}

@test "BtheB: totals without items, five waves in one row, two arms" {
    analysed btheb HSAUR3_BtheB.csv
    [[ "$imported" == *"100 rows, 100 taken in, 0 left out; 100 people"* ]]
    # tests/oracle/arms.csv, btheb.2m.BtheB.change and on
    jq -e "$near"' [.outcomes[] | [.n_paired, .change.mean, .t_test.t]] as $o
        | ($o | map(.[0])) == [52, 37, 29, 27]
          and near($o[0][1]; -7.82692307692308)
          and near($o[0][2]; -5.93681660964024)
          and near($o[1][2]; -6.1333917829644)
          and near($o[2][2]; -7.23382349732737)
          and near($o[3][1]; -13.1481481481481)
          and near($o[3][2]; -6.80402473590023)' "$dir/results.json"
}

@test "anorexia: a measured number, three treatments" {
    analysed anorexia MASS_anorexia.csv
    sed -i 's/^disclosure: .*/disclosure: none/' "$dir/evaluation.yaml" # they are public
    "$PREPOST" compare -C "$dir" --format json \
        >"$dir/cohorts.json"
    jq -e "$near"' [.outcomes[0].cohorts[] | {key: .name, value: .}]
        | from_entries
        | .Cont.n_both == 26 and near(.Cont.change; -0.45)
          and near(.Cont.change / .Cont.se; -0.2872253910)
          and .CBT.n_both == 29
          and near(.CBT.change / .CBT.se; 2.2155878439)
          and .FT.n_both == 17 and near(.FT.change; 7.2647058824)
          and near(.FT.change / .FT.se; 4.1849081353)' "$dir/cohorts.json"
}
