#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "prepost/analysis/comparison.h"
#include "prepost/base/alloc.h"
#include "prepost/base/hash.h"
#include "prepost/base/rng.h"
#include "prepost/disclose/disclose.h"
#include "prepost/disclose/summarise.h"
#include "prepost/report/summary_file.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/paired_t.h"

#include "../helpers/evaluated.h"
#include "../helpers/near.h"

enum { MOST_COHORTS = 12, MOST_PEOPLE = 1200 };

/* --- made-up people, in one store and in several ---------------------------
 */

struct people {
    size_t n, k;
    double pre[MOST_PEOPLE], post[MOST_PEOPLE];
    size_t cohort[MOST_PEOPLE], group[MOST_PEOPLE];
};

static void people_make(struct people *p, struct pp_rng *rng)
{
    p->k = 2 + pp_rng_below(rng, 11);
    p->n = p->k * (10 + pp_rng_below(rng, 80));
    for (size_t i = 0; i < p->n; i++) {
        p->cohort[i] =
            i < 10 * p->k ? i % p->k : pp_rng_below(rng, (uint32_t)p->k);
        p->group[i] = pp_rng_below(rng, 6) * p->k + p->cohort[i];
        double at = (double)p->cohort[i] / 3;
        p->pre[i] = round(12 + at + 5 * pp_rng_normal(rng));
        p->post[i] = round(4 + .6 * p->pre[i] + 4 * pp_rng_normal(rng));
        p->pre[i] = fmin(27, fmax(0, p->pre[i]));
        p->post[i] = fmin(27, fmax(0, p->post[i]));
    }
}

static const char *const NAMES[MOST_COHORTS] = {
    "Avon",  "Bute",  "Clwyd", "Devon", "Essex", "Fife",
    "Gwent", "Hants", "Islay", "Jura",  "Kent",  "Leeds"};

/* One cohort, from its own people alone. */
static struct pp_summary_cohort cohort_of(const struct people *p, size_t k,
                                          bool in_groups)
{
    double pre[MOST_PEOPLE], post[MOST_PEOPLE], change[MOST_PEOPLE];
    size_t group[MOST_PEOPLE], n = 0;

    for (size_t i = 0; i < p->n; i++) {
        if (p->cohort[i] != k)
            continue;
        pre[n] = p->pre[i];
        post[n] = p->post[i];
        group[n] = p->group[i];
        change[n] = post[n] - pre[n];
        n++;
    }
    struct pp_paired_t t = in_groups
                               ? pp_paired_t_clustered(change, group, n, .95)
                               : pp_paired_t_test(change, n, .95);
    return (struct pp_summary_cohort){.name = NAMES[k],
                                      .n_before = (long)n + 7,
                                      .n_both = (long)n,
                                      .n_better = (long)n - 9,
                                      .n_between = 4,
                                      .n_worse = 5,
                                      .has_averages = true,
                                      .is_exact = true,
                                      .sums = pp_cohort_sums_of(pre, post, n),
                                      .se = t.se,
                                      .df = t.df};
}

static const char *const WAVES[] = {"before", "after"};

/* A summary of one outcome with these cohorts. */
static struct pp_summary summary_of(struct pp_summary_outcome *outcome,
                                    const struct pp_summary_cohort *cohorts,
                                    size_t n)
{
    *outcome =
        (struct pp_summary_outcome){.id = "phq9.total",
                                    .wave = "after",
                                    .is_primary = true,
                                    .sesoi = {PP_SESOI_DECLARED, 2, NULL, NULL},
                                    .instrument = "phq9",
                                    .instrument_name = "PHQ-9",
                                    .scale = "total",
                                    .scale_name = "PHQ-9 total",
                                    .words = "symptoms of depression",
                                    .scoring = "sum of phq9_1 to phq9_9",
                                    .max = 27,
                                    .decimals = 1,
                                    .lower_is_better = true,
                                    .amount_source = PP_AMOUNT_PUBLISHED,
                                    .amount = 6,
                                    .reliability = .8,
                                    .cohorts = cohorts,
                                    .n_cohorts = n};
    return (struct pp_summary){.title = "Groups",
                               .version = "0.1.0",
                               .plan_hash = "3f",
                               .preset = "charity-5",
                               .by = "region",
                               .threshold = 5,
                               .min_average = 10,
                               .nearest = 1,
                               .level = .95,
                               .waves = WAVES,
                               .n_waves = 2,
                               .outcomes = outcome,
                               .n_outcomes = 1};
}

