#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "../helpers/near.h"
#include "prepost/analysis/dose.h"
#include "prepost/stats/gsl.h"

/* Expected numbers: tests/oracle/beside.R. */
static double pre[] = {30, 34, 28, 37, 31, 33, 29, 36, 32, 35, 24, 33};
static double post[] = {32, 34, 32, 36, 32, 36, 31, 36, 37, 32, 26, 34};
static double dose[] = {8, 3, 12, 2, 5, 10, 6, NAN, 12, 1, 7, 4};
enum { N = sizeof pre / sizeof pre[0] };
static size_t who[N];

static struct pp_pairs pairs(size_t n)
{
    for (size_t i = 0; i < n; i++)
        who[i] = i;
    return (struct pp_pairs){n, who, pre, post};
}

static void numbers(void **state)
{
    struct pp_pairs p = pairs(N);
    struct pp_dose d = pp_dose_of("sessions", dose, &p, NULL, .95);

    (void)state;
    assert_string_equal(d.name, "sessions");
    assert_int_equal(d.n, 11); /* of one it is not known */
    assert_true(near("q1", d.q1, 3.5, 0) && near("median", d.median, 6, 0) &&
                near("q3", d.q3, 9, 0));
    assert_true(near("slope", d.slope.estimate, 0.560794044665012, 1e-12));
    assert_true(near("se", d.slope.se, 0.0883555583441743, 1e-10));
    assert_true(near("p", d.slope.p, 0.000133345195510674, 1e-8));
    assert_true(near("lo", d.slope.ci.lo, 0.360919885483704, 1e-9));
    assert_true(near("hi", d.slope.ci.hi, 0.760668203846321, 1e-9));
    assert_true(
        near("adjusted", d.adjusted.estimate, 0.540286760695083, 1e-11));
    assert_true(near("its se", d.adjusted.se, 0.0932980391103988, 1e-10));
    assert_true(near("r", d.correlation.estimate, 0.953166592284507, 1e-12));
    /* of Fisher's .354 and the jackknife's .288 the larger */
    assert_true(near("r lo", d.correlation.ci.lo, 0.787764318108419, 1e-9));
    assert_true(near("r hi", d.correlation.ci.hi, 0.990360454840689, 1e-9));
}

/* Of HC3's standard error, .136, and that of equal spread the larger. */
static void spread_that_grows(void **state)
{
    double bent[N];
    struct pp_pairs p = pairs(N);

    (void)state;
    for (size_t i = 0; i < N; i++)
        bent[i] = post[i];
    bent[2] = pre[2] + 7;
    bent[8] = pre[8] + 7;
    bent[4] = pre[4] - 6;
    p.post = bent;
    struct pp_dose d = pp_dose_of("sessions", dose, &p, NULL, .95);
    assert_true(near("slope", d.slope.estimate, 0.818238213399504, 1e-12));
    assert_true(near("se", d.slope.se, 0.19483682039495, 1e-10));
}

static void groups_are_allowed_for(void **state)
{
    static const size_t group[] = {1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4};
    static const size_t two[] = {1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2};
    struct pp_pairs p = pairs(N);
    struct pp_dose alone = pp_dose_of("s", dose, &p, NULL, .95);
    struct pp_dose four = pp_dose_of("s", dose, &p, group, .95);
    struct pp_dose few = pp_dose_of("s", dose, &p, two, .95);

    (void)state;
    assert_true(four.slope.df < 4); /* Satterthwaite's */
    assert_true(four.slope.se != alone.slope.se);
    assert_true(near("same", four.slope.estimate, alone.slope.estimate, 1e-12));
    assert_true(near("r lo", four.correlation.ci.lo, 0.629230063760587, 1e-9));
    assert_true(near("r hi", four.correlation.ci.hi, 0.994959832115209, 1e-9));
    assert_true(near("too few groups", few.slope.se, alone.slope.se, 1e-12));
}

static void undefined(void **state)
{
    double same[N];
    struct pp_pairs p = pairs(3), all = pairs(N);

    (void)state;
    for (size_t i = 0; i < N; i++)
        same[i] = 6;
    struct pp_dose few = pp_dose_of("s", dose, &p, NULL, .95);
    assert_int_equal(few.slope.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(few.slope.estimate));
    struct pp_dose alike = pp_dose_of("s", same, &all, NULL, .95);
    assert_int_equal(alike.slope.status, PP_STATUS_NO_VARIANCE);
    assert_int_equal(alike.correlation.status, PP_STATUS_NO_VARIANCE);
    same[0] = 7; /* one came more often than all others: r rests on one */
    struct pp_dose one = pp_dose_of("s", same, &all, NULL, .95);
    assert_int_equal(one.correlation.status, PP_STATUS_NO_VARIANCE);
    assert_true(isfinite(one.correlation.estimate));
    assert_true(isnan(one.correlation.ci.lo));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers), cmocka_unit_test(spread_that_grows),
        cmocka_unit_test(groups_are_allowed_for), cmocka_unit_test(undefined)};

    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
