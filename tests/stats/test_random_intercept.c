#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/random_intercept.h"

#include "../helpers/near.h"
#include "../helpers/shared_table.h"

/* Potthoff and Roy 1964: 16 boys, then 11 girls, at 8, 10, 12, 14 years. */
static const double orthodont[108] = {
    26,   25,   29,   31,   21.5, 22.5, 23,   26.5, 23,   22.5, 24,   27.5,
    25.5, 27.5, 26.5, 27,   20,   23.5, 22.5, 26,   24.5, 25.5, 27,   28.5,
    22,   22,   24.5, 26.5, 24,   21.5, 24.5, 25.5, 23,   20.5, 31,   26,
    27.5, 28,   31,   31.5, 23,   23,   23.5, 25,   21.5, 23.5, 24,   28,
    17,   24.5, 26,   29.5, 22.5, 25.5, 25.5, 26,   23,   24.5, 26,   30,
    22,   21.5, 23.5, 25,   21,   20,   21.5, 23,   21,   21.5, 24,   25.5,
    20.5, 24,   24.5, 26,   23.5, 24.5, 25,   26.5, 21.5, 23,   22.5, 23.5,
    20,   21,   21,   22.5, 21.5, 22.5, 23,   25,   23,   23,   23.5, 24,
    20,   21,   22,   21.5, 16.5, 19,   19,   19.5, 24.5, 25,   28,   28};

struct problem {
    double design[108][3];
    size_t group[108];
    struct pp_regression_in in;
};

static void ask_orthodont(struct problem *q, enum pp_robust robust)
{
    for (size_t i = 0; i < 108; i++) {
        q->design[i][0] = 1;
        q->design[i][1] = 8 + 2 * (double)(i % 4);
        q->design[i][2] = i / 4 >= 16;
        q->group[i] = 50 - i / 4;
    }
    q->in = (struct pp_regression_in){.design = q->design[0],
                                      .y = orthodont,
                                      .n = 108,
                                      .p = 3,
                                      .group = q->group,
                                      .robust = robust,
                                      .level = .95};
}

/* R's lme4 and lmerTest; balanced, so that the variances are known from mean
 * squares, and within and between separate: 80 and 25 df.
 * tests/oracle/random_intercept.R */
static void test_orthodont(void **state)
{
    (void)state;
    struct problem q;
    struct pp_coefficient c[3];
    ask_orthodont(&q, PP_ROBUST_CLASSIC);
    struct pp_random_intercept r = pp_random_intercept_fit(&q.in, c);
    assert_int_equal(r.status, PP_STATUS_OK);
    assert_int_equal(r.n_groups, 27);
    assert_true(near("between", r.between, 3.26678372264309, 1e-12));
    assert_true(near("within", r.within, 2.04945601851852, 1e-12));
    assert_true(near("icc", r.icc, .6144914235, 2e-9));
    assert_true(near("loglik", r.log_likelihood, -218.756253914003, 1e-12));
    assert_true(near("age", c[1].estimate, .6601851852, 1e-9));
    assert_true(near("age", c[1].se, .06160591626, 1e-9));
    assert_true(near("age", c[1].df, 80, 1e-9));
    assert_true(near("sex", c[2].estimate, -2.3210227273, 1e-9));
    assert_true(near("sex", c[2].se, .7614168493, 1e-9));
    assert_true(near("sex", c[2].df, 25, 1e-9));
    assert_true(near("intercept", c[0].df, 99.3523689934544, 1e-6));
    assert_true(near("design effect", r.design_effect, 1 + 3 * r.icc, 1e-13));
}

/* R's clubSandwich on lme() and lmer(). */
static void test_orthodont_cr2(void **state)
{
    (void)state;
    struct problem q;
    struct pp_coefficient c[3];
    ask_orthodont(&q, PP_ROBUST_CR2);
    pp_random_intercept_fit(&q.in, c);
    static const double se[3] = {.909471576193879, .0712532707708721,
                                 .782201211559411};
    static const double df[3] = {23.9720740313456, 26, 21.6534653465346};
    for (size_t j = 0; j < 3; j++) {
        assert_true(near("se", c[j].se, se[j], 1e-9));
        assert_true(near("df", c[j].df, df[j], 1e-6));
    }
}

/* Of the straight line alone, groups taken as they come: O14's degrees of
 * freedom (clubSandwich on lm(); tests/oracle/regions.R works them out too). */
static void test_orthodont_cr2_of_a_line(void **state)
{
    (void)state;
    struct problem q;
    struct pp_coefficient c[3];
    ask_orthodont(&q, PP_ROBUST_CR2);
    assert_int_equal(pp_regression_fit(&q.in, c).status, PP_STATUS_OK);
    static const double df[3] = {25.9, 26.0, 21.7},
                        se[3] = {.9095, .0713, .7822};
    for (size_t j = 0; j < 3; j++) {
        assert_true(fabs(c[j].df - df[j]) < 0.05);
        assert_true(fabs(c[j].se - se[j]) < 5e-5);
    }
}

