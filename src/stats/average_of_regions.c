#include "prepost/stats/average_of_regions.h"

/* No region is looked at in particular. */
static const size_t nobody = (size_t)-1;

/*
 * The sum of weighted regions: weights are shares of the people, or for the
 * difference of one of them from the average what is left of its own share
 * and minus the others'.
 */
static struct pp_coefficient weigh(const struct pp_coefficient *region,
                                   const size_t *n, size_t k, size_t which,
                                   double level)
{
    double people = 0, sum = 0, variance = 0, per_df = 0;
    for (size_t i = 0; i < k; i++)
        people += (double)n[i];
    if (!(people > 0))
        return pp_coefficient_none(PP_STATUS_TOO_FEW);
    for (size_t i = 0; i < k; i++) {
        if (n[i] == 0)
            continue;
        double share = (double)n[i] / people;
        double weight = which == nobody ? share
                        : which == i    ? 1 - share
                                        : -share;
        double v = weight * weight * region[i].se * region[i].se;
        sum += weight * region[i].estimate;
        variance += v;
        per_df += v * v / region[i].df;
    }
    /* Satterthwaite 1946; no spread anywhere leaves nothing to divide. */
    double df = variance > 0 ? variance * variance / per_df : people;
    if (isnan(variance))
        df = NAN;
    return pp_coefficient_make(sum, sqrt(variance), df, level);
}

struct pp_coefficient pp_average_of_regions(const struct pp_coefficient *region,
                                            const size_t *n, size_t k,
                                            double level)
{
    return weigh(region, n, k, nobody, level);
}

struct pp_coefficient
pp_difference_from_average(const struct pp_coefficient *region, const size_t *n,
                           size_t k, size_t which, double level)
{
    return weigh(region, n, k, which, level);
}
