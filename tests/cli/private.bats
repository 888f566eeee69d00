#!/usr/bin/env bats
# No way in and no way out: who may read what is written, what can be found in
# it, what hostile names do, and that nothing is called over a network or
# through a shell.

bats_require_minimum_version 1.5.0

setup() {
    PREPOST=$(realpath "${PREPOST:-build/prepost}")
    cd "$BATS_TEST_TMPDIR"
}

# Identifiers and remarks that occur nowhere else.
evaluation() {
    cat >evaluation.yaml <<'PLAN'
title: Groups
charity: C
service: the groups
waves: {before: on joining, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: {role: primary, sesoi: {value: 1, source: declared}}}
columns: {identifier: Code, region: Region}
PLAN
    for wave in before after; do
        echo "Code,Region,Name,Remarks,ucla3_1,ucla3_2,ucla3_3"
        for i in $(seq 10 59); do
            echo "Zyx-${i}qvkj,North,Xenophon$i Qwzzt,\"my remark Vbnmk$i, private\",$((1 + i % 3)),$((1 + i / 3 % 3)),$((1 + i / 9 % 3))"
        done
    done | awk '/^Code/ {file = n++ ? "after.csv" : "before.csv"} {print > file}'
    echo "Zyx-99qvkj,North,Xenophon99 Qwzzt,Vbnmk99,1,2,nonsense" >>before.csv
    # Nobody's code: it is rejected, in the words of the file.
    echo ",North,Xenophon98 Qwzzt,Vbnmk98,1,2,3" >>before.csv
}

import_both() {
    "$PREPOST" import before.csv --wave before --quiet || [ $? -eq 3 ]
    "$PREPOST" import after.csv --wave after --quiet || [ $? -eq 3 ]
}

# Looks for every identifier, name and remark, however they are cased or cut. Not
# for less: three letters alone stand in the random bytes of one store in 150.
holds_people() { # holds_people FILE...
    grep -aiqE 'Zyx-?[0-9]{2}|[0-9]{2}qvkj|Xenophon|Qwzzt|Vbnmk|my remark' "$@"
}

@test "what is kept of people is readable by its owner alone, whatever the umask" {
    umask 000
    evaluation
    import_both
    "$PREPOST" backup copy.db
    for file in evaluation.db evaluation.key copy.db rejects.csv; do
        [ "$(stat -c %a $file)" = 600 ]
    done
}

