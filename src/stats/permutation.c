#include "prepost/stats/permutation.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/stats/sign_flip.h"

static const double MOST_WORK = 1e8;

/* Monte Carlo: at most this many coins in all, at least this many resamples.
 * Only values without a lattice, all different, come near it. */
static const double MOST_COINS = 7e8;
enum { LEAST_RESAMPLES = 999 };

/* Sizes of the differences, ascending, zeros left out. */
static size_t sizes_of(const struct pp_lattice *l, struct pp_value_count *sizes)
{
    const struct pp_value_count *d = l->differences;
    size_t right = 0, n = 0;
    while (right < l->n_differences && d[right].value < 0)
        right++;
    size_t left = right;
    if (right < l->n_differences && d[right].value == 0)
        right++;
    while (left > 0 || right < l->n_differences) {
        int64_t below = left > 0 ? -d[left - 1].value : INT64_MAX;
        int64_t above = right < l->n_differences ? d[right].value : INT64_MAX;
        struct pp_value_count size = {below < above ? below : above, 0};
        if (below <= above)
            size.count += d[--left].count;
        if (above <= below)
            size.count += d[right++].count;
        sizes[n++] = size;
    }
    return n;
}

/* |sum D|, each size first divided by 2^shift and cut to a whole number. */
static int64_t sum_of_changes(const struct pp_lattice *l, int shift)
{
    int64_t sum = 0;
    for (size_t k = 0; k < l->n_differences; k++) {
        int64_t value = l->differences[k].value;
        int64_t size = (value < 0 ? -value : value) >> shift;
        int64_t count = (int64_t)l->differences[k].count;
        sum += (value < 0 ? -size : size) * count;
    }
    return sum < 0 ? -sum : sum;
}

/* ---- Monte Carlo ------------------------------------------------------- */

/* All resamples, tossed side by side. Random numbers are addressed by resample
 * and by block, each used once. */
struct flips {
    int64_t *sum; /* [n] so far */
    size_t n;
    uint64_t seed;
    uint32_t block; /* the next one not used */
};

/* Coins fall 128 at a time, one random bit each: what the eight coins of each
 * byte add up to is looked up, for all resamples, before the next 128. */
enum { COINS = 128, BYTES = COINS / 8, FALLS = 256 };

static void sums_of_eight(const int64_t coin[8], int64_t sums[FALLS])
{
    sums[0] = 0;
    for (int i = 0; i < 8; i++)
        sums[0] -= coin[i];
    for (unsigned fall = 1; fall < FALLS; fall++)
        sums[fall] = sums[fall & (fall - 1)] + 2 * coin[__builtin_ctz(fall)];
}

/* What 32 coins add up to; sums: of each eight of them. */
static inline int64_t fall(int64_t sums[4][FALLS], uint32_t word)
{
    return sums[0][word & 255] + sums[1][word >> 8 & 255] +
           sums[2][word >> 16 & 255] + sums[3][word >> 24];
}

static void toss_coins(const int64_t *coins, size_t n, struct flips *flips)
{
    int64_t sums[BYTES][FALLS], all[COINS] = {0};
    memcpy(all, coins, n * sizeof *coins);
    for (size_t byte = 0; byte < BYTES; byte++)
        sums_of_eight(all + 8 * byte, sums[byte]);
    for (size_t b = 0; b < flips->n; b += 4) {
        struct pp_rng rng = pp_rng_at(flips->seed, PP_STREAM_PERMUTATION, b);
        uint32_t words[PP_RNG_WORDS];
        rng.counter[0] = flips->block;
        pp_rng_four_draws(&rng, words);
        for (size_t i = 0; i < 4 && b + i < flips->n; i++)
            flips->sum[b + i] += fall(sums, words[4 * i]) +
                                 fall(sums + 4, words[4 * i + 1]) +
                                 fall(sums + 8, words[4 * i + 2]) +
                                 fall(sums + 12, words[4 * i + 3]);
    }
    flips->block++;
}

enum { BLOCKS_OF_A_BINOMIAL = 1000 }; /* it takes one or two */

/* Many of one size: how many heads, as one number. */
static void toss_many(int64_t size, uint32_t count, struct flips *flips)
{
    for (size_t b = 0; b < flips->n; b++) {
        struct pp_rng rng = pp_rng_at(flips->seed, PP_STREAM_PERMUTATION, b);
        rng.counter[0] = flips->block;
        int64_t up = pp_rng_binomial(&rng, count, 0.5);
        flips->sum[b] += size * (2 * up - (int64_t)count);
    }
    flips->block += BLOCKS_OF_A_BINOMIAL;
}

enum { MANY = 200 }; /* a binomial costs about as much as so many coins */

static void toss_all(const struct pp_value_count *sizes, size_t n_sizes,
                     int shift, struct flips *flips)
{
    int64_t coins[COINS];
    size_t n_coins = 0;
    for (size_t g = 0; g < n_sizes; g++) {
        int64_t size = sizes[g].value >> shift;
        if (sizes[g].count > MANY) {
            toss_many(size, (uint32_t)sizes[g].count, flips);
            continue;
        }
        for (size_t i = 0; i < sizes[g].count; i++) {
            coins[n_coins++] = size;
            if (n_coins == COINS) {
                toss_coins(coins, n_coins, flips);
                n_coins = 0;
            }
        }
    }
    if (n_coins > 0)
        toss_coins(coins, n_coins, flips);
}

