#include "prepost/store/forget.h"

#include <stdint.h>
#include <string.h>

#include "prepost/store/digest.h"
#include "prepost/store/file_hashes.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

static int find(struct pp_store *store, const unsigned char *pseudonym,
                int64_t *number, struct pp_error *err)
{
    sqlite3_stmt *look;

    if (pp_sql_prepare(
            store, "SELECT participant FROM participants WHERE pseudonym = ?",
            &look, err) != 0)
        return -1;
    sqlite3_bind_blob(look, 1, pseudonym, PP_PSEUDONYM_SIZE, SQLITE_STATIC);
    int found = pp_sql_step(store, look, err);
    *number = found == 1 ? sqlite3_column_int64(look, 0) : 0;
    sqlite3_finalize(look);
    return found < 0 ? -1 : 0;
}

/* Runs a statement whose first parameters are numbers. */
static int run_with(struct pp_store *store, const char *sql, int64_t first,
                    int64_t second, struct pp_error *err)
{
    sqlite3_stmt *put;

    if (pp_sql_prepare(store, sql, &put, err) != 0)
        return -1;
    sqlite3_bind_int64(put, 1, first);
    if (sqlite3_bind_parameter_count(put) > 1)
        sqlite3_bind_int64(put, 2, second);
    int result = pp_sql_step(store, put, err);
    sqlite3_finalize(put);
    return result;
}

/* Adds to one of an import's sums; older stores have not all of them. */
static int change(struct pp_store *store, const char *sum, int64_t import,
                  uint64_t by, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    int64_t was;

    pp_buffer_printf(&sql, "SELECT %s FROM imports WHERE import = %lld", sum,
                     (long long)import);
    int result = pp_sql_number(store, sql.data, 0, &was, err);
    pp_buffer_clear(&sql);
    pp_buffer_printf(&sql,
                     "UPDATE imports SET %s = ?2 WHERE import = ?1 AND %s IS "
                     "NOT NULL",
                     sum, sum);
    if (result == 0)
        result = run_with(store, sql.data, import,
                          (int64_t)((uint64_t)was + by), err);
    pp_buffer_clear(&sql);
    return result;
}

/* The imports that the person's responses came from hold fewer now. */
static int discount(struct pp_store *store, const char *table, int64_t number,
                    struct pp_pool *pool, size_t *n, struct pp_error *err)
{
    struct pp_digest_reader reader;
    int found = pp_digest_open(store, table, true, pool, &reader, err);

    if (found == 0)
        sqlite3_bind_int64(reader.rows, 1, number);
    while (found >= 0 && (found = pp_sql_step(store, reader.rows, err)) == 1) {
        int64_t import = sqlite3_column_int64(reader.rows, 2);
        found = change(store, "digest", import, -pp_digest_of(&reader), err);
        if (found == 0)
            found = change(store, "people_digest", import,
                           -pp_digest_of_line(&reader), err);
        if (found == 0)
            found = run_with(
                store, "UPDATE imports SET held = held - 1 WHERE import = ?1",
                import, 0, err);
        ++*n;
    }
    sqlite3_finalize(reader.rows);
    return found;
}

/* Takes what was said of a person out of the sums of the imports. */
static int discount_background(struct pp_store *store, int64_t number,
                               struct pp_error *err)
{
    sqlite3_stmt *rows;

    if (pp_sql_prepare(store, "SELECT * FROM background WHERE participant = ?",
                       &rows, err) != 0)
        return -1;
    sqlite3_bind_int64(rows, 1, number);
    int found;
    while ((found = pp_sql_step(store, rows, err)) == 1) {
        if (change(store, "people_digest", sqlite3_column_int64(rows, 1),
                   -pp_digest_of_background(rows), err) != 0) {
            found = -1;
            break;
        }
    }
    sqlite3_finalize(rows);
    return found;
}

static int erase_from(struct pp_store *store, const char *table, int64_t number,
                      struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    pp_buffer_puts(&sql, "DELETE FROM ");
    pp_sql_name(&sql, table);
    pp_buffer_puts(&sql, " WHERE participant = ?");
    int result = run_with(store, sql.data, number, 0, err);
    pp_buffer_clear(&sql);
    return result;
}

