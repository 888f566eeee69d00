#include "prepost/store/load.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

/* What is needed while a dataset is filled. */
struct load {
    struct pp_store *store;
    const struct pp_plan *plan;
    struct pp_pool *pool;
    size_t n_people;
    int64_t *numbers;           /* of participants, ascending */
    uint32_t *place;            /* of the same, in the dataset */
    int wave_of[UINT8_MAX + 1]; /* the store's wave -> the plan's; or -1 */
};

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

static int read_people(struct load *load, struct pp_error *err)
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
    qsort(people, i, sizeof *people, by_number);
    load->n_people = i;
    load->numbers = pp_alloc_array(n, sizeof *load->numbers);
    load->place = pp_alloc_array(n, sizeof *load->place);
    for (size_t k = 0; k < i; k++) {
        load->numbers[k] = people[k].number;
        load->place[k] = people[k].place;
    }
    pp_free(people);
    return found < 0 ? -1 : 0;
}

/*
 * Walks on to a number while rows come by ascending number; *at keeps the
 * place. Returns -1 if there is no such participant.
 */
static int walk_to(const struct load *load, int64_t number, size_t *at,
                   struct pp_error *err)
{
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

static int read_waves(struct load *load, struct pp_error *err)
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
        const char *id = (const char *)sqlite3_column_text(read, 1);

        for (size_t i = 0; i < plan->n_waves && number <= UINT8_MAX; i++)
            if (strcmp(plan->waves[i].id, id) == 0)
                load->wave_of[number] = (int)i;
    }
    sqlite3_finalize(read);
    return found;
}

static int fail_wave(struct load *load, int number, struct pp_error *err)
{
    sqlite3_stmt *read;
    const char *id = "?";

    if (pp_sql_prepare(load->store, "SELECT id FROM waves WHERE wave = ?",
                       &read, err) != 0)
        return -1;
    sqlite3_bind_int(read, 1, number);
    int found = pp_sql_step(load->store, read, err);
    if (found == 1)
        id = (const char *)sqlite3_column_text(read, 0);
    if (found >= 0)
        pp_fail(err, PP_EDATA,
                "%s: there are answers at wave \"%s\" in %s, which the plan "
                "does not name",
                load->plan->file, id, load->store->path);
    sqlite3_finalize(read);
    return -1;
}

/* --- answers -------------------------------------------------------------- */

/* One instrument's rows as they come, by participant's number. */
struct rows {
    size_t n, n_items, n_scales;
    uint32_t *participant; /* place in the dataset */
    uint8_t *wave;
    int16_t *answers;
    int32_t *day;
    double *totals;
    bool is_sorted, has_totals, has_days;
};

static void make_rows(struct rows *rows, struct pp_pool *pool,
                      const struct pp_instrument *instrument, size_t n)
{
    *rows =
        (struct rows){.n = n,
                      .n_items = instrument->n_items,
                      .n_scales = instrument->n_scales,
                      .participant = pp_pool_array(pool, n, sizeof(uint32_t)),
                      .wave = pp_pool_array(pool, n, sizeof(uint8_t)),
                      .day = pp_pool_array(pool, n, sizeof(int32_t)),
                      .answers = pp_pool_array(pool, n * instrument->n_items,
                                               sizeof(int16_t)),
                      .is_sorted = true};
}

/* The totals' columns are made when the first total is seen. */
static void set_total(struct rows *rows, struct pp_pool *pool, size_t at,
                      double total)
{
    if (!rows->has_totals) {
        size_t n = rows->n * rows->n_scales;

        rows->has_totals = true;
        rows->totals = pp_pool_array(pool, n, sizeof(double));
        for (size_t i = 0; i < n; i++)
            rows->totals[i] = NAN;
    }
    rows->totals[at] = total;
}

