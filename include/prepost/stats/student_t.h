#ifndef PREPOST_STATS_STUDENT_T_H
#define PREPOST_STATS_STUDENT_T_H

/*
 * Student's t distribution with full relative accuracy for any df > 0, whole
 * or not. GSL's own is off by 3e-8 at df 1.3 (Satterthwaite's df are like
 * that) and by 4e-9 at df 31 and t 10, where it changes its method.
 */
double pp_student_upper(double t, double df);     /* P(T > t) */
double pp_student_two_sided(double t, double df); /* P(|T| > |t|) */

/* The t that is passed with probability `p` in (0,1); NaN outside. */
double pp_student_quantile(double p, double df);

#endif
