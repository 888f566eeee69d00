#include "prepost/store/editions.h"

#include <stdlib.h>
#include <string.h>

#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

/*
 * An entry of the log: "results 73; files 0a1b ..." and a line for each count,
 * its fields with tabs between them. An earlier prepost kept "results 73", and
 * counts without names, which a changed plan would take for others': they are
 * not read.
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

/* --- counts --------------------------------------------------------------- */

const char *pp_edition_name(struct pp_pool *pool, const char *name)
{
    char *out = pp_pool_strdup(pool, name != NULL ? name : "");

    for (char *p = out; *p != '\0'; p++)
        if (*p == '\t' || *p == '\n')
            *p = ' ';
    return out;
}

static int by_names(const void *a, const void *b)
{
    const struct pp_edition_count *x = a, *y = b;
    int order = strcmp(x->outcome, y->outcome);

    if (order == 0)
        order = strcmp(x->waves, y->waves);
    if (order == 0)
        order = strcmp(x->by, y->by);
    return order != 0 ? order : strcmp(x->level, y->level);
}

size_t pp_edition_sort(struct pp_edition_count *counts, size_t n)
{
    size_t kept = 0;

    if (n > 0)
        qsort(counts, n, sizeof *counts, by_names);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || by_names(&counts[kept - 1], &counts[i]) != 0)
            counts[kept++] = counts[i];
    return kept;
}

const struct pp_edition_count *
pp_edition_find(const struct pp_edition *edition,
                const struct pp_edition_count *like)
{
    return edition->n_counts == 0
               ? NULL
               : bsearch(like, edition->counts, edition->n_counts, sizeof *like,
                         by_names);
}

/* --- out of the log ------------------------------------------------------- */

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

/* Cuts `text` at the first `end`; returns what comes after it. */
static char *cut(char *text, char end)
{
    char *at = strchr(text, end);

    if (at == NULL)
        return text + strlen(text);
    *at = '\0';
    return at + 1;
}

static struct pp_edition_count read_count(char *line)
{
    char *outcome = cut(line, '\t'), *waves = cut(outcome, '\t');
    char *by = cut(waves, '\t'), *level = cut(by, '\t');

    return (struct pp_edition_count){outcome, waves, by, level,
                                     strtol(line, NULL, 10)};
}

static struct pp_edition read_edition(struct pp_pool *pool, const char *what)
{
    char *head = pp_pool_strdup(pool, what), *line = cut(head, '\n');
    struct pp_edition e = {.n_people =
                               strtol(head + strlen("results "), NULL, 10)};
    const char *files = strstr(head, "; files ");
    size_t most = 2;

    if (files != NULL)
        e.files = read_files(pool, files + strlen("; files "));
    for (const char *p = line; *p != '\0'; p++)
        most += *p == '\n';
    struct pp_edition_count *counts = pp_pool_array(pool, most, sizeof *counts);
    counts[e.n_counts++] =
        (struct pp_edition_count){"", "", "", "", e.n_people};
    while (*line != '\0') {
        char *next = cut(line, '\n');
        counts[e.n_counts++] = read_count(line);
        line = next;
    }
    e.n_counts = pp_edition_sort(counts, e.n_counts);
    e.counts = counts;
    return e;
}

/* A file that only grew corrects nobody. Of one that an earlier prepost
 * replaced it is not known. */
#define REPLACED                                                               \
    "what GLOB 'replaced *' AND what NOT GLOB 'replaced *; corrected 0'"
#define REMOVED "what GLOB 'removed *'"

int pp_editions_list(struct pp_store *store, struct pp_pool *pool,
                     const struct pp_edition **out, size_t *n,
                     struct pp_error *err)
{
    sqlite3_stmt *read;
    int64_t count;
    int found;

    *n = 0;
    if (pp_sql_number(store,
                      "SELECT count(*) FROM log WHERE what GLOB 'results *'", 0,
                      &count, err) != 0 ||
        pp_sql_prepare(
            store,
            "SELECT what, (SELECT count(*) FROM log AS later WHERE "
            "later.what = 'forgot' AND later.entry > log.entry), "
            "(SELECT count(*) FROM (SELECT entry FROM log WHERE " REPLACED
            " OR " REMOVED ") AS later WHERE later.entry > log.entry), "
            "entry FROM log WHERE what GLOB 'results *' ORDER BY "
            "entry",
            &read, err) != 0)
        return -1;
    struct pp_edition *list =
        pp_pool_array(pool, (size_t)count + 1, sizeof *list);
    while ((found = pp_sql_step(store, read, err)) == 1 && *n < (size_t)count) {
        list[*n] = read_edition(pool, pp_sql_text_in(read, 0));
        list[*n].n_erased = (long)sqlite3_column_int64(read, 1);
        list[*n].n_replaced = (long)sqlite3_column_int64(read, 2);
        list[(*n)++].entry = sqlite3_column_int64(read, 3);
    }
    sqlite3_finalize(read);
    *out = list;
    return found < 0 ? -1 : 0;
}

