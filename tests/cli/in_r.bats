#!/usr/bin/env bats
# prepost export results --format r: every number of an evaluation, worked out
# again by R from the answers. Six occasions take R half a minute each, so they
# wait for `make in-r`.

setup() {
    command -v Rscript >/dev/null || skip "R is not installed here"
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    shared=${PP_SHARED_DATA:-$root/../shared/data}
    dir=$BATS_TEST_TMPDIR/study
    r=$BATS_TEST_TMPDIR/r
}

demo() {
    "$root/scripts/demo-data" "$dir"
    cp "$root/surveys/demo/evaluation.yaml" "$dir"
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" export results --format r -C "$dir" --quiet -o "$r"
}

# from NAME FILE: a published file imported by its plan, after edits of it
from() {
    [ -r "$shared/$2" ] || skip "the published data are not here: $shared/$2"
    cp -r "$root/tests/data/$1" "$dir"
    [ $# -lt 3 ] || sed -i "$3" "$dir/evaluation.yaml"
    "$PREPOST" import "$shared/$2" -C "$dir" --quiet || [ $? -eq 3 ]
    "$PREPOST" export results --format r -C "$dir" --quiet -o "$r"
}

# agrees LEAST MOST: all numbers agree, at least LEAST of them, but for those
# that only the plan, the import or a publication knows: at most MOST.
agrees() {
    [ "$(stat -c %a "$r")" = 700 ]
    [ "$(stat -c %a "$r/scores.csv")" = 600 ]
    run Rscript "$r/check.R"
    [ "$status" -eq 0 ] || {
        grep DIFFER <<<"$output"
        false
    }
    last=${lines[-1]}
    [[ "$last" =~ \ ([0-9]+)\ agree,\ 0\ differ,\ ([0-9]+)\ given ]]
    [[ "$last" == *" 0 not worked out again" ]]
    [ "${BASH_REMATCH[1]}" -ge "$1" ]
    [ "${BASH_REMATCH[2]}" -le "$2" ]
}

at_length() {
    [ "${PP_IN_R-}" = all ] || skip "make in-r works it out: half a minute"
}

@test "the demo: two regions in support groups" {
    demo
    agrees 2825 63
}

@test "how many sessions people came to, with groups and without" {
    mkdir "$dir"
    cat >"$dir/evaluation.yaml" <<'PLAN'
title: Doses
charity: Ours
waves: {before: first, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
columns: {identifier: id, wave: wave, group: group, keep: {sessions attended: {headings: sessions, dose: yes}}}
disclosure: none
PLAN
    for groups in 6 1; do
        awk -v groups=$groups 'function item() {
                return rand() < 0.6 ? trait : 1 + int(rand() * 3) }
            BEGIN { srand(7)
            print "id,wave,group,sessions,ucla3_1,ucla3_2,ucla3_3"
            for (i = 1; i <= 60; i++) for (w = 0; w < 2; w++) {
                trait = 1 + int(rand() * 3)
                printf "p%d,%s,%s,%s,%d,%d,%d\n", i, w ? "after" : "before",
                    (groups == 1 ? "" : "g" i % groups), i % 9 ? i * 7 % 11 : "",
                    item(), item(), item() } }' \
            >"$dir/a.csv"
        rm -rf "$dir/evaluation.db" "$r"
        "$PREPOST" import "$dir/a.csv" -C "$dir" --quiet
        "$PREPOST" export results --format r -C "$dir" --quiet -o "$r"
        agrees 100 22
        [ "$(grep -c "^ucla3.total *after *dose[.]1[.].* agree$" <<<"$output")" -eq 19 ]
    done
}

# SWEMWBS converts sums by a table, MHI-5 is in per cent: no even steps.
@test "scores from a conversion table and in per cent" {
    mkdir "$dir"
    cat >"$dir/evaluation.yaml" <<'PLAN'
title: Tables
charity: Ours
waves: {before: first, after: later}
instruments: [swemwbs, mhi5]
outcomes: {swemwbs.total: primary, mhi5.total: secondary}
columns: {identifier: id, wave: wave}
disclosure: none
PLAN
    awk 'function item(most) {
            k = int(trait * most + (rand() - 0.5) * 3) + 1
            return k < 1 ? 1 : k > most ? most : k }
        BEGIN { srand(11)
        printf "id,wave"
        for (i = 1; i <= 7; i++) printf ",swemwbs_%d", i
        for (i = 1; i <= 5; i++) printf ",mhi5_%d", i
        print ""
        for (p = 1; p <= 60; p++) for (w = 0; w < 2; w++) {
            trait = rand()
            printf "p%d,%s", p, w ? "after" : "before"
            for (i = 1; i <= 7; i++) printf ",%d", item(5)
            for (i = 1; i <= 5; i++) printf ",%d", i == 3 || i == 5 ? 7 - item(6) : item(6)
            print "" } }' >"$dir/a.csv"
    "$PREPOST" import "$dir/a.csv" -C "$dir" --quiet || [ $? -eq 3 ]
    "$PREPOST" export results --format r -C "$dir" --quiet -o "$r"
    agrees 200 32
    [ "$(grep -c "other_amounts.*[.]amount .* agree$" <<<"$output")" -ge 4 ]
}

