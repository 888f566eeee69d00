#include "prepost/stats/average_of_regions.h"

struct pp_coefficient pp_average_of_regions(const struct pp_coefficient *region,
                                            const size_t *n, size_t k,
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
        double v = share * share * region[i].se * region[i].se;
        sum += share * region[i].estimate;
        variance += v;
        per_df += v * v / region[i].df;
    }
    /* Satterthwaite 1946; no spread anywhere leaves nothing to divide. */
    double df = variance > 0 ? variance * variance / per_df : people;
    if (isnan(variance))
        df = NAN;
    return pp_coefficient_make(sum, sqrt(variance), df, level);
}
