#include "prepost/model/dataset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"

/*
 * People are sorted by a digest of all that is known of them. Who have the
 * same digest have the same answers, and may stand in either order: no number
 * can tell. (Two in a million people with other answers share one by chance
 * once in 40 million evaluations; then the last digits of a sum may differ.)
 */
struct keyed {
    uint64_t key;
    uint32_t who;
};

/* Multiplies by an odd number near 2^64 over the golden ratio (Knuth 6.4). */
static uint64_t mixed(uint64_t key, uint64_t word)
{
    key = (key ^ word) * 0x9E3779B97F4A7C15u;
    return key ^ key >> 32;
}

static uint64_t bits_of(double x)
{
    uint64_t bits;

    if (isnan(x))
        return 1;
    x += 0.0; /* -0 is 0 */
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static uint64_t row_key(const struct pp_responses *r, size_t row)
{
    size_t n_items = r->instrument->n_items, n_scales = r->instrument->n_scales;
    const int16_t *answers = r->answers + row * n_items;
    uint64_t key = r->wave[row];

    if (r->day != NULL)
        key = mixed(key, (uint32_t)r->day[row]);
    for (size_t k = 0; k < n_items; k++)
        key = mixed(key, (uint16_t)answers[k]);
    for (size_t k = 0; k < n_scales && r->totals != NULL; k++)
        key = mixed(key, bits_of(r->totals[row * n_scales + k]));
    return key;
}

static void find_keys(const struct pp_dataset *d, struct keyed *people)
{
    for (size_t i = 0; i < d->n_participants; i++)
        people[i] = (struct keyed){0, (uint32_t)i};
    for (size_t c = 0; c < d->n_columns; c++)
        for (size_t i = 0; i < d->n_participants; i++)
            people[i].key = mixed(people[i].key, d->columns[c].level[i]);
    for (size_t c = 0; c < d->n_numbers; c++)
        for (size_t i = 0; i < d->n_participants; i++)
            people[i].key =
                mixed(people[i].key, bits_of(d->numbers[c].value[i]));
    for (size_t k = 0; k < d->n_responses; k++)
        for (size_t row = 0; row < d->responses[k].n_rows; row++) {
            uint64_t *key = &people[d->responses[k].participant[row]].key;
            *key = mixed(*key + k, row_key(&d->responses[k], row));
        }
}

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->who > y->who) - (x->who < y->who);
}

enum { BIN_BITS = 16 };

static size_t bin_of(uint64_t key)
{
    return (size_t)(key >> (64 - BIN_BITS));
}

/* Into bins by the first bits, which a digest spreads; then within a bin. */
static struct keyed *sorted(const struct keyed *people, size_t n)
{
    size_t *end = pp_alloc_zero(((size_t)1 << BIN_BITS) + 1, sizeof *end);
    struct keyed *out = pp_alloc_array(n, sizeof *out);

    for (size_t i = 0; i < n; i++)
        end[bin_of(people[i].key) + 1]++;
    for (size_t b = 0; b < (size_t)1 << BIN_BITS; b++)
        end[b + 1] += end[b];
    for (size_t i = 0; i < n; i++)
        out[end[bin_of(people[i].key)]++] = people[i];
    /* Each bin's start has become its end, which is the next one's start. */
    for (size_t b = 0, start = 0; b < (size_t)1 << BIN_BITS; b++) {
        if (end[b] - start > 1)
            qsort(out + start, end[b] - start, sizeof *out, by_key);
        start = end[b];
    }
    pp_free(end);
    return out;
}

void pp_dataset_order(const struct pp_dataset *dataset, uint32_t *who)
{
    size_t n = dataset->n_participants;
    struct keyed *people = pp_alloc_array(n, sizeof *people);

    find_keys(dataset, people);
    struct keyed *in_order = sorted(people, n);
    for (size_t i = 0; i < n; i++)
        who[i] = in_order[i].who;
    pp_free(in_order);
    pp_free(people);
}
