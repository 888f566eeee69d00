#include "place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/file.h"
#include "prepost/store/verify.h"

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

    if (pp_store_load(store, plan, PP_BY_PSEUDONYM, place->pool, &dataset, &err) != 0)
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

void place_fill(struct place *place, size_t n)
{
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, n, 0, 1), false);
    pp_store_close(store);
}

void place_sql(const struct place *place, const char *sql)
{
    sqlite3 *db;
    char *message = NULL;

    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
    sqlite3_close(db);
}

void place_assert_refused(const struct place *place, enum pp_store_mode mode,
                          enum pp_code code, const char *text)
{
    struct pp_store *store = (struct pp_store *)1;
    struct pp_error err = {0};

    assert_int_equal(pp_store_open(place->path, mode, &store, &err), -1);
    assert_null(store);
    if (err.code != code || strstr(err.text, text) == NULL)
        fail_msg("expected \"%s\", found \"%s\"", text, err.text);
    assert_non_null(strstr(err.text, "evaluation.db"));
}

bool place_is_whole(struct pp_store *store)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_error err = {0};
    struct pp_notes notes;

    pp_notes_init(&notes, pool, 0);
    bool whole = pp_store_verify(store, &notes, &err) == 0 && notes.n == 0;
    pp_pool_free(pool);
    return whole;
}

struct pp_buffer place_bytes(const char *path)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err = {0};

    if (pp_file_read(path, 1 << 30, &out, &err) != 0)
        fail_msg("%s", err.text);
    return out;
}

void place_write(const char *path, const char *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
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
