#ifndef PREPOST_ANALYSIS_OVER_TIME_H
#define PREPOST_ANALYSIS_OVER_TIME_H

#include "prepost/analysis/arms.h"
#include "prepost/analysis/results.h"
#include "prepost/model/dataset.h"

/*
 * What all waves together tell, from everyone who answered (growth.h) and a
 * line for each person (by_slope.h); nothing where there are two waves.
 *
 * In         arms: column NULL: one group; last[]: the outcomes of the last
 *            wave, one for each arm but the comparison
 * Out        growth or arm_growth of the results, by_slope of last[]
 */
void pp_results_over_time(struct pp_results *results,
                          const struct pp_dataset *dataset,
                          const struct pp_arm_split *arms,
                          struct pp_outcome *last, struct pp_pool *pool);

#endif
