#ifndef PREPOST_STORE_EDITIONS_H
#define PREPOST_STORE_EDITIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/store/store.h"

/*
 * When results were written that may be handed on: of each such time the log
 * keeps how many people were in the store, and nothing else. Who has results
 * of two times can subtract them; where one person was erased in between, and
 * few others came in, the difference is what that person answered.
 */
struct pp_editions {
    bool is_kept; /* results of these people are in the log already */
    /* The fewest people by whom results written before differ from these: who
     * were erased since and who came in. 0: no results, or the same people. */
    size_t n_erased; /* where somebody was erased since */
    size_t n_came;   /* where nobody was */
};

int pp_editions_find(struct pp_store *store, struct pp_editions *out,
                     struct pp_error *err);

/* Results of the people who are in the store now were written. */
int pp_editions_keep(struct pp_store *store, struct pp_error *err);

#endif
