#include "prepost/stats/multiplicity.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/rng.h"

#include "../helpers/near.h"

/* R's p.adjust, tests/oracle/small_statistics.R; pingouin's own test has the
 * first list for Holm and BH. */
static void against_r(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t n;
        enum pp_adjustment method;
        double p[5], adjusted[5];
    } rows[] = {
        {"holm",
         5,
         PP_ADJUST_HOLM,
         {.52, .12, .0001, .03, .14},
         {.52, .36, .0005, .12, .36}},
        {"hochberg",
         5,
         PP_ADJUST_HOCHBERG,
         {.52, .12, .0001, .03, .14},
         {.52, .28, .0005, .12, .28}},
        {"BH",
         5,
         PP_ADJUST_BH,
         {.52, .12, .0001, .03, .14},
         {.52, .175, .0005, .075, .175}},
        /* an outcome without a p was still looked at (n = 4 in R) */
        {"holm, one missing",
         4,
         PP_ADJUST_HOLM,
         {.012, .020, NAN, .30},
         {.048, .060, NAN, .60}},
        {"hochberg, one missing",
         4,
         PP_ADJUST_HOCHBERG,
         {.012, .020, NAN, .30},
         {.048, .060, NAN, .60}},
        {"BY",
         5,
         PP_ADJUST_BY,
         {.52, .12, .0001, .03, .14},
         {1, .399583333333333, .00114166666666667, .17125, .399583333333333}},
        {"BH, one missing",
         4,
         PP_ADJUST_BH,
         {.012, .020, NAN, .30},
         {.04, .04, NAN, .40}},
        {"one alone", 1, PP_ADJUST_HOLM, {.04}, {.04}},
        {"equal p's", 3, PP_ADJUST_HOLM, {.03, .02, .02}, {.06, .06, .06}},
        {"all missing", 2, PP_ADJUST_BH, {NAN, NAN}, {NAN, NAN}},
        {"never over 1", 2, PP_ADJUST_HOLM, {.9, .8}, {1, 1}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double out[5];
        pp_adjust_p(rows[i].method, rows[i].p, rows[i].n, out);
        for (size_t k = 0; k < rows[i].n; k++)
            assert_true(
                near(rows[i].label, out[k], rows[i].adjusted[k], 1e-14));
    }
    pp_adjust_p(PP_ADJUST_HOLM, NULL, 0, NULL);
}

static void order_does_not_matter(void **state)
{
    (void)state;
    struct pp_rng rng = pp_rng_at(21, PP_STREAM_SIMULATION, 0);
    for (int trial = 0; trial < 500; trial++) {
        double p[12], turned[12], out[12], again[12];
        size_t n = 1 + pp_rng_below(&rng, 12);
        for (size_t i = 0; i < n; i++)
            p[i] = pp_rng_below(&rng, 6) == 0 ? NAN
                                              : pp_rng_below(&rng, 40) / 100.0;
        for (size_t i = 0; i < n; i++)
            turned[i] = p[n - 1 - i];
        for (int m = 0; m < 3; m++) {
            pp_adjust_p((enum pp_adjustment)m, p, n, out);
            pp_adjust_p((enum pp_adjustment)m, turned, n, again);
            pp_adjust_p((enum pp_adjustment)m, turned, n, turned);
            for (size_t i = 0; i < n; i++) {
                assert_true(near("turned", again[n - 1 - i], out[i], 0));
                assert_true(near("in place", turned[n - 1 - i], out[i], 0));
                assert_true(isnan(p[i]) || out[i] >= p[i]);
                turned[n - 1 - i] = p[i];
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_r),
        cmocka_unit_test(order_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