static int erase(struct pp_store *store, int64_t number, struct pp_pool *pool,
                 struct pp_forgotten *out, struct pp_error *err)
{
    const char *const *tables;
    size_t n;

    if (pp_tables_instruments(store, pool, &tables, &n, err) != 0)
        return -1;
    out->n_instruments = n;
    for (size_t i = 0; i < n; i++)
        if (discount(store, tables[i], number, pool, &out->n_responses, err) !=
                0 ||
            erase_from(store, tables[i], number, err) != 0)
            return -1;
    uint64_t sum = 0;
    if (pp_digest_add_people(store, " WHERE participant = ?", number, &sum,
                             err) != 0 ||
        pp_digest_change_people(store, -sum, err) != 0 ||
        discount_background(store, number, err) != 0 ||
        erase_from(store, "remarks", number, err) != 0 ||
        erase_from(store, "background", number, err) != 0 ||
        erase_from(store, "participants", number, err) != 0)
        return -1;
    return 0;
}

/*
 * Deleted cells were overwritten as they went. Rewriting the file takes away
 * the empty pages and the gaps within pages too, and with them that there was
 * somebody.
 */
static int rewrite(struct pp_store *store, struct pp_forgotten *out,
                   struct pp_error *err)
{
    struct pp_error why = {0};

    out->was_rewritten = pp_sql_run(store, "VACUUM", &why) == 0;
    if (out->was_rewritten)
        return 0;
    bool was_there = out->n_codes > 0;
    out->is_owed = true;
    return pp_fail(err, why.code,
                   "%s, but the file could not be rewritten without the gap%s; "
                   "mend this and forget them once more: %.*s",
                   was_there ? "the person is erased"
                             : "nobody of that identifier is in the store",
                   was_there ? "" : " of whoever was erased before",
                   (int)strcspn(why.text, ";"), why.text);
}

/*
 * The log has with each erasure which version the file's tables had then: a
 * rewriting counts it on, and needs no note of its own, which could fail.
 */
static int log_gap(struct pp_store *store, struct pp_error *err)
{
    return pp_sql_run(store,
                      "INSERT INTO log (what) SELECT 'gap at ' || "
                      "schema_version FROM pragma_schema_version",
                      err);
}

/* What an earlier one could not. */
static int finish_earlier(struct pp_store *store, struct pp_forgotten *out,
                          struct pp_error *err)
{
    int64_t n_owed;

    if (pp_sql_number(store,
                      "SELECT count(*) FROM log, pragma_schema_version WHERE "
                      "what = 'gap at ' || schema_version",
                      0, &n_owed, err) != 0)
        return -1;
    return n_owed > 0 ? rewrite(store, out, err) : 0;
}

int pp_store_files_of(struct pp_store *store,
                      const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE],
                      size_t n, struct pp_pool *pool,
                      struct pp_text_list *files, struct pp_error *err)
{
    sqlite3_stmt *read;
    int found = 0;

    if (pp_sql_prepare(store,
                       "SELECT file FROM background JOIN imports USING (import)"
                       " JOIN participants USING (participant)"
                       " WHERE pseudonym = ? ORDER BY import",
                       &read, err) != 0)
        return -1;
    for (size_t i = 0; i < n && found >= 0; i++) {
        sqlite3_bind_blob(read, 1, pseudonyms[i], PP_PSEUDONYM_SIZE,
                          SQLITE_STATIC);
        while ((found = pp_sql_step(store, read, err)) == 1)
            pp_text_list_add_once(files, pp_sql_text_in(read, 0), pool);
        sqlite3_reset(read);
    }
    sqlite3_finalize(read);
    return found;
}

static int erase_all(struct pp_store *store,
                     const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE],
                     size_t n, struct pp_pool *pool,
                     struct pp_file_hashes *hashes, struct pp_forgotten *out,
                     struct pp_error *err)
{
    for (size_t i = 0; i < n; i++) {
        int64_t number;

        if (find(store, pseudonyms[i], &number, err) != 0)
            return -1;
        if (number == 0)
            continue;
        /* The files that they are in are not known after it. */
        if (pp_file_hashes_add(store, number, hashes, err) != 0 ||
            erase(store, number, pool, out, err) != 0)
            return -1;
        out->n_codes++;
    }
    if (out->n_codes == 0)
        return 0;
    return pp_sql_run(store, "INSERT INTO log (what) VALUES ('forgot')", err);
}

