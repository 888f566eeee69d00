#!/usr/bin/env bats
# Finished pages, as axe-core in headless Chromium finds them. tests/report
# checks what can be checked without a browser.

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export root
}

@test "axe-core finds nothing: screen, 200% zoom, phone, dark, opened" {
    command -v chromium >/dev/null || skip "chromium is not installed"
    [ -s "$root/build/axe/node_modules/axe-core/axe.min.js" ] ||
        skip "axe-core is not here: make accessibility puts it into build/axe"
    run "$root/scripts/accessibility" "$root"/reports/sample/*.html
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$(grep -c '^ok' <<<"$output")" -eq 15 ]
}

@test "every column of a table has a heading" {
    for page in funder technical regions; do
        [ "$(grep -c '<th' "$root/reports/sample/$page.html")" -gt 10 ]
        [ "$(grep -cE '<th[^>]*>(<[^>]*>)*</th>' \
            "$root/reports/sample/$page.html")" -eq 0 ]
    done
}

@test "the check notices what it is there for" {
    command -v chromium >/dev/null || skip "chromium is not installed"
    [ -s "$root/build/axe/node_modules/axe-core/axe.min.js" ] ||
        skip "axe-core is not here: make accessibility puts it into build/axe"
    sed -e 's/ lang="en-GB"//' "$root/reports/sample/funder.html" \
        >"$BATS_TEST_TMPDIR/broken.html"
    WAYS=screen run "$root/scripts/accessibility" "$BATS_TEST_TMPDIR/broken.html"
    [ "$status" -eq 1 ]
    [[ "$output" == *html-has-lang* ]]
}