@test "loneliness around a lockdown, looking back" {
    from covid-gaming covid-gaming/lockdown2-qualtrics-raw.csv
    agrees 690 13
}

@test "Beat the Blues: a trial at five waves, of which half left" {
    from btheb r-packages/HSAUR3_BtheB.csv
    agrees 830 13
}

@test "anorexia: three arms" {
    from anorexia r-packages/MASS_anorexia.csv 's/^design: .*/design: randomised\ncomparison: people with no treatment\narms: Cont/
        s/region: Treat/arm: Treat/'
    agrees 345 11
}

@test "Woodworth et al (2018): six occasions" {
    at_length
    from woodworth woodworth2018/ahi-cesd.csv
    agrees 1870 19
}

@test "Woodworth et al (2018): six occasions, four arms" {
    at_length
    from woodworth woodworth2018/ahi-cesd.csv 's/^design: .*/design: randomised\ncomparison: people who wrote down early memories\narms: {comparison: 4, names: {1: signature strengths, 2: three good things, 3: a gratitude visit}}/
        s/^  wave: occasion/  wave: occasion\n  arm: intervention/'
    agrees 7640 39
}

@test "four regions: how they differ, together and each" {
    at_length
    "$root/tests/cli/make_regions.sh" "$dir" 4 60 2
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" export results --format r -C "$dir" --quiet -o "$r"
    agrees 1010 30
}

@test "four regions of five support groups each, whose members changed alike" {
    at_length
    "$root/tests/cli/make_regions.sh" "$dir" 4 60 2
    sed -i 's/^  region: Region/&\n  group: Group/' "$dir/evaluation.yaml"
    for wave in before after; do
        awk -F, -v OFS=, -v wave=$wave '
            NR == 1 { print $0, "Group"; next }
            { group = substr($1, length($1)) % 5 }
            wave == "after" && group % 2 { $4 = $5 = $6 = $7 = 3 }
            { print $0, "group " group }' "$dir/$wave.csv" >"$dir/grouped"
        mv "$dir/grouped" "$dir/$wave.csv"
    done
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" export results --format r -C "$dir" --quiet -o "$r"
    agrees 1150 30
}

@test "state anxiety in 28 studies: spread between regions" {
    at_length
    from sai r-packages/psychTools_sai.csv
    agrees 2420 73
}

