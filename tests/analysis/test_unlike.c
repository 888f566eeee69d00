#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/analysis/unlike.h"

/* Counted by hand. */

static void the_fewest_of_three(void **state)
{
    const double pre[] = {7, 7, 7, 8, 9, 7}, post[] = {1, 2, 3, 4, 5, 6};
    const double same[] = {3, 3, 3, 3}, up[] = {1, 2, 3, 4};
    const double by_two[] = {3, 4, 5, 7};

    (void)state;
    assert_int_equal(pp_people_unlike(pre, post, NULL, 6), 2);  /* before */
    assert_int_equal(pp_people_unlike(post, pre, NULL, 6), 2);  /* after */
    assert_int_equal(pp_people_unlike(up, by_two, NULL, 4), 1); /* change */
    assert_int_equal(pp_people_unlike(same, up, NULL, 4), 0);
    assert_int_equal(pp_people_unlike(same, up, NULL, 0), 0);
}

/* A row of many people counts as many. */
static void counted(void **state)
{
    const double pre[] = {7, 8, 9}, post[] = {1, 2, 4};
    const size_t count[] = {2, 11, 3};

    (void)state;
    assert_int_equal(pp_people_unlike(pre, post, count, 3), 3); /* -6 */
    assert_int_equal(pp_people_unlike(pre, pre, count, 3), 0);
}

/* All went up by a tenth, which differs in the seventeenth digit. */
static void fractions(void **state)
{
    const double pre[] = {0.1, 0.2, 0.3, 0.7}, post[] = {0.2, 0.3, 0.4, 0.8};

    (void)state;
    assert_true(post[1] - pre[1] != post[0] - pre[0]);
    assert_int_equal(pp_people_unlike(pre, post, NULL, 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_fewest_of_three),
                                       cmocka_unit_test(counted),
                                       cmocka_unit_test(fractions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
