#ifndef PREPOST_STORE_SQL_H
#define PREPOST_STORE_SQL_H

#include <sqlite3.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"
#include "prepost/store/store.h"

/*
 * How the store's own files talk to SQLite: statements with their errors in
 * words. Values are always bound; the only text that is ever put into SQL is
 * a name, and pp_sql_name() quotes it.
 */
/* A participant who is taken for another one; join.h. */
struct pp_sql_join {
    int64_t number, to;
};

struct pp_store {
    sqlite3 *db;
    struct pp_sql_join *joins;
    size_t n_joins;
    char *path;
    bool is_new;   /* nothing was committed to it yet */
    bool is_ready; /* its tables are there */
    bool in_transaction;
    unsigned broken_seals; /* a bit for each kind, before this change */
};

/*
 * A second connection to the same file, for another thread to read what this
 * one reads in its transaction; pp_store_close() it first. NULL: there is none
 * to be had, or this one has changes that it would not see.
 */
struct pp_store *pp_store_open_beside(struct pp_store *store);

/* Runs statements that give no rows. */
int pp_sql_run(struct pp_store *store, const char *sql, struct pp_error *err);

/* *out is NULL on an error; sqlite3_finalize() it (takes NULL). */
int pp_sql_prepare(struct pp_store *store, const char *sql, sqlite3_stmt **out,
                   struct pp_error *err);

/* 1: there is a row; 0: done; -1: err is set. Resets when done or failed. */
int pp_sql_step(struct pp_store *store, sqlite3_stmt *statement,
                struct pp_error *err);

/*
 * The text in a cell of the row; "" where there is none, which of the columns
 * that are never empty a damaged file alone can say. Ends the program where
 * there is no memory for it. Lent until the next step.
 */
const char *pp_sql_text_in(sqlite3_stmt *statement, int column);

/* The first column of the first row, or `otherwise` when there is none. */
int pp_sql_number(struct pp_store *store, const char *sql, int64_t otherwise,
                  int64_t *out, struct pp_error *err);

/* Turns SQLite's last error into words that a person can act on; -1. */
int pp_sql_fail(struct pp_store *store, struct pp_error *err);

/* An interrupted change left its journal; SQLite undoes it on opening. */
bool pp_sql_has_journal(const char *path);

/* The number of the participant that this one is taken for: mostly itself. */
int64_t pp_sql_joined(const struct pp_store *store, int64_t number);

/* A name in double quotes, or a text in single ones, safe within SQL. */
void pp_sql_name(struct pp_buffer *sql, const char *name);
void pp_sql_text(struct pp_buffer *sql, const char *text);

/*
 * A change inside the caller's transaction, or one of its own when there is
 * none: begin, then end with `result`, the 0 or -1 of what was done in
 * between. pp_sql_end() commits or undoes, and returns 0 or -1.
 */
int pp_sql_begin(struct pp_store *store, bool *is_inner, struct pp_error *err);
int pp_sql_end(struct pp_store *store, bool is_inner, int result,
               struct pp_error *err);

/*
 * Runs a ROLLBACK. Without memory even for that the program ends, and whoever
 * opens the store next takes the change back: going on would be going on in
 * the middle of it.
 */
void pp_sql_take_back(struct pp_store *store, const char *sql);

/* Undoes a change of which only the outcome was wanted (a dry run). */
void pp_sql_undo(struct pp_store *store, bool is_inner);

#endif
