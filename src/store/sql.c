#include "prepost/store/sql.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "prepost/base/alloc.h"
#include "prepost/store/holder.h"
#include "prepost/store/schema.h"

/* SQLite puts it beside the file to which a link leads. */
static void journal_of(const char *path, struct pp_buffer *name)
{
    char *real = realpath(path, NULL);

    pp_buffer_printf(name, "%s-journal", real != NULL ? real : path);
    free(real);
}

bool pp_sql_has_journal(const char *path)
{
    struct pp_buffer name = PP_BUFFER_INIT;
    struct stat st;

    journal_of(path, &name);
    bool found = stat(name.data, &st) == 0 && st.st_size > 0;
    pp_buffer_clear(&name);
    return found;
}

static int fail_of_journal(const char *path, struct pp_error *err)
{
    struct pp_buffer name = PP_BUFFER_INIT;

    journal_of(path, &name);
    pp_fail(err, PP_ESTORE,
            "%s: a change was interrupted and must be undone first, for which "
            "the file and its folder must be writable; do not copy it without "
            "%s",
            path, name.data);
    pp_buffer_clear(&name);
    return -1;
}

static const char *holder_of(const struct pp_store *store,
                             char text[PP_HOLDER_SIZE])
{
    return store->in_transaction ? "another program, perhaps another prepost"
                                 : pp_store_holder(store->path, text);
}

int pp_sql_fail(struct pp_store *store, struct pp_error *err)
{
    char holder[PP_HOLDER_SIZE];
    int code = sqlite3_errcode(store->db);
    int cause = sqlite3_system_errno(store->db);
    const char *path = store->path;

    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return pp_fail(err, PP_ESTORE,
                       "%s is in use by %s; waited %d seconds; close it there "
                       "and try again",
                       path, holder_of(store, holder), PP_STORE_WAIT_MS / 1000);
    case SQLITE_FULL:
        return pp_fail(err, PP_EIO,
                       "%s: the disk is full; the store is as it was before",
                       path);
    case SQLITE_IOERR:
        /* The journal is gone, but perhaps not from the disk: what is there
         * after a power cut cannot be known. */
        if (sqlite3_extended_errcode(store->db) == SQLITE_IOERR_DIR_FSYNC)
            return pp_fail(err, PP_EIO,
                           "%s: the disk did not confirm the last step; the "
                           "store is whole, with the change or without it: "
                           "prepost status tells",
                           path);
        return pp_fail(err, PP_EIO,
                       "%s could not be read or written (%s); the store is "
                       "as it was before",
                       path, cause != 0 ? strerror(cause) : "input or output");
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        if (pp_sql_has_journal(path))
            return fail_of_journal(path, err);
        return pp_fail(err, PP_EIO,
                       "%s cannot be written; the file and its folder must "
                       "be writable",
                       path);
    case SQLITE_CORRUPT:
        return pp_fail(err, PP_ESTORE,
                       "%s is damaged (%s); restore it from a backup", path,
                       sqlite3_errmsg(store->db));
    case SQLITE_NOTADB:
        return pp_fail(err, PP_ESTORE, "%s is not a store of prepost", path);
    case SQLITE_NOMEM:
        return pp_fail(err, PP_ENOMEM, "%s: out of memory", path);
    default:
        return pp_fail(err, PP_ESTORE, "%s: %s", path,
                       sqlite3_errmsg(store->db));
    }
}

int pp_sql_run(struct pp_store *store, const char *sql, struct pp_error *err)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return pp_sql_fail(store, err);
    return 0;
}

int pp_sql_prepare(struct pp_store *store, const char *sql, sqlite3_stmt **out,
                   struct pp_error *err)
{
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out,
                           NULL) != SQLITE_OK)
        return pp_sql_fail(store, err);
    return 0;
}

int pp_sql_step(struct pp_store *store, sqlite3_stmt *statement,
                struct pp_error *err)
{
    int code = sqlite3_step(statement);

    if (code == SQLITE_ROW)
        return 1;
    if (code != SQLITE_DONE)
        pp_sql_fail(store, err);
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? 0 : -1;
}

const char *pp_sql_text_in(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);

    if (text == NULL &&
        sqlite3_errcode(sqlite3_db_handle(statement)) == SQLITE_NOMEM)
        pp_out_of_memory();
    return text != NULL ? text : "";
}

int pp_sql_number(struct pp_store *store, const char *sql, int64_t otherwise,
                  int64_t *out, struct pp_error *err)
{
    sqlite3_stmt *statement;

    *out = otherwise;
    if (pp_sql_prepare(store, sql, &statement, err) != 0)
        return -1;
    int found = pp_sql_step(store, statement, err);
    if (found == 1 && sqlite3_column_type(statement, 0) != SQLITE_NULL)
        *out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return found < 0 ? -1 : 0;
}

static void quoted(struct pp_buffer *sql, const char *text, char quote)
{
    pp_buffer_putc(sql, quote);
    for (; *text != '\0'; text++) {
        if (*text == quote)
            pp_buffer_putc(sql, quote);
        pp_buffer_putc(sql, *text);
    }
    pp_buffer_putc(sql, quote);
}

void pp_sql_name(struct pp_buffer *sql, const char *name)
{
    quoted(sql, name, '"');
}

void pp_sql_text(struct pp_buffer *sql, const char *text)
{
    quoted(sql, text, '\'');
}

int pp_sql_begin(struct pp_store *store, bool *is_inner, struct pp_error *err)
{
    *is_inner = store->in_transaction;
    if (*is_inner)
        return pp_sql_run(store, "SAVEPOINT change", err);
    return pp_store_begin(store, err);
}

void pp_sql_take_back(struct pp_store *store, const char *sql)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_NOMEM)
        pp_out_of_memory();
}

void pp_sql_undo(struct pp_store *store, bool is_inner)
{
    if (is_inner)
        pp_sql_take_back(store, "ROLLBACK TO change; RELEASE change");
    else
        pp_store_rollback(store);
}

int pp_sql_end(struct pp_store *store, bool is_inner, int result,
               struct pp_error *err)
{
    if (result == 0)
        result = is_inner ? pp_sql_run(store, "RELEASE change", err)
                          : pp_store_commit(store, err);
    if (result != 0)
        pp_sql_undo(store, is_inner);
    return result;
}
