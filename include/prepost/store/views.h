#ifndef PREPOST_STORE_VIEWS_H
#define PREPOST_STORE_VIEWS_H

#include "prepost/base/error.h"
#include "prepost/model/plan.h"
#include "prepost/store/store.h"

/*
 * The views of the tables in tables.h, for people with another SQLite program;
 * prepost itself never reads them.
 *
 *     people   what is known of each participant, one row each
 *     scores   one row a participant, wave and scale
 *     pairs    the first wave beside each later one
 *
 * `score` in them is plain arithmetic over complete answers; it is NULL where
 * an answer is missing or the scale needs a table or a count, which analysis
 * does.
 */

/* Makes them anew where the plan changed them, inside the open transaction. */
int pp_views_fit(struct pp_store *store, const struct pp_plan *plan,
                 struct pp_error *err);

#endif
