#ifndef PREPOST_INGEST_PLATFORM_H
#define PREPOST_INGEST_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/pool.h"
#include "prepost/base/record.h"
#include "prepost/ingest/mapping.h"

/*
 * The programs that people collect answers with, and the habits by which their
 * exports are known: how many heading rows, where the question stands, which
 * columns are theirs and not the participant's.
 *
 * One file a platform, one line in platforms.def; the first in that list that
 * recognises a file has it.
 */

/* The first rows of a file, copied. */
struct pp_head {
    const struct pp_record *rows;
    size_t n;
};

/* What a platform makes of them. */
struct pp_sheet {
    struct pp_heading *headings;
    size_t n_headings;
    size_t n_rows;    /* of the head that are no data */
    size_t at;        /* the row (of the head) that has the headings */
    const char *note; /* worth telling the user; or NULL */
};

struct pp_platform {
    const char *id;   /* "google-forms" */
    const char *name; /* "Google Forms" */
    bool (*recognise)(const struct pp_head *head);
    void (*read)(const struct pp_head *head, struct pp_pool *pool,
                 struct pp_sheet *sheet);
    /* Whether a data row is none (a preview of the form, say); or NULL. */
    const char *(*leave_out)(const struct pp_sheet *sheet,
                             const struct pp_record *row);
};

extern const struct pp_platform *const pp_platforms[]; /* ends in NULL */

/* The first that recognises the head; never NULL: the last is plain. */
const struct pp_platform *pp_platform_find(const struct pp_head *head);

/* By id; NULL if there is none. */
const struct pp_platform *pp_platform_of(const char *id);

#endif
