#include "prepost/store/bulk.h"

#include "prepost/base/alloc.h"

/*
 * To bind parameters, fifty rows to a statement, takes a tenth more of the
 * time: each value is then put down twice and taken up twice.
 */
struct rows {
    sqlite3_vtab base;
    struct pp_bulk *bulk;
};

/* --- the table that SQLite sees ------------------------------------------- */

static int connect_rows(sqlite3 *db, void *ctx, int argc,
                        const char *const *argv, sqlite3_vtab **out, char **why)
{
    struct pp_bulk *bulk = ctx;
    struct pp_buffer sql = PP_BUFFER_INIT;
    struct rows *rows = sqlite3_malloc(sizeof *rows);

    (void)argc;
    (void)argv;
    (void)why;
    if (rows == NULL)
        return SQLITE_NOMEM;
    *rows = (struct rows){.bulk = bulk};
    for (size_t i = 0; i < bulk->n_columns; i++)
        pp_buffer_printf(&sql, "%sc%zu", i == 0 ? "CREATE TABLE x(" : ",", i);
    pp_buffer_putc(&sql, ')');
    int code = sqlite3_declare_vtab(db, sql.data);
    pp_buffer_clear(&sql);
    if (code == SQLITE_OK)
        *out = &rows->base;
    else
        sqlite3_free(rows);
    return code;
}

static int disconnect_rows(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

static int choose_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    (void)info;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    (void)table;
    *out = sqlite3_malloc(sizeof **out);
    return *out != NULL ? SQLITE_OK : SQLITE_NOMEM;
}

static int close_cursor(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static struct pp_bulk *bulk_of(const sqlite3_vtab_cursor *cursor)
{
    return ((struct rows *)cursor->pVtab)->bulk;
}

/* The rows are those that pp_bulk_put() was given, from the first on. */
static int begin(sqlite3_vtab_cursor *cursor, int number, const char *name,
                 int argc, sqlite3_value **argv)
{
    (void)cursor;
    (void)number;
    (void)name;
    (void)argc;
    (void)argv;
    return SQLITE_OK;
}

static int go_on(sqlite3_vtab_cursor *cursor)
{
    bulk_of(cursor)->row++;
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *cursor)
{
    const struct pp_bulk *bulk = bulk_of(cursor);

    return bulk->row == bulk->end;
}

static int give_value(sqlite3_vtab_cursor *cursor, sqlite3_context *out,
                      int column)
{
    const struct pp_bulk *bulk = bulk_of(cursor);

    bulk->value(out, bulk->row, (size_t)column, bulk->ctx);
    return SQLITE_OK;
}

static int give_number(sqlite3_vtab_cursor *cursor, sqlite3_int64 *number)
{
    *number = (sqlite3_int64)bulk_of(cursor)->row;
    return SQLITE_OK;
}

static const sqlite3_module module = {
    .xConnect = connect_rows,
    .xBestIndex = choose_index,
    .xDisconnect = disconnect_rows,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = begin,
    .xNext = go_on,
    .xEof = is_at_end,
    .xColumn = give_value,
    .xRowid = give_number,
};

/* --- putting rows in ------------------------------------------------------ */

/* A name that no other bulk has at this time. */
static char *table_name(const struct pp_bulk *bulk)
{
    struct pp_buffer name = PP_BUFFER_INIT;

    pp_buffer_printf(&name, "rows_%p", (const void *)bulk);
    return pp_buffer_take(&name);
}

int pp_bulk_init(struct pp_bulk *bulk, struct pp_store *store, const char *head,
                 size_t n_columns, pp_bulk_value *value, void *ctx,
                 struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    *bulk = (struct pp_bulk){
        .store = store, .n_columns = n_columns, .value = value, .ctx = ctx};
    char *name = table_name(bulk);
    pp_buffer_printf(&sql, "%s SELECT * FROM %s", head, name);
    int code = sqlite3_create_module(store->db, name, &module, bulk);
    int result = code == SQLITE_OK
                     ? pp_sql_prepare(store, sql.data, &bulk->statement, err)
                     : pp_sql_fail(store, err);
    pp_buffer_clear(&sql);
    pp_free(name);
    return result;
}

void pp_bulk_clear(struct pp_bulk *bulk)
{
    if (bulk->store == NULL)
        return;
    char *name = table_name(bulk);
    sqlite3_finalize(bulk->statement);
    sqlite3_create_module(bulk->store->db, name, NULL, NULL);
    pp_free(name);
    *bulk = (struct pp_bulk){0};
}

int pp_bulk_put(struct pp_bulk *bulk, size_t first, size_t n, size_t *n_missing,
                struct pp_error *err)
{
    *n_missing = 0;
    bulk->row = first;
    bulk->end = first + n;
    if (pp_sql_step(bulk->store, bulk->statement, err) != 0)
        return -1;
    *n_missing = n - (size_t)sqlite3_changes(bulk->store->db);
    return 0;
}
