#!/usr/bin/env bats
# How many people, before they are asked. Expected numbers: tests/oracle/
# planning.csv (SciPy), which are those of CONVENTIONS, section 4.

setup() {
    PREPOST=${PREPOST:-$PWD/build/prepost}
    DIR=$BATS_TEST_TMPDIR/plan
    mkdir -p "$DIR"
}

plan() {
    cat >"$DIR/evaluation.yaml" <<'END'
title: Groups
charity: Example Charity
waves: {before: when they joined, after: 3 months later}
instruments: [phq9, gad7, ons4]
outcomes:
  phq9.total: {role: primary, sesoi: {value: 2, source: declared}}
  gad7.total: {role: secondary, sesoi: {value: 2, source: declared}}
  ons4.happiness: {role: secondary, sesoi: {value: 0.5, source: declared}}
END
}

flat() {
    run "$PREPOST" "$@"
    flat=$(tr -s ' \n' ' ' <<<"$output")
    flat=${flat% }
}

json() { "$PREPOST" power "$@" --format json; }

@test "pairs from which it can always be told: 17, 66, 171; of six 24, 92, 241" {
    for row in "5.3 5 17 24" "4.4 2 66 92" "1.8 0.5 171 241"; do
        set -- $row
        [ "$(json --sd-change "$1" --sesoi "$2" | jq .outcomes[0].pairs.never_inconclusive)" -eq "$3" ]
        [ "$(json --sd-change "$1" --sesoi "$2" --family 6 | jq .outcomes[0].pairs.never_inconclusive)" -eq "$4" ]
    done
}

@test "a change, none that matters, and who to ask" {
    json --sd-change 4.4 --sesoi 2 --dropout 30 >"$DIR/r.json"
    jq -e '.outcomes[0] | .pairs == {change: 40, no_meaningful_change: 43, never_inconclusive: 66}
        and .asked == {change: 58, no_meaningful_change: 62, never_inconclusive: 95}
        and .with == null' "$DIR/r.json"
    [ "$(json --sd-change 4.4 --sesoi 2 --power 0.9 | jq .outcomes[0].pairs.change)" -eq 53 ]
    flat power --sd-change 4.4 --sesoi 2 --dropout 30
    [ "$status" -eq 0 ]
    [[ "$flat" == *"The outcome 2 4.40 40 (58) 43 (62) 66 (95)"* ]]
}

@test "support groups: the design effect and the groups that there are" {
    json --sd-change 4.4 --sesoi 2 --group-size 10 --icc 0.05 >"$DIR/r.json"
    jq -e '.outcomes[0] | .pairs == {change: 77, no_meaningful_change: 76, never_inconclusive: 114}
        and ((.design_effect - 1.45) | fabs) < 1e-12' "$DIR/r.json"
    flat power --sd-change 4.4 --sesoi 2 --group-size 10 --pairs 30
    [[ "$flat" == *"30 people make fewer than 4 support groups, which cannot be allowed for."* ]]
}

@test "what 40 would be able to say, and why not more" {
    json --sd-change 4.4 --sesoi 2 --pairs 40 >"$DIR/r.json"
    jq -e '.outcomes[0].with
        | ((.power_change - 0.800497487628209) | fabs) < 1e-8
          and ((.power_no_meaningful_change - 0.761801838733929) | fabs) < 1e-8
          and ((.detectable_change - 1.99873052874712) | fabs) < 1e-8
          and .never_inconclusive == false and .reason == "too-few"' "$DIR/r.json"
    [ "$(json --sd-change 4.4 --sesoi 2 --pairs 70 --family 6 | jq -r .outcomes[0].with.reason)" = multiplicity ]
    [ "$(json --sd-change 4.4 --sesoi 2 --pairs 66 | jq -r .outcomes[0].with.reason)" = null ]
    flat power --sd-change 4.4 --sesoi 2 --pairs 70 --family 6
    [[ "$flat" == *"\"We cannot tell\" can be the finding, as so many outcomes are looked at: 6."* ]]
    flat power --sd-change 4.4 --sesoi 2 --pairs 66
    [[ "$flat" == *"\"We cannot tell\" cannot be the finding."* ]]
    flat power --sd-change 4.4 --sesoi 2 --pairs 40
    [[ "$flat" == *"is found 80 times in 100"*"wider than 2 points leave room for."* ]]
    flat power --sd-change 4.4 --sesoi 1 --pairs 40
    [[ "$flat" == *"a true average change of 1 point is found"*"wider than 1 point leaves room for."* ]]
}

