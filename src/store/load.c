#include "prepost/store/load.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "loading.h"
#include "prepost/base/alloc.h"
#include "prepost/base/jobs.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

/* --- people --------------------------------------------------------------- */

struct numbered {
    int64_t number;
    uint32_t place;
};

static int by_number(const void *a, const void *b)
{
    int64_t x = ((const struct numbered *)a)->number;
    int64_t y = ((const struct numbered *)b)->number;

    return (x > y) - (x < y);
}

/* One import numbers people by pseudonym, in which order they come. */
static void sort_by_number(struct numbered *people, size_t n)
{
    size_t i = 1;

    while (i < n && people[i - 1].number < people[i].number)
        i++;
    if (i < n)
        qsort(people, n, sizeof *people, by_number);
}

static int by_whole(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static const int64_t *find_number(const struct pp_loading *load, int64_t number)
{
    return load->n_people == 0 ? NULL
                               : bsearch(&number, load->numbers, load->n_people,
                                         sizeof number, by_whole);
}

static uint32_t *place_of(struct pp_loading *load, int64_t number)
{
    const int64_t *found = find_number(load, number);

    return found != NULL ? &load->place[found - load->numbers] : NULL;
}

/* Who is taken for another gets their place; the places close up. */
static void join_places(struct pp_loading *load)
{
    const struct pp_store *store = load->store;
    bool *gone = pp_alloc_zero(load->n_people, sizeof *gone);
    uint32_t *become = pp_alloc_array(load->n_people, sizeof *become);

    for (size_t i = 0; i < store->n_joins; i++) {
        uint32_t *from = place_of(load, store->joins[i].number);
        const uint32_t *to = place_of(load, store->joins[i].to);
        if (from == NULL || to == NULL || *from == *to)
            continue;
        gone[*from] = true;
        *from = *to;
    }
    for (size_t i = 0; i < load->n_people; i++) {
        become[i] = (uint32_t)load->n_places;
        load->n_places += !gone[i];
    }
    for (size_t i = 0; i < load->n_people; i++)
        load->place[i] = become[load->place[i]];
    pp_free(gone);
    pp_free(become);
}

static int read_people(struct pp_loading *load, struct pp_error *err)
{
    int64_t count;
    sqlite3_stmt *read;

    if (pp_sql_number(load->store, "SELECT count(*) FROM participants", 0,
                      &count, err) != 0 ||
        pp_sql_prepare(load->store,
                       "SELECT participant FROM participants ORDER BY "
                       "pseudonym",
                       &read, err) != 0)
        return -1;
    size_t n = (size_t)count;
    struct numbered *people = pp_alloc_array(n, sizeof *people);
    int found = 0;
    size_t i = 0;
    for (; i < n && (found = pp_sql_step(load->store, read, err)) == 1; i++)
        people[i] =
            (struct numbered){sqlite3_column_int64(read, 0), (uint32_t)i};
    sqlite3_finalize(read);
    sort_by_number(people, i);
    load->n_people = i;
    load->numbers = pp_alloc_array(n, sizeof *load->numbers);
    load->place = pp_alloc_array(n, sizeof *load->place);
    for (size_t k = 0; k < i; k++) {
        load->numbers[k] = people[k].number;
        load->place[k] = people[k].place;
    }
    join_places(load);
    pp_free(people);
    return found < 0 ? -1 : 0;
}

int pp_loading_walk_to(const struct pp_loading *load, int64_t number,
                       size_t *at, struct pp_error *err)
{
    if (*at < load->n_people && load->numbers[*at] > number) {
        const int64_t *found = find_number(load, number);

        *at = found != NULL ? (size_t)(found - load->numbers) : load->n_people;
    }
    while (*at < load->n_people && load->numbers[*at] < number)
        ++*at;
    if (*at == load->n_people || load->numbers[*at] != number)
        return pp_fail(err, PP_ESTORE,
                       "%s is damaged: there are answers of nobody; run "
                       "prepost verify",
                       load->store->path);
    return 0;
}

/* --- waves ---------------------------------------------------------------- */

static int read_waves(struct pp_loading *load, struct pp_error *err)
{
    const struct pp_plan *plan = load->plan;
    sqlite3_stmt *read;
    int found;

    for (size_t i = 0; i <= UINT8_MAX; i++)
        load->wave_of[i] = -1;
    if (pp_sql_prepare(load->store, "SELECT wave, id FROM waves", &read, err) !=
        0)
        return -1;
    while ((found = pp_sql_step(load->store, read, err)) == 1) {
        int number = sqlite3_column_int(read, 0);
        const char *id = pp_sql_text_in(read, 1);

        if (number < 0 || number > UINT8_MAX) /* none of ours has these */
            continue;
        for (size_t i = 0; i < plan->n_waves; i++)
            if (strcmp(plan->waves[i].id, id) == 0)
                load->wave_of[number] = (int)i;
    }
    sqlite3_finalize(read);
    return found;
}

/* --- in two threads ------------------------------------------------------- */

/*
 * Of many people, a second thread reads every other table or so, whichever is
 * next, by a connection of its own. Nobody can change the store meanwhile: the
 * first connection has read from it in its transaction.
 */
struct tables {
    struct pp_loaded_rows *rows; /* per instrument of the plan */
    size_t n, next;              /* the next under the lock */
    pthread_mutex_t lock;
};

struct reader {
    struct pp_loading load;
    struct tables *tables;
    size_t failed; /* the table that could not be read; else their number */
    struct pp_error err;
};

static size_t take_table(struct tables *tables)
{
    pthread_mutex_lock(&tables->lock);
    size_t i = tables->next < tables->n ? tables->next++ : tables->n;
    pthread_mutex_unlock(&tables->lock);
    return i;
}

static void *read_tables(void *ctx)
{
    struct reader *reader = ctx;
    struct tables *tables = reader->tables;
    size_t i;

    while (reader->failed == tables->n && (i = take_table(tables)) < tables->n)
        if (pp_loading_rows_read(&reader->load,
                                 reader->load.plan->instruments[i].instrument,
                                 &tables->rows[i], &reader->err) != 0)
            reader->failed = i;
    return NULL;
}

static int read_in_threads(struct pp_loading *load, struct tables *tables,
                           struct pp_error *err)
{
    struct reader readers[2] = {
        {.load = *load, .tables = tables, .failed = tables->n},
        {.load = *load, .tables = tables, .failed = tables->n}};
    struct pp_store *beside = NULL;
    pthread_t second;

    if (load->n_people >= PP_JOBS_WORTH && tables->n > 1)
        beside = pp_store_open_beside(load->store);
    readers[1].load.store = beside;
    bool is_running =
        beside != NULL &&
        pthread_create(&second, NULL, read_tables, &readers[1]) == 0;
    read_tables(&readers[0]);
    if (is_running)
        pthread_join(second, NULL);
    pp_store_close(beside);
    /* What one thread alone would have met first. */
    const struct reader *first =
        readers[1].failed < readers[0].failed ? &readers[1] : &readers[0];
    if (first->failed == tables->n)
        return 0;
    *err = first->err;
    return -1;
}

/* Which of several answers came first matters only where codes are joined. */
static bool needs_origin(const struct pp_loading *load)
{
    return load->store->n_joins > 0;
}

static int read_responses(struct pp_loading *load, struct pp_dataset *out,
                          struct pp_error *err)
{
    size_t n = load->plan->n_instruments;
    struct pp_responses *responses =
        pp_pool_array(load->pool, n, sizeof *responses);
    struct tables tables = {.rows = pp_alloc_zero(n, sizeof *tables.rows),
                            .n = n};

    for (size_t i = 0; i < n; i++) {
        const struct pp_instrument *instrument =
            load->plan->instruments[i].instrument;
        tables.rows[i] =
            (struct pp_loaded_rows){.n_items = instrument->n_items,
                                    .n_scales = instrument->n_scales,
                                    .has_origin = needs_origin(load),
                                    .is_sorted = true};
        responses[i] = (struct pp_responses){.instrument = instrument};
    }
    pthread_mutex_init(&tables.lock, NULL);
    int result = read_in_threads(load, &tables, err);
    pthread_mutex_destroy(&tables.lock);
    for (size_t i = 0; i < n && result == 0; i++) {
        pp_loading_rows_sort(load, &tables.rows[i]);
        if (load->store->n_joins > 0)
            pp_loading_settle_joined(load, &tables.rows[i]);
    }
    if (result == 0 && load->order == PP_BY_ANSWERS)
        pp_loading_put_in_order(load, tables.rows, out);
    for (size_t i = 0; i < n; i++) {
        if (result == 0)
            pp_loading_rows_give(load, &tables.rows[i], &responses[i]);
        else
            pp_loading_rows_clear(&tables.rows[i]);
    }
    pp_free(tables.rows);
    out->responses = responses;
    out->n_responses = n;
    return result;
}

/* --- all of it ------------------------------------------------------------ */

static int read_all(struct pp_loading *load, struct pp_dataset *out,
                    struct pp_error *err)
{
    if (pp_tables_check_codings(load->store, load->plan, err) != 0 ||
        read_waves(load, err) != 0 || read_people(load, err) != 0 ||
        pp_loading_columns(load, out, err) != 0 ||
        read_responses(load, out, err) != 0)
        return -1;
    out->n_participants = load->n_places;
    out->n_joined = load->n_people - load->n_places;
    out->n_joined_twice = load->n_twice;
    return 0;
}

int pp_store_load(struct pp_store *store, const struct pp_plan *plan,
                  enum pp_people_order order, struct pp_pool *pool,
                  const struct pp_dataset **out, struct pp_error *err)
{
    struct pp_loading load = {
        .store = store, .plan = plan, .order = order, .pool = pool};
    struct pp_dataset *dataset = pp_pool_alloc(pool, sizeof *dataset);
    /* One moment in time, even if somebody imports meanwhile. */
    int result = store->in_transaction ? 0 : pp_sql_run(store, "BEGIN", err);

    *out = NULL;
    if (result == 0)
        result = read_all(&load, dataset, err);
    if (!store->in_transaction)
        pp_sql_take_back(store, "ROLLBACK");
    pp_free(load.numbers);
    pp_free(load.place);
    if (result == 0)
        *out = dataset;
    return result;
}
