#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "../helpers/near.h"
#include "prepost/analysis/evaluate.h"
#include "prepost/analysis/individual.h"
#include "prepost/stats/gsl.h"

/*
 * From answers to findings on data small enough to work by hand. The
 * statistics themselves have proofs of their own; here it is the pairing, the
 * counting, the families and the flags.
 */

static const char definition[] = "id: points\n"
                                 "name: Points\n"
                                 "short_name: Points\n"
                                 "citation: made up for this test\n"
                                 "wording: {show: free, licence: none}\n"
                                 "answers: 0-60\n"
                                 "items:\n"
                                 "  - text: How many?\n"
                                 "scales:\n"
                                 "  total:\n"
                                 "    name: Points\n"
                                 "    score: sum\n"
                                 "    better: higher\n"
                                 "    range: 0-60\n"
                                 "    words: {outcome: points, score: score}\n";

enum { MAX = 64 };

/* People in rows: before, after (-1: no answer), group, region. */
struct world {
    struct pp_pool *pool;
    struct pp_plan plan;
    struct pp_plan_instrument instrument;
    struct pp_plan_outcome outcomes[2];
    struct pp_wave waves[2];
    struct pp_dataset dataset;
    struct pp_responses responses;
    struct pp_person_column columns[2];
    uint32_t participant[2 * MAX];
    uint8_t wave[2 * MAX];
    int16_t answers[2 * MAX];
    uint16_t group[MAX], region[MAX];
};

static const char *const group_names[] = {"one", "two", "three", "four"};
static const char *const region_names[] = {"East", "West"};

static void world_init(struct world *w, const int *pre, const int *post,
                       size_t n)
{
    struct pp_notes notes;

    memset(w, 0, sizeof *w);
    w->pool = pp_pool_new();
    pp_notes_init(&notes, w->pool, 0);
    assert_int_equal(pp_instrument_read(w->pool, "points.yaml", definition,
                                        sizeof definition - 1,
                                        &w->instrument.instrument, &notes),
                     0);
    w->waves[0].id = "before";
    w->waves[1].id = "after";
    for (size_t i = 0; i < 2; i++)
        w->outcomes[i] = (struct pp_plan_outcome){
            .id = "points.total",
            .role = i == 0 ? PP_PRIMARY : PP_SECONDARY,
            .sesoi = {PP_SESOI_DECLARED, 2, "2", NULL}};
    w->plan = (struct pp_plan){.title = "Test",
                               .waves = w->waves,
                               .n_waves = 2,
                               .instruments = &w->instrument,
                               .n_instruments = 1,
                               .outcomes = w->outcomes,
                               .n_outcomes = 1,
                               .level = 0.95,
                               .seed = 1};
    size_t rows = 0;
    for (size_t i = 0; i < n; i++) {
        for (uint8_t wave = 0; wave < 2; wave++) {
            int answer = wave == 0 ? pre[i] : post[i];
            if (answer < 0)
                continue;
            w->participant[rows] = (uint32_t)i;
            w->wave[rows] = wave;
            w->answers[rows++] = (int16_t)answer;
        }
    }
    w->responses = (struct pp_responses){.instrument = w->instrument.instrument,
                                         .n_rows = rows,
                                         .participant = w->participant,
                                         .wave = w->wave,
                                         .answers = w->answers};
    w->dataset = (struct pp_dataset){.n_participants = n,
                                     .columns = w->columns,
                                     .responses = &w->responses,
                                     .n_responses = 1};
}

static void set_groups(struct world *w, const int *group, size_t n)
{
    for (size_t i = 0; i < n; i++)
        w->group[i] = group[i] > 0 ? (uint16_t)(group[i] - 1) : PP_NO_LEVEL;
    w->columns[w->dataset.n_columns++] =
        (struct pp_person_column){.name = "group",
                                  .levels = group_names,
                                  .n_levels = 4,
                                  .level = w->group};
}

static void set_regions(struct world *w, const int *region, size_t n)
{
    for (size_t i = 0; i < n; i++)
        w->region[i] = region[i] > 0 ? (uint16_t)(region[i] - 1) : PP_NO_LEVEL;
    w->columns[w->dataset.n_columns++] =
        (struct pp_person_column){.name = "region",
                                  .levels = region_names,
                                  .n_levels = 2,
                                  .level = w->region};
}

/* Set A of the worked examples: twelve people in four groups. */
static const int pre_a[] = {30, 34, 28, 37, 31, 33, 29, 36, 32, 35, 24, 33};
static const int post_a[] = {32, 34, 32, 36, 32, 36, 31, 36, 37, 32, 26, 34};
static const int group_a[] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4};

