#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/attacker.h"
#include "../helpers/evaluated.h"
#include "../helpers/often.h"
#include "prepost/analysis/cohort_column.h"
#include "prepost/analysis/comparison.h"
#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/disclose/disclose.h"
#include "prepost/report/comparison_document.h"

enum { THRESHOLD = 5, MIN_AVERAGE = 10, PARTS = 2 };

/*
 * The same people compared three times: by region, by gender, by both. The
 * attacker has all three.
 */
struct three {
    struct pp_pool *pool;
    struct pp_results *truth; /* by both */
    const struct pp_results *both, *alone[PARTS];
};

static struct three three_of(uint64_t seed)
{
    static const char *const by[] = {"region", "gender"};
    struct three t = {.pool = pp_pool_new()};
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.seed = seed;
    o.n_first = 40 + 9 * seed % 160;
    o.n_regions = 2 + seed % 3;
    o.second_only = seed % 4 == 0 ? 0 : .15;
    o.uneven = (double)(seed % 2);
    for (size_t p = 0; p < PARTS; p++) {
        o.by = by[p];
        t.alone[p] = disclosed(evaluated(t.pool, &o), t.pool);
    }
    o.by = "region,gender";
    t.truth = evaluated(t.pool, &o);
    t.both = disclosed(t.truth, t.pool);
    return t;
}

/* --- counts ----------------------------------------------------------------
 */

static long count_of(const struct pp_cohort *c, int which)
{
    return which == 0 ? c->flow.n_both : c->flow.n_before;
}

static void tell(struct attacker *a, size_t cell, long n)
{
    if (n >= 0)
        attacker_know(a, cell, (double)n, (double)n);
}

/* Sums over one part are printed where cohorts are compared by it alone. */
static void tell_margins(struct attacker *a, const struct three *t, size_t i,
                         size_t part, size_t first, int which)
{
    const struct pp_comparison *both = &t->both->outcomes[i].comparison;
    const struct pp_comparison *alone = &t->alone[part]->outcomes[i].comparison;
    size_t parts[64];

    for (size_t level = 0; level < alone->n_cohorts; level++) {
        size_t total = attacker_cells(a, 1), n = 0;
        for (size_t c = 0; c < both->n_cohorts; c++)
            if (both->column->part[part][c] == level)
                parts[n++] = first + c;
        attacker_sum(a, total, parts, n);
        if (!t->alone[part]->outcomes[i].hidden)
            tell(a, total, count_of(&alone->cohorts[level], which));
    }
}

static void attack_counts(const struct three *t, size_t i, size_t *n_attacked)
{
    const struct pp_comparison *is = &t->both->outcomes[i].comparison;
    const struct pp_comparison *was = &t->truth->outcomes[i].comparison;
    struct attacker *a = attacker_new(t->pool);
    size_t n = is->n_cohorts, first[3];

    if (t->both->outcomes[i].hidden)
        return;
    for (int k = 0; k < 3; k++) /* both, before, left */
        first[k] = attacker_cells(a, n);
    for (size_t c = 0; c < n; c++) {
        attacker_sum(a, first[1] + c, (size_t[]){first[0] + c, first[2] + c},
                     2);
        for (int k = 0; k < 2; k++)
            tell(a, first[k] + c, count_of(&is->cohorts[c], k));
    }
    for (size_t part = 0; part < PARTS; part++)
        for (int k = 0; k < 2; k++)
            tell_margins(a, t, i, part, first[k], k);
    assert_true(attacker_think(a));
    for (size_t c = 0; c < n; c++) {
        const struct pp_flow_row *f = &was->cohorts[c].flow;
        const long truth[] = {f->n_both, f->n_before, f->n_before - f->n_both};
        for (int k = 0; k < 3; k++) {
            if (truth[k] <= 0 || truth[k] >= THRESHOLD)
                continue;
            struct attacker_interval in =
                attacker_narrow(a, first[k] + c, 2 * THRESHOLD);
            if (in.hi - in.lo < THRESHOLD - 1)
                fail_msg("outcome %zu, %s: count %d is %g to %g", i,
                         is->cohorts[c].name, k, in.lo, in.hi);
            ++*n_attacked;
        }
    }
}

/* --- averages --------------------------------------------------------------
 */

