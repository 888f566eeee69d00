#include "random_slope_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"

/* --- people to cells ------------------------------------------------------ */

static int by_answers(const void *a, const void *b)
{
    const struct random_slope_row *x = a, *y = b;
    if (x->pattern != y->pattern)
        return x->pattern < y->pattern ? -1 : 1;
    for (size_t t = 0; t < x->n_waves; t++)
        if ((x->pattern >> t & 1) && x->y[t] != y->y[t])
            return x->y[t] < y->y[t] ? -1 : 1;
    return 0;
}

static void sort_people(struct random_slope *f)
{
    const struct pp_random_slope_in *in = f->in;
    f->rows = pp_alloc_array(in->n + 1, sizeof *f->rows);
    for (size_t i = 0; i < in->n; i++) {
        struct random_slope_row *row = &f->rows[f->n_rows];
        *row = (struct random_slope_row){in->y + i * in->n_waves, in->n_waves,
                                         0, i, 0};
        for (size_t t = 0; t < in->n_waves; t++)
            if (!isnan(row->y[t])) {
                row->pattern |= UINT32_C(1) << t;
                f->n_answers++;
            }
        f->n_rows += row->pattern != 0;
    }
    qsort(f->rows, f->n_rows, sizeof *f->rows, by_answers);
}

static void set_time(struct random_slope *f)
{
    double n = (double)f->in->n_waves;
    for (size_t t = 0; t < f->in->n_waves; t++)
        f->centre += f->in->time[t] / n;
    for (size_t t = 0; t < f->in->n_waves; t++)
        f->unit += (f->in->time[t] - f->centre) * (f->in->time[t] - f->centre);
    f->unit = sqrt(f->unit / n);
    for (size_t t = 0; t < f->in->n_waves; t++)
        f->time[t] = (f->in->time[t] - f->centre) / f->unit;
}

/* What the line leaves of an answer. */
static double left_of(const struct random_slope *f,
                      const struct random_slope_row *row, size_t t)
{
    return row->y[t] - f->origin - (f->line[0] + f->line[1] * f->time[t]);
}

/* The least-squares line of all answers; -1 if they are at one time. */
static int find_line(struct random_slope *f)
{
    double a[4] = {0}, z[2] = {0}, inverse[4], line[2];
    for (size_t t = 0; t < f->in->n_waves; t++)
        if (f->rows[0].pattern >> t & 1)
            f->origin = f->rows[0].y[t];
    for (size_t i = 0; i < f->n_rows; i++)
        for (size_t t = 0; t < f->in->n_waves; t++) {
            if (!(f->rows[i].pattern >> t & 1))
                continue;
            double y = left_of(f, &f->rows[i], t), x = f->time[t];
            a[0] += 1;
            a[1] += x;
            a[3] += x * x;
            z[0] += y;
            z[1] += x * y;
        }
    a[2] = a[1];
    if (two_invert(a, inverse) != 0)
        return -1;
    pp_matrix_multiply(inverse, z, 2, 2, 1, line);
    memcpy(f->line, line, sizeof f->line);
    return 0;
}

static void add_cell(struct random_slope *f, uint32_t pattern)
{
    struct random_slope_cell *c;
    f->cells = pp_realloc_array(f->cells, f->n_cells + 1, sizeof *f->cells);
    c = &f->cells[f->n_cells++];
    *c = (struct random_slope_cell){.pattern = pattern};
    for (size_t t = 0; t < f->in->n_waves; t++)
        if (pattern >> t & 1) {
            c->a[0] += 1;
            c->a[1] += f->time[t];
            c->a[3] += f->time[t] * f->time[t];
        }
    c->a[2] = c->a[1];
    double inverse[4];
    c->own_df = c->a[0] - (two_invert(c->a, inverse) == 0 ? 2 : 1);
}

static void z_of(const struct random_slope *f,
                 const struct random_slope_row *row, double *z)
{
    z[0] = z[1] = 0;
    for (size_t t = 0; t < row->n_waves; t++)
        if (row->pattern >> t & 1) {
            double y = left_of(f, row, t);
            z[0] += y;
            z[1] += y * f->time[t];
        }
}

/* Sums of squares of one person: in all, and about a line of their own. */
static void add_squares(struct random_slope *f,
                        const struct random_slope_row *row,
                        const struct random_slope_cell *c, const double *z)
{
    double inverse[4], own[2] = {z[0] / c->a[0], 0};
    if (two_invert(c->a, inverse) == 0)
        pp_matrix_multiply(inverse, z, 2, 2, 1, own);
    for (size_t t = 0; t < row->n_waves; t++)
        if (row->pattern >> t & 1) {
            double y = left_of(f, row, t);
            double off = y - own[0] - own[1] * f->time[t];
            f->ss += y * y;
            f->own_ss += c->own_df > 0 ? off * off : 0;
        }
}

static void gather(struct random_slope *f)
{
    for (size_t i = 0; i < f->n_rows; i++) {
        struct random_slope_row *row = &f->rows[i];
        double z[2], off[2];
        if (i == 0 || row->pattern != f->rows[i - 1].pattern)
            add_cell(f, row->pattern);
        row->cell = f->n_cells - 1;
        struct random_slope_cell *c = &f->cells[row->cell];
        z_of(f, row, z);
        c->n += 1;
        for (size_t k = 0; k < 2; k++) {
            off[k] = z[k] - c->mean[k];
            c->mean[k] += off[k] / c->n;
        }
        for (size_t k = 0; k < 4; k++)
            c->product[k] += off[k / 2] * off[k % 2] * (c->n - 1) / c->n;
        add_squares(f, row, c, z);
    }
}

/* --- in the caller's units ------------------------------------------------ */

