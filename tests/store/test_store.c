#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../helpers/place.h"
#include "prepost/base/file.h"
#include "prepost/store/forget.h"
#include "prepost/store/schema.h"
#include "prepost/store/sql.h"
#include "prepost/store/verify.h"

static struct pp_buffer bytes_of(const char *path)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err = {0};

    if (pp_file_read(path, 1 << 30, &out, &err) != 0)
        fail_msg("%s", err.text);
    return out;
}

static void write_bytes(const char *path, const char *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static void assert_refused(struct place *place, enum pp_store_mode mode,
                           enum pp_code code, const char *text)
{
    struct pp_store *store = (struct pp_store *)1;
    struct pp_error err = {0};

    assert_int_equal(pp_store_open(place->path, mode, &store, &err), -1);
    assert_null(store);
    if (err.code != code || strstr(err.text, text) == NULL)
        fail_msg("expected \"%s\", found \"%s\"", text, err.text);
    assert_non_null(strstr(err.text, "evaluation.db"));
}

static void fill(struct place *place, size_t n)
{
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, n, 0, 1), false);
    pp_store_close(store);
}

/* Runs SQL on the file as another program would. */
static void run_sql(struct place *place, const char *sql)
{
    sqlite3 *db;
    char *message = NULL;

    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
    sqlite3_close(db);
}

