#!/usr/bin/env bats
# Regions and groups that files write in several ways: one by the plan's word.

setup() {
    PREPOST=${PREPOST:-$BATS_TEST_DIRNAME/../../build/prepost}
    cd "$BATS_TEST_TMPDIR"
    plan
    # 24 people of three regions, one of which is written in three ways; the
    # same with one way of writing is one.csv. Two groups.
    awk 'BEGIN {
        split("North Devon,N. Devon,Nth devon,York,York,York,Kent,Kent", place, ",")
        head = "code,wave,region,group,ucla3_1,ucla3_2,ucla3_3"
        print head >"many.csv"; print head >"one.csv"
        for (i = 0; i < 48; i++) {
            who = i % 24; wave = i < 24 ? "before" : "after"
            at = place[who % 8 + 1]
            one = who % 8 < 3 ? "North Devon" : at
            # the second time it is written otherwise again
            if (i >= 24 && who % 8 < 3) at = place[(who + 1) % 3 + 1]
            answers = (i % 3 + 1) "," (i * 7 % 3 + 1) "," (who % 5 > 2 ? 3 : wave == "after" ? 1 : 2)
            print "p" who "," wave "," at ",Tuesday," answers >"many.csv"
            print "p" who "," wave "," one ",Tuesday," answers >"one.csv"
        }
    }'
}

plan() { # plan [MORE...]
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: {role: primary, sesoi: {value: 0.5, source: declared}}}
columns: {identifier: code, wave: wave, region: region, group: group}
YAML
    printf '%s\n' "$@" >>evaluation.yaml
}

joined() {
    plan "regions:" "  North Devon: [N. Devon, Nth Devon]"
}

regions() { # each region and how many answered first
    "$PREPOST" status --format json | jq -c '[.flow.regions[] | [.region // .name, .n_before]]'
}

@test "joined by the plan's word in what is in already, and apart again without it" {
    run "$PREPOST" import many.csv
    [[ "$output" == *'the regions "North Devon", "N. Devon" and "Nth devon" are written almost alike: if they are one, say so in the plan (or mend the file): regions: {"North Devon": ["N. Devon", "Nth devon"]}'* ]]
    apart=$(regions)
    [ "$(jq length <<<"$apart")" -eq 5 ]
    joined
    [ "$(regions)" = '[["Kent",6],["North Devon",9],["York",9]]' ]
    # Joined, they are not asked about again; Nth and N. were of one region.
    run "$PREPOST" status --format json
    [ "$(jq -c .alike <<<"$output")" = "[]" ]
    [ "$(jq -c '.groups_in_several_regions' <<<"$output")" = '["Tuesday"]' ]
    plan
    [ "$(regions)" = "$apart" ]
}

# One line, that can be pasted: a slip is never made the name, in whichever
# order they come; what the plan says is no answer is no place.
@test "slips of one region are one question, by the commonest name" {
    awk 'BEGIN { print "code,wave,region,ucla3_1,ucla3_2,ucla3_3"
        split("Wesex,Wessx,Prefer not to say", slip, ",")
        for (i = 1; i <= 20; i++)
            print "w" i ",before," (i <= 3 ? slip[i] : i < 13 ? "Wessex" : "Kent") ",1,2,3"
    }' >slips.csv
    plan "files:" "  - {path: slips.csv, missing: [Prefer not to say]}"
    run "$PREPOST" import
    [ "$status" -eq 0 ]
    [ "$(grep -c 'almost alike' <<<"$output")" -eq 1 ]
    [[ "$output" == *'the regions "Wessex", "Wesex" and "Wessx" are written almost alike: if they are one, say so in the plan (or mend the file): regions: {"Wessex": ["Wesex", "Wessx"]}'* ]]
    [[ "$output" == *"1 of its people has no region in it"* ]]
    [ "$("$PREPOST" status --format json | jq -c '[.flow.regions[] | .region // .name] | map(select(. != null and (test("Prefer"))))')" = "[]" ]
    plan 'regions: {"Wessex": ["Wesex", "Wessx"]}' "files:" "  - {path: slips.csv, missing: [Prefer not to say]}"
    [ "$("$PREPOST" status --format json | jq -c .alike)" = "[]" ]
    # One that comes when the store has the name: it counts how often each was
    # told there.
    plan
    sed 's/^w/x/; s/Wessex/Wesssex/; 10,$d; s/Wesex\|Wessx\|Prefer not to say/Kent/' slips.csv >more.csv
    [ "$(grep -c Wesssex more.csv)" -eq 5 ]
    run "$PREPOST" import more.csv
    [[ "$output" == *'regions: {"Wessex": ["Wesssex"]}'* ]]
    # The plan's own name is the name, though few people wrote it so.
    rm evaluation.db
    plan "regions: {Wesex: [WX]}"
    run "$PREPOST" import slips.csv
    [[ "$output" == *'regions: {"Wesex": ["Wessex", "Wessx"]}'* ]]
}

