#include "prepost/stats/f_quantile.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* The distribution itself is sound; halving finds where it passes q. */
double pp_f_quantile_upper(double q, double df1, double df2)
{
    enum { HALVINGS = 400 };
    double lo = 0, hi = 1;

    if (!(q > 0 && q < 1) || !(df1 > 0) || !(df2 > 0))
        return NAN;
    while (gsl_cdf_fdist_Q(hi, df1, df2) > q && isfinite(hi)) {
        lo = hi;
        hi *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
        double middle = lo + (hi - lo) / 2;
        if (middle <= lo || middle >= hi)
            break;
        if (gsl_cdf_fdist_Q(middle, df1, df2) > q)
            lo = middle;
        else
            hi = middle;
    }
    return hi;
}
