#ifndef PREPOST_STORE_NEWCOMERS_H
#define PREPOST_STORE_NEWCOMERS_H

#include "prepost/store/people.h"

/*
 * Puts in those whose number is 0, in the order of people->order, and numbers
 * them from `next` on. Inside the open transaction.
 */
int pp_newcomers_add(struct pp_store *store, const struct pp_batch *batch,
                     struct pp_people *people, int64_t next,
                     struct pp_error *err);

#endif
