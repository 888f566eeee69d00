#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "../helpers/near.h"
#include "prepost/analysis/leavers.h"

/* Expected numbers: tests/oracle/beside.R. */
enum { N = 17 };

static void tables(void **state)
{
    static const char *const levels[] = {"a", "b"};
    /* 0 to 11 stayed, 12 to 16 left; 18 came later only. */
    uint16_t level[N + 2];
    uint32_t participant[2 * N + 2];
    uint8_t wave[2 * N + 2];
    double age[N + 2], sessions[N + 2];
    size_t n = 0;

    (void)state;
    for (uint32_t i = 0; i < N + 2; i++) {
        level[i] = (i < 7 || i == 12) ? 0 : 1;
        age[i] = NAN;
        sessions[i] = 1;
        for (uint8_t w = 0; w < 2; w++) {
            bool left = w == 1 && i >= 12 && i < N;
            bool later = w == 0 && i >= N;
            if (left || later)
                continue;
            participant[n] = i;
            wave[n++] = w;
        }
    }
    static const double stayed[] = {30, 41, 25, 60, 33, 47};
    static const double left[] = {22, 35, 29};
    memcpy(age, stayed, sizeof stayed);
    memcpy(age + 12, left, sizeof left);
    struct pp_person_column column = {"answer", levels, 2, level};
    struct pp_person_number numbers[] = {{"age", age}, {"sessions", sessions}};
    struct pp_responses responses = {
        .n_rows = n, .participant = participant, .wave = wave};
    struct pp_dataset dataset = {.n_participants = N + 2,
                                 .columns = &column,
                                 .n_columns = 1,
                                 .numbers = numbers,
                                 .n_numbers = 2,
                                 .responses = &responses,
                                 .n_responses = 1};
    struct pp_plan_column columns[] = {
        {.name = "answer"},
        {.name = "age", .is_number = true},
        {.name = "sessions", .is_number = true, .is_dose = true},
        {.name = "not in the files"}};
    struct pp_plan plan = {.columns = columns, .n_columns = 4, .n_waves = 2};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_leavers_table *made;
    size_t n_made;

    pp_leavers_of(&plan, &dataset, pool, &made, &n_made);
    assert_int_equal(n_made, 2); /* a dose is had after the start */
    assert_int_equal(made[0].n_stayed, 12);
    assert_int_equal(made[0].n_left, 5);
    assert_int_equal(made[0].rows[0].n_stayed, 7);
    assert_int_equal(made[0].rows[0].n_left, 1);
    assert_true(
        near("a", made[0].rows[0].difference, -0.794866810523139, 1e-12));
    assert_true(
        near("b", made[0].rows[1].difference, 0.794866810523139, 1e-12));
    assert_string_equal(made[1].name, "age");
    assert_null(made[1].rows[0].name);
    assert_int_equal(made[1].n_left, 3);
    assert_true(
        near("age", made[1].rows[0].difference, -1.04949062358877, 1e-12));
    assert_true(near("ratio", made[1].rows[0].variance_ratio, 0.257711038961039,
                     1e-12));
    /* No two of the ages above are the same: all but one differ from it. */
    assert_int_equal(made[1].rows[0].n_stayed_unlike, 5);
    assert_int_equal(made[1].rows[0].n_left_unlike, 2);
    pp_pool_free(pool);
}

static void undefined(void **state)
{
    (void)state;
    assert_true(isnan(pp_leavers_difference(1, 1, 2, 4)));
    assert_true(isnan(pp_leavers_difference(3, 3, 4, 4)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tables),
                                       cmocka_unit_test(undefined)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
