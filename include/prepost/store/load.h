#ifndef PREPOST_STORE_LOAD_H
#define PREPOST_STORE_LOAD_H

#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"
#include "prepost/store/store.h"

/* Exports go by pseudonym, as their rows' codes do; results by what people
 * said, so that no digit turns on what their codes are (model/dataset.h). */
enum pp_people_order { PP_BY_PSEUDONYM, PP_BY_ANSWERS };

/*
 * Everyone's answers, as the plan asks for them, out of the store.
 *
 * Whichever file was imported first, and however its rows were ordered, the
 * dataset is the same. By answers it has `stored`, who each participant is by
 * pseudonym. Where two files say different things of a person (region, age
 * band), the file that was imported first has the word. Person columns nobody
 * has a value for are left out.
 *
 * Out        *out lives in `pool`
 * Errors     EDATA: the store holds answers at a wave that the plan does not
 *            name, or has no table for an instrument's newest items (import
 *            makes it); a column with more than 65,534 different texts.
 *            EIO, ESTORE: store.h
 */
int pp_store_load(struct pp_store *store, const struct pp_plan *plan,
                  enum pp_people_order order, struct pp_pool *pool,
                  const struct pp_dataset **out, struct pp_error *err);

#endif
