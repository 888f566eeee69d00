#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/imported.h"
#include "../helpers/shared_table.h"
#include "../helpers/workbook.h"

#include <fcntl.h>
#include <readstat.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/ingest/source.h"

#define PLAN                                                                   \
    "title: T\ncharity: C\n"                                                   \
    "waves: {before: on joining, after: later}\n"                              \
    "instruments: [ucla3]\n"                                                   \
    "outcomes: {ucla3.total: primary}\n"                                       \
    "columns: {identifier: Your code}\n"

static void test_workbook(void **state)
{
    struct imported im;
    struct pp_buffer bytes = PP_BUFFER_INIT;

    (void)state;
    workbook_write(
        &bytes,
        "<row r='1'><c t='s'><v>0</v></c><c t='s'><v>1</v></c>"
        "<c t='s'><v>2</v></c><c t='s'><v>3</v></c><c t='s'><v>4</v></c>"
        "<c t='s'><v>5</v></c><c t='s'><v>6</v></c></row>"
        "<row r='2'><c><v>1</v></c><c s='2'><v>45747.1</v></c>"
        "<c s='2'><v>45747.2</v></c><c t='inlineStr'><is><t>AB12</t></is></c>"
        "<c t='s'><v>7</v></c><c><v>2</v></c><c t='e'><v>#N/A</v></c></row>",
        "<si><t>ID</t></si><si><t>Start time</t></si><si><t>Completion "
        "time</t></si><si><t>Your code</t></si><si><t>ucla3_1</t></si><si><t>"
        "ucla3_2</t></si><si><t>ucla3_3</t></si><si><t>Often</t></si>");
    imported_init(&im, PLAN);
    im.options.wave = "after";
    /* A wrong ending does not matter. */
    imported_bytes(&im, ".csv", bytes.data, bytes.length);
    assert_int_equal(im.status, 0);
    assert_string_equal(im.report.kind, "xlsx");
    assert_string_equal(im.report.sheet, "Form1");
    assert_string_equal(im.report.platform_id, "ms-forms");
    assert_int_equal(imported_answer(&im, "ucla3_1", 2, 1), 3);
    assert_int_equal(imported_answer(&im, "ucla3_2", 2, 1), 2);
    assert_int_equal(imported_answer(&im, "ucla3_3", 2, 1), -999);
    assert_int_equal(im.batch.responses[0].day[0], 20178);
    assert_string_equal(im.said.data,
                        ": 1 cells hold an error of the spreadsheet, such as "
                        "#DIV/0!; they are read as that text\n");
    pp_buffer_clear(&bytes);
    imported_clear(&im);
}

/* Cells in which nothing was written are left out, at the end of a row too. */
static void test_last_question_left_blank(void **state)
{
    struct imported im;
    struct pp_buffer bytes = PP_BUFFER_INIT;

    (void)state;
    workbook_write(&bytes,
                   "<row r='1'><c t='s'><v>0</v></c><c t='s'><v>1</v></c>"
                   "<c t='s'><v>2</v></c><c t='s'><v>3</v></c></row>"
                   "<row r='2'><c><v>7</v></c><c><v>1</v></c><c><v>2</v></c>"
                   "</row>"
                   "<row r='3'><c><v>8</v></c><c><v>1</v></c><c><v>2</v></c>"
                   "<c><v>3</v></c><c><v>3</v></c></row>",
                   "<si><t>Your code</t></si><si><t>ucla3_1</t></si><si><t>"
                   "ucla3_2</t></si><si><t>ucla3_3</t></si>");
    imported_init(&im, PLAN);
    im.options.wave = "after";
    imported_bytes(&im, ".xlsx", bytes.data, bytes.length);
    assert_int_equal(im.status, 0);
    assert_int_equal(imported_answer(&im, "ucla3_2", 2, 1), 2);
    assert_int_equal(imported_answer(&im, "ucla3_3", 2, 1), -999);
    /* A cell that has no heading is still one too many. */
    assert_int_equal(im.batch.n_rows_rejected, 1);
    assert_non_null(strstr(im.said.data, "it has 5 fields; expected 4"));
    pp_buffer_clear(&bytes);
    imported_clear(&im);
}

static ssize_t write_bytes(const void *data, size_t n, void *ctx)
{
    pp_buffer_append(ctx, data, n);
    return (ssize_t)n;
}

