#ifndef PREPOST_STORE_STORE_H
#define PREPOST_STORE_STORE_H

#include <stdbool.h>

#include "prepost/base/error.h"

/*
 * The store of an evaluation: one SQLite file, readable by its owner only,
 * that holds everyone's answers under pseudonyms. pp_store_open() opens it;
 * import.h puts a file's answers in, load.h takes everyone's out.
 *
 * Every change is one transaction: after a crash, a kill or a full disk the
 * file is as it was before. A file that is not a store, was made by a newer
 * prepost or is damaged is refused and left untouched.
 *
 * No identifier, no free text and no key is ever in it, and it knows nothing
 * of scoring.
 */
struct pp_store;

enum pp_store_mode {
    PP_STORE_READ,  /* it must be there; nothing will be changed */
    PP_STORE_WRITE, /* it must be there */
    PP_STORE_CREATE /* it is made, with mode 0600, when something is put in */
};

/*
 * Opens the store at `path`.
 *
 * Errors     EIO: no such file, a folder, no permission. ESTORE: not a store
 *            of prepost, a newer one, cut short, damaged, in use elsewhere.
 *            EDATA: it is to be there, and nothing was ever put into it.
 *            On an error *out is NULL and the file is as it was
 */
int pp_store_open(const char *path, enum pp_store_mode mode,
                  struct pp_store **out, struct pp_error *err);

/* Undoes what was begun and not committed. Takes NULL. */
void pp_store_close(struct pp_store *store);

/*
 * Several changes as one: all of them are there after pp_store_commit(), or
 * none. Each change made outside begin and commit is one on its own.
 */
int pp_store_begin(struct pp_store *store, struct pp_error *err);
int pp_store_commit(struct pp_store *store, struct pp_error *err);
void pp_store_rollback(struct pp_store *store);

/*
 * Pseudonyms made with another key match nobody: every pair would be lost
 * without a word. EDATA if the store's people got theirs from another key than
 * the one that `key_check` (model/batch.h) tells of.
 */
int pp_store_check_key(struct pp_store *store, const char *key_check,
                       struct pp_error *err);

/* SQLite, by its version. */
struct pp_libraries;
void pp_store_libraries(struct pp_libraries *all);

#endif
