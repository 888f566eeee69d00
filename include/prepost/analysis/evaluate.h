#ifndef PREPOST_ANALYSIS_EVALUATE_H
#define PREPOST_ANALYSIS_EVALUATE_H

#include "prepost/analysis/cohort_column.h"
#include "prepost/analysis/results.h"
#include "prepost/base/text_list.h"
#include "prepost/model/dataset.h"

/*
 * From a plan and everyone's answers to the findings: scores, pairs, the
 * statistics of each outcome, families and their adjusted p values, verdicts,
 * missing data and regions.
 *
 * In         plan, dataset; options as below
 * Out        the result tree, in `pool`. inputs, locked_on, version and near
 *            misses are the caller's to fill: they are not in the answers
 * Missing    each statistic says what it does; pairs are people with a score
 *            at the first wave and the later one
 * Errors     none
 */
struct pp_evaluate_options {
    size_t resamples; /* of the bootstrap; 0: none, as reports print none */
    const char *by;   /* the column whose levels are compared; "region" */
    /* The same where it is more than one kept column; NULL: `by` alone. */
    const struct pp_cohort_column *cohorts;
    /* Kept columns and numbers that adjusted comparisons allow for. */
    struct pp_text_list case_mix;
    size_t min_level; /* levels of fewer people are joined; 0: PP_COHORT_MIN */
};

struct pp_results *pp_evaluate(const struct pp_plan *plan,
                               const struct pp_dataset *dataset,
                               const struct pp_evaluate_options *options,
                               struct pp_pool *pool);

#endif
