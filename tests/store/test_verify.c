#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../helpers/place.h"
#include "prepost/store/load.h"
#include "prepost/store/lock.h"
#include "prepost/store/verify.h"

static void fill(struct place *place)
{
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_LAST);
    struct pp_error err = {0};

    remove(place->path);
    struct pp_store *store = place_open(place);
    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 100, 0, 1), false);
    /* Some of these take the place of earlier ones. */
    struct sample_batch *batch =
        sample_batch(place->pool, "more.csv", 80, 40, 0, 2);
    for (size_t i = 0; i < 40; i++)
        batch->day[0][i] = 20000 + (int32_t)i;
    place_take(place, store, plan, batch, false);
    place_take(place, store, plan,
               sample_batch(place->pool, "more.csv", 70, 40, 0, 3), true);
    assert_int_equal(
        pp_store_lock(store, plan, "title: x\n", 9, "2025-03-04", &err), 0);
    pp_store_close(store);
}

static void a_whole_store_has_no_faults(void **state)
{
    struct place *place = *state;
    struct pp_store *store;
    struct pp_error err = {0};

    store = place_open(place);
    pp_store_close(store);
    fill(place);
    size_t n = place->notes.n;
    assert_int_equal(pp_store_open(place->path, PP_STORE_READ, &store, &err),
                     0);
    assert_int_equal(pp_store_verify(store, &place->notes, &err), 0);
    /* The lock's hash is not of its commitments in this made-up plan. */
    assert_int_equal(place->notes.n, n + 1);
    assert_string_equal(place->notes.items[n].text,
                        "the plan that was locked on 2025-03-04 was changed");
    pp_store_close(store);
}

/* All that verify says, as people read it. */
static void verify_as_text(struct place *place, struct pp_buffer *out)
{
    struct pp_store *store;
    struct pp_error err = {0};

    assert_int_equal(pp_store_open(place->path, PP_STORE_READ, &store, &err),
                     0);
    pp_notes_init(&place->notes, place->pool, 0);
    assert_int_equal(pp_store_verify(store, &place->notes, &err), 0);
    pp_notes_print(&place->notes, out);
    pp_store_close(store);
}

