#!/usr/bin/env bats
# prepost instrument: the questionnaires at hand, forms, and one's own.

setup() {
    PREPOST=${PREPOST:-$PWD/build/prepost}
    DIR=$(mktemp -d)
    cd "$DIR" || exit 1
}

teardown() {
    rm -rf "$DIR"
}

field() { # field PYTHON-EXPRESSION-ON-d, JSON on stdin
    python3 -c "import json,sys; d=json.load(sys.stdin); print(($1))"
}

@test "list names every file of the folder, in text and JSON" {
    run "$PREPOST" instrument list
    [ "$status" -eq 0 ]
    [[ "$output" == *"phq9                 9  yes   Patient Health Questionnaire-9"* ]]
    [[ "$output" == *"empowerment28       28  -     Empowerment Scale *"* ]]
    n=$("$PREPOST" instrument list --format json | field 'len(d)')
    [ "$n" -ge 37 ]
}

@test "list takes in the evaluation's own, and a definition there goes first" {
    "$PREPOST" instrument new --name "My Mood" --items 4 --answers 0-3 --better lower
    "$PREPOST" instrument list | grep -q '^my_mood '
    sed 's/^id: .*/id: phq9/' my_mood.yaml >phq9.yaml
    "$PREPOST" instrument show phq9 | grep -q 'My Mood'
    printf 'title: A plan\n' >evaluation.yaml
    "$PREPOST" instrument list | grep -qv '^evaluation'
}

@test "every page fits 80 columns" {
    ids=$("$PREPOST" instrument list --format json | field '" ".join(i["id"] for i in d)')
    # shellcheck disable=SC2086
    "$PREPOST" instrument show $ids >pages
    python3 -c "
import sys
for line in open('pages', encoding='utf-8'):
    assert len(line.rstrip('\n')) <= 80, line"
    grep -q '20-27 severe (Kroenke et al 2001)' pages
    grep -q 'NOT CONFIRMED. No printed scoring key was found' pages
}

@test "questions that may not be shown are not, anywhere" {
    ! "$PREPOST" instrument show who5 --format json | grep -q '"text": "' || false
    run "$PREPOST" instrument form hhi
    [ "$status" -eq 1 ]
    [[ "$output" == "prepost: the questions of hhi may not be shown: Copyright Kaye Herth"* ]]
}

@test "show --format json has all that the definition says" {
    "$PREPOST" instrument show phq9 --format json >phq9.json
    [ "$(field 'len(d["items"])' <phq9.json)" = 9 ]
    [ "$(field 'd["scales"][0]["range"] == [0, 27]' <phq9.json)" = True ]
    [ "$(field '[c["value"] for c in d["scales"][0]["changes"] if c["kind"] == "group"]' <phq9.json)" = "[1.7]" ]
    [ "$(field '[i["id"] for i in d["items"] if i["risk"]]' <phq9.json)" = "['phq9_9']" ]
    [ "$(field 'd["scales"][0]["missing"]["up_to"]' <phq9.json)" = 2 ]
    [ "$("$PREPOST" instrument show phq9 gad7 --format json | field '[i["id"] for i in d]')" = "['phq9', 'gad7']" ]
}

@test "an unknown questionnaire, action or none" {
    run "$PREPOST" instrument show phq_9
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: there is no questionnaire "phq_9"; did you mean "phq9"?' ]
    run "$PREPOST" instrument show nothing_like_it
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: there is no questionnaire "nothing_like_it"; prepost instrument list names those at hand' ]
    run "$PREPOST" instrument show ../phq9
    [ "$status" -eq 2 ]
    run "$PREPOST" instrument lits
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: instrument: no action "lits"; did you mean "list"?' ]
    run "$PREPOST" instrument show
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: instrument show: expected an ID" ]
    run "$PREPOST" instrument list phq9
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: instrument list: expected nothing after it" ]
}

@test "the Authentic Happiness Inventory by hand in five lines" {
    cat >ahi.yaml <<'END'
id: ahi
name: Authentic Happiness Inventory
answers: 1-5
items: 24
better: higher
END
    run "$PREPOST" instrument check ahi.yaml
    [ "$status" -eq 0 ]
    [ "$output" = "ahi.yaml: no mistakes. Authentic Happiness Inventory: 24 questions; ahi.total 24 to 120" ]
}

