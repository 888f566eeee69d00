#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../helpers/place.h"

/* Everything about the batch's people, found in the dataset. */
static void assert_holds(const struct pp_dataset *dataset,
                         const struct sample_batch *all,
                         const struct sample_batch *batch)
{
    for (size_t which = 0; which < 2; which++) {
        const struct pp_responses *responses = &dataset->responses[which];
        const struct pp_batch_responses *from = &batch->batch.responses[which];
        size_t n_items = batch->n_items[which];

        for (size_t i = 0; i < from->n_rows; i++) {
            const unsigned char *who = batch->pseudonyms[from->person[i]];
            uint32_t place = 0; /* rank of the pseudonym */
            size_t row = 0;

            for (size_t k = 0; k < all->batch.n_people; k++)
                place += memcmp(all->pseudonyms[k], who, PP_PSEUDONYM_SIZE) < 0;
            while (row < responses->n_rows &&
                   (responses->participant[row] != place ||
                    responses->wave[row] != from->wave[i]))
                row++;
            assert_true(row < responses->n_rows);
            assert_memory_equal(responses->answers + row * n_items,
                                from->answers + i * n_items,
                                n_items * sizeof(int16_t));
        }
    }
}

static void what_goes_in_comes_out(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    static const size_t sizes[] = {1, 2, 49, 50, 51, 120};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct pp_store *store = place_open(place);
        struct sample_batch *before =
            sample_batch(place->pool, "pre.csv", 0, sizes[i], 0, 1);
        struct sample_batch *after =
            sample_batch(place->pool, "post.csv", 0, sizes[i], 1, 1);
        struct pp_import_summary summary =
            place_take(place, store, plan, before, false);

        assert_int_equal(summary.n_people, sizes[i]);
        assert_int_equal(summary.n_new_people, sizes[i]);
        assert_int_equal(summary.n_responses, 2 * sizes[i]);
        assert_null(summary.same_as);
        summary = place_take(place, store, plan, after, false);
        assert_int_equal(summary.n_new_people, 0);
        assert_int_equal(summary.n_responses, 2 * sizes[i]);
        const struct pp_dataset *dataset = place_load(place, store, plan);
        assert_int_equal(dataset->n_participants, sizes[i]);
        assert_int_equal(dataset->responses[0].n_rows, 2 * sizes[i]);
        assert_holds(dataset, before, before);
        assert_holds(dataset, before, after);
        pp_store_close(store);
        remove(place->path);
    }
}

/* Of many people tables are read by two threads; within a change, which a
 * second connection would not see, by one: the same either way. */
static void two_threads_read_what_one_does(void **state)
{
    enum { MANY = 20500 };
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_plan fewer = *plan;
    struct pp_store *store = place_open(place);
    struct pp_error by_two = {0}, by_one = {0};
    const struct pp_dataset *none;

    fewer.n_waves = 1;
    for (uint8_t wave = 0; wave < 2; wave++)
        place_take(place, store, plan,
                   sample_batch(place->pool, wave == 0 ? "pre.csv" : "post.csv",
                                0, MANY, wave, 1),
                   false);
    const struct pp_dataset *two = place_load(place, store, plan);
    assert_int_equal(pp_store_load(store, &fewer, PP_BY_PSEUDONYM, place->pool,
                                   &none, &by_two),
                     -1);
    assert_int_equal(pp_store_begin(store, &by_one), 0);
    assert_same_dataset(two, place_load(place, store, plan));
    assert_int_equal(pp_store_load(store, &fewer, PP_BY_PSEUDONYM, place->pool,
                                   &none, &by_one),
                     -1);
    assert_int_equal(two->n_participants, MANY);
    assert_int_equal(two->responses[1].n_rows, 2 * MANY);
    assert_int_equal(by_two.code, PP_EDATA);
    assert_string_equal(by_two.text, by_one.text);
    pp_store_rollback(store);
    pp_store_close(store);
}

/* Files in any order, rows in any order: one dataset. */
static void order_does_not_matter(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    const struct pp_dataset *first = NULL;

    for (uint64_t seed = 0; seed < 12; seed++) {
        struct pp_store *store = place_open(place);
        struct sample_batch *batches[] = {
            sample_batch(place->pool, "east.csv", 0, 130, 0, 1),
            sample_batch(place->pool, "west.csv", 130, 60, 0, 1),
            sample_batch(place->pool, "post.csv", 30, 120, 1, 1)};

        for (size_t i = 0; i < 3; i++)
            sample_shuffle(batches[i], seed);
        for (size_t i = 0; i < 3; i++)
            place_take(place, store, plan, batches[(i + seed) % 3], false);
        const struct pp_dataset *dataset = place_load(place, store, plan);
        if (first == NULL)
            first = dataset;
        assert_int_equal(dataset->n_participants, 190);
        assert_int_equal(dataset->n_columns, 3);
        assert_same_dataset(first, dataset);
        pp_store_close(store);
        remove(place->path);
    }
}

