#ifndef PREPOST_TESTS_NEAR_H
#define PREPOST_TESTS_NEAR_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * Is a number the expected one? `tolerance` is relative to the expected
 * number, absolute where that is 0; NaN is expected as NaN. Says on stdout
 * what differed. cmocka asserts on the result:
 *
 *     assert_true(near("t", res.t, 4.0621276832, 1e-10));
 */
static inline bool near(const char *label, double actual, double expected,
                        double tolerance)
{
    bool is_near;
    if (isnan(expected) || isinf(expected))
        is_near = isnan(expected) ? isnan(actual) : actual == expected;
    else
        is_near = fabs(actual - expected) <=
                  tolerance * (expected == 0 ? 1 : fabs(expected));
    if (!is_near)
        printf("# %s: %.17g instead of %.17g\n", label, actual, expected);
    return is_near;
}

#endif
