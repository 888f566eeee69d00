#ifndef PREPOST_ANALYSIS_ITEM_ANSWERS_H
#define PREPOST_ANALYSIS_ITEM_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/pool.h"
#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"

struct pp_pairs;

/*
 * How often each answer was given to each question of an outcome, before and
 * after, by the people in its pairs who answered that question both times.
 *
 * Answers are the canonical ones, from the least code to the greatest.
 * Disclosure (disclose/item_answers.h) takes some together, and leaves out
 * questions that may not be shown.
 */

/* Answers `first` to `last`, taken together; indices into the coding. */
struct pp_answer_part {
    size_t first, last;
    long before, after; /* people */
};

struct pp_item_answers {
    size_t item; /* index into the instrument's items */
    long n;      /* people; they make up the parts at either wave */
    const struct pp_answer_part *parts;
    size_t n_parts; /* 0: not shown */
};

struct pp_outcome_answers {
    const struct pp_item_answers *items; /* in the scale's order */
    size_t n_items;                      /* 0: only ready-made totals */
    bool is_disclosed;                   /* set by disclose/ */
};

/*
 * In         pairs: of this outcome, at the plan's first wave and at `wave`
 * Out        memory is the pool's
 */
struct pp_outcome_answers pp_item_answers_of(
    const struct pp_plan *plan, const struct pp_plan_outcome *outcome,
    const struct pp_dataset *dataset, const struct pp_pairs *pairs, size_t wave,
    struct pp_pool *pool);

#endif
