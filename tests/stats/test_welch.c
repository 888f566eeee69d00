#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/gsl.h"
#include "prepost/stats/welch.h"

#include "../helpers/near.h"

/* R's t.test(), tests/oracle/cohorts.R and, from summaries, by hand. */
static void test_two_samples(void **state)
{
    (void)state;
    static const double x[5] = {4, 6, 5, 9, 8}, y[7] = {3, 1, 4, 2, 2, 5, 4};
    struct pp_coefficient w = pp_welch(x, 5, y, 7, .95);
    assert_int_equal(w.status, PP_STATUS_OK);
    assert_true(near("difference", w.estimate, 3.4, 1e-14));
    assert_true(near("se", w.se, sqrt(4.3 / 5 + 2. / 7), 1e-13));
    double v = 4.3 / 5 + 2. / 7;
    double df = v * v / (.86 * .86 / 4 + 4. / 49 / 6);
    assert_true(near("df", w.df, df, 1e-13));
    struct pp_coefficient mirror = pp_welch(y, 7, x, 5, .95);
    assert_true(mirror.estimate == -w.estimate && mirror.p == w.p);
    assert_true(mirror.ci.lo == -w.ci.hi && mirror.ci.hi == -w.ci.lo);
}

/* 96 people +2.4 (.40), 74 people +1.1 (.55). */
static void test_two_regions(void **state)
{
    (void)state;
    struct pp_coefficient a = pp_coefficient_make(2.4, .40, 95, .95);
    struct pp_coefficient b = pp_coefficient_make(1.1, .55, 73, .95);
    struct pp_coefficient w = pp_welch_summary(&a, &b, .95);
    assert_true(near("difference", w.estimate, 1.3, 1e-14));
    assert_true(near("se", w.se, .680073525436772, 1e-13));
    assert_true(near("df", w.df, 140.45207032593, 1e-12));
    assert_true(near("lo", w.ci.lo, -.0445041664229591, 1e-10));
    assert_true(near("hi", w.ci.hi, 2.64450416642296, 1e-12));
}

static void test_edges(void **state)
{
    (void)state;
    static const double same[3] = {2, 2, 2}, spread[3] = {1, 2, 3};
    double far[3] = {1e9 + 1, 1e9 + 2, 1e9 + 3};
    assert_int_equal(pp_welch(same, 0, spread, 3, .95).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_welch(spread, 3, spread, 1, .95).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_welch(same, 3, same, 3, .95).status,
                     PP_STATUS_NO_VARIANCE);
    struct pp_coefficient one_sided = pp_welch(same, 3, spread, 3, .95);
    assert_int_equal(one_sided.status, PP_STATUS_OK);
    assert_true(near("df", one_sided.df, 2, 1e-14));
    assert_true(
        near("far", pp_welch(far, 3, spread, 3, .95).se, sqrt(2. / 3), 1e-12));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_samples),
        cmocka_unit_test(test_two_regions),
        cmocka_unit_test(test_edges),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
