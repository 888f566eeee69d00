#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/stats/gsl.h"
#include "signed_ranks.h"

/* What holds of the signed-rank test, whoever answered. */

static void draw(struct pp_rng *rng, double *pre, double *post, size_t n)
{
    uint32_t kind = pp_rng_below(rng, 4);
    double shift = pp_rng_normal(rng);
    for (size_t i = 0; i < n; i++) {
        double z = pp_rng_normal(rng);
        pre[i] = 12 + 5 * z;
        post[i] = 12 + shift + 5 * (0.6 * z + 0.8 * pp_rng_normal(rng));
        if (kind == 0 || kind == 3) { /* whole answers, with a floor */
            pre[i] = fmax(0, rint(pre[i]));
            post[i] = fmax(0, rint(post[i]));
        } else if (kind == 1) { /* tenths */
            pre[i] = rint(10 * pre[i]) / 10;
            post[i] = rint(10 * post[i]) / 10;
        }
        if (kind == 3 && pp_rng_below(rng, 2)) /* many who stay */
            post[i] = pre[i];
    }
}

static size_t draw_size(struct pp_rng *rng)
{
    switch (pp_rng_below(rng, 12)) {
    case 0: /* both sides of the change to the normal */
        return 490 + pp_rng_below(rng, 20);
    case 1:
    case 2:
        return 60 + pp_rng_below(rng, 150);
    default:
        return 6 + pp_rng_below(rng, 50);
    }
}

static bool holds_zero(const struct pp_signed_rank *r)
{
    bool above_low =
        isnan(r->ci.lo) || r->ci.lo < 0 || (r->ci.lo == 0 && r->ci_includes[0]);
    bool below_high =
        isnan(r->ci.hi) || r->ci.hi > 0 || (r->ci.hi == 0 && r->ci_includes[1]);
    return above_low && below_high;
}

static void laws_over_random_data(void **state)
{
    (void)state;
    struct pp_rng rng = pp_rng_at(12, PP_STREAM_SIMULATION, 0);
    int n_rejected = 0;
    for (int trial = 0; trial < 300; trial++) {
        double pre[MOST], post[MOST], x[MOST], y[MOST];
        size_t n = draw_size(&rng);
        draw(&rng, pre, post, n);
        struct pp_signed_rank r = test_of(pre, post, n, PP_ZERO_PRATT);
        if (r.status == PP_STATUS_ALL_TIED)
            continue;
        /* 0 lies inside exactly when p > alpha */
        assert_int_equal(holds_zero(&r), r.p > 1 - 0.95);
        n_rejected += r.p <= 0.05;
        assert_true(r.is_exact == (n <= 500));

        /* before and after exchanged: mirrored */
        struct pp_signed_rank swapped = test_of(post, pre, n, PP_ZERO_PRATT);
        struct expected e = {r.w_minus,
                             r.w_plus,
                             r.p,
                             -r.hodges_lehmann,
                             -r.ci.hi,
                             -r.ci.lo,
                             r.attained_level,
                             {r.ci_includes[1], r.ci_includes[0]}};
        assert_true(agrees("swapped", &swapped, &e, 1e-12));

        /* other rows, everyone's change 3 higher, all far from zero */
        for (size_t i = 0; i < n; i++) {
            size_t j = (i * 7 + 3) % n;
            j = n % 7 == 0 ? n - 1 - i : j;
            x[i] = pre[j] + 1e6;
            y[i] = post[j] + 1e6;
        }
        struct pp_signed_rank other = test_of(x, y, n, PP_ZERO_PRATT);
        struct expected same = {r.w_plus,
                                r.w_minus,
                                r.p,
                                r.hodges_lehmann,
                                r.ci.lo,
                                r.ci.hi,
                                r.attained_level,
                                {r.ci_includes[0], r.ci_includes[1]}};
        assert_true(agrees("permuted, moved", &other, &same, 1e-8));
        for (size_t i = 0; i < n; i++)
            y[i] = post[i] + 3;
        struct pp_signed_rank shifted = test_of(pre, y, n, PP_ZERO_PRATT);
        assert_true(near("shifted", shifted.ci.lo, r.ci.lo + 3, 1e-9));
        assert_true(near("shifted", shifted.hodges_lehmann,
                         r.hodges_lehmann + 3, 1e-9));
    }
    assert_true(n_rejected > 50 && n_rejected < 250);
}

