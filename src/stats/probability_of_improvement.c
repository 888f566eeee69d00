#include "prepost/stats/probability_of_improvement.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

struct pp_estimate pp_probability_of_improvement(size_t n_better, size_t n_same,
                                                 size_t n_worse, double level)
{
    double n = (double)n_better + (double)n_same + (double)n_worse;
    struct pp_estimate res = {NAN, PP_INTERVAL_NONE, "bonett-price",
                              PP_STATUS_TOO_FEW};
    if (n == 0.0)
        return res;

    /* One imagined person on each side (Bonett and Price 2012, eq. 2). */
    double b = ((double)n_better + 1.0) / (n + 2.0);
    double w = ((double)n_worse + 1.0) / (n + 2.0);
    double z = gsl_cdf_ugaussian_Qinv((1.0 - level) / 2.0);
    double half = z * sqrt((b + w - (b - w) * (b - w)) / (n + 2.0));
    res.estimate = ((double)n_better + 0.5 * (double)n_same) / n;
    res.ci.lo = fmax(0.0, 0.5 + 0.5 * (b - w - half));
    res.ci.hi = fmin(1.0, 0.5 + 0.5 * (b - w + half));
    res.status = PP_STATUS_OK;
    return res;
}
