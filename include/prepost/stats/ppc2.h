#ifndef PREPOST_STATS_PPC2_H
#define PREPOST_STATS_PPC2_H

#include "prepost/stats/types.h"

/*
 * Standardised difference of the changes of two cohorts: (change of the
 * first - change of the second) divided by the pooled SD BEFORE, times the
 * small-sample factor J(n1 + n2 - 2). The unit is the spread of people on
 * entry, which the service cannot have changed.
 *
 * In         summaries of complete pairs; correlation: of pre with post,
 *            pooled within cohorts, for the interval; NAN: no interval
 * Out        estimate; interval estimate +- z se (Morris's variance with his
 *            equal-correlation assumption)
 * Undefined  n < 2 in a cohort: TOO_FEW; no spread before: NO_VARIANCE;
 *            n1 + n2 <= 4: no interval
 * Errors     none; allocates nothing
 * Source     Morris 2008, equations 8 to 10 and 16; tests/oracle/cohorts
 */
struct pp_cohort_summary {
    size_t n;
    double mean_pre, mean_post, sd_pre;
};

struct pp_estimate pp_ppc2(const struct pp_cohort_summary *first,
                           const struct pp_cohort_summary *second,
                           double correlation, double level);

#endif
