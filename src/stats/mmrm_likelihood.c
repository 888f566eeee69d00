#include "mmrm_parts.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/matrix.h"

/* --- one evaluation ------------------------------------------------------- */

/* V^-1 of the cell; adds n log|V|. Returns -1 if V is no covariance. */
static int invert(const struct pp_mmrm *f, struct mmrm_cell *c, double *log_det)
{
    double v[MOST * MOST], own;
    for (size_t i = 0; i < c->t; i++)
        for (size_t j = 0; j < c->t; j++)
            v[i * c->t + j] = f->v[c->wave[i] * f->n_waves + c->wave[j]];
    if (pp_matrix_spd_inverse(v, c->t, c->inverse, &own) != 0)
        return -1;
    *log_det += c->n * own;
    return 0;
}

/* Residual products of the cell about the means beta. */
static void residuals(const struct pp_mmrm *f, const struct mmrm_cell *c,
                      double *product)
{
    for (size_t i = 0; i < c->t; i++)
        for (size_t j = 0; j < c->t; j++)
            product[i * c->t + j] =
                c->product[i * c->t + j] +
                c->n * (c->mean[i] - f->beta[c->parameter[i]]) *
                    (c->mean[j] - f->beta[c->parameter[j]]);
}

int pp_mmrm_evaluate(struct pp_mmrm *f)
{
    size_t p = f->p;
    double *a = pp_alloc_zero(p * p + p, sizeof *a), *u = a + p * p;
    double log_det = 0, log_det_a = 0, sum = 0, product[MOST * MOST];
    int result = 0;
    for (size_t c = 0; c < f->n_cells && result == 0; c++) {
        struct mmrm_cell *cell = &f->cells[c];
        result = invert(f, cell, &log_det);
        for (size_t i = 0; i < cell->t && result == 0; i++)
            for (size_t j = 0; j < cell->t; j++) {
                double w = cell->n * cell->inverse[i * cell->t + j];
                a[cell->parameter[i] * p + cell->parameter[j]] += w;
                u[cell->parameter[i]] += w * cell->mean[j];
            }
    }
    if (result == 0)
        result = pp_matrix_spd_inverse(a, p, f->phi, &log_det_a);
    if (result == 0) {
        pp_matrix_multiply(f->phi, u, p, p, 1, f->beta);
        for (size_t c = 0; c < f->n_cells; c++) {
            residuals(f, &f->cells[c], product);
            sum += pp_matrix_trace_product(f->cells[c].inverse, product,
                                           f->cells[c].t);
        }
        f->log_likelihood = -(log_det + log_det_a + sum) / 2;
    }
    pp_free(a);
    return result;
}

/* --- derivatives ---------------------------------------------------------- */

bool pp_mmrm_find(const struct mmrm_cell *c, size_t k, size_t *a, size_t *b)
{
    size_t wave_a, wave_b;
    bool has_a = false, has_b = false;
    *a = *b = 0;
    pp_mmrm_waves(k, &wave_a, &wave_b);
    for (size_t i = 0; i < c->t; i++) {
        if (c->wave[i] == wave_a) {
            *a = i;
            has_a = true;
        }
        if (c->wave[i] == wave_b) {
            *b = i;
            has_b = true;
        }
    }
    return has_a && has_b;
}

double pp_mmrm_half_if(bool same)
{
    return same ? 0.5 : 1;
}

/* tr(V_k A V_l B) for V_k on waves a, b and V_l on c, d. */
static double trace4(const double *x, const double *y, size_t t, size_t a,
                     size_t b, size_t c, size_t d)
{
    return pp_mmrm_half_if(a == b) * pp_mmrm_half_if(c == d) *
           (x[b * t + c] * y[d * t + a] + x[b * t + d] * y[c * t + a] +
            x[a * t + c] * y[d * t + b] + x[a * t + d] * y[c * t + b]);
}

void pp_mmrm_sandwich(const struct mmrm_cell *c, const double *middle,
                      double *out)
{
    double work[MOST * MOST];
    pp_matrix_multiply(c->inverse, middle, c->t, c->t, c->t, work);
    pp_matrix_multiply(work, c->inverse, c->t, c->t, c->t, out);
}

void pp_mmrm_mean_covariance(const struct pp_mmrm *f, const struct mmrm_cell *c,
                             double *out)
{
    for (size_t i = 0; i < c->t; i++)
        for (size_t j = 0; j < c->t; j++)
            out[i * c->t + j] =
                f->phi[c->parameter[i] * f->p + c->parameter[j]];
}

/* Adds X'V^-1 V_k V^-1 X of a cell to M_k. */
static void add_m(struct pp_mmrm *f, const struct mmrm_cell *c, size_t k,
                  size_t a, size_t b)
{
    double *m = f->m + k * f->p * f->p, w = c->n * pp_mmrm_half_if(a == b);
    for (size_t i = 0; i < c->t; i++)
        for (size_t j = 0; j < c->t; j++)
            m[c->parameter[i] * f->p + c->parameter[j]] +=
                w * (c->inverse[i * c->t + a] * c->inverse[j * c->t + b] +
                     c->inverse[i * c->t + b] * c->inverse[j * c->t + a]);
}

