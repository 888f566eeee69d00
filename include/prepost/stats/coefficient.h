#ifndef PREPOST_STATS_COEFFICIENT_H
#define PREPOST_STATS_COEFFICIENT_H

#include "prepost/stats/types.h"

/*
 * An estimate whose standard error and degrees of freedom are known: what
 * every model of this floor (welch.h, ancova.h, mmrm.h, meta.h ...) returns
 * for each of its numbers.
 */
struct pp_coefficient {
    double estimate, se, df; /* df INFINITY: normal limits */
    double t, p;             /* two-sided, against 0 */
    struct pp_interval ci;
    enum pp_status status;
};

/* All numbers NaN, with the reason. */
struct pp_coefficient pp_coefficient_none(enum pp_status status);

/*
 * t, p and interval from estimate, standard error and degrees of freedom.
 *
 * In         level in (0,1), NaN: p and interval are not wanted, and NaN,
 *            which saves most of the time; df > 0, INFINITY allowed
 * Undefined  df not above 0, or a NaN: TOO_FEW, interval and p NaN; se 0:
 *            NO_VARIANCE, the interval is the point, t and p NaN
 * Errors     none; allocates nothing
 */
struct pp_coefficient pp_coefficient_make(double estimate, double se, double df,
                                          double level);

/* What is told of it; `method` is static text. */
struct pp_estimate pp_coefficient_estimate(const struct pp_coefficient *c,
                                           const char *method);

#endif
