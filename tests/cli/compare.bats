#!/usr/bin/env bats
# prepost compare: regions and other cohorts side by side.

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export PREPOST=${PREPOST:-$root/build/prepost}
    export DEMO=$BATS_FILE_TMPDIR/demo
    "$root/scripts/demo-data" "$DEMO"
    cp "$root/surveys/demo/evaluation.yaml" "$DEMO/"
    "$PREPOST" import -C "$DEMO" --quiet
}

# The output with its lines joined, so that a sentence can be looked for.
flat() {
    run "$PREPOST" "$@"
    lines_as_printed=$output
    output=$(tr '\n' ' ' <<<"$output" | tr -s ' ')
}

@test "two regions: their difference both ways, their average, nothing of others" {
    flat compare -C "$DEMO" --outcome hhi.total
    [ "$status" -eq 0 ]
    [[ "$output" == *"Eastshire less Westshire: +1.0 (−1.4 to +3.3) by their"* ]]
    [[ "$output" == *"says nothing of other regions"* ]]
    [[ "$output" != *"chance would give"* ]]
    [[ "$output" != *"new region"* ]]
    [[ "$output" == *"With 12 groups, we cannot separate a region"* ]]
    while IFS= read -r line; do [ "${#line}" -le 80 ]; done <<<"$lines_as_printed"
}

@test "the share that left is given of 50 people or more, as in the reports" {
    flat compare -C "$DEMO" --by group --outcome hhi.total
    [ "$status" -eq 0 ]
    [[ "$output" == *" Harbour 21 16 [x] 31.2 "* ]] # 24% of 21 people
    [[ "$output" == *"[x] out of 100: not given here for fewer than 50 people"* ]]
    flat compare -C "$DEMO" --by "age band" --outcome hhi.total
    [[ "$output" == *" 18 to 34 51 34 33% 31.2 "* ]]
    [[ "$output" != *"[x] out of 100"* ]]
}

@test "JSON: the members that other programs rely on" {
    "$PREPOST" compare -C "$DEMO" --format json >"$BATS_TEST_TMPDIR/c.json"
    [ "$(jq -r .by "$BATS_TEST_TMPDIR/c.json")" = region ]
    [ "$(jq '.outcomes | length' "$BATS_TEST_TMPDIR/c.json")" = 9 ]
    [ "$(jq -c '.outcomes[0] | [has("outcome"), has("cohorts"), has("ancova"),
        has("change_score"), has("pooled"), has("heterogeneity"), has("funnel")]
        | all' "$BATS_TEST_TMPDIR/c.json")" = true ]
    [ "$(jq -c '.outcomes[0].heterogeneity, .outcomes[0].funnel' \
        "$BATS_TEST_TMPDIR/c.json" | tr '\n' ' ')" = "null [] " ]
    [ "$(jq '[.outcomes[0].cohorts[].n_both] | add' "$BATS_TEST_TMPDIR/c.json")" = 155 ]
}

# R's t.test and lm, CR2 by matrices written out: tests/oracle/regions.R, from
# pairs that tests/oracle/demo.py scored.
@test "the classical F of the model says that support groups are left out of it" {
    "$PREPOST" compare -C "$DEMO" --format json | jq -e '
        all(.outcomes[]; (.support_groups != null)
            and .ancova.test.allows_for_groups == false
            and .ancova.test.p != .p)'
}

