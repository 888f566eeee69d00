#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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
#include "prepost/store/forget.h"

/* Changes that are killed, or find no room or no right: the store is as it was
 * before, or as it is after. */

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
            place_fill(place, 400);
            _exit(0);
        }
        int status;
        struct stat st;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
        print_message("%ld bytes\n", (long)rooms[i]);
        if (stat(place->path, &st) == 0)
            assert_true(st.st_size > 0);
        place_fill(place, 5);
        struct pp_store *store = place_open(place);
        const struct pp_dataset *now =
            place_load(place, store, sample_plan(place->pool, PP_TWICE_REFUSE));
        assert_int_equal(now->n_participants, 5);
        assert_true(place_is_whole(store));
        pp_store_close(store);
        unlink(place->path);
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

    place_fill(place, 300);
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

    place_fill(place, 10);
    if (geteuid() == 0) {
        assert_int_equal(chown(place->folder, 65534, 65534), 0);
        assert_int_equal(chown(place->path, 65534, 65534), 0);
    }
    struct pp_buffer before = place_bytes(place->path);
    assert_int_equal(chmod(place->folder, 0500), 0);
    int result = import_in_child(place, 10, 10, 0, geteuid() == 0, text);
    assert_int_equal(chmod(place->folder, 0700), 0);
    assert_int_equal(result, 1);
    assert_non_null(strstr(text, "evaluation.db cannot be written; the file "
                                 "and its folder must be writable"));
    struct pp_buffer after = place_bytes(place->path);
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
    if (pp_store_forget(store, who, SAMPLE_KEY, &forgotten, &err) != 0)
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
    place_fill(place, BEFORE);
    struct pp_buffer old = place_bytes(place->path);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        place_write(place->path, old.data, old.length);
        struct pp_store *store = place_open(place);
        const struct pp_dataset *before = place_load(place, store, plan);
        long start = microseconds();
        rows[i].what(place, store, plan);
        long duration = microseconds() - start;
        const struct pp_dataset *after = place_load(place, store, plan);
        pp_store_close(store);

        for (long k = 0; k < n_kills / 3; k++) {
            place_write(place->path, old.data, old.length);
            start_and_kill(place, rows[i].what, 2 * duration);
            struct pp_pool *pool = place->pool;
            place->pool = pp_pool_new();
            store = place_open(place);
            const struct pp_dataset *now = place_load(place, store, plan);
            bool is_done = now->n_participants == after->n_participants;
            assert_same_dataset(is_done ? after : before, now);
            assert_true(place_is_whole(store));
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

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_killed_first_change_leaves_no_file),
        TEST(a_first_import_that_is_killed),
        TEST(a_full_disk_changes_nothing),
        TEST(no_room_for_a_new_store),
        TEST(a_read_only_folder),
        TEST(killed_at_any_moment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
