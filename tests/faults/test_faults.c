#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../helpers/sample.h"
#include "prepost/base/alloc.h"
#include "prepost/base/buffer.h"
#include "prepost/base/file.h"
#include "prepost/base/pool.h"

/*
 * Every allocation and every write of a command is made to fail, one run for
 * each. Whatever fails, the program says what and ends with status 1, or goes
 * on and does all of it; every file is as it was before or whole as it would
 * be after; nothing else is left in the folder.
 *
 * `make test` tries some of them, `make faults` each one. In between lies
 * FAULTS=sites: of allocations the first from each place, all the functions
 * that led there told apart, and every write.
 *
 * One from each place is enough for our own allocations: the program ends
 * there and then (base/alloc.h), with the same few lines whichever row it was
 * at, and what it leaves on the disk is what a kill at that moment would
 * (`make soak`). A library hands its error up through the functions that led
 * there, so each of these paths is gone once; but what the library holds by
 * then can be another thing later. For that there is no shorter way than all.
 *
 * The files are small: what a second thread does of a large one is not here.
 */

enum { MOST_FILES = 64, MOST_ARGUMENTS = 12, SOME = 8 };

/* --- the folder, before and after ----------------------------------------- */

struct snapshot {
    struct pp_pool *pool;
    struct {
        const char *name;
        struct pp_buffer bytes;
    } files[MOST_FILES];
    size_t n;
};

static void look_into(struct snapshot *s, const char *folder,
                      const char *prefix)
{
    DIR *entries = opendir(folder);
    struct pp_error err = {0};

    assert_non_null(entries);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        const char *path =
            pp_pool_printf(s->pool, "%s/%s", folder, entry->d_name);
        const char *name =
            pp_pool_printf(s->pool, "%s%s", prefix, entry->d_name);
        struct stat st;

        if (entry->d_name[0] == '.' || stat(path, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode)) {
            look_into(s, path, pp_pool_printf(s->pool, "%s/", name));
            continue;
        }
        assert_true(s->n < MOST_FILES);
        s->files[s->n].name = name;
        if (pp_file_read(path, 1 << 28, &s->files[s->n].bytes, &err) != 0)
            fail_msg("%s", err.text);
        s->n++;
    }
    closedir(entries);
}

static struct snapshot *snapshot(const char *folder)
{
    struct snapshot *s = pp_alloc_zero(1, sizeof *s);

    s->pool = pp_pool_new();
    look_into(s, folder, "");
    return s;
}

static void snapshot_free(struct snapshot *s)
{
    for (size_t i = 0; i < s->n; i++)
        pp_buffer_clear(&s->files[i].bytes);
    pp_pool_free(s->pool);
    pp_free(s);
}

static const struct pp_buffer *file_of(const struct snapshot *s,
                                       const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->files[i].name, name) == 0)
            return &s->files[i].bytes;
    return NULL;
}

static bool same(const struct pp_buffer *a, const struct pp_buffer *b)
{
    return a == NULL || b == NULL
               ? a == b
               : a->length == b->length &&
                     memcmp(a->data, b->data, a->length) == 0;
}

static void restore(const struct snapshot *s, const char *folder)
{
    struct snapshot *now = snapshot(folder);
    struct pp_error err = {0};
    char path[5000];

    for (size_t i = 0; i < now->n; i++)
        if (!same(&now->files[i].bytes, file_of(s, now->files[i].name))) {
            snprintf(path, sizeof path, "%s/%s", folder, now->files[i].name);
            unlink(path);
        }
    for (size_t i = 0; i < s->n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, s->files[i].name);
        if (access(path, F_OK) != 0 &&
            pp_file_write(path, s->files[i].bytes.data,
                          s->files[i].bytes.length, PP_FILE_PRIVATE, &err) != 0)
            fail_msg("%s", err.text);
    }
    snapshot_free(now);
}

/* --- runs ----------------------------------------------------------------- */

struct bench {
    char *folder;
    char program[4200];
    long n_runs;
};

