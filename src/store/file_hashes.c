#include "prepost/store/file_hashes.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/store/editions.h"
#include "prepost/store/imports.h"
#include "prepost/store/sql.h"

enum { GIVEN_WAY = 8 }; /* letters of a hash where a file gave way */

/* --- which ---------------------------------------------------------------- */

/* In the log after each erasure that put hashes under the key. */
#define DONE "files keyed"

int pp_file_hashes_are_owed(struct pp_store *store, bool *are_owed,
                            struct pp_error *err)
{
    int64_t n;
    int result = pp_sql_number(
        store,
        "SELECT count(*) FROM log WHERE what = 'forgot' AND entry > (SELECT "
        "coalesce(max(entry), 0) FROM log WHERE what = '" DONE "')",
        0, &n, err);

    *are_owed = result == 0 && n > 0;
    return result;
}

int pp_file_hashes_list(struct pp_store *store, struct pp_pool *pool,
                        struct pp_file_hashes *out, struct pp_error *err)
{
    sqlite3_stmt *read;
    int64_t count;
    bool are_owed;
    int found;

    *out = (struct pp_file_hashes){.n = 0};
    if (pp_file_hashes_are_owed(store, &are_owed, err) != 0 ||
        pp_sql_number(store, "SELECT count(*) FROM imports", 0, &count, err) !=
            0 ||
        pp_sql_prepare(store, "SELECT import, hash, rows <> taken FROM imports",
                       &read, err) != 0)
        return -1;
    out->items = pp_pool_array(pool, (size_t)count, sizeof *out->items);
    while ((found = pp_sql_step(store, read, err)) == 1 &&
           out->n < (size_t)count) {
        struct pp_file_hash *one = &out->items[out->n++];

        *one = (struct pp_file_hash){
            .import = sqlite3_column_int64(read, 0),
            .is_guarded = are_owed || sqlite3_column_int(read, 2) != 0};
        snprintf(one->was, sizeof one->was, "%s", pp_sql_text_in(read, 1));
    }
    sqlite3_finalize(read);
    return found < 0 ? -1 : 0;
}

int pp_file_hashes_add(struct pp_store *store, int64_t participant,
                       struct pp_file_hashes *hashes, struct pp_error *err)
{
    sqlite3_stmt *read;
    int found;

    if (pp_sql_prepare(store,
                       "SELECT import FROM background WHERE participant = ?",
                       &read, err) != 0)
        return -1;
    sqlite3_bind_int64(read, 1, participant);
    while ((found = pp_sql_step(store, read, err)) == 1)
        for (size_t i = 0; i < hashes->n; i++)
            if (hashes->items[i].import == sqlite3_column_int64(read, 0))
                hashes->items[i].is_guarded = true;
    sqlite3_finalize(read);
    return found;
}

/* --- letters in the log --------------------------------------------------- */

enum strangers { LEAVE_STRANGERS, MASK_STRANGERS };

/* What becomes of letters: by `was` in order. */
struct renaming {
    const struct pp_file_hashes *hashes;
    enum strangers strangers;
};

static int by_hash(const void *a, const void *b)
{
    const struct pp_file_hash *x = a, *y = b;

    return strcmp(x->was, y->was);
}

static void in_order(struct pp_file_hashes *hashes)
{
    if (hashes->n > 0)
        qsort(hashes->items, hashes->n, sizeof *hashes->items, by_hash);
}

struct letters {
    const char *text;
    size_t n;
};

static int by_letters(const void *wanted, const void *item)
{
    const struct letters *letters = wanted;
    const struct pp_file_hash *hash = item;

    return strncmp(letters->text, hash->was, letters->n);
}

/* Whether they are others now. Those under a key tell nothing. */
static bool rename_letters(const struct renaming *by, char *text, size_t n)
{
    const struct letters wanted = {text, n};

    if (pp_hash_is_under_key(text) || text[0] == '?')
        return false;
    const struct pp_file_hash *hash =
        by->hashes->n > 0 ? bsearch(&wanted, by->hashes->items, by->hashes->n,
                                    sizeof *by->hashes->items, by_letters)
                          : NULL;
    if (hash == NULL && by->strangers == LEAVE_STRANGERS)
        return false;
    if (hash == NULL)
        memset(text, '?', n);
    else if (memcmp(text, hash->is, n) == 0)
        return false;
    else
        memcpy(text, hash->is, n);
    return true;
}

/* Where `word` begins that ends at `end`; NULL: it is another one. */
static char *before(char *begin, char *end, const char *word)
{
    size_t n = strlen(word);

    return end != NULL && (size_t)(end - begin) >= n &&
                   memcmp(end - n, word, n) == 0
               ? end - n
               : NULL;
}

static char *before_number(char *begin, char *end)
{
    while (end != NULL && end > begin && isdigit((unsigned char)end[-1]))
        end--;
    return end;
}

static char *before_letters(char *begin, char *end)
{
    return end != NULL && end - begin >= GIVEN_WAY ? end - GIVEN_WAY : NULL;
}

/*
 * "removed F: n rows of H", "replaced F: n rows of H by m of H", and of some
 * "; corrected n" in the end: read from there, for F may be any text.
 */
static bool rename_given_way(const struct renaming *by, char *what)
{
    char *end = what + strlen(what);
    char *corrected = before(what, before_number(what, end), "; corrected ");
    char *is = before_letters(what, corrected != NULL ? corrected : end);
    char *was = before_letters(
        what,
        before(what, before_number(what, before(what, is, " of ")), " by "));
    bool is_other = false;

    if (before(what, was, " rows of ") != NULL)
        is_other = rename_letters(by, was, GIVEN_WAY);
    else if (before(what, is, " rows of ") == NULL)
        return false;
    return rename_letters(by, is, GIVEN_WAY) || is_other;
}

