#!/usr/bin/env bats
# Every number of analyse against R: tests/oracle/analyse.csv, which
# tests/oracle/analyse.R makes from the files of answers alone (its head says
# how). The demo is always compared; the published data where they are.

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    shared=${PP_SHARED_DATA:-$root/../shared/data}
    dir=$BATS_TEST_TMPDIR/study
}

# agrees NAME AT_LEAST: all its numbers, and that there are as many
agrees() {
    "$PREPOST" analyse -C "$dir" --format json --resamples 0 \
        --show-small-counts >"$dir/r.json"
    run jq -rn --arg set "$1" --rawfile csv "$root/tests/oracle/analyse.csv" \
        --slurpfile r "$dir/r.json" -f "$root/tests/oracle/compare.jq"
    echo "$output"
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 1 ]
    [ "${lines[0]% numbers}" -ge "$2" ]
}

# from NAME FILE: a published file imported by its plan
from() {
    [ -r "$shared/$2" ] || skip "the published data are not here: $shared/$2"
    cp -r "$root/tests/data/$1" "$dir"
    "$PREPOST" import "$shared/$2" -C "$dir" --quiet || [ $? -eq 3 ]
}

@test "the demo: groups, reliability, one person's change, drift, NHS measures" {
    "$root/scripts/demo-data" "$dir"
    cp "$root/surveys/demo/evaluation.yaml" "$dir"
    "$PREPOST" import -C "$dir" --quiet || [ $? -eq 3 ]
    agrees demo 1000
}

@test "woodworth2018: both questionnaires at all six occasions" {
    from woodworth woodworth2018/ahi-cesd.csv
    agrees woodworth 1300
}

@test "covid-gaming: four scales, looking back" {
    from covid-gaming covid-gaming/lockdown2-qualtrics-raw.csv
    agrees covid-gaming 490
}

@test "Beat the Blues: five waves of those who were offered it" {
    from btheb r-packages/HSAUR3_BtheB.csv
    agrees btheb 350
}

@test "a number that is not R's is told" {
    printf 'demo,hhi.total,after,change.mean,2.5,1e-8\n' >"$BATS_TEST_TMPDIR/x.csv"
    printf '{"outcomes":[{"outcome":"hhi.total","wave":"after","change":{"mean":2.6}}]}' \
        >"$BATS_TEST_TMPDIR/x.json"
    run jq -rn --arg set demo --rawfile csv "$BATS_TEST_TMPDIR/x.csv" \
        --slurpfile r "$BATS_TEST_TMPDIR/x.json" \
        -f "$root/tests/oracle/compare.jq"
    [ "${lines[0]}" = "hhi.total after change.mean: 2.6, by R 2.5" ]
}
