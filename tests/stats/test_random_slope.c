#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "prepost/base/pool.h"
#include "prepost/base/rng.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/random_slope.h"
#include "prepost/stats/reliable_change.h"

#include "../helpers/near.h"
#include "../helpers/oracle.h"

enum { MOST_PEOPLE = 240, MOST_WAVES = 10 };

/* Answers, and what is found of them. */
struct fitted {
    size_t n, n_waves;
    double y[MOST_PEOPLE * MOST_WAVES], time[MOST_WAVES];
    double deviation[MOST_PEOPLE], sd[MOST_PEOPLE], se[MOST_PEOPLE];
    struct pp_random_slope fit;
};

static void fit(struct fitted *f)
{
    struct pp_random_slope_in in = {f->y, f->time, f->n, f->n_waves};
    struct pp_random_slope_people people = {f->deviation, f->sd, f->se};
    pp_random_slope_fit(&in, &people, &f->fit);
}

static bool has_nan(const struct pp_random_slope *fit)
{
    return isnan(fit->intercept) || isnan(fit->slope) ||
           isnan(fit->intercept_se) || isnan(fit->slope_se) ||
           isnan(fit->var_intercept) || isnan(fit->covariance) ||
           isnan(fit->var_slope) || isnan(fit->var_residual) ||
           isnan(fit->log_likelihood);
}

/* --- R: lme4, nlme and Henderson's equations, tests/oracle/random_slope.R ---
 */

static void read_answers(struct fitted *f, const struct oracle *o,
                         const char *name)
{
    f->n = (size_t)oracle_number(o, "%s_people", name);
    f->n_waves = (size_t)oracle_number(o, "%s_waves", name);
    for (size_t t = 0; t < f->n_waves; t++)
        f->time[t] = oracle_number(o, "%s_time%zu", name, t + 1);
    for (size_t i = 0; i < f->n * f->n_waves; i++)
        f->y[i] = oracle_number(o, "%s_y%zu", name, i + 1);
}

static void check_fit(const struct fitted *f, const struct oracle *o,
                      const char *name, double tolerance)
{
    const double variance[3] = {f->fit.var_intercept, f->fit.covariance,
                                f->fit.var_slope};
    assert_true(near("residual", f->fit.var_residual,
                     oracle_number(o, "%s_residual", name), tolerance));
    assert_true(near("loglik", f->fit.log_likelihood,
                     oracle_number(o, "%s_loglik", name), 1e-11));
    for (size_t k = 0; k < 3; k++) {
        double expected = oracle_number(o, "%s_variance%zu", name, k + 1);
        double unit = fmax(fabs(expected), f->fit.var_residual);
        assert_true(near("variance", 1 + (variance[k] - expected) / unit, 1,
                         tolerance));
    }
    assert_true(near("intercept", f->fit.intercept,
                     oracle_number(o, "%s_b1", name), tolerance));
    assert_true(near("slope", f->fit.slope, oracle_number(o, "%s_b2", name),
                     tolerance));
    assert_true(near("se", f->fit.intercept_se,
                     oracle_number(o, "%s_se1", name), tolerance));
    assert_true(near("se", f->fit.slope_se, oracle_number(o, "%s_se2", name),
                     tolerance));
}

static void test_against_r(void **state)
{
    static const char *const names[3] = {"sleep", "ortho", "sums"};
    struct oracle o = oracle_read(*state, "tests/oracle/random_slope.csv");
    for (size_t k = 0; k < 3; k++) {
        struct fitted f;
        print_message("# %s\n", names[k]);
        read_answers(&f, &o, names[k]);
        fit(&f);
        assert_int_equal(f.fit.status, PP_STATUS_OK);
        assert_int_equal(f.fit.n, f.n);
        check_fit(&f, &o, names[k], 1e-7);
        /* nlme stops earlier: four to six digits. */
        assert_true(near("nlme", f.fit.var_slope,
                         oracle_number(&o, "%s_nlme_variance3", names[k]),
                         1e-5));
        for (size_t i = 0; i < f.n; i++) {
            assert_true(near("u1", f.deviation[i],
                             oracle_number(&o, "%s_u1_%zu", names[k], i + 1),
                             1e-6));
            assert_true(near("sd", f.sd[i],
                             oracle_number(&o, "%s_sd_%zu", names[k], i + 1),
                             1e-7));
            assert_true(near(
                "own se", f.se[i],
                oracle_number(&o, "%s_own_se_%zu", names[k], i + 1), 1e-7));
        }
    }
}

