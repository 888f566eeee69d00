#!/usr/bin/env bats
# Designs with a comparison, from files to report: published trials against
# tests/oracle/arms.csv (R), and every message that only such plans have.

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    data=${PP_SHARED_DATA:-$root/../shared/data}
    dir=$BATS_TEST_TMPDIR/study
}

# A trial in two files: 60 people who were offered a place, 60 who waited.
# Everyone's answers are made by rule; who waited ends about where they began.
made_up() {
    mkdir -p "$dir"
    cat >"$dir/evaluation.yaml" <<'END'
title: Tuesday groups
charity: Example Charity
service: the groups
design: randomised
comparison: people on the waiting list
arms: waiting list
low_point: no
waves: {before: when they joined, after: 3 months later}
instruments: [gad7]
outcomes:
  gad7.total: {role: primary, sesoi: {value: 2, source: declared}}
columns: {identifier: code}
files:
  - {path: offered-1.csv, wave: before, arm: groups}
  - {path: offered-2.csv, wave: after, arm: groups}
  - {path: waiting-1.csv, wave: before, arm: waiting list}
  - {path: waiting-2.csv, wave: after, arm: waiting list}
END
    for arm in offered waiting; do
        for wave in 1 2; do
            awk -v arm="$arm" -v wave="$wave" 'BEGIN {
                printf "code"
                for (q = 1; q <= 7; q++) printf ",gad7_%d", q
                printf "\n"
                for (i = 1; i <= 60; i++) {
                    if (wave == 2 && i % 20 == 7) continue
                    printf "%s%d", substr(arm, 1, 1), i
                    for (q = 1; q <= 7; q++) {
                        a = (i * (q + 2) + q) % 4
                        if (wave == 2 && arm == "offered" && (i + q) % 3 && a > 0)
                            a--
                        if (wave == 2 && (i * 3 + q * 5) % 11 == 0)
                            a = (a + 1) % 4
                        printf ",%d", a
                    }
                    printf "\n"
                }
            }' >"$dir/$arm-$wave.csv"
        done
    done
}

results() { "$PREPOST" analyse -C "$dir" --resamples 0 --format json "$@"; }

near='def near($a; $b): (($a - $b) | fabs) < 1e-9;'

@test "anorexia: three arms, ANCOVA with HC3, as R finds it" {
    file=$data/r-packages/MASS_anorexia.csv
    [ -r "$file" ] || skip "the published data are not here: $file"
    cp -r "$root/tests/data/anorexia" "$dir"
    sed -i 's/^design: .*/design: randomised\ncomparison: people with no treatment\narms: Cont/; s/region: Treat/arm: Treat/' "$dir/evaluation.yaml"
    "$PREPOST" import "$file" -C "$dir" --quiet
    results --show-small-counts >"$dir/r.json"
    jq -e "$near"' .outcomes as $o
        | ($o | map(.arm)) == ["CBT", "FT"]
          and near($o[0].contrast.ancova.estimate; 4.0970655280729)
          and near($o[0].contrast.ancova.se; 1.86985451956059)
          and $o[0].contrast.ancova.df == 68
          and near($o[0].p_holm; 0.0318734867206758)
          and near($o[1].contrast.ancova.estimate; 8.66012818099169)
          and near($o[1].contrast.ancova.se; 2.29411769414928)
          and near($o[1].p_holm; 0.000677060101673967)
          and near($o[1].contrast.change_score.estimate; 7.71470588235294)
          and near($o[1].contrast.change_score.df; 36.9788639294643)
          and near($o[1].contrast.d_ppc2.estimate; 1.3899556720493)
          and .evidence.says == "randomised"' "$dir/r.json"
    "$PREPOST" report -C "$dir" --format text --template technical
    grep -q "Being offered FT raised body weight" "$dir/reports/technical.txt"
    # Not by chance, they are three groups, not two.
    sed -i 's/^design: .*/design: comparison/' "$dir/evaluation.yaml"
    "$PREPOST" report -C "$dir" --format text --quiet
    tr -s ' \n' ' ' <"$dir/reports/funder.txt" >"$BATS_TEST_TMPDIR/funder"
    [ "$(grep -oi "the groups were not formed by chance" "$BATS_TEST_TMPDIR/funder" | wc -l)" -ge 2 ]
    ! grep -qi "the two groups" "$BATS_TEST_TMPDIR/funder" || false
}

