#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/missing.h"
#include "prepost/stats/paired_t.h"

#include "../helpers/near.h"
#include "../helpers/shared_table.h"

static const double o17_pre[10] = {12, 15, 9, 20, 18, 14, 11, 16, 13, 19};
static const double o17_post[10] = {9, 11, 8, NAN, 13, 10, NAN, 12, 9, NAN};

/* tests/oracle/missing.R: R's gls() by ML gives -3.9123595, and lm() with
 * predict() the same closed form and its standard error. */
static void test_mar_of_ten_people(void **state)
{
    (void)state;
    struct pp_mar mar = pp_missing_mar(o17_pre, o17_post, 10, .95);
    assert_int_equal(mar.change.status, PP_STATUS_OK);
    assert_int_equal(mar.n_pre, 10);
    assert_int_equal(mar.n_complete, 7);
    assert_int_equal(mar.n_left, 3);
    assert_true(
        near("complete", mar.complete_change, -3.57142857142857, 1e-13));
    assert_true(near("ML", mar.change.estimate, -3.91235955056179, 1e-13));
    assert_true(near("gls", mar.change.estimate, -3.91235954496629, 1e-8));
    assert_true(near("se", mar.model_se, .504741562528608, 1e-13));
    assert_true(near("slope", mar.slope, .595505617977528, 1e-13));
    assert_true(mar.change.df == 5);
    assert_true(near("p", mar.change.p, .000571435451108816, 1e-11));
    assert_true(near("lo", mar.change.ci.lo, -5.20983904288852, 1e-12));
    assert_true(near("hi", mar.change.ci.hi, -2.61488005823506, 1e-12));
}

/* Influence of each person found by numerical differentiation of a weighted
 * fit, summed by group: tests/oracle/missing.R. */
static void test_mar_in_groups(void **state)
{
    (void)state;
    static const size_t group[10] = {7, 7, 2, 2, 9, 9, 4, 4, 5, 5};
    struct pp_mar mar =
        pp_missing_mar_clustered(o17_pre, o17_post, group, 10, .95);
    assert_true(mar.clustered);
    assert_int_equal(mar.n_groups, 5);
    assert_true(
        near("estimate", mar.change.estimate, -3.91235955056179, 1e-13));
    assert_true(near("se", mar.change.se, .342406357813022, 1e-7));
    assert_true(near("df", mar.change.df, 4, 1e-12));
    static const size_t three[10] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 3};
    mar = pp_missing_mar_clustered(o17_pre, o17_post, three, 10, .95);
    assert_false(mar.clustered);
    assert_int_equal(mar.n_groups, 3);
    assert_true(near("se", mar.model_se, .504741562528608, 1e-13));
}

/* Set A in four groups, nobody missing: the clustered paired t. */
static void test_groups_without_leavers(void **state)
{
    (void)state;
    static const double pre[12] = {30, 34, 28, 37, 31, 33,
                                   29, 36, 32, 35, 24, 33};
    static const double post[12] = {32, 34, 32, 36, 32, 36,
                                    31, 36, 37, 32, 26, 34};
    static const size_t group[12] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4};
    struct pp_mar mar = pp_missing_mar_clustered(pre, post, group, 12, .95);
    assert_true(near("se", mar.change.se, .481365727, 1e-8));
    assert_true(near("df", mar.change.df, 2.8125, 1e-12));
    assert_true(near("p", mar.change.p, .0748288900, 1e-8));
    assert_true(near("lo", mar.change.ci.lo, -.258015593, 1e-8));
    assert_true(near("hi", mar.change.ci.hi, 2.92468226, 1e-8));
}

/* Beat the Blues: closed form and gls() by tests/oracle/missing.R. */
static void test_real_leavers(void **state)
{
    (void)state;
    static const struct {
        const char *wave;
        size_t n_complete;
        double gls, estimate, se, df, lo, hi;
    } row[] = {
        {"bdi.2m", 97, -6.30476079995345, -6.30476080017575, .964304535039867,
         95, -8.21914734604855, -4.39037425430295},
        {"bdi.8m", 52, -12.0799682390472, -12.0799682276501, 1.3836850214601,
         50, -14.8591813857811, -9.30075506951908},
    };
    struct shared_table *table =
        shared_table_read("r-packages/HSAUR3_BtheB.csv");
    if (!table)
        skip();
    double *pre = shared_numbers(table, "bdi.pre");
    for (size_t i = 0; i < 2; i++) {
        double *post = shared_numbers(table, row[i].wave);
        struct pp_mar mar = pp_missing_mar(pre, post, 100, .95);
        assert_int_equal(mar.n_complete, row[i].n_complete);
        assert_true(near("gls", mar.change.estimate, row[i].gls, 1e-8));
        assert_true(near("ML", mar.change.estimate, row[i].estimate, 1e-12));
        assert_true(near("se", mar.model_se, row[i].se, 1e-12));
        assert_true(mar.change.df == row[i].df);
        double scale = fmax(1, mar.robust_se / mar.model_se);
        double reach = scale * (row[i].hi - row[i].estimate);
        assert_true(
            near("lo", mar.change.ci.lo, row[i].estimate - reach, 1e-11));
        assert_true(
            near("hi", mar.change.ci.hi, row[i].estimate + reach, 1e-11));
        /* Imputation says the same, but for its own Monte Carlo error. */
        struct pp_imputation_in in = {.pre = pre,
                                      .post = post,
                                      .n = 100,
                                      .draws = 2000,
                                      .seed = 1,
                                      .level = .95};
        struct pp_rubin r = pp_missing_impute(&in).pooled;
        double error = sqrt(r.between / 2000);
        assert_true(fabs(r.pooled.estimate - mar.change.estimate) < 4 * error);
        assert_true(near("se", r.pooled.se, mar.change.se, .05));
        pp_free(post);
    }
    pp_free(pre);
    shared_table_free(table);
}

