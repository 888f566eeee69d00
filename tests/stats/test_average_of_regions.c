#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/average_of_regions.h"
#include "prepost/stats/gsl.h"

#include "../helpers/near.h"

/* By hand, tests/oracle/cohorts.R. */
static void test_two_regions(void **state)
{
    (void)state;
    struct pp_coefficient region[3] = {
        pp_coefficient_make(2.4, .40, 95, .95),
        pp_coefficient_make(1.1, .55, 73, .95),
        pp_coefficient_none(PP_STATUS_TOO_FEW),
    };
    static const size_t n[3] = {96, 74, 0};
    for (size_t k = 2; k <= 3; k++) { /* an empty region changes nothing */
        struct pp_coefficient a = pp_average_of_regions(region, n, k, .95);
        assert_true(near("average", a.estimate, 1.83411764705882, 1e-14));
        assert_true(near("se", a.se, .329151683042677, 1e-13));
        assert_true(near("df", a.df, 162.104836531116, 1e-12));
        assert_true(near("lo", a.ci.lo, 1.18413978593075, 1e-12));
        assert_true(near("hi", a.ci.hi, 2.4840955081869, 1e-12));
    }
}

static void test_edges(void **state)
{
    (void)state;
    struct pp_coefficient region[2] = {
        pp_coefficient_make(2.4, .40, 95, .95),
        pp_coefficient_none(PP_STATUS_TOO_FEW),
    };
    static const size_t n[2] = {96, 1}, none[2] = {0, 0};
    struct pp_coefficient a = pp_average_of_regions(region, n, 1, .95);
    assert_true(near("one region", a.se, .40, 1e-14));
    assert_true(near("one region", a.df, 95, 1e-13));
    assert_true(near("one region", a.ci.lo, region[0].ci.lo, 1e-13));
    assert_int_equal(pp_average_of_regions(region, n, 2, .95).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_average_of_regions(region, none, 2, .95).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_average_of_regions(region, n, 0, .95).status,
                     PP_STATUS_TOO_FEW);
    region[0].se = 0;
    assert_int_equal(pp_average_of_regions(region, n, 1, .95).status,
                     PP_STATUS_NO_VARIANCE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_regions),
        cmocka_unit_test(test_edges),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
