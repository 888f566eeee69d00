/*
 * Where people are hidden, the change figure draws the three numbers that are
 * printed, and nothing by which a part of them could be told apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "prepost/plot/plot_change.h"

static struct pp_change_input twelve(enum pp_plot_people people,
                                     const double *change)
{
    return (struct pp_change_input){.title = "Hope rose",
                                    .outcome = "hope",
                                    .direction = PP_HIGHER_IS_BETTER,
                                    .decimals = 1,
                                    .n = 12,
                                    .change = change,
                                    .people = people,
                                    .mean = 2,
                                    .mean_ci = {0.5, 3.5},
                                    .level = 0.95,
                                    .threshold = 3,
                                    .threshold_name = "3 points",
                                    .n_better = 6,
                                    .n_between = 6,
                                    .n_worse = 0};
}

/* The width of the bar of a colour; 0 where there is none. */
static double bar_width(const struct pp_figure *f, uint32_t rgb)
{
    for (size_t i = 0; i < f->scene->n_items; i++) {
        const struct pp_scene_item *t = &f->scene->items[i];
        if (t->kind == PP_ITEM_POLYGON && t->pen.ink.rgb == rgb)
            return fabs(t->points[1].x - t->points[0].x) +
                   fabs(t->points[2].x - t->points[1].x);
    }
    return 0;
}

static void bars_are_as_long_as_what_is_printed(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_change_input in = twelve(PP_PEOPLE_HIDDEN, NULL);

    (void)state;
    in.n_better = 30;
    in.n_between = 20;
    in.n_worse = 10;
    in.n = 60;
    struct pp_figure f = pp_plot_change(pool, &in, &PP_PLOT_STYLE);
    assert_null(f.reason);
    double better = bar_width(&f, 0x0072B2), between = bar_width(&f, 0x8A8A8A),
           worse = bar_width(&f, 0xD55E00);
    assert_true(better > 100);
    assert_true(fabs(between / better - 20.0 / 30) < 1e-9);
    assert_true(fabs(worse / better - 10.0 / 30) < 1e-9);
    assert_int_equal(f.table.n_rows, 3);
    assert_string_equal(pp_figure_cell(&f, 0, 0), "better by 3 points or more");
    assert_string_equal(pp_figure_cell(&f, 0, 1), "30");
    assert_string_equal(pp_figure_cell(&f, 1, 0), "in between");
    assert_string_equal(pp_figure_cell(&f, 1, 1), "20");
    assert_string_equal(pp_figure_cell(&f, 2, 0), "worse by 3 points or more");
    assert_string_equal(pp_figure_cell(&f, 2, 1), "10");
    assert_non_null(strstr(f.description,
                           "Better by 3 points or more: 30. In between: 20. "
                           "Worse by 3 points or more: 10. The average change "
                           "was up 2.0 (0.5 to 3.5)."));
    pp_pool_free(pool);
}

/* The same three counts, with the sum 24 of all changes: in the first, bars of
 * single points would show that five went up by 3 and one by 9. */
static void who_changed_by_how_much_is_not_drawn(void **state)
{
    static const double worlds[2][12] = {
        {3, 3, 3, 3, 3, 9, 0, 0, 0, 0, 0, 0},
        {4, 4, 4, 4, 4, 4, 1, -1, 1, -1, 0, 0}};
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer svg[2] = {PP_BUFFER_INIT, PP_BUFFER_INIT};
    struct pp_error err;

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct pp_change_input in = twelve(PP_PEOPLE_HIDDEN, worlds[k]);
        struct pp_figure f = pp_plot_change(pool, &in, &PP_PLOT_STYLE);
        assert_null(f.reason);
        assert_int_equal(pp_figure_svg(&f, "a", PP_SVG_FILE, &svg[k], &err), 0);
        assert_int_equal(f.table.n_rows, 3);
    }
    assert_string_equal(pp_buffer_text(&svg[0]), pp_buffer_text(&svg[1]));
    pp_buffer_clear(&svg[0]);
    pp_buffer_clear(&svg[1]);
    pp_pool_free(pool);
}

static void a_number_that_is_not_shown_is_not_drawn(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_change_input in = twelve(PP_PEOPLE_HIDDEN, NULL);

    (void)state;
    in.n_worse = -1;
    struct pp_figure f = pp_plot_change(pool, &in, &PP_PLOT_STYLE);
    assert_string_equal(f.reason,
                        "Nothing is drawn, to protect people's privacy.");
    assert_null(strstr(f.description, "6"));
    pp_pool_free(pool);
}

/* By 7 of 12 is counted from the changes themselves. */
static void people_who_may_be_shown_are_counted(void **state)
{
    static const double change[12] = {3, 3, 3, 3, 3, 3, 9, 0, 0, 0, -1, -3};
    struct pp_pool *pool = pp_pool_new();
    struct pp_change_input in = twelve(PP_PEOPLE_SHOWN, change);

    (void)state;
    struct pp_figure f = pp_plot_change(pool, &in, &PP_PLOT_STYLE);
    assert_non_null(strstr(f.description,
                           "Better by 3 points or more: 7. In between: 4. "
                           "Worse by 3 points or more: 1."));
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_are_as_long_as_what_is_printed),
        cmocka_unit_test(who_changed_by_how_much_is_not_drawn),
        cmocka_unit_test(a_number_that_is_not_shown_is_not_drawn),
        cmocka_unit_test(people_who_may_be_shown_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
