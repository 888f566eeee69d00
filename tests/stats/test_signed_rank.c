#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "prepost/stats/gsl.h"
#include "signed_ranks.h"

/* ---- Numbers of others ------------------------------------------------- */

/* Student's sleep data (R datasets::sleep), drug 1 and drug 2: enumeration of
 * all 2^10 sign patterns at every Walsh average and midpoint. With the zero
 * deleted the estimate would be 1.40 [1.05, 2.90]. */
static void sleep_keeps_its_zero(void **state)
{
    (void)state;
    static const double first[] = {0.7, -1.6, -0.2, -1.2, -0.1,
                                   3.4, 3.7,  0.8,  0.0,  2.0};
    static const double second[] = {1.9, 0.8, 1.1, 0.1, -0.1,
                                    4.4, 5.5, 1.6, 4.6, 3.4};
    struct pp_signed_rank res = test_of(first, second, 10, PP_ZERO_PRATT);
    static const struct expected e = {54,   0,    0.00390625, 1.30,
                                      0.90, 2.70, 0.953125,   {true, true}};
    assert_true(agrees("sleep", &res, &e, 1e-14));
    assert_int_equal(res.n_zero, 1);
    assert_true(res.ties);
    struct pp_signed_rank dropped =
        test_of(first, second, 10, PP_ZERO_WILCOXON);
    assert_true(near("V", dropped.w_plus, 45, 0));
    assert_true(near("p", dropped.p, 0.00390625, 1e-14));
    assert_true(near("hl", dropped.hodges_lehmann, 1.30, 1e-14));
}

/* Decimals that doubles get wrong: on doubles W+ of C would be 28. */
static void worked_sets(void **state)
{
    (void)state;
    static const double a_pre[] = {30, 34, 28, 37, 31, 33,
                                   29, 36, 32, 35, 24, 33};
    static const double a_post[] = {32, 34, 32, 36, 32, 36,
                                    31, 36, 37, 32, 26, 34};
    static const double b_pre[] = {14, 9,  17, 6, 11, 20, 3,  12,
                                   8,  15, 10, 5, 18, 7,  13, 16};
    static const double b_post[] = {11, 9,  11, 5, 9,  16, 3,  13,
                                    8,  12, 9,  4, 16, 7,  11, 16};
    static const double c_pre[] = {2.1, 3.4, 1.3, 4.0, 2.7, 3.1, 2.2, 3.8};
    static const double c_post[] = {2.4, 3.6, 1.0, 4.3, 2.7, 3.6, 2.4, 3.9};
    static const double t_pre[] = {13, 12, 12, 9, 14, 17, 14, 9, 6, 7, 11, 15};
    static const double t_post[] = {14, 13, 16, 12, 15, 18,
                                    13, 10, 10, 8,  14, 16};
    static const struct {
        const char *label;
        const double *pre, *post;
        size_t n;
        struct expected e;
    } rows[] = {
        /* enumeration of all sign patterns, and closed forms */
        {"A",
         a_pre,
         a_post,
         12,
         {61.5, 13.5, .05859375, 1.5, 0, 2.5, .959228516, {true, true}}},
        {"B",
         b_pre,
         b_post,
         16,
         {7.5, 113.5, .0048828125, -1.5, -2.5, -.5, .968383789, {false, true}}},
        {"C",
         c_pre,
         c_post,
         8,
         {29, 6, .140625, .2, -.05, .35, .9609375, {true, true}}},
        /* Thomason1 (esci): enumeration of all 2^12 */
        {"Thomason1",
         t_pre,
         t_post,
         12,
         {73.5, 4.5, .00439453125, 1.5, 1, 2.5, .983642578, {true, true}}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_signed_rank res =
            test_of(rows[i].pre, rows[i].post, rows[i].n, PP_ZERO_PRATT);
        assert_true(agrees(rows[i].label, &res, &rows[i].e, 1e-9));
    }
    struct pp_signed_rank dropped =
        test_of(a_pre, a_post, 12, PP_ZERO_WILCOXON);
    assert_true(near("A dropped", dropped.p, .07421875, 1e-14));
}

/* Published ties and zeros, with the zeros dropped: Bortz et al. (R-help,
 * 2006), r-devel 2003, jmv's test, the SciPy manual; p's by enumeration. */
static void with_zeros_dropped(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t n;
        double d[15], w, p, p_pratt;
    } rows[] = {
        {"Bortz",
         15,
         {-4, -1, -1, -1, -2, 0, 0, 1, 0, -2, 4, -1, -1, 0, 0},
         13,
         .13671875,
         .09765625},
        {"r-devel", 7, {2, 1, 4, 3, 6, -5, 0}, 16, .3125, .25},
        {"jmv", 9, {18, 15, 14, 9, -8, -6, -4, 2, 0}, 9, .25, .2734375},
        {"SciPy",
         10,
         {15, -7, 5, 20, 0, -9, 17, -12, 5, -10},
         18,
         .6328125,
         .64453125},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_signed_rank dropped =
            test_of_changes(rows[i].d, rows[i].n, PP_ZERO_WILCOXON);
        struct pp_signed_rank pratt =
            test_of_changes(rows[i].d, rows[i].n, PP_ZERO_PRATT);
        double smaller = fmin(dropped.w_plus, dropped.w_minus);
        assert_true(near(rows[i].label, dropped.p, rows[i].p, 1e-14));
        assert_true(near(rows[i].label, pratt.p, rows[i].p_pratt, 1e-14));
        if (i != 1)
            assert_true(near(rows[i].label, smaller, rows[i].w, 0));
        else
            assert_true(near(rows[i].label, dropped.w_plus, rows[i].w, 0));
    }
    /* Zeros in, by enumeration at every Walsh average and midpoint. */
    struct pp_signed_rank second = test_of_changes(rows[1].d, 7, PP_ZERO_PRATT);
    assert_true(near("hl", second.hodges_lehmann, 2, 1e-14));
    assert_true(near("lo", second.ci.lo, -2, 1e-14));
    assert_true(near("hi", second.ci.hi, 4.5, 1e-14));
    struct pp_signed_rank bortz = test_of_changes(rows[0].d, 15, PP_ZERO_PRATT);
    assert_true(near("hl", bortz.hodges_lehmann, -0.5, 1e-14));
    assert_true(near("lo", bortz.ci.lo, -1.5, 1e-14));
    assert_true(near("hi", bortz.ci.hi, 0, 1e-14));
    assert_false(bortz.ci_includes[0]);
    assert_true(bortz.ci_includes[1]);
}

