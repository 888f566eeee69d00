#include "levels.h"

#include <string.h>

#include "prepost/base/alloc.h"

static size_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(1469598103934665603); /* FNV-1a */

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 29);
}

static void put_slot(struct pp_levels *levels, size_t index)
{
    size_t slot = hash_text(levels->texts[index]) & (levels->n_slots - 1);

    while (levels->slots[slot] != 0)
        slot = (slot + 1) & (levels->n_slots - 1);
    levels->slots[slot] = (uint32_t)index + 1;
}

static void grow_slots(struct pp_levels *levels)
{
    pp_free(levels->slots);
    levels->n_slots = levels->n_slots > 0 ? 2 * levels->n_slots : 64;
    levels->slots = pp_alloc_zero(levels->n_slots, sizeof *levels->slots);
    for (size_t i = 0; i < levels->n; i++)
        put_slot(levels, i);
}

size_t pp_levels_of(struct pp_levels *levels, struct pp_pool *pool,
                    const char *text)
{
    if (2 * levels->n >= levels->n_slots)
        grow_slots(levels);
    size_t slot = hash_text(text) & (levels->n_slots - 1);
    for (; levels->slots[slot] != 0; slot = (slot + 1) & (levels->n_slots - 1))
        if (strcmp(levels->texts[levels->slots[slot] - 1], text) == 0)
            return levels->slots[slot] - 1;
    if (levels->n == levels->capacity) {
        levels->capacity = levels->capacity * 2 + 16;
        levels->texts = pp_realloc_array(levels->texts, levels->capacity,
                                         sizeof *levels->texts);
    }
    levels->texts[levels->n] = pp_pool_strdup(pool, text);
    levels->slots[slot] = (uint32_t)++levels->n;
    return levels->n - 1;
}

void pp_levels_clear(struct pp_levels *levels)
{
    pp_free(levels->texts);
    pp_free(levels->slots);
    *levels = (struct pp_levels){0};
}
