#!/usr/bin/env bash
# Made-up answers in many regions: make_regions.sh DIR REGIONS PEOPLE [SPREAD]
# writes DIR/evaluation.yaml, before.csv and after.csv: PHQ-9 and GAD-7, the
# same every time. SPREAD: how far apart regions' true changes are, in points
# (default 0). Region names are not in the order of their changes.
set -eu
mkdir -p "$1"
cat >"$1/evaluation.yaml" <<'PLAN'
title: Groups in many regions
charity: Example Charity
service: the groups
design: before-after
made_up: yes
waves: {before: when they joined, after: 3 months later}
instruments: [phq9, gad7]
outcomes:
  phq9.total: {role: primary, sesoi: {value: 2, source: declared, because: two questions moving one step}}
  gad7.total: {role: secondary, sesoi: {value: 2, source: declared, because: two questions moving one step}}
columns:
  identifier: Code
  region: Region
  keep: {age band: Age}
files:
  - {path: before.csv, wave: before}
  - {path: after.csv, wave: after}
disclosure: charity-5
PLAN
awk -v k="$2" -v n="$3" -v spread="${4:-0}" -v dir="$1" '
function uniform() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
function normal() { return sqrt(-2 * log(uniform())) * cos(6.283185307 * uniform()) }
function answer(at,   x) { x = int(at + .9 * normal() + .5); return x < 0 ? 0 : x > 3 ? 3 : x }
function row(file, code, region, age, at,   i, line) {
    line = code "," region "," age
    for (i = 0; i < 16; i++) line = line "," answer(at)
    print line > file
}
BEGIN {
    seed = 4711
    head = "Code,Region,Age"
    for (i = 1; i <= 9; i++) head = head ",phq9_" i
    for (i = 1; i <= 7; i++) head = head ",gad7_" i
    print head > (dir "/before.csv"); print head > (dir "/after.csv")
    for (r = 0; r < k; r++) {
        name = sprintf("Region %c%02d", 65 + (r * 7) % 26, r + 1)
        shift = -.1 + spread / 9 * ((r * 5) % k / (k - 1) - .5) * 2
        people = n + (r * 11) % n
        for (i = 1; i <= people; i++) {
            at = 1.3 + .5 * normal()
            age = uniform() < .5 ? "18 to 49" : "50 or over"
            row(dir "/before.csv", "c" r "-" i, name, age, at)
            if (uniform() < .75)
                row(dir "/after.csv", "c" r "-" i, name, age, .6 * at + .45 + shift + .3 * normal())
        }
    }
}'
