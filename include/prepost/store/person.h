#ifndef PREPOST_STORE_PERSON_H
#define PREPOST_STORE_PERSON_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/model/batch.h"
#include "prepost/store/store.h"

/*
 * All that the store holds of one person, as forget.h would erase it: what a
 * person who asks for it has a right to. Read from every table, those of
 * former plans too, and nothing joined or left out: where somebody answered
 * under two codes, each answer stands with its own file and row.
 */
struct pp_held {
    const unsigned char *pseudonym;
    const char *table;  /* the questionnaire's id, "background", "remarks" or
                           "participants" */
    const char *column; /* the item's id, "given_total", "age band" */
    const char *file;   /* NULL: of no one file */
    uint32_t line;      /* 0: not of one row */
    const char *wave;   /* its id; NULL: of none */
    int64_t position;   /* of the wave in the plan; -1: of none */
    int32_t day;        /* PP_NO_DAY where not known */
    const char *text;   /* as SQLite writes the value */
};

/*
 * Whoever has one of the pseudonyms[n]; by wave, then by questionnaire. Cells
 * that are blank hold nothing.
 *
 * Out        items[*n_items], the pool's; 0: nobody has
 * Errors     ESTORE
 */
int pp_store_person(struct pp_store *store,
                    const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE],
                    size_t n, struct pp_pool *pool,
                    const struct pp_held **items, size_t *n_items,
                    struct pp_error *err);

#endif
