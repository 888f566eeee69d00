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
#include <time.h>
#include <unistd.h>

#include "../helpers/place.h"
#include "prepost/store/schema.h"

/* What others do to a store while it is open. */

/* One that another program is about to fill: who reads leaves it there. */
static void reading_leaves_a_store_that_is_made(void **state)
{
    struct place *place = *state;
    struct pp_store *made = place_open(place);
    struct stat st;

    assert_int_equal(stat(place->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    place_assert_refused(place, PP_STORE_READ, PP_EDATA,
                         "nothing was imported yet");
    place_assert_refused(place, PP_STORE_WRITE, PP_EDATA,
                         "nothing was imported yet");
    assert_int_equal(stat(place->path, &st), 0);
    place_take(place, made, sample_plan(place->pool, PP_TWICE_REFUSE),
               sample_batch(place->pool, "pre.csv", 0, 5, 0, 1), false);
    pp_store_close(made);
    assert_int_equal(stat(place->path, &st), 0);
}

/* What happened between opening and locking is looked at again. */
static void one_made_it_newer(void **state)
{
    struct place *place = *state;
    struct pp_error err = {0};

    place_fill(place, 5);
    struct pp_store *store = place_open(place);
    place_sql(place, "PRAGMA user_version = 99");
    assert_int_equal(pp_store_begin(store, &err), -1);
    assert_non_null(strstr(err.text, "was made by a newer prepost"));
    pp_store_close(store);
}

static void a_store_that_was_moved(void **state)
{
    struct place *place = *state;
    struct pp_error err = {0};
    char other[5000];

    place_fill(place, 5);
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

    place_fill(place, 5);
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

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(reading_leaves_a_store_that_is_made),
        TEST(one_made_it_newer),
        TEST(a_store_that_was_moved),
        TEST(a_locked_store_says_so),
        TEST(two_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