/* Runs the program in the folder; what it says on stderr goes to *said. */
static int run(const struct bench *b, const char *const *arguments,
               const char *fault, struct pp_buffer *said)
{
    char *argv[MOST_ARGUMENTS + 2] = {"prepost"};
    char piece[4096];
    int ends[2], status;

    for (size_t i = 0; arguments[i] != NULL; i++)
        argv[i + 1] = (char *)arguments[i];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);

        if (chdir(b->folder) != 0 || dup2(null, 1) < 0 || dup2(ends[1], 2) < 0)
            _exit(99);
        close(ends[0]);
        close(ends[1]);
        close(null);
        if (fault != NULL && strncmp(fault, "sites:", 6) == 0)
            setenv("PP_FAULT_SITES", fault + 6, 1);
        else if (fault != NULL)
            setenv("PP_FAULT", fault, 1);
        else
            setenv("PP_FAULT_COUNT", "/proc/self/fd/2", 1);
        execv(b->program, argv);
        _exit(98);
    }
    close(ends[1]);
    said->length = 0;
    pp_buffer_puts(said, "");
    for (ssize_t got; (got = read(ends[0], piece, sizeof piece)) > 0;)
        pp_buffer_append(said, piece, (size_t)got);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status))
        fail_msg("%s %s: killed by signal %d: %s", arguments[0], fault,
                 WTERMSIG(status), said->data);
    return WEXITSTATUS(status);
}

/* Runs without a fault; how many allocations and writes there were. */
static int count(const struct bench *b, const char *const *arguments,
                 long *n_memory, long *n_disk)
{
    struct pp_buffer said = PP_BUFFER_INIT;
    int status = run(b, arguments, NULL, &said);
    const char *last = said.data;

    for (const char *p = said.data; (p = strchr(p, '\n')) != NULL; p++)
        if (p[1] != '\0')
            last = p + 1;
    if (sscanf(last, "%ld %ld", n_memory, n_disk) != 2)
        fail_msg("%s: no count: %s", arguments[0], said.data);
    pp_buffer_clear(&said);
    return status;
}

/* --- what must hold ------------------------------------------------------- */

struct trial {
    const char *label, *fault, *said;
    int status;
    const struct snapshot *before, *after, *now;
};

