#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "../helpers/near.h"
#include "../helpers/worked_sets.h"
#include "prepost/base/rng.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/paired_t.h"

struct row {
    const char *label;
    size_t n;
    double pre[20], post[20];
    double mean, sd, t, df, p, lo, hi;
    double digits;
};

static void test_known_results(void **state)
{
    static const struct row rows[] = {
        /* R 4.2 t.test */
        {"sleep", SLEEP_N, SLEEP_PRE, SLEEP_POST, 1.58, 1.229995483,
         4.062127683382, 9, 0.002832890197384, 0.7001142367230175,
         2.4598857632769824, 1e-9},
        {"Thomason", THOMASON_N, THOMASON_PRE, THOMASON_POST, 5 / 3., NAN,
         3.8554980047803, 11, 0.002674000908089, 0.7152179574196326,
         2.6181153759137015, 1e-12},
        /* by hand and by a second program */
        {"A", SET_A_N, SET_A_PRE, SET_A_POST, 4 / 3., 2.18812221, NAN, 11,
         0.0584904220, -.0569331885, 2.72359986, 3e-9},
        {"B", SET_B_N, SET_B_PRE, SET_B_POST, -1.5, 1.82574186, NAN, 15,
         .00499695886, -2.47286916, -.527130836, 2e-9},
        {"C", SET_C_N, SET_C_PRE, SET_C_POST, .1625, .238671921, NAN, 7,
         .0955198052, -.0370347191, .362034719, 3e-9},
        /* pingouin's tests, which agree with R, JASP and Matlab */
        {"six",
         6,
         {6, 8, 7, 10, 11, 9},
         {4, 7, 8, 6, 3, 2},
         -3.5,
         NAN,
         -2.44451,
         5,
         .05833,
         -7.18,
         .18,
         3e-3},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        double change[20];
        worked_changes(change, r->pre, r->post, r->n);
        struct pp_paired_t t = pp_paired_t_test(change, r->n, 0.95);
        assert_int_equal(t.status, PP_STATUS_OK);
        assert_int_equal(t.n, r->n);
        assert_false(t.clustered);
        assert_true(near(r->label, t.mean, r->mean, 1e-12));
        assert_true(isnan(r->sd) || near(r->label, t.sd, r->sd, r->digits));
        assert_true(isnan(r->t) || near(r->label, t.t, r->t, r->digits));
        assert_true(near(r->label, t.df, r->df, 0));
        assert_true(near(r->label, t.p, r->p, r->digits));
        assert_true(near(r->label, t.ci.lo, r->lo, r->digits));
        assert_true(near(r->label, t.ci.hi, r->hi, r->digits));
    }
}

static void test_groups_known_results(void **state)
{
    static const struct {
        const char *label;
        size_t n, n_groups;
        double change[20];
        size_t group[20];
        double se, df, p, lo, hi;
    } rows[] = {
        {"A in four groups",
         12,
         4,
         {2, 0, 4, -1, 1, 3, 2, 0, 5, -3, 2, 1},
         SET_A_GROUP,
         .481365727,
         2.8125,
         .0748288900,
         -.258015593,
         2.92468226},
        /* R: clubSandwich, vcovCR(lm(d ~ 1), type = "CR2"), Satterthwaite */
        {"sleep in six groups",
         10,
         6,
         {1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, .8, 4.6, 1.4},
         {1, 1, 2, 3, 3, 3, 4, 5, 5, 6},
         0.3898208786870161,
         4.053619302949063,
         0.01502844981155086,
         NAN,
         NAN},
        {"half of them in one group",
         20,
         5,
         {1, 2, 0, 3, -1, 2, 2, 5, 1, 0, 0, 3, 4, 1, -2, 6, 2, 1, 0, 1},
         {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 3, 3, 3, 3, 7, 7, 7, 8, 8, 1},
         0.1725727288688047,
         2.380835380835384,
         0.006857577440034631,
         NAN,
         NAN},
        /* groups of one: the t test itself */
        {"Thomason, each alone",
         12,
         12,
         {1, 1, 4, 3, 1, 1, -1, 1, 4, 1, 3, 1},
         {4, 7, 2, 9, 1, 0, 3, 5, 6, 8, 10, 11},
         0.43228310962688199,
         11,
         0.002674000908089,
         0.7152179574196326,
         2.6181153759137015},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pp_paired_t t = pp_paired_t_clustered(
            rows[i].change, rows[i].group, rows[i].n, 0.95);
        assert_true(t.clustered);
        assert_int_equal(t.n_groups, rows[i].n_groups);
        assert_true(near(rows[i].label, t.se, rows[i].se, 2e-9));
        assert_true(near(rows[i].label, t.df, rows[i].df, 1e-12));
        assert_true(near(rows[i].label, t.p, rows[i].p, 1e-9));
        if (!isnan(rows[i].lo)) {
            assert_true(near(rows[i].label, t.ci.lo, rows[i].lo, 2e-9));
            assert_true(near(rows[i].label, t.ci.hi, rows[i].hi, 2e-9));
        }
    }
}