/* Codes 0 to 2 whose labels are the instrument's 1 to 3: the labels count. */
static void write_sav(struct pp_buffer *out)
{
    readstat_writer_t *writer = readstat_writer_init();
    readstat_label_set_t *set =
        readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, "often");
    static const double values[2][3] = {{0, 1, 2}, {2, -9, 7}};
    readstat_variable_t *items[3];

    readstat_set_data_writer(writer, write_bytes);
    readstat_label_double_value(set, 0, "Hardly ever");
    readstat_label_double_value(set, 1, "Sometimes");
    readstat_label_double_value(set, 2, "Often");
    readstat_variable_t *id =
        readstat_add_variable(writer, "code", READSTAT_TYPE_STRING, 8);
    readstat_variable_set_label(id, "Your code");
    for (int i = 0; i < 3; i++) {
        char name[8] = "q1";
        static const char *const labels[] = {"lack companionship", "left out",
                                             "isolated from others"};
        name[1] = (char)('1' + i);
        items[i] = readstat_add_variable(writer, name, READSTAT_TYPE_DOUBLE, 0);
        readstat_variable_set_label(items[i], labels[i]);
        readstat_variable_set_label_set(items[i], set);
        readstat_variable_add_missing_double_value(items[i], -9);
    }
    readstat_begin_writing_sav(writer, out, 2);
    for (int row = 0; row < 2; row++) {
        readstat_begin_row(writer);
        readstat_insert_string_value(writer, id, row == 0 ? "a" : "b");
        for (int i = 0; i < 3; i++)
            readstat_insert_double_value(writer, items[i], values[row][i]);
        readstat_end_row(writer);
    }
    readstat_end_writing(writer);
    readstat_writer_free(writer);
}

static void test_spss(void **state)
{
    struct imported im;
    struct pp_buffer bytes = PP_BUFFER_INIT;

    (void)state;
    write_sav(&bytes);
    imported_init(&im, PLAN);
    im.options.wave = "before";
    imported_bytes(&im, ".sav", bytes.data, bytes.length);
    if (im.status != 0)
        fail_msg("%s", im.err.text);
    assert_string_equal(im.report.kind, "SPSS");
    assert_int_equal(im.batch.n_file_rows, 2);
    assert_int_equal(imported_answer(&im, "ucla3_1", 1, 0), 1);
    assert_int_equal(imported_answer(&im, "ucla3_3", 1, 0), 3);
    assert_int_equal(imported_answer(&im, "ucla3_1", 2, 0), 3);
    assert_int_equal(imported_answer(&im, "ucla3_2", 2, 0), -999);
    assert_int_equal(im.batch.n_cells_rejected, 1); /* the 7 */
    /* Half a file is refused, not half read. */
    imported_bytes(&im, ".sav", bytes.data, bytes.length / 2);
    assert_int_equal(im.status, -1);
    assert_non_null(strstr(im.err.text, "cannot be read as a file of SPSS"));
    pp_buffer_clear(&bytes);
    imported_clear(&im);
}

/* pyreadstat's sample against its own CSV: dates, labels, missing values. */
static void test_spss_sample(void **state)
{
    struct imported im;
    struct shared_table *table = shared_table_read("sav/pyreadstat-sample.csv");
    struct pp_source *source;
    const struct pp_record *record;
    size_t row = 0;

    (void)state;
    if (table == NULL)
        return;
    imported_init(&im, PLAN);
    const struct pp_source_options options = {0};
    assert_int_equal(
        pp_source_open(imported_shared(&im, "sav/pyreadstat-sample.sav"),
                       &options, &source, &im.notes, &im.err),
        0);
    assert_int_equal(source->next(source, &record, &im.err), 1);
    assert_string_equal(record->fields[0].text, "mychar");
    while (source->next(source, &record, &im.err) > 0) {
        static const char *const columns[] = {"mychar", "mynum", "mydate",
                                              "dtime"};
        for (size_t c = 0; c < 4; c++) {
            const char *wanted = shared_text(table, row, columns[c]);
            const char *found = record->fields[c].text;
            /* The times of day are written in another way. */
            size_t n = c == 3 ? 10 : strlen(wanted);
            if (wanted[0] == '\0')
                assert_null(found);
            else
                assert_memory_equal(found, wanted, n);
        }
        row++;
    }
    assert_int_equal(row, 5);
    assert_int_equal(source->labels[4].n, 2);
    pp_source_close(source);
    shared_table_free(table);
    imported_clear(&im);
}

/* Changed at random places, a file is read in full or refused in words. */
static void damage(const struct pp_buffer *good, const char *ending)
{
    uint32_t random = 88172645u; /* Marsaglia 2003, xorshift */
    struct pp_buffer bytes = PP_BUFFER_INIT;
    struct imported im;

    imported_init(&im, PLAN);
    im.options.wave = "before";
    for (int i = 0; i < 400; i++) {
        bytes.length = 0;
        pp_buffer_append(&bytes, good->data, good->length);
        for (int k = 0; k < 3; k++) {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            bytes.data[random % bytes.length] ^= (char)(1 << (random >> 8 & 7));
        }
        imported_bytes(&im, ending, bytes.data, bytes.length);
        if (im.status != 0)
            assert_true(strlen(im.err.text) > 20);
    }
    pp_buffer_clear(&bytes);
    imported_clear(&im);
}

static void test_damaged(void **state)
{
    struct pp_buffer bytes = PP_BUFFER_INIT;

    (void)state;
    write_sav(&bytes);
    damage(&bytes, ".sav");
    bytes.length = 0;
    workbook_write(&bytes,
                   "<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row>"
                   "<row><c><v>7</v></c><c><v>2</v></c></row>",
                   "<si><t>Your code</t></si><si><t>ucla3_1</t></si>");
    damage(&bytes, ".xlsx");
    pp_buffer_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_workbook),
        cmocka_unit_test(test_last_question_left_blank),
        cmocka_unit_test(test_spss),
        cmocka_unit_test(test_spss_sample),
        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
