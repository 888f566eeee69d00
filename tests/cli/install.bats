#!/usr/bin/env bats
# Installing: everything is put in place, works from there, and goes again;
# the archive of the source is the same whenever it is made.

setup() {
    place=$BATS_TEST_TMPDIR/place
}

@test "installed, it works from where it is, and nothing is left after" {
    (umask 077
        make --no-print-directory install DESTDIR="$place" PREFIX=/usr >/dev/null)
    # Whoever installs it, all may read it.
    [ -z "$(find "$place/usr" ! -perm -o+r)" ]
    [ -z "$(find "$place/usr" -type d ! -perm -o+x)" ]
    installed=$place/usr/bin/prepost
    # A folder from which the source tree cannot be found.
    cd "$BATS_TEST_TMPDIR"
    PREPOST_DATA= run "$installed" instrument list
    [ "$status" -eq 0 ]
    [[ "$output" == *phq9* ]]
    "$installed" init mine
    "$installed" plan show -C mine
    for page in man1/prepost.1 man5/prepost-evaluation.5 \
        man5/prepost-instrument.5 man5/prepost-template.5 \
        man5/prepost-summary.5; do
        [ -s "$place/usr/share/man/$page" ]
    done
    [ -s "$place/usr/share/bash-completion/completions/prepost" ]
    [ -s "$place/usr/share/zsh/vendor-completions/_prepost" ]
    [ -s "$place/usr/share/fish/vendor_completions.d/prepost.fish" ]
    cd - >/dev/null
    make --no-print-directory uninstall DESTDIR="$place" PREFIX=/usr >/dev/null
    [ -z "$(find "$place" -type f)" ]
}

@test "installed where folders have blanks and other signs in their names" {
    # Files that would go if the name were taken apart at the blank.
    mkdir "$place"
    touch "$place/mine"
    odd="$place b/it's \$HOME; (1)"
    make --no-print-directory install DESTDIR="${odd//\$/\$\$}" PREFIX="/usr local" >/dev/null
    [ "$("$odd/usr local/bin/prepost" --version | head -1)" = "$("${PREPOST:-build/prepost}" --version | head -1)" ]
    diff <(build/prepost help --completion fish) \
        "$odd/usr local/share/fish/vendor_completions.d/prepost.fish"
    (cd "$BATS_TEST_TMPDIR" && PREPOST_DATA= "$odd/usr local/bin/prepost" instrument list | grep -q phq9)
    make --no-print-directory uninstall DESTDIR="${odd//\$/\$\$}" PREFIX="/usr local" >/dev/null
    [ -z "$(find "$place b" -type f)" ]
    [ -e "$place/mine" ]
}

@test "every manual page that there is, is installed" {
    pages=$(sed -n 's/^    {"[a-z]*", "\(prepost-[a-z]*\)", 5,.*/\1/p' \
        src/cli/manual.c | sed 's/prepost-//' | sort | xargs)
    [ "$pages" = "$(sed -n 's/^pages *:= //p' Makefile | xargs -n1 | sort | xargs)" ]
}

@test "the archive of the source: the same bytes again, and nothing missing" {
    command -v git >/dev/null && [ -e .git ] || skip "not a clone"
    archive=$(make --no-print-directory dist)
    cp "$archive" "$BATS_TEST_TMPDIR/first.tar.gz"
    sleep 1
    (umask 077 && make --no-print-directory dist >/dev/null)
    cmp "$archive" "$BATS_TEST_TMPDIR/first.tar.gz"
    tar -xzf "$archive" -C "$BATS_TEST_TMPDIR"
    copy=$(echo "$BATS_TEST_TMPDIR"/prepost-*/)
    [ "$(cd "$copy" && find . -type f | wc -l)" -eq "$(git ls-files | wc -l)" ]
    # And from the archive comes the archive.
    mkdir "$copy/build"
    touch "$copy/build/.setup"
    again=$(make --no-print-directory -C "$copy" dist)
    cmp "$archive" "$copy/$again"
}

@test "a Debian package: what it holds, and that lintian finds no error" {
    command -v dpkg-shlibdeps >/dev/null || skip "dpkg-dev is not installed"
    package=$(DEBFULLNAME="A. Person" DEBEMAIL=person@example.org \
        make --no-print-directory deb | tail -n 1)
    [ "$(dpkg-deb -f "$package" Maintainer)" = "A. Person <person@example.org>" ]
    run dpkg-deb -c "$package"
    for file in bin/prepost share/man/man1/prepost.1.gz \
        share/man/man5/prepost-evaluation.5.gz share/doc/prepost/copyright \
        share/doc/prepost/changelog.gz share/prepost/surveys/phq9.yaml \
        share/prepost/reports/funder.md share/prepost/reports/check.R; do
        [[ "$output" == *"./usr/$file"* ]] || { echo "$file"; false; }
    done
    dpkg-deb -f "$package" Depends | grep -q libplplot
    if command -v lintian >/dev/null; then
        run lintian "$package"
        [[ "$output" != *"E: "* ]] || { echo "$output"; false; }
    fi
}
