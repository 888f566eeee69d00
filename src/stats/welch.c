#include "prepost/stats/welch.h"

#include <gsl/gsl_cdf.h>

static struct pp_coefficient mean_of(const double *x, size_t n, double level)
{
    if (n < 2)
        return pp_coefficient_none(PP_STATUS_TOO_FEW);
    double mean = 0, ss = 0, n_x = (double)n;
    for (size_t i = 0; i < n; i++)
        mean += x[i] / n_x;
    for (size_t i = 0; i < n; i++)
        ss += (x[i] - mean) * (x[i] - mean);
    return pp_coefficient_make(mean, sqrt(ss / (n_x - 1) / n_x), n_x - 1,
                               level);
}

struct pp_coefficient pp_welch_summary(const struct pp_coefficient *x,
                                       const struct pp_coefficient *y,
                                       double level)
{
    double v_x = x->se * x->se, v_y = y->se * y->se, v = v_x + v_y;
    /* Satterthwaite 1946; a cohort without spread adds nothing to it. */
    double df = v * v / (v_x * v_x / x->df + v_y * v_y / y->df);
    if (v == 0)
        df = fmin(x->df, y->df);
    return pp_coefficient_make(x->estimate - y->estimate, sqrt(v), df, level);
}

struct pp_coefficient pp_welch(const double *x, size_t n_x, const double *y,
                               size_t n_y, double level)
{
    struct pp_coefficient mean_x = mean_of(x, n_x, level);
    struct pp_coefficient mean_y = mean_of(y, n_y, level);
    return pp_welch_summary(&mean_x, &mean_y, level);
}

struct pp_welch_test pp_welch_several(const struct pp_coefficient *mean,
                                      size_t k)
{
    struct pp_welch_test out = {NAN, NAN, NAN, NAN};
    double sum_w = 0, centre = 0, between = 0, lambda = 0;
    for (size_t i = 0; i < k; i++) {
        double w = 1 / (mean[i].se * mean[i].se);
        if (!(mean[i].se > 0) || !(mean[i].df > 0))
            return out;
        sum_w += w;
        centre += w * mean[i].estimate;
    }
    if (k < 2)
        return out;
    centre /= sum_w;
    for (size_t i = 0; i < k; i++) {
        double w = 1 / (mean[i].se * mean[i].se),
               off = mean[i].estimate - centre;
        double rest = 1 - w / sum_w;
        between += w * off * off;
        lambda += rest * rest / mean[i].df;
    }
    double groups = (double)k, df1 = groups - 1;
    lambda /= groups * groups - 1;
    out.df1 = df1;
    out.df2 = 1 / (3 * lambda);
    out.f = between / df1 / (1 + 2 * (groups - 2) * lambda);
    out.p = gsl_cdf_fdist_Q(out.f, out.df1, out.df2);
    return out;
}
