#!/usr/bin/env bats
# What an import says of input that is wrong, and that it then changes nothing.

bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    cd "$BATS_TEST_TMPDIR"
    cat >evaluation.yaml <<'END'
title: Company
charity: Us
service: the groups
design: before-after
waves: {before: when they joined, after: three months later}
instruments: [ucla3]
outcomes:
  ucla3.total: {role: primary}
columns: {identifier: Code, wave: Wave}
disclosure: charity-5
END
    cat >good.csv <<'END'
Code,Wave,ucla3_1,ucla3_2,ucla3_3
AA11,before,1,2,3
BB22,before,Often,Some of the time,Hardly ever or never
AA11,after,1,1,2
END
}

# state: what the store holds, or that there is none
state() {
    sha256sum evaluation.db 2>/dev/null || echo none
}

# refused TEXT FILE: exit status 1, TEXT in the message, store as it was
refused() {
    before=$(state)
    run "$PREPOST" import "$2"
    [ "$status" -eq 1 ] || { echo "status $status: $output"; false; }
    [[ "$output" == *"$1"* ]] || { echo "said: $output"; false; }
    [ "$(state)" = "$before" ]
}

@test "a good file: codes and labels" {
    run "$PREPOST" import good.csv
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "good.csv: 3 rows, 3 taken in, 0 left out; 2 people (2 new)" ]
    [[ "${lines[1]}" == "The main outcomes were not fixed before these later answers came in, "* ]]
    [ "${#lines[@]}" -eq 2 ]
    [ "$(stat -c %a evaluation.db)" = 600 ]
}

@test "no such file" {
    refused "cannot read nothing.csv: there is no such file or folder" nothing.csv
}

@test "a folder" {
    mkdir folder.csv
    refused "folder.csv" folder.csv
    [[ "$output" == *"folder"*"file"* ]]
}

@test "an empty file" {
    : >empty.csv
    refused "empty.csv" empty.csv
    [[ "$output" == *"empty"* ]]
}

@test "headings and nothing else" {
    head -1 good.csv >heads.csv
    before=$(state)
    run "$PREPOST" import heads.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"heads.csv: no rows, nothing to take in"* ]]
    [ "$(state)" = "$before" ]
}

@test "bytes that are no text" {
    head -c 4096 /dev/zero | tr '\0' '\377' >binary.csv
    printf '\0\0\1\2' >>binary.csv
    refused "binary.csv" binary.csv
}

@test "no column for the person" {
    sed 's/Code/Name/' good.csv >nobody.csv
    refused "nobody.csv" nobody.csv
    [[ "$output" == *"identifier"* ]]
}

# left_out COUNT TEXT: status 3, so many rows in rejects.csv, TEXT said
left_out() {
    run "$PREPOST" import bad.csv
    [ "$status" -eq 3 ] || { echo "status $status: $output"; false; }
    [[ "$output" == *"$2"* ]] || { echo "said: $output"; false; }
    [ "$(($(wc -l <rejects.csv) - 1))" -eq "$1" ]
}

@test "a row too long, and one too short, are kept apart with the reason" {
    cp good.csv bad.csv
    echo 'CC33,before,1,2' >>bad.csv
    echo 'DD44,before,1,2,3,4' >>bad.csv
    left_out 2 "row 5: it has 4 fields; expected 5, as the row of headings has"
    grep -q '^CC33,before,1,2,' rejects.csv
    grep -q 'it has 6 fields' rejects.csv
}

@test "a value out of range, and an unknown label: cell, text, expected" {
    cp good.csv bad.csv
    echo 'CC33,before,1,2,4' >>bad.csv
    echo 'DD44,before,Offen,2,3' >>bad.csv
    run "$PREPOST" import bad.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *'row 5, column "ucla3_3": "4" is not one of 1-3'* ]]
    [[ "$output" == *'row 6, column "ucla3_1": "Offen" is not one of 1-3'*'did you mean "often"?'* ]]
}

@test "one person twice at a wave, differently: neither is taken" {
    cp good.csv bad.csv
    echo 'aa-11,before,3,3,3' >>bad.csv
    left_out 2 'the same person answered at "before"'
}

@test "--strict stops at the first and changes nothing" {
    "$PREPOST" import good.csv
    before=$(state)
    echo 'CC33,before,1,2,4' >>good.csv
    cp good.csv bad.csv
    run "$PREPOST" import bad.csv --strict
    [ "$status" -eq 1 ]
    [ "$(state)" = "$before" ]
}

@test "of two files with one bad, neither is taken in" {
    refused "nothing.csv" nothing.csv
    run "$PREPOST" import good.csv nothing.csv
    [ "$status" -eq 1 ]
    [ "$(state)" = none ] || "$PREPOST" status --format json |
        jq -e '.n_people == 0 or .flow.n_people == 0'
}

@test "the same file again adds nothing and says so" {
    "$PREPOST" import good.csv
    before=$(state)
    run "$PREPOST" import good.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"the same answers as good.csv, which is in already"* ]]
    [ "$(state)" = "$before" ]
}

@test "the same file as another wave: said, and --replace moves it" {
    sed -i 's/, wave: Wave//' evaluation.yaml
    printf 'Code,ucla3_1,ucla3_2,ucla3_3\nAA11,1,2,3\n' >after.csv
    "$PREPOST" import after.csv --wave before
    run "$PREPOST" import after.csv --wave before
    [ "$status" -eq 0 ]
    [[ "$output" == *'which is in already as "before"' ]]
    run "$PREPOST" import after.csv --wave after
    [ "$status" -eq 3 ]
    [[ "$output" == *'which is in already as "before"; nothing was changed. Add --replace to move them to the wave named now' ]]
    "$PREPOST" import after.csv --wave after --replace
    run "$PREPOST" import after.csv --wave after
    [ "$status" -eq 0 ]
    [[ "$output" == *'which is in already as "after"' ]]
}

@test "the same file after the plan was mended: taken in, or told how" {
    sed 's/,before,/,T1,/; s/,after,/,T2,/' good.csv >events.csv
    run "$PREPOST" import events.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"3 rows, 0 taken in, 3 left out"* ]]
    # It brought nothing, so it is not in already.
    sed -i 's/before: when they joined/before: {name: when they joined, aliases: [T1]}/' evaluation.yaml
    run "$PREPOST" import events.csv
    [[ "$output" == *"3 rows, 2 taken in, 1 left out"* ]]
    [ "$("$PREPOST" status --format json | jq '.imports | length')" -eq 1 ]
    # Something of it is in: what would be better is told, and done when asked.
    sed -i 's/after: three months later/after: {name: three months later, aliases: [T2]}/' evaluation.yaml
    run "$PREPOST" import events.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"nothing was changed, though less of it would be left out now. Add --replace to read it anew"* ]]
    run "$PREPOST" import events.csv --replace
    [ "$status" -eq 0 ]
    [[ "$output" == *"3 rows, 3 taken in, 0 left out"* ]]
    run "$PREPOST" import events.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"the same answers as events.csv"* && "$output" != *"anew"* ]]
    # Rows that meet others' answers are no reason to read it again.
    sed 's/AA11,before,1,2,3/AA11,before,1,1,1/' good.csv >clash.csv
    run "$PREPOST" import clash.csv
    [ "$status" -eq 3 ]
    run "$PREPOST" import clash.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"the same answers as clash.csv"* && "$output" != *"anew"* ]]
}

dated() { # dated DATE...: a row for each, into dated.csv
    sed -i 's/wave: Wave}/wave: Wave, date: When}/' evaluation.yaml
    { echo Code,Wave,When,ucla3_1,ucla3_2,ucla3_3
      for day; do n=$((n + 1)); echo "P$n,before,$day,1,2,3"; done; } >dated.csv
}

@test "one odd date takes all of them away: the summary says so, and how" {
    dated 13.6.26 2026-06-14 2026-06-15
    run "$PREPOST" import dated.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *'
  none of its 3 dates was taken: column "When", row 3: "2026-06-14" does not fit the order of the other dates ("13.6.26")'*'date_format'* ]]
}

@test "dates in another order than date_format: no silent loss" {
    dated 2026-06-14 2026-06-15
    sed -i 's/date: When/date: When, date_format: d\/m\/y/' evaluation.yaml
    run "$PREPOST" import dated.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *'none of its 2 dates was taken: column "When", row 2: "2026-06-14" does not fit date_format: d/m/y'* ]]
}

@test "each file may have an order of its dates of its own" {
    dated 13/06/2026 02/06/2026
    sed -i 's/date: When/date: When, date_format: d\/m\/y/' evaluation.yaml
    printf 'Code,Wave,When,ucla3_1,ucla3_2,ucla3_3\nQ1,before,06/02/2026,1,2,3\n' >american.csv
    printf 'files:\n  - {path: american.csv, date_format: m/d/y}\n' >>evaluation.yaml
    "$PREPOST" import dated.csv american.csv
    run "$PREPOST" export responses --format csv
    [ "$(grep -c 2026-06-02 <<<"$output")" -eq 2 ]
    [ "$(grep -c 2026-06-13 <<<"$output")" -eq 1 ]
}

@test "an Excel day number is known as one; a bad date is no bad answer" {
    dated 46180.41 2026-06-08 some-day
    run "$PREPOST" import dated.csv
    [ "$status" -eq 3 ]
    # LibreOffice Calc shows 46180 as 2026-06-07
    [[ "$output" == *'"46180.41" is not a date; it may be an Excel day number (2026-06-07): format the column as a date'* ]]
    [[ "$output" == *'2 dates were left blank because they are no dates'* ]]
    [[ "$output" != *"questionnaire does not allow"* ]]
}

