#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../helpers/place.h"
#include "prepost/base/hash.h"
#include "prepost/store/editions.h"
#include "prepost/store/file_hashes.h"
#include "prepost/store/forget.h"
#include "prepost/store/imports.h"
#include "prepost/store/remove.h"

/*
 * Files with hashes of their own: of the bytes `bytes`, as ingest makes them.
 * A file's name is no hash, whatever it looks like.
 */
static struct sample_batch *file_of(struct place *place, const char *name,
                                    const char *bytes, size_t first, size_t n,
                                    uint8_t wave)
{
    struct sample_batch *out =
        sample_batch(place->pool, name, first, n, wave, 1);

    pp_hash_bytes(bytes, strlen(bytes), out->batch.hash);
    memcpy(out->batch.other_hash, out->batch.hash, sizeof out->batch.hash);
    pp_hash_under_key(SAMPLE_KEY, out->batch.other_hash);
    return out;
}

static const char *hash_of(struct place *place, const char *bytes)
{
    char hex[PP_HASH_SIZE];

    pp_hash_bytes(bytes, strlen(bytes), hex);
    return pp_pool_strdup(place->pool, hex);
}

static const char *guarded_of(struct place *place, const char *bytes)
{
    char hex[PP_HASH_SIZE];

    pp_hash_bytes(bytes, strlen(bytes), hex);
    pp_hash_under_key(SAMPLE_KEY, hex);
    return pp_pool_strdup(place->pool, hex);
}

/* Whether the first n letters of the hash stand anywhere in the store. */
static bool stands(struct place *place, const char *bytes, size_t n)
{
    struct pp_buffer all = place_bytes(place->path);
    bool found = memmem(all.data, all.length, hash_of(place, bytes), n) != NULL;

    pp_buffer_clear(&all);
    return found;
}

static void assert_gone(struct place *place, const char *bytes)
{
    assert_false(stands(place, bytes, 64));
    assert_false(stands(place, bytes, PP_EDITION_HASH));
    assert_false(stands(place, bytes, 8));
}

/* The hash of the only import of that name. */
static const char *kept_of(struct place *place, struct pp_store *store,
                           const char *name)
{
    const struct pp_import_record *all;
    struct pp_error err = {0};
    size_t n;

    assert_int_equal(pp_imports_list(store, place->pool, &all, &n, &err), 0);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].file, name) == 0)
            return all[i].hash;
    fail_msg("%s is not in", name);
    return NULL;
}

static void keep_edition(struct place *place, struct pp_store *store,
                         const char *const *bytes, size_t n)
{
    const char **files = pp_pool_array(place->pool, n, sizeof *files);
    struct pp_edition edition = {.n_people = 30, .files = {files, n}};
    struct pp_error err = {0};

    for (size_t i = 0; i < n; i++)
        files[i] = pp_pool_strndup(place->pool, hash_of(place, bytes[i]),
                                   PP_EDITION_HASH);
    assert_int_equal(pp_editions_keep(store, &edition, &err), 0);
}

/* Looks like an entry of the log, and like a hash. */
static const char name_a[] = "a: 3 rows of 0123abcd by 4 of 4567ef01",
                  name_c[] = "c1234567; files deadbeef0123";

/*
 * Person 7 is in a and b. c is of others; of d a row was left out. e gave way
 * to b, f was taken out, and either may have held anybody.
 */
static struct pp_store *fill(struct place *place)
{
    static const char *const all[] = {"e", "a", "c", "d", "f"};
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct pp_removed removed;
    struct pp_error err = {0};
    struct sample_batch *d = file_of(place, "d", "d", 40, 10, 0);

    d->batch.n_file_rows = 11;
    d->batch.n_rows_rejected = 1;
    place_take(place, store, plan, file_of(place, name_a, "a", 0, 10, 0),
               false);
    place_take(place, store, plan, file_of(place, "b", "e", 5, 10, 1), false);
    place_take(place, store, plan, file_of(place, name_c, "c", 20, 10, 0),
               false);
    place_take(place, store, plan, d, false);
    place_take(place, store, plan, file_of(place, "f", "f", 60, 10, 0), false);
    keep_edition(place, store, all, 5);
    place_take(place, store, plan, file_of(place, "b", "b", 5, 10, 1), true);
    assert_int_equal(pp_store_remove(store, "f", place->pool, &removed, &err),
                     0);
    return store;
}

static void forget(struct pp_store *store, size_t who)
{
    unsigned char pseudonym[PP_PSEUDONYM_SIZE];
    struct pp_forgotten done;
    struct pp_error err = {0};

    sample_pseudonym(pseudonym, who);
    if (pp_store_forget(store, pseudonym, SAMPLE_KEY, &done, &err) != 0)
        fail_msg("%s", err.text);
}

