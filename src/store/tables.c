#include "prepost/store/tables.h"

#include <string.h>
#include <strings.h>

#include "prepost/store/sql.h"
#include "prepost/store/views.h"

static const char *const own_tables[] = {
    "facts",        "waves",      "instruments", "items",      "imports",
    "participants", "background", "log",         "plan_locks", "people",
    "scores",       "pairs",      "remarks",     "identities"};
static const char *const own_columns[] = {"participant", "wave", "import",
                                          "line", "day"};

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}

#define IS_ONE_OF(name, names)                                                 \
    is_one_of(name, names, sizeof(names) / sizeof(names)[0])

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

/* Runs one statement with text parameters. */
static int run_with(struct pp_store *store, const char *sql, const char *first,
                    const char *second, struct pp_error *err)
{
    sqlite3_stmt *statement;

    if (pp_sql_prepare(store, sql, &statement, err) != 0)
        return -1;
    bind_text(statement, 1, first);
    if (second != NULL)
        bind_text(statement, 2, second);
    int result = pp_sql_step(store, statement, err);
    sqlite3_finalize(statement);
    return result;
}

int pp_tables_has_column(struct pp_store *store, const char *table,
                         const char *column, struct pp_error *err)
{
    return run_with(store,
                    "SELECT 1 FROM pragma_table_info(?) WHERE name = ? "
                    "COLLATE NOCASE",
                    table, column, err);
}

/* --- waves ---------------------------------------------------------------- */

static int fit_wave(struct pp_store *store, const struct pp_wave *wave,
                    size_t position, struct pp_error *err)
{
    sqlite3_stmt *statement;

    if (pp_sql_prepare(store,
                       "INSERT INTO waves (wave, id, name, position) VALUES ("
                       "(SELECT coalesce(max(wave) + 1, 0) FROM waves),"
                       " ?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET"
                       " name = excluded.name, position = excluded.position",
                       &statement, err) != 0)
        return -1;
    bind_text(statement, 1, wave->id);
    bind_text(statement, 2, wave->name);
    sqlite3_bind_int64(statement, 3, (sqlite3_int64)position);
    int result = pp_sql_step(store, statement, err);
    sqlite3_finalize(statement);
    return result;
}

