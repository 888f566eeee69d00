#!/usr/bin/env bats
# The printed page, by each program that can print it: two pages for funders,
# no heading or caption alone at the foot of a page, no figure in two parts.

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export root
    export PREPOST=${PREPOST:-$root/build/prepost}
    export dir=$BATS_FILE_TMPDIR/demo
    "$root/scripts/demo-data" "$dir"
    cp "$root/surveys/demo/evaluation.yaml" "$dir/"
    "$PREPOST" import -C "$dir" --quiet
    for edition in funder technical regions; do
        "$PREPOST" report -C "$dir" --quiet --template $edition \
            --format md -o "$dir/md"
        for printer in chromium weasyprint; do
            command -v $printer >/dev/null || continue
            # One program is enough for the long ones.
            [ $edition = funder ] || [ ! -s "$dir/chromium/$edition.pdf" ] ||
                continue
            mkdir -p "$dir/$printer/only"
            ln -sf "$(command -v $printer)" "$dir/$printer/only/$printer"
            PATH=$dir/$printer/only "$PREPOST" report -C "$dir" --quiet \
                --template $edition --format pdf -o "$dir/$printer"
        done
    done
}

printers() {
    command -v pdftotext >/dev/null || skip "poppler-utils is not installed"
    for printer in chromium weasyprint; do
        [ ! -s "$dir/$printer/funder.pdf" ] || echo $printer
    done
}

pages() { # pages PDF: how many
    pdfinfo "$1" | sed -n 's/^Pages: *//p'
}

page() { # page PDF N: its words, without the foot
    pdftotext -f "$2" -l "$2" -layout "$1" - | sed '/^ *prepost [0-9]/,$d'
}

@test "the funder's report is two pages" {
    for printer in $(printers); do
        [ "$(pages "$dir/$printer/funder.pdf")" -eq 2 ]
        page "$dir/$printer/funder.pdf" 1 | grep -q "whether any change lasts"
        page "$dir/$printer/funder.pdf" 2 | head -3 |
            grep -q "The findings in words"
    done
}

@test "the foot names the printer, without the tail of its version" {
    printers >/dev/null
    [ ! -s "$dir/chromium/funder.pdf" ] ||
        pdftotext "$dir/chromium/funder.pdf" - | tr '\n' ' ' |
        grep -Eq 'Printed by Chromium [0-9]+\. '
    [ ! -s "$dir/weasyprint/funder.pdf" ] ||
        pdftotext "$dir/weasyprint/funder.pdf" - | tr '\n' ' ' |
        grep -Eq 'Printed by WeasyPrint [0-9.]+\. '
}

@test "After and Change stand apart on the page" {
    for printer in $(printers); do
        # Points between the end of "After" and the start of "Change".
        pdftotext -f 1 -l 1 -bbox "$dir/$printer/funder.pdf" - |
            awk -F'"' '/>After</ { after = $6; y = $4 }
                />Change</ && $4 - y < 1 && y - $4 < 1 { found = 1; air = $2 - after }
                END { exit !(found && air > 9) }'
    done
}

@test "no page ends with a heading or a caption" {
    for printer in $(printers); do
        for edition in funder technical regions; do
            pdf=$dir/$printer/$edition.pdf
            [ -s "$pdf" ] || continue
            for n in $(seq "$(pages "$pdf")"); do
                last=$(page "$pdf" "$n" | grep -v '^ *$' | tail -1 |
                    sed 's/^ *//; s/ *$//')
                if grep -qFx -e "# $last" -e "## $last" -e "### $last" \
                    "$dir/md/$edition.md" ||
                    [[ "$last" =~ ^(Figure|Table)\ [0-9]+: ]]; then
                    echo "$printer, $edition, page $n ends with: $last"
                    false
                fi
            done
        done
    done
}

