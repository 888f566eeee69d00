#include "prepost/stats/mmrm.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/matrix.h"

/*
 * Everyone of the same cohort who answered the same waves has the same design
 * and the same covariance matrix: one `struct cell`, of which only the number
 * of people, their means and their products are kept.
 *
 * The parameters are the means themselves, so that the design of a cell only
 * selects: row t of X is the unit vector of mean parameter[t].
 *
 * theta_k is the covariance of waves a <= b, and V_k, the derivative of V by
 * it, is E_ab + E_ba, halved if a = b. That makes every trace below a few
 * products of single entries.
 */
enum { MOST = PP_MMRM_MAX_WAVES };

struct cell {
    double n;
    size_t t;                    /* waves answered */
    size_t wave[MOST];           /* which */
    size_t parameter[MOST];      /* whose means */
    double mean[MOST];           /* from pp_mmrm.origin */
    double product[MOST * MOST]; /* [t*t] sums of squares about the mean */
    double inverse[MOST * MOST]; /* [t*t] V^-1 at the latest theta */
};

struct pp_mmrm {
    enum pp_status status;
    size_t n, n_waves, n_cohorts, n_cells;
    enum pp_baseline baseline;
    enum pp_mmrm_errors errors;
    struct cell *cells;
    double *y;       /* [n*n_waves]: people used, from origin */
    size_t *cell_of; /* [n] */
    size_t p, n_theta;
    double origin[MOST];
    double *v;           /* [n_waves * n_waves] */
    double *beta, *phi;  /* [p], [p*p]: means and their covariance */
    double *m;           /* [n_theta*p*p]: X'V^-1 V_k V^-1 X, summed */
    double *pull;        /* [n_theta*p]: X'V^-1 V_k V^-1 (y - X beta) */
    double *information; /* [n_theta^2]: expected; at last the observed's
                            inverse */
    double *score;       /* [n_theta] */
    double log_likelihood;
};

static size_t parameter_of(const struct pp_mmrm *f, size_t cohort, size_t wave)
{
    if (f->baseline == PP_BASELINE_OWN)
        return cohort * f->n_waves + wave;
    return wave == 0 ? 0 : 1 + cohort * (f->n_waves - 1) + wave - 1;
}

/* The waves of theta_k, in the order (0,0) (0,1) (1,1) (0,2) ... */
static void waves_of(size_t k, size_t *a, size_t *b)
{
    *b = 0;
    while ((*b + 1) * (*b + 2) / 2 <= k)
        ++*b;
    *a = k - *b * (*b + 1) / 2;
}

/* --- people to cells ------------------------------------------------------ */

static uint32_t pattern_of(const double *y, size_t n_waves)
{
    uint32_t pattern = 0;
    for (size_t t = 0; t < n_waves; t++)
        if (!isnan(y[t]))
            pattern |= UINT32_C(1) << t;
    return pattern;
}

static void cell_init(struct cell *c, const struct pp_mmrm *f, size_t cohort,
                      uint32_t pattern)
{
    *c = (struct cell){0};
    for (size_t t = 0; t < f->n_waves; t++)
        if (pattern >> t & 1) {
            c->wave[c->t] = t;
            c->parameter[c->t++] = parameter_of(f, cohort, t);
        }
}

/* Welford's update of means and products by one person. */
static void cell_add(struct cell *c, const double *y, const double *origin)
{
    double off[MOST];
    c->n += 1;
    for (size_t i = 0; i < c->t; i++) {
        off[i] = y[c->wave[i]] - origin[c->wave[i]] - c->mean[i];
        c->mean[i] += off[i] / c->n;
    }
    for (size_t i = 0; i < c->t; i++)
        for (size_t j = 0; j < c->t; j++)
            c->product[i * c->t + j] += off[i] * off[j] * (c->n - 1) / c->n;
}

/* Sums start from the first answer of each wave, so that digits far above the
 * spread cost none below. */
static void find_origin(struct pp_mmrm *f, const struct pp_mmrm_in *in)
{
    for (size_t t = 0; t < in->n_waves; t++)
        for (size_t i = 0; i < in->n; i++)
            if (!isnan(in->y[i * in->n_waves + t])) {
                f->origin[t] = in->y[i * in->n_waves + t];
                break;
            }
}

