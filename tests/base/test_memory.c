#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/buffer.h"
#include "prepost/base/error.h"
#include "prepost/base/notes.h"
#include "prepost/base/pool.h"

static void test_pool_keeps_what_it_gave(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    char *texts[2000];

    (void)state;
    for (int i = 0; i < 2000; i++)
        texts[i] = pp_pool_printf(pool, "text %d %*s", i, i % 7 * 100, "");
    for (int i = 0; i < 2000; i++) {
        int read = -1;
        sscanf(texts[i], "text %d", &read);
        assert_int_equal(read, i);
    }
    pp_pool_free(pool);
    pp_pool_free(NULL);
}

static void test_pool_zeroes_and_aligns(void **state)
{
    struct pp_pool *pool = pp_pool_new();

    (void)state;
    for (size_t size = 0; size < 40000; size = size * 3 + 1) {
        unsigned char *p = pp_pool_alloc(pool, size);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, size);
    }
    pp_pool_free(pool);
}

static void test_buffer(void **state)
{
    struct pp_buffer b = PP_BUFFER_INIT;

    (void)state;
    assert_string_equal(pp_buffer_text(&b), "");
    for (int i = 0; i < 1000; i++)
        pp_buffer_printf(&b, "%d,", i % 10);
    assert_int_equal(b.length, 2000);
    pp_buffer_append(&b, "\0x", 2);
    assert_int_equal(b.length, 2002);
    char *taken = pp_buffer_take(&b);
    assert_int_equal(b.length, 0);
    assert_memory_equal(taken + 2000, "\0x", 3);
    pp_free(taken);
    pp_buffer_clear(&b);
}

static void test_wrap_puts_context_first(void **state)
{
    struct pp_error err;

    (void)state;
    assert_int_equal(pp_fail(&err, PP_EPARSE, "\"%s\" is no number", "x"), -1);
    assert_int_equal(pp_wrap(&err, "a.csv: row %d", 3), -1);
    assert_string_equal(err.text, "a.csv: row 3: \"x\" is no number");
    assert_int_equal(err.code, PP_EPARSE);
    for (int i = 0; i < 200; i++)
        pp_wrap(&err, "context");
    assert_true(strlen(err.text) < sizeof err.text);
}

static void test_notes_keep_some_and_count_all(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_notes notes;
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    pp_notes_init(&notes, pool, 2);
    pp_notes_add(&notes, PP_NOTE_ERROR, "p.yaml", 3, 5, NULL, "bad \"%s\"",
                 "x");
    pp_notes_add(&notes, PP_NOTE_REJECT, "d.csv", 17, 0, "PHQ9_3", "no code");
    pp_notes_add(&notes, PP_NOTE_REJECT, "d.csv", 18, 0, "PHQ9_3", "no code");
    pp_notes_print(&notes, &out);
    assert_string_equal(pp_buffer_text(&out),
                        "p.yaml:3:5: bad \"x\"\n"
                        "d.csv: row 17, column \"PHQ9_3\": no code\n"
                        "and 1 more\n");
    assert_int_equal(notes.n_by_severity[PP_NOTE_REJECT], 2);
    pp_buffer_clear(&out);
    pp_pool_free(pool);
}

/* Runs `work` in a child with 64 MB to live in; its exit status. */
static int status_of(void (*work)(void))
{
    pid_t child = fork();

    if (child == 0) {
        struct rlimit limit = {64 << 20, 64 << 20};
        setrlimit(RLIMIT_AS, &limit);
        /* cmocka would catch it, and end with status 1 itself. */
        signal(SIGSEGV, SIG_DFL);
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(9);
        work();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ask_too_much(void)
{
    memset(pp_alloc((size_t)1 << 40), 0, 1);
}

static void overflow(void)
{
    pp_alloc_array((size_t)1 << 40, (size_t)1 << 40);
}

static void fill_pool(void)
{
    struct pp_pool *pool = pp_pool_new();

    for (;;)
        pp_pool_alloc(pool, 4096);
}

static void test_no_memory_ends_with_status_1(void **state)
{
    (void)state;
#ifndef __SANITIZE_ADDRESS__
    if (getenv("PP_VALGRIND") != NULL) /* which needs more than 64 MB itself */
        return;
    assert_int_equal(status_of(ask_too_much), 1);
    assert_int_equal(status_of(fill_pool), 1);
#else
    (void)ask_too_much;
    (void)fill_pool;
#endif
    assert_int_equal(status_of(overflow), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_keeps_what_it_gave),
        cmocka_unit_test(test_pool_zeroes_and_aligns),
        cmocka_unit_test(test_buffer),
        cmocka_unit_test(test_wrap_puts_context_first),
        cmocka_unit_test(test_notes_keep_some_and_count_all),
        cmocka_unit_test(test_no_memory_ends_with_status_1),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
