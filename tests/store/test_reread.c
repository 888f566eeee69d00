#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "../helpers/place.h"
#include "prepost/store/forget.h"
#include "prepost/store/reread.h"

/* The very same file, read again under a plan that may have changed since. */

enum { IMPORT = 1, N = 40 };

static bool differs(struct place *place, struct pp_store *store,
                    const struct sample_batch *batch)
{
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_LAST);
    struct pp_error err = {0};
    bool is = false;

    if (pp_reread_differs(store, plan, &batch->batch, IMPORT, &is, &err) != 0)
        fail_msg("%s", err.text);
    return is;
}

static struct sample_batch *first_file(struct place *place, size_t n)
{
    return sample_batch(place->pool, "pre.csv", 0, n, 0, 1);
}

static struct pp_store *with_first_file(struct place *place, size_t n)
{
    struct pp_store *store = place_open(place);

    place_take(place, store, sample_plan(place->pool, PP_TWICE_LAST),
               first_file(place, n), false);
    return store;
}

/* What one cell of one row may become. */
static void other_answer(struct sample_batch *batch, size_t row)
{
    int16_t *answer = &batch->answers[0][row * batch->n_items[0]];

    *answer = *answer == 3 ? 0 : 3;
}

static void no_answer(struct sample_batch *batch, size_t row)
{
    int16_t *answers = &batch->answers[0][row * batch->n_items[0]];
    size_t i = 0;

    while (answers[i] == PP_ANSWER_MISSING)
        i++;
    assert_true(i < batch->n_items[0]);
    answers[i] = PP_ANSWER_MISSING;
}

static void other_total(struct sample_batch *batch, size_t row)
{
    double *total = &batch->totals[1][row];

    *total = isnan(*total) ? 3 : NAN;
}

static void other_day(struct sample_batch *batch, size_t row)
{
    int32_t *day = &batch->day[1][row];

    *day = *day == PP_NO_DATE ? 20000 : *day + 30;
}

static void a_cell_of_the_last_row(void **state)
{
    struct place *place = *state;
    struct pp_store *store = with_first_file(place, N);
    static void (*const changes[])(struct sample_batch *, size_t) = {
        other_answer, no_answer, other_total, other_day};

    assert_false(differs(place, store, first_file(place, N)));
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct sample_batch *batch = first_file(place, N);

        changes[i](batch, N - 1);
        if (!differs(place, store, batch))
            fail_msg("change %zu is not seen", i);
    }
    pp_store_close(store);
}

static void what_is_not_there_any_more_is_not_another_reading(void **state)
{
    struct place *place = *state;
    struct pp_store *store = with_first_file(place, N);
    unsigned char who[PP_PSEUDONYM_SIZE];
    struct pp_forgotten forgotten;
    struct pp_error err = {0};
    struct sample_batch *batch = first_file(place, N);

    /* Ten give way to a later file, and one person is erased. */
    place_take(place, store, sample_plan(place->pool, PP_TWICE_LAST),
               sample_batch(place->pool, "later.csv", 0, 10, 0, 2), false);
    sample_pseudonym(who, 20);
    assert_int_equal(pp_store_forget(store, who, SAMPLE_KEY, &forgotten, &err),
                     0);
    assert_true(forgotten.was_there);
    assert_false(differs(place, store, batch));
    for (size_t row = 0; row < 10; row++)
        other_day(batch, row);
    other_day(batch, 20);
    assert_false(differs(place, store, batch));
    other_day(batch, 21);
    assert_true(differs(place, store, batch));
    pp_store_close(store);
}

/* Of 12,000 rows every third is looked at. */
static void a_large_file_is_looked_at_from_end_to_end(void **state)
{
    enum { MANY = 12000 };
    struct place *place = *state;
    struct pp_store *store = with_first_file(place, MANY);
    struct sample_batch *batch = first_file(place, MANY);

    assert_false(differs(place, store, batch));
    other_answer(batch, 1);
    assert_false(differs(place, store, batch));
    other_answer(batch, MANY - 3);
    assert_true(differs(place, store, batch));
    pp_store_close(store);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_cell_of_the_last_row),
        TEST(what_is_not_there_any_more_is_not_another_reading),
        TEST(a_large_file_is_looked_at_from_end_to_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
