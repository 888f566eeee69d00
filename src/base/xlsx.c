#include "prepost/base/xlsx.h"

#include <expat.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/buffer.h"
#include "prepost/base/date.h"
#include "prepost/base/file.h"
#include "prepost/base/number.h"
#include "prepost/base/pool.h"
#include "prepost/base/text.h"
#include "prepost/base/zip_reader.h"

/* ECMA-376, part 1: sheets have up to 16,384 columns, cells 32,767 letters. */
enum {
    CHUNK = 1 << 16,
    MAX_COLUMNS = 16384,
    MAX_ROWS = 1048576,
    MAX_CELL = 4 * 32767,
    MAX_STYLES = 65536,
    NO_TEXT = -1
};

struct sheet {
    const char *name, *relation;
    bool hidden;
};

struct cell {
    size_t start, length; /* in row_text; start SIZE_MAX: nothing there */
};

struct pp_xlsx {
    struct pp_zip_reader *zip;
    struct pp_pool *pool;
    char *name;
    XML_Parser parser;
    bool parsing, suspended, ended;
    struct pp_error failure; /* set inside a callback */

    struct sheet *sheets;
    size_t n_sheets;
    const char *wanted_relation;
    const char *sheet_part, *strings_part, *styles_part;
    bool from_1904;

    struct pp_buffer strings; /* shared texts, end to end */
    size_t *string_ends;
    size_t n_strings, strings_capacity;
    bool *is_date; /* per cell style */
    size_t n_styles;
    bool date_formats[1024]; /* custom number formats by id */
    bool in_cell_styles;

    /* The element that is open, and its text. */
    struct pp_buffer text;
    bool takes_text;
    int phonetic; /* depth of <rPh> */

    size_t row, column;
    char type[12];
    size_t style;
    bool has_value, has_formula;
    struct pp_buffer row_text;
    struct cell *cells;
    size_t n_cells, cells_capacity;
    bool row_filled;
    struct pp_text_field *fields;
    size_t fields_capacity;
    struct pp_record record;
    struct pp_xlsx_facts facts;
};

/* --- XML ------------------------------------------------------------------ */

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');

    return colon != NULL ? colon + 1 : name;
}

static const char *attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strcmp(local(attributes[i]), name) == 0)
            return attributes[i + 1];
    return NULL;
}

static void stop(struct pp_xlsx *x, const char *text)
{
    if (x->failure.code == PP_OK)
        pp_fail(&x->failure, PP_EPARSE, "%s: %s", x->name, text);
    XML_StopParser(x->parser, XML_FALSE);
}

/* Entities are declared there, and can be made to grow without end. */
static void on_doctype(void *ctx, const char *name, const char *system,
                       const char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    stop(ctx, "it holds a document type, which no spreadsheet needs");
}

static void on_text(void *ctx, const char *bytes, int n)
{
    struct pp_xlsx *x = ctx;

    if (!x->takes_text || x->phonetic > 0)
        return;
    if (x->text.length + (size_t)n > MAX_CELL)
        stop(x, "a cell holds more than 32,767 letters");
    else
        pp_buffer_append(&x->text, bytes, (size_t)n);
}

static void begin_text(struct pp_xlsx *x, bool anew)
{
    if (anew) {
        x->text.length = 0;
        pp_buffer_puts(&x->text, "");
    }
    x->takes_text = true;
}

static void parser_new(struct pp_xlsx *x, XML_StartElementHandler on_start,
                       XML_EndElementHandler on_end)
{
    if (x->parser != NULL)
        XML_ParserFree(x->parser);
    x->parser = XML_ParserCreate(NULL);
    if (x->parser == NULL)
        pp_out_of_memory();
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    x->takes_text = false;
    x->phonetic = 0;
}