@test "regions that a spreadsheet would run: the apostrophe is no part of a name" {
    "$root/tests/cli/make_regions.sh" "$dir" 2 12 2
    regions=$(tail -n +2 "$dir/before.csv" | cut -d, -f2 | sort -u)
    sed -i "s/,$(sed -n 1p <<<"$regions"),/,@Home,/;s/,$(sed -n 2p <<<"$regions"),/,'=x,/" "$dir"/*.csv
    sed -i '/^  gad7/d' "$dir/evaluation.yaml" # one outcome is enough
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" export results --format r -C "$dir" --quiet -o "$r"
    grep -q "'@Home" "$r/people.csv"
    grep -q "'=x" "$r/people.csv"
    run Rscript "$r/check.R"
    [ "$status" -eq 0 ]
    [[ "${lines[-1]}" =~ \ ([0-9]+)\ agree,\ 0\ differ ]]
    [ "${BASH_REMATCH[1]}" -ge 260 ]
}

@test "a wrong number is found" {
    demo
    cd "$r"
    # One outcome is enough.
    sed -i '1p;/^ons4.anxiety/!d' outcomes.csv
    sed -i 's/^\(ons4.anxiety,after,change.sd,\)/\11/' results.csv
    # In a locale that has no letter beyond ASCII: it must read to the end there.
    LC_ALL=C run Rscript check.R
    [ "$status" -eq 1 ]
    [[ "$(grep DIFFER <<<"$output")" == *"ons4.anxiety"*"change.sd"*"DIFFER"* ]]
}

# A level and a slope for each person, made by rule; some are away in between
# or at the last.
@test "who changed by the slope of three times" {
    mkdir "$dir"
    cat >"$dir/evaluation.yaml" <<'PLAN'
title: Three times
charity: Example Charity
waves: {start: at the start, m3: {name: 3 months later, weeks: 13}, m9: {name: 9 months later, weeks: 39}}
instruments: [phq9]
outcomes: {phq9.total: {role: primary, sesoi: {value: 2, source: declared, because: a step on two questions}}}
columns: {identifier: Code, wave: wave}
files:
  - {path: a.csv, columns: {Total: phq9.total}}
PLAN
    awk 'function normal() { return sqrt(-2 * log(1 - rand())) * cos(6.283185 * rand()) }
        BEGIN { srand(7)
        print "Code,wave,Total"
        for (p = 1; p <= 60; p++) {
            level = 14 + 3 * normal(); slope = -0.08 + 0.15 * normal()
            for (t = 0; t < 3; t++) {
                weeks = t == 0 ? 0 : t == 1 ? 13 : 39
                y = int(level + slope * weeks + 1.5 * normal() + 0.5)
                if ((t == 1 && p % 9 == 0) || (t == 2 && p % 7 == 0)) continue
                y = y < 0 ? 0 : y > 27 ? 27 : y
                printf "p%d,%s,%d\n", p, t == 0 ? "start" : t == 1 ? "m3" : "m9", y } } }' >"$dir/a.csv"
    "$PREPOST" import -C "$dir" --quiet || [ $? -eq 3 ]
    "$PREPOST" export results --format r -C "$dir" --quiet -o "$r"
    agrees 420 29
    [ "$(grep -c "individuals_by_slope.* agree$" <<<"$output")" -ge 4 ]
}

# Everyone changed by no point, or by seven: that is not the scale's step.
@test "changes that lie further apart than a scale's steps" {
    mkdir "$dir"
    cat >"$dir/evaluation.yaml" <<'PLAN'
title: Two times
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [gad7]
outcomes: {gad7.total: {role: primary, sesoi: {value: 2, source: declared}}}
columns: {identifier: Code, wave: wave}
files:
  - {path: a.csv, columns: {Total: gad7.total}}
PLAN
    awk 'BEGIN { print "Code,wave,Total"
        for (p = 1; p <= 40; p++) {
            y = 8 + p % 5
            printf "p%d,before,%d\np%d,after,%d\n", p, y, p,
                y + (p % 3 == 0 ? 7 : p % 4 == 0 ? -7 : 0) } }' >"$dir/a.csv"
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" export results --format r -C "$dir" --quiet -o "$r"
    agrees 100 29
    grep -q "other_amounts.*amount .* agree$" <<<"$output"
}
