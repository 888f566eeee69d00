#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/workbook.h"
#include "prepost/base/xlsx.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/file.h"
#include "prepost/base/zip_writer.h"

static char path[64];

static void keep(const struct pp_buffer *bytes)
{
    struct pp_error err;

    strcpy(path, "/tmp/prepost-XXXXXX");
    close(mkstemp(path));
    assert_int_equal(
        pp_file_write(path, bytes->data, bytes->length, PP_FILE_PRIVATE, &err),
        0);
}

/* Fields joined by |, rows by /, nothing as ~; then an error, if one came. */
static void show(const char *rows, const char *shared, struct pp_buffer *out)
{
    struct pp_buffer bytes = PP_BUFFER_INIT;
    const struct pp_record *record;
    struct pp_xlsx *xlsx = NULL;
    struct pp_error err = {0};
    int got = 0;

    workbook_write(&bytes, rows, shared);
    keep(&bytes);
    out->length = 0;
    pp_buffer_puts(out, "");
    assert_int_equal(pp_xlsx_open(path, NULL, &xlsx, &err), 0);
    while ((got = pp_xlsx_next(xlsx, &record, &err)) > 0) {
        if (out->length > 0)
            pp_buffer_putc(out, '/');
        for (size_t i = 0; i < record->n_fields; i++)
            pp_buffer_printf(
                out, "%s%s", i > 0 ? "|" : "",
                record->fields[i].text != NULL ? record->fields[i].text : "~");
    }
    if (got == 0)
        assert_int_equal(pp_xlsx_next(xlsx, &record, &err), 0);
    else
        pp_buffer_puts(out, strchr(err.text, ':') + 1);
    pp_xlsx_close(xlsx);
    pp_buffer_clear(&bytes);
    unlink(path);
}

/* Serials of dates: Excel's own, 45747 is 2025-03-31 (DATEVALUE). */
static void test_cells(void **state)
{
    static const struct {
        const char *label, *rows, *shown;
    } cases[] = {
        {"shared and rich texts",
         "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
         "</row>",
         "Code|lack companionship"},
        {"inline and formula texts",
         "<row><c t='inlineStr'><is><t> a </t></is></c><c t='str'><f>B2</f>"
         "<v>b</v></c></row>",
         "a|b"},
        {"the guard of a CSV of ours that was opened and saved",
         "<row><c t='str'><v>'@Home</v></c><c t='str'><v>'x</v></c>"
         "<c t='str'><v>x;'=1</v></c></row>",
         "@Home|'x|x;=1"},
        {"numbers as people see them",
         "<row><c><v>7</v></c><c><v>0.30000000000000004</v></c><c>"
         "<v>1E3</v></c></row>",
         "7|0.3|1E3"},
        {"a missing cell keeps its place",
         "<row r='1'><c r='B1'><v>1</v></c><c r='D1'><v>2</v></c></row>",
         "~|1|~|2"},
        {"dates and times",
         "<row><c s='1'><v>45747</v></c><c s='2'><v>45747.5</v></c>"
         "<c s='1'><v>0.25</v></c><c s='3'><v>45747</v></c><c "
         "s='1'><v>1</v></c></row>",
         "2025-03-31|2025-03-31 12:00:00|06:00:00|45747|1900-01-01"},
        {"yes, no and errors",
         "<row><c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='e'>"
         "<v>#N/A</v></c></row>",
         "TRUE|FALSE|#N/A"},
        {"blank rows are left out",
         "<row r='1'><c><v>1</v></c></row><row r='2'><c s='1'/></row>"
         "<row r='9'><c><v>2</v></c></row>",
         "1/2"},
        {"a formula without a result is blank",
         "<row><c><v>1</v></c><c><f>A1</f></c></row>", "1|~"},
        {"letters beyond Z", "<row r='1'><c r='AB1'><v>1</v></c></row>",
         "~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|1"},
        {"no rows", "", ""},
        {"a text that is not there", "<row><c t='s'><v>2</v></c></row>",
         " a cell names a text that is not there"},
        {"columns out of order",
         "<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>",
         " the cells of a row are not in order"},
        {"rows out of order",
         "<row r='2'><c><v>1</v></c></row><row r='2'><c><v>1</v></c></row>",
         "1 its rows are not in order"},
    };
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_message("# %s\n", cases[i].label);
        show(cases[i].rows,
             "<si><t>Code</t></si><si><r><t>lack </t></r><rPh><t>x</t></rPh>"
             "<r><t>companionship</t></r></si>",
             &out);
        assert_string_equal(out.data, cases[i].shown);
    }
    pp_buffer_clear(&out);
}