static void read_row(struct rows *rows, struct pp_pool *pool, size_t row,
                     sqlite3_stmt *read)
{
    int at = 3;

    rows->day[row] = PP_NO_DAY;
    if (sqlite3_column_type(read, 2) != SQLITE_NULL) {
        rows->day[row] = sqlite3_column_int(read, 2);
        rows->has_days = true;
    }
    for (size_t i = 0; i < rows->n_items; i++, at++)
        rows->answers[row * rows->n_items + i] =
            sqlite3_column_type(read, at) == SQLITE_NULL
                ? PP_ANSWER_MISSING
                : (int16_t)sqlite3_column_int(read, at);
    for (size_t i = 0; i < rows->n_scales; i++, at++)
        if (sqlite3_column_type(read, at) != SQLITE_NULL)
            set_total(rows, pool, row * rows->n_scales + i,
                      sqlite3_column_double(read, at));
    if (row > 0 && (rows->participant[row] < rows->participant[row - 1] ||
                    (rows->participant[row] == rows->participant[row - 1] &&
                     rows->wave[row] < rows->wave[row - 1])))
        rows->is_sorted = false;
}

static char *select_rows(const struct pp_instrument *instrument)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    pp_buffer_puts(&sql, "SELECT participant, wave, day");
    pp_tables_value_columns(instrument, &sql);
    pp_buffer_puts(&sql, " FROM ");
    pp_sql_name(&sql, instrument->id);
    pp_buffer_puts(&sql, " ORDER BY participant, wave");
    return pp_buffer_take(&sql);
}

static int fill_rows(struct load *load, struct rows *rows, sqlite3_stmt *read,
                     struct pp_error *err)
{
    size_t n = 0, at = 0;
    int found = 0;

    while (n < rows->n && (found = pp_sql_step(load->store, read, err)) == 1) {
        int wave = sqlite3_column_int(read, 1);

        if (walk_to(load, sqlite3_column_int64(read, 0), &at, err) != 0)
            return -1;
        if (wave < 0 || wave > UINT8_MAX || load->wave_of[wave] < 0)
            return fail_wave(load, wave, err);
        rows->participant[n] = load->place[at];
        rows->wave[n] = (uint8_t)load->wave_of[wave];
        read_row(rows, load->pool, n, read);
        n++;
    }
    rows->n = n;
    return found < 0 ? -1 : 0;
}

/* Rows by place, then wave: bins for places, insertion for the few waves. */
static uint32_t *order_rows(const struct load *load, const struct rows *rows)
{
    uint32_t *next = pp_alloc_zero(load->n_people + 1, sizeof *next);
    uint32_t *order = pp_alloc_array(rows->n, sizeof *order);

    for (size_t i = 0; i < rows->n; i++)
        next[rows->participant[i] + 1]++;
    for (size_t i = 0; i < load->n_people; i++)
        next[i + 1] += next[i];
    for (size_t i = 0; i < rows->n; i++)
        order[next[rows->participant[i]]++] = (uint32_t)i;
    for (size_t i = 1; i < rows->n; i++) {
        uint32_t row = order[i];
        size_t k = i;

        for (; k > 0 &&
               rows->participant[order[k - 1]] == rows->participant[row] &&
               rows->wave[order[k - 1]] > rows->wave[row];
             k--)
            order[k] = order[k - 1];
        order[k] = row;
    }
    pp_free(next);
    return order;
}

static void permute_rows(struct load *load, struct rows *rows,
                         const struct pp_instrument *instrument)
{
    uint32_t *order = order_rows(load, rows);
    struct rows out;

    make_rows(&out, load->pool, instrument, rows->n);
    if (rows->has_totals)
        out.totals =
            pp_pool_array(load->pool, rows->n * rows->n_scales, sizeof(double));
    for (size_t i = 0; i < rows->n; i++) {
        size_t from = order[i];

        out.participant[i] = rows->participant[from];
        out.wave[i] = rows->wave[from];
        out.day[i] = rows->day[from];
        memcpy(out.answers + i * rows->n_items,
               rows->answers + from * rows->n_items,
               rows->n_items * sizeof(int16_t));
        if (rows->has_totals)
            memcpy(out.totals + i * rows->n_scales,
                   rows->totals + from * rows->n_scales,
                   rows->n_scales * sizeof(double));
    }
    out.has_days = rows->has_days;
    pp_free(order);
    *rows = out;
}

