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

/* The line of its file that a row came from: it is in the sum of what an import
 * says of people, and not in that of its answers. */
static inline uint64_t pp_digest_line(uint64_t row, int64_t line)
{
    return pp_digest_mix(row + UINT64_C(0x6c696e65) + (uint64_t)line);
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

/* Someone's number, pseudonym and slips: a row of participants. */
uint64_t pp_digest_of_someone(int64_t participant,
                              const unsigned char *pseudonym,
                              const unsigned char *slips, size_t n_slips);

/*
 * The sum over all participants is a fact. A store that had people before
 * version 5 has none: *has says whether; `by` is added to it where it is.
 */
int pp_digest_people(struct pp_store *store, bool *has, uint64_t *sum,
                     struct pp_error *err);
int pp_digest_begin_people(struct pp_store *store, struct pp_error *err);
int pp_digest_change_people(struct pp_store *store, uint64_t by,
                            struct pp_error *err);

/* What it is made of: "" or " WHERE ...", of `number` where that has a "?". */
int pp_digest_add_people(struct pp_store *store, const char *where,
                         int64_t number, uint64_t *sum, struct pp_error *err);

/* Reads an instrument's table, whatever the plan says of it, row by row. */
struct pp_digest_reader {
    uint64_t table, day;
    size_t n_columns; /* items and totals */
    const uint64_t *columns;
    const bool *is_real;
    sqlite3_stmt *rows; /* participant, wave, import, day, line, columns ... */
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
uint64_t pp_digest_of_line(const struct pp_digest_reader *reader);

#endif