@test "two headings of identifier in one file: a code of parts is advised" {
    sed -i 's/identifier: Code/identifier: [Nick, "Born in?"]/' evaluation.yaml
    printf 'Nick,Born in?,Wave,ucla3_1,ucla3_2,ucla3_3\nSam,May,before,1,2,3\nSam,June,before,1,1,2\n' >parts.csv
    refused 'column "Born in?": it and the column "Nick" are both in this file' parts.csv
    [[ "$output" == *'For a code of several parts write identifier_from: [Nick, Born in?]'* ]]
    sed -i 's/identifier: \[/identifier_from: [/' evaluation.yaml
    run "$PREPOST" import parts.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"2 taken in, 0 left out; 2 people (2 new)"* ]]
}

@test "people who are in already: a copy of a file, or the wrong wave" {
    printf 'Code,Wave,ucla3_1,ucla3_2,ucla3_3\nAA11,before,1,1,1\nBB22,before,2,2,2\n' >later.csv
    "$PREPOST" import good.csv
    run "$PREPOST" import later.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *'2 of 2 people have other answers at "before" already: is it the right wave?'* ]]
    mkdir fixed
    sed 's/AA11,before,1,2,3/AA11,before,1,2,2/' good.csv >fixed/good.csv
    run "$PREPOST" import fixed/good.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *'a file of this name is in already, with 2 of the same people at "before": --replace takes its place'* ]]
    [[ "$output" != *"right wave"* ]]
    # Which of the two is replaced is no dead end: both have these people.
    run "$PREPOST" import fixed/good.csv --replace
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ]
    [ "$("$PREPOST" status --format json | jq -c '[.imports[].file] | sort')" = '["good.csv","later.csv"]' ]
}

@test "a corrected file under another name: which one it corrects, and how" {
    printf 'Code,Wave,ucla3_1,ucla3_2,ucla3_3\n' >old.csv
    for i in {10..29}; do echo "P$i,before,1,2,3"; done >>old.csv
    sed '3s/1,2,3/1,1,1/; 7s/1,2,3/3,3,3/' old.csv >"old corrected.csv"
    "$PREPOST" import old.csv
    run "$PREPOST" import "old corrected.csv"
    [ "$status" -eq 3 ]
    [[ "$output" == *'  20 of its 20 people are in old.csv at "before" already, 2 with other answers there: if this one corrects it, give it that name and import it with --replace'* ]]
    [[ "$output" != *"right wave"* ]]
    # As told, it works. Not told: of the same answers, or of other people.
    mkdir told
    mv "old corrected.csv" told/old.csv
    run "$PREPOST" import told/old.csv --replace
    [[ "$output" == *"in place of what an earlier file of this name brought"* ]]
    run "$PREPOST" import --dry-run --format json good.csv
    [ "$(jq -c '.files[0].met | [.file, .n_in_file]' <<<"$output")" = "[null,0]" ]
    (cat told/old.csv; echo "Q1,before,1,1,1") >more.csv
    run "$PREPOST" import more.csv
    [ "$status" -eq 0 ]
    [[ "$output" != *"corrects"* ]]
}

@test "--dry-run: under another heading than the plan's, the usual one is offered" {
    cat >usual.csv <<'CSV'
Code,Region,Group,Date,Fax,Wave,ucla3_1,ucla3_2,ucla3_3
AA11,Leeds,Tuesday,2026-01-02,1,before,1,2,3
CSV
    run "$PREPOST" import usual.csv --dry-run
    [[ "$output" == *'"Region" -> not understood, left out; a usual heading for region'* ]]
    # Pasted as it stands, it is what was offered.
    sed -n '/^  - path/,/^$/p' <<<"$output" | sed 's/^.*path:/files:\n&/' >>evaluation.yaml
    grep -q '"Region": region  # not understood' evaluation.yaml
    grep -q '"Fax": ignore  # not understood' evaluation.yaml
    run "$PREPOST" import usual.csv
    [ "$status" -eq 0 ]
    [ "$(sqlite3 evaluation.db 'SELECT region, "group" FROM background')" = "Leeds|Tuesday" ]
    # A heading is offered once, and not for what another column is.
    printf 'Code,PID,Area,Region,Wave,ucla3_1,ucla3_2,ucla3_3\nAA11,1,A,B,after,1,2,3\n' >two.csv
    run "$PREPOST" import two.csv --dry-run
    [[ "$output" == *'"PID": ignore'*'"Area": region'*'"Region": ignore'* ]]
}

@test "--dry-run: the entry's path is relative to the plan" {
    mkdir -p sub/deep other
    cp good.csv sub/deep/in.csv
    cp good.csv other/out.csv
    cp evaluation.yaml sub/
    sed -i '1i # the same' sub/evaluation.yaml
    path() { grep -o 'path: .*'; }
    [ "$("$PREPOST" import sub/deep/in.csv --dry-run | path)" = 'path: "sub/deep/in.csv"' ]
    [ "$("$PREPOST" -C sub import sub/deep/in.csv --dry-run | path)" = 'path: "deep/in.csv"' ]
    [ "$("$PREPOST" -C sub import other/out.csv --dry-run | path)" = 'path: "../other/out.csv"' ]
    cd sub
    [ "$("$PREPOST" import ../good.csv --dry-run | path)" = 'path: "../good.csv"' ]
}

@test "a region one slip from one of the plan's" {
    sed -i 's/wave: Wave}/wave: Wave, region: Place}/' evaluation.yaml
    echo 'files: [{path: x.csv, region: Ashford}, {path: y.csv, region: Deal}]' >>evaluation.yaml
    printf 'Code,Wave,Place,ucla3_1,ucla3_2,ucla3_3\nA1,before,Ashfrod,1,1,1\nB2,before,Deal,2,2,2\nC3,before,Seat,1,1,1\n' >places.csv
    run "$PREPOST" import places.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *'the region "Ashfrod" is none that the plan'*'did you mean "Ashford"?'* ]]
    [[ "$output" != *'"Deal" is none'* && "$output" != *'"Seat" is none'* ]]
}

@test "--dry-run says what each column is and changes nothing" {
    run "$PREPOST" import good.csv --dry-run
    [ "$status" -eq 0 ]
    [[ "$output" == *"ucla3_1"*"3 would be taken in"* ]]
    [ "$(state)" = none ]
    [ ! -e evaluation.key ]
}

@test "--replace puts a mended file in place of the earlier one" {
    "$PREPOST" import good.csv
    sed -i 's/^AA11,after,1,1,2/AA11,after,1,1,1/' good.csv
    run "$PREPOST" import good.csv --replace
    [ "$status" -eq 0 ]
    run "$PREPOST" status
    [[ "$output" == *"good.csv"* ]]
    [ "$(grep -c '^good.csv' <<<"$output")" -eq 1 ]
}

@test "a wide file: before and after in one row" {
    cat >wide.csv <<'END'
Code,pre_ucla3_1,pre_ucla3_2,pre_ucla3_3,post_ucla3_1,post_ucla3_2,post_ucla3_3
AA11,1,2,3,1,1,1
BB22,3,3,3,2,2,2
END
    run "$PREPOST" import wide.csv
    [ "$status" -eq 0 ]
    run "$PREPOST" analyse --format json --resamples 0 --show-small-counts
    [ "$(jq '.outcomes[0].n_paired' <<<"$output")" -eq 2 ]
    [ "$(jq '.outcomes[0].change.mean' <<<"$output")" -eq -3 ]
}

@test "a column of ready-made totals, without items" {
    printf 'Code,Wave,UCLA3 total\nAA11,before,5\nAA11,after,4\n' >total.csv
    run "$PREPOST" import total.csv
    [ "$status" -eq 0 ]
    run "$PREPOST" analyse --format json --resamples 0 --show-small-counts
    [ "$(jq '.outcomes[0].change.mean' <<<"$output")" -eq -1 ]
}

@test "a plan that names an unknown questionnaire: line, column, closest" {
    sed -i 's/\[ucla3\]/[ucla4]/' evaluation.yaml
    run "$PREPOST" import good.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *"evaluation.yaml:6:"*'"ucla4"'* ]]
    [[ "$output" == *'"ucla3"'* ]]
    [ "$(state)" = none ]
}

@test "a misspelt key in the plan" {
    sed -i 's/^outcomes:/outcome:/' evaluation.yaml
    run "$PREPOST" import good.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'evaluation.yaml:7:1: unknown key "outcome"; did you mean "outcomes"?'* ]]
}

@test "a folder that cannot be written to" {
    [ "$(id -u)" -ne 0 ] || skip "root may write anywhere"
    chmod 500 .
    run "$PREPOST" import good.csv
    chmod 700 .
    [ "$status" -eq 1 ]
    [ "$(state)" = none ]
}

@test "a full disk: the results, and a figure" {
    "$PREPOST" import good.csv
    run bash -c "'$PREPOST' analyse --resamples 0 >/dev/full"
    [ "$status" -eq 1 ]
    [[ "$output" == *"No space left on device"* ]]
    run bash -c "'$PREPOST' plot flow -o - >/dev/full"
    [ "$status" -eq 1 ]
    [[ "$output" == *"the disk is full"* ]]
}

@test "a hidden count cannot be worked out from the JSON of a small group" {
    { echo Code,Wave,ucla3_1,ucla3_2,ucla3_3
      for i in $(seq 10 36); do
          echo "P$i,before,$((1 + i % 3)),$((1 + i / 2 % 3)),2"
          echo "P$i,after,$((1 + i / 3 % 3)),$((1 + i % 2)),$((1 + i / 5 % 3))"
      done
      echo P91,before,1,1,1
      echo P92,before,1,2,1; } >small.csv
    "$PREPOST" import small.csv --quiet
    "$PREPOST" analyse --format json --resamples 0 >out.json
    # Two people did not answer again: no pair of numbers may differ by two.
    jq -e '.flow.n_both == 27 and .flow.n_before == null
        and (.outcomes[0] | .n_paired == 27 and .n_pre == null
             and .n_rows == null and .missing_data.n_left == null)' out.json
    "$PREPOST" analyse --format json --resamples 0 --show-small-counts |
        jq -e '.outcomes[0] | .n_pre == 29 and .missing_data.n_left == 2'
    run "$PREPOST" analyse --outcome ucla3.total
    [ "$status" -eq 2 ]
    [[ "$output" == *"--show-small-counts"* ]]
}

