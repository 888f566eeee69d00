#ifndef PREPOST_ANALYSIS_BEFOREHAND_H
#define PREPOST_ANALYSIS_BEFOREHAND_H

#include "prepost/analysis/results.h"
#include "prepost/model/dataset.h"

/*
 * What an evaluation tells that waits for nothing else of it: of many people
 * all of it is worked out at once, on as many threads as there are processors.
 */
struct pp_beforehand {
    const struct pp_scale_reliability *reliability; /* by wave from the second,
                                                       then outcome */
    struct pp_flow flow;
    const struct pp_people_table *people;
    size_t n_people_tables;
    const struct pp_leavers_table *leavers;
    size_t n_leavers;
    const struct pp_talking_therapies *talking_therapies;
};

/* Memory is the pool's. How many threads there are changes no number. */
struct pp_beforehand pp_beforehand_of(const struct pp_plan *plan,
                                      const struct pp_dataset *dataset,
                                      struct pp_pool *pool);

#endif