# A figure's caption, and the first note at the foot of its picture; words and
# table may follow on the next page.
@test "no figure is on two pages" {
    note='Diamond and bar: average|Mark: average change\. Line:|0 (is|lies) (the|between)'
    note="$note|Answers from left to right as listed|Marks (above|below) the line|more answered the second time"
    note="$note|By how much each changed is not drawn, to protect people's privacy\.$"
    for printer in $(printers); do
        pdf=$dir/$printer/technical.pdf
        [ -s "$pdf" ] || continue
        drawn=0
        for n in $(seq "$(pages "$pdf")"); do
            page "$pdf" "$n" >"$dir/page"
            captions=$(grep -cE '^ *Figure [0-9]+:' "$dir/page" || true)
            feet=$(grep -cE "^ *([0-9]+ )?($note)" "$dir/page" || true)
            drawn=$((drawn + captions))
            [ "$captions" -eq "$feet" ] ||
                { echo "$printer, page $n: $captions, $feet"; false; }
        done
        [ "$drawn" -gt 8 ]
    done
}

# Nine outcomes, three to a page.
@test "of two regions each figure is on the page of its table" {
    pdf=$dir/chromium/regions.pdf
    printers >/dev/null
    [ -s "$pdf" ] || skip "Chromium is not installed"
    drawn=0 full=0
    for n in $(seq "$(pages "$pdf")"); do
        page "$pdf" "$n" >"$dir/page"
        figures=$(grep -cE '^ *Figure [0-9]+: Change in ' "$dir/page" || true)
        tables=$(grep -cE '^ *Change in .* in 2 regions; above 0 is better' "$dir/page" || true)
        [ "$figures" -eq "$tables" ]
        drawn=$((drawn + figures))
        full=$((full + (figures == 3)))
    done
    [ "$drawn" -eq 9 ]
    [ "$full" -eq 3 ]
}

# Wherever on a page it begins.
@test "the technical box is on one page" {
    for printer in $(printers); do
        for before in 34 37 40; do
            {
                printf '# {{title}}\n\n'
                for _ in $(seq $before); do
                    printf '{{n_both}} people answered twice.\n\n'
                done
                printf '{{part technical_box}}\n'
            } >"$BATS_TEST_TMPDIR/box.md"
            PATH=$dir/$printer/only "$PREPOST" report -C "$dir" --quiet \
                --template "$BATS_TEST_TMPDIR/box.md" --format pdf \
                -o "$BATS_TEST_TMPDIR/$printer"
            for n in 1 2; do
                page "$BATS_TEST_TMPDIR/$printer/box.pdf" $n |
                    grep -cE "Technical box|Low point:" || true
            done | tr '\n' ' ' >"$BATS_TEST_TMPDIR/lines"
            [[ "$(cat "$BATS_TEST_TMPDIR/lines")" =~ ^(0\ 2|2\ 0) ]] ||
                { echo "$printer, $before: $(cat "$BATS_TEST_TMPDIR/lines")"; false; }
        done
    done
}

# Few people, whose counts may not be shown: fifty-eight joined, of whom
# thirty-seven answered again.
@test "two pages and a picture, where icons may not be drawn" {
    small=$BATS_TEST_TMPDIR/small
    mkdir "$small"
    cp "$dir/evaluation.yaml" "$small"
    for csv in "$dir"/*.csv; do
        head -30 "$csv" >"$small/${csv##*/}"
    done
    "$PREPOST" import -C "$small" --quiet
    "$PREPOST" report -C "$small" --quiet --format html
    [ "$(grep -c '<figure' "$small/reports/funder.html")" -eq 1 ]
    grep -q "give one away\. A smaller change can come from" "$small/reports/funder.html"
    grep -q "The change in the main outcomes" "$small/reports/funder.html"
    ! grep -q "Of every 100 people</text>" "$small/reports/funder.html" || false
    command -v chromium >/dev/null || skip "chromium is not installed"
    PATH=$dir/chromium/only "$PREPOST" report -C "$small" --quiet --format pdf
    [ "$(pages "$small/reports/funder.pdf")" -eq 2 ]
}

@test "Chromium's PDF is tagged" {
    command -v chromium >/dev/null || skip "chromium is not installed"
    command -v pdfinfo >/dev/null || skip "poppler-utils is not installed"
    pdfinfo "$dir/chromium/funder.pdf" | grep -q '^Tagged: *yes'
    pdfinfo "$dir/chromium/funder.pdf" | grep -q '^Page size:.*A4'
}

@test "a figure's title and its description are two sentences in the PDF" {
    command -v chromium >/dev/null || skip "chromium is not installed"
    grep -aqE '/Alt \([A-Z][a-z ]+\. 100 people: ' "$dir/chromium/funder.pdf"
}

