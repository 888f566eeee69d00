#ifndef PREPOST_BASE_XLSX_READER_H
#define PREPOST_BASE_XLSX_READER_H

#include <expat.h>
#include <stdbool.h>
#include <stdint.h>

#include "prepost/base/buffer.h"
#include "prepost/base/pool.h"
#include "prepost/base/xlsx.h"
#include "prepost/base/zip_reader.h"

/*
 * A workbook from the inside: xlsx_parts.c reads what stands round a sheet
 * (its place, the shared texts, the styles), xlsx_sheet.c the cells, xlsx.c
 * drives the parser and hands out rows.
 */

/* ECMA-376, part 1: a cell has up to 32,767 letters. */
enum { PP_XLSX_MAX_CELL = 4 * 32767, PP_XLSX_MAX_STYLES = 65536 };

/*
 * What the parser keeps grows with elements that are open, with the names that
 * it has seen and with a tag that does not end; what we keep, with texts. A
 * sheet nests under 20 deep and knows some hundred names; tags have under a
 * thousand bytes. So memory does not follow what a small file unpacks to.
 */
enum {
    PP_XML_MAX_DEPTH = 64,
    PP_XML_MAX_NAMES = 2000,
    PP_XML_NAME_BITS = 1 << 15,
    PP_XML_MAX_TAG = 1 << 20,
    PP_XLSX_MAX_STRINGS = 4000000
};

struct pp_xlsx_sheet {
    const char *name, *relation;
    bool hidden;
};

struct pp_xlsx_cell {
    size_t start, length; /* in row_text; start SIZE_MAX: nothing there */
};

struct pp_xlsx {
    struct pp_zip_reader *zip;
    struct pp_pool *pool;
    char *name;
    XML_Parser parser;
    XML_StartElementHandler on_start;
    XML_EndElementHandler on_end;
    size_t depth;   /* elements that are open */
    size_t n_names; /* different ones of elements and attributes, about */
    uint64_t names[PP_XML_NAME_BITS / 64];
    XML_Index n_fed; /* bytes of the part */
    bool suspended, ended;
    struct pp_error failure; /* set inside a callback */

    struct pp_xlsx_sheet *sheets;
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
    struct pp_xlsx_cell *cells;
    size_t n_cells, cells_capacity;
    bool row_filled;
    struct pp_text_field *fields;
    size_t fields_capacity;
    struct pp_record record;
    struct pp_xlsx_facts facts;
};

/* Without its prefix: "x:row" is "row". */
const char *pp_xml_local(const char *name);

/* The value of an pp_xml_attribute, NULL if it is not there; as a number, or
 * -1. */
const char *pp_xml_attribute(const char **attributes, const char *name);
long pp_xml_whole_attribute(const char **attributes, const char *name);

/* Inside a callback: the workbook cannot be read, and why. */
void pp_xlsx_stop(struct pp_xlsx *x, const char *text);

/* Takes the text of the element that is open, into x->text. */
void pp_xlsx_begin_text(struct pp_xlsx *x, bool anew);

void pp_xlsx_parser_new(struct pp_xlsx *x, XML_StartElementHandler start,
                        XML_EndElementHandler end);

/* Parses a whole part of the archive. */
int pp_xlsx_parse_part(struct pp_xlsx *x, const char *part,
                       XML_StartElementHandler start, XML_EndElementHandler end,
                       struct pp_error *err);

/* Finds the sheet, reads all that stands round it. */
int pp_xlsx_open_parts(struct pp_xlsx *x, const char *sheet,
                       struct pp_error *err);

/* The handlers of a sheet: the parser is suspended after each row. */
void pp_xlsx_on_sheet_start(void *ctx, const char *name,
                            const char **attributes);
void pp_xlsx_on_sheet_end(void *ctx, const char *name);

/* The row that is read. */
const struct pp_record *pp_xlsx_take_row(struct pp_xlsx *x);

#endif
