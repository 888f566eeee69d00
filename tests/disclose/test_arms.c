#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "prepost/disclose/disclose.h"

/*
 * What is known of the people of several arms together tells of each. The
 * counts are those of made-up evaluations; what may not be shown of them
 * follows from the truth, by the rules alone.
 */
enum { THRESHOLD = 5, HIDDEN = PP_COUNT_HIDDEN, SEEDS = 6 };

struct both {
    struct pp_pool *pool;
    struct pp_results *was;
    const struct pp_results *is;
};

static struct evaluated_options options(uint64_t seed, size_t n_arms,
                                        size_t n_waves)
{
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.seed = seed;
    o.n_first = 90 + 20 * seed;
    o.n_arms = n_arms;
    o.n_waves = n_waves;
    o.evidence = PP_EVIDENCE_COMPARISON;
    /* Of three waves, few leave before the second and many before the last. */
    o.again = o.comparison_again = n_waves == 2 ? 0.93 : 0.6;
    o.between = 0.97;
    o.asked[2] = o.asked[3] = 0.6;
    o.asked[4] = o.asked[5] = 0.2 + 0.1 * (double)seed;
    return o;
}

static struct both of(uint64_t seed, size_t n_arms, size_t n_waves)
{
    struct both b = {.pool = pp_pool_new()};
    struct evaluated_options o = options(seed, n_arms, n_waves);

    b.was = evaluated(b.pool, &o);
    b.is = disclosed(b.was, b.pool);
    return b;
}

static bool is_few(long n)
{
    return n > 0 && n < THRESHOLD;
}

/* n of everyone's reliability, less those of the arm and its comparison. */
static void reliability_of_all_arms(void **state)
{
    (void)state;
    size_t n_seen = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct both b = of(seed, 1, 2);
        for (size_t i = 0; i < b.was->n_outcomes; i++) {
            const struct pp_outcome *o = &b.is->outcomes[i];
            if (o->hidden || o->contrast.comparison.n_before != HIDDEN)
                continue;
            n_seen++;
            assert_int_equal((long)o->reliability.n_pre, HIDDEN);
        }
        pp_pool_free(b.pool);
    }
    assert_true(n_seen > 0);
}

/* Two arms are compared with the same people. */
static void one_comparison(void **state)
{
    (void)state;
    size_t n_hidden = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct both b = of(seed, 2, 2);
        for (size_t i = 0; i + 1 < b.is->n_outcomes; i += 2) {
            const struct pp_arm *x = &b.is->outcomes[i].contrast.comparison;
            const struct pp_arm *y = &b.is->outcomes[i + 1].contrast.comparison;
            assert_int_equal(x->n_before, y->n_before);
            assert_int_equal(x->n_left, y->n_left);
            assert_int_equal(x->individual.n_worse, y->individual.n_worse);
            assert_int_equal((long)b.is->outcomes[i].reliability.n_pre,
                             (long)b.is->outcomes[i + 1].reliability.n_pre);
            n_hidden += x->n_left == HIDDEN;
        }
        pp_pool_free(b.pool);
    }
    assert_true(n_hidden > 0);
}

/* Who was asked is the same at every wave: hidden at one, at all. */
static void comparison_at_every_wave(void **state)
{
    (void)state;
    size_t n_hidden = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct both b = of(seed, 1, 3);
        size_t n = b.is->n_per_wave;
        for (size_t i = 0; i < n; i++) {
            const struct pp_arm *x = &b.is->outcomes[i].contrast.comparison;
            const struct pp_arm *y = &b.is->outcomes[i + n].contrast.comparison;
            assert_int_equal(x->n_before == HIDDEN, y->n_before == HIDDEN);
            n_hidden += x->n_before == HIDDEN;
        }
        pp_pool_free(b.pool);
    }
    assert_true(n_hidden > 0);
}

/*
 * Few left between the first wave and the second, of all arms together: how
 * many answered first, less the pairs of each arm, would say so.
 */
