#ifndef PREPOST_STORE_FILE_HASHES_H
#define PREPOST_STORE_FILE_HASHES_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/base/hash.h"
#include "prepost/base/pool.h"
#include "prepost/model/batch.h"
#include "prepost/store/store.h"

/*
 * What the store knows its files by: the hash of each import, and of that the
 * first letters in the log, eight where a file gave way or was taken out and
 * twelve where results were written.
 *
 * Who has every other row of a file, the code of one person in it and their
 * days can try out which answers give its hash. Where somebody is erased, the
 * hashes of these files are put under the key: those that the person was in,
 * and those of which a row was left out, which may have been theirs. All
 * others stay, for people compare what reports print with their files.
 *
 * Letters in the log of files that are in no more may be of such a file too,
 * and nothing tells: there "????????" stands in their place, and so are they
 * no file's.
 */
struct pp_file_hash {
    int64_t import;
    bool is_guarded; /* to be put under the key */
    char was[PP_HASH_SIZE], is[PP_HASH_SIZE];
};

struct pp_file_hashes {
    struct pp_file_hash *items;
    size_t n;
};

/*
 * Those of all imports, in `pool`. To be guarded are files of which a row was
 * left out; and every one where an earlier prepost, which left hashes as they
 * were, has erased somebody since this was last done.
 */
int pp_file_hashes_list(struct pp_store *store, struct pp_pool *pool,
                        struct pp_file_hashes *out, struct pp_error *err);

/* To be guarded too: the files that a participant is in, by number. */
int pp_file_hashes_add(struct pp_store *store, int64_t participant,
                       struct pp_file_hashes *hashes, struct pp_error *err);

/* Does it, in the caller's transaction; *n: in so many places. */
int pp_file_hashes_guard(struct pp_store *store, struct pp_file_hashes *hashes,
                         const unsigned char key[PP_HASH_KEY_SIZE], size_t *n,
                         struct pp_error *err);

/* Whether an erasure by an earlier prepost left them all as they were. */
int pp_file_hashes_are_owed(struct pp_store *store, bool *are_owed,
                            struct pp_error *err);

/*
 * The batch's bytes may be in under their other form: under the key since
 * somebody was erased, or plain since before files of few rows were guarded.
 * They go by the one under the key: batch->hash becomes that, or what the store
 * has does, everywhere. In the caller's transaction.
 */
int pp_file_hashes_settle(struct pp_store *store, struct pp_batch *batch,
                          struct pp_error *err);

#endif
