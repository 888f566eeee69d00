#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/ingest/read_ahead.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/buffer.h"
#include "prepost/base/file.h"

/* Of everything a CSV can be, again and again: more than a megabyte. */
static const char *const rows[] = {
    "AB12,before,1,2,3\n",
    "\"quoted, \"\"twice\"\"\",after,,\"\",4\n",
    "a \"mark\" inside,before,1,2,3\n", /* mended */
    "\n",                               /* blank */
    "\"open,before,1,2,3\n",            /* a problem, one of them */
    "two lines,\"be\nfore\",1,2,3\n",
    "too,few\n",
    "na\xC3\xAFve,before,1,2,3,4,5,6\n",
};
enum { N_KINDS = sizeof rows / sizeof *rows, TIMES = 12000 };

struct pair {
    struct pp_pool *pool;
    struct pp_notes notes;
    char path[40];
    struct pp_source *direct, *ahead;
    struct pp_error err;
};

static void set_up(struct pair *p, const struct pp_buffer *text)
{
    static const struct pp_source_options options = {0};

    p->pool = pp_pool_new();
    pp_notes_init(&p->notes, p->pool, 10);
    strcpy(p->path, "/tmp/prepost-ahead-XXXXXX");
    int fd = mkstemp(p->path);
    assert_true(fd >= 0);
    for (size_t at = 0; at < text->length;) {
        ssize_t n = write(fd, text->data + at, text->length - at);
        assert_true(n > 0);
        at += (size_t)n;
    }
    close(fd);
    struct pp_source *inner;
    assert_int_equal(
        pp_source_open(p->path, &options, &p->direct, &p->notes, &p->err), 0);
    assert_int_equal(
        pp_source_open(p->path, &options, &inner, &p->notes, &p->err), 0);
    inner->expect(inner, 5);
    p->direct->expect(p->direct, 5);
    p->ahead = pp_read_ahead(inner);
    assert_ptr_not_equal(p->ahead, inner);
}

static void tear_down(struct pair *p)
{
    pp_source_close(p->direct);
    pp_source_close(p->ahead);
    unlink(p->path);
    pp_pool_free(p->pool);
}

static void assert_same_text(const char *a, const char *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a != NULL)
        assert_string_equal(a, b);
}

/* Both give the next row, and the same one; what they say of it. */
static int same_next(struct pair *p)
{
    const struct pp_record *a, *b;
    struct pp_error err_a = {0}, err_b = {0};
    int got = p->direct->next(p->direct, &a, &err_a);

    assert_int_equal(p->ahead->next(p->ahead, &b, &err_b), got);
    assert_int_equal(a == NULL, b == NULL);
    assert_int_equal(err_a.code, err_b.code);
    assert_string_equal(err_a.text, err_b.text);
    if (a == NULL)
        return got;
    assert_int_equal(a->line, b->line);
    assert_int_equal(a->n_fields, b->n_fields);
    assert_same_text(a->problem, b->problem);
    assert_same_text(a->mended, b->mended);
    for (size_t i = 0; i < a->n_fields; i++) {
        assert_int_equal(a->fields[i].length, b->fields[i].length);
        assert_same_text(a->fields[i].text, b->fields[i].text);
    }
    return got;
}

static void write_rows(struct pp_buffer *text)
{
    for (size_t i = 0; i < TIMES; i++)
        for (size_t k = 0; k < N_KINDS; k++)
            if (k != 4 || i == TIMES / 2)
                pp_buffer_puts(text, rows[k]);
}

static void test_same_rows(void **state)
{
    (void)state;
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pair p;
    size_t n = 0;

    write_rows(&text);
    assert_true(text.length > PP_READ_AHEAD_FROM);
    set_up(&p, &text);
    while (same_next(&p) > 0)
        n++;
    assert_int_equal(n, 6 * TIMES + 1);
    assert_int_equal(same_next(&p), 0); /* and again nothing */
    assert_memory_equal(p.direct->dialect, p.ahead->dialect,
                        sizeof *p.direct->dialect);
    assert_true(p.ahead->dialect->n_mended == TIMES);
    assert_true(p.ahead->dialect->n_problems > 0);
    assert_string_equal(p.direct->hash, p.ahead->hash);
    assert_int_equal(p.ahead->bytes_read(p.ahead), text.length);
    tear_down(&p);
    pp_buffer_clear(&text);
}

/* An error comes where it is, after the rows before it. */
static void test_same_error(void **state)
{
    (void)state;
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pair p;
    int got;

    write_rows(&text);
    for (size_t i = 0; i < (17 << 20) / 16; i++)
        pp_buffer_puts(&text, "no line end here");
    set_up(&p, &text);
    while ((got = same_next(&p)) > 0)
        ;
    assert_int_equal(got, -1);
    tear_down(&p);
    pp_buffer_clear(&text);
}

/* Whoever stops early is not kept waiting, however much is left. */
static void test_stopped(void **state)
{
    (void)state;
    struct pp_buffer text = PP_BUFFER_INIT;
    const struct pp_record *record;

    write_rows(&text);
    for (size_t n_taken = 0; n_taken < 2000; n_taken += 250) {
        struct pair p;
        set_up(&p, &text);
        for (size_t i = 0; i < n_taken; i++)
            assert_int_equal(p.ahead->next(p.ahead, &record, &p.err), 1);
        tear_down(&p);
    }
    pp_buffer_clear(&text);
}

/* A small file is not worth a thread. */
static void test_small(void **state)
{
    (void)state;
    static const struct pp_source_options options = {0};
    struct pp_pool *pool = pp_pool_new();
    struct pp_notes notes;
    struct pp_source *source;
    struct pp_error err;
    char path[] = "/tmp/prepost-ahead-XXXXXX";
    int fd = mkstemp(path);

    assert_true(write(fd, "a,b\n1,2\n", 8) == 8);
    close(fd);
    pp_notes_init(&notes, pool, 10);
    assert_int_equal(pp_source_open(path, &options, &source, &notes, &err), 0);
    assert_ptr_equal(pp_read_ahead(source), source);
    pp_source_close(source);
    unlink(path);
    pp_pool_free(pool);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_rows),
        cmocka_unit_test(test_same_error),
        cmocka_unit_test(test_stopped),
        cmocka_unit_test(test_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