/* Fine steps of many people may add up beyond 64 bits: the last of their 50
 * bits are then left out, of what was observed as of each resample. */
static int shift_for(double total)
{
    int exponent;
    frexp(total, &exponent);
    return exponent > 61 ? exponent - 61 : 0;
}

/* Without a lattice each size is rounded to a fine step, and sums that are
 * alike may lie as many steps apart as there are coins. */
static int64_t as_extreme(const struct pp_lattice *l, int64_t observed,
                          double n_changed)
{
    return l->kind == PP_LATTICE_CONTINUOUS ? observed - (int64_t)n_changed
                                            : observed;
}

static void by_resampling(const struct pp_value_count *sizes, size_t n_sizes,
                          int64_t observed, int shift, uint64_t seed,
                          struct pp_permutation *res)
{
    size_t n_resamples = res->resamples, extreme = 0;
    struct flips flips = {.n = n_resamples, .seed = seed};
    flips.sum = pp_alloc_zero(n_resamples, sizeof *flips.sum);
    toss_all(sizes, n_sizes, shift, &flips);
    for (size_t b = 0; b < n_resamples; b++)
        extreme += flips.sum[b] >= observed || -flips.sum[b] >= observed;
    pp_free(flips.sum);
    double n = (double)n_resamples;
    res->p = (1.0 + (double)extreme) / (1.0 + n);
    res->p_error = sqrt(res->p * (1.0 - res->p) / n);
}

/* ---- Exact ------------------------------------------------------------- */

/* |sum| >= observed at both ends: the sizes that count as positive add to at
 * most (total - observed) / 2, or, by symmetry, at least the mirror. */
static void exactly(const struct pp_value_count *sizes, size_t n_sizes,
                    double total, int64_t observed, struct pp_permutation *res)
{
    struct pp_sign_flip space = {0};
    int64_t reach = ((int64_t)total - observed) / 2;
    double tail = pp_sign_flip_lower_tail(&space, sizes, n_sizes, reach);
    /* A tail below the smallest double is not nothing. */
    res->p = observed == 0 ? 1.0 : fmax(DBL_MIN, 2.0 * tail);
    pp_sign_flip_clear(&space);
}

enum { FEW_COINS = 20 };

/* Each fall of few coins, of which no two sums need be alike: one coin is
 * turned from each to the next (Gray's order). Of a fall and its mirror image
 * one is looked at, so that the first coin stays. */
static void one_by_one(const struct pp_value_count *sizes, size_t n_sizes,
                       int shift, int64_t observed, struct pp_permutation *res)
{
    int64_t coin[FEW_COINS], sum = 0;
    size_t n = 0, extreme = 0;

    for (size_t g = 0; g < n_sizes; g++)
        for (size_t i = 0; i < sizes[g].count; i++)
            sum += coin[n++] = sizes[g].value >> shift;
    size_t n_falls = (size_t)1 << (n - 1);
    for (size_t fall = 1;; fall++) {
        extreme += sum >= observed || -sum >= observed;
        if (fall == n_falls)
            break;
        int64_t *turned = &coin[1 + __builtin_ctzl(fall)];
        sum -= 2 * *turned;
        *turned = -*turned;
    }
    res->p = (double)extreme / (double)n_falls;
}

void pp_permutation_test(const struct pp_lattice *lattice, uint64_t seed,
                         size_t resamples, struct pp_permutation *res)
{
    *res = (struct pp_permutation){.p = NAN, .p_error = NAN};
    if (lattice->n == 0) {
        res->status = PP_STATUS_TOO_FEW;
        return;
    }
    struct pp_value_count *sizes =
        pp_alloc_array(lattice->n_differences, sizeof *sizes);
    size_t n_sizes = sizes_of(lattice, sizes);
    double total = 0.0, n_coins = 0.0, n_changed = 0.0;
    for (size_t g = 0; g < n_sizes; g++) {
        total += (double)sizes[g].value * (double)sizes[g].count;
        n_changed += (double)sizes[g].count;
        n_coins += fmin((double)sizes[g].count, MANY);
    }
    int shift = shift_for(total);
    int64_t observed = sum_of_changes(lattice, shift);

    if (n_sizes == 0) {
        res->status = PP_STATUS_ALL_TIED;
    } else if ((double)lattice->n * total <= MOST_WORK) {
        res->is_exact = true;
        res->p_error = 0.0;
        exactly(sizes, n_sizes, total, observed, res);
    } else if (n_changed <= FEW_COINS) {
        res->is_exact = true;
        res->p_error = 0.0;
        one_by_one(sizes, n_sizes, shift,
                   as_extreme(lattice, observed, n_changed), res);
    } else {
        double most = fmax(LEAST_RESAMPLES, MOST_COINS / n_coins);
        res->resamples = (double)resamples < most ? resamples : (size_t)most;
        by_resampling(sizes, n_sizes, as_extreme(lattice, observed, n_changed),
                      shift, seed, res);
    }
    pp_free(sizes);
}
