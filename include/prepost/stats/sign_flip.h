#ifndef PREPOST_STATS_SIGN_FLIP_H
#define PREPOST_STATS_SIGN_FLIP_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/stats/lattice.h"

/* Memory that is used again from tail to tail; starts as {0}. */
struct pp_sign_flip {
    double *memory;
    size_t capacity;
};

void pp_sign_flip_clear(struct pp_sign_flip *space);

/*
 * The distribution behind the signed-rank and the permutation test: the sum
 * W of those of n positive whole numbers that a fair coin each lets count.
 *
 * In         values[n_values]: distinct, ascending, > 0, how many of each; k;
 *            space: see above
 * Out        P(W <= k), exact but for rounding: only positive terms are added,
 *            so that the relative error stays near n * 1e-16 however small
 *            the tail (k up to half the sum of all; above, 1 less the other
 *            tail)
 * Cost       about n * k / 8 additions, memory 3 k doubles
 * Errors     none
 * Source     Streitberg and Roehmel 1986 (shift algorithm); Pagano and
 *            Tritchler 1983
 */
double pp_sign_flip_lower_tail(struct pp_sign_flip *space,
                               const struct pp_value_count *values,
                               size_t n_values, int64_t k);

/* All of them at once: tails[i] = P(W <= i) for i = 0 .. k. */
void pp_sign_flip_lower_tails(struct pp_sign_flip *space,
                              const struct pp_value_count *values,
                              size_t n_values, int64_t k, double *tails);

#endif
