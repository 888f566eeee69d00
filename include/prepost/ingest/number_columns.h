#ifndef PREPOST_INGEST_NUMBER_COLUMNS_H
#define PREPOST_INGEST_NUMBER_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/base/notes.h"
#include "prepost/base/pool.h"

/*
 * Named columns of a table as they are, without plan or questionnaire: the
 * numbers of some, the texts of others. What `prepost paired` reads, from any
 * kind of file that ingest/source.h knows.
 */
struct pp_number_columns_wanted {
    const char *const *numbers; /* headings, or "#3": the third column */
    size_t n_numbers;
    const char *const *texts; /* likewise; NULL entries are left out */
    size_t n_texts;
    const char *missing; /* means no answer, besides nothing and "NA" */
    bool decimal_comma;  /* 2,5 is two and a half */
    size_t n_optional;   /* of the texts, the last: need not be there */
};

struct pp_number_columns {
    size_t n_rows;
    double **numbers;      /* [n_numbers][n_rows]; NaN: no answer */
    const char ***texts;   /* [n_texts][n_rows]; NULL: nothing there */
    bool *has_text;        /* [n_texts]: the file has that column */
    size_t n_mended;       /* rows read although not written by the rules */
    size_t first_mended;   /* line of the first of them */
    struct pp_notes notes; /* on the file as a whole */
};

/*
 * In         path ("-": stdin) and what is wanted
 * Out        *out, in the pool's memory
 * Missing    empty cells, cells beyond the end of a short row, `missing` as
 *            text or as the same number, and "NA" where numbers are wanted
 * Errors     the file cannot be read; no rows; a heading that is not there
 *            (the nearest is named) or there twice; a cell that is no number
 *            (line, column and text are named, with how many more there are);
 *            a row that breaks the rules of its format
 */
int pp_number_columns_read(struct pp_pool *pool, const char *path,
                           const struct pp_number_columns_wanted *wanted,
                           struct pp_number_columns *out, struct pp_error *err);

#endif
