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
static void count_many(size_t expected)
{
    enum { KEYS = 60000 };
    struct pp_tally t;

    pp_tally_init(&t, 2);
    t.expected = expected;
    for (size_t i = 0; i < 3 * KEYS; i++) {
        size_t k = i % KEYS;
        uint64_t key[] = {k % 300, pp_tally_number((double)k / 300)};
        assert_int_equal(pp_tally_add(&t, key), k);
    }
    assert_int_equal(t.n, KEYS);
    for (size_t k = 0; k < KEYS; k++)
        assert_int_equal(t.count[k], 3);
    assert_true(t.n_slots > KEYS);
    pp_tally_clear(&t);
}

/* However many were expected: none, fewer, as many or more. */
static void test_many(void **state)
{
    (void)state;
    count_many(0);
    count_many(1000);
    count_many(180000);
    count_many(1000000);
}

/* The longest run of slots in use: what a search may have to walk. */
static size_t longest_run(const struct pp_tally *t)
{
    size_t run = 0, longest = 0;

    for (size_t i = 0; i < t->n_slots; i++) {
        run = t->slots[i] != 0 ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* Scores as doubles and labels as numbers are spread over the slots; half of
 * them are in use, so a run of 60 is not a matter of chance. */
static void test_spread(void **state)
{
    (void)state;
    enum { KEYS = 2000 };
    static const struct {
        double first, step;
    } rows[] = {{0, 1}, {-1000, 1}, {0, 0.5}, {1e9, 1}, {0, 256}};

    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct pp_tally scores, pairs, labels;
        pp_tally_init(&scores, 1);
        pp_tally_init(&pairs, 3);
        pp_tally_init(&labels, 1);
        for (size_t k = 0; k < KEYS; k++) {
            uint64_t x =
                pp_tally_number(rows[r].first + rows[r].step * (double)k);
            pp_tally_add(&scores, &x);
            pp_tally_add(&pairs,
                         (uint64_t[]){pp_tally_number((double)(k % 50)),
                                      pp_tally_number((double)(k / 50)), 0});
            pp_tally_add(&labels, (uint64_t[]){k});
        }
        assert_int_equal(scores.n, KEYS);
        assert_in_range(longest_run(&scores), 1, 60);
        assert_in_range(longest_run(&pairs), 1, 60);
        assert_in_range(longest_run(&labels), 1, 60);
        pp_tally_clear(&scores);
        pp_tally_clear(&pairs);
        pp_tally_clear(&labels);
    }
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
        cmocka_unit_test(test_spread),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
