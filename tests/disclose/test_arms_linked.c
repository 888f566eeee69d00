#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "prepost/disclose/disclose.h"

/*
 * Counts of an arm and of its comparison, made up by hand, in which what one
 * table shows gives away what another hides. Of a count that is hidden five
 * values at least must be left (charity-5), and pp_linked_protect() leaves six;
 * how many there are follows, beside each case, from what is shown, by
 * subtraction alone.
 */
enum { HIDDEN = PP_COUNT_HIDDEN, MOST_OUTCOMES = 4, MOST_ARMS = 2 };

/* Answered first, and both times. */
struct people {
    long before, both;
};

/* Of an outcome at a wave: asked, and answered again, of each arm and of the
 * comparison; and how many have a score at the start, and then, of all arms
 * together. */
struct counts {
    struct people arms[MOST_ARMS], comparison;
    long all_before, all_after;
};

struct by_hand {
    size_t n_waves, n_outcomes, n_arms; /* beside the comparison */
    struct people all, arms[MOST_ARMS], comparison;
    struct counts outcomes[MOST_OUTCOMES]; /* at each later wave */
};

static struct pp_flow_row row_of(const char *name, struct people p)
{
    return (struct pp_flow_row){.name = name,
                                .n_people = p.before,
                                .n_before = p.before,
                                .n_both = p.both,
                                .n_after = p.both,
                                .n_before_only = p.before - p.both};
}

static void set_arm(struct pp_arm *arm, struct people p)
{
    arm->n_before = p.before;
    arm->n_both = p.both;
    arm->n_left = p.before - p.both;
    arm->n_unlike = p.both;
    arm->individual = (struct pp_individual){.source = PP_AMOUNT_NONE};
}

/* Six stayed the same and six went worse, so that nothing of that is hidden; of
 * fewer than twelve nobody did. */
static struct pp_outcome outcome_of(struct pp_outcome o, const struct counts *c,
                                    size_t arm, struct pp_pool *pool)
{
    struct people own = c->arms[arm];
    size_t n = (size_t)own.both;
    double *scores = pp_pool_array(pool, n, sizeof *scores);

    memset(scores, 0, n * sizeof *scores);
    o.pre = o.post = scores;
    o.n_pairs = o.paired.n_paired = o.paired.n_post = n;
    o.n_unlike = (long)n;
    o.paired.n_same = o.paired.n_worse = n < 12 ? 0 : 6;
    o.paired.n_better = n - o.paired.n_same - o.paired.n_worse;
    o.paired.n_pre = o.missing.n_before = (size_t)own.before;
    o.missing.n_left = o.missing.n_before - n;
    o.individual = (struct pp_individual){.source = PP_AMOUNT_NONE};
    o.n_other_amounts = o.n_doses = 0;
    o.by_slope.is_counted = false;
    o.recovery.cutoff = NULL;
    o.answers = (struct pp_outcome_answers){0};
    o.comparison.n_cohorts = 0;
    o.reliability.n_pre = (size_t)c->all_before;
    o.reliability.n_post = (size_t)c->all_after;
    set_arm(&o.contrast.arm, own);
    set_arm(&o.contrast.comparison, c->comparison);
    return o;
}

static const struct pp_results *made(const struct by_hand *h,
                                     struct pp_pool *pool)
{
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.n_first = 200;
    o.n_arms = h->n_arms;
    o.n_waves = h->n_waves;
    o.evidence = PP_EVIDENCE_COMPARISON;
    struct pp_results *r = evaluated(pool, &o);
    struct pp_plan *plan = (struct pp_plan *)r->plan;
    struct pp_flow_row *rows = pp_pool_array(pool, h->n_arms + 1, sizeof *rows);
    size_t per_wave = h->n_outcomes * h->n_arms,
           n = per_wave * (h->n_waves - 1);
    struct pp_outcome *outcomes = pp_pool_array(pool, n, sizeof *outcomes);

    for (size_t i = 0; i < n; i++)
        outcomes[i] =
            outcome_of(r->outcomes[i / per_wave * r->n_per_wave + i % per_wave],
                       &h->outcomes[i / h->n_arms], i % h->n_arms, pool);
    for (size_t a = 0; a <= h->n_arms; a++)
        rows[a] = row_of(r->flow.arms[a].name,
                         a < h->n_arms ? h->arms[a] : h->comparison);
    r->flow.all = row_of(NULL, h->all);
    r->flow.arms = rows;
    r->flow.n_regions = 0;
    r->n_people_tables = r->n_leavers = 0;
    r->talking_therapies = NULL;
    r->growth = r->arm_growth = NULL;
    r->outcomes = outcomes;
    r->n_outcomes = n;
    r->n_per_wave = per_wave;
    plan->n_outcomes = h->n_outcomes;
    return r;
}

static const struct pp_results *shown(const struct by_hand *h,
                                      struct pp_pool *pool)
{
    return disclosed(made(h, pool), pool);
}