static void refuse(const struct pp_buffer *bytes, const char *sheet,
                   const char *text)
{
    struct pp_xlsx *xlsx;
    struct pp_error err;

    keep(bytes);
    assert_int_equal(pp_xlsx_open(path, sheet, &xlsx, &err), -1);
    assert_null(xlsx);
    if (strstr(err.text, text) == NULL)
        fail_msg("%s", err.text);
    unlink(path);
}

static void test_refused(void **state)
{
    struct pp_buffer bytes = PP_BUFFER_INIT;
    struct pp_zip_writer zip = PP_ZIP_WRITER_INIT;

    (void)state;
    workbook_write(&bytes, "", "");
    refuse(&bytes, "Form2",
           "has no sheet \"Form2\"; expected one of \"Notes\", \"Form1\"");
    bytes.length /= 2;
    refuse(&bytes, NULL, "its table of contents cannot be read");
    bytes.length = 0;
    pp_zip_add(&zip, "readme.txt", "x", 1, PP_ZIP_STORED);
    pp_zip_finish(&zip, &bytes);
    refuse(&bytes, NULL, "is a zip archive, but no .xlsx workbook");
    bytes.length = 0;
    pp_zip_add(&zip, "xl/workbook.xml",
               "<!DOCTYPE a [<!ENTITY b 'c'>]><workbook/>", 41, PP_ZIP_STORED);
    pp_zip_finish(&zip, &bytes);
    refuse(&bytes, NULL, "it holds a document type");
    pp_buffer_clear(&bytes);
}

/* What no spreadsheet can hold is no spreadsheet. */
static void test_limits(void **state)
{
    struct pp_buffer long_text = PP_BUFFER_INIT, out = PP_BUFFER_INIT;

    (void)state;
    pp_buffer_puts(&long_text, "<row><c t='str'><v>");
    pp_buffer_repeat(&long_text, 'x', 4 * 32767 + 1);
    pp_buffer_puts(&long_text, "</v></c></row>");
    show(long_text.data, "", &out);
    assert_string_equal(out.data, " a cell holds more than 32,767 letters");
    show("<row r='1'><c r='XFE1'><v>1</v></c></row>", "", &out);
    assert_string_equal(out.data, " the cells of a row are not in order");
    show("<row r='1048577'><c><v>1</v></c></row>", "", &out);
    assert_string_equal(out.data, " its rows are not in order");
    pp_buffer_clear(&long_text);
    pp_buffer_clear(&out);
}

static void repeat(struct pp_buffer *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pp_buffer_puts(out, text);
}

/* 20 deep, as no sheet is, is read; 64 are open at most. Without these limits
 * a file of 234 KB took 2.2 GB: the parser keeps what is open. */
static void test_depth(void **state)
{
    struct pp_buffer text = PP_BUFFER_INIT, out = PP_BUFFER_INIT,
                     bytes = PP_BUFFER_INIT;

    (void)state;
    repeat(&text, "<x>", 20);
    repeat(&text, "</x>", 20);
    pp_buffer_puts(&text, "<row><c><v>1</v></c></row>");
    repeat(&text, "<x>", 62); /* in worksheet and sheetData */
    repeat(&text, "</x>", 62);
    show(text.data, "", &out);
    assert_string_equal(out.data, "1");
    text.length = 0;
    repeat(&text, "<x>", 63);
    repeat(&text, "</x>", 63);
    show(text.data, "", &out);
    assert_string_equal(out.data, " its XML is nested more than 64 deep, which "
                                  "no spreadsheet's is");
    text.length = 0;
    repeat(&text, "<x>", 64); /* in sst alone */
    workbook_write(&bytes, "", text.data);
    refuse(&bytes, NULL, "its XML is nested more than 64 deep");
    pp_buffer_clear(&bytes);
    pp_buffer_clear(&text);
    pp_buffer_clear(&out);
}

