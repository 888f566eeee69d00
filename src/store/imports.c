#include "prepost/store/imports.h"

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/store/digest.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

void pp_imports_clear(struct pp_imported *imported)
{
    pp_free(imported->file);
    *imported = (struct pp_imported){0};
}

/* Takes the bound statement over. */
static int first_found(struct pp_store *store, sqlite3_stmt *look,
                       struct pp_imported *out, struct pp_error *err)
{
    int found = pp_sql_step(store, look, err);

    *out = (struct pp_imported){0};
    if (found == 1) {
        out->number = sqlite3_column_int64(look, 0);
        out->file = pp_strdup(pp_sql_text_in(look, 1));
        out->n_taken = (long)sqlite3_column_int64(look, 2);
        out->n_rejected = (long)sqlite3_column_int64(look, 3);
        out->n_cells_rejected = (long)sqlite3_column_int64(look, 4);
    }
    sqlite3_finalize(look);
    return found < 0 ? -1 : 0;
}

int pp_imports_get(struct pp_store *store, int64_t number,
                   struct pp_imported *out, struct pp_error *err)
{
    sqlite3_stmt *look;

    if (pp_sql_prepare(store,
                       "SELECT import, file, taken, rejected, cells_rejected "
                       "FROM imports WHERE import = ?",
                       &look, err) != 0)
        return -1;
    sqlite3_bind_int64(look, 1, number);
    return first_found(store, look, out, err);
}

int pp_imports_find_bytes(struct pp_store *store, const char *hash,
                          struct pp_imported *out, struct pp_error *err)
{
    sqlite3_stmt *look;

    /* Rows that met others' answers are left out for what those are. */
    if (pp_sql_prepare(store,
                       "SELECT import, file, taken, rejected - (SELECT "
                       "count(DISTINCT line) FROM remarks AS r WHERE r.import "
                       "= i.import AND what = 'twice'), cells_rejected FROM "
                       "imports AS i WHERE hash = ?",
                       &look, err) != 0)
        return -1;
    sqlite3_bind_text(look, 1, hash, -1, SQLITE_STATIC);
    return first_found(store, look, out, err);
}

int pp_imports_find_name(struct pp_store *store, const char *file,
                         int64_t *number, int *n, struct pp_error *err)
{
    sqlite3_stmt *look;

    *number = 0;
    *n = 0;
    if (pp_sql_prepare(store,
                       "SELECT max(import), count(*) FROM imports WHERE file = "
                       "?",
                       &look, err) != 0)
        return -1;
    sqlite3_bind_text(look, 1, file, -1, SQLITE_STATIC);
    int found = pp_sql_step(store, look, err);
    *n = sqlite3_column_int(look, 1);
    *number = sqlite3_column_int64(look, 0);
    sqlite3_finalize(look);
    return found < 0 ? -1 : 0;
}

static int waves_in(struct pp_store *store, const char *table, int64_t number,
                    bool *has, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    sqlite3_stmt *read;
    int found;

    pp_buffer_puts(&sql, "SELECT DISTINCT wave FROM ");
    pp_sql_name(&sql, table);
    pp_buffer_puts(&sql, " WHERE import = ?");
    int result = pp_sql_prepare(store, sql.data, &read, err);
    pp_buffer_clear(&sql);
    if (result != 0)
        return -1;
    sqlite3_bind_int64(read, 1, number);
    while ((found = pp_sql_step(store, read, err)) == 1)
        has[(uint8_t)sqlite3_column_int(read, 0)] = true;
    sqlite3_finalize(read);
    return found;
}

int pp_imports_waves(struct pp_store *store, int64_t number,
                     bool has[UINT8_MAX + 1], struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    const char *const *tables;
    size_t n;
    int result = pp_tables_instruments(store, pool, &tables, &n, err);

    memset(has, 0, (UINT8_MAX + 1) * sizeof *has);
    for (size_t i = 0; i < n && result == 0; i++)
        result = waves_in(store, tables[i], number, has, err);
    pp_pool_free(pool);
    return result;
}

/* --- the same file, read again -------------------------------------------- */

/* Whether any row of an import has something in a column of a table. */
static int holds(struct pp_store *store, const char *table, const char *column,
                 int64_t number, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    sqlite3_stmt *look;

    pp_buffer_puts(&sql, "SELECT 1 FROM ");
    pp_sql_name(&sql, table);
    pp_buffer_puts(&sql, " WHERE import = ? AND ");
    pp_sql_name(&sql, column);
    pp_buffer_puts(&sql, " IS NOT NULL LIMIT 1");
    int result = pp_sql_prepare(store, sql.data, &look, err);
    pp_buffer_clear(&sql);
    if (result != 0)
        return -1;
    sqlite3_bind_int64(look, 1, number);
    int found = pp_sql_step(store, look, err);
    sqlite3_finalize(look);
    return found;
}

