#ifndef PREPOST_STORE_BULK_H
#define PREPOST_STORE_BULK_H

#include <stddef.h>

#include "prepost/store/sql.h"

/*
 * Many rows into one table. SQLite asks for them value by value while one
 * statement runs, as if they lay in a table of its own (a virtual table):
 *
 *     pp_bulk_init(&bulk, store, "INSERT INTO t (a, b)", 2, value_of, ctx, err)
 *     pp_bulk_put(&bulk, first, n, &n_missing, err)    any number of times
 *     pp_bulk_clear(&bulk);
 */

/*
 * Gives a value by sqlite3_result_...(out, ...), or none at all for NULL. Texts
 * and blobs have to lie still until pp_bulk_put() is done: SQLITE_STATIC.
 */
typedef void pp_bulk_value(sqlite3_context *out, size_t row, size_t column,
                           void *ctx);

struct pp_bulk {
    struct pp_store *store;
    sqlite3_stmt *statement;
    size_t n_columns;
    pp_bulk_value *value;
    void *ctx;
    size_t row, end; /* rows that are still to be put in */
};

/* `head` is "INSERT INTO …" up to VALUES; SQLite keeps the bulk's address. */
int pp_bulk_init(struct pp_bulk *bulk, struct pp_store *store, const char *head,
                 size_t n_columns, pp_bulk_value *value, void *ctx,
                 struct pp_error *err);
void pp_bulk_clear(struct pp_bulk *bulk); /* also if init failed; or zeroed */

/* Puts in the rows first .. first + n; *n_missing of them were not put in
 * (INSERT OR IGNORE). */
int pp_bulk_put(struct pp_bulk *bulk, size_t first, size_t n, size_t *n_missing,
                struct pp_error *err);

#endif
