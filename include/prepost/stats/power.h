#ifndef PREPOST_STATS_POWER_H
#define PREPOST_STATS_POWER_H

#include "prepost/stats/types.h"

/*
 * What a paired t test can be expected to find: power, pairs needed, smallest
 * average change that would probably show. Two-sided power counts both tails;
 * nothing here is computed from the change that was observed.
 *
 * level = 1 - alpha in (0,1); power in (alpha, 1); anything else, n < 2 or
 * d_z 0 where something must be found gives NaN.
 */

/* Chance that |T| passes its limit when T has the given ncp. */
double pp_power_of_ncp(double ncp, double df, double level);

/* The ncp >= 0 that gives this power; times the standard error: the smallest
 * average change that would probably show, support groups allowed for. */
double pp_power_detectable_ncp(double df, double level, double power);

/* Power for a true d_z with n pairs. */
double pp_power_paired(double d_z, double n, double level);

/* Detectable d_z for n pairs: the ncp above over sqrt(n). */
double pp_power_detectable(double n, double level, double power);

/* Pairs needed for a true d_z, not rounded; ceil() of it is the plan's n. */
double pp_power_pairs_needed(double d_z, double level, double power);

/*
 * Power of the two one-sided tests for equivalence, exactly (both tests share
 * one estimate of the sd): `change` is the true mean change, `sd` that of the
 * changes, both and the bounds in scale points.
 * Source     Phillips 1990; checked against PASS as cited by TOSTER
 */
double pp_power_equivalence_of(double change, double se, double df,
                               double lower_bound, double upper_bound,
                               double level); /* of any estimate with these */
double pp_power_equivalence(double change, double sd, double n,
                            double lower_bound, double upper_bound,
                            double level);

#endif
