#include "prepost/store/answers.h"

#include <math.h>

#include "prepost/base/alloc.h"
#include "prepost/store/bulk.h"
#include "prepost/store/digest.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"
#include "window.h"

enum {
    N_KEYS = 5,    /* participant, wave, import, line, day */
    AT_ONCE = 256, /* rows of a statement */
    AHEAD = 12     /* rows that are fetched before they are needed */
};

/* One instrument's table while its answers are put in. */
struct table {
    struct pp_answers *run;
    const struct pp_batch_responses *from;
    const struct pp_instrument *instrument;
    size_t n_items, n_scales;
    struct pp_window window;
    size_t n_ordered; /* rows, after doubles within the batch are out */
    struct pp_window_names names;
    struct pp_bulk put, replace; /* the window's rows, by place in its order */
    sqlite3_stmt *look, *discount; /* made when first needed */
};

/* A response that is in the store already. */
struct stored_row {
    int64_t import;
    uint32_t line;
    int32_t day;
    size_t n_answered;
    bool is_same;
    uint64_t digest, line_digest;
};

static const struct pp_window_row *row_of(const struct table *table,
                                          uint32_t row)
{
    return pp_window_row(&table->window, row);
}

static int64_t wave_of(const struct table *table, uint32_t row)
{
    return table->run->waves[row_of(table, row)->wave];
}

static double total_of(const struct table *table, uint32_t row, size_t scale)
{
    if (table->window.totals == NULL)
        return NAN;
    return table->window.totals[row * table->n_scales + scale];
}

static size_t count_answers(const struct table *table, uint32_t row)
{
    const int16_t *answers = row_of(table, row)->answers;
    size_t n = 0;

    for (size_t i = 0; i < table->n_items; i++)
        n += answers[i] != PP_ANSWER_MISSING;
    for (size_t i = 0; i < table->n_scales; i++)
        n += isnan(total_of(table, row, i)) ? 0 : 1;
    return n;
}

static void add_clash(struct pp_answers *run, struct pp_clash clash)
{
    if (run->n_clashes == run->clash_capacity) {
        run->clash_capacity = run->clash_capacity * 2 + 16;
        run->clashes = pp_realloc_array(run->clashes, run->clash_capacity,
                                        sizeof *run->clashes);
    }
    run->clashes[run->n_clashes++] = clash;
}

/* --- twice in one file ---------------------------------------------------- */

/* Of two answers, given earlier and later in the file, is the later kept? */
static bool later_is_kept(enum pp_same_twice policy, int32_t day_a, size_t n_a,
                          int32_t day_b, size_t n_b)
{
    if (n_a == 0 || n_b == 0)
        return n_a == 0 && n_b > 0;
    bool is_turned =
        day_a != PP_NO_DATE && day_b != PP_NO_DATE && day_b < day_a;
    switch (policy) {
    case PP_TWICE_FIRST:
        return is_turned;
    case PP_TWICE_LAST:
        return !is_turned;
    case PP_TWICE_MOST_COMPLETE:
        return n_b > n_a;
    case PP_TWICE_REFUSE:
        break;
    }
    return false;
}

static void settle_doubles(struct table *table)
{
    struct pp_window *w = &table->window;
    size_t n = 0;

    for (size_t i = 0; i < w->n; i++) {
        uint32_t row = w->order[i];
        uint32_t kept = n > 0 ? w->order[n - 1] : row;

        if (n == 0 ||
            row_of(table, kept)->person != row_of(table, row)->person ||
            row_of(table, kept)->wave != row_of(table, row)->wave) {
            w->order[n++] = row;
            continue;
        }
        size_t n_kept = count_answers(table, kept);
        size_t n_row = count_answers(table, row);
        if (later_is_kept(table->run->plan->same_twice,
                          row_of(table, kept)->day, n_kept,
                          row_of(table, row)->day, n_row)) {
            w->order[n - 1] = row;
            row = kept;
            kept = w->order[n - 1];
        }
        if (n_kept > 0 && n_row > 0)
            add_clash(table->run, (struct pp_clash){
                                      .line = row_of(table, row)->line,
                                      .instrument = table->from->instrument,
                                      .wave = row_of(table, row)->wave,
                                      .other_line = row_of(table, kept)->line});
    }
    table->n_ordered = n;
}

/* --- twice in two files --------------------------------------------------- */

