#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/ancova.h"
#include "prepost/stats/gsl.h"

#include "../helpers/near.h"
#include "../helpers/shared_table.h"

enum { n_girls = 72 };

/* MASS::anorexia: 0 Cont, 1 CBT, 2 FT; groups and ages are made up. */
struct girls {
    double pre[n_girls], post[n_girls], age[n_girls];
    size_t cohort[n_girls], group[n_girls];
};

static bool read_girls(struct girls *g)
{
    struct shared_table *table =
        shared_table_read("r-packages/MASS_anorexia.csv");
    if (!table)
        return false;
    for (size_t i = 0; i < n_girls; i++) {
        const char *treatment = shared_text(table, i, "Treat");
        size_t id = (size_t)shared_number(table, i, "id");
        g->pre[i] = shared_number(table, i, "Prewt");
        g->post[i] = shared_number(table, i, "Postwt");
        g->cohort[i] = strcmp(treatment, "Cont") == 0  ? 0
                       : strcmp(treatment, "CBT") == 0 ? 1
                                                       : 2;
        g->group[i] = 100 - id % 9;
        g->age[i] = (double)(id * 7 % 11);
    }
    shared_table_free(table);
    return true;
}

static struct pp_ancova_in ask(const struct girls *g)
{
    return (struct pp_ancova_in){.pre = g->pre,
                                 .post = g->post,
                                 .n = n_girls,
                                 .cohort = g->cohort,
                                 .n_cohorts = 3,
                                 .pre_reliability = NAN,
                                 .level = .95};
}

/* R's lm(), sandwich::vcovHC(type = "HC3") and t.test(); corrected: lm() on
 * pre drawn to its cohort mean. tests/oracle/cohorts.R */
static void test_hc3(void **state)
{
    (void)state;
    struct girls g;
    if (!read_girls(&g))
        skip();
    struct pp_ancova_in in = ask(&g);
    in.pre_reliability = .8;
    struct pp_ancova_cohort c[3];
    struct pp_ancova a = pp_ancova_fit(&in, c);
    assert_int_equal(a.status, PP_STATUS_OK);
    assert_int_equal(a.robust, PP_ROBUST_HC3);
    assert_true(near("slope", a.slope.estimate, .434461150360904, 1e-12));
    assert_true(near("slope", a.slope.se, .193015035407507, 1e-12));
    assert_true(near("CBT", c[1].adjusted.estimate, 4.0970655280729, 1e-12));
    assert_true(near("CBT", c[1].adjusted.se, 1.86985451956059, 1e-12));
    assert_true(near("FT", c[2].adjusted.estimate, 8.66012818099169, 1e-12));
    assert_true(near("FT", c[2].adjusted.se, 2.29411769414928, 1e-12));
    assert_true(c[2].adjusted.df == 68);
    assert_true(near("mean", c[0].adjusted_mean, 81.4772627862365, 1e-13));
    assert_true(near("mean", c[2].adjusted_mean,
                     81.4772627862365 + 8.66012818099169, 1e-13));
    assert_true(near("CBT", c[1].change.estimate, 3.45689655172414, 1e-12));
    assert_true(near("CBT", c[1].change.se, 2.07279100012918, 1e-12));
    assert_true(near("CBT", c[1].change.df, 50.9706533042678, 1e-12));
    assert_true(near("FT", c[2].change.estimate, 7.71470588235294, 1e-12));
    assert_true(near("FT", c[2].change.p, .00215181355751961, 1e-10));
    assert_true(near("FT", c[2].change.ci.lo, 2.97659664152477, 1e-12));
    assert_true(
        near("corrected", c[1].corrected.estimate, 3.97411705597972, 1e-12));
    assert_true(near("corrected", c[1].corrected.se, 1.87529691877533, 1e-12));
    assert_true(
        near("corrected", c[2].corrected.estimate, 8.47855389139798, 1e-12));
    assert_int_equal(c[0].n, 26);
    assert_true(isnan(c[0].adjusted.estimate));
}

