#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../helpers/near.h"
#include "../helpers/oracle.h"
#include "../helpers/shared_table.h"
#include "prepost/base/pool.h"
#include "prepost/stats/ancova.h"
#include "prepost/stats/arm_imputation.h"
#include "prepost/stats/gsl.h"

/* By mice and by hand in R: tests/oracle/arm_imputation.R, 2,000 sets of
 * each. Random here too: as near as the spread between sets leaves both. */

enum { MAX = 128, DRAWS = 1000 };

struct arms {
    double pre[MAX], post[MAX];
    size_t arm[MAX], group[MAX], n;
};

static struct pp_arm_imputation_in in_of(const struct arms *a, size_t n_arms)
{
    return (struct pp_arm_imputation_in){.pre = a->pre,
                                         .post = a->post,
                                         .n = a->n,
                                         .arm = a->arm,
                                         .n_arms = n_arms,
                                         .draws = DRAWS,
                                         .seed = 1,
                                         .level = .95};
}

static void check(const char *key, const struct pp_rubin *r,
                  const struct oracle *o)
{
    double within = oracle_number(o, "%s.within", key);
    double between = oracle_number(o, "%s.between", key);

    /* Four standard errors of a mean, and of a variance, of both. */
    double sets = 1. / DRAWS + 1. / 2000;
    double off = r->pooled.estimate - oracle_number(o, "%s.estimate", key);
    assert_true(fabs(off) < 4 * sqrt(between * sets));
    assert_true(near(key, r->between, between, 4 * sqrt(2 * sets)));
    assert_true(near(key, r->within, within, .01));
    assert_true(near(key, r->pooled.df, oracle_number(o, "%s.df", key), .08));
}

/* How much wider than Rubin's rules make it: not random. */
static void check_widening(const char *key, const struct pp_rubin *r,
                           const struct oracle *o)
{
    assert_true(near(key, r->pooled.se / sqrt(r->total),
                     oracle_number(o, "%s", key), 1e-9));
}

static void beat_the_blues(struct arms *a, const char *column)
{
    struct shared_table *t = shared_table_read("r-packages/HSAUR3_BtheB.csv");

    a->n = 0;
    for (size_t i = 0; t != NULL && i < t->n_rows; i++) {
        a->pre[i] = shared_number(t, i, "bdi.pre");
        a->post[i] = shared_number(t, i, column);
        a->arm[i] = strcmp(shared_text(t, i, "treatment"), "BtheB") == 0;
        a->group[i] = (i + 1) % 12;
        a->n++;
    }
    if (t != NULL)
        shared_table_free(t);
}

static void test_beat_the_blues(void **state)
{
    static const char *const months[] = {"2m", "8m"};
    static const char *const ways[] = {"mice", "hand"};
    struct pp_pool *pool = pp_pool_new();
    struct oracle o = oracle_read(pool, "tests/oracle/arm_imputation.csv");
    struct arms a;
    struct pp_rubin r[2];

    (void)state;
    for (size_t m = 0; m < 2; m++) {
        beat_the_blues(&a, pp_pool_printf(pool, "bdi.%s", months[m]));
        if (a.n == 0)
            break; /* the published data are not here */
        struct pp_arm_imputation_in in = in_of(&a, 2);
        pp_arm_impute(&in, r);
        for (size_t w = 0; w < 2; w++)
            check(pp_pool_printf(pool, "btheb.%s.%s.BtheB", months[m], ways[w]),
                  &r[1], &o);
        check_widening(
            pp_pool_printf(pool, "btheb.%s.widening.BtheB", months[m]), &r[1],
            &o);
        assert_int_equal(r[0].pooled.status, PP_STATUS_TOO_FEW);
        if (m == 0)
            continue;
        in.group = a.group;
        pp_arm_impute(&in, r);
        check("btheb.8m.groups.hand.BtheB", &r[1], &o);
    }
    pp_pool_free(pool);
}

static void test_anorexia(void **state)
{
    static const char *const names[] = {"Cont", "CBT", "FT"};
    static const size_t gone[] = {0, 1,  2,  3,  4,  5,  6, 7,
                                  8, 11, 14, 19, 30, 43, 59};
    struct shared_table *t = shared_table_read("r-packages/MASS_anorexia.csv");
    struct pp_pool *pool = pp_pool_new();
    struct oracle o = oracle_read(pool, "tests/oracle/arm_imputation.csv");
    struct arms a = {.n = 0};
    struct pp_rubin r[3];

    (void)state;
    for (size_t i = 0; t != NULL && i < t->n_rows; i++) {
        a.pre[i] = shared_number(t, i, "Prewt");
        a.post[i] = shared_number(t, i, "Postwt");
        for (size_t k = 0; k < 3; k++)
            if (strcmp(shared_text(t, i, "Treat"), names[k]) == 0)
                a.arm[i] = k;
        a.n++;
    }
    /* Those at these places in order of their weight before, the first of
     * those alike first. */
    double post[MAX];
    memcpy(post, a.post, sizeof post);
    for (size_t i = 0; i < a.n; i++) {
        size_t place = 0;
        for (size_t j = 0; j < a.n; j++)
            place += a.pre[j] < a.pre[i] || (a.pre[j] == a.pre[i] && j < i);
        for (size_t g = 0; g < sizeof gone / sizeof gone[0]; g++)
            if (place == gone[g])
                post[i] = NAN;
    }
    memcpy(a.post, post, sizeof post);
    if (t != NULL) {
        struct pp_arm_imputation_in in = in_of(&a, 3);
        pp_arm_impute(&in, r);
        check("anorexia.mice.CBT", &r[1], &o);
        check("anorexia.hand.CBT", &r[1], &o);
        check("anorexia.mice.FT", &r[2], &o);
        check("anorexia.hand.FT", &r[2], &o);
        check_widening("anorexia.widening.CBT", &r[1], &o);
        check_widening("anorexia.widening.FT", &r[2], &o);
        shared_table_free(t);
    }
    pp_pool_free(pool);
}

