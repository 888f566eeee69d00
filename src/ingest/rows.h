#ifndef PREPOST_INGEST_ROWS_H
#define PREPOST_INGEST_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gather.h"
#include "prepost/base/error.h"
#include "prepost/base/record.h"
#include "prepost/ingest/answers.h"
#include "prepost/ingest/import.h"
#include "prepost/ingest/source.h"
#include "recall.h"
#include "rejects.h"
#include "roster.h"

/*
 * Takes the data rows of a mapped file one by one: checks them, and hands what
 * is right to people and gather, what is not to notes and rejects. What is
 * read of a row is laid out once (rows_layout.c); what only the whole file
 * tells is settled at its end (rows_give.c).
 */

/* A cell that is read from every row, and where its value goes. */
struct pp_cell {
    size_t column; /* of the file */
    size_t set, index;
    struct pp_answer_codes *codes; /* NULL: totals; the file gives labels */
};

/* The columns of one wave (a wide file has several), or of the row's. */
struct pp_cell_group {
    int wave; /* -1: the row's */
    struct pp_cell *items, *totals;
    size_t n_items, n_totals;
    size_t date; /* a column, or PP_NO_COLUMN */
};

#define PP_NO_COLUMN SIZE_MAX

/* Remarks of one kind beyond this are counted, not listed. */
enum { PP_MAX_REMARKS = 20 };

/* A text in the wave's column that the plan does not name. */
struct pp_unknown_wave {
    char text[64];
    size_t n_rows;
};

/* Dates whose order is not settled before the last row. */
struct pp_date_state {
    const char *format; /* said of the file, or of all; NULL: found out */
    unsigned orders;    /* that fit all rows so far */
    size_t conflict;    /* the line after which none did; 0: never */
    size_t n, n_unlike; /* dates; those that differ by order */
    char sample[2][24]; /* a date, and the one that contradicts it */
};

struct pp_rows {
    const struct pp_ingest *ingest;
    const struct pp_plan *plan;
    const char *name; /* of the file, as the user gave it */
    const struct pp_mapping *mapping;
    const struct pp_source *source;
    size_t n_needed; /* fields up to the last column with a meaning */
    int wave;        /* of every row; -1: as its column says */
    bool decimal_comma;
    bool is_anonymous; /* each row is a person */
    size_t id_column, wave_column;
    size_t level_columns[2 + 64]; /* of the file, per column of people */
    size_t number_columns[64];
    struct pp_cell_group *groups;
    size_t n_groups;
    bool *is_renumbered; /* per column of the file: its labels number answers
                            otherwise, so that a code alone means nothing;
                            NULL: no labels */
    struct pp_answers **answers; /* per set */
    struct pp_answer_set *sets;
    size_t n_sets;

    struct pp_roster people;
    struct pp_gather gather;
    struct pp_rejects rejects;
    bool *gone; /* per entry: its row was rejected later, or it repeats one */
    size_t n_gone, n_withdrawn; /* room in gone; rows withdrawn */
    struct pp_batch_remark *remarks;
    size_t n_remarks, remark_capacity;
    bool is_by_event; /* REDCap: rows of other events are no mistakes */
    struct pp_unknown_wave unknown_waves[PP_MAX_REMARKS];
    size_t n_unknown_waves;
    struct pp_recall waves;
    struct pp_date_state dates;
    struct pp_buffer id, reason;
    struct pp_buffer raw_id; /* as the file wrote it */
    size_t n_counted;        /* codes so far that are 1, 2, 3 ... */
    bool is_uncounted;       /* one was not */
    uint64_t *row_hashes;    /* of rows without a code and a time */
    size_t n_row_hashes, row_hash_capacity;
    size_t n_rows, n_taken, n_repeated, n_rejected, n_bad_cells, n_conflicts;
};

enum { PP_MAX_PERSON_COLUMNS = 64 };

/* A column's heading; NULL for PP_NO_COLUMN. */
const char *pp_rows_heading(const struct pp_rows *rows, size_t column);

/* Compiles the mapping; `rows` has ingest to wave set and the rest zeroed. */
void pp_rows_init(struct pp_rows *rows, struct pp_pool *pool);
void pp_rows_clear(struct pp_rows *rows);

/* One record. Returns 0, or -1 when a strict import met its first reject. */
int pp_rows_take(struct pp_rows *rows, const struct pp_record *record,
                 struct pp_error *err);

/*
 * Whether the answers agree with the codings that the plan has chosen; after
 * the last row. PP_EDATA where they cannot be in it and all fit another one; a
 * note where they are only unlikely to be.
 */
int pp_rows_check_codings(struct pp_rows *rows, struct pp_error *err);

/* Whether what is kept of people is categories; after the last row. */
int pp_rows_check_kept(const struct pp_rows *rows, struct pp_error *err);

/* After the last: what only the whole file tells, then the batch. */
void pp_rows_give(struct pp_rows *rows, struct pp_batch *batch);

#endif
