#include "prepost/stats/students_t.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

/*
 * GSL computes t beyond 30 df by a Cornish-Fisher expansion, which loses the
 * far tail at moderate df; the incomplete beta function is exact there but
 * loses digits at very large df, where the expansion is exact.
 */
static const double df_beta_ends = 2000;

double pp_t_upper(double t, double df)
{
    if (isnan(t) || !(df > 0))
        return NAN;
    if (isinf(df))
        return gsl_cdf_ugaussian_Q(t);
    if (df > df_beta_ends || isinf(t))
        return gsl_cdf_tdist_Q(t, df);
    double square = t * t;
    double tail =
        square < df ? gsl_cdf_beta_Q(square / (df + square), 0.5, 0.5 * df) / 2
                    : gsl_cdf_beta_P(df / (df + square), 0.5 * df, 0.5) / 2;
    return t > 0 ? tail : 1 - tail;
}

double pp_t_two_sided(double t, double df)
{
    return fmin(1, 2 * pp_t_upper(fabs(t), df));
}

double pp_t_quantile_upper(double q, double df)
{
    if (!(q > 0 && q < 1) || !(df > 0))
        return NAN;
    if (q > 0.5)
        return -pp_t_quantile_upper(1 - q, df);
    if (isinf(df))
        return gsl_cdf_ugaussian_Qinv(q);
    double t = gsl_cdf_tdist_Qinv(q, df);
    /* Newton on log P, which is nearly straight where P is not. */
    for (int i = 0; i < 8 && isfinite(t); i++) {
        double tail = pp_t_upper(t, df);
        double step = log(tail / q) * tail / gsl_ran_tdist_pdf(t, df);
        if (!isfinite(step))
            break;
        t += step;
        if (fabs(step) <= 1e-15 * fabs(t))
            break;
    }
    return t;
}
