#include "prepost/store/people.h"

#include "newcomers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/jobs.h"
#include "prepost/store/bulk.h"
#include "prepost/store/digest.h"
#include "prepost/store/sql.h"

/* --- order ---------------------------------------------------------------- */

enum { BIN_BITS = 16, MANY = 32 };

static size_t bin_of(const struct pp_batch *batch, uint32_t person)
{
    const unsigned char *pseudonym = batch->pseudonyms[person];

    return (size_t)pseudonym[0] << 8 | pseudonym[1];
}

static int by_pseudonym(const void *a, const void *b, void *ctx)
{
    const struct pp_batch *batch = ctx;

    return memcmp(batch->pseudonyms[*(const uint32_t *)a],
                  batch->pseudonyms[*(const uint32_t *)b], PP_PSEUDONYM_SIZE);
}

static void sort_few(const struct pp_batch *batch, uint32_t *order, size_t n)
{
    if (n > MANY) {
        qsort_r(order, n, sizeof *order, by_pseudonym, (void *)batch);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        uint32_t person = order[i];
        size_t k = i;

        for (; k > 0 && by_pseudonym(&person, &order[k - 1], (void *)batch) < 0;
             k--)
            order[k] = order[k - 1];
        order[k] = person;
    }
}

/* The key has spread them evenly: into bins first, then within a bin. */
static void sort_by_pseudonym(const struct pp_batch *batch, uint32_t *order)
{
    size_t *end = pp_alloc_zero(((size_t)1 << BIN_BITS) + 1, sizeof *end);

    for (uint32_t i = 0; i < batch->n_people; i++)
        end[bin_of(batch, i) + 1]++;
    for (size_t b = 0; b < (size_t)1 << BIN_BITS; b++)
        end[b + 1] += end[b];
    for (uint32_t i = 0; i < batch->n_people; i++)
        order[end[bin_of(batch, i)]++] = i;
    /* Each bin's start has become its end, which is the next one's start. */
    for (size_t b = 0, start = 0; b < (size_t)1 << BIN_BITS; b++) {
        for (size_t i = end[b]; i < end[b] + MANY && i < batch->n_people; i++)
            __builtin_prefetch(batch->pseudonyms[order[i]]);
        sort_few(batch, order + start, end[b] - start);
        start = end[b];
    }
    pp_free(end);
}

static int by_number(const void *a, const void *b, void *ctx)
{
    const int64_t *number = ctx;
    int64_t x = number[*(const uint32_t *)a], y = number[*(const uint32_t *)b];

    return (x > y) - (x < y);
}

/* --- entering ------------------------------------------------------------- */

/* Sets number[] of who is there, 0 of who is not. */
static int find_known(struct pp_store *store, const struct pp_batch *batch,
                      struct pp_people *people, struct pp_error *err)
{
    sqlite3_stmt *look;

    if (pp_sql_prepare(store,
                       "SELECT participant FROM participants WHERE pseudonym "
                       "= ?",
                       &look, err) != 0)
        return -1;
    int found = 0;
    for (size_t i = 0; i < batch->n_people && found >= 0; i++) {
        uint32_t person = people->order[i];

        sqlite3_bind_blob(look, 1, batch->pseudonyms[person], PP_PSEUDONYM_SIZE,
                          SQLITE_STATIC);
        found = pp_sql_step(store, look, err);
        people->number[person] = found == 1 ? sqlite3_column_int64(look, 0) : 0;
        sqlite3_reset(look);
    }
    sqlite3_finalize(look);
    return found < 0 ? -1 : 0;
}

void pp_people_clear(struct pp_people *people)
{
    pp_free(people->number);
    pp_free(people->order);
    *people = (struct pp_people){0};
}

int pp_people_enter(struct pp_store *store, const struct pp_batch *batch,
                    struct pp_people *people, struct pp_error *err)
{
    size_t n = batch->n_people;
    int64_t last;

    *people = (struct pp_people){
        .n = n,
        .number = pp_alloc_zero(n, sizeof(int64_t)),
        .order = pp_alloc_array(n, sizeof(uint32_t)),
    };
    if (pp_sql_number(store, "SELECT max(participant) FROM participants", 0,
                      &last, err) != 0)
        return -1;
    int result = 0;

    sort_by_pseudonym(batch, people->order);
    if (last > 0)
        result = find_known(store, batch, people, err);
    for (size_t i = 0; i < n; i++)
        people->n_new += people->number[i] == 0;
    if (result == 0)
        result = pp_newcomers_add(store, batch, people, last + 1, err);
    if (people->n_new < n)
        qsort_r(people->order, n, sizeof *people->order, by_number,
                people->number);
    return result;
}

/* --- what is said of them ------------------------------------------------- */

static char *background_head(const struct pp_batch *batch)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    pp_buffer_puts(&sql, "INSERT INTO background (participant, import");
    for (size_t i = 0; i < batch->n_columns; i++) {
        pp_buffer_puts(&sql, ", ");
        pp_sql_name(&sql, batch->columns[i].name);
    }
    for (size_t i = 0; i < batch->n_numbers; i++) {
        pp_buffer_puts(&sql, ", ");
        pp_sql_name(&sql, batch->numbers[i].name);
    }
    pp_buffer_putc(&sql, ')');
    return pp_buffer_take(&sql);
}

