#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/ingest/number_columns.h"

/* Reads `text` as a file; its name is left out of the message. */
static int read_text(struct pp_pool *pool, const char *text,
                     const struct pp_number_columns_wanted *wanted,
                     struct pp_number_columns *out, struct pp_error *err)
{
    char path[] = "/tmp/number_columns_XXXXXX";
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    *err = (struct pp_error){PP_OK, ""};
    int status = pp_number_columns_read(pool, path, wanted, out, err);
    unlink(path);
    if (strncmp(err->text, path, strlen(path)) == 0)
        memmove(err->text, err->text + strlen(path),
                strlen(err->text + strlen(path)) + 1);
    return status;
}

static void test_numbers_and_texts(void **state)
{
    static const char text[] = "id;Region;pre;post\n"
                               "1;North;3;4.5\n"
                               "2;;NA;-1\n"
                               "3;\"NA\";-99;1e1\n"
                               "\n"
                               "4;South;7\n";
    static const char *const numbers[] = {"pre", "#4"};
    static const char *const texts[] = {"region", NULL};
    struct pp_pool *pool = pp_pool_new();
    struct pp_number_columns table;
    struct pp_error err;

    (void)state;
    assert_int_equal(read_text(pool, text,
                               &(struct pp_number_columns_wanted){
                                   numbers, 2, texts, 2, "-99", false, 0},
                               &table, &err),
                     0);
    assert_int_equal(table.n_rows, 4);
    assert_true(table.numbers[0][0] == 3 && table.numbers[1][0] == 4.5);
    assert_true(isnan(table.numbers[0][1]) && table.numbers[1][1] == -1);
    assert_true(isnan(table.numbers[0][2]) && table.numbers[1][2] == 10);
    assert_true(table.numbers[0][3] == 7 && isnan(table.numbers[1][3]));
    assert_string_equal(table.texts[0][0], "North");
    assert_null(table.texts[0][1]);
    /* a region may be called NA; a score may not */
    assert_string_equal(table.texts[0][2], "NA");
    assert_null(table.texts[1][0]);
    pp_pool_free(pool);
}

static void test_many_rows(void **state)
{
    static const char *const numbers[] = {"x"};
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_pool *pool = pp_pool_new();
    struct pp_number_columns table;
    struct pp_error err;

    (void)state;
    pp_buffer_puts(&text, "x,y\n");
    for (int i = 0; i < 3000; i++)
        pp_buffer_printf(&text, "%d,a\n", i);
    assert_int_equal(read_text(pool, text.data,
                               &(struct pp_number_columns_wanted){
                                   numbers, 1, NULL, 0, NULL, false, 0},
                               &table, &err),
                     0);
    assert_int_equal(table.n_rows, 3000);
    for (int i = 0; i < 3000; i++)
        assert_true(table.numbers[0][i] == i);
    pp_buffer_clear(&text);
    pp_pool_free(pool);
}

static void test_mistakes(void **state)
{
    static const struct {
        const char *label, *text, *column, *message;
    } cases[] = {
        {"a word", "a,b\n1,2\n2,two\n", "b",
         ": row 3, column \"b\": \"two\" is not a number; an empty cell means "
         "no answer"},
        {"after lines inside quotes", "a,b\n\"x\ny\",2\n2,two\n", "b",
         ": row 4, column \"b\": \"two\" is not a number; an empty cell means "
         "no answer"},
        {"not a number", "a,b\n1,nan\n", "b",
         ": row 2, column \"b\": \"nan\" is not a number; an empty cell means "
         "no answer"},
        {"infinite", "a,b\n1,1e999\n", "b",
         ": row 2, column \"b\": \"1e999\" is not a number; an empty cell "
         "means no answer"},
        {"large", "a,b\n1,1e13\n", "b",
         ": row 2, column \"b\": \"1e13\" is too large for a score"},
        {"long",
         "a,b\n1,1111111111111111111111111111111111111111111111111111"
         "111111111111111\n",
         "b",
         ": row 2, column \"b\": "
         "\"1111111111111111111111111111111111111111...\" "
         "is not a number; an empty cell means no answer"},
        {"a heading like it", "phq pre,b\n1,2\n", "phq per",
         ": no column \"phq per\"; did you mean \"phq pre\"?"},
        {"the same heading twice", "b,a,b\n1,2,3\n", "b",
         ": 2 columns are headed \"b\"; say which by its number, the first of "
         "them is \"#1\""},
        {"number 0", "a,b\n1,2\n", "#0", ": no column \"#0\"; there are 2"},
        {"headings only", "a,b\n", "b", ": there are headings and no rows"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_number_columns table;
        struct pp_error err;
        int status =
            read_text(pool, cases[i].text,
                      &(struct pp_number_columns_wanted){
                          &cases[i].column, 1, NULL, 0, NULL, false, 0},
                      &table, &err);
        if (status != -1 || strcmp(err.text, cases[i].message) != 0)
            print_message("# %s: %s\n", cases[i].label, err.text);
        assert_int_equal(status, -1);
        assert_string_equal(err.text, cases[i].message);
        pp_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_and_texts),
        cmocka_unit_test(test_many_rows),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