@test "Beat the Blues: half left, so the trial is told as a comparison" {
    file=$data/r-packages/HSAUR3_BtheB.csv
    [ -r "$file" ] || skip "the published data are not here: $file"
    cp -r "$root/tests/data/btheb" "$dir"
    "$PREPOST" import "$file" -C "$dir" --quiet
    results --show-small-counts >"$dir/r.json"
    jq -e "$near"' .evidence == {design: "randomised", says: "comparison",
                                 weaker_because: "many-left"}
        and ([.outcomes[].contrast.ancova.estimate] as $a
             | near($a[0]; -3.95436081589459) and near($a[1]; -5.00308227724308)
               and near($a[2]; -6.00326174673132)
               and near($a[3]; -4.0104896753358))
        and ([.leavers[].column] == ["drug", "length of illness"])
        and near(.outcomes[0].contrast.ancova.p; 0.0265066207763298)
        and near(.outcomes[3].contrast.ancova.p; 0.108632457590133)' "$dir/r.json"
    "$PREPOST" report -C "$dir" --format text
    run cat "$dir/reports/funder.txt"
    [[ "$output" == *"compared with people with treatment"* ]]
    [[ "$output" == *"too many did not answer"* ]]
    [[ "$output" != *"Being offered"* ]]
}

@test "woodworth: four arms at six occasions" {
    file=$data/woodworth2018/ahi-cesd.csv
    [ -r "$file" ] || skip "the published data are not here: $file"
    cp -r "$root/tests/data/woodworth" "$dir"
    sed -i 's/^design: .*/design: randomised\ncomparison: people who wrote down early memories\narms: {comparison: 4, names: {1: signature strengths, 2: three good things, 3: a gratitude visit}}/; s/^  wave: occasion/  wave: occasion\n  arm: intervention/' "$dir/evaluation.yaml"
    "$PREPOST" import "$file" -C "$dir" --quiet || [ $? -eq 3 ]
    results --show-small-counts >"$dir/r.json"
    jq -e "$near"' [.outcomes[] | {key: "\(.wave) \(.scale) \(.outcome) \(.arm)", value: .}]
        | from_entries as $o | ($o | length) == 30
        and ($o["occasion_1 total ahi.total 1"].family_size == 3)' "$dir/r.json"
    while IFS=, read -r occasion outcome arm estimate se holm; do
        jq -e "$near"' [.outcomes[] | select(.wave == "occasion_'"$occasion"'"
            and .outcome == "'"$outcome"'.total" and .arm == "'"$arm"'")][0]
            | near(.contrast.ancova.estimate; '"$estimate"')
              and near(.contrast.ancova.se; '"$se"')
              and near(.p_holm; '"$holm"')' "$dir/r.json"
    done < <(awk -F, '{ v[$1] = $2 }
        END { for (o = 1; o <= 5; o += 4) for (s = 1; s <= 2; s++)
              for (a = 1; a <= 3; a++) {
            n = s == 1 ? "ahi" : "cesd"; k = "woodworth." o "." n "." a
            print o "," n "," a "," v[k ".ancova.1"] "," v[k ".ancova.2"] "," v[k ".holm"] } }' \
        "$root/tests/oracle/arms.csv")
}

@test "arms from files: a trial is told as one" {
    made_up
    "$PREPOST" run -C "$dir" --quiet
    run results
    jq -e '.flow.arms | map(.name) == ["people who were offered a place",
                                       "people on the waiting list"]' <<<"$output"
    jq -e '.evidence.says == "randomised" and .outcomes[0].verdict.code == "improved"' <<<"$output"
    run "$PREPOST" analyse -C "$dir"
    [[ "$output" == *"difference from the comparison"* ]]
    [[ "$output" == *"ended better than people on the"* ]]
    run cat "$dir/reports/funder.txt"
    [[ "$output" == *"Tuesday groups: findings of a trial"* ]]
    [[ "$output" == *"Being offered the groups reduced symptoms of anxiety"* ]]
    [[ "$output" == *"the offer of a place, as chance chose who got one."* ]]
    run "$PREPOST" compare -C "$dir"
    [ "$status" -eq 0 ]
    [[ "$output" == *"waiting list"* ]]
    for kind in forest waves missing flow paired; do
        run "$PREPOST" plot $kind -C "$dir" -o "$BATS_TEST_TMPDIR/$kind.svg"
        [ "$status" -eq 0 ]
    done
    grep -q "Difference" "$BATS_TEST_TMPDIR/forest.svg"
}

@test "three left each arm: what leans on them is hidden, and said to be for privacy" {
    made_up
    "$PREPOST" run -C "$dir" --quiet
    "$PREPOST" report -C "$dir" --template technical --format text --quiet
    table=$(grep -A 8 'Left: arm,' "$dir/reports/technical.txt")
    grep -qE '^Symptoms of +\[c\], \[c\] .* \[c\] +\[c\] +\[c\]$' <<<"$table"
    [[ "$table" == *"[c] not shown, to protect people's privacy"* ]]
    [[ "$table" != *"[x]"* ]]
}

