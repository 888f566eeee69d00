#ifndef PREPOST_STORE_IMPORTS_H
#define PREPOST_STORE_IMPORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/model/batch.h"
#include "prepost/model/plan.h"
#include "prepost/store/store.h"

/*
 * The list of what was imported. Imports are known by number, from 1; a file
 * that replaces another takes over its number.
 */
struct pp_imported {
    int64_t number; /* 0: there is none */
    char *file;
    long n_taken;    /* rows */
    long n_rejected; /* rows, left out for what stands in them alone */
    long n_cells_rejected;
};

/* One line of the list, for people. */
struct pp_import_record {
    int64_t number;
    const char *file, *hash, *platform;
    const char *day; /* NULL: was not kept */
    long n_rows, n_taken, n_rejected, n_cells_rejected;
    long n_held; /* responses that came from it, now */
};

/* Rows that were an earlier one of the file once more. */
static inline long pp_imports_repeated(const struct pp_import_record *import)
{
    return import->n_rows - import->n_taken - import->n_rejected;
}

/* All imports, in the order in which they were made, in `pool`. */
int pp_imports_list(struct pp_store *store, struct pp_pool *pool,
                    const struct pp_import_record **out, size_t *n,
                    struct pp_error *err);

void pp_imports_clear(struct pp_imported *imported);

/* The import of a number, or of the very same bytes; number 0 if none. */
int pp_imports_get(struct pp_store *store, int64_t number,
                   struct pp_imported *out, struct pp_error *err);
int pp_imports_find_bytes(struct pp_store *store, const char *hash,
                          struct pp_imported *out, struct pp_error *err);

/*
 * The number of the last import of that file name, 0 if none, and how many
 * there are: they may come from several folders.
 */
int pp_imports_find_name(struct pp_store *store, const char *file,
                         int64_t *number, int *n, struct pp_error *err);

/* The waves, by the store's numbers, at which an import's responses are. */
int pp_imports_waves(struct pp_store *store, int64_t number,
                     bool has[UINT8_MAX + 1], struct pp_error *err);

/*
 * Whether the batch, the same file read again, has answers to an item, or a
 * column of people, of which that import has brought nothing: the plan has
 * come to understand more of its columns. Not of an import that holds no
 * answers, whose all may be another's.
 */
int pp_imports_gains(struct pp_store *store, const struct pp_plan *plan,
                     const struct pp_batch *batch, int64_t number, bool *gains,
                     struct pp_error *err);

/*
 * A number made of all that an import brought, answers, regions and groups: of
 * the same file read again it is the same if nothing is read otherwise now.
 */
int pp_imports_digest(struct pp_store *store, int64_t number, uint64_t *digest,
                      struct pp_error *err);

int pp_imports_next(struct pp_store *store, int64_t *number,
                    struct pp_error *err);
int pp_imports_add(struct pp_store *store, const struct pp_batch *batch,
                   const char *day, int64_t number, struct pp_error *err);

/* What became of it, once its answers are in; `lines`: the sum of where they
 * stood in the file. */
int pp_imports_count(struct pp_store *store, int64_t number,
                     const struct pp_batch *batch, size_t n_rows_rejected,
                     int64_t n_held, uint64_t digest, uint64_t lines,
                     struct pp_error *err);

/*
 * The log's word on a file that gives way to another, before it is removed:
 * "replaced spring.csv: 12 rows of 0d6a9941 by 13 of f00d1234", the first
 * eight of each hash.
 */
int pp_imports_log_replaced(struct pp_store *store, int64_t number,
                            const struct pp_batch *by, struct pp_error *err);

/* ... and on one that is taken out: "removed spring.csv: 12 rows of 0d6a9941".
 */
int pp_imports_log_removed(struct pp_store *store, int64_t number,
                           struct pp_error *err);

/* All such words, in the order in which they came, in `pool`. */
int pp_imports_replaced(struct pp_store *store, struct pp_pool *pool,
                        const char *const **out, size_t *n,
                        struct pp_error *err);

/* Takes out all that an import brought; the people stay for now. */
int pp_imports_remove(struct pp_store *store, int64_t number,
                      struct pp_error *err);

/* Takes out the people that no import speaks of any more. */
int pp_imports_drop_strangers(struct pp_store *store, struct pp_error *err);

#endif
