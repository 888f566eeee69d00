#ifndef PREPOST_STATS_RUBIN_H
#define PREPOST_STATS_RUBIN_H

#include "prepost/stats/coefficient.h"

/*
 * Combining one estimate from several imputed data sets.
 *
 * In         estimate[m] and variance[m] (squared standard error) of each
 *            imputed set, on a scale where normality is plausible (logit for
 *            a percentage, Fisher's z for a correlation); nu_complete: degrees
 *            of freedom had nothing been missing, INFINITY if large
 * Out        pooled: estimate, se, df (Barnard-Rubin), interval
 * Undefined  m < 1: TOO_FEW. No variance between the sets (B = 0, m = 1
 *            included): the df are those of the observed data alone, the
 *            fraction of missing information is 2/(df+3)
 * Errors     none; allocates nothing
 * Source     Rubin 1987; Barnard & Rubin 1999; tests/oracle/missing
 */
struct pp_rubin {
    size_t m;
    double within, between, total; /* Ubar, B, T = Ubar + (1 + 1/m) B */
    double increase;               /* r = (1 + 1/m) B / Ubar */
    double missing_information;    /* (r + 2/(df + 3)) / (r + 1) */
    double df_large_sample;        /* Rubin's, before Barnard-Rubin */
    struct pp_coefficient pooled;
};

struct pp_rubin pp_rubin_pool(const double *estimate, const double *variance,
                              size_t m, double nu_complete, double level);

#endif
