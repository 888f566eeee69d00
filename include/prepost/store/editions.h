#ifndef PREPOST_STORE_EDITIONS_H
#define PREPOST_STORE_EDITIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"
#include "prepost/store/store.h"

/*
 * When results were written that may be handed on: of each such time the log
 * keeps how many people were in the store, how many had answered at each wave,
 * how many had both scores or the first one of each outcome (or, of several
 * later times, the one of any), also of those with whom the others are
 * compared, and which files they came from; and nothing else. Who has results
 * of two times can subtract them: where few people are in one and not in the
 * other, the difference is what those few answered. One form more of somebody
 * known is such a difference too.
 */
struct pp_edition {
    long n_people;
    const long *at_wave, *counts; /* none: kept by an earlier prepost */
    size_t n_waves, n_counts;
    struct pp_text_list files; /* how their hashes begin, as a report's foot */
    long n_erased;             /* people erased since */
    long n_replaced; /* files put in another's place, or taken out, since */
};

enum { PP_EDITION_HASH = 12 }; /* letters of a hash, in `files` */

/* The people of the store now; the caller adds the rest. */
int pp_edition_now(struct pp_store *store, struct pp_edition *out,
                   struct pp_error *err);

/* All that were kept, the oldest first, in `pool`. */
int pp_editions_list(struct pp_store *store, struct pp_pool *pool,
                     const struct pp_edition **out, size_t *n,
                     struct pp_error *err);

bool pp_edition_same(const struct pp_edition *a, const struct pp_edition *b);

/*
 * The fewest people by whom some figure of two results differs, where nobody
 * was erased in between: of everybody, of a wave, of an outcome. A wave that
 * nobody had answered had no figure. 0: no difference that is known of.
 */
long pp_edition_distance(const struct pp_edition *then,
                         const struct pp_edition *now);

int pp_editions_keep(struct pp_store *store, const struct pp_edition *edition,
                     struct pp_error *err);

#endif
