#ifndef PREPOST_ANALYSIS_GROWTH_H
#define PREPOST_ANALYSIS_GROWTH_H

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
 * Undefined  as pp_mmrm_new(): status, and all numbers NaN
 * Source     tests/oracle/growth.R
 */
struct pp_growth_wave {
    long n;       /* people who answered this outcome then */
    double weeks; /* since the first wave; NaN: not known */
    struct pp_coefficient mean, change;
};

struct pp_growth {
    long n; /* people who answered this outcome at least once */
    const struct pp_growth_wave *waves; /* as the plan has them */
    size_t n_waves;                     /* 0: there are two waves only */
    struct pp_coefficient slope;
    enum pp_status status;
};

struct pp_growth pp_growth_of(const struct pp_scores *scores,
                              const double *weeks, double level,
                              struct pp_pool *pool);

#endif
