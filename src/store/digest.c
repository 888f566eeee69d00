#include "prepost/store/digest.h"

#include <stdio.h>

#include "prepost/model/batch.h"
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
    pp_buffer_puts(&sql, "SELECT participant, wave, import, day, line");
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
        int at = (int)i + 5;

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

uint64_t pp_digest_of_line(const struct pp_digest_reader *reader)
{
    sqlite3_stmt *rows = reader->rows;

    return pp_digest_line(pp_digest_row(reader->table,
                                        sqlite3_column_int64(rows, 0),
                                        sqlite3_column_int64(rows, 1)),
                          sqlite3_column_int64(rows, 4));
}

/* --- participants --------------------------------------------------------- */

static uint64_t add_bytes(uint64_t hash, const unsigned char *bytes, size_t n)
{
    uint64_t word;

    for (; n >= sizeof word; n -= sizeof word, bytes += sizeof word) {
        memcpy(&word, bytes, sizeof word);
        hash = pp_digest_mix(hash + word);
    }
    for (; n > 0; n--)
        hash = pp_digest_mix(hash + *bytes++ + 1);
    return hash;
}

uint64_t pp_digest_of_someone(int64_t participant,
                              const unsigned char *pseudonym,
                              const unsigned char *slips, size_t n_slips)
{
    uint64_t hash = pp_digest_mix((uint64_t)participant);

    hash = add_bytes(hash, pseudonym, PP_PSEUDONYM_SIZE);
    return add_bytes(hash + n_slips, slips, n_slips);
}

int pp_digest_people(struct pp_store *store, bool *has, uint64_t *sum,
                     struct pp_error *err)
{
    int64_t n, value;

    if (pp_sql_number(store,
                      "SELECT count(*) FROM facts WHERE name = 'sum of people'",
                      0, &n, err) != 0 ||
        pp_sql_number(store,
                      "SELECT CAST(value AS INTEGER) FROM facts WHERE name = "
                      "'sum of people'",
                      0, &value, err) != 0)
        return -1;
    *has = n > 0;
    *sum = (uint64_t)value;
    return 0;
}

int pp_digest_begin_people(struct pp_store *store, struct pp_error *err)
{
    return pp_sql_run(store,
                      "INSERT INTO facts VALUES ('sum of people', '0') ON "
                      "CONFLICT DO NOTHING",
                      err);
}

int pp_digest_change_people(struct pp_store *store, uint64_t by,
                            struct pp_error *err)
{
    char sql[100];
    uint64_t sum;
    bool has;

    if (pp_digest_people(store, &has, &sum, err) != 0)
        return -1;
    if (!has)
        return 0;
    snprintf(sql, sizeof sql,
             "UPDATE facts SET value = '%lld' WHERE name = 'sum of people'",
             (long long)(sum + by));
    return pp_sql_run(store, sql, err);
}

int pp_digest_add_people(struct pp_store *store, const char *where,
                         int64_t number, uint64_t *sum, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    sqlite3_stmt *rows;
    int found;

    pp_buffer_printf(&sql,
                     "SELECT participant, pseudonym, slips FROM participants%s",
                     where);
    found = pp_sql_prepare(store, sql.data, &rows, err);
    pp_buffer_clear(&sql);
    if (found != 0)
        return -1;
    if (sqlite3_bind_parameter_count(rows) > 0)
        sqlite3_bind_int64(rows, 1, number);
    while ((found = pp_sql_step(store, rows, err)) == 1) {
        const unsigned char *pseudonym = sqlite3_column_blob(rows, 1);
        const unsigned char *slips = sqlite3_column_blob(rows, 2);

        if (pseudonym != NULL &&
            sqlite3_column_bytes(rows, 1) == PP_PSEUDONYM_SIZE)
            *sum += pp_digest_of_someone(sqlite3_column_int64(rows, 0),
                                         pseudonym, slips,
                                         (size_t)sqlite3_column_bytes(rows, 2));
    }
    sqlite3_finalize(rows);
    return found;
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
