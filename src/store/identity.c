#include "prepost/store/identity.h"

#include <string.h>

#include "prepost/store/imports.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

int pp_identity_add(struct pp_store *store, const struct pp_batch *batch,
                    int64_t number, struct pp_error *err)
{
    sqlite3_stmt *put;

    if (batch->made_of == NULL)
        return 0;
    if (pp_sql_prepare(store,
                       "INSERT INTO identities (import, made_of, is_counted) "
                       "VALUES (?, ?, ?)",
                       &put, err) != 0)
        return -1;
    sqlite3_bind_int64(put, 1, number);
    sqlite3_bind_text(put, 2, batch->made_of, -1, SQLITE_STATIC);
    sqlite3_bind_int(put, 3, batch->is_counted);
    int result = pp_sql_step(store, put, err);
    sqlite3_finalize(put);
    return result;
}

int pp_identity_list(struct pp_store *store, struct pp_pool *pool,
                     const struct pp_identity **out, size_t *n,
                     struct pp_error *err)
{
    sqlite3_stmt *read;
    int64_t count;
    int found;

    *out = NULL;
    *n = 0;
    int has = pp_tables_has_column(store, "identities", "import", err);
    if (has <= 0)
        return has;
    if (pp_sql_number(store, "SELECT count(*) FROM identities", 0, &count,
                      err) != 0 ||
        pp_sql_prepare(store,
                       "SELECT import, file, hash, made_of, is_counted FROM "
                       "identities JOIN imports USING (import) ORDER BY import",
                       &read, err) != 0)
        return -1;
    struct pp_identity *list = pp_pool_array(pool, (size_t)count, sizeof *list);
    while ((found = pp_sql_step(store, read, err)) == 1 && *n < (size_t)count)
        list[(*n)++] = (struct pp_identity){
            .import = sqlite3_column_int64(read, 0),
            .file = pp_pool_strdup(pool, pp_sql_text_in(read, 1)),
            .hash = pp_pool_strdup(pool, pp_sql_text_in(read, 2)),
            .made_of = pp_pool_strdup(pool, pp_sql_text_in(read, 3)),
            .is_counted = sqlite3_column_int(read, 4) != 0};
    sqlite3_finalize(read);
    *out = list;
    return found < 0 ? -1 : 0;
}

/* Two that have a wave in common may be one list in two files. */
static bool are_apart(const bool *a, const bool *b)
{
    for (size_t w = 0; w <= UINT8_MAX; w++)
        if (a[w] && b[w])
            return false;
    return true;
}

int pp_identity_counted(struct pp_store *store, struct pp_pool *pool,
                        const struct pp_identity **out, size_t *n,
                        struct pp_error *err)
{
    const struct pp_identity *all;
    size_t n_all, n_counted = 0;

    *n = 0;
    if (pp_identity_list(store, pool, &all, &n_all, err) != 0)
        return -1;
    struct pp_identity *counted = pp_pool_array(pool, n_all, sizeof *counted);
    bool(*waves)[UINT8_MAX + 1] = pp_pool_array(pool, n_all, sizeof *waves);
    for (size_t i = 0; i < n_all; i++) {
        if (!all[i].is_counted)
            continue;
        if (pp_imports_waves(store, all[i].import, waves[n_counted], err) != 0)
            return -1;
        counted[n_counted++] = all[i];
    }
    for (size_t i = 0; i < n_counted; i++) {
        bool has_other = false;
        for (size_t k = 0; k < n_counted; k++)
            has_other = has_other || (k != i && are_apart(waves[i], waves[k]));
        if (has_other)
            counted[(*n)++] = counted[i];
    }
    *out = counted;
    return 0;
}

const char *pp_identity_words(const char *made_of, struct pp_pool *pool)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    for (const char *p = made_of; *p != '\0'; p++)
        if (*p == '\n')
            pp_buffer_puts(&text, " + ");
        else
            pp_buffer_putc(&text, *p);
    const char *out = pp_pool_strdup(pool, pp_buffer_text(&text));
    pp_buffer_clear(&text);
    return out;
}
