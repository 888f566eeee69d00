#ifndef PREPOST_STORE_TABLES_H
#define PREPOST_STORE_TABLES_H

#include <stdint.h>

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"
#include "prepost/model/plan.h"
#include "prepost/store/store.h"

/*
 * The tables that depend on the plan; their views are in views.h.
 *
 *     <instrument>  participant, wave, import, line, day, a column an item,
 *                   given_<scale> for ready-made totals; key (participant,
 *                   wave)
 *     background    what an import said of a person: region, group and the
 *                   plan's columns
 */

/* Makes or extends them, and the views, to fit the plan, inside the open
 * transaction. */
int pp_tables_fit(struct pp_store *store, const struct pp_plan *plan,
                  struct pp_error *err);

/*
 * Fails where a definition numbers the answers to an item otherwise than the
 * store, which would score them wrongly. What the store has not yet is no
 * matter.
 */
int pp_tables_check_codings(struct pp_store *store, const struct pp_plan *plan,
                            struct pp_error *err);

/*
 * The store's number of each wave of the plan, -1 where it has none yet, into
 * numbers[plan->n_waves].
 */
int pp_tables_waves(struct pp_store *store, const struct pp_plan *plan,
                    int64_t *numbers, struct pp_error *err);

/* Whether a table or view has a column; 1, 0 or -1. */
int pp_tables_has_column(struct pp_store *store, const char *table,
                         const char *column, struct pp_error *err);

/* What the column of a scale's ready-made totals is called, into *out. */
void pp_tables_given_name(struct pp_buffer *out, const struct pp_scale *scale);

/* Appends ", "item", ... , "given_scale", ..." of the instrument. */
void pp_tables_value_columns(const struct pp_instrument *instrument,
                             struct pp_buffer *sql);

/*
 * The same to read them by: a scale that was defined after the last import has
 * no ready-made totals yet, which is NULL and no error.
 */
int pp_tables_held_columns(struct pp_store *store,
                           const struct pp_instrument *instrument,
                           struct pp_buffer *sql, struct pp_error *err);

/*
 * The ids of all instruments that have a table, those of former plans too;
 * the caller owns nothing: they live in `pool`.
 */
int pp_tables_instruments(struct pp_store *store, struct pp_pool *pool,
                          const char *const **ids, size_t *n,
                          struct pp_error *err);

#endif
