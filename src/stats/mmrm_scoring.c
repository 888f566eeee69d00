#include "mmrm_parts.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/matrix.h"

static void set_theta(struct pp_mmrm *f, const double *v, const double *step,
                      double share)
{
    for (size_t k = 0; k < f->n_theta; k++) {
        size_t a, b;
        pp_mmrm_waves(k, &a, &b);
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
        if (pp_mmrm_evaluate(f) == 0 &&
            f->log_likelihood >= highest - 1e-12 * fabs(highest))
            return share;
    }
    memcpy(f->v, before, f->n_waves * f->n_waves * sizeof *before);
    pp_mmrm_evaluate(f);
    return 0;
}

/* The largest step, each measured against the two waves' own spread. */
static double size_of(const struct pp_mmrm *f, const double *step)
{
    double largest = 0;
    for (size_t k = 0; k < f->n_theta; k++) {
        size_t a, b;
        pp_mmrm_waves(k, &a, &b);
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

enum pp_status pp_mmrm_maximise(struct pp_mmrm *f)
{
    size_t k_all = f->n_theta;
    double *step = pp_alloc_array(k_all, sizeof *step);
    double *factor = pp_alloc_array(k_all * k_all, sizeof *factor);
    enum pp_status status = PP_STATUS_NO_CONVERGENCE;
    if (pp_mmrm_evaluate(f) != 0)
        status = PP_STATUS_NO_VARIANCE;
    for (int i = 0; i < 1000 && status == PP_STATUS_NO_CONVERGENCE; i++) {
        pp_mmrm_derive(f);
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
        pp_mmrm_derive(f);
        if (pp_mmrm_observe(f, factor) != 0)
            memcpy(factor, f->information, k_all * k_all * sizeof *factor);
        if (pp_matrix_spd_inverse(factor, k_all, f->information, NULL) != 0)
            status = PP_STATUS_NO_CONVERGENCE;
    }
    pp_free(factor);
    pp_free(step);
    return status;
}
