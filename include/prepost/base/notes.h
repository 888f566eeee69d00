#ifndef PREPOST_BASE_NOTES_H
#define PREPOST_BASE_NOTES_H

#include <stdarg.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/pool.h"

/*
 * What was found in somebody's file, each with its place: mistakes in a plan,
 * cells that an import could not take. Finding them is a result, not a failure
 * of the program.
 */
enum pp_severity {
    PP_NOTE_INFO,    /* worth knowing */
    PP_NOTE_WARNING, /* taken, but look at it */
    PP_NOTE_REJECT,  /* a cell or row that was left out */
    PP_NOTE_ERROR    /* the file cannot be used */
};

struct pp_note {
    enum pp_severity severity;
    const char *file;  /* as the user named it */
    size_t line;       /* from 1; 0: the file as a whole */
    size_t column;     /* YAML: character in the line, from 1; CSV: 0 */
    const char *field; /* CSV: the column's heading; NULL otherwise */
    const char *text;  /* what was found and what was expected */
    size_t n_like_it;  /* further ones that say the very same, of other rows:
                          they were counted only */
};

struct pp_notes {
    struct pp_pool *pool;
    struct pp_note *items;
    size_t n, capacity;
    size_t limit;            /* keep at most this many ... */
    size_t n_by_severity[4]; /* ... but count them all */
};

/* `pool` owns the texts and outlives the notes. limit 0: keep all. */
void pp_notes_init(struct pp_notes *notes, struct pp_pool *pool, size_t limit);

/*
 * Adds a note; file and field are copied. From the fourth on, notes on cells of
 * one file that say the very same are counted with the third.
 */
void pp_notes_add(struct pp_notes *notes, enum pp_severity severity,
                  const char *file, size_t line, size_t column,
                  const char *field, const char *fmt, ...)
    __attribute__((format(printf, 7, 8)));
void pp_notes_add_args(struct pp_notes *notes, enum pp_severity severity,
                       const char *file, size_t line, size_t column,
                       const char *field, const char *fmt, va_list args)
    __attribute__((format(printf, 7, 0)));

/*
 * One line a note, in order: `file:line:column: text` (YAML; `: note: text`
 * for what is no mistake) or
 * `file: row 17, column "PHQ9_3": text` (CSV); closes with "and N more" when
 * the limit left some out.
 */
void pp_notes_print(const struct pp_notes *notes, struct pp_buffer *out);

#endif