static void changes_by_others_are_seen(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *sql, *text;
    } rows[] = {
        {"UPDATE mood SET mood_1 = 3 - mood_1 WHERE participant = 1",
         "answers were changed after the import"},
        {"UPDATE hope SET hope_2 = NULL WHERE participant = (SELECT "
         "min(participant) FROM hope WHERE hope_2 IS NOT NULL)",
         "answers were changed after the import"},
        {"DELETE FROM mood WHERE participant = 2", "responses are there, "},
        {"UPDATE mood SET import = 9 WHERE participant = 2",
         "mood: 1 rows of no import that the store knows"},
        {"UPDATE mood SET wave = 9 WHERE participant = 2",
         "mood: 1 rows of no wave that the store knows"},
        {"DELETE FROM participants WHERE participant = 3",
         "a row without its person or import in"},
        {"DROP VIEW pairs",
         "the view pairs is missing or does not work: no such table"},
        {"DROP VIEW scores; CREATE VIEW scores AS SELECT participant, absent "
         "FROM mood",
         "scores"},
        {"UPDATE waves SET position = 1 - position",
         "its waves are not as prepost left them"},
        {"UPDATE imports SET hash = replace(hash, substr(hash, 1, 1), 'x')",
         "its notes of imports are not as prepost left them"},
        {"UPDATE imports SET taken = taken + 1 WHERE import = 1",
         "its notes of imports are not as prepost left them"},
        {"INSERT INTO facts VALUES ('other', 'x')",
         "its facts are not as prepost left them"},
        {"DELETE FROM facts", "its waves are not as prepost left them"},
        {"UPDATE plan_locks SET plan = 'title: y'",
         "its locks of the plan are not as prepost left them"},
        {"DELETE FROM log", "its entries of the log are not as prepost left"},
        {"UPDATE items SET max = max + 1",
         "its items are not as prepost left them"},
        {"DROP TABLE remarks", "its rows of people are not as prepost left"},
        {"DELETE FROM background WHERE participant = 1 AND import = 1",
         "its rows of people are not as prepost left them"},
        /* Two people's regions exchanged: as many in each as before. */
        {"UPDATE background SET region = CASE region WHEN (SELECT max(region) "
         "FROM background) THEN (SELECT min(region) FROM background) ELSE "
         "(SELECT max(region) FROM background) END WHERE participant IN "
         "((SELECT max(participant) FROM background WHERE region = (SELECT "
         "max(region) FROM background)), (SELECT max(participant) FROM "
         "background WHERE region = (SELECT min(region) FROM background)))",
         "what it says of people, such as their regions, was changed after"},
        {"UPDATE background SET \"group\" = 'x' WHERE participant = 1",
         "what it says of people, such as their regions, was changed after"},
        {"UPDATE mood SET line = line + 1 WHERE participant = 1",
         "was changed after the import, or where in it answers stood"},
        {"UPDATE hope SET line = 0 WHERE participant = (SELECT "
         "max(participant) FROM hope)",
         "was changed after the import, or where in it answers stood"},
        {"UPDATE participants SET slips = x'00' WHERE participant = 1",
         "the pseudonyms of people, or what finds slips of their codes, were "
         "changed"},
        {"UPDATE participants SET pseudonym = zeroblob(16) WHERE participant = "
         "4",
         "the pseudonyms of people, or what finds slips of their codes, were "
         "changed"},
        {"CREATE TRIGGER t AFTER INSERT ON mood BEGIN DELETE FROM hope; END",
         "its tables and views are not as prepost left them"},
        {"DROP VIEW pairs; CREATE VIEW pairs AS SELECT 1 AS participant",
         "its tables and views are not as prepost left them"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_buffer out = PP_BUFFER_INIT;

        fill(place);
        place_sql(place, rows[i].sql);
        verify_as_text(place, &out);
        if (strstr(pp_buffer_text(&out), rows[i].text) == NULL)
            fail_msg("%s: %s", rows[i].sql, pp_buffer_text(&out));
        pp_buffer_clear(&out);
        remove(place->path);
    }
}

/* What another program did stays visible after the next change of ours. */
static void a_broken_seal_is_not_mended(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_LAST);
    struct pp_buffer out = PP_BUFFER_INIT;

    fill(place);
    place_sql(place, "UPDATE plan_locks SET day = '2024-01-01';"
                     "ANALYZE");
    struct pp_store *store = place_open(place);
    place_take(place, store, plan,
               sample_batch(place->pool, "late.csv", 300, 5, 0, 4), false);
    pp_store_close(store);
    verify_as_text(place, &out);
    assert_non_null(strstr(pp_buffer_text(&out),
                           "its locks of the plan are not as prepost left"));
    assert_null(strstr(pp_buffer_text(&out), "its tables and views"));
    assert_null(strstr(pp_buffer_text(&out), "its notes of imports"));
    pp_buffer_clear(&out);
}

/* A cell that is never empty may be, in a file that was damaged or made up. */
static void empty_cells_are_seen(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_LAST);
    static const char *const cells[][2] = {{"waves", "id"},
                                           {"imports", "file"},
                                           {"plan_locks", "hash"},
                                           {"plan_locks", "commitments"},
                                           {"plan_locks", "day"}};

    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        const char *table = cells[i][0], *column = cells[i][1];
        const struct pp_dataset *dataset;
        struct pp_buffer out = PP_BUFFER_INIT;
        struct pp_lock_status locks;
        struct pp_store *store;
        struct pp_error err = {0};
        char text[60];
        sqlite3 *db;

        fill(place);
        assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
        /* With the table's promise taken back for a moment. */
        char *sql = sqlite3_mprintf(
            "CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema WHERE "
            "name = %Q; PRAGMA writable_schema = ON;"
            "UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') "
            "WHERE name = %Q; PRAGMA writable_schema = RESET;"
            "UPDATE %s SET %s = NULL; PRAGMA writable_schema = ON;"
            "UPDATE sqlite_schema SET sql = (SELECT sql FROM kept) "
            "WHERE name = %Q; PRAGMA writable_schema = OFF;",
            table, table, table, column, table);
        if (sqlite3_exec(db, sql, 0, 0, 0) != SQLITE_OK)
            fail_msg("%s: %s", sql, sqlite3_errmsg(db));
        sqlite3_free(sql);
        sqlite3_close(db);
        assert_int_equal(
            pp_store_open(place->path, PP_STORE_READ, &store, &err), 0);
        pp_notes_init(&place->notes, place->pool, 0);
        assert_int_equal(pp_store_verify(store, &place->notes, &err), 0);
        pp_notes_print(&place->notes, &out);
        snprintf(text, sizeof text, "NULL value in %s.%s", table, column);
        if (strstr(pp_buffer_text(&out), text) == NULL)
            fail_msg("%s: %s", text, pp_buffer_text(&out));
        pp_buffer_clear(&out);
        /* Whatever they say, these read it too. */
        pp_store_load(store, plan, PP_BY_PSEUDONYM, place->pool, &dataset,
                      &err);
        pp_store_lock_status(store, plan, place->pool, &locks, &err);
        pp_store_close(store);
        remove(place->path);
    }
}

