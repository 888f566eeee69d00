#!/usr/bin/env bats
# The funder's report is two A4 pages, whatever the plan, by each program that
# can print it; the first says who, how many, what changed, in people, and what
# this cannot show, and then the evidence follows. A few plans here; all 48 of
# make_people.sh, some without main outcomes or with nothing else, and some where
# all or one went worse, take minutes and wait for `make pages`.

bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export root
    export PREPOST=${PREPOST:-$root/build/prepost}
    for printer in chromium weasyprint; do
        command -v $printer >/dev/null || continue
        mkdir -p "$BATS_FILE_TMPDIR/only/$printer"
        ln -s "$(command -v $printer)" "$BATS_FILE_TMPDIR/only/$printer"
    done
}

plans() {
    if [ "${PP_PAGES-}" != all ]; then
        # Most to tell of one group, of two, of two times; of no main outcome.
        # Beside a waiting list of few the main ones' counts are hidden. All
        # worse: the charity's answer to each.
        printf '%s\n' "8 2 2" "8 4 2" "8 4 3" "8 4 3 comparison" \
            "4 1 2 comparison" "8 2 2 before-after 0" \
            "8 2 2 before-after 2 8" "8 4 3 comparison 8 8"
        return
    fi
    for outcomes in 2 4 6 8; do
        for regions in 1 2 4; do
            for waves in 2 3; do
                echo "$outcomes $regions $waves before-after"
                echo "$outcomes $regions $waves comparison"
            done
        done
    done
    for main in 0 1 8; do
        for design in before-after comparison; do
            printf "8 %s $design $main\n" "2 2" "4 2" "4 3"
        done
    done
    # All better, one worse, two and all: each of them a sentence of its own.
    for worse in 0 1 2 8; do
        for design in before-after comparison; do
            printf "8 %s $worse\n" "2 2 $design 2" "4 2 $design 8" \
                "4 3 $design 2" "4 3 $design 8"
        done
    done
    printf '%s\n' "4 4 2 before-after 4 4" "5 2 2 before-after 2 5" \
        "6 1 2 before-after 6 6" "4 1 2 comparison 4 4" "3 4 2 comparison 3 3"
}

# says FILE WORDS...: in that order
says() {
    local text=$1 words
    shift
    text=$(tr -s ' \n\f' ' ' <"$text")
    for words; do
        [[ "$text" == *"$words"* ]] || { echo "not there, or not in order: $words"; return 1; }
        text=${text#*"$words"}
    done
}

# is_whole PDF: two pages, each with what belongs there
is_whole() {
    local pages first=${1%.pdf}.1 second=${1%.pdf}.2 last
    pages=$(pdfinfo "$1" | sed -n 's/^Pages: *//p')
    [ "$pages" -eq 2 ] || { echo "$pages pages"; return 1; }
    pdftotext -f 1 -l 1 "$1" "$first"
    pdftotext -f 2 -l 2 "$1" "$second"
    says "$first" "At a glance" "Who: " " people answered our questions" \
        "Better on average" "Worse on average:" "The reason:" \
        "What changed for people" "people" "What this can and cannot show" \
        "It cannot show:" "that the reason was the groups" \
        "change lasts beyond" "Key findings" || return 1
    says "$second" "Technical box" "Likely range:" || return 1
    # A heading or a caption stands over something.
    last=$(sed '/^prepost [0-9]/,$d' "$first" | grep -v '^ *$' | tail -1)
    [[ ! "$last" =~ ^(Key\ findings|The\ findings\ in\ words|Who\ answered|Table\ [0-9]+:.*)$ ]] ||
        { echo "page 1 ends with: $last"; return 1; }
}

# says_worse PLAN MARKDOWN: of as many as went worse, the charity's answer
says_worse() {
    local worse answered
    worse=$(grep -cE '^\| .* \| (higher|lower) \| \*\*Worse' "$2")
    answered=$(sed -n '/^## The findings in words/,/^## Who/p' "$2" |
        grep -oE 'which is worse|\*\*Also worse on average:\*\* .*\. Example' |
        sed -E 's/.*\*\* (.*)\. Example/\1/; s/, | and /\n/g' | wc -l)
    [ "$worse" -eq "$answered" ] ||
        { echo "$1: $worse went worse, $answered are told of in words"; return 1; }
}

@test "the funder's report is two pages, and the first tells what it cannot show" {
    command -v pdftotext >/dev/null || skip "poppler-utils is not installed"
    [ -d "$BATS_FILE_TMPDIR/only" ] || skip "nothing that prints a PDF is installed"
    n=0 wrong=0
    while read -r plan; do
        here=$BATS_TEST_TMPDIR/$((n += 1))
        # shellcheck disable=SC2086
        "$root/tests/cli/make_people.sh" "$here" $plan
        "$PREPOST" import -C "$here" --quiet
        for only in "$BATS_FILE_TMPDIR/only"/*; do
            PATH=$only "$PREPOST" report -C "$here" --quiet --format pdf,md
            is_whole "$here/reports/funder.pdf" ||
                { echo "$plan, ${only##*/}"; : $((wrong += 1)); }
        done
        # Every planned outcome's finding has a row.
        rows=$(grep -cE '^\| .* \| (higher|lower) \| \*\*' "$here/reports/funder.md")
        [ "$rows" -eq "${plan%% *}" ] ||
            { echo "$plan: $rows rows"; : $((wrong += 1)); }
        # What went worse is named at a glance, and among the findings in words.
        says_worse "$plan" "$here/reports/funder.md" || : $((wrong += 1))
    done < <(plans)
    [ "$n" -ge 6 ]
    [ "$wrong" -eq 0 ]
}
