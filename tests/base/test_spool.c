#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../helpers/sample.h"
#include "prepost/base/alloc.h"
#include "prepost/base/spool.h"

enum { SIZE = 1 << 20 };

/* Byte i of all that is added, whatever the pieces. */
static unsigned char byte_at(size_t i)
{
    return (unsigned char)(i * 2654435761u >> 13);
}

static void add_pieces(struct pp_spool *spool, size_t n)
{
    unsigned char *piece = pp_alloc(SIZE);

    for (size_t at = 0, length; at < n; at += length) {
        length = at * 7 % (SIZE - 1) + 1;
        if (length > n - at)
            length = n - at;
        for (size_t i = 0; i < length; i++)
            piece[i] = byte_at(at + i);
        assert_int_equal(pp_spool_add(spool, piece, length), at);
    }
    assert_int_equal(pp_spool_size(spool), n);
    pp_free(piece);
}

static void assert_reads(struct pp_spool *spool, size_t offset, size_t n)
{
    unsigned char *read = pp_alloc(n + 1);

    read[n] = 0xA5;
    pp_spool_read(spool, offset, read, n);
    for (size_t i = 0; i < n; i++)
        if (read[i] != byte_at(offset + i))
            fail_msg("byte %zu of %zu from %zu", i, n, offset);
    assert_int_equal(read[n], 0xA5);
    pp_free(read);
}

static size_t count_files(const char *folder)
{
    DIR *dir = opendir(folder);
    size_t n = 0;

    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        n +=
            strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(dir);
    return n;
}

/* In memory, partly in the file, all the pieces in between. */
static void what_was_added_is_read(void **state)
{
    static const size_t sizes[] = {
        0, 1, SIZE, 4 * SIZE, 4 * SIZE + 1, 5 * SIZE - 1, 9 * SIZE + 3};
    char *folder = sample_folder();
    struct pp_error err = {0};

    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        struct pp_spool *spool = pp_spool_new(folder);
        add_pieces(spool, sizes[k]);
        assert_reads(spool, 0, sizes[k]);
        for (size_t at = 0; at + 100 < sizes[k]; at += sizes[k] / 50 + 1)
            assert_reads(spool, at, at % 100);
        assert_int_equal(pp_spool_check(spool, &err), 0);
        assert_int_equal(count_files(folder), 0); /* it has no name */
        pp_spool_free(spool);
    }
    sample_remove_folder(folder);
}

static void a_failure_is_remembered(void **state)
{
    struct pp_spool *spool = pp_spool_new("/no/such/folder");
    struct pp_error err = {0};
    unsigned char read[4] = {1, 2, 3, 4};

    (void)state;
    add_pieces(spool, 4 * SIZE); /* fits into memory: no folder is needed */
    assert_int_equal(pp_spool_check(spool, &err), 0);
    pp_spool_add(spool, "x", 1);
    pp_spool_read(spool, 0, read, 4);
    assert_memory_equal(read, "\0\0\0\0", 4);
    assert_int_equal(pp_spool_check(spool, &err), -1);
    assert_int_equal(err.code, PP_EIO);
    assert_string_equal(err.text, "cannot put rows aside in /no/such/folder: "
                                  "there is no such file or "
                                  "folder");
    pp_spool_free(spool);
}

/* As a full disk does: the file may not grow. */
static void a_full_disk_is_told(void **state)
{
    const struct rlimit small = {2 * SIZE, RLIM_INFINITY};
    const struct rlimit any = {RLIM_INFINITY, RLIM_INFINITY};
    char *folder = sample_folder();
    struct pp_spool *spool = pp_spool_new(folder);
    struct pp_error err = {0};

    (void)state;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    signal(SIGXFSZ, SIG_IGN);
    add_pieces(spool, 6 * SIZE);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &any), 0);
    assert_int_equal(pp_spool_check(spool, &err), -1);
    assert_non_null(strstr(err.text, "cannot put rows aside in "));
    assert_non_null(strstr(err.text, ": "));
    pp_spool_free(spool);
    sample_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_is_read),
        cmocka_unit_test(a_failure_is_remembered),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
