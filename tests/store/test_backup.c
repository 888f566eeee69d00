#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../helpers/place.h"
#include "prepost/base/file.h"
#include "prepost/base/part_file.h"
#include "prepost/store/backup.h"
#include "prepost/store/sql.h"
#include "prepost/store/verify.h"

static void a_copy_holds_the_same(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_error err = {0};
    char path[4300];
    struct stat st;

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 500, 0, 1), false);
    const struct pp_dataset *before = place_load(place, store, plan);
    snprintf(path, sizeof path, "%s/copy.db", place->folder);
    mode_t mask = umask(0);
    assert_int_equal(pp_store_backup(store, path, &err), 0);
    umask(mask);
    pp_store_close(store);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(pp_store_open(path, PP_STORE_READ, &store, &err), 0);
    assert_same_dataset(before, place_load(place, store, plan));
    assert_int_equal(pp_store_verify(store, &place->notes, &err), 0);
    assert_int_equal(place->notes.n, 0);
    pp_store_close(store);
}

static void what_is_there_is_not_overwritten(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_error err = {0};

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 5, 0, 1), false);
    assert_int_equal(pp_store_backup(store, place->path, &err), -1);
    assert_non_null(strstr(err.text, "is there already; a backup never "
                                     "overwrites"));
    assert_int_equal(pp_store_backup(store, "/nowhere/copy.db", &err), -1);
    assert_string_equal(err.text, "cannot make /nowhere/copy.db: there is no "
                                  "such file or folder");
    pp_store_close(store);
}

/*
 * Somebody is writing: half of what they change is in the file, which is no
 * store to copy.
 */
static void one_in_mid_change_is_not_copied(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_error err = {0};
    char path[4300];
    sqlite3 *other;

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 5000, 0, 1), false);
    assert_int_equal(sqlite3_open(place->path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other,
                                  "PRAGMA cache_size = 1; PRAGMA cache_spill = "
                                  "1; BEGIN; UPDATE mood SET mood_1 = 0",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_busy_timeout(store->db, 0);
    snprintf(path, sizeof path, "%s/copy.db", place->folder);
    assert_int_equal(pp_store_backup(store, path, &err), -1);
    assert_non_null(strstr(err.text, "is in use by another program"));
    assert_int_not_equal(access(path, F_OK), 0);
    sqlite3_close(other);
    assert_int_equal(pp_store_backup(store, path, &err), 0);
    pp_store_close(store);
}

/* While somebody imports, a copy is the store before or after. */
static void a_copy_of_a_live_store(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_error err = {0};

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 1000, 0, 1), false);
    pp_store_close(store);
    pid_t child = fork();
    if (child == 0) {
        store = place_open(place);
        for (size_t i = 1; i <= 8; i++)
            place_take(
                place, store, plan,
                sample_batch(place->pool, "more.csv", 1000 * i, 1000, 0, 1),
                false);
        pp_store_close(store);
        _exit(0);
    }
    for (int i = 0; i < 6; i++) {
        char path[4300];
        struct pp_store *copy;

        snprintf(path, sizeof path, "%s/copy%d.db", place->folder, i);
        assert_int_equal(
            pp_store_open(place->path, PP_STORE_READ, &store, &err), 0);
        if (pp_store_backup(store, path, &err) != 0)
            fail_msg("%s", err.text);
        pp_store_close(store);
        assert_int_equal(pp_store_open(path, PP_STORE_READ, &copy, &err), 0);
        const struct pp_dataset *dataset = place_load(place, copy, plan);
        assert_int_equal(dataset->n_participants % 1000, 0);
        assert_int_equal(pp_store_verify(copy, &place->notes, &err), 0);
        assert_int_equal(place->notes.n_by_severity[PP_NOTE_ERROR], 0);
        pp_store_close(copy);
        usleep(10000);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* What a killed backup left has the name that this one would take first. */
static void beside_what_a_killed_one_left(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_buffer copy = PP_BUFFER_INIT, left = PP_BUFFER_INIT;
    struct pp_error err = {0};
    struct stat st;

    struct pp_store *store = place_open(place);
    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 20, 0, 1), false);
    pp_buffer_printf(&copy, "%s/copy.db", place->folder);
    pp_part_file_name(copy.data, 0, &left);
    assert_int_equal(pp_file_write(left.data, "half", 4, PP_FILE_PRIVATE, &err),
                     0);
    if (pp_store_backup(store, copy.data, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(stat(copy.data, &st), 0);
    assert_int_equal(unlink(left.data), 0); /* not this one's to take away */
    unlink(copy.data);
    pp_store_close(store);
    pp_buffer_clear(&copy);
    pp_buffer_clear(&left);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_copy_holds_the_same),
        TEST(what_is_there_is_not_overwritten),
        TEST(one_in_mid_change_is_not_copied),
        TEST(a_copy_of_a_live_store),
        TEST(beside_what_a_killed_one_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
