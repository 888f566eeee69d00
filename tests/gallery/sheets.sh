#!/usr/bin/env bash
# Contact sheets of the gallery's figures, to be looked at, and what a browser
# measures of their text.
#
#   tests/gallery/sheets.sh DIR [KIND]
#
# DIR/sheets/KIND-STYLE-browser.png   all extremes, as Chromium draws the SVG
# DIR/sheets/KIND-formats.png         one figure: SVG by rsvg, PDF, PNG, greyed
# DIR/sheets/KIND-STYLE.html          the page behind the first, to scroll
#
# Needs chromium, rsvg-convert, poppler-utils and ImageMagick. Ends with an
# error where text lies over text or leaves the page as the browser's fonts draw
# it, where an id is in a page twice, or a PDF's font is not embedded.
set -eu
dir=$(cd "$1" && pwd)
only=${2-}
here=$(cd "$(dirname "$0")" && pwd)
sheets=$dir/sheets
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
mkdir -p "$sheets"

browser() {
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars \
        --user-data-dir="$profile" "$@" 2>/dev/null
}

# The page of one kind in one style; wide figures stand in two columns.
page() { # page KIND STYLE
    local width=720
    [ "$2" != phone ] || width=360
    printf '<!doctype html><meta charset="utf-8"><title>%s, %s</title>' "$1" "$2"
    printf '<style>body{margin:8px;background:#888;display:grid;gap:8px;'
    printf 'grid-template-columns:repeat(%d,%dpx)}' $((1468 / width)) "$width"
    printf 'figure{margin:0;background:#fff;align-self:start}'
    printf 'figcaption{font:12px monospace;background:#333;color:#fff;'
    printf 'padding:2px}</style>'
    for svg in "$dir/$1/$2"/*.svg; do
        printf '<figure><figcaption>%s</figcaption>' "$(basename "$svg" .svg)"
        sed '1{/^<?xml/d}' "$svg"
        printf '</figure>'
    done
    printf '<pre id="measured" hidden></pre><script>'
    cat "$here/measure.js"
    printf '</script>'
}

# Fonts embedded, with what their letters are; in the ordinary case every word
# of the SVG is found in the PDF.
check_pdf() { # check_pdf STEM
    pdffonts "$1.pdf" | awk -v stem="$1" 'NR > 2 && ($(NF-2) != "yes" ||
        $(NF-4) != "yes") { print stem ".pdf: font " $1 " is not embedded" }'
    [[ "$1" == */ordinary ]] || return 0
    pdftotext -raw "$1.pdf" - | tr -s ' \n\f' ' ' >"$profile/words"
    grep -o '<text[^>]*>[^<]*' "$1.svg" | sed 's/<text[^>]*>//
        s/&amp;/\&/g' | while IFS= read -r words; do
        grep -qF -- "$words" "$profile/words" ||
            echo "$1.pdf lacks \"$words\""
    done
}

wrong=0
for kind in "$dir"/*/; do
    kind=$(basename "$kind")
    [ "$kind" != sheets ] || continue
    [ -z "$only" ] || [ "$kind" = "$only" ] || continue
    for style in a4 phone mono large; do
        sheet=$sheets/$kind-$style
        page "$kind" "$style" >"$sheet.html"
        measured=$(browser --dump-dom "file://$sheet.html" |
            sed -n '/<pre id="measured"/,/<\/pre>/p' | sed 's/<[^>]*>//g')
        height=$(printf '%s\n' "$measured" | sed -n 's/^height //p')
        found=$(printf '%s\n' "$measured" | grep -c '^wrong' || true)
        if [ "$found" -gt 0 ]; then
            wrong=$((wrong + found))
            printf '%s\n' "$measured" | sed -n "s|^wrong|$kind/$style|p"
        fi
        browser --window-size=1484,"${height:-4000}" \
            --screenshot="$sheet-browser.png" "file://$sheet.html"
    done
    for pdf in "$dir/$kind"/*/*.pdf; do
        check_pdf "${pdf%.pdf}"
    done >"$profile/pdfs"
    cat "$profile/pdfs"
    wrong=$((wrong + $(wc -l <"$profile/pdfs")))
    for style in a4 phone; do
        for case in ordinary emoji; do
            stem=$dir/$kind/$style/$case
            rsvg-convert -z 2 "$stem.svg" -o "$stem-rsvg.png"
            pdftoppm -r 192 -png -singlefile "$stem.pdf" "$stem-pdf"
            convert "$stem-rsvg.png" -colorspace Gray "$stem-grey.png"
        done
    done
    montage "$dir/$kind/a4/ordinary"{-rsvg,-pdf,,-grey}.png \
        -tile 2x2 -geometry 720x+6+6 -background '#888' \
        "$sheets/$kind-formats.png"
done
echo "contact sheets in $sheets; $wrong things are wrong"
[ "$wrong" -eq 0 ]
