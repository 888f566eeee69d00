/*
 * Where people are hidden, two sets of people with the same printed numbers
 * give the same figure: bytes, words and table. So nothing can be worked out
 * from a figure that the numbers do not tell. Nor does any figure of averages
 * show them finer than they are printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/plot/plot_caterpillar.h"
#include "prepost/plot/plot_forest.h"
#include "prepost/plot/plot_funnel.h"
#include "prepost/plot/plot_paired.h"
#include "prepost/plot/plot_panels.h"
#include "prepost/plot/plot_scatter.h"
#include "prepost/plot/plot_waves.h"

enum { N = 60, N_WORLDS = 2 };

/*
 * 57 people alike in both, and three whose scores are (1, 4, 4) and (0, 3, 3)
 * or (2, 2, 5) and (1, 1, 4): sums, sums of squares and of products, the
 * quartiles (twenty people at 1, 3 and 5 each way) and each one's change are
 * the same, yet how many have a score of 1 is not.
 */
static void people(int world, double *pre, double *post)
{
    static const double before[N_WORLDS][3] = {{1, 4, 4}, {2, 2, 5}};
    static const double alike[] = {1, 3, 5};

    for (size_t i = 0; i < N; i++) {
        pre[i] = i < 57 ? alike[i % 3] : before[world][i - 57];
        post[i] = pre[i] - 1;
    }
}

/* Every word and byte of a figure. */
static char *all_of(const struct pp_figure *f)
{
    struct pp_buffer b = PP_BUFFER_INIT;
    struct pp_error err;

    assert_int_equal(pp_figure_svg(f, "a", PP_SVG_FILE, &b, &err), 0);
    pp_buffer_printf(&b, "%s\n%s\n%s\n", f->alt, f->description,
                     f->reason != NULL ? f->reason : "");
    for (size_t r = 0; r < f->table.n_rows; r++)
        for (size_t c = 0; c < f->table.n_columns; c++)
            pp_buffer_printf(&b, "%s\n", pp_figure_cell(f, r, c));
    return pp_buffer_take(&b);
}

/* What is printed of either world: mean 3 and a middle half of 1 to 5. */
static struct pp_paired_input paired(const double *pre, const double *post)
{
    return (struct pp_paired_input){
        .title = "Sadness fell",
        .outcome = "sadness",
        .axis = "Score",
        .direction = PP_LOWER_IS_BETTER,
        .scale_min = 0,
        .scale_max = 6,
        .decimals = 1,
        .n = N,
        .pre = pre,
        .post = post,
        .people = PP_PEOPLE_HIDDEN,
        .before = {"Before", 3, {2.6, 3.4}, 3, 1, 5, NAN, NAN},
        .after = {"After", 2, {1.6, 2.4}, 2, 0, 4, NAN, NAN},
        .change = -1,
        .change_ci = {-1.2, -0.8},
        .change_se = 0.1,
        .change_df = N - 1,
        .level = 0.95,
        .sesoi = 1,
        .cutoff = 3,
        .cutoff_name = "cut-off of 3",
        .n_better = N,
        .n_same = 0,
        .n_worse = 0};
}

static void paired_holds_only_what_is_printed(void **state)
{
    static const double widths[] = {720, 360};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct pp_plot_style style = PP_PLOT_STYLE;
        struct pp_pool *pool = pp_pool_new();
        char *made[N_WORLDS];
        style.width_px = widths[k];
        for (int world = 0; world < N_WORLDS; world++) {
            double pre[N], post[N];
            people(world, pre, post);
            struct pp_paired_input in = paired(pre, post);
            struct pp_figure f = pp_plot_paired(pool, &in, &style);
            assert_null(f.reason);
            made[world] = all_of(&f);
        }
        assert_string_equal(made[0], made[1]);
        assert_non_null(strstr(made[0], "Dotted line: cut-off of 3.<"));
        assert_null(strstr(made[0], "how scores are spread"));
        free(made[0]);
        free(made[1]);
        pp_pool_free(pool);
    }
}

