#!/usr/bin/env bats
# What the README tells people to type works, in its order; the files that it
# shows are whole; the targets of make that it names are there.

setup() {
    PREPOST=$(realpath "${PREPOST:-build/prepost}")
    root=$PWD
    readme=$root/README.md
}

# The indented block after the line that holds a text, without its indent.
block_after() {
    awk -v text="$1" 'index($0, text) {found = 1; next}
        found && /^    / {print substr($0, 5); began = 1; next}
        found && /^$/ && began {print ""; next}
        began {exit}' "$readme"
}

# What a person would have beside the plan.
prepare() {
    cd "$BATS_TEST_TMPDIR"
    "$root/scripts/demo-data" data
    (echo before,after,region
        for i in $(seq 40); do echo "$((i % 17)),$((i * 7 % 15)),N"; done) >answers.csv
    sed '/^files:/,/^$/d' "$root/surveys/demo/evaluation.yaml" >evaluation.yaml
    for wave in before after; do
        cp data/eastshire-$wave.csv $wave.csv
    done
    # The other place, whose summary is pooled with ours.
    mkdir south
    cp evaluation.yaml south/
    for wave in before after; do
        "$PREPOST" import -C south data/westshire-$wave.csv --wave $wave \
            --region South --quiet || [ $? -eq 3 ]
    done
    "$PREPOST" export summary -C south -o south.json
    mkdir templates
    block_after 'templates/trustees.md' >templates/trustees.md
}

@test "the commands, in their order" {
    prepare
    count=0
    while read -r line; do
        command=$(sed 's/   *.*//' <<<"$line") # without the remark beside it
        case "$command" in
        "prepost init "*) expected="0" ;;
        *) expected="0 3" ;;
        esac
        # Rows are of one region here; the plan of the reader may have more.
        [[ "$command" != *"import "* ]] || command+=" --region North"
        run "$PREPOST" ${command#prepost }
        [[ " $expected " == *" $status "* ]] || { echo "$line: $output"; false; }
        count=$((count + 1))
    done < <(grep -E '^ {4,}prepost ' "$readme" | sed 's/^ *//' |
        grep -v '^prepost, version')
    [ "$count" -ge 16 ]
    [ -s mygroups/evaluation.yaml ] && [ -s reports/funder.html ]
    [ -s reports/trustees.txt ] && [ -s phq9.png ] && [ -s results.json ]
    # Commands in the middle of a sentence.
    run "$PREPOST" verify
    [ "$status" -eq 0 ]
    run "$PREPOST" backup copy.db
    [ "$status" -eq 0 ]
}

@test "the plan that it shows is one" {
    block_after 'this much is enough' >"$BATS_TEST_TMPDIR/evaluation.yaml"
    run "$PREPOST" plan show -C "$BATS_TEST_TMPDIR"
    [ "$status" -eq 0 ] || { echo "$output"; false; }
}

@test "the questionnaire that it shows is one" {
    block_after 'This one is whole, `ahi.yaml`' >"$BATS_TEST_TMPDIR/ahi.yaml"
    run "$PREPOST" instrument check "$BATS_TEST_TMPDIR/ahi.yaml"
    [ "$status" -eq 0 ] || { echo "$output"; false; }
    [ "$(wc -l <"$BATS_TEST_TMPDIR/ahi.yaml")" -ge 5 ]
}

@test "every target of make that it names is there; every file too" {
    targets=$(grep -oE '(^    |`|sudo )make [a-z-]+' "$readme" | sed 's/.*make //' | sort -u)
    [ "$(wc -w <<<"$targets")" -ge 10 ]
    for target in $targets; do
        grep -q "^$target:" Makefile || { echo "$target"; false; }
    done
    for path in $(grep -oE '\]\([a-z/_.]+\)' "$readme" | tr -d '()]'); do
        [ -e "$path" ] || { echo "$path"; false; }
    done
    for command in $(grep -oE '`prepost [a-z]+' "$readme" | sed 's/.* //' | sort -u); do
        "$PREPOST" "$command" --help >/dev/null
    done
}

@test "its version is the program's" {
    version=$("$PREPOST" --version | sed -n '1s/^prepost \([0-9.]*\).*/\1/p')
    grep -q "prepost, version $version " "$readme"
}
