#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "../helpers/near.h"
#include "prepost/analysis/low_point.h"
#include "prepost/stats/gsl.h"

/* Expected numbers: tests/oracle/beside.R. */
static double pre[] = {30, 34, 28, 37, 31, 33, 29, 36, 32, 35, 24, 33};
static double post[] = {32, 34, 32, 36, 32, 36, 31, 36, 37, 32, 26, 34};
static size_t who[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
static const struct pp_pairs pairs = {12, who, pre, post};

/* People of services, and men alone, come first and are passed over. */
static const struct pp_norm norms[] = {
    {.population = "a clinic", .clinical = true, .mean = 20, .sd = 4},
    {.population = "men", .part = true, .mean = 30, .sd = 4},
    {.population = "everyone", .mean = 36, .sd = 5}};
static const struct pp_published_reliability retest[] = {
    {.kind = "alpha", .value = .9}, {.kind = "retest", .value = .8}};

static void drift(void **state)
{
    struct pp_scale scale = {.norms = norms, .n_norms = 3};
    struct pp_plan_outcome outcome = {.id = "x"};
    struct pp_low_point low = pp_low_point_of(&outcome, &scale, &pairs, .95);

    (void)state;
    assert_string_equal(low.norm->population, "everyone");
    assert_true(near("start", low.start_in_sd, -0.833333333333334, 1e-12));
    assert_true(low.is_beyond);
    assert_true(
        near("further", low.further.estimate, -0.0679287305122482, 1e-10));
    /* HC3's is the larger here: 0.844038200631099 by least squares. */
    assert_true(near("se", low.further.se, 0.97595306283415661, 1e-10));
    assert_true(near("p", low.further.p, 0.94588226375156881, 1e-9));
    assert_true(near("slope", low.slope, 0.663697104677061, 1e-10));
    assert_true(near("could give", low.could_give, 1.40126206384558, 1e-10));
    assert_true(isnan(low.expected)); /* nobody was taken for a score */
    /* Where lower is better, a low start is no low point. */
    scale.lower_is_better = true;
    assert_false(pp_low_point_of(&outcome, &scale, &pairs, .95).is_beyond);
}

static void entry(void **state)
{
    struct pp_scale scale = {.norms = norms,
                             .n_norms = 3,
                             .reliabilities = retest,
                             .n_reliabilities = 2};
    struct pp_plan_outcome outcome = {.entry = {PP_ENTRY_AT_MOST, 30}};
    struct pp_low_point low = pp_low_point_of(&outcome, &scale, &pairs, .95);

    (void)state;
    assert_true(low.is_retest);
    assert_true(near("at most", low.expected, 1.68755202486518, 1e-9));
    outcome.entry.rule = PP_ENTRY_AT_LEAST;
    low = pp_low_point_of(&outcome, &scale, &pairs, .95);
    assert_true(near("at least", low.expected, -0.219436545961606, 1e-9));
    /* Without a published one, the slope stands for the correlation. */
    scale.n_reliabilities = 1;
    low = pp_low_point_of(&outcome, &scale, &pairs, .95);
    assert_false(low.is_retest);
    assert_true(near("slope", low.correlation, low.slope, 0));
}

static void no_norm(void **state)
{
    struct pp_scale scale = {.norms = norms, .n_norms = 2};
    struct pp_plan_outcome outcome = {.entry = {PP_ENTRY_AT_MOST, 30}};
    struct pp_low_point low = pp_low_point_of(&outcome, &scale, &pairs, .95);

    (void)state;
    assert_null(low.norm);
    assert_true(isnan(low.could_give) && isnan(low.expected));
    assert_int_equal(low.further.status, PP_STATUS_NOT_DECLARED);
    assert_int_equal(low.oldham.status, PP_STATUS_OK); /* needs none */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(drift),
                                       cmocka_unit_test(entry),
                                       cmocka_unit_test(no_norm)};

    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
