#!/usr/bin/env bats
# The manual pages: well-formed, complete, and every example in them works.

PAGES="evaluation instrument template summary"

setup() {
    PREPOST=$(realpath "${PREPOST:-build/prepost}")
    root=$PWD
}

page() { # page [NAME]
    "$PREPOST" help --man $1
}

# What stands between .EX and .EE, as a reader sees it.
example() {
    sed -n '/^\.EX$/,/^\.EE$/p' | grep -v '^\.E[XE]$' |
        sed 's/\\-/-/g; s/\\&//g; s/\\e/\\/g'
}

demo() {
    "$root/scripts/demo-data" "$BATS_TEST_TMPDIR"
    # Files are given by hand here.
    sed '/^files:/,/^$/d' "$root/surveys/demo/evaluation.yaml" \
        >"$BATS_TEST_TMPDIR/evaluation.yaml"
    cd "$BATS_TEST_TMPDIR"
}

@test "no page has a mistake or a long line" {
    for name in "" $PAGES; do
        page $name >"$BATS_TEST_TMPDIR/page"
        [ "$(wc -l <"$BATS_TEST_TMPDIR/page")" -gt 50 ]
        [ -z "$(awk 'length > 200' "$BATS_TEST_TMPDIR/page")" ]
        if command -v mandoc >/dev/null; then
            run mandoc -T lint "$BATS_TEST_TMPDIR/page"
            [ -z "$output" ] || { echo "$name: $output"; false; }
        fi
    done
}

@test "a page of another name is refused" {
    run page other
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: no manual page "other"; expected evaluation, instrument, template or summary, or nothing' ]
}

@test "every key of a plan and of a questionnaire is in its page" {
    for pair in evaluation:evaluation instrument:instrument; do
        text=$(page "${pair%:*}" | sed 's/\\-/-/g')
        keys=$(jq -r '.["$defs"][] | (.properties // .anyOf[1].properties) |
            keys[]' "surveys/schema/${pair#*:}.schema.json" | sort -u)
        [ "$(wc -w <<<"$keys")" -gt 30 ]
        for key in $keys; do
            grep -qx "\.B $key" <<<"$text" || { echo "$pair: $key"; false; }
        done
    done
}

@test "every placeholder of the templates that come along is in the page" {
    text=$(page template)
    for word in $(grep -oh '{{[a-z_. ]*}}' reports/*.md | tr -d '{}' |
        sed 's/^[a-z]* //' | sort -u); do
        [ "$word" = else ] || grep -qx "\.B $word" <<<"$text" ||
            { echo "$word"; false; }
    done
}

@test "the commands of prepost(1) work, in their order" {
    demo
    count=0
    while read -r line; do
        [[ "$line" == prepost\ * ]]
        run "$PREPOST" ${line#prepost }
        [ "$status" -eq 0 ] || [ "$status" -eq 3 ] ||
            { echo "$line: $output"; false; }
        count=$((count + 1))
    done < <(page | example)
    [ "$count" -ge 10 ]
    [ -s reports/funder.html ] && [ -s hope.svg ] && [ -s copy.db ]
}

@test "the plan in its page is one" {
    page evaluation | example >"$BATS_TEST_TMPDIR/evaluation.yaml"
    run "$PREPOST" plan show -C "$BATS_TEST_TMPDIR"
    [ "$status" -eq 0 ]
    [[ "$output" == *"Peer support groups in our town"* ]]
}

@test "the questionnaire in its page is one" {
    page instrument | example >"$BATS_TEST_TMPDIR/groups5.yaml"
    run "$PREPOST" instrument check "$BATS_TEST_TMPDIR/groups5.yaml"
    [ "$status" -eq 0 ] || { echo "$output"; false; }
}

@test "the template in its page makes a report" {
    demo
    for wave in before after; do
        "$PREPOST" import eastshire-$wave.csv --region Eastshire --wave $wave --quiet || true
        "$PREPOST" import westshire-$wave.csv --region Westshire --wave $wave --quiet || true
    done
    mkdir -p templates
    page template | example >templates/trustees.md
    run "$PREPOST" report --template trustees --format text -o -
    [ "$status" -eq 0 ] || { echo "$output"; false; }
    [[ "$output" == *"people answered twice"* ]]
    [[ "$output" == *"Eastshire"* ]]
}

@test "every key of a summary is in its page, and its examples work" {
    demo
    for region in east west; do
        for wave in before after; do
            "$PREPOST" import ${region}shire-$wave.csv --wave $wave --quiet \
                --region $region || [ $? -eq 3 ]
        done
        [ $region = east ] || break
        # The other place has its own people.
        "$PREPOST" export summary -o south.json
        rm evaluation.db
    done
    page summary | example >commands
    [ "$(wc -l <commands)" -eq 2 ]
    while read -r line; do
        run "$PREPOST" ${line#prepost }
        [ "$status" -eq 0 ] || [ "$status" -eq 3 ] ||
            { echo "$line: $output"; false; }
    done <commands
    text=$(page summary | sed 's/\\-/-/g')
    for key in $(jq -r '[paths | map(select(type == "string")) | last] |
        unique[]' north.json); do
        [ "$key" = value ] || [ "$key" = source ] ||
            grep -qx "\.B $key" <<<"$text" || { echo "$key"; false; }
    done
}

@test "completion: each shell takes its own, and they offer the same" {
    "$PREPOST" help --completion bash >"$BATS_TEST_TMPDIR/bash"
    bash -n "$BATS_TEST_TMPDIR/bash"
    run bash -c ". '$BATS_TEST_TMPDIR/bash'; complete_line() {
            COMP_WORDS=(\$1); COMP_CWORD=\$2; _prepost; echo \${COMPREPLY[*]}; }
        complete_line 'prepost anal' 1
        complete_line 'prepost plot for' 2
        complete_line 'prepost import --dry' 2
        complete_line 'prepost report --format od' 3
        complete_line 'prepost plot region' 2
        complete_line 'prepost plot pan' 2
        complete_line 'prepost export resp' 2
        complete_line 'prepost -C dir anal' 3
        complete_line 'prepost -C dir --quiet export resu' 5
        complete_line 'prepost help --man temp' 3
        complete_line 'prepost help --completion zs' 3"
    [ "$output" = "analyse
forest
--dry-run
odt
regions region_paired

responses
analyse
results
template
zsh" ]
    for shell in zsh fish; do
        "$PREPOST" help --completion $shell >"$BATS_TEST_TMPDIR/$shell"
        for word in analyse forest dry-run odt region_paired responses; do
            grep -q -e "$word" "$BATS_TEST_TMPDIR/$shell"
        done
        if command -v $shell >/dev/null; then
            $shell -n "$BATS_TEST_TMPDIR/$shell"
        fi
    done
    run "$PREPOST" help --completion csh
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: --completion: "csh" is not bash, zsh or fish' ]
}

@test "what comes after a list begins a line of its own" {
    command -v man >/dev/null || skip "no man"
    text=$(page | MANWIDTH=80 man -l - 2>/dev/null | col -bx)
    [ -n "$text" ] || skip "man shows nothing here"
    grep -qE '^ +summary +sums of each cohort, for prepost pool$' <<<"$text"
    grep -qE '^ +waves +the average at each wave, with its likely range$' <<<"$text"
}