@test "a scale alone: its published SD, and whose" {
    json phq9.total --sesoi 2 >"$DIR/r.json"
    jq -e '.outcomes[0] | .outcome == "phq9.total" and .sd == 5.5 and (.sd_source | length) > 5
        and .correlation == 0.6
        and ((.sd_change - 5.5 * (0.8 | sqrt)) | fabs) < 1e-12' "$DIR/r.json"
    [ "$(json phq9.total --sesoi 2 --correlation 0.5 | jq .outcomes[0].sd_change)" = 5.5 ]
    flat power phq9.total --sesoi 2
    [[ "$flat" == *"the widest published: NHS"*"correlate 0.6, a guess (--correlation)"* ]]
    [ "$(json phq9.total --sesoi 2 --sd 6 | jq -r .outcomes[0].sd_source)" = null ]
}

@test "a plan: every outcome, with its amount and its family" {
    plan
    json -C "$DIR" --sd 5 >"$DIR/r.json"
    jq -e '[.outcomes[] | [.outcome, .sesoi, .family_size]]
        == [["phq9.total", 2, 1], ["gad7.total", 2, 2], ["ons4.happiness", 0.5, 2]]' "$DIR/r.json"
    [ "$(json gad7.total -C "$DIR" --sd 5 | jq '.outcomes | length')" -eq 1 ]
    # A scale that the plan does not have; two numbers, which need no plan.
    [ "$(json hhi.total -C "$DIR" --sd 5 --sesoi 2 | jq -r .outcomes[0].outcome)" = hhi.total ]
    [ "$(json -C "$DIR" --sd 5 --sesoi 2 | jq '.outcomes | length')" -eq 1 ]
}

@test "a plan with arms: people in each" {
    plan
    cat >>"$DIR/evaluation.yaml" <<'END'
design: randomised
comparison: people on the waiting list
columns: {arm: Arm}
arms: waiting list
END
    json phq9.total -C "$DIR" --sd 6 >"$DIR/r.json"
    # SD 6, r .6: residual SD 4.8; tests/oracle/planning.csv "two arms"
    jq -e '.outcomes[0] | .two_arms and ((.sd_change - 4.8) | fabs) < 1e-12
        and .pairs == {change: 92, no_meaningful_change: 100, never_inconclusive: 151}' "$DIR/r.json"
    [ "$(json --sesoi 2 --sd 6 --two-arms | jq .outcomes[0].pairs.change)" -eq 92 ]
    flat power phq9.total -C "$DIR" --sd 6
    [[ "$flat" == *"people who answer twice, in each of the two groups"* ]]
}

@test "what is missing is said" {
    flat power -C "$DIR"
    [ "$status" -eq 2 ]
    [ "$flat" = "prepost: power of what? a scale (phq9.total), a folder with a plan (-C DIR), or --sesoi with --sd" ]
    flat power phq9.total
    [ "$status" -eq 2 ]
    [[ "$flat" == *"phq9.total: how much would matter is not known; --sesoi says it"* ]]
    flat power --sesoi 2
    [ "$status" -eq 2 ]
    [[ "$flat" == *"the outcome: no SD of it is published; --sd says one"* ]]
    flat power phq7 --sesoi 2
    [ "$status" -eq 2 ]
    [[ "$flat" == *"there is no questionnaire \"phq7\"; did you mean \"phq"*"prepost instrument list shows them" ]]
    flat power ons4 --sesoi 1
    [ "$status" -eq 2 ]
    [[ "$flat" == *"\"ons4\": which scale? there are: ons4.satisfaction, "* ]]
    flat power phq9.total --sesoi 27
    [ "$status" -eq 2 ]
    [[ "$flat" == *"--sesoi 27: expected less than 27 points, the width of "* ]]
    flat power --sesoi 2 --sd 5 --sd-change 4
    [ "$status" -eq 2 ]
    [[ "$flat" == *"--sd-change stands in place of --sd and --correlation: give one or the other" ]]
    flat power --sesoi 2 --sd 5 --icc 0.1
    [ "$status" -eq 2 ]
    [[ "$flat" == *"--icc needs --group-size: how many people a group has" ]]
    flat power --sesoi 0.001 --sd 50
    [[ "$flat" == *"over 10,000,000"* ]]
}

