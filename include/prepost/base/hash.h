#ifndef PREPOST_BASE_HASH_H
#define PREPOST_BASE_HASH_H

#include <stddef.h>

/*
 * BLAKE2b-256 of bytes, as 64 hex digits: tells whether two files are the
 * same. Whoever has the bytes has the hash; it hides nothing.
 */
enum { PP_HASH_SIZE = 65 }; /* with the NUL */

void pp_hash_bytes(const void *bytes, size_t n, char hex[PP_HASH_SIZE]);

#endif
