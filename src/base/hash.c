#include "prepost/base/hash.h"

#include <sodium.h>
#include <string.h>

void pp_hash_bytes(const void *bytes, size_t n, char hex[PP_HASH_SIZE])
{
    unsigned char hash[PP_HASH_SIZE / 2];

    crypto_generichash(hash, sizeof hash, bytes, n, NULL, 0);
    sodium_bin2hex(hex, PP_HASH_SIZE, hash, sizeof hash);
}

bool pp_hash_is_under_key(const char *hex)
{
    return hex[0] == 'k';
}

void pp_hash_under_key(const unsigned char key[PP_HASH_KEY_SIZE],
                       char hex[PP_HASH_SIZE])
{
    unsigned char hash[PP_HASH_SIZE / 2];
    char keyed[PP_HASH_SIZE];

    if (pp_hash_is_under_key(hex))
        return;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)hex,
                       strlen(hex), key, PP_HASH_KEY_SIZE);
    sodium_bin2hex(keyed, sizeof keyed, hash, sizeof hash);
    hex[0] = 'k';
    memcpy(hex + 1, keyed, PP_HASH_SIZE - 2);
    hex[PP_HASH_SIZE - 1] = '\0';
}