@test "not as assigned, or not by chance: told as a comparison" {
    made_up
    sed -i 's/^arms: .*/arms: {comparison: waiting list, as_assigned: no}/' "$dir/evaluation.yaml"
    "$PREPOST" run -C "$dir" --quiet
    [ "$(results | jq -r .evidence.weaker_because)" = not-as-assigned ]
    "$PREPOST" analyse -C "$dir" | tr '\n' ' ' | grep -q "People are not counted as assigned"
    sed -i 's/^design: .*/design: comparison/' "$dir/evaluation.yaml"
    [ "$(results | jq -r .evidence.says)" = comparison ]
    "$PREPOST" report -C "$dir" --format text
    grep -q "The two groups were not formed by chance" "$dir/reports/funder.txt"
}

@test "--arm says it of a file; without arms there is nothing to say" {
    made_up
    sed -i '/^files:/,$d' "$dir/evaluation.yaml"
    sed -i 's/^columns: .*/columns: {identifier: code, arm: Arm}/' "$dir/evaluation.yaml"
    for wave in 1 2; do
        name=$([ $wave = 1 ] && echo before || echo after)
        "$PREPOST" import "$dir/offered-$wave.csv" -C "$dir" --wave $name --arm groups --quiet
        "$PREPOST" import "$dir/waiting-$wave.csv" -C "$dir" --wave $name --arm "Waiting List" --quiet
    done
    [ "$(results | jq -r '.outcomes[0].verdict.code')" = improved ]
    sed -i '/^arms:/d; /^comparison:/d; s/^design: .*/design: before-after/' "$dir/evaluation.yaml"
    run "$PREPOST" import "$dir/offered-1.csv" -C "$dir" --wave before --arm groups
    [ "$status" -eq 2 ]
    [[ "$output" == *"--arm: the plan has no arms"* ]]
}

@test "a comparison that nobody is in" {
    made_up
    sed -i 's/^arms: .*/arms: waitinglist/' "$dir/evaluation.yaml"
    "$PREPOST" import "$dir"/*.csv -C "$dir" --quiet
    run results
    [ "$status" -eq 1 ]
    [[ "$output" == *"nobody's arm is \"waitinglist\"; there is: groups, waiting list; did you mean \"waiting list\"?"* ]]
    sed -i 's/^arms: .*/arms: {comparison: waiting list, names: {group: the groups}}/' "$dir/evaluation.yaml"
    run results
    [ "$status" -eq 1 ]
    [[ "$output" == *"nobody's arm is \"group\"; there is: groups, waiting list; did you mean \"groups\"?"* ]]
}

@test "nobody to compare with; no arm known" {
    made_up
    "$PREPOST" import "$dir"/waiting-*.csv -C "$dir" --quiet
    run results
    [ "$status" -eq 1 ]
    [[ "$output" == *"everyone's arm is \"waiting list\", the comparison: there is nobody to compare with it"* ]]
    rm "$dir"/evaluation.db
    sed -i '/^files:/,$d; s/^columns: .*/columns: {identifier: code, arm: Arm}/' "$dir/evaluation.yaml"
    "$PREPOST" import "$dir/waiting-1.csv" -C "$dir" --wave before --quiet
    run results
    [ "$status" -eq 1 ]
    [[ "$output" == *"nobody's arm is known: none of the files that were imported has it"* ]]
}