static void few_left_of_all_arms(void **state)
{
    (void)state;
    size_t n_seen = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct both b = of(seed, 1, 3);
        const struct pp_contrast *was = &b.was->outcomes[0].contrast;
        bool are_pairs_shown =
            !b.is->outcomes[0].hidden &&
            b.is->outcomes[0].contrast.comparison.n_both != HIDDEN;
        long left = was->arm.n_left + was->comparison.n_left;
        if (is_few(left) && are_pairs_shown) {
            n_seen++;
            assert_int_equal(b.is->flow.all.n_before, HIDDEN);
        }
        pp_pool_free(b.pool);
    }
    assert_true(n_seen > 0);
}

/* Everyone in the model over time, less those of a wave. */
static void few_not_at_a_wave(void **state)
{
    (void)state;
    struct both b = of(5, 0, 3);
    struct pp_results *was = (struct pp_results *)b.was;
    struct pp_growth growth[9];

    for (size_t i = 0; i < 9; i++) {
        growth[i] = was->growth[i];
        struct pp_growth_wave *waves =
            pp_pool_array(b.pool, growth[i].n_waves, sizeof *waves);
        for (size_t w = 0; w < growth[i].n_waves; w++) {
            waves[w] = growth[i].waves[w];
            waves[w].n = 60; /* no one but the pairs at any wave */
            waves[w].n_both = 60;
        }
        growth[i].waves = waves;
        growth[i].n = i == 0 ? 63 : i == 1 ? 60 : 75;
    }
    was->growth = growth;
    const struct pp_results *is = disclosed(was, b.pool);
    assert_int_equal(is->growth[0].n, HIDDEN);
    assert_int_equal(is->growth[0].n_waves, 0);
    assert_int_equal(is->growth[1].n_waves, 3);
    assert_int_equal(is->growth[2].n_waves, 3);
    /* Who answered first is hidden here where it is hidden elsewhere. */
    assert_int_equal((long)is->outcomes[1].missing.n_before, HIDDEN);
    assert_int_equal(is->growth[1].waves[0].n, HIDDEN);
    pp_pool_free(b.pool);
}

/*
 * Of 60 who answered first, 42 answered the second time and 44 the last. `late`
 * did not answer first: so many of them the second time, and so many the last.
 * Who did both times, or one time only, are `late` less these, or the other way
 * round.
 */
static void few_of_those_who_came_later(void **state)
{
    (void)state;
    static const struct {
        long late, second, last;
        bool is_told;
    } cases[] = {{28, 15, 16, false},  /* 3 both times, 12 and 13 one time */
                 {26, 15, 16, true},   /* 5, 10 and 11 */
                 {31, 15, 16, true},   /* nobody both times */
                 {18, 15, 18, false},  /* 3 the last time only */
                 {20, 15, 20, true},   /* 5 */
                 {20, 20, 17, false}}; /* 3 the second time only */

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct both b = of(5, 0, 3);
        struct pp_growth_wave waves[3] = {
            {.n = 60, .n_both = 60}, {.n_both = 42}, {.n_both = 44}};
        size_t n = b.was->plan->n_outcomes;
        struct pp_growth *growth = pp_pool_array(b.pool, n, sizeof *growth);
        memcpy(growth, b.was->growth, n * sizeof *growth);
        waves[1].n = 42 + cases[i].second;
        waves[2].n = 44 + cases[i].last;
        for (int k = 0; k < 3; k++)
            waves[k].n_left_unlike = waves[k].n_joined_unlike = 12;
        growth[1].waves = waves;
        growth[1].n = 60 + cases[i].late;
        b.was->growth = growth;
        const struct pp_results *is = disclosed(b.was, b.pool);
        assert_int_equal(is->growth[1].n_waves, cases[i].is_told ? 3 : 0);
        pp_pool_free(b.pool);
    }
}

