#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/ingest/identifier.h"
#include "prepost/ingest/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "prepost/base/file.h"

static const unsigned char secret[32] = "a key for tests, known to anyone";

static void test_normalise(void **state)
{
    static const struct {
        const char *text, *normal;
    } cases[] = {
        {"AB12", "ab12"},
        {" ab-12 ", "ab12"},
        {"Ab 12.", "ab12"},
        {"a_b/12", "ab12"},
        {"1-12", "1-12"}, /* not 11-2 */
        {"1 / 12", "1-12"},
        {"+44 7700 900123", "44-7700-900123"},
        {"Jos\xC3\xA9", "jos\xC3\xA9"},
        {"JOSE\xCC\x81", "jos\xC3\xA9"}, /* decomposed */
        {"x@example.org", "xexampleorg"},
        {"007", "007"},
        {"LL55 1AP", "ll551ap"}, /* postcodes, without the blank too */
        {"ll551ap", "ll551ap"},
        {"M1 1AE", "m11ae"},
        {"1 1ae", "1-1ae"},
        {"abc1 1ae", "abc1-1ae"},
        {"ll55 12p", "ll55-12p"},
        {"1 1", "1-1"},
        {"---", "---"},
        {" \t", ""},
        {"", ""},
    };
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pp_identifier_normalise(cases[i].text, strlen(cases[i].text), &out);
        assert_string_equal(out.data, cases[i].normal);
    }
    pp_buffer_clear(&out);
}

static void test_pseudonym(void **state)
{
    unsigned char a[PP_PSEUDONYM_SIZE], b[PP_PSEUDONYM_SIZE];
    unsigned char other_secret[32] = "another key for tests";
    struct pp_key key, other;

    (void)state;
    pp_key_of(secret, &key);
    pp_key_of(other_secret, &other);
    pp_identifier_pseudonym(&key, "ab12", 4, a);
    pp_identifier_pseudonym(&key, "ab12", 4, b);
    assert_memory_equal(a, b, sizeof a);
    pp_identifier_pseudonym(&key, "ab13", 4, b);
    assert_memory_not_equal(a, b, sizeof a);
    pp_identifier_pseudonym(&other, "ab12", 4, b);
    assert_memory_not_equal(a, b, sizeof a);
    assert_string_not_equal(key.fingerprint, other.fingerprint);
    assert_int_equal(strlen(key.fingerprint), 16);
}

static bool share(const struct pp_key *key, const char *x, const char *y)
{
    struct pp_buffer a = PP_BUFFER_INIT, b = PP_BUFFER_INIT;
    bool found = false;

    pp_identifier_slips(key, x, strlen(x), &a);
    pp_identifier_slips(key, y, strlen(y), &b);
    for (size_t i = 0; i < a.length; i += PP_SLIP_SIZE)
        for (size_t j = 0; j < b.length; j += PP_SLIP_SIZE)
            found = found || memcmp(a.data + i, b.data + j, PP_SLIP_SIZE) == 0;
    pp_buffer_clear(&a);
    pp_buffer_clear(&b);
    return found;
}

static void test_slips(void **state)
{
    static const struct {
        const char *a, *b;
        bool near;
    } cases[] = {
        {"ab12", "ab12", true},
        {"ab12", "ab1", true}, /* left out */
        {"ab12", "ab123", true},
        {"ab12", "ab13", true}, /* replaced */
        {"ab12", "ba12", true}, /* swapped */
        {"jos\xC3\xA9", "jose", true},
        {"ab12", "cd12", false},
        {"ab12", "ab1234", false},
        {"ab12", "21ba", false},
        {"northgate1", "southgate1", false},
    };
    struct pp_key key;
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    pp_key_of(secret, &key);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(share(&key, cases[i].a, cases[i].b), cases[i].near);
    pp_identifier_slips(&key, "aab", 3, &out); /* itself, ab, aa */
    assert_int_equal(out.length, 3 * PP_SLIP_SIZE);
    for (size_t i = PP_SLIP_SIZE; i < out.length; i += PP_SLIP_SIZE)
        assert_true(memcmp(out.data + i - PP_SLIP_SIZE, out.data + i,
                           PP_SLIP_SIZE) < 0);
    /* Whoever has the store alone cannot try codes. */
    struct pp_buffer others = PP_BUFFER_INIT;
    pp_key_of((const unsigned char[32]){"another key for tests"}, &key);
    pp_identifier_slips(&key, "aab", 3, &others);
    assert_int_equal(others.length, out.length);
    assert_memory_not_equal(others.data, out.data, out.length);
    pp_buffer_clear(&others);
    pp_buffer_clear(&out);
}

static bool are_alike(const struct pp_key *key, const char *x, const char *y)
{
    struct pp_buffer a = PP_BUFFER_INIT, b = PP_BUFFER_INIT;
    const struct pp_text_field place = {"North Wales", 11};
    const struct pp_text_field first[] = {{(char *)x, strlen(x)}, place};
    const struct pp_text_field second[] = {{(char *)y, strlen(y)}, place};
    bool found = false;

    pp_identifier_alike(key, first, 2, &a);
    pp_identifier_alike(key, second, 2, &b);
    for (size_t i = 0; i < a.length; i += PP_SLIP_SIZE)
        for (size_t j = 0; j < b.length; j += PP_SLIP_SIZE)
            found = found || memcmp(a.data + i, b.data + j, PP_SLIP_SIZE) == 0;
    pp_buffer_clear(&a);
    pp_buffer_clear(&b);
    return found;
}

