#!/usr/bin/env bats
# Properties of an import: what must make no difference makes none, and what
# cannot be taken in leaves the store as it was, byte for byte.

setup_file() {
    export PREPOST=${PREPOST:-$PWD/build/prepost}
    export DIR=$(mktemp -d)
    scripts/demo-data "$DIR"
    cp surveys/demo/evaluation.yaml "$DIR"
    find_out "$DIR" "$DIR/as-it-is.json"
}

teardown_file() {
    rm -rf "$DIR"
}

# find_out FOLDER OUT: imports the plan's files, and all its numbers
find_out() {
    "$PREPOST" import -C "$1" --quiet 2>/dev/null || [ $? -eq 3 ]
    { "$PREPOST" analyse -C "$1" --format json --resamples 0 \
        --show-small-counts
      "$PREPOST" status -C "$1" --format json |
        jq '{flow, instruments, audit, near: .near_misses.n}'; } |
        jq -S 'walk(if type == "object" then del(.inputs, .hash) else . end)' \
            >"$2"
    [ -s "$2" ]
}

# remade SCRIPT: the demo's files through a Python function `change(rows)`
remade() {
    cp "$DIR/evaluation.yaml" "$DIR/evaluation.key" "$BATS_TEST_TMPDIR/"
    for file in "$DIR"/*-*.csv; do
        python3 - "$file" "$BATS_TEST_TMPDIR/$(basename "$file")" <<PY
import csv, random, sys
with open(sys.argv[1], newline="", encoding="utf-8-sig") as f:
    rows = list(csv.reader(f))
random.seed(len(rows))
$1
with open(sys.argv[2], "w", newline="", encoding="utf-8") as f:
    csv.writer(f).writerows(change(rows))
PY
    done
    find_out "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/changed.json"
    same
}

same() {
    cmp "$DIR/as-it-is.json" "$BATS_TEST_TMPDIR/changed.json"
}

@test "rows in another order" {
    remade 'def change(rows):
    head, body = rows[0], rows[1:]
    random.shuffle(body)
    return [head] + body'
}

@test "columns in another order" {
    remade 'def change(rows):
    order = list(range(len(rows[0])))
    random.shuffle(order)
    return [[row[i] for i in order] for row in rows]'
}

@test "people with other codes, each one everywhere the same" {
    # A code per person that keeps codes one slip apart one slip apart.
    remade 'def change(rows):
    at = 1
    swap = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
                         "QWERTYUIOPASDFGHJKLZXCVBNM9876543210")
    return [rows[0]] + [row[:at] + [row[at].upper().translate(swap)] + row[at + 1:]
                        for row in rows[1:]]'
}

@test "codes written otherwise: case, blanks, marks" {
    remade 'def change(rows):
    at = 1
    return [rows[0]] + [row[:at] + ["  " + row[at].lower() + " ."] + row[at + 1:]
                        for row in rows[1:]]'
}

@test "files in another order" {
    remade 'def change(rows):
    return rows'
    python3 - "$BATS_TEST_TMPDIR" <<'PY'
import re, sys
path = sys.argv[1] + "/evaluation.yaml"
text = open(path).read()
files = re.findall(r"^  - \{path:.*\n", text, re.M)
assert len(files) == 4
for one, other in zip(files, files[::-1]):
    text = text.replace(one, "@" + other, 1)
open(path, "w").write(text.replace("@", ""))
PY
    rm "$BATS_TEST_TMPDIR"/evaluation.db
    find_out "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/changed.json"
    same
}

@test "every file twice: the same again, and a copy with its rows turned round" {
    remade 'def change(rows):
    return rows'
    cd "$BATS_TEST_TMPDIR"
    for file in *-*.csv; do
        { head -n 1 "$file"; tail -n +2 "$file" | tac; } >"again-$file"
        cmp -s "$file" "again-$file" && false
        grep "{path: $file" evaluation.yaml |
            sed "s/{path: /{path: again-/" >>more
    done
    [ "$(wc -l <more)" -eq 4 ]
    sed -i '/{path: westshire-after/r more' evaluation.yaml
    find_out . changed.json
    same
    rm evaluation.db
    find_out . changed.json
    same
}

@test "another delimiter, encoding, line end, all quoted" {
    remade 'def change(rows):
    return rows'
    for file in "$BATS_TEST_TMPDIR"/*-*.csv; do
        python3 - "$file" <<'PY'
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as f:
    rows = list(csv.reader(f))
with open(sys.argv[1], "w", newline="", encoding="utf-16") as f:
    csv.writer(f, delimiter=";", quoting=csv.QUOTE_ALL,
               lineterminator="\r\n").writerows(rows)
PY
    done
    rm "$BATS_TEST_TMPDIR"/evaluation.db
    find_out "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/changed.json"
    same
}

@test "whatever is done to a file, the store is as before or whole" {
    cp "$DIR/evaluation.yaml" "$DIR/evaluation.key" "$DIR/evaluation.db" \
        "$BATS_TEST_TMPDIR/"
    cd "$BATS_TEST_TMPDIR"
    before=$(sha256sum evaluation.db)
    for seed in $(seq 1 25); do
        python3 - "$DIR/eastshire-after.csv" bad.csv "$seed" <<'PY'
import random, sys
data = bytearray(open(sys.argv[1], "rb").read())
random.seed(int(sys.argv[3]))
for _ in range(random.choice([1, 3, 30, 300])):
    at = random.randrange(len(data))
    what = random.randrange(4)
    if what == 0:
        data[at] = random.randrange(256)
    elif what == 1:
        del data[at:at + random.randrange(1, 400)]
    elif what == 2:
        data[at:at] = random.choice([b'"', b"\0", b"\r", b",,,", b"\xff", b"\n\n"])
    else:
        data[at:at] = data[at:at + random.randrange(1, 2000)]
open(sys.argv[2], "wb").write(data)
PY
        # Strict: whatever is wrong is an error, and then nothing changes.
        run "$PREPOST" import bad.csv --wave after --region Eastshire --strict
        [ "$status" -le 3 ]
        if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then
            [ "$(sha256sum evaluation.db)" = "$before" ]
            [[ "$output" == *bad.csv* ]]
        else
            "$PREPOST" verify >/dev/null
            cp "$DIR/evaluation.db" .
        fi
        [ ! -e evaluation.db-journal ]
    done
}
