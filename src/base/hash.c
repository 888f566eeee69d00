#include "prepost/base/hash.h"

#include <sodium.h>

void pp_hash_bytes(const void *bytes, size_t n, char hex[PP_HASH_SIZE])
{
    unsigned char hash[PP_HASH_SIZE / 2];

    crypto_generichash(hash, sizeof hash, bytes, n, NULL, 0);
    sodium_bin2hex(hex, PP_HASH_SIZE, hash, sizeof hash);
}