static void the_file_is_private(void **state)
{
    struct place *place = *state;
    struct stat st;
    mode_t mask = umask(0);

    fill(place, 10);
    umask(mask);
    assert_int_equal(stat(place->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

/* Files that are none of ours are refused and stay as they are. */
static void strangers_are_refused(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *label, *bytes;
        size_t n;
        const char *text;
    } rows[] = {
        {"text", "id,phq9_1\n1,2\n", 14, "is not a store of prepost"},
        {"one byte", "x", 1, "is not a store of prepost"},
        {"zeros", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 18,
         "is not a store of prepost"},
        {"half a header", "SQLite format 3", 16, "is cut short"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("%s\n", rows[i].label);
        write_bytes(place->path, rows[i].bytes, rows[i].n);
        for (int mode = PP_STORE_READ; mode <= PP_STORE_CREATE; mode++)
            assert_refused(place, (enum pp_store_mode)mode, PP_ESTORE,
                           rows[i].text);
        struct pp_buffer after = bytes_of(place->path);
        assert_int_equal(after.length, rows[i].n);
        assert_memory_equal(after.data, rows[i].bytes, rows[i].n);
        pp_buffer_clear(&after);
    }
}

/* A first change that was killed when some of it was in the file: undone, that
 * leaves no bytes, which is no store that lost its own. */
static void a_killed_first_change_leaves_no_file(void **state)
{
    struct place *place = *state;

    for (int round = 0; round < 2; round++) {
        struct pp_store *store;
        struct pp_error err = {0};
        struct stat st;
        pid_t child = fork();
        if (child == 0) {
            sqlite3 *db;
            int code = sqlite3_open(place->path, &db);
            code += sqlite3_exec(
                db,
                "PRAGMA cache_size = 10; BEGIN; CREATE TABLE t (x);"
                "INSERT INTO t SELECT zeroblob(4000) FROM (WITH n AS (SELECT 1 "
                "AS i UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT i "
                "FROM n)",
                0, 0, 0);
            _exit(code);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        assert_int_equal(stat(place->path, &st), 0);
        assert_true(st.st_size > 0);
        if (round == 0) {
            assert_int_equal(
                pp_store_open(place->path, PP_STORE_READ, &store, &err), -1);
            assert_non_null(strstr(err.text, "nothing was imported yet"));
        } else {
            pp_store_close(place_open(place));
        }
        assert_int_equal(stat(place->path, &st), -1);
        pp_store_close(place_open(place));
    }
}

static bool is_whole(struct pp_store *store)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_error err = {0};
    struct pp_notes notes;

    pp_notes_init(&notes, pool, 0);
    bool whole = pp_store_verify(store, &notes, &err) == 0 && notes.n == 0;
    pp_pool_free(pool);
    return whole;
}

/* The other end of a link, and what SQLite keeps beside it. */
static void a_link_to_a_store(void **state)
{
    struct place *place = *state;
    struct pp_error err = {0};
    struct stat st;
    char real[sizeof place->path + 16];

    snprintf(real, sizeof real, "%s/elsewhere", place->folder);
    assert_int_equal(mkdir(real, 0700), 0);
    snprintf(real, sizeof real, "%s/elsewhere/s.db", place->folder);
    fill(place, 5);
    assert_int_equal(rename(place->path, real), 0);
    assert_int_equal(symlink(real, place->path), 0);
    assert_false(pp_sql_has_journal(place->path));
    pid_t child = fork();
    if (child == 0) {
        sqlite3 *db;
        int code = sqlite3_open(place->path, &db);
        code +=
            sqlite3_exec(db,
                         "PRAGMA cache_size = 10; BEGIN; CREATE TABLE t (x);"
                         "INSERT INTO t SELECT zeroblob(900000)",
                         0, 0, 0);
        _exit(code);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(pp_sql_has_journal(place->path));
    struct pp_store *store = place_open(place);
    const struct pp_dataset *now =
        place_load(place, store, sample_plan(place->pool, PP_TWICE_REFUSE));
    assert_int_equal(now->n_participants, 5);
    pp_store_close(store);
    assert_false(pp_sql_has_journal(place->path));

    /* An import that comes to nothing takes no link away. */
    assert_int_equal(unlink(real), 0);
    sqlite3 *db;
    char sql[60];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d",
             PP_STORE_APPLICATION_ID);
    assert_int_equal(sqlite3_open(real, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, 0, 0, 0), SQLITE_OK);
    sqlite3_close(db);
    if (pp_store_open(place->path, PP_STORE_CREATE, &store, &err) != 0)
        fail_msg("%s", err.text);
    pp_store_close(store);
    assert_int_equal(lstat(place->path, &st), 0);
    assert_int_not_equal(stat(real, &st), 0);
    unlink(place->path);
    unlink(real);
    snprintf(real, sizeof real, "%s/elsewhere", place->folder);
    assert_int_equal(rmdir(real), 0);
}

/* Killed at its first write, or a later one, as the limit for files kills. */
static void a_first_import_that_is_killed(void **state)
{
    struct place *place = *state;
    static const rlim_t rooms[] = {0, 4096, 5000, 9000, 40000};

    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        pid_t child = fork();

        if (child == 0) {
            const struct rlimit limit = {rooms[i], rooms[i]}, none = {0, 0};

            setrlimit(RLIMIT_CORE, &none);
            setrlimit(RLIMIT_FSIZE, &limit);
            fill(place, 400);
            _exit(0);
        }
        int status;
        struct stat st;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
        print_message("%ld bytes\n", (long)rooms[i]);
        if (stat(place->path, &st) == 0)
            assert_true(st.st_size > 0);
        fill(place, 5);
        struct pp_store *store = place_open(place);
        const struct pp_dataset *now =
            place_load(place, store, sample_plan(place->pool, PP_TWICE_REFUSE));
        assert_int_equal(now->n_participants, 5);
        assert_true(is_whole(store));
        pp_store_close(store);
        unlink(place->path);
    }
}

/* One that another program is about to fill: who reads leaves it there. */
static void reading_leaves_a_store_that_is_made(void **state)
{
    struct place *place = *state;
    struct pp_store *made = place_open(place);
    struct stat st;

    assert_int_equal(stat(place->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_refused(place, PP_STORE_READ, PP_EDATA, "nothing was imported yet");
    assert_refused(place, PP_STORE_WRITE, PP_EDATA, "nothing was imported yet");
    assert_int_equal(stat(place->path, &st), 0);
    place_take(place, made, sample_plan(place->pool, PP_TWICE_REFUSE),
               sample_batch(place->pool, "pre.csv", 0, 5, 0, 1), false);
    pp_store_close(made);
    assert_int_equal(stat(place->path, &st), 0);
}

static void other_databases_are_refused(void **state)
{
    struct place *place = *state;
    char newer[60];

    snprintf(newer, sizeof newer, "PRAGMA user_version = %d",
             PP_STORE_VERSION + 1);
    const struct {
        const char *sql, *text;
        bool is_ours;
    } rows[] = {
        {"CREATE TABLE t (a)", "is a database of another program", false},
        {"PRAGMA journal_mode = WAL; CREATE TABLE t (a)",
         "is a database of another program", false},
        {newer,
         "was made by a newer prepost (store version 7; this one knows "
         "versions up to 6); update prepost",
         true},
        {"PRAGMA user_version = -1", "was made by a newer prepost", true},
        /* An older number does not turn the seals off. */
        {"PRAGMA user_version = 0",
         "says that it is of store version 0, and has what version 1 brought: "
         "another program changed it; put your backup in its place",
         true},
        {"PRAGMA user_version = 1", "has what version 2 brought", true},
        {"PRAGMA user_version = 3", "has what version 4 brought", true},
        {"PRAGMA user_version = 3; DELETE FROM facts WHERE name LIKE 'seal%'",
         "has what version 5 brought", true},
        {"PRAGMA user_version = 5", "has what version 6 brought", true},
        {"PRAGMA user_version = 2; PRAGMA foreign_keys = OFF;"
         "DROP VIEW people; DROP VIEW scores; DROP VIEW pairs;"
         "DROP TABLE mood; DROP TABLE hope; DROP TABLE log; DROP TABLE facts;"
         "DROP TABLE remarks; DROP TABLE identities; DROP TABLE background;"
         "DROP TABLE participants; DROP TABLE imports; DROP TABLE items;"
         "DROP TABLE instruments; DROP TABLE waves; DROP TABLE plan_locks",
         "has no tables any more: another program took them out; put your "
         "backup in its place",
         true},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        remove(place->path);
        if (rows[i].is_ours)
            fill(place, 5);
        run_sql(place, rows[i].sql);
        struct pp_buffer before = bytes_of(place->path);
        for (int mode = PP_STORE_READ; mode <= PP_STORE_CREATE; mode++)
            assert_refused(place, (enum pp_store_mode)mode, PP_ESTORE,
                           rows[i].text);
        struct pp_buffer after = bytes_of(place->path);
        assert_int_equal(after.length, before.length);
        assert_memory_equal(after.data, before.data, before.length);
        pp_buffer_clear(&before);
        pp_buffer_clear(&after);
    }
}

static void a_cut_file_is_refused(void **state)
{
    struct place *place = *state;

    fill(place, 200);
    struct pp_buffer whole = bytes_of(place->path);
    static const double shares[] = {.001, .3, .5, .9, .999};

    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        size_t n = (size_t)((double)whole.length * shares[i]);

        write_bytes(place->path, whole.data, n);
        assert_refused(place, PP_STORE_CREATE, PP_ESTORE, "is cut short");
        struct pp_buffer after = bytes_of(place->path);
        assert_int_equal(after.length, n);
        pp_buffer_clear(&after);
    }
    pp_buffer_clear(&whole);
}

static void what_is_not_there(void **state)
{
    struct place *place = *state;

    assert_refused(place, PP_STORE_READ, PP_EIO, "No such file");
    assert_refused(place, PP_STORE_WRITE, PP_EIO, "No such file");
    struct stat st;
    assert_int_not_equal(stat(place->path, &st), 0);
    assert_int_equal(mkdir(place->path, 0700), 0);
    assert_refused(place, PP_STORE_CREATE, PP_EIO, "is a folder, not a file");
    rmdir(place->path);
}

/* Nobody writes to the pipe: it is not waited for. */
static void what_is_no_file(void **state)
{
    struct place *place = *state;

    assert_int_equal(mkfifo(place->path, 0600), 0);
    alarm(20);
    assert_refused(place, PP_STORE_CREATE, PP_EIO, "is a pipe, not a file");
    assert_refused(place, PP_STORE_READ, PP_EIO, "is a pipe, not a file");
    alarm(0);
    unlink(place->path);
    assert_int_equal(symlink("/dev/zero", place->path), 0);
    assert_refused(place, PP_STORE_READ, PP_EIO, "is a device, not a file");
    unlink(place->path);
}

/* What was in it is gone: nothing begins anew in its place by itself. */
static void an_emptied_store_is_refused(void **state)
{
    struct place *place = *state;
    struct pp_error err;
    struct pp_store *store;
    struct stat st;

    write_bytes(place->path, "", 0);
    assert_refused(place, PP_STORE_READ, PP_ESTORE,
                   "is empty, which a store never is: the disk was full, "
                   "perhaps, or a copy failed. Put your backup in its place; "
                   "or delete it, to start anew");
    assert_refused(place, PP_STORE_WRITE, PP_ESTORE, "which a store never is");
    assert_refused(place, PP_STORE_CREATE, PP_ESTORE, "which a store never is");
    assert_int_equal(stat(place->path, &st), 0);
    assert_int_equal(st.st_size, 0);
    /* One that was killed while it was first filled has a journal, which no
     * reading takes away; what is still empty after another try goes. */
    char journal[sizeof place->path + 16];
    snprintf(journal, sizeof journal, "%s-journal", place->path);
    write_bytes(journal, "\0\0\0\0", 4);
    assert_refused(place, PP_STORE_READ, PP_EDATA, "nothing was imported yet");
    assert_int_equal(stat(journal, &st), 0);
    assert_int_equal(pp_store_open(place->path, PP_STORE_CREATE, &store, &err),
                     0);
    assert_int_equal(pp_store_begin(store, &err), 0);
    pp_store_close(store);
    assert_int_not_equal(stat(place->path, &st), 0);
    write_bytes(place->path, "", 0);
    write_bytes(journal, "\0\0\0\0", 4);
    fill(place, 5);
}

static void reading_changes_nothing(void **state)
{
    struct place *place = *state;
    struct pp_import_options options = {.notes = &place->notes};
    struct pp_import_summary summary;
    struct pp_store *store;
    struct pp_error err = {0};

    fill(place, 20);
    struct pp_buffer before = bytes_of(place->path);
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    assert_int_equal(pp_store_open(place->path, PP_STORE_READ, &store, &err),
                     0);
    place_load(place, store, plan);
    struct sample_batch *batch =
        sample_batch(place->pool, "post.csv", 0, 20, 1, 1);
    assert_int_equal(
        pp_store_import(store, plan, &batch->batch, &options, &summary, &err),
        -1);
    pp_store_close(store);
    struct pp_buffer after = bytes_of(place->path);
    assert_int_equal(after.length, before.length);
    assert_memory_equal(after.data, before.data, before.length);
    pp_buffer_clear(&before);
    pp_buffer_clear(&after);
}

/* Ours has none; one that somebody put in could undo what an import does. */
/*
 * What SQLite does against a file that somebody made up, beside what the other
 * tests show: nothing of ours needs it, so that only the settings tell.
 */
static void sqlite_is_on_its_guard(void **state)
{
    struct place *place = *state;
    struct pp_error err = {0};
    struct pp_store *store = place_open(place);
    int is_defensive = 0;
    int64_t number;

    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, -1, &is_defensive);
    assert_int_equal(is_defensive, 1);
    assert_int_equal(
        pp_sql_number(store, "PRAGMA trusted_schema", -1, &number, &err), 0);
    assert_int_equal(number, 0);
    assert_int_equal(
        pp_sql_number(store, "PRAGMA cell_size_check", -1, &number, &err), 0);
    assert_int_equal(number, 1);
    pp_store_close(store);
}

static void a_trigger_stays_asleep(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_error err = {0};
    size_t n;

    fill(place, 5);
    run_sql(place, "CREATE TRIGGER t AFTER INSERT ON imports BEGIN "
                   "INSERT INTO log (what) VALUES ('forgot'); END");
    struct pp_store *store = place_open(place);
    place_take(place, store, plan,
               sample_batch(place->pool, "post.csv", 0, 5, 1, 1), false);
    assert_int_equal(pp_store_count_forgotten(store, &n, &err), 0);
    assert_int_equal(n, 0);
    pp_store_close(store);
}

/* What happened between opening and locking is looked at again. */
static void one_made_it_newer(void **state)
{
    struct place *place = *state;
    struct pp_error err = {0};

    fill(place, 5);
    struct pp_store *store = place_open(place);
    run_sql(place, "PRAGMA user_version = 99");
    assert_int_equal(pp_store_begin(store, &err), -1);
    assert_non_null(strstr(err.text, "was made by a newer prepost"));
    pp_store_close(store);
}

static void a_store_that_was_moved(void **state)
{
    struct place *place = *state;
    struct pp_error err = {0};
    char other[5000];

    fill(place, 5);
    struct pp_store *store = place_open(place);
    snprintf(other, sizeof other, "%s.moved", place->path);
    assert_int_equal(rename(place->path, other), 0);
    assert_int_equal(pp_store_begin(store, &err), -1);
    assert_non_null(strstr(err.text, "was moved or removed while it was open"));
    pp_store_close(store);
    assert_int_equal(unlink(other), 0);
}

static void a_locked_store_says_so(void **state)
{
    struct place *place = *state;
    struct pp_import_options options = {.notes = &place->notes};
    struct pp_import_summary summary;
    struct pp_error err = {0};
    sqlite3 *other;

    fill(place, 5);
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    assert_int_equal(sqlite3_open(place->path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", 0, 0, 0),
                     SQLITE_OK);
    struct sample_batch *batch =
        sample_batch(place->pool, "post.csv", 0, 5, 1, 1);
    time_t start = time(NULL);
    assert_int_equal(
        pp_store_import(store, plan, &batch->batch, &options, &summary, &err),
        -1);
    assert_true(time(NULL) - start >= PP_STORE_WAIT_MS / 1000 - 1);
    assert_int_equal(err.code, PP_ESTORE);
    assert_non_null(strstr(err.text,
                           "evaluation.db is in use by another program, "
                           "perhaps another prepost; waited 5 seconds; close "
                           "it there and try again"));
    sqlite3_close(other);
    place_take(place, store, plan, batch, false); /* now it goes */
    pp_store_close(store);
}

/* Two first imports at once: one waits for the other, nothing is lost. */
static void two_at_once(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);

    for (int round = 0; round < 5; round++) {
        pid_t child = fork();

        if (child == 0) {
            struct pp_store *store = place_open(place);

            place_take(place, store, plan,
                       sample_batch(place->pool, "a.csv", 0, 300, 0, 1), false);
            pp_store_close(store);
            _exit(0);
        }
        struct pp_store *store = place_open(place);
        place_take(place, store, plan,
                   sample_batch(place->pool, "b.csv", 100, 300, 1, 1), false);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        const struct pp_dataset *dataset = place_load(place, store, plan);
        assert_int_equal(dataset->n_participants, 400);
        assert_int_equal(dataset->responses[0].n_rows, 600);
        pp_store_close(store);
        remove(place->path);
    }
}

/* Runs an import in a child that lost its rights or its room. */
static int import_in_child(struct place *place, size_t first, size_t n,
                           rlim_t room, bool as_nobody, char *text)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct pp_import_options options = {.notes = &place->notes};
        struct pp_import_summary summary;
        struct pp_error err = {0};
        struct pp_store *store = NULL;
        struct rlimit limit = {room, room};

        signal(SIGXFSZ, SIG_IGN);
        if (room > 0)
            setrlimit(RLIMIT_FSIZE, &limit);
        if (as_nobody && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(9);
        const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
        int result = pp_store_open(place->path, PP_STORE_CREATE, &store, &err);
        if (result == 0) {
            struct sample_batch *batch =
                sample_batch(place->pool, "more.csv", first, n, 0, 1);

            result = pp_store_import(store, plan, &batch->batch, &options,
                                     &summary, &err);
        }
        pp_store_close(store);
        ssize_t written = write(ends[1], err.text, sizeof err.text);
        (void)written;
        _exit(result == 0 ? 0 : 1);
    }
    int status;
    ssize_t got = read(ends[0], text, sizeof((struct pp_error *)0)->text);
    assert_true(got > 0);
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void a_full_disk_changes_nothing(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    char text[512];

    fill(place, 300);
    struct pp_store *store = place_open(place);
    const struct pp_dataset *before = place_load(place, store, plan);
    pp_store_close(store);
    struct stat st;
    stat(place->path, &st);
    for (rlim_t extra = 0; extra < 400; extra += 57) {
        rlim_t room = (rlim_t)st.st_size + extra * 1024;

        assert_int_equal(import_in_child(place, 300, 60000, room, false, text),
                         1);
        assert_non_null(strstr(text, "as it was before"));
        store = place_open(place);
        assert_same_dataset(before, place_load(place, store, plan));
        pp_store_close(store);
    }
}

/* On a first import with no room at all, no file is left behind. */
static void no_room_for_a_new_store(void **state)
{
    struct place *place = *state;
    char text[512];
    struct stat st;

    assert_int_equal(import_in_child(place, 0, 5000, 8192, false, text), 1);
    assert_int_not_equal(stat(place->path, &st), 0);
}

static void a_read_only_folder(void **state)
{
    struct place *place = *state;
    char text[512];

    fill(place, 10);
    if (geteuid() == 0) {
        assert_int_equal(chown(place->folder, 65534, 65534), 0);
        assert_int_equal(chown(place->path, 65534, 65534), 0);
    }
    struct pp_buffer before = bytes_of(place->path);
    assert_int_equal(chmod(place->folder, 0500), 0);
    int result = import_in_child(place, 10, 10, 0, geteuid() == 0, text);
    assert_int_equal(chmod(place->folder, 0700), 0);
    assert_int_equal(result, 1);
    assert_non_null(strstr(text, "evaluation.db cannot be written; the file "
                                 "and its folder must be writable"));
    struct pp_buffer after = bytes_of(place->path);
    assert_int_equal(after.length, before.length);
    assert_memory_equal(after.data, before.data, before.length);
    pp_buffer_clear(&before);
    pp_buffer_clear(&after);
}

/* What is done to a store of BEFORE people while it may be killed. */
enum { BEFORE = 400, MORE = 6000 };

static void add_file(struct place *place, struct pp_store *store,
                     const struct pp_plan *plan)
{
    place_take(place, store, plan,
               sample_batch(place->pool, "more.csv", BEFORE, MORE, 0, 1),
               false);
}

static void replace_file(struct place *place, struct pp_store *store,
                         const struct pp_plan *plan)
{
    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 100, MORE, 0, 2), true);
}

