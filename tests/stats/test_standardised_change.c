#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "../helpers/near.h"
#include "../helpers/worked_sets.h"
#include "prepost/base/rng.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/standardised_change.h"

static struct pp_standardised_change
analyse(const double pre[], const double post[], const size_t group[], size_t n)
{
    double change[64];
    worked_changes(change, pre, post, n);
    struct pp_paired_t t = group != NULL
                               ? pp_paired_t_clustered(change, group, n, 0.95)
                               : pp_paired_t_test(change, n, 0.95);
    return pp_standardised_change_make(&t, pp_sd(pre, n), pp_sd(post, n),
                                       pp_correlation(pre, post, n), 0.95);
}

/* NaN: not given. */
static void check(const char *label, const struct pp_estimate *actual,
                  double estimate, double lo, double hi)
{
    double digits = 5e-9;
    assert_int_equal(actual->status, PP_STATUS_OK);
    assert_true(isnan(estimate) ||
                near(label, actual->estimate, estimate, digits));
    assert_true(isnan(lo) || near(label, actual->ci.lo, lo, digits));
    assert_true(isnan(hi) || near(label, actual->ci.hi, hi, digits));
}

static void test_known_results(void **state)
{
    static const double sleep_pre[] = SLEEP_PRE, sleep_post[] = SLEEP_POST;
    static const double a_pre[] = SET_A_PRE, a_post[] = SET_A_POST;
    static const double b_pre[] = SET_B_PRE, b_post[] = SET_B_POST;
    static const double c_pre[] = SET_C_PRE, c_post[] = SET_C_POST;
    struct pp_standardised_change d;

    (void)state;
    /* limits: MBESS, and Algina and Keselman's formula by hand; J: exact */
    d = analyse(sleep_pre, sleep_post, NULL, 10);
    check("sleep d_z", &d.d_z, 1.284557563, .4146277564, 2.118016514);
    check("sleep d_av", &d.d_av, .8321810813, .2686102863, 1.372124788);
    check("sleep d_rm", &d.d_rm, .8221766384, NAN, NAN);
    check("sleep d_pre", &d.d_pre, .8831701904, NAN, NAN);
    check("sleep g_z (metafor SMCC)", &d.g_z, 1.173924904, .4146277564,
          2.118016514);

    d = analyse(a_pre, a_post, NULL, 12);
    check("A d_z", &d.d_z, .609350488, -.0212616407, 1.21714438);
    check("A d_av", &d.d_av, .394480038, -.0137643163, .787952370);
    check("A g_av", &d.g_av, .371635173, -.0137643163, .787952370);

    d = analyse(b_pre, b_post, NULL, 16);
    check("B d_z", &d.d_z, -.821583836, -1.38162036, -.241424646);
    check("B d_av", &d.d_av, -.329425106, -.553979295, -.0968024637);
    check("B g_av", &d.g_av, -.313618031, -.553979295, -.0968024637);

    d = analyse(c_pre, c_post, NULL, 8);
    check("C d_z", &d.d_z, .680850934, -.114167405, 1.43827081);
    check("C d_av", &d.d_av, .162362340, -.0272254707, .342984055);
    check("C g_av", &d.g_av, .144542088, -.0272254707, .342984055);
}

static void test_thomason(void **state)
{
    static const double pre[] = THOMASON_PRE, post[] = THOMASON_POST;
    struct pp_standardised_change d = analyse(pre, post, NULL, 12);

    (void)state;
    assert_true(near("d_z", d.d_z.estimate, 1.11298641, 5e-9));
    assert_true(near("d_av", d.d_av.estimate, .535427216, 5e-9));
    assert_true(near("d_rm", d.d_rm.estimate, .516332596, 5e-9));
    assert_true(near("d_pre", d.d_pre.estimate, .502692041, 5e-9));
    assert_true(near("d_z lo", d.d_z.ci.lo, .369253, 1e-5));
    assert_true(near("d_z hi", d.d_z.ci.hi, 1.826751, 1e-6));
    assert_true(near("d_av lo", d.d_av.ci.lo, .177638, 1e-5));
    assert_true(near("d_av hi", d.d_av.ci.hi, .878800, 1e-6));
}

static void test_bonett_would_contradict_p(void **state)
{
    /* p is .0443 and Bonett's interval is [-.0001, .3808] */
    static const double pre[] = {2.1, 3.4, 1.0, 4.0, 2.7, 3.1, 2.2, 3.8};
    static const double post[] = {2.4, 3.2, 1.3, 4.3, 2.7, 3.6, 2.4, 3.9};
    struct pp_standardised_change d = analyse(pre, post, NULL, 8);

    (void)state;
    assert_true(d.d_z.ci.lo > 0 && d.d_av.ci.lo > 0 && d.d_rm.ci.lo > 0);
    assert_true(d.d_pre.ci.lo > 0 && d.g_z.ci.lo > 0 && d.g_av.ci.lo > 0);
}

static void test_hedges_j(void **state)
{
    /* mpmath: gamma(v/2) / (sqrt(v/2) gamma((v - 1)/2)) at 40 digits */
    static const double expected[][2] = {{2, 0.56418958354775628695},
                                         {2.5, 0.66157986898430889889},
                                         {9, 0.91387489179255226651},
                                         {100, 0.9924780549814448666},
                                         {699999, 0.99999892856945152695}};

    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_true(
            near("J", pp_hedges_j(expected[i][0]), expected[i][1], 1e-14));
    assert_true(isnan(pp_hedges_j(1)));
    assert_true(isnan(pp_hedges_j(NAN)));
}

