#include "loading.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

enum { N_KEYS = 3 }; /* participant, wave, day; import and line come last */

void pp_loading_rows_clear(struct pp_loaded_rows *rows)
{
    pp_free(rows->participant);
    pp_free(rows->wave);
    pp_free(rows->day);
    pp_free(rows->answers);
    pp_free(rows->origin);
    pp_free(rows->totals);
}

/* Room for `capacity` rows; what is new of the totals is blank. */
static void resize_rows(struct pp_loaded_rows *rows, size_t capacity)
{
    rows->participant =
        pp_realloc_array(rows->participant, capacity, sizeof(uint32_t));
    rows->wave = pp_realloc_array(rows->wave, capacity, sizeof(uint8_t));
    rows->day = pp_realloc_array(rows->day, capacity, sizeof(int32_t));
    rows->answers = pp_realloc_array(rows->answers, capacity,
                                     rows->n_items * sizeof(int16_t));
    if (rows->has_origin)
        rows->origin =
            pp_realloc_array(rows->origin, capacity, sizeof(uint64_t));
    if (rows->has_totals) {
        rows->totals = pp_realloc_array(rows->totals, capacity,
                                        rows->n_scales * sizeof(double));
        for (size_t i = rows->n * rows->n_scales; i < capacity * rows->n_scales;
             i++)
            rows->totals[i] = NAN;
    }
    rows->capacity = capacity;
}

/* The totals' columns are made when the first total is seen. */
static void set_total(struct pp_loaded_rows *rows, size_t at, double total)
{
    if (!rows->has_totals) {
        size_t n = rows->capacity * rows->n_scales;

        rows->has_totals = true;
        rows->totals = pp_alloc_array(n, sizeof(double));
        for (size_t i = 0; i < n; i++)
            rows->totals[i] = NAN;
    }
    rows->totals[at] = total;
}

static int16_t answer_of(sqlite3_value *cell)
{
    return sqlite3_value_type(cell) == SQLITE_NULL
               ? PP_ANSWER_MISSING
               : (int16_t)sqlite3_value_int(cell);
}

/* Row n from its cells, person and wave excepted. */
static void read_row(struct pp_loaded_rows *rows, size_t n,
                     sqlite3_value **cells)
{
    int16_t *answers = rows->answers + n * rows->n_items;
    size_t at = N_KEYS;

    rows->day[n] = PP_NO_DAY;
    if (sqlite3_value_type(cells[2]) != SQLITE_NULL) {
        rows->day[n] = sqlite3_value_int(cells[2]);
        rows->has_days = true;
    }
    for (size_t i = 0; i < rows->n_items; i++)
        answers[i] = answer_of(cells[at++]);
    for (size_t i = 0; i < rows->n_scales; i++, at++)
        if (sqlite3_value_type(cells[at]) != SQLITE_NULL)
            set_total(rows, n * rows->n_scales + i,
                      sqlite3_value_double(cells[at]));
    if (rows->has_origin)
        rows->origin[n] = (uint64_t)sqlite3_value_int64(cells[at]) << 32 |
                          (uint32_t)sqlite3_value_int64(cells[at + 1]);
    if (n > 0 && (rows->participant[n] < rows->participant[n - 1] ||
                  (rows->participant[n] == rows->participant[n - 1] &&
                   rows->wave[n] <= rows->wave[n - 1])))
        rows->is_sorted = false;
}

static int fail_wave(struct pp_loading *load, int number, struct pp_error *err)
{
    sqlite3_stmt *read;
    const char *id = "?";

    if (pp_sql_prepare(load->store, "SELECT id FROM waves WHERE wave = ?",
                       &read, err) != 0)
        return -1;
    sqlite3_bind_int(read, 1, number);
    int found = pp_sql_step(load->store, read, err);
    if (found == 1)
        id = pp_sql_text_in(read, 0);
    if (found >= 0)
        pp_fail(err, PP_EDATA,
                "%s: there are answers at wave \"%s\" in %s, which the plan "
                "does not name",
                load->plan->file, id, load->store->path);
    sqlite3_finalize(read);
    return -1;
}

/* What is needed while one instrument's rows come in. */
struct filling {
    struct pp_loading *load;
    struct pp_loaded_rows *rows;
    size_t at; /* of the latest person */
    bool has_failed;
    struct pp_error err;
};

