#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "prepost/report/number_style.h"

#define MINUS "\xE2\x88\x92"

static struct pp_pool *pool;

static int set_up(void **state)
{
    (void)state;
    pool = pp_pool_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pp_pool_free(pool);
    return 0;
}

/* Expected by hand from the rule. */
static void decimals(void **state)
{
    (void)state;
    const struct {
        const char *label;
        int scale;
        double change, lo, hi, sesoi;
        int expected;
    } rows[] = {
        {"nothing to keep apart", 1, 2.6, 1.8, 3.4, 2, 1},
        {"end would touch zero", 1, 1.2, 0.03, 2.4, NAN, 2},
        {"end would touch zero from below", 1, -1.2, -2.4, -0.004, NAN, 3},
        {"zero is inside: it may touch", 1, 0.3, -0.04, 0.7, NAN, 1},
        {"change would reach what matters", 1, 1.96, 1.2, 3.1, 2, 2},
        {"change would fall to what matters", 1, 2.04, 1.2, 3.1, 2, 2},
        {"change is what matters", 1, 2.0, 1.2, 3.1, 2, 1},
        {"end would reach what matters", 1, 1.0, 0.2, 1.98, 2, 2},
        {"end would reach what matters, down", 1, -1.0, -1.999, -0.2, 2, 3},
        {"two decimals are kept", 2, 0.12, 0.07, 0.17, 0.1, 2},
        {"no change at all", 1, 0, 0, 0, 2, 1},
        {"ends print apart", 1, 2.62, 2.54, 2.66, NAN, 1},
        {"ends would print as one, of very many", 1, 2.62, 2.61, 2.63, NAN, 2},
        {"one end to both sides", 1, 2.62, 2.62, 2.62, NAN, 1},
        {"no range", 1, 1.5, NAN, NAN, 2, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int d = pp_style_decimals(rows[i].scale, rows[i].change,
                                  (struct pp_interval){rows[i].lo, rows[i].hi},
                                  rows[i].sesoi);
        if (d != rows[i].expected)
            fail_msg("%s: %d", rows[i].label, d);
    }
}

static void changes(void **state)
{
    (void)state;
    const struct {
        double x, lo, hi;
        int decimals;
        const char *change, *range;
    } rows[] = {
        {2.6, 1.8, 3.4, 1, "up 2.6 (1.8 to 3.4)", "1.8 to 3.4"},
        {0.12, 0.07, 0.17, 2, "up 0.12 (0.07 to 0.17)", "0.07 to 0.17"},
        {-0.4, -1.3, 0.5, 1, "down 0.4 (down 1.3 to up 0.5)",
         "down 1.3 to up 0.5"},
        {-2.6, -3.4, -1.8, 1, "down 2.6 (1.8 to 3.4)", "1.8 to 3.4"},
        {0.01, -1.4, 1.4, 1, "0.0 (down 1.4 to up 1.4)", "down 1.4 to up 1.4"},
        {0.3, -0.04, 0.7, 1, "up 0.3 (0.0 to 0.7)", "0.0 to 0.7"},
        {-0.3, -0.7, 0.04, 1, "down 0.3 (0.0 to 0.7)", "0.0 to 0.7"},
        {0.01, -0.04, 0.3, 1, "0.0 (0.0 to up 0.3)", "0.0 to 0.3"},
        {0.285, 0.1, 0.5, 2, "up 0.29 (0.10 to 0.50)", "0.10 to 0.50"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_interval range = {rows[i].lo, rows[i].hi};
        assert_string_equal(
            pp_style_change(pool, rows[i].x, range, rows[i].decimals),
            rows[i].change);
        assert_string_equal(pp_style_range(pool, range, rows[i].decimals),
                            rows[i].range);
    }
}

static void technical(void **state)
{
    (void)state;
    assert_string_equal(pp_style_signed(pool, 2.8, 1), "+2.8");
    assert_string_equal(pp_style_signed(pool, -1.25, 1), MINUS "1.3");
    assert_string_equal(pp_style_signed(pool, 0.01, 1), "0.0");
    assert_string_equal(pp_style_signed(pool, -0.01, 1), "0.0");
    assert_string_equal(pp_style_span(pool, (struct pp_interval){-1.2, 0.4}, 1),
                        MINUS "1.2 to 0.4");
    assert_string_equal(pp_style_span(pool, PP_INTERVAL_NONE, 1), "not known");
    const struct {
        double p;
        const char *text;
    } rows[] = {
        {0.034, "0.034"},      {0.5, "0.50"},           {0.0042, "0.0042"},
        {0.001, "0.0010"},     {0.0009, "below 0.001"}, {0, "below 0.001"},
        {0.995, "above 0.99"}, {1, "above 0.99"},       {0.0996, "0.10"},
        {0.0496, "0.0496"},    {0.05, "0.050"},         {NAN, "not known"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(pp_style_p(pool, rows[i].p), rows[i].text);
    assert_string_equal(pp_style_plain(pool, 12), "12");
    assert_string_equal(pp_style_plain(pool, 0.5), "0.5");
    assert_string_equal(pp_style_plain(pool, 100), "100");
    assert_string_equal(pp_style_plain(pool, -0.05), MINUS "0.05");
    assert_string_equal(pp_style_level(pool, 0.95), "95%");
    assert_string_equal(pp_style_level(pool, 1 - 2 * (1 - 0.95)), "90%");
    assert_string_equal(pp_style_level(pool, 0.998), "99.8%");
}

static void people(void **state)
{
    (void)state;
    assert_string_equal(pp_style_people(pool, 1), "1 person");
    assert_string_equal(pp_style_people(pool, 0), "0 people");
    assert_string_equal(pp_style_people(pool, 1234), "1,234 people");
    assert_string_equal(pp_style_points("1"), "point");
    assert_string_equal(pp_style_points("1.0"), "points");
    assert_string_equal(pp_style_points("0.5"), "points");
    assert_string_equal(pp_style_date(pool, "2025-03-04"), "4 March 2025");
    assert_string_equal(pp_style_date(pool, "2025-12-31T10:00:00Z"),
                        "31 December 2025");
    assert_string_equal(pp_style_date(pool, "spring"), "spring");
}

/* Hamilton's method, worked by hand. */
static void out_of_100(void **state)
{
    (void)state;
    const struct {
        long counts[4];
        size_t n;
        int parts[4];
    } rows[] = {
        {{39, 122, 7}, 3, {23, 73, 4}}, {{1, 1, 1}, 3, {34, 33, 33}},
        {{0, 5, 0}, 3, {0, 100, 0}},    {{0, 0, 0}, 3, {0, 0, 0}},
        {{1, 199, 0}, 3, {1, 99, 0}},   {{1, 1, 1, 4}, 4, {15, 14, 14, 57}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int parts[4];
        pp_style_per_100(rows[i].counts, rows[i].n, parts);
        for (size_t j = 0; j < rows[i].n; j++)
            assert_int_equal(parts[j], rows[i].parts[j]);
    }
    assert_int_equal(pp_style_share(168, 241), 70);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals),   cmocka_unit_test(changes),
        cmocka_unit_test(technical),  cmocka_unit_test(people),
        cmocka_unit_test(out_of_100),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
