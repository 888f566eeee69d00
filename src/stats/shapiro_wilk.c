#include "prepost/stats/shapiro_wilk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/sort.h"

enum { LEAST = 3, MOST = PP_SHAPIRO_WILK_MOST };

static double polynomial(const double *coefficient, int n, double x)
{
    double sum = 0.0;
    for (int i = n - 1; i >= 0; i--)
        sum = sum * x + coefficient[i];
    return sum;
}

/*
 * Weights of the upper half, largest first (Royston 1995, section 2): normal
 * scores, the outer one or two corrected by a polynomial in n^-1/2, the rest
 * scaled so that the squares of all add to 1.
 */
static void weights(size_t n, double *a)
{
    static const double outer[] = {0,        .221157,  -.147981,
                                   -2.07119, 4.434685, -2.706056};
    static const double second[] = {0,         .042981,  -.293762,
                                    -1.752461, 5.682633, -3.582633};
    size_t half = n / 2;
    if (n == LEAST) {
        a[0] = M_SQRT1_2;
        return;
    }
    double squares = 0.0;
    for (size_t i = 0; i < half; i++) {
        a[i] = gsl_cdf_ugaussian_Qinv(((double)i + 1.0 - 0.375) /
                                      ((double)n + 0.25));
        squares += 2.0 * a[i] * a[i];
    }
    double u = 1.0 / sqrt((double)n), norm = sqrt(squares);
    double first = a[0], next = a[1];
    double w0 = polynomial(outer, 6, u) + first / norm, w1 = 0.0;
    double left = squares - 2.0 * first * first, share = 1.0 - 2.0 * w0 * w0;
    size_t from = 1;
    if (n > 5) {
        w1 = polynomial(second, 6, u) + next / norm;
        left -= 2.0 * next * next;
        share -= 2.0 * w1 * w1;
        from = 2;
    }
    double scale = sqrt(left / share);
    for (size_t i = from; i < half; i++)
        a[i] /= scale;
    a[0] = w0;
    if (n > 5)
        a[1] = w1;
}

/* 1 - W, as one ratio: W is near 1 and a difference would lose its digits. */
static double shortfall(const double *x, size_t n, const double *a)
{
    double mean = 0.0, range = x[n - 1] - x[0];
    for (size_t i = 0; i < n; i++)
        mean += (x[i] - x[0]) / range / (double)n;

    double ss_x = 0.0, ss_a = 0.0, product = 0.0;
    for (size_t i = 0; i < n; i++) {
        size_t mirror = n - 1 - i;
        double weight = i < mirror ? -a[i] : i > mirror ? a[mirror] : 0.0;
        double deviation = (x[i] - x[0]) / range - mean;
        ss_x += deviation * deviation;
        ss_a += weight * weight;
        product += weight * deviation;
    }
    double norm = sqrt(ss_a * ss_x);
    return (norm - product) * (norm + product) / (ss_a * ss_x);
}

/* The normal deviate of log(1 - W) (Royston 1992, 1995). */
static double p_value(double w1, size_t n_values)
{
    static const double shift[] = {-2.273, .459};
    static const double mean_small[] = {.544, -.39978, .025054, -6.714e-4};
    static const double sd_small[] = {1.3822, -.77857, .062767, -.0020322};
    static const double mean_large[] = {-1.5861, -.31082, -.083751, .0038915};
    static const double sd_large[] = {-.4803, -.082676, .0030302};
    double n = (double)n_values;

    if (n_values == LEAST) {
        double p = 6.0 / M_PI * (asin(sqrt(1.0 - w1)) - M_PI / 3.0);
        return fmin(1.0, fmax(0.0, p));
    }
    double y = log(w1), mean, sd;
    if (n_values <= 11) {
        double gamma = polynomial(shift, 2, n);
        if (y >= gamma)
            return 1e-99;
        y = -log(gamma - y);
        mean = polynomial(mean_small, 4, n);
        sd = exp(polynomial(sd_small, 4, n));
    } else {
        double log_n = log(n);
        mean = polynomial(mean_large, 4, log_n);
        sd = exp(polynomial(sd_large, 3, log_n));
    }
    return gsl_cdf_ugaussian_Q((y - mean) / sd);
}

void pp_shapiro_wilk_test(const double *x, size_t n,
                          struct pp_shapiro_wilk *res)
{
    *res = (struct pp_shapiro_wilk){NAN, NAN, PP_STATUS_OK};
    if (n < LEAST || n > MOST) {
        res->status = n < LEAST ? PP_STATUS_TOO_FEW : PP_STATUS_TOO_MANY;
        return;
    }
    double *sorted = pp_alloc_array(n, sizeof *sorted);
    double a[MOST / 2];
    memcpy(sorted, x, n * sizeof *sorted);
    pp_sort(sorted, n);
    if (sorted[n - 1] - sorted[0] <= 1e-12 * fabs(sorted[n - 1])) {
        res->status = PP_STATUS_NO_VARIANCE;
    } else {
        weights(n, a);
        double w1 = shortfall(sorted, n, a);
        res->w = 1.0 - w1;
        res->p = w1 > 0.0 ? p_value(w1, n) : 1.0;
    }
    pp_free(sorted);
}