@test "compare --by something else mixes the arms, and is refused" {
    made_up
    "$PREPOST" import "$dir"/*.csv -C "$dir" --quiet
    run "$PREPOST" compare -C "$dir" --by region
    [ "$status" -eq 2 ]
    [[ "$output" == *"--by region: the plan compares arms, and a region holds people of several; leave --by out, or write --by arm"* ]]
    run "$PREPOST" compare -C "$dir" --by arm
    [ "$status" -eq 0 ]
}

# Two groups, and nothing done to either: who came starts APART lower, and all
# drift half-way back to where their own group is at home. Changes then do not
# differ, and the scores after, for those before, do: Lord's paradox.
lord() { # lord DESIGN APART DONE
    mkdir -p "$dir"
    cat >"$dir/evaluation.yaml" <<END
title: Tuesday groups
charity: Example Charity
service: the groups
design: $1
comparison: people on the waiting list
arms: waiting list
low_point: no
waves: {before: when they joined, after: 3 months later}
instruments: [gad7]
outcomes:
  gad7.total: {role: primary, sesoi: {value: 1, source: declared}}
columns: {identifier: code, arm: arm}
files:
  - {path: 1.csv, wave: before, columns: {score: gad7.total}}
  - {path: 2.csv, wave: after, columns: {score: gad7.total}}
END
    for wave in 1 2; do
        awk -v wave=$wave -v apart="$2" -v done="$3" 'BEGIN {
            print "code,arm,score"
            for (i = 0; i < 80; i++) {
                came = i < 40
                u = (i * 7) % 9 - 4
                e = (i * 5) % 7 - 3
                home = came ? 12 - apart : 12
                score = wave == 1 ? home + u \
                                  : home + int(u / 2) + int(e / 2) - came * done
                printf "amber-%d-birch,%s,%d\n", i * 7919 % 100003,
                    came ? "groups" : "waiting list", score
            }
        }' >"$dir/$wave.csv"
    done
    "$PREPOST" import -C "$dir" --quiet
    results >"$BATS_TEST_TMPDIR/r.json"
    "$PREPOST" report -C "$dir" --template funder --format text -o - |
        tr -s ' \n' ' ' >"$BATS_TEST_TMPDIR/funder"
    "$PREPOST" report -C "$dir" --template technical --format text -o - |
        tr -s ' \n' ' ' >"$BATS_TEST_TMPDIR/technical"
}

@test "groups not formed by chance, and two fair ways that disagree: we cannot tell" {
    lord comparison 3 0
    jq -e '.outcomes[0] | .contrast.methods_disagree
        and .contrast.adjusted.ci[1] < 0
        and .contrast.change_score.ci[0] < 0 and .contrast.change_score.ci[1] > 0
        and .verdict.code == "inconclusive" and .verdict.size == "unclear"
        and .verdict.reason == "methods-disagree"' "$BATS_TEST_TMPDIR/r.json"
    for words in "Better on average: nothing. Worse on average: nothing." \
        "We cannot tell: symptoms of anxiety. Two fair ways to compare the groups give two answers." \
        "The two groups were not formed by chance. The two started far apart in symptoms of anxiety (9.0 against 12.1)." \
        "We cannot tell whether symptoms of anxiety differed between people who came and people on the waiting list: two fair ways to compare them give two answers. Allowing for where each person started, the difference is " \
        "We cannot tell either where two fair ways to compare the groups give two answers." \
        "[1] By how far people changed, the difference is " \
        "We show both and choose neither."; do
        grep -qF "$words" "$BATS_TEST_TMPDIR/funder"
    done
    ! grep -qF "started too far apart" "$BATS_TEST_TMPDIR/funder" || false
    # In the words alone: the table has that number already.
    [ "$(grep -oF "Allowing for where each person started, the difference is" "$BATS_TEST_TMPDIR/funder" | wc -l)" -eq 1 ]
    grep -qF "Both are shown; neither decides, as chance did not form the groups." "$BATS_TEST_TMPDIR/technical"
    grep -qF "Of the arm alone: people of the comparison are not among these." "$BATS_TEST_TMPDIR/technical"
    "$PREPOST" plan show -C "$dir" | grep -qF "groups are compared by the scores after, allowing for the scores before (analysis of covariance), and by changes: where the two disagree"
}

@test "groups not formed by chance that start far apart: we cannot tell, though both ways agree" {
    lord comparison 3 3
    jq -e '.outcomes[0] | (.contrast.methods_disagree | not)
        and .contrast.start_difference < -0.5
        and .contrast.adjusted.ci[1] < 0 and .contrast.change_score.ci[1] < 0
        and .verdict.code == "inconclusive"
        and .verdict.reason == "start-apart"' "$BATS_TEST_TMPDIR/r.json"
    grep -qF "people on the waiting list: they started too far apart." "$BATS_TEST_TMPDIR/funder"
    grep -qF "We cannot tell either where the groups started too far apart." "$BATS_TEST_TMPDIR/funder"
    grep -qF "At the start the averages were 9.0 and 12.1: more than half the spread of scores apart. No way of allowing for that much is sure." "$BATS_TEST_TMPDIR/funder"
}

@test "groups not formed by chance that start alike: what is found is told, and how they started" {
    lord comparison 0 3
    jq -e '.outcomes[0].verdict | .code == "improved" and .reason == null' "$BATS_TEST_TMPDIR/r.json"
    grep -qF "The two started about alike in symptoms of anxiety." "$BATS_TEST_TMPDIR/funder"
}

@test "a trial: the scores after decide, as was fixed; or not fixed, where it was not" {
    lord randomised 3 0
    jq -e '.outcomes[0] | .contrast.methods_disagree and .verdict.code == "improved"' "$BATS_TEST_TMPDIR/r.json"
    ! grep -q "The two started" "$BATS_TEST_TMPDIR/funder" || false
    grep -qF "the one that allows for the scores before decides: that is the rule of this program, and was not fixed beforehand." "$BATS_TEST_TMPDIR/technical"
    "$PREPOST" plan show -C "$dir" | grep -qxF "arms are compared by the scores after, allowing for the scores before (analysis of covariance); changes stand beside it"
    rm "$dir"/evaluation.db
    "$PREPOST" import "$dir/1.csv" -C "$dir" --quiet
    "$PREPOST" plan lock -C "$dir"
    "$PREPOST" import "$dir/2.csv" -C "$dir" --quiet
    "$PREPOST" report -C "$dir" --template technical --format text -o - |
        tr -s ' \n' ' ' >"$BATS_TEST_TMPDIR/technical"
    grep -qF "the one that allows for the scores before decides, as was fixed beforehand." "$BATS_TEST_TMPDIR/technical"
}

# As regions are: told where they come in, joined by the plan, also when in.
@test "an arm written in two ways: told at import and in status, one by aliases" {
    made_up
    sed -i 's/waiting-2.csv, wave: after, arm: waiting list/waiting-2.csv, wave: after, arm: Waiting-list/' \
        "$dir/evaluation.yaml"
    run "$PREPOST" import -C "$dir"
    [[ "$output" == *'waiting-2.csv: the arms "waiting list" and "Waiting-list" are written almost alike'*'arms: {aliases: {"waiting list": ["Waiting-list"]}}'* ]] ||
        { echo "$output"; false; }
    run "$PREPOST" status -C "$dir"
    [[ "$(tr -s ' ' <<<"$output")" == *'arms Waiting-list waiting list'* ]]
    sed -i 's/^arms: .*/arms: {comparison: waiting list, aliases: {waiting list: [waiting-list]}}/' \
        "$dir/evaluation.yaml"
    run "$PREPOST" status -C "$dir"
    [[ "$output" != *"almost alike"* ]]
    run "$PREPOST" compare -C "$dir"
    [ "$(grep -ic '^waiting.list' <<<"$output")" -eq "$(grep -c '^waiting list' <<<"$output")" ]
    sed -i 's/comparison: waiting list,/comparison: waiting-list,/' "$dir/evaluation.yaml"
    run "$PREPOST" status -C "$dir"
    [[ "$output" == *'evaluation.yaml:6:7: "waiting-list" is another writing of "waiting list": call the arm that'* ]]
    sed -i 's/^arms: .*/arms: {comparison: waiting list, column: region, aliases: {waiting list: [waiting-list]}}/' "$dir/evaluation.yaml"
    run "$PREPOST" status -C "$dir"
    [[ "$output" == *"the arms are regions here: their other writings stand under regions"* ]]
}