@test "a file with headings only: said so, the others are taken, status 3" {
    printf 'code,wave,ucla3_1,ucla3_2,ucla3_3\n' >empty.csv
    printf 'code,wave,ucla3_1,ucla3_2,ucla3_3\nann,before,1,1,1\nann,after,1,1,2\n' >full.csv
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
columns: {identifier: code, wave: wave}
files: [empty.csv, full.csv]
YAML
    run "$PREPOST" run
    [ "$status" -eq 3 ]
    [[ "$output" == *"empty.csv: row 1: there are headings and no rows under them"* ]]
    [[ "$output" == *"full.csv: 2 rows, 2 taken in"* ]]
    [ -s reports/funder.txt ]
    # Filled later, it is the first of its name.
    printf 'bea,before,1,1,1\n' >>empty.csv
    run "$PREPOST" import empty.csv
    [ "$status" -eq 0 ]
    [[ "$output" != *"another file of this name"* ]]
}

@test "a region that the plan's files do not name is refused, with the nearest" {
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
columns: {identifier: code}
files:
  - {path: e.csv, wave: before, region: Eastshire, group: East 1}
  - {path: w.csv, wave: before, region: Westshire}
YAML
    printf 'code,ucla3_1,ucla3_2,ucla3_3\nann,1,1,1\n' >x.csv
    run "$PREPOST" import x.csv --wave before --region Westshie
    [ "$status" -eq 2 ]
    [[ "$output" == *'"Westshie" is not a region that the plan names for its files; expected "Eastshire" or "Westshire"; did you mean "Westshire"?'* ]]
    [ ! -e evaluation.db ]
    run "$PREPOST" import x.csv --wave before --group "East 2"
    [ "$status" -eq 2 ]
    "$PREPOST" import x.csv --wave before --region "WESTSHIRE"
    [ "$(sqlite3 evaluation.db 'SELECT region FROM background')" = Westshire ]
}

@test "rejects that were corrected bring the same codes and regions" {
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
columns: {identifier: code, wave: wave, region: place}
YAML
    printf 'code,wave,place,ucla3_1,ucla3_2,ucla3_3\n@ann,before,@Home,1,1,1\n@ann,never,@Home,3,3,3\nbea,before,@Home,1,1,1\n' >a.csv
    run "$PREPOST" import a.csv
    [ "$status" -eq 3 ]
    grep -q "^'@ann,never,'@Home,3,3,3," rejects.csv
    sed 's/,never,/,after,/' rejects.csv >corrected.csv
    run "$PREPOST" import corrected.csv
    [[ "$output" == *"1 person (0 new)"* ]]
    [ "$("$PREPOST" export responses --quiet | tail -n +2 | cut -d, -f3 | sort -u)" = "'@Home" ]
    # Rejects give way to those of their own file, whose name is guarded too.
    printf 'code,wave,place,ucla3_1,ucla3_2,ucla3_3\ncat,never,@Home,1,1,1\n' >-b.csv
    "$PREPOST" import ./-b.csv || [ $? -eq 3 ]
    grep -q '^cat,' rejects*.csv
    printf 'code,wave,place,ucla3_1,ucla3_2,ucla3_3\ncat,after,@Home,1,1,1\n' >-b.csv
    "$PREPOST" import ./-b.csv
    ! grep -q '^cat,' rejects*.csv || false
}

@test "forget takes a person's rows out of rejects.csv too" {
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
columns: {identifier: code, wave: wave}
YAML
    printf 'code,wave,ucla3_1,ucla3_2,ucla3_3\nAnn 1,before,1,1,1\nann-1,before,3,3,3\nBea,never,1,1,1\nann1,1\n,before,1,1,1\n' >a.csv
    run "$PREPOST" import a.csv
    [ "$status" -eq 3 ]
    [ "$(grep -ci 'ann.\?1,' rejects.csv)" -eq 3 ]
    run "$PREPOST" forget "ANN 1"
    [ "$status" -eq 0 ]
    [[ "$output" == *"3 of their rows among the rejected ones"* ]]
    [[ "$output" == *"1 of the rejected rows has no code that can be read: look whose it is"* ]]
    [ "$(grep -ci '^ann' rejects.csv)" -eq 0 ]
    grep -q '^Bea,never,1,1,1,4,' rejects.csv
    [ "$(stat -c %a rejects.csv)" = 600 ]
    # Known from a rejected row alone, they are erased all the same.
    run "$PREPOST" forget Bea
    [ "$status" -eq 0 ]
    [ "$(grep -c '^Bea' rejects.csv)" -eq 0 ]
    run "$PREPOST" forget Bea
    [ "$status" -eq 3 ]
}

@test "an anonymous form with both ratings in one row: each row is a person" {
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
design: looking-back
waves: {before: on joining, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
YAML
    printf 'ucla3_1_before,ucla3_2_before,ucla3_3_before,ucla3_1_after,ucla3_2_after,ucla3_3_after\n3,3,3,1,1,1\n3,3,3,1,1,1\n2,2,2,3,3,3\n' >form.csv
    run "$PREPOST" import form.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *"Where nobody was asked for a code, say anonymous: yes for this file in the plan"* ]]
    printf 'files: [{path: form.csv, anonymous: yes}]\n' >>evaluation.yaml
    run "$PREPOST" import
    [ "$status" -eq 0 ]
    [[ "$output" == *"3 rows, 3 taken in, 0 left out; 3 people (3 new)"* ]]
    [ "$("$PREPOST" status --format json | jq -c '[.flow.all.n_both, .near_misses.n]')" = "[3,0]" ]
    run "$PREPOST" import
    [[ "$output" == *"the same answers as form.csv"* ]]
    # A wave a file cannot be matched, and that is said.
    printf 'ucla3_1,ucla3_2,ucla3_3\n1,1,1\n' >form.csv
    run "$PREPOST" import form.csv --wave after --dry-run
    [[ "$output" == *"nobody can be matched with another wave"* ]]
}

@test "what a dry run prints for the plan is taken by the plan as it stands" {
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
waves: {before: on joining, after: later}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
files:
YAML
    printf 'Participant ID,"How often do you feel ""left out""?",ucla3_1,Colour: or not,ucla3_3\nann,1,1,red,1\n' >x.csv
    sed '/^files:/d' evaluation.yaml >plan && mv evaluation.yaml with && mv plan evaluation.yaml
    "$PREPOST" import x.csv --wave before --dry-run >said 2>/dev/null
    { cat with; sed -n '/under "files:"/,$p' said | grep '^ '; } >evaluation.yaml
    run "$PREPOST" import
    [ "$status" -eq 0 ]
    [[ "$output" == *"x.csv: 1 row, 1 taken in"* ]]
}

@test "JSON has what the text has: dates, names, totals, people who are in already" {
    dated 13.6.26 2026-06-14 2026-06-15
    run --separate-stderr "$PREPOST" import dated.csv --format json
    [ "$status" -eq 3 ]
    [ "$(jq -c '.files[0].dates | [.order, .n_left_out, .n_bad]' <<<"$output")" = '[null,3,0]' ]
    [[ "$(jq -r '.files[0].dates.problem' <<<"$output")" == *'does not fit the order of the other dates'* ]]
    [ "$(jq -c '.files[0].dialect | [.encoding, .delimiter, .line_ends, .decimal_comma]' <<<"$output")" = '["UTF-8","comma","LF",false]' ]
    sed -i 's/, date: When}/}/' evaluation.yaml
    sed 's/AA11,before,1,2,3/AA11,before,1,9,3/' good.csv >bad.csv
    run --separate-stderr "$PREPOST" import bad.csv --format json
    [ "$(jq -c '.files[0].notes[0] | [.severity, .row, .column]' <<<"$output")" = '["reject",2,"ucla3_2"]' ]
    # Each note is a line that people read, too.
    [[ "$stderr" == *"$(jq -r '.files[0].notes[0].text' <<<"$output")"* ]]
    run --separate-stderr "$PREPOST" import good.csv --dry-run --format json
    [ "$(jq -c '.files[0].columns | map(.means)' <<<"$output")" = '["identifier","wave","ucla3_1","ucla3_2","ucla3_3"]' ]
    [ "$(jq -c '[.files[0].met.wave, .files[0].met.n_people, .same_person]' <<<"$output")" = '["before",2,[]]' ]
}

# slowly PAUSE: writes a program that imports 24,000 rows, which come through a
# pipe with a pause.  A program, not a function: script(1) starts it by $SHELL,
# and dash hands no functions of bash on.
slowly() {
    cat >slowly <<END
#!/bin/bash
{ echo Code,Wave,ucla3_1,ucla3_2,ucla3_3
  seq -f 'P%.0f,before,1,2,3' 1 8000
  sleep $1
  seq -f 'P%.0f,before,1,2,3' 8001 24000; } | "$PREPOST" import -
END
    chmod +x slowly
}

