#ifndef PREPOST_STATS_OMEGA_H
#define PREPOST_STATS_OMEGA_H

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
    size_t iterations;
    enum pp_status status;
};

struct pp_omega pp_omega_fit(const struct pp_items *items, double *loading,
                             double *unique);

#endif
