#include "prepost/store/bulk.h"

#include "prepost/base/alloc.h"

enum { ROWS_A_STATEMENT = 50, MAX_PARAMETERS = 32766 };

void pp_bulk_init(struct pp_bulk *bulk, struct pp_store *store,
                  const char *head, size_t n_columns, size_t n_rows)
{
    *bulk = (struct pp_bulk){.store = store,
                             .head = pp_strdup(head),
                             .n_columns = n_columns,
                             .n_left = n_rows};
}

void pp_bulk_clear(struct pp_bulk *bulk)
{
    sqlite3_finalize(bulk->statement);
    pp_free(bulk->head);
    *bulk = (struct pp_bulk){0};
}

static int prepare(struct pp_bulk *bulk, size_t n_rows, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    sqlite3_finalize(bulk->statement);
    pp_buffer_printf(&sql, "%s VALUES ", bulk->head);
    for (size_t i = 0; i < n_rows; i++) {
        pp_buffer_puts(&sql, i > 0 ? ",(" : "(");
        for (size_t k = 0; k < bulk->n_columns; k++)
            pp_buffer_puts(&sql, k > 0 ? ",?" : "?");
        pp_buffer_putc(&sql, ')');
    }
    bulk->n_in_statement = n_rows;
    int result = pp_sql_prepare(bulk->store, sql.data, &bulk->statement, err);
    pp_buffer_clear(&sql);
    return result;
}

int pp_bulk_row(struct pp_bulk *bulk, struct pp_error *err)
{
    if (bulk->n_bound == 0) {
        size_t n = ROWS_A_STATEMENT;

        if (n * bulk->n_columns > MAX_PARAMETERS)
            n = MAX_PARAMETERS / bulk->n_columns;
        if (n > bulk->n_left)
            n = bulk->n_left;
        if (n != bulk->n_in_statement && prepare(bulk, n, err) != 0)
            return -1;
    }
    bulk->at = (int)(bulk->n_bound * bulk->n_columns);
    return 0;
}

int pp_bulk_send(struct pp_bulk *bulk, size_t *n_sent, size_t *n_missing,
                 struct pp_error *err)
{
    *n_sent = *n_missing = 0;
    bulk->n_left--;
    if (++bulk->n_bound < bulk->n_in_statement)
        return 0;
    bulk->n_bound = 0;
    if (pp_sql_step(bulk->store, bulk->statement, err) != 0)
        return -1;
    *n_sent = bulk->n_in_statement;
    *n_missing = *n_sent - (size_t)sqlite3_changes(bulk->store->db);
    return 0;
}
