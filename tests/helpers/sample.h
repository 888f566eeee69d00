#ifndef PREPOST_TESTS_HELPERS_SAMPLE_H
#define PREPOST_TESTS_HELPERS_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/pool.h"
#include "prepost/model/batch.h"
#include "prepost/model/plan.h"

/*
 * A small plan and made-up batches for tests of the store: two instruments
 * ("mood", three items 0 to 3, the last reversed; "hope", two items 1 to 4,
 * with given totals), waves "before" and "after", a person column "age band"
 * and a person number "sessions".
 */
const struct pp_plan *sample_plan(struct pp_pool *pool,
                                  enum pp_same_twice policy);

struct sample_batch {
    struct pp_batch batch;
    /* The same, to be changed by the test before it is used. */
    unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE];
    uint32_t *person[2];
    uint8_t *wave[2];
    uint32_t *line[2];
    int32_t *day[2];
    int16_t *answers[2];
    double *totals[2];
    uint16_t *region, *group, *age;
    double *sessions;
    size_t n_items[2];
};

/*
 * People first to first + n - 1, each with one row at `wave`, in instruments
 * both; everything about person i is a function of i, wave and seed alone.
 */
struct sample_batch *sample_batch(struct pp_pool *pool, const char *file,
                                  size_t first, size_t n, uint8_t wave,
                                  uint64_t seed);

/* The same rows in another order. */
void sample_shuffle(struct sample_batch *batch, uint64_t seed);

/* What files' hashes are put under the key with: any 32 bytes. */
#define SAMPLE_KEY ((const unsigned char *)"a key of files, of 32 bytes long")

/* What a pseudonym of person i looks like. */
void sample_pseudonym(unsigned char out[PP_PSEUDONYM_SIZE], size_t i);

/* A fresh folder for a test's files; and its removal. */
char *sample_folder(void);
void sample_remove_folder(char *folder);

#endif
