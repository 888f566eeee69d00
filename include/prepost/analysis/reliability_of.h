#ifndef PREPOST_ANALYSIS_RELIABILITY_OF_H
#define PREPOST_ANALYSIS_RELIABILITY_OF_H

#include "prepost/analysis/results.h"
#include "prepost/model/dataset.h"

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

#endif