@test "progress: over a second on a terminal, with rows per second; else none" {
    command -v script >/dev/null || skip "no script(1) of util-linux here"
    slowly 1.1
    # script(1) gives it a terminal; what it wrote there is the output.
    run script -qec ./slowly /dev/null
    [[ "$output" =~ \[#*\.*\]\ [0-9,]+\ rows\ (read|stored),\ [0-9,]+\ a\ second ]]
    [[ "$output" == *"standard input: 24000 rows, 24000 taken in"* ]]
    rm evaluation.db
    run ./slowly
    [ "$status" -eq 0 ]
    [[ "$output" != *"a second"* && "$output" != *$'\r'* ]]
    rm evaluation.db
    slowly 0
    began=$(date +%s%N)
    run script -qec ./slowly /dev/null
    # A machine that is very busy may take its second after all.
    [ $(($(date +%s%N) - began)) -ge 1000000000 ] || [[ "$output" != *"a second"* ]]
}

@test "a file's name is nothing that a terminal obeys" {
    bad=$(printf 'a\033]0;x\007\302\233.csv')
    sed 's/^BB22.*/BB22,never,1,1,1/' good.csv >"$bad"
    run "$PREPOST" import --dry-run "no$bad"
    [[ "$output" == *"cannot read noa?]0;x???.csv: there is no such"* ]]
    "$PREPOST" import "$bad" 2>said || [ $? -eq 3 ]
    grep -qF 'a?]0;x???.csv: row 3, column "Wave": "never" is not a wave' said
    ! grep -q $'[\033\007]' said || false
    command -v script >/dev/null || skip "no script(1) of util-linux here"
    run script -qec "'$PREPOST' import '$bad' 2>/dev/null" /dev/null </dev/null
    [[ "$output" == *"a?]0;x???.csv: the same answers"* ]]
    [[ "$output" != *$'\033'* && "$output" != *$'\302\233'* ]]
}

@test "questions of an SPSS or Stata file are shown as the file has them" {
    "$PREPOST" import good.csv
    "$PREPOST" export responses --format sav -o out.sav
    sed -i 's/identifier: Code/identifier: participant/; s/, wave: Wave//' evaluation.yaml
    rm evaluation.db
    run "$PREPOST" import out.sav --dry-run
    [ "$status" -eq 0 ]
    [[ "$output" == *'"ucla3_1", "How often do you feel that you lack companionship?" -> ucla3_1'* ]]
    [[ "$output" == *'"ucla3_3", "How often do you feel isolated from others?" -> ucla3_3'* ]]
}

@test "one heading twice: refused by the numbers of the columns" {
    printf 'Code,Wave,ucla3_1,ucla3_2,ucla3_3,ucla3_1\nAA11,before,1,2,3,1\n' >twice.csv
    refused 'column "ucla3_1": columns 3 and 6 of the file both have this heading, which means ucla3_1; expected it once' twice.csv
}

@test "remarks at the top; a heading called # and tags under the headings are none" {
    { printf '# exported by X, on Y\n# more\n'; cat good.csv; } >remarks.csv
    run "$PREPOST" import remarks.csv --dry-run
    [ "$status" -eq 0 ]
    [[ "$output" == *"headings in row 3"* ]]
    [[ "$output" == *"2 rows at the top begin with # and were left out as remarks"* ]]
    [[ "$output" == *"remarks.csv: 3 rows, 3 would be taken in"* ]]
    sed '1s/^/#,/; 2,$s/^/1,/' good.csv >number.csv
    run "$PREPOST" import number.csv --dry-run
    [[ "$output" == *"3 rows, 3 would be taken in"* && "$output" != *remarks* ]]
    sed '1a #code,#wave,#a,#b,#c' good.csv >tags.csv
    run "$PREPOST" import tags.csv --dry-run
    [[ "$output" == *"3 rows, 3 would be taken in"* && "$output" != *remarks* ]]
    printf '# nothing\n# but remarks\n' >only.csv
    refused 'no column holds the person' only.csv
}

@test "--wave and columns of the same wave clash: refused, not one person twice" {
    printf 'Code,ucla3_1,ucla3_2,ucla3_3,post_ucla3_1,post_ucla3_2,post_ucla3_3\nAA11,1,2,3,1,1,1\n' >half.csv
    sed -i 's/, wave: Wave//; s/after: three months later/after: {name: three months later, aliases: [post]}/' evaluation.yaml
    run "$PREPOST" import half.csv --wave after
    [ "$status" -eq 1 ]
    [[ "$output" == *'both mean ucla3_1 at after; expected one: one of them has no wave of its own'* ]]
    run "$PREPOST" import half.csv --wave before
    [ "$status" -eq 0 ]
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM ucla3')" -eq 2 ]
}

@test "numbers that often stand for no answer: how they are declared" {
    sed 's/AA11,before,1,2,3/AA11,before,-99,999,3/; s/AA11,after,1,1,2/AA11,after,7,1,-99/' good.csv >codes.csv
    run --separate-stderr "$PREPOST" import codes.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *'if these stand for no answer, give this file in the plan missing: ["-99", "999"], with whatever else does'* ]]
    rm evaluation.db
    [ "$("$PREPOST" import codes.csv --format json --dry-run --quiet | jq -c '.files[0].likely_missing')" = '["-99","999"]' ]
    echo 'files: [{path: codes.csv, missing: ["-99", "999"]}]' >>evaluation.yaml
    run "$PREPOST" import codes.csv
    [[ "$output" == *"1 answer was left blank"* && "$output" != *"stand for no answer"* ]]
}

@test "headings that ask people to look back are told, unless the plan says so" {
    sed -i 's/, wave: Wave//; s/after: three months later/after: {name: three months later, aliases: [now]}/' evaluation.yaml
    cat >back.csv <<'END'
Code,Looking back to before: How often do you feel that you lack companionship?,Now: How often do you feel that you lack companionship?
AA11,Often,Hardly ever or never
END
    run "$PREPOST" import back.csv --dry-run
    [[ "$output" == *"it asks people to look back"*"say design: looking-back in the plan, for that is weaker evidence"* ]]
    sed -i 's/design: before-after/design: looking-back/' evaluation.yaml
    run "$PREPOST" import back.csv --dry-run
    [[ "$output" != *"it asks people to look back"* ]]
}

# Every file that others wrote, and every one that once broke a reader: what
# cannot be taken leaves the store byte for byte as it was.
@test "each malformed file leaves the store byte for byte as it was" {
    "$PREPOST" import good.csv
    cp evaluation.db whole.db
    was=$(state)
    shopt -s nullglob globstar
    n_refused=0
    for file in "$root"/tests/fuzz/corpus/{columns,csv,dta,encoding,platform,sav,xlsx,zip}/* \
        "${PP_SHARED_DATA:-$root/../shared/data}"/{csv-torture,platforms,items,sav}/**/*.*; do
        [ -f "$file" ] || continue
        status=0
        "$PREPOST" import --quiet "$file" --wave after >/dev/null 2>&1 || status=$?
        case $status in
        1) n_refused=$((n_refused + 1))
           [ "$(state)" = "$was" ] || { echo "changed by $file"; false; } ;;
        0 | 3) cp whole.db evaluation.db ;;
        *) echo "status $status: $file"; false ;;
        esac
        [ ! -e evaluation.db-journal ]
    done
    [ "$n_refused" -gt 30 ]
}

# two_instruments: a plan of two outcomes, and answers to both; of hhi, whose
# wording is not free, under headings that prepost cannot know
two_instruments() {
    sed -e 's/\[ucla3\]/[ucla3, hhi]/' \
        -e 's/^outcomes:/outcomes:\n  hhi.total: {role: secondary}/' \
        evaluation.yaml >plan.new
    mv plan.new evaluation.yaml
    for wave in before after; do
        echo "Code,ucla3_1,ucla3_2,ucla3_3,Which town?,I have a positive outlook"
        for i in $(seq 11 22); do
            echo "AA$i,$((i % 3 + 1)),2,$((${#wave} % 3 + 1)),York,Agree"
        done
    done >$1
    sed '14,$d' $1 >before.csv
    sed '1,13d' $1 >after.csv
}

@test "an outcome's questionnaire that was not understood is not dropped in silence" {
    two_instruments all.csv
    run --separate-stderr "$PREPOST" import before.csv --wave before
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"before.csv: row 1: no column of hhi was found in this file, and 2 columns were not understood and left out: \"Which town?\", \"I have a positive outlook\". --dry-run shows"* ]]
    [ "$output" = "before.csv: 12 rows, 12 taken in, 0 left out; 12 people (12 new)" ]
    "$PREPOST" import after.csv --wave after || [ "$?" -eq 3 ]
    "$PREPOST" report --format text -o r || [ "$?" -eq 3 ]
    tr -s ' \n' ' ' <r/funder.txt >said
    grep -q "No finding for hope.\?[* ]* No complete answers to it were imported" said
    grep -q "not available: no complete answers were imported" said
    ! grep -q "too few people answered both times" said || false
}

@test "a file of some of the questionnaires, all of it understood, is well" {
    two_instruments all.csv
    cut -d, -f1-4 before.csv >some.csv
    run "$PREPOST" import some.csv --wave before
    [ "$status" -eq 0 ]
}

