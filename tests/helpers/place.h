#ifndef PREPOST_TESTS_HELPERS_PLACE_H
#define PREPOST_TESTS_HELPERS_PLACE_H

#include <stdbool.h>

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

void assert_same_dataset(const struct pp_dataset *a,
                         const struct pp_dataset *b);

#endif