/* lme4 leaves five digits at the edge, where no step takes off the rest. */
static void test_edge(void **state)
{
    static const char *const names[2] = {"tells", "none"};
    struct oracle o = oracle_read(*state, "tests/oracle/random_slope.csv");
    for (size_t k = 0; k < 2; k++) {
        struct fitted f;
        print_message("# %s\n", names[k]);
        read_answers(&f, &o, names[k]);
        fit(&f);
        assert_int_equal(f.fit.status, PP_STATUS_BOUNDARY);
        assert_false(has_nan(&f.fit));
        check_fit(&f, &o, names[k], 1e-4);
        for (size_t i = 0; i < f.n; i++) {
            assert_true(isfinite(f.deviation[i]) && isfinite(f.sd[i]));
            assert_true(f.se[i] > f.sd[i]);
        }
    }
}

/* --- what it says of people ------------------------------------------------
 */

/*
 * How often b1 + u1 +- 1.96 se holds the slope that somebody was made with: 95
 * of 100 (Henderson 1975) were the variances known. They are estimated, which
 * 12 people feel and 60 do not. The conditional SD leaves out b1's error.
 */
static void share_held(size_t people, size_t waves, size_t times,
                       double held[2])
{
    size_t n = 0, n_held[2] = {0};
    struct fitted f = {.n = people, .n_waves = waves};
    for (size_t k = 0; k < times; k++) {
        double slope[MOST_PEOPLE];
        struct pp_rng rng = pp_rng_at(5, PP_STREAM_SIMULATION, k);
        for (size_t i = 0; i < people; i++) {
            double level = 4 * pp_rng_normal(&rng);
            slope[i] = -1 + pp_rng_normal(&rng);
            for (size_t t = 0; t < waves; t++) {
                f.time[t] = (double)t;
                f.y[i * waves + t] =
                    level + slope[i] * (double)t + 2 * pp_rng_normal(&rng);
            }
        }
        fit(&f);
        if (f.fit.status != PP_STATUS_OK)
            continue;
        for (size_t i = 0; i < people; i++, n++) {
            double off = fabs(f.fit.slope + f.deviation[i] - slope[i]);
            n_held[0] += off <= 1.96 * f.se[i];
            n_held[1] += off <= 1.96 * f.sd[i];
        }
    }
    for (size_t k = 0; k < 2; k++)
        held[k] = (double)n_held[k] / (double)n;
    print_message("# %zu people, %zu waves, %zu slopes: %.3f held, by the "
                  "conditional SD %.3f\n",
                  people, waves, n, held[0], held[1]);
}

static void test_holds_true_slopes(void **state)
{
    (void)state;
    double few[2], many[2], thrice[2];
    share_held(12, 5, 400, few);
    share_held(60, 5, 100, many);
    share_held(40, 3, 200, thrice);
    assert_true(few[0] > .87 && few[0] < .92);
    assert_true(many[0] > .93 && many[0] < .96);
    assert_true(few[1] < few[0] - .01);
    assert_true(thrice[0] > .86 && thrice[0] < .92);
}

/* --- laws ------------------------------------------------------------------
 */

static void make(struct fitted *f, size_t n, size_t waves, uint64_t seed)
{
    *f = (struct fitted){.n = n, .n_waves = waves};
    struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 1);
    for (size_t i = 0; i < n; i++) {
        double level = 14 + 5 * pp_rng_normal(&rng);
        double slope = -1 + 1.5 * pp_rng_normal(&rng);
        for (size_t t = 0; t < waves; t++) {
            f->time[t] = (double)(t * (t + 1)) / 2;
            f->y[i * waves + t] =
                round(level + slope * f->time[t] + 2 * pp_rng_normal(&rng));
            if (t > 0 && pp_rng_uniform(&rng) < .2)
                f->y[i * waves + t] = NAN;
        }
    }
}