static void forget_person(struct place *place, struct pp_store *store,
                          const struct pp_plan *plan)
{
    unsigned char who[PP_PSEUDONYM_SIZE];
    struct pp_forgotten forgotten;
    struct pp_error err = {0};

    (void)place;
    (void)plan;
    sample_pseudonym(who, 7);
    if (pp_store_forget(store, who, &forgotten, &err) != 0)
        fail_msg("%s", err.text);
    assert_true(forgotten.was_there);
}

typedef void change(struct place *place, struct pp_store *store,
                    const struct pp_plan *plan);

/* Starts the change, and kills it after so many microseconds at most. */
static void start_and_kill(struct place *place, change *what, long longest)
{
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    pid_t child = fork();

    if (child == 0) {
        struct pp_store *store = place_open(place);

        what(place, store, plan);
        pp_store_close(store);
        _exit(0);
    }
    usleep((useconds_t)(rand() % longest));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static long microseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Killed at any moment, the store is as before or as after. */
static void killed_at_any_moment(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *label;
        change *what;
    } rows[] = {{"import", add_file},
                {"replace", replace_file},
                {"forget", forget_person}};
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    const char *wish = getenv("PP_KILLS"); /* `make soak` asks for many */
    long n_kills = wish != NULL ? strtol(wish, NULL, 10) : 12;
    long n_undone = 0, n_done = 0;

    srand(20);
    fill(place, BEFORE);
    struct pp_buffer old = bytes_of(place->path);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        write_bytes(place->path, old.data, old.length);
        struct pp_store *store = place_open(place);
        const struct pp_dataset *before = place_load(place, store, plan);
        long start = microseconds();
        rows[i].what(place, store, plan);
        long duration = microseconds() - start;
        const struct pp_dataset *after = place_load(place, store, plan);
        pp_store_close(store);

        for (long k = 0; k < n_kills / 3; k++) {
            write_bytes(place->path, old.data, old.length);
            start_and_kill(place, rows[i].what, 2 * duration);
            struct pp_pool *pool = place->pool;
            place->pool = pp_pool_new();
            store = place_open(place);
            const struct pp_dataset *now = place_load(place, store, plan);
            bool is_done = now->n_participants == after->n_participants;
            assert_same_dataset(is_done ? after : before, now);
            assert_true(is_whole(store));
            n_done += is_done;
            n_undone += !is_done;
            pp_store_close(store);
            pp_pool_free(place->pool);
            place->pool = pool;
        }
    }
    print_message("%ld undone, %ld done\n", n_undone, n_done);
    assert_true(n_undone > 0);
    pp_buffer_clear(&old);
}

