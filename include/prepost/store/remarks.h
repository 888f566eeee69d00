#ifndef PREPOST_STORE_REMARKS_H
#define PREPOST_STORE_REMARKS_H

#include "prepost/model/plan.h"
#include "prepost/store/answers.h"

/*
 * What was seen of people when their files were taken in: who answered twice
 * at a wave, who was in two regions. Kept with the import that brought it.
 */

/* Those of the batch, and answers that met others in the store. */
int pp_remarks_enter(const struct pp_answers *answers, struct pp_error *err);

struct pp_remarks {
    long n_twice;      /* people who answered twice at some wave, differently */
    long n_times;      /* how often that was */
    long n_twice_none; /* of those people, who have no answer at such a wave */
    long n_twice_copy; /* of n_twice, who did so only in a further file of one
                          name: a mended copy that came without --replace */
    long n_two_regions; /* people whose rows name different regions */
};

/* Counts them; zeros from a store that was made before they were kept. */
int pp_remarks_count(struct pp_store *store, struct pp_remarks *out,
                     struct pp_error *err);

#endif
