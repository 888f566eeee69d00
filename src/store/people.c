#include "prepost/store/people.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/store/bulk.h"
#include "prepost/store/sql.h"

/* A person with what they are sorted by. */
struct key {
    uint64_t value;
    uint32_t person;
};

static int by_value(const void *a, const void *b)
{
    uint64_t x = ((const struct key *)a)->value;
    uint64_t y = ((const struct key *)b)->value;

    return (x > y) - (x < y);
}

/* Pseudonyms that begin with the same eight bytes; next to never. */
static void settle_ties(struct key *keys, size_t n,
                        const struct pp_batch *batch)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && keys[k].value == keys[k - 1].value; k--) {
            int order = memcmp(batch->pseudonyms[keys[k].person],
                               batch->pseudonyms[keys[k - 1].person],
                               PP_PSEUDONYM_SIZE);

            assert(order != 0); /* a batch names everyone once */
            if (order > 0)
                break;
            struct key moved = keys[k];
            keys[k] = keys[k - 1];
            keys[k - 1] = moved;
        }
}

static struct key *sort_by_pseudonym(const struct pp_batch *batch)
{
    struct key *keys = pp_alloc_array(batch->n_people, sizeof *keys);

    for (size_t i = 0; i < batch->n_people; i++) {
        uint64_t value = 0;

        for (int k = 0; k < 8; k++)
            value = value << 8 | batch->pseudonyms[i][k];
        keys[i] = (struct key){value, (uint32_t)i};
    }
    qsort(keys, batch->n_people, sizeof *keys, by_value);
    settle_ties(keys, batch->n_people, batch);
    return keys;
}

/* Sets number[] of who is there, 0 of who is not. */
static int find_known(struct pp_store *store, const struct pp_batch *batch,
                      const struct key *keys, int64_t *number,
                      struct pp_error *err)
{
    sqlite3_stmt *look;

    if (pp_sql_prepare(store,
                       "SELECT participant FROM participants WHERE pseudonym "
                       "= ?",
                       &look, err) != 0)
        return -1;
    int found = 0;
    for (size_t i = 0; i < batch->n_people && found >= 0; i++) {
        uint32_t person = keys[i].person;

        sqlite3_bind_blob(look, 1, batch->pseudonyms[person], PP_PSEUDONYM_SIZE,
                          SQLITE_STATIC);
        found = pp_sql_step(store, look, err);
        number[person] = found == 1 ? sqlite3_column_int64(look, 0) : 0;
        sqlite3_reset(look);
    }
    sqlite3_finalize(look);
    return found < 0 ? -1 : 0;
}

static int add_new(struct pp_store *store, const struct pp_batch *batch,
                   const struct key *keys, struct pp_people *people,
                   int64_t next, struct pp_error *err)
{
    struct pp_bulk bulk;
    size_t n_sent, n_missing;
    int result = 0;

    pp_bulk_init(&bulk, store,
                 "INSERT INTO participants (participant, pseudonym, slips)", 3,
                 people->n_new);
    for (size_t i = 0; i < people->n && result == 0; i++) {
        uint32_t person = keys[i].person;

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
        if (batch->slips != NULL && batch->slips[person] != NULL)
            sqlite3_bind_blob64(bulk.statement, bulk.at + 3,
                                batch->slips[person],
                                batch->n_slip_bytes[person], SQLITE_STATIC);
        else
            sqlite3_bind_null(bulk.statement, bulk.at + 3);
        result = pp_bulk_send(&bulk, &n_sent, &n_missing, err);
    }
    pp_bulk_clear(&bulk);
    return result;
}

static void sort_by_number(struct pp_people *people, struct key *keys)
{
    for (size_t i = 0; i < people->n; i++)
        keys[i].value = (uint64_t)people->number[keys[i].person];
    if (people->n_new < people->n)
        qsort(keys, people->n, sizeof *keys, by_value);
    for (size_t i = 0; i < people->n; i++)
        people->order[i] = keys[i].person;
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
    struct key *keys = sort_by_pseudonym(batch);
    int result = 0;

    if (last > 0)
        result = find_known(store, batch, keys, people->number, err);
    for (size_t i = 0; i < n; i++)
        people->n_new += people->number[i] == 0;
    if (result == 0)
        result = add_new(store, batch, keys, people, last + 1, err);
    if (result == 0)
        sort_by_number(people, keys);
    pp_free(keys);
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
