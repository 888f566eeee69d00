#ifndef PREPOST_BASE_RADIX_SORT_H
#define PREPOST_BASE_RADIX_SORT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Sorting by whole numbers, in time that grows with how many there are.
 *
 *     struct pp_keyed *sorted = pp_radix_sort(records, spare, n);
 */
struct pp_keyed {
    uint64_t key;
    size_t row; /* or anything else that goes with the key */
};

/*
 * In         records[n]; spare[n], whose contents do not matter
 * Out        whichever of the two now holds the records, ascending by key;
 *            those with the same key keep their order. The other holds nothing
 *            of use
 * Cost       at most three passes for keys that are spread out, one or two for
 *            small ones; where many differ in their last bits alone, more
 * Errors     none; allocates nothing
 */
struct pp_keyed *pp_radix_sort(struct pp_keyed records[],
                               struct pp_keyed spare[], size_t n);

/* A double that is not negative as a key: these sort as the numbers do. */
uint64_t pp_radix_key(double x);
double pp_radix_value(uint64_t key);

#endif
