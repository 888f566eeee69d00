#ifndef PREPOST_STORE_SCHEMA_H
#define PREPOST_STORE_SCHEMA_H

#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/store/store.h"

/*
 * The tables that every store has, and how older stores become today's.
 * Tables of instruments, which depend on the plan, are made in tables.h.
 */
enum {
    PP_STORE_APPLICATION_ID = 0x70726570, /* "prep" */
    PP_STORE_VERSION = 6,
    PP_STORE_WAIT_MS = 5000 /* for another program to finish */
};

/*
 * ESTORE where a store of this version, from 0 to PP_STORE_VERSION, has what
 * only a later one has: somebody else set its number.
 */
int pp_schema_check_version(struct pp_store *store, int64_t version,
                            struct pp_error *err);

/*
 * Brings the store to PP_STORE_VERSION inside the open transaction: from
 * nothing for a new file, one step a version otherwise.
 */
int pp_schema_migrate(struct pp_store *store, struct pp_error *err);

#endif
