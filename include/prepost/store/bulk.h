#ifndef PREPOST_STORE_BULK_H
#define PREPOST_STORE_BULK_H

#include <stddef.h>

#include "prepost/store/sql.h"

/*
 * Many rows into one table, 50 to a statement, which is a quarter faster than
 * one by one:
 *
 *     pp_bulk_init(&bulk, store, "INSERT INTO t", n_columns, n_rows);
 *     for each row
 *         pp_bulk_row(&bulk, err), bind n_columns values from bulk.at + 1 on
 *         in bulk.statement, pp_bulk_send(&bulk, &n_ignored, err)
 *     pp_bulk_clear(&bulk);
 */
struct pp_bulk {
    struct pp_store *store;
    char *head;
    size_t n_columns, n_left; /* rows not yet begun */
    size_t n_in_statement;    /* rows that the statement takes ... */
    size_t n_bound;           /* ... of which this many are bound */
    sqlite3_stmt *statement;
    int at; /* the row's first parameter is number at + 1 */
};

/* `head` is "INSERT INTO …" up to VALUES; it is copied. */
void pp_bulk_init(struct pp_bulk *bulk, struct pp_store *store,
                  const char *head, size_t n_columns, size_t n_rows);
void pp_bulk_clear(struct pp_bulk *bulk);

/* Makes room for a row. */
int pp_bulk_row(struct pp_bulk *bulk, struct pp_error *err);

/*
 * The row is bound. Runs the statement when it is full: *n_sent says how many
 * rows went, 0 if it is not full yet, and *n_missing how many of those were
 * not put in (INSERT OR IGNORE).
 */
int pp_bulk_send(struct pp_bulk *bulk, size_t *n_sent, size_t *n_missing,
                 struct pp_error *err);

#endif