static void test_imputation(void **state)
{
    (void)state;
    struct pp_mar mar = pp_missing_mar(o17_pre, o17_post, 10, .95);
    struct pp_imputation_in in = {.pre = o17_pre,
                                  .post = o17_post,
                                  .n = 10,
                                  .draws = 50,
                                  .seed = 1,
                                  .level = .95};
    struct pp_imputation a = pp_missing_impute(&in);
    assert_int_equal(a.status, PP_STATUS_OK);
    assert_int_equal(a.n_imputed, 3);
    double error = sqrt(a.pooled.between / 50);
    assert_true(fabs(a.pooled.pooled.estimate - mar.change.estimate) <
                4 * error);
    /* The same people in another order: the same numbers. */
    double pre[10], post[10];
    for (size_t i = 0; i < 10; i++) {
        pre[i] = o17_pre[(i * 3 + 4) % 10];
        post[i] = o17_post[(i * 3 + 4) % 10];
    }
    in.pre = pre;
    in.post = post;
    struct pp_imputation b = pp_missing_impute(&in);
    assert_true(near("order", b.pooled.pooled.estimate,
                     a.pooled.pooled.estimate, 1e-13));
    assert_true(near("order", b.pooled.total, a.pooled.total, 1e-12));
    in.seed = 2;
    assert_true(pp_missing_impute(&in).pooled.pooled.estimate !=
                b.pooled.pooled.estimate);
}

/* Within each cohort post is a line in pre without error: what is missing can
 * only be imputed on that line, whatever the random numbers, and only if the
 * cohorts are told apart. */
static void test_imputation_uses_cohorts(void **state)
{
    (void)state;
    double pre[40], post[40], truth = 0;
    size_t cohort[40];
    for (size_t i = 0; i < 40; i++) {
        cohort[i] = i % 4 == 3 ? 3 : i % 4; /* cohort 2 is told below */
        pre[i] = 10 + (double)(i * 7 % 13);
        post[i] = .5 * pre[i] + 2 * (double)cohort[i];
        truth += (post[i] - pre[i]) / 40;
        if (i % 3 == 1)
            post[i] = NAN;
    }
    struct pp_imputation_in in = {.pre = pre,
                                  .post = post,
                                  .n = 40,
                                  .cohort = cohort,
                                  .n_cohorts = 5,
                                  .draws = 5,
                                  .seed = 1,
                                  .level = .95};
    struct pp_imputation a = pp_missing_impute(&in);
    assert_int_equal(a.status, PP_STATUS_OK);
    assert_true(near("truth", a.pooled.pooled.estimate, truth, 1e-9));
    /* A cohort nobody of which came back is imputed as the average person of
     * the others who did. */
    double height = 0, n_back = 0;
    for (size_t i = 0; i < 40; i++) {
        if (cohort[i] == 2)
            post[i] = NAN;
        if (isnan(post[i]))
            continue;
        height += 2. * (double)cohort[i];
        n_back++;
    }
    double as_average = 0;
    for (size_t i = 0; i < 40; i++)
        as_average +=
            (.5 * pre[i] +
             (cohort[i] == 2 ? height / n_back : 2. * (double)cohort[i]) -
             pre[i]) /
            40;
    a = pp_missing_impute(&in);
    assert_true(near("as average", a.pooled.pooled.estimate, as_average, 1e-9));
}

