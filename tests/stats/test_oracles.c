#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/bootstrap.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/paired_t.h"
#include "prepost/stats/probability_of_improvement.h"
#include "prepost/stats/regression_to_mean.h"
#include "prepost/stats/students_t.h"

#include "../helpers/near.h"

/*
 * Numbers of the oracle list that belong to no one statistic's own test: what
 * follows from two results, or what a number must not be.
 * tests/oracle/index.tsv says where each of the others stands.
 */

static void changes_of(const double *pre, const double *post, size_t n,
                       double *change)
{
    for (size_t i = 0; i < n; i++)
        change[i] = post[i] - pre[i];
}

/* O2: Thomason 1 (esci). */
static void thomason(void **state)
{
    (void)state;
    static const double pre[12] = {13, 12, 12, 9, 14, 17, 14, 9, 6, 7, 11, 15},
                        post[12] = {14, 13, 16, 12, 15, 18,
                                    13, 10, 10, 8,  14, 16};
    double change[12];
    changes_of(pre, post, 12, change);
    struct pp_paired_t t = pp_paired_t_test(change, 12, .95);
    assert_true(near("mean", t.mean, 1.66666666666667, 1e-13));
    assert_true(near("r", pp_correlation(pre, post, 12), .892390808, 1e-9));
    struct pp_estimate better = pp_probability_of_improvement(11, 0, 1, .95);
    assert_true(near("better", better.estimate, .916666666666667, 1e-13));
}

/* O5: pingouin against R, JASP and Matlab; one-sided p's are halves of ours. */
static void one_sided(void **state)
{
    (void)state;
    static const double pre[6] = {4, 7, 8, 6, 3, 2},
                        post[6] = {6, 8, 7, 10, 11, 9};
    double change[6];
    changes_of(pre, post, 6, change);
    struct pp_paired_t t = pp_paired_t_test(change, 6, .95);
    assert_true(fabs(t.p / 2 - .02916) < 1e-5);
    assert_true(fabs(1 - t.p / 2 - .97084) < 1e-5);
}

/* O13: escalc "MC", the variance of a mean change from a published table. */
static void published_mean_change(void **state)
{
    (void)state;
    double sd = sqrt(30 + 20 - 2 * .7 * sqrt(30) * sqrt(20));
    struct pp_paired_t t = pp_paired_t_from_summary(4, sd, 60, .95);
    assert_true(t.mean == 4);
    assert_true(fabs(t.se * t.se - .2618) < 5e-5);
}

/* O16: what Mee and Chua's effect is divided by, and the correlation that is
 * no evidence of anything: change with the score that it contains. */
static void language_test(void **state)
{
    (void)state;
    static const double pre[8] = {45, 52, 63, 68, 57, 55, 60, 59},
                        post[8] = {49, 50, 70, 71, 53, 61, 62, 67};
    double change[8];
    changes_of(pre, post, 8, change);
    struct pp_mee_chua m = pp_rtm_mee_chua(pre, post, 8, 57.375, .95);
    assert_true(
        near("t", m.published.estimate / m.published.se, 1.883478226, 1e-9));
    double naive = pp_correlation(change, pre, 8);
    assert_true(near("naive", naive, .1830900116, 1e-9));
    assert_true(fabs(pp_rtm_oldham(pre, post, 8).r - naive) > .2);
}

/* O19: z0 is that of ties counted half; of ties counted as not below it would
 * be that of .450938786, and the interval [0, 4.667]. */
static void half_ties(void **state)
{
    (void)state;
    static const double zeros[6], d[6] = {-2, 1, 3, 4, 4, 7};
    struct pp_bootstrap_options o = {
        .level = .95, .resamples = 2000, .seed = 1, .levels = PP_BCA_PLAIN};
    struct pp_lattice *l = pp_lattice_new(zeros, d, 6);
    struct pp_bootstrap b;
    pp_bootstrap_paired(l, &o, &b);
    assert_true(b.is_enumerated);
    assert_true(near("z0", b.mean_change.z0, -.03514386903, 1e-9));
    assert_true(fabs(b.mean_change.below - .450938786) > .03);
    assert_true(fabs(b.mean_change.ci.hi - 4.666667) > .1);
    assert_true(b.mean_change.ci.lo > 0);
    pp_lattice_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thomason),
        cmocka_unit_test(one_sided),
        cmocka_unit_test(published_mean_change),
        cmocka_unit_test(language_test),
        cmocka_unit_test(half_ties),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
