#ifndef PREPOST_TESTS_SHARED_TABLE_H
#define PREPOST_TESTS_SHARED_TABLE_H

#include <stddef.h>

/*
 * A CSV table of real data that is not part of the project: from the folder
 * $PP_SHARED_DATA or else ../shared/data.
 */
struct shared_table {
    size_t n_rows, n_columns;
    char **cells; /* [(n_rows + 1) * n_columns], the headings first */
};

/* NULL, with a word that the test is skipped, where the file is absent. */
struct shared_table *shared_table_read(const char *name);
void shared_table_free(struct shared_table *table);

const char *shared_text(const struct shared_table *table, size_t row,
                        const char *column);
/* NaN for an empty cell and for "NA". */
double shared_number(const struct shared_table *table, size_t row,
                     const char *column);
/* All rows of a column; the caller frees. */
double *shared_numbers(const struct shared_table *table, const char *column);

#endif
