#ifndef PREPOST_STATS_NONCENTRAL_T_H
#define PREPOST_STATS_NONCENTRAL_T_H

#include "prepost/stats/types.h"

/*
 * The noncentral t distribution: of (Z + ncp) / sqrt(X / df), where Z is
 * standard normal and X, apart from it, chi-square with df degrees of freedom.
 *
 * pp_nct_lower() and pp_nct_upper() are each computed as a sum of positive
 * terms, never as one minus the other, so that both tails keep their relative
 * accuracy (checked to 1e-12 against arbitrary precision for df 1 to 1e6 and
 * ncp to 500; oracle/noncentral_t). pp_nct_limits() turns an observed t into
 * an interval for the ncp: every interval of a standardised change is made
 * from it.
 *
 * In         df > 0, need not be whole; t, ncp: finite, any sign
 * Undefined  anything else: NaN
 * Errors     none; allocates nothing
 */
double pp_nct_lower(double t, double df, double ncp); /* P(T <= t) */
double pp_nct_upper(double t, double df, double ncp); /* P(T > t) */

/*
 * Confidence limits for the ncp, given an observed t:
 * lo solves P(T > t) = (1 - level) / 2, hi solves P(T <= t) = (1 - level) / 2.
 * The limits leave out 0 exactly when the two-sided p of t is below 1 - level.
 * For -t they are the same with the sign changed, bit for bit.
 */
struct pp_interval pp_nct_limits(double t, double df, double level);

#endif
