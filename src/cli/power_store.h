#ifndef PREPOST_CLI_POWER_STORE_H
#define PREPOST_CLI_POWER_STORE_H

#include <math.h>

#include "prepost/base/pool.h"
#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"

/*
 * What the answers that are in say of an outcome, for planning: how scores
 * spread, how before goes with after, how many did not answer again, and how
 * alike the changes of one support group's people are. Rounded, and nothing
 * of few people (10 who answered, 4 groups) or of answers nearly all alike.
 *
 * Of few groups, likeness is known roughly: it is never taken for less than
 * what is usual, 0.05. The groups' likeness is over all regions, as the test of
 * the average change has it; that in a report, where regions are compared, is
 * within them.
 */
struct power_store {
    double sd, correlation, left; /* left: share of those who answered first */
    double group_size, icc;       /* of those who answered twice */
};

#define POWER_STORE_NONE ((struct power_store){NAN, NAN, NAN, NAN, NAN})

enum { POWER_LEAST_PEOPLE = 10 };
#define POWER_LEAST_ICC .05

/* NaN: nothing is to be said of it. */
struct power_store power_store_look(const struct pp_plan *plan,
                                    const struct pp_plan_outcome *outcome,
                                    const struct pp_dataset *dataset,
                                    struct pp_pool *pool);

/* Whether people are in support groups by the plan. */
bool power_plan_has_groups(const struct pp_plan *plan);

#endif