/* All but four of the comparison alike: its average tells of each of them. */
static void comparison_nearly_alike(void **state)
{
    (void)state;
    struct both b = of(6, 1, 2);
    struct pp_outcome *o = (struct pp_outcome *)&b.was->outcomes[0];

    assert_false(b.is->outcomes[0].hidden);
    o->contrast.comparison.n_unlike = THRESHOLD;
    assert_false(disclosed(b.was, b.pool)->outcomes[0].hidden);
    o->contrast.comparison.n_unlike = THRESHOLD - 1;
    assert_true(disclosed(b.was, b.pool)->outcomes[0].hidden);
    pp_pool_free(b.pool);
}

/* How those who left each arm started is an average of them: of ten at least,
 * whose number may be told. */
static void average_of_those_who_left(void **state)
{
    (void)state;
    size_t n_shown = 0, n_hidden = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct both b = of(seed, 1, seed % 2 == 0 ? 2 : 3);
        for (size_t i = 0; i < b.is->n_outcomes; i++) {
            const struct pp_contrast *is = &b.is->outcomes[i].contrast;
            const struct pp_contrast *was = &b.was->outcomes[i].contrast;
            const struct pp_arm *arms[] = {&is->arm, &is->comparison};
            const long n_left[] = {was->arm.n_left, was->comparison.n_left};
            for (int k = 0; k < 2; k++) {
                bool is_shown = n_left[k] >= 10 && arms[k]->n_left != HIDDEN;
                assert_int_equal(isfinite(arms[k]->left_mean), is_shown);
                if (!is_shown)
                    assert_true(isnan(arms[k]->left_difference));
                n_shown += is_shown;
                n_hidden += !is_shown;
            }
        }
        pp_pool_free(b.pool);
    }
    assert_true(n_shown > 0 && n_hidden > 0);
}

static bool hides(long shown, long reported)
{
    return shown == HIDDEN || reported != HIDDEN;
}

/* What reports do not say of an arm, comparing everyone by arm does not say. */
static void compared_by_arm(void **state)
{
    (void)state;
    size_t n_hidden = 0, n_shown = 0;

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct both b = of(seed, 1, 2);
        struct evaluated_options o = options(seed, 1, 2);
        o.by = "arm";
        const struct pp_results *by_arm =
            disclosed(evaluated(b.pool, &o), b.pool);
        for (size_t i = 0; i < by_arm->n_outcomes; i++) {
            const struct pp_outcome *report = &b.is->outcomes[i];
            const struct pp_comparison *c = &by_arm->outcomes[i].comparison;
            for (size_t k = 0; k < c->n_cohorts; k++) {
                const struct pp_contrast *both = &report->contrast;
                const struct pp_arm *arm =
                    strcmp(c->cohorts[k].name, both->arm.level) == 0
                        ? &both->arm
                        : &both->comparison;
                const struct pp_individual *is = &c->cohorts[k].individual;
                assert_string_equal(c->cohorts[k].name, arm->level);
                assert_true(hides(c->cohorts[k].flow.n_both, arm->n_both));
                assert_true(hides(c->cohorts[k].flow.n_before, arm->n_before));
                assert_int_equal(c->cohorts[k].flow.n_after, HIDDEN);
                if (is->source == PP_AMOUNT_NONE)
                    continue;
                assert_true(hides(is->n_better, arm->individual.n_better));
                assert_true(hides(is->n_worse, arm->individual.n_worse));
                n_hidden += arm->individual.n_worse == HIDDEN;
                n_shown += is->n_worse != HIDDEN;
            }
        }
        pp_pool_free(b.pool);
    }
    assert_true(n_hidden > 0);
    assert_true(n_shown > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reliability_of_all_arms),
        cmocka_unit_test(one_comparison),
        cmocka_unit_test(comparison_at_every_wave),
        cmocka_unit_test(few_left_of_all_arms),
        cmocka_unit_test(few_not_at_a_wave),
        cmocka_unit_test(few_of_those_who_came_later),
        cmocka_unit_test(comparison_nearly_alike),
        cmocka_unit_test(average_of_those_who_left),
        cmocka_unit_test(compared_by_arm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