/* Two arms of lines of their own, every fifth of the second gone. */
static void make_up(struct arms *a)
{
    a->n = 60;
    for (size_t i = 0; i < a->n; i++) {
        a->arm[i] = i % 2;
        a->group[i] = i % 7;
        a->pre[i] = 10 + (double)((i * 7) % 13);
        a->post[i] = (a->arm[i] ? 3 + .5 * a->pre[i] : .9 * a->pre[i]) +
                     (double)((i * 11) % 5);
        if (i % 10 == 5)
            a->post[i] = NAN;
    }
}

/* Nobody left: nothing is drawn, and the difference is that of the analysis
 * of complete pairs, with Barnard and Rubin's degrees of freedom. */
static void test_nobody_left(void **state)
{
    struct arms a;
    struct pp_rubin r[2];
    struct pp_ancova_cohort c[2];

    (void)state;
    make_up(&a);
    for (size_t i = 0; i < a.n; i++)
        a.post[i] = isnan(a.post[i]) ? 12 : a.post[i];
    struct pp_arm_imputation_in in = in_of(&a, 2);
    in.draws = 5;
    pp_arm_impute(&in, r);
    pp_ancova_fit(&(struct pp_ancova_in){.pre = a.pre,
                                         .post = a.post,
                                         .n = a.n,
                                         .cohort = a.arm,
                                         .n_cohorts = 2,
                                         .pre_reliability = NAN,
                                         .level = .95},
                  c);
    assert_true(
        near("estimate", r[1].pooled.estimate, c[1].adjusted.estimate, 1e-12));
    assert_true(near("se", r[1].pooled.se, c[1].adjusted.se, 1e-12));
    assert_true(near("df", r[1].pooled.df, 57. * 58 / 60, 1e-10));
}

/* In which order people come changes nothing. */
static void test_order(void **state)
{
    struct arms a, b;
    struct pp_rubin r[2], s[2];

    (void)state;
    make_up(&a);
    b.n = a.n;
    for (size_t i = 0; i < a.n; i++) {
        size_t j = a.n - 1 - i;
        b.pre[j] = a.pre[i];
        b.post[j] = a.post[i];
        b.arm[j] = a.arm[i];
        b.group[j] = a.group[i];
    }
    struct pp_arm_imputation_in first = in_of(&a, 2), second = in_of(&b, 2);
    first.draws = second.draws = 20;
    first.group = a.group;
    second.group = b.group;
    pp_arm_impute(&first, r);
    pp_arm_impute(&second, s);
    assert_true(
        near("estimate", s[1].pooled.estimate, r[1].pooled.estimate, 1e-12));
    assert_true(near("se", s[1].pooled.se, r[1].pooled.se, 1e-12));
}

static void test_edges(void **state)
{
    struct arms a;
    struct pp_rubin r[2];

    (void)state;
    make_up(&a);
    struct pp_arm_imputation_in in = in_of(&a, 2);
    in.draws = 3;
    for (size_t i = 0; i < a.n; i++) /* only two of the second arm stay */
        if (a.arm[i] == 1 && i > 4)
            a.post[i] = NAN;
    pp_arm_impute(&in, r);
    assert_int_equal(r[1].pooled.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(r[1].pooled.estimate));
    make_up(&a);
    for (size_t i = 0; i < a.n; i++) /* all of the second arm start alike */
        if (a.arm[i] == 1)
            a.pre[i] = 11;
    pp_arm_impute(&in, r);
    assert_int_equal(r[1].pooled.status, PP_STATUS_NO_VARIANCE);
    in.n = 0;
    pp_arm_impute(&in, r);
    assert_int_equal(r[1].pooled.status, PP_STATUS_TOO_FEW);
    make_up(&a);
    in.n = a.n;
    in.draws = 0;
    pp_arm_impute(&in, r);
    assert_int_equal(r[1].pooled.status, PP_STATUS_TOO_FEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beat_the_blues), cmocka_unit_test(test_anorexia),
        cmocka_unit_test(test_nobody_left),    cmocka_unit_test(test_order),
        cmocka_unit_test(test_edges),
    };

    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