/* The same people the other way round. */
static void test_order(void **state)
{
    (void)state;
    struct fitted a, b;
    make(&a, 90, 4, 1);
    fit(&a);
    assert_int_equal(a.fit.status, PP_STATUS_OK);
    b = a;
    for (size_t i = 0; i < a.n; i++)
        memcpy(b.y + i * 4, a.y + (a.n - 1 - i) * 4, 4 * sizeof *b.y);
    fit(&b);
    assert_true(a.fit.log_likelihood == b.fit.log_likelihood);
    assert_true(a.fit.slope == b.fit.slope);
    assert_true(a.fit.var_slope == b.fit.var_slope);
    for (size_t i = 0; i < a.n; i++) {
        assert_true(a.deviation[i] == b.deviation[a.n - 1 - i]);
        assert_true(a.se[i] == b.se[a.n - 1 - i]);
    }
}

/* Other units of time and answers, and answers far from 0: the same ratio of
 * each slope to its error. */
static void test_units(void **state)
{
    (void)state;
    struct fitted a, b;
    make(&a, 60, 5, 2);
    fit(&a);
    assert_int_equal(a.fit.status, PP_STATUS_OK);
    b = a;
    for (size_t t = 0; t < 5; t++)
        b.time[t] = 1000 + 7 * a.time[t];
    for (size_t i = 0; i < a.n * 5; i++)
        b.y[i] = 1e9 - 8 * a.y[i];
    fit(&b);
    assert_int_equal(b.fit.status, PP_STATUS_OK);
    assert_true(near("slope", b.fit.slope, -8 * a.fit.slope / 7, 1e-8));
    assert_true(near("V", b.fit.var_slope, 64 * a.fit.var_slope / 49, 1e-7));
    assert_true(near("s2", b.fit.var_residual, 64 * a.fit.var_residual, 1e-11));
    for (size_t i = 0; i < a.n; i++)
        assert_true(near("index", -(b.fit.slope + b.deviation[i]) / b.se[i],
                         (a.fit.slope + a.deviation[i]) / a.se[i], 1e-6));
}

/* A row without an answer is nobody. */
static void test_nobody_added(void **state)
{
    (void)state;
    struct fitted a, b;
    make(&a, 40, 4, 3);
    fit(&a);
    b = a;
    b.n = 41;
    for (size_t t = 0; t < 4; t++)
        b.y[160 + t] = NAN;
    fit(&b);
    assert_int_equal(b.fit.n, 40);
    assert_true(a.fit.log_likelihood == b.fit.log_likelihood);
    assert_true(isnan(b.deviation[40]) && isnan(b.sd[40]) && isnan(b.se[40]));
    assert_true(!isnan(b.se[39]));
}

/* --- edges -----------------------------------------------------------------
 */

static void check_none(struct fitted *f, enum pp_status status)
{
    fit(f);
    assert_int_equal(f->fit.status, status);
    assert_true(isnan(f->fit.slope) && isnan(f->fit.var_slope) &&
                isnan(f->fit.log_likelihood));
    for (size_t i = 0; i < f->n; i++)
        assert_true(isnan(f->deviation[i]) && isnan(f->se[i]));
}

static void test_too_few(void **state)
{
    (void)state;
    struct fitted f;
    for (size_t n = 0; n < 3; n++) {
        make(&f, 3, 4, 1);
        f.n = n;
        check_none(&f, PP_STATUS_TOO_FEW);
    }
    make(&f, 50, 2, 1); /* two waves */
    check_none(&f, PP_STATUS_TOO_FEW);
    make(&f, 50, 3, 1); /* of three, each person left one out */
    for (size_t i = 0; i < 50; i++)
        f.y[i * 3 + i % 3] = NAN;
    check_none(&f, PP_STATUS_TOO_FEW);
    make(&f, 3, 4, 5); /* three people are enough for something */
    fit(&f);
    assert_true(f.fit.status == PP_STATUS_OK ||
                f.fit.status == PP_STATUS_BOUNDARY);
    assert_false(has_nan(&f.fit));
    struct pp_random_slope_in many = {f.y, f.time, 1,
                                      PP_RANDOM_SLOPE_MAX_WAVES + 1};
    pp_random_slope_fit(&many, NULL, &f.fit);
    assert_int_equal(f.fit.status, PP_STATUS_TOO_MANY);
}