@test "what is written anew is still its owner's alone" {
    umask 000
    evaluation
    # Twice and differently: both rows are rejected, and forgotten.
    echo "Zyx-10qvkj,North,n,r,3,3,3" >>before.csv
    import_both
    "$PREPOST" forget Zyx-10qvkj | grep -q '2 of their rows'
    [ "$(stat -c %a rejects.csv)" = 600 ]
    "$PREPOST" export results --format r -o in-r --quiet
    [ "$(stat -c %a in-r)" = 700 ]
    for file in in-r/*; do
        [ "$(stat -c %a "$file")" = 600 ]
    done
}

@test "the store, its copy and every report hold no identifier, name or remark" {
    evaluation
    holds_people before.csv
    import_both
    "$PREPOST" backup copy.db
    "$PREPOST" report --format html,text,md,odt,json || [ $? -eq 3 ]
    "$PREPOST" analyse --format json >analyse.json || [ $? -eq 3 ]
    "$PREPOST" status --format json >status.json || [ $? -eq 3 ]
    "$PREPOST" plot forest -o forest.svg
    unzip -q -o reports/funder.odt -d odt 2>/dev/null || true
    for file in evaluation.db copy.db $(find reports odt -type f 2>/dev/null) \
        analyse.json status.json forest.svg; do
        [ -s "$file" ]
        ! holds_people "$file" || { echo "$file"; false; }
    done
}

# Names of files are kept and printed.
@test "a file whose name holds a code of somebody in it is not taken" {
    evaluation
    for name in "ucla3-Zyx-11qvkj.csv" "answers of ZYX 11 QVKJ (2).csv"; do
        head -3 before.csv >"$name"
        run "$PREPOST" import "$name" --wave before
        [ "$status" -eq 1 ]
        said=$(tr -s ' \n' ' ' <<<"$output")
        [[ "$said" == *"the file's name holds the code of somebody in it"* ]]
        [[ "$said" == *"Give the file another name"* ]]
    done
    # A code of somebody else, and a year that is the code of one of many.
    sed 's/Zyx-10qvkj/2024/' before.csv >before-2024.csv
    "$PREPOST" import before-2024.csv --wave before --quiet || [ $? -eq 3 ]
    head -3 after.csv >"after-Zyx-15qvkj.csv"
    "$PREPOST" import "after-Zyx-15qvkj.csv" --wave after --quiet
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM imports')" = 2 ]
    # Of one person a number too.
    sed -n '1p;2s/Zyx-10qvkj/2024/p' after.csv >one-2024.csv
    run "$PREPOST" import one-2024.csv --wave after
    [ "$status" -eq 1 ]
}

# Who knows the file but for a few answers could try these until it fits.
@test "of a file of few rows the hash is under the key" {
    evaluation
    head -5 before.csv >four.csv
    { head -1 before.csv; sed -n 6,10p before.csv; } >five.csv
    "$PREPOST" import four.csv five.csv --wave before --quiet
    hash_of() { sqlite3 "${2-evaluation.db}" "SELECT hash FROM imports WHERE file = '$1'"; }
    [ "$(hash_of five.csv)" = "$(b2sum -l 256 five.csv | cut -d' ' -f1)" ]
    [[ "$(hash_of four.csv)" =~ ^k[0-9a-f]{63}$ ]]
    short=$(b2sum -l 256 four.csv | cut -c1-8)
    ! grep -aq "$short" evaluation.db || false
    # The same bytes are known again; under another key they are others.
    cp four.csv again.csv
    run "$PREPOST" import again.csv --wave before
    [ "$status" -eq 0 ]
    [[ "$output" == *"four.csv"* ]]
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM imports')" = 2 ]
    mkdir other
    cp evaluation.yaml four.csv other
    "$PREPOST" import -C other other/four.csv --wave before --quiet
    [ "$(hash_of four.csv other/evaluation.db)" != "$(hash_of four.csv)" ]
}

@test "after forget, no trace: neither pseudonym nor gap, journal or free page" {
    evaluation
    import_both
    pseudonyms() { sqlite3 "$1" 'SELECT hex(pseudonym) FROM participants' | sort; }
    pseudonyms evaluation.db >before
    "$PREPOST" forget Zyx-20qvkj
    pseudonyms evaluation.db >after
    gone=$(comm -23 before after)
    [ "$(wc -w <<<"$gone")" -eq 1 ]
    # The bytes themselves, in whatever is in the folder now.
    for file in evaluation.db*; do
        ! od -An -v -tx1 "$file" | tr -d ' \n' | grep -qi "$gone" || false
    done
    [ "$(sqlite3 evaluation.db 'PRAGMA freelist_count')" = 0 ]
    [ ! -e evaluation.db-journal ]
    # No gap within a page either: written anew it is the same file, but for
    # the counters in its header.
    sqlite3 evaluation.db "VACUUM INTO 'again.db'"
    [ "$(stat -c %s evaluation.db)" = "$(stat -c %s again.db)" ]
    [ "$(cmp -l evaluation.db again.db | awk '$1 > 100' | wc -l)" -eq 0 ]
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM ucla3')" -eq 99 ]
    "$PREPOST" report --format text
    grep -qi "erased\|forgot\|taken out" reports/funder.txt
}

# The whole hash, and as many letters as the log and a report's foot have. The
# hash is b2sum's: coreutils, not this program.
of_bytes() { b2sum -l 256 "$1" | cut -d' ' -f1; }
is_known_by() { # is_known_by HASH: what the store has, whatever lies beside it
    for n in 64 12 8; do
        ! grep -aqF "${1:0:n}" evaluation.db* || return 0
    done
    return 1
}

# Has every other row of it, the code and how the file is written: what somebody
# answered is one of 27. Says which has the file's hash, or nothing.
try_answers() { # try_answers FILE CODE
    for a in 1 2 3; do for b in 1 2 3; do for c in 1 2 3; do
        sed "s/^\($2,.*\),[1-3],[1-3],[1-3]$/\1,$a,$b,$c/" "$1" >guess
        ! is_known_by "$(of_bytes guess)" || echo "$a,$b,$c"
    done; done; done
}

@test "after forget, nobody can try out answers against a file's hash" {
    evaluation
    sed -i '$d' before.csv
    sed -i '$d' before.csv # which were rejected
    sed -i 's/1$/2/' after.csv
    sed 's/Zyx-/Zyw-/' before.csv >others.csv
    sed 's/Zyx-/Zyv-/; s/North/South/' before.csv >late.csv
    "$PREPOST" import before.csv late.csv others.csv --wave before --quiet || [ $? -eq 3 ]
    "$PREPOST" import after.csv --wave after --quiet
    "$PREPOST" report --format text --quiet || [ $? -eq 3 ]
    # Of one that gave way and of one that was taken out there are letters.
    cp late.csv first.csv
    sed -i 's/2$/1/' late.csv
    "$PREPOST" import late.csv --wave before --replace --quiet || [ $? -eq 3 ]
    "$PREPOST" import --remove late.csv --quiet
    [ "$(try_answers after.csv Zyx-20qvkj)" = "$(grep Zyx-20 after.csv | cut -d, -f6-)" ]
    for file in before.csv first.csv late.csv; do
        is_known_by "$(of_bytes $file)"
    done
    "$PREPOST" forget Zyx-20qvkj
    [ "$(try_answers after.csv Zyx-20qvkj)" = "" ]
    for file in before.csv after.csv first.csv late.csv; do
        ! is_known_by "$(of_bytes $file)" || false
    done
    # Others' file goes by what is printed of it.
    is_known_by "$(of_bytes others.csv)"
    "$PREPOST" verify
    "$PREPOST" status | tr -s ' \n' ' ' >said
    grep -qF 'replaced late.csv: 50 rows of ???????? by 50 of ????????' said
    grep -qF 'removed late.csv: 50 rows of ????????' said
    # A report of before is not taken for one of now; one of now is.
    run "$PREPOST" report --check reports/funder.txt
    [ "$status" -eq 3 ]
    [[ "$output" == *"somebody was erased since"* ]]
    "$PREPOST" report --format text --quiet || [ $? -eq 3 ]
    "$PREPOST" report --check reports/funder.txt
    tr -s ' \n' ' ' <reports/funder.txt | grep -q "inputs k[0-9a-f]\{11\}, $(of_bytes others.csv | cut -c1-12), k[0-9a-f]\{11\}"
}

@test "after forget, the same file is known as the one that is in" {
    evaluation
    import_both
    "$PREPOST" forget Zyx-20qvkj
    hash=$(sqlite3 evaluation.db "SELECT hash FROM imports WHERE file = 'after.csv'")
    cp after.csv again.csv
    run --separate-stderr "$PREPOST" import again.csv --wave after --format json
    [ "$(jq -r '.files[0] | .same_as, .hash' <<<"$output")" = "after.csv
$hash" ]
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM participants')" -eq 50 ]
    "$PREPOST" status --format json >said
    [ "$(jq -r '.imports[1].hash' said)" = "$hash" ]
    # Whose a row is, is read from it still.
    "$PREPOST" status --unmatched >said
    grep -q Zyx-99qvkj said
    ! grep -q "not as it was imported" said || false
    "$PREPOST" import --remove "${hash:0:8}" --quiet
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM imports')" -eq 1 ]
    "$PREPOST" verify
}

# They are in no table; of their file a row was left out.
@test "forget: somebody of whom a row was rejected, and nothing else known" {
    evaluation
    sed -i 's/region: Region/wave: When/' evaluation.yaml
    for wave in before after; do
        sed -i "1s/Region/When/; s/North/$wave/" $wave.csv
    done
    sed -i 's/^Zyx-99qvkj,before/Zyx-99qvkj,some day/' before.csv
    "$PREPOST" import before.csv after.csv --quiet || [ $? -eq 3 ]
    "$PREPOST" report --format text --quiet || [ $? -eq 3 ]
    is_known_by "$(of_bytes before.csv)"
    run "$PREPOST" forget Zyx-99qvkj
    [ "$status" -eq 0 ]
    [[ "$output" == "nobody of that identifier is in the store"*"erased: 1 of their rows among the rejected ones"* ]]
    [[ "$output" != *"rewritten"* ]]
    ! is_known_by "$(of_bytes before.csv)" || false
    is_known_by "$(of_bytes after.csv)"
    "$PREPOST" verify
    run "$PREPOST" report --check reports/funder.txt
    [ "$status" -eq 3 ]
    [[ "$output" == *"or a file goes by a hash under the key"* ]]
}

@test "a file of few rows that an earlier prepost took in is known again" {
    evaluation
    head -5 before.csv >four.csv
    "$PREPOST" import four.csv --wave before --quiet
    # As it was kept before such hashes were put under the key.
    sqlite3 evaluation.db "UPDATE imports SET hash = '$(of_bytes four.csv)'"
    run --separate-stderr "$PREPOST" import four.csv --wave before --format json
    [ "$(jq -r '.files[0].same_as' <<<"$output")" = four.csv ]
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM imports')" -eq 1 ]
    # Once something changes, the plain one goes.
    "$PREPOST" import four.csv --wave after --replace --quiet || [ $? -eq 3 ]
    ! is_known_by "$(of_bytes four.csv)" || false
}

# The limit is the store's size: as much as a journal of a few pages needs, and
# less than one of all.
@test "forget on a full disk names what holds the person, and the next one closes the gap" {
    evaluation
    echo "Zyx-20qvkj,North,Xenophon20 Qwzzt,Vbnmk20,1,2,nonsense" >>after.csv
    import_both
    "$PREPOST" report --quiet
    grep -q Zyx-20qvkj rejects-after.csv
    kib=$((($(stat -c %s evaluation.db) + 1023) / 1024))
    full() { (trap '' XFSZ; ulimit -f "$kib"; "$PREPOST" forget "$1"); }
    run --separate-stderr full Zyx-20qvkj
    [ "$status" -eq 1 ]
    [[ "$output" == "erased: "*"2 of their rows among"*"reports/funder.html"*"were made before"*"The person is in before.csv, after.csv: take"* ]]
    [[ "$stderr" == "prepost: the person is erased, but the file could not be rewritten without the gap; mend this and forget them once more: "* ]]
    [ ! -e rejects-after.csv ] # its rows were theirs
    run --separate-stderr full Zyx-20qvkj
    [ "$status" -eq 1 ]
    [[ "$stderr" == "prepost: nobody of that identifier is in the store, but the file could not be rewritten without the gap of whoever was erased before; mend this and forget them once more: "* ]]
    run "$PREPOST" forget Zyx-20qvkj
    [ "$status" -eq 3 ]
    [[ "$output" == *"The store was rewritten: whoever was erased before leaves no gap in it now."* ]]
    sqlite3 evaluation.db "VACUUM INTO 'again.db'"
    [ "$(cmp -l evaluation.db again.db | awk '$1 > 100' | wc -l)" -eq 0 ]
    run "$PREPOST" forget Zyx-20qvkj
    [[ "$output" != *rewritten* ]]
}

@test "hostile names of files, waves and regions are text, not SQL" {
    evaluation
    file="x'); DROP TABLE imports; --.csv"
    sed "s/North/\"a\"\"'; DROP TABLE participants; --\"/" before.csv >"$file"
    "$PREPOST" import "$file" --wave before --quiet || [ $? -eq 3 ]
    "$PREPOST" verify
    [ "$(sqlite3 evaluation.db 'SELECT file FROM imports')" = "$file" ]
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM participants')" -eq 50 ] ||
        [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM participants')" -eq 51 ]
    [ "$(sqlite3 evaluation.db 'SELECT DISTINCT region FROM background')" = "a\"'; DROP TABLE participants; --" ]
}

@test "the program has no function of a network or a shell" {
    [ -z "${PP_VALGRIND-}" ] || skip "under valgrind what is run there is valgrind"
    command -v nm >/dev/null || skip "no nm"
    nm -D -u "$PREPOST" >symbols
    grep -q posix_spawn symbols # this search would find one
    ! grep -wE 'socket|connect|bind|listen|accept4?|getaddrinfo|gethostby[a-z]*|send(to|msg)?|recv(from|msg)?|system|popen|exec[lv]p?e?|v?fork' <(sed 's/@.*//' symbols) || false
}