static void same_file_adds_nothing(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct sample_batch *batch =
        sample_batch(place->pool, "pre.csv", 0, 20, 0, 1);

    place_take(place, store, plan, batch, false);
    const struct pp_dataset *before = place_load(place, store, plan);
    batch->batch.file = "copy.csv";
    struct pp_import_summary summary =
        place_take(place, store, plan, batch, false);
    assert_string_equal(summary.same_as, "pre.csv");
    assert_int_equal(summary.n_responses, 0);
    assert_same_dataset(before, place_load(place, store, plan));
    pp_store_close(store);
}

static void a_longer_export_adds_what_is_new(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);

    place_take(place, store, plan,
               sample_batch(place->pool, "form.csv", 0, 60, 0, 1), false);
    struct pp_import_summary summary =
        place_take(place, store, plan,
                   sample_batch(place->pool, "form.csv", 0, 80, 0, 1), false);
    assert_int_equal(summary.n_new_people, 20);
    assert_int_equal(summary.n_responses, 40);
    assert_int_equal(summary.n_unchanged, 120);
    assert_int_equal(summary.n_rows_rejected, 0);
    assert_int_equal(place->notes.n, 1);
    assert_string_equal(place->notes.items[0].text,
                        "another file of this name was imported before and "
                        "was kept; --replace puts this one in its place");
    pp_store_close(store);
}

static void replacing_takes_out_what_the_old_file_brought(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct sample_batch *old =
        sample_batch(place->pool, "pre.csv", 0, 60, 0, 1);
    struct sample_batch *new =
        sample_batch(place->pool, "pre.csv", 10, 60, 0, 2);

    for (size_t i = 0; i < 60; i++)
        new->region[i] = 1 - new->region[i];
    place_take(place, store, plan, new, false);
    const struct pp_dataset *alone = place_load(place, store, plan);
    pp_store_close(store);
    remove(place->path);

    store = place_open(place);
    place_take(place, store, plan, old, false);
    struct pp_import_summary summary =
        place_take(place, store, plan, new, true);
    assert_true(summary.has_replaced);
    assert_same_dataset(alone, place_load(place, store, plan));
    pp_store_close(store);
}

static void the_namesake_of_the_same_people_is_replaced(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_import_options options = {.notes = &place->notes,
                                        .replace = true};
    struct pp_import_summary summary;
    struct pp_error err = {0};

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 5, 0, 1), false);
    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 10, 5, 0, 1), false);
    struct sample_batch *batch =
        sample_batch(place->pool, "pre.csv", 20, 6, 0, 1);
    assert_int_equal(
        pp_store_import(store, plan, &batch->batch, &options, &summary, &err),
        -1);
    assert_string_equal(err.text,
                        "pre.csv: 2 files of this name were imported, and none "
                        "has mostly the people and the wave of this one; which "
                        "one it replaces cannot be told. To take it in beside "
                        "them, leave --replace out");
    /* 6 people in place of the second file's 5; the first's 5 stay. */
    summary =
        place_take(place, store, plan,
                   sample_batch(place->pool, "pre.csv", 10, 6, 0, 1), true);
    assert_true(summary.has_replaced);
    assert_int_equal(place_load(place, store, plan)->n_participants, 11);
    pp_store_close(store);
}

