#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../helpers/near.h"
#include "../helpers/shared_table.h"
#include "prepost/analysis/growth.h"
#include "prepost/stats/gsl.h"

/* The larger of the model's standard error and a robust one. */
static bool is_a_little_over(double se, double model)
{
    return se >= model * (1 - 1e-6) && se < 1.1 * model;
}

/* Beat the Blues, both arms as one; expected numbers: tests/oracle/mmrm.csv,
 * one_mean3, one_change8 and one_slope. */
static void beat_the_blues(void **state)
{
    static const char *const wave[] = {"bdi.pre", "bdi.2m", "bdi.3m", "bdi.5m",
                                       "bdi.8m"};
    static const double months[] = {0, 2, 3, 5, 8};
    struct shared_table *table =
        shared_table_read("r-packages/HSAUR3_BtheB.csv");
    double *at[5];

    (void)state;
    if (table == NULL)
        skip();
    for (size_t w = 0; w < 5; w++)
        at[w] = shared_numbers(table, wave[w]);
    struct pp_scores scores = {table->n_rows, 5, at};
    struct pp_pool *pool = pp_pool_new();
    struct pp_growth g = pp_growth_of(&scores, months, .95, pool);
    assert_int_equal(g.status, PP_STATUS_OK);
    assert_int_equal(g.n, 100);
    static const long n_at[] = {100, 97, 73, 58, 52};
    for (size_t w = 0; w < 5; w++)
        assert_int_equal(g.waves[w].n, n_at[w]);
    assert_true(near("mean", g.waves[2].mean.estimate, 15.7239231184953, 1e-7));
    assert_true(is_a_little_over(g.waves[2].mean.se, 1.28539036759066));
    assert_true(
        near("change", g.waves[4].change.estimate, -10.7639136296979, 1e-7));
    assert_true(is_a_little_over(g.waves[4].change.se, 1.19283242747988));
    assert_true(
        near("change df", g.waves[4].change.df, 77.3859247424623, 1e-5));
    assert_true(near("slope", g.slope.estimate, -1.20970958340868, 1e-7));
    assert_true(is_a_little_over(g.slope.se, 0.141905248632879));
    /* Where a wave's time is not known there is no line. */
    double unknown[] = {0, 2, NAN, 5, 8};
    g = pp_growth_of(&scores, unknown, .95, pool);
    assert_int_equal(g.slope.status, PP_STATUS_NOT_DECLARED);
    assert_int_equal(g.status, PP_STATUS_OK);
    pp_pool_free(pool);
    for (size_t w = 0; w < 5; w++)
        free(at[w]);
    shared_table_free(table);
}

/* The two arms of the trial, one mean before; shared_difference8 there, and
 * own_difference8 where each has its own. */
static void arms(void **state)
{
    static const char *const wave[] = {"bdi.pre", "bdi.2m", "bdi.3m", "bdi.5m",
                                       "bdi.8m"};
    struct shared_table *table =
        shared_table_read("r-packages/HSAUR3_BtheB.csv");
    double *at[5];
    size_t cohort[200];
    struct pp_growth g[2];

    (void)state;
    if (table == NULL)
        skip();
    for (size_t w = 0; w < 5; w++)
        at[w] = shared_numbers(table, wave[w]);
    for (size_t i = 0; i < table->n_rows; i++)
        cohort[i] = *shared_text(table, i, "treatment") == 'B';
    struct pp_scores scores = {table->n_rows, 5, at};
    struct pp_pool *pool = pp_pool_new();
    pp_growth_of_arms(&scores, cohort, 2, PP_ARMS_BY_CHANCE, NULL, .95, pool,
                      g);
    assert_int_equal(g[0].n, 48);
    assert_int_equal(g[1].n, 52);
    assert_int_equal(g[1].waves[4].n_both, 27);
    const struct pp_coefficient *d = &g[1].waves[4].difference;
    assert_true(near("difference", d->estimate, -1.54136804817823, 1e-6));
    assert_true(near("se", d->se, 2.16622138041547, 1e-6));
    assert_true(near("df", d->df, 66.4321885492469, 1e-5));
    assert_true(near("one mean before", g[0].waves[0].mean.estimate,
                     g[1].waves[0].mean.estimate, 1e-12));
    assert_int_equal(g[0].waves[4].difference.status, PP_STATUS_NOT_DECLARED);
    pp_growth_of_arms(&scores, cohort, 2, PP_ARMS_AS_THEY_ARE, NULL, .95, pool,
                      g);
    d = &g[1].waves[4].difference;
    assert_true(near("own", d->estimate, -0.687714286335897, 1e-6));
    /* Who is in no arm is in no model. */
    cohort[0] = PP_NO_COHORT;
    pp_growth_of_arms(&scores, cohort, 2, PP_ARMS_BY_CHANCE, NULL, .95, pool,
                      g);
    assert_int_equal(g[0].n + g[1].n, 99);
    pp_pool_free(pool);
    for (size_t w = 0; w < 5; w++)
        free(at[w]);
    shared_table_free(table);
}

static void two_waves_have_none(void **state)
{
    double first[] = {1, 2, 3, 4}, last[] = {2, 2, 4, 5};
    double *at[] = {first, last};
    struct pp_scores scores = {4, 2, at};

    (void)state;
    assert_int_equal(pp_growth_of(&scores, NULL, .95, NULL).n_waves, 0);
}

/* Someone who was there only in the middle counts; nobody at a wave: no fit. */
static void everyone_counts(void **state)
{
    double a[] = {5, 6, 4, 7, 8, NAN, 5, 6}, b[] = {6, 6, 5, 9, 9, 4, NAN, 5};
    double c[] = {7, 5, 6, 9, NAN, NAN, 6, 8}, none[8];
    double *at[] = {a, b, c};
    struct pp_scores scores = {8, 3, at};
    struct pp_pool *pool = pp_pool_new();

    (void)state;
    struct pp_growth g = pp_growth_of(&scores, NULL, .95, pool);
    assert_int_equal(g.n, 8);
    assert_int_equal(g.waves[1].n, 7);
    assert_int_equal(g.status, PP_STATUS_OK);
    for (size_t i = 0; i < 8; i++)
        none[i] = NAN;
    at[2] = none;
    g = pp_growth_of(&scores, NULL, .95, pool);
    assert_int_equal(g.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(g.waves[1].mean.estimate));
    pp_pool_free(pool);
}

/* Counted by hand: 5, 5, 6 and 8 first and none then; 3, 3 and 4 then only. */
static void unlike_most(void **state)
{
    double a[] = {5, 5, 6, 8, 7, NAN, NAN, NAN};
    double b[] = {NAN, NAN, NAN, NAN, 7, 3, 3, 4};
    double c[] = {7, 5, 6, 9, 1, 2, 6, 8};
    double *at[] = {a, b, c};
    struct pp_scores scores = {8, 3, at};
    struct pp_pool *pool = pp_pool_new();

    (void)state;
    struct pp_growth g = pp_growth_of(&scores, NULL, .95, pool);
    assert_int_equal(g.waves[1].n_left_unlike, 2);
    assert_int_equal(g.waves[1].n_joined_unlike, 1);
    assert_int_equal(g.waves[2].n_left_unlike, 0);   /* nobody */
    assert_int_equal(g.waves[2].n_joined_unlike, 2); /* 2, 6, 8 */
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beat_the_blues), cmocka_unit_test(arms),
        cmocka_unit_test(two_waves_have_none),
        cmocka_unit_test(everyone_counts), cmocka_unit_test(unlike_most)};

    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
