#ifndef PREPOST_STORE_DIGEST_H
#define PREPOST_STORE_DIGEST_H

#include <sqlite3.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/store/store.h"

/*
 * A check sum of answers that does not depend on their order: a number made
 * of every cell (whose, when, what, which answer), summed without regard to
 * overflow. Taking an answer out subtracts its number. It tells a store that
 * was changed by accident or by another program; it is no seal against
 * somebody who wants to deceive.
 */

/* The finishing steps of splitmix64 (Steele, Lea and Flood 2014). */
static inline uint64_t pp_digest_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* A column's or table's part. */
static inline uint64_t pp_digest_name(const char *name)
{
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15);

    for (; *name != '\0'; name++)
        hash = pp_digest_mix(hash + (unsigned char)*name);
    return hash;
}

/* A row's part; its number in the sum is pp_digest_mix() of it. */
static inline uint64_t pp_digest_row(uint64_t table, int64_t participant,
                                     int64_t wave)
{
    return pp_digest_mix(table + (uint64_t)participant * 256 + (uint64_t)wave);
}

static inline uint64_t pp_digest_whole(uint64_t row, uint64_t column, int64_t n)
{
    return pp_digest_mix(row + column + (uint64_t)n);
}

static inline uint64_t pp_digest_real(uint64_t row, uint64_t column, double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return pp_digest_mix(row + column + bits);
}

/* What an import says of a person, a column at a time; the row's number in the
 * sum is pp_digest_mix() of this one. */
static inline uint64_t pp_digest_person(int64_t participant)
{
    return pp_digest_row(pp_digest_name("background"), participant, 0);
}

static inline uint64_t pp_digest_text(uint64_t row, uint64_t column,
                                      uint64_t text)
{
    return pp_digest_mix(row + column + text);
}

/* A row of "SELECT * FROM background". */
uint64_t pp_digest_of_background(sqlite3_stmt *row);

/* Reads an instrument's table, whatever the plan says of it, row by row. */
struct pp_digest_reader {
    uint64_t table, day;
    size_t n_columns; /* items and totals */
    const uint64_t *columns;
    const bool *is_real;
    sqlite3_stmt *rows; /* participant, wave, import, day, columns ... */
};

/*
 * Prepares reading all rows, or those of the participant that the caller binds
 * as the first parameter. The statement is the caller's to finalize.
 */
int pp_digest_open(struct pp_store *store, const char *table,
                   bool of_participant, struct pp_pool *pool,
                   struct pp_digest_reader *out, struct pp_error *err);

/* The number of the row that `rows` stands on. */
uint64_t pp_digest_of(const struct pp_digest_reader *reader);

#endif
