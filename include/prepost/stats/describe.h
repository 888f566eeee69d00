#ifndef PREPOST_STATS_DESCRIBE_H
#define PREPOST_STATS_DESCRIBE_H

#include "prepost/stats/types.h"

/*
 * What a column of scores looks like: centre, spread, quartiles, shape.
 *
 * The variance is taken around the mean in a second pass, so that scores such
 * as 1e9 + 1 keep their spread. Anything that the values do not determine is
 * NaN: the mean of nothing, the sd of one value, the skewness of three equal
 * ones.
 */
struct pp_describe {
    size_t n;
    double mean, sd; /* sd: divisor n - 1; NaN for n < 2 */
    double median, q1, q3;
    double min, max;
    double skewness; /* G1; NaN for n < 3 or sd 0 */
    double kurtosis; /* G2, excess: 0 for a normal shape; NaN for n < 4, sd 0 */
};

/*
 * All of the above.
 *
 * In         x[n]: finite, any order
 * Missing    none accepted: leave NaN out first
 * Undefined  n = 0: every number NaN
 * Source     quantiles: Hyndman and Fan 1996, type 7; G1, G2: Joanes and Gill
 *            1998, type 2 (as SPSS, Excel and jamovi print)
 */
struct pp_describe pp_describe_values(const double x[], size_t n);

/* The same of k values, each of count[k] people, above 0; NULL: of one. */
struct pp_describe pp_describe_counted(const double x[], const size_t count[],
                                       size_t k);

/* Mean; NaN for n = 0. */
double pp_mean(const double x[], size_t n);
double pp_mean_counted(const double x[], const size_t count[], size_t k);

/* Standard deviation with divisor n - 1; NaN for n < 2. */
double pp_sd(const double x[], size_t n);
double pp_sd_counted(const double x[], const size_t count[], size_t k);

/* Pearson correlation; NaN for n < 2 or where either side has no spread. */
double pp_correlation(const double x[], const double y[], size_t n);
double pp_correlation_counted(const double x[], const double y[],
                              const size_t count[], size_t k);

/* Type-7 quantile, `p` in [0,1], of values in any order; takes a copy. NaN for
 * n = 0. */
double pp_quantile(const double x[], size_t n, double p);

#endif
