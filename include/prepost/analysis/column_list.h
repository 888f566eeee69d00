#ifndef PREPOST_ANALYSIS_COLUMN_LIST_H
#define PREPOST_ANALYSIS_COLUMN_LIST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Columns as people write them after --by, and as results and summaries keep
 * what their cohorts are by: one name, or several with commas between them,
 * "region,year". Blanks around a name are no part of it.
 */

/*
 * The next name, of *length characters, and *list moves past it. NULL: no
 * more, or there was no list. Nothing between two commas, or before the first
 * or behind the last, is a name of length 0.
 */
const char *pp_column_list_next(const char **list, size_t *length);

/* Whether the column is one of the list; of no list (NULL) none is. */
bool pp_column_list_has(const char *list, const char *column);

#endif
