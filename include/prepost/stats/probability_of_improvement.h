#ifndef PREPOST_STATS_PROBABILITY_OF_IMPROVEMENT_H
#define PREPOST_STATS_PROBABILITY_OF_IMPROVEMENT_H

#include <stddef.h>

#include "prepost/stats/types.h"

/*
 * The share of people who are better afterwards, those who stayed the same
 * counted half: P(better) + P(same) / 2.
 *
 * In         how many of the pairs are better, the same and worse, the
 *            caller having turned the sign; level in (0,1)
 * Out        the estimate and the interval of Bonett and Price, cut to [0,1]
 * Undefined  no pairs: TOO_FEW
 * Errors     none
 * Source     Bonett and Price 2012, for paired proportions
 */
struct pp_estimate pp_probability_of_improvement(size_t n_better, size_t n_same,
                                                 size_t n_worse, double level);

#endif
