#include "prepost/stats/sign_flip.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "prepost/base/rng.h"

#include "../helpers/near.h"

/* Every fall of up to 14 coins, at every k; small values (convolved), large
 * ones (counted), with and without a common divisor. */
static void against_every_fall(void **state)
{
    (void)state;
    struct pp_rng rng = pp_rng_at(71, PP_STREAM_SIMULATION, 0);
    struct pp_sign_flip space = {0};
    for (int trial = 0; trial < 60; trial++) {
        struct pp_value_count values[6];
        int64_t coins[14], sum = 0, value = 0;
        int64_t times = 1 + pp_rng_below(&rng, 3);
        uint32_t width = trial % 4 == 0 ? 3000 : 6;
        size_t n_values = 1 + pp_rng_below(&rng, 5), n = 0;
        for (size_t g = 0; g < n_values; g++) {
            value += 1 + pp_rng_below(&rng, width);
            values[g].value = value * times;
            values[g].count = 1 + pp_rng_below(&rng, g == 0 ? 6 : 2);
            for (size_t j = 0; j < values[g].count; j++) {
                coins[n++] = values[g].value;
                sum += values[g].value;
            }
        }
        static double tails[100000];
        int64_t step = sum / 60 + 1, half = sum / 2;
        if (half < 100000)
            pp_sign_flip_lower_tails(&space, values, n_values, half, tails);
        for (int64_t k = -1; k <= sum + 1; k += step) {
            double within = 0;
            for (unsigned fall = 0; fall < 1u << n; fall++) {
                int64_t w = 0;
                for (size_t i = 0; i < n; i++)
                    w += fall >> i & 1 ? coins[i] : 0;
                within += w <= k;
            }
            double p = pp_sign_flip_lower_tail(&space, values, n_values, k);
            assert_true(near("tail", p, ldexp(within, -(int)n), 1e-14));
            if (k >= 0 && k <= half && half < 100000)
                assert_true(near("tails", tails[k], p, 1e-13));
        }
    }
    pp_sign_flip_clear(&space);
}

/* Doubled ranks 2, 4, .. of 40 people of whom some tie, against whole numbers
 * of falls; one tie of two or four has midranks that are odd, two ties too. */
static void ties_against_counts(void **state)
{
    (void)state;
    enum { N = 40, SUM = N * (N + 1) };
    struct pp_sign_flip space = {0};
    for (size_t tie = 1; tie + 4 <= N; tie += 3)
        for (size_t kind = 0; kind < 3; kind++) {
            struct pp_value_count values[N];
            uint64_t falls[SUM + 1] = {1}, within = 0;
            size_t n = 0, tied = kind == 1 ? 4 : 2;
            for (size_t rank = 1; rank <= N; n++) {
                bool ties = rank == tie || (kind == 2 && rank == tie + 2);
                size_t count = ties ? tied : 1;
                values[n] = (struct pp_value_count){
                    (int64_t)(2 * rank + count - 1), count};
                rank += count;
                for (size_t c = 0; c < count; c++)
                    for (int64_t w = SUM; w >= values[n].value; w--)
                        falls[w] += falls[w - values[n].value];
            }
            for (int64_t k = 0; k <= SUM; k++) {
                within += falls[k];
                double p = pp_sign_flip_lower_tail(&space, values, n, k);
                assert_true(near("tail", p, ldexp((double)within, -N), 1e-14));
            }
        }
    pp_sign_flip_clear(&space);
}

/* P(W <= 1) = 2 / 2^n for 1, 2, .., n: the far end keeps its digits, also
 * where 2^-n is the smallest of all doubles. */
static void far_end(void **state)
{
    (void)state;
    static struct pp_value_count ranks[1000];
    struct pp_sign_flip space = {0};
    for (size_t i = 0; i < 1000; i++)
        ranks[i] = (struct pp_value_count){(int64_t)i + 1, 1};
    static const size_t sizes[] = {3, 20, 21, 63, 64, 65, 500, 1000};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        double p = pp_sign_flip_lower_tail(&space, ranks, sizes[s], 1);
        assert_true(near("2 ways", p, ldexp(2, -(int)sizes[s]), 1e-14));
        /* 0, 1, 2, 3 = 1+2 | 3, 4 = 1+3 | 4, 5 = 1+4 = 2+3 | 5: ten ways */
        if (sizes[s] >= 5) {
            p = pp_sign_flip_lower_tail(&space, ranks, sizes[s], 5);
            assert_true(near("10 ways", p, ldexp(10, -(int)sizes[s]), 1e-14));
        }
    }
    pp_sign_flip_clear(&space);
}

static void no_coins(void **state)
{
    (void)state;
    struct pp_sign_flip space = {0};
    assert_true(pp_sign_flip_lower_tail(&space, NULL, 0, 0) == 1);
    assert_true(pp_sign_flip_lower_tail(&space, NULL, 0, -1) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_every_fall),
        cmocka_unit_test(ties_against_counts),
        cmocka_unit_test(far_end),
        cmocka_unit_test(no_coins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