static int prepare_look(struct table *table, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    if (table->look != NULL)
        return 0;
    pp_buffer_puts(&sql, "SELECT import, line, day");
    pp_tables_value_columns(table->instrument, &sql);
    pp_buffer_puts(&sql, " FROM ");
    pp_sql_name(&sql, table->instrument->id);
    pp_buffer_puts(&sql, " WHERE participant = ? AND wave = ?");
    int result = pp_sql_prepare(table->run->store, sql.data, &table->look, err);
    pp_buffer_clear(&sql);
    return result;
}

/* Compares the stored row with the batch's, cell by cell. */
static void read_stored(struct table *table, uint32_t row,
                        struct stored_row *out)
{
    sqlite3_stmt *look = table->look;
    uint64_t base = pp_digest_row(
        table->names.table, row_of(table, row)->number, wave_of(table, row));
    bool has_day = sqlite3_column_type(look, 2) != SQLITE_NULL;

    *out = (struct stored_row){.import = sqlite3_column_int64(look, 0),
                               .line = (uint32_t)sqlite3_column_int64(look, 1),
                               .day = has_day ? sqlite3_column_int(look, 2)
                                              : PP_NO_DATE,
                               .is_same = true,
                               .digest = pp_digest_mix(base)};
    out->line_digest = pp_digest_line(base, out->line);
    if (has_day)
        out->digest += pp_digest_whole(base, table->names.day, out->day);
    for (size_t i = 0; i < table->n_items + table->n_scales; i++) {
        int at = (int)i + 3;
        bool is_item = i < table->n_items;
        double ours = is_item ? row_of(table, row)->answers[i]
                              : total_of(table, row, i - table->n_items);
        bool is_ours_blank = is_item ? ours == PP_ANSWER_MISSING : isnan(ours);

        if (sqlite3_column_type(look, at) == SQLITE_NULL) {
            out->is_same = out->is_same && is_ours_blank;
            continue;
        }
        double theirs = sqlite3_column_double(look, at);
        uint64_t column = table->names.columns[i];

        out->n_answered++;
        out->is_same = out->is_same && !is_ours_blank && theirs == ours;
        out->digest += is_item ? pp_digest_whole(base, column, (int64_t)theirs)
                               : pp_digest_real(base, column, theirs);
    }
}

/* A value of one of the window's rows, in the order of insert_head(). */
static void give_value(sqlite3_context *out, size_t at, size_t column,
                       void *ctx)
{
    const struct table *table = ctx;
    const struct pp_window *window = &table->window;
    uint32_t row = window->order[at];
    const struct pp_window_row *has = pp_window_row(window, row);

    if (column >= N_KEYS + table->n_items) {
        double total = total_of(table, row, column - N_KEYS - table->n_items);
        if (!isnan(total))
            sqlite3_result_double(out, total);
    } else if (column >= N_KEYS) {
        if (has->answers[column - N_KEYS] != PP_ANSWER_MISSING)
            sqlite3_result_int(out, has->answers[column - N_KEYS]);
    } else if (column == 0) {
        if (at + AHEAD < table->n_ordered)
            pp_window_fetch(window, window->order[at + AHEAD]);
        sqlite3_result_int64(out, has->number);
    } else if (column == 1) {
        sqlite3_result_int64(out, table->run->waves[has->wave]);
    } else if (column == 2) {
        sqlite3_result_int64(out, table->run->import);
    } else if (column == 3) {
        sqlite3_result_int64(out, has->line);
    } else if (has->day != PP_NO_DATE) {
        sqlite3_result_int(out, has->day);
    }
}

static int prepare_put(struct table *table, struct pp_bulk *bulk,
                       const char *verb, struct pp_error *err)
{
    struct pp_buffer head = PP_BUFFER_INIT;

    pp_buffer_printf(&head, "%s INTO ", verb);
    pp_sql_name(&head, table->instrument->id);
    pp_buffer_puts(&head, " (participant, wave, import, line, day");
    pp_tables_value_columns(table->instrument, &head);
    pp_buffer_putc(&head, ')');
    int result = pp_bulk_init(bulk, table->run->store, head.data,
                              N_KEYS + table->n_items + table->n_scales,
                              give_value, table, err);
    pp_buffer_clear(&head);
    return result;
}

