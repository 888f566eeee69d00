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
    assert_true(near("mean se", g.waves[2].mean.se, 1.28539036759066, 1e-6));
    assert_true(
        near("change", g.waves[4].change.estimate, -10.7639136296979, 1e-7));
    assert_true(
        near("change se", g.waves[4].change.se, 1.19283242747988, 1e-6));
    assert_true(
        near("change df", g.waves[4].change.df, 77.3859247424623, 1e-5));
    assert_true(near("slope", g.slope.estimate, -1.20970958340868, 1e-7));
    assert_true(near("slope se", g.slope.se, 0.141905248632879, 1e-6));
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(beat_the_blues),
                                       cmocka_unit_test(two_waves_have_none),
                                       cmocka_unit_test(everyone_counts)};

    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
