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

/*
 * The same of one question among those of a scale, all of which are looked at:
 * not below 10 rows. How often some question of a scale in which none is turned
 * would be named, and how often one that is turned, % of 4,000 drawn scales
 * with answers 0-3 (normal, cut at -0.3, 0.5, 1.2), questions alike at .2 or
 * .4:
 *                         none turned              one turned
 *     rows               7    10    15    20      7    10    20
 *      9 questions, .2  3.2   2.0   0.8   0.2    11    16    29
 *      9            .4  1.1   0.3   0.0   0.0    25    39    70
 *     28            .2  8.2   4.2   1.5   0.4    15    20    39
 *     28            .4  1.8   0.6   0.1   0.0    28    46    77
 */
bool pp_item_runs_against(double correlation, size_t n);

#endif
