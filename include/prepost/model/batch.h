#ifndef PREPOST_MODEL_BATCH_H
#define PREPOST_MODEL_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "prepost/base/pool.h"
#include "prepost/base/spool.h"
#include "prepost/model/dataset.h"

/*
 * What one file brought: ingest makes it, the store takes it, and neither
 * knows the other. Identifiers are pseudonyms already; no name, no free text
 * and no answer that the instrument does not allow can be in it.
 */

enum { PP_PSEUDONYM_SIZE = 16 };
enum { PP_FEW_ROWS = 5 }; /* a file of fewer is one of few people */
enum {
    PP_SLIP_SIZE = 5
}; /* of each hash in `slips`; the identifier itself
      is one of its variants */
enum { PP_NO_DATE = PP_NO_DAY };

/*
 * Where rows are that memory should not hold: column by column, so many rows
 * at a time. Of `answers` and `totals` each instrument has its own.
 */
struct pp_batch_aside {
    struct pp_spool *spool;
    size_t n_rows;      /* of a block */
    size_t block_bytes; /* from one to the next */
    size_t line, day;   /* offsets in a block */
    bool has_days;
};

/*
 * One instrument's answers, a row for each person and wave, in file order. A
 * row may be none of this instrument's: its bit in `absent` is set.
 */
struct pp_batch_responses {
    size_t instrument; /* index into the plan's instruments */
    size_t n_rows;
    const uint32_t *person; /* index into the batch's people */
    const uint8_t *wave;    /* index into the plan's waves */
    const uint8_t *absent;  /* a bit for each row; NULL: none is */

    /* In memory, unless `aside` is set: read them by pp_batch_rows(). */
    const uint32_t *line;   /* physical line of the file the row began on */
    const int32_t *day;     /* days since 1970-01-01, or PP_NO_DATE */
    const int16_t *answers; /* n_rows x n_items, canonical codes */
    const double *totals;   /* n_rows x n_scales, NaN where none; NULL: none */
    const struct pp_batch_aside *aside;
    size_t aside_answers, aside_totals; /* offsets; 0: there are no totals */
};

/* What was seen of a person that an audit of the pairing should tell. */
enum pp_remark {
    PP_REMARK_TWICE,  /* answered twice at a wave, differently: one of the rows,
                         or both, was left out */
    PP_REMARK_REGIONS /* rows name different regions */
};

struct pp_batch_remark {
    uint32_t person, line; /* of the row that was left out, or differs */
    uint8_t wave, what;
};

struct pp_batch {
    const char *file;      /* its name, without folders */
    char hash[65];         /* BLAKE2b-256 of its bytes, hex; of a file of few
                              rows under the key, "k" first */
    char other_hash[65];   /* the other of these two; "": not known */
    const char *platform;  /* "google-forms", "csv" ... */
    const char *key_check; /* a text made from the key that tells keys apart
                              and says nothing of them; NULL: not known */
    size_t n_file_rows;    /* data rows, blank ones left out */
    size_t n_rows_taken, n_rows_rejected, n_cells_rejected;
    size_t n_rows_repeated; /* an earlier one, answer for answer: neither of
                               these */

    size_t n_rows_alike; /* without a code, and cell for cell an earlier one:
                            each was taken as a person's */
    const char *made_of; /* headings that people's codes stand under, a line
                            each: "region" and "group" for the row's; NULL:
                            they have none */
    bool is_counted;     /* the codes are 1, 2, 3 ... in the order of rows */

    size_t n_people;          /* distinct, in no order that tells anything */
    size_t n_people_left_out; /* of them: all whose answers were left out */
    const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE];
    /* Per person, packed keyed hashes of one-deletion variants, for near
       misses: a byte that counts them, and they. NULL: none. */
    struct pp_spool *slips;

    const struct pp_person_column *columns; /* region and group come first, */
    size_t n_columns; /* then the plan's, as it names them */
    const struct pp_person_number *numbers;
    size_t n_numbers;

    const struct pp_batch_responses *responses;
    size_t n_responses;

    const struct pp_batch_remark *remarks;
    size_t n_remarks;
};

/* Whether a hash, in either form, is that of the file. */
static inline bool pp_batch_is_of(const struct pp_batch *batch,
                                  const char *hash)
{
    return strcmp(batch->hash, hash) == 0 ||
           strcmp(batch->other_hash, hash) == 0;
}

static inline bool pp_batch_is_absent(const struct pp_batch_responses *of,
                                      size_t row)
{
    return of->absent != NULL && (of->absent[row >> 3] >> (row & 7) & 1) != 0;
}

/* Some rows of an instrument, in memory. */
struct pp_batch_rows {
    size_t first, n;
    const uint32_t *line;
    const int32_t *day; /* NULL: none has a day */
    const int16_t *answers;
    const double *totals; /* NULL: there are none */
    void *room;           /* of the reader's; pp_free() it in the end */
};

/*
 * Rows from `first` on: as many as lie together, all where they are in memory.
 * Zero *out before the first call; lent until the next one. What could not be
 * read is told by pp_batch_check().
 */
void pp_batch_rows(const struct pp_batch_responses *of, size_t n_items,
                   size_t n_scales, size_t first, struct pp_batch_rows *out);

/* Each person's slips in turn; n is 0 where there are none. */
void pp_batch_each_slips(const struct pp_batch *batch,
                         void (*take)(size_t person, const unsigned char *slips,
                                      size_t n, void *ctx),
                         void *ctx);

/* PP_EIO: something put aside could not be written or read back. */
int pp_batch_check(const struct pp_batch *batch, struct pp_error *err);

#endif
