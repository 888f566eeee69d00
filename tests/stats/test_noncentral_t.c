#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../helpers/near.h"
#include "prepost/base/number.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/noncentral_t.h"

/* One line of the grid: df, ncp, t, lower, upper. */
static int read_row(char *line, double row[5])
{
    line[strcspn(line, "\n")] = 0;
    for (int i = 0; i < 5; i++) {
        size_t length = strcspn(line, ",");
        if (pp_number_parse(line, length, &row[i]) != 0)
            return -1;
        line += length + (line[length] == ',');
    }
    return 0;
}

static void test_tails_against_arbitrary_precision(void **state)
{
    /* mpmath, 30 digits, two routes: tests/oracle/noncentral_t.py */
    FILE *file = fopen("tests/oracle/noncentral_t.csv", "r");
    char line[200];
    double row[5];
    int n = 0;

    (void)state;
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        assert_int_equal(read_row(line, row), 0);
        double df = row[0], ncp = row[1], t = row[2];
        snprintf(line, sizeof line, "df %g ncp %g t %g", df, ncp, t);
        assert_true(near(line, pp_nct_lower(t, df, ncp), row[3], 1e-12));
        assert_true(near(line, pp_nct_upper(t, df, ncp), row[4], 1e-12));
        n++;
    }
    fclose(file);
    assert_int_equal(n, 1158);
}

static void test_limits_turn_the_tails_back(void **state)
{
    static const double dfs[] = {1,   1.3,   2.8125, 9,  49,
                                 199, 30000, 699999, 1e6};
    static const double ts[] = {1e-6, 0.5, 2, 4.06, 38, 345, 500};
    static const double levels[] = {0.5, 0.9, 0.95, 0.999};

    (void)state;
    for (size_t i = 0; i < 9; i++)
        for (size_t j = 0; j < 7; j++)
            for (size_t k = 0; k < 4; k++) {
                double df = dfs[i], t = ts[j], p = (1 - levels[k]) / 2;
                struct pp_interval l = pp_nct_limits(t, df, levels[k]);
                char label[80];
                snprintf(label, sizeof label, "df %g t %g level %g", df, t,
                         levels[k]);
                assert_true(l.lo < l.hi);
                assert_true(near(label, pp_nct_upper(t, df, l.lo), p, 2e-12));
                assert_true(near(label, pp_nct_lower(t, df, l.hi), p, 2e-12));

                struct pp_interval mirror = pp_nct_limits(-t, df, levels[k]);
                assert_true(mirror.lo == -l.hi && mirror.hi == -l.lo);
            }
}

static void test_limits(void **state)
{
    static const struct {
        const char *label;
        double t, df, lo, hi, scale;
    } cases[] = {
        /* sleep, Thomason: limits of d_z, MBESS by way of esci; mpmath */
        {"sleep", 4.0621276833820388, 9, 0.4146277564, 2.118016514, 10},
        {"Thomason", 3.8554979950, 11, .369253, 1.826751, 12},
        /* t 0: the normal quantile, whatever df */
        {"no change", 0, 7, -1.9599639845400545, 1.9599639845400545, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pp_interval l = pp_nct_limits(cases[i].t, cases[i].df, 0.95);
        double root = sqrt(cases[i].scale);
        assert_true(near(cases[i].label, l.lo / root, cases[i].lo, 2e-6));
        assert_true(near(cases[i].label, l.hi / root, cases[i].hi, 2e-6));
    }
}

static void test_country_of_people(void **state)
{
    /* Programs that search loosely give a point away from the estimate here.
     * Large samples: ncp = t -+ z sqrt(1 + t^2 / (2 df)), nearly. */
    struct pp_interval l = pp_nct_limits(345, 699999, 0.95);
    double reach = 1.95996398454 * sqrt(1 + 345. * 345 / (2 * 699999.));

    (void)state;
    assert_true(near("lower", l.lo, 345 - reach, 1e-6));
    assert_true(near("upper", l.hi, 345 + reach, 1e-6));
}

static void test_limits_leave_out_zero_exactly_when_p_says_so(void **state)
{
    (void)state;
    for (double df = 1; df < 2000; df *= 1.7) {
        /* both sides of the critical value of t */
        double critical = 0, hi = 20;
        for (int i = 0; i < 200; i++) {
            double middle = 0.5 * (critical + hi);
            if (2 * pp_nct_upper(middle, df, 0) > 0.05)
                critical = middle;
            else
                hi = middle;
        }
        assert_true(pp_nct_limits(critical * (1 - 1e-10), df, 0.95).lo < 0);
        assert_true(pp_nct_limits(critical * (1 + 1e-10), df, 0.95).lo > 0);
    }
}

static void test_undefined(void **state)
{
    (void)state;
    assert_true(isnan(pp_nct_lower(1, 0, 0)));
    assert_true(isnan(pp_nct_upper(1, -1, 0)));
    assert_true(isnan(pp_nct_lower(NAN, 5, 0)));
    assert_true(isnan(pp_nct_upper(1, 5, INFINITY)));
    assert_true(isnan(pp_nct_limits(NAN, 5, 0.95).lo));
    assert_true(isnan(pp_nct_limits(1, NAN, 0.95).hi));
    assert_true(isnan(pp_nct_limits(1, 5, 1).hi));
    assert_true(isnan(pp_nct_limits(1, 5, 0).lo));
}

static void test_tails_are_monotone_and_complementary(void **state)
{
    (void)state;
    for (double ncp = -5; ncp < 60; ncp += 6.5) {
        double last = 1;
        for (double t = -30; t < 90; t += 0.37) {
            double upper = pp_nct_upper(t, 7.5, ncp);
            assert_true(upper <= last * (1 + 1e-14));
            assert_true(
                near("sum", upper + pp_nct_lower(t, 7.5, ncp), 1, 1e-13));
            last = upper;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tails_against_arbitrary_precision),
        cmocka_unit_test(test_limits_turn_the_tails_back),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_country_of_people),
        cmocka_unit_test(test_limits_leave_out_zero_exactly_when_p_says_so),
        cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_tails_are_monotone_and_complementary),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
