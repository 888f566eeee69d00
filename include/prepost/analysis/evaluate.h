#ifndef PREPOST_ANALYSIS_EVALUATE_H
#define PREPOST_ANALYSIS_EVALUATE_H

#include "prepost/analysis/results.h"
#include "prepost/model/dataset.h"

/*
 * From a plan and everyone's answers to the findings: scores, pairs, the
 * statistics of each outcome, families and their adjusted p values, verdicts,
 * missing data and regions.
 *
 * In         plan, dataset; resamples: of the bootstrap, 0 for none (reports
 *            print none; analyse does)
 * Out        the result tree, in `pool`. inputs, locked_on, version and near
 *            misses are the caller's to fill: they are not in the answers
 * Missing    each statistic says what it does; pairs are people with a score
 *            at the first wave and the later one
 * Errors     none
 */
struct pp_results *pp_evaluate(const struct pp_plan *plan,
                               const struct pp_dataset *dataset,
                               size_t resamples, struct pp_pool *pool);

#endif
