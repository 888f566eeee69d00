#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/coefficient.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/students_t.h"

#include "../helpers/near.h"

/* mpmath, 40 digits: betainc(df/2, 1/2, 0, df/(df+t^2), regularized)/2. */
static void test_tails(void **state)
{
    (void)state;
    static const double row[][3] = {
        {0.3, 0.5, 0.42242957606524541},
        {1.9, 0.5, 0.22812667132273973},
        {4.5, 0.5, 0.1506265812777687},
        {13.5, 0.5, 0.087247878556655854},
        {0.3, 1, 0.40722642092225766},
        {1.9, 1, 0.15421411445033347},
        {4.5, 1, 0.069604487273063949},
        {13.5, 1, 0.023535526661438003},
        {0.3, 2.8125, 0.39248484506013058},
        {1.9, 2.8125, 0.079866143207270618},
        {4.5, 2.8125, 0.011740405660664693},
        {13.5, 2.8125, 0.00060749050284268433},
        {0.3, 5.5, 0.38759444278813929},
        {1.9, 5.5, 0.055292586431997068},
        {4.5, 5.5, 0.0025401671178250705},
        {13.5, 5.5, 9.9877372009840956e-6},
        {0.3, 9, 0.38549535187076244},
        {1.9, 9, 0.044944044508134328},
        {4.5, 9, 0.00074447470770586561},
        {13.5, 9, 1.403360233525996e-7},
        {0.3, 30, 0.3831230526421764},
        {1.9, 30, 0.033541461999298451},
        {4.5, 30, 4.7596796960562344e-5},
        {13.5, 30, 1.3922476859688633e-14},
        {0.3, 31, 0.38308983750551436},
        {1.9, 31, 0.033384887094470874},
        {4.5, 31, 4.4760581157641966e-5},
        {13.5, 31, 7.9790665035207274e-15},
        {0.3, 68, 0.3825461668457749},
        {1.9, 68, 0.03083709339200594},
        {4.5, 68, 1.364185313049917e-5},
        {13.5, 68, 3.237506164180803e-21},
        {0.3, 140.45, 0.38231035414327844},
        {1.9, 140.45, 0.029741410447550682},
        {4.5, 140.45, 7.0689898738370733e-6},
        {13.5, 140.45, 1.8942178866882559e-27},
        {0.3, 1999, 0.38210417379070273},
        {1.9, 1999, 0.02878844622770415},
        {4.5, 1999, 3.5929767683070338e-6},
        {13.5, 1999, 4.10596844356383e-40},
        {0.3, 2001, 0.38210415820356198},
        {1.9, 2001, 0.028788374367895758},
        {4.5, 2001, 3.5927773766988561e-6},
        {13.5, 2001, 4.0906563814967294e-40},
        {0.3, 100000, 0.38208888959516882},
        {1.9, 100000, 0.028717996642053927},
        {4.5, 100000, 3.4014958817258468e-6},
        {13.5, 100000, 8.5026421252903596e-42},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        assert_true(
            near("upper", pp_t_upper(row[i][0], row[i][1]), row[i][2], 2e-13));
        assert_true(near("lower", pp_t_upper(-row[i][0], row[i][1]),
                         1 - row[i][2], 1e-13));
        assert_true(near("quantile", pp_t_quantile_upper(row[i][2], row[i][1]),
                         row[i][0], 1e-12));
    }
}

/* mpmath, 40 digits: the series in tests/oracle/students_t.py. */
static void test_far_tails(void **state)
{
    (void)state;
    static const double row[][3] = {
        {1e199, 1, 3.1830988618379064e-200},
        {1e60, 1.3, 3.4678481118500109e-79},
        {250, 1.3, 0.0002646878242090877},
        {1e30, 5.5, 1.7664049681688727e-164},
        {1e5, 31, 9.2861070289037329e-134},
        {30, 100, 4.1901662793441461e-52},
        {38, 2001, 1.1984906817021778e-238},
        {38, 10000, 1.4483005348856902e-295},
        {20, 300000, 3.1480973176727677e-89},
        {0.01, 1000000, 0.49601064468277384},
        {1.5, 1000000, 0.066807359118396385},
        {2.5, 1000000, 0.0062097447510816231},
        {37, 1000000, 9.1498654309011315e-300},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        assert_true(
            near("far", pp_t_upper(row[i][0], row[i][1]), row[i][2], 3e-13));
}

/* The end of an interval and p change sides at the same place. */
static void test_p_and_interval_agree(void **state)
{
    (void)state;
    for (double df = .7; df < 3000; df *= 1.31) {
        double t = pp_t_quantile_upper(.025, df);
        assert_true(near("p", pp_t_two_sided(t, df), .05, 1e-13));
        struct pp_coefficient c = pp_coefficient_make(t, 1, df, .95);
        assert_true(fabs(c.ci.lo) <= 1e-13 * t);
    }
}

static void test_edges(void **state)
{
    (void)state;
    assert_true(isnan(pp_t_upper(1, 0)));
    assert_true(isnan(pp_t_upper(NAN, 5)));
    assert_true(isnan(pp_t_two_sided(NAN, 5)));
    assert_true(isnan(pp_t_two_sided(2, NAN)));
    assert_true(isnan(pp_t_two_sided(2, 0)));
    assert_true(isnan(pp_t_quantile_upper(0, 5)));
    assert_true(isnan(pp_t_quantile_upper(.1, NAN)));
    assert_true(pp_t_upper(INFINITY, 5) == 0);
    assert_true(pp_t_upper(0, 5) == .5 && pp_t_two_sided(0, 5) == 1);
    assert_true(near("normal", pp_t_quantile_upper(.025, INFINITY),
                     1.9599639845400545, 1e-14));
    assert_int_equal(pp_coefficient_make(1, NAN, 5, .95).status,
                     PP_STATUS_TOO_FEW);
    struct pp_coefficient c = pp_coefficient_make(1, 0, 5, .95);
    assert_int_equal(c.status, PP_STATUS_NO_VARIANCE);
    assert_true(isnan(c.p) && c.ci.lo == 1 && c.ci.hi == 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tails),
        cmocka_unit_test(test_far_tails),
        cmocka_unit_test(test_p_and_interval_agree),
        cmocka_unit_test(test_edges),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