/* The parser keeps every name that it has seen, too, and a tag that goes on. */
static void test_names_and_tags(void **state)
{
    struct pp_buffer text = PP_BUFFER_INIT, out = PP_BUFFER_INIT;

    (void)state;
    for (int i = 0; i < 500; i++)
        pp_buffer_printf(&text, "<x%d/>", i);
    pp_buffer_puts(&text, "<row><c><v>1</v></c></row>");
    show(text.data, "", &out);
    assert_string_equal(out.data, "1");
    for (int i = 0; i < 2500; i++)
        pp_buffer_printf(&text, "<x y%d=''/>", i);
    show(text.data, "", &out);
    assert_string_equal(out.data,
                        "1 its XML has more than 2,000 names of elements and "
                        "attributes, which no spreadsheet's has");
    text.length = 0;
    pp_buffer_puts(&text, "<x y='");
    pp_buffer_repeat(&text, 'z', 3 << 20);
    pp_buffer_puts(&text, "'/>");
    show(text.data, "", &out);
    assert_string_equal(out.data, " its XML has a tag of more than 1 MB, which "
                                  "no spreadsheet's has");
    pp_buffer_clear(&text);
    pp_buffer_clear(&out);
}

/* Texts are counted too: one of nothing is five bytes, and takes eight. */
static void test_n_texts(void **state)
{
    static const char head[] =
        "<workbook xmlns:r='r'><sheets><sheet name='A' r:id='a'/></sheets>"
        "</workbook>";
    static const char parts[] =
        "<Relationships><Relationship Id='a' Type='x/worksheet' Target='a'/>"
        "<Relationship Id='b' Type='x/sharedStrings' Target='b'/>"
        "</Relationships>";
    struct pp_buffer text = PP_BUFFER_INIT, bytes = PP_BUFFER_INIT;
    struct pp_zip_writer zip = PP_ZIP_WRITER_INIT;

    (void)state;
    pp_buffer_puts(&text, "<sst>");
    repeat(&text, "<si/>", 4000001);
    pp_buffer_puts(&text, "</sst>");
    pp_zip_add(&zip, "xl/workbook.xml", head, strlen(head), PP_ZIP_STORED);
    pp_zip_add(&zip, "xl/_rels/workbook.xml.rels", parts, strlen(parts),
               PP_ZIP_STORED);
    pp_zip_add(&zip, "xl/a", "<worksheet/>", 12, PP_ZIP_STORED);
    pp_zip_add(&zip, "xl/b", text.data, text.length, PP_ZIP_STORED);
    pp_zip_finish(&zip, &bytes);
    refuse(&bytes, NULL, "it holds more than 4,000,000 texts");
    pp_buffer_clear(&bytes);
    pp_buffer_clear(&text);
}

/* A part that unpacks to far more than it is packed. */
static void test_bomb(void **state)
{
    struct pp_buffer bytes = PP_BUFFER_INIT, text = PP_BUFFER_INIT;
    struct pp_zip_writer zip = PP_ZIP_WRITER_INIT;

    (void)state;
    pp_buffer_puts(&text, "<workbook>");
    pp_buffer_repeat(&text, ' ', 20 << 20);
    pp_buffer_puts(&text, "</workbook>");
    pp_zip_add(&zip, "xl/workbook.xml", text.data, text.length,
               PP_ZIP_DEFLATED);
    pp_zip_finish(&zip, &bytes);
    refuse(&bytes, NULL, "unpacks to more than 10 MB");
    pp_buffer_clear(&bytes);
    pp_buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),          cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),         cmocka_unit_test(test_depth),
        cmocka_unit_test(test_names_and_tags), cmocka_unit_test(test_n_texts),
        cmocka_unit_test(test_bomb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