/* Through a file and back. */
static struct pp_summary through_file(const struct pp_summary *s,
                                      const char *name, struct pp_pool *pool)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_summary out;
    struct pp_error err;
    json_t *json = pp_summary_json(s);

    pp_json_print(json, &text);
    json_decref(json);
    if (pp_summary_read(name, text.data, text.length, pool, &out, &err) != 0)
        fail_msg("%s", err.text);
    pp_buffer_clear(&text);
    return out;
}

/* --- pooled from summaries = compared in one store -------------------------
 */

static bool coefficients(const char *what, const struct pp_coefficient *a,
                         const struct pp_coefficient *b)
{
    return near(what, a->estimate, b->estimate, 1e-10) &&
           near(what, a->se, b->se, 1e-10) && near(what, a->df, b->df, 1e-10) &&
           near(what, a->ci.lo, b->ci.lo, 1e-9);
}

static void same(const struct pp_between *is, const struct pp_between *want,
                 size_t k)
{
    assert_int_equal(is->k, want->k);
    assert_true(near("F", is->test.f, want->test.f, 1e-9));
    assert_true(near("p", is->test.p, want->test.p, 1e-9));
    assert_true(coefficients("average", &is->average, &want->average));
    assert_true(near("Q", is->meta.q, want->meta.q, 1e-9));
    assert_true(near("tau2", is->meta.tau2, want->meta.tau2, 1e-8));
    assert_true(near("tau2", is->meta.tau2_ci.hi, want->meta.tau2_ci.hi, 1e-9));
    assert_true(near("mean", is->meta.mean.ci.lo, want->meta.mean.ci.lo, 1e-8));
    assert_true(near("prediction", is->meta.prediction.hi,
                     want->meta.prediction.hi, 1e-8));
    assert_true(near("slope", is->ancova.slope.estimate,
                     want->ancova.slope.estimate, 1e-10));
    assert_true(near("joint", is->ancova.joint.f, want->ancova.joint.f, 1e-8));
    for (size_t i = 0; i < k; i++) {
        const struct pp_against *a = &is->against[i], *b = &want->against[i];
        assert_true(near("off", a->change.se, b->change.se, 1e-10));
        assert_true(near("off p", a->change_p_holm, b->change_p_holm, 1e-8));
        assert_true(
            near("equal", a->adjusted.estimate, b->adjusted.estimate, 1e-8));
        assert_true(near("equal", a->adjusted.se, b->equal_spread.se, 1e-9));
        assert_true(
            near("shrunken", a->shrunken.estimate, b->shrunken.estimate, 1e-8));
        assert_int_equal(a->funnel.place, b->funnel.place);
        assert_true(near("limit", a->funnel.limits.inner.lo,
                         b->funnel.limits.inner.lo, 1e-9));
    }
}

/* Splits of the cohorts over files; people of a cohort are in one place. */
static void any_split(void **state)
{
    (void)state;
    struct pp_rng rng = pp_rng_at(21, PP_STREAM_SIMULATION, 0);
    static struct people p;

    for (int t = 0; t < 60; t++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_between_cohort in_store[MOST_COHORTS];
        struct pp_summary_cohort parts[3][MOST_COHORTS];
        struct pp_summary_outcome outcomes[3];
        struct pp_summary files[3];
        size_t n[3] = {0, 0, 0}, n_files = 0;

        people_make(&p, &rng);
        for (size_t k = 0; k < p.k; k++) {
            struct pp_summary_cohort c = cohort_of(&p, k, t % 2 == 1);
            size_t to = pp_rng_below(&rng, 3);
            parts[to][n[to]++] = c;
            in_store[k] = (struct pp_between_cohort){
                true, c.sums,
                pp_coefficient_make(c.sums.post_mean - c.sums.pre_mean, c.se,
                                    c.df, .95)};
        }
        struct pp_between_people people = {p.n,  p.pre, p.post, p.cohort, NULL,
                                           NULL, 0,     0,      NULL};
        const struct pp_between *want =
            pp_between_of(in_store, p.k, &people, .8, .95, pool);
        for (size_t f = 0; f < 3; f++) {
            if (n[f] == 0)
                continue;
            struct pp_summary s = summary_of(&outcomes[f], parts[f], n[f]);
            s.plan_hash = NAMES[f]; /* else equal files of no difference */
            files[n_files] = through_file(&s, NAMES[f], pool);
            n_files++;
        }
        struct pp_pooled pooled;
        struct pp_error err;
        if (pp_pool_summaries(files, n_files, NAN, pool, &pooled, &err) != 0)
            fail_msg("%s", err.text);
        const struct pp_comparison *c = &pooled.results->outcomes[0].comparison;
        assert_int_equal(c->n_cohorts, p.k);
        for (size_t k = 0; k < p.k; k++) {
            assert_string_equal(c->cohorts[k].name, NAMES[k]);
            assert_int_equal(c->cohorts[k].individual.n_better,
                             c->cohorts[k].flow.n_both - 9);
        }
        same(c->between, want, p.k);
        pp_pool_free(pool);
    }
}

