#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "prepost/plot/axis.h"
#include "prepost/plot/theme.h"

static void ticks_are_round_and_inside(void **state)
{
    static const struct {
        const char *label;
        double lo, hi;
        size_t wanted, n;
        double first, last;
        int decimals;
    } rows[] = {
        {"0 to 27", 0, 27, 6, 6, 0, 25, 0},
        {"0 to 100", 0, 100, 5, 6, 0, 100, 0},
        {"12 to 48", 12, 48, 6, 7, 15, 45, 0},
        {"fractions", -0.12, 0.31, 5, 5, -0.1, 0.3, 1},
        {"tiny", 0, 3e-7, 3, 4, 0, 3e-7, 7},
        {"large", -1e9, 1e9, 4, 5, -1e9, 1e9, 0},
        {"nothing", 5, 5, 5, 0, 0, 0, 0},
        {"backwards", 5, 1, 5, 0, 0, 0, 0},
        {"missing", NAN, 1, 5, 0, 0, 0, 0},
        {"endless", 0, INFINITY, 5, 0, 0, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_ticks t = pp_ticks_in(rows[i].lo, rows[i].hi, rows[i].wanted);
        if (t.n != rows[i].n)
            fail_msg("%s: %zu ticks, step %g", rows[i].label, t.n, t.step);
        if (t.n == 0)
            continue;
        double slack = 1e-9 * (rows[i].hi - rows[i].lo);
        if (fabs(t.at[0] - rows[i].first) > slack ||
            fabs(t.at[t.n - 1] - rows[i].last) > slack ||
            t.decimals != rows[i].decimals)
            fail_msg("%s: %g to %g, %d decimals", rows[i].label, t.at[0],
                     t.at[t.n - 1], t.decimals);
    }
}

/* Worked by hand: a third of 12 to 48 is 12, which ticks of 2 widen. */
static void an_axis_keeps_to_its_scale(void **state)
{
    static const struct {
        const char *label;
        double lo, hi, least, most, from, to;
    } rows[] = {
        {"small change in the middle", 29, 31, 12, 48, 24, 36},
        {"at the ceiling", 47, 48, 12, 48, 36, 48},
        {"at the floor", 12, 13, 12, 48, 12, 24},
        {"all alike at the ceiling", 48, 48, 12, 48, 36, 48},
        {"half of it", 20, 38, 12, 48, 20, 40},
        {"beyond it, as the data are", 40, 50, 12, 48, 38, 50},
        {"not known", 29, 31, NAN, NAN, 29, 31},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double lo = rows[i].lo, hi = rows[i].hi;
        pp_range_on_scale(&lo, &hi, rows[i].least, rows[i].most);
        if (fabs(lo - rows[i].from) > 1e-9 || fabs(hi - rows[i].to) > 1e-9)
            fail_msg("%s: %g to %g", rows[i].label, lo, hi);
    }
}

static void numbers_are_printed_as_words_want_them(void **state)
{
    struct pp_plot_style english = PP_PLOT_STYLE, neutral = PP_PLOT_STYLE;
    struct pp_pool *p = pp_pool_new();

    (void)state;
    neutral.numbers = PP_NUMBERS_NEUTRAL;
    assert_string_equal(pp_figure_number(p, &english, 1234567.25, 1),
                        "1,234,567.3");
    assert_string_equal(pp_figure_number(p, &neutral, 1234567.25, 1),
                        "1\xC2\xA0"
                        "234\xC2\xA0"
                        "567.3");
    assert_string_equal(pp_figure_number(p, &neutral, 999, 0), "999");
    assert_string_equal(pp_figure_number(p, &english, -0.44, 1), "−0.4");
    assert_string_equal(pp_figure_number(p, &english, -0.04, 1), "0.0");
    assert_string_equal(pp_figure_number(p, &english, NAN, 1), "");
    assert_string_equal(pp_figure_signed(p, &english, 0.04, 1), "0.0");
    assert_string_equal(pp_figure_signed(p, &english, 2.6, 1), "+2.6");
    assert_string_equal(pp_figure_people(p, &english, 1), "1 person");
    assert_string_equal(pp_figure_people(p, &english, 1000), "1,000 people");
    assert_string_equal(pp_figure_percent(p, &english, 0.95), "95%");
    assert_string_equal(pp_figure_percent(p, &english, 0.998), "99.8%");
    pp_pool_free(p);
}

/* The cells of the published phrase table: "up 2.6 (1.8 to 3.4)". */
static void changes_have_words_for_signs(void **state)
{
    static const struct {
        double x, lo, hi;
        const char *text;
    } rows[] = {
        {2.6, 1.8, 3.4, "up 2.6 (1.8 to 3.4)"},
        {-0.4, -1.3, 0.5, "down 0.4 (down 1.3 to up 0.5)"},
        {-2.6, -3.4, -1.8, "down 2.6 (1.8 to 3.4)"},
        {0, -1.4, 1.4, "0.0 (down 1.4 to up 1.4)"},
        {0.4, 0.04, 0.8, "up 0.4 (0.0 to 0.8)"}, /* as tables have it */
        {-0.4, -0.8, 0.04, "down 0.4 (0.0 to 0.8)"},
        {0, 0, 0.8, "0.0 (0.0 to up 0.8)"},
        {2.6, NAN, 3, "up 2.6"},
        {2.604, 2.594, 2.614, "up 2.60 (2.59 to 2.61)"},
        {0, -0.004, 0.004, "0.000 (down 0.004 to up 0.004)"},
        {3, 3, 3, "up 3.0 (3.0 to 3.0)"},
    };
    struct pp_pool *p = pp_pool_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(pp_figure_change_range(p, &PP_PLOT_STYLE, rows[i].x,
                                                   rows[i].lo, rows[i].hi, 1),
                            rows[i].text);
    assert_string_equal(pp_figure_change(p, &PP_PLOT_STYLE, NAN, 1), "");
    pp_pool_free(p);
}

/* Hamilton's apportionment (largest remainders), worked by hand: of 2, 3 and 4
 * ninths 22.2, 33.3 and 44.4, so the odd one goes to the last. */
static void shares_make_a_hundred(void **state)
{
    static const struct {
        const char *label;
        double share[4];
        int percent[4], status;
    } rows[] = {
        {"ninths", {2, 3, 4, 0}, {22, 33, 45, 0}, 0},
        {"ties go to the earlier", {1, 1, 1, 0}, {34, 33, 33, 0}, 0},
        {"sixths", {1, 1, 1, 3}, {17, 17, 16, 50}, 0},
        {"one for all", {0, 7, 0, 0}, {0, 100, 0, 0}, 0},
        {"one in a million", {1, 999999, 0, 0}, {0, 100, 0, 0}, 0},
        {"nobody", {0, 0, 0, 0}, {0, 0, 0, 0}, -1},
        {"hidden", {5, -1, 5, 5}, {0, 0, 0, 0}, -1},
        {"missing", {5, 5, NAN, 5}, {0, 0, 0, 0}, -1},
        {"endless", {5, 5, 5, INFINITY}, {0, 0, 0, 0}, -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int out[4];
        if (pp_figure_whole_percents(rows[i].share, 4, out) != rows[i].status)
            fail_msg("%s: not %d", rows[i].label, rows[i].status);
        for (size_t k = 0; k < 4; k++)
            if (out[k] != rows[i].percent[k])
                fail_msg("%s: %d at %zu", rows[i].label, out[k], k);
    }
}

/* WCAG 2.2: white on black 21; #767676 on white 4.54, the known border. */
static void contrast_is_wcags(void **state)
{
    (void)state;
    assert_true(fabs(pp_contrast(0xFFFFFF, 0x000000) - 21) < 1e-9);
    assert_true(fabs(pp_contrast(0x767676, 0xFFFFFF) - 4.54) < 0.005);
    assert_int_equal(pp_readable_on(0x1F618D), 0xFFFFFF);
    assert_int_equal(pp_readable_on(0xF0B27A), 0x222222);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_are_round_and_inside),
        cmocka_unit_test(an_axis_keeps_to_its_scale),
        cmocka_unit_test(numbers_are_printed_as_words_want_them),
        cmocka_unit_test(changes_have_words_for_signs),
        cmocka_unit_test(shares_make_a_hundred),
        cmocka_unit_test(contrast_is_wcags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