/* Puts one row in, in the place of one that may be there. */
static int put_row(struct table *table, size_t at, struct pp_error *err)
{
    size_t n_missing;

    if (table->replace.store == NULL &&
        prepare_put(table, &table->replace, "REPLACE", err) != 0)
        return -1;
    return pp_bulk_put(&table->replace, at, 1, &n_missing, err);
}

/* An earlier import holds one response less. */
static int discount(struct table *table, const struct stored_row *stored,
                    struct pp_error *err)
{
    struct pp_answers *run = table->run;

    if (table->discount == NULL &&
        pp_sql_prepare(run->store,
                       "UPDATE imports SET held = held - 1, digest = ?2, "
                       "people_digest = ?3 WHERE import = ?1",
                       &table->discount, err) != 0)
        return -1;
    sqlite3_stmt *look;
    if (pp_sql_prepare(run->store,
                       "SELECT digest, people_digest FROM imports WHERE "
                       "import = ?",
                       &look, err) != 0)
        return -1;
    sqlite3_bind_int64(look, 1, stored->import);
    int found = pp_sql_step(run->store, look, err);
    uint64_t digest = (uint64_t)sqlite3_column_int64(look, 0) - stored->digest;
    uint64_t people =
        (uint64_t)sqlite3_column_int64(look, 1) - stored->line_digest;
    bool has_people = sqlite3_column_type(look, 1) != SQLITE_NULL;
    sqlite3_finalize(look);
    if (found < 0)
        return -1;
    sqlite3_bind_int64(table->discount, 1, stored->import);
    sqlite3_bind_int64(table->discount, 2, (sqlite3_int64)digest);
    if (has_people)
        sqlite3_bind_int64(table->discount, 3, (sqlite3_int64)people);
    else
        sqlite3_bind_null(table->discount, 3);
    return pp_sql_step(run->store, table->discount, err);
}

static void count_row(struct table *table, uint32_t row)
{
    struct pp_answers *run = table->run;

    run->n_responses++;
    run->n_held++;
    run->digest += row_of(table, row)->digest;
    run->lines += row_of(table, row)->line_digest;
}

static void note_meeting(struct pp_answers *run,
                         const struct pp_window_row *row,
                         const struct stored_row *stored)
{
    uint32_t wave = UINT32_C(1) << row->wave;

    if (stored->import == run->import || stored->n_answered == 0)
        return;
    if (run->met == NULL)
        run->met = pp_alloc_zero(run->batch->n_people, sizeof *run->met);
    run->met[row->person].any |= wave;
    run->met[row->person].import = stored->import;
    if (!stored->is_same)
        run->met[row->person].otherwise |= wave;
    if (stored->import == run->namesake)
        run->met[row->person].namesake |= wave;
}

static int meet(struct table *table, size_t at, const struct stored_row *stored,
                struct pp_error *err)
{
    struct pp_answers *run = table->run;
    uint32_t row = table->window.order[at];
    size_t n = count_answers(table, row);

    if (n > 0)
        note_meeting(run, row_of(table, row), stored);
    if (stored->is_same || n == 0) {
        run->n_unchanged++;
        return 0;
    }
    bool is_won = later_is_kept(run->plan->same_twice, stored->day,
                                stored->n_answered, row_of(table, row)->day, n);
    if (stored->n_answered > 0)
        add_clash(run, (struct pp_clash){.person = row_of(table, row)->person,
                                         .line = row_of(table, row)->line,
                                         .instrument = table->from->instrument,
                                         .wave = row_of(table, row)->wave,
                                         .other_import = stored->import,
                                         .other_line = stored->line,
                                         .is_won = is_won});
    if (!is_won)
        return 0;
    if (discount(table, stored, err) != 0 || put_row(table, at, err) != 0)
        return -1;
    run->n_displaced++;
    count_row(table, row);
    return 0;
}

/* Some of order[first .. first + n) did not go in: which, and why? */
static int settle_missing(struct table *table, size_t first, size_t n,
                          struct pp_error *err)
{
    if (prepare_look(table, err) != 0)
        return -1;
    for (size_t i = first; i < first + n; i++) {
        uint32_t row = table->window.order[i];

        sqlite3_bind_int64(table->look, 1, row_of(table, row)->number);
        sqlite3_bind_int64(table->look, 2, wave_of(table, row));
        int found = pp_sql_step(table->run->store, table->look, err);
        if (found < 0)
            return -1;
        if (found == 0) { /* kept out by a CHECK: try again, to hear which */
            if (put_row(table, i, err) != 0)
                return -1;
            count_row(table, row);
            continue;
        }
        struct stored_row stored;
        read_stored(table, row, &stored);
        sqlite3_reset(table->look);
        if (stored.import == table->run->import)
            count_row(table, row);
        else if (meet(table, i, &stored, err) != 0)
            return -1;
    }
    return 0;
}

