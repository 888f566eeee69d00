#ifndef PREPOST_STORE_IDENTITY_H
#define PREPOST_STORE_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/model/batch.h"
#include "prepost/store/store.h"

/*
 * Of what the codes of each import's people were made. Whoever changes that in
 * the plan makes new people of the old: what comes after it can only be
 * compared with what is in because it is known how that was read.
 */
struct pp_identity {
    int64_t import;
    const char *file, *hash;
    const char *made_of; /* headings, a line each */
    bool is_counted;     /* 1, 2, 3 ... in the order of rows */
};

/* Of the batch, as that import; nothing where its people have no codes. */
int pp_identity_add(struct pp_store *store, const struct pp_batch *batch,
                    int64_t number, struct pp_error *err);

/* All that are known, by import, in `pool`; none from a store that was made
 * before they were kept. */
int pp_identity_list(struct pp_store *store, struct pp_pool *pool,
                     const struct pp_identity **out, size_t *n,
                     struct pp_error *err);

/*
 * The files whose codes count their rows where there are several, of different
 * waves: number 7 of one may well be somebody else than number 7 of the next.
 */
int pp_identity_counted(struct pp_store *store, struct pp_pool *pool,
                        const struct pp_identity **out, size_t *n,
                        struct pp_error *err);

/* "Name", or "Name + region" of several parts; in `pool`. */
const char *pp_identity_words(const char *made_of, struct pp_pool *pool);

#endif