/* The average of a whole less those of its parts is that of the others. */
static void attack_averages(const struct three *t, size_t i)
{
    const struct pp_outcome *o = &t->both->outcomes[i];
    const struct pp_comparison *is = &o->comparison;
    const struct pp_comparison *was = &t->truth->outcomes[i].comparison;

    if (o->hidden)
        return;
    for (size_t part = 0; part < PARTS; part++) {
        const struct pp_comparison *alone =
            &t->alone[part]->outcomes[i].comparison;
        for (size_t level = 0; level < alone->n_cohorts; level++) {
            long dark = 0, shown = 0;
            for (size_t c = 0; c < is->n_cohorts; c++) {
                if (is->column->part[part][c] != level)
                    continue;
                long people = was->cohorts[c].flow.n_both;
                *(is->cohorts[c].shown ? &shown : &dark) += people;
            }
            if (alone->cohorts[level].shown && shown > 0 && dark > 0 &&
                dark < MIN_AVERAGE)
                fail_msg("outcome %zu: the average of %ld of %s is left over",
                         i, dark, alone->cohorts[level].name);
        }
    }
    for (size_t c = 0; c < is->n_cohorts; c++) {
        if (!is->cohorts[c].shown)
            assert_true(isnan(is->cohorts[c].change) &&
                        isnan(is->cohorts[c].sums.pre_ss) &&
                        isnan(is->between->against[c].change.estimate) &&
                        isnan(is->between->against[c].adjusted.estimate) &&
                        isnan(is->between->against[c].funnel.z));
        assert_int_equal(is->cohorts[c].individual.n_better, PP_COUNT_HIDDEN);
    }
}

/* Who answered only the second time, by one column. */
static void attack_after(const struct three *t, const struct pp_results *is,
                         size_t i, size_t *n_shown)
{
    const struct pp_outcome *truth = &t->truth->outcomes[i];
    const struct pp_comparison *c = &is->outcomes[i].comparison;
    long dark = (long)truth->paired.n_post - (long)truth->n_pairs;

    for (size_t k = 0; k < c->n_cohorts; k++) {
        const struct pp_flow_row *f = &c->cohorts[k].flow;
        if (f->n_after == PP_COUNT_HIDDEN || f->n_both == PP_COUNT_HIDDEN)
            continue;
        long only = f->n_after - f->n_both;
        assert_true(only == 0 || only >= THRESHOLD);
        dark -= only;
        ++*n_shown;
    }
    if (*n_shown > 0 && c->cohorts[0].flow.n_after != PP_COUNT_HIDDEN)
        assert_true(dark == 0 || dark >= 2 * THRESHOLD);
}

static void three_tables(void **state)
{
    (void)state;
    size_t n_attacked = 0, n_after = 0;

    for (uint64_t seed = 1; seed <= 16; seed++) {
        struct three t = three_of(seed);
        for (size_t i = 0; i < t.both->n_outcomes; i++) {
            attack_counts(&t, i, &n_attacked);
            attack_averages(&t, i);
            for (size_t part = 0; part < PARTS; part++)
                attack_after(&t, t.alone[part], i, &n_after);
        }
        pp_pool_free(t.pool);
    }
    printf("# %zu small counts attacked\n", n_attacked);
    assert_true(n_attacked > 60 && n_after > 60);
}

/* --- nothing of a hidden cohort is in any number ----------------------------
 */

static char *printed(const struct pp_results *results)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    json_t *json = pp_comparison_json(results, NULL);

    pp_json_print(json, &text);
    json_decref(json);
    return pp_buffer_take(&text);
}

/* The answers of everyone in hidden cohorts become others; every number of
 * the comparison is worked out again, and the page is the same. */
static void others_answers(void **state)
{
    (void)state;
    size_t n_changed = 0;

    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct three t = three_of(seed);
        struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 7);
        /* To every digit, as where groups are large and nobody is left over. */
        t.truth->flow.n_groups = 0;
        if (t.truth->beside != NULL)
            ((struct pp_results *)t.truth->beside)->flow.n_groups = 0;
        t.both = disclosed(t.truth, t.pool);
        for (size_t i = 0; i < t.both->n_outcomes; i++)
            ((struct pp_outcome *)t.both->outcomes)[i].is_coarse = false;
        char *before = printed(t.both);
        for (size_t i = 0; i < t.both->n_outcomes; i++) {
            struct pp_comparison *c =
                (struct pp_comparison *)&t.both->outcomes[i].comparison;
            struct pp_between_people *people =
                (struct pp_between_people *)c->people;
            double *pre = (double *)people->pre, *post = (double *)people->post;
            for (size_t k = 0; k < people->n; k++) {
                if (c->cohorts[people->cohort[k]].shown)
                    continue;
                pre[k] = 20 * pp_rng_uniform(&rng);
                post[k] = 20 * pp_rng_uniform(&rng);
                n_changed++;
            }
            double p = c->p_holm;
            pp_comparison_settle(c, .95, t.pool);
            c->p_holm = p;
            if (t.both->outcomes[i].hidden)
                c->p = NAN;
        }
        char *after = printed(t.both);
        assert_string_equal(before, after);
        pp_free(before);
        pp_free(after);
        pp_pool_free(t.pool);
    }
    assert_true(n_changed > 500);
}

/* --- all but a handful alike ------------------------------------------------
 */