/*
 * Three of the first arm did not answer again. Of all, 150 answered first, 30
 * of the second arm and 50 of the comparison. `rest` people of no known arm
 * have a score of the outcome, as all with one less those of each tell, and so
 * answered. At most 70 - rest are of the first arm then, of whom 40 answered
 * both times: with 27, 0 to 3 did not; with 25, 0 to 5.
 */
static const struct pp_results *with_rest(long rest, struct pp_pool *pool)
{
    struct by_hand h = {
        .n_waves = 2,
        .n_outcomes = 1,
        .n_arms = 2,
        .all = {150, 127},
        .arms = {{43, 40}, {30, 22}},
        .comparison = {50, 45},
        .outcomes = {{{{35, 27}, {25, 17}}, {46, 40}, 35 + 25 + 46 + rest, 0}}};

    return shown(&h, pool);
}

static void reliability_bounds_the_flow(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();

    for (long rest = 25; rest <= 27; rest += 2) {
        const struct pp_results *is = with_rest(rest, pool);
        assert_int_equal(is->flow.arms[0].n_before_only, HIDDEN);
        assert_int_equal(is->flow.arms[0].n_before, HIDDEN);
        assert_int_equal(is->flow.arms[0].n_both, 40);
        assert_int_equal(is->flow.arms[2].n_before, 50);
        for (size_t i = 0; i < 2; i++) /* stands with either arm */
            assert_int_equal((long)is->outcomes[i].reliability.n_pre,
                             rest == 25 ? 35 + 25 + 46 + 25 : HIDDEN);
        /* Nothing else has to go for it. */
        assert_int_equal(is->flow.all.n_before, 150);
        assert_int_equal((long)is->outcomes[0].missing.n_before, 35);
        assert_int_equal((long)is->outcomes[1].missing.n_before, 25);
        assert_int_equal(is->outcomes[0].contrast.comparison.n_before, 46);
        assert_false(is->outcomes[0].hidden || is->outcomes[1].hidden);
    }
    pp_pool_free(pool);
}

/* Who has a score at the later wave and is in no pair of an arm: nobody, and
 * how many there are is known; or seven, and it is not said. */
static void over_at_the_later_wave(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();

    for (long rest = 0; rest <= 7; rest += 7) {
        struct by_hand h = {.n_waves = 2,
                            .n_outcomes = 1,
                            .n_arms = 2,
                            .all = {160, 120},
                            .arms = {{60, 45}, {40, 30}},
                            .comparison = {60, 45},
                            .outcomes = {{{{50, 35}, {35, 25}},
                                          {55, 40},
                                          50 + 35 + 55,
                                          35 + 25 + 40 + rest}}};
        const struct pp_results *is = shown(&h, pool);
        for (size_t i = 0; i < 2; i++) {
            assert_false(is->outcomes[i].hidden);
            assert_int_equal(is->outcomes[i].reliability.n_pre, 140);
            assert_int_equal((long)is->outcomes[i].reliability.n_post,
                             rest == 0 ? 100 : HIDDEN);
        }
    }
    pp_pool_free(pool);
}

/*
 * One of the comparison had left the first outcome at the second of three
 * waves, 46 of whom answered. Of 100 who answered first, as many are of the arm
 * at least as are in pairs of the other outcome there: of 51, no more than 49
 * were asked of the comparison, and 0 to 3 left; of 46, 0 to 8.
 */
static const struct pp_results *with_pairs_of_other(long pairs,
                                                    struct pp_pool *pool)
{
    struct by_hand h = {.n_waves = 3,
                        .n_outcomes = 2,
                        .n_arms = 1,
                        .all = {100, 84},
                        .arms = {{51, 40}},
                        .comparison = {49, 44},
                        .outcomes = {{{{45, 25}}, {47, 46}, 92, 0},
                                     {{{51, pairs}}, {38, 25}, 89, 0},
                                     {{{45, 24}}, {47, 42}, 92, 0},
                                     {{{51, 40}}, {38, 24}, 89, 0}}};

    return shown(&h, pool);
}

static void other_outcomes_bound_the_flow(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *few = with_pairs_of_other(46, pool);
    const struct pp_results *many = with_pairs_of_other(51, pool);

    assert_int_equal(few->outcomes[0].contrast.comparison.n_left, HIDDEN);
    assert_int_equal(few->flow.arms[0].n_before, HIDDEN);
    assert_int_equal(few->flow.all.n_before, 100);
    assert_int_equal(many->flow.all.n_before, HIDDEN);
    for (size_t i = 0; i < 4; i++) /* no finding goes for it */
        assert_false(many->outcomes[i].hidden);
    pp_pool_free(pool);
}

/*
 * One of the comparison had left the first outcome at the second wave, 46 of
 * whom answered. Of 130 who answered first 51 are of the arm, all of whom
 * answered both times, and at least `rest` of no known arm, who have a score of
 * the other outcome: of 30, no more than 49 were asked of the comparison, and 0
 * to 3 left; of 25, 0 to 8.
 */
