#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/paired_t.h"
#include "prepost/stats/regression.h"

#include "../helpers/near.h"
#include "../helpers/shared_table.h"

/* MASS::anorexia, lm(Postwt ~ Prewt - mean + Treat): tests/oracle/cohorts.R */
static void test_classic(void **state)
{
    (void)state;
    struct shared_table *table =
        shared_table_read("r-packages/MASS_anorexia.csv");
    if (!table)
        skip();
    double design[72][4], y[72];
    double *pre = shared_numbers(table, "Prewt"), centre = 0;
    for (size_t i = 0; i < 72; i++)
        centre += pre[i] / 72;
    for (size_t i = 0; i < 72; i++) {
        const char *treatment = shared_text(table, i, "Treat");
        design[i][0] = 1;
        design[i][1] = pre[i] - centre;
        design[i][2] = treatment[1] == 'B';
        design[i][3] = treatment[0] == 'F';
        y[i] = shared_number(table, i, "Postwt");
    }
    struct pp_regression_in in = {
        .design = design[0], .y = y, .n = 72, .p = 4, .level = .95};
    struct pp_coefficient c[4];
    struct pp_regression fit = pp_regression_fit(&in, c);
    assert_int_equal(fit.status, PP_STATUS_OK);
    static const double expected[4][2] = {{81.4772627862365, 1.37538532465835},
                                          {.434461150360904, .16118236185183},
                                          {4.0970655280729, 1.89349260696693},
                                          {8.66012818099169, 2.19314941164305}};
    for (size_t j = 0; j < 4; j++) {
        assert_true(near("estimate", c[j].estimate, expected[j][0], 1e-12));
        assert_true(near("se", c[j].se, expected[j][1], 1e-12));
        assert_true(c[j].df == 68);
    }
    pp_free(pre);
    shared_table_free(table);
}

/* The mean of changes by CR2 is the clustered paired t. */
static void test_cr2_of_a_mean(void **state)
{
    (void)state;
    static const double change[12] = {2, 0, 4, -1, 1, 3, 2, 0, 5, -3, 2, 1};
    static const size_t group[12] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4};
    double ones[12];
    for (size_t i = 0; i < 12; i++)
        ones[i] = 1;
    struct pp_regression_in in = {.design = ones,
                                  .y = change,
                                  .n = 12,
                                  .p = 1,
                                  .group = group,
                                  .robust = PP_ROBUST_CR2,
                                  .level = .95};
    struct pp_coefficient c;
    assert_int_equal(pp_regression_fit(&in, &c).status, PP_STATUS_OK);
    assert_true(near("se", c.se, .481365727, 1e-8));
    assert_true(near("df", c.df, 2.8125, 1e-12));
    assert_true(near("p", c.p, .0748288900, 1e-8));
    struct pp_paired_t t = pp_paired_t_clustered(change, group, 12, .95);
    assert_true(near("se", c.se, t.se, 1e-13));
    assert_true(near("df", c.df, t.df, 1e-12));
}

/* A person who alone decides a coefficient leaves HC3 finite. */
static void test_full_leverage(void **state)
{
    (void)state;
    double design[6][2] = {{1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 1}};
    double y[6] = {1, 2, 3, 4, 5, 9};
    static const size_t group[6] = {1, 1, 2, 2, 3, 4};
    struct pp_regression_in in = {.design = design[0],
                                  .y = y,
                                  .n = 6,
                                  .p = 2,
                                  .group = group,
                                  .robust = PP_ROBUST_HC3,
                                  .level = .95};
    struct pp_coefficient c[2];
    pp_regression_fit(&in, c);
    assert_true(isfinite(c[0].se) && isfinite(c[1].se));
    /* The mean of five: each residual over 4/5. */
    assert_true(near("se", c[0].se, sqrt(10. / .64) / 5, 1e-13));
    in.robust = PP_ROBUST_CR2;
    pp_regression_fit(&in, c);
    assert_true(isfinite(c[0].se) && isfinite(c[0].df));
}

