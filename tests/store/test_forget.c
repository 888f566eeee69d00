#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

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
    assert_int_equal(pp_store_forget(store, who, &done, &err), 0);
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
    assert_int_equal(pp_store_forget(store, who, &done, &err), 0);
    assert_int_equal(pp_store_commit(store, &err), 0);
    pp_store_close(store);
    assert_false(file_holds(place->path, who, sizeof who));
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
    assert_int_equal(pp_store_forget(store, who, &done, &err), 0);
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
    assert_int_equal(pp_store_forget(store, who, &done, &err), 0);
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
        TEST(the_others_stay),
        TEST(nobody_of_that_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
