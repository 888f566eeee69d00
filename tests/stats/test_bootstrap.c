#include "prepost/stats/bootstrap.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/stats/gsl.h"

#include "../helpers/near.h"

enum { MOST = 300 };

static const struct pp_bootstrap_options DEFAULT = {
    .level = .95, .resamples = 10000, .seed = 1};

static struct pp_bootstrap of(const double *pre, const double *post, size_t n,
                              const struct pp_bootstrap_options *options)
{
    struct pp_lattice *l = pp_lattice_new(pre, post, n);
    struct pp_bootstrap res;
    pp_bootstrap_paired(l, options, &res);
    pp_lattice_free(l);
    return res;
}

static bool same_bca(const char *label, const struct pp_bca *a,
                     const struct pp_bca *b, double tolerance)
{
    return near(label, a->ci.lo, b->ci.lo, tolerance) &&
           near(label, a->ci.hi, b->ci.hi, tolerance) &&
           near(label, a->z0, b->z0, tolerance) &&
           near(label, a->acceleration, b->acceleration, tolerance) &&
           (a->n_left_out == b->n_left_out) && (a->status == b->status);
}

static bool same(const char *label, const struct pp_bootstrap *a,
                 const struct pp_bootstrap *b, double tolerance)
{
    return same_bca(label, &a->mean_change, &b->mean_change, tolerance) &&
           same_bca(label, &a->d_av, &b->d_av, tolerance);
}

/* ---- All resamples ----------------------------------------------------- */

struct convolved {
    const char *label;
    size_t n;
    double d[30], below, acceleration, plain[4], expanded[4];
};

/* The n-fold convolution of the differences: tests/oracle/bootstrap.py. The
 * first is small enough to be weighed by hand: plain "<" for ties would give
 * [0, 4.667]. */
static const struct convolved CONVOLVED[] = {
    {"O19",
     6,
     {-2, 1, 3, 4, 4, 7},
     0.4859825102880658,
     -0.022649556520076553,
     {0.016806909843759082, 0.3333333333333333, 0.9647952123237931,
      4.833333333333333},
     {0.0010244926958641752, -0.6666666666666666, 0.9950725177763535, 5.5}},
    {"A",
     12,
     {2, 0, 4, -1, 1, 3, 2, 0, 5, -3, 2, 1},
     0.49556867041625485,
     -0.010949919615133474,
     {0.021399815530028583, 0.08333333333333333, 0.9710879344509342, 2.5},
     {0.008632527038693957, -0.16666666666666666, 0.9868153469855047,
      2.6666666666666665}},
    {"B",
     16,
     {-3, 0, -6, -1, -2, -4, 0, 1, 0, -3, -1, -1, -2, 0, -2, 0},
     0.4846135122761936,
     -0.03818376618407357,
     {0.013824462840815658, -2.5625, 0.9600683272948995, -0.75},
     {0.006423114439943111, -2.6875, 0.9749560667834732, -0.6875}},
    {"C",
     8,
     {3, 2, -3, 3, 0, 5, 2, 1},
     0.4833833575248718,
     -0.03952832523747168,
     {0.013370788933324055, -0.25, 0.9591958338545787, 2.875},
     {0.0018556428244589991, -0.875, 0.9868613454255029, 3.25}},
    {"n = 20, drawn",
     20,
     {-2, 5, 0, 7, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5, 0, 7, 2, -3, 4, -1},
     0.5013541935810159,
     0.0033740177617875627,
     {0.026168981176996377, 0.05, 0.9761395671645352, 3.0},
     {0.016784533861814683, -0.1, 0.9849931025955779, 3.15}},
};

/* Before all zero: d_av is no concern here. B has a negative mean and is
 * turned: what is below there is above here. */
