#!/usr/bin/env bats
# prepost doctor, and --version.

setup() {
    PREPOST=$(realpath "${PREPOST:-build/prepost}")
    dir=$BATS_TEST_TMPDIR
    export LANG=C.UTF-8 LC_ALL=
    unset LC_CTYPE
}

@test "--version: prepost first, then each library with its version" {
    run "$PREPOST" --version
    [ "$status" -eq 0 ]
    [[ "${lines[0]}" =~ ^prepost\ [0-9]+\.[0-9]+\.[0-9]+\ \([0-9-]+\)$ ]]
    for library in GSL SQLite PLplot libcsv libyaml cmark-gfm libsodium; do
        grep -Eq "^  $library +[0-9]+\.[0-9]" <<<"$output"
    done
    # The same as SQLite says of itself.
    sqlite=$(sqlite3 :memory: 'select sqlite_version()')
    grep -Eq "^  SQLite +$sqlite$" <<<"$output"
}

@test "a machine that has all is told so" {
    run "$PREPOST" doctor -C "$dir"
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ]
    for what in libraries files locale SVG PNG PDF; do
        grep -Eq "^(ok|lacks) +$what " <<<"$output" || { echo "$what"; false; }
    done
    grep -q "^ok .*questionnaires in " <<<"$output"
    [[ "$output" == *"none in $dir yet"* ]]
}

@test "a terminal that is not UTF-8 is told" {
    LANG=C run "$PREPOST" doctor -C "$dir"
    [ "$status" -eq 3 ]
    [[ "$output" == *'lacks   locale         "C" is not UTF-8'* ]]
}

@test "no printer, and what to install" {
    PATH=/nowhere run "$PREPOST" doctor -C "$dir"
    [ "$status" -eq 3 ]
    grep -Eqi "^lacks +PDF .*weasyprint" <<<"$output"
}

@test "files that do not come along" {
    PREPOST_DATA=/nowhere run "$PREPOST" doctor -C "$dir"
    [ "$status" -eq 1 ]
    [[ "$output" == *"BROKEN  files"* ]]
    [[ "$output" == *"prepost: 1 thing must be put right"* ]]
}

@test "a store that others may read, and one that is damaged" {
    sed '/^files:/,/^$/d' surveys/demo/evaluation.yaml >"$dir/evaluation.yaml"
    scripts/demo-data "$dir"
    "$PREPOST" import -C "$dir" --quiet --wave before "$dir"/eastshire-before.csv
    run "$PREPOST" doctor -C "$dir"
    [[ "$output" == *"ok      store          whole"* ]]
    echo code >"$dir/rejects-spring.csv"
    chmod 640 "$dir/rejects-spring.csv"
    chmod 644 "$dir/evaluation.db" "$dir/evaluation.key"
    run "$PREPOST" doctor -C "$dir"
    [ "$status" -eq 1 ]
    [[ "$output" == *"BROKEN  evaluation.db  others may read it (mode 644); chmod 600 $dir/evaluation.db"* ]]
    [[ "$output" == *"BROKEN  evaluation.key others may read it"* ]]
    [[ "$output" == *"BROKEN  rejects-spring.csv others may read it (mode 640)"* ]]
    chmod 600 "$dir"/evaluation.*
    printf 'XXXX' | dd of="$dir/evaluation.db" bs=1 seek=12288 conv=notrunc status=none
    run "$PREPOST" doctor -C "$dir"
    [ "$status" -eq 1 ]
    [[ "$output" == *"BROKEN  store"* ]]
}
