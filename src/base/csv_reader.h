#ifndef PREPOST_BASE_CSV_READER_H
#define PREPOST_BASE_CSV_READER_H

#include <csv.h>
#include <stdint.h>

#include "prepost/base/csv.h"

/*
 * A reader from the inside: csv_open.c finds out what the file is and brings
 * its text, csv.c makes records of it.
 */

enum {
    PP_CSV_CHUNK = 1 << 18,
    PP_CSV_MAX_FIELD = 1 << 20,
    PP_CSV_MAX_LINE = 1 << 24,
    PP_CSV_MAX_RECORD_LINES = 1000,
    PP_CSV_MAX_COLUMNS = 20000 /* an Excel sheet has 16,384 */
};

struct pp_csv_slot {
    size_t start, length; /* in csv->cells; start SIZE_MAX: missing */
};

struct pp_csv {
    char *name;
    struct pp_csv_dialect dialect;
    char comment;
    bool check_utf8, check_zero;
    size_t expected;

    /* Where bytes come from: a file, or memory. */
    int fd;
    bool owns_fd;
    const char *bytes;
    size_t n_bytes, at;
    struct pp_buffer piped;
    struct pp_decoder decoder;
    bool ended;
    char *chunk;

    /* Decoded text: lines from `pos` are still to be read. */
    struct pp_buffer text;
    size_t pos;
    size_t first, first_end; /* the first line of the record that is open */
    size_t lf;               /* no line feed between pos and this */
    size_t line;             /* number of the line at pos, less one */

    struct csv_parser parser;
    bool is_open; /* a record has begun */
    bool is_done; /* its last field is in */
    size_t record_line;
    char *cells;
    size_t n_cells, cells_capacity;
    struct pp_csv_slot *slots;
    size_t n_slots, slots_capacity;
    struct pp_text_field *fields;
    size_t fields_capacity;
    struct pp_record record;
    char problem[200];
};

void pp_csv_parser_init(struct csv_parser *parser, unsigned char options,
                        char delimiter);

/* Appends more of the file to csv->text, decoded; sets `ended` at its end. */
int pp_csv_fill(struct pp_csv *csv, struct pp_error *err);

#endif