static void assert_guarded(struct place *place)
{
    static const char *const gone[] = {"a", "b", "d", "e", "f"};
    struct pp_store *store = place_open(place);
    const char *const *log;
    struct pp_error err = {0};
    size_t n;

    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        assert_gone(place, gone[i]);
    assert_string_equal(kept_of(place, store, name_a), guarded_of(place, "a"));
    assert_string_equal(kept_of(place, store, "b"), guarded_of(place, "b"));
    assert_string_equal(kept_of(place, store, name_c), hash_of(place, "c"));
    assert_string_equal(kept_of(place, store, "d"), guarded_of(place, "d"));
    assert_int_equal(pp_imports_replaced(store, place->pool, &log, &n, &err),
                     0);
    assert_int_equal(n, 2);
    assert_string_equal(
        log[0], pp_pool_printf(place->pool,
                               "replaced b: 10 rows of ???????? by 10 of %.8s",
                               guarded_of(place, "b")));
    assert_string_equal(log[1], "removed f: 10 rows of ????????");
    assert_true(place_is_whole(store));
    pp_store_close(store);
}

static void nothing_is_left_to_try(void **state)
{
    struct place *place = *state;
    struct pp_store *store = fill(place);

    /* They are there before, in every length. */
    assert_true(stands(place, "a", 64));
    assert_true(stands(place, "e", 8));
    assert_true(stands(place, "f", PP_EDITION_HASH));
    forget(store, 7);
    pp_store_close(store);
    assert_guarded(place);
}

/* Nor where the file is not rewritten. */
static void nor_without_a_rewrite(void **state)
{
    struct place *place = *state;
    struct pp_store *store = fill(place);
    struct pp_error err = {0};

    assert_int_equal(pp_store_begin(store, &err), 0);
    forget(store, 7);
    assert_int_equal(pp_store_commit(store, &err), 0);
    pp_store_close(store);
    assert_guarded(place);
}

/* One change with the erasure: taken back, both are. */
static void all_or_nothing(void **state)
{
    struct place *place = *state;
    struct pp_store *store = fill(place);
    struct pp_error err = {0};

    assert_int_equal(pp_store_begin(store, &err), 0);
    forget(store, 7);
    pp_store_rollback(store);
    assert_string_equal(kept_of(place, store, name_a), hash_of(place, "a"));
    pp_store_close(store);
    assert_true(stands(place, "f", PP_EDITION_HASH));
}

/* The second time nobody is there; the next person is in a file more. */
static void again_and_others(void **state)
{
    struct place *place = *state;
    struct pp_store *store = fill(place);

    forget(store, 7);
    struct pp_buffer once = place_bytes(place->path);
    forget(store, 7);
    struct pp_buffer twice = place_bytes(place->path);
    assert_int_equal(once.length, twice.length);
    assert_memory_equal(once.data, twice.data, once.length);
    /* Under two codes, which the plan joins. */
    unsigned char codes[2][PP_PSEUDONYM_SIZE];
    struct pp_forgotten done;
    struct pp_error err = {0};
    sample_pseudonym(codes[0], 8);
    sample_pseudonym(codes[1], 22);
    assert_int_equal(
        pp_store_forget_codes(store,
                              (const unsigned char(*)[PP_PSEUDONYM_SIZE])codes,
                              2, SAMPLE_KEY, &done, &err),
        0);
    assert_int_equal(done.n_codes, 2);
    assert_string_equal(kept_of(place, store, name_c), guarded_of(place, "c"));
    assert_gone(place, "c");
    assert_true(place_is_whole(store));
    pp_store_close(store);
    pp_buffer_clear(&once);
    pp_buffer_clear(&twice);
}

/* Results know which files they were of, and who was corrected since. */
static void editions_know_their_files(void **state)
{
    struct place *place = *state;
    static const char *const now[] = {"a", "b", "c", "d"};
    const struct pp_edition_person *before, *after;
    const struct pp_edition *all;
    struct pp_store *store = fill(place);
    struct pp_error err = {0};
    size_t n, n_before, n_after;

    keep_edition(place, store, now, 4);
    assert_int_equal(pp_editions_list(store, place->pool, &all, &n, &err), 0);
    assert_int_equal(n, 2);
    assert_int_equal(pp_editions_people(store, place->pool, all, n, &before,
                                        &n_before, &err),
                     0);
    forget(store, 7);
    assert_int_equal(pp_editions_list(store, place->pool, &all, &n, &err), 0);
    assert_int_equal(n, 2);
    assert_string_equal(
        all[1].files.items[1],
        pp_pool_strndup(place->pool, guarded_of(place, "b"), PP_EDITION_HASH));
    assert_string_equal(all[0].files.items[4], "????????????");
    assert_int_equal(
        pp_editions_people(store, place->pool, all, n, &after, &n_after, &err),
        0);
    /* In the order of pseudonyms, of which one is gone. */
    assert_int_equal(n_after, n_before - 1);
    size_t gone = 0;
    while (gone < n_after &&
           memcmp(&before[gone], &after[gone], sizeof *after) == 0)
        gone++;
    assert_memory_equal(after + gone, before + gone + 1,
                        (n_after - gone) * sizeof *after);
    pp_store_close(store);
}

