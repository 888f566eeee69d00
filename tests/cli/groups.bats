#!/usr/bin/env bats
# Support groups: one rule, wherever they are counted, allowed for or compared.
# A group is a group of its region; who is in none is not counted as one.

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    cd "$BATS_TEST_TMPDIR"
    cat >evaluation.yaml <<'YAML'
title: T
charity: C
waves: {before: at the start, after: later}
instruments: [ons4]
outcomes:
  ons4.satisfaction: {role: primary, sesoi: {value: 1, source: declared}}
columns:
  identifier: id
  region: region
  group: group
files:
  - {path: before.csv, wave: before}
  - {path: after.csv, wave: after}
YAML
}

# people NAMES: 45 of them, five in each of three groups in three regions, with
# a number of their own for each group of a region where NAMES is "apart"; the
# first six without a group where it is "six-none".
people() {
    awk -v names="$1" 'BEGIN {
        split("Devon Gwynedd Powys", region)
        split("Befriending Bereavement Carers", name)
        split("2 0 1 0 3 1 2 1 0", shift)
        print "id,region,group,ons4_1" >"before.csv"
        print "id,region,group,ons4_1" >"after.csv"
        for (i = 0; i < 45; i++) {
            g = int(i / 5)
            r = int(g / 3)
            group = name[g % 3 + 1] (names == "apart" ? " " region[r + 1] : "")
            if (names == "six-none" && i % 8 == 0)
                group = ""
            before = 3 + i * 7 % 4
            after = before + shift[g + 1] + i * 5 % 3 - 1
            who = "p" i "," region[r + 1] "," group ","
            print who before >"before.csv"
            print who after >"after.csv"
        }
    }'
    rm -f evaluation.db
    "$PREPOST" import 2>import.txt
    "$PREPOST" analyse --format json --show-small-counts >all.json
}

# The decided change's mean, standard error and df. Expected: R's matrices of
# Bell and McCaffrey's (2002) CR2 over region x group from the two files, people
# in no group each alone (independent of prepost: lm's hat matrix, eigen()).
decided() {
    jq -r '.outcomes[0] | .change.mean, .change.se, .t_test.df' all.json |
        awk '{ printf "%.8f ", $1 }'
}

# The same of both: how often groups are counted, and what rests on it.
numbers() {
    jq -c '[.flow.n_groups, [.flow.regions[].n_groups],
        (.outcomes[0] | .n_groups, .clustered, .verdict.code, .change.se,
            .t_test.df, .change.ci),
        (.outcomes[0].comparison.support_groups | .n, .allowed_for)]' all.json
}

@test "one group's name in three regions is a group in each, everywhere" {
    people apart
    numbers >apart.txt
    run cat import.txt
    [[ "$output" != *"several regions"* ]]
    people same
    numbers >same.txt
    diff apart.txt same.txt
    [ "$(decided)" = "1.11111111 0.34011617 8.00000000 " ]
    [[ "$(cat same.txt)" == '[9,[3,3,3],9,true,'* ]]
    [ "$(grep -c '3 names of groups ("Befriending" is one) stand in several regions' import.txt)" -eq 1 ]
    run "$PREPOST" status
    [[ "$output" == *"stand in several regions: Befriending, Bereavement, Carers"* ]]
    [ "$("$PREPOST" status --format json | jq -c .groups_in_several_regions)" = '["Befriending","Bereavement","Carers"]' ]
    # The decided range allows for groups; the averages' own are Student's.
    run "$PREPOST" plot paired --words
    [[ "$output" == *" The ranges of averages do not allow for support groups; that of the change does."* ]]
    # Told once: nothing new in a later file.
    run "$PREPOST" import after.csv --wave after --replace
    [[ "$output" != *"several regions"* ]]
}

@test "people in no group neither are groups nor turn the method on" {
    sed -i 's/  region: region//' evaluation.yaml
    people six-none
    # Three names, six people in none: too few groups to allow for.
    [ "$(jq -c '[.flow.n_groups, (.outcomes[0] | .n_groups, .clustered, .t_test.df)]' all.json)" = '[3,3,false,44]' ]
    run "$PREPOST" plot paired --words
    [[ "$output" == *"The average went from "* && "$output" != *"support groups"* ]]
    sed -i 's/  identifier: id/&\n  region: region/' evaluation.yaml
    people six-none
    [ "$(jq -c '[.flow.n_groups, (.outcomes[0] | .n_groups, .clustered)]' all.json)" = '[9,9,true]' ]
    [ "$(decided)" = "1.11111111 0.30803258 10.44576935 " ]
}

# The ICC by analysis of variance of the nine groups of five, which REML equals
# where groups are of one size (Searle, Casella and McCulloch 1992, 3.8): R,
# m <- anova(lm(after - before ~ group)), (B - W) / (B + 4 W).
@test "power allows for the plan's support groups, or says that it does not" {
    people apart
    icc=$(paste -d, before.csv after.csv | awk -F, 'NR > 1 { d = $8 - $4; g = $3; n[g]++; s[g] += d; q += d * d; t += d; N++ }
        END { for (g in s) { b += s[g] ^ 2 / n[g]; k++ }
              w = (q - b) / (N - k); b = (b - t * t / N) / (k - 1)
              printf "%.2f", (b - w) / (b + 4 * w) }')
    run "$PREPOST" power --format json
    [ "$status" -eq 0 ]
    [ "$(jq -c '.outcomes[0] | [.group_size, .icc]' <<<"$output")" = "[5,$icc]" ]
    [ "$(jq -r '.outcomes[0].groups_source' <<<"$output")" = "people in the store who answered twice" ]
    by_hand=$("$PREPOST" power --format json --group-size 5 --icc "$icc")
    [ "$(jq -c '.outcomes[0].pairs' <<<"$output")" = "$(jq -c '.outcomes[0].pairs' <<<"$by_hand")" ]
    alone=$("$PREPOST" power --format json --no-store --sd 2)
    [ "$(jq -c '.outcomes[0] | [.group_size, .icc, .groups_source]' <<<"$alone")" = "[null,null,null]" ]
    run "$PREPOST" power
    [[ "$(tr -s ' \n' ' ' <<<"$output")" == *"In support groups of 5 whose changes are alike by $icc, as those of people who answered twice so far (0.05 at least)"* ]]
    run "$PREPOST" power --no-store --sd 2
    [[ "$(tr -s ' \n' ' ' <<<"$output")" == *"The plan names support groups, and they are left out of these numbers"*"--group-size says"* ]]
    sed -i '/group: group/d' evaluation.yaml
    run "$PREPOST" power --no-store --sd 2
    [[ "$output" != *"names support groups"* ]]
}
