#include "prepost/stats/proportion.h"

#include <assert.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

struct pp_interval pp_wilson_interval(double p, double n, double level)
{
    double z = gsl_cdf_ugaussian_Qinv((1.0 - level) / 2.0), z2 = z * z;
    double centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    double half =
        z / (1.0 + z2 / n) * sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
    /* At 0 and 1 the limit is 0 or 1, not a rounding away from it. */
    return (struct pp_interval){p <= 0.0 ? 0.0 : fmax(0.0, centre - half),
                                p >= 1.0 ? 1.0 : fmin(1.0, centre + half)};
}

struct pp_estimate pp_proportion_wilson(size_t k, size_t n, double level)
{
    assert(k <= n);
    if (n == 0)
        return (struct pp_estimate){NAN, PP_INTERVAL_NONE, "wilson",
                                    PP_STATUS_TOO_FEW};
    double p = (double)k / (double)n;
    return (struct pp_estimate){p, pp_wilson_interval(p, (double)n, level),
                                "wilson", PP_STATUS_OK};
}