static void mean_against_convolution(void **state)
{
    (void)state;
    static const double zeros[30];
    for (size_t i = 0; i < sizeof CONVOLVED / sizeof CONVOLVED[0]; i++) {
        const struct convolved *c = &CONVOLVED[i];
        for (int plain = 0; plain < 2; plain++) {
            struct pp_bootstrap_options o = DEFAULT;
            o.levels = plain ? PP_BCA_PLAIN : PP_BCA_EXPANDED;
            struct pp_bootstrap res = of(zeros, c->d, c->n, &o);
            const struct pp_bca *m = &res.mean_change;
            const double *e = plain ? c->plain : c->expanded;
            bool is_turned = c->label[0] == 'B';
            double sign = is_turned ? -1 : 1;
            assert_true(
                near(c->label, sign * m->acceleration, c->acceleration, 1e-9));
            assert_true(res.is_expanded == !plain);
            assert_string_equal(m->method, "bca");
            if (c->n == 20) { /* within the error of 10,000 draws */
                assert_false(res.is_enumerated);
                assert_int_equal(res.resamples, 10000);
                assert_true(fabs(m->below - c->below) < 4 * .005);
                assert_true(fabs(m->ci.lo - e[1]) <= .2001);
                assert_true(fabs(m->ci.hi - e[3]) <= .2001);
                continue;
            }
            assert_true(res.is_enumerated);
            assert_int_equal(res.resamples, 0);
            assert_true(near(c->label, is_turned ? 1 - m->below : m->below,
                             c->below, 1e-10));
            double lo = is_turned ? 1 - m->level_hi : m->level_lo;
            double hi = is_turned ? 1 - m->level_lo : m->level_hi;
            assert_true(near(c->label, lo, e[0], 1e-8));
            assert_true(near(c->label, hi, e[2], 1e-8));
            assert_true(near(c->label, m->ci.lo, e[1], 1e-12));
            assert_true(near(c->label, m->ci.hi, e[3], 1e-12));
        }
    }
}

/* Averaged over many seeds the drawn interval is the convolved one. */
static void drawing_is_not_biased(void **state)
{
    (void)state;
    static const double zeros[30];
    const struct convolved *c = &CONVOLVED[4];
    double lo = 0, hi = 0, below = 0;
    enum { SEEDS = 60 };
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct pp_bootstrap_options o = DEFAULT;
        o.seed = seed;
        struct pp_bootstrap res = of(zeros, c->d, c->n, &o);
        lo += res.mean_change.ci.lo / SEEDS;
        hi += res.mean_change.ci.hi / SEEDS;
        below += res.mean_change.below / SEEDS;
    }
    assert_true(fabs(below - c->below) < 4 * .005 / sqrt(SEEDS));
    assert_true(fabs(lo - c->expanded[1]) < .03);
    assert_true(fabs(hi - c->expanded[3]) < .03);
}

