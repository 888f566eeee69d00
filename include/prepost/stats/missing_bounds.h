#ifndef PREPOST_STATS_MISSING_BOUNDS_H
#define PREPOST_STATS_MISSING_BOUNDS_H

#include "prepost/stats/types.h"

/*
 * Percent improved when nothing is known of those who left.
 *
 * In         n_improved of n_complete people improved; n_left have no post
 * Out        complete: of those who stayed; worst: nobody who left improved;
 *            best: all of them did. Wilson intervals
 * Undefined  nobody: TOO_FEW
 */
struct pp_missing_bounds {
    struct pp_estimate complete, worst, best; /* shares in [0,1] */
};

struct pp_missing_bounds pp_missing_bounds(size_t n_improved, size_t n_complete,
                                           size_t n_left, double level);

#endif
