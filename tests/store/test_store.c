#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../helpers/place.h"
#include "prepost/store/forget.h"
#include "prepost/store/schema.h"
#include "prepost/store/sql.h"

/* What is opened, what is refused, and what opening leaves as it was. */

static void the_file_is_private(void **state)
{
    struct place *place = *state;
    struct stat st;
    mode_t mask = umask(0);

    place_fill(place, 10);
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
        place_write(place->path, rows[i].bytes, rows[i].n);
        for (int mode = PP_STORE_READ; mode <= PP_STORE_CREATE; mode++)
            place_assert_refused(place, (enum pp_store_mode)mode, PP_ESTORE,
                                 rows[i].text);
        struct pp_buffer after = place_bytes(place->path);
        assert_int_equal(after.length, rows[i].n);
        assert_memory_equal(after.data, rows[i].bytes, rows[i].n);
        pp_buffer_clear(&after);
    }
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
    place_fill(place, 5);
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
            place_fill(place, 5);
        place_sql(place, rows[i].sql);
        struct pp_buffer before = place_bytes(place->path);
        for (int mode = PP_STORE_READ; mode <= PP_STORE_CREATE; mode++)
            place_assert_refused(place, (enum pp_store_mode)mode, PP_ESTORE,
                                 rows[i].text);
        struct pp_buffer after = place_bytes(place->path);
        assert_int_equal(after.length, before.length);
        assert_memory_equal(after.data, before.data, before.length);
        pp_buffer_clear(&before);
        pp_buffer_clear(&after);
    }
}

static void a_cut_file_is_refused(void **state)
{
    struct place *place = *state;

    place_fill(place, 200);
    struct pp_buffer whole = place_bytes(place->path);
    static const double shares[] = {.001, .3, .5, .9, .999};

    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        size_t n = (size_t)((double)whole.length * shares[i]);

        place_write(place->path, whole.data, n);
        place_assert_refused(place, PP_STORE_CREATE, PP_ESTORE, "is cut short");
        struct pp_buffer after = place_bytes(place->path);
        assert_int_equal(after.length, n);
        pp_buffer_clear(&after);
    }
    pp_buffer_clear(&whole);
}

static void what_is_not_there(void **state)
{
    struct place *place = *state;

    place_assert_refused(place, PP_STORE_READ, PP_EIO, "No such file");
    place_assert_refused(place, PP_STORE_WRITE, PP_EIO, "No such file");
    struct stat st;
    assert_int_not_equal(stat(place->path, &st), 0);
    assert_int_equal(mkdir(place->path, 0700), 0);
    place_assert_refused(place, PP_STORE_CREATE, PP_EIO,
                         "is a folder, not a file");
    rmdir(place->path);
}

/* Nobody writes to the pipe: it is not waited for. */
static void what_is_no_file(void **state)
{
    struct place *place = *state;

    assert_int_equal(mkfifo(place->path, 0600), 0);
    alarm(20);
    place_assert_refused(place, PP_STORE_CREATE, PP_EIO,
                         "is a pipe, not a file");
    place_assert_refused(place, PP_STORE_READ, PP_EIO, "is a pipe, not a file");
    alarm(0);
    unlink(place->path);
    assert_int_equal(symlink("/dev/zero", place->path), 0);
    place_assert_refused(place, PP_STORE_READ, PP_EIO,
                         "is a device, not a file");
    unlink(place->path);
}

/* What was in it is gone: nothing begins anew in its place by itself. */
static void an_emptied_store_is_refused(void **state)
{
    struct place *place = *state;
    struct pp_error err;
    struct pp_store *store;
    struct stat st;

    place_write(place->path, "", 0);
    place_assert_refused(
        place, PP_STORE_READ, PP_ESTORE,
        "is empty, which a store never is: the disk was full, "
        "perhaps, or a copy failed. Put your backup in its place; "
        "or delete it, to start anew");
    place_assert_refused(place, PP_STORE_WRITE, PP_ESTORE,
                         "which a store never is");
    place_assert_refused(place, PP_STORE_CREATE, PP_ESTORE,
                         "which a store never is");
    assert_int_equal(stat(place->path, &st), 0);
    assert_int_equal(st.st_size, 0);
    /* One that was killed while it was first filled has a journal, which no
     * reading takes away; what is still empty after another try goes. */
    char journal[sizeof place->path + 16];
    snprintf(journal, sizeof journal, "%s-journal", place->path);
    place_write(journal, "\0\0\0\0", 4);
    place_assert_refused(place, PP_STORE_READ, PP_EDATA,
                         "nothing was imported yet");
    assert_int_equal(stat(journal, &st), 0);
    assert_int_equal(pp_store_open(place->path, PP_STORE_CREATE, &store, &err),
                     0);
    assert_int_equal(pp_store_begin(store, &err), 0);
    pp_store_close(store);
    assert_int_not_equal(stat(place->path, &st), 0);
    place_write(place->path, "", 0);
    place_write(journal, "\0\0\0\0", 4);
    place_fill(place, 5);
}

static void reading_changes_nothing(void **state)
{
    struct place *place = *state;
    struct pp_import_options options = {.notes = &place->notes};
    struct pp_import_summary summary;
    struct pp_store *store;
    struct pp_error err = {0};

    place_fill(place, 20);
    struct pp_buffer before = place_bytes(place->path);
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
    struct pp_buffer after = place_bytes(place->path);
    assert_int_equal(after.length, before.length);
    assert_memory_equal(after.data, before.data, before.length);
    pp_buffer_clear(&before);
    pp_buffer_clear(&after);
}

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

/* Ours has none; one that somebody put in could undo what an import does. */
static void a_trigger_stays_asleep(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_error err = {0};
    size_t n;

    place_fill(place, 5);
    place_sql(place, "CREATE TRIGGER t AFTER INSERT ON imports BEGIN "
                     "INSERT INTO log (what) VALUES ('forgot'); END");
    struct pp_store *store = place_open(place);
    place_take(place, store, plan,
               sample_batch(place->pool, "post.csv", 0, 5, 1, 1), false);
    assert_int_equal(pp_store_count_forgotten(store, &n, &err), 0);
    assert_int_equal(n, 0);
    pp_store_close(store);
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
    struct pp_buffer bytes = place_bytes(place->path);
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

/* A wave's number that no store of ours has is nobody's place in a table. */
static void a_wave_of_a_strange_number(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    static const char *const numbers[] = {"-1", "256"};

    place_fill(place, 5);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char sql[80];
        snprintf(sql, sizeof sql, "UPDATE waves SET wave = %s WHERE id = '%s'",
                 numbers[i], plan->waves[1].id);
        place_sql(place, sql);
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
        TEST(a_link_to_a_store),
        TEST(other_databases_are_refused),
        TEST(a_cut_file_is_refused),
        TEST(what_is_not_there),
        TEST(what_is_no_file),
        TEST(an_emptied_store_is_refused),
        TEST(reading_changes_nothing),
        TEST(sqlite_is_on_its_guard),
        TEST(a_trigger_stays_asleep),
        TEST(a_wave_of_a_strange_number),
        TEST(nothing_readable_of_people),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