static void test_ignoring_groups_is_another_result(void **state)
{
    static const double pre[] = SET_A_PRE, post[] = SET_A_POST;
    static const size_t four[] = SET_A_GROUP;
    static const size_t three[] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3};
    static const size_t one[12] = {0};
    double change[12];

    (void)state;
    worked_changes(change, pre, post, 12);
    struct pp_paired_t t = pp_paired_t_clustered(change, four, 12, 0.95);
    assert_true(near("with", t.p, .0748288900, 1e-8));
    /* with two or three groups they cannot be allowed for */
    t = pp_paired_t_clustered(change, three, 12, 0.95);
    assert_true(near("three groups", t.p, .0584904220, 1e-8));
    assert_false(t.clustered);
    assert_int_equal(t.n_groups, 3);
    t = pp_paired_t_clustered(change, one, 12, 0.95);
    assert_true(near("one group", t.p, .0584904220, 1e-8));
    assert_int_equal(t.n_groups, 1);
}

static void test_edges(void **state)
{
    static const double x[] = {2, 5, 2}, alike[] = {0.1, 0.1, 0.1, 0.1, 0.1};
    static const double large[] = {1e9 + 1, 1e9 + 2, 1e9 + 4};
    static const double even[] = {-1, 1, -2, 2, -3, 3, -1, 1};
    static const size_t pairs[] = {1, 1, 2, 2, 3, 3, 4, 4};

    (void)state;
    struct pp_paired_t t = pp_paired_t_test(x, 0, 0.95);
    assert_int_equal(t.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(t.mean) && isnan(t.p) && isnan(t.ci.lo));

    t = pp_paired_t_test(x, 1, 0.95);
    assert_int_equal(t.status, PP_STATUS_TOO_FEW);
    assert_true(t.mean == 2 && isnan(t.sd) && isnan(t.t) && isnan(t.ci.hi));

    /* df 1: the tangent gives the quantile, 12.7062047361747 */
    t = pp_paired_t_test(x, 2, 0.95);
    assert_int_equal(t.status, PP_STATUS_OK);
    assert_true(near("n 2", t.ci.hi, 3.5 + 1.5 * 12.706204736174705, 1e-12));

    t = pp_paired_t_test(alike, 5, 0.95);
    assert_int_equal(t.status, PP_STATUS_NO_VARIANCE);
    assert_true(t.sd == 0 && t.se == 0 && isnan(t.t) && isnan(t.p));
    assert_true(t.ci.lo == t.mean && t.ci.hi == t.mean);

    t = pp_paired_t_test(large, 3, 0.95);
    assert_true(near("1e9 + x", t.sd, 1.5275252316519468, 1e-14));

    t = pp_paired_t_clustered(x, pairs, 0, 0.95);
    assert_int_equal(t.status, PP_STATUS_TOO_FEW);
    /* spread between people, none between groups */
    t = pp_paired_t_clustered(even, pairs, 8, 0.95);
    assert_int_equal(t.status, PP_STATUS_NO_VARIANCE);
    assert_true(isnan(t.p));
}

static void test_order_and_sign(void **state)
{
    enum { N = 60 };
    double change[N], shuffled[N], turned[N];
    size_t group[N], renamed[N];

    (void)state;
    for (uint64_t round = 0; round < 200; round++) {
        struct pp_rng rng = pp_rng_at(7, PP_STREAM_SIMULATION, round);
        for (size_t i = 0; i < N; i++) {
            change[i] = pp_rng_below(&rng, 11) - 4.0;
            if (round % 2 == 1)
                change[i] = pp_rng_normal(&rng);
            group[i] = pp_rng_below(&rng, 9);
            shuffled[i] = change[i];
            renamed[i] = 1000 - 7 * group[i];
            turned[i] = -change[i];
        }
        for (uint32_t i = N - 1; i > 0; i--) {
            uint32_t j = pp_rng_below(&rng, i + 1);
            double x = shuffled[i];
            shuffled[i] = shuffled[j], shuffled[j] = x;
            size_t g = renamed[i];
            renamed[i] = renamed[j], renamed[j] = g;
        }
        struct pp_paired_t a = pp_paired_t_clustered(change, group, N, 0.9);
        struct pp_paired_t b = pp_paired_t_clustered(shuffled, renamed, N, 0.9);
        struct pp_paired_t c = pp_paired_t_clustered(turned, group, N, 0.9);
        assert_true(near("order", b.se, a.se, 1e-12));
        assert_true(near("order", b.df, a.df, 1e-12));
        assert_true(near("order", b.p, a.p, 1e-10));
        assert_true(near("swap", c.t, -a.t, 1e-12));
        assert_true(near("swap", c.ci.lo, -a.ci.hi, 1e-12));
        /* test and interval agree */
        assert_true((a.p < 0.1) == (a.ci.lo > 0 || a.ci.hi < 0));
    }
}

static void test_summary(void **state)
{
    (void)state;
    struct pp_paired_t t =
        pp_paired_t_from_summary(1.58, 1.2299954832, 10, 0.95);
    assert_true(near("sleep", t.p, 0.002832890197384, 1e-8));
    struct pp_interval ci = pp_paired_t_interval(&t, 0.9);
    /* R: t.test(conf.level = .9) */
    assert_true(near("90%", ci.lo, 1.58 - 1.83311293265624 * t.se, 1e-10));
    assert_true(isnan(pp_paired_t_from_summary(1, NAN, 10, 0.95).p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_results),
        cmocka_unit_test(test_groups_known_results),
        cmocka_unit_test(test_ignoring_groups_is_another_result),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_order_and_sign),
        cmocka_unit_test(test_summary),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
