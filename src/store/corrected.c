#include "prepost/store/corrected.h"

#include <stdlib.h>

#include "prepost/store/digest.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

static int by_person(const void *a, const void *b)
{
    const struct pp_corrected_row *x = a, *y = b;

    if (x->participant != y->participant)
        return (x->participant > y->participant) -
               (x->participant < y->participant);
    return (x->digest > y->digest) - (x->digest < y->digest);
}

/* How many rows it may have at most: in each table, as many as it holds. */
static int count_rows(struct pp_store *store, const char *table, int64_t import,
                      size_t *n, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    int64_t count;

    pp_buffer_puts(&sql, "SELECT count(*) FROM ");
    pp_sql_name(&sql, table);
    pp_buffer_printf(&sql, " WHERE import = %lld", (long long)import);
    int result = pp_sql_number(store, sql.data, 0, &count, err);
    pp_buffer_clear(&sql);
    *n += result == 0 ? (size_t)count : 0;
    return result;
}

static void put(struct pp_corrected *out, int64_t participant, uint64_t digest)
{
    out->rows[out->n++] = (struct pp_corrected_row){participant, digest};
}

static int read_table(struct pp_store *store, const char *table, int64_t import,
                      struct pp_pool *pool, struct pp_corrected *out,
                      struct pp_error *err)
{
    struct pp_digest_reader reader;
    int found = pp_digest_open(store, table, false, pool, &reader, err);

    while (found >= 0 && (found = pp_sql_step(store, reader.rows, err)) == 1)
        if (sqlite3_column_int64(reader.rows, 2) == import)
            put(out, sqlite3_column_int64(reader.rows, 0),
                pp_digest_of(&reader));
    sqlite3_finalize(reader.rows);
    return found;
}

/* Their region, group and the rest. */
static int read_background(struct pp_store *store, int64_t import,
                           struct pp_corrected *out, struct pp_error *err)
{
    sqlite3_stmt *read;
    int found;

    if (pp_sql_prepare(store, "SELECT * FROM background WHERE import = ?",
                       &read, err) != 0)
        return -1;
    sqlite3_bind_int64(read, 1, import);
    while ((found = pp_sql_step(store, read, err)) == 1)
        put(out, sqlite3_column_int64(read, 0), pp_digest_of_background(read));
    sqlite3_finalize(read);
    return found;
}

int pp_corrected_read(struct pp_store *store, int64_t import,
                      struct pp_pool *pool, struct pp_corrected *out,
                      struct pp_error *err)
{
    const char *const *tables;
    size_t n_tables, n = 0;

    *out = (struct pp_corrected){.n = 0};
    if (pp_tables_instruments(store, pool, &tables, &n_tables, err) != 0 ||
        count_rows(store, "background", import, &n, err) != 0)
        return -1;
    for (size_t i = 0; i < n_tables; i++)
        if (count_rows(store, tables[i], import, &n, err) != 0)
            return -1;
    out->rows = pp_pool_array(pool, n + 1, sizeof *out->rows);
    for (size_t i = 0; i < n_tables; i++)
        if (read_table(store, tables[i], import, pool, out, err) != 0)
            return -1;
    if (read_background(store, import, out, err) != 0)
        return -1;
    if (out->n > 0)
        qsort(out->rows, out->n, sizeof *out->rows, by_person);
    return 0;
}

size_t pp_corrected_count(const struct pp_corrected *was,
                          const struct pp_corrected *is)
{
    size_t n = 0;
    int64_t last = -1;

    for (size_t i = 0; i < was->n; i++) {
        const struct pp_corrected_row *row = &was->rows[i];
        if (row->participant == last ||
            (is->n > 0 &&
             bsearch(row, is->rows, is->n, sizeof *row, by_person) != NULL))
            continue;
        last = row->participant;
        n++;
    }
    return n;
}

int pp_corrected_last_entry(struct pp_store *store, int64_t *entry,
                            struct pp_error *err)
{
    return pp_sql_number(store, "SELECT coalesce(max(entry), 0) FROM log", 0,
                         entry, err);
}

int pp_corrected_log(struct pp_store *store, int64_t entry, size_t n,
                     struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    pp_buffer_printf(&sql,
                     "UPDATE log SET what = what || '; corrected %zu' WHERE "
                     "entry > %lld AND what GLOB 'replaced *'",
                     n, (long long)entry);
    int result = pp_sql_run(store, sql.data, err);
    pp_buffer_clear(&sql);
    return result;
}
