#include "mmrm_parts.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/matrix.h"

/* sum n (V_k u)' V^-1 (V_l u) with u = V^-1 X w: w'Q_kl w of Kenward and
 * Roger. */
static double add_q(const struct mmrm_cell *c, const double *u, size_t k,
                    size_t l)
{
    size_t a, b, g, h, t = c->t;
    if (!pp_mmrm_find(c, k, &a, &b) || !pp_mmrm_find(c, l, &g, &h))
        return 0;
    const double *x = c->inverse;
    return c->n * pp_mmrm_half_if(a == b) * pp_mmrm_half_if(g == h) *
           (u[a] * u[g] * x[b * t + h] + u[a] * u[h] * x[b * t + g] +
            u[b] * u[g] * x[a * t + h] + u[b] * u[h] * x[a * t + g]);
}

/*
 * Standard error and df of one contrast with weights w = Phi L.
 *
 * Kenward and Roger 1997 add twice Lambda to the variance: once because the
 * means move with theta, which is estimated, and once because Phi at the
 * estimate is too small by as much. They take the expectation of both as if
 * who left had nothing to do with what they had answered. The first is known
 * without that: the means move by -Phi pull_k per theta_k. When the low scorers
 * leave it is the larger, and forgetting it makes intervals cover 92% with any
 * number of people. Nobody missing, both are 0. V being linear in theta, the
 * df are 2 var^2/(g'Wg), W the inverse of the observed information.
 */
static void adjust(const struct pp_mmrm *f, const double *w, double *variance,
                   double *df)
{
    size_t p = f->p, k_all = f->n_theta;
    double *m_w = pp_alloc_array(k_all * p + k_all * k_all, sizeof *m_w);
    double *inner = m_w + k_all * p, spread = 0, added = 0;
    double *g = pp_alloc_zero(2 * k_all, sizeof *g), *moved = g + k_all;
    for (size_t k = 0; k < k_all; k++) {
        pp_matrix_multiply(f->m + k * p * p, w, p, p, 1, m_w + k * p);
        for (size_t j = 0; j < p; j++) {
            g[k] += w[j] * m_w[k * p + j];
            moved[k] += w[j] * f->pull[k * p + j];
        }
    }
    for (size_t k = 0; k < k_all; k++)
        for (size_t l = 0; l < k_all; l++)
            inner[k * k_all + l] =
                -pp_matrix_bilinear(m_w + k * p, f->phi, m_w + l * p, p);
    for (size_t c = 0; c < f->n_cells; c++) {
        const struct mmrm_cell *cell = &f->cells[c];
        double x[MOST], u[MOST];
        for (size_t i = 0; i < cell->t; i++)
            x[i] = w[cell->parameter[i]];
        pp_matrix_multiply(cell->inverse, x, cell->t, cell->t, 1, u);
        for (size_t k = 0; k < k_all; k++)
            for (size_t l = 0; l < k_all; l++)
                inner[k * k_all + l] += add_q(cell, u, k, l);
    }
    for (size_t k = 0; k < k_all; k++)
        for (size_t l = 0; l < k_all; l++) {
            double weight = f->information[k * k_all + l];
            spread += g[k] * g[l] * weight;
            added += weight * (inner[k * k_all + l] + moved[k] * moved[l]);
        }
    *df = 2 * *variance * *variance / spread;
    *variance += added;
    pp_free(g);
    pp_free(m_w);
}

/* One cell's part in the pull of its people on a contrast. */
struct pull {
    double free[MOST * MOST];  /* (V - X Phi X')^-1: V^-1 for residuals that
                                  are free of the person's own share */
    double mean[MOST];         /* weight of each */
    double theta[MOST * MOST]; /* weight of each product of two */
    double constant;
};

/*
 * A person moves the contrast through the means, by w'X'V^-1 e, and through
 * theta: the means move by -Phi pull_k per theta_k, and theta by W times the
 * person's score, less what the means take of it. `lin` is moved'W, `mix`
 * w + sum lin_l Phi pull_l.
 */
static void pull_of_cell(const struct pp_mmrm *f, const struct mmrm_cell *c,
                         const double *lin, const double *mix, struct pull *out)
{
    double s[MOST * MOST], s_in[MOST * MOST], rest[MOST * MOST];
    pp_mmrm_mean_covariance(f, c, s);
    pp_mmrm_sandwich(c, s, s_in);
    for (size_t i = 0; i < c->t; i++)
        for (size_t j = 0; j < c->t; j++)
            rest[i * c->t + j] =
                f->v[c->wave[i] * f->n_waves + c->wave[j]] - s[i * c->t + j];
    if (pp_matrix_spd_inverse(rest, c->t, out->free, NULL) != 0)
        memcpy(out->free, c->inverse, sizeof out->free);
    for (size_t i = 0; i < c->t; i++)
        out->mean[i] = mix[c->parameter[i]];
    memset(out->theta, 0, sizeof out->theta);
    out->constant = 0;
    for (size_t k = 0; k < f->n_theta; k++) {
        size_t a, b;
        if (!pp_mmrm_find(c, k, &a, &b))
            continue;
        double weight = lin[k] * pp_mmrm_half_if(a == b);
        out->theta[a * c->t + b] = weight;
        out->constant +=
            weight * (s_in[a * c->t + b] - c->inverse[a * c->t + b]);
    }
}

