#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "../helpers/finished.h"
#include "../helpers/often.h"
#include "prepost/base/file.h"
#include "prepost/base/rng.h"
#include "prepost/base/utf8.h"
#include "prepost/disclose/disclose.h"
#include "prepost/report/backend.h"
#include "prepost/report/number_style.h"
#include "prepost/report/report.h"
#include "prepost/report/template.h"

/*
 * What someone checks who reads a finished funder's report aloud against the
 * numbers, as far as a machine can, on random evaluations. Each point names
 * what else covers it. That a trustee can say back in a minute what changed,
 * what did not and what nobody knows, five readers have to find out.
 *
 *  5 words: test_report.c, no_banned_word      14 hidden cells: test_attack.c
 * 17 reading age: test_report.c, first_page; page breaks: tests/cli/print.bats
 * 18, 19 test_accessible.c, tests/cli/accessibility.bats
 */

/* A report, and the truth behind it. */
struct read {
    const struct pp_results *was, *is;
    const struct finished *report;
    const char *text;
};

static const char *written(struct pp_pool *pool,
                           const struct pp_results *results)
{
    struct pp_buffer template = PP_BUFFER_INIT, out = PP_BUFFER_INIT;
    struct pp_render render = {""};
    struct pp_document *d;
    struct pp_error err;

    if (pp_file_read("reports/funder.md", PP_TEMPLATE_MAX_BYTES, &template,
                     &err) != 0 ||
        pp_report_make("funder", "funder.md", pp_buffer_text(&template),
                       template.length, results, pool, &d, &err) != 0 ||
        pp_backend_find("md")->write(d, &render, &out, &err) != 0)
        fail_msg("%s", err.text);
    char *copy = pp_pool_strdup(pool, pp_buffer_text(&out));
    pp_buffer_clear(&out);
    pp_buffer_clear(&template);
    return copy;
}

static struct read reading(struct pp_pool *pool, uint64_t seed, size_t n_arms)
{
    struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 2);
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.seed = seed;
    o.n_first = 25 + pp_rng_below(&rng, 300);
    o.n_regions = 1 + pp_rng_below(&rng, 4);
    o.again = 0.4 + 0.6 * pp_rng_uniform(&rng);
    o.has_sesoi = pp_rng_below(&rng, 4) > 0;
    o.locked_on = pp_rng_below(&rng, 2) ? "2025-03-04" : NULL;
    o.low_point = pp_rng_below(&rng, 4) > 0;
    o.second_only = 0.05;
    for (int k = 0; k < 6; k++)
        o.shift[k] = 2 * pp_rng_uniform(&rng) - 1;
    if (n_arms > 0) {
        o.n_arms = n_arms;
        o.as_assigned = true;
        o.evidence = seed % 2 ? PP_EVIDENCE_COMPARISON : PP_EVIDENCE_RANDOMISED;
        o.comparison_again = fmin(1, 1.2 * o.again);
    }
    struct read r = {.was = evaluated(pool, &o)};
    r.is = disclosed(r.was, pool);
    r.text = written(pool, r.was);
    r.report = finished_read(pool, r.text);
    return r;
}

static const struct finished_table *table(const struct read *r,
                                          const char *caption)
{
    for (size_t i = 0; i < r->report->n_tables; i++) {
        if (strncmp(r->report->tables[i].caption, caption, strlen(caption)) ==
            0)
            return &r->report->tables[i];
    }
    return NULL;
}

static const struct finished_table *findings(const struct read *r)
{
    const struct finished_table *t = table(r, "average scores");

    assert_non_null(t);
    return t;
}

