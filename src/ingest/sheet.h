#ifndef PREPOST_INGEST_SHEET_H
#define PREPOST_INGEST_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/ingest/platform.h"

/* What the files of platforms share. */

/* The text of a field of the head, "" where there is none. */
const char *pp_head_text(const struct pp_head *head, size_t row, size_t field);

/* Whether a row has a field that reads (folded) like the text. */
bool pp_head_has(const struct pp_head *head, size_t row, const char *text);

/* Whether that field reads (folded) like the text. */
bool pp_head_is(const struct pp_head *head, size_t row, size_t field,
                const char *text);

/* Whether every filled field is a tag such as "#adm1" (the HXL standard). */
bool pp_head_is_tags(const struct pp_head *head, size_t row);

/* Fields of a row with something in them. */
size_t pp_head_filled(const struct pp_head *head, size_t row);

/* One row of headings: names from the row `at`, which is the last no data. */
void pp_sheet_of_row(const struct pp_head *head, size_t at,
                     struct pp_pool *pool, struct pp_sheet *sheet);

/* A column that the platform itself adds. */
struct pp_own_column {
    const char *name;
    enum pp_column_role role;
    const char *why;
};

/* Why such a column says nothing of the person. */
extern const char pp_number_of_response[], pp_number_of_link[];

/* Gives the headings of that name, or question, (folded) their role. */
void pp_sheet_mark(struct pp_sheet *sheet, const struct pp_own_column *own,
                   size_t n);

#endif
