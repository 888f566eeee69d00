#!/usr/bin/env bats
# prepost export: answers, scores, pairs and results for other programs.

bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export root PREPOST=${PREPOST:-$root/build/prepost}
    export dir=$BATS_FILE_TMPDIR/demo
    "$root/scripts/demo-data" "$dir"
    cp "$root/surveys/demo/evaluation.yaml" "$dir/"
    "$PREPOST" import -C "$dir" --quiet
}

export_() {
    "$PREPOST" export "$@" -C "$dir" --quiet
}

@test "a row a person and wave; the first line names the columns" {
    export_ responses >"$BATS_TEST_TMPDIR/r.csv"
    head -1 "$BATS_TEST_TMPDIR/r.csv" |
        grep -q "^participant,wave,region,group,age_band,gender,date,hhi_1,"
    # 241 answered before and 172 after.
    [ "$(tail -n +2 "$BATS_TEST_TMPDIR/r.csv" | wc -l)" -eq 413 ]
    [ "$(grep -c ,before, "$BATS_TEST_TMPDIR/r.csv")" -eq 241 ]
    export_ scores | head -1 |
        grep -q "^participant,wave,.*hhi.total,empowerment28.total,phq9.total,"
}

@test "pairs: after less before, as many as analyse has" {
    export_ pairs | tr -d '\r' >"$BATS_TEST_TMPDIR/p.csv"
    head -1 "$BATS_TEST_TMPDIR/p.csv" |
        grep -q "^participant,outcome,wave,before,after,change,region,"
    mean=$(awk -F, '$2 == "hhi.total" { n++; s += $6 } END {
        printf "%d %.9f", n, s / n }' "$BATS_TEST_TMPDIR/p.csv")
    # tests/oracle/demo.tsv: another program, from the files.
    want=$(awk -F'\t' '$1 == "hhi.total" { printf "%d %.9f", $2, $5 }' \
        "$root/tests/oracle/demo.tsv")
    [ "$mean" = "$want" ]
}

@test "nobody is named: no code from the files, the same code everywhere" {
    for what in responses scores pairs; do
        export_ $what >"$BATS_TEST_TMPDIR/$what.csv"
        cut -d, -f1 "$BATS_TEST_TMPDIR/$what.csv" | tail -n +2 | sort -u \
            >"$BATS_TEST_TMPDIR/codes-$what"
        ! grep -v '^p[0-9a-f]\{8,\}$' "$BATS_TEST_TMPDIR/codes-$what" || false
    done
    cmp "$BATS_TEST_TMPDIR/codes-responses" "$BATS_TEST_TMPDIR/codes-scores"
    [ -z "$(comm -13 "$BATS_TEST_TMPDIR/codes-scores" \
        "$BATS_TEST_TMPDIR/codes-pairs")" ]
    # The codes that people wrote on their forms are the second column.
    cut -d, -f2 "$dir/eastshire-before.csv" | tail -n +2 | tr -d '"\r' |
        sort -u >"$BATS_TEST_TMPDIR/written"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/written")" -gt 100 ]
    ! grep -qwFf "$BATS_TEST_TMPDIR/written" "$BATS_TEST_TMPDIR/codes-scores" || false
}

@test "what people said is said to be that, and is for its owner alone" {
    for what in responses scores pairs; do
        run --separate-stderr "$PREPOST" export $what -C "$dir" \
            -o "$BATS_TEST_TMPDIR/$what.csv"
        [ "$status" -eq 0 ]
        [[ "$stderr" == *"what people said, one by one"* ]]
        [ "$(stat -c %a "$BATS_TEST_TMPDIR/$what.csv")" = 600 ]
    done
    run --separate-stderr "$PREPOST" export results -C "$dir" \
        -o "$BATS_TEST_TMPDIR/results.csv"
    [ -z "$stderr" ]
}