/* --- what is refused -------------------------------------------------------
 */

/* Two good files, to be spoiled. */
struct pair {
    struct pp_pool *pool;
    struct pp_summary_cohort cohorts[2][2];
    struct pp_summary_outcome outcomes[2];
    struct pp_summary files[2];
};

static void pair_make(struct pair *two)
{
    static struct people p;
    struct pp_rng rng = pp_rng_at(22, PP_STREAM_SIMULATION, 0);

    do
        people_make(&p, &rng);
    while (p.k < 4);
    two->pool = pp_pool_new();
    for (size_t f = 0; f < 2; f++) {
        for (size_t k = 0; k < 2; k++)
            two->cohorts[f][k] = cohort_of(&p, 2 * f + k, false);
        two->files[f] = summary_of(&two->outcomes[f], two->cohorts[f], 2);
    }
}

static void pooling_fails(struct pair *two, const char *message)
{
    struct pp_summary files[2];
    struct pp_pooled pooled;
    struct pp_error err;
    static const char *const names[] = {"a.json", "b.json"};

    for (size_t f = 0; f < 2; f++)
        files[f] = through_file(&two->files[f], names[f], two->pool);
    assert_int_equal(pp_pool_summaries(files, 2, NAN, two->pool, &pooled, &err),
                     -1);
    assert_string_equal(err.text, message);
    assert_null(pooled.results);
    pp_pool_free(two->pool);
}

static void do_not_go_together(void **state)
{
    (void)state;
    static const char *const three[] = {"before", "after", "later"};
    struct pair two;

    pair_make(&two);
    two.files[1].by = "year";
    pooling_fails(&two, "b.json is by year, a.json by region: they must be by "
                        "the same");
    pair_make(&two);
    two.files[1].waves = three;
    two.files[1].n_waves = 3;
    pooling_fails(&two, "b.json has 3 waves, from before to later; a.json has "
                        "2, from before to after: they must be the same");
    pair_make(&two);
    two.outcomes[1].instrument = "phq8";
    pooling_fails(&two, "phq9.total is total of phq9 in a.json, and total of "
                        "phq8 in b.json: they must be the same questionnaire");
    pair_make(&two);
    two.outcomes[1].scoring = "mean of phq9_1 to phq9_9";
    pooling_fails(&two, "phq9.total is not scored alike: in a.json \"sum of "
                        "phq9_1 to phq9_9\", in b.json \"mean of phq9_1 to "
                        "phq9_9\"");
    pair_make(&two);
    two.cohorts[1][1].name = "Avon";
    pooling_fails(&two,
                  "\"Avon\" is in a.json and in b.json, and each may come "
                  "once: leave one file out if they are the same people; if "
                  "they are not, --apart names each by its file");
    pair_make(&two);
    two.files[1] = two.files[0];
    pooling_fails(&two, "b.json is the same summary as a.json: each may come "
                        "once");
}

