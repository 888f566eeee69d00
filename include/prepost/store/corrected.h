#ifndef PREPOST_STORE_CORRECTED_H
#define PREPOST_STORE_CORRECTED_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/store/store.h"

/*
 * Of how many people a file that is put in another's place says otherwise. A
 * file that only grew says the same of everybody who was in it.
 */
struct pp_corrected_row {
    int64_t participant;
    uint64_t digest; /* of what the import says of them, once or at a wave */
};

struct pp_corrected {
    struct pp_corrected_row *rows; /* in order */
    size_t n;
};

/* What an import says of its people, in `pool`. */
int pp_corrected_read(struct pp_store *store, int64_t import,
                      struct pp_pool *pool, struct pp_corrected *out,
                      struct pp_error *err);

/* People of whom something was said that is said no more. */
size_t pp_corrected_count(const struct pp_corrected *was,
                          const struct pp_corrected *is);

/* The last entry of the log; 0: none. */
int pp_corrected_last_entry(struct pp_store *store, int64_t *entry,
                            struct pp_error *err);

/* Adds how many to what was logged after `entry` of a file's replacing. */
int pp_corrected_log(struct pp_store *store, int64_t entry, size_t n,
                     struct pp_error *err);

#endif
