#include "xlsx_reader.h"

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/text.h"

/* --- the workbook --------------------------------------------------------- */

static void on_nothing(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
}

static void on_workbook(void *ctx, const char *name, const char **attributes)
{
    struct pp_xlsx *x = ctx;

    name = pp_xml_local(name);
    if (strcmp(name, "workbookPr") == 0) {
        const char *base = pp_xml_attribute(attributes, "date1904");
        x->from_1904 = base != NULL &&
                       (strcmp(base, "1") == 0 || strcmp(base, "true") == 0);
    }
    if (strcmp(name, "sheet") != 0 || x->n_sheets == 1000)
        return;
    struct pp_xlsx_sheet *sheet = &x->sheets[x->n_sheets];
    const char *title = pp_xml_attribute(attributes, "name");
    const char *state = pp_xml_attribute(attributes, "state");
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strchr(attributes[i], ':') != NULL &&
            strcmp(pp_xml_local(attributes[i]), "id") == 0)
            sheet->relation = pp_pool_strdup(x->pool, attributes[i + 1]);
    if (title == NULL || sheet->relation == NULL)
        return;
    sheet->name = pp_pool_strdup(x->pool, title);
    sheet->hidden = state != NULL && strcmp(state, "visible") != 0;
    x->facts.n_sheets += !sheet->hidden;
    x->n_sheets++;
}

/* "worksheets/sheet1.xml" or "/xl/worksheets/sheet1.xml" */
static const char *part_of(struct pp_xlsx *x, const char *target)
{
    return target[0] == '/' ? pp_pool_strdup(x->pool, target + 1)
                            : pp_pool_printf(x->pool, "xl/%s", target);
}

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), n_end = strlen(end);

    return n >= n_end && strcmp(text + n - n_end, end) == 0;
}

static void on_relation(void *ctx, const char *name, const char **attributes)
{
    struct pp_xlsx *x = ctx;
    const char *id = pp_xml_attribute(attributes, "Id");
    const char *type = pp_xml_attribute(attributes, "Type");
    const char *target = pp_xml_attribute(attributes, "Target");

    if (strcmp(pp_xml_local(name), "Relationship") != 0 || id == NULL ||
        type == NULL || target == NULL)
        return;
    if (strcmp(id, x->wanted_relation) == 0)
        x->sheet_part = part_of(x, target);
    else if (ends_in(type, "/sharedStrings"))
        x->strings_part = part_of(x, target);
    else if (ends_in(type, "/styles"))
        x->styles_part = part_of(x, target);
}

static int choose_sheet(struct pp_xlsx *x, const char *wanted,
                        struct pp_error *err)
{
    struct pp_buffer known = PP_BUFFER_INIT;

    for (size_t i = 0; i < x->n_sheets; i++) {
        const struct pp_xlsx_sheet *sheet = &x->sheets[i];
        if (wanted != NULL ? !pp_text_same(sheet->name, wanted)
                           : sheet->hidden) {
            pp_buffer_printf(&known, "%s\"%s\"", known.length > 0 ? ", " : "",
                             sheet->name);
            continue;
        }
        x->facts.sheet = sheet->name;
        x->wanted_relation = sheet->relation;
        pp_buffer_clear(&known);
        return 0;
    }
    if (wanted != NULL)
        pp_fail(err, PP_EUSAGE, "%s has no sheet \"%s\"; expected one of %s",
                x->name, wanted, pp_buffer_text(&known));
    else
        pp_fail(err, PP_EPARSE, "%s has no visible sheet", x->name);
    pp_buffer_clear(&known);
    return -1;
}

/* --- shared texts --------------------------------------------------------- */

/* Runs of rich text are joined; how a word is spoken (<rPh>) is not. */
static void on_string_start(void *ctx, const char *name,
                            const char **attributes)
{
    struct pp_xlsx *x = ctx;

    (void)attributes;
    name = pp_xml_local(name);
    if (strcmp(name, "si") == 0) {
        pp_xlsx_begin_text(x, true);
        x->takes_text = false;
    } else if (strcmp(name, "rPh") == 0) {
        x->phonetic++;
    } else if (strcmp(name, "t") == 0) {
        pp_xlsx_begin_text(x, false);
    }
}

