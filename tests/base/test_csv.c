#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/file.h"

/* What was read, in one line: a|b/c|~ is two records; ~ a missing field; ! a
 * record that could not be read; * one that was mended. */
static void show(struct pp_csv *csv, struct pp_buffer *out)
{
    const struct pp_record *record;
    struct pp_error err;
    int got;

    out->length = 0;
    pp_buffer_puts(out, "");
    while ((got = pp_csv_next(csv, &record, &err)) > 0) {
        if (out->length > 0)
            pp_buffer_putc(out, '/');
        if (record->problem != NULL)
            pp_buffer_putc(out, '!');
        if (record->mended != NULL)
            pp_buffer_putc(out, '*');
        for (size_t i = 0; i < record->n_fields; i++) {
            const struct pp_text_field *field = &record->fields[i];
            if (i > 0)
                pp_buffer_putc(out, '|');
            if (field->text == NULL)
                pp_buffer_putc(out, '~');
            else
                pp_buffer_append(out, field->text, field->length);
        }
    }
    assert_int_equal(got, 0);
}

static void test_records(void **state)
{
    static const struct {
        const char *label, *text;
        size_t expect;
        const char *shown;
    } cases[] = {
        {"plain", "a,b\n1,2\n", 2, "a|b/1|2"},
        {"no line end at the end", "a,b\n1,2", 2, "a|b/1|2"},
        {"CR LF", "a,b\r\n1,2\r\n", 2, "a|b/1|2"},
        {"CR alone", "a,b\r1,2\r", 2, "a|b/1|2"},
        {"mixed line ends", "a,b\r\n1,2\n3,4\r5,6", 2, "a|b/1|2/3|4/5|6"},
        {"blanks trimmed outside quotes", " a ,\tb\n\" 1 \", 2 \n", 2,
         "a|b/ 1 |2"},
        {"missing and empty", "a,b,c\n,\"\",  \n", 3, "a|b|c/~||~"},
        {"blank lines", "a,b\n\n  \n1,2\n\n", 2, "a|b/1|2"},
        {"delimiter, quote and line end in quotes",
         "a,b\n\"x,\"\"y\"\"\nz\",2\n", 2, "a|b/x,\"y\"\nz|2"},
        {"CR LF in quotes", "a,b\r\n\"x\r\ny\",2\r\n", 2, "a|b/x\r\ny|2"},
        {"too few and too many are handed on", "a,b\n1\n1,2,3\n", 2,
         "a|b/1/1|2|3"},
        {"a quote in an unquoted field is mended", "a,b\n5\" tall,2\n3,4\n", 2,
         "a|b/*5\" tall|2/3|4"},
        {"text after a closing quote is mended where the count is right",
         "a,b\n\"x\"y,2\n3,4\n", 2, "a|b/!\"x\"y,2/3|4"},
        {"a stray quote costs one record", "a,b\n\"x,1\n2,3\n4,5\n", 2,
         "a|b/!\"x,1/2|3/4|5"},
        {"two stray quotes cost two", "a,b\nx,\"1\n2,3\ny,\"4\n5,6\n", 2,
         "a|b/!x,\"1/2|3/!y,\"4/5|6"},
        {"a stray quote that closes with too few fields",
         "a,b,c\n1,\"2,3\n4,5\"\n7,8,9\n", 3, "a|b|c/!1,\"2,3/!4,5\"/7|8|9"},
        {"the guard that we write is taken off, once",
         "a,b\n'=1,''@x\n'-5,'x\n", 2, "a|b/=1|'@x/-5|'x"},
        {"and in quotes", "a,b\n\"'@a, b\",\"'\n=1\"\n", 2, "a|b/@a, b|\n=1"},
        {"and after what another program may take for the end of a cell",
         "a,b\n\"x;'=1\",\"y\n'@z|\"\"''-1\"\n", 2, "a|b/x;=1|y\n@z|\"'-1"},
        {"single quotes are letters", "a,b\n'x,y'\n", 2, "a|b/'x|y'"},
        {"a backslash is a letter", "a,b\n\"x\\\",2\n", 2, "a|b/x\\|2"},
        {"Ctrl-Z at the end", "a,b\n1,2\n\x1A", 2, "a|b/1|2"},
        {"mark", "\xEF\xBB\xBF\"a\",b\n1,2\n", 2, "a|b/1|2"},
        {"one column", "a\n1\n2\n", 1, "a/1/2"},
        {"tabs", "a\tb\n1\t\n\t2\n", 2, "a|b/1|~/~|2"},
        {"semicolons beside decimal commas", "a;b\n1,5;2\n2,5;3\n", 2,
         "a|b/1,5|2/2,5|3"},
        {"bars", "a|b\n1|2\n", 2, "a|b/1|2"},
        {"sep line", "sep=;\r\na;b,c\r\n1;2\r\n", 2, "a|b,c/1|2"},
        {"Windows-1252", "a,b\ncaf\xE9,\x93x\x94\n", 2,
         "a|b/caf\xC3\xA9|\xE2\x80\x9Cx\xE2\x80\x9D"},
        {"one slip in UTF-8 costs one record",
         "a,b\n\xC3\xA9\xC3\xA9,1\n\xE9,2\n\xC3\xA9,3\n", 2,
         "a|b/\xC3\xA9\xC3\xA9|1/!\xEF\xBF\xBD,2/\xC3\xA9|3"},
    };
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pp_csv *csv;
        print_message("# %s\n", cases[i].label);
        assert_int_equal(pp_csv_open_memory("t.csv", cases[i].text,
                                            strlen(cases[i].text), NULL, &csv,
                                            &err),
                         0);
        pp_csv_expect(csv, cases[i].expect);
        show(csv, &out);
        assert_string_equal(out.data, cases[i].shown);
        pp_csv_close(csv);
    }
    pp_buffer_clear(&out);
}

