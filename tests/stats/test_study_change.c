#include "prepost/stats/study_change.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/gsl.h"
#include "prepost/stats/standardised_change.h"

#include "../helpers/near.h"

/* R's sleep data by metafor's escalc, and escalc's own example. */
static void test_against_metafor(void **state)
{
    (void)state;
    struct pp_change_summary sleep = {
        10, .75, 2.33, 1.78900965775916, 2.00224873579683, .795170205833578, 0};
    struct pp_study_change c = pp_smcc(&sleep), r = pp_smcr(&sleep);
    struct pp_study_change h = pp_smcrh(&sleep);
    assert_true(near("SMCC", c.estimate, 1.173924904, 1e-9));
    assert_true(near("SMCC", c.variance, .168904984, 1e-8));
    assert_true(near("SMCR", r.estimate, .8071070622, 1e-9));
    assert_true(near("SMCR", r.variance, .07353704932, 1e-9));
    assert_true(near("SMCRH", h.estimate, r.estimate, 0));
    assert_true(near("SMCRH", h.variance, .0740892348, 1e-8));

    double root30 = sqrt(30), root20 = sqrt(20);
    struct pp_change_summary example = {60, 22, 26, root30, root20, .7, 0};
    h = pp_smcrh(&example);
    assert_true(fabs(h.estimate - .7210) < 5e-5);
    assert_true(fabs(h.variance - .0129) < 5e-5);
}

/* Scores of a thousand million that change by 0, 1 or 2: their SDs and their
 * correlation leave no digit of the SD of the changes. */
static void test_large_scores(void **state)
{
    (void)state;
    struct pp_change_summary s = {30, 0, 1, 2.9e8, 2.9e8, 1, .830454798537};
    double g = pp_hedges_j(29) / .830454798537;

    assert_true(near("SMCC", pp_smcc(&s).estimate, g, 1e-12));
    assert_true(
        near("SMCC", pp_smcc(&s).variance, 1.0 / 30 + g * g / 60, 1e-12));
}

/* Morris 2008, table 5: five trials, trained less control, raw SMCR. */
static void test_morris(void **state)
{
    (void)state;
    static const struct {
        struct pp_change_summary trained, control;
        double difference;
    } rows[] = {
        {{20, 30.6, 38.5, 15.0, 11.6, .47, 0},
         {20, 23.1, 19.7, 13.8, 14.8, .47, 0},
         .7421},
        {{50, 23.5, 26.8, 3.1, 4.1, .64, 0},
         {42, 24.9, 25.3, 4.1, 3.3, .64, 0},
         .9524},
        {{9, .5, .7, .1, .1, .77, 0}, {9, .6, .6, .2, .2, .77, 0}, 1.8054},
        {{10, 53.4, 75.9, 14.5, 4.4, .89, 0},
         {11, 55.7, 60.7, 17.3, 17.9, .89, 0},
         1.1514},
        {{14, 35.6, 36.0, 4.7, 4.6, .44, 0},
         {14, 34.8, 33.4, 3.1, 6.9, .44, 0},
         .5050},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double d = pp_smcr(&rows[i].trained).estimate -
                   pp_smcr(&rows[i].control).estimate;
        assert_true(fabs(d - rows[i].difference) < 5.1e-5);
    }
}

static void test_edges(void **state)
{
    (void)state;
    struct pp_change_summary two = {2, 1, 2, 1, 1, .5, 0};
    struct pp_change_summary flat = {9, 1, 2, 0, 1, .5, 0};
    assert_true(isnan(pp_smcc(&two).estimate) && isnan(pp_smcr(&two).variance));
    assert_true(isnan(pp_smcrh(&two).variance));
    assert_true(isnan(pp_smcr(&flat).estimate));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_metafor),
        cmocka_unit_test(test_large_scores),
        cmocka_unit_test(test_morris),
        cmocka_unit_test(test_edges),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