@test "check finds every mistake in one run, with lines" {
    cat >mine.yaml <<'END'
id: mine
name: Mine
answers: 0-3
items: 6
reverse: [2, 9]
bettr: lower
scales:
  mood:
    better: lower
    items: [1-3]
    range: 0-12
  sleep:
    better: lower
    items: [3-6]
    bands:
      - source: mine
        bands: {good: 0-4, poor: 6-12}
END
    run "$PREPOST" instrument check mine.yaml
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = 'mine.yaml:6:1: unknown key "bettr"; did you mean "better"?' ]
    [ "${lines[1]}" = 'mine.yaml:5:14: reverse: "9" is no item; there are items 1 to 6' ]
    [ "${lines[2]}" = 'mine.yaml:11:12: scales.mood.range: 0 to 12, but the items reach 0 to 9' ]
    [ "${lines[3]}" = 'mine.yaml:17:16: scales.sleep.bands: no band holds 5' ]
    [ "${lines[4]}" = 'mine.yaml:14:12: scales.sleep.items: mine_3 is in scales.mood too; if that is meant, say "overlap: yes"' ]
    [ "${lines[5]}" = 'prepost: 5 mistakes' ]
    run "$PREPOST" instrument show mine
    [ "$status" -eq 1 ]
    [[ "$output" == *"prepost: the definition of mine has mistakes" ]]
    run "$PREPOST" instrument check gone.yaml
    [ "$status" -eq 1 ]
    [[ "$output" == *"cannot read gone.yaml: there is no such file or folder"* ]]
    run "$PREPOST" instrument check .
    [ "$status" -eq 1 ]
}

@test "new: from options, checked before it is written, nothing overwritten" {
    run "$PREPOST" instrument new --name "Our Own Scale" --items 6 --reverse "2, 5" \
        --labels "Never, Sometimes, Often" --better higher --score mean --missing 1
    [ "$status" -eq 0 ]
    [[ "$output" == *"the answers are numbered: 0 = Never, 1 = Sometimes, 2 = Often. If the files number them otherwise, say so: --answers 1-3"* ]]
    [[ "$output" == *"./our_own_scale.yaml" ]]
    run "$PREPOST" instrument check our_own_scale.yaml
    [ "$status" -eq 0 ]
    [[ "$output" == *"our_own_scale.total 0 to 2" ]]
    run "$PREPOST" instrument new --name "Our Own Scale" --items 6 --answers 1-5 --better higher
    [ "$status" -eq 1 ]
    [[ "$output" == *"our_own_scale.yaml"* ]]
    run "$PREPOST" instrument new --name X --items 6 --answers 1-5 --better higher --reverse 9
    [ "$status" -eq 2 ]
    [ "${lines[0]}" = 'reverse: "9" is no item; there are items 1 to 6' ]
    [ ! -e x.yaml ]
    run "$PREPOST" instrument new --name X --items 6 --answers 1-5 </dev/null
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: instrument new: --better higher or lower is missing (on a terminal it would be asked for)" ]
}

