#ifndef PREPOST_STORE_WINDOW_H
#define PREPOST_STORE_WINDOW_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/model/batch.h"
#include "prepost/model/plan.h"
#include "prepost/store/people.h"

/*
 * Rows of a batch lie in the order of the file and go in by participant and
 * wave. What memory should not hold at once is gone through several times,
 * each time for the people of one stretch of numbers: a window.
 */
struct pp_window_row {
    uint64_t digest, line_digest; /* what it adds to its import's: digest.h */
    int64_t number;               /* the participant's */
    uint32_t person, line;
    int32_t day;
    uint8_t wave; /* of the plan */
    int16_t answers[];
};

/* Digests of the names that a row's begins with. */
struct pp_window_names {
    uint64_t table, day;
    uint64_t *columns; /* of items, then of totals */
};

struct pp_window {
    /* Set before the first is filled. */
    const struct pp_batch *batch;
    const struct pp_batch_responses *from;
    const struct pp_instrument *instrument;
    const struct pp_people *people;
    const uint32_t *rank; /* each person's place in people->order */
    const int64_t *waves; /* the store's number of each of the plan's */
    size_t n_waves;
    const struct pp_window_names *names;

    size_t n, capacity, row_bytes;
    char *rows;
    double *totals;  /* NULL: there are none */
    uint32_t *order; /* by participant's number, wave and line */
};

static inline const struct pp_window_row *
pp_window_row(const struct pp_window *window, uint32_t row)
{
    return (const void *)(window->rows + row * window->row_bytes);
}

/* Rows are taken in an order of their own: the processor fetches ahead. */
static inline void pp_window_fetch(const struct pp_window *window, uint32_t row)
{
    const char *at = window->rows + row * window->row_bytes;

    __builtin_prefetch(at);
    __builtin_prefetch(at + 64);
}

/*
 * One stretch after another, of equal length and as many as memory asks for.
 * While one is used, a second thread fills the next.
 */
struct pp_windows {
    struct pp_window ahead;
    size_t n, at;     /* stretches; the next one */
    size_t low, high; /* ranks of the one that is filled ahead */
    pthread_t filler;
    bool is_filling; /* by the thread */
    int result;      /* of what was filled ahead */
    struct pp_error err;
};

/* `window` as for the first stretch; it is not kept. */
void pp_windows_init(struct pp_windows *windows,
                     const struct pp_window *window);

/*
 * The next stretch into *window, in place of the one before, checked and
 * ordered. 1: there is one; 0: that was all; -1, PP_EBUG: a row breaks what
 * ingest promises.
 */
int pp_windows_next(struct pp_windows *windows, struct pp_window *window,
                    struct pp_error *err);
void pp_windows_clear(struct pp_windows *windows);
void pp_window_clear(struct pp_window *window);

#endif