/* Sets of the items those that were answered. */
static void find_answered(const struct pp_batch_responses *r,
                          const struct pp_instrument *instrument, bool *is)
{
    struct pp_batch_rows rows = {0};

    for (size_t at = 0; at < r->n_rows; at += rows.n) {
        pp_batch_rows(r, instrument->n_items, instrument->n_scales, at, &rows);
        for (size_t k = 0; k < rows.n * instrument->n_items; k++)
            if (rows.answers[k] != PP_ANSWER_MISSING &&
                !pp_batch_is_absent(r, at + k / instrument->n_items))
                is[k % instrument->n_items] = true;
    }
    pp_free(rows.room);
}

static int gains_answers(struct pp_store *store,
                         const struct pp_batch_responses *r,
                         const struct pp_instrument *instrument, int64_t number,
                         bool *gains, struct pp_error *err)
{
    bool *is = pp_alloc_zero(instrument->n_items + 1, sizeof *is);
    int found = 1;

    find_answered(r, instrument, is);
    for (size_t i = 0; i < instrument->n_items && !*gains && found >= 0; i++) {
        if (!is[i])
            continue;
        found =
            holds(store, instrument->id, instrument->items[i].id, number, err);
        *gains = found == 0;
    }
    pp_free(is);
    return found < 0 ? -1 : 0;
}

static int gains_people(struct pp_store *store, const struct pp_batch *batch,
                        int64_t number, bool *gains, struct pp_error *err)
{
    for (size_t i = 0; i < batch->n_columns && !*gains; i++) {
        const struct pp_person_column *column = &batch->columns[i];
        int found = column->n_levels == 0
                        ? 1
                        : holds(store, "background", column->name, number, err);

        if (found < 0)
            return -1;
        *gains = found == 0;
    }
    return 0;
}

int pp_imports_gains(struct pp_store *store, const struct pp_plan *plan,
                     const struct pp_batch *batch, int64_t number, bool *gains,
                     struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    int64_t n_held;

    *gains = false;
    pp_buffer_printf(&sql, "SELECT held FROM imports WHERE import = %lld",
                     (long long)number);
    int result = pp_sql_number(store, sql.data, 0, &n_held, err);
    pp_buffer_clear(&sql);
    if (result != 0 || n_held == 0)
        return result;
    for (size_t i = 0; i < batch->n_responses; i++)
        if (gains_answers(
                store, &batch->responses[i],
                plan->instruments[batch->responses[i].instrument].instrument,
                number, gains, err) != 0)
            return -1;
    return gains_people(store, batch, number, gains, err);
}

int pp_imports_digest(struct pp_store *store, int64_t number, uint64_t *digest,
                      struct pp_error *err)
{
    sqlite3_stmt *read;
    int found;

    *digest = 0;
    if (pp_sql_prepare(store,
                       "SELECT i.digest, b.participant, coalesce(b.region, "
                       "char(1)), coalesce(b.\"group\", char(1)) FROM imports "
                       "AS i LEFT JOIN background AS b ON b.import = i.import "
                       "WHERE i.import = ?",
                       &read, err) != 0)
        return -1;
    sqlite3_bind_int64(read, 1, number);
    uint64_t of_answers = 0;
    while ((found = pp_sql_step(store, read, err)) == 1) {
        uint64_t region = pp_digest_name(pp_sql_text_in(read, 2));
        uint64_t group = pp_digest_name(pp_sql_text_in(read, 3));

        of_answers = (uint64_t)sqlite3_column_int64(read, 0);
        *digest += pp_digest_mix(
            pp_digest_row(region, sqlite3_column_int64(read, 1), 0) + group);
    }
    *digest += of_answers;
    sqlite3_finalize(read);
    return found;
}

int pp_imports_next(struct pp_store *store, int64_t *number,
                    struct pp_error *err)
{
    return pp_sql_number(store,
                         "SELECT coalesce(max(import), 0) + 1 FROM imports", 1,
                         number, err);
}