/* --- all of them ---------------------------------------------------------- */

static int send_rows(struct table *table, struct pp_error *err)
{
    struct pp_answers *run = table->run;
    size_t n, n_missing;

    for (size_t i = 0; i < table->n_ordered; i += n) {
        n = table->n_ordered - i < AT_ONCE ? table->n_ordered - i : AT_ONCE;
        if (pp_bulk_put(&table->put, i, n, &n_missing, err) != 0)
            return -1;
        if (n_missing > 0 && settle_missing(table, i, n, err) != 0)
            return -1;
        if (n_missing == 0)
            for (size_t k = i; k < i + n; k++)
                count_row(table, table->window.order[k]);
        run->n_done += n;
        if (run->progress != NULL)
            run->progress(run->n_done, run->n_total, run->ctx);
    }
    return 0;
}

static void digest_names(struct table *table)
{
    struct pp_buffer name = PP_BUFFER_INIT;
    size_t n = table->n_items + table->n_scales;
    uint64_t *columns = pp_alloc_array(n, sizeof *columns);

    for (size_t i = 0; i < n; i++) {
        pp_buffer_clear(&name);
        if (i < table->n_items)
            pp_buffer_puts(&name, table->instrument->items[i].id);
        else
            pp_buffer_printf(&name, "given_%s",
                             table->instrument->scales[i - table->n_items].id);
        columns[i] = pp_digest_name(name.data);
    }
    pp_buffer_clear(&name);
    table->names =
        (struct pp_window_names){.table = pp_digest_name(table->instrument->id),
                                 .day = pp_digest_name("day"),
                                 .columns = columns};
}

static int enter_table(struct pp_answers *run,
                       const struct pp_batch_responses *from,
                       struct pp_error *err)
{
    const struct pp_instrument *instrument =
        run->plan->instruments[from->instrument].instrument;
    struct table table = {.run = run,
                          .from = from,
                          .instrument = instrument,
                          .window = {.batch = run->batch,
                                     .from = from,
                                     .instrument = instrument,
                                     .people = run->people,
                                     .rank = run->rank,
                                     .waves = run->waves,
                                     .n_waves = run->plan->n_waves},
                          .n_items = instrument->n_items,
                          .n_scales = instrument->n_scales};
    struct pp_windows windows;
    int result = prepare_put(&table, &table.put, "INSERT OR IGNORE", err);

    digest_names(&table);
    table.window.names = &table.names;
    pp_windows_init(&windows, &table.window);
    while (result == 0 &&
           (result = pp_windows_next(&windows, &table.window, err)) > 0) {
        settle_doubles(&table);
        result = send_rows(&table, err);
    }
    pp_windows_clear(&windows);
    pp_bulk_clear(&table.put);
    pp_bulk_clear(&table.replace);
    sqlite3_finalize(table.look);
    sqlite3_finalize(table.discount);
    pp_window_clear(&table.window);
    pp_free(table.names.columns);
    return result;
}

int pp_answers_enter(struct pp_answers *answers, struct pp_error *err)
{
    const struct pp_batch *batch = answers->batch;
    const struct pp_people *people = answers->people;
    uint32_t *rank = pp_alloc_array(people->n, sizeof *rank);
    int result = 0;

    for (size_t i = 0; i < people->n; i++)
        rank[people->order[i]] = (uint32_t)i;
    answers->rank = rank;
    for (size_t i = 0; i < batch->n_responses; i++)
        answers->n_total += batch->responses[i].n_rows;
    for (size_t i = 0; i < batch->n_responses && result == 0; i++)
        result = enter_table(answers, &batch->responses[i], err);
    pp_free(rank);
    return result;
}

void pp_answers_clear(struct pp_answers *answers)
{
    pp_free(answers->met);
    answers->met = NULL;
    pp_free(answers->clashes);
    answers->clashes = NULL;
    answers->n_clashes = answers->clash_capacity = 0;
}