/* p and a closed interval would contradict each other here. */
static void zero_flagged_as_outside(void **state)
{
    (void)state;
    static const double d[] = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    struct pp_signed_rank res = test_of_changes(d, 10, PP_ZERO_PRATT);
    assert_true(near("p", res.p, .03125, 1e-15));
    assert_true(near("hl", res.hodges_lehmann, .5, 1e-15));
    assert_true(near("lo", res.ci.lo, 0, 1e-15));
    assert_true(near("hi", res.ci.hi, 1, 1e-15));
    assert_false(res.ci_includes[0]);
    assert_true(res.ci_includes[1]);
    assert_int_equal(res.status, PP_STATUS_OK);
}

/* As many up as down, among many who stayed: p must be 1. */
static void balance_is_no_evidence(void **state)
{
    (void)state;
    double d[70] = {0};
    for (size_t i = 0; i < 15; i++) {
        d[i] = 1;
        d[69 - i] = -1;
    }
    for (int policy = 0; policy < 3; policy++) {
        struct pp_signed_rank res =
            test_of_changes(d, 70, (enum pp_zero_policy)policy);
        assert_true(near("p", res.p, 1, 0));
        assert_true(near("hl", res.hodges_lehmann, 0, 0));
        assert_int_equal(res.n_zero, 40);
    }
}

/* ---- Few people -------------------------------------------------------- */

