#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "prepost/plot/scene.h"
#include "prepost/plot/spread.h"

static void densities_need_spread(void **state)
{
    const double alike[] = {4, 4, 4, 4}, two[] = {1, 2, NAN},
                 far[] = {-1e300, 0, 1e300, 1};

    (void)state;
    assert_int_equal(pp_spread_density(alike, 4, 0.1, NAN, NAN).n, 0);
    assert_int_equal(pp_spread_density(two, 3, 0.1, NAN, NAN).n, 0);
    assert_int_equal(pp_spread_density(NULL, 0, 0.1, NAN, NAN).n, 0);
    struct pp_curve c = pp_spread_density(far, 4, 0.1, NAN, NAN);
    for (size_t i = 0; i < c.n; i++)
        assert_true(isfinite(c.height[i]));
}

/* Symmetric values: a symmetric curve, highest in the middle, whose two
 * halves hold as much; nothing beyond what can be scored. */
static void densities_follow_the_values(void **state)
{
    double x[101];

    (void)state;
    for (int i = 0; i < 101; i++)
        x[i] = 50 + 10 * tan((i - 50) / 50.0);
    struct pp_curve c = pp_spread_density(x, 101, 1, 0, 100);
    assert_true(c.lo >= 0 && c.hi <= 100);
    assert_true(fabs(pp_curve_at(&c, 50) - 1) < 0.01);
    for (int d = 1; d < 12; d++)
        assert_true(fabs(pp_curve_at(&c, 50 + d) - pp_curve_at(&c, 50 - d)) <
                    0.02);
    assert_true(pp_curve_at(&c, 101) == 0);
}

/* Student's density, 1 in the middle: at t = 1 with 1 degree of freedom a
 * half (Cauchy), with endless degrees exp(-1/2). */
static void the_mean_has_a_t_curve(void **state)
{
    (void)state;
    struct pp_curve c = pp_spread_of_mean(10, 2, 1);
    assert_true(fabs(pp_curve_at(&c, 12) - 0.5) < 0.01);
    c = pp_spread_of_mean(10, 2, INFINITY);
    assert_true(fabs(pp_curve_at(&c, 12) - exp(-0.5)) < 0.01);
    assert_int_equal(pp_spread_of_mean(10, 0, 5).n, 0);
    assert_int_equal(pp_spread_of_mean(NAN, 1, 5).n, 0);
}

static void cells_count_everyone_once(void **state)
{
    static const size_t sizes[] = {0, 1, 150, 151, 5000};
    static double x[5000], y[5000];

    (void)state;
    for (size_t i = 0; i < 5000; i++) {
        x[i] = (double)(i * 37 % 28);
        y[i] = (double)(i * 11 % 28);
    }
    for (size_t k = 0; k < 5; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_cell_rule rule = {0, 27, 150, 24, 200};
        struct pp_cells c = pp_spread_cells(pool, x, y, sizes[k], &rule);
        size_t sum = 0;
        for (size_t i = 0; i < c.n; i++)
            sum += c.cell[i].count;
        assert_int_equal(sum, sizes[k]);
        assert_int_equal(c.n_people, sizes[k]);
        assert_int_equal(c.is_binned, sizes[k] > 150);
        if (c.is_binned)
            assert_in_range(c.n, 1, 200);
        pp_pool_free(pool);
    }
}

/* A square of 10 over the corner of a box: 5 by 5 of it are left. */
static void polygons_are_cut_at_the_edge(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_scene *s = pp_scene_new(pool, 100);
    struct pp_box box = {0, 0, 50, 50};
    struct pp_point square[] = {{45, 45}, {55, 45}, {55, 55}, {45, 55}};
    struct pp_point outside[] = {{60, 60}, {70, 60}, {65, 70}};
    double area = 0;

    (void)state;
    pp_scene_polygon_in(s, PP_INK(0), box, square, 4);
    pp_scene_polygon_in(s, PP_INK(0), box, outside, 3);
    assert_int_equal(s->n_items, 1);
    const struct pp_scene_item *t = &s->items[0];
    for (size_t i = 0; i < t->n_points; i++) {
        struct pp_point a = t->points[i], b = t->points[(i + 1) % t->n_points];
        area += (a.x * b.y - b.x * a.y) / 2;
    }
    assert_true(fabs(fabs(area) - 25) < 1e-9);

    struct pp_pen pen = {PP_INK(0), 1, 0, 0};
    pp_scene_line_in(s, pen, box, -10, 25, 100, 25);
    assert_true(s->items[1].points[0].x == 0 && s->items[1].points[1].x == 50);
    pp_scene_line_in(s, pen, box, 60, 0, 60, 50);
    assert_int_equal(s->n_items, 2);
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(densities_need_spread),
        cmocka_unit_test(densities_follow_the_values),
        cmocka_unit_test(the_mean_has_a_t_curve),
        cmocka_unit_test(cells_count_everyone_once),
        cmocka_unit_test(polygons_are_cut_at_the_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
