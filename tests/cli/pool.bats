#!/usr/bin/env bats
# prepost export summary, prepost pool: regions that may not share answers.

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export PREPOST=${PREPOST:-$root/build/prepost}
    export ALL=$BATS_FILE_TMPDIR/all EAST=$BATS_FILE_TMPDIR/east WEST=$BATS_FILE_TMPDIR/west
    export S=$BATS_FILE_TMPDIR
    "$root/scripts/demo-data" "$ALL"
    # Two places, each with its own answers, key and store.
    for place in EAST WEST ALL; do
        dir=${!place}
        other=$([ $place = EAST ] && echo westshire || echo eastshire)
        mkdir -p "$dir"
        [ $place = ALL ] || cp "$ALL"/*.csv "$dir"
        # Nobody says in which group they are: ranges are of single people.
        grep -v '^  group:' "$root/surveys/demo/evaluation.yaml" |
            { [ $place = ALL ] && cat || grep -v "path: $other"; } \
            >"$dir/evaluation.yaml"
        "$PREPOST" import -C "$dir" --quiet
    done
    "$PREPOST" export summary -C "$EAST" -o "$S/east.json"
    "$PREPOST" export summary -C "$WEST" -o "$S/west.json"
    # The same answers, public already: every sum is exact.
    for place in east west all; do
        dir=$S/public-$place
        cp -r "$S/$place" "$dir"
        sed -i 's/^disclosure:.*/disclosure: none/' "$dir/evaluation.yaml"
        "$PREPOST" export summary -C "$dir" -o "$dir.json"
    done
}

flat() {
    run "$PREPOST" "$@"
    lines_as_printed=$output
    output=$(tr '\n' ' ' <<<"$output" | tr -s ' ')
}

