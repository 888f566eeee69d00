#ifndef PREPOST_STORE_SEAL_H
#define PREPOST_STORE_SEAL_H

#include "prepost/base/error.h"
#include "prepost/base/notes.h"
#include "prepost/store/store.h"

/*
 * What a store keeps beside answers and people (its tables and views, waves,
 * questionnaires, imports, locks of plans, the log) is small, and has a hash
 * for each kind, made anew at every change. Where one does not agree, another
 * program changed it, or the file is damaged. Answers have sums of their own
 * (digest.h); of people only how many rows there are is sealed.
 */

/* Before a change: what another program did is not to be sealed with it. */
int pp_seals_look(struct pp_store *store, struct pp_error *err);

/* Before it is committed; a seal that was found broken stays as it was. */
int pp_seals_put(struct pp_store *store, struct pp_error *err);

/* A note of severity ERROR for each that does not agree, or is missing. A store
 * of before version 4 has none. */
int pp_seals_check(struct pp_store *store, struct pp_notes *notes,
                   struct pp_error *err);

#endif