static void damage_is_seen(void **state)
{
    struct place *place = *state;
    struct pp_store *store;
    struct pp_error err = {0};

    fill(place);
    FILE *file = fopen(place->path, "r+b");
    assert_non_null(file);
    fseek(file, 5 * 4096 + 8, SEEK_SET);
    for (int i = 0; i < 300; i++)
        fputc(0xa5, file);
    fclose(file);
    if (pp_store_open(place->path, PP_STORE_READ, &store, &err) != 0) {
        assert_int_equal(err.code, PP_ESTORE);
        return;
    }
    assert_int_equal(pp_store_verify(store, &place->notes, &err), 0);
    assert_true(place->notes.n_by_severity[PP_NOTE_ERROR] > 0);
    pp_store_close(store);
}

/* Where the tables are right and an index is not, people would be missed. */
static void a_wrong_index_is_seen(void **state)
{
    struct place *place = *state;
    struct pp_store *store;
    struct pp_error err = {0};
    struct pp_buffer out = PP_BUFFER_INIT;
    sqlite3 *db;
    sqlite3_stmt *look;

    fill(place);
    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT rootpage FROM sqlite_schema "
                                        "WHERE type = 'index' AND tbl_name = "
                                        "'participants'",
                                        -1, &look, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(look), SQLITE_ROW);
    long page = (long)sqlite3_column_int64(look, 0);
    sqlite3_finalize(look);
    sqlite3_close(db);
    /* The last bytes of the page are of a pseudonym and its number. */
    FILE *file = fopen(place->path, "r+b");
    assert_non_null(file);
    fseek(file, page * 4096 - 8, SEEK_SET);
    int was = fgetc(file);
    fseek(file, page * 4096 - 8, SEEK_SET);
    fputc(was ^ 1, file);
    fclose(file);
    assert_int_equal(pp_store_open(place->path, PP_STORE_READ, &store, &err),
                     0);
    pp_notes_init(&place->notes, place->pool, 0);
    assert_int_equal(pp_store_verify(store, &place->notes, &err), 0);
    pp_notes_print(&place->notes, &out);
    if (strstr(pp_buffer_text(&out), "missing from index") == NULL)
        fail_msg("%s", pp_buffer_text(&out));
    pp_buffer_clear(&out);
    pp_store_close(store);
}

static void others_may_read_it(void **state)
{
    struct place *place = *state;
    struct pp_store *store;
    struct pp_error err = {0};

    fill(place);
    chmod(place->path, 0644);
    pp_notes_init(&place->notes, place->pool, 0);
    assert_int_equal(pp_store_open(place->path, PP_STORE_READ, &store, &err),
                     0);
    assert_int_equal(pp_store_verify(store, &place->notes, &err), 0);
    assert_int_equal(place->notes.n_by_severity[PP_NOTE_WARNING], 1);
    pp_store_close(store);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_whole_store_has_no_faults),
        TEST(changes_by_others_are_seen),
        TEST(a_broken_seal_is_not_mended),
        TEST(empty_cells_are_seen),
        TEST(damage_is_seen),
        TEST(a_wrong_index_is_seen),
        TEST(others_may_read_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
