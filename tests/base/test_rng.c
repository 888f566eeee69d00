#include "prepost/base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* kat_vectors of Random123, the authors' own known answers. */
static void philox_gives_the_published_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], expected[4];
    } rows[] = {
        {{0, 0, 0, 0},
         {0, 0},
         {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t out[4];
        pp_philox4x32(rows[i].counter, rows[i].key, out);
        assert_memory_equal(out, rows[i].expected, sizeof out);
    }
}

static void a_place_depends_on_nothing_else(void **state)
{
    (void)state;
    struct pp_rng a = pp_rng_at(1, PP_STREAM_BOOTSTRAP, 7);
    for (int i = 0; i < 1000; i++)
        pp_rng_u32(&a);
    struct pp_rng b = pp_rng_at(1, PP_STREAM_BOOTSTRAP, 7);
    struct pp_rng c = pp_rng_at(1, PP_STREAM_BOOTSTRAP, 7);
    struct pp_rng index = pp_rng_at(1, PP_STREAM_BOOTSTRAP, 8);
    struct pp_rng stream = pp_rng_at(1, PP_STREAM_PERMUTATION, 7);
    struct pp_rng seed = pp_rng_at(2, PP_STREAM_BOOTSTRAP, 7);
    uint64_t first = pp_rng_u64(&b);
    assert_true(first == pp_rng_u64(&c));
    assert_true(first != pp_rng_u64(&index));
    assert_true(first != pp_rng_u64(&stream));
    assert_true(first != pp_rng_u64(&seed));
}

/* Many words at once are the words one by one, whatever was left before. */
static void words_are_the_same_numbers(void **state)
{
    (void)state;
    for (int given = 0; given < 6; given++) {
        struct pp_rng one = pp_rng_at(3, PP_STREAM_BOOTSTRAP, 9), many = one;
        uint32_t words[PP_RNG_WORDS];
        for (int i = 0; i < given; i++)
            assert_int_equal(pp_rng_u32(&one), pp_rng_u32(&many));
        for (int times = 0; times < 3; times++) {
            pp_rng_words(&many, words);
            for (size_t i = 0; i < PP_RNG_WORDS; i++)
                assert_int_equal(words[i], pp_rng_u32(&one));
        }
        for (int i = 0; i < 9; i++)
            assert_int_equal(pp_rng_u32(&one), pp_rng_u32(&many));
    }
}

/* Four draws side by side are each of them by itself. */
static void four_draws_are_the_same_numbers(void **state)
{
    (void)state;
    for (uint32_t block = 0; block < 3; block++) {
        struct pp_rng four = pp_rng_at(3, PP_STREAM_PERMUTATION, 8);
        uint32_t words[PP_RNG_WORDS];
        four.counter[0] = block;
        pp_rng_four_draws(&four, words);
        for (uint64_t draw = 0; draw < 4; draw++) {
            struct pp_rng one = pp_rng_at(3, PP_STREAM_PERMUTATION, 8 + draw);
            one.counter[0] = block;
            for (size_t i = 0; i < 4; i++)
                assert_int_equal(words[4 * draw + i], pp_rng_u32(&one));
        }
    }
}

enum { DRAWS = 200000 };

/* Mean and variance of a stream within five standard errors. */
struct moments {
    double n, sum, sum2, sum4;
};

static void count_in(struct moments *m, double x, double centre)
{
    double d = x - centre;
    m->n++;
    m->sum += d;
    m->sum2 += d * d;
    m->sum4 += d * d * d * d;
}

static void assert_moments(const struct moments *m, double variance)
{
    double mean = m->sum / m->n, var = m->sum2 / m->n;
    double se_var = sqrt((m->sum4 / m->n - var * var) / m->n);
    assert_true(fabs(mean) < 5.0 * sqrt(variance / m->n) + 1e-12);
    assert_true(fabs(var - variance) < 5.0 * se_var + 1e-12);
}

static void uniform_and_normal_have_their_moments(void **state)
{
    (void)state;
    struct pp_rng rng = pp_rng_at(3, PP_STREAM_SIMULATION, 0);
    struct moments u = {0}, z = {0}, g = {0}, h = {0};
    for (int i = 0; i < DRAWS; i++) {
        double x = pp_rng_uniform(&rng);
        assert_true(x > 0.0 && x < 1.0);
        count_in(&u, x, 0.5);
        count_in(&z, pp_rng_normal(&rng), 0.0);
        count_in(&g, pp_rng_gamma(&rng, 0.3), 0.3);
        count_in(&h, pp_rng_gamma(&rng, 7.5), 7.5);
    }
    assert_moments(&u, 1.0 / 12.0);
    assert_moments(&z, 1.0);
    assert_moments(&g, 0.3);
    assert_moments(&h, 7.5);
}

/* Expected counts n/k each; chi-square within five standard deviations. */
static void below_favours_nobody(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 2, 3, 7, 100, 255};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        uint32_t k = sizes[s];
        double seen[255] = {0}, chi2 = 0.0, expected = (double)DRAWS / k;
        struct pp_rng rng = pp_rng_at(4, PP_STREAM_SIMULATION, s);
        for (int i = 0; i < DRAWS; i++) {
            uint32_t x = pp_rng_below(&rng, k);
            assert_true(x < k);
            seen[x]++;
        }
        for (uint32_t i = 0; i < k; i++)
            chi2 += (seen[i] - expected) * (seen[i] - expected) / expected;
        assert_true(fabs(chi2 - (k - 1)) <= 5.0 * sqrt(2.0 * k));
    }
    /* Three billion values of a 32-bit word: a remainder would put a third
     * of the values in twice as often. */
    struct pp_rng rng = pp_rng_at(4, PP_STREAM_SIMULATION, 99);
    double low = 0;
    for (int i = 0; i < DRAWS; i++)
        low += pp_rng_below(&rng, 3000000000u) < 1500000000u;
    assert_true(fabs(low - DRAWS / 2.0) < 5.0 * sqrt(DRAWS / 4.0));
}

