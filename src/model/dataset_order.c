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

static void move_columns(const struct pp_dataset *from,
                         const struct keyed *people, struct pp_pool *pool,
                         struct pp_dataset *to)
{
    struct pp_person_column *columns =
        pp_pool_array(pool, from->n_columns, sizeof *columns);
    struct pp_person_number *numbers =
        pp_pool_array(pool, from->n_numbers, sizeof *numbers);
    size_t n = from->n_participants;

    for (size_t c = 0; c < from->n_columns; c++) {
        uint16_t *level = pp_pool_array(pool, n, sizeof *level);
        for (size_t i = 0; i < n; i++)
            level[i] = from->columns[c].level[people[i].who];
        columns[c] = from->columns[c];
        columns[c].level = level;
    }
    for (size_t c = 0; c < from->n_numbers; c++) {
        double *value = pp_pool_array(pool, n, sizeof *value);
        for (size_t i = 0; i < n; i++)
            value[i] = from->numbers[c].value[people[i].who];
        numbers[c] = from->numbers[c];
        numbers[c].value = value;
    }
    to->columns = columns;
    to->numbers = numbers;
}

/* Where each person's rows begin, and after the last one's. */
static void find_rows(const struct pp_responses *r, size_t n, size_t *first)
{
    size_t row = 0;

    for (size_t i = 0; i <= n; i++) {
        while (row < r->n_rows && r->participant[row] < i)
            row++;
        first[i] = row;
    }
}

static struct pp_responses moved_rows(const struct pp_responses *r,
                                      const struct keyed *people, size_t n,
                                      size_t *first, struct pp_pool *pool)
{
    size_t n_items = r->instrument->n_items, n_scales = r->instrument->n_scales;
    uint32_t *participant = pp_pool_array(pool, r->n_rows, sizeof *participant);
    uint8_t *wave = pp_pool_array(pool, r->n_rows, sizeof *wave);
    int16_t *answers =
        pp_pool_array(pool, r->n_rows * n_items, sizeof *answers);
    int32_t *day =
        r->day == NULL ? NULL : pp_pool_array(pool, r->n_rows, sizeof *day);
    double *totals =
        r->totals == NULL
            ? NULL
            : pp_pool_array(pool, r->n_rows * n_scales, sizeof *totals);
    size_t to = 0;

    find_rows(r, n, first);
    for (size_t i = 0; i < n; i++) {
        size_t from = first[people[i].who];
        size_t rows = first[people[i].who + 1] - from;
        if (rows == 0) /* there may be no arrays */
            continue;
        for (size_t k = 0; k < rows; k++)
            participant[to + k] = (uint32_t)i;
        memcpy(wave + to, r->wave + from, rows * sizeof *wave);
        memcpy(answers + to * n_items, r->answers + from * n_items,
               rows * n_items * sizeof *answers);
        if (day != NULL)
            memcpy(day + to, r->day + from, rows * sizeof *day);
        if (totals != NULL)
            memcpy(totals + to * n_scales, r->totals + from * n_scales,
                   rows * n_scales * sizeof *totals);
        to += rows;
    }
    return (struct pp_responses){.instrument = r->instrument,
                                 .n_rows = r->n_rows,
                                 .participant = participant,
                                 .wave = wave,
                                 .day = day,
                                 .answers = answers,
                                 .totals = totals};
}

const struct pp_dataset *pp_dataset_in_order(const struct pp_dataset *dataset,
                                             struct pp_pool *pool)
{
    size_t n = dataset->n_participants;
    struct pp_dataset *out = pp_pool_alloc(pool, sizeof *out);
    struct pp_responses *responses =
        pp_pool_array(pool, dataset->n_responses, sizeof *responses);
    struct keyed *people = pp_alloc_array(n, sizeof *people);
    size_t *first = pp_alloc_array(n + 1, sizeof *first);

    uint32_t *stored = pp_pool_array(pool, n, sizeof *stored);

    *out = *dataset;
    find_keys(dataset, people);
    qsort(people, n, sizeof *people, by_key);
    for (size_t i = 0; i < n; i++)
        stored[i] = people[i].who;
    out->stored = stored;
    move_columns(dataset, people, pool, out);
    for (size_t k = 0; k < dataset->n_responses; k++)
        responses[k] =
            moved_rows(&dataset->responses[k], people, n, first, pool);
    out->responses = responses;
    pp_free(first);
    pp_free(people);
    return out;
}