@test "a PDF is the same bytes again, by each printer" {
    for printer in $(printers); do
        PATH=$dir/$printer/only "$PREPOST" report -C "$dir" --quiet \
            --format pdf -o "$BATS_TEST_TMPDIR"
        cmp "$dir/$printer/funder.pdf" "$BATS_TEST_TMPDIR/funder.pdf"
    done
}

# By the program that printed it, or by another, or where there is none.
@test "--check of a PDF that another program printed accuses nobody" {
    [ -s "$dir/weasyprint/funder.pdf" ] || skip "weasyprint is not installed"
    pdf=$dir/weasyprint/funder.pdf
    mkdir "$BATS_TEST_TMPDIR/nothing" "$BATS_TEST_TMPDIR/only"
    PATH=$dir/weasyprint/only run "$PREPOST" report -C "$dir" --check "$pdf"
    [ "$status" -eq 0 ]
    PATH=$BATS_TEST_TMPDIR/nothing run "$PREPOST" report -C "$dir" --check "$pdf"
    [ "$status" -eq 3 ]
    [[ "$output" == *"/funder.pdf: by its own words is what the store gives, printed by WeasyPrint "*"; nothing that prints a PDF is installed here, so its pages were not compared" ]]
    printf '#!/bin/sh\necho Chromium 1.0\n' >"$BATS_TEST_TMPDIR/only/chromium"
    chmod +x "$BATS_TEST_TMPDIR/only/chromium"
    PATH=$BATS_TEST_TMPDIR/only:$PATH run "$PREPOST" report -C "$dir" --check "$pdf"
    [ "$status" -eq 3 ]
    [[ "$output" == *"printed by WeasyPrint "*"; Chromium 1 prints here, and prints otherwise, so its pages were not compared" ]]
    # The same program, and other pages.
    cp "$pdf" "$BATS_TEST_TMPDIR/funder.pdf"
    sed -i 's/ seed 1 / sede 1 /' "$BATS_TEST_TMPDIR/funder.pdf"
    PATH=$dir/weasyprint/only run "$PREPOST" report -C "$dir" \
        --check "$BATS_TEST_TMPDIR/funder.pdf"
    [ "$status" -eq 3 ]
    [[ "$output" == *"prints other pages of it here, as it does with other fonts or in another release, or somebody changed this file" ]]
    # Of another page: of a plan that says something else.
    cp -r "$dir" "$BATS_TEST_TMPDIR/other"
    sed -i 's/^gap: .*/gap: 4 months/' "$BATS_TEST_TMPDIR/other/evaluation.yaml"
    PATH=$dir/weasyprint/only run "$PREPOST" report \
        -C "$BATS_TEST_TMPDIR/other" --check "$pdf"
    [ "$status" -eq 3 ]
    [[ "$output" == *"is not what the store gives now: "*"its text, template or program is another one" ]]
    # And one that no longer says which page.
    sed -i 's/ Of the HTML /  of the HTML/' "$BATS_TEST_TMPDIR/funder.pdf"
    PATH=$BATS_TEST_TMPDIR/nothing run "$PREPOST" report -C "$dir" \
        --check "$BATS_TEST_TMPDIR/funder.pdf"
    [ "$status" -eq 1 ]
    [[ "$output" == *"neither is installed"* ]]
}