int pp_tables_waves(struct pp_store *store, const struct pp_plan *plan,
                    int64_t *numbers, struct pp_error *err)
{
    sqlite3_stmt *statement;

    if (pp_sql_prepare(store, "SELECT wave FROM waves WHERE id = ?", &statement,
                       err) != 0)
        return -1;
    int found = 0;
    for (size_t i = 0; i < plan->n_waves && found >= 0; i++) {
        bind_text(statement, 1, plan->waves[i].id);
        found = pp_sql_step(store, statement, err);
        numbers[i] = found == 1 ? sqlite3_column_int64(statement, 0) : -1;
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    return found < 0 ? -1 : 0;
}

/* --- instruments ---------------------------------------------------------- */

void pp_tables_given_name(struct pp_buffer *out, const struct pp_scale *scale)
{
    pp_buffer_clear(out);
    pp_buffer_printf(out, "given_%s", scale->id);
}

void pp_tables_value_columns(const struct pp_instrument *instrument,
                             struct pp_buffer *sql)
{
    struct pp_buffer given = PP_BUFFER_INIT;

    for (size_t i = 0; i < instrument->n_items; i++) {
        pp_buffer_puts(sql, ", ");
        pp_sql_name(sql, instrument->items[i].id);
    }
    for (size_t i = 0; i < instrument->n_scales; i++) {
        pp_tables_given_name(&given, &instrument->scales[i]);
        pp_buffer_puts(sql, ", ");
        pp_sql_name(sql, given.data);
    }
    pp_buffer_clear(&given);
}

int pp_tables_held_columns(struct pp_store *store,
                           const struct pp_instrument *instrument,
                           struct pp_buffer *sql, struct pp_error *err)
{
    struct pp_buffer given = PP_BUFFER_INIT;
    int has = 0;

    for (size_t i = 0; i < instrument->n_items; i++) {
        pp_buffer_puts(sql, ", ");
        pp_sql_name(sql, instrument->items[i].id);
    }
    for (size_t i = 0; i < instrument->n_scales && has >= 0; i++) {
        pp_tables_given_name(&given, &instrument->scales[i]);
        has = pp_tables_has_column(store, instrument->id, given.data, err);
        pp_buffer_puts(sql, ", ");
        if (has == 1)
            pp_sql_name(sql, given.data);
        else
            pp_buffer_puts(sql, "NULL");
    }
    pp_buffer_clear(&given);
    return has < 0 ? -1 : 0;
}

static void item_column(struct pp_buffer *sql, const struct pp_item *item)
{
    pp_sql_name(sql, item->id);
    pp_buffer_puts(sql, " INTEGER CHECK (");
    pp_sql_name(sql, item->id);
    pp_buffer_printf(sql, " BETWEEN %d AND %d)", item->min, item->max);
}

static int check_names(const struct pp_instrument *instrument,
                       struct pp_error *err)
{
    if (IS_ONE_OF(instrument->id, own_tables) ||
        strncasecmp(instrument->id, "sqlite_", 7) == 0)
        return pp_fail(err, PP_EDATA,
                       "%s: an instrument cannot be called \"%s\": the store "
                       "has a table of that name",
                       instrument->file, instrument->id);
    for (size_t i = 0; i < instrument->n_items; i++)
        if (IS_ONE_OF(instrument->items[i].id, own_columns))
            return pp_fail(err, PP_EDATA,
                           "%s: an item cannot be called \"%s\": the store "
                           "has a column of that name",
                           instrument->file, instrument->items[i].id);
    return 0;
}

static int make_table(struct pp_store *store,
                      const struct pp_instrument *instrument,
                      struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT, given = PP_BUFFER_INIT;

    pp_buffer_puts(&sql, "CREATE TABLE ");
    pp_sql_name(&sql, instrument->id);
    pp_buffer_puts(&sql,
                   " (participant INTEGER NOT NULL REFERENCES participants,"
                   " wave INTEGER NOT NULL CHECK (wave BETWEEN 0 AND 255),"
                   " import INTEGER NOT NULL,"
                   " line INTEGER NOT NULL,"
                   " day INTEGER");
    for (size_t i = 0; i < instrument->n_items; i++) {
        pp_buffer_puts(&sql, ", ");
        item_column(&sql, &instrument->items[i]);
    }
    for (size_t i = 0; i < instrument->n_scales; i++) {
        pp_tables_given_name(&given, &instrument->scales[i]);
        pp_buffer_puts(&sql, ", ");
        pp_sql_name(&sql, given.data);
        pp_buffer_puts(&sql, " REAL");
    }
    pp_buffer_puts(&sql,
                   ", PRIMARY KEY (participant, wave)) STRICT, WITHOUT ROWID");
    int result = pp_sql_run(store, sql.data, err);
    pp_buffer_clear(&sql);
    pp_buffer_clear(&given);
    return result;
}

static int add_column(struct pp_store *store, const char *table,
                      const char *definition, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    pp_buffer_puts(&sql, "ALTER TABLE ");
    pp_sql_name(&sql, table);
    pp_buffer_printf(&sql, " ADD COLUMN %s", definition);
    int result = pp_sql_run(store, sql.data, err);
    pp_buffer_clear(&sql);
    return result;
}

#define LOOK_FOR_ITEM                                                          \
    "SELECT min, max FROM items WHERE instrument = ? AND item = ?"

/* Does what the store knows of the item still hold? 1, 0: new to it, -1. */
static int same_item(struct pp_store *store, sqlite3_stmt *look,
                     const struct pp_instrument *instrument,
                     const struct pp_item *item, struct pp_error *err)
{
    bind_text(look, 1, instrument->id);
    bind_text(look, 2, item->id);
    int found = pp_sql_step(store, look, err);
    if (found == 1) {
        int min = sqlite3_column_int(look, 0),
            max = sqlite3_column_int(look, 1);

        if (min != item->min || max != item->max)
            found = pp_fail(err, PP_EDATA,
                            "%s: answers to %s go from %d to %d, but those in "
                            "%s are numbered %d to %d: scores would be wrong; "
                            "number them %d to %d there again (other_codings "
                            "is for files that number otherwise), or move the "
                            "store away and import the files anew",
                            instrument->file, item->id, item->min, item->max,
                            store->path, min, max, min, max);
    }
    sqlite3_reset(look);
    return found;
}

static int note_item(struct pp_store *store,
                     const struct pp_instrument *instrument,
                     const struct pp_item *item, struct pp_error *err)
{
    sqlite3_stmt *statement;

    if (pp_sql_prepare(store, "INSERT INTO items VALUES (?, ?, ?, ?)",
                       &statement, err) != 0)
        return -1;
    bind_text(statement, 1, instrument->id);
    bind_text(statement, 2, item->id);
    sqlite3_bind_int(statement, 3, item->min);
    sqlite3_bind_int(statement, 4, item->max);
    int result = pp_sql_step(store, statement, err);
    sqlite3_finalize(statement);
    return result;
}

static int fit_items(struct pp_store *store,
                     const struct pp_instrument *instrument, bool is_new_table,
                     struct pp_error *err)
{
    struct pp_buffer definition = PP_BUFFER_INIT;
    sqlite3_stmt *look;
    int result = pp_sql_prepare(store, LOOK_FOR_ITEM, &look, err);

    for (size_t i = 0; i < instrument->n_items && result == 0; i++) {
        const struct pp_item *item = &instrument->items[i];
        int known = same_item(store, look, instrument, item, err);

        if (known == 1)
            continue;
        result = known;
        if (result == 0 && !is_new_table) {
            pp_buffer_clear(&definition);
            item_column(&definition, item);
            result = add_column(store, instrument->id, definition.data, err);
        }
        if (result == 0)
            result = note_item(store, instrument, item, err);
    }
    sqlite3_finalize(look);
    pp_buffer_clear(&definition);
    return result;
}

static int check_codings(struct pp_store *store, sqlite3_stmt *look,
                         const struct pp_instrument *instrument,
                         struct pp_error *err)
{
    for (size_t i = 0; i < instrument->n_items; i++)
        if (same_item(store, look, instrument, &instrument->items[i], err) < 0)
            return -1;
    return 0;
}

int pp_tables_check_codings(struct pp_store *store, const struct pp_plan *plan,
                            struct pp_error *err)
{
    sqlite3_stmt *look;
    int result = pp_sql_prepare(store, LOOK_FOR_ITEM, &look, err);

    for (size_t i = 0; i < plan->n_instruments && result == 0; i++)
        result =
            check_codings(store, look, plan->instruments[i].instrument, err);
    sqlite3_finalize(look);
    return result;
}

static int fit_given(struct pp_store *store,
                     const struct pp_instrument *instrument,
                     struct pp_error *err)
{
    struct pp_buffer name = PP_BUFFER_INIT, definition = PP_BUFFER_INIT;
    int result = 0;

    for (size_t i = 0; i < instrument->n_scales && result == 0; i++) {
        pp_tables_given_name(&name, &instrument->scales[i]);
        int has = pp_tables_has_column(store, instrument->id, name.data, err);
        if (has != 0) {
            result = has < 0 ? -1 : 0;
            continue;
        }
        pp_buffer_clear(&definition);
        pp_sql_name(&definition, name.data);
        pp_buffer_puts(&definition, " REAL");
        result = add_column(store, instrument->id, definition.data, err);
    }
    pp_buffer_clear(&name);
    pp_buffer_clear(&definition);
    return result;
}

static int fit_instrument(struct pp_store *store,
                          const struct pp_instrument *instrument,
                          struct pp_error *err)
{
    if (check_names(instrument, err) != 0)
        return -1;
    int known =
        run_with(store, "SELECT 1 FROM instruments WHERE instrument = ?",
                 instrument->id, NULL, err);
    if (known < 0)
        return -1;
    if (known == 0 && (make_table(store, instrument, err) != 0 ||
                       run_with(store, "INSERT INTO instruments VALUES (?, ?)",
                                instrument->id, instrument->name, err) != 0))
        return -1;
    if (fit_items(store, instrument, known == 0, err) != 0)
        return -1;
    return known == 0 ? 0 : fit_given(store, instrument, err);
}

int pp_tables_instruments(struct pp_store *store, struct pp_pool *pool,
                          const char *const **ids, size_t *n,
                          struct pp_error *err)
{
    sqlite3_stmt *statement;
    int64_t count;
    int found;

    *n = 0;
    if (pp_sql_number(store, "SELECT count(*) FROM instruments", 0, &count,
                      err) != 0 ||
        pp_sql_prepare(store,
                       "SELECT instrument FROM instruments ORDER BY instrument",
                       &statement, err) != 0)
        return -1;
    const char **list = pp_pool_array(pool, (size_t)count, sizeof *list);
    while ((found = pp_sql_step(store, statement, err)) == 1 &&
           *n < (size_t)count)
        list[(*n)++] = pp_pool_strdup(pool, pp_sql_text_in(statement, 0));
    sqlite3_finalize(statement);
    *ids = list;
    return found < 0 ? -1 : 0;
}

/* --- what is known of people ---------------------------------------------- */

static int fit_background(struct pp_store *store,
                          const struct pp_plan_column *column,
                          struct pp_error *err)
{
    const char *type = column->is_number ? "REAL" : "TEXT";
    struct pp_buffer definition = PP_BUFFER_INIT;

    if (IS_ONE_OF(column->name, own_columns))
        return pp_fail(err, PP_EDATA,
                       "a column of people cannot be called \"%s\": the store "
                       "has a column of that name",
                       column->name);
    int has = pp_tables_has_column(store, "background", column->name, err);
    if (has < 0)
        return -1;
    if (has == 0) {
        pp_sql_name(&definition, column->name);
        pp_buffer_printf(&definition, " %s", type);
        int result = add_column(store, "background", definition.data, err);
        pp_buffer_clear(&definition);
        return result;
    }
    int same = run_with(store,
                        "SELECT 1 FROM pragma_table_info('background') WHERE "
                        "name = ? COLLATE NOCASE AND type = ?",
                        column->name, type, err);
    if (same == 0)
        return pp_fail(err, PP_EDATA,
                       "the store keeps \"%s\" as %s and the plan says it is "
                       "%s; give the column another name",
                       column->name, column->is_number ? "text" : "a number",
                       column->is_number ? "a number" : "text");
    return same < 0 ? -1 : 0;
}

/* --- all of it ------------------------------------------------------------ */

int pp_tables_fit(struct pp_store *store, const struct pp_plan *plan,
                  struct pp_error *err)
{
    for (size_t i = 0; i < plan->n_waves; i++)
        if (fit_wave(store, &plan->waves[i], i, err) != 0)
            return -1;
    for (size_t i = 0; i < plan->n_instruments; i++)
        if (fit_instrument(store, plan->instruments[i].instrument, err) != 0)
            return -1;
    for (size_t i = 0; i < plan->n_columns; i++)
        if (fit_background(store, &plan->columns[i], err) != 0)
            return -1;
    return pp_views_fit(store, plan, err);
}