/* What differs but can be lived with is said. */
static void notes(void **state)
{
    (void)state;
    struct pair two;
    struct pp_summary files[2];
    struct pp_pooled pooled;
    struct pp_error err;

    pair_make(&two);
    two.outcomes[1].sesoi.value = 3;
    two.outcomes[1].amount = 5;
    two.cohorts[1][0].is_exact = false;
    for (size_t f = 0; f < 2; f++)
        files[f] = through_file(&two.files[f], NAMES[f], two.pool);
    assert_int_equal(pp_pool_summaries(files, 2, .9, two.pool, &pooled, &err),
                     0);
    assert_int_equal(pooled.n_notes, 3);
    assert_non_null(strstr(pooled.notes[0], "smallest change that matters"));
    assert_non_null(
        strstr(pooled.notes[1], "better and worse are not counted"));
    assert_non_null(strstr(pooled.notes[2], "rounded"));
    assert_true(isnan(pooled.results->outcomes[0].plan->sesoi.value));
    assert_true(pooled.results->level == .9);
    pp_pool_free(two.pool);
}

/* A place that does not tell how few its degrees of freedom are: its range is
 * as of 1, t .975 of which is 12.7062 (R: qt(.975, 1)), and said to be. */
static void freedom_not_told(void **state)
{
    (void)state;
    struct pair two;
    struct pp_summary files[2];
    struct pp_pooled pooled;
    struct pp_error err;

    pair_make(&two);
    two.cohorts[0][0].df = NAN;
    two.cohorts[0][0].n_groups = 4;
    for (size_t f = 0; f < 2; f++)
        files[f] = through_file(&two.files[f], NAMES[f], two.pool);
    assert_true(isnan(files[0].outcomes[0].cohorts[0].df));
    assert_int_equal(pp_pool_summaries(files, 2, NAN, two.pool, &pooled, &err),
                     0);
    const struct pp_comparison *c = &pooled.results->outcomes[0].comparison;
    for (size_t k = 0; k < c->n_cohorts; k++) {
        const struct pp_cohort *is = &c->cohorts[k];
        bool few = strcmp(is->name, two.cohorts[0][0].name) == 0;
        assert_true(isfinite(is->ci.hi));
        assert_true(!few || near("reach", (is->ci.hi - is->change) / is->se,
                                 12.706205, 1e-6));
        assert_int_equal(pp_cohort_is_unsure(is), few);
    }
    assert_non_null(strstr(pooled.notes[0], "degrees of freedom are not"));
    pp_pool_free(two.pool);
}

/* --- files that are not as they were written -------------------------------
 */

static const char *const GOOD_COHORT = "\"answered_both\": ";

/* The text of a good file. */
static void good_text(struct pair *two, struct pp_buffer *out)
{
    json_t *json = pp_summary_json(&two->files[0]);

    pp_json_print(json, out);
    json_decref(json);
}

static void reading_fails(const char *text, size_t length, const char *message)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_summary out;
    struct pp_error err;

    assert_int_equal(pp_summary_read("a.json", text, length, pool, &out, &err),
                     -1);
    if (strstr(err.text, message) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", message, err.text);
    pp_pool_free(pool);
}

static void tampered(void **state)
{
    (void)state;
    struct pair two;
    struct pp_buffer text = PP_BUFFER_INIT;

    pair_make(&two);
    good_text(&two, &text);
    char *number = strstr(text.data, GOOD_COHORT) + strlen(GOOD_COHORT);
    *number = *number == '9' ? '8' : (char)(*number + 1);
    reading_fails(text.data, text.length,
                  "a.json was changed after it was written: its hash is not "
                  "that of what it says; ask for it again");
    /* Cut short anywhere, it is no JSON. */
    for (size_t cut = 0; cut + 2 < text.length; cut += 97)
        reading_fails(text.data, cut, "a.json:");
    reading_fails("{}", 2,
                  "a.json is not a summary: prepost export summary makes one");
    reading_fails("[1]", 3, "a.json is not a summary");
    reading_fails("{\"prepost_summary\": 2}", 22,
                  "a.json is a summary of kind 2, made by another version of "
                  "prepost; this one reads kind 1");
    reading_fails("{\"prepost_summary\": 1}", 22,
                  "a.json: hash: expected a text, found nothing");
    pp_buffer_clear(&text);
    pp_pool_free(two.pool);
}

/* The file with one member changed or (value NULL) left out, and a hash that
 * goes with it: what somebody could make by hand. `path` "outcomes.0.wave". */
static void spoil(const json_t *good, const char *path, json_t *value,
                  struct pp_buffer *out)
{
    json_t *copy = json_deep_copy(good), *at = copy;
    char key[64], hex[PP_HASH_SIZE];