@test "the demo's two regions are what other programs find, to eight figures" {
    oracle=$BATS_TEST_DIRNAME/../oracle/regions.csv
    # To the last digit, as of data that are public.
    cp -r "$DEMO" "$BATS_TEST_TMPDIR/open"
    sed -i 's/^disclosure: .*/disclosure: none/' "$BATS_TEST_TMPDIR/open/evaluation.yaml"
    "$PREPOST" compare -C "$BATS_TEST_TMPDIR/open" --format json |
        jq -r '.outcomes[] | .outcome as $o | "demo.\($o)." as $d |
            [$d + "difference_cr21", .change_score.estimate],
            [$d + "difference_cr22", .change_score.se],
            [$d + "difference_cr23", .change_score.df],
            [$d + "adjusted_cr21", .ancova.estimate],
            [$d + "adjusted_cr22", .ancova.se],
            [$d + "adjusted_cr23", .ancova.df],
            [$d + "slope1", .ancova.slope.estimate],
            [$d + "joint1", .ancova.test.f],
            [$d + "change1", .cohorts[0].change],
            [$d + "change2", .cohorts[1].change] | @tsv' >"$BATS_TEST_TMPDIR/found"
    awk -F '[,\t]' 'NR == FNR { want[$1] = $2; next }
        { n++; off = $2 - want[$1]; size = want[$1] < 0 ? -want[$1] : want[$1]
          if (!($1 in want) || (off < 0 ? -off : off) > 1e-8 * (size > .01 ? size : .01)) {
              print $1, $2, want[$1]; bad++ } }
        END { print n " numbers"; exit bad > 0 || n != 90 }' "$oracle" "$BATS_TEST_TMPDIR/found"
}

@test "three cohorts: each against the average, Q, limits of chance; no prediction" {
    flat compare -C "$DEMO" --by "age band" --outcome hhi.total
    [ "$status" -eq 0 ]
    [[ "$output" == *"each cohort against the average of all"* ]]
    [[ "$output" == *"0 of 3 cohorts lie outside what chance would give"* ]]
    [[ "$output" == *"too little to say"* ]]
    [[ "$output" != *"might expect +"* ]]
    [[ "$output" != *"Drawn in"* ]]
}

@test "several columns at once; over time by the first answer" {
    flat compare -C "$DEMO" --by region,quarter --outcome hhi.total
    [ "$status" -eq 0 ]
    [[ "$output" == *"Eastshire, 2025"* ]]
    flat compare -C "$DEMO" --by year --outcome hhi.total
    [[ "$output" == *"There is one only, so nothing to compare."* ]]
    [[ "$output" == *"By year there is one group of people only (2025), so there is nothing to compare."* ]]
    [[ "$output" != *"nobody is ranked"* ]]
    flat compare -C "$DEMO" --by region,gender --outcome hhi.total
    [[ "$output" == *"Eastshire, Woman"* ]]
    # Small counts of two columns at once are not shown at all.
    [[ "$output" != *"people who changed by"* ]]
}

# Among them what is told by a name: that a cohort is one support group, which
# then is nothing to allow for.
@test "blanks beside a comma are no part of a name" {
    flat compare -C "$DEMO" --by gender,group --format json
    [ "$status" -eq 0 ]
    plain=$output
    flat compare -C "$DEMO" --by " gender , group" --format json
    [ "$status" -eq 0 ]
    [ "$output" = "$plain" ]
    flat compare -C "$DEMO" --by gender,group
    plain=$output
    flat compare -C "$DEMO" --by "gender, group"
    [ "$output" = "$plain" ]
}

@test "case mix is allowed for, and said" {
    flat compare -C "$DEMO" --outcome hhi.total --baseline-adjusted "age band, gender"
    [ "$status" -eq 0 ]
    [[ "$output" == *"Allowed for as well: age band and gender."* ]]
    flat compare -C "$DEMO" --outcome hhi.total --baseline-adjusted region
    [[ "$output" == *"says nothing that the rest does not: region."* ]]
}

