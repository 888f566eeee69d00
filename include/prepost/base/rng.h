#ifndef PREPOST_BASE_RNG_H
#define PREPOST_BASE_RNG_H

#include <stdint.h>

/*
 * Random numbers by counter: Philox 4x32-10 (Salmon, Moraes, Dror and Shaw
 * 2011). There is no hidden state to advance: the numbers of draw `index` of
 * `stream` under `seed` are a function of those three, so that work may be cut
 * among threads in any way, or one draw be made again alone, and every number
 * stays what it was.
 *
 *     struct pp_rng rng = pp_rng_at(seed, PP_STREAM_BOOTSTRAP, resample);
 *     size_t person = pp_rng_below(&rng, n);
 */

/* One for each use, never renumbered: a seed keeps its results. */
enum pp_stream {
    PP_STREAM_BOOTSTRAP = 1,
    PP_STREAM_PERMUTATION = 2,
    PP_STREAM_IMPUTATION = 3,
    PP_STREAM_DEMO = 5,
    PP_STREAM_SIMULATION = 6
};

/* The name that reports print beside the seed. */
#define PP_RNG_NAME "philox4x32-10"

/* The bare block function: 128 bits of counter, 64 of key, 128 out. */
void pp_philox4x32(const uint32_t counter[4], const uint32_t key[2],
                   uint32_t out[4]);

/* A place in the numbers; copy it freely. At most 2^34 words each. */
struct pp_rng {
    uint32_t key[2], counter[4], word[4];
    unsigned n_left; /* words of the block not yet given out */
};

struct pp_rng pp_rng_at(uint64_t seed, uint32_t stream, uint64_t index);

uint32_t pp_rng_u32(struct pp_rng *rng);
uint64_t pp_rng_u64(struct pp_rng *rng);

/* The next so many words of pp_rng_u32(), at once and in less time. */
enum { PP_RNG_WORDS = 16 };
void pp_rng_words(struct pp_rng *rng, uint32_t words[PP_RNG_WORDS]);

/* The next four words of this draw, and the same four of the draws with the
 * three indices after it: the block that counter[0] says, which stays. The
 * index is a multiple of four, below 2^32. */
void pp_rng_four_draws(const struct pp_rng *rng, uint32_t words[PP_RNG_WORDS]);

/* In the open interval (0, 1), 52 bits, symmetric about 1/2. */
double pp_rng_uniform(struct pp_rng *rng);

/* A whole number in 0 .. n-1, each equally likely (Lemire 2019); n >= 1. */
uint32_t pp_rng_below(struct pp_rng *rng, uint32_t n);

/* Standard normal (Marsaglia's polar method). */
double pp_rng_normal(struct pp_rng *rng);

/* Gamma with `shape` > 0 and scale 1 (Marsaglia and Tsang 2000); a chi-square
 * on v degrees of freedom is 2 * pp_rng_gamma(rng, v / 2). */
double pp_rng_gamma(struct pp_rng *rng, double shape);

/*
 * Binomial: how many of n succeed, each with probability p in [0, 1].
 * Exact: by inversion where n min(p, 1-p) < 10, else by transformed rejection
 * (Hoermann 1993, BTRS). n up to 2^31 - 1.
 */
uint32_t pp_rng_binomial(struct pp_rng *rng, uint32_t n, double p);

#endif