static int take_row(struct filling *f, sqlite3_value **cells)
{
    struct pp_loading *load = f->load;
    struct pp_loaded_rows *rows = f->rows;
    int wave = sqlite3_value_int(cells[1]);

    if (pp_loading_walk_to(load, sqlite3_value_int64(cells[0]), &f->at,
                           &f->err) != 0)
        return -1;
    if (wave < 0 || wave > UINT8_MAX || load->wave_of[wave] < 0)
        return fail_wave(load, wave, &f->err);
    if (rows->n == rows->capacity)
        resize_rows(rows, rows->n + rows->n / 2 + 256);
    rows->participant[rows->n] = load->place[f->at];
    rows->wave[rows->n] = (uint8_t)load->wave_of[wave];
    read_row(rows, rows->n, cells);
    rows->n++;
    return 0;
}

/* --- reading --------------------------------------------------------- */

/* 1: the store has the instrument; 0: nothing was imported for it yet. */
static int has_table(struct pp_loading *load,
                     const struct pp_instrument *instrument,
                     struct pp_error *err)
{
    return pp_tables_has_column(load->store, instrument->id, "participant",
                                err);
}

/* The definition may have gained an item since the last import. */
static int check_items(struct pp_loading *load,
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

static int write_columns(const struct pp_loading *load,
                         const struct pp_loaded_rows *rows,
                         const struct pp_instrument *instrument,
                         struct pp_buffer *sql, struct pp_error *err)
{
    pp_buffer_puts(sql, "participant, wave, day");
    if (pp_tables_held_columns(load->store, instrument, sql, err) != 0)
        return -1;
    if (rows->has_origin)
        pp_buffer_puts(sql, ", import, line");
    return 0;
}

static size_t count_columns(const struct pp_loaded_rows *rows)
{
    return N_KEYS + rows->n_items + rows->n_scales + (rows->has_origin ? 2 : 0);
}

static void step(sqlite3_context *context, int n, sqlite3_value **cells)
{
    struct filling *f = sqlite3_user_data(context);

    (void)n;
    if (f->has_failed || take_row(f, cells) != 0) {
        f->has_failed = true;
        sqlite3_result_error(context, "stopped", -1);
    }
}

static void finish(sqlite3_context *context)
{
    sqlite3_result_null(context);
}

/*
 * A million people have a hundred million cells. An aggregate is given each
 * row where it lies; asking for a row and then for each cell takes half as
 * long again. Rows come as the table holds them, which is by participant and
 * wave, and if not they are sorted afterwards.
 */
static int fill_at_once(struct filling *f, const char *columns,
                        const char *table, struct pp_error *err)
{
    struct pp_store *store = f->load->store;
    struct pp_buffer sql = PP_BUFFER_INIT;
    sqlite3_stmt *read;

    if (sqlite3_create_function_v2(store->db, "take_row", -1,
                                   SQLITE_UTF8 | SQLITE_DIRECTONLY, f, NULL,
                                   step, finish, NULL) != SQLITE_OK)
        return pp_sql_fail(store, err);
    pp_buffer_printf(&sql, "SELECT take_row(%s) FROM ", columns);
    pp_sql_name(&sql, table);
    int found = pp_sql_prepare(store, sql.data, &read, err);
    pp_buffer_clear(&sql);
    if (found == 0) {
        found = pp_sql_step(store, read, err);
        sqlite3_finalize(read);
    }
    sqlite3_create_function_v2(store->db, "take_row", -1, SQLITE_UTF8, NULL,
                               NULL, NULL, NULL, NULL);
    return found;
}

/* More columns than a function may have. */
static int fill_by_row(struct filling *f, const char *columns,
                       const char *table, struct pp_error *err)
{
    struct pp_store *store = f->load->store;
    size_t n = count_columns(f->rows);
    struct pp_buffer sql = PP_BUFFER_INIT;
    sqlite3_stmt *read;

    pp_buffer_printf(&sql, "SELECT %s FROM ", columns);
    pp_sql_name(&sql, table);
    int found = pp_sql_prepare(store, sql.data, &read, err);
    pp_buffer_clear(&sql);
    if (found != 0)
        return -1;
    sqlite3_value **cells = pp_alloc_array(n, sizeof(sqlite3_value *));
    while (!f->has_failed && (found = pp_sql_step(store, read, err)) == 1) {
        for (size_t i = 0; i < n; i++)
            cells[i] = sqlite3_column_value(read, (int)i);
        f->has_failed = take_row(f, cells) != 0;
    }
    sqlite3_finalize(read);
    pp_free(cells);
    return found;
}

static int fill_rows(struct pp_loading *load, struct pp_loaded_rows *rows,
                     const struct pp_instrument *instrument,
                     struct pp_error *err)
{
    struct filling f = {.load = load, .rows = rows};
    size_t n_waves = load->plan->n_waves < 2 ? load->plan->n_waves : 2;

    struct pp_buffer columns = PP_BUFFER_INIT;

    resize_rows(rows, load->n_people * n_waves); /* what most stores need */
    int found = write_columns(load, rows, instrument, &columns, err);
    int most = sqlite3_limit(load->store->db, SQLITE_LIMIT_FUNCTION_ARG, -1);
    if (found == 0)
        found = count_columns(rows) <= (size_t)most
                    ? fill_at_once(&f, columns.data, instrument->id, err)
                    : fill_by_row(&f, columns.data, instrument->id, err);

    pp_buffer_clear(&columns);
    if (f.has_failed)
        *err = f.err;
    else if (found < 0)
        check_items(load, instrument, err); /* to say it better */
    return found < 0 || f.has_failed ? -1 : 0;
}

/* --- in order ------------------------------------------------------------- */

/* Rows by place, then wave: bins for places, insertion for the few waves. */
static uint32_t *order_rows(const struct pp_loading *load,
                            const struct pp_loaded_rows *rows)
{
    uint32_t *next = pp_alloc_zero(load->n_places + 1, sizeof *next);
    uint32_t *order = pp_alloc_array(rows->n, sizeof *order);

    for (size_t i = 0; i < rows->n; i++)
        next[rows->participant[i] + 1]++;
    for (size_t i = 0; i < load->n_places; i++)
        next[i + 1] += next[i];
    for (size_t i = 0; i < rows->n; i++)
        order[next[rows->participant[i]]++] = (uint32_t)i;
    for (size_t i = 1; i < rows->n; i++) {
        uint32_t row = order[i];
        size_t k = i;

        for (; k > 0 &&
               rows->participant[order[k - 1]] == rows->participant[row] &&
               (rows->wave[order[k - 1]] > rows->wave[row] ||
                (rows->wave[order[k - 1]] == rows->wave[row] &&
                 rows->has_origin &&
                 rows->origin[order[k - 1]] > rows->origin[row]));
             k--)
            order[k] = order[k - 1];
        order[k] = row;
    }
    pp_free(next);
    return order;
}

/* Row i of the array becomes what row order[i] was. */
static void *moved(void *array, const uint32_t *order, size_t n, size_t size)
{
    unsigned char *out = pp_alloc_array(n, size);
    const unsigned char *in = array;

    for (size_t i = 0; i < n; i++)
        memcpy(out + i * size, in + order[i] * size, size);
    pp_free(array);
    return out;
}

void pp_loading_rows_sort(const struct pp_loading *load,
                          struct pp_loaded_rows *rows)
{
    size_t n = rows->n;
    uint32_t *order;

    if (rows->is_sorted)
        return;
    order = order_rows(load, rows);
    rows->participant =
        moved(rows->participant, order, n, sizeof *rows->participant);
    rows->wave = moved(rows->wave, order, n, sizeof *rows->wave);
    rows->day = moved(rows->day, order, n, sizeof *rows->day);
    rows->answers =
        moved(rows->answers, order, n, rows->n_items * sizeof *rows->answers);
    if (rows->has_origin)
        rows->origin = moved(rows->origin, order, n, sizeof *rows->origin);
    if (rows->has_totals)
        rows->totals = moved(rows->totals, order, n,
                             rows->n_scales * sizeof *rows->totals);
    rows->capacity = n;
    rows->is_sorted = true;
    pp_free(order);
}

void pp_loading_rows_give(struct pp_loading *load, struct pp_loaded_rows *rows,
                          struct pp_responses *out)
{
    out->n_rows = rows->n;
    if (rows->n == 0) {
        pp_loading_rows_clear(rows);
        return;
    }
    if (rows->n < rows->capacity)
        resize_rows(rows, rows->n);
    out->participant = pp_pool_adopt(load->pool, rows->participant);
    out->wave = pp_pool_adopt(load->pool, rows->wave);
    out->answers = pp_pool_adopt(load->pool, rows->answers);
    out->totals =
        rows->has_totals ? pp_pool_adopt(load->pool, rows->totals) : NULL;
    if (rows->has_days)
        out->day = pp_pool_adopt(load->pool, rows->day);
    else
        pp_free(rows->day);
    pp_free(rows->origin);
}

int pp_loading_rows_read(struct pp_loading *load,
                         const struct pp_instrument *instrument,
                         struct pp_loaded_rows *rows, struct pp_error *err)
{
    int has = has_table(load, instrument, err);

    return has <= 0 ? has : fill_rows(load, rows, instrument, err);
}
