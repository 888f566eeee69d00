#include "prepost/stats/skewed_t.h"

#include <math.h>

#include "prepost/stats/students_t.h"

double pp_skewed_t_p(double t, double df, size_t n, double skewness)
{
    double g = skewness / sqrt((double)n);
    double moved = t + g * (t * t / 3 + 1.0 / 6) + g * g * t * t * t / 27;

    return pp_t_two_sided(moved, df);
}

double pp_skewness_se(size_t n)
{
    double m = (double)n;

    return n < 3 ? NAN : sqrt(6 * m * (m - 1) / ((m - 2) * (m + 1) * (m + 3)));
}
