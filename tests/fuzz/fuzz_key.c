#include "fuzz.h"

#include <string.h>
#include <sys/stat.h>

#include "prepost/ingest/key.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *path = fuzz_file(bytes, n);
    struct pp_error err = {0};
    struct pp_key key;

    chmod(path, 0600);
    if (pp_key_open(path, PP_KEY_REFUSE, &key, &err) == 0)
        FUZZ_CHECK(strlen(key.fingerprint) == 16);
    else
        FUZZ_CHECK(err.text[0] != '\0');
    return 0;
}
