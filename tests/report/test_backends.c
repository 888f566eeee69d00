#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <expat.h>

#include <minizip/unzip.h>

#include "prepost/base/file.h"
#include "prepost/report/backend.h"

/*
 * A small document with one of everything, in each format: compared byte for
 * byte with tests/report/golden/small.*. GOLDEN_UPDATE=1 writes those anew;
 * read the difference then.
 */
static struct pp_document *small(struct pp_pool *pool, const char *name)
{
    static const struct pp_table_column columns[] = {
        {"What", PP_COLUMN_TEXT},
        {"How many people there were of it", PP_COLUMN_NUMBER},
        {"Change (likely range)", PP_COLUMN_RANGE}};
    struct pp_document *d = pp_document_new(pool, "Small");
    struct pp_table_row *row;
    size_t number;

    d->summary = "One of everything.";
    pp_document_heading(d, &d->body, 1, "Small");
    pp_prose_text(d, &pp_document_block(d, &d->body, PP_BLOCK_BANNER)->prose,
                  "Made-up data.");
    pp_prose_text(d, &pp_document_block(d, &d->body, PP_BLOCK_LEAD)->prose,
                  name);
    pp_document_heading(d, &d->body, 2, "Words & marks");
    struct pp_prose *p = pp_document_paragraph(d, &d->body);
    pp_prose_text(d, p, "Plain, ");
    pp_prose_strong(d, p, "strong");
    pp_prose_text(d, p, ", ");
    pp_prose_text(d, &pp_prose_add(d, p, PP_INLINE_EMPHASIS)->inside,
                  "emphasised");
    pp_prose_text(d, p, ", ");
    pp_prose_add(d, p, PP_INLINE_CODE)->text = "a `code`";
    pp_prose_text(d, p, " and ");
    struct pp_inline *link = pp_prose_add(d, p, PP_INLINE_LINK);
    link->text = "https://example.org/?a=1&b=2";
    pp_prose_text(d, &link->inside, "a link");
    pp_prose_text(d, p, "; a note");
    pp_prose_text(d, pp_document_footnote(d, &number), "It says more.");
    pp_prose_add(d, p, PP_INLINE_FOOTNOTE)->number = number;
    pp_prose_text(d, p, ".");
    pp_prose_add(d, p, PP_INLINE_BREAK);
    pp_prose_text(d, p, "A new line.");
    struct pp_block *list = pp_document_list(d, &d->body, false);
    pp_prose_text(d, pp_document_item(d, list), "first");
    pp_prose_text(d, pp_document_item(d, list),
                  "second, which is long enough to be broken into two lines of "
                  "a page of text that has eighty columns");
    list = pp_document_list(d, &d->body, true);
    pp_prose_text(d, pp_document_item(d, list), "one");
    pp_prose_text(d, pp_document_item(d, list), "two");
    struct pp_block *box = pp_document_block(d, &d->body, PP_BLOCK_OWN_WORDS);
    pp_document_heading(d, &box->children, 2, "In its own words");
    pp_document_say(d, &box->children, "We listen.");
    struct pp_table *t =
        pp_document_table(d, &d->body, "some numbers", columns, 3);
    row = pp_table_row(d, t);
    pp_table_text(d, row, 0, "Hope");
    pp_prose_mark(d, &row->cells[0],
                  pp_table_marked_note(d, t, "Provisional."));
    pp_table_text(d, row, 1, "1,234");
    pp_table_text(d, row, 2, "up 2.6 (1.8 to 3.4)");
    row = pp_table_row(d, t);
    pp_table_text(d, row, 0, "\xE6\x9D\xB1\xE4\xBA\xAC, caf\xC3\xA9");
    pp_table_text(d, row, 1, "[c]");
    pp_table_text(d, row, 2,
                  "\xE2\x88\x92"
                  "0.4");
    row = pp_table_row(d, t);
    row->is_total = true;
    pp_table_text(d, row, 0, "Both");
    pp_table_text(d, row, 1, "1,240");
    pp_table_note(d, t, "[c] not shown, to protect people's privacy");
    pp_prose_text(d, &d->foot, "prepost \xC2\xB7 seed 1");
    return d;
}

static void render(const struct pp_document *d, const char *format,
                   struct pp_buffer *out)
{
    struct pp_error err;

    if (pp_backend_find(format)->write(
            d, &(struct pp_render){.css = "p > a { color: red }\n"}, out,
            &err) != 0)
        fail_msg("%s: %s", format, err.text);
}

static void compare(const char *path, const struct pp_buffer *out)
{
    struct pp_buffer golden = PP_BUFFER_INIT;
    struct pp_error err;

    if (getenv("GOLDEN_UPDATE") != NULL)
        assert_int_equal(
            pp_file_write(path, out->data, out->length, PP_FILE_SHARED, &err),
            0);
    if (pp_file_read(path, 1 << 20, &golden, &err) != 0)
        fail_msg("%s", err.text);
    if (golden.length != out->length ||
        memcmp(golden.data, out->data, out->length) != 0)
        fail_msg("%s is another text:\n%s", path, out->data);
    pp_buffer_clear(&golden);
}

