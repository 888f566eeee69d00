#ifndef PREPOST_STORE_LOCK_H
#define PREPOST_STORE_LOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/model/plan.h"
#include "prepost/store/store.h"

/*
 * The plan as it was fixed before the answers were looked at: a copy in the
 * store, with the day and how many later answers were there by then. Locks are
 * added, never changed or taken out.
 */
struct pp_lock {
    const char *hash, *commitments; /* model/plan.h */
    const char *plan;   /* what the file says (pp_plan_without_people) */
    const char *day;    /* "2025-03-04" */
    long answers_after; /* responses after the first wave that were in */
    const char *answers_by_wave; /* likewise, "after: 12" a line; or NULL: not
                                    known */
};

/* What may be said of today's plan. */
enum pp_lock_state {
    PP_LOCK_NONE,    /* never locked */
    PP_LOCK_KEPT,    /* as locked when no later answers were in */
    PP_LOCK_LATE,    /* as locked, but later answers were in by then */
    PP_LOCK_CHANGED, /* not as it was locked */
    PP_LOCK_BY_WAVE  /* as locked, and each later wave was fixed as it is before
                        its own answers were in (cli/evaluation.h) */
};

struct pp_lock_status {
    enum pp_lock_state state;
    const struct pp_lock *lock; /* the first that agrees with the plan, else
                                   the latest; NULL when never locked */
    const struct pp_lock *locks;
    size_t n_locks;
};

/* Keeps the plan, whose file holds text[length], under this day. */
int pp_store_lock(struct pp_store *store, const struct pp_plan *plan,
                  const char *text, size_t length, const char *day,
                  struct pp_error *err);

/* All locks, oldest first, and how the plan stands to them. */
int pp_store_lock_status(struct pp_store *store, const struct pp_plan *plan,
                         struct pp_pool *pool, struct pp_lock_status *out,
                         struct pp_error *err);

/*
 * The last day before `day` ("2025-03-04") on which answers of a wave, or of
 * any after the first (NULL), that are in the store were given, for a lock
 * knows only of what was imported; "" where there are none, or no dates.
 */
int pp_store_given_before(struct pp_store *store, const char *day,
                          const char *wave, struct pp_pool *pool,
                          const char **out, struct pp_error *err);

/* Whether the first answers of any wave after the first that there are came
 * with this import or those after it. */
int pp_store_first_later(struct pp_store *store, const struct pp_plan *plan,
                         int64_t import, bool *out, struct pp_error *err);

#endif