static const struct pp_results *with_rest_of_other(long rest,
                                                   struct pp_pool *pool)
{
    struct by_hand h = {
        .n_waves = 3,
        .n_outcomes = 2,
        .n_arms = 1,
        .all = {130, 115},
        .arms = {{51, 51}},
        .comparison = {49, 44},
        .outcomes = {{{{40, 30}}, {47, 46}, 87, 0},
                     {{{45, 35}}, {38, 25}, 45 + 38 + rest, 0},
                     {{{40, 28}}, {47, 42}, 87, 0},
                     {{{45, 34}}, {38, 24}, 45 + 38 + rest, 0}}};

    return shown(&h, pool);
}

static void reliability_of_another_outcome(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *few = with_rest_of_other(25, pool);
    const struct pp_results *many = with_rest_of_other(30, pool);

    assert_int_equal(few->outcomes[0].contrast.comparison.n_left, HIDDEN);
    for (size_t i = 1; i < 4; i += 2) { /* the same people at either wave */
        assert_int_equal((long)few->outcomes[i].reliability.n_pre, 108);
        assert_int_equal((long)many->outcomes[i].reliability.n_pre, HIDDEN);
        assert_int_equal((long)many->outcomes[i].missing.n_before, 45);
    }
    assert_int_equal(many->flow.all.n_before, 130);
    pp_pool_free(pool);
}

/* Nothing is told of the second arm, of whom `few` stayed: so many of all who
 * have a score at the later wave would be theirs, and as many at the start. */
static void reliability_beside_a_hidden_arm(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();

    for (long few = 3; few <= 25; few += 22) {
        struct by_hand h = {.n_waves = 2,
                            .n_outcomes = 1,
                            .n_arms = 2,
                            .all = {160, 120},
                            .arms = {{60, 45}, {40, 30}},
                            .comparison = {60, 45},
                            .outcomes = {{{{50, 35}, {35, few}},
                                          {55, 40},
                                          50 + 35 + 55,
                                          35 + few + 40}}};
        const struct pp_results *is = shown(&h, pool);
        const struct pp_scale_reliability *r = &is->outcomes[0].reliability;
        assert_false(is->outcomes[0].hidden);
        assert_int_equal(is->outcomes[1].hidden, few == 3);
        assert_int_equal((long)r->n_pre, few == 3 ? HIDDEN : 140);
        assert_int_equal((long)r->n_post, few == 3 ? HIDDEN : 100);
        assert_int_equal(is->outcomes[0].contrast.comparison.n_both, 40);
    }
    pp_pool_free(pool);
}

/*
 * Who is of which region is known of the arms: three of the first arm are of
 * the East, 48 of the North; all of the comparison of the South. Of the East
 * nothing is told, so that of another region nothing is, or it would be the
 * rest of all. That must be the North: the South's people are the comparison's,
 * of whom it is told elsewhere.
 */
static void regions_within_arms(void **state)
{
    (void)state;
    static const char *const regions[] = {"East", "North", "South"};
    struct pp_pool *pool = pp_pool_new();
    const struct by_hand h = {.n_waves = 2,
                              .n_outcomes = 1,
                              .n_arms = 1,
                              .all = {87, 73},
                              .arms = {{51, 43}},
                              .comparison = {36, 30},
                              .outcomes = {{{{51, 43}}, {36, 30}, 87, 73}}};

    for (size_t n_nests = 0; n_nests < 2; n_nests++) {
        struct pp_results *r = (struct pp_results *)made(&h, pool);
        const char *within[] = {r->flow.arms[0].name, r->flow.arms[0].name,
                                r->flow.arms[1].name};
        const struct pp_nest nest = {.finer = "region",
                                     .coarser = r->plan->arms.column,
                                     .levels = regions,
                                     .within = within,
                                     .n_levels = 3};
        const struct pp_flow_row rows[] = {
            row_of(regions[0], (struct people){3, 3}),
            row_of(regions[1], (struct people){48, 40}),
            row_of(regions[2], (struct people){36, 30})};
        r->flow.regions = rows;
        r->flow.n_regions = 3;
        r->nests = &nest;
        r->n_nests = n_nests;
        const struct pp_results *is = disclosed(r, pool);
        assert_int_equal(is->flow.all.n_before, 87);
        assert_int_equal(is->flow.arms[0].n_before, 51);
        assert_int_equal(is->flow.arms[1].n_before, 36);
        assert_int_equal(is->flow.regions[0].n_before, HIDDEN);
        assert_int_equal(is->flow.regions[1].n_before,
                         n_nests == 1 ? HIDDEN : 48);
        assert_int_equal(is->flow.regions[1].n_both,
                         n_nests == 1 ? HIDDEN : 40);
    }
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reliability_bounds_the_flow),
        cmocka_unit_test(over_at_the_later_wave),
        cmocka_unit_test(other_outcomes_bound_the_flow),
        cmocka_unit_test(reliability_of_another_outcome),
        cmocka_unit_test(reliability_beside_a_hidden_arm),
        cmocka_unit_test(regions_within_arms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
