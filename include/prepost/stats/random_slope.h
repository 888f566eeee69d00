#ifndef PREPOST_STATS_RANDOM_SLOPE_H
#define PREPOST_STATS_RANDOM_SLOPE_H

#include <stddef.h>

#include "prepost/stats/types.h"

/*
 * A straight line for each person: y_ij = b0 + b1 t_j + u0_i + u1_i t_j + e_ij,
 * (u0, u1) normal with any covariance, by restricted maximum likelihood. What
 * reliable change by the hierarchical linear model divides (PP_RC_HLM in
 * stats/reliable_change.h): each person's slope by its standard error.
 *
 * Which standard error: of b1 + u1, not of u1 alone. The index asks whether the
 * person's own slope is other than 0, so the error of the common slope, towards
 * which the person's is drawn, counts too: the conditional variance of u1 and
 * what the shrinking leaves of the variance of b, as in Bryk and Raudenbush's
 * interval for a unit's own coefficient, (1/V + 1/tau)^-1 + (1 - lambda)^2
 * Var(gamma), here with matrices. The conditional one, as R's lme4 has it, is
 * given beside it: it is shorter, the more so the fewer the people.
 *
 * In         y[n*n_waves], a person a row, NaN: no answer; time[n_waves] in any
 *            unit, in which slopes are given
 * Out        *res; of each person, where asked for: people->deviation[n] u1,
 *            ->conditional_sd[n], ->se[n] of b1 + u1; NaN without any answer.
 *            Everyone with an answer is in the fit: valid where what is missing
 *            depends on what was answered
 * Undefined  nobody with three answers or fewer than three people: TOO_FEW;
 *            more than PP_RANDOM_SLOPE_MAX_WAVES: TOO_MANY; each person exactly
 *            on a line, or all answers at one time: NO_VARIANCE;
 *            NO_CONVERGENCE. Slopes that do not differ, that the intercepts
 *            tell (correlation of 1 or -1), or intercepts that do not differ:
 *            BOUNDARY, everything given
 * Holds      b1 + u1 +- 1.96 se, the variances being estimated, holds a slope
 *            somebody was made with in 86% (10 people, 3 waves), 89% (20 or 40,
 *            3), 92% (160, 3), 92% (20, 5), 95% (160, 5) of fits that are not
 *            at the edge, where slopes have half the residuals' SD
 * Order      people may stand in any: no digit changes
 * Cost       people are read once; every step costs patterns of missing waves
 * Errors     none
 * Source     Laird & Ware 1982; Henderson 1975 (se); Bryk & Raudenbush 1992,
 *            ch. 3; Bates et al. 2015, eq. 39-42 (restricted likelihood as
 *            lme4 counts it); tests/oracle/random_slope
 */
enum { PP_RANDOM_SLOPE_MAX_WAVES = 32 };

struct pp_random_slope_in {
    const double *y;
    const double *time;
    size_t n, n_waves;
};

/* Each of [n], or NULL. */
struct pp_random_slope_people {
    double *deviation, *conditional_sd, *se;
};

struct pp_random_slope {
    size_t n;       /* people with any answer */
    size_t n_three; /* of them, with three or more */
    double intercept, slope, intercept_se, slope_se;
    double var_intercept, covariance, var_slope; /* of u0, u1 */
    double var_residual;
    double log_likelihood;
    enum pp_status status;
};

void pp_random_slope_fit(const struct pp_random_slope_in *in,
                         const struct pp_random_slope_people *people,
                         struct pp_random_slope *res);

#endif