    for (const char *rest = path;; rest = strchr(rest, '.') + 1) {
        size_t length = strcspn(rest, ".");
        snprintf(key, sizeof key, "%.*s", (int)length, rest);
        if (rest[length] == '\0')
            break;
        at = json_is_array(at) ? json_array_get(at, (size_t)atol(key))
                               : json_object_get(at, key);
    }
    if (value != NULL)
        json_object_set_new(at, key, value);
    else
        json_object_del(at, key);
    json_object_del(copy, "hash");
    pp_json_print(copy, out);
    pp_hash_bytes(out->data, out->length, hex);
    json_object_set_new(copy, "hash", json_string(hex));
    pp_buffer_clear(out);
    pp_json_print(copy, out);
    json_decref(copy);
}

#define COHORT "outcomes.0.cohorts.0."

static void impossible(void **state)
{
    (void)state;
    struct pair two;

    pair_make(&two);
    json_t *good = pp_summary_json(&two.files[0]);
    char longest[4002];
    memset(longest, 'a', sizeof longest);
    json_t *many = json_array();
    for (size_t i = 0; i < 1001; i++)
        json_array_append_new(many, json_string("before"));
    const struct {
        const char *path;
        json_t *value;
        const char *message;
    } rows[] = {
        {COHORT "cohort", json_stringn(longest, 121),
         "outcomes[0].cohorts[0].cohort: expected a text of 120 bytes at most, "
         "found \"aaaaa"},
        {"outcomes.0.words", json_stringn(longest, 4001),
         "outcomes[0].words: expected a text of 4000 bytes at most, found "
         "\"aaaaa"},
        {"waves", many, "waves: expected a list of 1000 at most, found a list"},
        {"evaluation", NULL,
         "a.json: evaluation: expected a text, found "
         "nothing"},
        {"made_up", json_integer(1),
         "made_up: expected true or false, found 1"},
        {"level", json_real(95),
         "level: expected a number from 0.5 to 0.9999, "
         "found 95.0"},
        {"waves", json_pack("[s]", "before"),
         "waves: expected two waves or more, found a list"},
        {"waves", json_pack("[s, i]", "before", 3),
         "waves: expected texts, found 3"},
        {"outcomes", json_object(),
         "outcomes: expected a list, found an "
         "object"},
        {"outcomes.0.wave", json_string("before"),
         "outcomes[0].wave: \"before\" is no later wave of this file"},
        {"outcomes.0.role", json_string("main"),
         "outcomes[0].role: expected one of \"secondary\" \"primary\", found "
         "\"main\""},
        {"outcomes.0.better_is", json_null(),
         "outcomes[0].better_is: expected one of \"higher\" \"lower\", found "
         "null"},
        {"outcomes.0.matters", json_integer(2),
         "outcomes[0].matters: expected an amount or null, found 2"},
        {"outcomes.0.one_persons_change", json_true(),
         "outcomes[0].one_persons_change: expected an amount or null"},
        {"outcomes.0.most", json_integer(-1),
         "outcomes[0].most: expected a number from 0 to 1e+09, found -1"},
        {"outcomes.0.cohorts", NULL,
         "outcomes[0].cohorts: expected a list, found nothing"},
        {COHORT "cohort", json_integer(4),
         "outcomes[0].cohorts[0].cohort: expected a text, found 4"},
        {COHORT "cohort", json_string("Bute"),
         "outcomes[0].cohorts[1].\"Bute\" comes twice"},
        {COHORT "answered_both", json_real(12.5),
         "answered_both: expected a count of people or null, found 12.5"},
        {COHORT "answered_both", json_integer(-3),
         "answered_both: expected a count of people or null, found -3"},
        {COHORT "answered_both", json_null(),
         "answered_both: expected a count, where there are averages, found "
         "null"},
        {COHORT "answered_both", json_integer(5000),
         "Avon answered both times more often (5000) than before"},
        {COHORT "worse", json_integer(6),
         "Avon: better, in between and worse do not make"},
        {COHORT "average_after", json_integer(28),
         "average_after: expected a number from 0 to 27, found 28"},
        {COHORT "squares_before", json_integer(0),
         "squares_before: expected a number from 1e-12 to"},
        {COHORT "products", json_integer(20000),
         "Avon: its products are larger than its squares allow"},
        {COHORT "change_df", json_string("many"),
         "change_df: expected a number from 0.001 to 1e+08, found \"many\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pp_buffer text = PP_BUFFER_INIT;
        spoil(good, rows[i].path, rows[i].value, &text);
        reading_fails(text.data, text.length, rows[i].message);
        pp_buffer_clear(&text);
    }
    json_decref(good);
    pp_pool_free(two.pool);
}

/* --- nobody is in it -------------------------------------------------------
 */

/* Every count in the file is none, enough, or null; averages of enough. */
static void check_file(const json_t *json, long threshold, long min_average)
{
    static const char *const counts[] = {"answered_before", "answered_both",
                                         "better", "in_between", "worse"};
    size_t i, k;
    json_t *outcome, *cohort;

    json_array_foreach(json_object_get(json, "outcomes"), i, outcome)
    {
        json_array_foreach(json_object_get(outcome, "cohorts"), k, cohort)
        {
            for (size_t c = 0; c < 5; c++) {
                const json_t *n = json_object_get(cohort, counts[c]);
                if (json_is_null(n))
                    continue;
                assert_true(json_integer_value(n) >= threshold ||
                            json_integer_value(n) == 0);
            }
            if (json_object_get(cohort, "average_before") != NULL)
                assert_true(json_integer_value(json_object_get(
                                cohort, "answered_both")) >= min_average);
        }
    }
}

static void nobody_in_it(void **state)
{
    (void)state;
    size_t n_exact = 0, n_rounded = 0, n_hidden = 0, n_of_groups = 0;

    for (uint64_t seed = 1; seed <= 24; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.seed = seed;
        o.n_first = 30 + 40 * seed;
        o.n_regions = 1 + seed % 4;
        o.n_groups_per_region = 1 + 3 * (seed % 2); /* none small, or some */
        const struct pp_results *was = evaluated(pool, &o);
        struct pp_summary s = pp_summarise(disclosed(was, pool), pool);
        json_t *json = pp_summary_json(&s);
        check_file(json, 5, 10);
        json_decref(json);
        for (size_t i = 0; i < s.n_outcomes; i++)
            for (size_t k = 0; k < s.outcomes[i].n_cohorts; k++) {
                const struct pp_summary_cohort *c = &s.outcomes[i].cohorts[k];
                n_hidden += !c->has_averages;
                n_exact += c->has_averages && c->is_exact;
                n_rounded += c->has_averages && !c->is_exact;
                /* What support groups come into is never exact. */
                double two = 10 * pow(10, s.outcomes[i].decimals) * c->se;
                if (c->n_groups >= PP_FEWEST_GROUPS && isfinite(c->se)) {
                    assert_true(near("se", two, round(two), 1e-9));
                    n_of_groups += c->is_exact;
                }
            }
        through_file(&s, "a.json", pool);
        pp_pool_free(pool);
    }
    printf("# exact %zu, rounded %zu, not in it %zu\n", n_exact, n_rounded,
           n_hidden);
    assert_true(n_exact > n_rounded);
    assert_true(n_rounded > 0 && n_hidden > 0 && n_of_groups > 0);
}

/* Two summaries of the same people but for a few are not both written. */
static void differencing(void **state)
{
    (void)state;
    struct pair two;

    pair_make(&two);
    struct pp_summary_cohort more = two.cohorts[0][0];
    struct pp_summary_outcome outcome;
    struct pp_summary later = summary_of(&outcome, &more, 1);
    assert_null(pp_summaries_tell(&two.files[0], &later, two.pool));
    more.n_both += 1;
    const char *told = pp_summaries_tell(&two.files[0], &later, two.pool);
    assert_non_null(told);
    assert_non_null(strstr(told, "phq9.total in Avon:"));
    more.n_both += 9; /* ten: as many as an average needs */
    assert_null(pp_summaries_tell(&two.files[0], &later, two.pool));
    pp_pool_free(two.pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_split),    cmocka_unit_test(do_not_go_together),
        cmocka_unit_test(notes),        cmocka_unit_test(freedom_not_told),
        cmocka_unit_test(tampered),     cmocka_unit_test(impossible),
        cmocka_unit_test(nobody_in_it), cmocka_unit_test(differencing),
    };
    pp_gsl_quiet();
    pp_json_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
