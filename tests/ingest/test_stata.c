#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/imported.h"

#include <math.h>
#include <string.h>

#include "prepost/ingest/identifier.h"

/*
 * Stata files of every release that other programs write: tests/oracle/stata.R
 * (haven, foreign) and stata.py (pandas) made them from the same three people.
 * Codes 0 to 2 have the labels of the instrument's 1 to 3; the second person
 * left two questions out, one of them with a reason (.a).
 */
#define PLAN                                                                   \
    "title: T\ncharity: C\nwaves: {before: on joining, after: later}\n"        \
    "instruments: [ucla3]\noutcomes: {ucla3.total: primary}\n"                 \
    "columns: {identifier: code, date: day,\n"                                 \
    "  keep: {score: {headings: score, number: yes}}}\n"                       \
    "files:\n- {path: 'foreign*', columns: {q1: ucla3_1, q2: ucla3_2, q3: "    \
    "ucla3_3}}\n"

static const char *const files[] = {"haven-08",   "haven-10",   "haven-12",
                                    "haven-13",   "haven-14",   "haven-15",
                                    "foreign-08", "foreign-10", "pandas-114",
                                    "pandas-117", "pandas-118", "pandas-119"};

static void assert_person(const struct imported *im, size_t row,
                          const char *code)
{
    struct pp_buffer id = PP_BUFFER_INIT;
    unsigned char pseudonym[PP_PSEUDONYM_SIZE];

    pp_identifier_normalise(code, strlen(code), &id);
    pp_identifier_pseudonym(&im->key, id.data, id.length, pseudonym);
    assert_memory_equal(
        im->batch.pseudonyms[im->batch.responses[0].person[row]], pseudonym,
        sizeof pseudonym);
    pp_buffer_clear(&id);
}

static void test_every_release(void **state)
{
    static const int answers[3][3] = {{1, 3, 3}, {2, -999, -999}, {3, 2, 1}};
    static const double scores[] = {6.5, -1.25, 1e6};

    (void)state;
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        struct imported im;
        print_message("# %s\n", files[f]);
        imported_init(&im, PLAN);
        im.options.wave = "before";
        imported_file(
            &im, pp_pool_printf(im.pool, "tests/data/stata/%s.dta", files[f]));
        if (im.status != 0)
            fail_msg("%s", im.err.text);
        assert_string_equal(im.report.kind, "Stata");
        assert_int_equal(im.batch.n_rows_taken, 3);
        assert_int_equal(im.batch.n_cells_rejected, 0);
        size_t line = im.batch.responses[0].line[0];
        for (size_t row = 0; row < 3; row++) {
            assert_int_equal(imported_answer(&im, "ucla3_1", line + row, 0),
                             answers[row][0]);
            assert_int_equal(imported_answer(&im, "ucla3_2", line + row, 0),
                             answers[row][1]);
            assert_int_equal(imported_answer(&im, "ucla3_3", line + row, 0),
                             answers[row][2]);
            uint32_t person = im.batch.responses[0].person[row];
            assert_true(im.batch.numbers[0].value[person] == scores[row]);
        }
        const int32_t *day = im.batch.responses[0].day;
        assert_int_equal(day[0], 20178); /* 2025-03-31 */
        assert_int_equal(day[1], PP_NO_DATE);
        assert_int_equal(day[2], -3654); /* 1959-12-31 */
        assert_person(&im, 0, "a1");
        assert_person(&im, 1,
                      strncmp(files[f], "foreign", 7) == 0 ? "bar"
                                                           : "b\xC3\xA4r");
        assert_person(&im, 2, "c3");
        imported_clear(&im);
    }
}

/* Stata 6 of 1999: ReadStat does not know it, and the message says what to
 * do. */
static void test_too_old(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, PLAN);
    im.options.wave = "before";
    imported_file(&im, "tests/data/stata/foreign-06.dta");
    assert_int_equal(im.status, -1);
    assert_non_null(strstr(im.err.text, "cannot be read as a file of Stata"));
    assert_non_null(strstr(im.err.text, "save it again"));
    imported_clear(&im);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_release),
        cmocka_unit_test(test_too_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