/* clubSandwich::coef_test(vcov = "CR2"), nine groups that cross cohorts. */
static void test_cr2(void **state)
{
    (void)state;
    struct girls g;
    if (!read_girls(&g))
        skip();
    struct pp_ancova_in in = ask(&g);
    in.group = g.group;
    struct pp_ancova_cohort c[3];
    struct pp_ancova a = pp_ancova_fit(&in, c);
    assert_int_equal(a.robust, PP_ROBUST_CR2);
    assert_true(near("slope", a.slope.se, .129045701250659, 1e-11));
    assert_true(near("slope", a.slope.df, 7.09234870608757, 1e-10));
    assert_true(near("slope", a.slope.p, .0117422613356192, 1e-9));
    assert_true(near("CBT", c[1].adjusted.se, 2.5977655854511, 1e-11));
    assert_true(near("CBT", c[1].adjusted.df, 7.95030808360139, 1e-10));
    assert_true(near("FT", c[2].adjusted.se, 2.05822399542755, 1e-11));
    assert_true(near("FT", c[2].adjusted.df, 7.85277294245974, 1e-10));
    assert_true(near("FT", c[2].adjusted.p, .00309138305344682, 1e-9));
    assert_true(near("CBT", c[1].change.se, 2.41335089196369, 1e-11));
    assert_true(near("CBT", c[1].change.df, 7.97897085748899, 1e-10));
    assert_true(near("FT", c[2].change.df, 7.90338794442792, 1e-10));
    /* Three groups are too few: as if none were named. */
    for (size_t i = 0; i < n_girls; i++)
        g.group[i] = i % 3;
    a = pp_ancova_fit(&in, c);
    assert_int_equal(a.robust, PP_ROBUST_HC3);
    assert_true(near("FT", c[2].adjusted.se, 2.29411769414928, 1e-12));
}

static void test_covariate(void **state)
{
    (void)state;
    struct girls g;
    if (!read_girls(&g))
        skip();
    struct pp_ancova_in in = ask(&g);
    in.covariate = g.age;
    in.n_covariates = 1;
    struct pp_ancova_cohort c[3];
    struct pp_ancova a = pp_ancova_fit(&in, c);
    assert_true(near("slope", a.slope.estimate, .4338828767164, 1e-12));
    assert_true(near("mean", c[0].adjusted_mean, 81.4892341382843, 1e-12));
    assert_true(near("FT", c[2].adjusted.estimate, 8.67798626893545, 1e-12));
    assert_true(near("FT", c[2].adjusted.se, 2.34357170220329, 1e-12));
    assert_true(c[2].adjusted.df == 67);
}

/* Swapping the reference turns signs; adding 1e6 to all weights, or people in
 * another order, moves nothing. */
static void test_laws(void **state)
{
    (void)state;
    struct girls g, moved;
    if (!read_girls(&g))
        skip();
    for (size_t i = 0; i < n_girls; i++) {
        size_t j = (i * 29 + 5) % n_girls;
        moved.pre[j] = g.pre[i] + 1e6;
        moved.post[j] = g.post[i] + 1e6;
        moved.cohort[j] = g.cohort[i];
        moved.group[j] = g.group[i] * 3 + 1;
    }
    struct pp_ancova_in in = ask(&g), other = ask(&moved);
    in.group = g.group;
    other.group = moved.group;
    other.reference = 2;
    struct pp_ancova_cohort c[3], d[3];
    pp_ancova_fit(&in, c);
    pp_ancova_fit(&other, d);
    assert_true(
        near("turned", d[0].adjusted.estimate, -c[2].adjusted.estimate, 1e-9));
    assert_true(near("turned", d[0].adjusted.se, c[2].adjusted.se, 1e-7));
    assert_true(near("turned", d[0].adjusted.df, c[2].adjusted.df, 1e-7));
    assert_true(near("turned", d[0].change.ci.lo, -c[2].change.ci.hi, 1e-7));
}

