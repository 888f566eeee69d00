#!/usr/bin/env bash
# How time and memory grow with the number of people, everything in one run:
# import, analyse, compare and report of three questionnaires in four regions,
# as ratios to the floor of importing the same file (import_floor.c). Processor
# time, user and system, the least of RUNS runs: what else the machine does
# only adds.
#
#   tests/bench/scale.sh PREPOST IMPORT_FLOOR [RUNS] [PEOPLE...]
set -eu
prepost=$(realpath "$1")
floor=$(realpath "$2")
runs=${3:-3}
shift 3 || shift $#
[ $# -gt 0 ] || set -- 200 20000 1000000
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
TIMEFORMAT="%U %S"

cat >evaluation.yaml <<'PLAN'
title: Scale
charity: C
service: the groups
waves: {before: on joining, after: later}
instruments: [hhi, phq9, gad7]
outcomes:
  hhi.total: {role: primary, sesoi: {value: 2, source: declared}}
  phq9.total: {role: secondary, sesoi: {value: 2, source: declared}}
  gad7.total: secondary
columns: {identifier: id, wave: wave, date: date, region: region, group: group}
PLAN

# usage COMMAND...: "SECONDS MEGABYTES", the least of all runs
usage() {
    for ((run = 0; run < runs; run++)); do
        [ "$1" != import ] || rm -f evaluation.db
        # 3: there are findings that need attention
        { time /usr/bin/time -o memory -q -f %M "$prepost" "$@" >said 2>&1 ||
            [ $? -eq 3 ]; } 2>times
        awk '{printf "%.3f ", $1 + $2}' times
        awk '{printf "%.0f\n", $1 / 1024}' memory
    done | sort -n | head -1
}

printf '%10s %9s  %-8s %9s %7s %6s\n' people "floor, s" command "time, s" ratio MB
failed=0
for people; do
    "$floor" write all.csv $((2 * people))
    rm -f evaluation.db
    "$prepost" import all.csv --quiet >/dev/null || [ $? -eq 3 ]
    base=$(for ((run = 0; run < runs; run++)); do
        "$floor" run all.csv evaluation.db new.db |
            awk '{printf "%.3f\n", $1 + $(NF - 1)}'
        rm -f new.db
    done | sort -n | head -1)
    total=0 most=0
    for command in import analyse compare report; do
        case $command in
        import) read -r time memory < <(usage import all.csv --quiet) ;;
        *) read -r time memory < <(usage $command) ;;
        esac
        printf '%10s %9s  %-8s %9s %7s %6s\n' "$people" "$base" $command \
            "$time" "$(awk "BEGIN {printf \"%.2f\", $time / $base}")" "$memory"
        case $command in
        import | report)
            total=$(awk "BEGIN {print $total + $time}")
            [ "$memory" -le "$most" ] || most=$memory ;;
        esac
    done
    # The aim for a million: from the CSV to the finished report.
    awk -v people="$people" -v total="$total" -v base="$base" -v most="$most" '
        BEGIN {
            printf "%10s %9s  %-8s %9.3f %7.2f %6d", people, base, "together",
                total, total / base, most
            print (people >= 1000000 ? "  (aim: 1.60 and 300)" : "")
        }'
done
