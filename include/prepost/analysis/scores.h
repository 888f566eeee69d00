#ifndef PREPOST_ANALYSIS_SCORES_H
#define PREPOST_ANALYSIS_SCORES_H

#include <stddef.h>

#include "prepost/base/pool.h"
#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"

/*
 * The scores of one outcome: a column for each wave, a row for each
 * participant of the dataset.
 *
 * Scored from the items; a ready-made total stands in where a response has no
 * answer to any item of the scale. NaN: not asked, not answered, or more left
 * out than the scale's rule allows.
 */
struct pp_scores {
    size_t n_participants, n_waves;
    double **at; /* at[wave][participant] */
};

/* Memory is the pool's. */
struct pp_scores pp_scores_of(const struct pp_plan *plan,
                              const struct pp_plan_outcome *outcome,
                              const struct pp_dataset *dataset,
                              struct pp_pool *pool);

/*
 * The participants who have a score at both waves, in the dataset's order:
 * the same people stand behind every later number.
 */
struct pp_pairs {
    size_t n;
    size_t *participant;
    double *pre, *post;
};

/* Their scores live in `pool`, who they are in `scratch`. */
struct pp_pairs pp_pairs_of(const struct pp_scores *scores, size_t wave,
                            struct pp_pool *pool, struct pp_pool *scratch);

#endif
