#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "prepost/analysis/cohort_column.h"
#include "prepost/base/buffer.h"

enum { N = 6 };

/* Days since 1970 of 2024-12-31, 2025-01-01, 2025-04-01, 2026-03-31. */
enum { Y2024 = 20088, Y2025 = 20089, Q2 = 20179, Y2026 = 20543 };

static const char *const regions[] = {"East", "West"};
static const char *const genders[] = {"man", "woman"};
static const uint16_t region[N] = {1, 0, 0, 1, 0, PP_NO_LEVEL};
static const uint16_t gender[N] = {0, 1, 1, 0, 0, 1};
static const struct pp_person_column columns[] = {
    {"region", regions, 2, region}, {"gender", genders, 2, gender}};

/* Each answers first twice (two questionnaires), the earlier day counts; the
 * last of them has no day. */
static const uint32_t who[] = {0, 0, 1, 2, 3, 4, 5};
static const uint8_t wave[] = {0, 1, 0, 0, 0, 0, 0};
static const int32_t day[] = {Y2025, Y2026, Y2024, Q2, Y2026, Q2, PP_NO_DAY};
static const uint32_t again[] = {2};
static const uint8_t again_wave[] = {0};
static const int32_t again_day[] = {Y2025};
static const struct pp_responses responses[] = {
    {.n_rows = 7, .participant = who, .wave = wave, .day = day},
    {.n_rows = 1, .participant = again, .wave = again_wave, .day = again_day}};

static const struct pp_dataset dataset = {.n_participants = N,
                                          .columns = columns,
                                          .n_columns = 2,
                                          .responses = responses,
                                          .n_responses = 2};

/* "East East West -": everyone's level in words. */
static void check(const char *by, const char *levels, const char *people)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_cohort_column c;
    struct pp_error err;
    struct pp_buffer text = PP_BUFFER_INIT;

    if (pp_cohort_column_find(&dataset, by, pool, &c, &err) != 0)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < c.column.n_levels; i++)
        pp_buffer_printf(&text, "%s%s", i > 0 ? " | " : "", c.column.levels[i]);
    assert_string_equal(pp_buffer_text(&text), levels);
    pp_buffer_clear(&text);
    for (size_t i = 0; i < N; i++) {
        if (c.column.level[i] == PP_NO_LEVEL)
            pp_buffer_putc(&text, '-');
        else
            pp_buffer_printf(&text, "%d", c.column.level[i]);
    }
    assert_string_equal(pp_buffer_text(&text), people);
    pp_buffer_clear(&text);
    pp_pool_free(pool);
}

static void levels(void **state)
{
    (void)state;
    check("region", "East | West", "10010-");
    check("year", "2024 | 2025 | 2026", "10121-");
    check("quarter",
          "2024 quarter 4 | 2025 quarter 1 | 2025 quarter 2 | 2026 "
          "quarter 1",
          "10132-");
    check("region,gender", "East, man | East, woman | West, man", "21120-");
    check(" gender , region ", "man, East | man, West | woman, East", "12210-");
    check("region,year", "East, 2024 | East, 2025 | West, 2025 | West, 2026",
          "20131-");
}

