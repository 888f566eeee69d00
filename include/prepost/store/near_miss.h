#ifndef PREPOST_STORE_NEAR_MISS_H
#define PREPOST_STORE_NEAR_MISS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/model/plan.h"
#include "prepost/store/store.h"

/*
 * Two people who may be one: their codes are a single typing slip apart (a
 * character wrong, too many, too few, or two swapped) or are one name written
 * otherwise (ingest/identifier.h), and neither answered at a wave at which the
 * other did. They are listed for a person to look at in
 * the files; nothing is ever merged.
 */
struct pp_near_miss_side {
    const char *file; /* where the code stands */
    int64_t import;   /* which of those of that name */
    uint32_t line;
    size_t wave;        /* of that row, in the plan */
    const char *region; /* NULL: not known */
};

struct pp_near_miss {
    struct pp_near_miss_side a, b; /* the earlier wave first */
};

struct pp_near_misses {
    const struct pp_near_miss *items;
    size_t n;            /* in the list, in order of files and rows */
    size_t n_in_all;     /* more than n if the list was cut */
    size_t n_candidates; /* people who did not answer at every wave */
};

/*
 * Keeps at most `limit` of them. Codes that are all alike (001, 002, 003)
 * give more pairs than people: then the list means nothing, and
 * n_in_all > n_candidates tells so.
 */
int pp_store_near_misses(struct pp_store *store, const struct pp_plan *plan,
                         size_t limit, struct pp_pool *pool,
                         struct pp_near_misses *out, struct pp_error *err);

/* Whoever did not answer at every wave, by the row of the first; in order of
 * files and rows: pp_near_miss_order(). */
int pp_near_miss_order(const struct pp_near_miss_side *a,
                       const struct pp_near_miss_side *b);
int pp_store_unmatched(struct pp_store *store, const struct pp_plan *plan,
                       struct pp_pool *pool,
                       const struct pp_near_miss_side **out, size_t *n,
                       struct pp_error *err);

#endif
