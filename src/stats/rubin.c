#include "prepost/stats/rubin.h"

/* Rubin 1987, (3.1.2) to (3.1.6), as they are printed there. */
static void combine(struct pp_rubin *r, const double *estimate,
                    const double *variance)
{
    double m = (double)r->m, sum = 0, square = 0;
    r->within = 0;
    for (size_t i = 0; i < r->m; i++) {
        sum += estimate[i] / m;
        r->within += variance[i] / m;
    }
    for (size_t i = 0; i < r->m; i++)
        square += (estimate[i] - sum) * (estimate[i] - sum);
    r->between = r->m > 1 ? square / (m - 1) : 0;
    r->total = r->within + (1 + 1 / m) * r->between;
    r->pooled.estimate = sum;
}

struct pp_rubin pp_rubin_pool(const double *estimate, const double *variance,
                              size_t m, double nu_complete, double level)
{
    struct pp_rubin r = {
        .m = m,
        .within = NAN,
        .between = NAN,
        .total = NAN,
        .increase = NAN,
        .missing_information = NAN,
        .df_large_sample = NAN,
        .pooled = pp_coefficient_none(PP_STATUS_TOO_FEW),
    };
    if (m < 1)
        return r;
    combine(&r, estimate, variance);
    double added = (1 + 1 / (double)m) * r.between;
    double lambda = r.total > 0 ? added / r.total : 0;
    r.increase = added / r.within;
    /* Barnard and Rubin 1999, (3): written with reciprocals, so that no
     * variance between the sets and no end of people need no exception. */
    double per_old = m > 1 ? lambda * lambda / (double)(m - 1) : 0;
    double observed =
        (nu_complete + 1) / (nu_complete + 3) * nu_complete * (1 - lambda);
    if (isinf(nu_complete))
        observed = INFINITY;
    double df = 1 / (per_old + 1 / observed);
    r.df_large_sample = 1 / per_old;
    r.missing_information = (r.increase + 2 / (df + 3)) / (r.increase + 1);
    r.pooled = pp_coefficient_make(r.pooled.estimate, sqrt(r.total), df, level);
    return r;
}
