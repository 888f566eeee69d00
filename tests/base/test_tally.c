#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "prepost/base/tally.h"

static void test_counts(void **state)
{
    (void)state;
    struct pp_tally t;

    pp_tally_init(&t, 2);
    assert_int_equal(t.n, 0);
    assert_int_equal(pp_tally_add(&t, (uint64_t[]){7, 1}), 0);
    assert_int_equal(pp_tally_add(&t, (uint64_t[]){1, 7}), 1);
    assert_int_equal(pp_tally_add(&t, (uint64_t[]){7, 1}), 0);
    assert_int_equal(t.n, 2);
    assert_int_equal(t.count[0], 2);
    assert_int_equal(t.count[1], 1);
    assert_int_equal(pp_tally_add_many(&t, (uint64_t[]){1, 7}, 4), 1);
    assert_int_equal(t.count[1], 5);
    assert_int_equal(t.keys[2], 1);
    assert_int_equal(t.keys[3], 7);
    pp_tally_clear(&t);
    assert_int_equal(t.n, 0);
}

/* Growing loses nothing: 60,000 keys, each seen three times. */
static void test_many(void **state)
{
    (void)state;
    enum { KEYS = 60000 };
    struct pp_tally t;

    pp_tally_init(&t, 2);
    for (size_t i = 0; i < 3 * KEYS; i++) {
        size_t k = i % KEYS;
        uint64_t key[] = {k % 300, pp_tally_number((double)k / 300)};
        assert_int_equal(pp_tally_add(&t, key), k);
    }
    assert_int_equal(t.n, KEYS);
    for (size_t k = 0; k < KEYS; k++)
        assert_int_equal(t.count[k], 3);
    pp_tally_clear(&t);
}

static void test_numbers(void **state)
{
    (void)state;
    assert_true(pp_tally_number(0.0) == pp_tally_number(-0.0));
    assert_true(pp_tally_number(NAN) == pp_tally_number(-NAN));
    assert_true(pp_tally_number(0.1) != pp_tally_number(nextafter(0.1, 1)));
    assert_true(pp_tally_value(pp_tally_number(-2.5)) == -2.5);
    assert_true(isnan(pp_tally_value(pp_tally_number(NAN))));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