@test "one outcome without a published SD: the others, and what is missing" {
    plan
    "$PREPOST" power -C "$DIR" --format json >"$DIR/r.json" 2>"$DIR/said" &&
        status=0 || status=$?
    [ "$status" -eq 3 ]
    [ "$(cat "$DIR/said")" = "prepost: left out: ons4.happiness: no SD of it is published; --sd says one (or --sd-change, of people's changes), and so do the first answers of 10 people once they are imported" ]
    jq -e '[.outcomes[].outcome] == ["phq9.total", "gad7.total"]' \
        "$DIR/r.json"
    # Asked for alone, there is nothing else to print.
    run "$PREPOST" power ons4.happiness -C "$DIR"
    [ "$status" -eq 2 ]
}

# first_answers N: totals 1, 2 ... N of the first questionnaire
first_answers() {
    cat >"$DIR/evaluation.yaml" <<'END'
title: Groups
charity: Example Charity
service: the groups
waves: {before: when they joined, after: 3 months later}
instruments: [phq9]
outcomes: {phq9.total: {role: primary, sesoi: {value: 2, source: declared}}}
columns: {identifier: id}
files:
  - path: totals.csv
    columns: {total: {means: phq9.total, wave: before}}
END
    { echo id,total; seq "$1" | sed 's/.*/p&,&/'; } >"$DIR/totals.csv"
    rm -f "$DIR/evaluation.db"
    "$PREPOST" import -C "$DIR" --quiet
}

@test "the SD of the first answers in the store, of ten people or more" {
    # sd(1:12) is 3.605551 (R)
    first_answers 12
    json -C "$DIR" --from-store >"$DIR/a.json"
    json -C "$DIR" --sd 3.6 >"$DIR/b.json"
    jq -e '.. | objects | select(.sd?) | .sd == 3.6
        and .sd_source == "first answers in the store"' "$DIR/a.json"
    diff <(jq 'del(.. | .sd_source?)' "$DIR/a.json") \
        <(jq 'del(.. | .sd_source?)' "$DIR/b.json")
    flat power -C "$DIR" --from-store
    [[ "$flat" == *"SD of scores 3.6, of the first answers in the store"* ]]
    first_answers 9
    run "$PREPOST" power -C "$DIR" --from-store
    [ "$status" -eq 2 ]
    [[ "$output" == *"phq9.total: the store has too few first answers for an SD; expected those of 10 people or more, not nearly all alike" ]]
    # Of twelve, eleven alike: their spread would tell of each. Same words.
    few=$output
    sed -i 's/,.*[0-9]$/,7/' "$DIR/totals.csv"
    printf 'p%d,%d\n' 10 7 11 7 12 8 >>"$DIR/totals.csv"
    rm -f "$DIR/evaluation.db"
    "$PREPOST" import -C "$DIR" --quiet
    run "$PREPOST" power -C "$DIR" --from-store
    [ "$status" -eq 2 ]
    [ "$output" = "$few" ]
    run "$PREPOST" power -C "$DIR" --from-store --sd 3
    [ "$status" -eq 2 ]
    run "$PREPOST" power --from-store -C "$BATS_TEST_TMPDIR"
    [ "$status" -eq 2 ]
    [[ "$output" == *"--from-store: there is no plan here"* ]]
}

