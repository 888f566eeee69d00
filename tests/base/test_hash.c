#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "prepost/base/hash.h"

/* Expected: Python's hashlib.blake2b(bytes, digest_size=32). */
static void known_answers(void **state)
{
    static const struct {
        const char *bytes, *hex;
    } rows[] = {
        {"",
         "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"},
        {"abc",
         "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"},
    };
    char hex[PP_HASH_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pp_hash_bytes(rows[i].bytes, strlen(rows[i].bytes), hex);
        assert_string_equal(hex, rows[i].hex);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_answers)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
