#ifndef PREPOST_TESTS_HELPERS_PLACE_H
#define PREPOST_TESTS_HELPERS_PLACE_H

#include <stdbool.h>

#include "prepost/base/buffer.h"
#include "prepost/store/import.h"
#include "prepost/store/load.h"
#include "prepost/store/store.h"
#include "sample.h"

/*
 * A folder with a store in it, for one test: place_set_up() and
 * place_tear_down() are cmocka fixtures. What goes wrong in the other
 * functions fails the test.
 */
struct place {
    struct pp_pool *pool;
    struct pp_notes notes;
    char *folder;
    char path[4200]; /* of the store, which is not there yet */
};

int place_set_up(void **state);
int place_tear_down(void **state);

struct pp_store *place_open(struct place *place); /* made if need be */
struct pp_import_summary place_take(struct place *place, struct pp_store *store,
                                    const struct pp_plan *plan,
                                    const struct sample_batch *batch,
                                    bool replace);
const struct pp_dataset *place_load(struct place *place, struct pp_store *store,
                                    const struct pp_plan *plan);

/* Puts n people's answers before into it, with sample_plan()'s plan. */
void place_fill(struct place *place, size_t n);

/* Runs SQL on the file as another program would. */
void place_sql(const struct place *place, const char *sql);

/* Opening it in this way fails so. */
void place_assert_refused(const struct place *place, enum pp_store_mode mode,
                          enum pp_code code, const char *text);

/* Whether pp_store_verify() finds nothing. */
bool place_is_whole(struct pp_store *store);

/* A file's bytes; the caller clears them. */
struct pp_buffer place_bytes(const char *path);
void place_write(const char *path, const char *bytes, size_t n);

void assert_same_dataset(const struct pp_dataset *a,
                         const struct pp_dataset *b);

#endif
