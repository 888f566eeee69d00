#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/gsl.h"
#include "prepost/stats/ppc2.h"

#include "../helpers/near.h"

/* Morris 2008, table 5, five studies; metafor's page on it prints .77 .80 1.20
 * 1.05 .44, tests/oracle/cohorts.R more digits. */
static void test_five_studies(void **state)
{
    (void)state;
    static const struct {
        struct pp_cohort_summary trained, control;
        double d;
    } row[] = {
        {{20, 30.6, 38.5, 15.0}, {20, 23.1, 19.7, 13.8}, .768447646803813},
        {{50, 23.5, 26.8, 3.1}, {42, 24.9, 25.3, 4.1}, .800986848058704},
        {{9, .5, .7, .1}, {9, .6, .6, .2}, 1.20451641144459},
        {{10, 53.4, 75.9, 14.5}, {11, 55.7, 60.7, 17.3}, 1.04762673560177},
        {{14, 35.6, 36.0, 4.7}, {14, 34.8, 33.4, 3.1}, .43893419252975},
    };
    for (size_t i = 0; i < 5; i++) {
        struct pp_estimate d =
            pp_ppc2(&row[i].trained, &row[i].control, .6, .95);
        assert_int_equal(d.status, PP_STATUS_OK);
        assert_true(near("d", d.estimate, row[i].d, 1e-12));
        assert_true(d.ci.lo < d.estimate && d.estimate < d.ci.hi);
        struct pp_estimate mirror =
            pp_ppc2(&row[i].control, &row[i].trained, .6, .95);
        assert_true(near("mirror", mirror.estimate, -d.estimate, 1e-13));
    }
}

/* A simulated standard error: 20,000 experiments with d .77, r .64. */
static void test_interval_width(void **state)
{
    (void)state;
    struct pp_cohort_summary first = {50, 0, .77, 1}, second = {42, 0, 0, 1};
    struct pp_estimate d = pp_ppc2(&first, &second, .64, .95);
    double se = (d.ci.hi - d.ci.lo) / (2 * 1.959963984540054);
    assert_true(near("se", se, .188222755041899, .015));
    assert_string_equal(d.method, "morris-2008");
}

static void test_edges(void **state)
{
    (void)state;
    struct pp_cohort_summary some = {2, 1, 2, 1}, one = {1, 1, 2, 0};
    struct pp_cohort_summary flat = {9, 1, 2, 0};
    assert_int_equal(pp_ppc2(&some, &one, .5, .95).status, PP_STATUS_TOO_FEW);
    assert_int_equal(pp_ppc2(&flat, &flat, .5, .95).status,
                     PP_STATUS_NO_VARIANCE);
    struct pp_estimate d = pp_ppc2(&some, &some, .5, .95);
    assert_int_equal(d.status, PP_STATUS_OK);
    assert_true(d.estimate == 0 && isnan(d.ci.lo));
    d = pp_ppc2(&some, &flat, NAN, .95);
    assert_true(d.status == PP_STATUS_OK && isnan(d.ci.hi));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_five_studies),
        cmocka_unit_test(test_interval_width),
        cmocka_unit_test(test_edges),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