static void test_lines_and_problems(void **state)
{
    static const struct {
        const char *label, *text;
        size_t line; /* of the record with the problem */
        const char *problem;
    } cases[] = {
        {"open quote", "a,b\n\n1,2\n3,\"x\n4,5\n", 4,
         "the quote mark that opens field 2 is not closed before the end of "
         "the file"},
        {"after a closing quote", "a,b\n\"1\n2\",3\n\"x\"y,3\n", 4,
         "field 1 goes on after its closing quote mark; expected a delimiter "
         "or the end of the line there"},
        {"quote within, and the count is wrong", "a,b\n1\"2\n", 2,
         "field 1 has a quote mark inside it; expected the whole field in "
         "quotes and the mark doubled"},
        {"wrong count over lines", "a,b\n\"1\n2\n3\"\n", 2,
         "a quote mark opened here closes on line 4, which makes 1 fields; "
         "expected 2"},
        {"not UTF-8",
         "\xEF\xBB\xBF"
         "a,b\nx,\xE9\n",
         2,
         "byte 3 of line 2 (hexadecimal E9) is not UTF-8; expected UTF-8 as "
         "in the rest of the file"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct pp_record *record;
        struct pp_csv *csv;
        struct pp_error err;
        print_message("# %s\n", cases[i].label);
        assert_int_equal(pp_csv_open_memory("t.csv", cases[i].text,
                                            strlen(cases[i].text), NULL, &csv,
                                            &err),
                         0);
        pp_csv_expect(csv, 2);
        do
            assert_int_equal(pp_csv_next(csv, &record, &err), 1);
        while (record->problem == NULL);
        assert_int_equal(record->line, cases[i].line);
        assert_string_equal(record->problem, cases[i].problem);
        assert_int_equal(pp_csv_dialect(csv)->n_problems, 1);
        pp_csv_close(csv);
    }
}

/* A field beyond the limits is given up, and the next record is read. */
static void test_limits(void **state)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    const struct pp_record *record;
    struct pp_csv *csv;
    struct pp_error err;
    size_t n = 0, problems = 0;

    (void)state;
    pp_buffer_puts(&text, "a,b\n1,\"");
    pp_buffer_repeat(&text, 'x', (1 << 20) + 1);
    pp_buffer_puts(&text, "\"\n1,\"2\n");
    for (int i = 0; i < 1500; i++)
        pp_buffer_puts(&text, "1,2\n");
    assert_int_equal(
        pp_csv_open_memory("t.csv", text.data, text.length, NULL, &csv, &err),
        0);
    pp_csv_expect(csv, 2);
    while (pp_csv_next(csv, &record, &err) == 1) {
        n++;
        problems += record->problem != NULL;
        if (n == 2)
            assert_non_null(strstr(record->problem, "longer than 1 MB"));
        if (n == 3)
            assert_non_null(strstr(record->problem, "within 1,000 lines"));
    }
    assert_int_equal(n, 1503);
    assert_int_equal(problems, 2);
    pp_csv_close(csv);
    text.length = 0;
    pp_buffer_repeat(&text, 'x', (1 << 24) + (1 << 19));
    assert_int_equal(
        pp_csv_open_memory("t.csv", text.data, text.length, NULL, &csv, &err),
        0);
    int got;
    while ((got = pp_csv_next(csv, &record, &err)) > 0)
        ;
    assert_int_equal(got, -1);
    assert_string_equal(err.text, "t.csv: line 1 is longer than 16 MB; a table "
                                  "of answers was expected");
    pp_csv_close(csv);
    pp_buffer_clear(&text);
}

