#include "prepost/store/verify.h"

#include <string.h>
#include <sys/stat.h>

#include "prepost/base/alloc.h"
#include "prepost/base/hash.h"
#include "prepost/store/digest.h"
#include "prepost/store/seal.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

struct check {
    struct pp_store *store;
    struct pp_notes *notes;
    struct pp_pool *pool;
    const char *const *tables;
    size_t n_tables;
};

/* What an import's responses add up to, and what it says of people with where
 * in it their answers stood. */
struct sum {
    int64_t import, held;
    uint64_t digest, people;
};

#define FAULT(check, ...)                                                      \
    pp_notes_add((check)->notes, PP_NOTE_ERROR, (check)->store->path, 0, 0,    \
                 NULL, __VA_ARGS__)

static void check_mode(struct check *check)
{
    struct stat st;

    if (stat(check->store->path, &st) == 0 && (st.st_mode & 077) != 0)
        pp_notes_add(check->notes, PP_NOTE_WARNING, check->store->path, 0, 0,
                     NULL,
                     "others may read it (mode %03o); chmod 600 puts that "
                     "right",
                     (unsigned)(st.st_mode & 0777));
}

/* A fault for each row that a pragma gives, but for one that says "ok". */
static int check_pragma(struct check *check, const char *sql, const char *what,
                        struct pp_error *err)
{
    sqlite3_stmt *read;
    int found;

    if (pp_sql_prepare(check->store, sql, &read, err) != 0)
        return -1;
    while ((found = pp_sql_step(check->store, read, err)) == 1) {
        const char *text = pp_sql_text_in(read, 0);

        if (strcmp(text, "ok") != 0)
            FAULT(check, "%s: %s", what, text);
    }
    sqlite3_finalize(read);
    /* Damage that stops the check is a fault too, and not a failure of it. */
    if (found < 0 && (sqlite3_errcode(check->store->db) == SQLITE_CORRUPT ||
                      sqlite3_errcode(check->store->db) == SQLITE_NOTADB)) {
        FAULT(check, "%s: %s", what, err->text);
        return 0;
    }
    return found;
}

static int count_strays(struct check *check, const char *table,
                        const char *column, const char *of,
                        struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    int64_t n;

    pp_buffer_puts(&sql, "SELECT count(*) FROM ");
    pp_sql_name(&sql, table);
    pp_buffer_printf(&sql, " WHERE %s NOT IN (SELECT %s FROM %s)", column,
                     column, of);
    int result = pp_sql_number(check->store, sql.data, 0, &n, err);
    pp_buffer_clear(&sql);
    if (result == 0 && n > 0)
        FAULT(check, "%s: %lld rows of no %s that the store knows", table,
              (long long)n, column);
    return result;
}

/* --- counts and check sums ------------------------------------------------ */

static struct sum *sum_of(struct sum *sums, size_t n, int64_t import)
{
    for (size_t i = 0; i < n; i++)
        if (sums[i].import == import)
            return &sums[i];
    return NULL;
}

static int add_table(struct check *check, const char *table, struct sum *sums,
                     size_t n, struct pp_error *err)
{
    struct pp_digest_reader reader;
    int found =
        pp_digest_open(check->store, table, false, check->pool, &reader, err);
    struct sum *sum = NULL;

    while (found >= 0 &&
           (found = pp_sql_step(check->store, reader.rows, err)) == 1) {
        int64_t import = sqlite3_column_int64(reader.rows, 2);

        if (sum == NULL || sum->import != import)
            sum = sum_of(sums, n, import);
        if (sum == NULL)
            continue; /* a stray; said elsewhere */
        sum->held++;
        sum->digest += pp_digest_of(&reader);
        sum->people += pp_digest_of_line(&reader);
    }
    sqlite3_finalize(reader.rows);
    return found;
}

static int add_background(struct check *check, struct sum *sums, size_t n,
                          struct pp_error *err)
{
    sqlite3_stmt *rows;
    int found;

    if (pp_sql_prepare(check->store, "SELECT * FROM background", &rows, err) !=
        0)
        return -1;
    while ((found = pp_sql_step(check->store, rows, err)) == 1) {
        struct sum *sum = sum_of(sums, n, sqlite3_column_int64(rows, 1));

        if (sum != NULL)
            sum->people += pp_digest_of_background(rows);
    }
    sqlite3_finalize(rows);
    return found;
}

static int compare_sums(struct check *check, struct sum *sums, size_t n,
                        struct pp_error *err)
{
    static const char *const looks[] = {
        "SELECT import, file, held, digest, NULL FROM imports", /* before 5 */
        "SELECT import, file, held, digest, people_digest FROM imports"};
    sqlite3_stmt *read;
    int found =
        pp_tables_has_column(check->store, "imports", "people_digest", err);