# Which nodes a browser has numbered hangs on its timing; their order does not.
@test "a PDF is the same bytes, whatever numbers the browser gave its nodes" {
    mkdir "$BATS_TEST_TMPDIR/only"
    cat >"$BATS_TEST_TMPDIR/only/chromium" <<'PRINTER'
#!/bin/bash
for argument; do
    [[ "$argument" != --print-to-pdf=* ]] || pdf=${argument#*=}
done
[ -n "${pdf-}" ] || { echo "Chromium 1.0"; exit 0; }
first=$(cat "${0%/*}/first")
printf '%%PDF-1.4\n/ID (node%08d) /ID (node%08d) (node12) (node%08d)\nstartxref\n0\n%%%%EOF\n' \
    $((first + 7)) $first $((first + 7)) >"$pdf"
PRINTER
    chmod +x "$BATS_TEST_TMPDIR/only/chromium"
    for first in 42 9999; do
        echo $first >"$BATS_TEST_TMPDIR/only/first"
        PATH=$BATS_TEST_TMPDIR/only:$PATH "$PREPOST" report -C "$dir" --quiet \
            --format pdf -o "$BATS_TEST_TMPDIR/$first"
        grep -qF "/ID (node00000002) /ID (node00000001) (node12) (node00000002)" \
            "$BATS_TEST_TMPDIR/$first/funder.pdf"
    done
    cmp "$BATS_TEST_TMPDIR/42/funder.pdf" "$BATS_TEST_TMPDIR/9999/funder.pdf"
}

# printer_that SHELL: a made-up one, which says that all went well.
printer_that() {
    mkdir -p "$BATS_TEST_TMPDIR/only"
    cat >"$BATS_TEST_TMPDIR/only/chromium" <<PRINTER
#!/bin/bash
for argument; do
    case "\$argument" in
    --print-to-pdf=*) pdf=\${argument#*=} ;;
    file://*) page=\${argument#file://} ;;
    esac
done
[ -n "\${pdf-}" ] || { echo "Chromium 1.0"; exit 0; }
$1
exit 0
PRINTER
    chmod +x "$BATS_TEST_TMPDIR/only/chromium"
}

# So says Chromium of a page for which it found no room.
@test "a PDF that is cut short takes the place of no good one" {
    echo good >"$BATS_TEST_TMPDIR/funder.pdf"
    for wrote in ': >"$pdf"' ':' 'printf "%%PDF-1.4\n1 0 obj\n" >"$pdf"' \
        'printf "1 0 obj\n%%%%EOF\n" >"$pdf"'; do
        printer_that "$wrote"
        PATH=$BATS_TEST_TMPDIR/only:$PATH run "$PREPOST" report -C "$dir" \
            --format pdf -o "$BATS_TEST_TMPDIR"
        [ "$status" -eq 1 ]
        [[ "$output" == *"pdf: "*"chromium wrote no whole PDF"* ]]
        [ "$(cat "$BATS_TEST_TMPDIR/funder.pdf")" = good ]
        PATH=$BATS_TEST_TMPDIR/only:$PATH run "$PREPOST" doctor -C "$dir"
        [[ "$output" == *"lacks   PDF  "*"chromium wrote no whole PDF"* ]]
    done
    printer_that 'printf "%%PDF-1.4\nstartxref\n0\n%%%%EOF \r\n\n" >"$pdf"'
    PATH=$BATS_TEST_TMPDIR/only:$PATH "$PREPOST" report -C "$dir" --quiet \
        --format pdf -o "$BATS_TEST_TMPDIR"
    [ "$(head -1 "$BATS_TEST_TMPDIR/funder.pdf")" = %PDF-1.4 ]
}

# full SIZE: TMPDIR is a disk of that size.
full() {
    mkdir "$BATS_TEST_TMPDIR/disk"
    mount -t tmpfs -o "size=$1" tmpfs "$BATS_TEST_TMPDIR/disk" 2>/dev/null ||
        skip "no disk can be mounted here"
    export TMPDIR=$BATS_TEST_TMPDIR/disk
}

teardown() {
    [ ! -d "$BATS_TEST_TMPDIR/disk" ] || umount "$BATS_TEST_TMPDIR/disk" || true
}

@test "where the disk for printing is full, that is said" {
    printer_that 'cat "${page%/*}/report.html" >"$pdf" 2>/dev/null'
    full 200k
    PATH=$BATS_TEST_TMPDIR/only:$PATH run "$PREPOST" report -C "$dir" \
        --format pdf -o "$BATS_TEST_TMPDIR"
    [ "$status" -eq 1 ]
    [[ "$output" == *"the disk is full, or nearly: 0."*" MB are free for $TMPDIR/prepost-"*"TMPDIR can name another folder: chromium wrote no whole PDF"* ]]
    [ ! -e "$BATS_TEST_TMPDIR/funder.pdf" ]
    [ -z "$(ls "$TMPDIR")" ]
}

@test "a figure is drawn where TMPDIR is full" {
    [ -z "${PP_VALGRIND-}" ] || skip "valgrind writes there itself"
    full 16k
    head -c 16384 /dev/zero >"$TMPDIR/filler"
    "$PREPOST" report -C "$dir" --quiet --format html -o "$BATS_TEST_TMPDIR"
    unset TMPDIR
    "$PREPOST" report -C "$dir" --quiet --format html \
        -o "$BATS_TEST_TMPDIR/again"
    cmp "$BATS_TEST_TMPDIR/funder.html" "$BATS_TEST_TMPDIR/again/funder.html"
}

# "#" and "?" mean something in an address, and "%41" is an A.
@test "the folder for printing may have any name" {
    export TMPDIR="$BATS_TEST_TMPDIR/a#b %41?é"
    mkdir "$TMPDIR"
    printer_that 'cp "$(printf "%b" "${page//%/\\x}")" "$pdf.page" &&
        printf "%%PDF-1.4\nstartxref\n0\n%%%%EOF\n" >"$pdf"'
    PATH=$BATS_TEST_TMPDIR/only:$PATH "$PREPOST" report -C "$dir" --quiet \
        --format pdf -o "$BATS_TEST_TMPDIR"
    [ -s "$BATS_TEST_TMPDIR/funder.pdf" ]
    command -v chromium >/dev/null || skip "chromium is not installed"
    PATH=$dir/chromium/only:$PATH "$PREPOST" report -C "$dir" --quiet \
        --format pdf -o "$BATS_TEST_TMPDIR/browser"
    cmp "$dir/chromium/funder.pdf" "$BATS_TEST_TMPDIR/browser/funder.pdf"
}

# A word processor's pages: by LibreOffice, of the file for editing. What is
# said of a figure is its picture's description there.
@test "the funder's report for a word processor is two pages as well" {
    command -v soffice >/dev/null || skip "LibreOffice is not installed"
    command -v pdfinfo >/dev/null || skip "poppler-utils is not installed"
    "$PREPOST" report -C "$dir" --quiet --format odt -o "$dir/odt"
    (cd "$dir/odt" &&
        soffice "-env:UserInstallation=file://$dir/odt/office" --headless \
            --convert-to pdf funder.odt >/dev/null 2>&1)
    [ "$(pages "$dir/odt/funder.pdf")" -eq 2 ]
    # The first stands alone: what it cannot show is on it to the end.
    [[ "$(pdftotext -f 2 -l 2 -layout "$dir/odt/funder.pdf" - | head -1)" == \
        "The findings in words" ]]
    content=$(unzip -p "$dir/odt/funder.odt" content.xml)
    [[ "$content" == *"<svg:desc>Ten rows of ten figures. The first "*"</svg:desc>"* ]]
    # Said there, and not on the page.
    [ "$(grep -o 'Ten rows of ten figures' <<<"$content" | wc -l)" -eq 1 ]
}

# Readers by ear go by the marks: what they do not know they pass over.
@test "the sample's marks are ones that PDF knows, and bold words are among them" {
    command -v pdfinfo >/dev/null || skip "pdfinfo is not installed"
    run pdfinfo -struct-text "$root/reports/sample/funder.pdf"
    [ "$status" -eq 0 ]
    [[ "$output" != *"Syntax Error"* ]]
    [[ "$output" == *'"Who:"'* ]]
}

# Nine outcomes; where counts are rounded and one outcome's small ones hidden,
# each takes a note more.
@test "two pages of nine outcomes under a preset that rounds" {
    command -v chromium >/dev/null || skip "chromium is not installed"
    command -v pdftotext >/dev/null || skip "poppler-utils is not installed"
    cp -r "$dir" "$BATS_TEST_TMPDIR/nhs"
    here=$BATS_TEST_TMPDIR/nhs
    sed -i 's/^disclosure: .*/disclosure: nhs-secondary/' "$here/evaluation.yaml"
    PATH=$dir/chromium/only "$PREPOST" report -C "$here" --quiet --format pdf
    pdf=$here/reports/funder.pdf
    [ "$(pages "$pdf")" -eq 2 ]
    page "$pdf" 1 | grep -q "change lasts beyond"
    page "$pdf" 1 | tr -s ' \n' ' ' |
        grep -qE "In loneliness, [0-9]+ of every 100 people changed by less than 3 points\."
    page "$pdf" 1 | grep -qF "Rounded, so may not add up (people: nearest 5)."
    page "$pdf" 2 | grep -q "Technical box"
}