/* Feeds one piece; *done at the end of the part. */
static int feed(struct pp_xlsx *x, bool *done, struct pp_error *err)
{
    size_t got;
    void *buffer = XML_GetBuffer(x->parser, CHUNK);

    if (buffer == NULL)
        pp_out_of_memory();
    if (pp_zip_read(x->zip, buffer, CHUNK, &got, err) != 0)
        return -1;
    x->facts.n_bytes_read += got;
    *done = got == 0;
    enum XML_Status status = XML_ParseBuffer(x->parser, (int)got, got == 0);
    x->suspended = status == XML_STATUS_SUSPENDED;
    if (status != XML_STATUS_ERROR)
        return 0;
    if (x->failure.code != PP_OK) {
        *err = x->failure;
        return -1;
    }
    return pp_fail(err, PP_EPARSE, "%s is damaged: %s", x->name,
                   XML_ErrorString(XML_GetErrorCode(x->parser)));
}

static int parse_part(struct pp_xlsx *x, const char *part,
                      XML_StartElementHandler on_start,
                      XML_EndElementHandler on_end, struct pp_error *err)
{
    bool done = false;

    if (pp_zip_begin(x->zip, part, err) != 0)
        return -1;
    parser_new(x, on_start, on_end);
    while (!done)
        if (feed(x, &done, err) != 0)
            return -1;
    return 0;
}

static void on_nothing(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
}

/* --- the workbook --------------------------------------------------------- */

static void on_workbook(void *ctx, const char *name, const char **attributes)
{
    struct pp_xlsx *x = ctx;

    name = local(name);
    if (strcmp(name, "workbookPr") == 0) {
        const char *base = attribute(attributes, "date1904");
        x->from_1904 = base != NULL &&
                       (strcmp(base, "1") == 0 || strcmp(base, "true") == 0);
    }
    if (strcmp(name, "sheet") != 0 || x->n_sheets == 1000)
        return;
    struct sheet *sheet = &x->sheets[x->n_sheets];
    const char *title = attribute(attributes, "name");
    const char *state = attribute(attributes, "state");
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strchr(attributes[i], ':') != NULL &&
            strcmp(local(attributes[i]), "id") == 0)
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
    const char *id = attribute(attributes, "Id");
    const char *type = attribute(attributes, "Type");
    const char *target = attribute(attributes, "Target");

    if (strcmp(local(name), "Relationship") != 0 || id == NULL ||
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
        const struct sheet *sheet = &x->sheets[i];
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
    name = local(name);
    if (strcmp(name, "si") == 0) {
        begin_text(x, true);
        x->takes_text = false;
    } else if (strcmp(name, "rPh") == 0) {
        x->phonetic++;
    } else if (strcmp(name, "t") == 0) {
        begin_text(x, false);
    }
}