/* Neither the pseudonyms' bytes as text nor anything else of people. */
static void nothing_readable_of_people(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct sample_batch *batch =
        sample_batch(place->pool, "pre.csv", 0, 100, 0, 1);
    size_t n_found = 0;

    place_take(place, store, plan, batch, false);
    pp_store_close(store);
    struct pp_buffer bytes = bytes_of(place->path);
    for (size_t i = 0; i < 100; i++) {
        char hex[2 * PP_PSEUDONYM_SIZE + 1];

        for (size_t k = 0; k < PP_PSEUDONYM_SIZE; k++)
            snprintf(hex + 2 * k, 3, "%02x", batch->pseudonyms[i][k]);
        assert_null(memmem(bytes.data, bytes.length, hex, strlen(hex)));
        n_found += memmem(bytes.data, bytes.length, batch->pseudonyms[i],
                          PP_PSEUDONYM_SIZE) != NULL;
    }
    assert_int_equal(n_found, 100); /* this search would find an identifier */
    pp_buffer_clear(&bytes);
}

/* The views agree with arithmetic on the answers. */
static void views_for_other_programs(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 80, 0, 1), false);
    place_take(place, store, plan,
               sample_batch(place->pool, "post.csv", 20, 80, 1, 1), false);
    pp_store_close(store);
    static const struct {
        const char *sql;
        double value;
    } rows[] = {
        {"SELECT count(*) FROM scores", 3 * 160},
        {"SELECT count(*) FROM people", 100},
        {"SELECT count(*) FROM people WHERE \"age band\" NOT LIKE '%5%' AND "
         "\"age band\" NOT LIKE '18 to 34'",
         0},
        {"SELECT count(*) FROM scores AS s JOIN mood AS m USING (participant) "
         "JOIN waves AS w ON w.wave = m.wave AND w.id = s.wave WHERE "
         "s.instrument = 'mood' AND s.scale = 'total' AND s.score IS NOT "
         "mood_1 + mood_2 + 3 - mood_3",
         0},
        {"SELECT count(*) FROM scores AS s JOIN hope AS m USING (participant) "
         "JOIN waves AS w ON w.wave = m.wave AND w.id = s.wave WHERE "
         "s.instrument = 'hope' AND (s.score IS NOT (hope_1 + hope_2) / 2.0 "
         "OR s.given_total IS NOT m.given_total)",
         0},
        {"SELECT max(score) FROM scores WHERE scale = 'percent'", 100},
        {"SELECT count(*) FROM scores WHERE answered < items AND score IS NOT "
         "NULL",
         0},
        {"SELECT count(*) FROM pairs WHERE change <> later_score - "
         "first_score OR first_wave <> 'before' OR later_wave <> 'after'",
         0},
        {"SELECT (SELECT count(*) FROM pairs) - (SELECT count(*) FROM scores "
         "AS a JOIN scores AS b USING (participant, instrument, scale) WHERE "
         "a.wave = 'before' AND b.wave = 'after' AND a.score IS NOT NULL AND "
         "b.score IS NOT NULL)",
         0},
        {"SELECT count(*) > 60 FROM pairs", 1},
    };
    sqlite3 *db;
    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sqlite3_stmt *read;

        if (sqlite3_prepare_v2(db, rows[i].sql, -1, &read, NULL) != SQLITE_OK)
            fail_msg("%s: %s", rows[i].sql, sqlite3_errmsg(db));
        assert_int_equal(sqlite3_step(read), SQLITE_ROW);
        if (sqlite3_column_double(read, 0) != rows[i].value)
            fail_msg("%s: %g", rows[i].sql, sqlite3_column_double(read, 0));
        sqlite3_finalize(read);
    }
    sqlite3_close(db);
}

