#ifndef PREPOST_BASE_SPOOL_H
#define PREPOST_BASE_SPOOL_H

#include <stddef.h>

#include "prepost/base/error.h"

/*
 * Bytes put aside while there are more of them than memory should hold, and
 * read back in any order. The first few megabytes stay in memory; beyond that
 * they go to a file without a name, which nobody else can open and which is
 * gone when the program is, however it ends.
 *
 * As with stdio, what fails is remembered: reads then give zeros, and
 * pp_spool_check() says why. Ask it before anything made of the bytes is used.
 */
struct pp_spool;

/* `dir`: where the file would be; NULL: where temporary files are. */
struct pp_spool *pp_spool_new(const char *dir);
void pp_spool_free(struct pp_spool *spool); /* takes NULL */

/* Appends, and says at which offset the bytes are. */
size_t pp_spool_add(struct pp_spool *spool, const void *bytes, size_t n);

/* Bytes that were added. */
void pp_spool_read(struct pp_spool *spool, size_t offset, void *bytes,
                   size_t n);

size_t pp_spool_size(const struct pp_spool *spool);

/* PP_EIO: the file could not be made, written or read. */
int pp_spool_check(const struct pp_spool *spool, struct pp_error *err);

#endif