static void test_edges(void **state)
{
    (void)state;
    double design[4][2] = {{1, 1}, {1, 2}, {1, 3}, {1, 4}};
    double twins[4][2] = {{1, 2}, {1, 2}, {1, 2}, {1, 2}};
    double y[4] = {1, 3, 2, 5}, straight[4] = {2, 4, 6, 8};
    static const size_t one_group[4] = {5, 5, 5, 5};
    struct pp_coefficient c[2];
    struct pp_regression_in in = {
        .design = design[0], .y = y, .p = 2, .level = .95};
    for (in.n = 0; in.n < 3; in.n++)
        assert_int_equal(pp_regression_fit(&in, c).status, PP_STATUS_TOO_FEW);
    in.n = 3;
    assert_int_equal(pp_regression_fit(&in, c).status, PP_STATUS_OK);
    in.n = 4;
    in.robust = PP_ROBUST_CR2;
    in.group = one_group;
    assert_int_equal(pp_regression_fit(&in, c).status, PP_STATUS_TOO_FEW);
    assert_true(isnan(c[0].estimate));
    in.robust = PP_ROBUST_HC3;
    in.y = straight;
    assert_int_equal(pp_regression_fit(&in, c).status, PP_STATUS_NO_VARIANCE);
    in.y = y;
    in.design = twins[0];
    assert_int_equal(pp_regression_fit(&in, c).status, PP_STATUS_NO_VARIANCE);
}

/* A row with a count is that many rows, whatever the errors allow for. */
static void test_counted_rows(void **state)
{
    (void)state;
    enum { ROWS = 9 };
    static const size_t count[ROWS] = {1, 3, 2, 1, 4, 1, 2, 5, 1};
    static const size_t group[ROWS] = {1, 1, 2, 2, 3, 3, 4, 4, 5};
    static const double x[ROWS] = {3, 5, 4, 9, 7, 2, 6, 8, 1};
    static const double y[ROWS] = {2, 6, 3, 7, 9, 1, 4, 6, 3};
    double design[ROWS][2], rows[20][2], all_y[20];
    size_t all_group[20], n = 0;
    for (size_t i = 0; i < ROWS; i++) {
        design[i][0] = 1;
        design[i][1] = x[i];
        for (size_t k = 0; k < count[i]; k++, n++) {
            rows[n][0] = 1;
            rows[n][1] = x[i];
            all_y[n] = y[i];
            all_group[n] = group[i];
        }
    }
    struct pp_regression_in in = {.design = design[0],
                                  .y = y,
                                  .n = ROWS,
                                  .p = 2,
                                  .group = group,
                                  .count = count,
                                  .level = .95};
    struct pp_regression_in all = in;
    all.design = rows[0];
    all.y = all_y;
    all.n = n;
    all.group = all_group;
    all.count = NULL;
    for (int robust = PP_ROBUST_CLASSIC; robust <= PP_ROBUST_CR2; robust++) {
        struct pp_coefficient c[2], d[2];
        in.robust = all.robust = (enum pp_robust)robust;
        struct pp_regression few = pp_regression_fit(&in, c);
        struct pp_regression many = pp_regression_fit(&all, d);
        assert_int_equal(few.n, 20);
        assert_int_equal(few.status, PP_STATUS_OK);
        assert_true(near("sd", few.residual_sd, many.residual_sd, 1e-13));
        assert_true(near("r2", few.r_squared, many.r_squared, 1e-12));
        for (size_t j = 0; j < 2; j++) {
            assert_true(near("beta", c[j].estimate, d[j].estimate, 1e-12));
            assert_true(near("se", c[j].se, d[j].se, 1e-12));
            assert_true(near("df", c[j].df, d[j].df, 1e-11));
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classic),
        cmocka_unit_test(test_cr2_of_a_mean),
        cmocka_unit_test(test_full_leverage),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_counted_rows),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