/* Person 3 answers "before" in two files: what each policy makes of it. */
static void twice_in_two_files(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *label;
        enum pp_same_twice policy;
        int16_t old_answer, new_answer; /* to mood_2 and mood_3 */
        int32_t old_day, new_day;
        int16_t kept;
        enum pp_severity severity;
    } rows[] = {
        {"refused", PP_TWICE_REFUSE, 1, 2, PP_NO_DATE, PP_NO_DATE, 1,
         PP_NOTE_REJECT},
        {"first", PP_TWICE_FIRST, 1, 2, PP_NO_DATE, PP_NO_DATE, 1,
         PP_NOTE_INFO},
        {"last", PP_TWICE_LAST, 1, 2, PP_NO_DATE, PP_NO_DATE, 2, PP_NOTE_INFO},
        {"first by day", PP_TWICE_FIRST, 1, 2, 200, 100, 2, PP_NOTE_INFO},
        {"last by day", PP_TWICE_LAST, 1, 2, 200, 100, 1, PP_NOTE_INFO},
        {"one day missing", PP_TWICE_LAST, 1, 2, PP_NO_DATE, 100, 2,
         PP_NOTE_INFO},
        {"most complete is new", PP_TWICE_MOST_COMPLETE, PP_ANSWER_MISSING, 2,
         PP_NO_DATE, PP_NO_DATE, 2, PP_NOTE_INFO},
        {"most complete is old", PP_TWICE_MOST_COMPLETE, 2, PP_ANSWER_MISSING,
         PP_NO_DATE, PP_NO_DATE, 2, PP_NOTE_INFO},
        {"equally complete", PP_TWICE_MOST_COMPLETE, 1, 2, PP_NO_DATE,
         PP_NO_DATE, 1, PP_NOTE_INFO},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct pp_plan *plan = sample_plan(place->pool, rows[i].policy);
        struct pp_store *store = place_open(place);
        struct sample_batch *old =
            sample_batch(place->pool, "a.csv", 0, 60, 0, 1);
        struct sample_batch *new =
            sample_batch(place->pool, "b.csv", 3, 1, 0, 1);

        print_message("%s\n", rows[i].label);
        old->answers[0][3 * 3] = new->answers[0][0] = 0;
        old->answers[0][3 * 3 + 1] = old->answers[0][3 * 3 + 2] =
            rows[i].old_answer;
        new->answers[0][1] = new->answers[0][2] = rows[i].new_answer;
        old->day[0][3] = rows[i].old_day;
        new->day[0][0] = rows[i].new_day;
        new->line[0][0] = new->line[1][0] = 17;
        place_take(place, store, plan, old, false);
        size_t n_notes = place->notes.n;
        struct pp_import_summary summary =
            place_take(place, store, plan, new, false);
        assert_int_equal(place->notes.n, n_notes + 1);
        const struct pp_note *note = &place->notes.items[n_notes];
        assert_int_equal(note->severity, rows[i].severity);
        assert_int_equal(note->line, 17);
        assert_string_equal(note->file, "b.csv");
        assert_non_null(strstr(note->text, "a.csv, row 5"));
        assert_non_null(strstr(note->text, "Mood at wave"));
        assert_int_equal(summary.n_unchanged, 1); /* hope, the same again */
        assert_int_equal(summary.n_rows_rejected,
                         rows[i].severity == PP_NOTE_REJECT);
        assert_int_equal(summary.n_displaced,
                         rows[i].kept == 2 && rows[i].old_answer != 2);
        const struct pp_dataset *dataset = place_load(place, store, plan);
        old->answers[0][3 * 3 + 1] = old->answers[0][3 * 3 + 2] = rows[i].kept;
        assert_holds(dataset, old, old);
        assert_int_equal(dataset->responses[0].n_rows, 60);
        pp_store_close(store);
        remove(place->path);
    }
}

static void twice_in_one_file(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct sample_batch *batch =
        sample_batch(place->pool, "a.csv", 0, 10, 0, 1);

    /* Row 9 of the file, person 7, turns out to be person 2 again. */
    batch->person[0][7] = batch->person[1][7] = 2;
    batch->answers[0][7 * 3] = (int16_t)(3 - batch->answers[0][2 * 3]);
    struct pp_import_summary summary =
        place_take(place, store, plan, batch, false);
    assert_int_equal(summary.n_rows_rejected, 1);
    assert_int_equal(summary.n_responses, 18);
    assert_int_equal(place->notes.n, 1);
    assert_int_equal(place->notes.items[0].line, 9);
    assert_string_equal(place->notes.items[0].text,
                        "this person's answers to Mood, Hope at wave "
                        "\"before\" are in row 4 of this file too; those were "
                        "kept and these left out");
    pp_store_close(store);
}

/* An empty answer sheet never stands in the way of a filled one. */
static void blank_gives_way(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);

    for (int blank_first = 0; blank_first < 2; blank_first++) {
        struct pp_store *store = place_open(place);
        struct sample_batch *full =
            sample_batch(place->pool, "a.csv", 0, 5, 0, 1);
        struct sample_batch *blank =
            sample_batch(place->pool, "b.csv", 0, 5, 0, 2);

        for (size_t i = 0; i < 15; i++)
            blank->answers[0][i] = PP_ANSWER_MISSING;
        for (size_t i = 0; i < 10; i++)
            blank->answers[1][i] = PP_ANSWER_MISSING;
        for (size_t i = 0; i < 5; i++)
            blank->totals[1][i] = NAN;
        place_take(place, store, plan, blank_first ? blank : full, false);
        struct pp_import_summary summary =
            place_take(place, store, plan, blank_first ? full : blank, false);
        assert_int_equal(summary.n_rows_rejected, 0);
        assert_int_equal(place->notes.n, 0);
        assert_holds(place_load(place, store, plan), full, full);
        pp_store_close(store);
        remove(place->path);
    }
}