/* However it is written: results of the same cohorts are found by it. */
static void name(void **state)
{
    (void)state;
    static const struct {
        const char *by, *name;
    } rows[] = {{"region", "region"},
                {" region ", "region"},
                {"region,gender", "region,gender"},
                {"region, gender", "region,gender"},
                {" gender , region ", "gender,region"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_cohort_column c;
        struct pp_error err;
        assert_int_equal(
            pp_cohort_column_find(&dataset, rows[i].by, pool, &c, &err), 0);
        assert_string_equal(c.column.name, rows[i].name);
        pp_pool_free(pool);
    }
}

/* What a combination is made of, for sums over one part. */
static void parts(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_cohort_column c;
    struct pp_error err;

    assert_int_equal(
        pp_cohort_column_find(&dataset, "region,gender", pool, &c, &err), 0);
    assert_int_equal(c.n_parts, 2);
    assert_int_equal(c.n_part_levels[0], 2);
    static const size_t of_region[] = {0, 0, 1}, of_gender[] = {0, 1, 0};
    assert_memory_equal(c.part[0], of_region, sizeof of_region);
    assert_memory_equal(c.part[1], of_gender, sizeof of_gender);
    assert_int_equal(pp_cohort_column_find(&dataset, "region", pool, &c, &err),
                     0);
    assert_int_equal(c.n_parts, 0);
    pp_pool_free(pool);
}

static void refused(void **state)
{
    (void)state;
    static const struct {
        const char *by, *message;
    } rows[] = {
        {"town", "nothing called \"town\" is kept of people; there is: region, "
                 "gender, year and quarter (of the first answer)"},
        {"region,", "nothing called \"\" is kept of people; there is: region, "
                    "gender, year and quarter (of the first answer)"},
        {"region, region", "--by names \"region\" twice"},
        {"a,b,c,d,e,f,g,h,i", "--by takes at most 8 columns"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_cohort_column c;
        struct pp_error err;
        assert_int_equal(
            pp_cohort_column_find(&dataset, rows[i].by, pool, &c, &err), -1);
        assert_int_equal(err.code, PP_EUSAGE);
        assert_string_equal(err.text, rows[i].message);
        pp_pool_free(pool);
    }
}

/* Quarters lie within years. */
static void within_others(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_cohort_column c;
    struct pp_error err;
    size_t n = 0;

    assert_int_equal(pp_cohort_column_find(&dataset, "quarter", pool, &c, &err),
                     0);
    assert_int_equal(c.n_own, 0);
    for (size_t p = 0; p < c.n_parts; p++)
        if (strcmp(c.parts[p].name, "year") == 0) {
            static const size_t of_year[] = {0, 1, 1, 2};
            assert_memory_equal(c.part[p], of_year, sizeof of_year);
            assert_true(c.is_whole[p]);
            n++;
        }
    assert_int_equal(n, 1);
    pp_pool_free(pool);
}

/* Of so many columns that what they lie within is too much: six that lie
 * within none, and each of the other 62 sums over some of them. */
static void too_many_columns(void **state)
{
    (void)state;
    enum { MANY = 59, PEOPLE = 64 };
    static const char *const levels[] = {"no", "yes"};
    static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
    struct pp_pool *pool = pp_pool_new();
    struct pp_person_column some[MANY];
    struct pp_cohort_column c;
    struct pp_error err;

    for (size_t k = 0; k < MANY; k++) {
        uint16_t *level = pp_pool_array(pool, PEOPLE, sizeof *level);
        for (size_t i = 0; i < PEOPLE; i++)
            level[i] = i >> k % 6 & 1;
        some[k] = (struct pp_person_column){
            k < 6 ? names[k] : pp_pool_printf(pool, "g%zu", k), levels, 2,
            level};
    }
    struct pp_dataset of = {
        .n_participants = PEOPLE, .columns = some, .n_columns = 6};
    assert_int_equal(pp_cohort_column_find(&of, "a,b,c,d,e", pool, &c, &err),
                     0);
    assert_int_equal(c.n_own, 5);
    assert_int_equal(c.n_parts, 5 + 25); /* two, three or four of the five */
    assert_int_equal(pp_cohort_column_find(&of, "a,b,c,d,e,f", pool, &c, &err),
                     -1);
    assert_int_equal(err.code, PP_EUSAGE);
    assert_string_equal(err.text,
                        "--by a,b,c,d,e,f names so many columns that what each "
                        "of them would tell beside the others cannot be "
                        "guarded: name fewer");
    of.n_columns = MANY;
    assert_int_equal(pp_cohort_column_find(&of, "a", pool, &c, &err), -1);
    assert_int_equal(err.code, PP_EUSAGE);
    assert_string_equal(err.text,
                        "so many columns are kept of people (59) that which of "
                        "them lie within others cannot be guarded");
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels),        cmocka_unit_test(name),
        cmocka_unit_test(parts),         cmocka_unit_test(refused),
        cmocka_unit_test(within_others), cmocka_unit_test(too_many_columns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
