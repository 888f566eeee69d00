#ifndef PREPOST_STATS_F_QUANTILE_H
#define PREPOST_STATS_F_QUANTILE_H

/*
 * Quantiles of the F distribution: f with P(F > f) = q. GSL's own end without
 * an answer for some degrees of freedom (132 and 3036 at .025).
 *
 * In         q in (0,1); df1, df2 > 0
 * Undefined  anything else: NaN
 * Errors     none; allocates nothing
 * Source     mpmath; R qf
 */
double pp_f_quantile_upper(double q, double df1, double df2);

#endif
