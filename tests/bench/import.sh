#!/usr/bin/env bash
# An import against its floor: time and memory of a large file, and memory for
# each further participant. Prints a line for each limit; exit 1 if one is
# passed. The floor is one thread; an import has two, which slow each other down
# where two processors are one core, so that their time is only told: the limit
# is on the clock's, which people wait for, and is only worth reading where two
# processors are free.
# Times are of one run after another, RUNS times, the least of each: what else
# the machine does only adds.
#
#   tests/bench/import.sh PREPOST IMPORT_FLOOR [ROWS] [RUNS]
set -eu
prepost=$(realpath "$1")
floor=$(realpath "$2")
rows=${3:-1700000}
runs=${4:-3}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >evaluation.yaml <<'PLAN'
title: Import
charity: C
waves: {before: on joining, after: later}
instruments: [hhi, phq9, gad7]
outcomes: {hhi.total: primary}
columns: {identifier: id, wave: wave, date: date, region: region, group: group}
PLAN

# usage FILE: "SECONDS CLOCK KILOBYTES" of importing it into a new store
usage() {
    rm -f evaluation.db
    /usr/bin/time -o usage -f '%U %S %e %M' "$prepost" import "$1" --quiet
    awk '{printf "%.2f %.2f %d\n", $1 + $2, $3, $4}' usage
}

"$floor" write all.csv "$rows"
"$floor" write half.csv $((rows / 2))
half=$(usage half.csv | cut -d' ' -f3)
ours= clocks=
theirs= their_clocks=
TIMEFORMAT=%R
for ((i = 0; i < runs; i++)); do
    read -r seconds clock all < <(usage all.csv)
    ours+="$seconds"$'\n'
    clocks+="$clock"$'\n'
    { time "$floor" run all.csv evaluation.db new.db >said; } 2>times
    theirs+=$(awk '{printf "%.2f", $1 + $(NF - 1)}' said)$'\n'
    their_clocks+=$(cat times)$'\n'
done
least() { sort -n <<<"$1" | sed '/^$/d' | head -1; }

awk -v rows="$rows" -v ours="$(least "$ours")" -v theirs="$(least "$theirs")" \
    -v clock="$(least "$clocks")" -v their_clock="$(least "$their_clocks")" \
    -v all="$all" -v half="$half" 'BEGIN {
    mb = all / 1024
    each = (all - half) * 1024 / (rows / 4)
    printf "import of %d rows: processor %.2f s, floor %.2f s, ratio %.2f\n",
        rows, ours, theirs, ours / theirs
    printf "on the clock: %.2f s, floor %.2f s, ratio %.2f (at most 1.25)\n",
        clock, their_clock, clock / their_clock
    printf "memory: %.0f MB (under 128), %.0f bytes for each further " \
        "participant (at most 64)\n", mb, each
    exit !(clock / their_clock <= 1.25 && mb < 128 && each <= 64)
}'