static void gather(struct pp_mmrm *f, const struct pp_mmrm_in *in)
{
    find_origin(f, in);
    f->y = pp_alloc_array(in->n * in->n_waves, sizeof *f->y);
    f->cell_of = pp_alloc_array(in->n, sizeof *f->cell_of);
    size_t n_patterns = (size_t)1 << in->n_waves;
    size_t *numbers = pp_alloc_zero(f->n_cohorts * n_patterns, sizeof *numbers);
    for (size_t i = 0; i < in->n; i++) {
        const double *y = in->y + i * in->n_waves;
        uint32_t pattern = pattern_of(y, in->n_waves);
        if (pattern == 0)
            continue;
        size_t cohort = in->cohort ? in->cohort[i] : 0;
        size_t *number = &numbers[cohort * n_patterns + pattern];
        if (*number == 0) {
            f->cells =
                pp_realloc_array(f->cells, f->n_cells + 1, sizeof *f->cells);
            cell_init(&f->cells[f->n_cells++], f, cohort, pattern);
            *number = f->n_cells;
        }
        cell_add(&f->cells[*number - 1], y, f->origin);
        for (size_t t = 0; t < in->n_waves; t++)
            f->y[f->n * in->n_waves + t] = y[t] - f->origin[t];
        f->cell_of[f->n++] = *number - 1;
    }
    pp_free(numbers);
}

/* --- can it be estimated? ------------------------------------------------- */

/* Each mean was answered by somebody, each two waves by somebody both. */
static bool is_identified(const struct pp_mmrm *f)
{
    bool *answered = pp_alloc_zero(f->p, sizeof *answered), all = true;
    bool together[MOST][MOST] = {{false}};
    for (size_t c = 0; c < f->n_cells; c++) {
        const struct cell *cell = &f->cells[c];
        for (size_t i = 0; i < cell->t; i++) {
            answered[cell->parameter[i]] = true;
            for (size_t j = 0; j < cell->t; j++)
                together[cell->wave[i]][cell->wave[j]] = true;
        }
    }
    for (size_t j = 0; j < f->p; j++)
        all = all && answered[j];
    for (size_t a = 0; a < f->n_waves; a++)
        for (size_t b = 0; b < f->n_waves; b++)
            all = all && together[a][b];
    pp_free(answered);
    return all;
}

/* Starts from the variance of each wave about the means of cohorts. */
static bool start(struct pp_mmrm *f)
{
    double *n = pp_alloc_zero(3 * f->p, sizeof *n);
    double *sum = n + f->p, *mean = sum + f->p;
    double ss[MOST] = {0}, people[MOST] = {0};
    for (size_t c = 0; c < f->n_cells; c++)
        for (size_t i = 0; i < f->cells[c].t; i++) {
            n[f->cells[c].parameter[i]] += f->cells[c].n;
            sum[f->cells[c].parameter[i]] +=
                f->cells[c].n * f->cells[c].mean[i];
        }
    for (size_t j = 0; j < f->p; j++)
        mean[j] = sum[j] / n[j];
    for (size_t c = 0; c < f->n_cells; c++)
        for (size_t i = 0; i < f->cells[c].t; i++) {
            const struct cell *cell = &f->cells[c];
            double off = cell->mean[i] - mean[cell->parameter[i]];
            ss[cell->wave[i]] +=
                cell->product[i * cell->t + i] + cell->n * off * off;
            people[cell->wave[i]] += cell->n;
        }
    bool has_spread = true;
    for (size_t t = 0; t < f->n_waves; t++) {
        f->v[t * f->n_waves + t] = ss[t] / people[t];
        has_spread = has_spread && ss[t] > 0;
    }
    pp_free(n);
    return has_spread;
}

/* --- one evaluation ------------------------------------------------------- */

/* V^-1 of the cell; adds n log|V|. Returns -1 if V is no covariance. */
static int invert(const struct pp_mmrm *f, struct cell *c, double *log_det)
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
static void residuals(const struct pp_mmrm *f, const struct cell *c,
                      double *product)
{
    for (size_t i = 0; i < c->t; i++)
        for (size_t j = 0; j < c->t; j++)
            product[i * c->t + j] =
                c->product[i * c->t + j] +
                c->n * (c->mean[i] - f->beta[c->parameter[i]]) *
                    (c->mean[j] - f->beta[c->parameter[j]]);
}

