#ifndef PREPOST_INGEST_MAPPER_H
#define PREPOST_INGEST_MAPPER_H

#include "dictionary.h"
#include "prepost/ingest/mapping.h"

/*
 * One mapping in the making: mapping.c finds what each column means,
 * mapping_check.c what all of them together have to be.
 */
struct pp_mapper {
    struct pp_pool *pool;
    const struct pp_plan *plan;
    const struct pp_plan_file *file;
    const char *name;
    const struct pp_dictionary *dict;
    struct pp_wave_marks marks;
    struct pp_buffer key, rest;
    struct pp_notes *notes;
    bool failed;
};

/* Whether the plan's word for a column is this heading or its question. */
bool pp_mapper_is_heading(const struct pp_heading *heading, const char *text);

/* The columns that make up the person's code, where the plan names several. */
void pp_mapper_find_parts(struct pp_mapper *m, const struct pp_every_row *every,
                          struct pp_mapping *out);

/* Leaves out the columns of a role of which every row is told the same. */
void pp_mapper_leave_said(struct pp_mapper *m, enum pp_column_role role,
                          const char *said, struct pp_mapping *out);

/* That the plan would pair people by a number of the response, which they do
 * not share with themselves in another file. */
void pp_mapper_refuse_number(struct pp_mapper *m, const struct pp_mapping *out,
                             const struct pp_heading *heading);

/* Adds an error on a column, or on the file as a whole. */
void pp_mapper_fail(struct pp_mapper *m, const char *field, const char *text);

/* Errors set `failed`; warnings do not. Each names its columns. `wave` is that
 * of every row, -1 where nobody said. */
void pp_mapper_check(struct pp_mapper *m, struct pp_mapping *out, int wave);

#endif
