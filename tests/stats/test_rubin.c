#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/gsl.h"
#include "prepost/stats/rubin.h"

#include "../helpers/near.h"

/* R's mice 3.15, pool.scalar(): tests/oracle/missing.R. */
static void test_against_pool_scalar(void **state)
{
    (void)state;
    static const struct {
        size_t m;
        double q[5], u[5], nu_complete;
        double estimate, total, df, increase, fmi;
    } row[] = {
        {2,
         {-1.5457, -1.428},
         {.9723 * .9723, 1.041 * 1.041},
         23,
         -1.48685,
         1.0249141125,
         20.9702548380792,
         .0102412224994409,
         .0927283145085565},
        {5,
         {2.1, 2.6, 1.9, 2.4, 2.2},
         {.49, .52, .47, .55, .50},
         59,
         2.24,
         .5936,
         38.4752351808581,
         .173122529644269,
         .18867941837965},
    };
    for (size_t i = 0; i < 2; i++) {
        struct pp_rubin r = pp_rubin_pool(row[i].q, row[i].u, row[i].m,
                                          row[i].nu_complete, .95);
        assert_true(near("q", r.pooled.estimate, row[i].estimate, 1e-14));
        assert_true(near("T", r.total, row[i].total, 1e-13));
        assert_true(near("df", r.pooled.df, row[i].df, 1e-12));
        assert_true(near("r", r.increase, row[i].increase, 1e-12));
        assert_true(near("fmi", r.missing_information, row[i].fmi, 1e-12));
        assert_true(near("se", r.pooled.se, sqrt(row[i].total), 1e-13));
    }
    /* Rubin's own df of the second set, 183.67. */
    struct pp_rubin r = pp_rubin_pool(row[1].q, row[1].u, 5, 59, .95);
    assert_true(near("df", r.df_large_sample, 183.67, 1e-4));
}

static void test_edges(void **state)
{
    (void)state;
    static const double q[3] = {2, 2, 2}, u[3] = {.25, .25, .25};
    static const double spread[3] = {1, 2, 3}, none[3] = {0, 0, 0};
    struct pp_rubin r = pp_rubin_pool(q, u, 3, 19, .95);
    /* Nothing between the sets: (nu + 1)/(nu + 3) nu, and fmi 2/(df + 3). */
    double df = 20. / 22 * 19;
    assert_true(near("df", r.pooled.df, df, 1e-14));
    assert_true(near("fmi", r.missing_information, 2 / (df + 3), 1e-14));
    assert_true(near("se", r.pooled.se, .5, 1e-14));
    assert_true(isinf(r.df_large_sample));
    r = pp_rubin_pool(q, u, 1, 19, .95);
    assert_true(near("one set", r.pooled.df, df, 1e-14));
    r = pp_rubin_pool(q, u, 3, INFINITY, .95);
    assert_int_equal(r.pooled.status, PP_STATUS_OK);
    assert_true(isinf(r.pooled.df));
    r = pp_rubin_pool(spread, u, 3, INFINITY, .95);
    assert_true(near("Rubin 1987", r.pooled.df, r.df_large_sample, 1e-14));
    r = pp_rubin_pool(q, u, 0, 19, .95);
    assert_int_equal(r.pooled.status, PP_STATUS_TOO_FEW);
    r = pp_rubin_pool(q, none, 3, 19, .95);
    assert_int_equal(r.pooled.status, PP_STATUS_NO_VARIANCE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_pool_scalar),
        cmocka_unit_test(test_edges),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
