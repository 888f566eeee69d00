#ifndef PREPOST_TESTS_HELPERS_KINDS_H
#define PREPOST_TESTS_HELPERS_KINDS_H

#include <stddef.h>

#include "prepost/analysis/results.h"
#include "prepost/base/pool.h"

/*
 * A made-up evaluation of one questionnaire (PHQ-9, before and after) of so
 * many people of each kind: of such a town, who first answered in such a month.
 */
enum { KINDS_COLUMNS = 4 };

struct kind {
    const char *level[KINDS_COLUMNS]; /* NULL: not known */
    size_t stayed, left;
    int month; /* of 2023 from 1, of 2024 from 13; 0: without dates */
};

struct kinds {
    const char *columns[KINDS_COLUMNS]; /* "region" and "group"; others: kept */
    const struct kind *kinds;
    size_t n;
    const char *by;
};

struct pp_results *kinds_evaluated(struct pp_pool *pool,
                                   const struct kinds *of);

/* Of each kind who stayed, so many left every question blank afterwards. */
struct pp_results *kinds_evaluated_silent(struct pp_pool *pool,
                                          const struct kinds *of,
                                          const size_t silent[]);

#endif