static void on_string_end(void *ctx, const char *name)
{
    struct pp_xlsx *x = ctx;

    name = local(name);
    if (strcmp(name, "t") == 0) {
        x->takes_text = false;
    } else if (strcmp(name, "rPh") == 0) {
        x->phonetic--;
    } else if (strcmp(name, "si") == 0) {
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

static long whole_attribute(const char **attributes, const char *name)
{
    const char *text = attribute(attributes, name);
    long value;

    return text != NULL && pp_whole_parse(text, strlen(text), &value) == 0 &&
                   value >= 0
               ? value
               : -1;
}

static void on_style_start(void *ctx, const char *name, const char **attributes)
{
    struct pp_xlsx *x = ctx;

    name = local(name);
    if (strcmp(name, "numFmt") == 0) {
        long id = whole_attribute(attributes, "numFmtId");
        const char *code = attribute(attributes, "formatCode");
        if (id >= 0 && id < 1024 && code != NULL)
            x->date_formats[id] = is_date_format(code);
    } else if (strcmp(name, "cellXfs") == 0) {
        x->in_cell_styles = true;
    } else if (strcmp(name, "xf") == 0 && x->in_cell_styles &&
               x->n_styles < MAX_STYLES) {
        long id = whole_attribute(attributes, "numFmtId");
        x->is_date[x->n_styles++] =
            is_built_in_date(id) ||
            (id >= 0 && id < 1024 && x->date_formats[id]);
    }
}

static void on_style_end(void *ctx, const char *name)
{
    struct pp_xlsx *x = ctx;

    if (strcmp(local(name), "cellXfs") == 0)
        x->in_cell_styles = false;
}

/* --- cells ---------------------------------------------------------------- */

/* "C7" is column 2; NO_TEXT without letters. */
static long column_of(const char *reference)
{
    long column = 0;

    for (; *reference >= 'A' && *reference <= 'Z'; reference++) {
        column = 26 * column + (*reference - 'A' + 1);
        if (column > MAX_COLUMNS)
            break;
    }
    return column - 1;
}

static void add_cell(struct pp_xlsx *x, const char *text, size_t n)
{
    while (n > 0 && (unsigned char)text[n - 1] <= ' ')
        n--;
    while (n > 0 && (unsigned char)*text <= ' ')
        text++, n--;
    while (x->n_cells <= x->column) {
        if (x->n_cells == x->cells_capacity) {
            x->cells_capacity = 2 * x->cells_capacity + 64;
            x->cells =
                pp_realloc_array(x->cells, x->cells_capacity, sizeof *x->cells);
        }
        x->cells[x->n_cells++] = (struct cell){SIZE_MAX, 0};
    }
    if (n == 0)
        return;
    x->cells[x->column] = (struct cell){x->row_text.length, n};
    pp_buffer_append(&x->row_text, text, n);
    pp_buffer_putc(&x->row_text, '\0');
    x->row_filled = true;
}

/* Days and fractions since 1900 (whose 29 February never was) or 1904. */
static void add_date(struct pp_xlsx *x, double serial)
{
    char day[PP_DATE_SIZE], out[2 * PP_DATE_SIZE];
    double whole = floor(serial);
    long seconds = lround((serial - whole) * 86400);

    if (seconds == 86400) {
        seconds = 0;
        whole += 1;
    }
    long h = seconds / 3600, m = seconds / 60 % 60, s = seconds % 60;
    if (whole == 0) { /* a time of day */
        snprintf(out, sizeof out, "%02ld:%02ld:%02ld", h, m, s);
        add_cell(x, out, strlen(out));
        return;
    }
    if (x->from_1904)
        whole += 1462;
    long days = (long)whole - (whole < 60 ? 25568 : 25569);
    pp_date_print(day, (int32_t)days);
    if (seconds > 0)
        snprintf(out, sizeof out, "%s %02ld:%02ld:%02ld", day, h, m, s);
    else
        snprintf(out, sizeof out, "%s", day);
    add_cell(x, out, strlen(out));
}

static void add_number(struct pp_xlsx *x)
{
    char out[PP_NUMBER_SIZE];
    double number;

    if (pp_number_parse(x->text.data, x->text.length, &number) != 0) {
        add_cell(x, x->text.data, x->text.length);
        return;
    }
    if (x->style < x->n_styles && x->is_date[x->style] && number >= 0 &&
        number < 2958466) {
        add_date(x, number);
        return;
    }
    if (x->text.length <= 15) {
        add_cell(x, x->text.data, x->text.length);
        return;
    }
    /* 15 digits, as the program shows: 0.30000000000000004 is 0.3. */
    snprintf(out, sizeof out, "%.15g", number);
    add_cell(x, out, strlen(out));
}

static void add_shared(struct pp_xlsx *x)
{
    long index;

    if (pp_whole_parse(x->text.data, x->text.length, &index) != 0 ||
        index < 0 || (size_t)index >= x->n_strings) {
        stop(x, "a cell names a text that is not there");
        return;
    }
    size_t start = index == 0 ? 0 : x->string_ends[index - 1];
    add_cell(x, x->strings.data + start, x->string_ends[index] - start);
}

static void end_cell(struct pp_xlsx *x)
{
    if (!x->has_value) {
        x->facts.n_unfinished += x->has_formula;
        add_cell(x, "", 0);
    } else if (strcmp(x->type, "s") == 0) {
        add_shared(x);
    } else if (strcmp(x->type, "n") == 0) {
        add_number(x);
    } else if (strcmp(x->type, "b") == 0) {
        bool yes = strcmp(x->text.data, "1") == 0;
        add_cell(x, yes ? "TRUE" : "FALSE", yes ? 4 : 5);
    } else {
        x->facts.n_errors += strcmp(x->type, "e") == 0;
        add_cell(x, x->text.data, x->text.length);
    }
    x->column++;
}

static void begin_cell(struct pp_xlsx *x, const char **attributes)
{
    const char *reference = attribute(attributes, "r");
    const char *type = attribute(attributes, "t");
    long style = whole_attribute(attributes, "s");

    if (reference != NULL) {
        long column = column_of(reference);
        if (column < 0 || column >= MAX_COLUMNS || (size_t)column < x->column) {
            stop(x, "the cells of a row are not in order");
            return;
        }
        x->column = (size_t)column;
    }
    snprintf(x->type, sizeof x->type, "%s", type != NULL ? type : "n");
    x->style = style < 0 ? 0 : (size_t)style;
    x->has_value = x->has_formula = false;
    begin_text(x, true);
    x->takes_text = false;
}

static void begin_row(struct pp_xlsx *x, const char **attributes)
{
    long number = whole_attribute(attributes, "r");

    if (number < 0)
        number = (long)x->row + 1;
    if ((size_t)number <= x->row || number > MAX_ROWS) {
        stop(x, "its rows are not in order");
        return;
    }
    x->row = (size_t)number;
    x->column = 0;
    x->n_cells = 0;
    x->row_text.length = 0;
    x->row_filled = false;
}

static void on_sheet_start(void *ctx, const char *name, const char **attributes)
{
    struct pp_xlsx *x = ctx;

    name = local(name);
    if (strcmp(name, "row") == 0) {
        begin_row(x, attributes);
    } else if (strcmp(name, "c") == 0) {
        begin_cell(x, attributes);
    } else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        begin_text(x, false);
        x->has_value = true;
    } else if (strcmp(name, "f") == 0) {
        x->has_formula = true;
    } else if (strcmp(name, "rPh") == 0) {
        x->phonetic++;
    }
}

static void on_sheet_end(void *ctx, const char *name)
{
    struct pp_xlsx *x = ctx;

    name = local(name);
    if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        x->takes_text = false;
    else if (strcmp(name, "rPh") == 0)
        x->phonetic--;
    else if (strcmp(name, "c") == 0)
        end_cell(x);
    else if (strcmp(name, "row") == 0 && x->row_filled)
        XML_StopParser(x->parser, XML_TRUE); /* the row is handed over */
}

/* --- rows ----------------------------------------------------------------- */

static const struct pp_record *take_row(struct pp_xlsx *x)
{
    if (x->fields_capacity < x->n_cells) {
        x->fields_capacity = x->cells_capacity;
        x->fields =
            pp_realloc_array(x->fields, x->fields_capacity, sizeof *x->fields);
    }
    for (size_t i = 0; i < x->n_cells; i++)
        x->fields[i] =
            x->cells[i].start == SIZE_MAX
                ? (struct pp_text_field){NULL, 0}
                : (struct pp_text_field){x->row_text.data + x->cells[i].start,
                                         x->cells[i].length};
    x->record = (struct pp_record){
        .line = x->row, .fields = x->fields, .n_fields = x->n_cells};
    return &x->record;
}

static int resume(struct pp_xlsx *x, struct pp_error *err)
{
    enum XML_Status status = XML_ResumeParser(x->parser);

    x->suspended = status == XML_STATUS_SUSPENDED;
    if (status != XML_STATUS_ERROR)
        return 0;
    if (x->failure.code != PP_OK) {
        *err = x->failure;
        return -1;
    }
    return pp_fail(err, PP_EPARSE, "%s is damaged: %s", x->name,
                   XML_ErrorString(XML_GetErrorCode(x->parser)));
}

int pp_xlsx_next(struct pp_xlsx *xlsx, const struct pp_record **record,
                 struct pp_error *err)
{
    *record = NULL;
    if (xlsx->ended && !xlsx->suspended)
        return 0;
    do {
        if (xlsx->suspended ? resume(xlsx, err) != 0
                            : feed(xlsx, &xlsx->ended, err) != 0)
            return -1;
        if (xlsx->suspended) {
            *record = take_row(xlsx);
            return 1;
        }
    } while (!xlsx->ended);
    return 0;
}

/* --- opening -------------------------------------------------------------- */

static int open_parts(struct pp_xlsx *x, const char *sheet,
                      struct pp_error *err)
{
    if (!pp_zip_has(x->zip, "xl/workbook.xml"))
        return pp_fail(err, PP_EPARSE,
                       "%s is a zip archive, but no .xlsx workbook; unpack it, "
                       "or save the spreadsheet as .xlsx or CSV",
                       x->name);
    if (parse_part(x, "xl/workbook.xml", on_workbook, on_nothing, err) != 0 ||
        choose_sheet(x, sheet, err) != 0 ||
        parse_part(x, "xl/_rels/workbook.xml.rels", on_relation, on_nothing,
                   err) != 0)
        return -1;
    if (x->sheet_part == NULL)
        return pp_fail(err, PP_EPARSE,
                       "%s is damaged: its sheet \"%s\" is "
                       "not there",
                       x->name, x->facts.sheet);
    if (x->strings_part != NULL && pp_zip_has(x->zip, x->strings_part) &&
        parse_part(x, x->strings_part, on_string_start, on_string_end, err) !=
            0)
        return -1;
    if (x->styles_part != NULL && pp_zip_has(x->zip, x->styles_part) &&
        parse_part(x, x->styles_part, on_style_start, on_style_end, err) != 0)
        return -1;
    x->facts.n_bytes_read = 0;
    if (pp_zip_begin(x->zip, x->sheet_part, err) != 0)
        return -1;
    parser_new(x, on_sheet_start, on_sheet_end);
    return 0;
}

int pp_xlsx_open(const char *path, const char *sheet, struct pp_xlsx **out,
                 struct pp_error *err)
{
    struct pp_zip_reader *zip;

    *out = NULL;
    if (pp_zip_open(path, &zip, err) != 0)
        return -1;
    struct pp_xlsx *x = pp_alloc_zero(1, sizeof *x);
    x->zip = zip;
    x->pool = pp_pool_new();
    x->name = pp_strdup(path);
    x->sheets = pp_pool_array(x->pool, 1001, sizeof *x->sheets);
    x->is_date = pp_pool_array(x->pool, MAX_STYLES, sizeof *x->is_date);
    pp_buffer_puts(&x->strings, "");
    if (open_parts(x, sheet, err) != 0) {
        pp_xlsx_close(x);
        return -1;
    }
    *out = x;
    return 0;
}

void pp_xlsx_close(struct pp_xlsx *x)
{
    if (x == NULL)
        return;
    if (x->parser != NULL)
        XML_ParserFree(x->parser);
    pp_zip_close(x->zip);
    pp_buffer_clear(&x->strings);
    pp_buffer_clear(&x->text);
    pp_buffer_clear(&x->row_text);
    pp_free(x->string_ends);
    pp_free(x->cells);
    pp_free(x->fields);
    pp_free(x->name);
    pp_pool_free(x->pool);
    pp_free(x);
}

const struct pp_xlsx_facts *pp_xlsx_facts(const struct pp_xlsx *xlsx)
{
    return &xlsx->facts;
}
