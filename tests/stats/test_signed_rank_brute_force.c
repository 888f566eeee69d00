#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../helpers/often.h"
#include "prepost/base/rng.h"
#include "prepost/stats/gsl.h"
#include "signed_ranks.h"

/* The signed-rank test of few people, against every pattern of signs. */

/* Twice the midrank of |d_i| among all. */
static int doubled_rank(const int *d, size_t n, size_t i)
{
    int below = 0, same = 0;
    for (size_t j = 0; j < n; j++) {
        below += abs(d[j]) < abs(d[i]);
        same += abs(d[j]) == abs(d[i]);
    }
    return 2 * below + same + 1;
}

/* Both tails of the sign-flip distribution over all patterns of signs. */
static void brute_tails(const int *d, size_t n, enum pp_zero_policy policy,
                        double tails[2])
{
    int rank[16], kept[16], w = 0;
    size_t m = 0, n_kept = 0;
    for (size_t i = 0; i < n; i++)
        if (d[i] != 0 || policy != PP_ZERO_WILCOXON)
            kept[n_kept++] = d[i];
    for (size_t i = 0; i < n_kept; i++) {
        if (kept[i] == 0 && policy == PP_ZERO_PRATT)
            continue;
        rank[m++] = 2 * doubled_rank(kept, n_kept, i); /* halves are whole */
        w += kept[i] > 0 ? rank[m - 1] : kept[i] == 0 ? rank[m - 1] / 2 : 0;
    }
    double at_least = 0, at_most = 0;
    for (unsigned pattern = 0; pattern < 1u << m; pattern++) {
        int sum = 0;
        for (size_t i = 0; i < m; i++)
            sum += pattern >> i & 1 ? rank[i] : 0;
        at_least += sum >= w;
        at_most += sum <= w;
    }
    tails[0] = ldexp(at_least, -(int)m);
    tails[1] = ldexp(at_most, -(int)m);
}

/* Every quarter point from end to end; the tail must also be monotone. */
static struct expected brute_interval(const int *d, size_t n)
{
    struct expected e = {.lo = NAN, .hi = NAN, .attained = 1};
    int lowest = 100, highest = -100, shifted[16];
    for (size_t i = 0; i < n; i++) {
        lowest = d[i] < lowest ? d[i] : lowest;
        highest = d[i] > highest ? d[i] : highest;
    }
    double lost[2] = {0, 0}, before = 0;
    for (int t = 4 * lowest - 2; t <= 4 * highest + 2; t++) {
        double tails[2];
        for (size_t i = 0; i < n; i++)
            shifted[i] = 4 * d[i] - t;
        brute_tails(shifted, n, PP_ZERO_PRATT, tails);
        assert_true(tails[0] >= before);
        before = tails[0];
        bool is_first = t == 4 * lowest - 2, is_last = t == 4 * highest + 2;
        if (tails[0] > .025 && isnan(e.lo) && !is_first && lost[0] > 0) {
            e.includes[0] = t % 2 == 0;
            e.lo = (t % 2 == 0 ? t : t - 1) / 4.0;
        }
        if (tails[0] <= .025)
            lost[0] = fmax(lost[0], tails[0]);
        if (tails[1] > .025 && !is_last) {
            e.includes[1] = t % 2 == 0;
            e.hi = (t % 2 == 0 ? t : t + 1) / 4.0;
        }
        if (tails[1] <= .025)
            lost[1] = fmax(lost[1], tails[1]);
        if (is_last && tails[1] > .025)
            e.hi = NAN;
    }
    e.attained = 1 - lost[0] - lost[1];
    return e;
}

static double brute_median(const int *d, size_t n)
{
    int sums[200];
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++) {
            size_t at = m++;
            for (; at > 0 && sums[at - 1] > d[i] + d[j]; at--)
                sums[at] = sums[at - 1];
            sums[at] = d[i] + d[j];
        }
    return (sums[(m - 1) / 2] + sums[m / 2]) / 4.0;
}

static void against_brute_force(void **state)
{
    (void)state;
    struct pp_rng rng = pp_rng_at(11, PP_STREAM_SIMULATION, 0);
    for (size_t trial = 0; trial < often(400); trial++) {
        int d[16];
        double x[16], tails[2];
        size_t n = 1 + pp_rng_below(&rng, 11);
        uint32_t width = 2 + pp_rng_below(&rng, 12);
        int shift = (int)pp_rng_below(&rng, width);
        for (size_t i = 0; i < n; i++)
            x[i] = d[i] = (int)pp_rng_below(&rng, width) - shift;
        struct pp_signed_rank res = test_of_changes(x, n, PP_ZERO_PRATT);
        if (res.status == PP_STATUS_ALL_TIED)
            continue;
        brute_tails(d, n, PP_ZERO_PRATT, tails);
        struct expected e = brute_interval(d, n);
        e.w_plus = res.w_plus;
        e.w_minus = res.w_minus;
        e.p = fmin(1, 2 * fmin(tails[0], tails[1]));
        e.hl = brute_median(d, n);
        if (isnan(e.lo))
            e.includes[0] = res.ci_includes[0];
        if (isnan(e.hi))
            e.includes[1] = res.ci_includes[1];
        assert_true(agrees("brute force", &res, &e, 1e-14));
    }
}

/* The other two policies: p, and the hull of all shifts that are accepted. */
static void other_policies_by_brute_force(void **state)
{
    (void)state;
    struct pp_rng rng = pp_rng_at(14, PP_STREAM_SIMULATION, 0);
    for (size_t trial = 0; trial < often(400); trial++) {
        enum pp_zero_policy policy =
            trial % 2 ? PP_ZERO_WILCOXON : PP_ZERO_SPLIT;
        int d[16], shifted[16], low = 1000, high = -1000;
        double x[16], tails[2];
        size_t n = 6 + pp_rng_below(&rng, 6);
        uint32_t width = 2 + pp_rng_below(&rng, 8);
        int lowest = 0, highest = 0, shift = (int)pp_rng_below(&rng, width);
        for (size_t i = 0; i < n; i++) {
            x[i] = d[i] = (int)pp_rng_below(&rng, width) - shift;
            lowest = i == 0 || d[i] < lowest ? d[i] : lowest;
            highest = i == 0 || d[i] > highest ? d[i] : highest;
        }
        struct pp_signed_rank res = test_of_changes(x, n, policy);
        if (res.status == PP_STATUS_ALL_TIED)
            continue;
        brute_tails(d, n, policy, tails);
        assert_true(
            near("p", res.p, fmin(1, 2 * fmin(tails[0], tails[1])), 1e-14));
        for (int t = 4 * lowest - 2; t <= 4 * highest + 2; t++) {
            for (size_t i = 0; i < n; i++)
                shifted[i] = 4 * d[i] - t;
            brute_tails(shifted, n, policy, tails);
            if (tails[0] > .025 && t < low)
                low = t;
            if (tails[1] > .025)
                high = t;
        }
        assert_true(near("lo", res.ci.lo, (low - (low % 2 != 0)) / 4.0, 0));
        assert_true(near("hi", res.ci.hi, (high + (high % 2 != 0)) / 4.0, 0));
        assert_int_equal(res.ci_includes[0], low % 2 == 0);
        assert_int_equal(res.ci_includes[1], high % 2 == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_brute_force),
        cmocka_unit_test(other_policies_by_brute_force),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
