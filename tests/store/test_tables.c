#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "prepost/store/lock.h"
#include "prepost/store/sql.h"

#include "../helpers/place.h"

/* A plan that a test may change, and its first instrument likewise. */
struct draft {
    struct pp_plan plan;
    struct pp_plan_instrument instruments[2];
    struct pp_instrument mood;
    struct pp_item items[4];
    struct pp_wave waves[3];
    struct pp_plan_column columns[3];
};

static struct draft *draft_of(struct place *place)
{
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct draft *d = pp_pool_alloc(place->pool, sizeof *d);

    d->plan = *plan;
    memcpy(d->instruments, plan->instruments, sizeof d->instruments);
    d->mood = *plan->instruments[0].instrument;
    memcpy(d->items, d->mood.items, 3 * sizeof *d->items);
    memcpy(d->waves, plan->waves, 2 * sizeof *d->waves);
    memcpy(d->columns, plan->columns, 2 * sizeof *d->columns);
    d->mood.items = d->items;
    d->instruments[0].instrument = &d->mood;
    d->plan.instruments = d->instruments;
    d->plan.waves = d->waves;
    d->plan.columns = d->columns;
    return d;
}

static void refuse(struct place *place, struct pp_store *store,
                   const struct pp_plan *plan, const char *text)
{
    struct pp_import_options options = {.notes = &place->notes};
    struct pp_import_summary summary;
    struct pp_error err = {0};
    struct sample_batch *batch =
        sample_batch(place->pool, "post.csv", 0, 5, 1, 1);

    assert_int_equal(
        pp_store_import(store, plan, &batch->batch, &options, &summary, &err),
        -1);
    if (strstr(err.text, text) == NULL)
        fail_msg("%s", err.text);
}

/* A definition may gain an item; what was there stays, the item blank. */
static void an_item_is_added(void **state)
{
    struct place *place = *state;
    struct draft *d = draft_of(place);
    struct pp_store *store = place_open(place);
    const struct pp_dataset *dataset;
    struct pp_error err = {0};

    place_take(place, store, sample_plan(place->pool, PP_TWICE_REFUSE),
               sample_batch(place->pool, "pre.csv", 0, 5, 0, 1), false);
    d->items[3] = (struct pp_item){.id = "mood_4", .min = 0, .max = 1};
    d->mood.n_items = 4;
    assert_int_equal(pp_store_load(store, &d->plan, PP_BY_PSEUDONYM,
                                   place->pool, &dataset, &err),
                     -1);
    assert_non_null(strstr(err.text, "has no answers to mood_4: they were "
                                     "imported with another definition"));

    struct sample_batch *batch =
        sample_batch(place->pool, "post.csv", 0, 5, 1, 1);
    int16_t *answers = pp_pool_array(place->pool, 5 * 4, sizeof *answers);
    for (size_t i = 0; i < 20; i++)
        answers[i] = 1;
    ((struct pp_batch_responses *)batch->batch.responses)[0].answers = answers;
    place_take(place, store, &d->plan, batch, false);
    dataset = place_load(place, store, &d->plan);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(
            dataset->responses[0].answers[4 * i + 3],
            dataset->responses[0].wave[i] == 1 ? 1 : PP_ANSWER_MISSING);
    pp_store_close(store);
}

/* A scale needs nothing of the store but its items' answers. */
static void a_scale_is_added(void **state)
{
    struct place *place = *state;
    struct draft *d = draft_of(place);
    struct pp_store *store = place_open(place);
    struct pp_scale scales[3];

    place_take(place, store, sample_plan(place->pool, PP_TWICE_REFUSE),
               sample_batch(place->pool, "pre.csv", 0, 5, 0, 1), false);
    const struct pp_responses *before =
        &place_load(place, store, sample_plan(place->pool, PP_TWICE_REFUSE))
             ->responses[0];
    memcpy(scales, d->mood.scales, 2 * sizeof *scales);
    scales[2] = scales[0];
    scales[2].id = "half";
    d->mood.scales = scales;
    d->mood.n_scales = 3;
    const struct pp_responses *r =
        &place_load(place, store, &d->plan)->responses[0];
    assert_int_equal(r->n_rows, 5);
    assert_memory_equal(r->answers, before->answers,
                        5 * 3 * sizeof *r->answers);
    pp_store_close(store);
}

static void another_coding_is_refused(void **state)
{
    struct place *place = *state;
    struct draft *d = draft_of(place);
    struct pp_store *store = place_open(place);

    place_take(place, store, sample_plan(place->pool, PP_TWICE_REFUSE),
               sample_batch(place->pool, "pre.csv", 0, 5, 0, 1), false);
    d->items[0].max = 4;
    refuse(place, store, &d->plan,
           "mood.yaml: answers to mood_1 go from 0 to 4, but ");

    /* What is stored is not read under other numbers either. */
    const struct pp_dataset *dataset;
    struct pp_lock_status lock;
    struct pp_error err = {0};
    assert_int_equal(pp_store_load(store, &d->plan, PP_BY_PSEUDONYM,
                                   place->pool, &dataset, &err),
                     -1);
    assert_non_null(strstr(err.text, "mood_1 go from 0 to 4"));
    assert_int_equal(err.code, PP_EDATA);
    err = (struct pp_error){0};
    assert_int_equal(
        pp_store_lock_status(store, &d->plan, place->pool, &lock, &err), -1);
    assert_non_null(strstr(err.text, "scores would be wrong"));
    pp_store_close(store);
}