static void on_string_end(void *ctx, const char *name)
{
    struct pp_xlsx *x = ctx;

    name = pp_xml_local(name);
    if (strcmp(name, "t") == 0) {
        x->takes_text = false;
    } else if (strcmp(name, "rPh") == 0) {
        x->phonetic--;
    } else if (strcmp(name, "si") == 0) {
        if (x->n_strings == PP_XLSX_MAX_STRINGS) {
            pp_xlsx_stop(x, "it holds more than 4,000,000 texts");
            return;
        }
        if (x->n_strings == x->strings_capacity) {
            x->strings_capacity = 2 * x->strings_capacity + 64;
            x->string_ends = pp_realloc_array(
                x->string_ends, x->strings_capacity, sizeof *x->string_ends);
        }
        pp_buffer_append(&x->strings, x->text.data, x->text.length);
        x->string_ends[x->n_strings++] = x->strings.length;
    }
}

/* --- styles --------------------------------------------------------------- */

static bool is_built_in_date(long id)
{
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) ||
           (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/* d m y h s outside quotes, brackets (but [h] counts) and escapes. */
static bool is_date_format(const char *code)
{
    for (const char *p = code; *p != '\0'; p++) {
        if (*p == '"') {
            p += strcspn(p + 1, "\"") + 1;
            if (*p == '\0')
                return false;
        } else if (*p == '[') {
            if (strchr("hHmMsS", p[1]) != NULL && p[1] != '\0')
                return true;
            p += strcspn(p, "]");
            if (*p == '\0')
                return false;
        } else if (*p == '\\' || *p == '_' || *p == '*') {
            if (*++p == '\0')
                return false;
        } else if (strchr("dmyhsDMYHS", *p) != NULL) {
            return true;
        }
    }
    return false;
}

static void on_style_start(void *ctx, const char *name, const char **attributes)
{
    struct pp_xlsx *x = ctx;

    name = pp_xml_local(name);
    if (strcmp(name, "numFmt") == 0) {
        long id = pp_xml_whole_attribute(attributes, "numFmtId");
        const char *code = pp_xml_attribute(attributes, "formatCode");
        if (id >= 0 && id < 1024 && code != NULL)
            x->date_formats[id] = is_date_format(code);
    } else if (strcmp(name, "cellXfs") == 0) {
        x->in_cell_styles = true;
    } else if (strcmp(name, "xf") == 0 && x->in_cell_styles &&
               x->n_styles < PP_XLSX_MAX_STYLES) {
        long id = pp_xml_whole_attribute(attributes, "numFmtId");
        x->is_date[x->n_styles++] =
            is_built_in_date(id) ||
            (id >= 0 && id < 1024 && x->date_formats[id]);
    }
}

static void on_style_end(void *ctx, const char *name)
{
    struct pp_xlsx *x = ctx;

    if (strcmp(pp_xml_local(name), "cellXfs") == 0)
        x->in_cell_styles = false;
}

/* --- all parts ------------------------------------------------------------ */

int pp_xlsx_open_parts(struct pp_xlsx *x, const char *sheet,
                       struct pp_error *err)
{
    if (!pp_zip_has(x->zip, "xl/workbook.xml"))
        return pp_fail(err, PP_EPARSE,
                       "%s is a zip archive, but no .xlsx workbook; unpack it, "
                       "or save the spreadsheet as .xlsx or CSV",
                       x->name);
    if (pp_xlsx_parse_part(x, "xl/workbook.xml", on_workbook, on_nothing,
                           err) != 0 ||
        choose_sheet(x, sheet, err) != 0 ||
        pp_xlsx_parse_part(x, "xl/_rels/workbook.xml.rels", on_relation,
                           on_nothing, err) != 0)
        return -1;
    if (x->sheet_part == NULL)
        return pp_fail(err, PP_EPARSE,
                       "%s is damaged: its sheet \"%s\" is "
                       "not there",
                       x->name, x->facts.sheet);
    if (x->strings_part != NULL && pp_zip_has(x->zip, x->strings_part) &&
        pp_xlsx_parse_part(x, x->strings_part, on_string_start, on_string_end,
                           err) != 0)
        return -1;
    if (x->styles_part != NULL && pp_zip_has(x->zip, x->styles_part) &&
        pp_xlsx_parse_part(x, x->styles_part, on_style_start, on_style_end,
                           err) != 0)
        return -1;
    x->facts.n_bytes_read = 0;
    if (pp_zip_begin(x->zip, x->sheet_part, err) != 0)
        return -1;
    pp_xlsx_parser_new(x, pp_xlsx_on_sheet_start, pp_xlsx_on_sheet_end);
    return 0;
}
