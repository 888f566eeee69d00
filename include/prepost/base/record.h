#ifndef PREPOST_BASE_RECORD_H
#define PREPOST_BASE_RECORD_H

#include <stddef.h>

/*
 * One row of a table of text, whatever kind of file it came from. Lent by its
 * reader until the next row is read.
 */
struct pp_text_field {
    const char *text; /* UTF-8, NUL-ended; NULL: nothing there */
    size_t length;    /* 0 with text: there, but empty ("" in a CSV) */
};

struct pp_record {
    size_t line; /* first physical line (CSV) or row (sheets), from 1 */
    const struct pp_text_field *fields;
    size_t n_fields;
    const char *problem; /* why it could not be read; fields then hold it as
                            one piece. NULL: it could */
    const char *mended;  /* read, but not as written; what was done. Or NULL */
    const char *texts; /* what the fields have lies side by side, in n_bytes */
    size_t n_bytes;    /* from here (CSV); or NULL */
};

#endif