@test "new: from a CSV's headings, numbers or labels" {
    printf 'id,group,hope1,hope2,hope3,age,comment\n' >numbers.csv
    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
        echo "P$i,a,$((i % 4 + 1)),$((i % 3 + 1)),$((i % 4 + 1)),$((20 + i)),text $i" >>numbers.csv
    done
    "$PREPOST" instrument new --from numbers.csv --name Hope --better higher
    grep -q '^answers: 1-4' hope.yaml
    [ "$(grep -c '^  - {aliases: "hope' hope.yaml)" = 3 ]
    ! grep -q age hope.yaml || false
    printf 'Name,I have goals,I feel alone\n' >labels.csv
    for i in 1 2 3 4 5; do
        printf '%s\n' "A$i,Often,Never" "B$i,Never,Often" "C$i,Sometimes,Never" >>labels.csv
    done
    # The order of labels is a guess: said, and told until it is confirmed.
    run --separate-stderr "$PREPOST" instrument new --from labels.csv --name Goals --better higher
    [ "$status" -eq 3 ]
    [[ "$stderr" == *"numbered in the order in which they were found: 0 = Often, 1 = Never, 2 = Sometimes. Put them right"* ]]
    grep -q 'CHECK: each answer' goals.yaml
    grep -q '"I have goals"' goals.yaml
    run "$PREPOST" instrument check goals.yaml hope.yaml
    [ "$status" -eq 3 ]
    [[ "$output" == *"goals.yaml: its key is not confirmed: the numbers of the answers are a guess"* ]]
    sed -i '/^status/d' goals.yaml
    "$PREPOST" instrument check goals.yaml hope.yaml
    printf 'a,b\nx,y\n' >none.csv
    run "$PREPOST" instrument new --from none.csv --name N --better higher
    [ "$status" -eq 1 ]
    [[ "$output" == *"found no columns that look like questions"* ]]
}

@test "new: all that is missing is said at once" {
    run "$PREPOST" instrument new --name Mood </dev/null
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: instrument new: --items N or --from FILE; --answers RANGE or --labels LIST; --better higher or lower are missing (on a terminal they would be asked for)" ]
}

@test "new: a grid's lines are the questions; labels begin where the file's numbers do" {
    grid="How true is this for you?"
    printf 'id,%s [I look forward to my week],%s [I sleep well]\n' "$grid" "$grid" >grid.csv
    for i in 1 2 3 4 5 6 7 8 9 10; do
        echo "P$i,$((i % 3 + 1)),$(((i + 1) % 3 + 1))" >>grid.csv
    done
    "$PREPOST" instrument new --from grid.csv --name Week --better higher --labels "Not, Partly, Fully"
    grep -q '^  - "I look forward to my week"$' week.yaml
    grep -q '^  1: "Not"$' week.yaml
    grep -q '^  3: "Fully"$' week.yaml
}

@test "new: from a workbook, as import reads it" {
    python3 - <<'END'
import zipfile
rows = [["id", "hope1", "hope2"]] + [["P%d" % i, i % 4 + 1, (i + 1) % 4 + 1] for i in range(12)]
cell = lambda v: "<c><v>%d</v></c>" % v if isinstance(v, int) else '<c t="inlineStr"><is><t>%s</t></is></c>' % v
main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
pack = "http://schemas.openxmlformats.org/package/2006/relationships"
with zipfile.ZipFile("form.xlsx", "w") as z:
    z.writestr("_rels/.rels", '<Relationships xmlns="%s"><Relationship Id="r1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (pack, rel))
    z.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="%s"><Relationship Id="r1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/></Relationships>' % (pack, rel))
    z.writestr("xl/workbook.xml", '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="Answers" sheetId="1" r:id="r1"/></sheets></workbook>' % (main, rel))
    z.writestr("xl/worksheets/sheet1.xml", '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (main, "".join("<row>%s</row>" % "".join(map(cell, r)) for r in rows)))
END
    "$PREPOST" instrument new --from form.xlsx --name Hope --better higher
    grep -q '^answers: 1-4' hope.yaml
    [ "$(grep -c '^  - {aliases: "hope' hope.yaml)" = 2 ]
}

@test "new: a form that has a known questionnaire too gives the other questions" {
    # PHQ-9 by its ids, as most would; ours are fewer and would lose.
    printf 'id,pre phq9_1,phq9_2,phq9_3,phq9_4,phq9_5,phq9_6,phq9_7,phq9_8,phq9_9,hope1,hope2,hope3\n' >both.csv
    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
        a=$((i % 4)) b=$((i % 3))
        echo "P$i,$a,$b,$a,$b,$a,$b,$a,$b,$a,$((a + 1)),$((b + 1)),$((a + 1))" >>both.csv
    done
    run "$PREPOST" instrument new --from both.csv --name Hope --better higher
    [ "$status" -eq 0 ]
    [[ "$output" == *"both.csv: the questions of phq9 are known"* ]]
    grep -q '^answers: 1-4' hope.yaml
    [ "$(grep -c '^  - {aliases: "hope' hope.yaml)" = 3 ]
    ! grep -q phq9_ hope.yaml || false
    printf 'id,phq9_1,phq9_2\nA,0,1\nB,1,0\nC,0,0\nD,1,1\n' >known.csv
    run "$PREPOST" instrument new --from known.csv --name N --better higher
    [ "$status" -eq 1 ]
    [[ "$output" == *"look like questions of a questionnaire that is not known already"* ]]
}

@test "new: --labels says which questions are meant; those left out are named" {
    printf 'Name,I am hopeful,I have aims,I look ahead,We stick together,We help\n' >two.csv
    for i in 1 2 3 4 5; do
        printf '%s\n' "A$i,Agree,Disagree,Agree,Mostly true,not at all true" \
            "B$i,Disagree,Agree,Agree,Not at all true,Mostly true" \
            "C$i,Agree,Agree,Disagree,Mostly true,Mostly true" >>two.csv
    done
    run --separate-stderr "$PREPOST" instrument new --from two.csv --name Together \
        --better higher --labels "Not at all true, Mostly true"
    [ "$status" -eq 0 ]
    [[ "$stderr" == *'two.csv: not in the new one, though they may be questions: "I am hopeful" (it has other answers: Agree), "I have aims" (it has other answers: Disagree), "I look ahead" (it has other answers: Agree)'* ]]
    [ "$(grep -c '^  - "We ' together.yaml)" -eq 2 ]
    ! grep -q 'hopeful' together.yaml || false
    # Its questions are known now, and the error says whose they are.
    run "$PREPOST" instrument new --from two.csv --name Again \
        --better higher --labels "Not at all true, Mostly true"
    [ "$status" -eq 1 ]
    [[ "$output" == *"of a questionnaire that is not known already (it has those of together)"*"no answers but those that --labels names" ]]
    # Labels of numbers.
    printf 'id,q1,q2\nA,1,2\nB,2,1\nC,1,1\nD,2,2\n' >coded.csv
    "$PREPOST" instrument new --from coded.csv --name Coded --better higher --labels "No, Yes" --answers 1-2
    grep -q '  1: "No"' coded.yaml
    # The range has one number for each label, or it is a slip.
    for range in abc 1 1-3 -9; do
        run "$PREPOST" instrument new --name Odd --items 2 --better lower \
            --labels "No, Yes" --answers "$range"
        [ "$status" -eq 2 ]
        [ "$output" = "prepost: instrument new: --answers is \"$range\"; expected the first and last number of the 2 labels, as in 1-2" ]
    done
    [ ! -e odd.yaml ]
    "$PREPOST" instrument new --name Below --items 2 --better lower --labels "No, Yes" --answers=-1-0
    grep -q '  -1: "No"' below.yaml
}

@test "new asks on a terminal" {
    command -v script >/dev/null || skip "script is not installed"
    # A number of questions that cannot be is asked for again.
    printf 'My Hope\n\n-3\nfive\n5\n0-4\nhigher\n\n' |
        script -qec "'$PREPOST' instrument new" /dev/null >said
    grep -q 'What is the questionnaire called' said
    run "$PREPOST" instrument check my_hope.yaml
    [[ "$output" == *"My Hope: 5 questions; my_hope.total 0 to 20" ]]
}

@test "form: one page that stands alone" {
    "$PREPOST" instrument form phq9 ucla3 ons4 --wave before --quiet -o form.html
    # nothing is fetched, and nothing could be
    ! grep -Eq '(src|href)="|@import|url\(|https?://' form.html || false
    grep -q "default-src 'none'" form.html
    [ "$(grep -c '<fieldset' form.html)" = 16 ]
    [ "$(grep -c '<legend' form.html)" = 16 ]
    grep -q 'Copyright Pfizer' form.html
    grep -q 'thinking of harming yourself' form.html
    grep -q 'lang="en-GB"' form.html
    ! grep -q 'class="large"' form.html || false
    "$PREPOST" instrument form phq9 --large-print --quiet --title '<b>' -o large.html
    grep -q '<body class="large">' large.html
    grep -q '<h1>&lt;b&gt;</h1>' large.html
    "$PREPOST" instrument form core10 | grep -q 'CC BY-ND 4.0. Do not alter'
    run "$PREPOST" instrument form phq9 phq9
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: phq9 is named twice" ]
}

@test "form: a full disk is said" {
    [ -w /dev/full ] || skip "no /dev/full"
    run "$PREPOST" instrument form phq9 -o /dev/full
    [ "$status" -eq 1 ]
    run bash -c "'$PREPOST' instrument list >/dev/full"
    [ "$status" -eq 1 ]
}

# Fills the form in a browser as a person would, catches what it saves.
fill_in() { # fill_in FORM: prints the CSV
    sed 's|</body>|<script>\
window.addEventListener("load",function(){\
var i,f=document.getElementById("form");\
URL.createObjectURL=function(b){b.text().then(function(t){\
var p=document.createElement("pre");p.id="caught";p.textContent=t;\
document.body.appendChild(p);});return "#";};\
document.getElementById("code").value="Ann, 7";\
f.querySelector("[name=phq9_1][value=\\"3\\"]").click();\
f.querySelector("[name=phq9_2][value=\\"1\\"]").click();\
f.querySelector("[data-clear=phq9_2]").click();\
f.querySelector("[name=ucla3_3][value=\\"2\\"]").click();\
document.getElementById("date").value="2025-03-04";\
f.querySelector("button.save").click();});</script></body>|' "$1" >filled.html
    chromium --headless --no-sandbox --disable-gpu --virtual-time-budget=3000 \
        --dump-dom "file://$PWD/filled.html" 2>/dev/null |
        sed -n '/<pre id="caught">/,/<\/pre>/p' | sed 's/.*<pre id="caught">//; s/<\/pre>.*//'
}

@test "form: filled in, it saves a row that import takes" {
    command -v chromium >/dev/null || skip "chromium is not installed"
    "$PREPOST" instrument form phq9 ucla3 --wave before --quiet -o form.html
    fill_in form.html | tr -d '\r' >row.csv
    [ "$(sed -n 1p row.csv)" = "Code,Date,Wave,phq9_1,phq9_2,phq9_3,phq9_4,phq9_5,phq9_6,phq9_7,phq9_8,phq9_9,ucla3_1,ucla3_2,ucla3_3" ]
    [ "$(sed -n 2p row.csv)" = '"Ann, 7",2025-03-04,before,3,,,,,,,,,,,2' ]
    cat >evaluation.yaml <<'END'
title: From a form
charity: A charity
waves: {before: at the start, after: at the end}
instruments: [phq9, ucla3]
outcomes:
  phq9.total: {role: primary}
columns:
  identifier: Code
  wave: Wave
  date: Date
END
    run "$PREPOST" import row.csv
    echo "$output"
    [ "$status" -eq 0 ]
}

# Runs the form's script with a page made of what it asks for, and one person's
# code in it: prints the name of the file that it saves, and the file.
save_as() { # save_as CODE
    CODE=$1 node -e '
        const page = require("fs").readFileSync("form.html", "utf8");
        const heard = {}, links = [], texts = [], said = {};
        const form = {
            elements: new Proxy({}, {get: () => [{checked: true, value: "1"}]}),
            getAttribute: (name) =>
                new RegExp(name + "=\"([^\"]*)\"").exec(page)[1],
            addEventListener: (what, then) => heard[what] = then};
        const parts = {form, said, date: {value: "2025-03-04"}, code: {
            value: process.env.CODE, focus() {}, setAttribute() {},
            removeAttribute() {}}};
        const link = {click: () => links.push(link.download)};
        const script = /<script>([^]*)<\/script>/.exec(page)[1];
        new Function("document", "window", "URL", "Blob", script)(
            {getElementById: (id) => parts[id], createElement: () => link,
             body: {appendChild() {}, removeChild() {}}},
            {crypto: require("crypto").webcrypto},
            {createObjectURL: () => ""},
            function (all) { texts.push(...all); });
        heard.submit({preventDefault() {}});
        console.log(links[0]);
        process.stdout.write(texts[0]);
        if (!said.textContent.includes(links[0])) process.exit(1);'
}

@test "form: the name of the file that it saves says nothing of the person" {
    command -v node >/dev/null || skip "node is not installed"
    "$PREPOST" instrument form phq9 --quiet -o form.html
    save_as AnnDavies >first
    save_as AnnDavies >second
    [[ "$(head -1 first)" =~ ^phq9-[0-9a-f]{8}\.csv$ ]]
    [ "$(head -1 first)" != "$(head -1 second)" ]
    "$PREPOST" instrument form phq9 ucla3 --quiet -o form.html
    save_as AnnDavies >both
    [[ "$(head -1 both)" =~ ^answers-[0-9a-f]{8}\.csv$ ]]
}

# The cells are those of tests/base/test_csv.c, as pp_csv_write() has them.
@test "form: what a spreadsheet would run is guarded, and read as it was" {
    command -v node >/dev/null || skip "node is not installed"
    "$PREPOST" instrument form ucla3 --wave before --code-heading Code --quiet -o form.html
    while IFS=' ' read -r code cell; do
        save_as "${code//_/ }" >saved
        [ "$(tail -1 saved | tr -d '\r')" = "${cell//_/ },2025-03-04,before,1,1,1" ] || {
            echo "$code: $(tail -1 saved)"
            false
        }
    done <<'END'
plain plain
-1.5e3 -1.5e3
+.5 +.5
=1+1 '=1+1
+44_20 '+44_20
-cmd '-cmd
-1- '-1-
@SUM(A1,B1) "'@SUM(A1,B1)"
'@x ''@x
'x 'x
x;=1+1 "x;'=1+1"
x,@A1 "x,'@A1"
x|-1 x|'-1
x;"=1+1" "x;""'=1+1"""
x;'=1+1 "x;''=1+1"
x;'1' "x;'1'"
x;_=1,_a_=_b "x;_=1,_a_=_b"
END
    cat >evaluation.yaml <<'END'
title: From a form
charity: A charity
waves: {before: at the start, after: at the end}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
columns: {identifier: Code, wave: Wave, date: Date}
END
    save_as '=1;"=2"' | tail -n +2 >row.csv
    "$PREPOST" import row.csv
    run "$PREPOST" forget '=1;"=2"' # the same code
    [ "$status" -eq 0 ]
    # So is a heading of the user's own.
    "$PREPOST" instrument form ucla3 --code-heading '=1+1' --quiet -o form.html
    save_as A1 >saved
    [[ "$(sed -n 2p saved)" = "'=1+1,Date,"* ]]
}

@test "codes that contradict the coding of the plan are refused, whole" {
    cat >evaluation.yaml <<'END'
title: Two codings
charity: A charity
waves: {before: at the start, after: at the end}
instruments: [k6]
outcomes: {k6.total: {role: primary}}
columns: {identifier: Code, wave: Wave}
END
    printf 'Code,Wave,k6_nervous,k6_hopeless,k6_restless,k6_so_depressed,k6_effort,k6_worthless\n' >k6.csv
    printf 'A%d,before,1,2,3,4,5,1\n' 1 2 3 4 5 6 7 8 >>k6.csv
    run "$PREPOST" import k6.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'k6 is numbered in 3 ways; say which one the form used, as in {id: k6, coding: 0-4}; there are: 0-4, 1-5, all-is-1'* ]]
    sed -i 's/\[k6\]/[{id: k6, coding: "0-4"}]/' evaluation.yaml
    run "$PREPOST" import k6.csv
    [ "$status" -eq 1 ]
    [[ "$output" == *'k6.csv: codes of k6 contradict the coding "0-4" that the plan has chosen; all of them fit "1-5" (None of the time is 1, All of the time is 5). Nothing was taken: correct the coding in the plan, or the file' ]]
    sed -i 's/"0-4"/"1-5"/' evaluation.yaml
    run "$PREPOST" import k6.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *"8 rows, 8 taken in"* ]]
}

@test "a scale of which neither end is better is no outcome" {
    cat >evaluation.yaml <<'END'
title: Coping
charity: A charity
waves: {before: at the start, after: at the end}
instruments: [{id: brief_cope, coding: "1-4"}]
outcomes: {brief_cope.humour: {role: primary}}
columns: {identifier: Code, wave: Wave}
END
    run "$PREPOST" plan show
    [ "$status" -eq 1 ]
    [ "${lines[0]}" = "evaluation.yaml:5:12: on Brief COPE humour neither end is better, so it can be no outcome" ]
}

@test "schema: JSON Schema of definition files, as it is in the folder" {
    "$PREPOST" instrument schema | field 'd["$ref"] == "#/$defs/instrument"' | grep -q True
}

@test "nobody is said to have confirmed the key of one's own questionnaire" {
    cd "$(mktemp -d -p "$BATS_TEST_TMPDIR")"
    "$PREPOST" instrument new --id ours --name "Our questions" --items 3 \
        --answers 1-5 --better higher
    run "$PREPOST" instrument show ours
    [[ "$output" == *"your own: nobody else has confirmed it"* ]]
    [ "$("$PREPOST" instrument show ours --format json | jq -r .status)" = own ]
    [ "$("$PREPOST" instrument show phq9 --format json | jq -r .status)" = confirmed ]
    # Its score is called by its name, not by an id that was made of it.
    "$PREPOST" instrument new --name "Belonging and support" --items 3 \
        --answers 1-5 --better higher
    "$PREPOST" instrument show belonging_and_support --format json |
        jq -r '.scales[0] | .words // . | .score' | grep -x "belonging and support score"
}

@test "a copy that is scored otherwise is not confirmed, one with other words is" {
    cp "$BATS_TEST_DIRNAME/../../surveys/phq9.yaml" .
    sed -i 's/^  0: Not at all/  0: {label: Not at all, aliases: [Ddim o gwbl]}/' phq9.yaml
    run "$PREPOST" instrument show phq9
    [[ "$output" == *"Key         confirmed"* ]]
    echo 'reverse: [1, 2, 3]' >>phq9.yaml
    run "$PREPOST" instrument show phq9
    [[ "$output" == *"your own: nobody else has confirmed it"* ]]
    [[ "$output" != *"Key         confirmed"* ]]
    cat >evaluation.yaml <<'END'
title: T
charity: C
waves: {before: start, after: end}
instruments: [phq9]
outcomes: {phq9.total: primary}
columns: {identifier: Code}
END
    run "$PREPOST" plan show
    [[ "$output" == *"it differs from the PHQ-9 that comes with prepost in which questions are turned round, so its key counts as your own"* ]]
    sed -i '/^reverse/d; s/^  3: .*/  3: Never, ever/' phq9.yaml
    run "$PREPOST" plan show
    [[ "$output" == *"in how answers are numbered or called"* ]]
}

@test "new --from: one cell that is no number does not cost the question" {
    printf 'Code,Q1,Q2,Age\n' >f.csv
    for i in 1 2 3 4 5 1 2 3 4 5 1 2; do printf '%s,%s,%s,%s\n' A$i $i $i $((20 + i)) >>f.csv; done
    printf 'B,3-4,2,29\n' >>f.csv
    run "$PREPOST" instrument new --name Ours --better higher --from f.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *'row 14, column "Q1": "3-4" is no number; an import will leave it blank'* ]]
    grep -q '"Q1"' ours.yaml
    grep -q '"Q2"' ours.yaml
    grep -q '^answers: 1-5' ours.yaml
}