static void golden(void **state)
{
    (void)state;
    static const char *const formats[][2] = {
        {"html", "html"}, {"text", "txt"}, {"md", "md"}};
    for (size_t i = 0; i < 3; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_buffer out = PP_BUFFER_INIT;
        char path[64];
        render(small(pool, "Run by Example Charity."), formats[i][0], &out);
        snprintf(path, sizeof path, "tests/report/golden/small.%s",
                 formats[i][1]);
        compare(path, &out);
        pp_buffer_clear(&out);
        pp_pool_free(pool);
    }
}

/* --- .odt ------------------------------------------------------------------
 */

static void well_formed(const char *name, const char *text, size_t n)
{
    XML_Parser parser = XML_ParserCreate("UTF-8");

    if (XML_Parse(parser, text, (int)n, 1) != XML_STATUS_OK)
        fail_msg("%s:%lu: %s", name, XML_GetCurrentLineNumber(parser),
                 XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
}

static void part(unzFile file, const char *name, struct pp_buffer *out)
{
    char bytes[4096];
    int n;

    if (unzLocateFile(file, name, 1) != UNZ_OK)
        fail_msg("no %s", name);
    assert_int_equal(unzOpenCurrentFile(file), UNZ_OK);
    while ((n = unzReadCurrentFile(file, bytes, sizeof bytes)) > 0)
        pp_buffer_append(out, bytes, (size_t)n);
    assert_int_equal(unzCloseCurrentFile(file), UNZ_OK);
}

static void open_document(void **state)
{
    (void)state;
    static const char *const parts[] = {"content.xml", "styles.xml", "meta.xml",
                                        "META-INF/manifest.xml"};
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer out = PP_BUFFER_INIT, text = PP_BUFFER_INIT;
    char path[] = "/tmp/prepost-odt-XXXXXX";
    struct pp_error err;
    struct pp_document *d = small(pool, "</text:p><b>&amp;\"'");
    char code[2000];

    memset(code, 'm', sizeof code);
    memcpy(code + sizeof code - 5, "\nend", 5);
    pp_document_block(d, &d->body, PP_BLOCK_CODE)->text = code;
    render(d, "odt", &out);
    /* The type stands at a fixed place for programs that look for it. */
    assert_memory_equal(out.data + 30,
                        "mimetypeapplication/vnd.oasis.opendocument.text", 47);
    close(mkstemp(path));
    assert_int_equal(
        pp_file_write(path, out.data, out.length, PP_FILE_PRIVATE, &err), 0);
    unzFile file = unzOpen64(path);
    assert_non_null(file);
    for (size_t i = 0; i < 4; i++) {
        pp_buffer_clear(&text);
        part(file, parts[i], &text);
        well_formed(parts[i], text.data, text.length);
        if (i == 0) {
            assert_non_null(strstr(text.data, "table:table-header-rows"));
            assert_non_null(strstr(text.data, "&lt;/text:p&gt;&lt;b&gt;"));
            assert_non_null(strstr(text.data, "text:note-class=\"footnote\""));
            const char *line = strstr(text.data, "mmmm");
            assert_non_null(line);
            assert_int_equal(strspn(line, "m"), sizeof code - 5);
            assert_non_null(strstr(line, ">end</text:p>"));
        }
    }
    unzClose(file);
    unlink(path);
    pp_buffer_clear(&text);
    pp_buffer_clear(&out);
    pp_pool_free(pool);
}

/* Titles, attributes and the data about the data as well. */
static void marks_in_every_place(void **state)
{
    (void)state;
    static const char hostile[] = "x\"y'z</title><b>&";
    static const struct pp_table_column columns[] = {{hostile, PP_COLUMN_TEXT}};
    struct pp_pool *pool = pp_pool_new();
    struct pp_document *d = small(pool, hostile);
    struct pp_buffer out = PP_BUFFER_INIT, meta = PP_BUFFER_INIT;
    char path[] = "/tmp/prepost-odt-XXXXXX";
    struct pp_error err;

    d->title = d->summary = d->edition = hostile;
    struct pp_table *t = pp_document_table(d, &d->body, hostile, columns, 1);
    pp_table_text(d, pp_table_row(d, t), 0, hostile);
    render(d, "html", &out);
    assert_null(strstr(out.data, "x\"y"));
    assert_null(strstr(out.data, "y'z"));
    assert_null(strstr(out.data, "<b>&"));
    assert_non_null(strstr(out.data, "<title>x&quot;y&#39;z&lt;/title&gt;"));
    pp_buffer_clear(&out);
    render(d, "odt", &out);
    close(mkstemp(path));
    assert_int_equal(
        pp_file_write(path, out.data, out.length, PP_FILE_PRIVATE, &err), 0);
    unzFile file = unzOpen64(path);
    assert_non_null(file);
    part(file, "meta.xml", &meta);
    well_formed("meta.xml", meta.data, meta.length);
    assert_non_null(strstr(meta.data, "y&#39;z&lt;/title&gt;"));
    unzClose(file);
    unlink(path);
    pp_buffer_clear(&meta);
    pp_buffer_clear(&out);
    pp_pool_free(pool);
}

/* --- what text holds is never markup ----------------------------------------
 */

/* Each as it stands in Markdown, by CommonMark 0.31 and by lowdown. */
static void escapes(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"A|B *x* <b> [l](u) #", "A\\|B \\*x\\* \\<b\\> \\[l\\](u) &#35;"},
        {"- not a list", "\\- not a list"},
        {"12. nor this", "12\\. nor this"},
        {"+ nor this", "\\+ nor this"},
        {"a_b ~c~ ^d^ $e$ {f}", "a\\_b \\~c\\~ \\^d\\^ \\$e\\$ \\{f\\}"},
        {"R&D", "R\\&D"},
        {"back\\slash `tick`", "back\\\\slash \\`tick\\`"},
        {"2.6 (1.8 to 3.4)", "2.6 (1.8 to 3.4)"},
        {"7)", "7\\)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_document *d = pp_document_new(pool, "x");
        struct pp_buffer out = PP_BUFFER_INIT;
        pp_document_say(d, &d->body, rows[i][0]);
        render(d, "md", &out);
        out.data[strcspn(out.data, "\n")] = '\0';
        assert_string_equal(out.data, rows[i][1]);
        pp_buffer_clear(&out);
        pp_pool_free(pool);
    }
}

