#ifndef PREPOST_STORE_PAIRING_H
#define PREPOST_STORE_PAIRING_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/model/plan.h"
#include "prepost/store/store.h"

/*
 * What an import tells of the pairing at once, while the answers are still
 * being taken in: it reads the tables as they come, in one pass and no memory
 * to speak of, where `prepost status` reads the whole dataset.
 */

/* How many people the store has, joined codes apart. */
int pp_pairing_people(struct pp_store *store, size_t *n, struct pp_error *err);

/*
 * People of whom everything at some wave is dated before something at an
 * earlier one (analysis/audit.h counts the same): n[i] of those who have an
 * answer that came with imports[i]. Codes that the plan joins count apart.
 */
int pp_pairing_turned(struct pp_store *store, const struct pp_plan *plan,
                      const int64_t *imports, size_t n_imports, size_t *n,
                      struct pp_error *err);

/*
 * Every text that the store has in a column of people ("region", "group"),
 * sorted, in `pool`, as the plan calls what files write in several ways, and
 * how often it was told, once by a person and file (NULL: not asked); none
 * where it has no such column.
 */
int pp_pairing_names(struct pp_store *store, const struct pp_plan *plan,
                     const char *column, struct pp_pool *pool,
                     const char *const **names, const size_t **n_told,
                     size_t *n, struct pp_error *err);

/*
 * The names of groups that stand in several regions, sorted, in `pool`: each
 * is one group in every region (model/dataset.h). Where the store has both on
 * one row, as files do that bring them.
 */
int pp_pairing_groups_in_several(struct pp_store *store,
                                 const struct pp_plan *plan,
                                 struct pp_pool *pool,
                                 const char *const **names, size_t *n,
                                 struct pp_error *err);

#endif
