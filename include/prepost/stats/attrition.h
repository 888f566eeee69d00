#ifndef PREPOST_STATS_ATTRITION_H
#define PREPOST_STATS_ATTRITION_H

#include "prepost/stats/types.h"

/*
 * How those who left differed, before, from those who stayed. Sizes, not p
 * values: with few people a large difference is not "significant" and still
 * biases; with many a trifle is and does not.
 *
 * In         stayed[n_stayed], left[n_left]: one measure taken before (a
 *            score, an age; or 0 and 1 for yes and no)
 * Out        difference: (mean of left - mean of stayed) divided by
 *            sqrt((s_left^2 + s_stayed^2)/2); ratio: s_left^2 / s_stayed^2
 * Missing    NaN are left out and counted
 * Undefined  fewer than two values on a side: TOO_FEW; no spread on either:
 *            NO_VARIANCE; none among the stayers: ratio NaN
 * Errors     none; allocates nothing
 * Source     Austin 2009; tests/oracle/attrition
 */
struct pp_attrition {
    size_t n_stayed, n_left, n_missing;
    double mean_stayed, mean_left, sd_stayed, sd_left;
    double difference; /* in standard deviations */
    double variance_ratio;
    enum pp_status status;
};

struct pp_attrition pp_attrition(const double *stayed, size_t n_stayed,
                                 const double *left, size_t n_left);

#endif
