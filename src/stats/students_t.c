#include "prepost/stats/students_t.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "prepost/stats/noncentral_t.h"

/*
 * GSL's is off by 3e-8 at df 1.3 (Satterthwaite's are like that) and by 4e-9
 * at df 31 and t 10, where it changes its method; and so is its incomplete
 * beta function. The integral of the noncentral t keeps 13 digits everywhere.
 */
double pp_t_upper(double t, double df)
{
    if (isnan(t) || !(df > 0))
        return NAN;
    if (isinf(df))
        return gsl_cdf_ugaussian_Q(t);
    if (isinf(t))
        return t > 0 ? 0 : 1;
    return pp_nct_upper(t, df, 0);
}

double pp_t_two_sided(double t, double df)
{
    double tail = pp_t_upper(fabs(t), df);
    return isnan(tail) ? NAN : fmin(1, 2 * tail); /* fmin() drops a NaN */
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
        if (fabs(step) <= 1e-8 * fabs(t)) /* what is left is its square */
            break;
    }
    return t;
}