/* Lines by the model's time to lines by the caller's. */
static void own_units(const struct random_slope *f, double out[4])
{
    out[0] = 1;
    out[1] = -f->centre / f->unit;
    out[2] = 0;
    out[3] = 1 / f->unit;
}

static void read_fit(const struct random_slope *f, struct pp_random_slope *res)
{
    double units[4], turned[4], d[4], covariance[4], df;
    own_units(f, units);
    df = (double)(f->n_answers - 2);
    res->var_residual = f->rss / df;
    two_transpose(f->l, turned);
    two_multiply(f->l, turned, d);
    two_sandwich(units, d, covariance);
    res->var_intercept = res->var_residual * covariance[0];
    res->covariance = res->var_residual * covariance[1];
    res->var_slope = res->var_residual * covariance[3];
    two_sandwich(units, f->inverse, covariance);
    res->intercept_se = sqrt(res->var_residual * covariance[0]);
    res->slope_se = sqrt(res->var_residual * covariance[3]);
    res->slope = (f->line[1] + f->beta[1]) / f->unit;
    res->intercept =
        f->origin + (f->line[0] + f->beta[0] - res->slope * f->centre);
    res->log_likelihood = -(f->log_determinant + 2 * log(f->unit) +
                            df * (1 + log(2 * M_PI * res->var_residual))) /
                          2;
}

/*
 * u = D Z'V^-1 (y - X beta), s2 K its variance about the person's. The error of
 * b + u is that and what I - D B leaves of the error of b, which is not
 * correlated with it (Henderson 1975).
 */
static void read_people(const struct random_slope *f, double s2,
                        const struct pp_random_slope_people *people)
{
    double turned[4], d[4];
    two_transpose(f->l, turned);
    two_multiply(f->l, turned, d);
    for (size_t i = 0; i < f->n_rows; i++) {
        const struct random_slope_row *row = &f->rows[i];
        const struct random_slope_cell *c = &f->cells[row->cell];
        double z[2], r[2], u[2], b[4], left[4], of_b[4];
        z_of(f, row, z);
        for (size_t k = 0; k < 2; k++)
            z[k] -= c->a[2 * k] * f->beta[0] + c->a[2 * k + 1] * f->beta[1];
        pp_matrix_multiply(c->shrink, z, 2, 2, 1, r);
        pp_matrix_multiply(d, r, 2, 2, 1, u);
        two_multiply(c->shrink, c->a, b);
        two_multiply(d, b, left);
        for (size_t k = 0; k < 4; k++)
            left[k] = (k % 3 == 0) - left[k];
        two_sandwich(left, f->inverse, of_b);
        if (people->deviation)
            people->deviation[row->who] = u[1] / f->unit;
        if (people->conditional_sd)
            people->conditional_sd[row->who] = sqrt(s2 * c->k[3]) / f->unit;
        if (people->se)
            people->se[row->who] = sqrt(s2 * (c->k[3] + of_b[3])) / f->unit;
    }
}

/* --- the door ------------------------------------------------------------- */

static enum pp_status fit(struct random_slope *f, size_t *n_three,
                          double theta[3])
{
    double own_df = 0;
    if (f->in->n_waves > PP_RANDOM_SLOPE_MAX_WAVES)
        return PP_STATUS_TOO_MANY;
    sort_people(f);
    for (size_t i = 0; i < f->n_rows; i++) {
        size_t answers = 0;
        for (size_t t = 0; t < f->in->n_waves; t++)
            answers += f->rows[i].pattern >> t & 1;
        *n_three += answers > 2;
    }
    if (*n_three == 0 || f->n_rows < 3)
        return PP_STATUS_TOO_FEW;
    set_time(f);
    if (!(f->unit > 0) || find_line(f) != 0)
        return PP_STATUS_NO_VARIANCE;
    gather(f);
    for (size_t i = 0; i < f->n_cells; i++)
        own_df += f->cells[i].n * f->cells[i].own_df;
    /* Below it the likelihood has no digits left to climb by. */
    if (!(f->own_ss > 1e-10 * f->ss))
        return PP_STATUS_NO_VARIANCE;
    return pp_random_slope_minimise(f, own_df, theta) == 0
               ? PP_STATUS_OK
               : PP_STATUS_NO_CONVERGENCE;
}

static void set_none(const struct pp_random_slope_in *in,
                     const struct pp_random_slope_people *people,
                     struct pp_random_slope *res)
{
    *res = (struct pp_random_slope){.intercept = NAN,
                                    .slope = NAN,
                                    .intercept_se = NAN,
                                    .slope_se = NAN,
                                    .var_intercept = NAN,
                                    .covariance = NAN,
                                    .var_slope = NAN,
                                    .var_residual = NAN,
                                    .log_likelihood = NAN};
    for (size_t i = 0; people != NULL && i < in->n; i++) {
        if (people->deviation)
            people->deviation[i] = NAN;
        if (people->conditional_sd)
            people->conditional_sd[i] = NAN;
        if (people->se)
            people->se[i] = NAN;
    }
}

void pp_random_slope_fit(const struct pp_random_slope_in *in,
                         const struct pp_random_slope_people *people,
                         struct pp_random_slope *res)
{
    /* As lme4 judges a fit to be singular. */
    static const double edge = 1e-4;
    struct random_slope f = {.in = in};
    double theta[3];
    set_none(in, people, res);
    res->status = fit(&f, &res->n_three, theta);
    res->n = f.n_rows;
    if (res->status == PP_STATUS_OK) {
        pp_random_slope_deviance(&f, theta);
        read_fit(&f, res);
        if (people != NULL)
            read_people(&f, res->var_residual, people);
        if (fabs(theta[0]) < edge || fabs(theta[2]) < edge)
            res->status = PP_STATUS_BOUNDARY;
    }
    pp_free(f.rows);
    pp_free(f.cells);
}
