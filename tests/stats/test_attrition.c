#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/attrition.h"

#include "../helpers/near.h"
#include "../helpers/shared_table.h"

/* By hand: 1 2 3 4 stayed (mean 2.5, variance 5/3), 4 6 left (5, 2). */
static void test_by_hand(void **state)
{
    (void)state;
    static const double stayed[5] = {1, 2, NAN, 3, 4}, left[3] = {4, 6, NAN};
    struct pp_attrition a = pp_attrition(stayed, 5, left, 3);
    assert_int_equal(a.status, PP_STATUS_OK);
    assert_int_equal(a.n_stayed, 4);
    assert_int_equal(a.n_left, 2);
    assert_int_equal(a.n_missing, 2);
    assert_true(near("d", a.difference, 2.5 / sqrt(11. / 6), 1e-14));
    assert_true(near("ratio", a.variance_ratio, 1.2, 1e-14));
}

/* Beat the Blues at eight months, tests/oracle/missing.R. */
static void test_real_leavers(void **state)
{
    (void)state;
    struct shared_table *table =
        shared_table_read("r-packages/HSAUR3_BtheB.csv");
    if (!table)
        skip();
    double stayed[100], left[100];
    size_t n_stayed = 0, n_left = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        double pre = shared_number(table, i, "bdi.pre");
        if (isnan(shared_number(table, i, "bdi.8m")))
            left[n_left++] = pre;
        else
            stayed[n_stayed++] = pre;
    }
    struct pp_attrition a = pp_attrition(stayed, n_stayed, left, n_left);
    assert_int_equal(a.n_stayed, 52);
    assert_true(near("d", a.difference, .0591699438510458, 1e-12));
    assert_true(near("ratio", a.variance_ratio, 1.5933700526443, 1e-12));
    shared_table_free(table);
}

static void test_edges(void **state)
{
    (void)state;
    static const double same[3] = {2, 2, 2}, spread[3] = {1, 2, 3};
    assert_int_equal(pp_attrition(spread, 3, spread, 0).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_attrition(spread, 0, spread, 3).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_attrition(spread, 3, spread, 1).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_attrition(same, 3, same, 3).status,
                     PP_STATUS_NO_VARIANCE);
    struct pp_attrition a = pp_attrition(same, 3, spread, 3);
    assert_int_equal(a.status, PP_STATUS_OK);
    assert_true(isnan(a.variance_ratio) && a.difference == 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_real_leavers),
        cmocka_unit_test(test_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
