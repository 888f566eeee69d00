#include "prepost/plot/spread.h"

#include <math.h>
#include <string.h>

/* --- densities ------------------------------------------------------------ */

enum { FINE = 512, MOST_BINS = 24 };

struct moments {
    double mean, sd, min, max;
    size_t n;
};

static struct moments moments_of(const double *x, size_t n)
{
    struct moments m = {0, 0, INFINITY, -INFINITY, 0};
    double sum_of_squares = 0;

    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i]))
            continue;
        double d = x[i] - m.mean;
        m.mean += d / (double)++m.n;
        sum_of_squares += d * (x[i] - m.mean);
        m.min = fmin(m.min, x[i]);
        m.max = fmax(m.max, x[i]);
    }
    m.sd = m.n > 1 ? sqrt(sum_of_squares / (double)(m.n - 1)) : 0;
    return m;
}

/* The interquartile range, to the width of a fine bin. */
static double middle_half(const double *bin, size_t n, double width)
{
    double below = 0, q1 = NAN, q3 = NAN;

    for (size_t i = 0; i < FINE; i++) {
        below += bin[i];
        if (isnan(q1) && below >= 0.25 * (double)n)
            q1 = (double)i;
        if (isnan(q3) && below >= 0.75 * (double)n)
            q3 = (double)i;
    }
    return (q3 - q1) * width;
}

static void fill_bins(const double *x, size_t n, double lo, double width,
                      double *bin)
{
    memset(bin, 0, FINE * sizeof *bin);
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i])) {
            double at = (x[i] - lo) / width;
            bin[at < FINE - 1 ? (size_t)at : FINE - 1]++;
        }
}

static double kernel(double distance, double bandwidth)
{
    double z = distance / bandwidth;

    return z * z < 50 ? exp(-0.5 * z * z) : 0;
}

static double height_at(double at, const double *bin, double lo, double width,
                        double bandwidth, double floor, double ceiling)
{
    double sum = 0;

    for (size_t i = 0; i < FINE; i++) {
        if (bin[i] == 0)
            continue;
        double x = lo + ((double)i + 0.5) * width;
        double k = kernel(at - x, bandwidth);
        if (isfinite(floor))
            k += kernel(at - (2 * floor - x), bandwidth);
        if (isfinite(ceiling))
            k += kernel(at - (2 * ceiling - x), bandwidth);
        sum += bin[i] * k;
    }
    return sum;
}

static void scale_to_one(struct pp_curve *c)
{
    double highest = 0;

    for (size_t i = 0; i < c->n; i++)
        highest = fmax(highest, c->height[i]);
    for (size_t i = 0; i < c->n; i++)
        c->height[i] /= highest;
}

struct pp_curve pp_spread_density(const double *x, size_t n, double least_width,
                                  double floor, double ceiling)
{
    struct pp_curve c = {0, 0, {0}, 0};
    struct moments m = moments_of(x, n);
    double bin[FINE];

    if (m.n < 3 || !(m.sd > 0) || !isfinite(m.max - m.min))
        return c;
    double width = (m.max - m.min) / FINE;
    fill_bins(x, n, m.min, width, bin);
    double iqr = middle_half(bin, m.n, width) / 1.34;
    double bandwidth =
        0.9 * (iqr > 0 ? fmin(m.sd, iqr) : m.sd) * pow((double)m.n, -0.2);
    if (least_width > bandwidth)
        bandwidth = least_width;
    c.lo = m.min - 2.5 * bandwidth;
    c.hi = m.max + 2.5 * bandwidth;
    if (isfinite(floor))
        c.lo = fmax(c.lo, floor);
    if (isfinite(ceiling))
        c.hi = fmin(c.hi, ceiling);
    if (!(c.hi > c.lo))
        return c;
    c.n = PP_CURVE_POINTS;
    for (size_t i = 0; i < c.n; i++)
        c.height[i] =
            height_at(c.lo + (c.hi - c.lo) * (double)i / (PP_CURVE_POINTS - 1),
                      bin, m.min, width, bandwidth, floor, ceiling);
    scale_to_one(&c);
    return c;
}

double pp_curve_at(const struct pp_curve *c, double x)
{
    if (c->n < 2 || !(x >= c->lo && x <= c->hi))
        return 0;
    double at = (x - c->lo) / (c->hi - c->lo) * (double)(c->n - 1);
    size_t i = (size_t)at < c->n - 1 ? (size_t)at : c->n - 2;
    double t = at - (double)i;
    return (1 - t) * c->height[i] + t * c->height[i + 1];
}

