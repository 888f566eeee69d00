#ifndef PREPOST_ANALYSIS_RELIABILITY_OF_H
#define PREPOST_ANALYSIS_RELIABILITY_OF_H

#include "prepost/analysis/results.h"
#include "prepost/model/dataset.h"
#include "prepost/stats/reliability.h"

/*
 * How well a scale measured in these very answers: alpha at the first wave
 * and at `wave`, omega at the first, and items that look unreversed.
 *
 * Missing    responses with an item of the scale left out are not used
 * Undefined  single questions: all TOO_FEW
 */
struct pp_scale_reliability pp_reliability_of(
    const struct pp_plan *plan, const struct pp_plan_outcome *outcome,
    const struct pp_dataset *dataset, size_t wave, struct pp_pool *pool);

/*
 * Whether a correlation that should be positive, of an item with the rest of
 * its scale or of scores before and after, is not so by chance alone: its 95%
 * limits (Fisher 1921) lie below 0; n people. NaN: no.
 */
bool pp_runs_against(double correlation, size_t n);

#endif
