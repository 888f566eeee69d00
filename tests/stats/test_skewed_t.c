#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/skewed_t.h"
#include "prepost/stats/students_t.h"

#include "../helpers/near.h"

/* R: tests/oracle/small_statistics.R, by the transformation's closed form. */
static void against_r(void **state)
{
    (void)state;
    static const struct {
        double t, df;
        size_t n;
        double skewness, p;
    } row[] = {
        {2.5, 39, 40, -.9, 0.0344503457914189},
        {2.5, 39, 40, .9, 0.0072833812880895},
        {-3.1, 99, 100, 1.4, 0.00937593788270456},
        {2.2, 29, 30, 0, 0.0359267591506826},
        {60, 29, 30, -3, 8.91952806320905e-75},
        {.3, 5, 6, -1, 0.834661418037815},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        double p =
            pp_skewed_t_p(row[i].t, row[i].df, row[i].n, row[i].skewness);
        assert_true(near("p", p, row[i].p, 1e-11));
        p = pp_skewed_t_p(-row[i].t, row[i].df, row[i].n, -row[i].skewness);
        assert_true(near("mirror", p, row[i].p, 1e-11));
    }
    assert_true(near("se", pp_skewness_se(3), 1.22474487139159, 1e-14));
    assert_true(near("se", pp_skewness_se(30), 0.426892395951238, 1e-14));
    assert_true(near("se", pp_skewness_se(200), 0.171924796291145, 1e-14));
}

/* Without skewness it is Student's; p falls as t leaves its zero. */
static void laws(void **state)
{
    (void)state;
    for (double t = -9; t <= 9; t += .25)
        assert_true(near("no skewness", pp_skewed_t_p(t, 24, 25, 0),
                         pp_t_two_sided(t, 24), 1e-13));
    for (double g = -4; g <= 4; g += .5) {
        double before = 2;
        for (double t = 2; t < 60; t *= 1.3) {
            double p = pp_skewed_t_p(t, 24, 25, g);
            assert_true(p < before);
            before = p;
        }
    }
}

static void edges(void **state)
{
    (void)state;
    assert_true(isnan(pp_skewed_t_p(NAN, 24, 25, 1)));
    assert_true(isnan(pp_skewed_t_p(2, NAN, 25, 1)));
    assert_true(isnan(pp_skewed_t_p(2, 24, 25, NAN)));
    assert_true(isnan(pp_skewed_t_p(2, 24, 0, 0)));
    for (size_t n = 0; n < 3; n++)
        assert_true(isnan(pp_skewness_se(n)));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_r),
        cmocka_unit_test(laws),
        cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
