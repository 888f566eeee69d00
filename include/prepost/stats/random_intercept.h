#ifndef PREPOST_STATS_RANDOM_INTERCEPT_H
#define PREPOST_STATS_RANDOM_INTERCEPT_H

#include "prepost/stats/regression.h"

/*
 * People in groups (or answers in people): y = X beta + u_group + e, by
 * restricted maximum likelihood.
 *
 * In         as pp_regression_in (robust: CLASSIC for model standard errors,
 *            CR2 for robust ones); groups may have any size, empty ones are
 *            passed over
 * Out        coefficient[p] with Satterthwaite df; variances; ICC; design
 *            effect 1 + (m - 1) ICC, m = sum m_j^2 / sum m_j (Kish)
 * Undefined  n <= p, fewer than 2 groups, or only groups of one: TOO_FEW;
 *            dependent columns, a perfect fit, or no spread within groups:
 *            NO_VARIANCE. No variance between groups is an
 *            answer: status BOUNDARY, everything given (ICC 0, n-p df)
 * Errors     none
 * Source     Laird & Ware 1982; Fai & Cornelius 1996; Pustejovsky & Tipton
 *            2018; tests/oracle/random_intercept
 */
struct pp_random_intercept {
    size_t n, n_groups;     /* groups with people */
    double between, within; /* variances */
    double icc, mean_size, design_effect;
    double log_likelihood; /* restricted, as R's lme4 counts it */
    enum pp_status status;
};

struct pp_random_intercept
pp_random_intercept_fit(const struct pp_regression_in *in,
                        struct pp_coefficient *coefficient);

#endif
