#ifndef PREPOST_STATS_SKEWED_T_H
#define PREPOST_STATS_SKEWED_T_H

#include <stddef.h>

/*
 * Where the values of which t tests the mean are skewed, t errs to the side
 * away from their long tail: a few who fell far, while all others rose a
 * little, are often too few in a sample for the mean, and then missing from
 * its standard error too. pp_skewed_t_p() is what is left of the evidence.
 *
 * In         t of a mean with df; n values of that skewness (G1, as
 *            pp_describe_values() gives it)
 * Out        p, two-sided: twice the smaller tail of
 *            t + g/sqrt(n) (t^2/3 + 1/6) + g^2 t^3/(27 n), which grows with t
 * Undefined  NaN where one of them is, or n is 0
 * Errors     none; allocates nothing
 * Source     Hall 1992, Journal of the Royal Statistical Society B 54:
 *            221-228, equation for the monotone transformation
 */
double pp_skewed_t_p(double t, double df, size_t n, double skewness);

/* The standard error of G1 where nothing is skewed (Fisher 1930); NaN for
 * n < 3. */
double pp_skewness_se(size_t n);

#endif