static double pull_of_person(const struct pp_mmrm *f, const struct mmrm_cell *c,
                             const struct pull *pull, const double *y)
{
    double e[MOST], u[MOST], sum = -pull->constant;
    for (size_t i = 0; i < c->t; i++)
        e[i] = y[c->wave[i]] - f->beta[c->parameter[i]];
    pp_matrix_multiply(pull->free, e, c->t, c->t, 1, u);
    for (size_t i = 0; i < c->t; i++) {
        sum += pull->mean[i] * u[i];
        for (size_t j = 0; j < c->t; j++)
            sum -= pull->theta[i * c->t + j] * u[i] * u[j];
    }
    return sum;
}

static double robust_variance(const struct pp_mmrm *f, const double *w)
{
    size_t p = f->p, k_all = f->n_theta;
    double *lin = pp_alloc_zero(k_all + 2 * p, sizeof *lin);
    double *mix = lin + k_all, *sum = mix + p, variance = 0;
    for (size_t k = 0; k < k_all; k++)
        for (size_t j = 0; j < p; j++)
            for (size_t l = 0; l < k_all; l++)
                lin[l] +=
                    w[j] * f->pull[k * p + j] * f->information[k * k_all + l];
    for (size_t l = 0; l < k_all; l++)
        for (size_t j = 0; j < p; j++)
            sum[j] += lin[l] * f->pull[l * p + j];
    pp_matrix_multiply(f->phi, sum, p, p, 1, mix);
    for (size_t j = 0; j < p; j++)
        mix[j] += w[j];
    struct pull *pulls = pp_alloc_array(f->n_cells, sizeof *pulls);
    for (size_t c = 0; c < f->n_cells; c++)
        pull_of_cell(f, &f->cells[c], lin, mix, &pulls[c]);
    for (size_t i = 0; i < f->n; i++) {
        size_t c = f->cell_of[i];
        double moved =
            pull_of_person(f, &f->cells[c], &pulls[c], f->y + i * f->n_waves);
        variance += moved * moved;
    }
    pp_free(pulls);
    pp_free(lin);
    double n = (double)f->n; /* what a person moves the covariances is not
                                taken out of the residuals: HC1's factor */
    return variance * n / (n - (double)f->n_waves);
}

/* Any contrast of means: weight[n_cohorts*n_waves], cohort by cohort. */
static struct pp_coefficient contrast(const struct pp_mmrm *f,
                                      const double *weight, double level)
{
    if (f->status != PP_STATUS_OK)
        return pp_coefficient_none(f->status);
    double *l = pp_alloc_zero(2 * f->p, sizeof *l), *w = l + f->p;
    double estimate = 0, variance = 0, df;
    for (size_t c = 0; c < f->n_cohorts; c++)
        for (size_t t = 0; t < f->n_waves; t++) {
            double own = weight[c * f->n_waves + t];
            l[pp_mmrm_parameter(f, c, t)] += own;
            estimate += own * f->origin[t];
        }
    pp_matrix_multiply(f->phi, l, f->p, f->p, 1, w);
    for (size_t j = 0; j < f->p; j++) {
        estimate += l[j] * f->beta[j];
        variance += l[j] * w[j];
    }
    adjust(f, w, &variance, &df);
    if (f->errors == PP_MMRM_LARGER)
        variance = fmax(variance, robust_variance(f, w));
    pp_free(l);
    return pp_coefficient_make(estimate, sqrt(variance), df, level);
}

/* One mean of a contrast and what it weighs. */
struct term {
    size_t cohort, wave;
    double weight;
};

static struct pp_coefficient of_terms(const struct pp_mmrm *f,
                                      const struct term *term, size_t n_terms,
                                      double level)
{
    if (f->status != PP_STATUS_OK)
        return pp_coefficient_none(f->status);
    double *weight = pp_alloc_zero(f->n_cohorts * f->n_waves, sizeof *weight);
    for (size_t i = 0; i < n_terms; i++)
        weight[term[i].cohort * f->n_waves + term[i].wave] += term[i].weight;
    struct pp_coefficient c = contrast(f, weight, level);
    pp_free(weight);
    return c;
}

struct pp_coefficient pp_mmrm_mean(const struct pp_mmrm *f, size_t cohort,
                                   size_t wave, double level)
{
    struct term term = {cohort, wave, 1};
    return of_terms(f, &term, 1, level);
}

struct pp_coefficient pp_mmrm_change(const struct pp_mmrm *f, size_t cohort,
                                     size_t wave, double level)
{
    struct term term[2] = {{cohort, wave, 1}, {cohort, 0, -1}};
    return of_terms(f, term, 2, level);
}

struct pp_coefficient pp_mmrm_change_difference(const struct pp_mmrm *f,
                                                size_t cohort, size_t other,
                                                size_t wave, double level)
{
    struct term term[4] = {
        {cohort, wave, 1}, {cohort, 0, -1}, {other, wave, -1}, {other, 0, 1}};
    return of_terms(f, term, 4, level);
}

struct pp_coefficient pp_mmrm_slope(const struct pp_mmrm *f, size_t cohort,
                                    const double *time, double level)
{
    struct term term[MOST];
    double mean = 0, ss = 0;
    if (f->status != PP_STATUS_OK)
        return pp_coefficient_none(f->status);
    for (size_t t = 0; t < f->n_waves; t++)
        mean += time[t] / (double)f->n_waves;
    for (size_t t = 0; t < f->n_waves; t++)
        ss += (time[t] - mean) * (time[t] - mean);
    if (!(ss > 0))
        return pp_coefficient_none(PP_STATUS_NO_VARIANCE);
    for (size_t t = 0; t < f->n_waves; t++)
        term[t] = (struct term){cohort, t, (time[t] - mean) / ss};
    return of_terms(f, term, f->n_waves, level);
}
