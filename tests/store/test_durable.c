#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../helpers/place.h"
#include "../helpers/power_cut.h"
#include "prepost/base/file.h"
#include "prepost/store/forget.h"
#include "prepost/store/lock.h"
#include "prepost/store/schema.h"
#include "prepost/store/verify.h"

/*
 * The store through power cuts, as an older prepost left it, and with a clock
 * that runs backwards.
 */

static const struct pp_dataset *whole_dataset(struct place *place,
                                              const struct pp_plan *plan)
{
    struct pp_store *store = place_open(place);
    const struct pp_dataset *dataset = place_load(place, store, plan);
    struct pp_error err = {0};

    pp_notes_init(&place->notes, place->pool, 0);
    if (pp_store_verify(store, &place->notes, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(place->notes.n_by_severity[PP_NOTE_ERROR], 0);
    pp_store_close(store);
    return dataset;
}

static void put_in(struct place *place, const struct pp_plan *plan,
                   const char *file, size_t first, size_t n, uint8_t wave,
                   uint64_t seed, bool replace)
{
    struct pp_store *store = place_open(place);

    place_take(place, store, plan,
               sample_batch(place->pool, file, first, n, wave, seed), replace);
    pp_store_close(store);
}

/* --- power cuts ----------------------------------------------------------- */

enum { BEFORE = 60, MORE = 400 };

static void add(struct place *place, const struct pp_plan *plan)
{
    put_in(place, plan, "more.csv", BEFORE, MORE, 0, 1, false);
}

static void replace(struct place *place, const struct pp_plan *plan)
{
    put_in(place, plan, "pre.csv", 10, MORE, 0, 2, true);
}

static void forget(struct place *place, const struct pp_plan *plan)
{
    struct pp_store *store = place_open(place);
    unsigned char who[PP_PSEUDONYM_SIZE];
    struct pp_forgotten forgotten;
    struct pp_error err = {0};

    (void)plan;
    sample_pseudonym(who, 7);
    assert_int_equal(pp_store_forget(store, who, SAMPLE_KEY, &forgotten, &err),
                     0);
    assert_true(forgotten.was_there);
    pp_store_close(store);
}

static bool is_same(const struct pp_dataset *a, const struct pp_dataset *b)
{
    if (a->n_participants != b->n_participants)
        return false;
    assert_same_dataset(a, b);
    return true;
}

static void power_cuts(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *label;
        void (*change)(struct place *place, const struct pp_plan *plan);
    } rows[] = {{"import", add}, {"replace", replace}, {"forget", forget}};
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    size_t n_tries = getenv("PP_KILLS") != NULL ? 40 : 2;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unlink(place->path);
        put_in(place, plan, "pre.csv", 0, BEFORE, 0, 1, false);
        const struct pp_dataset *before = whole_dataset(place, plan);
        struct power_cut *cut = power_cut_watch(place->path);
        rows[i].change(place, plan);
        power_cut_stop(cut);
        const struct pp_dataset *after = whole_dataset(place, plan);
        size_t n_steps = power_cut_steps(cut), n_before = 0, n_after = 0;

        assert_true(n_steps > 10);
        for (size_t n = 0; n <= n_steps; n++)
            for (size_t k = 0; k < n_tries; k++) {
                struct pp_pool *kept = place->pool;

                place->pool = pp_pool_new();
                power_cut_lay_out(cut, n, n * 1000 + k, place->path);
                const struct pp_dataset *now = whole_dataset(place, plan);
                bool is_done = is_same(after, now);
                if (!is_done && !is_same(before, now))
                    fail_msg("%s, step %zu, try %zu: neither before nor after",
                             rows[i].label, n, k);
                /* Once it was said to be done, it is. */
                assert_true(is_done || n < n_steps);
                n_after += is_done;
                n_before += !is_done;
                pp_pool_free(place->pool);
                place->pool = kept;
            }
        print_message("# %s: %zu steps; %zu before, %zu after\n", rows[i].label,
                      n_steps, n_before, n_after);
        assert_true(n_before > 0 && n_after > 0);
        power_cut_free(cut);
    }
}

/* --- older stores --------------------------------------------------------- */

static const char oldest[] = "tests/data/store/version-1.db";

static void copy_old(struct place *place)
{
    struct pp_buffer bytes = PP_BUFFER_INIT;
    struct pp_error err = {0};

    if (pp_file_read(oldest, 1 << 20, &bytes, &err) != 0 ||
        pp_file_write(place->path, bytes.data, bytes.length, PP_FILE_PRIVATE,
                      &err) != 0)
        fail_msg("%s", err.text);
    pp_buffer_clear(&bytes);
}