@test "people who were erased do not come back unnoticed" {
    "$PREPOST" import good.csv
    run "$PREPOST" forget AA11
    [[ "$output" == *"The person is in good.csv: take their rows out of the files, or the next import of one brings
them back, to the store or among the rejected rows. Then
    prepost import FILE... --replace
puts each changed file in the place of the one that is in; "* ]]
    sed -i 's/^BB22,before,Often/BB22,before,Some of the time/' good.csv
    run "$PREPOST" import good.csv --replace --dry-run --format json
    [ "$status" -eq 3 ]
    [ "$(jq -c '.files[0] | [.n_erased_before, .n_new_people]' <<<"$output")" = "[1,1]" ]
    run "$PREPOST" import good.csv --replace
    [ "$status" -eq 3 ]
    [[ "$output" == *"1 person was erased before, and 1 of this file was not in the store: if they are the same, forget them once more and take their rows out of the file"* ]]
    "$PREPOST" status --format text | tr '\n' ' ' |
        grep -q "1 person was erased from the store. Who is in a file that is imported after that comes back."
    foot() { "$PREPOST" report --format text -o - | tr '\n' ' '; }
    [[ "$(foot)" == *"some answers were erased on request; people who came in after that may be the same"* ]]
    # Without their rows, all is well.
    "$PREPOST" forget AA11
    [[ "$(foot)" == *"some answers were erased on request after they came in"* ]]
    sed -i '/^AA11/d; s/Hardly ever or never/Often/' good.csv
    run "$PREPOST" import good.csv --replace
    [ "$status" -eq 0 ]
    [ "$("$PREPOST" status --format json | jq -c '[.imports[].file]')" = '["good.csv"]' ]
}

@test "rejects: those of a file give way to its own, and stay beside another's" {
    sed 's/^BB22.*/BB22,never,1,1,1/' good.csv >before.csv
    printf 'Code,Wave,ucla3_1,ucla3_2,ucla3_3\nCC33,sometime,1,1,1\nDD44,after,1,1,1\n' >after.csv
    run "$PREPOST" import before.csv
    [[ "$output" == *"with the reasons: "*"rejects.csv"$'\n'* ]]
    run "$PREPOST" import after.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"with the reasons: "*"rejects-after.csv" ]]
    grep -q '^BB22,never,1,1,1,3,.*,before.csv' rejects.csv
    grep -q '^CC33,sometime,1,1,1,2,.*,after.csv' rejects-after.csv
    [ "$(stat -c %a rejects-after.csv)" = 600 ]
    # Still wrong in another way, then mended: nothing of it is left.
    sed -i 's/^BB22.*/BB22,whenever,1,1,1/' before.csv
    run "$PREPOST" import before.csv --replace
    [ "$(grep -c BB22 rejects.csv)" -eq 1 ]
    grep -q whenever rejects.csv
    cp good.csv before.csv
    run "$PREPOST" import before.csv --replace --dry-run
    [ -e rejects.csv ]
    "$PREPOST" import before.csv --replace
    [ ! -e rejects.csv ]
    [ -e rejects-after.csv ]
    # A file that somebody made themselves is not theirs to lose.
    echo mine >rejects.csv
    "$PREPOST" import good.csv
    [ "$(cat rejects.csv)" = mine ]
    # Read again, the columns that an import added are no answers.
    sed -i 's/sometime/after/' rejects-after.csv
    "$PREPOST" import rejects-after.csv
}

@test "rejects: one that somebody changed, or made, is neither written over nor taken away" {
    sed 's/^BB22.*/BB22,never,1,1,1/' good.csv >before.csv
    "$PREPOST" import before.csv || [ $? -eq 3 ]
    head -1 rejects.csv | grep -Eq ',prepost: file \(check [0-9a-f]{16}\)'
    sed -i 's/never/before/' rejects.csv
    cp rejects.csv mended
    echo mine >rejects-before.csv
    # The same file adds nothing, and a changed one has its own.
    "$PREPOST" import before.csv
    cmp rejects.csv mended
    [ ! -e rejects-before-2.csv ]
    sed -i 's/never/whenever/' before.csv
    run "$PREPOST" import before.csv --replace
    [[ "$output" == *"with the reasons: "*"rejects-before-2.csv"*"rejects.csv was changed by hand: it is left as it is"* ]]
    cmp rejects.csv mended
    [ "$(cat rejects-before.csv)" = mine ]
    grep -q whenever rejects-before-2.csv
    sed -i 's/whenever/ever/' before.csv
    "$PREPOST" import before.csv --replace || [ $? -eq 3 ]
    grep -q ',ever,' rejects-before-2.csv
    [ ! -e rejects-before-3.csv ]
    # Mended and read, they are answers; then nothing is left of the others.
    run "$PREPOST" import rejects.csv
    [ "$status" -eq 0 ]
    cp good.csv before.csv
    "$PREPOST" import before.csv --replace || [ $? -eq 3 ]
    [ ! -e rejects-before-2.csv ]
    cmp rejects.csv mended
    [ "$(cat rejects-before.csv)" = mine ]
}

@test "rejects: the same file does not bring back those of a person who was erased" {
    (cat good.csv; echo "AA11,never,1,1,1"; echo "ZZ99,never,1,1,1") >before.csv
    "$PREPOST" import before.csv || [ $? -eq 3 ]
    run "$PREPOST" forget AA11
    [[ "$output" == *"erased: 1 of their rows among the rejected ones"* ]]
    [[ "$output" == *"take their rows out of"* ]]
    run "$PREPOST" import before.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"with the reasons: "*"rejects.csv"* ]]
    ! grep -r AA11 --include='rejects*' . || false
    # Nothing is kept that tells who it was: of a file that changed it is said.
    cp rejects.csv as_it_was
    cp before.csv its_file
    sed -i 's/ZZ99,never/ZZ99,ever/; /^AA11,before/d; /^AA11,after/d' before.csv
    run "$PREPOST" import before.csv --replace
    [ "$status" -eq 3 ]
    grep -q '^AA11,never' rejects.csv
    [[ "$output" == *"1 person was erased before: if one of the rejected rows is of somebody erased, forget them once more and take their rows out of the file"* ]]
    run "$PREPOST" forget AA11
    [ "$status" -eq 0 ]
    [[ "$output" == *"erased: 1 of their rows among the rejected ones"* ]]
    [[ "$output" == *"The person is in before.csv: take their rows out of the files"* ]]
    ! grep -r AA11 --include='rejects*' . || false
    mv as_it_was rejects.csv
    mv its_file before.csv
    # What forget left is as it was written, and gives way.
    sed -i '/^AA11/d; s/ZZ99,never/ZZ99,whenever/' before.csv
    "$PREPOST" import before.csv --replace || [ $? -eq 3 ]
    grep -q whenever rejects.csv
    [ ! -e rejects-before.csv ]
}