/* d_av with the two-group formula written out, over all 5^5 resamples. */
static double plain_d_av(const double *x, const double *y, const size_t *who,
                         size_t n)
{
    double mx = 0, my = 0, vx = 0, vy = 0, m = (double)n;
    for (size_t i = 0; i < n; i++) {
        mx += x[who[i]] / m;
        my += y[who[i]] / m;
    }
    for (size_t i = 0; i < n; i++) {
        vx += pow(x[who[i]] - mx, 2) / (m - 1);
        vy += pow(y[who[i]] - my, 2) / (m - 1);
    }
    return (my - mx) / sqrt((vx + vy) / 2);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void d_av_against_every_resample(void **state)
{
    (void)state;
    static const double x[] = {10, 14, 9, 12, 17}, y[] = {12, 13, 11, 16, 18};
    static double values[3125];
    size_t who[5], everyone[] = {0, 1, 2, 3, 4}, n_kept = 0;
    double estimate = plain_d_av(x, y, everyone, 5), below = 0;
    for (size_t r = 0; r < 3125; r++) {
        size_t rest = r;
        for (size_t i = 0; i < 5; i++, rest /= 5)
            who[i] = rest % 5;
        double v = plain_d_av(x, y, who, 5);
        if (isnan(v) || isinf(v))
            continue;
        values[n_kept++] = v;
        below += fabs(v - estimate) < 1e-12 ? .5 : v < estimate;
    }
    assert_int_equal(n_kept, 3120); /* five are one person five times */
    qsort(values, n_kept, sizeof values[0], ascending);

    double without[5], mean = 0, squares = 0, cubes = 0;
    for (size_t i = 0; i < 5; i++) {
        size_t kept = 0;
        for (size_t j = 0; j < 5; j++)
            if (j != i)
                who[kept++] = j;
        without[i] = plain_d_av(x, y, who, 4);
        mean += without[i] / 5;
    }
    for (size_t i = 0; i < 5; i++) {
        squares += pow(mean - without[i], 2);
        cubes += pow(mean - without[i], 3);
    }
    struct pp_bootstrap_options o = DEFAULT;
    o.levels = PP_BCA_PLAIN;
    struct pp_bootstrap res = of(x, y, 5, &o);
    const struct pp_bca *d = &res.d_av;
    assert_true(res.is_enumerated);
    assert_int_equal(d->n_left_out, 5);
    assert_true(near("below", d->below, below / (double)n_kept, 1e-12));
    assert_true(
        near("a", d->acceleration, cubes / (6 * pow(squares, 1.5)), 1e-10));
    double at_lo = values[(size_t)floor(d->level_lo * (double)n_kept)];
    double at_hi = values[(size_t)floor(d->level_hi * (double)n_kept)];
    assert_true(near("lo", d->ci.lo, at_lo, 1e-12));
    assert_true(near("hi", d->ci.hi, at_hi, 1e-12));
}

/* ---- Counts ------------------------------------------------------------ */

/* Every row of A twice: as 24 people, one by one. */
static void counts_weigh_as_rows_do(void **state)
{
    (void)state;
    static const double a_pre[] = {30, 34, 28, 37, 31, 33,
                                   29, 36, 32, 35, 24, 33};
    static const double a_post[] = {32, 34, 32, 36, 32, 36,
                                    31, 36, 37, 32, 26, 34};
    double pre[24], post[24], mean = 0, squares = 0, cubes = 0;
    for (size_t i = 0; i < 24; i++) {
        pre[i] = a_pre[i % 12];
        post[i] = a_post[i % 12];
        mean += (post[i] - pre[i]) / 24;
    }
    for (size_t i = 0; i < 24; i++) { /* jackknife of a mean */
        double u = (post[i] - pre[i] - mean) / 23;
        squares += u * u;
        cubes += u * u * u;
    }
    double acceleration = cubes / (6 * pow(squares, 1.5));
    struct pp_bootstrap res = of(pre, post, 24, &DEFAULT);
    assert_int_equal(res.n_units, 24);
    assert_int_equal(res.n_distinct, 12);
    assert_true(near("a", res.mean_change.acceleration, acceleration, 1e-10));
    /* below, by convolution of 24: bca() of tests/oracle/bootstrap.py */
    assert_true(fabs(res.mean_change.below - 0.4968897231916051) < 4 * .005);
}

/* Few distinct pairs, drawn as counts; many, drawn one by one; both: always
 * the standard error that the mean has. */
static void both_samplers(void **state)
{
    (void)state;
    double pre[MOST], post[MOST];
    for (size_t shared = 0; shared < 3; shared++) {
        size_t n = MOST;
        for (size_t i = 0; i < n; i++) {
            size_t k = i < shared * 150 ? i % 6 : i % 60;
            pre[i] = (double)(k * 5 % 9);
            post[i] = pre[i] + (double)(k * 3 % 8) - 3 + (double)(k / 30);
        }
        double mean = 0, squares = 0;
        for (size_t i = 0; i < n; i++)
            mean += (post[i] - pre[i]) / (double)n;
        for (size_t i = 0; i < n; i++)
            squares += pow(post[i] - pre[i] - mean, 2);
        double se = sqrt(squares) / (double)n;
        struct pp_bootstrap_options o = DEFAULT;
        o.levels = PP_BCA_PLAIN;
        o.resamples = 40000;
        struct pp_bootstrap res = of(pre, post, n, &o);
        assert_false(res.is_enumerated);
        assert_true(shared == 2 ? res.n_distinct == 6 : res.n_distinct > 30);
        double width = res.mean_change.ci.hi - res.mean_change.ci.lo;
        assert_true(near("width", width, 2 * 1.96 * se, .03));
    }
}

/* ---- Laws -------------------------------------------------------------- */

static void draw_people(struct pp_rng *rng, double *pre, double *post, size_t n,
                        int kind)
{
    for (size_t i = 0; i < n; i++) {
        double z = pp_rng_normal(rng);
        pre[i] = 12 + 4 * z;
        post[i] = 13 + 4 * (.6 * z + .8 * pp_rng_normal(rng));
        if (kind != 1) {
            pre[i] = rint(pre[i]);
            post[i] = rint(post[i]);
        }
        if (kind == 2) {
            pre[i] = fmin(14, pre[i]);
            post[i] = fmin(14, post[i]);
        }
    }
    if (kind == 3) /* mean change exactly 0 */
        for (size_t i = 0; i + 1 < n; i += 2)
            post[i + 1] = pre[i + 1] - (post[i] - pre[i]);
}

static void laws_over_random_data(void **state)
{
    (void)state;
    struct pp_rng rng = pp_rng_at(51, PP_STREAM_SIMULATION, 0);
    for (int trial = 0; trial < 80; trial++) {
        double pre[MOST], post[MOST], x[MOST], y[MOST];
        size_t group[MOST], renamed[MOST];
        size_t n = 2 + pp_rng_below(&rng, trial % 2 ? 12 : 100);
        int kind = trial % 4;
        n += kind == 3 && n % 2;
        draw_people(&rng, pre, post, n, kind);
        struct pp_bootstrap_options o = DEFAULT;
        o.resamples = 2000;
        o.seed = (uint64_t)trial;
        for (size_t i = 0; i < n; i++)
            group[i] = i % 7;
        o.group = trial % 3 == 0 ? group : NULL;
        struct pp_bootstrap res = of(pre, post, n, &o);
        if (!isnan(res.mean_change.ci.lo))
            assert_true(res.mean_change.ci.lo <= res.mean_change.ci.hi);

        struct pp_bootstrap swapped = of(post, pre, n, &o);
        struct pp_bootstrap mirror = res;
        mirror.mean_change.ci = (struct pp_interval){-res.mean_change.ci.hi,
                                                     -res.mean_change.ci.lo};
        mirror.d_av.ci = (struct pp_interval){-res.d_av.ci.hi, -res.d_av.ci.lo};
        assert_true(same("swapped", &swapped, &mirror, 1e-9));

        for (size_t i = 0; i < n; i++) {
            x[i] = pre[n - 1 - i];
            y[i] = post[n - 1 - i];
            renamed[i] = 1000 - 3 * group[n - 1 - i];
        }
        struct pp_bootstrap_options p = o;
        p.group = o.group != NULL ? renamed : NULL;
        struct pp_bootstrap permuted = of(x, y, n, &p);
        assert_true(same("permuted, renamed", &permuted, &res, 0));

        p = o;
        p.n_threads = 4;
        struct pp_bootstrap threaded = of(pre, post, n, &p);
        assert_true(same("threads", &threaded, &res, 0));

        if (kind != 1) { /* far from zero */
            for (size_t i = 0; i < n; i++) {
                x[i] = pre[i] + 1e9;
                y[i] = post[i] + 1e9;
            }
            struct pp_bootstrap far = of(x, y, n, &o);
            assert_true(same("1e9 + x", &far, &res, 1e-12));
        }
        if (n < PP_BOOTSTRAP_MIN_GROUPS)
            continue;
        for (size_t i = 0; i < n; i++)
            group[i] = i;
        p = o;
        p.group = group;
        struct pp_bootstrap singletons = of(pre, post, n, &p);
        p.group = NULL;
        struct pp_bootstrap people = of(pre, post, n, &p);
        assert_true(same("groups of one", &singletons, &people, 0));
    }
}

/* Six groups: every resample of groups by hand (6^6). With five: too few. */
static void groups_are_drawn_whole(void **state)
{
    (void)state;
    enum { GROUPS = 6, ALL = 46656 };
    static const double pre[] = {30, 34, 28, 37, 31, 33, 29, 36,
                                 32, 35, 24, 33, 27, 30, 31};
    static const double post[] = {32, 34, 32, 36, 32, 36, 31, 36,
                                  37, 32, 26, 34, 30, 29, 36};
    static const size_t group[] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 6};
    static const size_t five[] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5, 5};
    static double values[ALL];
    double n[GROUPS] = {0}, sum[GROUPS] = {0}, whole = 0, below = 0;
    for (size_t i = 0; i < 15; i++) {
        n[group[i] - 1]++;
        sum[group[i] - 1] += post[i] - pre[i];
        whole += (post[i] - pre[i]) / 15;
    }
    for (size_t r = 0; r < ALL; r++) {
        double total = 0, people = 0;
        for (size_t i = 0, rest = r; i < GROUPS; i++, rest /= GROUPS) {
            total += sum[rest % GROUPS];
            people += n[rest % GROUPS];
        }
        values[r] = total / people;
        double gap = values[r] - whole;
        below += fabs(gap) < 1e-12 ? .5 : gap < 0;
    }
    qsort(values, ALL, sizeof values[0], ascending);
    struct pp_bootstrap_options o = DEFAULT;
    o.group = group;
    o.levels = PP_BCA_PLAIN;
    struct pp_bootstrap res = of(pre, post, 15, &o);
    const struct pp_bca *m = &res.mean_change;
    assert_true(res.is_enumerated);
    assert_int_equal(res.n_units, GROUPS);
    assert_true(near("below", m->below, below / ALL, 1e-12));
    assert_true(
        near("lo", m->ci.lo, values[(size_t)floor(ALL * m->level_lo)], 1e-12));
    assert_true(
        near("hi", m->ci.hi, values[(size_t)floor(ALL * m->level_hi)], 1e-12));
    o.group = five;
    res = of(pre, post, 15, &o);
    assert_int_equal(res.n_units, 5);
    assert_int_equal(res.mean_change.status, PP_STATUS_TOO_FEW);
    assert_int_equal(res.d_av.status, PP_STATUS_TOO_FEW);
}

