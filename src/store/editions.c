#include "prepost/store/editions.h"

#include <stdlib.h>
#include <string.h>

#include "prepost/store/sql.h"

/*
 * An entry of the log: "results 73; at 73 40 36; pairs 35 31; files 0a1b ...".
 * An earlier prepost kept "results 73" alone.
 */

int pp_edition_now(struct pp_store *store, struct pp_edition *out,
                   struct pp_error *err)
{
    int64_t n;

    *out = (struct pp_edition){.n_people = 0};
    if (pp_sql_number(store, "SELECT count(*) FROM participants", 0, &n, err) !=
        0)
        return -1;
    out->n_people = (long)n;
    return 0;
}

/* --- out of the log ------------------------------------------------------- */

/* What stands between "; NAME " and the next semicolon; "" where nothing does.
 */
static const char *part_of(struct pp_pool *pool, const char *what,
                           const char *name)
{
    const char *at = strstr(what, name);

    if (at == NULL)
        return "";
    at += strlen(name);
    return pp_pool_strndup(pool, at, strcspn(at, ";"));
}

static const long *read_counts(struct pp_pool *pool, const char *text,
                               size_t *n)
{
    long *counts = pp_pool_array(pool, strlen(text) + 1, sizeof *counts);
    char *end;

    for (*n = 0;; text = end) {
        long count = strtol(text, &end, 10);
        if (end == text)
            return counts;
        counts[(*n)++] = count;
    }
}

static struct pp_text_list read_files(struct pp_pool *pool, const char *text)
{
    const char **files =
        pp_pool_array(pool, strlen(text) / 2 + 1, sizeof *files);
    struct pp_text_list list = {files, 0};

    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        if (length > 0)
            files[list.n++] = pp_pool_strndup(pool, text, length);
        text += length + strspn(text + length, " ");
    }
    return list;
}

static struct pp_edition read_edition(struct pp_pool *pool, const char *what)
{
    struct pp_edition e = {.n_people =
                               strtol(what + strlen("results "), NULL, 10)};

    e.at_wave = read_counts(pool, part_of(pool, what, "; at "), &e.n_waves);
    e.counts = read_counts(pool, part_of(pool, what, "; pairs "), &e.n_counts);
    e.files = read_files(pool, part_of(pool, what, "; files "));
    return e;
}

int pp_editions_list(struct pp_store *store, struct pp_pool *pool,
                     const struct pp_edition **out, size_t *n,
                     struct pp_error *err)
{
    sqlite3_stmt *read;
    int64_t count;
    int found;

    *n = 0;
    if (pp_sql_number(store,
                      "SELECT count(*) FROM log WHERE what LIKE 'results %'", 0,
                      &count, err) != 0 ||
        pp_sql_prepare(store,
                       "SELECT what, (SELECT count(*) FROM log AS later WHERE "
                       "later.what = 'forgot' AND later.entry > log.entry), "
                       "(SELECT count(*) FROM log AS later WHERE (later.what "
                       "GLOB 'replaced *' OR later.what GLOB 'removed *') AND "
                       "later.entry > log.entry) "
                       "FROM log WHERE what LIKE 'results %' ORDER BY entry",
                       &read, err) != 0)
        return -1;
    struct pp_edition *list =
        pp_pool_array(pool, (size_t)count + 1, sizeof *list);
    while ((found = pp_sql_step(store, read, err)) == 1 && *n < (size_t)count) {
        list[*n] = read_edition(pool, pp_sql_text_in(read, 0));
        list[*n].n_erased = (long)sqlite3_column_int64(read, 1);
        list[(*n)++].n_replaced = (long)sqlite3_column_int64(read, 2);
    }
    sqlite3_finalize(read);
    *out = list;
    return found < 0 ? -1 : 0;
}

/* --- two of them ---------------------------------------------------------- */

static bool same_counts(const long *a, size_t n_a, const long *b, size_t n_b)
{
    return n_a == n_b && (n_a == 0 || memcmp(a, b, n_a * sizeof *a) == 0);
}

bool pp_edition_same(const struct pp_edition *a, const struct pp_edition *b)
{
    if (a->n_people != b->n_people || a->n_erased != b->n_erased ||
        a->n_replaced != b->n_replaced || a->files.n != b->files.n ||
        !same_counts(a->at_wave, a->n_waves, b->at_wave, b->n_waves) ||
        !same_counts(a->counts, a->n_counts, b->counts, b->n_counts))
        return false;
    for (size_t i = 0; i < a->files.n; i++)
        if (strcmp(a->files.items[i], b->files.items[i]) != 0)
            return false;
    return true;
}

static void see(long *least, long then, long now)
{
    long d = labs(now - then);

    if (d > 0 && then > 0 && now > 0 && (*least == 0 || d < *least))
        *least = d;
}

long pp_edition_distance(const struct pp_edition *then,
                         const struct pp_edition *now)
{
    long least = 0;

    see(&least, then->n_people, now->n_people);
    for (size_t i = 0; then->n_waves == now->n_waves && i < now->n_waves; i++)
        see(&least, then->at_wave[i], now->at_wave[i]);
    for (size_t i = 0; then->n_counts == now->n_counts && i < now->n_counts;
         i++)
        see(&least, then->counts[i], now->counts[i]);
    return least;
}

/* --- into the log --------------------------------------------------------- */

static void put_counts(struct pp_buffer *out, const char *name,
                       const long *counts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pp_buffer_printf(out, "%s %ld", i == 0 ? name : "", counts[i]);
}

int pp_editions_keep(struct pp_store *store, const struct pp_edition *edition,
                     struct pp_error *err)
{
    struct pp_buffer what = PP_BUFFER_INIT;
    sqlite3_stmt *put;
    bool is_inner;

    if (pp_sql_begin(store, &is_inner, err) != 0)
        return -1;
    pp_buffer_printf(&what, "results %ld", edition->n_people);
    put_counts(&what, "; at", edition->at_wave, edition->n_waves);
    put_counts(&what, "; pairs", edition->counts, edition->n_counts);
    for (size_t i = 0; i < edition->files.n; i++)
        pp_buffer_printf(&what, "%s %s", i == 0 ? "; files" : "",
                         edition->files.items[i]);
    int result =
        pp_sql_prepare(store, "INSERT INTO log (what) VALUES (?)", &put, err);
    if (result == 0) {
        sqlite3_bind_text(put, 1, what.data, (int)what.length, SQLITE_STATIC);
        result = pp_sql_step(store, put, err);
        sqlite3_finalize(put);
    }
    pp_buffer_clear(&what);
    return pp_sql_end(store, is_inner, result, err);
}