/* With and without an end of the line. */
static void test_columns(void **state)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    const struct pp_record *record;
    struct pp_csv *csv;
    struct pp_error err;

    (void)state;
    pp_buffer_repeat(&text, ',', 19999);
    pp_buffer_puts(&text, "x\n");
    pp_buffer_repeat(&text, ',', 20000);
    for (int i = 0; i < 2; i++) {
        pp_buffer_puts(&text, i == 0 ? "x" : "\n");
        assert_int_equal(pp_csv_open_memory("t.csv", text.data, text.length,
                                            NULL, &csv, &err),
                         0);
        assert_int_equal(pp_csv_next(csv, &record, &err), 1);
        assert_int_equal(record->n_fields, 20000);
        assert_int_equal(pp_csv_next(csv, &record, &err), -1);
        assert_string_equal(err.text,
                            "t.csv: line 2 has 20001 columns; a table of "
                            "answers was expected, of 20,000 at most, with a "
                            "row for each form that was filled in");
        pp_csv_close(csv);
    }
    pp_buffer_clear(&text);
}

static void test_zero_byte(void **state)
{
    struct pp_buffer text = PP_BUFFER_INIT, out = PP_BUFFER_INIT;
    struct pp_csv *csv;
    struct pp_error err;

    (void)state;
    pp_buffer_puts(&text, "a\n");
    for (int i = 0; i < 3000; i++)
        pp_buffer_puts(&text, "7\n");
    pp_buffer_append(&text, "\0\n8\n", 4);
    assert_int_equal(
        pp_csv_open_memory("t.csv", text.data, text.length, NULL, &csv, &err),
        0);
    show(csv, &out);
    assert_int_equal(pp_csv_dialect(csv)->n_problems, 1);
    assert_string_equal(out.data + out.length - 2, "/8");
    pp_csv_close(csv);
    pp_buffer_clear(&text);
    pp_buffer_clear(&out);
}

static void test_utf16(void **state)
{
    /* "a,b" CR LF "e-acute, smiling face" LF */
    static const char le[] = "\xFF\xFE"
                             "a\0,\0b\0\r\0\n\0\xE9\0,\0\x3D\xD8\x42\xDE\n\0";
    static const char be[] = "\xFE\xFF"
                             "\0a\0,\0b\0\r\0\n\0\xE9\0,\xD8\x3D\xDE\x42\0\n";
    static const char shown[] = "a|b/\xC3\xA9|\xF0\x9F\x99\x82";
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_csv *csv;
    struct pp_error err;

    (void)state;
    assert_int_equal(
        pp_csv_open_memory("t.csv", le, sizeof le - 1, NULL, &csv, &err), 0);
    show(csv, &out);
    assert_string_equal(out.data, shown);
    assert_int_equal(pp_csv_dialect(csv)->encoding, PP_ENCODING_UTF16_LE);
    pp_csv_close(csv);
    assert_int_equal(
        pp_csv_open_memory("t.csv", be, sizeof be - 1, NULL, &csv, &err), 0);
    show(csv, &out);
    assert_string_equal(out.data, shown);
    pp_csv_close(csv);
    /* Without a mark it is known by its zeros. */
    assert_int_equal(pp_csv_open_memory("t.csv", le + 2, 14, NULL, &csv, &err),
                     0);
    assert_int_equal(pp_csv_dialect(csv)->encoding, PP_ENCODING_UTF16_LE);
    pp_csv_close(csv);
    pp_buffer_clear(&out);
}