    if (found < 0 ||
        pp_sql_prepare(check->store, looks[found], &read, err) != 0)
        return -1;
    while ((found = pp_sql_step(check->store, read, err)) == 1) {
        const struct sum *sum = sum_of(sums, n, sqlite3_column_int64(read, 0));
        const char *file = pp_sql_text_in(read, 1);
        int64_t held = sqlite3_column_int64(read, 2);

        if (sum == NULL)
            continue;
        if (sum->held != held)
            FAULT(check, "%s: %lld responses are there, %lld were put in", file,
                  (long long)sum->held, (long long)held);
        else if (sum->digest != (uint64_t)sqlite3_column_int64(read, 3))
            FAULT(check, "%s: answers were changed after the import", file);
        if (sqlite3_column_type(read, 4) != SQLITE_NULL &&
            sum->people != (uint64_t)sqlite3_column_int64(read, 4))
            FAULT(check,
                  "%s: what it says of people, such as their regions, was "
                  "changed after the import, or where in it answers stood",
                  file);
    }
    sqlite3_finalize(read);
    return found;
}

static int check_sums(struct check *check, struct pp_error *err)
{
    sqlite3_stmt *read;
    int64_t count;
    size_t n = 0;
    int found;

    if (pp_sql_number(check->store, "SELECT count(*) FROM imports", 0, &count,
                      err) != 0 ||
        pp_sql_prepare(check->store, "SELECT import FROM imports", &read,
                       err) != 0)
        return -1;
    struct sum *sums = pp_pool_array(check->pool, (size_t)count, sizeof *sums);
    while ((found = pp_sql_step(check->store, read, err)) == 1 &&
           n < (size_t)count)
        sums[n++].import = sqlite3_column_int64(read, 0);
    sqlite3_finalize(read);
    for (size_t i = 0; i < check->n_tables && found >= 0; i++)
        found = add_table(check, check->tables[i], sums, n, err);
    if (found >= 0)
        found = add_background(check, sums, n, err);
    return found < 0 ? -1 : compare_sums(check, sums, n, err);
}

/* Their codes are known by these alone. */
static int check_people(struct check *check, struct pp_error *err)
{
    uint64_t is, sum = 0;
    bool has;

    if (pp_digest_people(check->store, &has, &is, err) != 0 ||
        pp_digest_add_people(check->store, "", 0, &sum, err) != 0)
        return -1;
    if (has && is != sum)
        FAULT(check, "the pseudonyms of people, or what finds slips of their "
                     "codes, were changed");
    return 0;
}

static int check_locks(struct check *check, struct pp_error *err)
{
    sqlite3_stmt *read;
    char hex[PP_HASH_SIZE];
    int found;

    if (pp_sql_prepare(check->store,
                       "SELECT hash, commitments, day FROM plan_locks", &read,
                       err) != 0)
        return -1;
    while ((found = pp_sql_step(check->store, read, err)) == 1) {
        pp_hash_bytes(pp_sql_text_in(read, 1),
                      (size_t)sqlite3_column_bytes(read, 1), hex);
        if (strcmp(hex, pp_sql_text_in(read, 0)) != 0)
            FAULT(check, "the plan that was locked on %s was changed",
                  pp_sql_text_in(read, 2));
    }
    sqlite3_finalize(read);
    return found;
}

static void check_view(struct check *check, const char *view)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    struct pp_error why = {0};
    sqlite3_stmt *read;

    pp_buffer_printf(&sql, "SELECT * FROM %s LIMIT 0", view);
    if (pp_sql_prepare(check->store, sql.data, &read, &why) != 0)
        FAULT(check, "the view %s is missing or does not work: %s", view,
              sqlite3_errmsg(check->store->db));
    sqlite3_finalize(read);
    pp_buffer_clear(&sql);
}

static int check_all(struct check *check, struct pp_error *err)
{
    size_t n_faults = check->notes->n_by_severity[PP_NOTE_ERROR];

    check_mode(check);
    if (check_pragma(check, "PRAGMA integrity_check(10)", "the file", err) !=
            0 ||
        check_pragma(check, "PRAGMA foreign_key_check",
                     "a row without its "
                     "person or import in",
                     err) != 0)
        return -1;
    /* What follows reads the tables, which would only fail again. */
    if (check->notes->n_by_severity[PP_NOTE_ERROR] > n_faults)
        return 0;
    if (pp_tables_instruments(check->store, check->pool, &check->tables,
                              &check->n_tables, err) != 0)
        return -1;
    for (size_t i = 0; i < check->n_tables; i++)
        if (count_strays(check, check->tables[i], "import", "imports", err) !=
                0 ||
            count_strays(check, check->tables[i], "wave", "waves", err) != 0)
            return -1;
    if (count_strays(check, "participants", "participant", "background", err))
        return -1;
    if (check_sums(check, err) != 0 || check_people(check, err) != 0 ||
        check_locks(check, err) != 0 ||
        pp_seals_check(check->store, check->notes, err) != 0)
        return -1;
    if (check->n_tables > 0) { /* they are made with the first table */
        check_view(check, "people");
        check_view(check, "scores");
        check_view(check, "pairs");
    }
    return 0;
}

int pp_store_verify(struct pp_store *store, struct pp_notes *notes,
                    struct pp_error *err)
{
    struct check check = {
        .store = store, .notes = notes, .pool = pp_pool_new()};
    int result = check_all(&check, err);

    pp_pool_free(check.pool);
    return result;
}