@test "an arm that nobody is in is told at import and by status, not first at the report" {
    made_up
    sed -i 's/^arms: waiting list/arms: waitlist/' "$dir/evaluation.yaml"
    said="the plan's arms: nobody's arm is \"waitlist\"; there is: "
    run "$PREPOST" import "$dir/offered-1.csv" -C "$dir" --quiet
    [[ "$output" != *"nobody's arm"* ]] # the others may be still to come
    run "$PREPOST" import -C "$dir"
    [[ "$output" == *"waiting-1.csv: $said"* ]] || { echo "$output"; false; }
    run "$PREPOST" status -C "$dir"
    [[ "$output" == *"The plan's arms: nobody's arm is \"waitlist\"; there is: groups, waiting list."* ]]
    [ "$("$PREPOST" status -C "$dir" --format json | jq -r .arms)" = \
        'nobody'"'"'s arm is "waitlist"; there is: groups, waiting list' ]
    sed -i 's/^arms: waitlist/arms: waiting list/' "$dir/evaluation.yaml"
    run "$PREPOST" status -C "$dir"
    [[ "$output" != *"nobody's arm"* ]]
}

@test "an arm's name on the command line is of 120 bytes at most" {
    made_up
    cp "$dir/offered-1.csv" "$dir/other.csv"
    run "$PREPOST" import -C "$dir" other.csv --wave before --arm "$(printf 'x%.0s' {1..121})"
    [ "$status" -eq 2 ]
    [[ "$output" == *"--arm: the name given has 121 bytes; expected 120 at most"* ]]
}
