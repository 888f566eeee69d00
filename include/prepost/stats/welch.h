#ifndef PREPOST_STATS_WELCH_H
#define PREPOST_STATS_WELCH_H

#include "prepost/stats/coefficient.h"

/*
 * Difference of two independent means, first minus second, without the
 * assumption that they spread alike.
 *
 * In         finite values of two cohorts (changes, usually)
 * Out        difference with Satterthwaite df
 * Undefined  fewer than 2 on a side: TOO_FEW; no spread in either:
 *            NO_VARIANCE
 * Errors     none; allocates nothing
 * Source     Welch 1947; Satterthwaite 1946; tests/oracle/cohorts
 */
struct pp_coefficient pp_welch(const double *x, size_t n_x, const double *y,
                               size_t n_y, double level);

/*
 * The same from two estimates with standard errors and degrees of freedom of
 * their own (n - 1, or those of a clustered estimate).
 */
struct pp_coefficient pp_welch_summary(const struct pp_coefficient *x,
                                       const struct pp_coefficient *y,
                                       double level);

/*
 * Do several means differ at all? Welch's test, which weighs each by how well
 * it is known and, unlike Cochran's Q, allows for that being estimated from
 * few people. With two it is the test of their difference.
 *
 * In         estimates with se > 0 and df, as above
 * Undefined  fewer than 2, an se that is not above 0: NaN
 * Source     Welch 1951; R's oneway.test; tests/oracle/regions
 */
struct pp_welch_test {
    double f, df1, df2, p;
};

struct pp_welch_test pp_welch_several(const struct pp_coefficient *mean,
                                      size_t k);

#endif
