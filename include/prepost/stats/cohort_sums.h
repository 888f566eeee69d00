#ifndef PREPOST_STATS_COHORT_SUMS_H
#define PREPOST_STATS_COHORT_SUMS_H

#include "prepost/stats/ancova.h"

/*
 * What an ANCOVA needs of a cohort, and no more: how many people, their two
 * averages, and the sums of squares and products about them. Cohorts whose
 * answers lie in different places are compared by these alone.
 *
 *     pp_cohort_sums_of() in each place, pp_ancova_from_sums() in one.
 */
struct pp_cohort_sums {
    size_t n;
    double pre_mean, post_mean;
    double pre_ss, post_ss, cross; /* about the means */
};

/* In         pre[n], post[n], finite. Two passes; order matters to no digit
 *            that is printed */
struct pp_cohort_sums pp_cohort_sums_of(const double *pre, const double *post,
                                        size_t n);

/* The same of k rows, each of count[k] people; NULL: of one. */
struct pp_cohort_sums pp_cohort_sums_counted(const double *pre,
                                             const double *post,
                                             const size_t *count, size_t k);

/* The sd of the changes of a cohort. n < 2: NaN */
double pp_cohort_sums_change_sd(const struct pp_cohort_sums *sums);

/*
 * ancova.h against the average over all people, from sums: the same estimates
 * and the same joint test, to rounding; standard errors suppose that people
 * spread alike everywhere, as HC3 and CR2 need each person.
 *
 * In         sums[k]; one of n 0 is passed over; pre_reliability in (0,1] or
 *            NAN
 * Out        per cohort as ancova.h, `change` left out; robust is CLASSIC
 * Undefined  as ancova.h
 * Errors     none; allocates nothing
 * Source     Cochran 1957; tests/oracle/regions
 */
struct pp_ancova pp_ancova_from_sums(const struct pp_cohort_sums *sums,
                                     size_t k, double pre_reliability,
                                     double level,
                                     struct pp_ancova_cohort *cohorts);

#endif
