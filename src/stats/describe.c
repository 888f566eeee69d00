#include "prepost/stats/describe.h"

#include <gsl/gsl_statistics_double.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"

/* Values, each as often as count says, or once. */
struct values {
    const double *x;
    const size_t *count;
    size_t k; /* values */
    size_t n; /* people */
};

static double times(const struct values *v, size_t i)
{
    return v->count != NULL ? (double)v->count[i] : 1;
}

static struct values values_of(const double x[], const size_t count[], size_t k)
{
    struct values v = {x, count, k, count != NULL ? 0 : k};

    for (size_t i = 0; count != NULL && i < k; i++)
        v.n += count[i];
    return v;
}

static double mean_of(const struct values *v)
{
    if (v->n == 0)
        return NAN;
    double sum = 0;
    for (size_t i = 0; i < v->k; i++)
        sum += times(v, i) * v->x[i];
    double mean = sum / (double)v->n;

    /* What the sum lost to rounding comes back in the deviations. */
    double rest = 0;
    for (size_t i = 0; i < v->k; i++)
        rest += times(v, i) * (v->x[i] - mean);
    return mean + rest / (double)v->n;
}

double pp_mean_counted(const double x[], const size_t count[], size_t k)
{
    struct values v = values_of(x, count, k);
    return mean_of(&v);
}

double pp_mean(const double x[], size_t n)
{
    return pp_mean_counted(x, NULL, n);
}

static bool all_alike(const double x[], size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (x[i] != x[0])
            return false;
    return true;
}

static double sd_of(const struct values *v)
{
    if (v->n < 2)
        return NAN;
    /* The mean of equal values may be off by one bit. */
    if (all_alike(v->x, v->k))
        return 0;
    double mean = mean_of(v), n = (double)v->n;
    double squares = 0, rest = 0;
    for (size_t i = 0; i < v->k; i++) {
        double d = v->x[i] - mean;
        squares += times(v, i) * d * d;
        rest += times(v, i) * d;
    }
    double variance = (squares - rest * rest / n) / (n - 1);
    return variance > 0 ? sqrt(variance) : 0;
}

double pp_sd_counted(const double x[], const size_t count[], size_t k)
{
    struct values v = values_of(x, count, k);
    return sd_of(&v);
}

double pp_sd(const double x[], size_t n)
{
    return pp_sd_counted(x, NULL, n);
}

double pp_correlation_counted(const double x[], const double y[],
                              const size_t count[], size_t k)
{
    struct values a = values_of(x, count, k), b = values_of(y, count, k);
    if (a.n < 2 || all_alike(x, k) || all_alike(y, k))
        return NAN;
    double mean_x = mean_of(&a), mean_y = mean_of(&b);
    double xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < k; i++) {
        double dx = x[i] - mean_x, dy = y[i] - mean_y;
        xx += times(&a, i) * dx * dx;
        yy += times(&a, i) * dy * dy;
        xy += times(&a, i) * dx * dy;
    }
    return fmax(-1, fmin(1, xy / (sqrt(xx) * sqrt(yy))));
}

double pp_correlation(const double x[], const double y[], size_t n)
{
    return pp_correlation_counted(x, y, NULL, n);
}

/*
 * Type 7: position (n - 1) p, counted from 0, between order statistics. x[0 ..
 * n) is in any order, but x[0 .. from) is known to hold the `from` smallest.
 * Leaves the values below the quantile before it.
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

/* Leaves x in another order. */
static void quartiles(struct pp_describe *out, double x[], size_t n)
{
    out->q1 = quantile_select(x, n, 0, 0.25);
    out->median = quantile_select(x, n, (size_t)((double)(n - 1) * 0.25), 0.5);
    out->q3 = quantile_select(x, n, (size_t)((double)(n - 1) * 0.5), 0.75);
}

struct counted {
    double x;
    size_t count;
};