static void test_groups(void **state)
{
    static const double pre[] = SET_A_PRE, post[] = SET_A_POST;
    static const size_t group[] = SET_A_GROUP;
    struct pp_standardised_change one = analyse(pre, post, NULL, 12);
    struct pp_standardised_change all = analyse(pre, post, group, 12);

    (void)state;
    /* the same estimate; its limits are those of the clustered t 2.76989669
     * with df 2.8125, times its se over s_D (mpmath, 30 digits) */
    assert_true(all.d_z.estimate == one.d_z.estimate);
    assert_true(all.g_av.estimate == one.g_av.estimate);
    check("d_z", &all.d_z, .609350488, -0.05077951627465081,
          1.2338788461321154);
    assert_true(all.d_av.ci.lo < 0 && all.d_av.ci.lo != one.d_av.ci.lo);
    assert_string_equal(all.d_z.method, "noncentral-t, CR2");
    assert_string_equal(one.d_z.method, "noncentral-t");
}

static void test_undefined(void **state)
{
    static const double x[] = {1, 2, 3, 5}, same[] = {4, 4, 4, 4};
    static const double shifted[] = {2, 3, 4, 6};
    struct pp_standardised_change d;

    (void)state;
    d = analyse(x, shifted, NULL, 1);
    assert_int_equal(d.d_z.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(d.d_z.estimate) && isnan(d.g_av.ci.lo));
    d = analyse(x, shifted, NULL, 4);
    assert_int_equal(d.d_av.status, PP_STATUS_NO_VARIANCE);
    assert_true(isnan(d.d_av.estimate));
    /* no spread before: d_pre has no unit, r is not defined, d_av stands */
    d = analyse(same, x, NULL, 4);
    assert_int_equal(d.d_z.status, PP_STATUS_OK);
    assert_int_equal(d.d_av.status, PP_STATUS_OK);
    assert_int_equal(d.d_pre.status, PP_STATUS_NO_VARIANCE);
    assert_int_equal(d.d_rm.status, PP_STATUS_NO_VARIANCE);
    assert_int_equal(d.g_av.status, PP_STATUS_NO_VARIANCE);
    assert_true(isnan(d.d_rm.estimate) && isnan(d.g_av.estimate));
    /* all keep half of their score: r is 1 and p .0486 (R, t.test); d_rm is
     * neither 0 nor anything else */
    static const double half[] = {.5, 1, 1.5, 2.5};
    d = analyse(x, half, NULL, 4);
    assert_true(d.d_z.ci.hi < 0);
    assert_int_equal(d.d_rm.status, PP_STATUS_BOUNDARY);
    assert_true(isnan(d.d_rm.estimate) && isnan(d.d_rm.ci.lo));
    /* two pairs: J(1) does not exist */
    d = analyse(x, same, NULL, 2);
    assert_int_equal(d.d_z.status, PP_STATUS_OK);
    assert_int_equal(d.g_z.status, PP_STATUS_TOO_FEW);
}

static void test_properties(void **state)
{
    enum { N = 25 };
    double pre[N], post[N], wide_pre[N], wide_post[N];

    (void)state;
    for (uint64_t round = 0; round < 300; round++) {
        struct pp_rng rng = pp_rng_at(11, PP_STREAM_SIMULATION, round);
        for (size_t i = 0; i < N; i++) {
            pre[i] = pp_rng_below(&rng, 28);
            post[i] = pre[i] + pp_rng_below(&rng, 9) - 4.0;
            wide_pre[i] = 8 * pre[i] + 1024;
            wide_post[i] = 8 * post[i] + 1024;
        }
        double change[N];
        worked_changes(change, pre, post, N);
        double p = pp_paired_t_test(change, N, 0.95).p;
        struct pp_standardised_change d = analyse(pre, post, NULL, N);
        struct pp_standardised_change back = analyse(post, pre, NULL, N);
        struct pp_standardised_change wide =
            analyse(wide_pre, wide_post, NULL, N);

        /* swapping pre and post mirrors; points and origin do not matter */
        assert_true(back.d_z.ci.lo == -d.d_z.ci.hi);
        assert_true(near("swap", back.d_av.estimate, -d.d_av.estimate, 1e-13));
        assert_true(near("scale", wide.d_av.ci.hi, d.d_av.ci.hi, 1e-11));
        /* every interval leaves out 0 exactly when p < .05 */
        bool leaves_out = d.d_z.ci.lo > 0 || d.d_z.ci.hi < 0;
        assert_true(leaves_out == (p < 0.05));
        assert_true((d.d_av.ci.lo > 0 || d.d_av.ci.hi < 0) == leaves_out);
        assert_true((d.d_pre.ci.lo > 0 || d.d_pre.ci.hi < 0) == leaves_out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_results),
        cmocka_unit_test(test_thomason),
        cmocka_unit_test(test_bonett_would_contradict_p),
        cmocka_unit_test(test_hedges_j),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_properties),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
