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

/*
 * What the finding would be if those who left had fared worse, or better,
 * than their first scores foretell, by the smallest change that matters and
 * by half of it: made of mar_likelihood and how many left, and nothing else.
 *
 * In         *m as made above; sesoi in scale points, NaN: none declared
 * Out        m->shifts, the lowest shift first; none where there is nothing to
 *            shift
 */
void pp_missing_data_shift(struct pp_missing_data *m, double sesoi,
                           double level);

#endif
