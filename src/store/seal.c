#include "prepost/store/seal.h"

#include <stdio.h>
#include <string.h>

#include "prepost/base/hash.h"
#include "prepost/store/sql.h"

enum { FIRST_VERSION = 4 };

static const struct {
    const char *of, *rows;
} KINDS[] = {
    {"tables and views",
     "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE "
     "'sqlite\\_%' ESCAPE '\\' ORDER BY 1, 2"},
    {"facts", "SELECT * FROM facts WHERE name NOT LIKE 'seal of %' ORDER BY 1"},
    {"waves", "SELECT * FROM waves ORDER BY 1"},
    {"instruments", "SELECT * FROM instruments ORDER BY 1"},
    {"items", "SELECT * FROM items ORDER BY 1, 2"},
    {"notes of imports", "SELECT * FROM imports ORDER BY 1"},
    {"notes of identifiers", "SELECT * FROM identities ORDER BY 1"},
    {"locks of the plan", "SELECT * FROM plan_locks ORDER BY 1"},
    {"entries of the log", "SELECT * FROM log ORDER BY 1"},
    {"rows of people",
     "SELECT (SELECT count(*) FROM participants), (SELECT count(*) FROM "
     "background), (SELECT count(*) FROM remarks)"},
};
enum { N_KINDS = sizeof KINDS / sizeof KINDS[0] };

/* Each value with its length, so that none can pass into the next. */
static void add_value(struct pp_buffer *text, sqlite3_stmt *read, int column)
{
    if (sqlite3_column_type(read, column) == SQLITE_NULL) {
        pp_buffer_puts(text, "- ");
        return;
    }
    const char *value = pp_sql_text_in(read, column);
    int n = sqlite3_column_bytes(read, column);

    pp_buffer_printf(text, "%d:", n);
    pp_buffer_append(text, value, (size_t)n);
}

static int hash_of(struct pp_store *store, size_t kind, char hex[PP_HASH_SIZE],
                   struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    sqlite3_stmt *read;
    int found;

    if (pp_sql_prepare(store, KINDS[kind].rows, &read, err) != 0)
        return -1;
    while ((found = pp_sql_step(store, read, err)) == 1) {
        for (int c = 0; c < sqlite3_column_count(read); c++)
            add_value(&text, read, c);
        pp_buffer_putc(&text, '\n');
    }
    sqlite3_finalize(read);
    pp_hash_bytes(pp_buffer_text(&text), text.length, hex);
    pp_buffer_clear(&text);
    return found;
}

enum { NAME_SIZE = 40 };

/* Binds "seal of waves" and so on to the first parameter; name[] holds it, and
 * nothing has to be copied, which could fail. */
static void bind_name(sqlite3_stmt *statement, size_t kind,
                      char name[NAME_SIZE])
{
    snprintf(name, NAME_SIZE, "seal of %s", KINDS[kind].of);
    sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
}

static int put(struct pp_store *store, sqlite3_stmt *statement, size_t kind,
               struct pp_error *err)
{
    char hex[PP_HASH_SIZE], name[NAME_SIZE];

    if (hash_of(store, kind, hex, err) != 0)
        return -1;
    bind_name(statement, kind, name);
    sqlite3_bind_text(statement, 2, hex, -1, SQLITE_STATIC);
    return pp_sql_step(store, statement, err);
}

/* 1: it agrees; 0: not; -1. */
static int agrees(struct pp_store *store, sqlite3_stmt *look, size_t kind,
                  struct pp_error *err)
{
    char hex[PP_HASH_SIZE], name[NAME_SIZE];

    if (hash_of(store, kind, hex, err) != 0)
        return -1;
    bind_name(look, kind, name);
    int found = pp_sql_step(store, look, err);
    if (found == 1)
        found = strcmp(pp_sql_text_in(look, 0), hex) == 0;
    sqlite3_reset(look);
    return found;
}

/* A bit for each kind that does not agree; none before they were made. */
static int look(struct pp_store *store, unsigned *broken, struct pp_error *err)
{
    sqlite3_stmt *read;
    int64_t version;
    int found = 0;

    *broken = 0;
    if (pp_sql_number(store, "PRAGMA user_version", 0, &version, err) != 0)
        return -1;
    if (version < FIRST_VERSION)
        return 0;
    if (pp_sql_prepare(store, "SELECT value FROM facts WHERE name = ?", &read,
                       err) != 0)
        return -1;
    for (size_t k = 0; k < N_KINDS && found >= 0; k++) {
        found = agrees(store, read, k, err);
        if (found < 0 && sqlite3_errcode(store->db) == SQLITE_ERROR)
            found = 0; /* a table is missing */
        *broken |= found == 0 ? 1u << k : 0;
    }
    sqlite3_finalize(read);
    return found < 0 ? -1 : 0;
}

int pp_seals_look(struct pp_store *store, struct pp_error *err)
{
    return look(store, &store->broken_seals, err);
}

int pp_seals_put(struct pp_store *store, struct pp_error *err)
{
    sqlite3_stmt *statement;

    if (pp_sql_prepare(store,
                       "INSERT INTO facts VALUES (?1, ?2) ON CONFLICT (name) "
                       "DO UPDATE SET value = excluded.value WHERE value <> "
                       "excluded.value",
                       &statement, err) != 0)
        return -1;
    int result = 0;
    for (size_t k = 0; k < N_KINDS && result == 0; k++)
        if ((store->broken_seals & 1u << k) == 0)
            result = put(store, statement, k, err);
    sqlite3_finalize(statement);
    return result;
}

int pp_seals_check(struct pp_store *store, struct pp_notes *notes,
                   struct pp_error *err)
{
    unsigned broken;

    if (look(store, &broken, err) != 0)
        return -1;
    for (size_t k = 0; k < N_KINDS; k++)
        if ((broken & 1u << k) != 0)
            pp_notes_add(notes, PP_NOTE_ERROR, store->path, 0, 0, NULL,
                         "its %s are not as prepost left them", KINDS[k].of);
    return 0;
}