@test "no call to a network is made from files to figures" {
    [ -z "${PP_VALGRIND-}" ] || skip "under valgrind its calls would be seen too"
    command -v strace >/dev/null || skip "no strace"
    evaluation
    for command in "import before.csv --wave before" "import after.csv --wave after" \
        "report --format html,odt" "plot forest -o f.png" "analyse"; do
        strace -f -qq -e trace=network -o calls "$PREPOST" $command --quiet \
            >/dev/null || [ $? -eq 3 ] || skip "strace cannot trace here"
        [ ! -s calls ] || { cat calls; false; }
    done
    # No other program is started either.
    strace -f -qq -e trace=execve,fork,vfork -o calls "$PREPOST" report \
        --format html >/dev/null || [ $? -eq 3 ]
    [ "$(grep -c . calls)" -eq 1 ]
}

# A printer by its own name, and no other.
only() { # only PRINTER
    mkdir -p "only-$1"
    ln -sf "$(command -v "$1")" "only-$1/$1"
    echo "$PWD/only-$1"
}

# A browser may open a datagram socket to learn whether there is a way for
# IPv6; nothing is sent through it.
@test "printing a PDF looks up no name, connects to nobody and sends nothing" {
    command -v strace >/dev/null || skip "no strace"
    command -v chromium weasyprint >/dev/null || skip "no printer"
    evaluation
    import_both
    for printer in chromium weasyprint; do
        command -v $printer >/dev/null || continue
        PATH=$(only $printer) "$(command -v strace)" -f -qq -yy -s 300 -o calls \
            -e trace=socket,connect,sendto,sendmsg,sendmmsg,execve -e signal=none \
            "$PREPOST" report --format pdf --quiet || [ $? -eq 3 ] ||
            skip "strace cannot trace here"
        grep -q "execve(.*only-$printer/$printer\".*report.html" calls
        ! grep -E 'socket\(AF_INET6?, SOCK_STREAM|htons\(53\)|send[a-z]*\([0-9]+<(UDP|TCP)' \
            calls || false
        [ -s reports/funder.pdf ]
        rm reports/funder.pdf
    done
}

