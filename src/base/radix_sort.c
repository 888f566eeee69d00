#include "prepost/base/radix_sort.h"

#include <string.h>

/* A digit is a byte, or 11 bits where there are many to sort. */
enum { SMALL_DIGIT = 8, LARGE_DIGIT = 11, MANY = 20000 };

/* Three digits tell most keys apart, however long they are: the few that they
 * do not are sorted by themselves. */
enum { MOST_DIGITS = 3 };

enum { FEW = 24 }; /* are quicker to put in place one by one */

static void insert_each(struct pp_keyed *r, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct pp_keyed one = r[i];
        size_t at = i;
        for (; at > 0 && r[at - 1].key > one.key; at--)
            r[at] = r[at - 1];
        r[at] = one;
    }
}

static void sort_by_digit(const struct pp_keyed *from, struct pp_keyed *to,
                          size_t n, int shift, uint64_t mask)
{
    size_t start[1 << LARGE_DIGIT], at = 0;
    memset(start, 0, (mask + 1) * sizeof *start);
    for (size_t i = 0; i < n; i++)
        start[from[i].key >> shift & mask]++;
    for (size_t d = 0; d <= mask; d++) {
        size_t count = start[d];
        start[d] = at;
        at += count;
    }
    for (size_t i = 0; i < n; i++)
        to[start[from[i].key >> shift & mask]++] = from[i];
}

/* Sorted by all but their last `low` bits: those alike so far, by these. */
static void sort_runs(struct pp_keyed *r, struct pp_keyed *spare, size_t n,
                      int low)
{
    for (size_t i = 0, end = 0; i < n; i = end) {
        for (end = i + 1; end < n && r[end].key >> low == r[i].key >> low;)
            end++;
        if (end - i == 1)
            continue;
        struct pp_keyed *run = pp_radix_sort(r + i, spare + i, end - i);
        if (run != r + i)
            memcpy(r + i, run, (end - i) * sizeof *r);
    }
}

struct pp_keyed *pp_radix_sort(struct pp_keyed records[],
                               struct pp_keyed spare[], size_t n)
{
    if (n <= FEW) {
        insert_each(records, n);
        return records;
    }
    uint64_t differ = 0;
    for (size_t i = 1; i < n; i++)
        differ |= records[i].key ^ records[0].key;
    if (differ == 0)
        return records;

    int bits = n < MANY ? SMALL_DIGIT : LARGE_DIGIT;
    int top = 64 - __builtin_clzll(differ);
    int low = top > MOST_DIGITS * bits ? top - MOST_DIGITS * bits : 0;
    uint64_t mask = (UINT64_C(1) << bits) - 1;
    for (int shift = low; shift < top; shift += bits) {
        if ((differ >> shift & mask) == 0)
            continue;
        sort_by_digit(records, spare, n, shift, mask);
        struct pp_keyed *sorted = spare;
        spare = records;
        records = sorted;
    }
    if ((differ & ((UINT64_C(1) << low) - 1)) != 0)
        sort_runs(records, spare, n, low);
    return records;
}

uint64_t pp_radix_key(double x)
{
    uint64_t key;
    memcpy(&key, &x, sizeof key);
    return key;
}

double pp_radix_value(uint64_t key)
{
    double x;
    memcpy(&x, &key, sizeof x);
    return x;
}