@test "whichever way it is written, every result is the same" {
    joined
    run "$PREPOST" import many.csv
    [ "$status" -eq 0 ]
    [[ "$output" != *alike* && "$output" != *"in another row of the same person"* ]]
    [ "$("$PREPOST" status --format json | jq .audit.n_two_regions)" -eq 0 ]
    for kind in compare analyse; do
        "$PREPOST" $kind --format json | jq -S 'del(.. | .inputs?)' >$kind.many
    done
    "$PREPOST" export scores --format csv 2>/dev/null | sort >scores.many
    rm evaluation.db
    plan
    "$PREPOST" import one.csv
    for kind in compare analyse; do
        "$PREPOST" $kind --format json | jq -S 'del(.. | .inputs?)' | cmp - $kind.many
    done
    "$PREPOST" export scores --format csv 2>/dev/null | sort | cmp - scores.many
}

@test "in all the places where it may be said: the file, the command, an earlier import" {
    joined
    grep -v -e York -e Kent many.csv | cut -d, -f1,2,4- >devon.csv
    "$PREPOST" import devon.csv --region "n. devon"
    [ "$(regions)" = '[["North Devon",9]]' ]
    [ "$(sqlite3 evaluation.db 'SELECT DISTINCT region FROM background')" = "North Devon" ]
}

@test "a group of two writings of one region is a group of one region" {
    grep -v -e York -e Kent many.csv >devon.csv
    "$PREPOST" import devon.csv
    [ "$("$PREPOST" status --format json | jq -c .groups_in_several_regions)" = '["Tuesday"]' ]
    joined
    [ "$("$PREPOST" status --format json | jq -c .groups_in_several_regions)" = "[]" ]
    sed 's/Tuesday/Tues./' devon.csv | sed 's/^p/q/' >more.csv
    plan "regions: {North Devon: [N. Devon, Nth Devon]}" "groups: {Tuesday: Tues.}"
    run "$PREPOST" import more.csv
    [[ "$output" != *alike* ]]
    run "$PREPOST" compare --by group --format json
    [ "$(jq -c '[.outcomes[0].cohorts[].name]' <<<"$output")" = '["Tuesday"]' ]
}

@test "nothing small comes out: counts are of the region as joined, writings are nowhere" {
    # Three of one writing, one of another: four, under the threshold of 5.
    { head -1 many.csv; grep -E '^p(0|8|16|1),' many.csv |
        awk -F, -v OFS=, '{ $3 = $1 == "p1" ? "N. Devon" : "North Devon"; print }'
        grep -e York -e Kent many.csv; } >few.csv
    joined
    "$PREPOST" import few.csv
    [ "$(regions)" = '[["Kent",6],["North Devon",4],["York",9]]' ]
    "$PREPOST" compare --format json >compare.json
    jq -e '.outcomes[0].cohorts[] | select(.name == "North Devon")
        | .n_before == null and .n_both == null and .change == null' compare.json
    "$PREPOST" report --template regions --format text,html >/dev/null
    "$PREPOST" report --template technical --format text >/dev/null
    "$PREPOST" export results --format csv -o results.csv
    ! grep -rniE 'N\. Devon|Nth devon' reports results.csv compare.json || false
}

@test "mistakes are named, with their line" {
    plan "regions: {North Devon: [N. Devon], Devon: [n. devon]}"
    run "$PREPOST" status
    [ "$status" -eq 1 ]
    [[ "$output" == *'evaluation.yaml:7:36: "n. devon" is "North Devon" already'* ]]
    plan "regions: {North Devon: [Devon], Devon: [D.]}"
    run "$PREPOST" status
    [[ "$output" == *'evaluation.yaml:7:'*'"Devon" is "North Devon" already'* ]]
    plan "groups: {Tuesday: []}"
    run "$PREPOST" status
    [ "$status" -eq 1 ]
    [[ "$output" == *"evaluation.yaml:7:"*"groups.Tuesday: expected 1 to 100 of them, found 0"* ]]
}