static int64_t version_of(const char *path)
{
    sqlite3 *db;
    sqlite3_stmt *read;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &read, NULL);
    assert_int_equal(sqlite3_step(read), SQLITE_ROW);
    int64_t version = sqlite3_column_int64(read, 0);
    sqlite3_finalize(read);
    sqlite3_close(db);
    return version;
}

/* The answers that are in it, put into a new store. */
static const struct pp_dataset *made_anew(struct place *place,
                                          const struct pp_plan *plan)
{
    unlink(place->path);
    put_in(place, plan, "pre.csv", 0, 6, 0, 1, false);
    put_in(place, plan, "post.csv", 2, 6, 1, 1, false);
    return whole_dataset(place, plan);
}

/* Read as it is; brought to today's version by the first change. */
static void an_older_store(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    const struct pp_dataset *expected = made_anew(place, plan);
    struct pp_store *store;
    struct pp_error err = {0};

    copy_old(place);
    assert_int_equal(version_of(place->path), 1);
    if (pp_store_open(place->path, PP_STORE_READ, &store, &err) != 0)
        fail_msg("%s", err.text);
    assert_same_dataset(expected, place_load(place, store, plan));
    pp_store_close(store);
    assert_int_equal(version_of(place->path), 1);

    put_in(place, plan, "more.csv", 50, 5, 0, 1, false);
    assert_int_equal(version_of(place->path), PP_STORE_VERSION);
    assert_int_equal(whole_dataset(place, plan)->n_participants, 13);
}

/* Killed while it is brought up to date: as before or as after. */
static void killed_while_migrating(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    const char *wish = getenv("PP_KILLS");
    long n_kills = wish != NULL ? strtol(wish, NULL, 10) / 4 : 8;

    srand(21);
    for (long k = 0; k < n_kills; k++) {
        copy_old(place);
        pid_t child = fork();
        if (child == 0) {
            put_in(place, plan, "more.csv", 50, 2000, 0, 1, false);
            _exit(0);
        }
        usleep((useconds_t)(rand() % 40000));
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, NULL, 0), child);
        size_t n = whole_dataset(place, plan)->n_participants;
        assert_true(n == 8 || n == 2008);
        assert_int_equal(version_of(place->path),
                         n == 8 ? 1 : PP_STORE_VERSION);
    }
}

static int64_t number_in(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *read;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &read, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(read), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(read, 0);
    sqlite3_finalize(read);
    sqlite3_close(db);
    return n;
}

/* The last step cannot be made, its table being gone: none is. */
static void a_step_that_fails_undoes_the_others(void **state)
{
    struct place *place = *state;
    struct pp_store *store;
    struct pp_error err = {0};
    sqlite3 *db;

    copy_old(place);
    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "DROP TABLE plan_locks", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(pp_store_open(place->path, PP_STORE_WRITE, &store, &err),
                     0);
    assert_int_equal(pp_store_begin(store, &err), -1);
    pp_store_close(store);
    assert_int_equal(version_of(place->path), 1);
    assert_int_equal(number_in(place->path,
                               "SELECT count(*) FROM sqlite_schema "
                               "WHERE name = 'remarks'"),
                     0);
}

/* --- the clock ------------------------------------------------------------ */

/* Days are kept as they come; nothing is sorted or refused by them. */
static void a_clock_that_runs_backwards(void **state)
{
    struct place *place = *state;
    struct pp_plan *plan =
        (struct pp_plan *)sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_lock_status status;
    struct pp_error err = {0};

    put_in(place, plan, "pre.csv", 0, 10, 0, 1, false);
    struct pp_store *store = place_open(place);
    plan->hash = "aa";
    assert_int_equal(
        pp_store_lock(store, plan, "title: A\n", 9, "2025-06-01", &err), 0);
    plan->hash = "bb";
    assert_int_equal(
        pp_store_lock(store, plan, "title: B\n", 9, "2020-01-01", &err), 0);
    assert_int_equal(
        pp_store_lock_status(store, plan, place->pool, &status, &err), 0);
    assert_int_equal(status.n_locks, 2);
    assert_string_equal(status.locks[1].day, "2020-01-01");
    assert_int_equal(status.state, PP_LOCK_KEPT);
    plan->hash = "cc"; /* the latest is the one locked last */
    assert_int_equal(
        pp_store_lock_status(store, plan, place->pool, &status, &err), 0);
    assert_string_equal(status.lock->hash, "bb");
    pp_store_close(store);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(power_cuts),
        TEST(an_older_store),
        TEST(killed_while_migrating),
        TEST(a_step_that_fails_undoes_the_others),
        TEST(a_clock_that_runs_backwards),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