/* ---- Edges ------------------------------------------------------------- */

static void too_few_and_no_spread(void **state)
{
    (void)state;
    static const double x[] = {4, 4, 4, 4, 4, 4}, y[] = {6, 6, 6, 6, 6, 6};
    static const double ramp[] = {1, 2, 3, 4, 5, 6}, up[] = {3, 4, 5, 6, 7, 8};
    for (size_t n = 0; n < 2; n++) {
        struct pp_bootstrap none = of(x, y, n, &DEFAULT);
        assert_int_equal(none.mean_change.status, PP_STATUS_TOO_FEW);
        assert_int_equal(none.d_av.status, PP_STATUS_TOO_FEW);
        assert_true(isnan(none.mean_change.ci.lo));
    }
    struct pp_bootstrap alike = of(x, y, 6, &DEFAULT);
    assert_int_equal(alike.mean_change.status, PP_STATUS_NO_VARIANCE);
    assert_int_equal(alike.d_av.status, PP_STATUS_NO_VARIANCE);
    struct pp_bootstrap shifted = of(ramp, up, 6, &DEFAULT);
    assert_int_equal(shifted.mean_change.status, PP_STATUS_NO_VARIANCE);
    assert_true(isnan(shifted.mean_change.ci.lo));
    /* 2 people: half of the resamples have no spread */
    struct pp_bootstrap two = of(ramp, y, 2, &DEFAULT);
    assert_int_equal(two.mean_change.status, PP_STATUS_OK);
    assert_int_equal(two.d_av.status, PP_STATUS_NO_VARIANCE);
    assert_true(isnan(two.d_av.ci.lo));
    /* everyone in one group: nothing to draw */
    static const size_t group[6];
    struct pp_bootstrap_options o = DEFAULT;
    o.group = group;
    struct pp_bootstrap one = of(ramp, y, 6, &o);
    assert_int_equal(one.mean_change.status, PP_STATUS_TOO_FEW);
}