# The check sum is of the rows as they were written, the person's among them.
@test "rejects that somebody changed: forget leaves no check sum to try answers with" {
    (cat good.csv; echo "AA11,never,1,1,1"; echo "ZZ99,never,1,1,1") >before.csv
    "$PREPOST" import before.csv || [ $? -eq 3 ]
    check=$(grep -o '(check [0-9a-f]\{16\})' rejects.csv)
    [ "$check" = "(check $(sed "s/ $check//" rejects.csv | b2sum -l 256 | cut -c1-16))" ]
    sed -i 's/^ZZ99,never/ZZ99,before/' rejects.csv
    "$PREPOST" forget AA11
    ! grep -q check rejects.csv || false
    grep -q '^ZZ99,before' rejects.csv
    # It is still the user's own, and not written over.
    "$PREPOST" import before.csv --replace || [ $? -eq 3 ]
    grep -q '^ZZ99,before' rejects.csv
}

@test "files of the longest names have their rejects, and no letter is cut in two" {
    # Of 255 bytes, the name has é where the rejects' name is cut.
    long=$(printf 'n%.0s' {1..199})é$(printf 'm%.0s' {1..49})
    for end in 1 2; do
        printf 'Code,Wave,ucla3_1,ucla3_2,ucla3_3\nCC3%s,sometime,1,1,1\n' $end >"$long$end.csv"
    done
    [ "$(ls -1 | LC_ALL=C awk '{ print length($0) }' | sort -n | tail -1)" -eq 255 ]
    run "$PREPOST" import "${long}1.csv" "${long}2.csv"
    [ "$status" -eq 3 ]
    cut=rejects-$(printf 'n%.0s' {1..199})
    grep -q '^CC31,sometime,.*m1.csv' "$cut.csv"
    grep -q '^CC32,sometime,.*m2.csv' "$cut-2.csv"
    run "$PREPOST" forget CC32
    [[ "$output" == *"1 of their rows among the rejected ones"* ]]
    [ ! -e "$cut-2.csv" ]
    "$PREPOST" import good.csv
    run "$PREPOST" backup "$long"
    [ "$status" -eq 1 ]
    [[ "$output" == *": the name is too long" ]]
    run "$PREPOST" backup "$(printf 'b%.0s' {1..243})"
    [ "$status" -eq 1 ]
    [[ "$output" == *": the name is too long" ]]
    [ -z "$(ls | grep part)" ]
    "$PREPOST" backup "$(printf 'b%.0s' {1..200})"
}

@test "folders and files may have brackets in their names, and forget finds the rejects" {
    mkdir 'at [1]' 'at [1]/sub'
    sed '$a files: [{path: "sub/a [2].csv"}, {path: "sub/b.tsv"}, {path: "sub/c*.csv"}]' evaluation.yaml >'at [1]/evaluation.yaml'
    cp good.csv 'at [1]/sub/a [2].csv'
    printf 'Code\tWave\tucla3_1\tucla3_2\tucla3_3\nCC33\tsometime\t1\t1\t1\n' >'at [1]/sub/b.tsv'
    printf 'Code,Wave,ucla3_1,ucla3_2,ucla3_3\nCC33,whenever,1,1,1\n' >'at [1]/sub/c.csv'
    run "$PREPOST" import -C 'at [1]'
    [ "$status" -eq 3 ]
    # What is in them is CSV, and so are they named.
    grep -q '^CC33,sometime' 'at [1]/rejects-b.tsv.csv'
    grep -q '^CC33,whenever' 'at [1]/rejects-c.csv'
    run "$PREPOST" forget -C 'at [1]' CC33
    [[ "$output" == *"2 of their rows among the rejected ones"* ]]
    [ "$(ls 'at [1]'/rejects* | wc -l)" -eq 0 ]
    # A pattern that is meant as one says so where nothing fits it.
    rm 'at [1]/sub/c.csv'
    run "$PREPOST" import -C 'at [1]'
    [ "$status" -eq 1 ]
    [[ "$output" == *"there is no file at [1]/sub/c*.csv"* ]]
}

@test "an import that fails leaves the rejects as they were" {
    sed 's/^BB22.*/BB22,never,1,1,1/' good.csv >before.csv
    run "$PREPOST" import before.csv
    [ "$status" -eq 3 ]
    cp rejects.csv as_it_was
    cp good.csv before.csv
    run "$PREPOST" import before.csv nothing.csv --replace
    [ "$status" -eq 1 ]
    cmp rejects.csv as_it_was
    [ "$(ls rejects* | wc -l)" -eq 1 ]
}

@test "a file whose name is no UTF-8 can be told of in JSON" {
    cp good.csv $'sp\xe9.csv'
    "$PREPOST" import $'sp\xe9.csv' --format json | jq -r '.. | .file? // empty' >said
    [ "$(cat said)" = $'sp\xef\xbf\xbd.csv' ]
    "$PREPOST" status --format json | jq -e . >/dev/null
    "$PREPOST" analyse --format json | jq -e . >/dev/null
}

@test "what is wrong with the headings is said once" {
    sed 's/^Code/Nobody/' good.csv >nobody.csv
    run "$PREPOST" import nobody.csv
    [ "$status" -eq 1 ]
    [ "$(grep -c "no column holds the person's identifier" <<<"$output")" -eq 1 ]
    [ "${lines[-1]}" = "prepost: nobody.csv cannot be used; nothing was imported" ]
    run "$PREPOST" import nobody.csv --quiet
    [ "${#lines[@]}" -eq 2 ]
}

# own_form ANSWERS: a questionnaire of one's own, and a plan that asks it
own_form() {
    cat >own.yaml <<END
id: own
name: Own
answers: {$1}
items: [I look forward to my week, I sleep well]
score: mean
better: higher
END
    sed -i 's/ucla3/own/' evaluation.yaml
}

@test "answers numbered otherwise after the import are read nowhere" {
    own_form "0: Never, 1: Sometimes, 2: Often"
    printf 'Code,Wave,own_1,own_2\nAA11,before,1,2\nBB22,before,0,1\n' >own.csv
    "$PREPOST" import own.csv
    sed -i 's/^answers:.*/answers: {1: Never, 2: Sometimes, 3: Often}/' own.yaml
    for command in analyse compare report status "export scores" "plan diff"; do
        run "$PREPOST" $command
        [ "$status" -eq 1 ] || { echo "$command: $output"; false; }
        [[ "$output" == *"answers to own_1 go from 1 to 3, but those in evaluation.db are numbered 0 to 2: scores would be wrong"* ]]
    done
}

# read_otherwise FILE: it is in, and the plan reads it otherwise now; --replace
# settles that
read_otherwise() {
    run "$PREPOST" import "$1"
    [ "$status" -eq 3 ]
    [ "$output" = "$1: the same answers as $1, which is in already as \"before\"; nothing was changed, though the plan reads other answers or dates in it now. Add --replace to read it anew" ]
    [ "$("$PREPOST" import "$1" --format json | jq -c '.files[0] | [.has_gained, .is_read_better, .is_read_otherwise]')" = "[false,false,true]" ]
    "$PREPOST" import "$1" --replace
    run "$PREPOST" import "$1"
    [ "$status" -eq 0 ]
    [[ "$output" != *--replace* ]]
}

@test "a file that is in, and which the plan has come to read otherwise, is told" {
    own_form "0: Never, 1: Sometimes, 2: Often"
    echo 'files: [{path: own.csv}]' >>evaluation.yaml
    printf 'Code,Wave,When,own_1,own_2\nAA11,before,02/03/2025,1,2\nBB22,before,05/03/2025,2,1\n' >own.csv
    "$PREPOST" import own.csv
    run "$PREPOST" import own.csv
    [ "$status" -eq 0 ]
    [ "$output" = 'own.csv: the same answers as own.csv, which is in already as "before"' ]
    files() { sed -i "s/^files: .*/files: [{path: own.csv$1}]/" evaluation.yaml; }
    files ', numbered_from: {own: 1}'
    read_otherwise own.csv
    [ "$(sqlite3 evaluation.db 'SELECT sum(own_1), sum(own_2) FROM own')" = "1|1" ]
    files ', columns: {own_1: own_2, own_2: own_1}'
    read_otherwise own.csv
    [ "$(sqlite3 evaluation.db 'SELECT group_concat(own_1) FROM (SELECT own_1 FROM own ORDER BY line)')" = "2,1" ]
    # In days: the second of March, then the third of February.
    files ""
    sed -i 's|^columns: .*|columns: {identifier: Code, wave: Wave, date: When, date_format: d/m/y}|' evaluation.yaml
    read_otherwise own.csv
    files ', date_format: m\/d\/y'
    read_otherwise own.csv
    [ "$(sqlite3 evaluation.db "SELECT date(86400 * min(day), 'unixepoch') FROM own")" = 2025-02-03 ]
    # One person erased, or answers that gave way, are no other reading.
    "$PREPOST" forget BB22
    run "$PREPOST" import own.csv
    [ "$status" -eq 0 ]
}

@test "a file numbered from 1 under a definition numbered from 0 is not taken" {
    own_form "0: Never, 1: Sometimes, 2: Often"
    printf 'Code,Wave,own_1,own_2\nAA11,before,1,3\nBB22,before,2,3\n' >own.csv
    refused 'no answer to own is 0 and 2 are 3: is this file numbered 1 to 3? Then say so in the plan, under files: - {path: "own.csv", numbered_from: {own: 1}}. If 3 stands for no answer, give this file missing: ["3"]' own.csv

    # Just that; the other files stay as they are.
    printf 'files:\n  - {path: "own.csv", numbered_from: {own: 1}}\n' >>evaluation.yaml
    printf 'Code,Wave,own_1,own_2\nCC33,before,0,2\n' >other.csv
    run "$PREPOST" import own.csv other.csv
    [ "$status" -eq 0 ]
    [ "$(sqlite3 evaluation.db 'SELECT count(*), sum(own_1), sum(own_2) FROM own')" = "3|1|6" ]
    # A third that has no 0 either is asked about, until the plan says.
    printf 'Code,Wave,own_1,own_2\nD1,before,1,2\nD2,before,2,2\nD3,before,1,1\nD4,before,1,2\nD5,before,2,1\n' >third.csv
    run "$PREPOST" import third.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *'none of its 10 answers to own is 0, and the plan numbers another file from 1: is this file numbered from 1, 1 to 3? Then say so in the plan, under files: - {path: "third.csv", numbered_from: {own: 1}}, and import it again with --replace; if not, write 0 for 1 there, and this is not asked again'* ]]
    echo '  - {path: "third.csv", numbered_from: {own: 0}}' >>evaluation.yaml
    run "$PREPOST" import third.csv --replace
    [ "$status" -eq 0 ]
    sed -i 's/{path: "third.csv", numbered_from: {own: 0}}/{path: "third.csv", numbered_from: {own: 1}}/' evaluation.yaml
    run "$PREPOST" import third.csv --replace
    [ "$status" -eq 0 ]
    [ "$(sqlite3 evaluation.db 'SELECT min(own_1), max(own_2), count(*) FROM own')" = "0|2|8" ]
    [ "$(sqlite3 evaluation.db 'SELECT sum(own_1 + own_2) FROM own')" = 12 ]
    run "$PREPOST" import third.csv --dry-run
    [[ "$output" == *"    numbered_from: {own: 1}"* ]]
    sed -i 's/{own: 0}/{wn: 1}/; s/numbered_from: {own: 1}}/numbered_from: {wn: 1}}/' evaluation.yaml
    run "$PREPOST" import third.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'there is no questionnaire "wn" in this plan; did you mean "own"?'* ]]
    sed -i '/^files:/,$d' evaluation.yaml
    rm evaluation.db

    # A single one may be a slip: told, and left blank as any other.
    printf 'Code,Wave,own_1,own_2\nAA11,before,1,3\nBB22,before,2,2\n' >own.csv
    run "$PREPOST" import own.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"no answer to own is 0 and 1 is 3: is this file numbered 1 to 3?"* ]]
}

@test "the same file once the plan understands more of its columns" {
    sed 's/ucla3_3/Third/' good.csv >third.csv
    "$PREPOST" import third.csv || [ $? -eq 3 ]
    run "$PREPOST" import third.csv
    [[ "$output" == *"the same answers as third.csv, which is in already as \"before, after\"" ]]
    cat >>evaluation.yaml <<'END'
files:
  - {path: third.csv, columns: {Third: ucla3_3}}
END
    run "$PREPOST" import third.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"nothing was changed, though more of its columns are understood now. Add --replace to read it anew"* ]]
    "$PREPOST" import third.csv --replace
    run "$PREPOST" import third.csv
    [ "$status" -eq 0 ]
}

@test "--replace of the same answers under another name, at another wave" {
    sed -i 's/, wave: Wave//' evaluation.yaml
    grep -v after good.csv | cut -d, -f1,3- >"the groups after.csv"
    cp "the groups after.csv" second.csv
    "$PREPOST" import "the groups after.csv" --wave after
    before=$(state)
    run "$PREPOST" import second.csv --wave before --replace
    [ "$status" -eq 1 ]
    [[ "$output" == *"second.csv: the same answers as the groups after.csv, which is in already as \"after\": is it the right file, and the right wave? Nothing was changed"* ]]
    [ "$(state)" = "$before" ]
    run "$PREPOST" import second.csv --wave before
    [ "$status" -eq 3 ]
    [[ "$output" == *"Is it the right file, and the right wave?"* ]]

    run "$PREPOST" import second.csv --wave after --replace
    [ "$status" -eq 0 ]
    [[ "$output" == *"in place of what the groups after.csv brought"* ]]
}

@test "--dry-run's entry has what the command line said, whatever is in it" {
    sed -i 's/, wave: Wave//' evaluation.yaml
    grep -v after good.csv | cut -d, -f1,3- >"the \"first\".csv"
    run "$PREPOST" import 'the "first".csv' --wave before --region 'Town: "North"' --dry-run
    [ "$status" -eq 0 ]
    [[ "$output" == *'- path: "the \"first\".csv"'* ]]
    [[ "$output" == *'region: "Town: \"North\""'* ]]
    { echo "files:"; sed -n '/  - path:/,/^$/p' <<<"$output" | sed '/^$/q'; } >>evaluation.yaml
    "$PREPOST" import
}

