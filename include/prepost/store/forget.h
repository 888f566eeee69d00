#ifndef PREPOST_STORE_FORGET_H
#define PREPOST_STORE_FORGET_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/base/hash.h"
#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"
#include "prepost/model/batch.h"
#include "prepost/store/store.h"

/*
 * A person's right to be erased: all answers and everything else known of one
 * participant, out of the store and out of the file's free pages too. That
 * somebody was erased is kept, not who: reports say that the store changed.
 * The files that were imported, backups and earlier reports are not touched.
 *
 * The store keeps nothing by which their answers could be tried out: hashes of
 * files that they may be in are put under `key`, the file key of the
 * evaluation, in the same transaction (store/file_hashes.h).
 */
struct pp_forgotten {
    bool was_there;
    size_t n_codes;       /* that were there: several if they were joined */
    size_t n_responses;   /* erased: each questionnaire of a form is one */
    size_t n_instruments; /* that people are asked: so many on a form */
    bool is_owed;         /* the rewriting: see below */
    bool was_rewritten;   /* the file: for this person, or one before */
};

/*
 * Whoever has one of these pseudonyms, as one person, in one transaction; then
 * the file is rewritten without the gap that they leave, unless the caller has
 * a transaction. Of nobody, it is rewritten if an earlier one could not be, or
 * if an earlier prepost, which left hashes as they were, has erased somebody.
 *
 * Returns 0 or -1; where all is done but the rewriting, -1 with is_owed, and
 * *out is filled in: the log keeps that the next call has to do it.
 */
int pp_store_forget_codes(struct pp_store *store,
                          const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE],
                          size_t n, const unsigned char key[PP_HASH_KEY_SIZE],
                          struct pp_forgotten *out, struct pp_error *err);

/*
 * Somebody of whom there were rows among the rejected ones alone: nothing of
 * them is in the store but the hashes of files of which a row was left out.
 * These are put under the key, and the file is rewritten as above.
 */
int pp_store_forget_rejected(struct pp_store *store,
                             const unsigned char key[PP_HASH_KEY_SIZE],
                             struct pp_forgotten *out, struct pp_error *err);

/* The imports that they are in, by the names of their files: they are there
 * before one is forgotten, and not after. Added to *files. */
int pp_store_files_of(struct pp_store *store,
                      const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE],
                      size_t n, struct pp_pool *pool,
                      struct pp_text_list *files, struct pp_error *err);

int pp_store_forget(struct pp_store *store,
                    const unsigned char pseudonym[PP_PSEUDONYM_SIZE],
                    const unsigned char key[PP_HASH_KEY_SIZE],
                    struct pp_forgotten *out, struct pp_error *err);

/*
 * People who were not known came in though somebody had been erased: the log
 * keeps that, for nothing can tell whether they are the same.
 */
int pp_store_log_strangers(struct pp_store *store, struct pp_error *err);

/* Whether that was so since somebody was last erased. */
int pp_store_may_be_back(struct pp_store *store, bool *may_be,
                         struct pp_error *err);

/* How many people were erased since the store was made. */
int pp_store_count_forgotten(struct pp_store *store, size_t *n,
                             struct pp_error *err);

#endif
