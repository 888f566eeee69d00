#ifndef PREPOST_STATS_PERMUTATION_H
#define PREPOST_STATS_PERMUTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/stats/lattice.h"
#include "prepost/stats/types.h"

struct pp_permutation {
    bool is_exact;    /* "exact" or "monte-carlo" */
    size_t resamples; /* 0 when exact */
    double p;         /* two-sided */
    double p_error;   /* Monte Carlo standard error of p; 0 when exact */
    enum pp_status status;
};

/*
 * Sign-flip permutation test of no change, statistic |sum D|.
 *
 * In         a lattice; seed and resamples for the Monte Carlo version
 * Out        *res. Exact, over all 2^n flips by convolution on the lattice,
 *            while n times the sum of |D| in lattice steps is at most 1e8, or
 *            one by one while at most 20 people changed; else (1 + b) / (1 +
 *            resamples), b counting flips at least as extreme as the answers:
 *            never zero
 * Undefined  n = 0: TOO_FEW; all differences zero: ALL_TIED
 * Errors     none
 * Source     Fisher 1935; Phipson and Smyth 2010
 */
void pp_permutation_test(const struct pp_lattice *lattice, uint64_t seed,
                         size_t resamples, struct pp_permutation *res);

#endif
