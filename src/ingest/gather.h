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
 * grow to a block's length; then the block is put aside and begun anew, so
 * that of most entries memory holds only whose they are and at which wave.
 */

struct pp_answer_set {
    size_t instrument, n_items, n_scales;
    bool has_totals;
    int16_t *answers; /* of the block */
    double *totals;   /* likewise; NULL unless has_totals */
    uint8_t *absent;  /* a bit an entry that is put aside or given */
    size_t aside_answers, aside_totals;
};

struct pp_gather {
    size_t n;
    uint32_t *person; /* of all entries */
    uint8_t *wave;
    size_t room; /* of person and wave */

    /* The block: entries from `first` on. */
    size_t first, block, capacity;
    uint32_t *line;
    int32_t *day;       /* read year-month-day or day-month-year */
    int32_t *day_other; /* read month-day-year */
    struct pp_answer_set *sets;
    size_t n_sets;
    struct pp_spool *aside;
    size_t block_bytes;

    /* Entry of a person at a wave, + 1; n_waves for each person. */
    uint32_t *slots;
    size_t n_waves, n_slots;
    uint32_t *before; /* as in pp_gather_before(); NULL while there is none */
    size_t n_before;
};

/* What entries an instrument's memory is made for at first, and at most. */
struct pp_gather_size {
    size_t expected, block; /* block 0: the usual */
};

/* `dir`: where blocks are put aside. */
void pp_gather_init(struct pp_gather *gather, size_t n_waves,
                    struct pp_answer_set *sets, size_t n_sets,
                    struct pp_gather_size size, const char *dir);
void pp_gather_clear(struct pp_gather *gather);

/* Before the first entry of a row. */
void pp_gather_row(struct pp_gather *gather);

/*
 * An entry after the others, all answers missing; not yet counted in n. Its
 * place in the block, for the columns there.
 */
size_t pp_gather_prepare(struct pp_gather *gather, size_t entry);

/* Where a person's entry at a wave is kept; 0: none yet. */
uint32_t *pp_gather_slot(struct pp_gather *gather, uint32_t person,
                         size_t wave);

/* The line of any entry. */
uint32_t pp_gather_line(const struct pp_gather *gather, size_t entry);

/* How many answers and totals an entry has; whether two have the same. */
size_t pp_gather_answered(const struct pp_gather *gather, size_t entry);
bool pp_gather_same(const struct pp_gather *gather, size_t a, size_t b);

/* Whether both have answers to one instrument. */
bool pp_gather_overlap(const struct pp_gather *gather, size_t a, size_t b);

/*
 * Several entries of one person and wave, of different instruments: the slot
 * has the last, and from each leads the way to the one before it. 0: none.
 */
uint32_t pp_gather_before(const struct pp_gather *gather, size_t entry);
void pp_gather_set_before(struct pp_gather *gather, size_t entry,
                          uint32_t before);

enum pp_gather_days { PP_DAYS_NONE, PP_DAYS_FIRST, PP_DAYS_OTHER };

/*
 * Hands the entries that are not in dropped[n] (NULL: all) to the batch: for
 * each instrument those with an answer.
 */
void pp_gather_give(struct pp_gather *gather, struct pp_pool *pool,
                    const bool *dropped, enum pp_gather_days days,
                    struct pp_batch *batch);

#endif
