#ifndef PREPOST_STORE_REREAD_H
#define PREPOST_STORE_REREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/model/batch.h"
#include "prepost/model/plan.h"
#include "prepost/store/store.h"

/*
 * Whether the batch, the very same file as an import read again, has other
 * answers, totals or days than that import brought: the plan has come to read
 * the file otherwise, as where it numbers from another start.
 *
 * Compared are the rows that the import still holds, found by their person,
 * wave and line: all of a small file, and of a large one some thousand from
 * beginning to end, for what a plan says of a file concerns all its rows.
 * Regions and what else is kept of people are not compared.
 */
int pp_reread_differs(struct pp_store *store, const struct pp_plan *plan,
                      const struct pp_batch *batch, int64_t number,
                      bool *differs, struct pp_error *err);

#endif