#define HOLDS(what, t)                                                         \
    do {                                                                       \
        if (!(what))                                                           \
            fail_msg("%s, %s: status %d, \"%s\": does not hold: %s",           \
                     (t)->label, (t)->fault, (t)->status, (t)->said, #what);   \
    } while (0)

/* Every row of every table, as text. */
static struct pp_buffer rows_of(const struct pp_buffer *store)
{
    struct pp_buffer out = PP_BUFFER_INIT, sql = PP_BUFFER_INIT;
    char path[] = "/tmp/prepost-XXXXXX";
    struct pp_error err = {0};
    sqlite3_stmt *tables, *rows;
    sqlite3 *db;

    close(mkstemp(path));
    if (pp_file_write(path, store->data, store->length, PP_FILE_PRIVATE,
                      &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "SELECT format('SELECT * FROM \"%w\"', name) FROM "
                           "sqlite_schema WHERE type = 'table' ORDER BY name",
                           -1, &tables, NULL),
        SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        sql.length = 0;
        pp_buffer_puts(&sql, (const char *)sqlite3_column_text(tables, 0));
        pp_buffer_printf(&out, "%s\n", sql.data);
        assert_int_equal(sqlite3_prepare_v2(db, sql.data, -1, &rows, NULL),
                         SQLITE_OK);
        while (sqlite3_step(rows) == SQLITE_ROW)
            for (int i = 0; i < sqlite3_column_count(rows); i++) {
                pp_buffer_append(&out, sqlite3_column_blob(rows, i),
                                 (size_t)sqlite3_column_bytes(rows, i));
                pp_buffer_putc(&out, '|');
            }
        sqlite3_finalize(rows);
    }
    sqlite3_finalize(tables);
    sqlite3_close(db);
    unlink(path);
    pp_buffer_clear(&sql);
    return out;
}

/* With less memory SQLite may lay the same rows out differently. */
static bool same_rows(const struct pp_buffer *a, const struct pp_buffer *b)
{
    if (a == NULL || b == NULL || a->length == 0 || b->length == 0)
        return false;
    struct pp_buffer x = rows_of(a), y = rows_of(b);
    bool is_same = same(&x, &y);

    pp_buffer_clear(&x);
    pp_buffer_clear(&y);
    return is_same;
}

static bool same_file(const char *name, const struct pp_buffer *a,
                      const struct pp_buffer *b)
{
    const char *dot = strrchr(name, '.');

    return same(a, b) ||
           (dot != NULL && strcmp(dot, ".db") == 0 && same_rows(a, b));
}

static bool is_empty_store(const struct pp_buffer *store)
{
    struct pp_buffer rows = rows_of(store);
    bool is_empty = rows.length == 0;

    pp_buffer_clear(&rows);
    return is_empty;
}

/* A person was erased, but the gap is still in the file, as it says. */
static bool is_half_way(const struct trial *t)
{
    return strstr(t->said, "is erased, but") != NULL;
}

/*
 * Every file is as before or as after, and there is no other: but for a store
 * with nothing in it, which a program that ends at once leaves behind.
 */
static void check_files(const struct trial *t)
{
    for (size_t i = 0; i < t->now->n; i++) {
        const char *name = t->now->files[i].name;
        const struct pp_buffer *now = &t->now->files[i].bytes;

        bool is_store = strcmp(name, "evaluation.db") == 0;

        if (is_store && (is_half_way(t) || is_empty_store(now)))
            continue;
        /* A journal that SQLite had not come to need stays until the next
         * change; the store was found whole with it. */
        if (strcmp(name, "evaluation.db-journal") == 0 &&
            strncmp(t->fault, "memory", 6) == 0)
            continue;
        if (!same_file(name, now, file_of(t->before, name)) &&
            !same_file(name, now, file_of(t->after, name)))
            fail_msg("%s, %s: status %d, \"%s\": %s is neither as before nor "
                     "as after",
                     t->label, t->fault, t->status, t->said, name);
    }
    for (size_t i = 0; i < t->before->n; i++) {
        const char *name = t->before->files[i].name;

        HOLDS(file_of(t->now, name) != NULL || file_of(t->after, name) == NULL,
              t);
    }
}

static void check_done(const struct trial *t)
{
    for (size_t i = 0; i < t->after->n; i++)
        if (!same_file(t->after->files[i].name, &t->after->files[i].bytes,
                       file_of(t->now, t->after->files[i].name)))
            fail_msg("%s, %s: status %d, but %s is not as after", t->label,
                     t->fault, t->status, t->after->files[i].name);
}

static bool is_store_as_before(const struct trial *t)
{
    const struct pp_buffer *now = file_of(t->now, "evaluation.db");
    const struct pp_buffer *before = file_of(t->before, "evaluation.db");

    return same(now, before) || (before == NULL && now->length == 0);
}

/* The results were written; only the store could not take that down, or may
 * not have, as is said. */
static bool is_not_noted(const struct trial *t)
{
    return strstr(t->said, "the store could not note that they were") != NULL;
}

static void check_not_noted(const struct trial *t)
{
    bool is_unsure = strstr(t->said, "with the change or without") != NULL;

    HOLDS(t->status == 3, t);
    HOLDS(is_unsure || is_store_as_before(t), t); /* check_files() otherwise */
    for (size_t i = 0; i < t->after->n; i++) {
        const char *name = t->after->files[i].name;
        if (strcmp(name, "evaluation.db") != 0 &&
            !same_file(name, &t->after->files[i].bytes, file_of(t->now, name)))
            fail_msg("%s, %s: %s is not as after", t->label, t->fault, name);
    }
}

static void check_message(const struct trial *t)
{
    HOLDS(t->status == 1 || is_not_noted(t), t);
    HOLDS(strstr(t->said, "prepost: ") != NULL, t);
    HOLDS(strstr(t->said, "(null)") == NULL, t);
    HOLDS(strstr(t->said, "mistake in prepost") == NULL, t);
    if (strncmp(t->fault, "memory", 6) == 0)
        HOLDS(strstr(t->said, "out of memory") != NULL, t);
    /* What it says of the store is true. */
    if (strstr(t->said, "as it was before") != NULL ||
        strstr(t->said, "nothing was changed") != NULL)
        HOLDS(is_store_as_before(t), t);
}

static void try_one(struct bench *b, const char *label,
                    const char *const *arguments, int expected,
                    const char *fault, const struct snapshot *before,
                    const struct snapshot *after)
{
    static const char *const verify[] = {"verify", NULL};
    struct pp_buffer said = PP_BUFFER_INIT, whole = PP_BUFFER_INIT;
    char path[4300];

    restore(before, b->folder);
    int status = run(b, arguments, fault, &said);
    /* An interrupted change is undone by whoever opens the store next. */
    snprintf(path, sizeof path, "%s/evaluation.db", b->folder);
    bool has_store = access(path, F_OK) == 0;
    bool is_whole = !has_store || run(b, verify, "none", &whole) == 0;
    struct snapshot *now = snapshot(b->folder);
    const struct pp_buffer *store = file_of(now, "evaluation.db");
    if (!is_whole && store != NULL && !is_empty_store(store))
        fail_msg("%s, %s: the store is not whole: %s", label, fault,
                 whole.data);
    struct trial t = {label, fault, said.data, status, before, after, now};
    check_files(&t);
    if (is_not_noted(&t))
        check_not_noted(&t);
    else if (status == expected)
        check_done(&t);
    if (status != expected)
        check_message(&t);
    b->n_runs++;
    snapshot_free(now);
    pp_buffer_clear(&said);
    pp_buffer_clear(&whole);
}

/* Every n up to the last, or some of them spread over all. */
static size_t some_of(long last, size_t some, bool is_all, long **out)
{
    long step = is_all || last < (long)some ? 1 : last / (long)some;
    size_t count = 0;

    *out = pp_alloc_array((size_t)last + 1, sizeof **out);
    for (long n = 1; n <= last; n += step)
        (*out)[count++] = n;
    return count;
}

/* The first allocation of each place, as fault.c tells them apart. */
static size_t sites_of(const struct bench *b, const char *const *arguments,
                       const struct snapshot *before, long last, long **out)
{
    struct pp_buffer said = PP_BUFFER_INIT, text = PP_BUFFER_INIT;
    struct pp_error err = {0};
    size_t count = 0;

    restore(before, b->folder);
    run(b, arguments, "sites:.sites", &said);
    pp_buffer_clear(&said);
    char *path = pp_alloc(strlen(b->folder) + 8);
    snprintf(path, strlen(b->folder) + 8, "%s/.sites", b->folder);
    if (pp_file_read(path, 1 << 20, &text, &err) != 0)
        fail_msg("%s", err.text);
    unlink(path);
    pp_free(path);
    *out = pp_alloc_array((size_t)last + 1, sizeof **out);
    for (char *p = text.data, *end; *p != '\0'; p = end + 1)
        (*out)[count++] = strtol(p, &end, 10);
    pp_buffer_clear(&text);
    assert_true(count > 0 && count <= (size_t)last);
    return count;
}

/* Fails the nth call, for every n, or for some of them. */
static void try_all(struct bench *b, const char *label,
                    const char *const *arguments)
{
    static const struct {
        const char *name;
        int number;
    } disks[] = {{"full", ENOSPC}, {"broken", EIO}};
    const char *which = getenv("PP_FAULTS");
    bool is_all = which != NULL, is_sites = is_all && !strcmp(which, "sites");
    struct snapshot *before = snapshot(b->folder);
    long n_memory, n_disk;
    int expected = count(b, arguments, &n_memory, &n_disk);
    struct snapshot *after = snapshot(b->folder);
    char fault[64];
    long *memory, *disk;

    assert_true(expected == 0 || expected == 3);
    assert_true(n_memory > 20);
    size_t n = is_sites ? sites_of(b, arguments, before, n_memory, &memory)
                        : some_of(n_memory, SOME, is_all, &memory);
    size_t n_writes = some_of(n_disk, 2 * SOME, is_all, &disk);
    for (size_t i = 0; i < n; i++) {
        snprintf(fault, sizeof fault, "memory:%ld", memory[i]);
        try_one(b, label, arguments, expected, fault, before, after);
    }
    for (size_t i = 0; i < sizeof disks / sizeof disks[0]; i++)
        for (size_t k = 0; k < n_writes; k++) {
            snprintf(fault, sizeof fault, "disk:%ld:%d", disk[k],
                     disks[i].number);
            try_one(b, label, arguments, expected, fault, before, after);
        }
    print_message("# %s: %zu of %ld allocations, %zu of %ld writes\n", label, n,
                  n_memory, n_writes, n_disk);
    pp_free(memory);
    pp_free(disk);
    /* The next scenario goes on from what this one makes. */
    restore(after, b->folder);
    snapshot_free(before);
    snapshot_free(after);
}

/* --- the evaluation that is worked on ------------------------------------- */

static const char plan[] =
    "title: Groups\ncharity: C\nservice: the groups\n"
    "waves: {before: {name: on joining}, after: {name: later}}\n"
    "instruments: [ucla3]\n"
    "outcomes: {ucla3.total: {role: primary, sesoi: {value: 1, source: "
    "declared}}}\n"
    "columns: {identifier: Code, region: Region}\n"
    "files:\n  - {path: before.csv, wave: before}\n"
    "  - {path: after.csv, wave: after}\n";

static void put(const struct bench *b, const char *name, const char *text)
{
    char path[4300];
    struct pp_error err = {0};

    snprintf(path, sizeof path, "%s/%s", b->folder, name);
    if (pp_file_write(path, text, strlen(text), PP_FILE_PRIVATE, &err) != 0)
        fail_msg("%s", err.text);
}

/* Thirty people; one row cannot be taken, so that there are rejects. */
static void put_answers(const struct bench *b, const char *name, int shift)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_buffer_puts(&text, "Code,Region,ucla3_1,ucla3_2,ucla3_3\n");
    for (int i = 0; i < 30; i++)
        pp_buffer_printf(&text, "P%03d,%s,%d,%d,%d\n", i * 37,
                         i % 2 == 0 ? "North" : "South", 1 + i % 3,
                         1 + (i + shift) % 3, 1 + (i * 7 + shift) % 3);
    pp_buffer_puts(&text, ",North,1,2,3\n");
    put(b, name, text.data);
    pp_buffer_clear(&text);
}

