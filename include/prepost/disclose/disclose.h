#ifndef PREPOST_DISCLOSE_DISCLOSE_H
#define PREPOST_DISCLOSE_DISCLOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/analysis/results.h"
#include "prepost/base/pool.h"
#include "prepost/model/plan.h"

/*
 * Taking out what may not be shown, before anything is printed.
 *
 * pp_disclose() gives a copy of the results in which every count that could
 * give someone away is PP_COUNT_HIDDEN, and every average, share, range and
 * single score that rests on too few people, or would give a hidden count
 * back, is NaN or gone. Text, figures, tables and JSON are all made from that
 * copy.
 */

/* What a preset asks for. Counts are people. */
struct pp_disclosure_rules {
    const char *preset;
    const char *source;
    long threshold;   /* counts from 1 to threshold - 1 are hidden */
    bool show_zero;   /* 0 may stand: no one is not a small number */
    int base;         /* other counts are rounded to multiples of it; 1: not */
    long min_average; /* people that an average needs */
    bool show_people; /* single people as dots, least and greatest scores */
};

/* The rules of the plan: its preset, with its own threshold if it has one. */
struct pp_disclosure_rules pp_disclosure_rules_of(const struct pp_plan *plan);

/* The presets by name, "charity-5" first; *n of them. */
const struct pp_disclosure_rules *pp_disclosure_presets(size_t *n);

/*
 * In         results, with the plan whose rules hold
 * Out        a copy in `pool` that shares what did not need to change
 */
struct pp_results *pp_disclose(const struct pp_results *results,
                               struct pp_pool *pool);

/*
 * Hides, in a row of counts that are published with their total, what must
 * be: every small count, and if that leaves one hidden alone (or all of the
 * hidden ones small together), the next smallest too. `rules` as above.
 */
void pp_disclose_row(const struct pp_disclosure_rules *rules, long counts[],
                     size_t n);

/*
 * The same for a table whose rows and columns are both published with their
 * totals; counts[r * n_columns + c].
 */
void pp_disclose_table(const struct pp_disclosure_rules *rules, long counts[],
                       size_t n_rows, size_t n_columns);

#endif
