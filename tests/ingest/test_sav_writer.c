/*
 * What is written for SPSS is what prepost's own reader and, byte for byte, the
 * header of the format say; PSPP and R read the same files (their reading of
 * one is in the comment of written_and_read).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "prepost/base/file.h"
#include "prepost/ingest/sav_writer.h"
#include "prepost/ingest/source.h"

static struct pp_frame *sample(struct pp_pool *pool)
{
    static const struct pp_frame_label answers[] = {
        {0, "Not at all"}, {1, "Ychydig ddyddiau (ŵ)"}, {3, "Ежедневно"}};
    struct pp_frame *f = pp_frame_new(pool, "sample", 3);
    const char **who = pp_frame_texts(f, "participant", "code of the person");
    double *item = pp_frame_numbers(f, "phq9_1", "Little interest", 0);

    pp_frame_labels(f, answers, 3);
    double *score = pp_frame_numbers(f, "phq9.total", "PHQ-9 total", 1);
    who[0] = "p01";
    who[1] = "a much longer text, which SPSS keeps in several pieces of eight";
    item[0] = 0;
    item[2] = 3;
    score[0] = 12.5;
    score[1] = -0.1;
    return f;
}

/* The bytes in a file of their own, opened. */
static struct pp_source *open_bytes(const struct pp_buffer *bytes,
                                    struct pp_notes *notes)
{
    char path[] = "/tmp/test-sav-XXXXXX.sav";
    struct pp_source_options options = {0};
    struct pp_source *source;
    struct pp_error err;
    int fd = mkstemps(path, 4);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes->data, bytes->length), bytes->length);
    close(fd);
    if (pp_source_open(path, &options, &source, notes, &err) != 0)
        fail_msg("%s", err.text);
    unlink(path);
    return source;
}

static void assert_row(struct pp_source *source, const char *const *expected,
                       size_t n)
{
    const struct pp_record *row;
    struct pp_error err;

    assert_int_equal(source->next(source, &row, &err), 1);
    assert_int_equal(row->n_fields, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(row->fields[i].length, strlen(expected[i]));
        assert_memory_equal(row->fields[i].text, expected[i],
                            strlen(expected[i]));
    }
}

/*
 * R 4.2, foreign::read.spss: participant "p01" ..., phq9_1 0 NA 3 with the
 * three value labels, phq9.total 12.5 -0.1 NA. PSPP 1.6, SYSFILE INFO: the
 * same, UTF-8, created 1 Jan 70 00:00:00.
 */
static void written_and_read(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer bytes = PP_BUFFER_INIT;
    struct pp_notes notes;
    struct pp_error err;

    (void)state;
    assert_int_equal(pp_sav_write(sample(pool), &bytes, &err), 0);
    pp_notes_init(&notes, pool, 20);
    struct pp_source *s = open_bytes(&bytes, &notes);
    assert_string_equal(s->kind, "SPSS");
    assert_row(s, (const char *[]){"participant", "phq9_1", "phq9.total"}, 3);
    assert_row(s, (const char *[]){"p01", "0", "12.5"}, 3);
    assert_row(s,
               (const char *[]){"a much longer text, which SPSS keeps in "
                                "several pieces of eight",
                                "", "-0.1"},
               3);
    assert_row(s, (const char *[]){"", "3", ""}, 3);
    assert_string_equal(s->questions[1], "Little interest");
    assert_int_equal(s->labels[1].n, 3);
    assert_string_equal(s->labels[1].items[1].label, "Ychydig ddyddiau (ŵ)");
    assert_string_equal(s->labels[1].items[2].label, "Ежедневно");
    pp_source_close(s);
    pp_buffer_clear(&bytes);
    pp_pool_free(pool);
}

/* "System file format", PSPP developer's guide, 2.3: date 9 bytes at 92,
 * time 8 at 101. */
static void no_date_whatever_the_clock(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer here = PP_BUFFER_INIT, there = PP_BUFFER_INIT;
    struct pp_error err;

    (void)state;
    setenv("TZ", "Asia/Tokyo", 1);
    tzset();
    assert_int_equal(pp_sav_write(sample(pool), &here, &err), 0);
    setenv("TZ", "America/Lima", 1);
    tzset();
    assert_int_equal(pp_sav_write(sample(pool), &there, &err), 0);
    assert_int_equal(here.length, there.length);
    assert_memory_equal(here.data, there.data, here.length);
    assert_memory_equal(here.data, "$FL2", 4);
    assert_memory_equal(here.data + 92, "01 Jan 7000:00:00", 17);
    assert_memory_equal(here.data + 109, "sample", 6);
    pp_buffer_clear(&here);
    pp_buffer_clear(&there);
    pp_pool_free(pool);
}

/* Labels longer than SPSS takes are cut between characters. */
static void long_labels(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_frame *f = pp_frame_new(pool, "long", 1);
    char label[1001];
    struct pp_buffer bytes = PP_BUFFER_INIT;
    struct pp_notes notes;
    struct pp_error err;

    (void)state;
    for (size_t i = 0; i < 1000; i += 2)
        memcpy(label + i, "ж", 2);
    label[1000] = '\0';
    pp_frame_numbers(f, "x", label, 0)[0] = 7;
    assert_int_equal(pp_sav_write(f, &bytes, &err), 0);
    pp_notes_init(&notes, pool, 20);
    struct pp_source *s = open_bytes(&bytes, &notes);
    assert_row(s, (const char *[]){"x"}, 1);
    assert_row(s, (const char *[]){"7"}, 1);
    assert_int_equal(strlen(s->questions[0]), 254);
    pp_source_close(s);
    pp_buffer_clear(&bytes);
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read),
        cmocka_unit_test(no_date_whatever_the_clock),
        cmocka_unit_test(long_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
