#include "xlsx_reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/csv.h"
#include "prepost/base/date.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"

/* ECMA-376, part 1. */
enum { MAX_COLUMNS = 16384, MAX_ROWS = 1048576 };

/* --- cells ---------------------------------------------------------------- */

/* "C7" is column 2; -1 without letters. */
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
        x->cells[x->n_cells++] = (struct pp_xlsx_cell){SIZE_MAX, 0};
    }
    if (n == 0)
        return;
    size_t start = x->row_text.length;
    pp_buffer_append(&x->row_text, text, n);
    x->row_text.length =
        start + pp_csv_unguard(text, n, x->row_text.data + start);
    x->cells[x->column] =
        (struct pp_xlsx_cell){start, x->row_text.length - start};
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
        pp_xlsx_stop(x, "a cell names a text that is not there");
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
    const char *reference = pp_xml_attribute(attributes, "r");
    const char *type = pp_xml_attribute(attributes, "t");
    long style = pp_xml_whole_attribute(attributes, "s");

    if (reference != NULL) {
        long column = column_of(reference);
        if (column < 0 || column >= MAX_COLUMNS || (size_t)column < x->column) {
            pp_xlsx_stop(x, "the cells of a row are not in order");
            return;
        }
        x->column = (size_t)column;
    }
    snprintf(x->type, sizeof x->type, "%s", type != NULL ? type : "n");
    x->style = style < 0 ? 0 : (size_t)style;
    x->has_value = x->has_formula = false;
    pp_xlsx_begin_text(x, true);
    x->takes_text = false;
}

static void begin_row(struct pp_xlsx *x, const char **attributes)
{
    long number = pp_xml_whole_attribute(attributes, "r");

    if (number < 0)
        number = (long)x->row + 1;
    if ((size_t)number <= x->row || number > MAX_ROWS) {
        pp_xlsx_stop(x, "its rows are not in order");
        return;
    }
    x->row = (size_t)number;
    x->column = 0;
    x->n_cells = 0;
    x->row_text.length = 0;
    x->row_filled = false;
}

void pp_xlsx_on_sheet_start(void *ctx, const char *name,
                            const char **attributes)
{
    struct pp_xlsx *x = ctx;

    name = pp_xml_local(name);
    if (strcmp(name, "row") == 0) {
        begin_row(x, attributes);
    } else if (strcmp(name, "c") == 0) {
        begin_cell(x, attributes);
    } else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        pp_xlsx_begin_text(x, false);
        x->has_value = true;
    } else if (strcmp(name, "f") == 0) {
        x->has_formula = true;
    } else if (strcmp(name, "rPh") == 0) {
        x->phonetic++;
    }
}

void pp_xlsx_on_sheet_end(void *ctx, const char *name)
{
    struct pp_xlsx *x = ctx;

    name = pp_xml_local(name);
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

const struct pp_record *pp_xlsx_take_row(struct pp_xlsx *x)
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
