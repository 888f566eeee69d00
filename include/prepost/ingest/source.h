#ifndef PREPOST_INGEST_SOURCE_H
#define PREPOST_INGEST_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/csv.h"
#include "prepost/base/error.h"
#include "prepost/base/notes.h"
#include "prepost/base/pool.h"
#include "prepost/base/record.h"

/*
 * Rows of a table, whatever kind of file holds them. The kind is found from
 * the first bytes, not from the ending of the name.
 */

/* The label of a code, where the file itself carries one (SPSS, Stata). */
struct pp_value_label {
    const char *code; /* as the rows have it */
    const char *label;
};

struct pp_value_labels {
    const struct pp_value_label *items;
    size_t n;
};

/* What a data dictionary says the values of a column lie between: numbers, or
 * days since 1970-01-01. */
struct pp_limits {
    double min, max;     /* NaN: no such limit */
    const char *said[2]; /* as the dictionary writes them, or NULL */
    bool is_date;
};

struct pp_source {
    const char *kind;        /* "CSV", "xlsx", "SPSS", "Stata" */
    char hash[65];           /* BLAKE2b-256 of the file's bytes, hex */
    size_t n_bytes, n_lines; /* lines or rows, about; 0: not known */
    const struct pp_csv_dialect *dialect; /* CSV; NULL otherwise */
    const struct pp_value_labels *labels; /* per column; NULL: none */
    const struct pp_limits *limits;       /* per column; NULL: none */
    size_t n_columns;                     /* of labels, limits, questions */
    const char *sheet;                    /* xlsx: its name; NULL otherwise */
    /* Per column, the question's text or NULL (SPSS, Stata); NULL: none. */
    const char *const *questions;

    /* As pp_csv_next(), pp_csv_expect(), pp_csv_bytes_read(). */
    int (*next)(struct pp_source *source, const struct pp_record **record,
                struct pp_error *err);
    void (*expect)(struct pp_source *source, size_t n_fields);
    size_t (*bytes_read)(const struct pp_source *source);
    void (*close)(struct pp_source *source);
};

struct pp_source_options {
    char delimiter;            /* CSV; 0: found out */
    char comment;              /* CSV; 0: none */
    enum pp_encoding encoding; /* CSV */
    const char *sheet;         /* xlsx: its name; NULL: the first visible */
};

/*
 * Opens a file ("-": stdin). What is worth knowing about it goes to `notes`,
 * whose pool owns the texts. Errors as pp_csv_open().
 */
int pp_source_open(const char *path, const struct pp_source_options *options,
                   struct pp_source **out, struct pp_notes *notes,
                   struct pp_error *err);
void pp_source_close(struct pp_source *source); /* takes NULL */

#endif
