#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../helpers/place.h"
#include "prepost/store/load.h"

/* Of as many a second thread helps; and they go in by two stretches. */
enum { FEW = 137, MANY = 70000 };

static const struct pp_dataset *load(struct place *place,
                                     struct pp_store *store,
                                     const struct pp_plan *plan,
                                     enum pp_people_order order)
{
    const struct pp_dataset *dataset;
    struct pp_error err = {0};

    if (pp_store_load(store, plan, order, place->pool, &dataset, &err) != 0)
        fail_msg("%s", err.text);
    return dataset;
}

/* A store of n people of whom half answered twice; codes: 0 as they are, else
 * others, which sort in another order. */
static struct pp_store *filled(struct place *place, const struct pp_plan *plan,
                               size_t n, unsigned char codes)
{
    struct pp_store *store = place_open(place);
    struct sample_batch *batches[] = {
        sample_batch(place->pool, "pre.csv", 0, n, 0, 1),
        sample_batch(place->pool, "post.csv", 0, n / 2, 1, 1)};

    for (size_t b = 0; b < 2; b++) {
        for (size_t i = 0; i < batches[b]->batch.n_people; i++)
            for (size_t k = 0; k < PP_PSEUDONYM_SIZE; k++)
                batches[b]->pseudonyms[i][k] ^= codes;
        place_take(place, store, plan, batches[b], false);
    }
    return store;
}

/* Person k's rows begin there; rows are by person. */
static size_t first_row(const struct pp_responses *r, uint32_t k)
{
    size_t low = 0, high = r->n_rows;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (r->participant[middle] < k)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void assert_same_rows(const struct pp_responses *r, uint32_t i,
                             const struct pp_responses *s, uint32_t k)
{
    size_t n_items = r->instrument->n_items, n_scales = r->instrument->n_scales;
    size_t a = first_row(r, i), b = first_row(s, k);

    for (; a < r->n_rows && r->participant[a] == i; a++, b++) {
        assert_true(b < s->n_rows && s->participant[b] == k);
        assert_int_equal(r->wave[a], s->wave[b]);
        if (r->day != NULL)
            assert_int_equal(r->day[a], s->day[b]);
        assert_memory_equal(r->answers + a * n_items, s->answers + b * n_items,
                            n_items * sizeof *r->answers);
        for (size_t t = 0; t < n_scales && r->totals != NULL; t++)
            assert_memory_equal(&r->totals[a * n_scales + t],
                                &s->totals[b * n_scales + t], sizeof(double));
    }
    assert_false(b < s->n_rows && s->participant[b] == k);
}

/* By answers it is the same people, each with all that is theirs. */
static void the_same_people(void **state)
{
    static const size_t sizes[] = {1, FEW, MANY};
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);

    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        struct pp_store *store = filled(place, plan, sizes[s], 0);
        const struct pp_dataset *is = load(place, store, plan, PP_BY_ANSWERS);
        const struct pp_dataset *was =
            load(place, store, plan, PP_BY_PSEUDONYM);
        bool is_moved = false;

        assert_true(place_is_whole(store));
        assert_null(was->stored);
        assert_int_equal(is->n_participants, sizes[s]);
        assert_true(was->n_columns > 1 &&
                    (sizes[s] == 1 || was->n_numbers > 0));
        for (uint32_t i = 0; i < sizes[s]; i++) {
            uint32_t k = is->stored[i];
            is_moved |= k != i;
            for (size_t c = 0; c < was->n_columns; c++)
                assert_int_equal(is->columns[c].level[i],
                                 was->columns[c].level[k]);
            for (size_t c = 0; c < was->n_numbers; c++)
                assert_memory_equal(&is->numbers[c].value[i],
                                    &was->numbers[c].value[k], sizeof(double));
            for (size_t r = 0; r < was->n_responses; r++)
                assert_same_rows(&is->responses[r], i, &was->responses[r], k);
        }
        assert_true(is_moved || sizes[s] == 1);
        pp_store_close(store);
        remove(place->path);
    }
}

static void whatever_their_codes_are(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    const struct pp_dataset *first = NULL;

    for (unsigned char codes = 0; codes < 4; codes++) {
        struct pp_store *store =
            filled(place, plan, FEW, (unsigned char)(codes * 0x55));
        const struct pp_dataset *all = load(place, store, plan, PP_BY_ANSWERS);
        if (first == NULL)
            first = all;
        assert_same_dataset(first, all);
        pp_store_close(store);
        remove(place->path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_people, place_set_up,
                                        place_tear_down),
        cmocka_unit_test_setup_teardown(whatever_their_codes_are, place_set_up,
                                        place_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