int pp_imports_add(struct pp_store *store, const struct pp_batch *batch,
                   const char *day, int64_t number, struct pp_error *err)
{
    sqlite3_stmt *put;

    if (pp_sql_prepare(store,
                       "INSERT INTO imports (import, file, hash, platform, "
                       "rows, taken, rejected, cells_rejected, day, held, "
                       "digest) VALUES (?, ?, ?, ?, ?, 0, 0, 0, ?, 0, 0)",
                       &put, err) != 0)
        return -1;
    sqlite3_bind_int64(put, 1, number);
    sqlite3_bind_text(put, 2, batch->file, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 3, batch->hash, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 4, batch->platform != NULL ? batch->platform : "",
                      -1, SQLITE_STATIC);
    sqlite3_bind_int64(put, 5, (sqlite3_int64)batch->n_file_rows);
    sqlite3_bind_text(put, 6, day, -1, SQLITE_STATIC); /* NULL binds NULL */
    int result = pp_sql_step(store, put, err);
    sqlite3_finalize(put);
    return result;
}

int pp_imports_count(struct pp_store *store, int64_t number,
                     const struct pp_batch *batch, size_t n_rows_rejected,
                     int64_t n_held, uint64_t digest, uint64_t lines,
                     struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    sqlite3_stmt *put;
    size_t n_taken = batch->n_rows_taken;
    int64_t people;

    pp_buffer_printf(&sql,
                     "SELECT people_digest FROM imports WHERE import = %lld",
                     (long long)number);
    int found = pp_sql_number(store, sql.data, 0, &people, err);
    pp_buffer_clear(&sql);
    if (found != 0 ||
        pp_sql_prepare(store,
                       "UPDATE imports SET taken = ?2, rejected = ?3, "
                       "cells_rejected = ?4, held = ?5, digest = ?6, "
                       "people_digest = ?7 WHERE import = ?1",
                       &put, err) != 0)
        return -1;
    n_taken -= n_rows_rejected < n_taken ? n_rows_rejected : n_taken;
    sqlite3_bind_int64(put, 1, number);
    sqlite3_bind_int64(put, 2, (sqlite3_int64)n_taken);
    sqlite3_bind_int64(
        put, 3, (sqlite3_int64)(batch->n_rows_rejected + n_rows_rejected));
    sqlite3_bind_int64(put, 4, (sqlite3_int64)batch->n_cells_rejected);
    sqlite3_bind_int64(put, 5, n_held);
    sqlite3_bind_int64(put, 6, (sqlite3_int64)digest);
    sqlite3_bind_int64(put, 7, (sqlite3_int64)((uint64_t)people + lines));
    int result = pp_sql_step(store, put, err);
    sqlite3_finalize(put);
    return result;
}

static int delete_of(struct pp_store *store, const char *table, int64_t number,
                     struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    sqlite3_stmt *put;

    pp_buffer_puts(&sql, "DELETE FROM ");
    pp_sql_name(&sql, table);
    pp_buffer_puts(&sql, " WHERE import = ?");
    int result = pp_sql_prepare(store, sql.data, &put, err);
    pp_buffer_clear(&sql);
    if (result != 0)
        return -1;
    sqlite3_bind_int64(put, 1, number);
    result = pp_sql_step(store, put, err);
    sqlite3_finalize(put);
    return result;
}

int pp_imports_remove(struct pp_store *store, int64_t number,
                      struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    const char *const *tables;
    size_t n;
    int result = pp_tables_instruments(store, pool, &tables, &n, err);

    for (size_t i = 0; i < n && result == 0; i++)
        result = delete_of(store, tables[i], number, err);
    if (result == 0)
        result = delete_of(store, "remarks", number, err);
    if (result == 0)
        result = delete_of(store, "identities", number, err);
    if (result == 0)
        result = delete_of(store, "background", number, err);
    if (result == 0)
        result = delete_of(store, "imports", number, err);
    pp_pool_free(pool);
    return result;
}

int pp_imports_drop_strangers(struct pp_store *store, struct pp_error *err)
{
#define STRANGERS                                                              \
    " WHERE NOT EXISTS (SELECT 1 FROM background AS b WHERE b.participant = "  \
    "participants.participant)"
    uint64_t sum = 0;

    if (pp_digest_add_people(store, STRANGERS, 0, &sum, err) != 0 ||
        pp_sql_run(store, "DELETE FROM participants" STRANGERS, err) != 0)
        return -1;
    return sum != 0 ? pp_digest_change_people(store, -sum, err) : 0;
#undef STRANGERS
}