@test "in another case in another file it is the same name, with capitals" {
    grep -E 'code|before' one.csv >a.csv
    grep -E 'code|after' one.csv | sed 's/North Devon/north  devon/; s/York/YORK/' >b.csv
    run "$PREPOST" import a.csv b.csv
    [[ "$output" != *alike* ]]
    [ "$(regions)" = '[["Kent",6],["North Devon",9],["York",9]]' ]
    [ "$("$PREPOST" status --format json | jq -c .alike)" = "[]" ]
}

@test "a region or group of the command line without a name is refused" {
    for option in --region --group; do
        for name in '' '  '; do
            run "$PREPOST" import --wave before "$option" "$name" many.csv
            [ "$status" -eq 2 ]
            [[ "$output" == *"$option: the name given is empty; leave $option out where it is not to be said"* ]]
            [ ! -e evaluation.db ]
        done
    done
}

# In the plan's order where it names all regions, else in that of the alphabet;
# never by size.
@test "regions stand in the plan's order, everywhere" {
    here=$BATS_TEST_TMPDIR/ordered
    "$BATS_TEST_DIRNAME/make_people.sh" "$here" 2 3 2
    printf 'regions:\n  Somerset: [Som.]\n  Cornwall: [Kernow]\n' >>"$here/evaluation.yaml"
    "$PREPOST" import -C "$here" --quiet
    order() { # order COMMAND ...: the regions as they first come
        "$PREPOST" "$@" -C "$here" 2>/dev/null |
            grep -oE '^(Somerset|Cornwall|Devon)\b' | head -3 | xargs
    }
    for command in "report --template funder --format text -o -" \
        "report --template regions --format text -o -" "compare"; do
        # shellcheck disable=SC2086
        [ "$(order $command)" = "Cornwall Devon Somerset" ]
    done
    "$PREPOST" report -C "$here" --format text -o - 2>/dev/null | tr '\n' ' ' |
        grep -q "Regions stand in alphabetical order\."
    printf '  Devon: [Dev.]\n' >>"$here/evaluation.yaml"
    for command in "report --template funder --format text -o -" \
        "report --template regions --format text -o -" "compare"; do
        # shellcheck disable=SC2086
        [ "$(order $command)" = "Somerset Cornwall Devon" ]
        # shellcheck disable=SC2086
        ! "$PREPOST" $command -C "$here" 2>/dev/null | tr -s '\n ' ' ' |
            grep -q "order is that of the names" || false
    done
    "$PREPOST" plot regions -C "$here" -o "$here/regions.svg" 2>/dev/null
    [ "$(grep -oE '>(Somerset|Cornwall|Devon)' "$here/regions.svg" |
        tr -d '>' | awk '!seen[$0]++' | xargs)" = "Somerset Cornwall Devon" ]
    for edition in funder regions; do
        "$PREPOST" report -C "$here" --template $edition --format text -o - 2>/dev/null |
            tr -s '\n ' ' ' | grep -q "Regions stand in the order of the plan\."
    done
}

@test "a region that reads as though it was not known is asked about, once" {
    awk 'BEGIN { print "code,wave,region,ucla3_1,ucla3_2,ucla3_3"
        for (i = 1; i <= 20; i++)
            print "w" i ",before," (i == 3 ? "Not sure" : i == 4 ? "DON\xe2\x80\x99T KNOW" : i < 13 ? "Wessex" : "Kent") ",1,2,3"
    }' >unsure.csv
    sed 's/^w/x/' unsure.csv >more.csv
    run "$PREPOST" import unsure.csv
    [ "$status" -eq 0 ]
    [ "$(grep -c 'counts as a region of its own' <<<"$output")" -eq 2 ]
    [[ "$output" == *'unsure.csv: "Not sure" counts as a region of its own, and so few people can keep others from being shown: if it says that the region is not known, empty those cells, or say of the file in the plan: missing: ["Not sure"] (and what else in it stands for no answer)'* ]]
    run "$PREPOST" import more.csv
    [[ "$output" != *"counts as a region of its own"* ]]
    # What the plan calls a region is one, and what it says is no answer is none.
    for more in "regions: {Not sure: [NS], Don't know: [DK]}" \
        "files: [{path: unsure.csv, missing: [Not sure, Don't know]}]"; do
        rm -f evaluation.db
        plan "$more"
        run "$PREPOST" import unsure.csv
        [ "$status" -eq 0 ]
        [[ "$output" != *"counts as a region of its own"* ]]
    done
}