# R: sd(1:18) is 5.338539; cor(1:12, c(2,1,4,3,9,5,8,7,10,6,12,11)) is
# 0.8531469; 6 of 18 have no second score.
@test "what answers in the store say is used, and can be left out" {
    cat >"$DIR/evaluation.yaml" <<'END'
title: Groups
charity: Example Charity
service: the groups
waves: {before: when they joined, after: 3 months later}
instruments: [phq9]
outcomes: {phq9.total: {role: primary, sesoi: {value: 2, source: declared}}}
columns: {identifier: id, region: place}
files:
  - path: totals.csv
    columns:
      first: {means: phq9.total, wave: before}
      second: {means: phq9.total, wave: after}
END
    {
        echo id,place,first,second
        i=0
        for second in 2 1 4 3 9 5 8 7 10 6 12 11 "" "" "" "" "" ""; do
            i=$((i + 1))
            echo "p$i,Place $((i % 2)),$i,$second"
        done
    } >"$DIR/totals.csv"
    "$PREPOST" import -C "$DIR" --quiet
    json -C "$DIR" >"$DIR/r.json"
    jq -e '.dropout == 0.33 and (.outcomes[0] | .sd == 5.3 and .correlation == 0.85
        and .sd_source == "first answers in the store"
        and .correlation_source == "people in the store who answered twice"
        and .pairs.change == 19 and .per_region.change == 35)' "$DIR/r.json"
    flat power -C "$DIR"
    [[ "$flat" == *"to compare two regions: people who answer twice, in each of them"* ]]
    [[ "$flat" == *"Of every 100 who answered first, 33 have no second score so far"* ]]
    [[ "$flat" == *"--no-store does without."* ]]
    # What is said goes before what is stored.
    json -C "$DIR" --correlation 0.6 --dropout 10 | jq -e '.dropout == 0.1
        and (.outcomes[0] | .correlation == 0.6 and .correlation_source == null and .sd == 5.3)'
    json -C "$DIR" --no-store | jq -e '.dropout == 0
        and (.outcomes[0] | .correlation == 0.6 and .sd == 5.5 and .correlation_source == null)'
    run "$PREPOST" power -C "$DIR" --no-store --from-store
    [ "$status" -eq 2 ]
    [[ "$output" == *"--from-store and --no-store: give one or the other" ]]
}

# 6 of 20 have no second PHQ-9 score, 9 of 20 no second GAD-7 score: that is not
# said of everyone who answered first.
@test "how many did not answer again is that of the outcome where most are missing" {
    cat >"$DIR/evaluation.yaml" <<'END'
title: Groups
charity: Example Charity
waves: {before: when they joined, after: 3 months later}
instruments: [phq9, gad7]
outcomes:
  phq9.total: {role: primary, sesoi: {value: 2, source: declared}}
  gad7.total: {role: secondary, sesoi: {value: 2, source: declared}}
columns: {identifier: id}
files:
  - path: totals.csv
    columns:
      first: {means: phq9.total, wave: before}
      second: {means: phq9.total, wave: after}
      third: {means: gad7.total, wave: before}
      fourth: {means: gad7.total, wave: after}
END
    {
        echo id,first,second,third,fourth
        for i in $(seq 20); do
            echo "p$i,$i,$([ "$i" -gt 6 ] && echo $((i * 7 % 20))),$i,$([ "$i" -gt 9 ] && echo $((i * 3 % 20)))"
        done
    } >"$DIR/totals.csv"
    "$PREPOST" import -C "$DIR" --quiet
    json -C "$DIR" | jq -e '.dropout == 0.45'
    flat power -C "$DIR"
    [[ "$flat" == *"45 have no second score so far, in the outcome where most are missing; as many"* ]]
    flat power phq9.total -C "$DIR"
    [[ "$flat" == *"30 have no second score so far; as many"* ]]
}

# Regions are compared on all outcomes as one family, main or not. R:
# power.t.test(delta=2, sd=5.3*sqrt(.8), sig.level=S, power=.8)$n is 119.07,
# 108.06 and 89.16 for S = .05/3, .05/2 and .05.
@test "to compare regions, main outcomes and others are one family" {
    plan
    sed -i 's/^instruments/columns: {identifier: id, region: place}\n&/' "$DIR/evaluation.yaml"
    compared() { json -C "$DIR" phq9.total --sd 5.3 "$@" | jq -c '.outcomes[0] | [.family_size, .per_region.family_size, .per_region.change]'; }
    [ "$(compared)" = "[1,3,120]" ]
    [ "$(compared --family 2)" = "[2,2,109]" ]
    [ "$(compared --family 1)" = "[1,1,90]" ]
    [ "$(compared --two-arms)" = "[1,null,null]" ]
    flat power -C "$DIR"
    [[ "$flat" == *"Regions are compared on 3 outcomes, main or not: a difference is tested at 0.017 on each."* ]]
}
