#include "prepost/stats/attrition.h"

/* Mean and variance of what is not NaN; returns how many that is. */
static size_t describe(const double *x, size_t n, double *mean,
                       double *variance)
{
    size_t n_used = 0;
    double sum = 0, ss = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i])) {
            sum += x[i];
            n_used++;
        }
    *mean = n_used ? sum / (double)n_used : NAN;
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]))
            ss += (x[i] - *mean) * (x[i] - *mean);
    *variance = n_used > 1 ? ss / (double)(n_used - 1) : NAN;
    return n_used;
}

struct pp_attrition pp_attrition(const double *stayed, size_t n_stayed,
                                 const double *left, size_t n_left)
{
    struct pp_attrition a = {.difference = NAN, .variance_ratio = NAN};
    double v_stayed, v_left;
    a.n_stayed = describe(stayed, n_stayed, &a.mean_stayed, &v_stayed);
    a.n_left = describe(left, n_left, &a.mean_left, &v_left);
    a.n_missing = n_stayed + n_left - a.n_stayed - a.n_left;
    a.sd_stayed = sqrt(v_stayed);
    a.sd_left = sqrt(v_left);
    a.status = PP_STATUS_TOO_FEW;
    if (a.n_stayed < 2 || a.n_left < 2)
        return a;
    a.status = PP_STATUS_NO_VARIANCE;
    if (!(v_stayed + v_left > 0))
        return a;
    a.status = PP_STATUS_OK;
    a.difference =
        (a.mean_left - a.mean_stayed) / sqrt((v_stayed + v_left) / 2);
    if (v_stayed > 0)
        a.variance_ratio = v_left / v_stayed;
    return a;
}