@test "results are those of reports: no small count, the same numbers as JSON" {
    export_ results | tr -d '\r' >"$BATS_TEST_TMPDIR/r.csv"
    export_ results --format json >"$BATS_TEST_TMPDIR/r.json"
    diff <(jq 'del(.comparison)' "$BATS_TEST_TMPDIR/r.json") \
        <("$PREPOST" analyse -C "$dir" --format json --resamples 0 | jq .)
    diff <(jq .comparison "$BATS_TEST_TMPDIR/r.json") \
        <("$PREPOST" compare -C "$dir" --format json | jq .)
    grep -q '^hhi.total,after,change.mean,2.787096774193' \
        "$BATS_TEST_TMPDIR/r.csv"
    grep -q '^hhi.total,after,effect_sizes.d_av.ci.lo,0.25' \
        "$BATS_TEST_TMPDIR/r.csv"
    grep -q '^hhi.total,after,comparison.cohorts.Eastshire.change,3.17' \
        "$BATS_TEST_TMPDIR/r.csv"
    # Hidden by charity-5: how many in one support group.
    ! grep -q Dunmere "$BATS_TEST_TMPDIR/r.csv" || false
    [ "$(awk -F, '$3 ~ /(^|\.)n_(better|worse|between)$/ &&
        $4 != "" && $4 < 5' "$BATS_TEST_TMPDIR/r.csv" | wc -l)" -eq 0 ]
}

@test "texts that a spreadsheet would run get an apostrophe; numbers stay" {
    own=$BATS_TEST_TMPDIR/own
    mkdir "$own"
    cat >"$own/evaluation.yaml" <<'PLAN'
title: Own
charity: Ours
service: the groups
instruments: [ucla3]
outcomes: {ucla3.total: {role: primary}}
waves: {before: first, after: second}
columns: {identifier: id, wave: wave, region: place, keep: {note: note}}
disclosure: none
PLAN
    printf '%s\r\n' 'id,wave,place,note,ucla3_1,ucla3_2,ucla3_3' \
        'a,before,=1+1,@SUM(A1),1,2,3' 'a,after,=1+1,@SUM(A1),1,1,1' \
        'b,before,+44 20,-,2,2,2' 'b,after,+44 20,-,3,3,3' >"$own/in.csv"
    "$PREPOST" import "$own/in.csv" -C "$own" --quiet
    "$PREPOST" export responses -C "$own" --quiet >"$own/out.csv"
    grep -q ",'=1+1,'@SUM(A1),1,2,3" "$own/out.csv"
    grep -q ",'+44 20,'-,2,2,2" "$own/out.csv"
    ! grep -q ',[=+@-]' "$own/out.csv" || false
    # pairs: changes below zero are numbers.
    "$PREPOST" export pairs -C "$own" --quiet | grep -q ',6,3,-3,'
}

@test "out and in again gives the same answers" {
    again=$BATS_TEST_TMPDIR/again
    for ending in csv sav; do
        rm -rf "$again"
        mkdir "$again"
        "$PREPOST" export responses -C "$dir" --quiet -o "$again/r.$ending"
        sed -e '/^columns:/,/^files:/d' -e '/^  - {path/d' \
            -e 's/, coding: agree-is-4//' \
            "$root/surveys/demo/evaluation.yaml" >"$again/evaluation.yaml"
        cat >>"$again/evaluation.yaml" <<'PLAN'
columns:
  identifier: participant
  wave: wave
  date: date
  region: region
  group: group
  keep: {age band: age_band, gender: gender}
PLAN
        sed -i 's/{id: empowerment28}/{id: empowerment28, coding: agree-is-4}/' \
            "$again/evaluation.yaml"
        "$PREPOST" import "$again/r.$ending" -C "$again" --quiet
        for e in "$dir" "$again"; do
            "$PREPOST" analyse -C "$e" --format json --resamples 0 \
                --show-small-counts |
                jq 'del(.plan, .inputs, .flow.near_misses)' >"$e/r.json"
        done
        # People stand in another order, so imputations draw other numbers.
        for e in "$dir" "$again"; do
            jq 'del(.outcomes[].missing_data.multiple_imputation,
                    .outcomes[].n_rows)
                | walk(if type == "number" then (. * 1e9 | round) else . end)' \
                "$e/r.json" >"$e/compared.json"
        done
        diff "$dir/compared.json" "$again/compared.json"
    done
}