static void test_no_variance(void **state)
{
    (void)state;
    struct fitted f;
    make(&f, 20, 4, 1); /* all alike */
    for (size_t i = 0; i < 80; i++)
        f.y[i] = 7;
    check_none(&f, PP_STATUS_NO_VARIANCE);
    for (size_t i = 0; i < 80; i++) /* each on a line, far from 0 */
        f.y[i] = 1e9 + (double)(i / 4) + (double)(i / 4 % 3) * f.time[i % 4];
    check_none(&f, PP_STATUS_NO_VARIANCE);
    make(&f, 20, 4, 1); /* at one time */
    for (size_t t = 0; t < 4; t++)
        f.time[t] = 6;
    check_none(&f, PP_STATUS_NO_VARIANCE);
}

/* Whatever is answered, numbers are finite where the status says so. */
static void test_any_answers(void **state)
{
    (void)state;
    size_t n_ok = 0, n_edge = 0;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct fitted f = {.n = 3 + seed % 40, .n_waves = 3 + seed % 4};
        struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 2);
        double of = 3 * pp_rng_uniform(&rng), own = 5 * pp_rng_uniform(&rng);
        for (size_t t = 0; t < f.n_waves; t++)
            f.time[t] = (double)(t * t) + pp_rng_uniform(&rng);
        for (size_t i = 0; i < f.n; i++) {
            double a = own * pp_rng_normal(&rng), b = of * pp_rng_normal(&rng);
            for (size_t t = 0; t < f.n_waves; t++)
                f.y[i * f.n_waves + t] =
                    pp_rng_uniform(&rng) < .15
                        ? NAN
                        : fmax(0, round(6 + a + b * (double)t +
                                        2 * pp_rng_normal(&rng)));
        }
        fit(&f);
        n_ok += f.fit.status == PP_STATUS_OK;
        n_edge += f.fit.status == PP_STATUS_BOUNDARY;
        if (f.fit.status != PP_STATUS_OK &&
            f.fit.status != PP_STATUS_BOUNDARY) {
            assert_int_not_equal(f.fit.status, PP_STATUS_NO_CONVERGENCE);
            continue;
        }
        assert_false(has_nan(&f.fit));
        for (size_t i = 0; i < f.n; i++)
            assert_true(isnan(f.se[i]) == isnan(f.deviation[i]) &&
                        (isnan(f.se[i]) || f.se[i] > 0));
    }
    print_message("# ok %zu, at the edge %zu\n", n_ok, n_edge);
    assert_true(n_ok > 1000 && n_edge > 100);
}

/* Sleep: who by b1 + u1 over its SE; counted by hand from the oracle's. */
static void test_index(void **state)
{
    struct oracle o = oracle_read(*state, "tests/oracle/random_slope.csv");
    struct fitted f;
    size_t slower = 0, faster = 0;
    double nobody[18] = {0};
    read_answers(&f, &o, "sleep");
    fit(&f);
    for (size_t i = 0; i < 18; i++) {
        double rc = (oracle_number(&o, "sleep_b2") +
                     oracle_number(&o, "sleep_u1_%zu", i + 1)) /
                    oracle_number(&o, "sleep_own_se_%zu", i + 1);
        slower += rc > 1.96;
        faster += rc < -1.96;
    }
    struct pp_rc_input in = PP_RC_INPUT;
    in.pre = in.post = nobody;
    in.n = 18;
    in.direction = PP_LOWER_IS_BETTER;
    in.method = PP_RC_HLM;
    in.slope_fixed = f.fit.slope;
    in.slope_random = f.deviation;
    in.slope_se = f.se;
    struct pp_reliable_change rc;
    pp_reliable_change(&in, NULL, &rc);
    assert_int_equal(rc.status, PP_STATUS_OK);
    assert_int_equal(rc.deteriorated.n, slower);
    assert_int_equal(rc.improved.n, faster);
    assert_true(slower > 9 && slower < 18);
}

static int setup(void **state)
{
    pp_gsl_quiet();
    *state = pp_pool_new();
    return 0;
}

static int teardown(void **state)
{
    pp_pool_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_r),
        cmocka_unit_test(test_edge),
        cmocka_unit_test(test_holds_true_slopes),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_nobody_added),
        cmocka_unit_test(test_too_few),
        cmocka_unit_test(test_no_variance),
        cmocka_unit_test(test_any_answers),
        cmocka_unit_test(test_index),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
