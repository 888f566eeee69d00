#include "prepost/stats/describe.h"

#include <gsl/gsl_statistics_double.h>
#include <stdbool.h>
#include <string.h>

#include "prepost/base/alloc.h"

double pp_mean(const double x[], size_t n)
{
    if (n == 0)
        return NAN;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    double mean = sum / (double)n;

    /* What the sum lost to rounding comes back in the deviations. */
    double rest = 0;
    for (size_t i = 0; i < n; i++)
        rest += x[i] - mean;
    return mean + rest / (double)n;
}

static bool all_alike(const double x[], size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (x[i] != x[0])
            return false;
    return true;
}

double pp_sd(const double x[], size_t n)
{
    if (n < 2)
        return NAN;
    /* The mean of equal values may be off by one bit. */
    if (all_alike(x, n))
        return 0;
    double mean = pp_mean(x, n);
    double squares = 0, rest = 0;
    for (size_t i = 0; i < n; i++) {
        double d = x[i] - mean;
        squares += d * d;
        rest += d;
    }
    double variance = (squares - rest * rest / (double)n) / (double)(n - 1);
    return variance > 0 ? sqrt(variance) : 0;
}

double pp_correlation(const double x[], const double y[], size_t n)
{
    if (n < 2 || all_alike(x, n) || all_alike(y, n))
        return NAN;
    double mean_x = pp_mean(x, n), mean_y = pp_mean(y, n);
    double xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < n; i++) {
        double dx = x[i] - mean_x, dy = y[i] - mean_y;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    return fmax(-1, fmin(1, xy / (sqrt(xx) * sqrt(yy))));
}

/* Type 7: position (n - 1) p, counted from 0, between order statistics. */
double pp_quantile_sorted(const double x[], size_t n, double p)
{
    if (n == 0)
        return NAN;
    double position = (double)(n - 1) * p;
    size_t below = (size_t)position;
    if (below + 1 >= n)
        return x[n - 1];
    double share = position - (double)below;
    return x[below] + share * (x[below + 1] - x[below]);
}

/*
 * The same where x[0 .. n) is in any order, and x[0 .. from) is known to hold
 * the `from` smallest. Leaves the values below the quantile before it.
 */
static double quantile_select(double x[], size_t n, size_t from, double p)
{
    double position = (double)(n - 1) * p;
    size_t below = (size_t)position;
    double value = gsl_stats_select(x + from, 1, n - from, below - from);
    if (below + 1 >= n)
        return value;
    double next = x[below + 1];
    for (size_t i = below + 2; i < n; i++)
        next = fmin(next, x[i]);
    return value + (position - (double)below) * (next - value);
}

double pp_quantile(const double x[], size_t n, double p)
{
    if (n == 0)
        return NAN;
    double *copy = pp_alloc_array(n, sizeof *copy);
    memcpy(copy, x, n * sizeof *copy);
    double value = quantile_select(copy, n, 0, p);
    pp_free(copy);
    return value;
}

static void quartiles(struct pp_describe *out, const double x[], size_t n)
{
    double *copy = pp_alloc_array(n, sizeof *copy);

    memcpy(copy, x, n * sizeof *copy);
    out->q1 = quantile_select(copy, n, 0, 0.25);
    out->median =
        quantile_select(copy, n, (size_t)((double)(n - 1) * 0.25), 0.5);
    out->q3 = quantile_select(copy, n, (size_t)((double)(n - 1) * 0.5), 0.75);
    pp_free(copy);
}

static void shape(struct pp_describe *out, const double x[], size_t n)
{
    double m2 = 0, m3 = 0, m4 = 0, count = (double)n;
    for (size_t i = 0; i < n; i++) {
        /* In units of the sd, so that no power overflows. */
        double z = (x[i] - out->mean) / out->sd;
        m2 += z * z;
        m3 += z * z * z;
        m4 += z * z * z * z;
    }
    m2 /= count, m3 /= count, m4 /= count;
    if (n >= 3)
        out->skewness =
            m3 / (m2 * sqrt(m2)) * sqrt(count * (count - 1)) / (count - 2);
    if (n >= 4)
        out->kurtosis = (count - 1) / ((count - 2) * (count - 3)) *
                        ((count + 1) * (m4 / (m2 * m2) - 3) + 6);
}

struct pp_describe pp_describe_values(const double x[], size_t n)
{
    struct pp_describe out = {n, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (n == 0)
        return out;
    out.mean = pp_mean(x, n);
    out.sd = pp_sd(x, n);
    out.min = out.max = x[0];
    for (size_t i = 1; i < n; i++) {
        out.min = fmin(out.min, x[i]);
        out.max = fmax(out.max, x[i]);
    }
    quartiles(&out, x, n);
    if (n >= 3 && out.sd > 0)
        shape(&out, x, n);
    return out;
}