/* Many people with few different answers; a continuous scale. */
static void many_people(void **state)
{
    (void)state;
    enum { N = 100000 };
    double *pre = pp_alloc_array(N, sizeof *pre);
    double *post = pp_alloc_array(N, sizeof *post);
    struct pp_rng rng = pp_rng_at(13, PP_STREAM_SIMULATION, 0);
    for (size_t i = 0; i < N; i++) {
        pre[i] = 0;
        post[i] = 0.005 + pp_rng_normal(&rng);
    }
    struct pp_signed_rank r = test_of(pre, post, N, PP_ZERO_PRATT);
    /* The median of Walsh averages of a normal has SE sqrt(pi/3)/sqrt(n),
     * and so has its interval. */
    double se = sqrt(M_PI / 3 / N);
    assert_true(fabs(r.hodges_lehmann - 0.005) < 4 * se);
    assert_true(near("width", r.ci.hi - r.ci.lo, 2 * 1.959964 * se, 0.02));
    assert_true(near("attained", r.attained_level, 0.95, 1e-6));
    for (size_t i = 0; i < N; i++)
        post[i] = rint(post[i]);
    struct pp_signed_rank whole = test_of(pre, post, N, PP_ZERO_PRATT);
    assert_int_equal(holds_zero(&whole), whole.p > 1 - 0.95);
    pp_free(pre);
    pp_free(post);
}

/*
 * Zeros dropped: no difference outside the interval is one that the test, of
 * changes less that difference, accepts; an end that is one of them it does.
 * And of many people, all different, that is found without asking at each.
 */
static void outside_all_are_rejected(void **state)
{
    (void)state;
    enum { N = 620, MANY = 60000 };
    double *zero = pp_alloc_zero(MANY, sizeof *zero);
    double *change = pp_alloc_array(MANY, sizeof *change);
    double *less = pp_alloc_array(N, sizeof *less);
    struct pp_rng rng = pp_rng_at(14, PP_STREAM_SIMULATION, 0);
    size_t n_drawn_out = 0;

    for (int trial = 0; trial < 14; trial++) {
        enum pp_zero_policy policy =
            trial % 2 ? PP_ZERO_WILCOXON : PP_ZERO_SPLIT;
        for (size_t i = 0; i < N; i++) {
            double x = rint(64 * pp_rng_normal(&rng)) / 64;
            change[i] = pp_rng_uniform(&rng) < 0.1 * trial / 2 ? 0 : x + 0.25;
            /* Most stay; more rise a little than fall, and these fall far:
             * staying is no evidence once those who stay are dropped. */
            if (trial >= 12)
                change[i] = i < 400   ? 0
                            : i < 550 ? (double)(1 + i % 150) / 64
                                      : -((double)trial + (double)i) / 64;
        }
        struct pp_signed_rank r = test_of(zero, change, N, policy);
        for (size_t k = 0; k < N; k++) {
            double d = change[k];
            if (d > r.ci.lo && d < r.ci.hi)
                continue;
            bool is_in = d >= r.ci.lo && d <= r.ci.hi &&
                         (d != r.ci.lo || r.ci_includes[0]) &&
                         (d != r.ci.hi || r.ci_includes[1]);
            for (size_t i = 0; i < N; i++)
                less[i] = change[i] - d;
            bool is_accepted = test_of(zero, less, N, policy).p > 0.05;
            assert_true(is_in == is_accepted);
            n_drawn_out += trial >= 12 && d == 0 && is_accepted &&
                           policy == PP_ZERO_WILCOXON;
        }
    }
    assert_true(n_drawn_out > 0);
    for (size_t i = 0; i < MANY; i++)
        change[i] = 0.01 + pp_rng_normal(&rng);
    struct pp_signed_rank pratt = test_of(zero, change, MANY, PP_ZERO_PRATT);
    struct pp_signed_rank r = test_of(zero, change, MANY, PP_ZERO_WILCOXON);
    double wide = pratt.ci.hi - pratt.ci.lo;
    assert_true(near("low", (r.ci.lo - pratt.ci.lo) / wide, 0, 1e-3));
    assert_true(near("high", (r.ci.hi - pratt.ci.hi) / wide, 0, 1e-3));
    pp_free(zero);
    pp_free(change);
    pp_free(less);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laws_over_random_data),
        cmocka_unit_test(many_people),
        cmocka_unit_test(outside_all_are_rejected),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