/* Of few people the middle half is not given, nor the middle person. */
static void no_box_without_its_ends(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_paired_input in = paired(NULL, NULL);
    const uint32_t box = 0xE69F00;
    size_t n_boxes[3] = {0, 0, 0};

    (void)state;
    for (int k = 0; k < 3; k++) {
        struct pp_figure f = pp_plot_paired(pool, &in, &PP_PLOT_STYLE);
        char *made = all_of(&f);
        for (size_t i = 0; i < f.scene->n_items; i++)
            n_boxes[k] += f.scene->items[i].kind == PP_ITEM_POLYGON &&
                          f.scene->items[i].pen.ink.rgb == box;
        assert_int_equal(strstr(made, "Box: the middle half") != NULL, k == 0);
        assert_int_equal(strstr(made, "Short line: the middle person") != NULL,
                         k == 1);
        assert_int_equal(f.table.n_rows, 7 - (size_t)k);
        assert_int_equal(strstr(f.description, "iddle") != NULL, k < 2);
        assert_null(strstr(made, "nan"));
        assert_null(f.reason);
        free(made);
        if (k == 1)
            in.before.median = in.after.median = NAN;
        in.before.q1 = in.before.q3 = in.after.q1 = in.after.q3 = NAN;
    }
    assert_int_equal(n_boxes[0], 1);
    assert_int_equal(n_boxes[1] + n_boxes[2], 0);
    pp_pool_free(pool);
}

/* From 3.04 to 1.96 is down 1.08: printed 3.0, 2.0 and 1.1. */
static void what_does_not_add_up_is_said_to_be_rounded(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_paired_input in = paired(NULL, NULL);

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct pp_figure f = pp_plot_paired(pool, &in, &PP_PLOT_STYLE);
        char *made = all_of(&f);
        assert_int_equal(strstr(made, "Rounded, so may not add up.") != NULL,
                         k == 1);
        free(made);
        in.before.mean = 3.04;
        in.after.mean = 1.96;
        in.change = -1.08;
    }
    pp_pool_free(pool);
}

static void scatter_is_left_out(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    char *made[N_WORLDS];

    (void)state;
    for (int world = 0; world < N_WORLDS; world++) {
        double pre[N], post[N];
        people(world, pre, post);
        struct pp_scatter_input in = {.title = "Sadness fell",
                                      .outcome = "sadness",
                                      .direction = PP_LOWER_IS_BETTER,
                                      .scale_min = 0,
                                      .scale_max = 6,
                                      .n = N,
                                      .pre = pre,
                                      .post = post,
                                      .people = PP_PEOPLE_HIDDEN,
                                      .threshold = NAN,
                                      .cutoff = NAN,
                                      .n_better = N,
                                      .n_same = 0,
                                      .n_worse = 0};
        struct pp_figure f = pp_plot_scatter(pool, &in, &PP_PLOT_STYLE);
        assert_non_null(f.reason);
        assert_int_equal(f.table.n_rows, 0);
        made[world] = all_of(&f);
    }
    assert_string_equal(made[0], made[1]);
    assert_non_null(strstr(made[0], "to protect people's privacy"));
    free(made[0]);
    free(made[1]);
    pp_pool_free(pool);
}

/* --- no finer than printed --------------------------------------------------
 */

static const struct pp_interval UNDER = {0.6, 1.4};

/* Everything a little larger than what is printed of it, to one decimal. */
static struct pp_interval more(struct pp_interval range, double by)
{
    return (struct pp_interval){range.lo + by, range.hi + by};
}

static struct pp_figure paired_moved(struct pp_pool *pool, double by)
{
    struct pp_paired_input in = paired(NULL, NULL);
    struct pp_paired_wave *waves[] = {&in.before, &in.after};

    for (size_t w = 0; w < 2; w++) {
        waves[w]->mean += by;
        waves[w]->mean_ci = more(waves[w]->mean_ci, by);
        waves[w]->median += by;
        waves[w]->q1 += by;
        waves[w]->q3 += by;
    }
    in.change += by;
    in.change_ci.lo -= by;
    in.change_ci.hi += by;
    in.change_se *= 1 + 2 * by / 0.4; /* as the range is wider */
    return pp_plot_paired(pool, &in, &PP_PLOT_STYLE);
}

static struct pp_figure waves_moved(struct pp_pool *pool, double by)
{
    static const char *const names[] = {"First", "Second", "Third"};
    struct pp_waves_point points[] = {
        {2 + by, more((struct pp_interval){1, 3}, by), 20},
        {3 + by, more((struct pp_interval){2, 4}, by), 20},
        {4 + by, more((struct pp_interval){3, 5}, by), 20}};
    struct pp_waves_series one = {"Hope", points};
    struct pp_waves_input in = {.title = "Hope over time",
                                .outcome = "hope",
                                .axis = "Hope score",
                                .scale_min = 0,
                                .scale_max = 6,
                                .decimals = 1,
                                .level = 0.95,
                                .n_waves = 3,
                                .waves = names,
                                .n_series = 1,
                                .series = &one};