static void a_dry_run_changes_nothing(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_import_options options = {.notes = &place->notes,
                                        .is_dry_run = true};
    struct pp_import_summary summary;
    struct pp_error err = {0};
    struct sample_batch *batch =
        sample_batch(place->pool, "a.csv", 0, 10, 0, 1);

    assert_int_equal(
        pp_store_import(store, plan, &batch->batch, &options, &summary, &err),
        0);
    assert_int_equal(summary.n_responses, 20);
    pp_store_close(store);
    assert_int_equal(pp_store_open(place->path, PP_STORE_READ, &store, &err),
                     -1);
    assert_int_equal(err.code, PP_EIO); /* the file is gone again */
}

/* Ingest gives none such; were it to, nothing of the file would be taken. */
static void an_answer_that_is_none(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_import_options options = {.notes = &place->notes};
    struct pp_import_summary summary;
    struct pp_error err = {0};
    struct sample_batch *batch =
        sample_batch(place->pool, "pre.csv", 0, 20, 0, 1);

    batch->answers[0][5] = 99;
    assert_int_equal(
        pp_store_import(store, plan, &batch->batch, &options, &summary, &err),
        -1);
    assert_int_equal(err.code, PP_EBUG);
    assert_non_null(strstr(err.text, ": 99 is no answer to mood_"));
    batch->answers[0][5] = 1;
    place_take(place, store, plan, batch, false);
    assert_int_equal(place_load(place, store, plan)->n_participants, 20);
    pp_store_close(store);
}

static void strict_refuses_the_whole_file(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_import_options options = {.notes = &place->notes,
                                        .is_strict = true};
    struct pp_import_summary summary;
    struct pp_error err = {0};

    place_take(place, store, plan,
               sample_batch(place->pool, "a.csv", 0, 10, 0, 1), false);
    const struct pp_dataset *before = place_load(place, store, plan);
    struct sample_batch *batch =
        sample_batch(place->pool, "b.csv", 9, 10, 0, 2);
    assert_int_equal(
        pp_store_import(store, plan, &batch->batch, &options, &summary, &err),
        -1);
    assert_string_equal(err.text, "b.csv: 1 row would be left out, and every "
                                  "row must be taken; nothing was imported");
    assert_same_dataset(before, place_load(place, store, plan));
    pp_store_close(store);
}

static void several_files_are_one_change(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_error err = {0};

    assert_int_equal(pp_store_begin(store, &err), 0);
    place_take(place, store, plan,
               sample_batch(place->pool, "a.csv", 0, 10, 0, 1), false);
    place_take(place, store, plan,
               sample_batch(place->pool, "b.csv", 0, 10, 1, 1), false);
    assert_int_equal(place_load(place, store, plan)->responses[0].n_rows, 20);
    pp_store_close(store);
    assert_int_equal(pp_store_open(place->path, PP_STORE_READ, &store, &err),
                     -1);

    store = place_open(place);
    assert_int_equal(pp_store_begin(store, &err), 0);
    place_take(place, store, plan,
               sample_batch(place->pool, "a.csv", 0, 10, 0, 1), false);
    assert_int_equal(pp_store_commit(store, &err), 0);
    assert_int_equal(place_load(place, store, plan)->responses[0].n_rows, 10);
    pp_store_close(store);
}

static void another_key_is_refused(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_import_options options = {.notes = &place->notes};
    struct pp_import_summary summary;
    struct pp_error err = {0};
    struct sample_batch *batch =
        sample_batch(place->pool, "a.csv", 0, 10, 0, 1);

    batch->batch.key_check = "11aa";
    place_take(place, store, plan, batch, false);
    batch = sample_batch(place->pool, "b.csv", 0, 10, 1, 1);
    batch->batch.key_check = "11aa";
    place_take(place, store, plan, batch, false);
    batch = sample_batch(place->pool, "c.csv", 20, 10, 1, 1);
    batch->batch.key_check = "22bb";
    assert_int_equal(
        pp_store_import(store, plan, &batch->batch, &options, &summary, &err),
        -1);
    assert_int_equal(err.code, PP_EDATA);
    assert_non_null(strstr(err.text, "c.csv: the key is not the one"));
    pp_store_close(store);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_goes_in_comes_out),
        TEST(two_threads_read_what_one_does),
        TEST(order_does_not_matter),
        TEST(same_file_adds_nothing),
        TEST(a_longer_export_adds_what_is_new),
        TEST(replacing_takes_out_what_the_old_file_brought),
        TEST(the_namesake_of_the_same_people_is_replaced),
        TEST(twice_in_two_files),
        TEST(twice_in_one_file),
        TEST(blank_gives_way),
        TEST(a_dry_run_changes_nothing),
        TEST(an_answer_that_is_none),
        TEST(strict_refuses_the_whole_file),
        TEST(several_files_are_one_change),
        TEST(another_key_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
