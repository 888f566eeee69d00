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

/* Expected: "k" and the first 63 digits of Python's hashlib.blake2b(hash,
 * digest_size=32, key=key), hash being that of "abc" above, as text. */
static void under_a_key(void **state)
{
    static const unsigned char key[] = "a key of files, of 32 bytes long";
    static const char expected[] =
        "k73f0fd1960b554b5ae5f50a43c652bcc19952a23ead59df2c373297d590dd21";
    char hex[PP_HASH_SIZE];

    (void)state;
    pp_hash_bytes("abc", 3, hex);
    assert_false(pp_hash_is_under_key(hex));
    pp_hash_under_key(key, hex);
    assert_string_equal(hex, expected);
    assert_true(pp_hash_is_under_key(hex));
    pp_hash_under_key(key, hex);
    assert_string_equal(hex, expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_answers),
                                       cmocka_unit_test(under_a_key)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
