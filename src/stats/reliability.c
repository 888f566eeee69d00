#include "prepost/stats/reliability.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/f_quantile.h"
#include "prepost/stats/students_t.h"

void pp_items_init(struct pp_items *items, size_t k)
{
    *items = (struct pp_items){.k = k};
    items->first = pp_alloc_zero(k, sizeof(double));
    items->sum = pp_alloc_zero(k, sizeof(double));
    items->product = pp_alloc_zero(k * k, sizeof(double));
    items->y2z = pp_alloc_zero(k, sizeof(double));
    items->qz = pp_alloc_zero(k, sizeof(double));
    items->deviation = pp_alloc_zero(k, sizeof(double));
}

void pp_items_clear(struct pp_items *items)
{
    pp_free(items->first);
    pp_free(items->sum);
    pp_free(items->product);
    pp_free(items->y2z);
    pp_free(items->qz);
    pp_free(items->deviation);
    *items = (struct pp_items){0};
}

static bool is_complete(const double *row, size_t k)
{
    for (size_t i = 0; i < k; i++)
        if (isnan(row[i]))
            return false;
    return true;
}

/*
 * Deviations are taken from the first person, not from a running mean: answers
 * are whole numbers, so all sums stay exact and in any order the same, and the
 * first person is near enough to the mean for nothing to be lost in the end.
 */
void pp_items_add(struct pp_items *items, const double *row)
{
    size_t k = items->k;
    if (!is_complete(row, k)) {
        items->n_incomplete++;
        return;
    }
    if (items->n == 0)
        memcpy(items->first, row, k * sizeof *row);
    items->n++;
    double y = 0, q = 0, *d = items->deviation;
    for (size_t i = 0; i < k; i++) {
        d[i] = row[i] - items->first[i];
        y += d[i];
        q += d[i] * d[i];
    }
    items->y3 += y * y * y;
    items->y4 += y * y * y * y;
    items->y2q += y * y * q;
    items->yq += y * q;
    items->q2 += q * q;
    for (size_t i = 0; i < k; i++) {
        double x = d[i], *product = items->product + i * k;
        items->sum[i] += x;
        items->y2z[i] += y * y * x;
        items->qz[i] += q * x;
        for (size_t j = 0; j <= i; j++)
            product[j] += x * d[j];
    }
}

void pp_items_covariance(const struct pp_items *items, double *covariance)
{
    size_t k = items->k;
    double n = (double)items->n;
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j <= i; j++) {
            double c = NAN;
            if (items->n >= 2)
                c = (items->product[i * k + j] -
                     items->sum[i] * items->sum[j] / n) /
                    (n - 1);
            covariance[i * k + j] = covariance[j * k + i] = c;
        }
}

/* Sum of all entries and of the diagonal, leaving out item `without`. */
struct sums {
    double all, diagonal;
};

static struct sums sum_entries(const double *covariance, size_t k,
                               size_t without)
{
    struct sums s = {0, 0};
    for (size_t i = 0; i < k; i++) {
        if (i == without)
            continue;
        s.diagonal += covariance[i * k + i];
        for (size_t j = 0; j < k; j++)
            if (j != without)
                s.all += covariance[i * k + j];
    }
    return s;
}

/* Rounding can leave a sum that never varies a hair above 0. */
static bool has_spread(struct sums s)
{
    return s.all > 1e-12 * s.diagonal && s.diagonal > 0;
}

static double alpha_of(struct sums s, size_t k)
{
    return (double)k / (double)(k - 1) * (1 - s.diagonal / s.all);
}

/* Feldt 1965: (1 - alpha)/(1 - estimate) is F with n-1 and (n-1)(k-1) df. */
struct pp_interval pp_alpha_interval(double alpha, size_t k, double n,
                                     double level)
{
    if (isnan(alpha) || k < 2 || !(n > 1))
        return PP_INTERVAL_NONE;
    double df1 = n - 1, df2 = df1 * (double)(k - 1);
    double tail = (1 - level) / 2;
    return (struct pp_interval){
        1 - (1 - alpha) * pp_f_quantile_upper(tail, df1, df2),
        1 - (1 - alpha) * pp_f_quantile_upper(1 - tail, df1, df2)};
}

