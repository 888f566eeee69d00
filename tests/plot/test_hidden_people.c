/*
 * Where people are hidden, two sets of people with the same printed numbers
 * give the same figure: bytes, words and table. So nothing can be worked out
 * from a figure that the numbers do not tell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/plot/plot_paired.h"
#include "prepost/plot/plot_scatter.h"

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

/* Of ten people to nineteen the middle person is given, the middle half not. */
static void no_box_without_its_ends(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_paired_input in = paired(NULL, NULL);
    const uint32_t box = 0xE69F00;
    size_t n_boxes[2] = {0, 0};

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct pp_figure f = pp_plot_paired(pool, &in, &PP_PLOT_STYLE);
        char *made = all_of(&f);
        for (size_t i = 0; i < f.scene->n_items; i++)
            n_boxes[k] += f.scene->items[i].kind == PP_ITEM_POLYGON &&
                          f.scene->items[i].pen.ink.rgb == box;
        assert_int_equal(strstr(made, "Box: the middle half") != NULL, k == 0);
        assert_int_equal(strstr(made, "Short line: the middle person") != NULL,
                         k == 1);
        assert_int_equal(f.table.n_rows, k == 0 ? 7 : 6);
        assert_null(strstr(made, "nan"));
        assert_null(f.reason);
        free(made);
        in.before.q1 = in.before.q3 = in.after.q1 = in.after.q3 = NAN;
    }
    assert_int_equal(n_boxes[0], 1);
    assert_int_equal(n_boxes[1], 0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paired_holds_only_what_is_printed),
        cmocka_unit_test(no_box_without_its_ends),
        cmocka_unit_test(scatter_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