static const char *text_of(struct pp_pool *pool, sqlite3_stmt *read, int at)
{
    return sqlite3_column_type(read, at) != SQLITE_NULL
               ? pp_pool_strdup(pool, pp_sql_text_in(read, at))
               : NULL;
}

int pp_imports_list(struct pp_store *store, struct pp_pool *pool,
                    const struct pp_import_record **out, size_t *n,
                    struct pp_error *err)
{
    sqlite3_stmt *read;
    int64_t count;
    int found;

    *n = 0;
    *out = NULL;
    if (pp_sql_number(store, "SELECT count(*) FROM imports", 0, &count, err) !=
            0 ||
        pp_sql_prepare(store,
                       "SELECT import, file, hash, platform, day, rows, taken, "
                       "rejected, cells_rejected, held FROM imports ORDER BY "
                       "import",
                       &read, err) != 0)
        return -1;
    struct pp_import_record *list =
        pp_pool_array(pool, (size_t)count, sizeof *list);
    while ((found = pp_sql_step(store, read, err)) == 1 && *n < (size_t)count)
        list[(*n)++] = (struct pp_import_record){
            .number = sqlite3_column_int64(read, 0),
            .file = text_of(pool, read, 1),
            .hash = text_of(pool, read, 2),
            .platform = text_of(pool, read, 3),
            .day = text_of(pool, read, 4),
            .n_rows = (long)sqlite3_column_int64(read, 5),
            .n_taken = (long)sqlite3_column_int64(read, 6),
            .n_rejected = (long)sqlite3_column_int64(read, 7),
            .n_cells_rejected = (long)sqlite3_column_int64(read, 8),
            .n_held = (long)sqlite3_column_int64(read, 9)};
    sqlite3_finalize(read);
    *out = list;
    return found < 0 ? -1 : 0;
}

/* --- the log -------------------------------------------------------------- */

/* Beside another of its name, the very same file is not replaced by itself. */
int pp_imports_log_replaced(struct pp_store *store, int64_t number,
                            const struct pp_batch *by, struct pp_error *err)
{
    sqlite3_stmt *put;

    if (pp_sql_prepare(store,
                       "INSERT INTO log (what) SELECT 'replaced ' || file || "
                       "': ' || rows || ' rows of ' || substr(hash, 1, 8) || "
                       "' by ' || ?2 || ' of ' || substr(?3, 1, 8) FROM "
                       "imports WHERE import = ?1 AND (hash <> ?3 OR NOT "
                       "EXISTS (SELECT 1 FROM imports AS o WHERE o.file = "
                       "imports.file AND o.import <> ?1))",
                       &put, err) != 0)
        return -1;
    sqlite3_bind_int64(put, 1, number);
    sqlite3_bind_int64(put, 2, (sqlite3_int64)by->n_file_rows);
    sqlite3_bind_text(put, 3, by->hash, -1, SQLITE_STATIC);
    int result = pp_sql_step(store, put, err);
    sqlite3_finalize(put);
    return result;
}

int pp_imports_log_removed(struct pp_store *store, int64_t number,
                           struct pp_error *err)
{
    sqlite3_stmt *put;

    if (pp_sql_prepare(store,
                       "INSERT INTO log (what) SELECT 'removed ' || file || "
                       "': ' || rows || ' rows of ' || substr(hash, 1, 8) FROM "
                       "imports WHERE import = ?",
                       &put, err) != 0)
        return -1;
    sqlite3_bind_int64(put, 1, number);
    int result = pp_sql_step(store, put, err);
    sqlite3_finalize(put);
    return result;
}

int pp_imports_replaced(struct pp_store *store, struct pp_pool *pool,
                        const char *const **out, size_t *n,
                        struct pp_error *err)
{
    sqlite3_stmt *read;
    int64_t most;
    int found;

    *out = NULL;
    *n = 0;
    if (pp_sql_number(store, "SELECT count(*) FROM log", 0, &most, err) != 0 ||
        pp_sql_prepare(store,
                       "SELECT iif(instr(what, '; corrected '), substr(what, "
                       "1, instr(what, '; corrected ') - 1), what) FROM log "
                       "WHERE what GLOB 'replaced *' OR what GLOB 'removed *' "
                       "ORDER BY entry",
                       &read, err) != 0)
        return -1;
    const char **list = pp_pool_array(pool, (size_t)most, sizeof *list);
    while ((found = pp_sql_step(store, read, err)) == 1 && *n < (size_t)most)
        list[(*n)++] = text_of(pool, read, 0);
    sqlite3_finalize(read);
    *out = list;
    return found < 0 ? -1 : 0;
}