/* A list is not made from two pieces either. */
static void escaped_in_pieces(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_document *d = pp_document_new(pool, "x");
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_prose *p = pp_document_paragraph(d, &d->body);

    pp_prose_text(d, p, "1");
    pp_prose_text(d, p, "2");
    pp_prose_text(d, p, ". not a list");
    render(d, "md", &out);
    assert_string_equal(out.data, "12\\. not a list\n");
    pp_buffer_clear(&out);
    pp_pool_free(pool);
}

static void addresses(void **state)
{
    (void)state;
    assert_true(pp_address_is_safe("https://example.org"));
    assert_true(pp_address_is_safe("MAILTO:a@example.org"));
    assert_true(pp_address_is_safe("#here"));
    assert_false(pp_address_is_safe("javascript:alert(1)"));
    assert_false(pp_address_is_safe(" javascript:alert(1)"));
    assert_false(pp_address_is_safe("data:text/html,x"));
    assert_false(pp_address_is_safe("//example.org"));
    assert_false(pp_address_is_safe(""));
}

/* --- tables wider than a page of text ----------------------------------------
 */

static void wide_tables(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 12; n++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_document *d = pp_document_new(pool, "x");
        struct pp_buffer out = PP_BUFFER_INIT;
        struct pp_table_column columns[12];
        for (size_t c = 0; c < n; c++)
            columns[c] = (struct pp_table_column){
                "a heading of some length",
                c % 2 == 0 ? PP_COLUMN_TEXT : PP_COLUMN_NUMBER};
        struct pp_table *t = pp_document_table(d, &d->body, "wide", columns, n);
        for (int k = 0; k < 3; k++) {
            struct pp_table_row *row = pp_table_row(d, t);
            for (size_t c = 0; c < n; c++)
                pp_table_text(d, row, c,
                              k == 0 ? "" : "supercalifragilistic words here");
        }
        render(d, "text", &out);
        for (const char *p = out.data; *p != '\0';) {
            size_t length = strcspn(p, "\n");
            if (length > 80)
                fail_msg("%zu columns: %.*s", n, (int)length, p);
            p += length + (p[length] == '\n');
        }
        pp_buffer_clear(&out);
        pp_pool_free(pool);
    }
}

/* --- no printer
 * --------------------------------------------------------------- */

static void no_printer(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err = {PP_OK, ""};
    char *path = strdup(getenv("PATH"));

    setenv("PATH", "/nowhere", 1);
    int status = pp_backend_find("pdf")->write(
        small(pool, "x"), &(struct pp_render){.css = ""}, &out, &err);
    setenv("PATH", path, 1);
    assert_int_equal(status, -1);
    assert_int_equal(err.code, PP_EIO);
    assert_string_equal(
        err.text,
        "pdf: a PDF needs Chromium or WeasyPrint to print it, and neither is "
        "installed; on Debian: apt-get install chromium, or weasyprint. The "
        "HTML report prints the same from any browser");
    free(path);
    pp_pool_free(pool);
}

static void formats(void **state)
{
    (void)state;
    static const char *const names[] = {"html", "text", "md", "odt", "pdf"};

    assert_int_equal(PP_N_BACKENDS, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(pp_backend_find(names[i])->name, names[i]);
    assert_null(pp_backend_find("docx"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats),
        cmocka_unit_test(golden),
        cmocka_unit_test(open_document),
        cmocka_unit_test(escapes),
        cmocka_unit_test(escaped_in_pieces),
        cmocka_unit_test(addresses),
        cmocka_unit_test(wide_tables),
        cmocka_unit_test(no_printer),
        cmocka_unit_test(marks_in_every_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
