#!/usr/bin/env bats
# The whole way on the demo's made-up people: from the files that form
# platforms write to the finished report.

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    dir=$BATS_TEST_TMPDIR/demo
    "$root/scripts/demo-data" "$dir"
    cp "$root/surveys/demo/evaluation.yaml" "$dir/"
}

@test "the demo data are the same every time" {
    "$root/scripts/demo-data" "$BATS_TEST_TMPDIR/again"
    for file in "$dir"/*.csv; do
        cmp "$file" "$BATS_TEST_TMPDIR/again/${file##*/}"
    done
    [ "$(cat "$dir"/*-before.csv | grep -c /2025)" -eq 241 ]
}

@test "run: imports, reports, names the files" {
    run "$PREPOST" run -C "$dir"
    [ "$status" -eq 0 ]
    [[ "$output" == *"139 rows, 139 taken in, 0 left out"* ]]
    [[ "$output" == *"$dir/reports/funder.html"* ]]
    [ -s "$dir/reports/funder.txt" ]
    [ "$(stat -c %a "$dir/evaluation.db")" = 600 ]
    [ "$(stat -c %a "$dir/evaluation.key")" = 600 ]
}

@test "run again adds nothing and gives the same bytes" {
    "$PREPOST" run -C "$dir" --quiet --format html,text,md,json
    cp -r "$dir/reports" "$BATS_TEST_TMPDIR/first"
    run "$PREPOST" run -C "$dir" --format html,text,md,json
    [ "$status" -eq 0 ]
    [[ "$output" == *"the same answers as eastshire-before.csv, which is in already"* ]]
    diff -r "$dir/reports" "$BATS_TEST_TMPDIR/first"
}