static int count_rows(struct load *load, const struct pp_instrument *instrument,
                      int64_t *count, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    pp_buffer_puts(&sql, "SELECT count(*) FROM ");
    pp_sql_name(&sql, instrument->id);
    int result = pp_sql_number(load->store, sql.data, 0, count, err);
    pp_buffer_clear(&sql);
    return result;
}

/* 1: the store has the instrument; 0: nothing was imported for it yet. */
static int has_table(struct load *load, const struct pp_instrument *instrument,
                     struct pp_error *err)
{
    return pp_tables_has_column(load->store, instrument->id, "participant",
                                err);
}

/* The definition may have gained an item since the last import. */
static int check_items(struct load *load,
                       const struct pp_instrument *instrument,
                       struct pp_error *err)
{
    for (size_t i = 0; i < instrument->n_items; i++) {
        int has = pp_tables_has_column(load->store, instrument->id,
                                       instrument->items[i].id, err);

        if (has == 0)
            return pp_fail(err, PP_EDATA,
                           "%s: %s has no answers to %s: they were imported "
                           "with another definition; import the files again "
                           "with --replace",
                           instrument->file, load->store->path,
                           instrument->items[i].id);
        if (has < 0)
            return -1;
    }
    return 0;
}

static int read_responses(struct load *load,
                          const struct pp_instrument *instrument,
                          struct pp_responses *out, struct pp_error *err)
{
    struct rows rows = {.n_items = instrument->n_items};
    sqlite3_stmt *read = NULL;
    int64_t count = 0;

    *out = (struct pp_responses){.instrument = instrument};
    int has = has_table(load, instrument, err);
    if (has <= 0)
        return has;
    char *sql = select_rows(instrument);
    int result = count_rows(load, instrument, &count, err);
    if (result == 0)
        result = pp_sql_prepare(load->store, sql, &read, err);
    if (result != 0)
        check_items(load, instrument, err); /* to say it better */
    if (result == 0) {
        make_rows(&rows, load->pool, instrument, (size_t)count);
        result = fill_rows(load, &rows, read, err);
    }
    if (result == 0 && !rows.is_sorted)
        permute_rows(load, &rows, instrument);
    sqlite3_finalize(read);
    pp_free(sql);
    out->n_rows = rows.n;
    out->participant = rows.participant;
    out->wave = rows.wave;
    out->day = rows.has_days ? rows.day : NULL;
    out->answers = rows.answers;
    out->totals = rows.totals;
    return result;
}

/* --- what is known of people ---------------------------------------------- */

/* Texts and the numbers they were given, by open addressing. */
struct levels {
    const char **texts;
    size_t n, capacity;
    uint32_t *slots; /* 1 + index; 0: free */
    size_t n_slots;
};

static size_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(1469598103934665603); /* FNV-1a */

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 29);
}

static void put_slot(struct levels *levels, size_t index)
{
    size_t slot = hash_text(levels->texts[index]) & (levels->n_slots - 1);

    while (levels->slots[slot] != 0)
        slot = (slot + 1) & (levels->n_slots - 1);
    levels->slots[slot] = (uint32_t)index + 1;
}

static void grow_slots(struct levels *levels)
{
    pp_free(levels->slots);
    levels->n_slots = levels->n_slots > 0 ? 2 * levels->n_slots : 64;
    levels->slots = pp_alloc_zero(levels->n_slots, sizeof *levels->slots);
    for (size_t i = 0; i < levels->n; i++)
        put_slot(levels, i);
}