static void test_worked_set_through_the_whole_way(void **state)
{
    struct world w;

    (void)state;
    world_init(&w, pre_a, post_a, 12);
    const struct pp_results *r =
        pp_evaluate(&w.plan, &w.dataset,
                    &(struct pp_evaluate_options){.by = "region"}, w.pool);
    const struct pp_outcome *o = &r->outcomes[0];

    assert_int_equal(r->n_outcomes, 1);
    assert_int_equal(o->n_pairs, 12);
    assert_true(near("p", o->paired.t_test.p, 0.0584904220, 1e-9));
    assert_int_equal(o->verdict.code, PP_VERDICT_INCONCLUSIVE);
    assert_false(o->verdict.clustered);
    assert_int_equal(o->individual.source, PP_AMOUNT_NONE); /* one question */
    assert_int_equal(r->flow.all.n_both, 12);
    pp_pool_free(w.pool);
}

static void test_groups_decide_where_they_are_named(void **state)
{
    struct world w;

    (void)state;
    world_init(&w, pre_a, post_a, 12);
    set_groups(&w, group_a, 12);
    const struct pp_results *r =
        pp_evaluate(&w.plan, &w.dataset,
                    &(struct pp_evaluate_options){.by = "region"}, w.pool);
    const struct pp_outcome *o = &r->outcomes[0];

    assert_true(near("p", o->paired.t_test.p, 0.0748288900, 1e-8));
    assert_true(near("lo", o->verdict.ci.lo, -0.258015593, 1e-8));
    assert_true(near("hi", o->verdict.ci.hi, 2.92468226, 1e-8));
    assert_true(o->verdict.clustered);
    assert_int_equal(r->flow.all.n_groups, 4);
    assert_int_equal(r->flow.n_groups, 4);
    assert_int_equal(r->flow.groups[1].n_both, 4);
    pp_pool_free(w.pool);
}

/* Ten people before, seven after: Anderson 1957, with nlme::gls agreeing. */
static void test_leavers_are_counted_and_allowed_for(void **state)
{
    static const int pre[] = {12, 15, 9, 20, 18, 14, 11, 16, 13, 19};
    static const int post[] = {9, 11, 8, -1, 13, 10, -1, 12, 9, -1};
    struct world w;

    (void)state;
    world_init(&w, pre, post, 10);
    const struct pp_results *r =
        pp_evaluate(&w.plan, &w.dataset,
                    &(struct pp_evaluate_options){.by = "region"}, w.pool);
    const struct pp_missing_data *m = &r->outcomes[0].missing;

    assert_int_equal(m->n_before, 10);
    assert_int_equal(m->n_left, 3);
    assert_int_equal(m->n_left_unlike, 2); /* 20, 11, 19: all but one */
    assert_true(near("estimate", m->complete_case.estimate, -3.5714286, 1e-8));
    assert_true(near("estimate", m->mar_likelihood.estimate, -3.9123596, 2e-8));
    assert_true(near("mar_se", m->mar_se, 0.504741563, 1e-8));
    /* (20+11+19)/3 and (12+15+9+18+14+16+13)/7 */
    assert_true(near("left_mean", m->left_mean, 50.0 / 3, 1e-12));
    assert_true(near("stayed_mean", m->stayed_mean, 97.0 / 7, 1e-12));
    assert_true(near("if_unchanged", m->if_unchanged, -25.0 / 10, 1e-12));
    assert_int_equal(r->flow.all.n_before_only, 3);
    assert_int_equal(r->outcomes[0].paired.n_pre, 10);
    assert_int_equal(r->outcomes[0].paired.n_post, 7);
    pp_pool_free(w.pool);
}

/*
 * People who began high fell, those who began low rose, and all who left began
 * low: the pairs alone show no change, everyone's first answers a rise.
 */
static void test_finding_that_leans_on_leavers_is_fragile(void **state)
{
    static const int pre[] = {20, 21, 22, 23, 24, 30, 31, 32, 33, 34,
                              18, 18, 19, 19, 20, 20, 18, 19, 20, 18};
    static const int post[] = {24, 25, 25, 27, 27, 27, 27, 28, 30, 30,
                               -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    struct world w;

    (void)state;
    world_init(&w, pre, post, 20);
    const struct pp_results *r =
        pp_evaluate(&w.plan, &w.dataset,
                    &(struct pp_evaluate_options){.by = "region"}, w.pool);
    const struct pp_outcome *o = &r->outcomes[0];

    assert_true(o->paired.t_test.p > 0.05);
    assert_int_equal(o->missing.mar_verdict.code, PP_VERDICT_IMPROVED);
    assert_int_not_equal(o->verdict.code, PP_VERDICT_IMPROVED);
    assert_true(o->verdict.fragile);
    pp_pool_free(w.pool);
}

static void test_primary_and_secondary_are_families_of_their_own(void **state)
{
    struct world w;

    (void)state;
    world_init(&w, pre_a, post_a, 12);
    w.plan.n_outcomes = 2;
    const struct pp_results *r =
        pp_evaluate(&w.plan, &w.dataset,
                    &(struct pp_evaluate_options){.by = "region"}, w.pool);

    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(r->outcomes[i].family_size, 1);
        assert_true(near("p_holm", r->outcomes[i].p_holm,
                         r->outcomes[i].paired.t_test.p, 0));
    }
    w.outcomes[1].role = PP_PRIMARY;
    r = pp_evaluate(&w.plan, &w.dataset,
                    &(struct pp_evaluate_options){.by = "region"}, w.pool);
    assert_int_equal(r->outcomes[0].family_size, 2);
    assert_true(near("p_holm", r->outcomes[0].p_holm,
                     2 * r->outcomes[0].paired.t_test.p, 1e-15));
    pp_pool_free(w.pool);
}

