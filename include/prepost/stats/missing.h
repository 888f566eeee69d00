#ifndef PREPOST_STATS_MISSING_H
#define PREPOST_STATS_MISSING_H

#include <stdbool.h>
#include <stdint.h>

#include "prepost/stats/coefficient.h"
#include "prepost/stats/missing_bounds.h"
#include "prepost/stats/rubin.h"

/*
 * What the people who left might have changed: two waves, some without post.
 *
 * Everything here estimates one number, the mean change of ALL who answered
 * before. pp_missing_mar() assumes that those who left resemble those who
 * stayed with the same score before (missing at random); pp_missing_impute()
 * says the same by multiple imputation and must agree with it;
 * pp_missing_shift() asks how wrong that may be; for shares see
 * missing_bounds.h.
 *
 * In all of them pre[i] and post[i] belong to one person and NaN is "no
 * answer". People with post only are counted and not used.
 */

/*
 * Maximum likelihood under missing at random, in closed form.
 *
 * In         pre[n], post[n]; level in (0,1)
 * Out        change: mean change of the n_pre people who answered before:
 *            post_mean = ybar_c + b (xbar_all - xbar_c), b the regression of
 *            post on pre in the complete pairs. SE^2 = s_res^2/n_c
 *            + s_res^2 (xbar_all - xbar_c)^2/SSx_c + (b-1)^2 s1^2/n_pre,
 *            df n_c - 2: model_se. robust_se: the same with residuals as they
 *            are (HC3), for at the floor or ceiling of a scale they are not
 *            alike at all scores. change has the larger of the two.
 *            complete_change: of the complete pairs alone
 * Missing    as above
 * Undefined  n_complete < 3: TOO_FEW; pre has no spread in complete pairs:
 *            NO_VARIANCE. With nobody missing the estimate is that of the
 *            pairs, and the paired t interval is the better one
 * Errors     none; allocates nothing
 * Holds      post must go with pre in a straight line. Where a third leave,
 *            those with high scores far more often, from a scale whose
 *            answers crowd at its floor, the line bends and the interval
 *            covers less: tests/calibrate says how much
 * Source     Anderson 1957; Long & Ervin 2000 (HC3); tests/oracle/missing
 */
struct pp_mar {
    size_t n_pre, n_complete, n_left, n_post_only;
    size_t n_groups; /* 0: none were given */
    bool clustered;
    double pre_mean, post_mean; /* of all n_pre people; post as estimated */
    double slope, residual_sd;  /* of post on pre in complete pairs */
    double complete_change;
    double share_left; /* n_left / n_pre */
    double model_se, robust_se;
    struct pp_coefficient change;
};

struct pp_mar pp_missing_mar(const double *pre, const double *post, size_t n,
                             double level);

/*
 * The same with support groups allowed for; group[n]: any number that stands
 * for the person's group. The variance is the sum over groups of the square
 * of their people's influence on the estimate, group j enlarged by
 * 1/(1 - m_j/n_pre) for m_j people before; df as in the clustered paired t.
 * With nobody missing it is exactly that test (pp_paired_t_clustered()).
 *
 * Undefined  1 to 3 groups are too few to allow for: the result is that of
 *            pp_missing_mar() with n_groups set and clustered false
 */
struct pp_mar pp_missing_mar_clustered(const double *pre, const double *post,
                                       const size_t *group, size_t n,
                                       double level);

/*
 * Multiple imputation: post drawn from the Bayesian normal regression of post
 * on pre and, where given, cohort; not rounded, not cut to the scale.
 *
 * In         cohort[n] in 0 .. n_cohorts-1, or NULL; draws, e.g. 50; seed.
 *            People of a cohort without any complete pair are imputed as
 *            the average person of those that have some
 * Out        pooled by Rubin's rules with nu_complete = n_pre - 1; its
 *            standard error widened as pp_missing_mar()'s is where residuals
 *            are not alike at all scores (pooled.pooled only)
 * Undefined  residual df below 1: TOO_FEW; no spread: NO_VARIANCE
 * Errors     none
 * Source     Rubin 1987, chapter 5; tests/oracle/missing
 */
struct pp_imputation_in {
    const double *pre, *post;
    size_t n;
    const size_t *cohort; /* or NULL */
    size_t n_cohorts;
    size_t draws;
    uint64_t seed;
    double level;
};

struct pp_imputation {
    size_t n_pre, n_imputed, draws;
    struct pp_rubin pooled;
    enum pp_status status;
};

struct pp_imputation pp_missing_impute(const struct pp_imputation_in *in);

/*
 * The change of pp_missing_mar() if those who left, a share of all, had fared
 * `shift` points otherwise, after, than their scores before foretell: estimate
 * and limits move by shift * share_left.
 */
struct pp_coefficient pp_missing_shift(const struct pp_coefficient *mar,
                                       double share_left, double shift,
                                       double level);

/*
 * The shift that would bring the nearer limit to 0: its distance from 0
 * divided by share_left, signed so that pp_missing_shift() with it has that
 * limit at 0. NaN when the interval holds 0 already or nobody left.
 */
double pp_missing_tipping(const struct pp_mar *mar);

#endif
