#include "prepost/stats/student_t.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "prepost/stats/noncentral_t.h"

double pp_student_upper(double t, double df)
{
    return pp_nct_upper(t, df, 0);
}

double pp_student_two_sided(double t, double df)
{
    return fmin(1, 2 * pp_nct_upper(fabs(t), df, 0));
}

double pp_student_quantile(double p, double df)
{
    if (!(p > 0 && p < 1) || !(df > 0))
        return NAN;
    if (p > 0.5)
        return -pp_student_quantile(1 - p, df);
    if (p == 0.5)
        return 0;

    /* GSL's value is a good start; the log of the tail is close to straight
     * in log t. */
    double t = gsl_cdf_tdist_Qinv(p, df);
    for (int i = 0; i < 20; i++) {
        double tail = pp_student_upper(t, df);
        double slope = gsl_ran_tdist_pdf(t, df) * t / tail;
        double step = log(tail / p) / slope;
        t *= exp(step);
        if (fabs(step) < 1e-9)
            break;
    }
    return t;
}