struct pp_curve pp_spread_of_mean(double mean, double se, double df)
{
    struct pp_curve c = {0, 0, {0}, 0};

    if (!isfinite(mean) || !(se > 0) || !isfinite(se) || !(df > 0))
        return c;
    c.lo = mean - 4 * se;
    c.hi = mean + 4 * se;
    c.n = PP_CURVE_POINTS;
    for (size_t i = 0; i < c.n; i++) {
        double t = -4 + 8 * (double)i / (PP_CURVE_POINTS - 1);
        /* Student's density without its constant: the top is 1. */
        c.height[i] = isfinite(df) ? pow(1 + t * t / df, -(df + 1) / 2)
                                   : exp(-0.5 * t * t);
    }
    return c;
}

/* --- cells ---------------------------------------------------------------- */

static void count(struct pp_cells *cells, double x, double y)
{
    size_t i = 0;

    while (i < cells->n && (cells->cell[i].x != x || cells->cell[i].y != y))
        i++;
    if (i == cells->n)
        cells->cell[cells->n++] = (struct pp_cell){x, y, 0};
    cells->cell[i].count++;
    if (cells->cell[i].count > cells->largest)
        cells->largest = cells->cell[i].count;
}

static struct pp_cells exact_cells(struct pp_pool *pool, const double *x,
                                   const double *y, size_t n, size_t n_people)
{
    struct pp_cells cells = {
        pp_pool_array(pool, n_people + 1, sizeof *cells.cell), 0, n_people, 0,
        0};

    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i]) && isfinite(y[i]))
            count(&cells, x[i], y[i]);
    return cells;
}

static size_t bin_of(double x, double lo, double width, size_t bins)
{
    double at = (x - lo) / width;

    return at < 0 ? 0 : at >= (double)bins ? bins - 1 : (size_t)at;
}

static struct pp_cells binned_cells(struct pp_pool *pool, const double *x,
                                    const double *y, size_t n, double lo,
                                    double hi, size_t bins)
{
    size_t counts[MOST_BINS * MOST_BINS] = {0};
    double width = (hi - lo) / (double)bins;
    struct pp_cells cells = {
        pp_pool_array(pool, bins * bins, sizeof *cells.cell), 0, 0, 0, 1};

    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i]) && isfinite(y[i])) {
            counts[bin_of(x[i], lo, width, bins) * bins +
                   bin_of(y[i], lo, width, bins)]++;
            cells.n_people++;
        }
    for (size_t i = 0; i < bins * bins; i++)
        if (counts[i] > 0) {
            cells.cell[cells.n++] = (struct pp_cell){
                lo + ((double)(i / bins) + 0.5) * width,
                lo + ((double)(i % bins) + 0.5) * width, counts[i]};
            if (counts[i] > cells.largest)
                cells.largest = counts[i];
        }
    return cells;
}

static int are_whole(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i]) && x[i] != floor(x[i]))
            return 0;
    return 1;
}

/* Bins of whole numbers hold equally many of them, or stripes would show. */
static size_t whole_bins(double *lo, double *hi, size_t bins)
{
    double width = ceil((*hi - *lo + 1) / (double)bins);

    bins = (size_t)ceil((*hi - *lo + 1) / width);
    *lo -= 0.5;
    *hi = *lo + width * (double)bins;
    return bins;
}

struct pp_cells pp_spread_cells(struct pp_pool *pool, const double *x,
                                const double *y, size_t n,
                                const struct pp_cell_rule *rule)
{
    struct pp_cells cells = {NULL, 0, 0, 0, 1};
    size_t n_people = 0, bins = rule->bins;

    for (size_t i = 0; i < n; i++)
        n_people += isfinite(x[i]) && isfinite(y[i]);
    if (n_people <= rule->keep)
        return exact_cells(pool, x, y, n, n_people);
    int is_whole = are_whole(x, n) && are_whole(y, n);
    if (bins > MOST_BINS || bins < 4)
        bins = MOST_BINS;
    for (; bins >= 4; bins -= bins > 8 ? 4 : 1) {
        double lo = rule->lo, hi = rule->hi;
        if (!(hi > lo)) {
            lo -= 0.5;
            hi = lo + 1;
        }
        size_t fitted = is_whole ? whole_bins(&lo, &hi, bins) : bins;
        cells = binned_cells(pool, x, y, n, lo, hi, fitted);
        if (cells.n <= rule->limit)
            break;
    }
    return cells;
}