static void too_few_and_no_change(void **state)
{
    (void)state;
    static const double zeros[8] = {0}, ups[8] = {1, 2, 3, 4, 5, 6, 7, 8};

    struct pp_signed_rank none = test_of_changes(ups, 0, PP_ZERO_PRATT);
    assert_int_equal(none.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(none.p) && isnan(none.hodges_lehmann));

    for (size_t n = 1; n <= 5; n++) {
        struct pp_signed_rank res = test_of_changes(ups, n, PP_ZERO_PRATT);
        assert_int_equal(res.status, PP_STATUS_TOO_FEW);
        assert_true(near("p", res.p, ldexp(1, 1 - (int)n), 1e-15));
        assert_true(isnan(res.ci.lo) && isnan(res.ci.hi));
        assert_false(res.can_reject);
    }
    struct pp_signed_rank six = test_of_changes(ups, 6, PP_ZERO_PRATT);
    assert_int_equal(six.status, PP_STATUS_OK);
    assert_true(near("p", six.p, .03125, 1e-15));
    assert_true(near("lo", six.ci.lo, 1, 1e-15));
    assert_true(six.can_reject && six.ci_includes[0]);

    struct pp_signed_rank same = test_of_changes(zeros, 8, PP_ZERO_PRATT);
    assert_int_equal(same.status, PP_STATUS_ALL_TIED);
    assert_true(isnan(same.p) && isnan(same.ci.lo));
    assert_true(near("hl", same.hodges_lehmann, 0, 0));
    struct pp_signed_rank split = test_of_changes(zeros, 8, PP_ZERO_SPLIT);
    assert_int_equal(split.status, PP_STATUS_ALL_TIED);
}

/* ---- Whole-number arithmetic (tests/oracle/signed_rank.py, .csv) ------- */

struct generated {
    size_t n;
    int a, b, m, c; /* D_i = (a i + b) mod m - c */
};

static void generate(const struct generated *g, double *d)
{
    for (size_t i = 0; i < g->n; i++)
        d[i] = (double)(((int)i * g->a + g->b) % g->m - g->c);
}

static void against_whole_numbers(void **state)
{
    (void)state;
    static const struct {
        struct generated g;
        double p[3]; /* pratt, wilcoxon, zsplit */
        double hl, lo, hi, attained;
        bool includes[2];
    } rows[] = {
        {{5, 7, 3, 11, 4},
         {0.375, 0.375, 0.375},
         2.0,
         NAN,
         NAN,
         1.0,
         {false, false}},
        {{6, 7, 3, 11, 3},
         {0.125, 0.125, 0.09375},
         3.0,
         -1.0,
         7.0,
         0.96875,
         {true, true}},
        {{7, 5, 1, 9, 3},
         {0.28125, 0.25, 0.265625},
         1.5,
         -1.0,
         4.0,
         0.953125,
         {true, true}},
        {{10, 7, 2, 9, 4},
         {0.8671875, 0.875, 0.8203125},
         0.0,
         -2.0,
         2.0,
         0.9560546875,
         {true, false}},
        {{15, 7, 2, 12, 4},
         {0.18115234375, 0.152587890625, 0.1820068359375},
         1.5,
         -1.0,
         3.5,
         0.961273193359375,
         {false, false}},
        {{20, 11, 0, 13, 5},
         {0.46213531494140625, 0.43524932861328125, 0.4565086364746094},
         0.5,
         -1.5,
         2.5,
         0.962794303894043,
         {false, true}},
        {{25, 3, 2, 7, 3},
         {1.0, 1.0, 1.0},
         0.0,
         -1.0,
         1.0,
         0.9713754653930664,
         {false, false}},
        {{31, 7, 3, 17, 6},
         {0.09507478587329388, 0.09076611138880253, 0.09505027998238802},
         1.5,
         -0.5,
         3.5,
         0.9684397606179118,
         {false, true}},
        {{32, 7, 3, 17, 6},
         {0.057347110472619534, 0.054540310986340046, 0.05743221286684275},
         2.0,
         0.0,
         4.0,
         0.9668499925173819,
         {true, false}},
        {{33, 7, 3, 17, 6},
         {0.06055496633052826, 0.054540310986340046, 0.06040977640077472},
         2.0,
         0.0,
         3.5,
         0.960482869646512,
         {true, true}},
        {{60, 13, 5, 21, 8},
         {0.012766418859254045, 0.01148300895117587, 0.012764587427961995},
         2.0,
         0.5,
         4.0,
         0.9721357542374021,
         {true, false}},
    };
    double d[MOST];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        generate(&rows[i].g, d);
        char label[40];
        snprintf(label, sizeof label, "n = %zu", rows[i].g.n);
        for (int policy = 0; policy < 3; policy++) {
            struct pp_signed_rank res =
                test_of_changes(d, rows[i].g.n, (enum pp_zero_policy)policy);
            assert_true(near(label, res.p, rows[i].p[policy], 1e-14));
        }
        struct pp_signed_rank res =
            test_of_changes(d, rows[i].g.n, PP_ZERO_PRATT);
        struct expected e = {
            res.w_plus,       res.w_minus,
            rows[i].p[0],     rows[i].hl,
            rows[i].lo,       rows[i].hi,
            rows[i].attained, {rows[i].includes[0], rows[i].includes[1]}};
        assert_true(agrees(label, &res, &e, 1e-13));
    }
}