static uint16_t level_of(struct levels *levels, struct pp_pool *pool,
                         const char *text)
{
    if (2 * levels->n >= levels->n_slots)
        grow_slots(levels);
    size_t slot = hash_text(text) & (levels->n_slots - 1);
    for (; levels->slots[slot] != 0; slot = (slot + 1) & (levels->n_slots - 1))
        if (strcmp(levels->texts[levels->slots[slot] - 1], text) == 0)
            return (uint16_t)(levels->slots[slot] - 1);
    if (levels->n == PP_NO_LEVEL)
        return PP_NO_LEVEL;
    if (levels->n == levels->capacity) {
        levels->capacity = levels->capacity * 2 + 16;
        levels->texts = pp_realloc_array(levels->texts, levels->capacity,
                                         sizeof *levels->texts);
    }
    levels->texts[levels->n] = pp_pool_strdup(pool, text);
    levels->slots[slot] = (uint32_t)++levels->n;
    return (uint16_t)(levels->n - 1);
}

struct indexed {
    const char *text;
    uint16_t index;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct indexed *)a)->text,
                  ((const struct indexed *)b)->text);
}

/* Sorts the texts and renumbers level[n] to match. */
static const char *const *sort_levels(const struct levels *levels,
                                      struct pp_pool *pool, uint16_t *level,
                                      size_t n)
{
    struct indexed *sorted = pp_alloc_array(levels->n, sizeof *sorted);
    uint16_t *new_index = pp_alloc_array(levels->n, sizeof *new_index);
    const char **texts = pp_pool_array(pool, levels->n, sizeof *texts);

    for (size_t i = 0; i < levels->n; i++)
        sorted[i] = (struct indexed){levels->texts[i], (uint16_t)i};
    qsort(sorted, levels->n, sizeof *sorted, by_text);
    for (size_t i = 0; i < levels->n; i++) {
        texts[i] = sorted[i].text;
        new_index[sorted[i].index] = (uint16_t)i;
    }
    for (size_t i = 0; i < n; i++)
        if (level[i] != PP_NO_LEVEL)
            level[i] = new_index[level[i]];
    pp_free(sorted);
    pp_free(new_index);
    return texts;
}

/* A person column while it is filled. */
struct column {
    const char *name;
    bool is_number;
    struct levels levels;
    uint16_t *level;
    double *value;
    size_t n_filled;
};

static void make_column(struct column *column, const char *name, bool is_number,
                        const struct load *load)
{
    *column = (struct column){.name = name, .is_number = is_number};
    if (is_number) {
        column->value =
            pp_pool_array(load->pool, load->n_people, sizeof(double));
        for (size_t i = 0; i < load->n_people; i++)
            column->value[i] = NAN;
        return;
    }
    column->level =
        pp_pool_array(load->pool, load->n_people, sizeof *column->level);
    for (size_t i = 0; i < load->n_people; i++)
        column->level[i] = PP_NO_LEVEL;
}

/* Whoever spoke first has the word. */
static int fill_cell(struct load *load, struct column *column, uint32_t place,
                     sqlite3_stmt *read, int at, struct pp_error *err)
{
    if (sqlite3_column_type(read, at) == SQLITE_NULL)
        return 0;
    if (column->is_number) {
        if (isnan(column->value[place])) {
            column->value[place] = sqlite3_column_double(read, at);
            column->n_filled++;
        }
        return 0;
    }
    if (column->level[place] != PP_NO_LEVEL)
        return 0;
    column->level[place] =
        level_of(&column->levels, load->pool,
                 (const char *)sqlite3_column_text(read, at));
    if (column->level[place] == PP_NO_LEVEL)
        return pp_fail(err, PP_EDATA,
                       "\"%s\" has more than %d different texts; a column of "
                       "people must sort them into kinds",
                       column->name, PP_NO_LEVEL);
    column->n_filled++;
    return 0;
}

static int fill_columns(struct load *load, struct column *columns, size_t n,
                        struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    sqlite3_stmt *read;

    pp_buffer_puts(&sql, "SELECT participant");
    for (size_t i = 0; i < n; i++) {
        pp_buffer_puts(&sql, ", ");
        pp_sql_name(&sql, columns[i].name);
    }
    pp_buffer_puts(&sql, " FROM background ORDER BY participant, import");
    int found = pp_sql_prepare(load->store, sql.data, &read, err);
    pp_buffer_clear(&sql);
    if (found != 0)
        return -1;
    size_t at = 0;
    while ((found = pp_sql_step(load->store, read, err)) == 1) {
        if (walk_to(load, sqlite3_column_int64(read, 0), &at, err) != 0)
            found = -1;
        for (size_t i = 0; i < n && found == 1; i++)
            if (fill_cell(load, &columns[i], load->place[at], read, (int)i + 1,
                          err) != 0)
                found = -1;
        if (found < 0)
            break;
    }
    sqlite3_finalize(read);
    return found;
}

