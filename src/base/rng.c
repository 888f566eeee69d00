#include "prepost/base/rng.h"

#include <math.h>
#include <string.h>

/* Multipliers and Weyl constants of Salmon et al. 2011, table 2. */
static const uint32_t MULTIPLY_0 = 0xD2511F53u, MULTIPLY_1 = 0xCD9E8D57u;
static const uint32_t WEYL_0 = 0x9E3779B9u, WEYL_1 = 0xBB67AE85u;

void pp_philox4x32(const uint32_t counter[4], const uint32_t key[2],
                   uint32_t out[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3],
             k0 = key[0], k1 = key[1];

    for (int round = 0; round < 10; round++) {
        uint64_t a = (uint64_t)MULTIPLY_0 * c0;
        uint64_t b = (uint64_t)MULTIPLY_1 * c2;
        c0 = (uint32_t)(b >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)b;
        c3 = (uint32_t)a;
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

/*
 * Four blocks at once, one the next of the other by one word of the counter:
 * one round waits for the one before, four blocks side by side keep the
 * processor busy.
 */
enum along { ALONG_BLOCKS = 0, ALONG_DRAWS = 2 };

__attribute__((always_inline)) /* one for each way along */
static inline void
four_blocks(const struct pp_rng *rng, enum along along, uint32_t out[16])
{
    uint32_t c0[4], c1[4], c2[4], c3[4], k0 = rng->key[0], k1 = rng->key[1];

    for (uint32_t b = 0; b < 4; b++) {
        c0[b] = rng->counter[0] + (along == ALONG_BLOCKS ? b : 0);
        c1[b] = rng->counter[1];
        c2[b] = rng->counter[2] + (along == ALONG_DRAWS ? b : 0);
        c3[b] = rng->counter[3];
    }
    for (int round = 0; round < 10; round++) {
        for (int b = 0; b < 4; b++) {
            uint64_t x = (uint64_t)MULTIPLY_0 * c0[b];
            uint64_t y = (uint64_t)MULTIPLY_1 * c2[b];
            c0[b] = (uint32_t)(y >> 32) ^ c1[b] ^ k0;
            c2[b] = (uint32_t)(x >> 32) ^ c3[b] ^ k1;
            c1[b] = (uint32_t)y;
            c3[b] = (uint32_t)x;
        }
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    for (int b = 0; b < 4; b++) {
        out[4 * b] = c0[b];
        out[4 * b + 1] = c1[b];
        out[4 * b + 2] = c2[b];
        out[4 * b + 3] = c3[b];
    }
}

void pp_rng_words(struct pp_rng *rng, uint32_t words[PP_RNG_WORDS])
{
    if (rng->n_left == 0) {
        four_blocks(rng, ALONG_BLOCKS, words);
        rng->counter[0] += 4;
        return;
    }
    for (size_t i = 0; i < PP_RNG_WORDS; i++)
        words[i] = pp_rng_u32(rng);
}

void pp_rng_four_draws(const struct pp_rng *rng, uint32_t words[PP_RNG_WORDS])
{
    four_blocks(rng, ALONG_DRAWS, words);
}

struct pp_rng pp_rng_at(uint64_t seed, uint32_t stream, uint64_t index)
{
    return (struct pp_rng){
        .key = {(uint32_t)seed, (uint32_t)(seed >> 32)},
        .counter = {0, stream, (uint32_t)index, (uint32_t)(index >> 32)},
    };
}

uint32_t pp_rng_u32(struct pp_rng *rng)
{
    if (rng->n_left == 0) {
        pp_philox4x32(rng->counter, rng->key, rng->word);
        rng->counter[0]++;
        rng->n_left = 4;
    }
    return rng->word[4 - rng->n_left--];
}

uint64_t pp_rng_u64(struct pp_rng *rng)
{
    uint64_t high = pp_rng_u32(rng);
    return high << 32 | pp_rng_u32(rng);
}

double pp_rng_uniform(struct pp_rng *rng)
{
    /* 52 bits and a half: never 0, never 1, symmetric about one half. */
    return ((double)(int64_t)(pp_rng_u64(rng) >> 12) + 0.5) * 0x1p-52;
}

/* Lemire 2019: the high half of a product, after turning away the few low
 * halves that would make some values likelier than others. */
uint32_t pp_rng_below(struct pp_rng *rng, uint32_t n)
{
    uint64_t product = (uint64_t)pp_rng_u32(rng) * n;
    if ((uint32_t)product < n) {
        uint32_t turned_away = (0u - n) % n;
        while ((uint32_t)product < turned_away)
            product = (uint64_t)pp_rng_u32(rng) * n;
    }
    return (uint32_t)(product >> 32);
}

double pp_rng_normal(struct pp_rng *rng)
{
    for (;;) {
        double x = 2.0 * pp_rng_uniform(rng) - 1.0;
        double y = 2.0 * pp_rng_uniform(rng) - 1.0;
        double s = x * x + y * y;
        /* Its twin is not kept: a draw depends on nothing but its place. */
        if (s < 1.0 && s > 0.0)
            return x * sqrt(-2.0 * log(s) / s);
    }
}

double pp_rng_gamma(struct pp_rng *rng, double shape)
{
    if (shape < 1.0) {
        double u = pp_rng_uniform(rng);
        return pp_rng_gamma(rng, shape + 1.0) * pow(u, 1.0 / shape);
    }
    double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double x = pp_rng_normal(rng), v = 1.0 + c * x;
        if (v <= 0.0)
            continue;
        v = v * v * v;
        double u = pp_rng_uniform(rng);
        if (log(u) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

/* Sequential search from 0 upwards; n p < 10, so it is short. */
static uint32_t binomial_inversion(struct pp_rng *rng, uint32_t n, double p)
{
    double ratio = p / (1.0 - p), step = ratio * ((double)n + 1.0);
    double first = exp((double)n * log1p(-p));
    for (;;) {
        double u = pp_rng_uniform(rng), mass = first;
        for (uint32_t k = 0; k <= n; k++) {
            if (u < mass)
                return k;
            u -= mass;
            mass *= step / ((double)k + 1.0) - ratio;
        }
        /* Rounding left a crumb beyond n: draw again. */
    }
}

/* log k! less Stirling's leading terms (Hoermann 1993, section 2). */
static double stirling_rest(double k)
{
    static const double table[10] = {
        0.08106146679532726,  0.04134069595540929, 0.02767792568499834,
        0.02079067210376509,  0.01664469118982119, 0.01387612882307075,
        0.01189670994589177,  0.01041126526197209, 0.009255462182712733,
        0.008330563433362871,
    };
    if (k < 10.0)
        return table[(int)k];
    double m = k + 1.0, m2 = m * m;
    return (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / m2) / m2) / m;
}

/* Hoermann 1993, algorithm BTRS; p <= 1/2 and n p >= 10. */
static uint32_t binomial_rejection(struct pp_rng *rng, uint32_t n_draws,
                                   double p)
{
    double n = n_draws, q = 1.0 - p, spq = sqrt(n * p * q);
    double b = 1.15 + 2.53 * spq;
    double a = -0.0873 + 0.0248 * b + 0.01 * p;
    double c = n * p + 0.5, v_r = 0.92 - 4.2 / b;

    for (;;) {
        double u = pp_rng_uniform(rng) - 0.5, v = pp_rng_uniform(rng);
        double us = 0.5 - fabs(u);
        double x = (2.0 * a / us + b) * u + c;
        if (us >= 0.07 && v <= v_r) /* x is positive here */
            return (uint32_t)(int64_t)x;
        double k = floor(x);
        if (k < 0.0 || k > n)
            continue;
        double r = p / q, m = floor((n + 1.0) * p);
        double alpha = (2.83 + 5.1 / b) * spq;
        double bound = (m + 0.5) * log((m + 1.0) / (r * (n - m + 1.0))) +
                       (n + 1.0) * log((n - m + 1.0) / (n - k + 1.0)) +
                       (k + 0.5) * log(r * (n - k + 1.0) / (k + 1.0)) +
                       stirling_rest(m) + stirling_rest(n - m) -
                       stirling_rest(k) - stirling_rest(n - k);
        if (log(v * alpha / (a / (us * us) + b)) <= bound)
            return (uint32_t)k;
    }
}

uint32_t pp_rng_binomial(struct pp_rng *rng, uint32_t n, double p)
{
    if (n == 0 || p <= 0.0)
        return 0;
    if (p >= 1.0)
        return n;
    if (p > 0.5)
        return n - pp_rng_binomial(rng, n, 1.0 - p);
    if ((double)n * p < 10.0)
        return binomial_inversion(rng, n, p);
    return binomial_rejection(rng, n, p);
}
