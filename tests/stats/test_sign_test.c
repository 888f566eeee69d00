#include "prepost/stats/sign_test.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../helpers/near.h"

static void against_r(void **state)
{
    (void)state;
    static const struct {
        size_t n_positive, n_negative;
        double p;
    } rows[] = {
        /* R binom.test (tests/oracle/small_statistics.R); 8 and 2: 2 (1 + 10
         * + 45) / 2^10; 7 and 1: 2 (1 + 8) / 2^8; 1 and 10: 2 (1 + 11) / 2^11
         */
        {1, 0, 1},
        {5, 5, 1},
        {9, 2, 0.0654296875},
        {10, 0, 0.001953125},
        {8, 2, .109375},
        {7, 1, .0703125},
        {1, 10, .01171875},
        {30, 30, 1},
        {40, 21, 0.020414713799635},
        {60, 0, 1.73472347597681e-18},
        {61, 0, 8.67361737988406e-19},
        {500, 430, 0.0236088392925472},
        {900, 300, 5.34512207281074e-70},
        {350500, 349500, 0.232464887056843},
        {352000, 348000, 1.75529331760533e-06},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_sign_test up, down;
        pp_sign_test(rows[i].n_positive, rows[i].n_negative, &up);
        pp_sign_test(rows[i].n_negative, rows[i].n_positive, &down);
        assert_true(near("p", up.p, rows[i].p, 1e-11));
        assert_true(near("mirror", down.p, up.p, 0));
        assert_int_equal(up.n_positive, rows[i].n_positive);
        assert_int_equal(up.status, PP_STATUS_OK);
    }
}

/* 60 coins are counted in whole numbers, 61 by a series: Pascal's rule ties
 * the two together. */
static void both_sides_of_the_change_of_method(void **state)
{
    (void)state;
    for (size_t k = 0; k < 30; k++) {
        struct pp_sign_test sixty, sixty_less, more;
        pp_sign_test(k + 1, 60 - k - 1, &sixty);
        pp_sign_test(k, 60 - k, &sixty_less);
        pp_sign_test(k + 1, 61 - k - 1, &more);
        /* P(X61 <= k+1) = (P(X60 <= k+1) + P(X60 <= k)) / 2 */
        if (k + 1 < 30)
            assert_true(
                near("Pascal", more.p, (sixty.p + sixty_less.p) / 2, 1e-13));
    }
}

static void nobody_changed(void **state)
{
    (void)state;
    struct pp_sign_test res;
    pp_sign_test(0, 0, &res);
    assert_int_equal(res.status, PP_STATUS_ALL_TIED);
    assert_true(isnan(res.p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_r),
        cmocka_unit_test(both_sides_of_the_change_of_method),
        cmocka_unit_test(nobody_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
