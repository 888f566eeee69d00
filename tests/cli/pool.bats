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
}

flat() {
    run "$PREPOST" "$@"
    lines_as_printed=$output
    output=$(tr '\n' ' ' <<<"$output" | tr -s ' ')
}

@test "pooled from two places is what one store says, to ten figures" {
    "$PREPOST" pool "$S/east.json" "$S/west.json" --format json >"$BATS_TEST_TMPDIR/p.json"
    "$PREPOST" compare -C "$ALL" --format json >"$BATS_TEST_TMPDIR/c.json"
    # Outcomes whose sums are exact in both places.
    for f in p c; do
        jq --slurpfile e "$S/east.json" --slurpfile w "$S/west.json" '
            .outcomes |= [.[] | select(.outcome as $o |
                [$e[0], $w[0] | .outcomes[] | select(.outcome == $o) |
                 .cohorts[0].exact] | all)]' \
            "$BATS_TEST_TMPDIR/$f.json" >"$BATS_TEST_TMPDIR/$f-exact.json"
    done
    n=$(jq '.outcomes | length' "$BATS_TEST_TMPDIR/p-exact.json")
    [ "$n" -ge 6 ]
    for path in cohorts.0.change cohorts.1.se cohorts.0.d_pre cohorts.1.ci.0 \
        change_score.estimate change_score.ci.1 p pooled.estimate pooled.df \
        ancova.equal_spread.estimate ancova.equal_spread.ci.0 ancova.test.f \
        cohorts.0.change_from_average.se \
        cohorts.0.ancova_from_average_equal_spread.estimate; do
        jq -e -n --slurpfile a "$BATS_TEST_TMPDIR/p-exact.json" \
            --slurpfile b "$BATS_TEST_TMPDIR/c-exact.json" --arg path "$path" '
            ($path | split(".") | map(tonumber? // .)) as $at |
            [range($a[0].outcomes | length) |
             {x: ($a[0].outcomes[.] | getpath($at)),
              y: ($b[0].outcomes[.] | getpath($at))}] |
            all(.x != null and ((.x - .y) | fabs) <= 1e-10 * ([1, (.y | fabs)] | max))' \
            >/dev/null || { echo "differs: $path"; false; }
    done
}

@test "the file says what it is; nobody is in it" {
    [ "$(jq -r '.about[1]' "$S/east.json")" = "Nobody is in it: no answers, names, codes, dates or free text, and no score of any one person." ]
    # No count from 1 to 4, and no code of anybody.
    [ "$(jq '[.outcomes[].cohorts[] | .answered_before, .answered_both, .better,
        .in_between, .worse | select(. != null and . > 0 and . < 5)] | length' "$S/east.json")" = 0 ]
    ! cut -d, -f2 "$ALL/eastshire-before.csv" | tail -n +2 | grep -Fxf - <(jq -r '.. | strings' "$S/east.json")
    [ "$(wc -c <"$S/east.json")" -lt 20000 ]
    # The same bytes every time.
    "$PREPOST" export summary -C "$EAST" | cmp - "$S/east.json"
}

@test "as text: the comparison, and what it cannot have" {
    flat pool "$S/east.json" "$S/west.json" --outcome hhi.total
    [ "$status" -eq 0 ]
    [[ "$output" == *"Eastshire less Westshire: +1.0"* ]]
    [[ "$output" == *"From 2 summaries, without anyone's answers."* ]]
    [[ "$output" == *"spread alike everywhere"* ]]
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
    "$PREPOST" export summary -C "$dir" -o "$dir/summary.json" --force
    ! cmp -s "$S/east.json" "$dir/summary.json"
}

@test "what can be exported" {
    run "$PREPOST" export everything -C "$EAST"
    [ "$status" -eq 2 ]
    [[ "$output" == *'nothing called "everything" can be exported; there is: responses, scores, pairs, results, summary'* ]]
    run "$PREPOST" export
    [ "$status" -eq 2 ]
    run "$PREPOST" export summary -C "$EAST" --by postcode
    [ "$status" -eq 2 ]
    [[ "$output" == *'nothing called "postcode" is kept of people'* ]]
}
