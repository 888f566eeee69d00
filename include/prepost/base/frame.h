#ifndef PREPOST_BASE_FRAME_H
#define PREPOST_BASE_FRAME_H

#include <jansson.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/pool.h"

/*
 * A table for other programs: columns of numbers or texts, with the words that
 * say what they are. It is built once and written as CSV or JSON here, as a
 * file of SPSS by ingest/sav_writer.h.
 *
 *     struct pp_frame *f = pp_frame_new(pool, "scores", n_rows);
 *     double *x = pp_frame_numbers(f, "phq9_total", "PHQ-9 total", 0);
 *     x[row] = 12;                      NaN where there is none
 *
 * Everything is the pool's.
 */
struct pp_frame_label {
    double value;
    const char *text; /* "Several days" */
};

struct pp_frame_column {
    const char *name;   /* a letter, then letters, digits, '_' and '.' */
    const char *label;  /* "PHQ-9 total"; NULL: none */
    double *numbers;    /* per row, NaN: missing; NULL: a column of texts */
    const char **texts; /* per row, NULL: missing */
    int decimals;       /* of numbers, for display only */
    const struct pp_frame_label *labels;
    size_t n_labels;
};

struct pp_frame {
    struct pp_pool *pool;
    const char *name;
    size_t n_rows;
    struct pp_frame_column *columns;
    size_t n_columns, capacity;
};

struct pp_frame *pp_frame_new(struct pp_pool *pool, const char *name,
                              size_t n_rows);

/* New columns, all missing. */
double *pp_frame_numbers(struct pp_frame *frame, const char *name,
                         const char *label, int decimals);
const char **pp_frame_texts(struct pp_frame *frame, const char *name,
                            const char *label);

/* Words for the numbers of the column that was added last. */
void pp_frame_labels(struct pp_frame *frame,
                     const struct pp_frame_label *labels, size_t n);

/*
 * Appended: a heading, then a line a row. Numbers have as many digits as
 * reading them back takes; texts that a spreadsheet may run as a formula get
 * an apostrophe before them.
 */
void pp_frame_csv(const struct pp_frame *frame, struct pp_buffer *out);

/* An array with an object for each row; the caller json_decref()s it. */
json_t *pp_frame_json(const struct pp_frame *frame);

#endif
