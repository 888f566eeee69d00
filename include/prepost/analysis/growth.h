#ifndef PREPOST_ANALYSIS_GROWTH_H
#define PREPOST_ANALYSIS_GROWTH_H

#include <stdint.h>

#include "prepost/analysis/scores.h"
#include "prepost/stats/coefficient.h"

/*
 * How an outcome went over more than two waves, from everyone who answered it
 * at least once: the wave means of the mixed model (stats/mmrm.h), the change
 * from the first wave to each later one, and the straight line through them.
 *
 * It stands beside the pairs, which the findings are about, and decides
 * nothing.
 *
 * In         scores at all waves; weeks[n_waves]: when each wave was, from the
 *            first; NULL or NaN in it: not known, and no slope
 * Out        mean of each wave; change from the first (that of the first is
 *            none); slope in scale points a week
 * Holds      95% intervals cover 93% and more from 50 people on; of 30, of
 *            whom 20 answered last, 92% where a few fall far (tests/calibrate)
 * Undefined  as pp_mmrm_new(): status, and all numbers NaN
 * Source     tests/oracle/growth.R
 */
#define PP_GROWTH_APPROXIMATE_BELOW 50

struct pp_growth_wave {
    long n;      /* people who answered this outcome then */
    long n_both; /* of them, at the first wave too */
    /* pp_unlike_most(): first scores of people without one then, and scores
     * then of people without a first. */
    long n_left_unlike, n_joined_unlike;
    double weeks; /* since the first wave; NaN: not known */
    struct pp_coefficient mean, change;
    /* Of arms: the change less that of the comparison. */
    struct pp_coefficient difference;
};

struct pp_growth {
    const char *people; /* of an arm, as sentences call them; NULL: everyone */
    long n;             /* people who answered this outcome at least once */
    const struct pp_growth_wave *waves; /* as the plan has them */
    size_t n_waves;                     /* 0: there are two waves only */
    struct pp_coefficient slope;
    enum pp_status status;
};

struct pp_growth pp_growth_of(const struct pp_scores *scores,
                              const double *weeks, double level,
                              struct pp_pool *pool);

/*
 * The same where arms are compared: one model of all, with a growth for each
 * cohort, the comparison being 0. By chance: all share one mean before (Liang
 * and Zeger 2000); else each has its own.
 *
 * In         cohort: per participant below n_cohorts, or PP_NO_COHORT
 * Out        out[n_cohorts]; people is the caller's to fill
 */
#define PP_NO_COHORT SIZE_MAX
enum pp_arms_made { PP_ARMS_BY_CHANCE, PP_ARMS_AS_THEY_ARE };

void pp_growth_of_arms(const struct pp_scores *scores, const size_t *cohort,
                       size_t n_cohorts, enum pp_arms_made made,
                       const double *weeks, double level, struct pp_pool *pool,
                       struct pp_growth *out);

#endif
