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

# The authors left people out by hand and published who stayed: 76 of 210.
# Their t tests, by R from their scored totals: during minus before.
@test "covid-gaming: the 76 whom the authors kept, and their t tests" {
    raw=$shared/covid-gaming/lockdown2-qualtrics-raw.csv
    kept=$shared/covid-gaming/lockdown2-dass21-scores-wide.csv
    [ -r "$raw" ] || skip "the published data are not here: $raw"
    cp -r "$root/tests/data/covid-gaming" "$dir"
    python3 - "$raw" "$kept" "$dir/lockdown2-qualtrics-raw.csv" <<'PY'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
kept = {r["response_id"] for r in csv.DictReader(open(sys.argv[2]))}
at = rows[0].index("ResponseId")
csv.writer(open(sys.argv[3], "w", newline="")).writerows(
    rows[:3] + [r for r in rows[3:] if r[at] in kept])
PY
    "$PREPOST" import -C "$dir" --quiet || [ $? -eq 3 ]
    "$PREPOST" analyse -C "$dir" --format json --resamples 0 \
        --show-small-counts >"$dir/r.json"
    run jq -r '.outcomes[] | [.outcome, .n_paired, (.change.mean * 1e4 | round),
        (.t_test.t * 1e4 | round)] | join(" ")' "$dir/r.json"
    [ "$output" = "dass21_from_one.depression 76 15526 21616
dass21_from_one.anxiety 76 9737 18831
dass21_from_one.stress 76 1842 2723
ucla3.total 76 1974 15532" ]
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
