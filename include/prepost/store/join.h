#ifndef PREPOST_STORE_JOIN_H
#define PREPOST_STORE_JOIN_H

#include <stddef.h>

#include "prepost/model/batch.h"
#include "prepost/store/store.h"

/*
 * People of whom somebody said that they are one. Nothing in the store is
 * changed: whoever reads answers (load.h) or looks for near misses gets them
 * as one person's for as long as the store is open, and each row still tells
 * which file it came from. Told no more, they are two again.
 */

/*
 * Joins whoever has one of these pseudonyms; *n_found says how many there are.
 * Errors     EIO, ESTORE: store.h
 */
int pp_store_join(struct pp_store *store,
                  const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE],
                  size_t n, size_t *n_found, struct pp_error *err);

#endif
