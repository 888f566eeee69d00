#!/usr/bin/env bats
# What reports say, where the findings are such that a sentence for all would
# not be true: each evaluation is made to have one of them.

bats_require_minimum_version 1.5.0

setup() {
    PREPOST=${PREPOST:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)/build/prepost}
    cd "$BATS_TEST_TMPDIR"
}

# people N: before.csv and after.csv of N people; scores P, G and U start at 10
# to 14, 8 to 12 and 5 to 7, and the changes of each are read, a line a score:
# "-3*8 1*12".
people() {
    awk -v n="$1" 'BEGIN { low[1] = 10; low[2] = 8; low[3] = 5; of[1] = of[2] = 5; of[3] = 3 }
        {
            p = 0
            for (f = 1; f <= NF; f++) {
                split($f, change, "[*]")
                for (k = 0; k < change[2]; k++)
                    change_of[NR, ++p] = change[1]
            }
            if (p != n) exit 1
        }
        END {
            print "Code,P,G,U" >"before.csv"
            print "Code,P,G,U" >"after.csv"
            for (p = 1; p <= n; p++) {
                first = later = sprintf("amber-%d-birch", p * 7919 % 100003)
                for (s = 1; s <= 3; s++) {
                    score = low[s] + p % of[s]
                    first = first "," score
                    later = later "," score + change_of[s, p]
                }
                print first >"before.csv"
                print later >"after.csv"
            }
        }'
}

# plan: title and charity, two waves, its files; what is read stands between.
plan() {
    {
        printf '%s\n' 'title: Tuesday groups' 'charity: Example Charity' \
            'service: the groups' \
            'waves: {before: when they joined, after: 3 months later}' \
            'columns: {identifier: Code}'
        cat
        for wave in before after; do
            echo "  - {path: $wave.csv, wave: $wave, columns: {P: phq9.total, G: gad7.total, U: ucla3.total}}"
        done
    } >evaluation.yaml
    "$PREPOST" import --quiet
}

# flat TEMPLATE [OPTION]...: a report as text, in one line.
flat() {
    template=$1
    shift
    "$PREPOST" report --template "$template" --format text -o - --quiet "$@" |
        tr -s ' \n' ' '
}

# The report in $report has this sentence; has it not.
says() {
    [[ "$report" == *"$1"* ]] || { printf 'not said: %s\n%s\n' "$1" "$report"; return 1; }
}
never_says() {
    [[ "$report" != *"$1"* ]] || { printf 'said: %s\n%s\n' "$1" "$report"; return 1; }
}

# SciPy 1.10, ttest_1samp and t.interval of the changes: P mean -0.45, p 0.0351,
# 95% -0.865 to -0.035 (of two: Holm's p 0.0703); G mean -2.0, p 5.6e-7,
# 95% -2.568 to -1.432, 90% -2.469 to -1.531.
@test "less than matters, by the 90% range alone; no change that matters, off zero" {
    people 20 <<<'-1*14 1*5 0*1
-3*8 -2*8 -1*2 1*2
-1*10 1*10'
    plan <<'YAML'
instruments: [phq9, gad7, ucla3]
outcomes:
  gad7.total: {role: primary, sesoi: {value: 2.5, source: declared}}
  phq9.total: {role: secondary, sesoi: {value: 2, source: declared}}
  ucla3.total: {role: secondary, sesoi: {value: 1, source: declared}}
files:
YAML
    report=$(flat funder)
    says "[1] This uses the 90% range, 1.53 to 2.47. [2] The whole range lies on one side of \"no change\". But we looked at 2 other outcomes, and with that many, chance could do this."
    says "By less than matters: better or worse, but the 90% range has no room for a change as big as the plan set. No change that matters: the 90% range has no room for a change as big as the plan set."
    says "so a change that matters is not ruled out. \"Less than would matter\" goes by the 90% range, 1.53 to 2.47."
    says "up or down, does not fit these answers. The whole range lies on one side of \"no change\". But we looked at 2 other outcomes"
    never_says "95% likely range"
    # Another level says so wherever its range is named.
    report=$(flat funder --level 0.8)
    says "the whole 80% likely range lies on one side of no change."
    "$PREPOST" report --template funder --format md -o - --quiet --level 0.8 >report.md
    grep -qF "| Change (80% likely range) |" report.md
}

# SciPy, t.interval of the changes: 0, 95% -1.095 to 1.095, 90% -0.905 to 0.905.
@test "no change that matters where the likely range goes past that: the range that decides is named beside it" {
    people 20 <<<'-3*4 -2*4 0*4 2*4 3*4
-1*10 1*10
-1*10 1*10'
    plan <<'YAML'
instruments: [phq9, gad7, ucla3]
outcomes:
  phq9.total: {role: primary, sesoi: {value: 1, source: declared}}
files:
YAML
    "$PREPOST" report --format md -o - --quiet >report.md
    grep -qF '| **No change that matters**, by the 90% range \[1\] |' report.md
    grep -qF '0.0 (down 1.1 to up 1.1)' report.md
    report=$(flat funder)
    says 'the finding is "no change that matters, by the 90% range".'
    "$PREPOST" report --template technical --format md -o - --quiet |
        grep -qF '**No change that matters**, by the 90% range |'
}

three_outcomes() {
    plan <<'YAML'
instruments: [phq9, gad7, ucla3]
outcomes:
  phq9.total: {role: primary, sesoi: {value: 2, source: declared}}
  gad7.total: secondary
  ucla3.total: secondary
files:
YAML
}

@test "too few people for a finding: nobody is said to be behind any" {
    people 8 <<<'-3*4 1*4
-2*3 2*5
-1*4 1*4'
    three_outcomes
    report=$(flat funder)
    says "- Who: 8 people answered our questions when they joined. Of these, 8 answered again. - Findings: none yet."
    never_says "The findings are about"
}

# Of 12 people, six went one way and six the other, by less than any amount.
@test "an amount by which nobody is counted is not explained" {
    people 12 <<<'-1*6 1*6
-1*6 1*6
-1*6 1*6'
    three_outcomes
    report=$(flat funder)
    says "The findings are about those 12."
    never_says "Amounts in"
    people 60 <<<'-7*20 0*20 7*20
-5*20 0*20 5*20
-1*30 1*30'
    "$PREPOST" import --replace --quiet before.csv after.csv
    report=$(flat funder)
    says 'Amounts in "What changed for people": PHQ-9 6'
}
