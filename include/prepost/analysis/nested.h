#ifndef PREPOST_ANALYSIS_NESTED_H
#define PREPOST_ANALYSIS_NESTED_H

#include <stdbool.h>

#include "prepost/analysis/arms.h"
#include "prepost/analysis/results.h"
#include "prepost/model/dataset.h"

/*
 * Columns whose levels lie within those of another: towns within regions,
 * detailed answers within broad ones, quarters within years. Which level lies
 * in which is geography, the calendar or a list that anybody has, so whoever
 * reads results knows it, and can take the ones from the other.
 */
enum pp_within {
    PP_WITHIN_NOT,
    PP_WITHIN_NEARLY, /* of each level's people, nine in ten are of one */
    PP_WITHIN_WHOLLY
};

/*
 * In         two columns of n_people; who has no level in either is passed
 *            over; least: how it has to lie within it, for a quick answer
 * Out        of[finer->n_levels]: the level of `coarser` that (nearly) all of a
 *            level's people are of; its n_levels: nobody's is known
 */
enum pp_within pp_column_within(const struct pp_person_column *finer,
                                const struct pp_person_column *coarser,
                                size_t n_people, enum pp_within least,
                                size_t *of);

/* Whether it lies within it so; nearly not where all would be of one level,
 * which any column could be said to be where nearly everybody is of it. */
bool pp_column_is_within(const struct pp_person_column *finer,
                         const struct pp_person_column *coarser,
                         size_t n_people, enum pp_within least, size_t *of);

/*
 * Which of the columns that reports tell of lie within others: kept columns,
 * regions and arms. Regions, and what lies within them, may do so nearly, as a
 * person may have moved.
 */
void pp_nests_of(const struct pp_plan *plan, const struct pp_dataset *dataset,
                 const struct pp_arm_split *arms, struct pp_pool *pool,
                 const struct pp_nest **nests, size_t *n_nests);

#endif