/* "results n; files H H ...", and lines of counts. */
static bool rename_results(const struct renaming *by, char *what)
{
    static const char start[] = "; files ";
    char *line_end = what + strcspn(what, "\n"), *p = strstr(what, start);
    bool is_other = false;

    if (p == NULL || p > line_end)
        return false;
    for (p += strlen(start); p < line_end;) {
        size_t n = strcspn(p, " \n");
        if (n == PP_EDITION_HASH && rename_letters(by, p, n))
            is_other = true;
        p += n + strspn(p + n, " ");
    }
    return is_other;
}

static bool rename_entry(const struct renaming *by, char *what)
{
    return strncmp(what, "results ", 8) == 0 ? rename_results(by, what)
                                             : rename_given_way(by, what);
}

static int put_text(struct pp_store *store, sqlite3_stmt *put, int64_t number,
                    const char *text, struct pp_error *err)
{
    sqlite3_bind_int64(put, 1, number);
    sqlite3_bind_text(put, 2, text, -1, SQLITE_STATIC);
    return pp_sql_step(store, put, err);
}

/* An entry that is seen again after its change stays as it is then. */
static int rename_in_log(struct pp_store *store, const struct renaming *by,
                         size_t *n, struct pp_error *err)
{
    sqlite3_stmt *read, *put = NULL;
    int found = pp_sql_prepare(store,
                               "SELECT entry, what FROM log WHERE what GLOB "
                               "'replaced *' OR what GLOB 'removed *' OR what "
                               "GLOB 'results *' ORDER BY entry",
                               &read, err);

    if (found == 0)
        found = pp_sql_prepare(
            store, "UPDATE log SET what = ?2 WHERE entry = ?1", &put, err);
    while (found >= 0 && (found = pp_sql_step(store, read, err)) == 1) {
        char *what = pp_strdup(pp_sql_text_in(read, 1));
        if (rename_entry(by, what)) {
            found =
                put_text(store, put, sqlite3_column_int64(read, 0), what, err);
            ++*n;
        }
        pp_free(what);
    }
    sqlite3_finalize(read);
    sqlite3_finalize(put);
    return found;
}

/* --- everywhere ----------------------------------------------------------- */

static int rename_all(struct pp_store *store, const struct renaming *by,
                      size_t *n, struct pp_error *err)
{
    sqlite3_stmt *put;
    int result = 0;

    *n = 0;
    if (pp_sql_prepare(store, "UPDATE imports SET hash = ?2 WHERE import = ?1",
                       &put, err) != 0)
        return -1;
    for (size_t i = 0; i < by->hashes->n && result == 0; i++) {
        const struct pp_file_hash *one = &by->hashes->items[i];
        if (strcmp(one->was, one->is) == 0)
            continue;
        result = put_text(store, put, one->import, one->is, err);
        ++*n;
    }
    sqlite3_finalize(put);
    return result == 0 ? rename_in_log(store, by, n, err) : -1;
}

/* The same bytes may be in more than once: then all are guarded if one is. */
static void settle(struct pp_file_hashes *hashes,
                   const unsigned char key[PP_HASH_KEY_SIZE])
{
    struct pp_file_hash *all = hashes->items;

    in_order(hashes);
    for (size_t i = 0, n; i < hashes->n; i += n) {
        bool is_guarded = false;

        for (n = 0; i + n < hashes->n && by_hash(&all[i], &all[i + n]) == 0;)
            is_guarded |= all[i + n++].is_guarded;
        for (size_t k = i; k < i + n; k++) {
            memcpy(all[k].is, all[k].was, sizeof all[k].is);
            if (is_guarded)
                pp_hash_under_key(key, all[k].is);
        }
    }
}

int pp_file_hashes_guard(struct pp_store *store, struct pp_file_hashes *hashes,
                         const unsigned char key[PP_HASH_KEY_SIZE], size_t *n,
                         struct pp_error *err)
{
    const struct renaming by = {hashes, MASK_STRANGERS};

    settle(hashes, key);
    if (rename_all(store, &by, n, err) != 0)
        return -1;
    return pp_sql_run(store, "INSERT INTO log (what) VALUES ('" DONE "')", err);
}

static int rename_one(struct pp_store *store, const char *was, const char *is,
                      struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_file_hashes all;
    const struct renaming by = {&all, LEAVE_STRANGERS};
    size_t n;
    int result = pp_file_hashes_list(store, pool, &all, err);

    for (size_t i = 0; i < all.n; i++)
        snprintf(all.items[i].is, PP_HASH_SIZE, "%s",
                 strcmp(all.items[i].was, was) == 0 ? is : all.items[i].was);
    in_order(&all);
    if (result == 0)
        result = rename_all(store, &by, &n, err);
    pp_pool_free(pool);
    return result;
}

int pp_file_hashes_settle(struct pp_store *store, struct pp_batch *batch,
                          struct pp_error *err)
{
    struct pp_imported other;

    if (batch->other_hash[0] == '\0')
        return 0;
    if (pp_imports_find_bytes(store, batch->other_hash, &other, err) != 0)
        return -1;
    bool is_in = other.number != 0;
    pp_imports_clear(&other);
    if (!is_in)
        return 0;
    if (pp_hash_is_under_key(batch->hash))
        return rename_one(store, batch->other_hash, batch->hash, err);
    memcpy(batch->hash, batch->other_hash, sizeof batch->hash);
    return 0;
}
