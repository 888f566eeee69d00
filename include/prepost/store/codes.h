#ifndef PREPOST_STORE_CODES_H
#define PREPOST_STORE_CODES_H

#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/store/store.h"

/*
 * A code for each participant, in the order of the dataset (store/load.h): a
 * 'p' and the beginning of the pseudonym in hexadecimal, as short as keeps all
 * apart, and 8 digits at least. It stays what it is as people come in, and says
 * nothing to whoever has not got the key. People who were joined (store/join.h)
 * have one, that of the first of them.
 *
 * Out        codes[*n], the pool's
 * Errors     ESTORE
 */
int pp_store_codes(struct pp_store *store, struct pp_pool *pool,
                   const char *const **codes, size_t *n, struct pp_error *err);

#endif