/* Score, and the parts of the expected information that go by cell. */
static void derive_cell(struct pp_mmrm *f, const struct mmrm_cell *c)
{
    size_t t = c->t, k_all = f->n_theta;
    double s[MOST * MOST], s_in[MOST * MOST], e[MOST * MOST], e_in[MOST * MOST];
    pp_mmrm_mean_covariance(f, c, s);
    pp_mmrm_sandwich(c, s, s_in);
    residuals(f, c, e);
    pp_mmrm_sandwich(c, e, e_in);
    for (size_t k = 0; k < k_all; k++) {
        size_t a, b, g, h;
        if (!pp_mmrm_find(c, k, &a, &b))
            continue;
        size_t at = a * t + b;
        f->score[k] += pp_mmrm_half_if(a == b) *
                       (e_in[at] + c->n * (s_in[at] - c->inverse[at]));
        add_m(f, c, k, a, b);
        for (size_t l = 0; l < k_all; l++)
            if (pp_mmrm_find(c, l, &g, &h))
                f->information[k * k_all + l] +=
                    c->n * (trace4(c->inverse, c->inverse, t, a, b, g, h) / 2 -
                            trace4(c->inverse, s_in, t, a, b, g, h));
    }
}

/*
 * Score and expected information of the restricted likelihood:
 * tr(P V_k P V_l)/2 = sum tr(V^-1 V_k V^-1 V_l)/2
 *     - sum tr(V_k V^-1 V_l V^-1 S V^-1) + tr(Phi M_k Phi M_l)/2, S = X Phi X'.
 */
void pp_mmrm_derive(struct pp_mmrm *f)
{
    size_t p = f->p, k_all = f->n_theta;
    memset(f->score, 0, k_all * sizeof *f->score);
    memset(f->information, 0, k_all * k_all * sizeof *f->information);
    memset(f->m, 0, k_all * p * p * sizeof *f->m);
    for (size_t c = 0; c < f->n_cells; c++)
        derive_cell(f, &f->cells[c]);
    double *phi_m = pp_alloc_array(k_all * p * p, sizeof *phi_m);
    for (size_t k = 0; k < k_all; k++)
        pp_matrix_multiply(f->phi, f->m + k * p * p, p, p, p,
                           phi_m + k * p * p);
    for (size_t k = 0; k < k_all; k++)
        for (size_t l = 0; l < k_all; l++)
            f->information[k * k_all + l] +=
                pp_matrix_trace_product(phi_m + k * p * p, phi_m + l * p * p,
                                        p) /
                2;
    pp_free(phi_m);
}

/* Adds X'V^-1 V_k V^-1 (y - X beta) of a cell. */
static void add_pull(struct pp_mmrm *f, const struct mmrm_cell *c, size_t k,
                     size_t a, size_t b)
{
    double u_a = 0, u_b = 0, *pull = f->pull + k * f->p;
    for (size_t i = 0; i < c->t; i++) {
        double off = c->mean[i] - f->beta[c->parameter[i]];
        u_a += c->inverse[a * c->t + i] * off;
        u_b += c->inverse[b * c->t + i] * off;
    }
    for (size_t i = 0; i < c->t; i++)
        pull[c->parameter[i]] +=
            c->n * pp_mmrm_half_if(a == b) *
            (c->inverse[i * c->t + a] * u_b + c->inverse[i * c->t + b] * u_a);
}

int pp_mmrm_observe(struct pp_mmrm *f, double *observed)
{
    size_t p = f->p, k_all = f->n_theta;
    memset(f->pull, 0, k_all * p * sizeof *f->pull);
    for (size_t i = 0; i < k_all * k_all; i++)
        observed[i] = -f->information[i];
    for (size_t c = 0; c < f->n_cells; c++) {
        const struct mmrm_cell *cell = &f->cells[c];
        double e[MOST * MOST], e_in[MOST * MOST];
        residuals(f, cell, e);
        pp_mmrm_sandwich(cell, e, e_in);
        for (size_t k = 0; k < k_all; k++) {
            size_t a, b, g, h;
            if (!pp_mmrm_find(cell, k, &a, &b))
                continue;
            add_pull(f, cell, k, a, b);
            for (size_t l = 0; l < k_all; l++)
                if (pp_mmrm_find(cell, l, &g, &h))
                    observed[k * k_all + l] +=
                        trace4(cell->inverse, e_in, cell->t, a, b, g, h);
        }
    }
    for (size_t k = 0; k < k_all; k++)
        for (size_t l = 0; l < k_all; l++)
            observed[k * k_all + l] -=
                pp_matrix_bilinear(f->pull + k * p, f->phi, f->pull + l * p, p);
    double *factor = pp_alloc_array(k_all * k_all, sizeof *factor);
    memcpy(factor, observed, k_all * k_all * sizeof *factor);
    int result = pp_matrix_cholesky(factor, k_all);
    pp_free(factor);
    return result;
}
