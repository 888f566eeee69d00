#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/analysis/by_slope.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/gsl.h"

#include "../helpers/oracle.h"

/* Sums of 60 people at weeks 0, 6 and 18, of whom some left
 * (tests/oracle/random_slope.R, "sums"). */
enum { PEOPLE = 60, WAVES = 3 };
static const double WEEKS[WAVES] = {0, 6, 18};

struct given {
    struct oracle oracle;
    double *at[WAVES];
    struct pp_scores scores;
    struct pp_individual rule;
};

static struct given give(struct pp_pool *pool)
{
    struct given g = {.oracle =
                          oracle_read(pool, "tests/oracle/random_slope.csv"),
                      .rule = {.source = PP_AMOUNT_COMPUTED}};
    for (size_t w = 0; w < WAVES; w++) {
        g.at[w] = pp_pool_array(pool, PEOPLE, sizeof **g.at);
        for (size_t i = 0; i < PEOPLE; i++)
            g.at[w][i] =
                oracle_number(&g.oracle, "sums_y%zu", i * WAVES + w + 1);
    }
    return g;
}

static struct pp_by_slope find(struct given *g, const double *weeks,
                               size_t n_waves)
{
    g->scores = (struct pp_scores){PEOPLE, n_waves, g->at};
    return pp_by_slope_of(&g->scores, weeks, &g->rule, true);
}

/* By R's b1 + u1 and Henderson's standard error of it; who has no last score is
 * in the model and not counted. */
static void counted_as_r_would(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct given g = give(pool);
    long better = 0, worse = 0, n = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        double rc = (oracle_number(&g.oracle, "sums_b2") +
                     oracle_number(&g.oracle, "sums_u1_%zu", i + 1)) /
                    oracle_number(&g.oracle, "sums_own_se_%zu", i + 1);
        if (isnan(g.at[2][i]))
            continue;
        n++;
        better += rc < -1.96;
        worse += rc > 1.96;
    }
    struct pp_by_slope by = find(&g, WEEKS, WAVES);
    print_message("# better %ld, worse %ld, of %ld\n", better, worse, n);
    assert_int_equal(by.status, PP_STATUS_OK);
    assert_true(by.is_counted && by.in_weeks);
    assert_int_equal(n, 56);
    assert_int_equal(by.people.n, n);
    assert_int_equal(by.people.n_better, better);
    assert_int_equal(by.people.n_worse, worse);
    assert_int_equal(by.people.n_between, n - better - worse);
    assert_true(better > 20 && worse > 2 && n - better - worse > 5);
    /* Everyone shares one fitted slope: a share has no interval of its own. */
    assert_true(isnan(by.people.better_ci.lo) && isnan(by.people.worse_ci.hi));
    /* Higher is better: the other way round. */
    struct pp_by_slope turned =
        pp_by_slope_of(&g.scores, WEEKS, &g.rule, false);
    assert_int_equal(turned.people.n_better, worse);
    assert_int_equal(turned.people.n_worse, better);
    pp_pool_free(pool);
}

/* Where a wave's time is not known, or two are alike, each counts as one. */
static void time_by_waves(void **state)
{
    (void)state;
    static const double unknown[WAVES] = {0, NAN, 18}, alike[WAVES] = {0, 6, 6},
                        ones[WAVES] = {0, 1, 2};
    struct pp_pool *pool = pp_pool_new();
    struct given g = give(pool);
    struct pp_by_slope by = find(&g, ones, WAVES);
    assert_true(by.in_weeks);
    for (int k = 0; k < 2; k++) {
        struct pp_by_slope other = find(&g, k == 0 ? unknown : alike, WAVES);
        assert_false(other.in_weeks);
        assert_int_equal(other.status, by.status);
        assert_int_equal(other.people.n_better, by.people.n_better);
        assert_int_equal(other.people.n_worse, by.people.n_worse);
    }
    pp_pool_free(pool);
}

static void not_asked(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct given g = give(pool);
    assert_false(find(&g, WEEKS, 2).is_made);
    for (int source = PP_AMOUNT_PUBLISHED; source <= PP_AMOUNT_NONE; source++) {
        bool is_reliable =
            source == PP_AMOUNT_PUBLISHED || source == PP_AMOUNT_COMPUTED;
        g.rule.source = (enum pp_amount_source)source;
        struct pp_by_slope by = find(&g, WEEKS, WAVES);
        assert_true(by.is_made == is_reliable && by.is_counted == is_reliable);
    }
    pp_pool_free(pool);
}

/* Ten people with three scores, and nine. */
static void few_with_three(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    for (size_t most = PP_BY_SLOPE_MIN - 1; most <= PP_BY_SLOPE_MIN; most++) {
        struct given g = give(pool);
        size_t n = 0;
        for (size_t i = 0; i < PEOPLE; i++)
            if (!isnan(g.at[1][i]) && !isnan(g.at[2][i]) && ++n > most)
                g.at[1][i] = NAN;
        struct pp_by_slope by = find(&g, WEEKS, WAVES);
        if (most == PP_BY_SLOPE_MIN) {
            assert_int_not_equal(by.status, PP_STATUS_TOO_FEW);
            continue;
        }
        assert_int_equal(by.status, PP_STATUS_TOO_FEW);
        assert_true(by.is_made && !by.is_counted);
    }
    pp_pool_free(pool);
}

/* Where all lines run alike nobody is told from anybody. */
static void at_the_edge(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct given g = give(pool);
    for (size_t i = 0; i < PEOPLE; i++)
        for (size_t w = 0; w < WAVES; w++)
            g.at[w][i] = (double)(i % 7) + WEEKS[w] +
                         (i % 2 == 0 ? 1 : -1) * (w == 1 ? 3 : -1.5);
    struct pp_by_slope by = find(&g, WEEKS, WAVES);
    assert_int_equal(by.status, PP_STATUS_BOUNDARY);
    assert_true(by.is_made && !by.is_counted);
    assert_int_equal(by.people.n, 0);
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counted_as_r_would), cmocka_unit_test(time_by_waves),
        cmocka_unit_test(not_asked),          cmocka_unit_test(few_with_three),
        cmocka_unit_test(at_the_edge),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
