#include "prepost/store/digest.h"

#include "prepost/store/sql.h"

/* The columns that hold answers, from the table itself. */
static int read_columns(struct pp_store *store, const char *table,
                        struct pp_pool *pool, struct pp_digest_reader *out,
                        struct pp_buffer *sql, struct pp_error *err)
{
    sqlite3_stmt *read;
    uint64_t *columns = NULL;
    bool *is_real = NULL;
    int found;

    if (pp_sql_prepare(store,
                       "SELECT name, type = 'REAL', count(*) OVER () FROM "
                       "pragma_table_info(?) WHERE name NOT IN "
                       "('participant', 'wave', 'import', 'line', 'day')",
                       &read, err) != 0)
        return -1;
    sqlite3_bind_text(read, 1, table, -1, SQLITE_STATIC);
    while ((found = pp_sql_step(store, read, err)) == 1) {
        const char *name = pp_sql_text_in(read, 0);

        if (columns == NULL) {
            size_t n = (size_t)sqlite3_column_int64(read, 2);

            columns = pp_pool_array(pool, n, sizeof *columns);
            is_real = pp_pool_array(pool, n, sizeof *is_real);
        }
        columns[out->n_columns] = pp_digest_name(name);
        is_real[out->n_columns++] = sqlite3_column_int(read, 1) != 0;
        pp_buffer_puts(sql, ", ");
        pp_sql_name(sql, name);
    }
    sqlite3_finalize(read);
    out->columns = columns;
    out->is_real = is_real;
    return found;
}

int pp_digest_open(struct pp_store *store, const char *table,
                   bool of_participant, struct pp_pool *pool,
                   struct pp_digest_reader *out, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    *out = (struct pp_digest_reader){.table = pp_digest_name(table),
                                     .day = pp_digest_name("day")};
    pp_buffer_puts(&sql, "SELECT participant, wave, import, day");
    int result = read_columns(store, table, pool, out, &sql, err);
    pp_buffer_puts(&sql, " FROM ");
    pp_sql_name(&sql, table);
    if (of_participant)
        pp_buffer_puts(&sql, " WHERE participant = ?");
    if (result == 0)
        result = pp_sql_prepare(store, sql.data, &out->rows, err);
    pp_buffer_clear(&sql);
    return result;
}

uint64_t pp_digest_of(const struct pp_digest_reader *reader)
{
    sqlite3_stmt *rows = reader->rows;
    uint64_t row = pp_digest_row(reader->table, sqlite3_column_int64(rows, 0),
                                 sqlite3_column_int64(rows, 1));
    uint64_t sum = pp_digest_mix(row);

    if (sqlite3_column_type(rows, 3) != SQLITE_NULL)
        sum += pp_digest_whole(row, reader->day, sqlite3_column_int64(rows, 3));
    for (size_t i = 0; i < reader->n_columns; i++) {
        int at = (int)i + 4;

        if (sqlite3_column_type(rows, at) == SQLITE_NULL)
            continue;
        sum += reader->is_real[i]
                   ? pp_digest_real(row, reader->columns[i],
                                    sqlite3_column_double(rows, at))
                   : pp_digest_whole(row, reader->columns[i],
                                     sqlite3_column_int64(rows, at));
    }
    return sum;
}

uint64_t pp_digest_of_background(sqlite3_stmt *row)
{
    uint64_t person = pp_digest_person(sqlite3_column_int64(row, 0));
    uint64_t sum = pp_digest_mix(person);

    for (int c = 2; c < sqlite3_column_count(row); c++) {
        uint64_t column = pp_digest_name(sqlite3_column_name(row, c));
        int type = sqlite3_column_type(row, c);

        if (type == SQLITE_TEXT)
            sum += pp_digest_text(person, column,
                                  pp_digest_name(pp_sql_text_in(row, c)));
        else if (type != SQLITE_NULL)
            sum +=
                pp_digest_real(person, column, sqlite3_column_double(row, c));
    }
    return sum;
}
