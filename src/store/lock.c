#include "prepost/store/lock.h"

#include <string.h>

#include "prepost/base/date.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

/* Appends which rows are of a wave; NULL: of any after the first. */
static void add_wave(struct pp_buffer *sql, const char *wave)
{
    pp_buffer_puts(sql, "wave IN (SELECT wave FROM waves WHERE ");
    if (wave != NULL) {
        pp_buffer_puts(sql, "id = ");
        pp_sql_text(sql, wave);
    } else {
        pp_buffer_puts(sql, "position > 0");
    }
    pp_buffer_putc(sql, ')');
}

static int count_at(struct pp_store *store, const struct pp_plan *plan,
                    const char *wave, int64_t *n, struct pp_error *err)
{
    *n = 0;
    for (size_t i = 0; i < plan->n_instruments; i++) {
        struct pp_buffer sql = PP_BUFFER_INIT;
        int64_t count;

        pp_buffer_puts(&sql, "SELECT count(*) FROM ");
        pp_sql_name(&sql, plan->instruments[i].instrument->id);
        pp_buffer_puts(&sql, " WHERE ");
        add_wave(&sql, wave);
        int result = pp_sql_number(store, sql.data, 0, &count, err);
        pp_buffer_clear(&sql);
        if (result != 0)
            return -1;
        *n += count;
    }
    return 0;
}

/* In all, and for each wave after the first. */
static int count_later(struct pp_store *store, const struct pp_plan *plan,
                       int64_t *n, struct pp_buffer *by_wave,
                       struct pp_error *err)
{
    int64_t count;

    for (size_t w = 1; w < plan->n_waves; w++) {
        if (count_at(store, plan, plan->waves[w].id, &count, err) != 0)
            return -1;
        pp_buffer_printf(by_wave, "%s: %lld\n", plan->waves[w].id,
                         (long long)count);
    }
    return count_at(store, plan, NULL, n, err);
}

static int add(struct pp_store *store, const struct pp_plan *plan,
               const char *text, size_t length, const char *day,
               struct pp_error *err)
{
    struct pp_buffer commitments = PP_BUFFER_INIT, by_wave = PP_BUFFER_INIT;
    sqlite3_stmt *put;
    int64_t n;

    if (pp_tables_fit(store, plan, err) != 0 ||
        count_later(store, plan, &n, &by_wave, err) != 0 ||
        pp_sql_prepare(store,
                       "INSERT INTO plan_locks (hash, commitments, plan, day, "
                       "answers_after, answers_by_wave) VALUES (?, ?, ?, ?, ?, "
                       "?)",
                       &put, err) != 0) {
        pp_buffer_clear(&by_wave);
        return -1;
    }
    pp_plan_commitments(plan, &commitments);
    sqlite3_bind_text(put, 1, plan->hash, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 2, commitments.data, -1, SQLITE_STATIC);
    sqlite3_bind_text64(put, 3, text, length, SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_text(put, 4, day, -1, SQLITE_STATIC);
    sqlite3_bind_int64(put, 5, n);
    sqlite3_bind_text(put, 6, pp_buffer_text(&by_wave), -1, SQLITE_STATIC);
    int result = pp_sql_step(store, put, err);
    sqlite3_finalize(put);
    pp_buffer_clear(&commitments);
    pp_buffer_clear(&by_wave);
    return result;
}

int pp_store_lock(struct pp_store *store, const struct pp_plan *plan,
                  const char *text, size_t length, const char *day,
                  struct pp_error *err)
{
    bool is_inner;

    if (pp_sql_begin(store, &is_inner, err) != 0)
        return -1;
    return pp_sql_end(store, is_inner, add(store, plan, text, length, day, err),
                      err);
}

static const char *text_of(struct pp_pool *pool, sqlite3_stmt *read, int at)
{
    return pp_pool_strdup(pool, pp_sql_text_in(read, at));
}

static void judge(const struct pp_plan *plan, struct pp_lock_status *out)
{
    for (size_t i = 0; i < out->n_locks; i++)
        if (strcmp(out->locks[i].hash, plan->hash) == 0) {
            out->lock = &out->locks[i];
            out->state =
                out->lock->answers_after == 0 ? PP_LOCK_KEPT : PP_LOCK_LATE;
            return;
        }
    if (out->n_locks > 0) {
        out->lock = &out->locks[out->n_locks - 1];
        out->state = PP_LOCK_CHANGED;
    }
}

int pp_store_lock_status(struct pp_store *store, const struct pp_plan *plan,
                         struct pp_pool *pool, struct pp_lock_status *out,
                         struct pp_error *err)
{
    sqlite3_stmt *read;
    int64_t count;
    int found;