static void test_regions(void **state)
{
    /* Twelve people each; the West's changes are the East's plus three. */
    static const int change[] = {1, 2, 0, 3, 1, 2, 4, 0, 1, 2, 3, 1};
    int pre[24], post[24], region[24];
    struct world w;

    (void)state;
    for (int i = 0; i < 24; i++) {
        pre[i] = 20 + (i * 5) % 12;
        post[i] = pre[i] + change[i % 12] + (i < 12 ? 0 : 3);
        region[i] = i < 12 ? 1 : 2;
    }
    world_init(&w, pre, post, 24);
    set_regions(&w, region, 24);
    const struct pp_results *r =
        pp_evaluate(&w.plan, &w.dataset,
                    &(struct pp_evaluate_options){.by = "region"}, w.pool);
    const struct pp_comparison *c = &r->outcomes[0].comparison;

    assert_int_equal(c->n_cohorts, 2);
    assert_string_equal(c->cohorts[0].name, "East");
    assert_int_equal(c->cohorts[0].flow.n_both, 12);
    assert_true(near("change", c->cohorts[0].change, 20.0 / 12, 1e-12));
    assert_true(near("estimate", c->change_score.estimate, -3, 1e-12));
    assert_int_equal(c->code, PP_DIFFERENCE_DIFFER);
    assert_true(near("estimate", c->average.estimate, 20.0 / 12 + 1.5, 1e-12));
    assert_int_equal(r->flow.regions[1].n_both, 12);
    pp_pool_free(w.pool);
}

static void test_nobody_and_one_person_are_results(void **state)
{
    static const int pre[] = {20}, post[] = {25};
    struct world w;

    (void)state;
    for (size_t n = 0; n < 2; n++) {
        world_init(&w, pre, post, n);
        const struct pp_results *r =
            pp_evaluate(&w.plan, &w.dataset,
                        &(struct pp_evaluate_options){.by = "region"}, w.pool);
        assert_int_equal(r->outcomes[0].n_pairs, n);
        assert_int_equal(r->outcomes[0].verdict.code, PP_VERDICT_NOT_ESTIMABLE);
        pp_pool_free(w.pool);
    }
}

/* Boundaries of PHQ-9's published reliable change, "6 or more". */
static void test_published_amount_counts_its_own_size(void **state)
{
    static const struct pp_published_change published = {PP_CHANGE_INDIVIDUAL,
                                                         6, true, true, "test"};
    static const size_t items[] = {0, 1};
    struct pp_scale scale = {.method = PP_SCORE_SUM,
                             .factor = 1,
                             .items = items,
                             .n_items = 2,
                             .lower_is_better = true,
                             .changes = &published,
                             .n_changes = 1};
    struct pp_plan_outcome outcome = {.sesoi = {.value = NAN}};
    double pre[] = {20, 20, 20, 10, 10, 10}, post[] = {14, 15, 20, 16, 15, 4};

    (void)state;
    struct pp_individual i =
        pp_individual_of(&outcome, &scale, pre, post, 6, 0.9, 0.95);
    assert_int_equal(i.source, PP_AMOUNT_PUBLISHED);
    assert_int_equal(i.n_better, 2);
    assert_int_equal(i.n_worse, 1);
    assert_int_equal(i.n_between, 3);
    /* Computed: sd 5.477 of six 20s and 10s, alpha .9: 1.96 sqrt2 sd sqrt.1
     * = 4.80, so 5 points or more count. */
    scale.n_changes = 0;
    i = pp_individual_of(&outcome, &scale, pre, post, 6, 0.9, 0.95);
    assert_int_equal(i.source, PP_AMOUNT_COMPUTED);
    assert_true(
        near("threshold", i.threshold, 1.96 * sqrt(2 * 30 * 0.1), 1e-12));
    assert_true(near("amount", i.amount, 5, 0));
    assert_int_equal(i.n_better, 3);
    assert_int_equal(i.n_worse, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_set_through_the_whole_way),
        cmocka_unit_test(test_groups_decide_where_they_are_named),
        cmocka_unit_test(test_leavers_are_counted_and_allowed_for),
        cmocka_unit_test(test_finding_that_leans_on_leavers_is_fragile),
        cmocka_unit_test(test_primary_and_secondary_are_families_of_their_own),
        cmocka_unit_test(test_regions),
        cmocka_unit_test(test_nobody_and_one_person_are_results),
        cmocka_unit_test(test_published_amount_counts_its_own_size),
    };

    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
