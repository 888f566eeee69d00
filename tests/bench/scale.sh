#!/usr/bin/env bash
# How time and memory grow with the number of people, everything in one run:
# import, analyse, compare and report of three questionnaires in four regions,
# as ratios to the floor of importing the same file (import_floor.c), which is
# one thread. Import and report use two where there is much to do, so both are
# told: processor time, user and system, and time on the clock, which is only
# worth reading where two cores are free. The least of RUNS runs: what else the
# machine does only adds.
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
TIMEFORMAT="%U %S %R"

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

# least COLUMN: of lines of numbers
least() { sort -n -k "$1,$1" | head -1 | cut -d' ' -f"$1"; }

# usage COMMAND...: "SECONDS CLOCK MEGABYTES", the least of all runs
usage() {
    for ((run = 0; run < runs; run++)); do
        [ "$1" != import ] || rm -f evaluation.db
        # 3: there are findings that need attention
        { time /usr/bin/time -o memory -q -f %M "$prepost" "$@" >said 2>&1 ||
            [ $? -eq 3 ]; } 2>times
        awk '{printf "%.3f %.3f ", $1 + $2, $3}' times
        awk '{printf "%.0f\n", $1 / 1024}' memory
    done >runs
    echo "$(least 1 <runs) $(least 2 <runs) $(least 3 <runs)"
}

ratio() { awk "BEGIN {printf \"%.2f\", $1 / $2}"; }

printf '%10s %-8s %9s %7s %9s %7s %6s\n' people command "CPU, s" ratio \
    "clock, s" ratio MB
for people; do
    "$floor" write all.csv $((2 * people))
    rm -f evaluation.db
    "$prepost" import all.csv --quiet >/dev/null || [ $? -eq 3 ]
    for ((run = 0; run < runs; run++)); do
        { time "$floor" run all.csv evaluation.db new.db >said; } 2>times
        echo "$(awk '{printf "%.3f", $1 + $(NF - 1)}' said)" \
            "$(awk '{print $3}' times)"
        rm -f new.db
    done >floors
    base=$(least 1 <floors) base_clock=$(least 2 <floors)
    printf '%10s %-8s %9s %7s %9s\n' "$people" floor "$base" "" "$base_clock"
    total=0 total_clock=0 most=0
    for command in import analyse compare report; do
        case $command in
        import) read -r time clock memory < <(usage import all.csv --quiet) ;;
        *) read -r time clock memory < <(usage $command) ;;
        esac
        printf '%10s %-8s %9s %7s %9s %7s %6s\n' "$people" $command \
            "$time" "$(ratio "$time" "$base")" \
            "$clock" "$(ratio "$clock" "$base_clock")" "$memory"
        case $command in
        import | report)
            total=$(awk "BEGIN {print $total + $time}")
            total_clock=$(awk "BEGIN {print $total_clock + $clock}")
            [ "$memory" -le "$most" ] || most=$memory ;;
        esac
    done
    # The aim for a million: from the CSV to the finished report.
    aim=
    [ "$people" -lt 1000000 ] || aim="  (aim: 1.60 on the clock, 300)"
    printf '%10s %-8s %9s %7s %9s %7s %6s%s\n' "$people" together \
        "$total" "$(ratio "$total" "$base")" \
        "$total_clock" "$(ratio "$total_clock" "$base_clock")" "$most" "$aim"
done