/* While rows go in, a second thread finds what they add to the check sum. */
struct described {
    const struct pp_batch *batch;
    const struct pp_people *people;
    int64_t import;
    struct pp_bulk bulk;
    uint64_t digest;
    int result;
    struct pp_error err;
};

enum { AHEAD = 12 }; /* people who are fetched before they are needed */

static void fetch_described(const struct pp_batch *batch,
                            const struct pp_people *people, size_t row)
{
    if (row + AHEAD >= people->n)
        return;
    uint32_t person = people->order[row + AHEAD];
    __builtin_prefetch(&people->number[person]);
    for (size_t i = 0; i < batch->n_columns; i++)
        __builtin_prefetch(&batch->columns[i].level[person]);
    for (size_t i = 0; i < batch->n_numbers; i++)
        __builtin_prefetch(&batch->numbers[i].value[person]);
}

static void give_described(sqlite3_context *out, size_t row, size_t column,
                           void *ctx)
{
    const struct described *all = ctx;
    const struct pp_batch *batch = all->batch;
    uint32_t person = all->people->order[row];

    if (column == 0) {
        fetch_described(batch, all->people, row);
        sqlite3_result_int64(out, all->people->number[person]);
    } else if (column == 1) {
        sqlite3_result_int64(out, all->import);
    } else if (column - 2 < batch->n_columns) {
        const struct pp_person_column *texts = &batch->columns[column - 2];
        uint16_t level = texts->level[person];

        if (level != PP_NO_LEVEL)
            sqlite3_result_text(out, texts->levels[level], -1, SQLITE_STATIC);
    } else {
        double value =
            batch->numbers[column - 2 - batch->n_columns].value[person];

        if (!isnan(value))
            sqlite3_result_double(out, value);
    }
}

/* Adds what a column says of everyone to the sum. */
static uint64_t digest_of_levels(const struct pp_person_column *texts,
                                 const struct pp_people *people)
{
    uint64_t column = pp_digest_name(texts->name), sum = 0;
    uint64_t *level = pp_alloc_array(texts->n_levels, sizeof *level);

    for (size_t i = 0; i < texts->n_levels; i++)
        level[i] = pp_digest_name(texts->levels[i]);
    for (size_t i = 0; i < people->n; i++)
        if (texts->level[i] != PP_NO_LEVEL)
            sum += pp_digest_text(pp_digest_person(people->number[i]), column,
                                  level[texts->level[i]]);
    pp_free(level);
    return sum;
}

static uint64_t digest_of_numbers(const struct pp_person_number *numbers,
                                  const struct pp_people *people)
{
    uint64_t column = pp_digest_name(numbers->name), sum = 0;

    for (size_t i = 0; i < people->n; i++)
        if (!isnan(numbers->value[i]))
            sum += pp_digest_real(pp_digest_person(people->number[i]), column,
                                  numbers->value[i]);
    return sum;
}

/* As pp_digest_of_background() adds them up when they are read. */
static void find_digest(void *ctx)
{
    struct described *all = ctx;
    uint64_t sum = 0;

    for (size_t i = 0; i < all->people->n; i++)
        sum += pp_digest_mix(pp_digest_person(all->people->number[i]));
    for (size_t c = 0; c < all->batch->n_columns; c++)
        sum += digest_of_levels(&all->batch->columns[c], all->people);
    for (size_t c = 0; c < all->batch->n_numbers; c++)
        sum += digest_of_numbers(&all->batch->numbers[c], all->people);
    all->digest = sum;
}

static void put_described(void *ctx)
{
    struct described *all = ctx;
    size_t n_missing;

    all->result =
        pp_bulk_put(&all->bulk, 0, all->people->n, &n_missing, &all->err);
}

static int note_digest(struct pp_store *store, const struct described *all,
                       struct pp_error *err)
{
    sqlite3_stmt *put;

    if (pp_sql_prepare(store,
                       "UPDATE imports SET people_digest = ?2 WHERE import = "
                       "?1",
                       &put, err) != 0)
        return -1;
    sqlite3_bind_int64(put, 1, all->import);
    sqlite3_bind_int64(put, 2, (sqlite3_int64)all->digest);
    int result = pp_sql_step(store, put, err);
    sqlite3_finalize(put);
    return result;
}

int pp_people_describe(struct pp_store *store, const struct pp_batch *batch,
                       const struct pp_people *people, int64_t import,
                       struct pp_error *err)
{
    struct described all = {.batch = batch, .people = people, .import = import};
    const struct pp_job jobs[] = {{put_described, &all}, {find_digest, &all}};
    char *head = background_head(batch);
    int result = pp_bulk_init(&all.bulk, store, head,
                              2 + batch->n_columns + batch->n_numbers,
                              give_described, &all, err);

    if (result == 0) {
        pp_jobs_run(jobs, 2, people->n >= PP_JOBS_WORTH ? 2 : 1);
        result = all.result;
        if (result != 0)
            *err = all.err;
    }
    if (result == 0)
        result = note_digest(store, &all, err);
    pp_bulk_clear(&all.bulk);
    pp_free(head);
    return result;
}