static void test_refused(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *text;
    } cases[] = {
        {"", 0, "t.csv is empty; a table with a row of headings was expected"},
        {"a\0\0\1\2\3\4\5", 8, "t.csv is not a text file: its byte 2 is zero"},
        {"PK\3\4abcd", 8, "t.csv is a zip archive"},
        {"\xD0\xCF\x11\xE0\xA1", 5,
         "t.csv is an old Excel file (.xls) or "
         "protected by a password"},
        {"%PDF-1.7\n%", 10,
         "t.csv is a PDF, not a table of text; save the "
         "answers as .xlsx or CSV"},
        {"<HTML><table>", 13,
         "t.csv is a web page, not a table of text; open "
         "it in a spreadsheet"},
        {"\xEF\xBB\xBF<!doctype html>", 18, "t.csv is a web page"},
        {"<?xml version='1.0'?>", 21, "t.csv is XML"},
        {"[{\"a\": 1}]", 10, "t.csv is JSON"},
        {"{\"a\": 1}", 8, "t.csv is JSON"},
        {"{\\rtf1", 6, "t.csv is a text document"},
    };
    struct pp_csv *csv;
    struct pp_error err;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(pp_csv_open_memory("t.csv", cases[i].bytes, cases[i].n,
                                            NULL, &csv, &err),
                         -1);
        assert_null(csv);
        assert_int_equal(err.code, PP_EPARSE);
        assert_non_null(strstr(err.text, cases[i].text));
    }
    assert_int_equal(pp_csv_open("/no/such.csv", NULL, &csv, &err), -1);
    assert_string_equal(err.text, "cannot read /no/such.csv: there is no such "
                                  "file or folder");
}

static void watch(const char *bytes, size_t n, void *ctx)
{
    size_t *sum = ctx;

    for (size_t i = 0; i < n; i++)
        *sum += (unsigned char)bytes[i];
}

/* A file larger than any buffer reads as the same bytes in memory do. */
static void test_file_as_memory(void **state)
{
    struct pp_buffer text = PP_BUFFER_INIT, a = PP_BUFFER_INIT,
                     b = PP_BUFFER_INIT;
    char path[] = "/tmp/prepost-csv-XXXXXX";
    struct pp_csv *csv;
    struct pp_error err;
    size_t sum = 0, wanted = 0;

    (void)state;
    close(mkstemp(path));
    pp_buffer_puts(&text, "id,say\r\n");
    for (int i = 0; i < 60000; i++)
        pp_buffer_printf(&text,
                         i % 7 == 0 ? "%d,\"caf\xC3\xA9\r\n%d\"\r\n"
                                    : "%d,x \xE2\x82\xAC %d\r\n",
                         i, (unsigned)i * (unsigned)i % 977);
    watch(text.data, text.length, &wanted);
    assert_int_equal(
        pp_file_write(path, text.data, text.length, PP_FILE_PRIVATE, &err), 0);
    const struct pp_csv_options options = {.watch = watch, .ctx = &sum};
    assert_int_equal(pp_csv_open(path, &options, &csv, &err), 0);
    assert_int_equal(sum, wanted);
    show(csv, &a);
    assert_int_equal(pp_csv_dialect(csv)->n_problems, 0);
    assert_int_equal(pp_csv_bytes_read(csv), text.length);
    pp_csv_close(csv);
    assert_int_equal(
        pp_csv_open_memory("t.csv", text.data, text.length, NULL, &csv, &err),
        0);
    show(csv, &b);
    pp_csv_close(csv);
    assert_string_equal(a.data, b.data);
    unlink(path);
    pp_buffer_clear(&text);
    pp_buffer_clear(&a);
    pp_buffer_clear(&b);
}

