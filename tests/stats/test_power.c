#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "../helpers/near.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/power.h"

static void test_power(void **state)
{
    (void)state;
    /* both tails; R's power.t.test(strict = TRUE) and mpmath agree */
    assert_true(
        near("n 20 d .5", pp_power_paired(.5, 20, .95), .5645044184, 1e-10));
    assert_true(
        near("d -.5", pp_power_paired(-.5, 20, .95), .5645044184, 1e-10));
    /* without any change: alpha */
    assert_true(near("d 0", pp_power_paired(0, 20, .95), .05, 1e-12));
    assert_true(near("n for .8", pp_power_pairs_needed(.5, .95, .8),
                     33.3671289533, 1e-12));
    assert_true(near("n 20 for .8", pp_power_detectable(20, .95, .8),
                     .660441654623, 1e-12));
}

static void test_detectable(void **state)
{
    static const double expected[][2] = {
        {12, .888654265}, {16, .749465645}, {8, 1.15603468}};

    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_true(near("worked sets",
                         pp_power_detectable(expected[i][0], .95, .8),
                         expected[i][1], 5e-9));
    /* it gives the power that was asked for */
    for (double n = 2; n < 2e6; n *= 3.3)
        for (double power = 0.1; power < 1; power += 0.2) {
            double d = pp_power_detectable(n, .95, power);
            assert_true(near("back", pp_power_paired(d, n, .95), power, 1e-11));
        }
    for (double d = 0.05; d < 4; d *= 1.5) {
        double n = pp_power_pairs_needed(d, .95, .9);
        if (n > 2)
            assert_true(near("back", pp_power_paired(d, n, .95), .9, 1e-11));
    }
}

static void test_equivalence(void **state)
{
    /* PASS, as cited by TOSTER: change -4, sd 25.4558, bounds +-19.2 */
    static const double expected[][2] = {
        {15, .66629}, {30, .93855}, {50, .99410}, {5, .10599}};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_true(fabs(pp_power_equivalence(-4, 25.4558, expected[i][0],
                                              -19.2, 19.2, .95) -
                         expected[i][1]) < 5.1e-6);
    /* at a bound it is at most alpha; a tiny sample cannot show it at all */
    assert_true(pp_power_equivalence(2, 1, 40, -2, 2, .95) <= .05 + 1e-12);
    assert_true(pp_power_equivalence(0, 5, 2, -1, 1, .95) < .02);
    /* with people enough it is certain, and one-sided power in between */
    assert_true(
        near("many", pp_power_equivalence(0, 5, 1e5, -1, 1, .95), 1, 1e-12));
}

static void test_undefined(void **state)
{
    (void)state;
    assert_true(isnan(pp_power_paired(.5, 1, .95)));
    assert_true(isnan(pp_power_paired(NAN, 20, .95)));
    assert_true(isnan(pp_power_of_ncp(1, 5, 1)));
    assert_true(isnan(pp_power_detectable(1, .95, .8)));
    assert_true(isnan(pp_power_detectable(20, .95, .05)));
    assert_true(isnan(pp_power_detectable(20, .95, 1)));
    assert_true(isnan(pp_power_detectable_ncp(NAN, .95, .8)));
    assert_true(isnan(pp_power_pairs_needed(0, .95, .8)));
    assert_true(isnan(pp_power_equivalence(0, 0, 20, -1, 1, .95)));
    assert_true(isnan(pp_power_equivalence(0, 1, 20, 1, -1, .95)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_power),
        cmocka_unit_test(test_detectable),
        cmocka_unit_test(test_equivalence),
        cmocka_unit_test(test_undefined),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
