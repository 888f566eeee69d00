#!/usr/bin/env bash
# Made-up scores: make_people.sh DIR OUTCOMES REGIONS WAVES [DESIGN [MAIN [WORSE]]]
# writes DIR/evaluation.yaml and a file of each wave, the same every time: up
# to eight outcomes, two of them main ones or MAIN, in up to six regions, two or
# three times; with a waiting list where the design is a comparison, and not
# where it is before-after. Where WORSE is given, so many outcomes, the last
# ones, go worse and all others better.
set -eu
mkdir -p "$1"
awk -v k="$2" -v regions="$3" -v waves="$4" -v design="${5:-before-after}" -v main="${6:-2}" -v worse="${7-}" -v dir="$1" '
function uniform() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
function normal() { return sqrt(-2 * log(uniform())) * cos(6.283185307 * uniform()) }
function score(i, person, wave,   x) {
    x = .5 + .13 * person + .11 * normal() + (wave > 1) * shift[i]
    x = int(lowest[i] + (highest[i] - lowest[i]) * x + .5)
    return x < lowest[i] ? lowest[i] : x > highest[i] ? highest[i] : x
}
function outcome(id, lo, hi, matters, by) {
    name[++n] = id; lowest[n] = lo; highest[n] = hi; sesoi[n] = matters
    shift[n] = by
}
BEGIN {
    seed = 4711
    outcome("hhi", 12, 48, 2, .08); outcome("phq9", 0, 27, 2, 0)
    outcome("gad7", 0, 21, 1.5, -.02); outcome("who5", 0, 100, 5, .03)
    outcome("wsas", 0, 40, 2, -.05); outcome("gse", 10, 40, 2, .02)
    outcome("swls", 5, 35, 2, 0); outcome("core10", 0, 40, 2, -.03)
    for (i = 1; i <= k && worse != ""; i++)
        shift[i] = (i > k - worse ? -.08 : .08) * (name[i] ~ /phq9|gad7|wsas|core10/ ? -1 : 1)
    split("Cornwall Devon Somerset Dorset Wiltshire Gloucestershire", places)
    split("before between after", ids)
    split("when they joined;6 weeks later;3 months later", times, ";")
    if (waves == 2) { ids[2] = ids[3]; times[2] = times[3] }
    plan = dir "/evaluation.yaml"
    print "title: Peer support groups\ncharity: Example Charity\nservice: the groups" > plan
    print "dates: January to December 2025\ngap: 3 months\nlow_point: yes\nmade_up: yes" > plan
    print "design: " design > plan
    if (design == "comparison")
        print "comparison: people on the waiting list\narms: waiting list" > plan
    print "waves:" > plan
    for (w = 1; w <= waves; w++) print "  " ids[w] ": " times[w] > plan
    list = name[1]
    for (i = 2; i <= k; i++) list = list ", " name[i]
    print "instruments: [" list "]\noutcomes:" > plan
    for (i = 1; i <= k; i++)
        print "  " name[i] ".total: {role: " (i > main ? "secondary" : "primary") ", sesoi: {value: " sesoi[i] ", source: declared, because: one step on two questions}}" > plan
    print "columns:\n  identifier: Code\n  keep: {age band: Age}" > plan
    if (regions > 1) print "  region: Region" > plan
    if (design == "comparison") print "  arm: Arm" > plan
    print "files:" > plan
    head = "Code,Region,Arm,Age"
    for (i = 1; i <= k; i++) {
        head = head "," name[i]
        columns = columns (i > 1 ? ", " : "") name[i] ": " name[i] ".total"
    }
    for (w = 1; w <= waves; w++) {
        print "  - {path: " ids[w] ".csv, wave: " ids[w] ", columns: {" columns "}}" > plan
        print head > (dir "/" ids[w] ".csv")
    }
    for (p = 1; p <= 80 * regions + 80; p++) {
        person = normal()
        who = sprintf("AB%04d", p) "," places[1 + p % regions] "," (p % 2 ? "offered" : "waiting list") "," (p % 3 ? "18 to 44" : "45 or over")
        for (w = 1; w <= waves; w++) {
            if (w > 1 && uniform() < .28) continue
            line = who
            for (i = 1; i <= k; i++)
                line = line "," score(i, person, design == "comparison" && p % 2 == 0 ? 1 : w)
            print line > (dir "/" ids[w] ".csv")
        }
    }
}'
