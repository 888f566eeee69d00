#ifndef PREPOST_CLI_DRAFT_FROM_CSV_H
#define PREPOST_CLI_DRAFT_FROM_CSV_H

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/model/instrument_draft.h"

/*
 * Finds the questions in a CSV: the most columns whose answers come from one
 * small set, of whole numbers or of labels, and whose headings are either all
 * questions or alike but for a number. Fills items, and answers or labels, of
 * the draft; all texts are the pool's.
 *
 * Errors     the file cannot be read, or no two columns are like that
 */
int pp_draft_from_csv(const char *path, struct pp_pool *pool,
                      struct pp_instrument_draft *draft, struct pp_error *err);

#endif
