#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../helpers/place.h"
#include "prepost/store/lock.h"

static struct pp_lock_status status_of(struct place *place,
                                       struct pp_store *store,
                                       const struct pp_plan *plan)
{
    struct pp_lock_status status;
    struct pp_error err = {0};

    if (pp_store_lock_status(store, plan, place->pool, &status, &err) != 0)
        fail_msg("%s", err.text);
    return status;
}

static void lock(struct pp_store *store, const struct pp_plan *plan,
                 const char *text, const char *day)
{
    struct pp_error err = {0};

    if (pp_store_lock(store, plan, text, strlen(text), day, &err) != 0)
        fail_msg("%s", err.text);
}

static void what_a_lock_says(void **state)
{
    struct place *place = *state;
    struct pp_plan *plan =
        (struct pp_plan *)sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_plan other = *plan;
    struct pp_store *store = place_open(place);

    plan->hash = "aa";
    other.hash = "bb";
    /* A lock may be the first thing in a store. */
    lock(store, plan, "title: A\n", "2025-03-04");
    struct pp_lock_status status = status_of(place, store, plan);
    assert_int_equal(status.state, PP_LOCK_KEPT);
    assert_string_equal(status.lock->day, "2025-03-04");
    assert_string_equal(status.lock->plan, "title: A\n");
    assert_int_equal(status.lock->answers_after, 0);
    assert_int_equal(status_of(place, store, &other).state, PP_LOCK_CHANGED);

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 30, 0, 1), false);
    lock(store, &other, "title: B\n", "2025-04-01");
    assert_int_equal(status_of(place, store, &other).state, PP_LOCK_KEPT);

    place_take(place, store, plan,
               sample_batch(place->pool, "post.csv", 0, 20, 1, 1), false);
    struct pp_plan late = *plan;
    late.hash = "cc";
    status = status_of(place, store, &late);
    assert_int_equal(status.state, PP_LOCK_CHANGED);
    assert_string_equal(status.lock->hash, "bb"); /* the latest */
    lock(store, &late, "title: C\n", "2025-05-01");
    status = status_of(place, store, &late);
    assert_int_equal(status.state, PP_LOCK_LATE);
    assert_int_equal(status.lock->answers_after, 40);
    assert_string_equal(status.lock->answers_by_wave, "after: 40\n");
    assert_int_equal(status.n_locks, 3);
    assert_int_equal(status_of(place, store, plan).state, PP_LOCK_KEPT);
    pp_store_close(store);
}

static void never_locked(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 3, 0, 1), false);
    struct pp_lock_status status = status_of(place, store, plan);
    assert_int_equal(status.state, PP_LOCK_NONE);
    assert_null(status.lock);
    pp_store_close(store);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_a_lock_says),
        TEST(never_locked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