static int by_value(const void *a, const void *b)
{
    double x = ((const struct counted *)a)->x;
    double y = ((const struct counted *)b)->x;
    return (x > y) - (x < y);
}

/* The value that the i-th person has, counted from 0 in ascending order. */
static double value_at(const struct counted sorted[], size_t i)
{
    size_t at = 0;
    for (; i >= sorted[at].count; at++)
        i -= sorted[at].count;
    return sorted[at].x;
}

static double quantile_counted(const struct counted sorted[], size_t n,
                               double p)
{
    double position = (double)(n - 1) * p;
    size_t below = (size_t)position;
    double value = value_at(sorted, below);
    if (below + 1 >= n)
        return value;
    double share = position - (double)below;
    return value + share * (value_at(sorted, below + 1) - value);
}

/* Most values belong to one person: picking three out of all is quicker than
 * sorting. */
static void quartiles_one_by_one(struct pp_describe *out,
                                 const struct values *v)
{
    double *each = pp_alloc_array(v->n, sizeof *each);
    size_t n = 0;

    for (size_t i = 0; i < v->k; i++)
        for (size_t person = 0; person < (v->count ? v->count[i] : 1); person++)
            each[n++] = v->x[i];
    quartiles(out, each, n);
    pp_free(each);
}

static void quartiles_counted(struct pp_describe *out, const struct values *v)
{
    struct counted *sorted = pp_alloc_array(v->k, sizeof *sorted);

    for (size_t i = 0; i < v->k; i++)
        sorted[i] = (struct counted){v->x[i], v->count[i]};
    qsort(sorted, v->k, sizeof *sorted, by_value);
    out->q1 = quantile_counted(sorted, v->n, 0.25);
    out->median = quantile_counted(sorted, v->n, 0.5);
    out->q3 = quantile_counted(sorted, v->n, 0.75);
    pp_free(sorted);
}

static void shape(struct pp_describe *out, const struct values *v)
{
    double m1 = 0, m2 = 0, m3 = 0, m4 = 0, count = (double)v->n;
    for (size_t i = 0; i < v->k; i++) {
        /* In units of the sd, so that no power overflows. */
        double z = (v->x[i] - out->mean) / out->sd, w = times(v, i);
        m1 += w * z;
        m2 += w * z * z;
        m3 += w * z * z * z;
        m4 += w * z * z * z * z;
    }
    m1 /= count, m2 /= count, m3 /= count, m4 /= count;
    /* The mean of large values is rounded, and m1 what it is off by. */
    m4 += m1 * (-4 * m3 + m1 * (6 * m2 - 3 * m1 * m1));
    m3 += m1 * (-3 * m2 + 2 * m1 * m1);
    m2 -= m1 * m1;
    if (v->n >= 3)
        out->skewness =
            m3 / (m2 * sqrt(m2)) * sqrt(count * (count - 1)) / (count - 2);
    if (v->n >= 4)
        out->kurtosis = (count - 1) / ((count - 2) * (count - 3)) *
                        ((count + 1) * (m4 / (m2 * m2) - 3) + 6);
}

struct pp_describe pp_describe_counted(const double x[], const size_t count[],
                                       size_t k)
{
    struct values v = values_of(x, count, k);
    struct pp_describe out = {v.n, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (v.n == 0)
        return out;
    out.mean = mean_of(&v);
    out.sd = sd_of(&v);
    out.min = out.max = x[0];
    for (size_t i = 1; i < k; i++) {
        out.min = x[i] < out.min ? x[i] : out.min;
        out.max = x[i] > out.max ? x[i] : out.max;
    }
    if (count != NULL && v.n >= 2 * k)
        quartiles_counted(&out, &v);
    else
        quartiles_one_by_one(&out, &v);
    if (v.n >= 3 && out.sd > 0)
        shape(&out, &v);
    return out;
}

struct pp_describe pp_describe_values(const double x[], size_t n)
{
    return pp_describe_counted(x, NULL, n);
}
