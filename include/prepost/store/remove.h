#ifndef PREPOST_STORE_REMOVE_H
#define PREPOST_STORE_REMOVE_H

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/store/store.h"

/*
 * A file that was imported by mistake, out of the store again: all that it
 * brought, and people of whom no other file speaks. Answers that had given way
 * to its own are not in the store any more and do not come back.
 */
struct pp_removed {
    const char *file; /* its name in the store */
    long n_rows;      /* that the file had */
    long n_responses; /* that were in from it: questionnaires filled in */
    long n_people;    /* who went with it */
};

/*
 * `name`: the file's name, or eight letters or more of how its check sum
 * begins. The log has "removed spring.csv: 12 rows of 0d6a9941".
 *
 * Errors     EDATA: there is none of that name, or there are several; text
 *            names those that there are. The store is then as before
 */
int pp_store_remove(struct pp_store *store, const char *name,
                    struct pp_pool *pool, struct pp_removed *out,
                    struct pp_error *err);

#endif