@test "pooled from two places is what one store says, to ten figures" {
    "$PREPOST" pool "$S/public-east.json" "$S/public-west.json" --format json >"$BATS_TEST_TMPDIR/p.json"
    "$PREPOST" compare -C "$S/public-all" --format json >"$BATS_TEST_TMPDIR/c.json"
    [ "$(jq '.outcomes | length' "$BATS_TEST_TMPDIR/p.json")" -ge 4 ]
    for path in cohorts.0.change cohorts.1.se cohorts.0.d_pre cohorts.1.ci.0 \
        change_score.estimate change_score.ci.1 p pooled.estimate pooled.df \
        ancova.equal_spread.estimate ancova.equal_spread.ci.0 ancova.test.f \
        cohorts.0.change_from_average.se \
        cohorts.0.ancova_from_average_equal_spread.estimate; do
        jq -e -n --slurpfile a "$BATS_TEST_TMPDIR/p.json" \
            --slurpfile b "$BATS_TEST_TMPDIR/c.json" --arg path "$path" '
            ($path | split(".") | map(tonumber? // .)) as $at |
            [range($a[0].outcomes | length) |
             {x: ($a[0].outcomes[.] | getpath($at)),
              y: ($b[0].outcomes[.] | getpath($at))}] |
            all(.x != null and ((.x - .y) | fabs) <= 1e-10 * ([1, (.y | fabs)] | max))' \
            >/dev/null || { echo "differs: $path"; false; }
    done
}

# same POOLED COMPARED: every number of one store that the pool does not declare
# to be another one, to 1e-10; prints how many there were
same() {
    python3 - "$1" "$2" <<'PY'
import json, sys
pooled, one = (json.load(open(f)) for f in sys.argv[1:])
limits = [m for limit in pooled["not_from_summaries"] for m in limit["members"]]
numbers, wrong = 0, []
def walk(x, y, path):
    global numbers
    if any(path == m or path.startswith(m + ".") for m in limits):
        return
    if isinstance(y, dict) and isinstance(x, dict):
        for key in set(x) | set(y):
            walk(x.get(key), y.get(key), (path + "." if path else "") + key)
    elif isinstance(y, list) and isinstance(x, list) and len(x) == len(y):
        for u, v in zip(x, y):
            walk(u, v, path)
    elif isinstance(y, float) and isinstance(x, (int, float)):
        numbers += 1
        if abs(x - y) > 1e-10 * max(1, abs(y)):
            wrong.append(f"{path}: {x!r}, from one store {y!r}")
    elif x != y:
        wrong.append(f"{path}: {x!r}, from one store {y!r}")
assert len(pooled["outcomes"]) == len(one["outcomes"])
walk(pooled["outcomes"], one["outcomes"], "")
print("\n".join(wrong[:5]) if wrong else numbers)
sys.exit(bool(wrong))
PY
}

@test "over random splits the pool is what one store says, wherever it says so" {
    # PP_SPLITS=200 tests/run build/release pool.bats tries more of them.
    for seed in $(seq 1 "${PP_SPLITS:-4}"); do
        dir=$BATS_TEST_TMPDIR/$seed
        regions=$((2 + seed * 5 % 11))
        "$BATS_TEST_DIRNAME/make_regions.sh" "$dir" $regions $((20 + seed * 7 % 60)) 1
        sed -i 's/^disclosure:.*/disclosure: none/' "$dir/evaluation.yaml"
        python3 - "$dir" "$seed" <<'PY'
import csv, os, random, shutil, sys
dir, seed = sys.argv[1], int(sys.argv[2])
random.seed(seed)
rows = {f: list(csv.reader(open(f"{dir}/{f}.csv"))) for f in ("before", "after")}
regions = sorted({r[1] for r in rows["before"][1:]})
random.shuffle(regions)
k = random.randint(1, min(4, len(regions)))
place = {r: i % k for i, r in enumerate(regions)}
for p in range(k):
    os.makedirs(f"{dir}/place{p}")
    shutil.copy(f"{dir}/evaluation.yaml", f"{dir}/place{p}")
    for f, (head, *body) in rows.items():
        csv.writer(open(f"{dir}/place{p}/{f}.csv", "w", newline="")).writerows(
            [head] + [r for r in body if place[r[1]] == p])
PY
        for place in "$dir"/place*; do
            "$PREPOST" import -C "$place" --quiet
            "$PREPOST" export summary -C "$place" -o "$place.json"
            [ "$(jq '[.outcomes[].cohorts[].exact] | all' "$place.json")" = true ]
        done
        "$PREPOST" import -C "$dir" --quiet
        "$PREPOST" compare -C "$dir" --format json >"$dir/one.json"
        "$PREPOST" pool "$dir"/place*.json --format json >"$dir/pool.json"
        run same "$dir/pool.json" "$dir/one.json"
        echo "seed $seed: $output"
        [ "$status" -eq 0 ]
        [ "$output" -ge $((regions * 20)) ]
    done
}

@test "what the pool cannot say is told, in JSON and in text, and is no other" {
    "$PREPOST" pool "$S/east.json" "$S/west.json" --format json >"$BATS_TEST_TMPDIR/p.json"
    [ "$(jq -c '[.not_from_summaries[].what | test("HC3|Case mix|reliability|once only|counts are hidden")] | all' \
        "$BATS_TEST_TMPDIR/p.json")" = true ]
    run "$PREPOST" pool "$S/east.json" "$S/west.json"
    said=$(tr -s ' \n' ' ' <<<"$output")
    jq -r '.not_from_summaries[].name' "$BATS_TEST_TMPDIR/p.json" >"$BATS_TEST_TMPDIR/what"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/what")" -eq 5 ]
    while read -r what; do [[ "$said" == *"$what"* ]]; done <"$BATS_TEST_TMPDIR/what"
    # Each member that is named is there, so that a program can look.
    "$PREPOST" compare -C "$ALL" --format json >"$BATS_TEST_TMPDIR/c.json"
    for member in $(jq -r '.not_from_summaries[].members[]' "$BATS_TEST_TMPDIR/p.json"); do
        path=${member/cohorts./cohorts.0.}
        [ "$(jq --arg p "$path" '.outcomes[0] | ($p | split(".") | map(tonumber? // .)) as $at |
            getpath($at[:-1]) | has($at[-1])' "$BATS_TEST_TMPDIR/c.json")" = true ] ||
            { echo "no $member"; false; }
    done
}

@test "with support groups: what rests on them is named, all else is one store's" {
    dir=$BATS_TEST_TMPDIR/groups
    for regions in 2 4; do
        mkdir -p "$dir/$regions"
        "$BATS_TEST_DIRNAME/make_regions.sh" "$dir/$regions/one" $regions 80
        # Five groups in each region, by rows.
        for file in before after; do
            awk -F, -v OFS=, 'NR == 1 { print $0, "Group"; next }
                { print $0, $2 " " substr($1, length($1)) % 5 }' \
                "$dir/$regions/one/$file.csv" >"$dir/$file.csv"
            mv "$dir/$file.csv" "$dir/$regions/one/$file.csv"
        done
        sed -i 's/^  region: Region/  region: Region\n  group: Group/; s/^disclosure:.*/disclosure: none/' \
            "$dir/$regions/one/evaluation.yaml"
        for region in $(cut -d, -f2 "$dir/$regions/one/before.csv" | sort -u | sed '/^Region$/d; s/Region //'); do
            place=$dir/$regions/$region
            mkdir "$place"
            cp "$dir/$regions/one/evaluation.yaml" "$place"
            for file in before after; do
                grep -e ^Code -e ",Region $region," "$dir/$regions/one/$file.csv" >"$place/$file.csv"
            done
            "$PREPOST" import -C "$place" --quiet
            "$PREPOST" export summary -C "$place" -o "$place.json"
            # A place of one region has groups too, and says so.
            [ "$(jq '.outcomes[0].cohorts[0].support_groups' "$place.json")" -eq 5 ]
        done
        "$PREPOST" import -C "$dir/$regions/one" --quiet
        "$PREPOST" compare -C "$dir/$regions/one" --format json >"$dir/one.json"
        "$PREPOST" pool "$dir/$regions"/*.json --format json >"$dir/pool.json"
        [ "$(jq '.outcomes[0].cohorts[0].n_support_groups' "$dir/one.json")" = 5 ]
        run same "$dir/pool.json" "$dir/one.json"
        echo "$regions regions: $output"
        [ "$status" -eq 0 ]
        [ "$(jq '.not_from_summaries | length' "$dir/pool.json")" -eq 7 ]
        [ "$(jq -c '[.not_from_summaries[].what | test("ICC|CR2 for both")] | map(select(.)) | length' "$dir/pool.json")" -eq 2 ]
    done
}

@test "plans with arms have no summary, and why" {
    dir=$BATS_TEST_TMPDIR/arms
    cp -r "$WEST" "$dir"
    sed -i 's/^design:.*/design: comparison\ncomparison: others\narms: {comparison: None, column: age band}/' "$dir/evaluation.yaml"
    run "$PREPOST" export summary -C "$dir"
    [ "$status" -ne 0 ]
    echo "$output"
    [[ "$(tr -s ' \n' ' ' <<<"$output")" == *"the plan compares arms, so there is no summary: the sums of a region would mix people who were offered a place with those who were not"* ]]
}

@test "the file says what it is; nobody is in it" {
    [ "$(jq -r '.about[1]' "$S/east.json")" = "Nobody is in it: no answers, names, codes, dates or free text, and no score of any one person." ]
    # No count from 1 to 4, and no code of anybody.
    [ "$(jq '[.outcomes[].cohorts[] | .answered_before, .answered_both, .better,
        .in_between, .worse | select(. != null and . > 0 and . < 5)] | length' "$S/east.json")" = 0 ]
    ! cut -d, -f2 "$ALL/eastshire-before.csv" | tail -n +2 | grep -Fxf - <(jq -r '.. | strings' "$S/east.json") || false
    [ "$(wc -c <"$S/east.json")" -lt 20000 ]
    # The same bytes every time.
    "$PREPOST" export summary -C "$EAST" | cmp - "$S/east.json"
}

@test "a name of 120 bytes comes through to the pool; a longer one is refused before" {
    cd "$BATS_TEST_TMPDIR"
    for place in A B; do
        mkdir $place
        name=$(printf '%s: a place of a long name' $place | head -c 120)
        while [ "${#name}" -lt 120 ]; do name=${name}x; done
        sed "/^files:/,/^$/d" "$EAST/evaluation.yaml" >$place/evaluation.yaml
        for wave in before after; do
            "$PREPOST" import -C $place --quiet --wave $wave --region "$name" "$EAST/eastshire-$wave.csv" || [ $? -eq 3 ]
        done
        "$PREPOST" export summary -C $place -o $place.json
        [ "$(jq -r '.outcomes[0].cohorts[0].cohort | length' $place.json)" -eq 120 ]
    done
    "$PREPOST" pool A.json B.json --format json >pooled.json
    [ "$(jq '.outcomes[0].cohorts | length' pooled.json)" -eq 2 ]
    for what in region group; do
        run "$PREPOST" import -C A --wave before --$what "${name}y" "$EAST/eastshire-before.csv"
        [ "$status" -eq 2 ]
        [[ "$output" == *"--$what: the name given has 121 bytes; expected 120 at most"* ]]
    done
}

@test "as text: the comparison, and what it cannot have" {
    flat pool "$S/public-east.json" "$S/public-west.json" --outcome hhi.total
    [ "$status" -eq 0 ]
    [[ "$output" == *"Eastshire less Westshire: +1.0"* ]]
    [[ "$output" == *"From 2 summaries, without anyone's answers."* ]]
    [[ "$output" == *"ranges and p values where people who started alike are compared: nearly"* ]]
    while IFS= read -r line; do [ "${#line}" -le 80 ]; done <<<"$lines_as_printed"
    flat pool "$S/east.json"
    [[ "$output" == *"There is one only, so nothing to compare."* ]]
}

@test "files that do not go together, or were changed" {
    cp "$S/east.json" "$BATS_TEST_TMPDIR/again.json"
    run "$PREPOST" pool "$S/east.json" "$BATS_TEST_TMPDIR/again.json"
    [ "$status" -eq 1 ]
    [[ "$output" == *"again.json is the same summary as "* ]]
    sed 's/"answered_before": 1/"answered_before": 2/' "$S/east.json" >"$BATS_TEST_TMPDIR/more.json"
    run "$PREPOST" pool "$BATS_TEST_TMPDIR/more.json"
    [ "$status" -eq 1 ]
    [[ "$output" == *"more.json was changed after it was written"* ]]
    run "$PREPOST" pool "$EAST/evaluation.yaml"
    [[ "$output" == *"evaluation.yaml:1:"* ]]
    run "$PREPOST" pool "$S/none.json"
    [[ "$output" == *"none.json"* ]]
    run "$PREPOST" pool "$S/east.json" --outcome hope
    [ "$status" -eq 2 ]
    [[ "$output" == *'--outcome: no file has an outcome "hope"; they have: hhi.total, '* ]]
    "$PREPOST" export summary -C "$WEST" --by "age band" -o "$BATS_TEST_TMPDIR/age.json"
    run "$PREPOST" pool "$S/east.json" "$BATS_TEST_TMPDIR/age.json"
    [[ "$output" == *"age.json is by age band, "*"east.json by region"* ]]
    sed -i 's/agree-is-4/agree-is-1/' "$WEST/evaluation.yaml"
    "$PREPOST" export summary -C "$WEST" -o "$BATS_TEST_TMPDIR/other.json"
    run "$PREPOST" pool "$S/east.json" "$BATS_TEST_TMPDIR/other.json"
    [[ "$output" == *"empowerment28.total is not scored alike"* ]]
}

@test "a second summary with a few more people is not written over the first" {
    dir=$BATS_TEST_TMPDIR/more
    cp -r "$EAST" "$dir"
    cp "$S/east.json" "$dir/summary.json"
    code=$(tail -n +2 "$dir/eastshire-after.csv" | head -1 | cut -d, -f2)
    "$PREPOST" forget -C "$dir" "$code" >/dev/null
    run "$PREPOST" export summary -C "$dir" -o "$dir/summary.json"
    [ "$status" -eq 1 ]
    [[ "$output" == *"holds an earlier summary, and the two together tell of a few people"* ]]
    cmp "$S/east.json" "$dir/summary.json"
    run "$PREPOST" export summary -C "$dir" -o "$dir/summary.json" --force
    [ "$status" -eq 3 ] # written, and said that somebody was erased since
    ! cmp -s "$S/east.json" "$dir/summary.json" || false
}

@test "what can be exported" {
    run "$PREPOST" export everything -C "$EAST"
    [ "$status" -eq 2 ]
    [[ "$output" == *'nothing called "everything" can be exported; there is: responses, scores, pairs, table, results, summary, person'* ]]
    run "$PREPOST" export
    [ "$status" -eq 2 ]
    run "$PREPOST" export summary -C "$EAST" --by postcode
    [ "$status" -eq 2 ]
    [[ "$output" == *'nothing called "postcode" is kept of people'* ]]
}

@test "a name that two files have: refused, with advice, or told apart" {
    cd "$BATS_TEST_TMPDIR"
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    # charity-b is the west by the east's name: other people.
    for place in charity-a charity-b w; do
        mkdir $place
        other=$([ $place = charity-a ] && echo westshire || echo eastshire)
        name=$([ $place = charity-b ] && echo Eastshire || echo Westshire)
        cp "$ALL"/*.csv $place
        grep -v -e '^  group:' -e "path: $other" \
            "$root/surveys/demo/evaluation.yaml" |
            sed "s/region: Westshire/region: $name/" >$place/evaluation.yaml
        "$PREPOST" import -C $place --quiet
        "$PREPOST" export summary -C $place -o $place.json
    done
    flat pool charity-a.json charity-b.json
    [ "$status" -eq 1 ]
    [[ "$output" == *'"Eastshire" is in charity-a.json and in charity-b.json, and each may come once: leave one file out if they are the same people; if they are not, --apart names each by its file'* ]]
    "$PREPOST" pool charity-a.json charity-b.json --apart --format json >apart.json
    jq -e '[.outcomes[0].cohorts[].name] == ["Eastshire (charity-a)", "Eastshire (charity-b)"]' apart.json
    # But for the names it is the comparison of the two places.
    "$PREPOST" pool charity-a.json w.json --format json >two.json
    # Another key adds people up in another order: to ten figures.
    plain='.outcomes | del(.. | .name?) | walk(if type == "number" then . * 1e9 | round else . end)'
    diff <(jq "$plain" apart.json) <(jq "$plain" two.json)
    "$PREPOST" pool charity-a.json charity-b.json --apart --format html >p.html
    grep -q "Eastshire (charity-b)" p.html
    grep -q "<style>" p.html
    "$PREPOST" pool charity-a.json charity-b.json --apart --format odt >p.odt
    unzip -p p.odt content.xml | grep -q "Eastshire (charity-b)"
}

# Each plan has one of the two, and need not say which.
@test "outcomes of one name, from two plans: each says of which questionnaire" {
    for which in k6 core10; do
        here=$BATS_TEST_TMPDIR/$which
        mkdir "$here"
        cat >"$here/evaluation.yaml" <<PLAN
title: Groups
charity: Example Charity
waves: {before: when they joined, after: 3 months later}
instruments: [$([ $which = k6 ] && echo "{id: k6, coding: 0-4}" || echo core10)]
outcomes: {$which.total: {role: primary}}
columns: {identifier: Code}
files:
  - {path: before.csv, wave: before, region: At $which, columns: {Score: $which.total}}
  - {path: after.csv, wave: after, region: At $which, columns: {Score: $which.total}}
PLAN
        for wave in before after; do
            awk -v shift=$([ $wave = after ] && echo 2 || echo 0) 'BEGIN {
                print "Code,Score"
                for (i = 1; i <= 40; i++)
                    print "AB" 100 + i "," 4 + i % 11 + shift * (i % 3)
            }' >"$here/$wave.csv"
        done
        "$PREPOST" import -C "$here" --quiet
        "$PREPOST" export summary -C "$here" -o "$BATS_TEST_TMPDIR/$which.json"
    done
    flat pool "$BATS_TEST_TMPDIR/k6.json" "$BATS_TEST_TMPDIR/core10.json"
    [[ "$output" == *": Psychological distress (K6) by region"* ]]
    [[ "$output" == *": Psychological distress (CORE-10) by region"* ]]
    [[ "$output" != *": Psychological distress by region"* ]]
}

# Better, in between and worse are rounded one by one: 10 + 90 + 10 of 115.
@test "a summary whose counts are rounded is read, and says to what" {
    dir=$BATS_TEST_TMPDIR/rounded
    "$BATS_TEST_DIRNAME/make_regions.sh" "$dir" 12 120 2
    sed -i 's/charity-5/opensafely/' "$dir/evaluation.yaml"
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" export summary -C "$dir" >"$dir/s.json"
    jq -e '.people_to_nearest == 5 and any(.outcomes[].cohorts[];
        .better != null and .better + .in_between + .worse != .answered_both)' "$dir/s.json"
    "$PREPOST" pool "$dir/s.json" --format json >"$dir/p.json"
    jq -e '.outcomes[0].n_compared == 12
        and .outcomes[0].funnel_better_summary == null' "$dir/p.json"
}