# By the test of all, with the other outcomes counted (Holm, of nine): regions
# in happiness (0.044 and 0.13) differ by neither. Three places whose people all
# end at 8 on average, wherever they started, differ by changes alone: R:
# oneway.test() of changes, p below 0.001; anova() of post on pre and place, 1.
@test "two methods that disagree get their sentence, and only then" {
    dir=$BATS_TEST_TMPDIR/lord
    mkdir "$dir"
    cat >"$dir/evaluation.yaml" <<'YAML'
title: T
charity: C
waves: {before: when they joined, after: 3 months later}
instruments: [phq9]
outcomes: {phq9.total: {role: primary, sesoi: {value: 2, source: declared}}}
columns: {identifier: Code, region: Region}
files:
  - path: a.csv
    columns:
      first: {means: phq9.total, wave: before}
      second: {means: phq9.total, wave: after}
YAML
    awk 'BEGIN {
        print "Code,Region,first,second"
        for (r = 0; r < 3; r++)
            for (p = 0; p < 25; p++)
                printf "amber-%05d,Region %d,%d,%d\n", r * 7919 + p * 613, r, 6 + 4 * r + p % 5, 6 + int(p / 5)
    }' >"$dir/a.csv"
    "$PREPOST" import -C "$dir" --quiet
    flat compare -C "$dir"
    [[ "$output" == *"Comparing people who started alike, p is above 0.99"* ]]
    [[ "$output" == *"We show both and choose neither"* ]]
    flat compare -C "$DEMO" --outcome ons4.happiness
    [[ "$output" == *"p 0.044, and 0.39 with the other outcomes counted"* ]]
    [[ "$output" == *"Allowing for where people started gives the same findings."* ]]
    [[ "$output" != *"choose neither"* ]]
}

@test "what is not kept, or twice, or not an outcome" {
    flat compare -C "$DEMO" --by region,postcode
    [ "$status" -eq 2 ]
    [[ "$output" == *'nothing called "postcode" is kept of people; there is: region, group, age band, gender, year and quarter (of the first answer)'* ]]
    flat compare -C "$DEMO" --by region,region
    [ "$status" -eq 2 ]
    [[ "$output" == *'--by names "region" twice'* ]]
    flat compare -C "$DEMO" --by a,b,c,d,e,f,g,h,i
    [[ "$output" == *'--by takes at most 8 columns'* ]]
    flat compare -C "$DEMO" --baseline-adjusted postcode
    [ "$status" -eq 2 ]
    [[ "$output" == *'--baseline-adjusted: nothing called "postcode" is kept of people'* ]]
    flat compare -C "$DEMO" --outcome hope
    [ "$status" -eq 2 ]
    [[ "$output" == *'--outcome: the plan has no outcome "hope"; it has: hhi.total'* ]]
}

@test "one outcome: no others are counted, and nobody is ranked either" {
    dir=$BATS_TEST_TMPDIR/one
    "$BATS_TEST_DIRNAME/make_regions.sh" "$dir" 4 60
    sed -i '/gad7/{s/, gad7//;/gad7.total/d}' "$dir/evaluation.yaml"
    "$PREPOST" import -C "$dir" --quiet 2>/dev/null
    flat compare -C "$dir" --by "region,age band"
    [ "$status" -eq 0 ]
    [[ "$output" == *"by region and age band, with 95% ranges"* ]]
    [[ "$output" == *"cohorts differ. p "* && "$output" != *"other outcomes"* ]]
    [[ "$output" == *"The order is the plan's, or that of the names: nobody is ranked."* ]]
}

# 28 regions, 20 outcomes: ready-made totals of 60 people each, twice.
@test "28 regions and 20 outcomes take less than a second" {
    dir=$BATS_TEST_TMPDIR/wide
    mkdir "$dir"
    python3 - "$dir" <<'PY'
import json, os, random, subprocess, sys
random.seed(7)
dir = sys.argv[1]
names = """phq9.total phq8.total gad7.total ucla3.total core10.total hhi.total
    wemwbs.total who5.total gse.total swls.total mspss.total dass21.depression
    dass21.anxiety dass21.stress lsns6.total wsas.total ahs.total state_hope.total
    phq4.total mhi5.total""".split()
def limits(name):
    instrument, scale = name.split(".")
    shown = subprocess.run([os.environ["PREPOST"], "instrument", "show", instrument,
                            "--format", "json"], capture_output=True, check=True)
    return next(s["range"] for s in json.loads(shown.stdout)["scales"] if s["id"] == scale)
have = [(name, *limits(name)) for name in names]
open(dir + "/evaluation.yaml", "w").write(
    "title: Wide\ncharity: Example Charity\nmade_up: yes\n"
    "waves: {before: on joining, after: later}\n"
    "instruments: [" + ", ".join(dict.fromkeys(n.split(".")[0] for n, _, _ in have)) + "]\n"
    "outcomes:\n" + "".join(f"  {n}: secondary\n" for n, _, _ in have) +
    "columns: {identifier: code, region: region}\n"
    "files:\n- {path: before.csv, wave: before}\n- {path: after.csv, wave: after}\n")
for wave in ("before", "after"):
    with open(f"{dir}/{wave}.csv", "w") as f:
        f.write("code,region," + ",".join(n for n, _, _ in have) + "\n")
        for person in range(28 * 60):
            f.write(f"P{person * 37:06},Region {person % 28:02}," + ",".join(
                str(random.randint(int(lo), int(hi))) for _, lo, hi in have) + "\n")
PY
    "$PREPOST" import -C "$dir" --quiet
    TIMEFORMAT=%U
    used=$({ time "$PREPOST" compare -C "$dir" --format json >"$dir/c.json"; } 2>&1)
    echo "user time: $used s"
    [ "$(jq '.outcomes | length' "$dir/c.json")" = 20 ]
    [ "$(jq '[.outcomes[].n_compared] | unique | .[]' "$dir/c.json")" = 28 ]
    # Under valgrind or a sanitizer it takes many times as long.
    [[ "$PREPOST" != */build/prepost ]] ||
        awk -v used="$used" 'BEGIN { exit !(used < 1) }'
}