static void test_edges(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t n;
        double pre[5], post[5];
        size_t n_complete, n_left, n_post_only;
        enum pp_status status;
    } row[] = {
        {"nobody", 0, {0}, {0}, 0, 0, 0, PP_STATUS_TOO_FEW},
        {"one", 1, {1}, {2}, 1, 0, 0, PP_STATUS_TOO_FEW},
        {"two", 2, {1, 2}, {2, 4}, 2, 0, 0, PP_STATUS_TOO_FEW},
        {"three", 3, {1, 2, 4}, {2, 4, 3}, 3, 0, 0, PP_STATUS_OK},
        {"three and one left",
         4,
         {1, 2, 4, 5},
         {2, 4, 3, NAN},
         3,
         1,
         0,
         PP_STATUS_OK},
        {"nothing", 2, {NAN, NAN}, {NAN, NAN}, 0, 0, 0, PP_STATUS_TOO_FEW},
        {"all left", 3, {1, 2, 3}, {NAN, NAN, NAN}, 0, 3, 0, PP_STATUS_TOO_FEW},
        {"all came late", 2, {NAN, NAN}, {1, 2}, 0, 0, 2, PP_STATUS_TOO_FEW},
        {"pre alike",
         4,
         {3, 3, 3, 3},
         {1, 2, 4, 5},
         4,
         0,
         0,
         PP_STATUS_NO_VARIANCE},
        {"no error",
         5,
         {1, 2, 3, 4, 5},
         {2, 3, 4, 5, NAN},
         4,
         1,
         0,
         PP_STATUS_NO_VARIANCE},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct pp_mar mar =
            pp_missing_mar(row[i].pre, row[i].post, row[i].n, .95);
        print_message("# %s\n", row[i].label);
        assert_int_equal(mar.n_complete, row[i].n_complete);
        assert_int_equal(mar.n_left, row[i].n_left);
        assert_int_equal(mar.n_post_only, row[i].n_post_only);
        assert_int_equal(mar.change.status, row[i].status);
        struct pp_imputation_in in = {.pre = row[i].pre,
                                      .post = row[i].post,
                                      .n = row[i].n,
                                      .draws = 3,
                                      .level = .95};
        struct pp_imputation imputed = pp_missing_impute(&in);
        assert_int_equal(imputed.status, row[i].status);
        assert_int_equal(imputed.n_imputed, row[i].n_left);
    }
}

/* 1e9 more on either score moves nothing. */
static void test_shift_law(void **state)
{
    (void)state;
    double pre[10], post[10];
    for (size_t i = 0; i < 10; i++) {
        pre[i] = o17_pre[i] + 1e9;
        post[i] = o17_post[i] + 1e9;
    }
    struct pp_mar mar = pp_missing_mar(pre, post, 10, .95);
    assert_true(near("ML", mar.change.estimate, -3.91235955056179, 1e-6));
    assert_true(near("se", mar.model_se, .504741562528608, 1e-7));
}

static void test_shift_and_tipping(void **state)
{
    (void)state;
    struct pp_mar mar = pp_missing_mar(o17_pre, o17_post, 10, .95);
    struct pp_coefficient c =
        pp_missing_shift(&mar.change, mar.share_left, 2, .95);
    assert_true(near("moved", c.estimate, -3.91235955056179 + .6, 1e-13));
    assert_true(near("se", c.se, mar.change.se, 1e-15));
    double tipping = pp_missing_tipping(&mar);
    assert_true(near("tipping", tipping, 2.61488005823506 / .3, 1e-11));
    c = pp_missing_shift(&mar.change, mar.share_left, tipping, .95);
    assert_true(fabs(c.ci.hi) < 1e-12 && c.ci.lo < 0);
    assert_true(near("p", c.p, .05, 1e-9));
    /* The mirror, and nobody left. */
    double pre[10], post[10];
    for (size_t i = 0; i < 10; i++) {
        pre[i] = -o17_pre[i];
        post[i] = -o17_post[i];
    }
    mar = pp_missing_mar(pre, post, 10, .95);
    assert_true(near("mirror", pp_missing_tipping(&mar), -tipping, 1e-12));
    mar.n_left = 0;
    assert_true(isnan(pp_missing_tipping(&mar)));
    mar = pp_missing_mar(pre, post, 0, .95);
    assert_true(isnan(pp_missing_tipping(&mar)));
}

/* R, lm() with hatvalues(): oracle/robust. The larger of both is printed. */
static void test_robust_se(void **state)
{
    (void)state;
    static const double pre[10] = {12, 15, 9, 20, 18, 14, 11, 16, 13, 19},
                        post[10] = {9, 11, 8, NAN, 13, 10, NAN, 12, 9, NAN};
    struct pp_mar mar = pp_missing_mar(pre, post, 10, .95);
    assert_true(near("O17", mar.robust_se, 0.468608907236, 1e-10));
    assert_true(mar.change.se == mar.model_se);

    double x[40], y[40]; /* a floor: high scores spread, low ones do not */
    for (int i = 1; i <= 40; i++) {
        x[i - 1] = i * i * 7 % 23;
        y[i - 1] = fmax(0, x[i - 1] - 6 + i * 5 % 7 - 3);
        if (x[i - 1] > 14 && i % 2 == 0)
            y[i - 1] = NAN;
    }
    mar = pp_missing_mar(x, y, 40, .95);
    assert_true(near("floor", mar.robust_se, 0.462380518817, 1e-10));
    assert_true(mar.change.se == fmax(mar.model_se, mar.robust_se));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mar_of_ten_people),
        cmocka_unit_test(test_mar_in_groups),
        cmocka_unit_test(test_groups_without_leavers),
        cmocka_unit_test(test_real_leavers),
        cmocka_unit_test(test_imputation),
        cmocka_unit_test(test_imputation_uses_cohorts),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_shift_law),
        cmocka_unit_test(test_shift_and_tipping),
        cmocka_unit_test(test_robust_se),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