/* Every k of a binomial against its probability (lgamma), both methods and
 * both halves of p. */
static void binomial_follows_its_distribution(void **state)
{
    (void)state;
    static const struct {
        uint32_t n;
        double p;
    } rows[] = {{1, 0.5},    {5, 0.3},    {19, 0.5},      {20, 0.5},
                {21, 0.5},   {40, 0.25},  {40, 0.75},     {100, 0.099},
                {100, 0.1},  {400, 0.02}, {700000, 1e-5}, {700000, 2e-5},
                {1000, 0.9}, {33, 0.999}, {2000, 0.4}};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        uint32_t n = rows[r].n;
        double p = rows[r].p, seen[2001] = {0}, chi2 = 0.0, cells = 0.0;
        uint32_t last = n < 2000 ? n : 2000;
        struct pp_rng rng = pp_rng_at(5, PP_STREAM_SIMULATION, r);
        for (int i = 0; i < DRAWS; i++) {
            uint32_t k = pp_rng_binomial(&rng, n, p);
            assert_true(k <= n);
            if (k <= last)
                seen[k]++;
        }
        for (uint32_t k = 0; k <= last; k++) {
            double expected = DRAWS * exp(lgamma(n + 1.0) - lgamma(k + 1.0) -
                                          lgamma(n - k + 1.0) + k * log(p) +
                                          (n - k) * log1p(-p));
            if (expected < 5.0)
                continue;
            chi2 += (seen[k] - expected) * (seen[k] - expected) / expected;
            cells++;
        }
        assert_true(fabs(chi2 - cells) <= 5.0 * sqrt(2.0 * cells) + 3.0);
    }
}

static void binomial_ends(void **state)
{
    (void)state;
    struct pp_rng rng = pp_rng_at(6, PP_STREAM_SIMULATION, 0);
    assert_int_equal(pp_rng_binomial(&rng, 0, 0.5), 0);
    assert_int_equal(pp_rng_binomial(&rng, 9, 0.0), 0);
    assert_int_equal(pp_rng_binomial(&rng, 9, 1.0), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_the_published_answers),
        cmocka_unit_test(four_draws_are_the_same_numbers),
        cmocka_unit_test(a_place_depends_on_nothing_else),
        cmocka_unit_test(uniform_and_normal_have_their_moments),
        cmocka_unit_test(words_are_the_same_numbers),
        cmocka_unit_test(below_favours_nobody),
        cmocka_unit_test(binomial_follows_its_distribution),
        cmocka_unit_test(binomial_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
