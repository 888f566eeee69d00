#ifndef PREPOST_STATS_RANK_BISERIAL_H
#define PREPOST_STATS_RANK_BISERIAL_H

#include "prepost/stats/lattice.h"
#include "prepost/stats/types.h"

/*
 * Matched-pairs rank-biserial correlation, (W+ - W-) / (n(n+1)/2) with Pratt
 * ranks: people who did not change count in the denominator, so that it is 1
 * only when everyone changed upwards.
 *
 * In         a lattice; level in (0,1)
 * Out        the estimate, raw sign (post minus pre), and a Wilson interval
 *            on (r+1)/2 with the effective n that the jackknife variance of r
 *            gives, at most n; the Fisher-z interval seen elsewhere uses the
 *            variance under no change and covers 35-80% when there is one
 * Undefined  n = 0: TOO_FEW, all NaN; n = 1: TOO_FEW, no interval
 * Errors     none
 * Source     Kerby 2014; Wilson 1927; Tukey's jackknife (Miller 1974)
 */
struct pp_estimate pp_rank_biserial(const struct pp_lattice *lattice,
                                    double level);

#endif
