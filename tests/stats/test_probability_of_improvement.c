#include "prepost/stats/probability_of_improvement.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/near.h"

/* Counts of the worked sets; limits by hand from Bonett and Price's formula.
 * In B a lower score is better: 10 fell, 1 rose. Sleep: .95. */
static void worked_sets(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t better, same, worse;
        double p, lo, hi;
    } rows[] = {
        {"A", 8, 2, 2, .75, .499347811, .929223617},
        {"B", 10, 5, 1, .78125, .591271449, .908728552},
        {"C", 6, 1, 1, .8125, .500152635, .999847365},
        {"sleep", 9, 1, 0, .95, NAN, NAN},
        {"Thomason1", 11, 0, 1, .916666667, NAN, NAN},
        {"everyone", 3, 0, 0, 1, NAN, 1},
        {"nobody", 0, 0, 200, 0, 0, NAN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_estimate e = pp_probability_of_improvement(
            rows[i].better, rows[i].same, rows[i].worse, .95);
        assert_true(near(rows[i].label, e.estimate, rows[i].p, 1e-8));
        if (!isnan(rows[i].lo))
            assert_true(near(rows[i].label, e.ci.lo, rows[i].lo, 2e-9));
        if (!isnan(rows[i].hi))
            assert_true(near(rows[i].label, e.ci.hi, rows[i].hi, 2e-9));
        struct pp_estimate turned = pp_probability_of_improvement(
            rows[i].worse, rows[i].same, rows[i].better, .95);
        assert_true(fabs(turned.ci.lo - (1 - e.ci.hi)) < 1e-14);
    }
}

static void nobody_at_all(void **state)
{
    (void)state;
    struct pp_estimate e = pp_probability_of_improvement(0, 0, 0, .95);
    assert_int_equal(e.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(e.estimate) && isnan(e.ci.lo) && isnan(e.ci.hi));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_sets),
        cmocka_unit_test(nobody_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