/* A row with a count is that many people. */
static void test_counted_rows(void **state)
{
    (void)state;
    struct girls g;
    if (!read_girls(&g))
        skip();
    enum { MOST = 3 * n_girls };
    static double pre[MOST], post[MOST], age[MOST];
    static size_t cohort[MOST], group[MOST], count[n_girls];
    size_t n = 0;
    for (size_t i = 0; i < n_girls; i++) {
        count[i] = i % 3 + 1;
        for (size_t k = 0; k < count[i]; k++, n++) {
            pre[n] = g.pre[i];
            post[n] = g.post[i];
            age[n] = g.age[i];
            cohort[n] = g.cohort[i];
            group[n] = g.group[i];
        }
    }
    for (int kind = 0; kind < 4; kind++) { /* HC3, CR2; one, the average */
        struct pp_ancova_in in = ask(&g), all = ask(&g);
        struct pp_ancova_cohort c[3], d[3];
        all.pre = pre;
        all.post = post;
        all.cohort = cohort;
        all.n = n;
        in.count = count;
        in.covariate = g.age;
        all.covariate = age;
        in.n_covariates = all.n_covariates = 1;
        in.group = kind & 1 ? g.group : NULL;
        all.group = kind & 1 ? group : NULL;
        in.reference = all.reference = kind & 2 ? PP_ANCOVA_AVERAGE : 0;
        in.pre_reliability = all.pre_reliability = .8;
        struct pp_ancova a = pp_ancova_fit(&in, c);
        struct pp_ancova b = pp_ancova_fit(&all, d);
        assert_int_equal(a.n, n);
        assert_int_equal(a.robust, b.robust);
        assert_true(near("slope", a.slope.se, b.slope.se, 1e-11));
        assert_true(near("F", a.joint.f, b.joint.f, 1e-11));
        assert_true(near("df2", a.joint.df2, b.joint.df2, 0));
        for (size_t j = 1; j < 3; j++) {
            assert_int_equal(c[j].n, d[j].n);
            assert_true(
                near("mean", c[j].adjusted_mean, d[j].adjusted_mean, 1e-11));
            assert_true(near("adjusted", c[j].adjusted.ci.lo,
                             d[j].adjusted.ci.lo, 1e-9));
            assert_true(near("corrected", c[j].corrected.ci.hi,
                             d[j].corrected.ci.hi, 1e-9));
            if (in.reference == 0)
                assert_true(
                    near("change", c[j].change.ci.lo, d[j].change.ci.lo, 1e-9));
        }
    }
}

static void test_edges(void **state)
{
    (void)state;
    static const double pre[6] = {1, 2, 3, 1, 2, 4};
    static const double post[6] = {2, 2, 5, 3, 5, 5};
    static const double flat[6] = {2, 2, 2, 3, 3, 3};
    static const size_t two[6] = {0, 0, 0, 2, 2, 2}, one[6] = {0};
    struct pp_ancova_cohort c[3];
    struct pp_ancova_in in = {.pre = pre,
                              .post = post,
                              .n = 6,
                              .cohort = two,
                              .n_cohorts = 3,
                              .pre_reliability = 1,
                              .level = .95};
    struct pp_ancova a = pp_ancova_fit(&in, c);
    assert_int_equal(a.status, PP_STATUS_OK);
    assert_int_equal(c[1].adjusted.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(c[1].adjusted_mean) && isnan(c[1].pre_mean));
    assert_int_equal(c[1].change.status, PP_STATUS_TOO_FEW);
    assert_int_equal(c[2].adjusted.status, PP_STATUS_OK);
    assert_true(c[2].corrected.estimate == c[2].adjusted.estimate);
    in.reference = 1;
    assert_int_equal(pp_ancova_fit(&in, c).status, PP_STATUS_TOO_FEW);
    in.reference = 0;
    in.pre = flat;
    assert_int_equal(pp_ancova_fit(&in, c).status, PP_STATUS_NO_VARIANCE);
    assert_int_equal(c[2].change.status, PP_STATUS_OK);
    in.pre = pre;
    in.cohort = one;
    assert_int_equal(pp_ancova_fit(&in, c).status, PP_STATUS_TOO_FEW);
    in.cohort = two;
    for (in.n = 0; in.n < 4; in.n++)
        assert_int_not_equal(pp_ancova_fit(&in, c).status, PP_STATUS_OK);
    in.n = 6;
    in.post = in.pre;
    assert_int_equal(pp_ancova_fit(&in, c).status, PP_STATUS_NO_VARIANCE);
    assert_int_equal(c[2].change.status, PP_STATUS_NO_VARIANCE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hc3),          cmocka_unit_test(test_cr2),
        cmocka_unit_test(test_covariate),    cmocka_unit_test(test_laws),
        cmocka_unit_test(test_counted_rows), cmocka_unit_test(test_edges),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