static void test_alike(void **state)
{
    static const struct {
        const char *a, *b;
        bool alike;
    } cases[] = {
        {"Davies, Gareth", "Gareth Davies", true},
        {"Mrs Sian Jones", "Si\xC3\xA2n Jones", true},
        {"Dr. O'Brien, Dilys", "dilys o'brien", true},
        {"S. Smith-Howells", "Sioned Smith-Howells", true},
        {"Chris Evans", "Christopher Evans", true},
        {"Gareth Davies", "Gareth Thomas", false},
        {"Megan Griffiths", "Owen Griffiths", false},
        {"Gareth", "G", false},
        {"AB 12", "12 AB", false}, /* a code is no name */
        {"1-12", "11-2", false},
    };
    struct pp_key key;

    (void)state;
    pp_key_of(secret, &key);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (are_alike(&key, cases[i].a, cases[i].b) != cases[i].alike)
            fail_msg("%s, %s", cases[i].a, cases[i].b);
    /* A code alone has no words that could be put in order. */
    struct pp_buffer none = PP_BUFFER_INIT;
    const struct pp_text_field code = {"AB12", 4};
    pp_identifier_alike(&key, &code, 1, &none);
    assert_int_equal(none.length, 0);
}

static void test_key_file(void **state)
{
    char path[] = "/tmp/prepost-key-XXXXXX";
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_key first, second;
    struct pp_error err;
    struct stat about;

    (void)state;
    close(mkstemp(path));
    unlink(path);
    assert_int_equal(pp_key_open(path, PP_KEY_REFUSE, &first, &err), -1);
    assert_non_null(strstr(err.text, "there is no such file"));
    assert_int_equal(pp_key_open(path, PP_KEY_MAKE, &first, &err), 0);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(pp_key_open(path, PP_KEY_MAKE, &second, &err), 0);
    assert_memory_equal(&first, &second, sizeof first);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(pp_key_open(path, PP_KEY_MAKE, &second, &err), -1);
    assert_non_null(strstr(err.text, "others may read"));
    assert_non_null(strstr(err.text, "expected 600"));

    /* One digit changed. */
    assert_int_equal(pp_file_read(path, 4096, &text, &err), 0);
    char *digit = strstr(text.data, "prepost-key-1 ") + 14;
    *digit = *digit == '0' ? '1' : '0';
    assert_int_equal(
        pp_file_write(path, text.data, text.length, PP_FILE_PRIVATE, &err), 0);
    assert_int_equal(pp_key_open(path, PP_KEY_MAKE, &second, &err), -1);
    assert_non_null(strstr(err.text, "its digits do not belong together"));
    *digit = 'x';
    assert_int_equal(
        pp_file_write(path, text.data, text.length, PP_FILE_PRIVATE, &err), 0);
    assert_int_equal(pp_key_open(path, PP_KEY_MAKE, &second, &err), -1);
    assert_non_null(strstr(err.text, "expected 64 and 8 hexadecimal digits"));
    assert_int_equal(pp_file_write(path, "hello\n", 6, PP_FILE_PRIVATE, &err),
                     0);
    assert_int_equal(pp_key_open(path, PP_KEY_MAKE, &second, &err), -1);
    assert_non_null(strstr(err.text, "is not a key of prepost"));
    unlink(path);
    pp_buffer_clear(&text);
}

/* Several first imports at once: whoever gets a key gets the same one. */
static void a_key_is_made_once(void **state)
{
    enum { ROUNDS = 60, AT_ONCE = 4 };
    char path[] = "/tmp/prepost-key-XXXXXX";

    (void)state;
    close(mkstemp(path));
    for (int round = 0; round < ROUNDS; round++) {
        int start[2], told[2], n = 0;
        struct pp_key key, first;
        unlink(path);
        assert_int_equal(pipe(start) + pipe(told), 0);
        for (int k = 0; k < AT_ONCE; k++)
            if (fork() == 0) {
                struct pp_error err;
                char go;
                close(start[1]);
                if (read(start[0], &go, 1) == 0 &&
                    pp_key_open(path, PP_KEY_MAKE, &key, &err) == 0 &&
                    write(told[1], &key, sizeof key) != sizeof key)
                    _exit(1);
                _exit(0);
            }
        close(start[0]);
        close(start[1]); /* go */
        close(told[1]);
        while (read(told[0], &key, sizeof key) == sizeof key) {
            if (n++ == 0)
                first = key;
            assert_memory_equal(&key, &first, sizeof key);
        }
        close(told[0]);
        for (int k = 0; k < AT_ONCE; k++)
            assert_true(wait(NULL) > 0);
        assert_true(n > 0);
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normalise), cmocka_unit_test(test_pseudonym),
        cmocka_unit_test(test_slips),     cmocka_unit_test(test_alike),
        cmocka_unit_test(test_key_file),  cmocka_unit_test(a_key_is_made_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