static void every_command(void **state)
{
    static const struct {
        const char *label;
        const char *arguments[MOST_ARGUMENTS];
    } rows[] = {
        {"first import", {"import", "before.csv", "--quiet"}},
        {"second import", {"import", "after.csv", "--quiet"}},
        {"replace", {"import", "--replace", "after.csv", "--quiet"}},
        {"lock", {"plan", "lock"}},
        {"status", {"status"}},
        {"analyse", {"analyse"}},
        {"report", {"report", "--format", "html,text,md,odt,json"}},
        {"plot", {"plot", "forest", "-o", "forest.svg"}},
        {"png", {"plot", "paired", "-o", "paired.png"}},
        {"export", {"export", "scores", "-o", "scores.sav", "--quiet"}},
        {"export r", {"export", "results", "--format", "r", "-o", "in-r"}},
        {"backup", {"backup", "copy.db"}},
        {"forget", {"forget", "P037"}},
        {"init", {"init", "new", "--schema"}},
    };
    struct bench b = {.folder = sample_folder()};
    char place[4000];

    (void)state;
    ssize_t n = readlink("/proc/self/exe", place, sizeof place - 1);
    assert_true(n > 0);
    place[n] = '\0';
    snprintf(b.program, sizeof b.program, "%.*sprepost",
             (int)(strrchr(place, '/') + 1 - place), place);
    put(&b, "evaluation.yaml", plan);
    put_answers(&b, "before.csv", 0);
    put_answers(&b, "after.csv", 1);
    /* A key of its own, so that every run makes the same store. */
    static const char *const key[] = {"import", "before.csv", "--quiet", NULL};
    long n_memory, n_disk;
    char path[4300];
    assert_int_equal(count(&b, key, &n_memory, &n_disk), 3);
    snprintf(path, sizeof path, "%s/evaluation.db", b.folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/rejects.csv", b.folder);
    unlink(path);
    /* After something was mended, begin there: the others just run. */
    const char *from = getenv("PP_FAULTS_FROM");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (from != NULL && strcmp(from, rows[i].label) == 0)
            from = NULL;
        if (from == NULL)
            try_all(&b, rows[i].label, rows[i].arguments);
        else
            count(&b, rows[i].arguments, &n_memory, &n_disk);
    }
    assert_null(from);
    print_message("# %ld runs\n", b.n_runs);
    sample_remove_folder(b.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_command)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
