#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/f_quantile.h"
#include "prepost/stats/gsl.h"

#include "../helpers/near.h"

/* R 4.2 qf(); the first also by mpmath, 30 digits: 1.26260361439005234717. */
static void test_quantiles(void **state)
{
    static const double row[][4] = {
        {0.025, 132, 3036, 1.2626036143900508},
        {0.975, 132, 3036, 0.76989450441851659},
        {0.025, 294, 6762, 1.1724025914705194},
        {0.025, 1, 1, 647.78901147784404},
        {0.975, 1, 1, 0.0015437125086741332},
        {0.5, 2, 7, 0.76654778971566462},
        {0.025, 9, 18, 2.9291124931232648},
        {0.975, 9, 18, 0.27016213936232081},
        {0.025, 999, 99900, 1.0900744851824795},
        /* mpmath; R takes the chi-square above 4e5: 2.60490930. */
        {0.05, 3, 2e6, 2.60491373902534589},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        assert_true(near("f",
                         pp_f_quantile_upper(row[i][0], row[i][1], row[i][2]),
                         row[i][3], 1e-8));
}

static void test_undefined(void **state)
{
    (void)state;
    assert_true(isnan(pp_f_quantile_upper(0, 3, 4)));
    assert_true(isnan(pp_f_quantile_upper(1, 3, 4)));
    assert_true(isnan(pp_f_quantile_upper(.5, 0, 4)));
    assert_true(isnan(pp_f_quantile_upper(.5, 3, NAN)));
}

/* Every questionnaire of 2 to 60 questions and up to 400 people has limits. */
static void test_always_there(void **state)
{
    (void)state;
    for (int n = 2; n <= 400; n += 7)
        for (int k = 2; k <= 60; k += 3) {
            double df1 = n - 1, df2 = df1 * (k - 1);
            assert_true(isfinite(pp_f_quantile_upper(.025, df1, df2)));
            assert_true(isfinite(pp_f_quantile_upper(.975, df1, df2)));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_quantiles),
                                       cmocka_unit_test(test_undefined),
                                       cmocka_unit_test(test_always_there)};

    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