/* Davies and Goldsmith 1972; Box and Tiao 1973: 6 batches of 5. */
static void test_dyestuff(void **state)
{
    (void)state;
    static const double with_batches[30] = {
        1545, 1440, 1440, 1520, 1580, 1540, 1555, 1490, 1560, 1495,
        1595, 1550, 1605, 1510, 1560, 1445, 1440, 1595, 1465, 1545,
        1595, 1630, 1515, 1635, 1625, 1520, 1455, 1450, 1480, 1445};
    static const double without[30] = {
        7.298,  3.846, 2.434, 9.566,  7.990,  5.220, 6.556, .608,
        11.788, -.892, .110,  10.386, 13.434, 5.510, 8.166, 2.212,
        4.852,  7.092, 9.288, 4.980,  .282,   9.014, 4.458, 9.446,
        7.198,  1.722, 4.782, 8.106,  .758,   3.758};
    double ones[30];
    size_t batch[30];
    for (size_t i = 0; i < 30; i++) {
        ones[i] = 1;
        batch[i] = i / 5;
    }
    struct pp_regression_in in = {.design = ones,
                                  .y = with_batches,
                                  .n = 30,
                                  .p = 1,
                                  .group = batch,
                                  .level = .95};
    struct pp_coefficient c;
    struct pp_random_intercept r = pp_random_intercept_fit(&in, &c);
    /* Balanced: (s2_between - s2_within)/5 from the mean squares. */
    assert_true(near("between", r.between, 1764.05, 1e-9));
    assert_true(near("within", r.within, 2451.25, 1e-9));
    assert_true(near("icc", r.icc, 1764.05 / (1764.05 + 2451.25), 1e-11));
    assert_true(near("mean", c.estimate, 1527.5, 1e-12));
    assert_true(near("se", c.se, 19.3834121, 1e-8));
    assert_true(near("df", c.df, 5, 1e-8));
    in.robust = PP_ROBUST_CR2;
    pp_random_intercept_fit(&in, &c);
    assert_true(near("se", c.se, 19.383412152319, 1e-9));
    assert_true(near("df", c.df, 5, 1e-8));
    in.robust = PP_ROBUST_CLASSIC;
    in.y = without;
    r = pp_random_intercept_fit(&in, &c);
    assert_int_equal(r.status, PP_STATUS_BOUNDARY);
    assert_true(r.between == 0 && r.icc == 0 && r.design_effect == 1);
    assert_true(near("within", r.within, 13.80630963, 1e-9));
    assert_true(near("se", c.se, .678388031232524, 1e-12));
    assert_true(c.df == 29);
    assert_true(near("loglik", r.log_likelihood, -80.9141389061442, 1e-12));
}

/* Beat the Blues, 280 answers of 97 people who left at different times:
 * R's lmerTest and clubSandwich, tests/oracle/random_intercept.R. */
static void test_unbalanced(void **state)
{
    (void)state;
    static const char *const wave[4] = {"bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m"};
    static const double month[4] = {2, 3, 5, 8};
    static const double b[6] = {5.5737462884591,   .640350812195166,
                                -.701598146876074, -2.31510510851774,
                                -2.81599427436416, .1790153478328};
    static const double se[6] = {2.29954412221468, .0799164044930705,
                                 .146940722702794, 1.71515295980567,
                                 1.77291978122943, 1.68163457198004};
    static const double df[6] = {102.886903277101, 98.5189690348728,
                                 197.541632609591, 92.1842780700414,
                                 93.1674208057088, 95.0483339894186};
    static const double cr2[6] = {2.16193488589492, .0826232965309964,
                                  .155405154973975, 1.72260410637788,
                                  1.71128038923529, 1.53361047127986};
    static const double cr2_df[6] = {45.7009807990758, 39.8727075581124,
                                     56.5248311708153, 62.2263404614576,
                                     57.2200217266658, 72.4453419483722};
    struct shared_table *table =
        shared_table_read("r-packages/HSAUR3_BtheB.csv");
    if (!table)
        skip();
    double design[400][6], y[400];
    size_t person[400], n = 0;
    for (size_t w = 0; w < 4; w++)
        for (size_t i = 0; i < 100; i++) {
            y[n] = shared_number(table, i, wave[w]);
            design[n][0] = 1;
            design[n][1] = shared_number(table, i, "bdi.pre");
            design[n][2] = month[w];
            design[n][3] = *shared_text(table, i, "treatment") == 'B';
            design[n][4] = *shared_text(table, i, "drug") == 'Y';
            design[n][5] = *shared_text(table, i, "length") == '>';
            person[n] = i;
            n += isnan(y[n]) ? 0 : 1;
        }
    assert_int_equal(n, 280);
    struct pp_regression_in in = {.design = design[0],
                                  .y = y,
                                  .n = n,
                                  .p = 6,
                                  .group = person,
                                  .level = .95};
    struct pp_coefficient c[6];
    struct pp_random_intercept r = pp_random_intercept_fit(&in, c);
    assert_int_equal(r.n_groups, 97);
    assert_true(near("between", r.between, 51.9315923765829, 1e-6));
    assert_true(near("within", r.within, 25.2863645840993, 1e-6));
    assert_true(near("loglik", r.log_likelihood, -933.45128620542, 1e-13));
    for (size_t j = 0; j < 6; j++) {
        assert_true(near("b", c[j].estimate, b[j], 1e-7));
        assert_true(near("se", c[j].se, se[j], 1e-7));
        assert_true(near("df", c[j].df, df[j], 1e-4));
    }
    in.robust = PP_ROBUST_CR2;
    pp_random_intercept_fit(&in, c);
    for (size_t j = 0; j < 6; j++) {
        assert_true(near("CR2", c[j].se, cr2[j], 1e-7));
        assert_true(near("CR2", c[j].df, cr2_df[j], 1e-6));
    }
    shared_table_free(table);
}

