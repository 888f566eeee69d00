#ifndef PREPOST_STORE_NAMESAKES_H
#define PREPOST_STORE_NAMESAKES_H

#include "prepost/model/plan.h"
#include "prepost/store/imports.h"

/*
 * Which of several imports of one file name a new file of that name replaces:
 * those of whose people more than half are in the batch, and which hold
 * answers at one of its waves, or none any more. before.csv of the north
 * leaves before.csv of the south alone; a file and its corrected copy both go.
 *
 * Takes out all of them but the first, whose number is *number.
 *
 * Errors     EDATA: there is none
 */
int pp_namesakes_reduce(struct pp_store *store, const struct pp_plan *plan,
                        const struct pp_batch *batch, int64_t *number,
                        struct pp_error *err);

#endif