/* Of many outcomes; NULL: all have averages. */
static const struct finished_table *others(const struct read *r)
{
    return table(r, "the other outcomes");
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static const char *name_of(struct pp_pool *pool, const struct pp_outcome *o)
{
    struct pp_buffer b = PP_BUFFER_INIT;

    pp_utf8_capitalised(o->scale->words.outcome, &b);
    const char *copy = pp_pool_strdup(pool, pp_buffer_text(&b));
    pp_buffer_clear(&b);
    return copy;
}

/* The line that holds the text; NULL: none. */
static const char *line_with(const struct read *r, const char *text)
{
    for (size_t i = 0; i < r->report->n_lines; i++) {
        if (strstr(r->report->lines[i], text) != NULL)
            return r->report->lines[i];
    }
    return NULL;
}

static size_t line_at(const struct read *r, const char *text)
{
    const char *at = strstr(r->text, text);

    if (at == NULL)
        fail_msg("\"%s\" is not there", text);
    return (size_t)(at - r->text);
}

/* Runs a check on many reports. */
static void each(void (*check)(struct pp_pool *pool, const struct read *r))
{
    for (uint64_t seed = 1; seed <= often(25); seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct read r = reading(pool, seed, 0);
        check(pool, &r);
        pp_pool_free(pool);
    }
}

/* --- 1, 15: every planned outcome, in plan order; keys that are provisional -
 */

static void one(struct pp_pool *pool, const struct read *r)
{
    const struct finished_table *t = findings(r), *more = others(r);
    size_t n = 0, n_more = 0;

    for (size_t i = 0; i < r->was->n_outcomes; i++) {
        const struct pp_outcome *o = &r->was->outcomes[i];
        const char *name = name_of(pool, o);
        bool is_here = n < t->n_rows && begins(t->rows[n].cells[0], name);
        assert_true(is_here || (more != NULL && n_more < more->n_rows));
        const struct finished_row *row =
            is_here ? &t->rows[n++] : &more->rows[n_more++];
        assert_true(begins(row->cells[0], name));
        /* The only provisional key is a main outcome's, and its note the first
         * of that table. */
        assert_int_equal(is_here && strstr(row->cells[0], "[1]") != NULL,
                         o->provisional);
        /* Whatever there is room for, main ones have averages, and what went
         * worse has them or is named among the findings in words. */
        enum pp_verdict_code code = r->is->outcomes[i].verdict.code;
        assert_true(is_here || o->plan->role != PP_PRIMARY);
        if (!is_here && (code == PP_VERDICT_WORSENED ||
                         code == PP_VERDICT_WORSENED_SMALL)) {
            const char *also = line_with(r, "Also worse on average:");
            assert_non_null(also);
            assert_non_null(strstr(also, o->scale->words.outcome));
        }
    }
    assert_int_equal(n, t->n_rows);
    assert_int_equal(n_more, more != NULL ? more->n_rows : 0);
}

static void every_outcome(void **state)
{
    (void)state;
    each(one);
}

/* --- 2, 6: worse and "we cannot tell" as early as better; the reason --------
 */

/* A bullet where some outcome has that verdict, and none where no outcome. */
static void bullet(const struct read *r, const char *label,
                   enum pp_verdict_code code, size_t from, size_t to)
{
    bool is_any = false;

    for (size_t i = 0; i < r->is->n_outcomes; i++)
        is_any |= r->is->outcomes[i].verdict.code == code;
    const char *at = strstr(r->text, label);
    bool is_there = at != NULL && at < strstr(r->text, "## Key findings");
    assert_int_equal(is_there, is_any);
    if (is_there)
        assert_true(from < line_at(r, label) && line_at(r, label) < to);
}

static void two(struct pp_pool *pool, const struct read *r)
{
    (void)pool;
    size_t better = line_at(r, "**Better on average:**"),
           worse = line_at(r, "**Worse on average:**");
    size_t reason = line_at(r, "**The reason:**");
    size_t cannot = line_at(r, "## What this can and cannot show");

    assert_true(better < worse && worse < reason);
    bullet(r, "**No change that matters:**", PP_VERDICT_NO_MEANINGFUL_CHANGE,
           worse, reason);
    bullet(r, "**We cannot tell:**", PP_VERDICT_INCONCLUSIVE, worse, reason);
    assert_true(reason < line_at(r, "## Key findings"));
    assert_true(cannot < line_at(r, "## The findings in words"));
    assert_non_null(line_with(r, "It cannot show:"));
}

static void as_early(void **state)
{
    (void)state;
    each(two);
}

/* --- 3, 4: words, ranges and rounded numbers agree --------------------------
 */

/* "up 2.6", "down 0.3", "0.0": as a number. */
static bool moved(const char *text, double *x, const char **rest)
{
    double sign = begins(text, "down ") ? -1 : 1;

    text += begins(text, "down ") ? 5 : begins(text, "up ") ? 3 : 0;
    if (!finished_number(text, x, rest))
        return false;
    *x *= sign;
    return true;
}

/* "up 2.6 (1.8 to 3.4)", "down 0.4 (down 1.3 to up 0.5)" */
static bool change_of(const char *cell, double *x, double *lo, double *hi)
{
    const char *rest;

    if (!moved(cell, x, &rest) || !begins(rest, " ("))
        return false;
    bool both_named = strstr(rest, "(up") != NULL || strstr(rest, "(down");
    const char *to = strstr(rest, " to ");
    if (to == NULL || !moved(rest + 2, lo, NULL) || !moved(to + 4, hi, NULL))
        return false;
    if (!both_named && begins(cell, "down")) {
        double t = -*lo;
        *lo = -*hi; /* sizes of a fall, the smaller first */
        *hi = t;
    }
    return true;
}

static void says(const struct finished_row *row, double lo, double hi,
                 double sesoi)
{
    const char *verdict = row->cells[2];
    bool higher = strcmp(row->cells[1], "higher") == 0;
    double a = higher ? lo : -hi, b = higher ? hi : -lo; /* better is up */

    if (begins(verdict, "Better"))
        assert_true(a > 0);
    else if (begins(verdict, "Worse"))
        assert_true(b < 0);
    else if (begins(verdict, "No change that matters"))
        assert_true(sesoi > 0 && a < sesoi && b > -sesoi);
    else if (strcmp(verdict, "We cannot tell") == 0)
        assert_true(a <= 0 && b >= 0);
    else if (!begins(verdict, "We cannot tell"))
        assert_string_equal(verdict, "Not reported");
    if (strstr(verdict, "by less than matters") != NULL)
        assert_true(sesoi > 0 && fmin(fabs(a), fabs(b)) < sesoi);
}

/* The row says what its change, which is in that column, and what would matter
 * after it say; false: nothing is reported. */
static bool agrees(const struct finished_row *row, size_t column, double *x)
{
    double lo, hi, sesoi = NAN;

    if (!change_of(row->cells[column], x, &lo, &hi)) {
        assert_string_equal(row->cells[2], "Not reported");
        return false;
    }
    finished_number(row->cells[column + 1], &sesoi, NULL);
    says(row, lo, hi, sesoi);
    assert_true(lo <= *x && *x <= hi);
    return true;
}

static void three(struct pp_pool *pool, const struct read *r)
{
    const struct finished_table *t = findings(r), *more = others(r);
    bool may_not_add = line_with(r, "Rounded, so may not add up") != NULL;

    (void)pool;
    for (size_t i = 0; i < t->n_rows; i++) {
        const struct finished_row *row = &t->rows[i];
        double before, after, x;
        if (!agrees(row, 5, &x))
            continue;
        assert_true(finished_number(row->cells[3], &before, NULL));
        assert_true(finished_number(row->cells[4], &after, NULL));
        assert_true(may_not_add || fabs(before + x - after) < 1e-9);
        assert_int_equal(finished_decimals(row->cells[3]),
                         finished_decimals(row->cells[4]));
    }
    for (size_t i = 0; more != NULL && i < more->n_rows; i++) {
        double x;
        agrees(&more->rows[i], 3, &x);
    }
}

static void words_and_numbers(void **state)
{
    (void)state;
    each(three);
}

/* --- 7, 9: people behind each number; no share of few, no average of fewer --
 */

/* As many as the row says or, where it does not, the caption above. */
static void is_of(const struct finished_row *row, size_t column, double all,
                  const struct pp_outcome *o)
{
    const char *cell = row->cells[column];
    double n;

    if (!begins(cell, "up ") && !begins(cell, "down ") &&
        !isdigit((unsigned char)cell[0]))
        return;
    assert_true(o->n_pairs >= 10);
    if (!finished_holds(row->cells[0], "(# people)", &n, 1))
        n = all;
    assert_int_equal((size_t)n, o->n_pairs);
}

static void seven(struct pp_pool *pool, const struct read *r)
{
    const struct finished_table *t = findings(r), *more = others(r);
    double all = -1;
    size_t n = 0, n_more = 0;

    if (!finished_holds(t->caption, "average scores of # people", &all, 1))
        finished_holds(t->caption, "average scores of up to # people", &all, 1);
    for (size_t i = 0; i < r->was->n_outcomes; i++) {
        const struct pp_outcome *o = &r->was->outcomes[i];
        if (n < t->n_rows && begins(t->rows[n].cells[0], name_of(pool, o)))
            is_of(&t->rows[n++], 3, all, o);
        else
            is_of(&more->rows[n_more++], 3, all, o);
    }
}

static void people_behind(void **state)
{
    (void)state;
    each(seven);
}

/* --- 8, 9: parts make 100, and there are enough people ----------------------
 */

static void eight(struct pp_pool *pool, const struct read *r)
{
    const struct finished_table *t = table(r, "of every 100 people");

    (void)pool;
    if (t == NULL)
        t = table(r, "people who answered twice");
    for (size_t i = 0; t != NULL && i < t->n_rows; i++) {
        double sum = 0, n[2];
        bool are_parts = true, are_counts = false;
        for (size_t c = 1; c < 4; c++) {
            if (finished_matches(t->rows[i].cells[c], "# of #", n, 2)) {
                are_counts = true;
                assert_true(n[1] < 50);
            } else if (finished_matches(t->rows[i].cells[c], "#", n, 1)) {
                sum += n[0];
            } else {
                are_parts = false;
            }
        }
        /* A row says how many went better, or how many went worse. */
        assert_false(strcmp(t->rows[i].cells[1], "[c]") == 0 &&
                     strcmp(t->rows[i].cells[3], "[c]") == 0);
        if (are_parts && !are_counts)
            assert_int_equal((int)sum, 100);
        for (size_t k = 0; k < r->was->n_outcomes && !are_counts; k++) {
            const struct pp_outcome *o = &r->was->outcomes[k];
            if (begins(t->rows[i].cells[0], name_of(pool, o)))
                assert_true(o->n_pairs >= 50);
        }
    }
}

static void parts_make_100(void **state)
{
    (void)state;
    each(eight);
}

/* --- 10, 11, 12: those who left; the low point; the plan --------------------
 */

static void ten(struct pp_pool *pool, const struct read *r)
{
    const struct pp_flow_row *flow = &r->is->flow.all;
    bool is_many = flow->n_before >= 50 && flow->n_before_only >= 0 &&
                   pp_style_share((double)flow->n_before_only,
                                  (double)flow->n_before) >= 20;

    (void)pool;
    assert_int_equal(line_with(r, "The findings may not hold") != NULL,
                     is_many);
    /* Who could not be matched may have answered again, and is not told to
     * have not. */
    if (flow->n_after_only > 0) {
        assert_null(line_with(r, "did not answer again."));
        assert_non_null(line_with(r, flow->n_after_only == 1
                                         ? "1 second questionnaire fits no"
                                         : "second questionnaires fit no"));
    }
    assert_non_null(line_with(r, r->was->plan->low_point
                                     ? "people often join at a low point"
                                     : "many people drift back"));
    assert_non_null(line_with(r, r->was->locked_on != NULL
                                     ? "chosen as main outcomes on 4 March 2025"
                                     : "read these findings as a first look"));
}

static void said(void **state)
{
    (void)state;
    each(ten);
}

/* --- 10, 11 again: where people are compared, arm by arm --------------------
 */

static bool is_many(const struct pp_flow_row *row)
{
    return row->n_before >= 50 && row->n_before_only >= 0 &&
           pp_style_share((double)row->n_before_only, (double)row->n_before) >=
               20;
}

/* Told of who left an arm from ten people on, and of no fewer. */
static bool are_leavers_told(struct pp_pool *pool, const struct read *r,
                             const struct pp_arm *was)
{
    char text[200];

    snprintf(text, sizeof text, "Of %s, the %ld with a first score for hope",
             was->people, was->n_left);
    const char *line = line_with(r, text);
    if (was->n_left < 10)
        assert_null(line);
    else if (line == NULL)
        fail_msg("\"%s\" is not there", text);
    if (line == NULL)
        return false;
    snprintf(text, sizeof text, "(average %s, against %s)",
             pp_style_number(pool, was->left_mean, 1),
             pp_style_number(pool, was->pre_mean, 1));
    if (strstr(line, text) == NULL)
        fail_msg("\"%s\" is not in: %s", text, line);
    return true;
}

static void ten_of_arms(struct pp_pool *pool, const struct read *r,
                        size_t *n_told, size_t *n_apart)
{
    const struct pp_flow *flow = &r->is->flow;
    bool is_any = is_many(&flow->all), is_apart = false;

    for (size_t a = 0; a < flow->n_arms; a++)
        is_any |= is_many(&flow->arms[a]);
    assert_int_equal(line_with(r, "The findings may not hold") != NULL, is_any);
    for (size_t i = 0; i < r->is->n_outcomes; i++)
        is_apart |= !r->is->outcomes[i].hidden &&
                    r->is->outcomes[i].n_pairs >= 10 &&
                    fabs(r->was->outcomes[i].contrast.start_difference) > 0.1;
    is_apart &= r->is->evidence == PP_EVIDENCE_COMPARISON;
    const char *drift = r->was->plan->low_point
                            ? "people often join at a low point"
                            : "many people drift back";
    assert_int_equal(line_with(r, drift) != NULL, is_apart);
    *n_apart += is_apart;
    bool is_found = false;
    for (size_t i = 0; i < r->is->n_outcomes; i++)
        is_found |= !r->is->outcomes[i].hidden &&
                    r->is->outcomes[i].verdict.code != PP_VERDICT_NOT_ESTIMABLE;
    assert_int_equal(line_with(r, r->is->evidence == PP_EVIDENCE_COMPARISON
                                      ? "may explain some or all of this"
                                      : "give or take chance and") != NULL,
                     is_found);
    for (size_t k = 0; k < flow->n_arms - 1; k++) { /* hope is the first */
        const struct pp_contrast *was = &r->was->outcomes[k].contrast;
        const struct pp_contrast *is = &r->is->outcomes[k].contrast;
        if (r->is->outcomes[k].hidden)
            continue;
        if (is->arm.n_left >= 0)
            *n_told += are_leavers_told(pool, r, &was->arm);
        if (is->comparison.n_left >= 0)
            *n_told += are_leavers_told(pool, r, &was->comparison);
    }
}

static void said_of_arms(void **state)
{
    size_t n_told = 0, n_apart = 0, n = 30;

    (void)state;
    for (uint64_t seed = 1; seed <= n; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct read r = reading(pool, seed, 1 + seed % 3 / 2);
        ten_of_arms(pool, &r, &n_told, &n_apart);
        pp_pool_free(pool);
    }
    assert_true(n_told > 10 && n_apart > 3 && n_apart < n);
}

/* --- 13: regions in an order that says nothing ------------------------------
 */

static void thirteen(struct pp_pool *pool, const struct read *r)
{
    const struct finished_table *t = table(r, "average change by region");

    (void)pool;
    for (size_t i = 1; t != NULL && i < t->n_rows; i++)
        assert_true(strcmp(t->rows[i - 1].cells[0], t->rows[i].cells[0]) < 0);
    if (t != NULL && t->n_rows > 2)
        assert_non_null(line_with(r, "Regions stand in alphabetical order."));
}

static void nobody_is_ranked(void **state)
{
    (void)state;
    each(thirteen);
}

/* --- 16: no answer, no question about risk ----------------------------------
 */

static void sixteen(struct pp_pool *pool, const struct read *r)
{
    (void)pool;
    for (size_t i = 0; i < r->was->plan->n_instruments; i++) {
        const struct pp_instrument *q = r->was->plan->instruments[i].instrument;
        for (size_t k = 0; k < q->n_items; k++) {
            if (q->items[k].text != NULL && strstr(r->text, q->items[k].text))
                fail_msg("a question: %s", q->items[k].text);
        }
    }
    assert_null(strstr(r->text, "better off dead"));
}

static void no_question(void **state)
{
    (void)state;
    each(sixteen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_outcome),     cmocka_unit_test(as_early),
        cmocka_unit_test(words_and_numbers), cmocka_unit_test(people_behind),
        cmocka_unit_test(parts_make_100),    cmocka_unit_test(said),
        cmocka_unit_test(said_of_arms),      cmocka_unit_test(nobody_is_ranked),
        cmocka_unit_test(no_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
