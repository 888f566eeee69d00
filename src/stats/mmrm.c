#include "mmrm_parts.h"

#include <stdint.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/matrix.h"

size_t pp_mmrm_parameter(const struct pp_mmrm *f, size_t cohort, size_t wave)
{
    if (f->baseline == PP_BASELINE_OWN)
        return cohort * f->n_waves + wave;
    return wave == 0 ? 0 : 1 + cohort * (f->n_waves - 1) + wave - 1;
}

void pp_mmrm_waves(size_t k, size_t *a, size_t *b)
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

static void cell_init(struct mmrm_cell *c, const struct pp_mmrm *f,
                      size_t cohort, uint32_t pattern)
{
    *c = (struct mmrm_cell){0};
    for (size_t t = 0; t < f->n_waves; t++)
        if (pattern >> t & 1) {
            c->wave[c->t] = t;
            c->parameter[c->t++] = pp_mmrm_parameter(f, cohort, t);
        }
}

/* Welford's update of means and products by one person. */
static void cell_add(struct mmrm_cell *c, const double *y, const double *origin)
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
        const struct mmrm_cell *cell = &f->cells[c];
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
            const struct mmrm_cell *cell = &f->cells[c];
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

/* --- the door ------------------------------------------------------------- */

static enum pp_status fit(struct pp_mmrm *f, const struct pp_mmrm_in *in)
{
    size_t t = in->n_waves;
    if (t < 2 || t > PP_MMRM_MAX_WAVES || f->n_cohorts == 0)
        return PP_STATUS_TOO_FEW;
    f->p = pp_mmrm_parameter(f, f->n_cohorts - 1, t - 1) + 1;
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
    return pp_mmrm_maximise(f);
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