@test "nobody is ranked" {
    flat compare -C "$DEMO" --by "age band"
    ! grep -Eiw 'best|worst|top|bottom|league|outperform(s|ed)?|rank(s|ing)?' <<<"$output" || false
}

# The same made-up people in 2, 3, 5 and 10 regions: what is said of so many.
@test "what is said depends on how many regions there are" {
    for k in 2 4 5 10; do
        dir=$BATS_TEST_TMPDIR/$k
        "$BATS_TEST_DIRNAME/make_regions.sh" "$dir" $k 60
        "$PREPOST" import -C "$dir" --quiet
        flat compare -C "$dir" --outcome phq9.total
        [ "$status" -eq 0 ]
        said=$output
        "$PREPOST" compare -C "$dir" --format json >"$dir/c.json"
        flat report -C "$dir" --template regions --format text -o "$dir/out" --quiet
        [ "$status" -eq 0 ]
        report=$(tr '\n' ' ' <"$dir/out/regions.txt" | tr -s ' ')
        [ "$(jq '.outcomes[0].n_compared' "$dir/c.json")" = $k ]
        if [ $k -lt 3 ]; then
            [[ "$said" != *"chance would give"* && "$said" != *" Q "* ]]
            [ "$(jq -c '.outcomes[0].heterogeneity' "$dir/c.json")" = null ]
            [[ "$report" == *"With $k regions, there is too little to say."* ]]
        else
            [[ "$said" == *"of $k regions lie outside what chance would give"* ]]
            [[ "$said" == *"REML"*" Q "* ]]
            [ "$(jq '.outcomes[0].funnel | length' "$dir/c.json")" = $k ]
            [[ "$report" == *"of $k regions lie outside what chance would give"* ]]
        fi
        if [ $k -lt 5 ]; then
            [ "$(jq -c '.outcomes[0] | .heterogeneity.tau2, .pooled.prediction[0],
                .cohorts[0].shrunken_change.estimate' "$dir/c.json" | tr '\n' ' ')" = "null null null " ]
            [[ "$said" != *"might expect"[^,]*" to "* && "$report" != *"might lie between"* ]]
        else
            [ "$(jq -c '[.outcomes[0] | .heterogeneity.tau2, .pooled.prediction[0],
                .cohorts[0].shrunken_change.estimate] | map(. != null) | all' "$dir/c.json")" = true ]
            [[ "$said" == *"A new region might expect"* && "$report" == *"might lie between"* ]]
        fi
        if [ $k -eq 5 ]; then
            [[ "$said" == *"a rough range"* && "$report" == *"this is a rough range"* ]]
        fi
        [ "$(jq '.outcomes[0].funnel_summary.overdispersion_allowed_for == true' "$dir/c.json")" = \
            "$([ $k -ge 10 ] && echo true || echo false)" ]
        ! grep -Eiw 'best|worst|top|bottom|league|outperform(s|ed)?|rank(s|ing)?' <<<"$report $said" |
            grep -v "nobody is ranked" || false
    done
}

@test "funnel, caterpillar, before and after by region: drawn from three, for two not" {
    dir=$BATS_TEST_TMPDIR/five
    "$BATS_TEST_DIRNAME/make_regions.sh" "$dir" 5 60
    "$PREPOST" import -C "$dir" --quiet
    for figure in funnel caterpillar region_paired; do
        "$PREPOST" plot $figure -C "$dir" --outcome phq9.total -o "$dir/$figure.svg"
        grep -q "Region" "$dir/$figure.svg"
    done
    run "$PREPOST" plot funnel -C "$DEMO" --outcome hhi.total
    [ "$status" -eq 1 ]
    [[ "$output" == *"there is nothing to draw"* ]]
    "$PREPOST" plot region_paired -C "$DEMO" --outcome hhi.total | grep -q Westshire
}

@test "before and after: a panel for each of 28 regions, the small ones named and empty" {
    dir=$BATS_TEST_TMPDIR/many
    "$BATS_TEST_DIRNAME/make_regions.sh" "$dir" 28 20
    # Of three people in one region no average may be drawn.
    sed -i '2,4s/,Region [^,]*,/,Tiny,/' "$dir/before.csv" "$dir/after.csv"
    "$PREPOST" import -C "$dir" --quiet || true
    "$PREPOST" plot region_paired -C "$dir" --outcome phq9.total -o "$dir/p.svg"
    [ "$(grep -o '>Region [A-Z][0-9]*<' "$dir/p.svg" | sort -u | wc -l)" -eq 28 ]
    grep -q '>Tiny<' "$dir/p.svg"
    run "$PREPOST" plot region_paired -C "$dir" --outcome phq9.total --words
    [[ "$output" == *"Tiny: not shown."* ]]
    [ "$(grep -c '^Tiny *[0-9]' <<<"$output")" -eq 0 ]
}

# z by the formula: (share - all) / sqrt(all (1 - all) / n (N - n) / (N - 1)).
# The limits are those of phyper() in R, which tests/stats/test_funnel.c has.
@test "shares better by the amount against chance: of counts that are printed" {
    dir=$BATS_TEST_TMPDIR/shares
    "$BATS_TEST_DIRNAME/make_regions.sh" "$dir" 4 120 2
    "$PREPOST" import -C "$dir" --quiet
    sed -i 's/charity-5/none/' "$dir/evaluation.yaml"
    "$PREPOST" compare -C "$dir" --format json >"$dir/c.json"
    jq -e '.outcomes[0] | .cohorts as $c | .funnel_better_summary.target as $all
        | ([$c[].individuals.n] | add) as $N
        | ([$c[].individuals.n_better] | add) as $K
        | (.funnel_better | length) == 4 and $all == $K / $N
        and all(.funnel_better[]; . as $f
            | (.share == .n_better / .n)
            and (.z - (.share - $all) / ($all * (1 - $all) / .n * ($N - .n) / ($N - 1) | sqrt)
                | fabs) < 1e-9
            and any($c[]; .name == $f.cohort and .individuals.n == $f.n
                and .individuals.n_better == $f.n_better)
            and ((.place == "inside") == (.share >= .limits_95[0] and .share <= .limits_95[1])))
        and .funnel_better_summary.outside_95
            == ([.funnel_better[] | select(.place != "inside")] | length)
        and .funnel_better_summary.overdispersion_allowed_for == false' "$dir/c.json"
    flat compare -C "$dir" --outcome phq9.total
    [[ "$output" == *"By the share of people who went better by 6 or more: 2 of 4 regions lie outside"* ]]
    # one hidden count, and there is none
    sed -i 's/^disclosure: none/disclosure: charity-5/' "$dir/evaluation.yaml"
    "$PREPOST" compare -C "$dir" --format json >"$dir/c.json"
    jq -e '.outcomes[0] | any(.cohorts[]; .individuals.n_better == null)
        and .funnel_better == [] and .funnel_better_summary == null
        and (.funnel | length) == 4' "$dir/c.json"
    flat compare -C "$dir" --outcome phq9.total
    [[ "$output" != *"By the share of people"* ]]
}

# Presets that round counts: weights of an average, and how wide limits are,
# would give the counts back.
@test "under a preset that rounds there is no average to stand against" {
    dir=$BATS_TEST_TMPDIR/rounded
    "$BATS_TEST_DIRNAME/make_regions.sh" "$dir" 6 60
    sed -i 's/charity-5/opensafely/' "$dir/evaluation.yaml"
    "$PREPOST" import -C "$dir" --quiet
    flat compare -C "$dir" --outcome phq9.total
    [ "$status" -eq 0 ]
    [[ "$output" == *"REML"* && "$output" != *"against the average"* ]]
    [[ "$output" != *"Average over the people"* && "$output" != *" Q "[0-9]* ]]
    "$PREPOST" compare -C "$dir" --format json >"$dir/c.json"
    [ "$(jq '[.outcomes[].cohorts[].n_both % 5] | add' "$dir/c.json")" = 0 ]
    [ "$(jq -c '[.outcomes[0] | .pooled.estimate, .pooled.df, .cohorts[].se,
        .cohorts[].change_from_average.estimate, .funnel[].z, .funnel[].limits_95[0],
        .change_score.test.df2] | map(. == null) | all' "$dir/c.json")" = true ]
    [ "$("$PREPOST" export summary -C "$dir" | jq '[.outcomes[].cohorts[].exact] | any')" = false ]
    [ "$(jq -c '[.outcomes[] | .funnel_better, .funnel_better_summary,
        .funnel_summary.tau2] | unique' "$dir/c.json")" = "[null,[]]" ]
    run "$PREPOST" plot funnel -C "$dir" --outcome phq9.total
    [ "$status" -eq 1 ]
    "$PREPOST" plot caterpillar -C "$dir" --outcome phq9.total | grep -q "Region"
}

# Twelve groups of ten, each changing as one: regions' averages of 4.5, 1.5 and
# 3 are of four groups each, and no more than chance. R: anova() of post on pre
# and region gives p below 0.001, as if 120 people were on their own;
# oneway.test() of the groups' averages, p above 0.3.
@test "three regions with groups: no p that leaves groups out, no two ways from it" {
    dir=$BATS_TEST_TMPDIR/groups
    mkdir "$dir"
    cat >"$dir/evaluation.yaml" <<'YAML'
title: T
charity: C
service: the groups
waves: {before: when they joined, after: 3 months later}
instruments: [phq9]
outcomes: {phq9.total: {role: primary, sesoi: {value: 2, source: declared}}}
columns: {identifier: Code, region: Region, group: Group}
files:
  - path: a.csv
    columns:
      first: {means: phq9.total, wave: before}
      second: {means: phq9.total, wave: after}
YAML
    awk 'BEGIN {
        print "Code,Region,Group,first,second"
        split("0 6 6 6 0 0 6 0 6 0 6 0", shift)
        for (g = 0; g < 12; g++)
            for (p = 0; p < 10; p++) {
                pre = 10 + (p * 7 + g) % 8
                printf "amber-%05d,Region %d,Group %d,%d,%d\n", g * 7919 + p * 613, g / 4, g, pre, pre - shift[g + 1] + p % 3 - 1
            }
    }' >"$dir/a.csv"
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" compare -C "$dir" --format json >"$dir/c.json"
    jq -e '.outcomes[0] | .methods_disagree == false and .p > 0.3' "$dir/c.json"
    for said in "$("$PREPOST" compare -C "$dir")" \
        "$("$PREPOST" report -C "$dir" --format text -o -)" \
        "$("$PREPOST" report -C "$dir" --template regions --format text -o -)"; do
        said=$(tr -s ' \n' ' ' <<<"$said")
        if grep -Eo 'started alike, p is|give different answers|another answer|gives the same findings|The two ways agree' <<<"$said"; then
            false
        fi
    done
    [[ "$said" == *"this test cannot allow for support groups as well"* ]]
}