/* Three people, one of whom changed, and a level so high that 1 - a (z0 + z)
 * falls below 0: the percentile interval, named. */
static void percentile_where_bca_is_undefined(void **state)
{
    (void)state;
    static const double zeros[3];
    static const double d[] = {0, 0, 10};
    struct pp_bootstrap_options o = DEFAULT;
    o.level = .999999;
    struct pp_bootstrap res = of(zeros, d, 3, &o);
    assert_string_equal(res.mean_change.method, "percentile");
    assert_true(near("lo", res.mean_change.ci.lo, 0, 0));
    assert_true(near("hi", res.mean_change.ci.hi, 10, 1e-12));
}

/* 200,000 multisets are the most that are weighed. */
static void both_sides_of_enumeration(void **state)
{
    (void)state;
    double pre[MOST] = {0}, post[MOST];
    for (size_t i = 0; i < MOST; i++)
        post[i] = (double)(i % 3);
    /* K = 3: C(n + 2, 2) = 44,551 for n = 297 */
    assert_true(of(pre, post, 297, &DEFAULT).is_enumerated);
    for (size_t i = 0; i < 12; i++)
        post[i] = (double)(i % 9);
    assert_true(of(pre, post, 12, &DEFAULT).is_enumerated); /* 125,970 */
    post[9] = 9;
    struct pp_bootstrap drawn = of(pre, post, 12, &DEFAULT); /* 293,930 */
    assert_false(drawn.is_enumerated);
    assert_int_equal(drawn.seed, 1);
}

