#ifndef PREPOST_CLI_DRAFT_COLUMNS_H
#define PREPOST_CLI_DRAFT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"

enum { DRAFT_MAX_VALUES = 11 }; /* answers to one question: 0 to 10 at most */

/* A column of a file of answers, and what its cells look like. */
struct draft_column {
    const char *heading;
    const char *question; /* as the platform has it beside; or NULL */
    const char *values[DRAFT_MAX_VALUES];
    size_t n_values, n_cells, n_whole;
    bool is_whole, is_question; /* is_question: it may be one */
    long min, max;
    const char *odd; /* the first cell that is no whole number */
    size_t odd_line;
    const char *unlike; /* a questionnaire that asks this with other answers */
    bool is_taken;
};

/* Headings are where the file's platform has them; all is the pool's. */
int draft_columns_read(const char *path, struct pp_pool *pool,
                       struct draft_column **out, size_t *n,
                       struct pp_error *err);

#endif
