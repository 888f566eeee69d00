#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../helpers/place.h"
#include "prepost/store/near_miss.h"

static void free_slips(void *slips)
{
    pp_spool_free(slips);
}

/*
 * Gives person i of the batch these codes: five letters each, standing for
 * the hashes of a code's variants.
 */
static void give(struct pp_pool *pool, struct sample_batch *batch,
                 const char *const *codes)
{
    struct pp_spool *slips = pp_spool_new(NULL);

    for (size_t i = 0; i < batch->batch.n_people; i++) {
        size_t length = strlen(codes[i]);
        const char n = (char)(length / PP_SLIP_SIZE);
        pp_spool_add(slips, &n, 1);
        pp_spool_add(slips, codes[i], length);
    }
    batch->batch.slips = pp_pool_own(pool, slips, free_slips);
}

static void slips_are_listed(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_near_misses found;
    struct pp_error err = {0};
    static const char *const before[] = {"aaaaabbbbb", "ccccc", "dddddeeeee",
                                         "fffff", "ggggg"};
    static const char *const after[] = {"ggggg", "xxxxxbbbbbaaaaa",
                                        "yyyyyccccc", "zzzzz"};
    struct sample_batch *first =
        sample_batch(place->pool, "pre.csv", 0, 5, 0, 1);
    struct sample_batch *later =
        sample_batch(place->pool, "post.csv", 4, 4, 1, 1);

    /* Person 4 answered both times; 0 and 5 share two, 1 and 6 one. */
    give(place->pool, first, before);
    give(place->pool, later, after);
    place_take(place, store, plan, first, false);
    place_take(place, store, plan, later, false);
    assert_int_equal(
        pp_store_near_misses(store, plan, 10, place->pool, &found, &err), 0);
    assert_int_equal(found.n, 2);
    assert_int_equal(found.n_in_all, 2);
    assert_int_equal(found.n_candidates, 7);
    assert_string_equal(found.items[0].a.file, "pre.csv");
    assert_int_equal(found.items[0].a.line, 2);
    assert_int_equal(found.items[0].a.wave, 0);
    assert_string_equal(found.items[0].b.file, "post.csv");
    assert_int_equal(found.items[0].b.line, 3);
    assert_int_equal(found.items[0].b.wave, 1);
    assert_int_equal(found.items[1].a.line, 3);
    assert_int_equal(found.items[1].b.line, 4);
    assert_int_equal(
        pp_store_near_misses(store, plan, 1, place->pool, &found, &err), 0);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.n_in_all, 2);
    pp_store_close(store);
}

/* Two who both answered before are two people, however alike their codes. */
static void not_within_one_wave(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_near_misses found;
    struct pp_error err = {0};
    static const char *const codes[] = {"aaaaa", "aaaaa", "aaaaa"};
    struct sample_batch *first =
        sample_batch(place->pool, "pre.csv", 0, 3, 0, 1);

    give(place->pool, first, codes);
    place_take(place, store, plan, first, false);
    assert_int_equal(
        pp_store_near_misses(store, plan, 10, place->pool, &found, &err), 0);
    assert_int_equal(found.n, 0);
    pp_store_close(store);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(slips_are_listed),
        TEST(not_within_one_wave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
