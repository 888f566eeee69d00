#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/cohort_sums.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/welch.h"

#include "../helpers/near.h"

/* Against R on real data: tests/analysis/test_between.c. Here what ancova.h
 * makes of the same people, and the edges. */
enum { N = 12, K = 3 };
static const double pre[N] = {4, 9, 7, 1, 8, 3, 12, 6, 2, 11, 5, 10};
static const double post[N] = {5, 8, 9, 1, 6, 7, 15, 4, 2, 9, 9, 12};

static void parts(struct pp_cohort_sums sums[K])
{
    static const size_t first[K + 1] = {0, 5, 8, N};

    for (size_t k = 0; k < K; k++)
        sums[k] = pp_cohort_sums_of(pre + first[k], post + first[k],
                                    first[k + 1] - first[k]);
}

static void test_as_from_people(void **state)
{
    (void)state;
    static const size_t cohort[N] = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2};
    struct pp_ancova_in in = {.pre = pre,
                              .post = post,
                              .n = N,
                              .cohort = cohort,
                              .n_cohorts = K,
                              .reference = PP_ANCOVA_AVERAGE,
                              .pre_reliability = .7,
                              .level = .95};
    struct pp_cohort_sums sums[K];
    struct pp_ancova_cohort a[K], b[K];
    parts(sums);
    struct pp_ancova people = pp_ancova_fit(&in, a);
    struct pp_ancova alone = pp_ancova_from_sums(sums, K, .7, .95, b);

    assert_int_equal(alone.status, PP_STATUS_OK);
    assert_int_equal(alone.robust, PP_ROBUST_CLASSIC);
    assert_int_equal(people.robust, PP_ROBUST_HC3);
    assert_true(
        near("slope", alone.slope.estimate, people.slope.estimate, 1e-12));
    assert_true(near("sd", alone.residual_sd, people.residual_sd, 1e-12));
    assert_true(near("F", alone.joint.f, people.joint.f, 1e-10));
    double sum = 0;
    for (size_t k = 0; k < K; k++) {
        assert_true(near("adjusted", b[k].adjusted.estimate,
                         a[k].adjusted.estimate, 1e-10));
        assert_true(near("corrected", b[k].corrected.estimate,
                         a[k].corrected.estimate, 1e-10));
        assert_true(
            near("mean", b[k].adjusted_mean, a[k].adjusted_mean, 1e-12));
        assert_true(b[k].adjusted.df == N - K - 1);
        sum += (double)b[k].n * b[k].adjusted.estimate;
    }
    assert_true(fabs(sum) < 1e-12); /* off the average of all */
}

static void test_edges(void **state)
{
    (void)state;
    struct pp_cohort_sums sums[K + 1];
    struct pp_ancova_cohort b[K + 1];
    struct pp_ancova a;

    assert_int_equal(pp_ancova_from_sums(NULL, 0, .7, .95, NULL).status,
                     PP_STATUS_TOO_FEW);
    parts(sums);
    assert_int_equal(pp_ancova_from_sums(sums, 1, .7, .95, b).status,
                     PP_STATUS_TOO_FEW);
    /* A cohort of nobody changes nothing. */
    a = pp_ancova_from_sums(sums, K, NAN, .95, b);
    double slope = a.slope.estimate;
    sums[K] = pp_cohort_sums_of(NULL, NULL, 0);
    a = pp_ancova_from_sums(sums, K + 1, NAN, .95, b);
    assert_true(near("slope", a.slope.estimate, slope, 1e-14));
    assert_int_equal(b[K].adjusted.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(b[0].corrected.estimate)); /* not asked for */
    /* Everyone of a cohort started alike: no slope. */
    sums[0] = (struct pp_cohort_sums){5, 3, 4, 0, 6, 0};
    sums[1] = (struct pp_cohort_sums){4, 5, 6, 0, 5, 0};
    assert_int_equal(pp_ancova_from_sums(sums, 2, .7, .95, b).status,
                     PP_STATUS_NO_VARIANCE);
    /* After is before, exactly. */
    sums[0] = (struct pp_cohort_sums){5, 3, 3, 8, 8, 8};
    sums[1] = (struct pp_cohort_sums){4, 5, 5, 6, 6, 6};
    assert_int_equal(pp_ancova_from_sums(sums, 2, .7, .95, b).status,
                     PP_STATUS_NO_VARIANCE);
    assert_true(
        isnan(pp_cohort_sums_change_sd(&(struct pp_cohort_sums){.n = 1})));
    assert_true(pp_cohort_sums_change_sd(&sums[0]) == 0);
}

/* With two means it is the test of their difference; R's oneway.test() for
 * several: tests/analysis/test_between.c. */
static void test_welch_several(void **state)
{
    (void)state;
    struct pp_coefficient mean[3] = {
        pp_coefficient_make(2.4, .40, 95, .95),
        pp_coefficient_make(1.1, .55, 73, .95),
        pp_coefficient_none(PP_STATUS_TOO_FEW),
    };
    struct pp_coefficient d = pp_welch_summary(&mean[0], &mean[1], .95);
    struct pp_welch_test t = pp_welch_several(mean, 2);

    assert_true(near("F", t.f, d.t * d.t, 1e-12));
    assert_true(near("df", t.df2, d.df, 1e-12));
    assert_true(near("p", t.p, d.p, 1e-10));
    assert_true(isnan(pp_welch_several(mean, 1).p));
    assert_true(isnan(pp_welch_several(mean, 3).p));
    mean[1].se = 0;
    assert_true(isnan(pp_welch_several(mean, 2).p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_as_from_people),
                                       cmocka_unit_test(test_edges),
                                       cmocka_unit_test(test_welch_several)};
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