static void taken_names_are_refused(void **state)
{
    struct place *place = *state;
    struct draft *d = draft_of(place);
    struct pp_store *store = place_open(place);

    d->mood.id = "imports";
    refuse(place, store, &d->plan,
           "an instrument cannot be called \"imports\"");
    d->mood.id = "sqlite_mood";
    refuse(place, store, &d->plan,
           "an instrument cannot be called \"sqlite_mood\"");
    d->mood.id = "mood";
    d->items[1].id = "Wave";
    refuse(place, store, &d->plan, "an item cannot be called \"Wave\"");
    d->items[1].id = "mood_2";
    d->columns[0].name = "Import";
    refuse(place, store, &d->plan, "a column of people cannot be called");
    pp_store_close(store);
}

static void a_column_keeps_its_kind(void **state)
{
    struct place *place = *state;
    struct draft *d = draft_of(place);
    struct pp_store *store = place_open(place);

    place_take(place, store, &d->plan,
               sample_batch(place->pool, "pre.csv", 0, 5, 0, 1), false);
    d->columns[0].is_number = true;
    refuse(place, store, &d->plan,
           "the store keeps \"age band\" as text and the plan says it is a "
           "number");
    pp_store_close(store);
}

/* Names are quoted: whatever they hold, they are names. */
static void a_name_is_no_sql(void **state)
{
    struct place *place = *state;
    struct draft *d = draft_of(place);
    struct pp_store *store = place_open(place);
    static const char name[] = "a\"); DROP TABLE mood; --'";
    struct sample_batch *batch =
        sample_batch(place->pool, "'); DROP TABLE mood; --", 0, 20, 0, 1);

    d->columns[0].name = name;
    ((struct pp_person_column *)batch->batch.columns)[2].name = name;
    place_take(place, store, &d->plan, batch, false);
    const struct pp_dataset *dataset = place_load(place, store, &d->plan);
    assert_int_equal(dataset->responses[0].n_rows, 20);
    assert_string_equal(dataset->columns[2].name, name);
    pp_store_close(store);
}

/* The plan's order of waves counts, not the one in which they came. */
static void waves_in_another_order(void **state)
{
    struct place *place = *state;
    struct draft *d = draft_of(place);
    struct pp_store *store = place_open(place);

    place_take(place, store, &d->plan,
               sample_batch(place->pool, "pre.csv", 0, 30, 0, 1), false);
    place_take(place, store, &d->plan,
               sample_batch(place->pool, "post.csv", 0, 30, 1, 1), false);
    const struct pp_dataset *before = place_load(place, store, &d->plan);
    /* More columns than a function may have: row by row, and the same. */
    int most = sqlite3_limit(store->db, SQLITE_LIMIT_FUNCTION_ARG, 3);
    const struct pp_dataset *slow = place_load(place, store, &d->plan);
    sqlite3_limit(store->db, SQLITE_LIMIT_FUNCTION_ARG, most);
    assert_int_equal(slow->responses[0].n_rows, 60);
    assert_memory_equal(slow->responses[0].answers,
                        before->responses[0].answers, 180 * sizeof(int16_t));
    struct pp_wave first = d->waves[0];
    d->waves[0] = d->waves[1];
    d->waves[1] = first;
    const struct pp_dataset *turned = place_load(place, store, &d->plan);
    for (size_t i = 0; i < 60; i++) {
        size_t other = i % 2 == 0 ? i + 1 : i - 1;

        assert_int_equal(turned->responses[0].wave[i], i % 2);
        assert_int_equal(turned->responses[0].participant[i], i / 2);
        assert_memory_equal(turned->responses[0].answers + 3 * i,
                            before->responses[0].answers + 3 * other,
                            3 * sizeof(int16_t));
    }
    pp_store_close(store);
}

static void a_wave_that_the_plan_lost(void **state)
{
    struct place *place = *state;
    struct draft *d = draft_of(place);
    struct pp_store *store = place_open(place);
    const struct pp_dataset *dataset;
    struct pp_error err = {0};

    place_take(place, store, &d->plan,
               sample_batch(place->pool, "post.csv", 0, 5, 1, 1), false);
    d->waves[1].id = "later";
    assert_int_equal(pp_store_load(store, &d->plan, PP_BY_PSEUDONYM,
                                   place->pool, &dataset, &err),
                     -1);
    assert_null(dataset);
    assert_int_equal(err.code, PP_EDATA);
    assert_non_null(strstr(err.text, "evaluation.yaml: there are answers at "
                                     "wave \"after\" in "));
    pp_store_close(store);
}

/* Two files, two regions for one person: the first has the word. */
static void the_first_file_has_the_word(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct sample_batch *first =
        sample_batch(place->pool, "pre.csv", 0, 1, 0, 1);
    struct sample_batch *later =
        sample_batch(place->pool, "post.csv", 0, 1, 1, 1);

    first->region[0] = 1;
    first->age[0] = PP_NO_LEVEL;
    later->region[0] = 0;
    later->age[0] = 2;
    place_take(place, store, plan, first, false);
    place_take(place, store, plan, later, false);
    const struct pp_dataset *dataset = place_load(place, store, plan);
    const struct pp_person_column *region =
        pp_dataset_column(dataset, "region");
    const struct pp_person_column *age = pp_dataset_column(dataset, "age band");
    assert_string_equal(region->levels[region->level[0]], "Westshire");
    assert_string_equal(age->levels[age->level[0]], "55 or over");
    pp_store_close(store);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(an_item_is_added),
        TEST(a_scale_is_added),
        TEST(another_coding_is_refused),
        TEST(taken_names_are_refused),
        TEST(a_column_keeps_its_kind),
        TEST(a_name_is_no_sql),
        TEST(waves_in_another_order),
        TEST(a_wave_that_the_plan_lost),
        TEST(the_first_file_has_the_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