@test "SPSS: the same bytes in any time zone, with questions and answers" {
    TZ=Asia/Tokyo "$PREPOST" export responses -C "$dir" --quiet \
        -o "$BATS_TEST_TMPDIR/a.sav"
    TZ=America/Lima "$PREPOST" export responses -C "$dir" --quiet \
        -o "$BATS_TEST_TMPDIR/b.sav"
    cmp "$BATS_TEST_TMPDIR/a.sav" "$BATS_TEST_TMPDIR/b.sav"
    head -c 4 "$BATS_TEST_TMPDIR/a.sav" | grep -q '$FL2'
    grep -aq "Little interest or pleasure in doing things" \
        "$BATS_TEST_TMPDIR/a.sav"
    grep -aq "More than half the days" "$BATS_TEST_TMPDIR/a.sav"
}

@test "wrong words are told" {
    run "$PREPOST" export answers -C "$dir"
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: nothing called \"answers\" can be exported; there is: \
responses, scores, pairs, table, results, summary, person" ]
    run "$PREPOST" export scores --format r -C "$dir"
    [ "$status" -eq 2 ]
    [[ "$output" == *'--format: scores can be had as csv json sav, not as "r"' ]]
    run "$PREPOST" export scores --format xlsx -C "$dir"
    [ "$status" -eq 2 ]
    run "$PREPOST" export scores -C "$dir" -o "$BATS_TEST_TMPDIR/s.xlsx"
    [ "$status" -eq 2 ]
    [[ "$output" == *'s.xlsx: scores can be had as csv json sav, not as "xlsx"; --format says which where a name has another ending' ]]
    [ ! -e "$BATS_TEST_TMPDIR/s.xlsx" ]
    "$PREPOST" export scores -C "$dir" --quiet --format csv \
        -o "$BATS_TEST_TMPDIR/s.txt"
    [ -s "$BATS_TEST_TMPDIR/s.txt" ]
    run "$PREPOST" export results --format r -C "$dir"
    [ "$status" -eq 2 ]
    [[ "$output" == *"say which, with -o DIR" ]]
    run "$PREPOST" export scores -C "$dir" -o /nowhere/s.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *"/nowhere/s.csv"* ]]
}

# The numbers are those of the person's own rows in the files, by awk.
@test "table: key findings of the funder report, a row an outcome" {
    export_ table | tr -d '\r' >"$BATS_TEST_TMPDIR/t.csv"
    head -1 "$BATS_TEST_TMPDIR/t.csv" | grep -q '^outcome,time,scale_from,scale_to,better_is,finding,people,before,after,change,range_from,range_to,would_matter,notes$'
    "$PREPOST" report -C "$dir" --format md -o - --quiet >"$BATS_TEST_TMPDIR/f.md"
    export_ table --format json >"$BATS_TEST_TMPDIR/t.json"
    # Every row's numbers stand in the report's row, which is of as many
    # outcomes; ranges say up and down there.
    [ "$(jq length "$BATS_TEST_TMPDIR/t.json")" -eq "$(grep -cE '^\| .*\| (higher|lower) \| \*\*' "$BATS_TEST_TMPDIR/f.md")" ]
    jq -r '.[] | [.outcome, .better_is, .finding, .before, .after] | map(tostring) | join("|")' \
        "$BATS_TEST_TMPDIR/t.json" | while IFS='|' read -r outcome better finding before after; do
        grep -F "| $outcome (" "$BATS_TEST_TMPDIR/f.md" | grep -F "| $better | **$finding**" |
            grep -qE "\| $before(\.?0*) \| $after(\.?0*) \|" || { echo "$outcome"; false; }
    done
    # No small count is in it.
    jq -e 'all(.[]; .people >= 10)' "$BATS_TEST_TMPDIR/t.json"
    run "$PREPOST" export table --format r -C "$dir"
    [ "$status" -eq 2 ]
}