/* A wave's number that no store of ours has is nobody's place in a table. */
static void a_wave_of_a_strange_number(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    static const char *const numbers[] = {"-1", "256"};

    fill(place, 5);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char sql[80];
        snprintf(sql, sizeof sql, "UPDATE waves SET wave = %s WHERE id = '%s'",
                 numbers[i], plan->waves[1].id);
        run_sql(place, sql);
        struct pp_store *store = place_open(place);
        const struct pp_dataset *dataset = place_load(place, store, plan);
        assert_int_equal(dataset->n_participants, 5);
        assert_int_equal(dataset->n_joined_twice, 0);
        pp_store_close(store);
    }
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_file_is_private),
        TEST(strangers_are_refused),
        TEST(a_killed_first_change_leaves_no_file),
        TEST(a_link_to_a_store),
        TEST(a_first_import_that_is_killed),
        TEST(reading_leaves_a_store_that_is_made),
        TEST(other_databases_are_refused),
        TEST(a_cut_file_is_refused),
        TEST(what_is_not_there),
        TEST(what_is_no_file),
        TEST(an_emptied_store_is_refused),
        TEST(reading_changes_nothing),
        TEST(sqlite_is_on_its_guard),
        TEST(a_trigger_stays_asleep),
        TEST(a_wave_of_a_strange_number),
        TEST(one_made_it_newer),
        TEST(a_store_that_was_moved),
        TEST(a_locked_store_says_so),
        TEST(two_at_once),
        TEST(a_full_disk_changes_nothing),
        TEST(no_room_for_a_new_store),
        TEST(a_read_only_folder),
        TEST(killed_at_any_moment),
        TEST(nothing_readable_of_people),
        TEST(views_for_other_programs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
