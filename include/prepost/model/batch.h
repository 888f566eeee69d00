#ifndef PREPOST_MODEL_BATCH_H
#define PREPOST_MODEL_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/pool.h"
#include "prepost/model/dataset.h"

/*
 * What one file brought: ingest makes it, the store takes it, and neither
 * knows the other. Identifiers are pseudonyms already; no name, no free text
 * and no answer that the instrument does not allow can be in it.
 */

enum { PP_PSEUDONYM_SIZE = 16 };
enum { PP_SLIP_SIZE = 5 }; /* of each hash in `slips`; the identifier itself
                              is one of its variants */
enum { PP_NO_DATE = PP_NO_DAY };

/* One instrument's answers, a row for each person and wave, in file order. */
struct pp_batch_responses {
    size_t instrument; /* index into the plan's instruments */
    size_t n_rows;
    const uint32_t *person; /* index into the batch's people */
    const uint8_t *wave;    /* index into the plan's waves */
    const uint32_t *line;   /* physical line of the file the row began on */
    const int32_t *day;     /* days since 1970-01-01, or PP_NO_DATE */
    const int16_t *answers; /* n_rows x n_items, canonical codes */
    const double *totals;   /* n_rows x n_scales, NaN where none; NULL: none */
};

struct pp_batch {
    const char *file;     /* its name, without folders */
    char hash[65];        /* BLAKE2b-256 of its bytes, hex */
    const char *platform; /* "google-forms", "csv" ... */
    const char *key_check; /* a text made from the key that tells keys apart
                              and says nothing of them; NULL: not known */
    size_t n_file_rows;   /* data rows, blank ones left out */
    size_t n_rows_taken, n_rows_rejected, n_cells_rejected;

    size_t n_people; /* distinct, in no order that tells anything */
    const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE];
    const unsigned char *const *slips; /* per person: packed keyed hashes of */
    const size_t *n_slip_bytes;        /* one-deletion variants, for near misses */

    const struct pp_person_column *columns; /* region and group come first, */
    size_t n_columns;                       /* then the plan's, as it names them */
    const struct pp_person_number *numbers;
    size_t n_numbers;

    const struct pp_batch_responses *responses;
    size_t n_responses;
};

#endif