static void test_writing(void **state)
{
    static const struct {
        const char *text;
        enum pp_csv_guard guard;
        const char *written;
    } cases[] = {
        {"plain", PP_CSV_GUARDED, "plain"},
        {NULL, PP_CSV_GUARDED, ""},
        {"", PP_CSV_GUARDED, "\"\""},
        {"a,\"b\"\n", PP_CSV_GUARDED, "\"a,\"\"b\"\"\n\""},
        {" a", PP_CSV_GUARDED, "\" a\""},
        {"-1.5e3", PP_CSV_GUARDED, "-1.5e3"},
        {"=1+1", PP_CSV_GUARDED, "'=1+1"},
        {"=1+1", PP_CSV_VERBATIM, "=1+1"},
        {"+44 20", PP_CSV_GUARDED, "'+44 20"},
        {"-cmd", PP_CSV_GUARDED, "'-cmd"},
        {"@SUM(A1,B1)", PP_CSV_GUARDED, "\"'@SUM(A1,B1)\""},
        {"\t=1", PP_CSV_GUARDED, "\"'\t'=1\""},
        {"'@x", PP_CSV_GUARDED, "''@x"}, /* as it is read, so it was */
        {"'x", PP_CSV_GUARDED, "'x"},
        {"\r=1", PP_CSV_GUARDED, "\"'\r'=1\""},
        {"\n=1", PP_CSV_GUARDED, "\"'\n'=1\""},
        /* A spreadsheet set to another delimiter would cut a cell =1+1 out,
         * and knows no quotes in the middle of what it takes for a field. */
        {"x;=1+1", PP_CSV_GUARDED, "\"x;'=1+1\""},
        {"x\t+1+1", PP_CSV_GUARDED, "\"x\t'+1+1\""},
        {"x,@A1", PP_CSV_GUARDED, "\"x,'@A1\""},
        {"x|-1", PP_CSV_GUARDED, "x|'-1"},
        {"x\n=1+1;=2", PP_CSV_GUARDED, "\"x\n'=1+1;'=2\""},
        {"x;\"=1+1\"", PP_CSV_GUARDED, "\"x;\"\"'=1+1\"\"\""},
        {"x;'=1+1", PP_CSV_GUARDED, "\"x;''=1+1\""},
        {"x;'1'", PP_CSV_GUARDED, "\"x;'1'\""},
        {"x; =1, a = b", PP_CSV_GUARDED, "\"x; =1, a = b\""},
        {"x;=1+1", PP_CSV_VERBATIM, "\"x;=1+1\""},
    };
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        out.length = 0;
        pp_buffer_puts(&out, "");
        pp_csv_write(&out, cases[i].text,
                     cases[i].text != NULL ? strlen(cases[i].text) : 0, ',',
                     cases[i].guard);
        assert_string_equal(out.data, cases[i].written);
    }
    pp_buffer_clear(&out);
}

/* What is written is read as it was: all texts of five of these. */
static void test_written_and_read(void **state)
{
    static const char letters[] = "'=;,\"\n-1x";
    enum { N_LETTERS = sizeof letters - 1, LENGTH = 5 };
    struct pp_buffer out = PP_BUFFER_INIT;
    size_t n_texts = 1, n_guarded = 0;

    (void)state;
    for (int i = 0; i < LENGTH; i++)
        n_texts *= N_LETTERS;
    for (size_t k = 0; k < n_texts; k++) {
        char text[LENGTH + 1] = "", plain[2 * LENGTH + 1];
        size_t rest = k;
        for (int i = 0; i < LENGTH; i++, rest /= N_LETTERS)
            text[i] = letters[rest % N_LETTERS];
        out.length = 0;
        pp_csv_write(&out, text, LENGTH, ',', PP_CSV_GUARDED);
        /* Its quotes off, as a reader of CSV does. */
        size_t n = 0, quoted = out.data[0] == '"';
        for (size_t i = quoted; i < out.length - quoted; i++) {
            plain[n++] = out.data[i];
            i += out.data[i] == '"';
        }
        n_guarded += n > LENGTH;
        char read[2 * LENGTH + 1];
        assert_int_equal(pp_csv_unguard(plain, n, read), LENGTH);
        assert_memory_equal(read, text, LENGTH);
    }
    assert_true(n_guarded > n_texts / 10 && n_guarded < n_texts);
    pp_buffer_clear(&out);
}

static void test_writing_rows(void **state)
{
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    pp_csv_write_row(&out, (const char *const[]){"a", NULL, "b c"}, 3,
                     PP_CSV_GUARDED);
    assert_string_equal(out.data, "a,,b c\r\n");
    pp_buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_lines_and_problems),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_zero_byte),
        cmocka_unit_test(test_utf16),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_file_as_memory),
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_written_and_read),
        cmocka_unit_test(test_writing_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
