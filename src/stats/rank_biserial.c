#include "prepost/stats/rank_biserial.h"

#include <math.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/proportion.h"

static const char METHOD[] = "wilson-jackknife";

static double sign_of(int64_t x)
{
    return (double)((x > 0) - (x < 0));
}

/*
 * For each distinct difference D_i: the sum over all people j of the sign of
 * D_i + D_j. W+ - W- with Pratt ranks is the sum of these signs over all
 * pairs i <= j, which makes leaving one person out a subtraction.
 */
static void sum_signs(const struct pp_lattice *l, double *signs)
{
    const struct pp_value_count *d = l->differences;
    size_t end = l->n_differences, at_most = end, below = end;
    double n_at_most = (double)l->n, n_below = (double)l->n;
    for (size_t i = 0; i < end; i++) { /* -D_i falls as i rises */
        while (at_most > 0 && d[at_most - 1].value > -d[i].value)
            n_at_most -= (double)d[--at_most].count;
        while (below > 0 && d[below - 1].value >= -d[i].value)
            n_below -= (double)d[--below].count;
        signs[i] = (double)l->n - n_at_most - n_below;
    }
}

struct pp_estimate pp_rank_biserial(const struct pp_lattice *lattice,
                                    double level)
{
    const struct pp_value_count *d = lattice->differences;
    double n = (double)lattice->n;
    if (lattice->n == 0)
        return (struct pp_estimate){NAN, PP_INTERVAL_NONE, METHOD,
                                    PP_STATUS_TOO_FEW};

    double *signs = pp_alloc_array(lattice->n_differences, sizeof *signs);
    sum_signs(lattice, signs);
    double total = 0.0;
    for (size_t i = 0; i < lattice->n_differences; i++)
        total += (double)d[i].count * (signs[i] + sign_of(d[i].value)) / 2.0;
    struct pp_estimate res = {total / (n * (n + 1.0) / 2.0), PP_INTERVAL_NONE,
                              METHOD, PP_STATUS_TOO_FEW};
    if (lattice->n > 1) {
        /* r without person i is (total - signs_i) / (n (n-1) / 2) */
        double mean = 0.0, squares = 0.0;
        for (size_t i = 0; i < lattice->n_differences; i++)
            mean += (double)d[i].count * signs[i] / n;
        for (size_t i = 0; i < lattice->n_differences; i++) {
            double u = (signs[i] - mean) / (n * (n - 1.0) / 2.0);
            squares += (double)d[i].count * u * u;
        }
        double variance = (n - 1.0) / n * squares;
        double p = (res.estimate + 1.0) / 2.0, n_effective = n;
        if (variance > 0.0)
            n_effective = fmin(n, p * (1.0 - p) / (variance / 4.0));
        struct pp_interval ci = pp_wilson_interval(p, n_effective, level);
        res.ci = (struct pp_interval){2.0 * ci.lo - 1.0, 2.0 * ci.hi - 1.0};
        res.status = PP_STATUS_OK;
    }
    pp_free(signs);
    return res;
}