/* Relative accuracy in the far tail, and n = 31 and 32, where a program that
 * shifts a 32-bit 1 by n went wrong. */
static void far_tails(void **state)
{
    (void)state;
    static const struct {
        struct generated g;
        double p[2];
    } rows[] = {
        {{31, 1, 1, 40, 0}, {9.313225746154785e-10, 9.313225746154785e-10}},
        {{32, 1, 1, 40, 0}, {4.656612873077393e-10, 4.656612873077393e-10}},
        {{63, 1, 1, 70, 0}, {2.168404344971009e-19, 2.168404344971009e-19}},
        {{64, 1, 1, 70, 0}, {1.0842021724855044e-19, 1.0842021724855044e-19}},
        {{65, 1, 1, 70, 0}, {5.421010862427522e-20, 5.421010862427522e-20}},
        {{200, 7, 3, 23, 9}, {8.796744217884463e-05, 6.408622319149061e-05}},
        {{200, 7, 3, 23, 5}, {6.160021760306627e-25, 1.545155820500046e-25}},
        {{200, 7, 3, 23, 0}, {3.1861838222649046e-58, 3.1861838222649046e-58}},
        {{499, 11, 3, 29, 12}, {8.830219975620055e-07, 6.030207072411441e-07}},
        {{500, 11, 3, 29, 12}, {9.287162163294487e-07, 6.266154657659482e-07}},
        {{500, 11, 3, 29, 3},
         {1.8582137947507246e-104, 4.173785562242198e-106}},
        {{500, 1, 1, 600, 0}, {6.10987272699921e-151, 6.10987272699921e-151}},
        {{500, 1, 0, 600, 233}, {0.0134019231357929, 0.013315238436619952}},
    };
    double d[MOST];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        generate(&rows[i].g, d);
        for (int policy = 0; policy < 2; policy++) {
            struct pp_signed_rank res =
                test_of_changes(d, rows[i].g.n, (enum pp_zero_policy)policy);
            assert_true(res.is_exact);
            assert_true(near("p", res.p, rows[i].p[policy], 1e-12));
        }
    }
}

/* 500 is exact, 501 normal; adding one person changes little. The normal p is
 * found here from the sums of midranks. */
static void above_500_normal(void **state)
{
    (void)state;
    double d[MOST];
    struct generated g = {501, 11, 3, 29, 13};
    generate(&g, d);
    struct pp_signed_rank exact = test_of_changes(d, 500, PP_ZERO_PRATT);
    struct pp_signed_rank normal = test_of_changes(d, 501, PP_ZERO_PRATT);
    assert_true(exact.is_exact);
    assert_false(normal.is_exact);
    assert_true(fabs(exact.p - normal.p) < 0.15 * exact.p);

    /* Pratt 1959: mean and variance with zeros; ties among non-zero */
    double n = 501, zeros = 0, ties = 0;
    for (int size = 0; size < 29; size++) {
        double count = 0;
        for (size_t i = 0; i < 501; i++)
            count += fabs(d[i]) == size;
        if (size == 0)
            zeros = count;
        else
            ties += count * (count * count - 1);
    }
    double mean = (n * (n + 1) - zeros * (zeros + 1)) / 4;
    double variance =
        (n * (n + 1) * (2 * n + 1) - zeros * (zeros + 1) * (2 * zeros + 1)) /
            24 -
        ties / 48;
    double z = fabs(normal.w_plus - mean) / sqrt(variance);
    assert_true(near("p", normal.p, erfc(z * M_SQRT1_2), 1e-12));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sleep_keeps_its_zero),
        cmocka_unit_test(worked_sets),
        cmocka_unit_test(with_zeros_dropped),
        cmocka_unit_test(zero_flagged_as_outside),
        cmocka_unit_test(balance_is_no_evidence),
        cmocka_unit_test(too_few_and_no_change),
        cmocka_unit_test(against_whole_numbers),
        cmocka_unit_test(far_tails),
        cmocka_unit_test(above_500_normal),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