/*
 * The sums over people of y^4, y^2 q and q^2, y a person's total less the mean
 * total and q the sum over items of squared distances from their means; from
 * sums that were taken from the first person. (m: item means; y = Y - M,
 * q = Q - 2 m'z + m'm.)
 */
struct fourth {
    double y4, y2q, q2;
};

static struct fourth fourth_moments(const struct pp_items *items)
{
    size_t k = items->k;
    double n = (double)items->n, mm = 0, mean = 0, sum_q = 0, sum_y2 = 0;
    double m_y2z = 0, m_yz = 0, m_qz = 0, mzz = 0;
    for (size_t i = 0; i < k; i++) {
        double m = items->sum[i] / n;
        mean += m;
        mm += m * m;
        m_y2z += m * items->y2z[i];
        m_qz += m * items->qz[i];
        sum_q += items->product[i * k + i];
        for (size_t j = 0; j < k; j++) {
            double zz = items->product[i >= j ? i * k + j : j * k + i];
            sum_y2 += zz;
            m_yz += m * zz;
            mzz += m * zz * items->sum[j] / n;
        }
    }
    double sum_y = n * mean;
    struct fourth f;
    f.y4 = items->y4 - 4 * mean * items->y3 + 6 * mean * mean * sum_y2 -
           4 * mean * mean * mean * sum_y + n * mean * mean * mean * mean;
    /* of Y^2 q, Y q and q */
    double y2q = items->y2q - 2 * m_y2z + mm * sum_y2;
    double yq = items->yq - 2 * m_yz + mm * sum_y;
    double q = sum_q - n * mm;
    f.y2q = y2q - 2 * mean * yq + mean * mean * q;
    f.q2 = items->q2 + 4 * mzz + n * mm * mm - 4 * m_qz + 2 * mm * sum_q -
           4 * n * mm * mm;
    return f;
}

/*
 * Each person moves alpha by c (T y^2 - V q)/V^2, T the sum of item variances,
 * V that of the total, c = k/(k-1); the squares of these add up to the sampling
 * variance of alpha. Under normal answers that of ln(1 - alpha) would be
 * 2k/((k-1)(n-1)), which says how many people these are worth. Few people show
 * too little of their kurtosis: the excess is corrected as G2 corrects g2.
 */
static double effective_n(const struct pp_items *items, struct sums s)
{
    double n = (double)items->n, c = (double)items->k / (double)(items->k - 1);
    struct fourth f = fourth_moments(items);
    double t = s.diagonal, v = s.all;
    double squares =
        (t * t * f.y4 - 2 * t * v * f.y2q + v * v * f.q2) / (v * v * v * v);
    double variance = c * c * squares / (n * (n - 1));
    double short_of_1 = 1 - alpha_of(s, items->k);
    if (!(short_of_1 > 0) || items->n < 4)
        return n;
    double normal = 2 * c * short_of_1 * short_of_1 / (n - 1);
    double excess = variance / normal - 1; /* as half an excess kurtosis is */
    excess = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 3);
    return 1 + (n - 1) / (1 + fmax(0, excess));
}

struct pp_alpha pp_reliability_alpha(const struct pp_items *items, double level)
{
    struct pp_alpha a = {items->n,         items->k,         NAN,
                         PP_INTERVAL_NONE, PP_INTERVAL_NONE, NAN,
                         PP_STATUS_TOO_FEW};
    size_t k = items->k;
    if (k < 2 || items->n < 2)
        return a;
    double *covariance = pp_alloc_array(k * k, sizeof *covariance);
    pp_items_covariance(items, covariance);
    struct sums s = sum_entries(covariance, k, k);
    pp_free(covariance);
    if (!has_spread(s)) {
        a.status = PP_STATUS_NO_VARIANCE;
        return a;
    }
    a.status = PP_STATUS_OK;
    a.alpha = alpha_of(s, k);
    a.n_effective = effective_n(items, s);
    a.feldt = pp_alpha_interval(a.alpha, k, (double)a.n, level);
    a.ci = pp_alpha_interval(a.alpha, k, a.n_effective, level);
    return a;
}