/* A hundred people, or as many groups of them. */
static void approximate_of_few_units(void **state)
{
    (void)state;
    static const struct {
        size_t n, per_group;
        bool is_approximate;
    } rows[] = {{1, 0, true},
                {99, 0, true},
                {100, 0, false},
                {198, 2, true},
                {200, 2, false}};
    double pre[200] = {0}, post[200];
    size_t group[200];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_bootstrap_options o = DEFAULT;
        o.resamples = 2000;
        for (size_t k = 0; k < rows[i].n; k++) {
            post[k] = (double)(k % 5);
            group[k] = rows[i].per_group > 0 ? k / rows[i].per_group : 0;
        }
        o.group = rows[i].per_group > 0 ? group : NULL;
        assert_int_equal(of(pre, post, rows[i].n, &o).is_approximate,
                         rows[i].is_approximate);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_against_convolution),
        cmocka_unit_test(drawing_is_not_biased),
        cmocka_unit_test(d_av_against_every_resample),
        cmocka_unit_test(counts_weigh_as_rows_do),
        cmocka_unit_test(both_samplers),
        cmocka_unit_test(laws_over_random_data),
        cmocka_unit_test(groups_are_drawn_whole),
        cmocka_unit_test(too_few_and_no_spread),
        cmocka_unit_test(percentile_where_bca_is_undefined),
        cmocka_unit_test(both_sides_of_enumeration),
        cmocka_unit_test(approximate_of_few_units),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
