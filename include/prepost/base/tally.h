#ifndef PREPOST_BASE_TALLY_H
#define PREPOST_BASE_TALLY_H

#include <stddef.h>
#include <stdint.h>

/*
 * How often each combination of a few numbers occurs: scores are whole numbers
 * with few values, so that a million people come down to some thousand rows,
 * each with the number of people who share it.
 *
 *     struct pp_tally t;
 *     pp_tally_init(&t, 2);
 *     for (...)
 *         pp_tally_add(&t, (uint64_t[]){region, pp_tally_number(score)});
 *
 * Rows stand in the order in which they were first seen. Rows are at most
 * UINT32_MAX.
 */
struct pp_tally {
    size_t width;    /* numbers in a key */
    size_t expected; /* keys to come, alike or not; 0: not known */
    size_t n;        /* different keys so far */
    uint64_t *keys;  /* [n*width] */
    size_t *count;   /* [n] */
    /* of its own: */
    uint32_t *slots; /* 1 + row, 0: free */
    size_t n_slots, capacity;
};

void pp_tally_init(struct pp_tally *tally, size_t width);
void pp_tally_clear(struct pp_tally *tally);

/* Counts key[width]; returns its row, which was n before if it is new. */
size_t pp_tally_add(struct pp_tally *tally, const uint64_t *key);
size_t pp_tally_add_many(struct pp_tally *tally, const uint64_t *key,
                         size_t times);

/* A number as part of a key: 0 and -0 are one, NaN is one. And back. */
uint64_t pp_tally_number(double x);
double pp_tally_value(uint64_t part);

#endif
