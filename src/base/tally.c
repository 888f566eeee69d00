#include "prepost/base/tally.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"

void pp_tally_init(struct pp_tally *tally, size_t width)
{
    *tally = (struct pp_tally){.width = width};
}

void pp_tally_clear(struct pp_tally *tally)
{
    pp_free(tally->keys);
    pp_free(tally->count);
    pp_free(tally->slots);
    *tally = (struct pp_tally){.width = tally->width};
}

/* Folded, multiplied by an odd number and folded again: whole numbers as
 * doubles differ in their highest bits alone, labels in their lowest. */
static size_t hash(const uint64_t *key, size_t width)
{
    uint64_t h = 0;

    for (size_t i = 0; i < width; i++) {
        h ^= key[i];
        h = (h ^ h >> 32) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    return (size_t)h;
}

static const uint64_t *key_of(const struct pp_tally *tally, size_t row)
{
    return tally->keys + row * tally->width;
}

static size_t free_slot(const struct pp_tally *tally, const uint64_t *key)
{
    size_t slot = hash(key, tally->width) & (tally->n_slots - 1);

    while (tally->slots[slot] != 0)
        slot = (slot + 1) & (tally->n_slots - 1);
    return slot;
}

enum { FEW_SLOTS = 1 << 16 };

static void grow(struct pp_tally *tally)
{
    if (tally->n == tally->capacity) {
        tally->capacity = tally->capacity + tally->capacity / 2 + 64;
        tally->keys = pp_realloc_array(tally->keys, tally->capacity,
                                       tally->width * sizeof *tally->keys);
        tally->count = pp_realloc_array(tally->count, tally->capacity,
                                        sizeof *tally->count);
    }
    if (2 * tally->n < tally->n_slots)
        return;
    pp_free(tally->slots);
    tally->n_slots = tally->n_slots > 0 ? 4 * tally->n_slots : 256;
    /* Many are different: probably all that are still to come. */
    if (tally->n_slots > FEW_SLOTS)
        while (tally->n_slots < 2 * tally->expected)
            tally->n_slots *= 2;
    tally->slots = pp_alloc_zero(tally->n_slots, sizeof *tally->slots);
    for (size_t row = 0; row < tally->n; row++)
        tally->slots[free_slot(tally, key_of(tally, row))] = (uint32_t)row + 1;
}

static int is_same(const uint64_t *a, const uint64_t *b, size_t width)
{
    for (size_t i = 0; i < width; i++)
        if (a[i] != b[i])
            return 0;
    return 1;
}

size_t pp_tally_add(struct pp_tally *tally, const uint64_t *key)
{
    return pp_tally_add_many(tally, key, 1);
}

size_t pp_tally_add_many(struct pp_tally *tally, const uint64_t *key,
                         size_t times)
{
    grow(tally);
    size_t slot = hash(key, tally->width) & (tally->n_slots - 1);
    for (; tally->slots[slot] != 0; slot = (slot + 1) & (tally->n_slots - 1)) {
        size_t row = tally->slots[slot] - 1;
        if (is_same(key_of(tally, row), key, tally->width)) {
            tally->count[row] += times;
            return row;
        }
    }
    memcpy(tally->keys + tally->n * tally->width, key,
           tally->width * sizeof *key);
    tally->count[tally->n] = times;
    tally->slots[slot] = (uint32_t)tally->n + 1;
    return tally->n++;
}

uint64_t pp_tally_number(double x)
{
    uint64_t part;
    double one = isnan(x) ? NAN : x + 0.0; /* -0 becomes 0 */

    memcpy(&part, &one, sizeof part);
    return part;
}

double pp_tally_value(uint64_t part)
{
    double x;

    memcpy(&x, &part, sizeof x);
    return x;
}
