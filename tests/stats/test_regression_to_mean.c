#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/gsl.h"
#include "prepost/stats/regression_to_mean.h"

#include "../helpers/near.h"

static const double pre[8] = {45, 52, 63, 68, 57, 55, 60, 59};
static const double post[8] = {49, 50, 70, 71, 53, 61, 62, 67};

/* The mean of a normal tail by quadrature, tests/oracle/cohorts.R. */
static void test_expected_change(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        double mean, sd, rho, threshold;
        enum pp_selected selected;
        double change;
    } row[] = {
        {"above 10", 7, 5, .6, 10, PP_SELECTED_ABOVE, -2.43005152047509},
        {"below 4", 7, 5, .6, 4, PP_SELECTED_BELOW, 2.43005152047509},
        {"no error", 7, 5, 1, 10, PP_SELECTED_ABOVE, 0},
        {"everyone", 7, 5, .6, -1e6, PP_SELECTED_ABOVE, 0},
        /* phi(z)/(1-Phi(z)) nears z + 1/z. */
        {"far out", 0, 1, 0, 40, PP_SELECTED_ABOVE, -40.0249688},
        {"no sd", 7, 0, .6, 10, PP_SELECTED_ABOVE, NAN},
        {"no rho", 7, 5, NAN, 10, PP_SELECTED_ABOVE, NAN},
        {"rho beyond 1", 7, 5, 1.1, 10, PP_SELECTED_ABOVE, NAN},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        assert_true(near(row[i].label,
                         pp_rtm_expected(row[i].mean, row[i].sd, row[i].rho,
                                         row[i].threshold, row[i].selected),
                         row[i].change, 1e-8));
    assert_true(near("digits", pp_rtm_expected(7, 5, .6, 10, PP_SELECTED_ABOVE),
                     -2.43005152047509, 1e-13));
}

/* R's lm() of post - mu on pre - mu, tests/oracle/cohorts.R. */
static void test_mee_and_chua(void **state)
{
    (void)state;
    static const double row[4][4] = {
        {57.375, 3, 1.5927978136211, .108629916173777},
        {55, 2.73601462522852, 1.69465954293132, .15754779804928},
        {60, 3.29177330895795, 1.71641472801675, .103578836416452},
        {65, 3.84753199268738, 2.44716778232339, .16695521494278},
    };
    for (size_t i = 0; i < 4; i++) {
        struct pp_mee_chua m = pp_rtm_mee_chua(pre, post, 8, row[i][0], .95);
        assert_true(near("effect", m.effect.estimate, row[i][1], 1e-13));
        assert_true(near("se", m.published.se, row[i][2], 1e-12));
        assert_true(near("p", m.published.p, row[i][3], 1e-12));
        assert_true(near("slope", m.slope, 1.11115173674589, 1e-13));
        assert_true(m.effect.df == 6);
    }
}

/* R's cor.test() of change and mean; swapped, the sign turns. */
static void test_oldham(void **state)
{
    (void)state;
    struct pp_oldham o = pp_rtm_oldham(pre, post, 8);
    assert_true(near("r", o.r, .443626165736791, 1e-13));
    assert_true(near("t", o.t, 1.21250086630804, 1e-12));
    assert_true(near("p", o.p, .270891862323164, 1e-12));
    struct pp_oldham swapped = pp_rtm_oldham(post, pre, 8);
    assert_true(near("swapped", swapped.r, -o.r, 1e-14));
    assert_true(
        near("ratio", swapped.variance_ratio, 1 / o.variance_ratio, 1e-14));
}

static void test_edges(void **state)
{
    (void)state;
    static const double same[4] = {3, 3, 3, 3}, up[4] = {1, 2, 3, 4};
    static const double shifted[4] = {4, 5, 6, 7}, down[4] = {4, 3, 2, 1};
    for (size_t n = 0; n < 3; n++) {
        assert_int_equal(pp_rtm_mee_chua(pre, post, n, 50, .95).effect.status,
                         PP_STATUS_TOO_FEW);
        assert_int_equal(pp_rtm_oldham(pre, post, n).status, PP_STATUS_TOO_FEW);
    }
    assert_int_equal(pp_rtm_oldham(pre, post, 3).status, PP_STATUS_OK);
    assert_int_equal(pp_rtm_mee_chua(pre, post, 3, 50, .95).effect.status,
                     PP_STATUS_OK);
    assert_int_equal(pp_rtm_mee_chua(same, up, 4, 50, .95).effect.status,
                     PP_STATUS_NO_VARIANCE);
    assert_int_equal(pp_rtm_mee_chua(up, shifted, 4, 0, .95).effect.status,
                     PP_STATUS_NO_VARIANCE);
    assert_int_equal(pp_rtm_oldham(up, shifted, 4).status,
                     PP_STATUS_NO_VARIANCE);
    assert_int_equal(pp_rtm_oldham(up, down, 4).status, PP_STATUS_NO_VARIANCE);
    assert_int_equal(pp_rtm_oldham(same, same, 4).status,
                     PP_STATUS_NO_VARIANCE);
}

/* sandwich::vcovHC, type HC3: oracle/robust. The larger of both is printed, and
 * p and interval come from it. */
static void mee_chua_is_not_narrower(void **state)
{
    (void)state;
    static const double row[3][2] = {
        {55, 2.02229544066}, {60, 1.6469845945}, {65, 2.07482601192}};
    for (size_t i = 0; i < 3; i++) {
        struct pp_mee_chua m = pp_rtm_mee_chua(pre, post, 8, row[i][0], .95);
        double larger = fmax(row[i][1], m.published.se);
        assert_true(near("se", m.effect.se, larger, 1e-10));
        assert_true(m.effect.estimate == m.published.estimate);
        assert_true((m.effect.p < .05) ==
                    (m.effect.ci.lo > 0 || m.effect.ci.hi < 0));
    }
    /* a line fixed by one person alone: that one tells nothing */
    static const double alone[4] = {1, 1, 1, 5}, end[4] = {1, 2, 3, 7};
    struct pp_mee_chua m = pp_rtm_mee_chua(alone, end, 4, 5, .95);
    assert_true(m.effect.se >= m.published.se && isfinite(m.effect.se));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expected_change),
        cmocka_unit_test(test_mee_and_chua),
        cmocka_unit_test(test_oldham),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(mee_chua_is_not_narrower),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
