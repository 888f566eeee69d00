#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "../helpers/near.h"
#include "../helpers/worked_sets.h"
#include "prepost/stats/describe.h"

static const double a_pre[] = SET_A_PRE, b_pre[] = SET_B_PRE;
static const double c_pre[] = SET_C_PRE;
static const double mixed[] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};
static const double large[] = {1e9 + 0.25, 1e9 + 1.5, 1e9 + 2.75, 1e9 + 9};
static const double rounded[] = {1e9 + 4, 1e9 + 37, 1e9 + 18, 1e9 + 7,
                                 1e9 + 15};
static const double alike[] = {0.1, 0.1, 0.1, 0.1, 0.1};
static const double three[] = {1, 2, 4};

static void test_values(void **state)
{
    /* mean, sd, quartiles: R 4.2 mean, sd, quantile(type = 7). Skewness and
     * kurtosis: the closed form in exact rational arithmetic (and,
     * for A, B and C, a second hand). */
    static const struct {
        const char *label;
        const double *x;
        size_t n;
        struct pp_describe expected;
    } cases[] = {
        {"no value",
         mixed,
         0,
         {0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN}},
        {"one value", mixed, 1, {1, 3, NAN, 3, 3, 3, 3, 3, NAN, NAN}},
        {"two values",
         mixed,
         2,
         {2, 2, 1.4142135623730951, 2, 1.5, 2.5, 1, 3, NAN, NAN}},
        {"three values: no kurtosis",
         three,
         3,
         {3, 2.3333333333333335, 1.5275252316519468, 2, 1.5, 3, 1, 4,
          0.935219529582824, NAN}},
        {"all alike, and 0.1 is not exact",
         alike,
         5,
         {5, 0.1, 0, 0.1, 0.1, 0.1, 0.1, 0.1, NAN, NAN}},
        {"unsorted, with ties",
         mixed,
         11,
         {11, 4, 2.366431913239846, 4, 2.5, 5, 1, 9, 0.664049771572406,
          0.650510204081633}},
        {"1e9 + x, whose mean is rounded",
         rounded,
         5,
         {5, 1e9 + 16.2, 12.949903474543738, 1e9 + 15, 1e9 + 7, 1e9 + 18,
          1e9 + 4, 1e9 + 37, 1.229544347682177, 1.62312801951692}},
        {"1e9 + x keeps its spread",
         large,
         4,
         {4, 1e9 + 3.375, 3.886407938787006, 1e9 + 2.125, 1e9 + 1.1875,
          1e9 + 4.3125, 1e9 + 0.25, 1e9 + 9, 1.59707798293078,
          2.70392390011891}},
        {"A",
         a_pre,
         12,
         {12, 382 / 12., 3.6886393976723458, 32.5, 29.75, 34.25, 24, 37,
          -0.676247201839127, 0.390825442334115}},
        {"B",
         b_pre,
         16,
         {16, 11.5, 4.9799598391954929, 11.5, 7.75, 15.25, 3, 20, 0,
          -0.946930280957336}},
        {"C",
         c_pre,
         8,
         {8, 2.825, 0.92543426099781471, 2.9, 2.175, 3.5, 1.3, 4.0,
          -0.339763399548725, -0.804013909283591}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *label = cases[i].label;
        const struct pp_describe *e = &cases[i].expected;
        struct pp_describe d = pp_describe_values(cases[i].x, cases[i].n);
        assert_int_equal(d.n, e->n);
        assert_true(near(label, d.mean, e->mean, 1e-14));
        assert_true(near(label, d.sd, e->sd, 1e-14));
        assert_true(near(label, d.median, e->median, 1e-15));
        assert_true(near(label, d.q1, e->q1, 1e-15));
        assert_true(near(label, d.q3, e->q3, 1e-15));
        assert_true(near(label, d.min, e->min, 0));
        assert_true(near(label, d.max, e->max, 0));
        assert_true(near(label, d.skewness, e->skewness, 1e-12));
        assert_true(near(label, d.kurtosis, e->kurtosis, 1e-12));
    }
}

static void test_quantiles(void **state)
{
    /* R 4.2: quantile(A, p), type 7 */
    static const double expected[][2] = {{0, 24},    {.1, 28.1},   {.25, 29.75},
                                         {.5, 32.5}, {.75, 34.25}, {.9, 35.9},
                                         {1, 37}};

    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        double p = expected[i][0];
        assert_true(near("any order", pp_quantile(a_pre, 12, p), expected[i][1],
                         1e-15));
    }
    assert_true(isnan(pp_quantile(a_pre, 0, 0.5)));
}

static void test_correlation(void **state)
{
    static const double sleep_pre[] = SLEEP_PRE, sleep_post[] = SLEEP_POST;
    static const double thomason_pre[] = THOMASON_PRE;
    static const double thomason_post[] = THOMASON_POST;

    (void)state;
    /* R 4.2 cor(); Thomason also in esci's own tests */
    assert_true(near("sleep", pp_correlation(sleep_pre, sleep_post, 10),
                     0.7951702058335778, 1e-14));
    assert_true(near("Thomason",
                     pp_correlation(thomason_pre, thomason_post, 12),
                     0.892390808, 1e-9));
    assert_true(
        near("with itself", pp_correlation(a_pre, a_pre, 12), 1, 1e-15));
    assert_true(isnan(pp_correlation(a_pre, alike, 5)));
    assert_true(isnan(pp_correlation(alike, a_pre, 5)));
    assert_true(isnan(pp_correlation(a_pre, b_pre, 1)));
}

static void test_many_equal_values_among_few(void **state)
{
    enum { N = 100001 };
    static double x[N];

    (void)state;
    for (size_t i = 0; i < N; i++)
        x[i] = (double)(i * 7919 % 5);
    struct pp_describe d = pp_describe_values(x, N);
    assert_true(near("q1", d.q1, 1, 0));
    assert_true(near("median", d.median, 2, 0));
    assert_true(near("q3", d.q3, 3, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_correlation),
        cmocka_unit_test(test_many_equal_values_among_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
