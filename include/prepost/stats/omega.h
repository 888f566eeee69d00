#ifndef PREPOST_STATS_OMEGA_H
#define PREPOST_STATS_OMEGA_H

#include <stdint.h>

#include "prepost/stats/reliability.h"

/*
 * Omega total of the raw sum: one factor, maximum likelihood on the
 * covariance matrix, (sum l)^2 / ((sum l)^2 + sum theta).
 *
 * In         items; loading[k], unique[k]: where to put the solution, or NULL
 * Out        omega; iterations
 * Undefined  k < 3 (not identified) or n <= k: TOO_FEW; an item without
 *            spread, or a singular covariance matrix: NO_VARIANCE; a unique
 *            variance at 0: HEYWOOD, omega NaN (the one-factor model does not
 *            hold); NO_CONVERGENCE
 * Errors     none
 * Source     McDonald 1999; Joreskog 1967; tests/oracle/reliability
 */
struct pp_omega {
    size_t n, k;
    double omega;
    struct pp_interval ci; /* NaN, NaN unless asked for */
    size_t resamples;      /* that gave an omega */
    size_t iterations;
    enum pp_status status;
};

struct pp_omega pp_omega_fit(const struct pp_items *items, double *loading,
                             double *unique);

/*
 * The same with a percentile bootstrap interval: people are drawn.
 *
 * In         rows[n*k], a person a row; resamples, e.g. 2000; seed
 * Missing    as for alpha
 * Undefined  as above; more than 1% of resamples without an omega: the
 *            interval is NaN, NaN
 */
struct pp_omega pp_omega_bootstrap(const double *rows, size_t n, size_t k,
                                   size_t resamples, uint64_t seed,
                                   double level);

#endif
