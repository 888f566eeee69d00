#include "prepost/stats/proportion.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "prepost/stats/gsl.h"

#include "../helpers/near.h"

/* R's prop.test (correct = FALSE),
 * tests/oracle/small_statistics.R; the counts of 5896 are CORC's. */
static void against_r(void **state)
{
    (void)state;
    static const struct {
        size_t k, n;
        double level, wilson[2];
    } rows[] = {
        {0, 10, 0.95, {0.000000000000000, 0.277532799862889}},
        {0, 10, 0.998, {0.000000000000000, 0.488478900453462}},
        {27, 40, 0.95, {0.520177461898777, 0.799154977682173}},
        {27, 40, 0.998, {0.432905249504962, 0.849640283979850}},
        {10, 10, 0.95, {0.722467200137111, 1.000000000000000}},
        {10, 10, 0.998, {0.511521099546538, 1.000000000000000}},
        {1, 1, 0.95, {0.206549314377238, 1.000000000000000}},
        {1, 1, 0.998, {0.0947909015013205, 1.0000000000000000}},
        {0, 1, 0.95, {0.000000000000000, 0.793450685622763}},
        {0, 1, 0.998, {0.000000000000000, 0.905209098498679}},
        {2117, 5896, 0.95, {0.346907345235851, 0.371390169773609}},
        {2117, 5896, 0.998, {0.339992657930183, 0.378577139858959}},
        {3056, 5896, 0.95, {0.505555685392408, 0.531055467891561}},
        {3056, 5896, 0.998, {0.498195113214396, 0.538380653137918}},
        {617, 5896, 0.95, {0.0970897164720797, 0.1127195584822550}},
        {617, 5896, 0.998, {0.0929609550562915, 0.1176120878396057}},
        {1569, 5896, 0.95, {0.254987350381461, 0.277542460927860}},
        {1569, 5896, 0.998, {0.248715942152870, 0.284265707848606}},
        {1, 700000, 0.95, {2.52177980132303e-07, 8.09271739718508e-06}},
        {1, 700000, 0.998, {1.24632267039033e-07, 1.63744793718574e-05}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char label[40];
        snprintf(label, sizeof label, "%zu of %zu", rows[i].k, rows[i].n);
        struct pp_estimate wilson =
            pp_proportion_wilson(rows[i].k, rows[i].n, rows[i].level);
        double share = (double)rows[i].k / (double)rows[i].n;
        assert_true(near(label, wilson.estimate, share, 0));
        assert_true(near(label, wilson.ci.lo, rows[i].wilson[0], 1e-9));
        assert_true(near(label, wilson.ci.hi, rows[i].wilson[1], 1e-9));
    }
}

/* Published: Newcombe's and CORC's, to the digits given. */
static void published(void **state)
{
    (void)state;
    static const struct {
        size_t k, n;
        double lo, hi, tolerance;
    } rows[] = {
        {0, 10, 0, .2775327999, 1e-9},
        {27, 40, .5201774619, .7991549777, 1e-9},
        {2117, 5896, .346907, .371390, 2e-6},
        {3056, 5896, .505556, .531055, 2e-6},
        {617, 5896, .097090, .112720, 6e-6},
        {1569, 5896, .254987, .277542, 2e-6},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_estimate e = pp_proportion_wilson(rows[i].k, rows[i].n, .95);
        assert_true(near("lo", e.ci.lo, rows[i].lo, rows[i].tolerance));
        assert_true(near("hi", e.ci.hi, rows[i].hi, rows[i].tolerance));
    }
}

static void laws(void **state)
{
    (void)state;
    struct pp_estimate none = pp_proportion_wilson(0, 0, .95);
    assert_int_equal(none.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(none.estimate) && isnan(none.ci.lo));
    for (size_t n = 1; n < 60; n++)
        for (size_t k = 0; k <= n; k++) {
            struct pp_estimate w = pp_proportion_wilson(k, n, .95);
            struct pp_estimate m = pp_proportion_wilson(n - k, n, .95);
            assert_true(w.ci.lo >= 0 && w.ci.lo <= w.estimate);
            assert_true(w.ci.hi <= 1 && w.ci.hi >= w.estimate);
            assert_true(fabs(m.ci.hi - (1 - w.ci.lo)) < 1e-14);
            assert_true((k == 0) == (w.ci.lo == 0));
            assert_true((k == n) == (w.ci.hi == 1));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_r),
        cmocka_unit_test(published),
        cmocka_unit_test(laws),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