/* The same bytes are known as they are in, and stay under the key. */
static void known_again(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct sample_batch *a = file_of(place, "again", "a", 0, 10, 0);
    struct pp_store *store = fill(place);

    forget(store, 7);
    struct pp_import_summary s = place_take(place, store, plan, a, false);
    assert_string_equal(s.same_as, name_a);
    assert_string_equal(s.hash, guarded_of(place, "a"));
    s = place_take(place, store, plan, file_of(place, name_a, "a", 0, 10, 0),
                   true);
    assert_int_equal(s.n_new_people, 1);
    assert_string_equal(kept_of(place, store, name_a), guarded_of(place, "a"));
    assert_gone(place, "a");
    /* Another in its place is new, and the log has no plain letters of it. */
    place_take(place, store, plan, file_of(place, name_a, "g", 0, 9, 0), true);
    assert_string_equal(kept_of(place, store, name_a), hash_of(place, "g"));
    assert_gone(place, "a");
    assert_true(place_is_whole(store));
    pp_store_close(store);
}

/* A file of few rows whose plain hash an earlier prepost kept. */
static void few_rows_of_an_older_store(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);
    struct sample_batch *few = file_of(place, "few", "few", 0, 3, 0);

    place_take(place, store, plan, few, false);
    place_take(place, store, plan, file_of(place, "few", "h", 0, 3, 0), true);
    place_take(place, store, plan, few, true);
    memcpy(few->batch.other_hash, few->batch.hash, sizeof few->batch.hash);
    pp_hash_under_key(SAMPLE_KEY, few->batch.hash);
    struct pp_import_summary s = place_take(place, store, plan, few, false);
    assert_string_equal(s.same_as, "few");
    assert_true(stands(place, "few", 64)); /* nothing was done */
    few->answers[0][0] = few->answers[0][0] == 0;
    place_take(place, store, plan, few, true);
    assert_string_equal(kept_of(place, store, "few"), guarded_of(place, "few"));
    assert_gone(place, "few");
    assert_true(stands(place, "h", 8)); /* that gave way to it once */
    assert_true(place_is_whole(store));
    pp_store_close(store);
}

/* After an erasure by an earlier prepost, which left them, it is not known
 * whose files: all are put under the key by the next, were it of nobody. */
static void owed_by_an_older_erasure(void **state)
{
    struct place *place = *state;
    struct pp_store *store = fill(place);
    char sql[300];

    forget(store, 7);
    pp_store_close(store);
    snprintf(sql, sizeof sql,
             "DELETE FROM log WHERE what = 'files keyed'; UPDATE imports SET "
             "hash = '%s' WHERE file = 'b'",
             hash_of(place, "b"));
    place_sql(place, sql);
    store = place_open(place);
    forget(store, 7);
    assert_string_equal(kept_of(place, store, "b"), guarded_of(place, "b"));
    assert_string_equal(kept_of(place, store, name_c), guarded_of(place, "c"));
    assert_gone(place, "b");
    assert_gone(place, "c");
    struct pp_buffer once = place_bytes(place->path);
    forget(store, 7);
    struct pp_buffer twice = place_bytes(place->path);
    assert_int_equal(once.length, twice.length);
    assert_memory_equal(once.data, twice.data, once.length);
    pp_store_close(store);
    pp_buffer_clear(&once);
    pp_buffer_clear(&twice);
}

/* Of whom a row was left out, and nothing else is known. */
static void rejected_alone(void **state)
{
    struct place *place = *state;
    struct pp_store *store = fill(place);
    struct pp_forgotten done;
    struct pp_error err = {0};

    assert_int_equal(pp_store_forget_rejected(store, SAMPLE_KEY, &done, &err),
                     0);
    assert_true(done.was_rewritten);
    assert_string_equal(kept_of(place, store, name_a), hash_of(place, "a"));
    assert_string_equal(kept_of(place, store, "d"), guarded_of(place, "d"));
    assert_gone(place, "d");
    assert_gone(place, "f");
    size_t n;
    assert_int_equal(pp_store_count_forgotten(store, &n, &err), 0);
    assert_int_equal(n, 0);
    assert_true(place_is_whole(store));
    pp_store_close(store);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_left_to_try),
        TEST(nor_without_a_rewrite),
        TEST(all_or_nothing),
        TEST(again_and_others),
        TEST(editions_know_their_files),
        TEST(known_again),
        TEST(few_rows_of_an_older_store),
        TEST(owed_by_an_older_erasure),
        TEST(rejected_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
