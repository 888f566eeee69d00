#ifndef PREPOST_ANALYSIS_CASE_MIX_H
#define PREPOST_ANALYSIS_CASE_MIX_H

#include "prepost/analysis/between.h"

/*
 * Age band, gender, dose as covariates: a column of 0 and 1 for each level but
 * the first, a number as it is. Levels of fewer than min_level people become
 * one, and join the largest where they are still too few: no coefficient rests
 * on a handful of people, and leaving a column out or in gives no one back.
 * Blank answers are a level of their own, a blank number is the mean with a
 * column that says so.
 *
 * In         people (compact: every person counts), cohort by cohort
 * Out        covariate[n*n_covariates] in `pool`; columns that say nothing
 *            beyond cohorts, start and earlier columns are not used and named
 *            in left_out
 */
struct pp_case_mix {
    const double *covariate;
    size_t n_covariates;
    const char *const *used;
    size_t n_used;
    const char *const *left_out;
    size_t n_left_out;
};

struct pp_case_mix pp_case_mix_of(const struct pp_between_people *people,
                                  size_t n_cohorts, struct pp_pool *pool);

#endif
