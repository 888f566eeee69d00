#ifndef PREPOST_DISCLOSE_SUMMARISE_H
#define PREPOST_DISCLOSE_SUMMARISE_H

#include "prepost/analysis/summary.h"

/*
 * What may leave a place of its cohorts, in numbers exact enough to be put
 * together with those of others.
 *
 * Of the disclosed results nothing more is told than comparing prints: counts
 * and averages that are hidden there are not in it, nor is a cohort of fewer
 * than the rules' people. Averages, sums of squares and products are exact
 * where nobody's score can be had back from them or from those of any other
 * cohort (struct pp_outcome's is_coarse, of all cohorts alike); else they are
 * those of the rounded mean, SD and correlation that a report prints. Degrees
 * of freedom are NaN where they would tell of a small support group.
 * Under presets that round counts everything is rounded.
 *
 * In         disclosed: what pp_disclose() gave; who is in the pairs is read
 *            from its comparison
 * Out        a summary in `pool`
 */
struct pp_summary pp_summarise(const struct pp_results *disclosed,
                               struct pp_pool *pool);

/*
 * Whether an earlier summary and a later one together tell of a handful: the
 * same cohort with a few people more or fewer. NULL, or which, in words.
 */
const char *pp_summaries_tell(const struct pp_summary *earlier,
                              const struct pp_summary *later,
                              struct pp_pool *pool);

#endif