@test "new --from: a known question with other answers is one's own" {
    printf 'Code,I often feel lonely,I know what I am good at,How far,How long,I cope\n' >f.csv
    for i in 1 2 3; do printf '%s,Agree,Disagree,1,Days,Agree\n%s,Disagree,Agree,2,Weeks,Disagree\n' A$i B$i >>f.csv; done
    run "$PREPOST" instrument new --name Ours --better higher --from f.csv
    [[ "$output" == *'column "I often feel lonely" reads like a question of ons_lonely, but its answers are not those of ons_lonely'* ]]
    [[ "$output" == *'not in the new one, though they may be questions: "How far" (it has numbers), "How long" (it has other answers: Days)'* ]]
    grep -q 'I often feel lonely' ours.yaml
    # With its own answers it is that question.
    rm ours.yaml
    sed 's/^\(A.\),Agree,/\1,Often or always,/; s/^\(B.\),Disagree,/\1,Never,/' f.csv >g.csv
    sed -i '1s/I often feel lonely/How often do you feel lonely?/' g.csv
    run "$PREPOST" instrument new --name Mine --better higher --from g.csv
    [[ "$output" == *"the questions of ons_lonely are known"* ]]
}

@test "scales added to a definition after the import score what is there" {
    printf 'id: own\nname: Our questions\nanswers: 1-5\nitems: 3\nbetter: higher\n' >own.yaml
    printf 'title: T\ncharity: C\nservice: the groups\nwaves: {before: at first, after: later}\ninstruments: [own]\noutcomes: {own.total: primary}\ncolumns: {identifier: Code}\n' >evaluation.yaml
    for wave in before after; do
        echo "Code,own_1,own_2,own_3" >$wave.csv
        for i in {1..12}; do
            k=$((i + ${#wave}))
            echo "P$i,$((1 + k % 5)),$((1 + k % 3)),$((2 + k % 4))"
        done >>$wave.csv
        "$PREPOST" import $wave.csv --wave $wave --quiet || [ $? -eq 3 ]
    done
    printf 'scales:\n  turn: {items: 1}\n  rest: {items: 2-3}\n' >>own.yaml
    sed -i 's/own.total: primary/own.turn: primary, own.rest: secondary/' \
        evaluation.yaml
    for command in analyse status "report --format text -o -" "export scores"; do
        run "$PREPOST" $command
        [[ "$status" -eq 0 && "$output" != *"no such column"* ]] || {
            echo "$command: $output"
            false
        }
    done
    # By hand of the loop: sums over k of 1 + k % 5, and of 3 + k % 3 + k % 4.
    [ "$("$PREPOST" export scores --quiet --format json |
        jq -c '[("own.turn", "own.rest") as $s | [.[] | .[$s]] | add]')" = \
        '[72,132]' ]
    # A question that is new was never asked: what to do is said.
    sed -i 's/items: 3/items: 4/; s/2-3/2-4/' own.yaml
    run "$PREPOST" analyse
    [ "$status" -eq 1 ]
    [[ "$output" == *"has no answers to own_4: they were imported with another \
definition; import the files again with --replace" ]]
}

# Qualtrics has the questions in a second row and its own marks in a third.
@test "new --from: the platform's rows and what the plan maps are left out; the file is looked for beside the plan" {
    mkdir -p ev
    printf 'title: T\ninstruments: [ours, phq9]\ncolumns: {identifier: Your code, keep: {age: Age}}\nfiles:\n  - path: "north*.csv"\n    columns: {Emp_*: phq9_*, Extra: ignore}\n' >ev/evaluation.yaml
    {
        echo 'ResponseId,Your code,Age,Emp_1,Emp_2,Extra,Own_1,Own_2,Own_3'
        echo 'Response ID,Your code,Your age,E - one,E - two,Extra,True? - I have people,True? - I look after myself,True? - I sleep well'
        for i in 1 2 3 4 5 6 7 8 9; do echo "\"{\"\"ImportId\"\":\"\"QID$i\"\"}\""; done | paste -sd,
        for i in 1 2 3 4 5 6 7 8 9; do v=$((i % 4 + 1)); echo "R_$i,P$i,$((i % 3 + 1)),$v,$v,$v,$v,$((5 - v)),$v"; done
    } >ev/north-before.csv
    run "$PREPOST" instrument new -C ev --from north-before.csv --name Ours --better higher
    [ "$status" -eq 0 ]
    [[ "$output" == *"ev/north-before.csv: 5 columns of which evaluation.yaml says what they are, are not in the new one"* ]]
    [ "$(grep -A9 '^items:' ev/ours.yaml | grep -c '^  - ')" -eq 3 ]
    grep -q '"I look after myself"' ev/ours.yaml
    grep -q '^answers: 1-4' ev/ours.yaml
    # What was made of it is understood when the file comes in.
    sed -i 's/title: T/title: T\ncharity: C\nwaves: {before: b, after: a}\noutcomes: {ours.total: primary}/' ev/evaluation.yaml
    run "$PREPOST" import -C ev north-before.csv --wave before --dry-run
    [[ "$output" == *'"Own_2", "True? - I look after myself" -> ours_2 (by its question)'* ]]
}