    *out = (struct pp_lock_status){.state = PP_LOCK_NONE};
    if (pp_tables_check_codings(store, plan, err) != 0)
        return -1;
    int is_by_wave =
        pp_tables_has_column(store, "plan_locks", "answers_by_wave", err);
    if (is_by_wave < 0 ||
        pp_sql_number(store, "SELECT count(*) FROM plan_locks", 0, &count,
                      err) != 0 ||
        pp_sql_prepare(store,
                       is_by_wave
                           ? "SELECT hash, commitments, plan, day, "
                             "answers_after, answers_by_wave FROM plan_locks "
                             "ORDER BY lock"
                           : "SELECT hash, commitments, plan, day, "
                             "answers_after, NULL FROM plan_locks ORDER BY "
                             "lock",
                       &read, err) != 0)
        return -1;
    struct pp_lock *locks = pp_pool_array(pool, (size_t)count, sizeof *locks);
    while ((found = pp_sql_step(store, read, err)) == 1 &&
           out->n_locks < (size_t)count)
        locks[out->n_locks++] = (struct pp_lock){
            .hash = text_of(pool, read, 0),
            .commitments = text_of(pool, read, 1),
            .plan = text_of(pool, read, 2),
            .day = text_of(pool, read, 3),
            .answers_after = (long)sqlite3_column_int64(read, 4),
            .answers_by_wave = sqlite3_column_type(read, 5) == SQLITE_NULL
                                   ? NULL
                                   : text_of(pool, read, 5)};
    sqlite3_finalize(read);
    out->locks = locks;
    judge(plan, out);
    return found < 0 ? -1 : 0;
}

/* Whether there are later answers of imports that compare so with a number. */
static int has_later(struct pp_store *store, const struct pp_plan *plan,
                     const char *compared, int64_t import, bool *out,
                     struct pp_error *err)
{
    int result = 0;

    *out = false;
    for (size_t i = 0; i < plan->n_instruments && result == 0 && !*out; i++) {
        struct pp_buffer sql = PP_BUFFER_INIT;
        int64_t found = 0;

        pp_buffer_puts(&sql, "SELECT EXISTS (SELECT 1 FROM ");
        pp_sql_name(&sql, plan->instruments[i].instrument->id);
        pp_buffer_printf(&sql, " WHERE import %s %lld AND ", compared,
                         (long long)import);
        add_wave(&sql, NULL);
        pp_buffer_putc(&sql, ')');
        result = pp_sql_number(store, sql.data, 0, &found, err);
        pp_buffer_clear(&sql);
        *out = found != 0;
    }
    return result;
}

int pp_store_first_later(struct pp_store *store, const struct pp_plan *plan,
                         int64_t import, bool *out, struct pp_error *err)
{
    bool had;

    int result = has_later(store, plan, ">=", import, out, err);
    if (result == 0 && *out) {
        result = has_later(store, plan, "<", import, &had, err);
        *out = !had;
    }
    return result;
}

/* Of one table; `last` stays where that is later. */
static int look_before(struct pp_store *store, const char *table,
                       const char *wave, int32_t before, int64_t *last,
                       struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    int64_t day;

    pp_buffer_puts(&sql, "SELECT coalesce(max(day), 0) FROM ");
    pp_sql_name(&sql, table);
    pp_buffer_printf(&sql, " WHERE day < %ld AND ", (long)before);
    add_wave(&sql, wave);
    int result = pp_sql_number(store, sql.data, 0, &day, err);
    pp_buffer_clear(&sql);
    if (result == 0 && day > *last)
        *last = day;
    return result;
}

int pp_store_given_before(struct pp_store *store, const char *day,
                          const char *wave, struct pp_pool *pool,
                          const char **out, struct pp_error *err)
{
    const char *const *tables;
    char text[PP_DATE_SIZE];
    int32_t before, other;
    int64_t last = 0;
    size_t n;

    *out = "";
    if (pp_date_read(day, strlen(day), &before, &other) == 0)
        return 0;
    int result = pp_tables_instruments(store, pool, &tables, &n, err);
    for (size_t i = 0; i < n && result == 0; i++)
        result = look_before(store, tables[i], wave, before, &last, err);
    if (result == 0 && last > 0)
        *out = pp_pool_strdup(pool, pp_date_print(text, (int32_t)last));
    return result;
}
