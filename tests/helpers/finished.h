#ifndef PREPOST_TESTS_HELPERS_FINISHED_H
#define PREPOST_TESTS_HELPERS_FINISHED_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/pool.h"

/*
 * A finished report, read back from its Markdown: the tables with their
 * captions, and the lines of prose. Nothing of the program that made it is
 * used, so that what a reader sees is what is read.
 */
struct finished_row {
    const char **cells;
    size_t n_cells;
};

struct finished_table {
    const char *caption; /* without "Table 3: " */
    const char *figure;  /* the title of the last figure above it; or "" */
    struct finished_row heading, *rows;
    size_t n_rows;
};

struct finished {
    struct finished_table *tables;
    const char **lines;
    size_t n_tables, n_lines;
};

struct finished *finished_read(struct pp_pool *pool, const char *markdown);

/*
 * Whether the text matches: `#` stands for a whole number (commas allowed),
 * `*` for any text, everything else for itself. The numbers go to n[], at most
 * `most` of them.
 */
bool finished_matches(const char *text, const char *pattern, double *n,
                      size_t most);

/* Whether it stands anywhere in the text. */
bool finished_holds(const char *text, const char *pattern, double *n,
                    size_t most);

/* The number that a cell begins with; false: it begins with none. A minus
 * sign may be U+2212. */
bool finished_number(const char *cell, double *x, const char **rest);

/* How many decimals it was printed with. */
int finished_decimals(const char *cell);

#endif