@test "with -C a file beside the plan is found, and one here comes first" {
    mkdir there
    mv evaluation.yaml good.csv there
    run "$PREPOST" -C there import good.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"3 taken in"* ]]
    head -2 there/good.csv >good.csv
    run "$PREPOST" -C there import good.csv --dry-run
    [[ "$output" == *"good.csv: 1 row, "* ]]
    run "$PREPOST" -C there import nowhere.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *"cannot read nowhere.csv: there is no such file or folder"* ]]
}

@test "a grid's headings are told by both their ends" {
    long="Below are some statements about feelings and thoughts; how often in two weeks"
    { echo "Code,Wave,ucla3_1,ucla3_2,\"$long [I've felt optimistic]\",\"$long [I've felt useful]\"";
      echo "AA11,before,1,2,3,4"; } >grid.csv
    run "$PREPOST" import grid.csv --dry-run
    [[ "$output" == *"Below are some state..."*"[I've felt optimistic]\" -> not understood"* ]]
    [[ "$output" == *"Below are some state..."*"[I've felt useful]\" -> not understood"* ]]
}

@test "questions that are not known here: said, and a mapping to fill in" {
    sed -i 's/ucla3/swemwbs/' evaluation.yaml
    { echo "Code,Wave,Qa,Qb,Qc,Qd,Qe,Qf,Qg"; echo "AA11,before,1,2,3,4,5,1,2"; } >sw.csv
    refused "the questions of swemwbs are not known here, so their text is no help" sw.csv
    run "$PREPOST" import sw.csv --dry-run
    [[ "$output" == *'"Qa": ignore  # not understood; swemwbs_1, if these are its questions'* ]]
    [[ "$output" == *'"Qg": ignore  # not understood; swemwbs_7, if these are its questions'* ]]
    # One column more, and nobody can say which they are.
    sed -i '1s/$/,Qh/; 2s/$/,3/' sw.csv
    run "$PREPOST" import sw.csv --dry-run
    [[ "$output" == *'"Qh": ignore  # not understood'* ]]
    [[ "$output" != *"if these are its questions"* ]]
}

@test "a row that repeats an earlier one: counted, no fault, taken once" {
    printf '%s\n' "AA11,before,1,2,3" "aa-11,after,1,1,2" >>good.csv
    run "$PREPOST" import good.csv --strict
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "good.csv: 5 rows, 3 taken in, 0 left out; 2 people (2 new)" ]
    [ "${lines[1]}" = "  2 rows repeat an earlier one, answer for answer; each was taken once" ]
    [ ! -e rejects.csv ]
    run "$PREPOST" status --format json
    [ "$(jq -c '.imports[0] | [.rows, .taken, .repeated, .rejected]' <<<"$output")" = "[5,3,2,0]" ]
    "$PREPOST" status | grep -q "good.csv *5 *3 *2 *0 *0"
}

@test "both waves in a row: what repeats is taken once, the rest is taken" {
    cat >wide.csv <<'END'
Code,before_ucla3_1,before_ucla3_2,before_ucla3_3,after_ucla3_1,after_ucla3_2,after_ucla3_3
DD,1,2,3,,,
DD,1,2,3,1,1,1
DD,1,2,3,1,1,1
EE,1,1,1,1,1,1
EE,1,1,1,2,2,2
END
    sed -i 's/, wave: Wave//' evaluation.yaml
    run --separate-stderr "$PREPOST" import wide.csv
    [ "$status" -eq 3 ]
    [ "${lines[0]}" = "wide.csv: 5 rows, 2 taken in, 2 left out; 2 people (2 new)" ]
    [ "${lines[1]}" = "  1 row repeats an earlier one, answer for answer; each was taken once" ]
    [ "${lines[2]}" = "  of 1 of these people all that they answered in it is left out" ]
    # nothing that is not so is said of the rows of EE, who changed an answer
    [[ "$stderr" == *'row 6, column "Code": the same person answered at "after" in row 5 too, differently'* ]]
    run "$PREPOST" export responses --format csv
    [ "$(grep -c ',1,2,3' <<<"$output")" -eq 1 ]
    [ "$(grep -c ',1,1,1' <<<"$output")" -eq 1 ]
}

@test "the same file again: what was left out is one line, and no finding" {
    echo "CC,later,1,2,3" >>good.csv
    run "$PREPOST" import good.csv
    [ "$status" -eq 3 ]
    run "$PREPOST" import good.csv
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 2 ]
    [ "${lines[1]}" = "  left out of it, as was told when it came: 1 row; the rows, with the reasons: ./rejects.csv" ]
    # once the plan knows that wave there is something to say again
    sed -i 's/after: three months later/after: {name: three months later, aliases: [later]}/' evaluation.yaml
    run "$PREPOST" import good.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"less of it would be left out now"* ]]
}

@test "answers in another language: told once a word, and the plan can say what they are" {
    printf 'Code,Wave,ucla3_1,ucla3_2,ucla3_3\n' >welsh.csv
    for i in 1 2 3 4 5 6; do printf 'C%s,before,Byth,Yn aml,Byth\n' $i >>welsh.csv; done
    run "$PREPOST" import welsh.csv
    [ "$status" -eq 3 ]
    [ "$(grep -c 'is not one of' <<<"$output")" -eq 6 ] # three of each word
    [[ "$output" == *'"Byth" is not one of 1-3'*"the cell was left blank (and 9 more like it)"* ]]
    [[ "$output" == *'"Yn aml" is not one of 1-3'*"(and 3 more like it)"* ]]
    [[ "$output" != *$'\nand '*" more"* ]]
    [[ "$output" == *'of other words it has "Byth" 12 times: if that is an answer, say which, where the plan names ucla3: {id: ucla3, answers: {NUMBER: ["Byth"]}}, with the number that it stands for'* ]]
    [[ "$output" == *'of other words it has "Yn aml" 6 times: if that is an answer'*'answers: {NUMBER: ["Yn aml"]}}'*'several of one questionnaire stand in one list: {id: ucla3, answers: {1: ["..."], 2: ["..."]}}'* ]]
    # One that is nearly an answer: its number is in the line, which is taken.
    printf 'Code,Wave,ucla3_1,ucla3_2,ucla3_3\n' >near.csv
    for i in 1 2 3 4; do printf 'N%s,before,Some of time,Often,Often\n' $i >>near.csv; done
    run "$PREPOST" import near.csv
    line='{id: ucla3, answers: {2: ["Some of time"]}}'
    [[ "$output" == *'of other words it has "Some of time" 4 times: if that is an answer, say which, where the plan names ucla3: '"$line"', should it be "Some of the time"'* ]]
    [[ "$output" != *"several of one"* ]]
    cp evaluation.yaml kept.yaml
    sed -i "s/^instruments: .*/instruments: [$line]/" evaluation.yaml
    run "$PREPOST" import near.csv --replace
    [ "$status" -eq 0 ]
    [[ "$output" != *"other words"* ]]
    mv kept.yaml evaluation.yaml
    sed -i 's/^instruments: .*/instruments: [{id: ucla3, answers: {1: Byth, Often: [Yn aml]}}]/' evaluation.yaml
    run "$PREPOST" import welsh.csv --replace
    [ "$status" -eq 0 ]
    # Under pseudonyms, in whose order people stand: six of these, four of those.
    [ "$("$PREPOST" export responses --quiet | tr -d "\r" | grep -c ",1,3,1$")" -eq 6 ]
}

@test "answers in other words, long or with quotes: the line to paste has them whole" {
    printf 'Code,Wave,ucla3_1,ucla3_2,ucla3_3\n' >long.csv
    for i in 1 2 3; do
        printf 'L%s,before,"By and large ""now and then"", as far as I remember it",1,2\n' $i >>long.csv
    done
    run "$PREPOST" import long.csv
    line='{id: ucla3, answers: {NUMBER: ["By and large \"now and then\", as far as I remember it"]}}'
    [[ "$output" == *"$line"* ]]
    { grep -v "^instruments:" evaluation.yaml && echo "instruments: [${line/NUMBER/2}]"; } >pasted.yaml
    mv pasted.yaml evaluation.yaml
    run "$PREPOST" import long.csv --replace
    [ "$status" -eq 0 ]
}

@test "the plan's words for answers: a number or label there is none of, a word of two" {
    sed -i 's/^instruments: .*/instruments: [{id: ucla3, answers: {7: Byth}}]/' evaluation.yaml
    run "$PREPOST" import good.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'ucla3 has no answer "7"; there are: 1 (Hardly ever or never), 2 (Some of the time), 3 (Often)'* ]]
    sed -i 's/^instruments: .*/instruments: [{id: ucla3, answers: {1: often}}]/' evaluation.yaml
    run "$PREPOST" import good.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'"often" is the answer 3 already'* ]]
    sed -i 's/^instruments: .*/instruments: [{id: ucla3, answers: {1: Byth, 2: byth}}]/' evaluation.yaml
    run "$PREPOST" import good.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'"byth" is the answer 1 already'* ]]
    # It would do nothing: numbers are the questionnaire's.
    sed -i 's/^instruments: .*/instruments: [{id: ucla3, answers: {1: ["2"], 3: ["3", tri]}}]/' evaluation.yaml
    run "$PREPOST" import good.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'"2" is a number, and a number in a file is always the questionnaire'"'"'s own; expected words.'* ]]
    [[ "$output" == *"has 1 mistake;"* ]]
}

