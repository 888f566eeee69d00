#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "../helpers/near.h"
#include "prepost/stats/bayes_factor.h"
#include "prepost/stats/gsl.h"

static void test_known_results(void **state)
{
    /* tests/oracle/bayes_factor.py, which integrates over the effect size
     * itself; the first four also by BayesFactor (R), pingouin and Rouder et
     * al. 2009 (BF01 1.557446844 for t 2.03) */
    static const struct {
        const char *label;
        double t, df, n, r, bf10;
    } rows[] = {
        {"sleep", 4.0621276833820388, 9, 10, PP_BAYES_MEDIUM,
         17.258880267774006},
        {"pingouin, .707", 3.5, 19, 20, .707, 17.184748951561917},
        {"pingouin, 1", 3.5, 19, 20, 1, 16.126508210866543},
        {"Rouder", 2.03, 79, 80, 1, 1 / 1.557446844},
        {"Rouder, all digits", 2.03, 79, 80, 1, 0.64207648807195719},
        {"t 0", 0, 5, 6, PP_BAYES_MEDIUM, 0.37316567427801551},
        {"t below 0", -2.2, 30, 31, .5, 1.82323043901383},
        {"large t", 12, 199, 200, PP_BAYES_MEDIUM, 1.449683501089142e+22},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pp_bayes_factor b =
            pp_bayes_factor_jzs(rows[i].t, rows[i].df, rows[i].n, rows[i].r);
        double digits = i == 3 ? 1e-9 : 1e-12;
        assert_int_equal(b.status, PP_STATUS_OK);
        assert_true(near(rows[i].label, b.bf10, rows[i].bf10, digits));
        assert_true(near(rows[i].label, b.log_bf10, log(b.bf10), 1e-12));
    }
    assert_true(PP_BAYES_MEDIUM != 0.707);
}

static void test_country_of_people(void **state)
{
    /* Laplace: log BF10 = (df + 1)/2 log(1 + t^2/df) + log of the prior's
     * density at d, over the likelihood of width se */
    double t = 345, df = 699999, n = 700000, r = PP_BAYES_MEDIUM;
    double d = t / sqrt(n), se = sqrt(1 / n + d * d / (2 * n));
    double prior = 1 / (M_PI * r * (1 + d * d / (r * r)));
    double laplace = 0.5 * (df + 1) * log1p(t * t / df) + log(prior) +
                     0.5 * log(2 * M_PI) + log(se);
    struct pp_bayes_factor b = pp_bayes_factor_jzs(t, df, n, r);

    (void)state;
    assert_true(near("log", b.log_bf10, laplace, 1e-5));
    assert_true(isinf(b.bf10));
    b = pp_bayes_factor_jzs(0, df, n, r);
    assert_true(b.bf10 > 0 && b.bf10 < 0.01);
}

static void test_undefined(void **state)
{
    (void)state;
    struct pp_bayes_factor b = pp_bayes_factor_jzs(NAN, 9, 10, 1);
    assert_int_equal(b.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(b.bf10) && isnan(b.log_bf10));
    assert_int_equal(pp_bayes_factor_jzs(1, NAN, 10, 1).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_bayes_factor_jzs(1, 0, 1, 1).status, PP_STATUS_TOO_FEW);
}

static void test_symmetric_and_rising(void **state)
{
    (void)state;
    double last = 0;
    for (double t = 0; t < 40; t += 0.5) {
        double bf = pp_bayes_factor_jzs(t, 14, 15, PP_BAYES_MEDIUM).bf10;
        assert_true(bf > last);
        assert_true(bf ==
                    pp_bayes_factor_jzs(-t, 14, 15, PP_BAYES_MEDIUM).bf10);
        last = bf;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_results),
        cmocka_unit_test(test_country_of_people),
        cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_symmetric_and_rising),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
