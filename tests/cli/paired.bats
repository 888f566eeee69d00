#!/usr/bin/env bats
# prepost paired: two columns of one file, no plan and no store.

setup() {
    PREPOST=${PREPOST:-build/prepost}
    cd "$BATS_TEST_TMPDIR" || exit 1
    [[ "$PREPOST" == /* ]] || PREPOST="$OLDPWD/$PREPOST"
    cat >sleep.csv <<'END'
id,first drug,second drug
1,0.7,1.9
2,-1.6,0.8
3,-0.2,1.1
4,-1.2,0.1
5,-0.1,-0.1
6,3.4,4.4
7,3.7,5.5
8,0.8,1.6
9,0.0,4.6
10,2.0,3.4
END
    # set A of the worked sets, with its four groups and two towns
    cat >hope.csv <<'END'
person,town,group,before,after
1,Leeds,a,30,32
2,Leeds,a,34,34
3,Leeds,a,28,32
4,Leeds,b,37,36
5,Leeds,b,31,32
6,Leeds,b,33,36
7,York,b,29,31
8,York,c,36,36
9,York,c,32,37
10,York,d,35,32
11,York,d,24,26
12,York,d,33,34
END
}

field() { # field FILE PYTHON-EXPRESSION-ON-d
    python3 -c "import json,sys; d=json.load(open(sys.argv[1])); print(($2))" "$1"
}

@test "JSON of Student's sleep data" {
    "$PREPOST" paired sleep.csv "first drug" "second drug" --format json >out
    [ "$(field out 'd["n_paired"]')" = 10 ]
    [ "$(field out 'round(d["t_test"]["p"], 12)')" = 0.00283289019 ] ||
        [ "$(field out 'abs(d["t_test"]["p"] - 0.002832890197384) < 1e-14')" = True ]
    [ "$(field out 'abs(d["wilcoxon"]["hodges_lehmann"] - 1.3) < 1e-12')" = True ]
    [ "$(field out 'd["wilcoxon"]["p"]')" = 0.00390625 ]
    # metafor's escalc(), SMCC, SMCR and SMCRH
    jq -e '.for_meta_analysis
        | (.smcc.estimate - 1.173924904 | fabs) < 1e-9
        and (.smcc.variance - .168904984 | fabs) < 1e-8
        and (.smcr.estimate - .8071070622 | fabs) < 1e-9
        and (.smcr.variance - .07353704932 | fabs) < 1e-9
        and (.smcrh.variance - .0740892348 | fabs) < 1e-8' out
    [ "$(field out 'abs(d["effect_sizes"]["d_z"]["estimate"] - 1.284557563) < 1e-9')" = True ]
    [ "$(field out 'd["equivalence"], d["reliable_change"]')" = "(None, None)" ]
    [ "$(field out 'd["verdict"]["code"], d["verdict"]["size"]')" = "('improved', 'undeclared')" ]
}

@test "the same bytes twice, and after the rows are shuffled" {
    (head -1 hope.csv; tail -n +2 hope.csv | sort -t, -k5,5n -k1,1nr) >other.csv
    for format in json text html md; do
        "$PREPOST" paired hope.csv before after --sesoi 2 --by town \
            --format $format >one
        "$PREPOST" paired other.csv before after --sesoi 2 --by town \
            --format $format | sed 's/other\.csv/hope.csv/' >two
        cmp one two
    done
}

@test "text fits 80 columns and says the finding first" {
    "$PREPOST" paired hope.csv before after --sesoi 2 --by town \
        --support-group group --reliability 0.85 >out
    [ -z "$(awk 'length > 80' out)" ]
    grep -q "^We cannot tell: the average change lies between 0.3 worse and 2.9" out
    tr "\n" " " <out | grep -q "They came in 4 support groups"
    grep -q "^Went better *8 *67%" out
    grep -q "^- York: " out
}

@test "support groups are allowed for" {
    "$PREPOST" paired hope.csv before after --support-group group \
        --format json >out
    [ "$(field out 'd["clustered"], d["n_groups"]')" = "(True, 4)" ]
    [ "$(field out 'd["for_meta_analysis"]')" = None ]
    [ "$(field out 'abs(d["t_test"]["p"] - .0748288900) < 1e-9')" = True ]
    "$PREPOST" paired hope.csv before after --format json >out
    [ "$(field out 'abs(d["t_test"]["p"] - .0584904220) < 1e-9')" = True ]
}

@test "--by: overall and each part, p adjusted for having looked at them" {
    "$PREPOST" paired hope.csv before after --by town --format json >out
    [ "$(field out '[g["group"] for g in d["groups"]]')" = "['Leeds', 'York']" ]
    [ "$(field out 'd["overall"]["n_paired"], [g["n_paired"] for g in d["groups"]]')" = "(12, [6, 6])" ]
    [ "$(field out 'abs(d["groups"][0]["p_holm"] - 2 * min(g["t_test"]["p"] for g in d["groups"])) < 1e-12 or d["groups"][1]["p_holm"] >= d["groups"][1]["t_test"]["p"]')" = True ]
}

@test "lower is better turns people and the finding, not the change" {
    "$PREPOST" paired sleep.csv "first drug" "second drug" \
        --lower-is-better --sesoi 0.5 --format json >out
    [ "$(field out 'd["direction"], d["verdict"]["code"]')" = "('lower-is-better', 'worsened')" ]
    [ "$(field out 'd["change"]["n_worse"], round(d["change"]["mean"], 2)')" = "(9, 1.58)" ]
}

@test "empty cells, NA and --missing are no answers" {
    printf 'a,b\n1,2\n,3\nNA,4\n-99,5\n2,-99.0\n7\n5,6\n' >gaps.csv
    "$PREPOST" paired gaps.csv a b --missing -99 --format json >out
    [ "$(field out 'd["n_rows"], d["n_pre"], d["n_post"], d["n_paired"]')" = "(7, 4, 5, 2)" ]
}

@test "columns by number, by any writing, and from stdin" {
    run "$PREPOST" paired - "#2" "Second  DRUG" --format json <sleep.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *'"n_paired": 10'* ]]
}

@test "decimal commas" {
    printf 'a;b\n1,5;2\n2;3,5\n' >comma.csv
    run "$PREPOST" paired comma.csv a b
    [ "$status" -eq 1 ]
    [ "$output" = 'prepost: comma.csv: row 2, column "a": "1,5" is not a number such as 3 or 2.5 (--decimal-comma reads 2,5) (and 1 more cell like it)' ]
    "$PREPOST" paired comma.csv a b --decimal-comma --format json >out
    [ "$(field out 'd["change"]["mean"]')" = 1.0 ]
}

# R, from the formulas of the papers (tests/oracle/paired.R: reliably,
# other_methods) on the rows of hope.csv; whole points: floor(3.23) + 1.
@test "reliable change, what its reliability leaves open, and other methods" {
    "$PREPOST" paired hope.csv before after --reliability .9 \
        --reliability-of 100,12 --resamples 0 --format json >out
    jq -e '.reliable_change
        | .method == "jacobson-truax" and .whole_points == 4
        and (.threshold - 3.23323498757026 | fabs) < 1e-12
        and [.improved, .unchanged, .deteriorated] == [2, 10, 0]
        and ([.sensitivity[] | [.improved, .deteriorated]] == [[2, 0], [3, 1]])
        and (.sensitivity[0].reliability - 0.868430172607379 | fabs) < 1e-12
        and (.sensitivity[1].threshold - 2.76855324168142 | fabs) < 1e-12' out
    jq -e '[.reliable_change_by[]
            | [.method, .improved, .unchanged, .deteriorated, .status]] ==
        [["gulliksen-lord-novick", 2, 10, 0, "ok"],
         ["hsu-linn-lord", 1, 10, 1, "ok"],
         ["edwards-nunnally", 3, 8, 1, "ok"],
         ["nunnally-kotsch", 3, 9, 0, "ok"],
         ["hageman-arrindell", 3, 9, 0, "ok"],
         ["hierarchical-linear-model", null, null, null, "too-few"]]' out
    jq -e '.reliable_change_by[4]
        | (.reliability_of_differences - 0.431645569620253 | fabs) < 1e-12
        and .critical == 1.65 and .threshold == null' out
    # a published amount wins; what reliability would say stands beside it
    "$PREPOST" paired hope.csv before after --reliability .9 \
        --reliable-change 5 --resamples 0 --format json >out
    jq -e '.reliable_change.method == "published-threshold"
        and .reliable_change.improved == 1
        and .reliable_change.sensitivity == null
        and .reliable_change_by[0].method == "jacobson-truax"
        and .reliable_change_by[0].improved == 2' out
    "$PREPOST" paired hope.csv before after --reliable-change 5 \
        --resamples 0 --format json >out
    jq -e '.reliable_change_by == null and .clinical_change == null' out
}

@test "differences without reliability: a method says so and counts nobody" {
    # 1 - 2 (1 - .6) s1^2 / s_D^2 = 1 - .8 x 13.60606 / 4.78788
    "$PREPOST" paired hope.csv before after --reliability .6 --resamples 0 \
        --format json >out
    jq -e '.reliable_change_by[4] | .status == "no-variance"
        and .improved == null
        and (.reliability_of_differences + 1.27341772151899 | fabs) < 1e-12' out
    "$PREPOST" paired hope.csv before after --reliability .6 --resamples 0 |
        tr '\n' ' ' >text
    grep -q "Hageman and Arrindell: reliability of the differences is -1.27" text
    grep -q "Hierarchical linear model: needs a third wave" text
    # all started alike: no method counts anybody, and there is no table
    printf 'a,b\n3,4\n3,5\n3,3\n' >alike.csv
    "$PREPOST" paired alike.csv a b --reliability .8 --functional 5,2 >out
    [[ "$(<out)" != *"other methods"* ]]
    grep -q "No cut-off: no spread before" out
}

# R: a = m1 + 2 s1, b = 36 - 2 x 3, c = (3 m1 + s1 36) / (3 + s1) of hope.csv;
# the counts by hand from its rows (9 at or below 34.13 before).
@test "cut-offs from norms, and who crossed them" {
    "$PREPOST" paired hope.csv before after --reliability .9 \
        --functional 36,3 --resamples 0 --format json >out
    jq -e '.clinical_change
        | (.cutoff.a - 39.2106121286780 | fabs) < 1e-12 and .cutoff.b == 30
        and (.cutoff.c - 34.1311595293431 | fabs) < 1e-12
        and .cutoff.used == .cutoff.c and .cutoff.source == "c"
        and .cutoff.beyond_is == "at-or-below"
        and .clinical.source == "people-before" and .n_beyond == 9
        and [.crossed, .entered, .recovered, .improved, .unchanged,
             .deteriorated | [.n, .of]]
            == [[2, 9], [1, 3], [1, 9], [1, 12], [10, 12], [0, 12]]
        and (.recovered.ci[0] - 0.0198908876385449 | fabs) < 1e-12
        and (.recovered.ci[1] - 0.4349997055766559 | fabs) < 1e-12' out
    # Jacobson and Truax 1991, cut-off b by the FUNCTIONAL SD: 60 - 2 x 5 = 50;
    # one R package gives 40
    "$PREPOST" paired hope.csv before after --clinical 40,10 \
        --functional 60,5 --cutoff b --resamples 0 --format json >out
    jq -e '.clinical_change | .cutoff.b == 50 and .cutoff.used == 50
        and .cutoff.a == 60 and .clinical.source == "given"
        and .recovered.n == null and .recovered.status == "not-declared"
        and .crossed.n == 0 and .n_beyond == 12' out
    # a published one; at it is beyond it
    "$PREPOST" paired hope.csv before after --cutoff 31 --resamples 0 \
        --reliable-change 2 --format json >out
    jq -e '.clinical_change | .cutoff.source == "published"
        and .functional == null and .cutoff.c == null
        and .n_beyond == 5 and .crossed.n == 3 and .recovered.n == 2' out
    # the same people on a scale turned round
    awk -F, 'NR == 1 { print; next } { print $1 "," $2 "," $3 "," 40 - $4 "," 40 - $5 }' \
        hope.csv >turned.csv
    "$PREPOST" paired turned.csv before after --cutoff 9 --resamples 0 \
        --lower-is-better --reliable-change 2 --format json >out
    jq -e '.clinical_change | .cutoff.beyond_is == "at-or-above"
        and .n_beyond == 5 and .crossed.n == 3 and .recovered.n == 2' out
}

@test "cut-offs: parts are measured by what everyone together gives" {
    "$PREPOST" paired hope.csv before after --by town --reliability .9 \
        --functional 36,3 --resamples 0 --format json >out
    jq -e '[.overall, .groups[]] | map(.reliable_change.threshold, .clinical_change.cutoff.c)
        | unique | length == 2' out
    jq -e '.overall.clinical_change.n_beyond
        == ([.groups[].clinical_change.n_beyond] | add)' out
    jq -e '[.groups[].clinical_change.clinical.source] | unique == ["people-before"]' out
}

@test "the page has a table for what was asked, and says what it rests on" {
    for format in text md html; do
        "$PREPOST" paired hope.csv before after --reliability .9 \
            --reliability-of 100,12 --functional 36,3 --resamples 0 \
            --format $format >out
        tr '\n' ' ' <out >text
        grep -q "Reliable change by other methods" text
        grep -q "Across the cut-off (95% Wilson ranges)" text
        grep -q "these people before (average 31.83, standard deviation 3.69)" text
        [ "$format" != text ] || [ -z "$(awk 'length > 80' out)" ]
    done
    "$PREPOST" paired hope.csv before after --functional 30,3 --resamples 0 |
        tr '\n' ' ' >text
    grep -q "On average people had reached the norms before" text
    grep -q -- "--reliability or --reliable-change tells who went reliably better" text
    "$PREPOST" paired hope.csv before after --resamples 0 >out
    ! grep -qi "cut-off\|other methods" out
}

@test "mistakes name the file, the place and what was expected" {
    : >empty.csv
    printf 'a,b\n' >head.csv
    printf 'a,b\n1,2\n3,four\n5,x\n' >words.csv
    printf 'a,b,a\n1,2,3\n' >twice.csv
    printf 'a,b\n1,2\n3,"fo\n4,5\n' >quote.csv
    printf 'a,b\n1,99999999999999\n' >large.csv
    while IFS='|' read -r file pre post message; do
        run "$PREPOST" paired "$file" "$pre" "$post"
        [ "$status" -eq 1 ] || [ "$status" -eq 2 ]
        [ "$output" = "prepost: $message" ] || {
            echo "instead of: $message"
            echo "$output"
            false
        }
    done <<'END'
none.csv|a|b|cannot read none.csv: there is no such file or folder
.|a|b|cannot read .: it is a folder, not a file
empty.csv|a|b|empty.csv is empty; a table with a row of headings was expected
head.csv|a|b|head.csv: there are headings and no rows
hope.csv|before|aftre|hope.csv: no column "aftre"; did you mean "after"?
hope.csv|before|zzz|hope.csv: no column "zzz"; the columns are: person, town, group, before, after
hope.csv|before|#9|hope.csv: no column "#9"; there are 5
hope.csv|before|before|hope.csv: "before" and "before" are the same column
twice.csv|a|b|twice.csv: 2 columns are headed "a"; say which by its number, the first of them is "#1"
words.csv|a|b|words.csv: row 3, column "b": "four" is not a number; an empty cell means no answer (and 1 more cell like it)
quote.csv|a|b|quote.csv: row 3: the quote mark that opens field 2 is not closed before the end of the file
large.csv|a|b|large.csv: row 2, column "b": "99999999999999" is too large for a score
END
}

@test "wrong options are said, status 2" {
    while IFS='|' read -r options message; do
        # shellcheck disable=SC2086
        run "$PREPOST" paired hope.csv before after $options
        [ "$status" -eq 2 ]
        [ "$output" = "prepost: $message" ] || { echo "$output"; false; }
    done <<'END'
--resamples 100|--resamples: 100 are too few for a bootstrap interval; 2000 or more, or 0 for none
--zeros drop|--zeros: "drop" is not one of: pratt wilcoxon zsplit
--power 0.1 --level 0.9|--power must be above 1 - --level, what chance alone would show
--reliability-sd 5|--reliability-sd goes with --reliability
--reliability-of 100,9|--reliability-of goes with --reliability
--reliability .8 --reliability-of 100|--reliability-of: "100" is not a number of people and one of items such as 250,9
--reliability .8 --reliability-of 100,1|--reliability-of: "100,1" is not a number of people and one of items such as 250,9
--functional 36|--functional: "36" is not an average and a standard deviation such as 12.5,6
--functional 36,3,1|--functional: "36,3,1" is not an average and a standard deviation such as 12.5,6
--functional 36,0|--functional: "36,0": the standard deviation is not above 0
--clinical 20,-1|--clinical: "20,-1": the standard deviation is not above 0
--cutoff b|--cutoff b goes with --functional
--cutoff high|--cutoff: "high" is neither a score nor one of: a b c
--cutoff 300|--cutoff: 300 lies beyond every score in hope.csv, which go from 24 to 37
--functional 20,5 --clinical 30,5|--functional: an average of 20 without the difficulty is no better than 30 with it; higher is better here (--lower-is-better turns that round)
--lower-is-better --functional 30,5 --clinical 20,5|--functional: an average of 30 without the difficulty is no better than 20 with it; lower is better here
--format pdf|--format: "pdf" is not one of: text json html md
END
}

@test "too few pairs is a finding, not a failure" {
    printf 'a,b\n1,2\n2,2\n' >few.csv
    run "$PREPOST" paired few.csv a b
    [ "$status" -eq 0 ]
    [[ "$output" == *"Too few pairs to say: 2, and 6 are needed."* ]]
}

@test "a full disk is reported" {
    run bash -c "'$PREPOST' paired hope.csv before after >/dev/full"
    [ "$status" -eq 1 ]
    [ "$output" = "prepost: cannot write the results: No space left on device" ]
}

@test "a file of export pairs: one outcome at a time, the right way round" {
    # set B of the worked sets under one name, set A (both directions known)
    cat >pairs.csv <<'END'
participant,outcome,wave,before,after,change
p1,phq9.total,after,14,11,-3
p2,phq9.total,after,9,9,0
p3,phq9.total,after,17,11,-6
p4,phq9.total,after,6,5,-1
p5,phq9.total,after,11,9,-2
p6,phq9.total,after,20,16,-4
p1,hhi.total,after,30,32,2
p2,hhi.total,after,34,34,0
p3,hhi.total,after,28,32,4
p4,hhi.total,after,37,36,-1
p5,hhi.total,after,31,32,1
p6,hhi.total,after,33,36,3
END
    run "$PREPOST" paired pairs.csv before after
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: pairs.csv holds pairs of 2 outcomes, a row each, as prepost export pairs writes them; choose one with --outcome: hhi.total, phq9.total" ]
    run "$PREPOST" paired pairs.csv before after --outcome phq9.total --format json --resamples 0
    [ "$status" -eq 0 ]
    # the average of -3 0 -6 -1 -2 -4, by hand
    jq -e '.n_paired == 6 and .direction == "lower-is-better"
        and ((.change.mean + 16 / 6) | fabs) < 1e-12' <<<"$output"
    run "$PREPOST" paired pairs.csv before after --outcome hhi.total --format json --resamples 0
    jq -e '.n_paired == 6 and .direction == "higher-is-better"
        and ((.change.mean - 9 / 6) | fabs) < 1e-12' <<<"$output"
    run "$PREPOST" paired pairs.csv before after --outcome hope
    [ "$status" -eq 2 ]
    [ "$output" = 'prepost: --outcome: pairs.csv has no "hope"; it has: hhi.total, phq9.total' ]
    # two later waves are no one sample either
    sed 's/after/later/' pairs.csv | tail -n +2 >>pairs.csv
    run "$PREPOST" paired pairs.csv before after --outcome hhi.total
    [ "$status" -eq 2 ]
    [[ "$output" == *"holds pairs of 2 waves"*"choose one with --wave: after, later" ]]
    run "$PREPOST" paired pairs.csv before after --outcome hhi.total --wave later --format json --resamples 0
    [ "$(jq .n_paired <<<"$output")" -eq 6 ]
    run "$PREPOST" paired hope.csv before after --outcome hhi.total
    [ "$status" -eq 2 ]
    [ "$output" = "prepost: --outcome is for a file that prepost export pairs wrote; hope.csv has no columns participant, outcome and wave" ]
}

@test "nothing is standardised by a spread that is not there" {
    { echo pre,post; for k in 4 5 6 7 7 7; do echo "$k,$k"; done; } \
        >"$BATS_TEST_TMPDIR/still.csv"
    "$PREPOST" paired "$BATS_TEST_TMPDIR/still.csv" pre post --format json |
        jq -e '.for_meta_analysis | [.. | numbers] | length == 0'
    run "$PREPOST" paired "$BATS_TEST_TMPDIR/still.csv" pre post --reliability 1
    [ "$status" -eq 2 ]
    [[ "$output" == *"1 leaves no error of measurement"* ]]
}