/* --- into the log --------------------------------------------------------- */

int pp_editions_keep(struct pp_store *store, const struct pp_edition *edition,
                     struct pp_error *err)
{
    struct pp_buffer what = PP_BUFFER_INIT;
    sqlite3_stmt *put;
    bool is_inner;

    if (pp_sql_begin(store, &is_inner, err) != 0)
        return -1;
    pp_buffer_printf(&what, "results %ld", edition->n_people);
    for (size_t i = 0; i < edition->files.n; i++)
        pp_buffer_printf(&what, "%s %s", i == 0 ? "; files" : "",
                         edition->files.items[i]);
    for (size_t i = 0; i < edition->n_counts; i++) {
        const struct pp_edition_count *c = &edition->counts[i];
        bool is_of_all = *c->outcome == '\0' && *c->waves == '\0';
        if (!is_of_all) /* which is said already */
            pp_buffer_printf(&what, "\n%ld\t%s\t%s\t%s\t%s", c->n, c->outcome,
                             c->waves, c->by, c->level);
    }
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

/* --- two of them ---------------------------------------------------------- */

static bool has_file(const struct pp_edition *e, const char *hash)
{
    for (size_t i = 0; i < e->files.n; i++)
        if (strncmp(e->files.items[i], hash, PP_EDITION_HASH) == 0)
            return true;
    return false;
}

bool pp_edition_has(const struct pp_edition *then, const struct pp_edition *now)
{
    if (then->n_erased > 0 || then->n_replaced > 0 ||
        then->files.n != now->files.n)
        return false;
    for (size_t i = 0; i < now->files.n; i++)
        if (!has_file(then, now->files.items[i]))
            return false;
    for (size_t i = 0; i < now->n_counts; i++) {
        const struct pp_edition_count *was =
            pp_edition_find(then, &now->counts[i]);
        if (was == NULL || was->n != now->counts[i].n)
            return false;
    }
    return true;
}

/* Whether so few may have been erased, and so few come, that it tells. */
static bool may_tell_of_erased(long more, long n_erased, long n_came,
                               long threshold)
{
    for (long erased = 1; erased <= n_erased && erased < threshold; erased++) {
        long came = more + erased;
        if (came >= 0 && came <= n_came && came + erased < threshold)
            return true;
    }
    return false;
}

enum pp_edition_tells pp_edition_tells(long n_then, long n_now,
                                       const struct pp_edition *then,
                                       struct pp_edition_since since,
                                       long threshold)
{
    long more = n_now - n_then;

    if (may_tell_of_erased(more, then->n_erased, since.n_came, threshold))
        return PP_EDITION_ERASED;
    if (more != 0 && labs(more) < threshold)
        return PP_EDITION_FEW;
    return more == 0 && since.n_corrected > 0 ? PP_EDITION_CORRECTED
                                              : PP_EDITION_NOTHING;
}

/* --- whom it is of -------------------------------------------------------- */

/* What an import is to n editions: struct pp_edition_person. */
struct import {
    int64_t number;
    struct pp_edition_person is;
};

/* The last edition before an entry; -1: none. */
static long last_before(const struct pp_edition *all, size_t n, int64_t entry)
{
    long last = -1;

    for (size_t i = 0; i < n && all[i].entry < entry; i++)
        last = (long)i;
    return last;
}

/* The last edition before a file of that hash put answers right; -1: none. */
static int find_corrected(struct pp_store *store, const char *hash,
                          const struct pp_edition *all, size_t n, long *out,
                          struct pp_error *err)
{
    sqlite3_stmt *read;

    if (pp_sql_prepare(store,
                       "SELECT max(entry) FROM log WHERE " REPLACED
                       " AND (what GLOB '* of ' || ?1 OR what GLOB '* of ' || "
                       "?1 || '; corrected *')",
                       &read, err) != 0)
        return -1;
    sqlite3_bind_text(read, 1, hash, 8, SQLITE_STATIC);
    int found = pp_sql_step(store, read, err);
    *out = last_before(all, n, found == 1 ? sqlite3_column_int64(read, 0) : 0);
    sqlite3_finalize(read);
    return found < 0 ? -1 : 0;
}

static int list_imports(struct pp_store *store, struct pp_pool *pool,
                        const struct pp_edition *all, size_t n,
                        struct import **out, size_t *n_imports,
                        struct pp_error *err)
{
    sqlite3_stmt *read;
    int64_t count, removed;
    int found;

