#ifndef PREPOST_STATS_BAYES_FACTOR_H
#define PREPOST_STATS_BAYES_FACTOR_H

#include "prepost/stats/types.h"

/* The "medium" scale of the Cauchy prior on d_z, sqrt(2) / 2 exactly. */
#define PP_BAYES_MEDIUM 0.70710678118654752440

/*
 * JZS Bayes factor of a t test: how much better "the mean change is not zero"
 * (Cauchy prior on d_z with scale r_scale) fits these answers than "it is
 * zero".
 */
struct pp_bayes_factor {
    enum pp_status status;
    double bf10;     /* infinite where log_bf10 passes 709 */
    double log_bf10; /* natural logarithm */
    double r_scale;
};

/*
 * In         t, df; n: the number of pairs; allowing for groups, the number
 *            of independent pairs that would give the same standard error
 * Undefined  t or df NaN, n < 2: TOO_FEW
 * Errors     none; relative accuracy 1e-12, computed on the log scale
 * Source     Rouder, Speckman, Sun, Morey and Iverson 2009, equation 1
 */
struct pp_bayes_factor pp_bayes_factor_jzs(double t, double df, double n,
                                           double r_scale);

#endif