@test "person: all that is held of one, wave by wave, as it stood in the files" {
    who=HE01Y54 # in both files of Westshire, with hardly a blank
    run --separate-stderr "$PREPOST" export person "${who,,}" -C "$dir" \
        -o "$BATS_TEST_TMPDIR/one.csv"
    [ "$status" -eq 0 ]
    [[ "$stderr" == *"all that is held of one person"* ]]
    [ "$(stat -c %a "$BATS_TEST_TMPDIR/one.csv")" = 600 ]
    ! grep -q "$who" "$BATS_TEST_TMPDIR/one.csv" || false # the code is not held
    "$PREPOST" export person - -C "$dir" --format json --quiet <<<"$who" \
        >"$BATS_TEST_TMPDIR/one.json"
    for wave in before after; do
        file=westshire-$wave.csv
        row=$(grep -n ",$who," "$dir/$file" | cut -d: -f1)
        want=$(awk -F, -v row="$row" 'NR == row {
            for (i = 1; i <= NF; i++) if ($i ~ /^[0-9]+$/) { n++; s += $i }
            print n, s }' "$dir/$file")
        got=$(jq -r --arg file "$file" --argjson row "$row" '[.[] |
            select(.file == $file and .row == $row and .code != null) |
            .code | tonumber] | "\(length) \(add)"' "$BATS_TEST_TMPDIR/one.json")
        [ "$got" = "$want" ] || { echo "$wave: $got, not $want"; false; }
    done
    jq -e 'any(.[]; .question == "region" and .answer == "Westshire")' \
        "$BATS_TEST_TMPDIR/one.json"
    jq -e '[.[] | select(.about | startswith("UCLA"))] | length > 0 and
        all(.[]; (.question | startswith("How often")) and
            (.answer | test("^(Hardly|Some|Often)"))) and
        any(.[]; .date // "" | startswith("202"))' "$BATS_TEST_TMPDIR/one.json"
    # What this is comes first, then what they know themselves.
    sed -n 2p "$BATS_TEST_TMPDIR/one.csv" | grep -q "this file,what it is,\"All that is held of one person for \"\"Peer support groups"
    sed -n 3p "$BATS_TEST_TMPDIR/one.csv" | grep -q ",person,region,Westshire,"
    # Known by two codes, by the plan: both, and neither is left out.
    cp -r "$dir" "$BATS_TEST_TMPDIR/two"
    other=$(cut -d, -f2 "$dir/eastshire-before.csv" | sed -n 5p)
    echo "same_person: [[$who, $other]]" >>"$BATS_TEST_TMPDIR/two/evaluation.yaml"
    "$PREPOST" export person "$other" -C "$BATS_TEST_TMPDIR/two" \
        --format json --quiet >"$BATS_TEST_TMPDIR/two.json"
    [ "$(jq '[.[].participant] | unique | length' "$BATS_TEST_TMPDIR/two.json")" -eq 2 ]
    # Whoever is forgotten is held no more.
    run "$PREPOST" forget "$who" -C "$BATS_TEST_TMPDIR/two"
    run "$PREPOST" export person "$who" -C "$BATS_TEST_TMPDIR/two"
    [ "$status" -eq 1 ]
    [[ "$output" == *"nobody of that identifier is in the store"* ]]
}

@test "person: whose has to be said, and of nothing else" {
    run "$PREPOST" export person -C "$dir"
    [ "$status" -eq 2 ]
    [[ "$output" == *"export person: whose? Give the code as it stands in the files"* ]]
    run "$PREPOST" export scores HE01 -C "$dir"
    [ "$status" -eq 2 ]
    [[ "$output" == *'"HE01" was not expected; what is held of one person is prepost export person CODE'* ]]
    run "$PREPOST" export person "  " -C "$dir"
    [ "$status" -eq 2 ]
    [[ "$output" == *"expected a person's code as it stands in the files"* ]]
}
