#ifndef PREPOST_STORE_EDITIONS_H
#define PREPOST_STORE_EDITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"
#include "prepost/store/store.h"

/*
 * When results were written that may be handed on: of each such time the log
 * keeps how many people were in the store, how many had answered at each wave,
 * how many had both scores or the first one of each outcome (or, of several
 * later times, the one of any), in all and in each region, arm or other part
 * that the results set apart, and which files they came from; and nothing else.
 * Who has results of two times can subtract them: where few people are in one
 * and not in the other, the difference is what those few answered. One form
 * more of somebody known is such a difference too.
 */

/* How many people a figure was made of. Names are as the plan and the files
 * have them, and "" where it is of every outcome, wave or part. */
struct pp_edition_count {
    const char *outcome; /* "gad7.total" */
    const char *waves;   /* "before", or both of a change: "after before" */
    const char *by;      /* "region" */
    const char *level;   /* "Cornwall"; "" of a column: the rest of it */
    long n;
};

struct pp_edition {
    int64_t entry; /* in the log; 0: not kept yet */
    long n_people;
    const struct pp_edition_count *counts; /* in order: pp_edition_sort() */
    size_t n_counts;
    struct pp_text_list files; /* how their hashes begin, as a report's foot */
    long n_erased;             /* erasures since */
    long n_replaced; /* files since that put others' answers right, or that were
                        taken out */
};

enum { PP_EDITION_HASH = 12 }; /* letters of a hash, in `files` */

/* The people of the store now; the caller adds the rest. */
int pp_edition_now(struct pp_store *store, struct pp_edition *out,
                   struct pp_error *err);

/* A name as the log can keep it, in `pool`; "" of NULL. */
const char *pp_edition_name(struct pp_pool *pool, const char *name);

/* Puts counts in order, and takes out those that stand there twice. */
size_t pp_edition_sort(struct pp_edition_count *counts, size_t n);

/* All that were kept, the oldest first, in `pool`. */
int pp_editions_list(struct pp_store *store, struct pp_pool *pool,
                     const struct pp_edition **out, size_t *n,
                     struct pp_error *err);

/* Whether all that `now` is made of is in `then` too, and nothing happened. */
bool pp_edition_has(const struct pp_edition *then,
                    const struct pp_edition *now);

int pp_editions_keep(struct pp_store *store, const struct pp_edition *edition,
                     struct pp_error *err);

/*
 * Of each person, as the dataset has them: the last of n editions that did not
 * have some answer of theirs yet, and the last after which a file put answers
 * of its people right that hold one of theirs; -1: there is none.
 */
struct pp_edition_person {
    long came, corrected;
};

int pp_editions_people(struct pp_store *store, struct pp_pool *pool,
                       const struct pp_edition *all, size_t n,
                       const struct pp_edition_person **people,
                       size_t *n_people, struct pp_error *err);

/* --- two of them ---------------------------------------------------------- */

/* Of the people of a figure now: who has answers that came in since then, and
 * who is in a file that was put right since. */
struct pp_edition_since {
    long n_came, n_corrected;
};

/* What the difference of one figure then and now tells. */
enum pp_edition_tells {
    PP_EDITION_NOTHING, /* the figures are the same, or far enough apart */
    PP_EDITION_CORRECTED,
    PP_EDITION_FEW,
    PP_EDITION_ERASED
};

/* The figure of the same outcome, waves and part; NULL: there was none. */
const struct pp_edition_count *
pp_edition_find(const struct pp_edition *edition,
                const struct pp_edition_count *like);

/*
 * n_then, n_now: people of a figure, none of them 0; threshold: so many
 * people's difference tells of nobody. Somebody may have been erased and
 * somebody come, so that the counts are alike: it is nothing only where that
 * cannot be.
 */
enum pp_edition_tells pp_edition_tells(long n_then, long n_now,
                                       const struct pp_edition *then,
                                       struct pp_edition_since since,
                                       long threshold);

#endif