    return pp_plot_waves(pool, &in, &PP_PLOT_STYLE);
}

static struct pp_figure panels_moved(struct pp_pool *pool, double by)
{
    struct pp_panels_group groups[] = {
        {"North", 2 + by, 3 + by, more((struct pp_interval){1, 3}, by),
         more((struct pp_interval){2, 4}, by), 1 + by, more(UNDER, by), 20},
        {"South", 3 + by, 4 + by, more((struct pp_interval){2, 4}, by),
         more((struct pp_interval){3, 5}, by), 1 + by, more(UNDER, by), 20}};
    struct pp_panels_input in = {.title = "Hope, by region",
                                 .outcome = "hope",
                                 .axis = "Hope score",
                                 .scale_min = 0,
                                 .scale_max = 6,
                                 .decimals = 1,
                                 .level = 0.95,
                                 .n_groups = 2,
                                 .groups = groups};

    return pp_plot_panels(pool, &in, &PP_PLOT_STYLE);
}

static struct pp_figure forest_moved(struct pp_pool *pool, double by)
{
    struct pp_forest_mark marks[] = {
        {1 + by, more(UNDER, by), 0, "up 1.0", "Better", 1},
        {2 + by, more((struct pp_interval){1, 3}, by), 0, "up 2.0", "Better",
         1}};
    struct pp_forest_row rows[] = {{"Hope", PP_FOREST_ROW, 0.5, &marks[0]},
                                   {"Sleep", PP_FOREST_POOLED, NAN, &marks[1]}};
    struct pp_forest_input in = {.title = "Changes",
                                 .what = "Change in 2 outcomes",
                                 .axis = "Change",
                                 .decimals = 1,
                                 .level = 0.95,
                                 .n_series = 1,
                                 .n_rows = 2,
                                 .rows = rows};

    return pp_plot_forest(pool, &in, &PP_PLOT_STYLE);
}

static struct pp_figure caterpillar_moved(struct pp_pool *pool, double by)
{
    struct pp_caterpillar_row rows[] = {
        {"North", 1 + by, more(UNDER, by), 20},
        {"South", 2 + by, more((struct pp_interval){1, 3}, by), 20}};
    struct pp_caterpillar_input in = {.title = "Change in hope",
                                      .what = "Change in hope in 2 groups",
                                      .axis = "Points",
                                      .decimals = 1,
                                      .level = 0.95,
                                      .average = 1.5 + by,
                                      .average_ci =
                                          more((struct pp_interval){1, 2}, by),
                                      .n_rows = 2,
                                      .rows = rows};

    return pp_plot_caterpillar(pool, &in, &PP_PLOT_STYLE);
}

static struct pp_figure funnel_moved(struct pp_pool *pool, double by)
{
    struct pp_funnel_point points[] = {
        {.label = "North", .n = 20, .value = 1 + by},
        {.label = "South", .n = 30, .value = 2 + by}};
    struct pp_funnel_input in = {.title = "Regions",
                                 .what = "2 regions",
                                 .axis = "Points",
                                 .of = PP_FUNNEL_OF_MEANS,
                                 .average = 1.6 + by,
                                 .sd = 3 + by / 10,
                                 .tau2 = 0.25 + by / 100,
                                 .decimals = 1,
                                 .n_points = 2,
                                 .points = points};

    return pp_plot_funnel(pool, &in, &PP_PLOT_STYLE);
}

static void nothing_is_drawn_finer_than_printed(void **state)
{
    static struct pp_figure (*const make[])(struct pp_pool *, double) = {
        paired_moved, waves_moved,       panels_moved,
        forest_moved, caterpillar_moved, funnel_moved};

    (void)state;
    for (size_t k = 0; k < sizeof make / sizeof make[0]; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_figure f = make[k](pool, 0), g = make[k](pool, 0.04),
                         h = make[k](pool, 0.4);
        char *exact = all_of(&f), *near = all_of(&g), *far = all_of(&h);
        assert_null(f.reason);
        if (strcmp(exact, near) != 0)
            fail_msg("%s: shows what its table does not", f.kind);
        assert_string_not_equal(exact, far);
        free(exact);
        free(near);
        free(far);
        pp_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paired_holds_only_what_is_printed),
        cmocka_unit_test(no_box_without_its_ends),
        cmocka_unit_test(what_does_not_add_up_is_said_to_be_rounded),
        cmocka_unit_test(scatter_is_left_out),
        cmocka_unit_test(nothing_is_drawn_finer_than_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
