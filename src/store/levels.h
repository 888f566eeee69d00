#ifndef PREPOST_STORE_LEVELS_H
#define PREPOST_STORE_LEVELS_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/pool.h"

/* The different texts of a column, numbered as they were first seen. */
struct pp_levels {
    const char **texts;
    size_t n, capacity;
    uint32_t *slots; /* 1 + index, by open addressing; 0: free */
    size_t n_slots;
};

/* The text's number, which is n if it is new; it is copied into `pool`. */
size_t pp_levels_of(struct pp_levels *levels, struct pp_pool *pool,
                    const char *text);

void pp_levels_clear(struct pp_levels *levels);

#endif
