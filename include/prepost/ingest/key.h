#ifndef PREPOST_INGEST_KEY_H
#define PREPOST_INGEST_KEY_H

#include <stddef.h>

#include "prepost/base/error.h"

/*
 * evaluation.key: the secret that turns identifiers into pseudonyms. It stays
 * beside the plan, never in the store and never in a report; whoever has it
 * and a list of names can find a person's answers, and without it the next
 * file's people cannot be matched with this one's.
 */
struct pp_key {
    unsigned char person[32]; /* BLAKE2b key of pseudonyms */
    unsigned char slips[16];  /* SipHash key of near misses */
    unsigned char marks[16];  /* SipHash key of marks in rejects.csv */
    unsigned char files[32];  /* of hashes of files: base/hash.h */
    char fingerprint[17];     /* tells keys apart, gives nothing away; hex */
};

enum pp_key_absent {
    PP_KEY_MAKE,  /* no file yet: make one, 0600, from random bytes */
    PP_KEY_REFUSE /* no file yet: PP_EIO */
};

/*
 * Reads the key; a new one is written and read back before it is used. PP_EIO:
 * the file cannot be read or made, or others may read it; PP_EDATA: it is no
 * key or was damaged.
 */
int pp_key_open(const char *path, enum pp_key_absent absent, struct pp_key *key,
                struct pp_error *err);

/* A key made of given bytes, for tests and dry runs. */
void pp_key_of(const unsigned char secret[32], struct pp_key *key);

#endif
