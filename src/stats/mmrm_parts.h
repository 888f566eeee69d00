#ifndef PREPOST_STATS_MMRM_PARTS_H
#define PREPOST_STATS_MMRM_PARTS_H

#include <stdbool.h>

#include "prepost/stats/mmrm.h"

/*
 * Everyone of the same cohort who answered the same waves has the same design
 * and the same covariance matrix: one `struct mmrm_cell`, of which only the
 * number of people, their means and their products are kept.
 *
 * The parameters are the means themselves, so that the design of a cell only
 * selects: row t of X is the unit vector of mean parameter[t].
 *
 * theta_k is the covariance of waves a <= b, and V_k, the derivative of V by
 * it, is E_ab + E_ba, halved if a = b. That makes every trace below a few
 * products of single entries.
 */
enum { MOST = PP_MMRM_MAX_WAVES };

struct mmrm_cell {
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
    struct mmrm_cell *cells;
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

/* Which mean is that of a cohort at a wave. */
size_t pp_mmrm_parameter(const struct pp_mmrm *f, size_t cohort, size_t wave);

/* The waves of theta_k, in the order (0,0) (0,1) (1,1) (0,2) ... */
void pp_mmrm_waves(size_t k, size_t *a, size_t *b);

/* Where the waves of theta_k stand in a cell; false if it lacks one. */
bool pp_mmrm_find(const struct mmrm_cell *c, size_t k, size_t *a, size_t *b);

double pp_mmrm_half_if(bool same);

/* out = V^-1 middle V^-1 */
void pp_mmrm_sandwich(const struct mmrm_cell *c, const double *middle,
                      double *out);

/* X Phi X' of a cell. */
void pp_mmrm_mean_covariance(const struct pp_mmrm *f, const struct mmrm_cell *c,
                             double *out);

/* Generalised least squares and the restricted log-likelihood at V; -1 where V
 * is no covariance. */
int pp_mmrm_evaluate(struct pp_mmrm *f);

/* Score and expected information there. */
void pp_mmrm_derive(struct pp_mmrm *f);

/*
 * The observed information, y'P V_k P V_l P y less the expected, after
 * derive(). Expected and observed agree when what is missing has nothing to do
 * with what was answered; when it has, only the observed is right (Kenward and
 * Molenberghs 1998). Returns -1 if it is not positive definite.
 */
int pp_mmrm_observe(struct pp_mmrm *f, double *observed);

/* From the V to start with to the largest likelihood. */
enum pp_status pp_mmrm_maximise(struct pp_mmrm *f);

#endif