@test "the findings come from the data" {
    "$PREPOST" import -C "$dir" --quiet
    run "$PREPOST" analyse -C "$dir" --format json --resamples 0
    [ "$status" -eq 0 ]
    codes=$(jq -r '.outcomes[] | "\(.outcome) \(.verdict.code)"' <<<"$output")
    [ "$codes" = "hhi.total improved
empowerment28.total improved
phq9.total no-meaningful-change
gad7.total no-meaningful-change
ucla3.total inconclusive
ons4.satisfaction inconclusive
ons4.worthwhile inconclusive
ons4.happiness inconclusive
ons4.anxiety inconclusive" ]
}

# Pairs, averages and ranges worked out from the CSV files by another program:
# p is 0.044: the range is wholly above 0, and one decimal would not show it.
@test "a range on one side of 0 is not rounded to it" {
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" report -C "$dir" --template technical --format text -o - |
        grep -q "^Happiness  *+1.13 (0.04 to "
}

# tests/oracle/demo.py DIR --alphas: from the files, without prepost.
@test "alpha before and after of the same people: whether they differ" {
    "$PREPOST" import -C "$dir" --quiet
    got=$("$PREPOST" analyse -C "$dir" --format json --show-small-counts | jq -r \
        '.outcomes[] | "\(.outcome) \(.reliability.alpha_change_p)"')
    while read -r outcome p; do
        is=$(awk -v o="$outcome" '$1 == o { print $2 }' <<<"$got")
        awk -v a="$is" -v b="$p" 'BEGIN { d = a - b; exit !(d < 1e-9 && d > -1e-9 && a != "null") }'
    done <<'END'
hhi.total 0.4561466093630485
empowerment28.total 0.3794376437922552
phq9.total 0.6490119270987671
gad7.total 0.3209565746947832
ucla3.total 0.006266103641572406
END
    [ "$(grep -c " null$" <<<"$got")" -eq 4 ] # single questions
}

# tests/oracle/demo.py, whose numbers are tests/oracle/demo.tsv.
@test "the numbers are those that another program finds in the files" {
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" analyse -C "$dir" --format json --resamples 0 \
        --show-small-counts >"$BATS_TEST_TMPDIR/results.json"
    while IFS=$'\t' read -r outcome n pre post change se df lo hi; do
        [[ "$outcome" == "#"* ]] && continue
        jq -e --arg o "$outcome" --argjson n "$n" --argjson pre "$pre" \
            --argjson post "$post" --argjson change "$change" \
            --argjson se "$se" --argjson df "$df" --argjson lo "$lo" \
            --argjson hi "$hi" '
            def near($a; $b): (($a - $b) | fabs) <= 1e-9 * (1 + ($b | fabs));
            .outcomes[] | select(.outcome == $o)
            | .n_paired == $n and near(.pre.mean; $pre)
              and near(.post.mean; $post) and near(.change.mean; $change)
              and near(.t_test.se // .change.se; $se)
              and near(.t_test.df; $df)
              and near(.change.ci[0]; $lo) and near(.change.ci[1]; $hi)' \
            "$BATS_TEST_TMPDIR/results.json" >/dev/null ||
            { echo "differs: $outcome"; false; }
    done <"$root/tests/oracle/demo.tsv"
}

@test "reports/sample is what the demo gives (make sample writes it anew)" {
    "$PREPOST" import -C "$dir" --quiet
    for edition in funder technical regions; do
        "$PREPOST" report -C "$dir" --template $edition --quiet \
            -o "$BATS_TEST_TMPDIR/sample" --format html,text
    done
    for figure in "$root"/reports/sample/*.svg; do
        figure=$(basename "$figure" .svg)
        "$PREPOST" plot $figure -C "$dir" \
            -o "$BATS_TEST_TMPDIR/sample/$figure.svg"
    done
    diff -r --exclude '*.odt' --exclude '*.pdf' --exclude printed-by.txt \
        "$BATS_TEST_TMPDIR/sample" "$root/reports/sample"
}

@test "reports/sample has the pages that the demo gives" {
    "$PREPOST" import -C "$dir" --quiet
    mkdir "$BATS_TEST_TMPDIR/sample"
    "$root/scripts/sample-print" "$dir" "$BATS_TEST_TMPDIR/sample"
    diff "$BATS_TEST_TMPDIR/sample/printed-by.txt" \
        "$root/reports/sample/printed-by.txt" ||
        skip "other versions of cairo, zlib or the printer than the sample's"
    cmp "$BATS_TEST_TMPDIR/sample/funder.odt" "$root/reports/sample/funder.odt"
    cmp "$BATS_TEST_TMPDIR/sample/funder.pdf" "$root/reports/sample/funder.pdf"
}

@test "rows and columns in another order change no number" {
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" analyse -C "$dir" --format json --resamples 0 |
        jq 'del(.inputs)' >"$BATS_TEST_TMPDIR/first.json"
    shuffled=$BATS_TEST_TMPDIR/shuffled
    mkdir "$shuffled"
    cp "$dir/evaluation.yaml" "$dir/evaluation.key" "$shuffled/"
    for file in "$dir"/*.csv; do
        { head -1 "$file"; tail -n +2 "$file" | tac; } \
            >"$shuffled/${file##*/}"
    done
    "$PREPOST" import -C "$shuffled" --quiet
    "$PREPOST" analyse -C "$shuffled" --format json --resamples 0 |
        jq 'del(.inputs)' | cmp - "$BATS_TEST_TMPDIR/first.json"
}

@test "no identifier and no free text is in the store or in any report" {
    "$PREPOST" run -C "$dir" --quiet --format html,text,md,json
    for code in $(tail -n +2 "$dir/westshire-before.csv" | cut -d, -f2); do
        ! grep -q "$code" "$dir/evaluation.db" "$dir"/reports/* || false
    done
}

@test "no causal word and no request in the report; it says it is made up" {
    "$PREPOST" run -C "$dir" --quiet --format html,text,md
    grep -q "Made-up data" "$dir/reports/funder.txt"
    ! grep -qiE 'caus(e|ed|al)|because of|thanks to|impact|effective' \
        "$dir/reports/funder.txt" || false
    ! grep -qE '(src|href)="?(https?:)?//' "$dir/reports/funder.html" || false
    # As wide as a terminal shows it: some awks count bytes.
    [ "$(LC_ALL=C.UTF-8 wc -L <"$dir/reports/funder.txt")" -le 80 ]
}

@test "every figure is drawn, in all three formats" {
    "$PREPOST" import -C "$dir" --quiet
    for kind in paired forest icons flow change missing; do
        "$PREPOST" plot $kind -C "$dir" -o "$BATS_TEST_TMPDIR/$kind.svg"
        grep -q "<title" "$BATS_TEST_TMPDIR/$kind.svg"
    done
    "$PREPOST" plot forest -C "$dir" -o "$BATS_TEST_TMPDIR/f.png"
    "$PREPOST" plot forest -C "$dir" -o "$BATS_TEST_TMPDIR/f.pdf"
    [ "$(head -c 8 "$BATS_TEST_TMPDIR/f.png" | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ]
    [ "$(head -c 5 "$BATS_TEST_TMPDIR/f.pdf")" = "%PDF-" ]
    run "$PREPOST" plot pie -C "$dir"
    [ "$status" -eq 2 ]
    [[ "$output" == 'prepost: there is no figure "pie"; there are: paired'* ]]
}

@test "compare: by region, by a kept column, by an unknown one" {
    "$PREPOST" import -C "$dir" --quiet
    run "$PREPOST" compare -C "$dir"
    [ "$status" -eq 0 ]
    [[ "$output" == *"Eastshire"*"Westshire"* ]]
    run "$PREPOST" compare -C "$dir" --by "age band" --format json
    [ "$(jq '.outcomes[0].cohorts | length' <<<"$output")" -eq 3 ]
    run "$PREPOST" compare -C "$dir" --by postcode
    [ "$status" -eq 2 ]
    [[ "$output" == *'nothing called "postcode" is kept of people'* ]]
}

@test "forget: one person fewer, and nobody of that code any more" {
    "$PREPOST" import -C "$dir" --quiet
    code=$(sed -n 2p "$dir/westshire-before.csv" | cut -d, -f2)
    run "$PREPOST" forget "$code" -C "$dir"
    [ "$status" -eq 0 ]
    [ "$("$PREPOST" analyse -C "$dir" --format json --resamples 0 |
        jq .flow.n_before)" -eq 240 ]
    run "$PREPOST" forget "$code" -C "$dir"
    [ "$status" -eq 3 ]
}

@test "without a plan, and without answers, it says what to do" {
    run "$PREPOST" analyse -C "$BATS_TEST_TMPDIR"
    [ "$status" -eq 1 ]
    [[ "$output" == *"prepost init makes one"* ]]
    run "$PREPOST" analyse -C "$dir"
    [ "$status" -eq 1 ]
    [[ "$output" == *"prepost import"* ]]
}

@test "an installed program finds its questionnaires and templates" {
    make -s -C "$root" install DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr \
        >/dev/null
    cd "$BATS_TEST_TMPDIR"
    installed=$BATS_TEST_TMPDIR/root/usr/bin/prepost
    "$installed" instrument list | grep "^phq9 "
    "$installed" run -C "$dir" --quiet
    [ -s "$dir/reports/funder.html" ]
    [ -s "$BATS_TEST_TMPDIR/root/usr/share/man/man1/prepost.1" ]
    make -s -C "$root" uninstall DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr
    [ -z "$(find "$BATS_TEST_TMPDIR/root" -type f)" ]
}

# More decimals in one, so that a range that leaves out zero does not touch it,
# are more in the other.
@test "below a figure of regions a number stands as in the words beside it" {
    "$PREPOST" import -C "$dir" --quiet
    "$PREPOST" report -C "$dir" --quiet --template regions --format text -o - |
        sed -nE 's/^.*  −?([0-9.]+)  +−?[0-9.]+ to −?[0-9.]+  +(up|down) ([0-9.]+) .*/\1 \3/p' \
            >"$BATS_TEST_TMPDIR/numbers"
    awk '{ n++ } $1 != $2 { print; bad = 1 }
        END { exit bad || n < 5 }' "$BATS_TEST_TMPDIR/numbers"
}