struct pp_alpha_difference pp_alpha_compare(double alpha1, double alpha2,
                                            double rho, size_t n)
{
    struct pp_alpha_difference d = {alpha1 - alpha2, NAN, NAN, NAN,
                                    PP_STATUS_TOO_FEW};
    if (n < 3)
        return d;
    double product = (1 - alpha1) * (1 - alpha2) * (1 - rho * rho);
    if (!(product > 0)) {
        d.status = PP_STATUS_NO_VARIANCE;
        return d;
    }
    d.status = PP_STATUS_OK;
    d.df = (double)(n - 2);
    d.t = d.difference * sqrt(d.df) / sqrt(4 * product);
    d.p = pp_t_two_sided(d.t, d.df);
    return d;
}

void pp_items_twice_init(struct pp_items_twice *items, size_t k)
{
    *items = (struct pp_items_twice){.k = k};
    items->sum = pp_alloc_zero(2 * k, sizeof(double));
    items->square = pp_alloc_zero(2 * k, sizeof(double));
}

void pp_items_twice_clear(struct pp_items_twice *items)
{
    pp_free(items->sum);
    pp_free(items->square);
    *items = (struct pp_items_twice){0};
}

void pp_items_twice_add(struct pp_items_twice *items, const double *before,
                        const double *after)
{
    const double *rows[] = {before, after};
    size_t k = items->k;
    double total[2] = {0, 0};

    if (!is_complete(before, k) || !is_complete(after, k))
        return;
    items->n++;
    for (size_t time = 0; time < 2; time++) {
        for (size_t i = 0; i < k; i++) {
            double x = rows[time][i];
            items->sum[time * k + i] += x;
            items->square[time * k + i] += x * x;
            total[time] += x;
        }
        items->total[time] += total[time];
        items->total_square[time] += total[time] * total[time];
    }
    items->total_product += total[0] * total[1];
}

/* Sum of (x - mean of x)(y - mean of y). */
static double centred(double product, double x, double y, size_t n)
{
    return product - x * y / (double)n;
}

struct pp_alpha_difference pp_alpha_change(const struct pp_items_twice *items)
{
    size_t k = items->k, n = items->n;
    double alpha[2] = {NAN, NAN}, all[2] = {0, 0};

    if (k < 2 || n < 3)
        return pp_alpha_compare(NAN, NAN, NAN, 0);
    for (size_t time = 0; time < 2; time++) {
        struct sums s = {0, 0};
        for (size_t i = time * k; i < time * k + k; i++)
            s.diagonal +=
                centred(items->square[i], items->sum[i], items->sum[i], n);
        s.all = all[time] = centred(items->total_square[time],
                                    items->total[time], items->total[time], n);
        if (has_spread(s))
            alpha[time] = alpha_of(s, k);
    }
    double rho =
        centred(items->total_product, items->total[0], items->total[1], n) /
        sqrt(all[0] * all[1]);
    return pp_alpha_compare(alpha[0], alpha[1], rho, n);
}

static struct pp_item_rest item_rest(const double *covariance, size_t k,
                                     size_t item)
{
    struct pp_item_rest r = {NAN, NAN, false};
    struct sums rest = sum_entries(covariance, k, item);
    double variance = covariance[item * k + item], with_rest = -variance;
    for (size_t j = 0; j < k; j++)
        with_rest += covariance[item * k + j];
    if (!has_spread(rest))
        return r;
    if (k > 2)
        r.alpha_without = alpha_of(rest, k - 1);
    if (variance > 0) {
        r.correlation = with_rest / sqrt(variance * rest.all);
        r.looks_unreversed = r.correlation < 0;
    }
    return r;
}

size_t pp_items_rest(const struct pp_items *items, struct pp_item_rest *rest)
{
    size_t k = items->k, n_unreversed = 0;
    double *covariance = pp_alloc_array(k * k, sizeof *covariance);
    pp_items_covariance(items, covariance);
    for (size_t i = 0; i < k; i++) {
        rest[i] = (struct pp_item_rest){NAN, NAN, false};
        if (k >= 2 && items->n >= 2)
            rest[i] = item_rest(covariance, k, i);
        n_unreversed += rest[i].looks_unreversed;
    }
    pp_free(covariance);
    return n_unreversed;
}
