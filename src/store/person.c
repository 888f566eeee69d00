#include "prepost/store/person.h"

#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/model/dataset.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

struct reading {
    struct pp_store *store;
    struct pp_pool *pool;
    const unsigned char *pseudonym;
    int64_t number;
    struct pp_held *items;
    size_t n, capacity;
};

static struct pp_held *add(struct reading *r)
{
    if (r->n == r->capacity) {
        r->capacity = 2 * r->capacity + 64;
        r->items = pp_realloc_array(r->items, r->capacity, sizeof *r->items);
    }
    r->items[r->n] = (struct pp_held){
        .pseudonym = r->pseudonym, .position = -1, .day = PP_NO_DAY};
    return &r->items[r->n++];
}

static const char *text_of(struct reading *r, sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL
               ? NULL
               : pp_pool_strdup(r->pool, pp_sql_text_in(row, column));
}

/* What says where a cell stands comes first in every query. */
enum { FILE_NAME, LINE, WAVE, POSITION, DAY, N_KEYS };

static bool is_key(const char *column)
{
    static const char *const keys[] = {"participant", "wave", "import", "line",
                                       "day"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(column, keys[i]) == 0)
            return true;
    return false;
}

static void take_row(struct reading *r, const char *table, sqlite3_stmt *row)
{
    for (int c = N_KEYS; c < sqlite3_column_count(row); c++) {
        const char *column = sqlite3_column_name(row, c);
        if (is_key(column) || sqlite3_column_type(row, c) == SQLITE_NULL)
            continue;
        struct pp_held *held = add(r);
        held->table = table;
        held->column = pp_pool_strdup(r->pool, column);
        held->file = text_of(r, row, FILE_NAME);
        held->line = (uint32_t)sqlite3_column_int64(row, LINE);
        held->wave = text_of(r, row, WAVE);
        if (held->wave != NULL)
            held->position = sqlite3_column_int64(row, POSITION);
        if (sqlite3_column_type(row, DAY) != SQLITE_NULL)
            held->day = sqlite3_column_int(row, DAY);
        held->text = text_of(r, row, c);
    }
}

static int read_rows(struct reading *r, const char *table, const char *sql,
                     struct pp_error *err)
{
    sqlite3_stmt *read;
    int found = pp_sql_prepare(r->store, sql, &read, err);

    if (found != 0)
        return -1;
    sqlite3_bind_int64(read, 1, r->number);
    while ((found = pp_sql_step(r->store, read, err)) == 1)
        take_row(r, table, read);
    sqlite3_finalize(read);
    return found;
}

static int read_answers(struct reading *r, const char *table,
                        struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    pp_buffer_puts(&sql, "SELECT i.file, t.line, w.id, w.position, t.day, t.* "
                         "FROM ");
    pp_sql_name(&sql, table);
    pp_buffer_puts(&sql, " AS t LEFT JOIN imports AS i ON i.import = t.import "
                         "LEFT JOIN waves AS w ON w.wave = t.wave WHERE "
                         "t.participant = ? ORDER BY w.position");
    int result = read_rows(r, table, sql.data, err);
    pp_buffer_clear(&sql);
    return result;
}

/* Their own number in the store, and what finds slips of their code. */
#define PARTICIPANT                                                            \
    "SELECT NULL, 0, NULL, 0, NULL, lower(hex(pseudonym)) AS pseudonym, "      \
    "lower(hex(slips)) AS slips FROM participants WHERE participant = ?"
#define BACKGROUND                                                             \
    "SELECT i.file, 0, NULL, 0, NULL, b.* FROM background AS b LEFT JOIN "     \
    "imports AS i ON i.import = b.import WHERE b.participant = ? ORDER BY "    \
    "b.import"
#define REMARKS                                                                \
    "SELECT i.file, r.line, w.id, w.position, NULL, r.* FROM remarks AS r "    \
    "LEFT JOIN imports AS i ON i.import = r.import LEFT JOIN waves AS w ON "   \
    "w.wave = r.wave WHERE r.participant = ? ORDER BY r.import, r.line"

static int read_person(struct reading *r, struct pp_error *err)
{
    const char *const *tables;
    size_t n;

    if (pp_tables_instruments(r->store, r->pool, &tables, &n, err) != 0 ||
        read_rows(r, "background", BACKGROUND, err) != 0)
        return -1;
    /* A store that an earlier prepost made may have none. */
    int has = pp_tables_has_column(r->store, "remarks", "what", err);
    if (has < 0 || (has == 1 && read_rows(r, "remarks", REMARKS, err) != 0))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (read_answers(r, tables[i], err) != 0)
            return -1;
    /* After what people know of themselves: no one knows these by sight. */
    return read_rows(r, "participants", PARTICIPANT, err);
}

static int find(struct reading *r, struct pp_error *err)
{
    sqlite3_stmt *look;

    if (pp_sql_prepare(
            r->store,
            "SELECT participant FROM participants WHERE pseudonym = ?", &look,
            err) != 0)
        return -1;
    sqlite3_bind_blob(look, 1, r->pseudonym, PP_PSEUDONYM_SIZE, SQLITE_STATIC);
    int found = pp_sql_step(r->store, look, err);
    if (found == 1)
        r->number = sqlite3_column_int64(look, 0);
    sqlite3_finalize(look);
    return found;
}

/* By wave; what came first stays first, which is the order of the tables. */
static void sort_by_wave(struct reading *r)
{
    for (size_t i = 1; i < r->n; i++) {
        struct pp_held held = r->items[i];
        size_t k = i;
        for (; k > 0 && r->items[k - 1].position > held.position; k--)
            r->items[k] = r->items[k - 1];
        r->items[k] = held;
    }
}

int pp_store_person(struct pp_store *store,
                    const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE],
                    size_t n, struct pp_pool *pool,
                    const struct pp_held **items, size_t *n_items,
                    struct pp_error *err)
{
    struct reading r = {.store = store, .pool = pool};
    int found = 0;

    *items = NULL;
    *n_items = 0;
    for (size_t i = 0; i < n && found >= 0; i++) {
        r.pseudonym = (const unsigned char *)pp_pool_strndup(
            pool, (const char *)pseudonyms[i], PP_PSEUDONYM_SIZE);
        found = find(&r, err);
        if (found == 1)
            found = read_person(&r, err);
    }
    sort_by_wave(&r);
    if (found >= 0) {
        struct pp_held *out = pp_pool_array(pool, r.n + 1, sizeof *out);
        for (size_t i = 0; i < r.n; i++)
            out[i] = r.items[i];
        *items = out;
        *n_items = r.n;
    }
    pp_free(r.items);
    return found < 0 ? -1 : 0;
}