/* The columns of the plan that the store has, region and group first. */
static size_t choose_columns(struct load *load, struct column *columns,
                             struct pp_error *err)
{
    const struct pp_plan *plan = load->plan;
    size_t n = 0;

    make_column(&columns[n++], "region", false, load);
    make_column(&columns[n++], "group", false, load);
    for (size_t i = 0; i < plan->n_columns; i++) {
        const struct pp_plan_column *column = &plan->columns[i];

        if (pp_tables_has_column(load->store, "background", column->name,
                                 err) == 1)
            make_column(&columns[n++], column->name, column->is_number, load);
    }
    return n;
}

static void give_columns(struct load *load, struct column *columns, size_t n,
                         struct pp_dataset *out)
{
    struct pp_person_column *texts =
        pp_pool_array(load->pool, n, sizeof *texts);
    struct pp_person_number *numbers =
        pp_pool_array(load->pool, n, sizeof *numbers);

    out->columns = texts;
    out->numbers = numbers;
    for (size_t i = 0; i < n; i++) {
        struct column *column = &columns[i];
        const char *name = pp_pool_strdup(load->pool, column->name);

        if (column->n_filled > 0 && column->is_number)
            numbers[out->n_numbers++] =
                (struct pp_person_number){name, column->value};
        else if (column->n_filled > 0)
            texts[out->n_columns++] = (struct pp_person_column){
                .name = name,
                .levels = sort_levels(&column->levels, load->pool,
                                      column->level, load->n_people),
                .n_levels = column->levels.n,
                .level = column->level};
    }
}

static int read_columns(struct load *load, struct pp_dataset *out,
                        struct pp_error *err)
{
    struct column *columns =
        pp_alloc_zero(load->plan->n_columns + 2, sizeof *columns);
    size_t n = choose_columns(load, columns, err);
    int result = fill_columns(load, columns, n, err);

    if (result == 0)
        give_columns(load, columns, n, out);
    for (size_t i = 0; i < n; i++) {
        pp_free(columns[i].levels.texts);
        pp_free(columns[i].levels.slots);
    }
    pp_free(columns);
    return result;
}

/* --- all of it ------------------------------------------------------------ */

static int read_all(struct load *load, struct pp_dataset *out,
                    struct pp_error *err)
{
    const struct pp_plan *plan = load->plan;
    struct pp_responses *responses =
        pp_pool_array(load->pool, plan->n_instruments, sizeof *responses);

    if (read_waves(load, err) != 0 || read_people(load, err) != 0 ||
        read_columns(load, out, err) != 0)
        return -1;
    for (size_t i = 0; i < plan->n_instruments; i++)
        if (read_responses(load, plan->instruments[i].instrument, &responses[i],
                           err) != 0)
            return -1;
    out->n_participants = load->n_people;
    out->responses = responses;
    out->n_responses = plan->n_instruments;
    return 0;
}

int pp_store_load(struct pp_store *store, const struct pp_plan *plan,
                  struct pp_pool *pool, const struct pp_dataset **out,
                  struct pp_error *err)
{
    struct load load = {.store = store, .plan = plan, .pool = pool};
    struct pp_dataset *dataset = pp_pool_alloc(pool, sizeof *dataset);
    /* One moment in time, even if somebody imports meanwhile. */
    int result = store->in_transaction ? 0 : pp_sql_run(store, "BEGIN", err);

    *out = NULL;
    if (result == 0)
        result = read_all(&load, dataset, err);
    if (!store->in_transaction)
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    pp_free(load.numbers);
    pp_free(load.place);
    if (result == 0)
        *out = dataset;
    return result;
}
