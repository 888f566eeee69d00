#ifndef PREPOST_STATS_STUDENTS_T_H
#define PREPOST_STATS_STUDENTS_T_H

/*
 * Student's t to full accuracy, in the tails and for quantiles. GSL's
 * own are good to 1e-8 only, so that a p of just .05 and the end of an
 * interval just at 0 could contradict each other.
 *
 * In         df > 0, need not be whole; INFINITY: the normal distribution
 * Undefined  anything else: NaN
 * Errors     none; allocates nothing
 */
double pp_t_upper(double t, double df);          /* P(T > t) */
double pp_t_two_sided(double t, double df);      /* P(|T| > |t|) */
double pp_t_quantile_upper(double q, double df); /* t: P(T > t) = q */

#endif
