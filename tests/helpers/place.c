#include "place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "prepost/base/alloc.h"

int place_set_up(void **state)
{
    struct place *place = pp_alloc_zero(1, sizeof *place);

    place->pool = pp_pool_new();
    pp_notes_init(&place->notes, place->pool, 0);
    place->folder = sample_folder();
    snprintf(place->path, sizeof place->path, "%s/evaluation.db",
             place->folder);
    *state = place;
    return 0;
}

int place_tear_down(void **state)
{
    struct place *place = *state;

    sample_remove_folder(place->folder);
    pp_pool_free(place->pool);
    pp_free(place);
    return 0;
}

struct pp_store *place_open(struct place *place)
{
    struct pp_error err = {0};
    struct pp_store *store;

    if (pp_store_open(place->path, PP_STORE_CREATE, &store, &err) != 0)
        fail_msg("%s", err.text);
    return store;
}

struct pp_import_summary place_take(struct place *place, struct pp_store *store,
                                    const struct pp_plan *plan,
                                    const struct sample_batch *batch,
                                    bool replace)
{
    struct pp_import_options options = {.notes = &place->notes,
                                        .replace = replace};
    struct pp_import_summary summary;
    struct pp_error err = {0};

    if (pp_store_import(store, plan, &batch->batch, &options, &summary, &err))
        fail_msg("%s", err.text);
    return summary;
}

const struct pp_dataset *place_load(struct place *place, struct pp_store *store,
                                    const struct pp_plan *plan)
{
    const struct pp_dataset *dataset;
    struct pp_error err = {0};

    if (pp_store_load(store, plan, place->pool, &dataset, &err) != 0)
        fail_msg("%s", err.text);
    return dataset;
}

static void assert_same_numbers(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_true((isnan(a[i]) && isnan(b[i])) || a[i] == b[i]);
}

static void assert_same_columns(const struct pp_dataset *a,
                                const struct pp_dataset *b)
{
    assert_int_equal(a->n_columns, b->n_columns);
    for (size_t i = 0; i < a->n_columns; i++) {
        assert_string_equal(a->columns[i].name, b->columns[i].name);
        assert_int_equal(a->columns[i].n_levels, b->columns[i].n_levels);
        for (size_t k = 0; k < a->columns[i].n_levels; k++)
            assert_string_equal(a->columns[i].levels[k],
                                b->columns[i].levels[k]);
        assert_memory_equal(a->columns[i].level, b->columns[i].level,
                            a->n_participants * sizeof(uint16_t));
    }
    assert_int_equal(a->n_numbers, b->n_numbers);
    for (size_t i = 0; i < a->n_numbers; i++)
        assert_same_numbers(a->numbers[i].value, b->numbers[i].value,
                            a->n_participants);
}

void assert_same_dataset(const struct pp_dataset *a, const struct pp_dataset *b)
{
    assert_int_equal(a->n_participants, b->n_participants);
    assert_same_columns(a, b);
    assert_int_equal(a->n_responses, b->n_responses);
    for (size_t i = 0; i < a->n_responses; i++) {
        const struct pp_responses *x = &a->responses[i];
        const struct pp_responses *y = &b->responses[i];

        assert_int_equal(x->n_rows, y->n_rows);
        assert_memory_equal(x->participant, y->participant,
                            x->n_rows * sizeof(uint32_t));
        assert_memory_equal(x->wave, y->wave, x->n_rows);
        assert_memory_equal(x->answers, y->answers,
                            x->n_rows * x->instrument->n_items *
                                sizeof(int16_t));
        assert_int_equal(x->totals == NULL, y->totals == NULL);
        if (x->totals != NULL)
            assert_same_numbers(x->totals, y->totals,
                                x->n_rows * x->instrument->n_scales);
    }
}