static void test_edges(void **state)
{
    (void)state;
    static const double ones[6] = {1, 1, 1, 1, 1, 1};
    static const double y[6] = {1, 2, 3, 5, 5, 7}, same[6] = {4, 4, 4, 4, 4, 4};
    static const double by_group[6] = {1, 1, 3, 3, 9, 9};
    static const size_t pairs[6] = {0, 0, 1, 1, 2, 2};
    static const size_t own[6] = {0, 1, 2, 3, 4, 5}, one[6] = {0};
    static const struct {
        const char *label;
        const double *y;
        const size_t *group;
        size_t n;
        enum pp_status status;
    } row[] = {
        {"nobody", y, pairs, 0, PP_STATUS_TOO_FEW},
        {"one person", y, pairs, 1, PP_STATUS_TOO_FEW},
        {"one group", y, one, 6, PP_STATUS_TOO_FEW},
        {"groups of one", y, own, 6, PP_STATUS_TOO_FEW},
        {"no spread", same, pairs, 6, PP_STATUS_NO_VARIANCE},
        {"no spread within", by_group, pairs, 6, PP_STATUS_NO_VARIANCE},
        {"three people", y, pairs, 3, PP_STATUS_OK},
        {"fine", y, pairs, 6, PP_STATUS_OK},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct pp_regression_in in = {.design = ones,
                                      .y = row[i].y,
                                      .n = row[i].n,
                                      .p = 1,
                                      .group = row[i].group,
                                      .level = .95};
        struct pp_coefficient c;
        print_message("# %s\n", row[i].label);
        assert_int_equal(pp_random_intercept_fit(&in, &c).status,
                         row[i].status);
    }
}

/* A row with a count is that many rows: every second child measured twice. */
static void test_counted_rows(void **state)
{
    (void)state;
    struct problem q;
    size_t count[108], group[162], n = 0;
    double design[162][3], y[162];
    ask_orthodont(&q, PP_ROBUST_CR2);
    for (size_t i = 0; i < 108; i++) {
        count[i] = i % 2 + 1;
        for (size_t k = 0; k < count[i]; k++, n++) {
            for (size_t j = 0; j < 3; j++)
                design[n][j] = q.design[i][j];
            y[n] = orthodont[i];
            group[n] = q.group[i];
        }
    }
    struct pp_regression_in all = q.in;
    all.design = design[0];
    all.y = y;
    all.group = group;
    all.n = n;
    q.in.count = count;
    struct pp_coefficient c[3], d[3];
    struct pp_random_intercept few = pp_random_intercept_fit(&q.in, c);
    struct pp_random_intercept many = pp_random_intercept_fit(&all, d);
    assert_int_equal(few.n, 162);
    assert_int_equal(few.n_groups, many.n_groups);
    assert_true(near("icc", few.icc, many.icc, 1e-9));
    assert_true(near("deff", few.design_effect, many.design_effect, 1e-9));
    assert_true(near("l", few.log_likelihood, many.log_likelihood, 1e-11));
    for (size_t j = 0; j < 3; j++) {
        assert_true(near("beta", c[j].estimate, d[j].estimate, 1e-9));
        assert_true(near("se", c[j].se, d[j].se, 1e-8));
        assert_true(near("df", c[j].df, d[j].df, 1e-7));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orthodont),
        cmocka_unit_test(test_orthodont_cr2),
        cmocka_unit_test(test_orthodont_cr2_of_a_line),
        cmocka_unit_test(test_dyestuff),
        cmocka_unit_test(test_unbalanced),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_counted_rows),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
