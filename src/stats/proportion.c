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

/* The x where a tail of beta(a, b) is `target`: bisection to the last bit,
 * which is never far and never fails. */
static double beta_quantile(double target, double a, double b,
                            double (*tail)(double, double, double),
                            double sense)
{
    double low = 0.0, high = 1.0;
    for (int i = 0; i < 200; i++) {
        double middle = low + (high - low) / 2.0;
        if (middle == low || middle == high)
            break;
        if (sense * (tail(middle, a, b) - target) < 0.0)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2.0;
}

struct pp_estimate pp_proportion_exact(size_t k, size_t n, double level)
{
    assert(k <= n);
    if (n == 0)
        return (struct pp_estimate){NAN, PP_INTERVAL_NONE, "clopper-pearson",
                                    PP_STATUS_TOO_FEW};
    double each = (1.0 - level) / 2.0, x = (double)k, m = (double)n;
    struct pp_interval ci = {0.0, 1.0};
    if (k > 0)
        ci.lo = beta_quantile(each, x, m - x + 1.0, gsl_cdf_beta_P, 1.0);
    if (k < n)
        ci.hi = beta_quantile(each, x + 1.0, m - x, gsl_cdf_beta_Q, -1.0);
    return (struct pp_estimate){x / m, ci, "clopper-pearson", PP_STATUS_OK};
}
