#ifndef PREPOST_BASE_HASH_H
#define PREPOST_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * BLAKE2b-256 of bytes, as 64 hex digits: tells whether two files are the
 * same. Whoever has the bytes has the hash; it hides nothing.
 */
enum { PP_HASH_SIZE = 65 }; /* with the NUL */
enum { PP_HASH_KEY_SIZE = 32 };

void pp_hash_bytes(const void *bytes, size_t n, char hex[PP_HASH_SIZE]);

/*
 * The same hash as one under a key: "k" and the first 63 hex digits of the
 * keyed BLAKE2b-256 of its 64. Nobody without the key can try out of what bytes
 * it is; with it, it is made of the hash alone. One that is under a key already
 * stays as it is.
 */
void pp_hash_under_key(const unsigned char key[PP_HASH_KEY_SIZE],
                       char hex[PP_HASH_SIZE]);
bool pp_hash_is_under_key(const char *hex);

#endif