/* In one change, so that a hash is not left without its person. */
static int erase_and_guard(struct pp_store *store,
                           const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE],
                           size_t n, const unsigned char *key,
                           struct pp_forgotten *out, struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_file_hashes hashes;
    bool are_owed;
    size_t n_guarded;
    int result = pp_file_hashes_are_owed(store, &are_owed, err);

    if (result == 0)
        result = pp_file_hashes_list(store, pool, &hashes, err);
    if (result == 0)
        result = erase_all(store, pseudonyms, n, pool, &hashes, out, err);
    if (result == 0 && (out->n_codes > 0 || are_owed))
        result = pp_file_hashes_guard(store, &hashes, key, &n_guarded, err);
    if (result == 0 && (out->n_codes > 0 || are_owed))
        result = log_gap(store, err);
    pp_pool_free(pool);
    return result;
}

int pp_store_forget_codes(struct pp_store *store,
                          const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE],
                          size_t n, const unsigned char key[PP_HASH_KEY_SIZE],
                          struct pp_forgotten *out, struct pp_error *err)
{
    bool is_inner;

    *out = (struct pp_forgotten){0};
    if (pp_sql_begin(store, &is_inner, err) != 0)
        return -1;
    int result = erase_and_guard(store, pseudonyms, n, key, out, err);
    result = pp_sql_end(store, is_inner, result, err);
    if (result == 0 && !is_inner)
        result = out->n_codes > 0 ? rewrite(store, out, err)
                                  : finish_earlier(store, out, err);
    out->was_there = (result == 0 || out->is_owed) && out->n_codes > 0;
    return result;
}

int pp_store_forget_rejected(struct pp_store *store,
                             const unsigned char key[PP_HASH_KEY_SIZE],
                             struct pp_forgotten *out, struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_file_hashes hashes;
    size_t n = 0;
    bool is_inner;

    *out = (struct pp_forgotten){0};
    int result = pp_sql_begin(store, &is_inner, err);
    if (result == 0) {
        result = pp_file_hashes_list(store, pool, &hashes, err);
        if (result == 0)
            result = pp_file_hashes_guard(store, &hashes, key, &n, err);
        if (result == 0 && n > 0)
            result = log_gap(store, err);
        result = pp_sql_end(store, is_inner, result, err);
    }
    if (result == 0 && !is_inner)
        result =
            n > 0 ? rewrite(store, out, err) : finish_earlier(store, out, err);
    pp_pool_free(pool);
    return result;
}

int pp_store_forget(struct pp_store *store,
                    const unsigned char pseudonym[PP_PSEUDONYM_SIZE],
                    const unsigned char key[PP_HASH_KEY_SIZE],
                    struct pp_forgotten *out, struct pp_error *err)
{
    unsigned char one[1][PP_PSEUDONYM_SIZE];

    memcpy(one[0], pseudonym, PP_PSEUDONYM_SIZE);
    return pp_store_forget_codes(store,
                                 (const unsigned char(*)[PP_PSEUDONYM_SIZE])one,
                                 1, key, out, err);
}

int pp_store_log_strangers(struct pp_store *store, struct pp_error *err)
{
    return pp_sql_run(store, "INSERT INTO log (what) VALUES ('strangers')",
                      err);
}

int pp_store_may_be_back(struct pp_store *store, bool *may_be,
                         struct pp_error *err)
{
    int64_t n;
    int result = pp_sql_number(
        store,
        "SELECT count(*) FROM log WHERE what = 'strangers' AND entry > "
        "(SELECT max(entry) FROM log WHERE what = 'forgot')",
        0, &n, err);

    *may_be = n > 0;
    return result;
}

int pp_store_count_forgotten(struct pp_store *store, size_t *n,
                             struct pp_error *err)
{
    int64_t count;
    int result =
        pp_sql_number(store, "SELECT count(*) FROM log WHERE what = 'forgot'",
                      0, &count, err);

    *n = (size_t)count;
    return result;
}
