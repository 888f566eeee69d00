#ifndef PREPOST_ANALYSIS_FLOW_H
#define PREPOST_ANALYSIS_FLOW_H

#include "prepost/analysis/arms.h"
#include "prepost/analysis/results.h"
#include "prepost/model/dataset.h"

/*
 * Who answered, wave by wave, region by region: the counts that every later
 * number refers to. To have answered is to have given at least one answer to
 * an instrument of the plan; "both" is the first wave and the last.
 */
struct pp_flow pp_flow_of(const struct pp_plan *plan,
                          const struct pp_dataset *dataset,
                          struct pp_pool *pool);

/* The same of each level of a column; who has none is in no row. The rows are
 * the pool's. */
struct pp_flow_row *pp_flow_by(const struct pp_person_column *column,
                               const struct pp_plan *plan,
                               const struct pp_dataset *dataset,
                               struct pp_pool *pool);

/* Adds the arms of a design with a comparison; nothing where there are none. */
void pp_flow_by_arm(const struct pp_arm_split *split,
                    const struct pp_plan *plan,
                    const struct pp_dataset *dataset, struct pp_pool *pool,
                    struct pp_flow *flow);

/* Who they were: one table for each further column of the plan, of the people
 * who answered at the first wave and the last. */
void pp_people_of(const struct pp_plan *plan, const struct pp_dataset *dataset,
                  struct pp_pool *pool, const struct pp_people_table **tables,
                  size_t *n_tables);

#endif