/* Generalised least squares and the restricted log-likelihood at V. */
static int evaluate(struct pp_mmrm *f)
{
    size_t p = f->p;
    double *a = pp_alloc_zero(p * p + p, sizeof *a), *u = a + p * p;
    double log_det = 0, log_det_a = 0, sum = 0, product[MOST * MOST];
    int result = 0;
    for (size_t c = 0; c < f->n_cells && result == 0; c++) {
        struct cell *cell = &f->cells[c];
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

/* Where the waves of theta_k stand in a cell; false if it lacks one. */
static bool find(const struct cell *c, size_t k, size_t *a, size_t *b)
{
    size_t wave_a, wave_b;
    bool has_a = false, has_b = false;
    *a = *b = 0;
    waves_of(k, &wave_a, &wave_b);
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

static double half_if(bool same)
{
    return same ? 0.5 : 1;
}

/* tr(V_k A V_l B) for V_k on waves a, b and V_l on c, d. */
static double trace4(const double *x, const double *y, size_t t, size_t a,
                     size_t b, size_t c, size_t d)
{
    return half_if(a == b) * half_if(c == d) *
           (x[b * t + c] * y[d * t + a] + x[b * t + d] * y[c * t + a] +
            x[a * t + c] * y[d * t + b] + x[a * t + d] * y[c * t + b]);
}

/* out = V^-1 middle V^-1 */
static void sandwich(const struct cell *c, const double *middle, double *out)
{
    double work[MOST * MOST];
    pp_matrix_multiply(c->inverse, middle, c->t, c->t, c->t, work);
    pp_matrix_multiply(work, c->inverse, c->t, c->t, c->t, out);
}

/* X Phi X' of a cell. */
static void mean_covariance(const struct pp_mmrm *f, const struct cell *c,
                            double *out)
{
    for (size_t i = 0; i < c->t; i++)
        for (size_t j = 0; j < c->t; j++)
            out[i * c->t + j] =
                f->phi[c->parameter[i] * f->p + c->parameter[j]];
}

/* Adds X'V^-1 V_k V^-1 X of a cell to M_k. */
static void add_m(struct pp_mmrm *f, const struct cell *c, size_t k, size_t a,
                  size_t b)
{
    double *m = f->m + k * f->p * f->p, w = c->n * half_if(a == b);
    for (size_t i = 0; i < c->t; i++)
        for (size_t j = 0; j < c->t; j++)
            m[c->parameter[i] * f->p + c->parameter[j]] +=
                w * (c->inverse[i * c->t + a] * c->inverse[j * c->t + b] +
                     c->inverse[i * c->t + b] * c->inverse[j * c->t + a]);
}

/* Score, and the parts of the expected information that go by cell. */
static void derive_cell(struct pp_mmrm *f, const struct cell *c)
{
    size_t t = c->t, k_all = f->n_theta;
    double s[MOST * MOST], s_in[MOST * MOST], e[MOST * MOST], e_in[MOST * MOST];
    mean_covariance(f, c, s);
    sandwich(c, s, s_in);
    residuals(f, c, e);
    sandwich(c, e, e_in);
    for (size_t k = 0; k < k_all; k++) {
        size_t a, b, g, h;
        if (!find(c, k, &a, &b))
            continue;
        size_t at = a * t + b;
        f->score[k] +=
            half_if(a == b) * (e_in[at] + c->n * (s_in[at] - c->inverse[at]));
        add_m(f, c, k, a, b);
        for (size_t l = 0; l < k_all; l++)
            if (find(c, l, &g, &h))
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
static void derive(struct pp_mmrm *f)
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
static void add_pull(struct pp_mmrm *f, const struct cell *c, size_t k,
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
            c->n * half_if(a == b) *
            (c->inverse[i * c->t + a] * u_b + c->inverse[i * c->t + b] * u_a);
}

/*
 * The observed information, y'P V_k P V_l P y less the expected, after
 * derive(). Expected and observed agree when what is missing has nothing to do
 * with what was answered; when it has, only the observed is right (Kenward and
 * Molenberghs 1998). Returns -1 if it is not positive definite.
 */
static int observe(struct pp_mmrm *f, double *observed)
{
    size_t p = f->p, k_all = f->n_theta;
    memset(f->pull, 0, k_all * p * sizeof *f->pull);
    for (size_t i = 0; i < k_all * k_all; i++)
        observed[i] = -f->information[i];
    for (size_t c = 0; c < f->n_cells; c++) {
        const struct cell *cell = &f->cells[c];
        double e[MOST * MOST], e_in[MOST * MOST];
        residuals(f, cell, e);
        sandwich(cell, e, e_in);
        for (size_t k = 0; k < k_all; k++) {
            size_t a, b, g, h;
            if (!find(cell, k, &a, &b))
                continue;
            add_pull(f, cell, k, a, b);
            for (size_t l = 0; l < k_all; l++)
                if (find(cell, l, &g, &h))
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

/* --- scoring -------------------------------------------------------------- */

static void set_theta(struct pp_mmrm *f, const double *v, const double *step,
                      double share)
{
    for (size_t k = 0; k < f->n_theta; k++) {
        size_t a, b;
        waves_of(k, &a, &b);
        f->v[a * f->n_waves + b] = f->v[b * f->n_waves + a] =
            v[a * f->n_waves + b] + share * step[k];
    }
}

/* Moves along the step, halved until V is a covariance and the likelihood does
 * not fall. Returns the share taken, 0 if none helps. */
static double move(struct pp_mmrm *f, const double *step)
{
    double before[MOST * MOST], highest = f->log_likelihood;
    memcpy(before, f->v, f->n_waves * f->n_waves * sizeof *before);
    for (double share = 1; share > 1e-9; share /= 2) {
        set_theta(f, before, step, share);
        if (evaluate(f) == 0 &&
            f->log_likelihood >= highest - 1e-12 * fabs(highest))
            return share;
    }
    memcpy(f->v, before, f->n_waves * f->n_waves * sizeof *before);
    evaluate(f);
    return 0;
}

/* The largest step, each measured against the two waves' own spread. */
static double size_of(const struct pp_mmrm *f, const double *step)
{
    double largest = 0;
    for (size_t k = 0; k < f->n_theta; k++) {
        size_t a, b;
        waves_of(k, &a, &b);
        double spread =
            sqrt(f->v[a * f->n_waves + a] * f->v[b * f->n_waves + b]);
        largest = fmax(largest, fabs(step[k]) / spread);
    }
    return largest;
}

/* Does a wave follow from the others but for 1/10,000 of its variance? */
static bool waves_depend(const struct pp_mmrm *f)
{
    double inverse[MOST * MOST];
    size_t t = f->n_waves;
    if (pp_matrix_spd_inverse(f->v, t, inverse, NULL) != 0)
        return true;
    for (size_t a = 0; a < t; a++)
        if (f->v[a * t + a] * inverse[a * t + a] > 1e4)
            return true;
    return false;
}

static enum pp_status maximise(struct pp_mmrm *f)
{
    size_t k_all = f->n_theta;
    double *step = pp_alloc_array(k_all, sizeof *step);
    double *factor = pp_alloc_array(k_all * k_all, sizeof *factor);
    enum pp_status status = PP_STATUS_NO_CONVERGENCE;
    if (evaluate(f) != 0)
        status = PP_STATUS_NO_VARIANCE;
    for (int i = 0; i < 1000 && status == PP_STATUS_NO_CONVERGENCE; i++) {
        derive(f);
        memcpy(step, f->score, k_all * sizeof *step);
        memcpy(factor, f->information, k_all * k_all * sizeof *factor);
        if (pp_matrix_cholesky(factor, k_all) != 0)
            break;
        pp_matrix_cholesky_solve(factor, k_all, step);
        double size = size_of(f, step);
        double share = move(f, step);
        if (size * share < 1e-11 && size >= 1e-6)
            break;
        if (size * share < 1e-11)
            status = PP_STATUS_OK;
    }
    if (status == PP_STATUS_NO_CONVERGENCE && waves_depend(f))
        status = PP_STATUS_NO_VARIANCE;
    if (status == PP_STATUS_OK) {
        derive(f);
        if (observe(f, factor) != 0)
            memcpy(factor, f->information, k_all * k_all * sizeof *factor);
        if (pp_matrix_spd_inverse(factor, k_all, f->information, NULL) != 0)
            status = PP_STATUS_NO_CONVERGENCE;
    }
    pp_free(factor);
    pp_free(step);
    return status;
}

/* --- the door ------------------------------------------------------------- */

static enum pp_status fit(struct pp_mmrm *f, const struct pp_mmrm_in *in)
{
    size_t t = in->n_waves;
    if (t < 2 || t > PP_MMRM_MAX_WAVES || f->n_cohorts == 0)
        return PP_STATUS_TOO_FEW;
    f->p = parameter_of(f, f->n_cohorts - 1, t - 1) + 1;
    f->n_theta = t * (t + 1) / 2;
    gather(f, in);
    if (f->n <= t || !is_identified(f))
        return PP_STATUS_TOO_FEW;
    f->v = pp_alloc_zero(t * t, sizeof *f->v);
    f->beta = pp_alloc_zero(f->p, sizeof *f->beta);
    f->phi = pp_alloc_zero(f->p * f->p, sizeof *f->phi);
    f->m = pp_alloc_zero(f->n_theta * f->p * f->p, sizeof *f->m);
    f->pull = pp_alloc_zero(f->n_theta * f->p, sizeof *f->pull);
    f->information =
        pp_alloc_zero(f->n_theta * f->n_theta, sizeof *f->information);
    f->score = pp_alloc_zero(f->n_theta, sizeof *f->score);
    if (!start(f))
        return PP_STATUS_NO_VARIANCE;
    return maximise(f);
}

struct pp_mmrm *pp_mmrm_new(const struct pp_mmrm_in *in)
{
    struct pp_mmrm *f = pp_alloc_zero(1, sizeof *f);
    f->n_waves = in->n_waves;
    f->n_cohorts = in->cohort ? in->n_cohorts : 1;
    f->baseline = in->baseline;
    f->errors = in->errors;
    f->status = fit(f, in);
    return f;
}

void pp_mmrm_free(struct pp_mmrm *f)
{
    if (!f)
        return;
    pp_free(f->cells);
    pp_free(f->y);
    pp_free(f->cell_of);
    pp_free(f->v);
    pp_free(f->beta);
    pp_free(f->phi);
    pp_free(f->m);
    pp_free(f->pull);
    pp_free(f->information);
    pp_free(f->score);
    pp_free(f);
}

enum pp_status pp_mmrm_status(const struct pp_mmrm *f)
{
    return f->status;
}

size_t pp_mmrm_n(const struct pp_mmrm *f)
{
    return f->n;
}

double pp_mmrm_covariance(const struct pp_mmrm *f, size_t wave1, size_t wave2)
{
    return f->status == PP_STATUS_OK ? f->v[wave1 * f->n_waves + wave2] : NAN;
}

/* --- contrasts ------------------------------------------------------------ */

/* sum n (V_k u)' V^-1 (V_l u) with u = V^-1 X w: w'Q_kl w of Kenward and
 * Roger. */
static double add_q(const struct cell *c, const double *u, size_t k, size_t l)
{
    size_t a, b, g, h, t = c->t;
    if (!find(c, k, &a, &b) || !find(c, l, &g, &h))
        return 0;
    const double *x = c->inverse;
    return c->n * half_if(a == b) * half_if(g == h) *
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
        const struct cell *cell = &f->cells[c];
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
static void pull_of_cell(const struct pp_mmrm *f, const struct cell *c,
                         const double *lin, const double *mix, struct pull *out)
{
    double s[MOST * MOST], s_in[MOST * MOST], rest[MOST * MOST];
    mean_covariance(f, c, s);
    sandwich(c, s, s_in);
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
        if (!find(c, k, &a, &b))
            continue;
        double weight = lin[k] * half_if(a == b);
        out->theta[a * c->t + b] = weight;
        out->constant +=
            weight * (s_in[a * c->t + b] - c->inverse[a * c->t + b]);
    }
}

static double pull_of_person(const struct pp_mmrm *f, const struct cell *c,
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

struct pp_coefficient pp_mmrm_contrast(const struct pp_mmrm *f,
                                       const double *weight, double level)
{
    if (f->status != PP_STATUS_OK)
        return pp_coefficient_none(f->status);
    double *l = pp_alloc_zero(2 * f->p, sizeof *l), *w = l + f->p;
    double estimate = 0, variance = 0, df;
    for (size_t c = 0; c < f->n_cohorts; c++)
        for (size_t t = 0; t < f->n_waves; t++) {
            double own = weight[c * f->n_waves + t];
            l[parameter_of(f, c, t)] += own;
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
    struct pp_coefficient c = pp_mmrm_contrast(f, weight, level);
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