# A made-up printer: it says who may read what it is given, and waits.
slow_printer() {
    mkdir only tmp
    cat >only/chromium <<'PRINTER'
#!/bin/bash
for argument; do
    [[ "$argument" != file://* ]] || page=${argument#file://}
done
[ -n "${page-}" ] || exit 0 # asked for its version
sleep 20 3>&- &
touch "${page%/*}/profile"
echo "$(stat -c %a "$page") $(stat -c %a "${page%/*}") $!" >"${page%/*/*}/seen.new"
mv "${page%/*/*}/seen.new" "${page%/*/*}/seen"
wait
PRINTER
    chmod +x only/chromium
    export TMPDIR=$PWD/tmp
}

wait_until() { # wait_until COMMAND...: ten seconds at most
    for _ in $(seq 100); do
        ! "$@" || return 0
        sleep 0.1
    done
    false
}

@test "the page that is printed is its owner's alone; a signal takes it away" {
    umask 000
    evaluation
    import_both
    slow_printer
    for signal in TERM INT HUP; do
        # INT is ignored by what a shell puts in the background, HUP by what
        # nohup starts.
        PATH=$PWD/only:$PATH env --default-signal=INT,HUP,TERM \
            "$PREPOST" report --format pdf --quiet &
        program=$!
        wait_until [ -e tmp/seen ]
        read -r of_page of_folder sleeper <tmp/seen
        [ "$of_page" = 600 ]
        [ "$of_folder" = 700 ]
        kill -$signal $program
        status=0
        wait $program || status=$?
        # It died of the signal, as its caller can see.
        [ "$status" -eq $((128 + $(kill -l $signal))) ]
        [ "$(ls tmp)" = seen ]
        is_gone() { ! kill -0 "$sleeper" 2>/dev/null; }
        wait_until is_gone
        rm tmp/seen
    done
    [ ! -e reports/funder.pdf ]
}

@test "the page that a killed printing left is removed by the next, and nothing else" {
    evaluation
    import_both
    slow_printer
    PATH=$PWD/only:$PATH "$PREPOST" report --format pdf --quiet &
    program=$!
    wait_until [ -e tmp/seen ]
    read -r _ _ sleeper <tmp/seen
    kill -KILL $program
    wait $program || true
    kill -KILL "$sleeper" || true
    left=$(echo tmp/prepost-$program-??????)
    [ -s "$left/report.html" ]
    # Not ours to remove: what runs, what is new, what only looks like it.
    mkdir tmp/prepost-$$-AAAAAA tmp/prepost-$program-BBBBBB tmp/prepost-$program-CCC \
        tmp/prepost-$program-DDDDDDD tmp/prepost-x$program-EEEEEE mine
    touch mine/answers
    ln -s "$PWD/mine" tmp/prepost-$program-FFFFFF
    ln -s "$PWD/mine" "$left/mine"
    touch -d "3 minutes ago" tmp/prepost-*[^B]
    printf '#!/bin/sh\nexit 1\n' >only/chromium
    PATH=$PWD/only:$PATH run "$PREPOST" doctor
    [ ! -e "$left" ]
    [ -e mine/answers ]
    [ "$(ls tmp | grep -c '^prepost-')" -eq 6 ]
    touch -d "3 minutes ago" tmp/prepost-*
    PATH=$PWD/only:$PATH run "$PREPOST" doctor
    [ ! -e tmp/prepost-$program-BBBBBB ]
    [ "$(ls tmp | grep -c '^prepost-')" -eq 5 ]
}

@test "a signal that is ignored, as under nohup, does not stop the printing" {
    evaluation
    import_both
    slow_printer
    sed -i 's,^wait$,sleep 0.5; kill $!; printf "%%PDF-1.4\\n%%%%EOF\\n" >"${page%/*}/report.pdf",' only/chromium
    PATH=$PWD/only:$PATH env --ignore-signal=HUP \
        "$PREPOST" report --format pdf --quiet &
    program=$!
    wait_until [ -e tmp/seen ]
    kill -HUP $program
    wait $program || [ $? -eq 3 ]
    [ -s reports/funder.pdf ]
    [ "$(ls tmp)" = seen ]
}

@test "the printer is started without a shell: names are not commands" {
    evaluation
    import_both
    mkdir only "a b; touch ran; c"
    cat >only/chromium <<'PRINTER'
#!/bin/bash
for argument; do
    [[ "$argument" != --print-to-pdf=* ]] || printf '%%PDF-1.4\n%%%%EOF\n' >"${argument#*=}"
done
PRINTER
    chmod +x only/chromium
    export TMPDIR="$PWD/a b; touch ran; c"
    PATH=$PWD/only "$PREPOST" report --format pdf --quiet || [ $? -eq 3 ]
    [ -s reports/funder.pdf ]
    [ ! -e ran ]
}

# What a command left that was killed while it wrote NAME: holds a code.
left() { # left NAME
    bash -c 'echo "Zyx-20qvkj,never" >"$1.part$$-0"' _ "$1"
}

@test "what a killed command left: rejects are taken away, all else is named" {
    evaluation
    mkdir reports
    left rejects.csv
    left rejects-after.csv
    left copy.db
    left reports/funder.html
    # Of a living program; of nobody; and not by these names.
    echo mine >rejects.csv.part$$-0
    echo mine >rejects.csv.part
    echo mine >rejects.csv.part12
    echo mine >rejects.csv.part12-0.bak
    left myrejects.csv
    left rejects.csv.old
    ls >before
    import_both
    [ "$(comm -23 before <(ls) | grep -c .)" -eq 2 ]
    ls rejects*.part* >rest
    [ "$(wc -l <rest)" -eq 5 ]
    left rejects-before.csv
    run "$PREPOST" forget Zyx-20qvkj
    [ "$status" -eq 0 ]
    [[ "$output" == *"removed: rejects-before.csv.part"*"-0 (rejected rows half written by a command that was killed)"* ]]
    [[ "$output" == *"copy.db.part"*"-0, myrejects.csv.part"*"-0, rejects.csv.old.part"*"-0, reports/funder.html.part"*"-0
were left by a command that was killed, and may hold what this person said: delete them."* ]]
    [[ "$output" != *"part$$-0"* ]]
    ls rejects*.part* | diff - rest
    run "$PREPOST" doctor
    [ "$status" -eq 1 ]
    [[ "$output" == *"BROKEN  funder.html.part"*"left by a command that was killed; it may hold what people said: rm reports/funder.html.part"* ]]
    # One that no program has touched for an hour is of none, whoever has its
    # number now.
    touch -d '2 hours ago' rejects.csv.part$$-0
    import_both
    [ ! -e rejects.csv.part$$-0 ]
}

@test "a dry run leaves what a killed command left" {
    evaluation
    left rejects.csv
    "$PREPOST" import before.csv --wave before --dry-run || [ $? -eq 3 ]
    ls rejects.csv.part*-0
}

@test "killed before the name is there: it is known by the name it had" {
    command -v strace >/dev/null || skip "no strace"
    evaluation
    echo "Zyx-10qvkj,North,n,r,3,3,3" >>before.csv # twice: both are rejected
    strace -f -qq -o calls -e trace=rename -e inject=rename:signal=KILL:when=1 \
        "$PREPOST" import before.csv --wave before --quiet || status=$?
    [ "$status" -eq 137 ] || skip "strace cannot trace here"
    ls rejects.csv.part*
    holds_people rejects.csv.part*
    import_both
    [ -s rejects.csv ]
    [ "$(ls rejects.csv.part* 2>/dev/null | wc -l)" -eq 0 ]
    strace -f -qq -o calls -e trace=renameat2 -e inject=renameat2:signal=KILL:when=1 \
        "$PREPOST" backup copy.db || [ $? -eq 137 ]
    run "$PREPOST" forget Zyx-20qvkj
    [[ "$output" == *"copy.db.part"*"was left by a command that was killed"* ]]
    ls copy.db.part*
}

# Its key is made first, then its store: each is written, and then named.
@test "a first import that is killed is as if it had not been" {
    [ -z "${PP_VALGRIND-}" ] || skip "under valgrind its calls would be counted too"
    command -v strace >/dev/null || skip "no strace"
    evaluation
    for call in write:1 renameat2:1 write:2 renameat2:2; do
        rm -f evaluation.db evaluation.key
        status=0
        strace -f -qq -o calls -e trace=${call%:*} \
            -e inject=${call%:*}:signal=KILL:when=${call#*:} \
            "$PREPOST" import before.csv --wave before --quiet || status=$?
        [ "$status" -eq 137 ] || skip "strace cannot trace here"
        [ ! -e evaluation.key ] || [ -s evaluation.key ]
        [ ! -e evaluation.db ] || [ -s evaluation.db ]
        ls evaluation.*.part*
        "$PREPOST" import before.csv --wave before --quiet || [ $? -eq 3 ]
        "$PREPOST" verify
        ! ls evaluation.*.part* 2>/dev/null || false
    done
}

@test "two first imports at once: one waits for the other, both are in" {
    evaluation
    "$PREPOST" import before.csv --wave before --quiet &
    first=$!
    "$PREPOST" import after.csv --wave after --quiet || [ $? -eq 3 ]
    wait $first || [ $? -eq 3 ]
    "$PREPOST" verify
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM imports')" -eq 2 ]
}

@test "a store in use by another: waited for, then told whom to ask" {
    evaluation
    "$PREPOST" import before.csv --wave before --quiet || [ $? -eq 3 ]
    mkfifo hold
    sqlite3 evaluation.db <hold >/dev/null &
    holder=$!
    exec 9>hold
    echo 'BEGIN IMMEDIATE; SELECT 1;' >&9
    sleep 1
    run "$PREPOST" import after.csv --wave after
    exec 9>&-
    [ "$status" -eq 1 ]
    [[ "$output" == *"evaluation.db is in use by sqlite3 (process $holder, of $(id -un)); waited 5 seconds; close it there and try again"* ]]
}

@test "a disk that fills while importing: said, and nothing is changed" {
    [ "$(id -u)" -eq 0 ] && command -v unshare >/dev/null || skip "not root"
    evaluation
    for i in $(seq 100 9999); do echo "W$i,South,n,r,1,2,3"; done >>before.csv
    run unshare --mount sh -c 'mkdir small && mount -t tmpfs -o size=160k none small &&
        cp evaluation.yaml after.csv small/ && cd small &&
        "$0" import after.csv --wave after --quiet; sum=$(sha256sum <evaluation.db)
        "$0" import ../before.csv --wave before; echo "status $?"
        [ "$sum" = "$(sha256sum <evaluation.db)" ] && "$0" verify; ls' "$PREPOST"
    [[ "$output" != *"permission denied"* ]] || skip "no mount here"
    [[ "$output" == *"the disk is full; the store is as it was before"*"status 1"*"is whole"* ]] ||
        { echo "$output"; false; }
    [[ "$output" != *".part"* ]] && [[ "$output" != *"-journal"* ]]
}
