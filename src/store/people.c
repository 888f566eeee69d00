#include "prepost/store/people.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/store/bulk.h"
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

/*
 * The slips of so many people in the order in which they go in. They lie in
 * the order in which people came: each window reads all of them once.
 */
struct slips {
    const uint32_t *rank; /* of each person in the order */
    size_t from, n;       /* ranks */
    struct {
        size_t start, length;
    } * at;
    struct pp_buffer bytes;
};

enum { SLIPS_AT_ONCE = 1 << 18 };

static void take_slips(size_t person, const unsigned char *slips, size_t n,
                       void *ctx)
{
    struct slips *window = ctx;
    size_t place = window->rank[person] - window->from;

    if (window->rank[person] < window->from || place >= window->n)
        return;
    window->at[place].start = window->bytes.length;
    window->at[place].length = n;
    if (n > 0)
        pp_buffer_append(&window->bytes, (const char *)slips, n);
}

static void read_slips(const struct pp_batch *batch, struct slips *window,
                       size_t from)
{
    size_t left = batch->n_people - from;

    window->from = from;
    window->n = left < SLIPS_AT_ONCE ? left : SLIPS_AT_ONCE;
    window->bytes.length = 0;
    if (window->at == NULL)
        window->at = pp_alloc_array(window->n, sizeof *window->at);
    pp_batch_each_slips(batch, take_slips, window);
}

/* SQLite copies them, for which it may have no memory. */
static int bind_slips(struct pp_store *store, const struct pp_bulk *bulk,
                      const struct slips *window, size_t rank,
                      struct pp_error *err)
{
    size_t place = rank - window->from, n = window->at[place].length;
    int code = n == 0
                   ? sqlite3_bind_null(bulk->statement, bulk->at + 3)
                   : sqlite3_bind_blob64(
                         bulk->statement, bulk->at + 3,
                         window->bytes.data + window->at[place].start, n,
                         SQLITE_TRANSIENT);

    return code == SQLITE_OK ? 0 : pp_sql_fail(store, err);
}

static uint32_t *ranks_of(const struct pp_people *people)
{
    uint32_t *rank = pp_alloc_array(people->n, sizeof *rank);

    for (size_t i = 0; i < people->n; i++)
        rank[people->order[i]] = (uint32_t)i;
    return rank;
}

static int add_new(struct pp_store *store, const struct pp_batch *batch,
                   struct pp_people *people, int64_t next, struct pp_error *err)
{
    uint32_t *rank = ranks_of(people);
    struct slips window = {.rank = rank};
    struct pp_bulk bulk;
    size_t n_sent, n_missing;
    int result = 0;

    pp_bulk_init(&bulk, store,
                 "INSERT INTO participants (participant, pseudonym, slips)", 3,
                 people->n_new);
    for (size_t i = 0; i < people->n && result == 0; i++) {
        uint32_t person = people->order[i];

        if (i == window.from + window.n)
            read_slips(batch, &window, i);
        if (people->number[person] != 0)
            continue;
        people->number[person] = next++;
        result = pp_bulk_row(&bulk, err);
        if (result != 0)
            break;
        sqlite3_bind_int64(bulk.statement, bulk.at + 1, people->number[person]);
        sqlite3_bind_blob(bulk.statement, bulk.at + 2,
                          batch->pseudonyms[person], PP_PSEUDONYM_SIZE,
                          SQLITE_STATIC);
        result = bind_slips(store, &bulk, &window, i, err);
        if (result == 0)
            result = pp_bulk_send(&bulk, &n_sent, &n_missing, err);
    }
    pp_bulk_clear(&bulk);
    pp_buffer_clear(&window.bytes);
    pp_free(window.at);
    pp_free(rank);
    return result;
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
        result = add_new(store, batch, people, last + 1, err);
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

static void bind_background(const struct pp_bulk *bulk,
                            const struct pp_batch *batch, uint32_t person)
{
    int at = bulk->at + 3;

    for (size_t i = 0; i < batch->n_columns; i++, at++) {
        const struct pp_person_column *column = &batch->columns[i];
        uint16_t level = column->level[person];

        if (level != PP_NO_LEVEL)
            sqlite3_bind_text(bulk->statement, at, column->levels[level], -1,
                              SQLITE_STATIC);
        else
            sqlite3_bind_null(bulk->statement, at);
    }
    for (size_t i = 0; i < batch->n_numbers; i++, at++) {
        double value = batch->numbers[i].value[person];

        if (!isnan(value))
            sqlite3_bind_double(bulk->statement, at, value);
        else
            sqlite3_bind_null(bulk->statement, at);
    }
}

int pp_people_describe(struct pp_store *store, const struct pp_batch *batch,
                       const struct pp_people *people, int64_t import,
                       struct pp_error *err)
{
    char *head = background_head(batch);
    size_t n_sent, n_missing;
    struct pp_bulk bulk;
    int result = 0;

    pp_bulk_init(&bulk, store, head, 2 + batch->n_columns + batch->n_numbers,
                 people->n);
    pp_free(head);
    for (size_t i = 0; i < people->n && result == 0; i++) {
        uint32_t person = people->order[i];

        result = pp_bulk_row(&bulk, err);
        if (result != 0)
            break;
        sqlite3_bind_int64(bulk.statement, bulk.at + 1, people->number[person]);
        sqlite3_bind_int64(bulk.statement, bulk.at + 2, import);
        bind_background(&bulk, batch, person);
        result = pp_bulk_send(&bulk, &n_sent, &n_missing, err);
    }
    pp_bulk_clear(&bulk);
    return result;
}
