#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "../helpers/place.h"

/* The views agree with arithmetic on the answers. */
static void views_for_other_programs(void **state)
{
    struct place *place = *state;
    const struct pp_plan *plan = sample_plan(place->pool, PP_TWICE_REFUSE);
    struct pp_store *store = place_open(place);

    place_take(place, store, plan,
               sample_batch(place->pool, "pre.csv", 0, 80, 0, 1), false);
    place_take(place, store, plan,
               sample_batch(place->pool, "post.csv", 20, 80, 1, 1), false);
    pp_store_close(store);
    static const struct {
        const char *sql;
        double value;
    } rows[] = {
        {"SELECT count(*) FROM scores", 3 * 160},
        {"SELECT count(*) FROM people", 100},
        {"SELECT count(*) FROM people WHERE \"age band\" NOT LIKE '%5%' AND "
         "\"age band\" NOT LIKE '18 to 34'",
         0},
        {"SELECT count(*) FROM scores AS s JOIN mood AS m USING (participant) "
         "JOIN waves AS w ON w.wave = m.wave AND w.id = s.wave WHERE "
         "s.instrument = 'mood' AND s.scale = 'total' AND s.score IS NOT "
         "mood_1 + mood_2 + 3 - mood_3",
         0},
        {"SELECT count(*) FROM scores AS s JOIN hope AS m USING (participant) "
         "JOIN waves AS w ON w.wave = m.wave AND w.id = s.wave WHERE "
         "s.instrument = 'hope' AND (s.score IS NOT (hope_1 + hope_2) / 2.0 "
         "OR s.given_total IS NOT m.given_total)",
         0},
        {"SELECT max(score) FROM scores WHERE scale = 'percent'", 100},
        {"SELECT count(*) FROM scores WHERE answered < items AND score IS NOT "
         "NULL",
         0},
        {"SELECT count(*) FROM pairs WHERE change <> later_score - "
         "first_score OR first_wave <> 'before' OR later_wave <> 'after'",
         0},
        {"SELECT (SELECT count(*) FROM pairs) - (SELECT count(*) FROM scores "
         "AS a JOIN scores AS b USING (participant, instrument, scale) WHERE "
         "a.wave = 'before' AND b.wave = 'after' AND a.score IS NOT NULL AND "
         "b.score IS NOT NULL)",
         0},
        {"SELECT count(*) > 60 FROM pairs", 1},
    };
    sqlite3 *db;
    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sqlite3_stmt *read;

        if (sqlite3_prepare_v2(db, rows[i].sql, -1, &read, NULL) != SQLITE_OK)
            fail_msg("%s: %s", rows[i].sql, sqlite3_errmsg(db));
        assert_int_equal(sqlite3_step(read), SQLITE_ROW);
        if (sqlite3_column_double(read, 0) != rows[i].value)
            fail_msg("%s: %g", rows[i].sql, sqlite3_column_double(read, 0));
        sqlite3_finalize(read);
    }
    sqlite3_close(db);
}

int main(void)
{
#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(views_for_other_programs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
