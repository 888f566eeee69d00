#ifndef PREPOST_INGEST_REJECTS_H
#define PREPOST_INGEST_REJECTS_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/record.h"
#include "prepost/ingest/identifier.h"
#include "prepost/ingest/mapping.h"

/*
 * The rows of a file that could not be taken, in the file's own columns, each
 * with its row number and the reason. Columns that the plan leaves out are left
 * blank: nobody asked for what people told there to be copied. Of a row whose
 * cells cannot be told apart nothing is copied then.
 */

/* Headings of the columns that are added; ignored when read again. A check sum
 * follows the last in its file. */
#define PP_REJECT_ROW    "prepost: row"
#define PP_REJECT_REASON "prepost: reason"
#define PP_REJECT_WHOSE  "prepost: mark" /* a person's, for erasing them */
#define PP_REJECT_FILE   "prepost: file"

struct pp_reject {
    size_t line;
    char *reason;
    char mark[PP_MARK_SIZE]; /* "": whose it is cannot be told */
    size_t start, length;    /* its fields as CSV, in `fields` */
    size_t n_fields;
};

struct pp_rejects {
    struct pp_reject *items;
    size_t n, capacity;
    struct pp_buffer fields;
    bool are_kept;       /* false: only counted */
    const bool *is_used; /* per column of the file: the plan has a use for it */
    size_t n_columns;
    bool are_all_used;
    bool is_text; /* a row of text has as many fields as the headings */
};

/* As zeroed, then the columns; what is made for that is in `pool`. */
void pp_rejects_init(struct pp_rejects *rejects,
                     const struct pp_mapping *mapping, bool is_text,
                     struct pp_pool *pool);

void pp_rejects_clear(struct pp_rejects *rejects);

/*
 * record NULL: its fields are still to come, by pp_rejects_complete(). `mark`:
 * whose row it is, or "".
 */
void pp_rejects_add(struct pp_rejects *rejects, size_t line,
                    const struct pp_record *record, const char *reason,
                    const char *mark);

/* By line; before pp_rejects_open(). */
void pp_rejects_sort(struct pp_rejects *rejects);

/* The reject of a line whose fields are not known yet; NULL if none. */
struct pp_reject *pp_rejects_open(struct pp_rejects *rejects, size_t line);
void pp_rejects_complete(struct pp_rejects *rejects, struct pp_reject *reject,
                         const struct pp_record *record);

/* Appends headings and rows, by line. Nothing if there are none. `file` is the
 * name that stands in each. */
void pp_rejects_write(struct pp_rejects *rejects, const char *file,
                      const struct pp_mapping *mapping, struct pp_buffer *out);

#endif
