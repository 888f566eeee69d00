#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../helpers/place.h"
#include "prepost/base/file.h"
#include "prepost/store/forget.h"
#include "prepost/store/verify.h"

static bool file_holds(const char *path, const void *bytes, size_t n)
{
    struct pp_buffer all = PP_BUFFER_INIT;
    struct pp_error err = {0};

    if (pp_file_read(path, 1 << 30, &all, &err) != 0)
        fail_msg("%s", err.text);
    bool found = memmem(all.data, all.length, bytes, n) != NULL;
    pp_buffer_clear(&all);
    return found;
}

static void no_trace_is_left(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_forgotten done;
    struct pp_error err = {0};
    unsigned char who[PP_PSEUDONYM_SIZE];
    static const unsigned char slips[2 * PP_SLIP_SIZE] = "slipsslips";
    struct sample_batch *before =
        sample_batch(place->pool, "pre.csv", 0, 300, 0, 1);
    struct pp_spool *spool = pp_spool_new(NULL);

    /* Only person 17 has these bytes, so that a trace could be seen. */
    for (int i = 0; i < 300; i++) {
        pp_spool_add(spool, i == 17 ? "\2" : "\0", 1);
        if (i == 17)
            pp_spool_add(spool, slips, 2 * PP_SLIP_SIZE);
    }
    before->batch.slips = spool;
    place_take(place, store, plan, before, false);
    place_take(place, store, plan,
               sample_batch(place->pool, "post.csv", 10, 200, 1, 1), false);
    sample_pseudonym(who, 17);
    assert_true(file_holds(place->path, who, sizeof who));
    pp_spool_free(spool);
    assert_true(file_holds(place->path, slips, 10));
    assert_int_equal(pp_store_forget(store, who, SAMPLE_KEY, &done, &err), 0);
    assert_true(done.was_there);
    assert_int_equal(done.n_responses, 4);
    pp_store_close(store);
    assert_false(file_holds(place->path, who, sizeof who));
    assert_false(file_holds(place->path, slips, 10));

    store = place_open(place);
    const struct pp_dataset *dataset = place_load(place, store, plan);
    assert_int_equal(dataset->n_participants, 299);
    assert_int_equal(dataset->responses[0].n_rows, 498);
    size_t n;
    assert_int_equal(pp_store_count_forgotten(store, &n, &err), 0);
    assert_int_equal(n, 1);
    assert_int_equal(pp_store_verify(store, &place->notes, &err), 0);
    assert_int_equal(place->notes.n, 0);
    pp_store_close(store);
}

/*
 * Before the file is rewritten, and where it cannot be since the disk is full,
 * what was deleted is overwritten already. Within a transaction of the
 * caller's it is not rewritten at all.
 */
static void overwritten_without_a_rewrite(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_forgotten done;
    struct pp_error err = {0};
    unsigned char who[PP_PSEUDONYM_SIZE];

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 300, 0, 1), false);
    sample_pseudonym(who, 17);
    assert_true(file_holds(place->path, who, sizeof who));
    assert_int_equal(pp_store_begin(store, &err), 0);
    assert_int_equal(pp_store_forget(store, who, SAMPLE_KEY, &done, &err), 0);
    assert_int_equal(pp_store_commit(store, &err), 0);
    pp_store_close(store);
    assert_false(file_holds(place->path, who, sizeof who));
}

/* Forgets in a child whose files may not grow past `room`; 1 if that left a
 * gap, 2 if all went well, 3 otherwise; and 4 more if the person was there. */
static int forget_in_child(struct place *place, size_t who, rlim_t room)
{
    pid_t child = fork();

    if (child == 0) {
        const struct rlimit limit = {room, room};
        struct pp_forgotten done = {0};
        struct pp_error err = {0};
        struct pp_store *store = place_open(place);
        unsigned char pseudonym[PP_PSEUDONYM_SIZE];

        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        sample_pseudonym(pseudonym, who);
        int result = pp_store_forget(store, pseudonym, SAMPLE_KEY, &done, &err);
        pp_store_close(store);
        _exit((result == 0 ? 2 : done.is_owed ? 1 : 3) + 4 * done.was_there);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Where is no room to rewrite the file, whoever is forgotten next does it,
 * were it the same person, who is not there any more. One person leaves a gap
 * within pages, and no page empty. */
static void what_could_not_be_rewritten_is_owed(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct stat st;

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 300, 0, 1), false);
    pp_store_close(store);
    assert_int_equal(stat(place->path, &st), 0);
    rlim_t room = (rlim_t)st.st_size;
    assert_int_equal(forget_in_child(place, 17, room), 1 + 4);
    assert_int_equal(forget_in_child(place, 17, room), 1);
    struct pp_buffer gap = place_bytes(place->path);
    assert_int_equal(forget_in_child(place, 17, RLIM_INFINITY), 2);
    struct pp_buffer none = place_bytes(place->path);
    assert_true(none.length < gap.length ||
                memcmp(none.data, gap.data, gap.length) != 0);
    /* Written anew once more it is the same, but for the header's counters. */
    place_sql(place, "VACUUM");
    struct pp_buffer again = place_bytes(place->path);
    assert_int_equal(again.length, none.length);
    assert_memory_equal(again.data + 100, none.data + 100, none.length - 100);
    /* And then nothing is owed: a code that nobody has changes nothing. */
    assert_int_equal(forget_in_child(place, 17, room), 2);
    struct pp_buffer same = place_bytes(place->path);
    assert_int_equal(same.length, again.length);
    assert_memory_equal(same.data, again.data, again.length);
    store = place_open(place);
    assert_true(place_is_whole(store));
    pp_store_close(store);
    pp_buffer_clear(&gap);
    pp_buffer_clear(&none);
    pp_buffer_clear(&again);
    pp_buffer_clear(&same);
}

/* Everyone else is as if the person had never answered. */
static void the_others_stay(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_forgotten done;
    struct pp_error err = {0};
    unsigned char who[PP_PSEUDONYM_SIZE];

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 50, 0, 1), false);
    const struct pp_dataset *without = place_load(place, store, plan);
    place_take(place, store, plan,
               sample_batch(place->pool, "late.csv", 50, 1, 0, 1), false);
    sample_pseudonym(who, 50);
    assert_int_equal(pp_store_forget(store, who, SAMPLE_KEY, &done, &err), 0);
    assert_same_dataset(without, place_load(place, store, plan));
    pp_store_close(store);
}

static void nobody_of_that_name(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_forgotten done;
    struct pp_error err = {0};
    unsigned char who[PP_PSEUDONYM_SIZE];
    size_t n;

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 5, 0, 1), false);
    sample_pseudonym(who, 6);
    assert_int_equal(pp_store_forget(store, who, SAMPLE_KEY, &done, &err), 0);
    assert_false(done.was_there);
    assert_int_equal(pp_store_count_forgotten(store, &n, &err), 0);
    assert_int_equal(n, 0);
    pp_store_close(store);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(no_trace_is_left),
        TEST(overwritten_without_a_rewrite),
        TEST(what_could_not_be_rewritten_is_owed),
        TEST(the_others_stay),
        TEST(nobody_of_that_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
