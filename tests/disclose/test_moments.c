#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "prepost/base/rng.h"
#include "prepost/disclose/moments.h"

enum { MOST = 400 };

static struct pp_moments ask(const double *pre, const double *post, size_t n)
{
    return (struct pp_moments){.pre = pre,
                               .post = post,
                               .n = n,
                               .step = 1,
                               .min = 0,
                               .max = 27,
                               .amount = 6,
                               .threshold = 5};
}

/* --- an attacker who tries every table ------------------------------------ */

/*
 * Whoever has n, the sum and the sum of squares of whole scores in lo .. hi
 * tries all ways in which n people can have them, but for `without`: is there
 * one? This knows less than the file says (no products, no second wave), so
 * what it can be sure of must never have been handed on.
 */
static bool can_be_without(int n, long sum, long squares, int lo, int hi,
                           int without)
{
    if (n == 0)
        return sum == 0 && squares == 0;
    if (lo > hi || sum < (long)n * lo || sum > (long)n * hi ||
        squares * n < sum * sum)
        return false;
    if (lo != without &&
        can_be_without(n - 1, sum - lo, squares - (long)lo * lo, lo, hi,
                       without))
        return true;
    return can_be_without(n, sum, squares, lo + 1, hi, without);
}

static bool is_certain(const double *x, size_t n, int value, int lo, int hi)
{
    long sum = 0, squares = 0;

    for (size_t i = 0; i < n; i++) {
        sum += (long)x[i];
        squares += (long)x[i] * (long)x[i];
    }
    return !can_be_without((int)n, sum, squares, lo, hi, value);
}

/* Some score of a handful that the attacker can be sure somebody has. */
static bool is_exposed(const double *x, size_t n, int lo, int hi,
                       size_t threshold)
{
    for (size_t i = 0; i < n; i++) {
        size_t n_same = 0;
        for (size_t k = 0; k < n; k++)
            n_same += x[k] == x[i];
        if (n_same < threshold && is_certain(x, n, (int)x[i], lo, hi))
            return true;
    }
    return false;
}

static void attacked(void **state)
{
    (void)state;
    struct pp_rng rng = pp_rng_at(5, PP_STREAM_SIMULATION, 0);
    size_t n_safe = 0, n_exposed = 0;

    for (int t = 0; t < 300; t++) {
        enum { N = 10 };
        double pre[N], post[N], change[N], spread = .3 + .02 * t;
        for (size_t i = 0; i < N; i++) {
            pre[i] = fmin(10, fmax(0, round(5 + spread * pp_rng_normal(&rng))));
            post[i] =
                fmin(10, fmax(0, round(pre[i] + spread * pp_rng_normal(&rng))));
            change[i] = post[i] - pre[i];
        }
        struct pp_moments m = ask(pre, post, N);
        m.max = 10;
        m.amount = NAN;
        bool exposed = is_exposed(pre, N, 0, 10, 5) ||
                       is_exposed(post, N, 0, 10, 5) ||
                       is_exposed(change, N, -10, 10, 5);
        bool safe = pp_moments_are_safe(&m);
        if (safe && exposed)
            fail_msg("set %d is handed on, and gives someone away", t);
        n_safe += safe;
        n_exposed += exposed;
    }
    /* Neither all nor none, or nothing was tried. */
    assert_in_range(n_exposed, 30, 270);
    assert_in_range(n_safe, 5, 270);
}

/* Nine said 20 and one 21: mean 20.1 and SD .316 say so, rounded or not. */
static void known_leaks(void **state)
{
    (void)state;
    double pre[12] = {20, 20, 20, 20, 20, 20, 20, 20, 20, 21};
    double post[12] = {8, 9, 12, 15, 11, 10, 14, 13, 7, 16};
    struct pp_moments m = ask(pre, post, 10);
    assert_false(pp_moments_are_safe(&m));
    /* One who stands far off from others who are close together. */
    double far[12] = {3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 27};
    double near[12] = {4, 5, 3, 2, 4, 3, 5, 2, 4, 5, 3, 4};
    m = ask(far, near, 12);
    assert_false(pp_moments_are_safe(&m));
    m = ask(near, far, 12);
    assert_false(pp_moments_are_safe(&m));
    /* Where single people may be shown there is nothing to guard. */
    m.threshold = 1;
    assert_true(pp_moments_are_safe(&m));
}

/* Questionnaires as people fill them in are safe from about 25 people on. */
static void ordinary(void **state)
{
    (void)state;
    struct pp_rng rng = pp_rng_at(6, PP_STREAM_SIMULATION, 0);
    static const size_t sizes[] = {30, 60, 150, 400};
    double pre[MOST], post[MOST];

    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        for (int t = 0; t < 10; t++) {
            for (size_t i = 0; i < sizes[s]; i++) {
                double trait = pp_rng_normal(&rng);
                pre[i] = fmin(27, fmax(0, round(12 + 5 * trait)));
                post[i] = fmin(27, fmax(0, round(10 + 3 * trait +
                                                 4 * pp_rng_normal(&rng))));
            }
            struct pp_moments m = ask(pre, post, sizes[s]);
            if (!pp_moments_are_safe(&m))
                fail_msg("%zu people, set %d", sizes[s], t);
        }
    }
    /* One person who left a question out: the odd half of a point is theirs,
     * and squares tell more of it, but not which score. Sevenths do: the only
     * way out is seven points off, further than anyone is moved. */
    pre[3] = 9.5;
    struct pp_moments m = ask(pre, post, 400);
    assert_true(pp_moments_are_safe(&m));
    pre[3] = 9 + 2 / 7.;
    assert_false(pp_moments_are_safe(&m));
    m.step = NAN;
    assert_false(pp_moments_are_safe(&m));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_leaks),
                                       cmocka_unit_test(attacked),
                                       cmocka_unit_test(ordinary)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