    *n_imports = 0;
    if (pp_sql_number(store, "SELECT count(*) FROM imports", 0, &count, err) !=
            0 ||
        pp_sql_number(store,
                      "SELECT coalesce(max(entry), 0) FROM log WHERE " REMOVED,
                      0, &removed, err) != 0 ||
        pp_sql_prepare(store, "SELECT import, hash FROM imports ORDER BY 1",
                       &read, err) != 0)
        return -1;
    struct import *list = pp_pool_array(pool, (size_t)count + 1, sizeof *list);
    while ((found = pp_sql_step(store, read, err)) == 1 &&
           *n_imports < (size_t)count) {
        struct import *i = &list[(*n_imports)++];
        const char *hash = pp_sql_text_in(read, 1);
        long lacks = (long)n - 1;
        while (lacks >= 0 && has_file(&all[lacks], hash))
            lacks--;
        i->number = sqlite3_column_int64(read, 0);
        i->is.came = lacks;
        if (find_corrected(store, hash, all, n, &i->is.corrected, err) != 0) {
            found = -1;
            break;
        }
        /* What came after a file was taken out may put its answers right. */
        long taken_out = last_before(all, n, removed);
        taken_out = taken_out < lacks ? taken_out : lacks;
        if (taken_out > i->is.corrected)
            i->is.corrected = taken_out;
    }
    sqlite3_finalize(read);
    *out = list;
    return found < 0 ? -1 : 0;
}

static int by_import(const void *a, const void *b)
{
    int64_t x = ((const struct import *)a)->number;
    int64_t y = ((const struct import *)b)->number;

    return (x > y) - (x < y);
}

static void add(struct pp_edition_person *to,
                const struct pp_edition_person *more)
{
    to->came = more->came > to->came ? more->came : to->came;
    to->corrected =
        more->corrected > to->corrected ? more->corrected : to->corrected;
}

/* Whoever was joined to another is that one. */
static int read_rows(struct pp_store *store, const char *table,
                     const struct import *imports, size_t n_imports,
                     struct pp_edition_person *by_number, int64_t most,
                     struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    sqlite3_stmt *read;
    int found;

    pp_buffer_puts(&sql, "SELECT participant, import FROM ");
    pp_sql_name(&sql, table);
    int result = pp_sql_prepare(store, sql.data, &read, err);
    pp_buffer_clear(&sql);
    if (result != 0)
        return -1;
    while ((found = pp_sql_step(store, read, err)) == 1) {
        int64_t who = pp_sql_joined(store, sqlite3_column_int64(read, 0));
        struct import key = {.number = sqlite3_column_int64(read, 1)};
        const struct import *import =
            n_imports == 0
                ? NULL
                : bsearch(&key, imports, n_imports, sizeof key, by_import);
        if (import != NULL && who >= 0 && who <= most)
            add(&by_number[who], &import->is);
    }
    sqlite3_finalize(read);
    return found;
}

/* In the order of the dataset: load.h. */
static int in_order(struct pp_store *store, struct pp_pool *pool,
                    const struct pp_edition_person *by_number, size_t most,
                    const struct pp_edition_person **out, size_t *n,
                    struct pp_error *err)
{
    struct pp_edition_person *people =
        pp_pool_array(pool, most + 1, sizeof *people);
    sqlite3_stmt *read;
    int found;

    *n = 0;
    if (pp_sql_prepare(store,
                       "SELECT participant FROM participants ORDER BY "
                       "pseudonym",
                       &read, err) != 0)
        return -1;
    while ((found = pp_sql_step(store, read, err)) == 1) {
        int64_t number = sqlite3_column_int64(read, 0);
        if (pp_sql_joined(store, number) == number)
            people[(*n)++] = by_number[number];
    }
    sqlite3_finalize(read);
    *out = people;
    return found;
}

int pp_editions_people(struct pp_store *store, struct pp_pool *pool,
                       const struct pp_edition *all, size_t n,
                       const struct pp_edition_person **people,
                       size_t *n_people, struct pp_error *err)
{
    const char *const *tables;
    struct import *imports;
    size_t n_tables, n_imports;
    int64_t most;

    if (pp_sql_number(store, "SELECT max(participant) FROM participants", 0,
                      &most, err) != 0 ||
        pp_tables_instruments(store, pool, &tables, &n_tables, err) != 0 ||
        list_imports(store, pool, all, n, &imports, &n_imports, err) != 0)
        return -1;
    struct pp_edition_person *by_number =
        pp_pool_array(pool, (size_t)most + 1, sizeof *by_number);
    for (int64_t i = 0; i <= most; i++)
        by_number[i] = (struct pp_edition_person){-1, -1};
    for (size_t i = 0; i < n_tables; i++)
        if (read_rows(store, tables[i], imports, n_imports, by_number, most,
                      err) != 0)
            return -1;
    return in_order(store, pool, by_number, (size_t)most, people, n_people,
                    err);
}
