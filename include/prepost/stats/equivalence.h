#ifndef PREPOST_STATS_EQUIVALENCE_H
#define PREPOST_STATS_EQUIVALENCE_H

#include "prepost/stats/types.h"

/*
 * Two one-sided tests: is the mean change certain to lie inside bounds that
 * were fixed beforehand in scale points? Bounds in units of an observed sd
 * would not keep the error rate, so they cannot be given.
 */
struct pp_equivalence {
    enum pp_status status;
    double lower_bound, upper_bound; /* as given */
    double p_lower, p_upper;         /* against each bound; one-sided */
    double p;                        /* the larger of the two */
    struct pp_interval ci; /* at 1 - 2 alpha: inside the bounds as p < alpha */
};

/*
 * In         mean, se, df of the deciding t test; lower < upper bound;
 *            level: 1 - alpha, in (0.5, 1)
 * Undefined  se or df NaN: TOO_FEW; se 0: NO_VARIANCE
 * Errors     none
 * Source     Schuirmann 1987; Lakens 2017
 */
struct pp_equivalence pp_equivalence_test(double mean, double se, double df,
                                          double lower_bound,
                                          double upper_bound, double level);

#endif
