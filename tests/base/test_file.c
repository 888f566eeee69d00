#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/file.h"
#include "prepost/base/part_file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/prepost-file-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int teardown(void **state)
{
    (void)state;
    return rmdir(folder); /* fails when a test left something behind */
}

static const char *in_folder(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void test_round_trip(void **state)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err;
    struct stat about;
    const char *path = in_folder("a");

    (void)state;
    assert_int_equal(pp_file_write(path, "one", 3, PP_FILE_PRIVATE, &err), 0);
    assert_int_equal(pp_file_write(path, "t\0o", 3, PP_FILE_PRIVATE, &err), 0);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(pp_file_read(path, 3, &out, &err), 0);
    assert_int_equal(out.length, 3);
    assert_memory_equal(out.data, "t\0o", 4);
    assert_int_equal(pp_file_create(path, "x", 1, PP_FILE_PRIVATE, &err), -1);
    assert_non_null(strstr(err.text, "it exists already"));
    pp_buffer_clear(&out);
    unlink(path);
}

static void test_symbolic_link_is_kept(void **state)
{
    struct pp_error err;
    struct stat about;
    char target[128];

    (void)state;
    strcpy(target, in_folder("target"));
    assert_int_equal(pp_file_write(target, "1", 1, PP_FILE_SHARED, &err), 0);
    assert_int_equal(symlink(target, in_folder("link")), 0);
    assert_int_equal(
        pp_file_write(in_folder("link"), "22", 2, PP_FILE_SHARED, &err), 0);
    assert_int_equal(lstat(in_folder("link"), &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    assert_int_equal(stat(target, &about), 0);
    assert_int_equal(about.st_size, 2);
    unlink(in_folder("link"));
    unlink(target);
}

static void test_reading_errors(void **state)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err;
    const char *path = in_folder("b");

    (void)state;
    assert_int_equal(pp_file_read(path, 10, &out, &err), -1);
    assert_int_equal(err.code, PP_EIO);
    assert_non_null(strstr(err.text, path));
    assert_non_null(strstr(err.text, "there is no such file"));
    assert_int_equal(pp_file_read(folder, 10, &out, &err), -1);
    assert_non_null(strstr(err.text, "it is a folder, not a file"));
    assert_int_equal(pp_file_write(path, "1234", 4, PP_FILE_SHARED, &err), 0);
    assert_int_equal(pp_file_read(path, 3, &out, &err), -1);
    assert_int_equal(err.code, PP_ENOMEM);
    assert_int_equal(out.length, 0);
    pp_buffer_clear(&out);
    unlink(path);
}

static void test_writing_errors(void **state)
{
    struct pp_error err;

    (void)state;
    assert_int_equal(pp_file_write(folder, "x", 1, PP_FILE_SHARED, &err), -1);
    assert_non_null(strstr(err.text, "it is a folder"));
    assert_int_equal(
        pp_file_write(in_folder("no/such"), "x", 1, PP_FILE_SHARED, &err), -1);
    assert_non_null(strstr(err.text, "there is no such file or folder"));
    assert_int_equal(pp_file_write("/dev/full", "x", 1, PP_FILE_SHARED, &err),
                     -1);
    assert_string_equal(err.text, "cannot write /dev/full: the disk is full");
    assert_int_equal(pp_file_write("/dev/null", "x", 1, PP_FILE_SHARED, &err),
                     0);
}

static void test_name(void **state)
{
    (void)state;
    assert_string_equal(pp_file_name("a/b/c.csv"), "c.csv");
    assert_string_equal(pp_file_name("c.csv"), "c.csv");
    assert_string_equal(pp_file_name("-"), "-");
}

/* A disk that fills half-way leaves the old file, and nothing beside it. */
static void test_no_room(void **state)
{
    struct pp_buffer big = PP_BUFFER_INIT, out = PP_BUFFER_INIT;
    struct pp_error err;
    struct rlimit before, room;

    (void)state;
    const char *path = in_folder("f");
    assert_int_equal(pp_file_write(path, "old", 3, PP_FILE_SHARED, &err), 0);
    pp_buffer_repeat(&big, 'x', 100000);
    getrlimit(RLIMIT_FSIZE, &before);
    room = before;
    room.rlim_cur = 50000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &room), 0);
    int status =
        pp_file_write(path, big.data, big.length, PP_FILE_SHARED, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, -1);
    assert_non_null(strstr(err.text, "larger than files may be here"));
    assert_int_equal(pp_file_read(path, 1000, &out, &err), 0);
    assert_string_equal(out.data, "old");
    unlink(path); /* the folder is empty then, or teardown fails */
    pp_buffer_clear(&big);
    pp_buffer_clear(&out);
}

static void test_left(void **state)
{
    static const struct {
        const char *name;
        size_t stem;
    } rows[] = {{"a.csv.part12-0", 5},
                {"a.db.part1-17", 4},
                {"a.db.part12-0-journal", 4},
                {"a.part1-0.part2-0", 9},
                {"a.csv", 0},
                {"a.csv.part", 0},
                {"a.csv.part12", 0},
                {"a.csv.part12-", 0},
                {"a.csv.part-0", 0},
                {"a.csv.part12-0.bak", 0},
                {".part12-0", 0},
                {"a.part12-0-journals", 0},
                {"a.part99999999999999999999-0", 1}};
    struct pp_buffer name = PP_BUFFER_INIT;
    const char *others = in_folder("a.part1-0");
    struct timespec long_ago[2] = {{0, 0}, {0, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(pp_part_file_stem(rows[i].name), rows[i].stem);
    /* Process 1 lives: it may be writing, but not for hours. */
    close(open(others, O_WRONLY | O_CREAT, 0600));
    assert_false(pp_part_file_is_left(others));
    utimensat(AT_FDCWD, others, long_ago, 0);
    assert_true(pp_part_file_is_left(others));
    unlink(others);
    assert_false(pp_part_file_is_left(others)); /* is not there */
    mkdir(others, 0700);
    assert_false(pp_part_file_is_left(others)); /* is a folder */
    rmdir(others);
    /* This process writes none now. */
    pp_part_file_name(in_folder("a"), 0, &name);
    close(open(name.data, O_WRONLY | O_CREAT, 0600));
    assert_true(pp_part_file_is_left(name.data));
    unlink(name.data);
    pp_buffer_clear(&name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_symbolic_link_is_kept),
        cmocka_unit_test(test_reading_errors),
        cmocka_unit_test(test_writing_errors),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_name),
        cmocka_unit_test(test_left),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
