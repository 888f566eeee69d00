#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/gsl.h"
#include "prepost/stats/missing_bounds.h"

#include "../helpers/near.h"

/* Wilson by hand: 27 of 40, of 50 with ten who left; O21. */
static void test_bounds(void **state)
{
    (void)state;
    struct pp_missing_bounds b = pp_missing_bounds(27, 40, 10, .95);
    assert_true(near("complete", b.complete.ci.lo, .5201774619, 1e-9));
    assert_true(near("complete", b.complete.ci.hi, .7991549777, 1e-9));
    assert_true(near("worst", b.worst.estimate, .54, 1e-14));
    assert_true(near("best", b.best.estimate, .74, 1e-14));
    assert_true(b.worst.ci.lo < b.complete.ci.lo);
    b = pp_missing_bounds(0, 0, 0, .95);
    assert_int_equal(b.complete.status, PP_STATUS_TOO_FEW);
    assert_int_equal(b.worst.status, PP_STATUS_TOO_FEW);
    b = pp_missing_bounds(0, 0, 5, .95);
    assert_true(b.worst.estimate == 0 && b.best.estimate == 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
