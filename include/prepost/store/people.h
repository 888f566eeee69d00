#ifndef PREPOST_STORE_PEOPLE_H
#define PREPOST_STORE_PEOPLE_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/model/batch.h"
#include "prepost/model/plan.h"
#include "prepost/store/store.h"

/*
 * The people of a batch, known to the store by number. New people are
 * numbered in the order of their pseudonyms, which the key has shuffled: a
 * number does not tell who came first in the file, and indexes grow at their
 * end only.
 */
struct pp_people {
    size_t n, n_new;
    int64_t *number; /* per person of the batch */
    uint32_t *order; /* the batch's people by ascending number */
};

void pp_people_clear(struct pp_people *people);

/* Finds everyone and adds who is new, inside the open transaction. */
int pp_people_enter(struct pp_store *store, const struct pp_batch *batch,
                    struct pp_people *people, struct pp_error *err);

/* Keeps what the batch says of people, as said by import number `import`. */
int pp_people_describe(struct pp_store *store, const struct pp_batch *batch,
                       const struct pp_people *people, int64_t import,
                       struct pp_error *err);

#endif