static void nearly_alike(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;
    o.n_first = 400;
    o.n_regions = 3;
    struct pp_results *was = evaluated(pool, &o);
    struct pp_cohort *cohorts =
        (struct pp_cohort *)was->outcomes[0].comparison.cohorts;

    assert_true(disclosed(was, pool)->outcomes[0].comparison.cohorts[1].shown);
    cohorts[1].n_unlike = THRESHOLD - 1;
    const struct pp_comparison *is =
        &disclosed(was, pool)->outcomes[0].comparison;
    assert_false(is->cohorts[1].shown);
    assert_int_equal(is->between->k, 2);
    assert_int_equal(is->between->first, 0);
    assert_int_equal(is->between->second, 2);
    pp_pool_free(pool);
}

/*
 * People whose gender is not known may be of any region, and none of no known
 * region: pp_disclose() finds no counts that contradict each other.
 */
static void not_known_of_some(void **state)
{
    (void)state;
    static const char *const by[] = {"gender", "region,gender"};

    for (size_t k = 0; k < sizeof by / sizeof by[0]; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.no_gender = 0.1;
        o.by = by[k];
        const struct pp_results *is = disclosed(evaluated(pool, &o), pool);
        assert_false(is->outcomes[0].hidden);
        assert_true(is->outcomes[0].comparison.n_cohorts > 1);
        pp_pool_free(pool);
    }
}

/* --- blanks -----------------------------------------------------------------
 *
 * Whatever is blank, in whatever column, by whatever columns: what is stated of
 * the counts is true of them, or pp_disclose() fails.
 */

static void blanks(void **state)
{
    (void)state;
    static const char *const by[] = {
        "region",        "age band",        "gender",      "group",
        "year",          "quarter",         "region,year", "gender,region",
        "region,gender", "age band,gender", "group,year",  "quarter,age band",
        "town",          "half,gender",     "town,half",   "region,group,half"};
    enum { N_BY = sizeof by / sizeof by[0] };
    static const double share[] = {0.005, 0.02, 0.1, 0.5, 1};
    /* Of this one rounding got the better of the simplex, which did not end. */
    const uint64_t endless = 590;

    for (uint64_t seed = 1; seed <= often(5 * N_BY) + 1; seed++) {
        uint64_t which = seed <= often(5 * N_BY) ? seed : endless;
        struct pp_rng rng = pp_rng_at(which, PP_STREAM_SIMULATION, 8);
        struct evaluated_options o = EVALUATED_OPTIONS;
        struct pp_pool *pool = pp_pool_new();
        o.seed = which;
        o.by = by[which % N_BY];
        o.blank = share[pp_rng_below(&rng, 5)];
        o.no_region = pp_rng_below(&rng, 2) ? 0 : share[pp_rng_below(&rng, 5)];
        o.ages_like_regions = pp_rng_below(&rng, 2) > 0;
        o.n_towns = 3;
        o.has_halves = true;
        o.n_first = 12 + pp_rng_below(&rng, 120);
        o.n_regions = 1 + pp_rng_below(&rng, 4);
        o.uneven = 2 * pp_rng_uniform(&rng);
        o.second_only = pp_rng_below(&rng, 2) ? .1 : 0;
        o.n_waves = 2 + pp_rng_below(&rng, 2);
        o.n_arms = pp_rng_below(&rng, 3) == 0;
        disclosed(evaluated(pool, &o), pool);
        pp_pool_free(pool);
    }
}

/* Counts by the slope of all times, of three hundred people: where reports by
 * region hide one, so do other cohorts, though by themselves they need not. */
static void by_slope_as_in_reports(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.n_first = 300;
    o.again = 1;
    o.n_waves = 3;
    o.between = 1;
    o.by = "gender";
    struct pp_results *was = evaluated(pool, &o);
    for (int k = 0; k < 2; k++) {
        const struct pp_results *all = k == 0 ? was->beside : was;
        for (size_t i = 0; i < all->n_outcomes; i++) {
            struct pp_by_slope *by =
                &((struct pp_outcome *)all->outcomes)[i].by_slope;
            long n = (long)all->outcomes[i].n_pairs;
            long n_worse = k == 0 ? 2 : n / 4;
            by->is_made = by->is_counted = n > 100;
            by->people = (struct pp_individual){.n = n,
                                                .n_better = n - n / 4 - n_worse,
                                                .n_between = n / 4,
                                                .n_worse = n_worse};
        }
    }
    const struct pp_results *is = disclosed(was, pool);
    size_t n = 0;
    for (size_t i = 0; i < is->n_outcomes; i++) {
        if (is->outcomes[i].hidden || !is->outcomes[i].by_slope.is_counted)
            continue;
        assert_int_equal(is->outcomes[i].by_slope.people.n_worse,
                         PP_COUNT_HIDDEN);
        n++;
    }
    assert_true(n > 0);
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_tables),
        cmocka_unit_test(not_known_of_some),
        cmocka_unit_test(blanks),
        cmocka_unit_test(others_answers),
        cmocka_unit_test(nearly_alike),
        cmocka_unit_test(by_slope_as_in_reports)};
    pp_json_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
