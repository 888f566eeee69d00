#ifndef PREPOST_STATS_ANCOVA_H
#define PREPOST_STATS_ANCOVA_H

#include "prepost/stats/regression.h"

/*
 * Cohorts compared after adjusting for where they started: post on pre
 * (centred) and cohort, one slope for all; and the difference of the raw
 * changes beside it. The two answer different questions where cohorts were
 * not made by chance (Lord 1967): print both.
 *
 * In         pre[n], post[n], finite; cohort[n] in 0 .. n_cohorts-1;
 *            reference: the cohort that others are compared with, or
 *            PP_ANCOVA_AVERAGE: the average over all people, every cohort
 *            among them;
 *            covariate[n*n_covariates], a person a row, or NULL (they are
 *            centred here); group[n], any number that stands
 *            for the support group, or NULL: then HC3; count[n]: how many
 *            people each row stands for, or NULL: one;
 *            pre_reliability in (0,1], or NAN: not asked for; level NaN: the
 *            adjusted differences are wanted alone, without p and interval
 * Out        per cohort: adjusted mean of post at the common mean of pre;
 *            adjusted: its ANCOVA difference from the reference; change: the
 *            difference of changes (Welch, or CR2 where groups are named;
 *            against the average it is left to average_of_regions.h);
 *            corrected: the ANCOVA difference with pre drawn towards its
 *            cohort mean by pre_reliability, which undoes the bias that
 *            measurement error puts into comparisons of unequal cohorts.
 *            slope: of post on pre within cohorts. joint: do cohorts differ
 *            at all, adjusted: F of the model with them against that without,
 *            equal spread supposed
 * Missing    none accepted
 * Undefined  a cohort without people: its numbers TOO_FEW, the others stand;
 *            the reference empty, fewer than two cohorts with people, n <= p:
 *            TOO_FEW; fewer than 4 support groups: HC3, as if none were named;
 *            no spread of pre within cohorts: NO_VARIANCE
 * Errors     none
 * Source     Cochran 1957; Porter 1967; tests/oracle/cohorts, regions
 */
#define PP_ANCOVA_AVERAGE ((size_t)-1)

struct pp_ancova_in {
    const double *pre, *post;
    size_t n;
    const size_t *cohort;
    size_t n_cohorts, reference;
    const double *covariate;
    size_t n_covariates;
    const size_t *group, *count;
    double pre_reliability;
    double level;
};

struct pp_ancova_cohort {
    size_t n;
    double pre_mean, post_mean, adjusted_mean; /* n 0: NaN */
    struct pp_coefficient adjusted, change, corrected;
};

/* An F test; NaN where it cannot be had. */
struct pp_f_test {
    double f, df1, df2, p;
};

struct pp_ancova {
    size_t n;
    enum pp_robust robust;
    struct pp_coefficient slope;
    double residual_sd;
    struct pp_f_test joint;
    enum pp_status status;
};

/* cohorts[n_cohorts] is filled; the reference's differences are NaN. */
struct pp_ancova pp_ancova_fit(const struct pp_ancova_in *in,
                               struct pp_ancova_cohort *cohorts);

#endif
