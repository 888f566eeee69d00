#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "../helpers/place.h"
#include "prepost/store/codes.h"

/* Stores four people with these pseudonyms; returns their codes. */
static const char *const *
codes_of(struct place *place,
         const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE])
{
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct sample_batch *batch =
        sample_batch(place->pool, "pre.csv", 0, 4, 0, 1);
    const char *const *codes;
    struct pp_error err;
    size_t n;

    memcpy(batch->pseudonyms, pseudonyms, 4 * PP_PSEUDONYM_SIZE);
    place_take(place, store, plan, batch, false);
    assert_int_equal(pp_store_codes(store, place->pool, &codes, &n, &err), 0);
    assert_int_equal(n, 4);
    assert_int_equal(place_load(place, store, plan)->n_participants, 4);
    pp_store_close(store);
    return codes;
}

static void eight_digits_in_order(void **state)
{
    const unsigned char given[4][PP_PSEUDONYM_SIZE] = {
        {0xff, 1}, {0x00, 2, 0xab}, {0x70, 3}, {0x6f, 4}};
    const char *const *codes = codes_of(*state, given);

    assert_string_equal(codes[0], "p0002ab00");
    assert_string_equal(codes[1], "p6f040000");
    assert_string_equal(codes[2], "p70030000");
    assert_string_equal(codes[3], "pff010000");
}

/* As many more as keep everyone apart, for all alike. */
static void as_long_as_need_be(void **state)
{
    const unsigned char given[4][PP_PSEUDONYM_SIZE] = {
        {1, 2, 3, 4, 5, 0x60}, {1, 2, 3, 4, 5, 0x61}, {9}, {1}};
    const char *const *codes = codes_of(*state, given);

    assert_string_equal(codes[0], "p010000000000");
    assert_string_equal(codes[1], "p010203040560");
    assert_string_equal(codes[2], "p010203040561");
    assert_string_equal(codes[3], "p090000000000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(eight_digits_in_order, place_set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(as_long_as_need_be, place_set_up,
                                        place_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