@test "rejects: what stands in columns that the plan leaves out is not copied" {
    printf 'Code,Wave,Story,ucla3_1,ucla3_2,ucla3_3,Postcode\n' >s.csv
    printf '%s\n' 'AA,never,he hit me,1,1,1,LL55 1AP' 'BB,before,too,long,1,1,LL55 1AQ,x' \
        'CC,before,first story,1,1,1,LL55 1AR' 'CC,before,second story,1,1,2,LL55 1AS' >>s.csv
    run "$PREPOST" import s.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *"(for your eyes alone), with the reasons: ./rejects.csv"* ]]
    [ "$(wc -l <rejects.csv)" -eq 5 ]
    grep -q '^AA,never,,1,1,1,,2,"""never"" is not a wave' rejects.csv
    grep -q '^CC,before,,1,1,1,,4,' rejects.csv
    grep -q '^CC,before,,1,1,2,,5,' rejects.csv
    grep -q '^,,,,,,,3,"it has 8 fields; expected 7' rejects.csv
    [ "$(grep -c 'story\|hit\|LL55' rejects.csv)" -eq 0 ]
}

@test "anonymous: a row that was sent in the same second is the same one, without a time it is asked about" {
    cat >>evaluation.yaml <<'END'
files:
  - {path: timed.csv, anonymous: yes, pre_marks: then_, post_marks: now_}
  - {path: plain.csv, anonymous: yes, pre_marks: then_, post_marks: now_, missing: [x]}
END
    cols=then_ucla3_1,then_ucla3_2,then_ucla3_3,now_ucla3_1,now_ucla3_2,now_ucla3_3
    printf '%s\n' "Sent,$cols" '06/06/2026 10:05:00,1,2,3,1,1,2' '06/06/2026 10:05:01,1,2,3,1,1,2' \
        '06/06/2026 10:05:00,1,2,3,1,1,2' '06/06/2026 10:05:00,1,2,3,1,1,3' >timed.csv
    run "$PREPOST" import timed.csv
    [[ "$output" == *"timed.csv: 4 rows, 3 taken in, 0 left out; 3 people (3 new)"* ]]
    [[ "$output" == *"1 row repeats an earlier one"* ]]
    printf '%s\n' "$cols" 1,2,3,1,1,2 1,2,3,1,1,1 1,2,3,1,1,2 1,2,3,1,1,2 >plain.csv
    run "$PREPOST" import plain.csv
    [[ "$output" == *"plain.csv: 4 rows, 4 taken in, 0 left out; 4 people (4 new)"* ]]
    [[ "$output" == *"2 rows are cell for cell like an earlier one; without a code each counts as a person: did anything come in twice?"* ]]
}

@test "dry run: the entry keeps what the plan says of how the file is read" {
    cat >>evaluation.yaml <<'END'
files:
  - {path: plain.csv, anonymous: yes, pre_marks: then_, post_marks: [now_], missing: [x, -9], delimiter: ";", decimal_comma: yes, date_format: y-m-d}
END
    cols='then_ucla3_1;then_ucla3_2;then_ucla3_3;now_ucla3_1;now_ucla3_2;now_ucla3_3'
    printf '%s\n' "$cols" '1;2;3;1;1;2' '1;2;x;1;1;1' >plain.csv
    "$PREPOST" import --dry-run | sed -n '/entry becomes/,/^$/p' | sed 1d >entry
    for word in 'anonymous: yes' 'pre_marks: ["then_"]' 'missing: ["x", "-9"]' 'delimiter: ";"' 'decimal_comma: yes' 'date_format: "y-m-d"'; do
        grep -qF "    $word" entry || { cat entry; false; }
    done
    sed -i '/^files:/,$d' evaluation.yaml
    { echo files:; cat entry; } >>evaluation.yaml
    run "$PREPOST" import
    [ "$status" -eq 0 ]
    [[ "$output" == *"2 rows, 2 taken in, 0 left out; 2 people (2 new)"* ]]
}

@test "a row that was typed to try the form is asked about" {
    printf '%s\n' 'Code,Wave,ucla3_1,ucla3_2,ucla3_3' TEST,before,1,1,1 'test 2',before,1,1,1 \
        Testa,before,1,1,1 Attest,before,1,1,1 >t.csv
    run "$PREPOST" import t.csv
    [ "$status" -eq 0 ]
    [ "$(grep -c 'reads like a trial of the form' <<<"$output")" -eq 2 ]
    [[ "$output" == *'t.csv: row 2, column "Code": the identifier reads like a trial of the form; it was taken as a person'\''s.'* ]]
}

# Imported under a name of its own by mistake, where it should have replaced.
@test "--remove takes a file out again, and what it had displaced is said" {
    sed -i 's/^disclosure:/rules: {same_twice: last}\ndisclosure:/' evaluation.yaml
    "$PREPOST" import good.csv
    was=$("$PREPOST" export responses)
    sed 's/^AA11,after,1,1,2/AA11,after,3,3,3/; /^AA11,before/d; s/^BB22/CC33/' good.csv >corrected.csv
    printf ',before,2,1,1\n' >>corrected.csv
    "$PREPOST" import corrected.csv || [ $? -eq 3 ]
    grep -q corrected.csv rejects.csv
    before=$(state)

    run "$PREPOST" import --remove correcte.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *"correcte.csv: no file of that name is in; there are: good.csv, corrected.csv"* ]]
    run "$PREPOST" import --remove
    [ "$status" -eq 2 ]
    run "$PREPOST" import --remove --replace corrected.csv
    [ "$status" -eq 2 ]
    # All of them or none.
    run "$PREPOST" import --remove corrected.csv none.csv
    [ "$status" -eq 1 ]
    run "$PREPOST" import --remove corrected.csv --dry-run
    [ "$status" -eq 0 ]
    [[ "$output" == "corrected.csv: 3 rows would be taken out: 2 filled-in questionnaires, and 1 person who was in no other file"* ]]
    [ "$(state)" = "$before" ]

    # The file itself need not be there any more.
    rm corrected.csv
    printf 'files: [{path: "corr*.csv"}]\n' >>evaluation.yaml
    run "$PREPOST" import --remove corrected.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"the plan names corrected.csv: take it out of files there"* ]]
    [[ "$output" == *"had given way to these are not kept: import those"*"with --replace"* ]]
    [ ! -e rejects.csv ]
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM ucla3')" -eq 2 ]
    [ "$(sqlite3 evaluation.db 'SELECT count(*) FROM participants')" -eq 2 ]
    "$PREPOST" status | grep -q 'Log: removed corrected.csv: 3 rows of [0-9a-fk]\{8\}\.'
    "$PREPOST" verify
    # What had given way comes back with its file.
    "$PREPOST" import good.csv --replace
    [ "$("$PREPOST" export responses)" = "$was" ]
    run "$PREPOST" import --remove good.csv --format json
    [ "$(jq -c '.removed' <<<"$output")" = '[{"file":"good.csv","n_rows":3,"n_responses":3,"n_people_removed":2}]' ]
}

@test "words that stand for no answer are a category of what is kept of people" {
    sed -i 's/columns: {identifier: Code, wave: Wave}/columns: {identifier: Code, wave: Wave, group: Group, keep: {gender: Gender, age: {headings: Age, number: yes}}}/' evaluation.yaml
    echo 'files: [{path: said.csv, missing: ["Prefer not to say", "-99", "NA", "Ddim ar gael"]}]' >>evaluation.yaml
    cat >said.csv <<'END'
Code,Wave,Group,Gender,Age,ucla3_1,ucla3_2,ucla3_3
A1,before,Prefer not to say,Prefer not to say,Prefer not to say,1,Prefer not to say,2
B1,before,x,-99,41,1,-99,2
C1,before,x,na,41,1,NA,2
D1,before,x,Woman,41,1,2,2
E1,before,x,Ddim ar gael,41,1,2,2
END
    run "$PREPOST" import said.csv
    [ "$status" -eq 0 ]
    run --separate-stderr "$PREPOST" export responses
    [ "$(grep -c 'Prefer not to say' <<<"$output")" -eq 1 ]
    [ "$(grep -o 'Prefer not to say' <<<"$output" | wc -l)" -eq 1 ]
    [ "$(grep -c 'Ddim ar gael' <<<"$output")" -eq 1 ]
    [ "$(grep -c -e '-99' -e 'na' <<<"$output")" -eq 0 ]
}

@test "results made after a file of few people was taken out are warned of" {
    people() { for i in $(seq "$1" "$2"); do
        echo "p$i,before,$((i % 3 + 1)),$((i * 7 % 3 + 1)),$((i * 5 % 3 + 1))"
        echo "p$i,after,$(((i + 1) % 3 + 1)),$((i / 3 % 3 + 1)),$((i / 2 % 3 + 1))"
    done; }
    { head -1 good.csv; people 1 30; } >many.csv
    { head -1 good.csv; people 31 32; } >few.csv
    "$PREPOST" import many.csv few.csv
    "$PREPOST" report
    "$PREPOST" import --remove few.csv
    run "$PREPOST" report
    [ "$status" -eq 3 ]
    [[ "$(tr -s '\n ' '  ' <<<"$output")" == *"whoever has both can subtract one from the other"* ]]
}

# Of a question of one's own, whose words name a wave.
@test "I look after myself is no answer of the wave after" {
    own_form "1: No, 2: Partly, 3: Yes"
    sed -i 's/^items:.*/items: [I have people, I look after myself between meetings]/' own.yaml
    sed -i 's/, wave: Wave//' evaluation.yaml
    {
        echo 'Code,Own_1,Own_2'
        echo 'Code,True for you? - I have people,True for you? - I look after myself between meetings'
        echo '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}","{""ImportId"":""QID3""}"'
        echo 'A1,2,1'
    } >q-before.csv
    run "$PREPOST" import q-before.csv --wave before
    [ "$status" -eq 0 ]
    [ "$(sqlite3 evaluation.db 'SELECT count(*), own_1, own_2 FROM own')" = "1|2|1" ]
    [ "$("$PREPOST" export responses --format json 2>/dev/null | jq -r '.. | .wave? // empty' | sort -u)" = before ]
}
