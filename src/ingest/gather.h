#ifndef PREPOST_INGEST_GATHER_H
#define PREPOST_INGEST_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/base/pool.h"
#include "prepost/model/batch.h"
#include "prepost/model/plan.h"

/*
 * The answers of one file while it is read: an entry for each person and wave,
 * and for each instrument of the file its answers, entry by entry. Columns
 * grow; nothing is allocated for a row.
 */

struct pp_answer_set {
    size_t instrument, n_items, n_scales;
    bool has_totals;
    int16_t *answers;
    double *totals; /* NULL unless has_totals */
};

struct pp_gather {
    size_t n, capacity;
    uint32_t *person, *line;
    uint8_t *wave;
    int32_t *day;       /* read year-month-day or day-month-year */
    int32_t *day_other; /* read month-day-year; NULL while always the same */
    struct pp_answer_set *sets;
    size_t n_sets;
    /* Entry of a person at a wave, + 1; n_waves for each person. */
    uint32_t *slots;
    size_t n_waves, n_slots;
};

void pp_gather_init(struct pp_gather *gather, size_t n_waves,
                    struct pp_answer_set *sets, size_t n_sets, size_t expected);
void pp_gather_clear(struct pp_gather *gather);

/* An entry after the others, all answers missing; not yet counted in n. */
void pp_gather_prepare(struct pp_gather *gather, size_t entry);

/* Where a person's entry at a wave is kept; 0: none yet. */
uint32_t *pp_gather_slot(struct pp_gather *gather, uint32_t person,
                         size_t wave);

/* How many answers and totals an entry has; whether two have the same. */
size_t pp_gather_answered(const struct pp_gather *gather, size_t entry);
bool pp_gather_same(const struct pp_gather *gather, size_t a, size_t b);

enum pp_gather_days { PP_DAYS_NONE, PP_DAYS_FIRST, PP_DAYS_OTHER };

/*
 * Hands the entries that are not in dropped[n] (NULL: all) to the batch: for
 * each instrument those with an answer. People are renumbered.
 */
void pp_gather_give(struct pp_gather *gather, struct pp_pool *pool,
                    const bool *dropped, const uint32_t *renumber,
                    enum pp_gather_days days, struct pp_batch *batch);

#endif
