#ifndef PREPOST_ANALYSIS_MISSING_DATA_H
#define PREPOST_ANALYSIS_MISSING_DATA_H

#include "prepost/analysis/results.h"
#include "prepost/analysis/scores.h"

/*
 * What the people who did not answer again may hide: how they started, and
 * the finding by every way of allowing for them, side by side.
 *
 * In         the scores of the outcome; group: per participant, or NULL;
 *            cohort: per participant (region) for the imputation, or NULL;
 *            individual: the amount that counts as better for one person
 * Out        everything but mar_verdict, which the evaluation decides
 */
struct pp_missing_data
pp_missing_data_of(const struct pp_scores *scores, size_t wave,
                   const size_t *group, const size_t *cohort, size_t n_cohorts,
                   const struct pp_individual *individual, double level,
                   unsigned long seed);

#endif
