/*
 * Nothing overlaps, leaves the page or is hard to read, whatever comes in:
 * 10,000 random inputs over all kinds, themes and widths, with labels from one
 * letter to hundreds, in several scripts, and data at their extremes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../helpers/figure_check.h"
#include "../helpers/often.h"
#include "prepost/plot/plot_caterpillar.h"
#include "prepost/plot/plot_change.h"
#include "prepost/plot/plot_flow.h"
#include "prepost/plot/plot_forest.h"
#include "prepost/plot/plot_funnel.h"
#include "prepost/plot/plot_icons.h"
#include "prepost/plot/plot_likert.h"
#include "prepost/plot/plot_missing.h"
#include "prepost/plot/plot_paired.h"
#include "prepost/plot/plot_panels.h"
#include "prepost/plot/plot_scatter.h"
#include "prepost/plot/plot_waves.h"

enum { DRAWS = 10000, MOST = 400 };

/* --- chance --------------------------------------------------------------- */

struct chance {
    uint64_t state;
    struct pp_pool *pool;
};

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t draw(struct chance *c)
{
    uint64_t z = c->state += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static size_t below(struct chance *c, size_t n)
{
    return (size_t)(draw(c) % n);
}

static double uniform(struct chance *c, double lo, double hi)
{
    return lo + (hi - lo) * (double)(draw(c) >> 11) / 9007199254740992.0;
}

static double normal(struct chance *c)
{
    double sum = 0;

    for (int i = 0; i < 12; i++)
        sum += uniform(c, 0, 1);
    return sum - 6;
}

static double sometimes_nan(struct chance *c, double x)
{
    return below(c, 12) == 0 ? NAN : x;
}

static const char *words(struct chance *c)
{
    static const char *const stock[] = {
        "hope",
        "",
        "I",
        "Symptoms of depression",
        "Ymdeimlad o berthyn (ŵ, ŷ)",
        "Одиночество и тревога",
        "😀👩‍👩‍👧 family",
        "#1 & <b>\"x\"</b>",
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        "a\tb\nc\x01",
        ("Life feels worthwhile, satisfaction with life and "
         "having a say in what happens in the place where one lives"),
        "孤独感と抑うつ",
        "عزلة",
        "R² ≤ 0.5 − χ²"};
    const char *one = stock[below(c, sizeof stock / sizeof stock[0])];

    if (below(c, 40) == 0) {
        char *long_one = pp_pool_alloc(c->pool, 5001);
        for (size_t i = 0; i < 5000; i++)
            long_one[i] = below(c, 9) ? (char)('a' + below(c, 13)) : ' ';
        return long_one;
    }
    if (below(c, 3) == 0)
        return pp_pool_printf(c->pool, "%s %s", one,
                              stock[below(c, sizeof stock / sizeof *stock)]);
    return one;
}

static const char *words_or_null(struct chance *c)
{
    return below(c, 4) == 0 ? NULL : words(c);
}

static struct pp_plot_style style(struct chance *c)
{
    static const double widths[] = {220, 360, 480, 559, 560, 640, 720, 1000};

    return (struct pp_plot_style){
        (enum pp_plot_theme)below(c, 3), widths[below(c, 8)],
        (enum pp_plot_numbers)below(c, 2), (enum pp_plot_heading)below(c, 2)};
}

static struct pp_interval interval(struct chance *c, double middle,
                                   double scale)
{
    double half = fabs(normal(c)) * scale;

    if (below(c, 12) == 0)
        return PP_INTERVAL_NONE;
    return (struct pp_interval){middle - half, middle + half};
}

/* --- the kinds ------------------------------------------------------------ */

static struct pp_paired_wave wave(struct chance *c, double mean, double sd,
                                  double lo, double hi)
{
    struct pp_paired_wave w = {
        words(c), mean, interval(c, mean, sd / 3), sometimes_nan(c, mean), 0, 0,
        lo,       hi};

    w.q1 = sometimes_nan(c, fmax(lo, mean - 0.6 * sd));
    w.q3 = fmin(hi, mean + 0.6 * sd);
    return w;
}

static struct pp_figure paired(struct chance *c, struct pp_plot_style *s)
{
    static const double sizes[] = {0, 1, 10, 100, 1000, 1e6};
    static const size_t people[] = {0, 1, 2, 3, 12, 40, 150, 151, 400};
    size_t n = people[below(c, 9)];
    double lo = below(c, 4) ? 0 : -uniform(c, 0, 100);
    double hi = lo + sizes[1 + below(c, 5)];
    double spread = below(c, 5) ? (hi - lo) / 6 : 0; /* 0: all alike */
    double mean = uniform(c, lo, hi), change = normal(c) * spread;
    double *pre = pp_pool_array(c->pool, n + 1, sizeof *pre);
    double *post = pp_pool_array(c->pool, n + 1, sizeof *post);

    for (size_t i = 0; i < n; i++) {
        pre[i] = fmin(hi, fmax(lo, mean + spread * normal(c)));
        post[i] = fmin(hi, fmax(lo, pre[i] + change + spread * normal(c)));
        if (below(c, 30) == 0)
            post[i] = NAN;
    }
    struct pp_paired_input in = {
        .title = words(c),
        .subtitle = words_or_null(c),
        .outcome = words(c),
        .axis = words(c),
        .note = words_or_null(c),
        .direction = (enum pp_direction)below(c, 2),
        .scale_min = sometimes_nan(c, lo),
        .scale_max = sometimes_nan(c, hi),
        .decimals = (int)below(c, 4),
        .n = n,
        .pre = pre,
        .post = post,
        .people = (enum pp_plot_people)below(c, 2),
        .change = change,
        .change_ci = interval(c, change, spread + 0.1),
        .change_se = sometimes_nan(c, spread * uniform(c, 0, 1)),
        .change_df = 3 + (double)below(c, 50),
        .level = 0.95,
        .sesoi = sometimes_nan(c, (hi - lo) * uniform(c, 0, 0.5)),
        .verdict = words_or_null(c),
        .cutoff = sometimes_nan(c, lo + (hi - lo) * uniform(c, 0, 1)),
        .cutoff_name = "cut-off of 10",
        .n_better = (long)below(c, 50) - 1};
    double after = fmin(hi, fmax(lo, mean + change));
    in.before = wave(c, below(c, 20) ? mean : NAN, spread, lo, hi);
    in.after = wave(c, after, spread, lo, hi);
    return pp_plot_paired(c->pool, &in, s);
}

static struct pp_figure forest(struct chance *c, struct pp_plot_style *s)
{
    size_t n = below(c, 31), k = 1 + below(c, 4);
    double scale = pow(10, uniform(c, -3, 4));
    struct pp_forest_row *rows = pp_pool_array(c->pool, n + 1, sizeof *rows);
    const char *series[4];

    for (size_t i = 0; i < k; i++)
        series[i] = words(c);
    for (size_t i = 0; i < n; i++) {
        struct pp_forest_mark *m = pp_pool_array(c->pool, k, sizeof *m);
        for (size_t j = 0; j < k; j++) {
            m[j].estimate = sometimes_nan(c, normal(c) * scale);
            m[j].ci =
                interval(c, m[j].estimate, scale * (below(c, 15) ? 1 : 1000));
            m[j].weight = below(c, 2) ? uniform(c, 0, 300) : 0;
            m[j].text = words_or_null(c);
            m[j].verdict = words_or_null(c);
        }
        rows[i] = (struct pp_forest_row){
            words(c), (enum pp_forest_row_kind)(below(c, 6) ? 0 : below(c, 3)),
            below(c, 2) ? NAN : scale * uniform(c, 0, 2), m};
    }
    struct pp_forest_input in = {.title = words(c),
                                 .subtitle = words_or_null(c),
                                 .what = words(c),
                                 .message = words_or_null(c),
                                 .axis = words(c),
                                 .text_heading = words_or_null(c),
                                 .verdict_heading = words_or_null(c),
                                 .row_heading = words_or_null(c),
                                 .note = words_or_null(c),
                                 .decimals = (int)below(c, 4),
                                 .level = 0.9,
                                 .n_series = k,
                                 .series = series,
                                 .n_rows = n,
                                 .rows = rows};
    return pp_plot_forest(c->pool, &in, s);
}

static struct pp_figure icons(struct chance *c, struct pp_plot_style *s)
{
    struct pp_icons_input in = {.title = words(c),
                                .subtitle = words_or_null(c),
                                .outcome = words(c),
                                .note = words_or_null(c)};

    for (int i = 0; i < 3; i++) {
        in.share[i] = below(c, 3) ? uniform(c, 0, 300) : 0;
        in.label[i] = words_or_null(c);
    }
    return pp_plot_icons(c->pool, &in, s);
}

static struct pp_flow_box box(struct chance *c)
{
    size_t n = below(c, 6);
    struct pp_flow_line *lines = pp_pool_array(c->pool, n + 1, sizeof *lines);

    for (size_t i = 0; i < n; i++)
        lines[i] = (struct pp_flow_line){words(c), (long)below(c, 9999) - 2};
    return (struct pp_flow_box){words(c), (long)below(c, 1000000) - 2, n,
                                lines};
}

static struct pp_figure flow(struct chance *c, struct pp_plot_style *s)
{
    size_t n = below(c, 8);
    struct pp_flow_step *steps = pp_pool_array(c->pool, n + 1, sizeof *steps);

    for (size_t i = 0; i < n; i++) {
        steps[i].box = box(c);
        if (below(c, 2))
            steps[i].aside = box(c);
    }
    struct pp_flow_input in = {.title = words(c),
                               .subtitle = words_or_null(c),
                               .message = words_or_null(c),
                               .note = words_or_null(c),
                               .n_steps = n,
                               .steps = steps};
    return pp_plot_flow(c->pool, &in, s);
}

/* Scores that may be all alike, out of range, missing or many. */
static double *scores(struct chance *c, size_t n, double mean, double sd)
{
    double *x = pp_pool_array(c->pool, n + 1, sizeof *x);
    int is_whole = below(c, 2) == 0;

    for (size_t i = 0; i < n; i++) {
        x[i] = mean + sd * normal(c);
        x[i] = is_whole ? round(x[i]) : x[i];
        if (below(c, 40) == 0)
            x[i] = NAN;
    }
    return x;
}

static size_t people(struct chance *c)
{
    static const size_t sizes[] = {0, 1, 2, 5, 9, 30, 150, 151, 600};

    return sizes[below(c, 9)];
}

static struct pp_figure change(struct chance *c, struct pp_plot_style *s)
{
    size_t n = people(c);
    double sd = below(c, 6) ? pow(10, uniform(c, -2, 4)) : 0;
    double mean = normal(c) * sd;
    struct pp_change_input in = {.title = words(c),
                                 .subtitle = words_or_null(c),
                                 .outcome = words(c),
                                 .axis = words_or_null(c),
                                 .note = words_or_null(c),
                                 .direction = (enum pp_direction)below(c, 2),
                                 .decimals = (int)below(c, 3),
                                 .n = n,
                                 .change = scores(c, n, mean, sd),
                                 .people = (enum pp_plot_people)below(c, 2),
                                 .mean = sometimes_nan(c, mean),
                                 .mean_ci = interval(c, mean, sd),
                                 .level = 0.95,
                                 .threshold =
                                     sometimes_nan(c, sd * uniform(c, 0, 9)),
                                 .threshold_name = words_or_null(c),
                                 .n_better = (long)below(c, 100) - 1,
                                 .n_between = (long)below(c, 100) - 1,
                                 .n_worse = (long)below(c, 100) - 1};

    return pp_plot_change(c->pool, &in, s);
}

static struct pp_figure scatter(struct chance *c, struct pp_plot_style *s)
{
    size_t n = people(c);
    double sd = below(c, 6) ? pow(10, uniform(c, -2, 4)) : 0;
    double mean = normal(c) * sd;
    struct pp_scatter_input in = {
        .title = words(c),
        .subtitle = words_or_null(c),
        .outcome = words(c),
        .pre_axis = words_or_null(c),
        .post_axis = words_or_null(c),
        .note = words_or_null(c),
        .direction = (enum pp_direction)below(c, 2),
        .scale_min = sometimes_nan(c, mean - 4 * sd),
        .scale_max = sometimes_nan(c, mean + 4 * sd),
        .decimals = (int)below(c, 3),
        .n = n,
        .pre = scores(c, n, mean, sd),
        .post = scores(c, n, mean, sd),
        .people = (enum pp_plot_people)below(c, 2),
        .threshold = sometimes_nan(c, sd * uniform(c, 0, 9)),
        .cutoff = sometimes_nan(c, mean + sd * normal(c)),
        .cutoff_name = words_or_null(c),
        .n_better = (long)below(c, 100) - 1};

    return pp_plot_scatter(c->pool, &in, s);
}

static struct pp_figure likert(struct chance *c, struct pp_plot_style *s)
{
    size_t n = below(c, 31), answers = below(c, 12);
    struct pp_likert_item *items = pp_pool_array(c->pool, n + 1, sizeof *items);
    struct pp_likert_input in = {.title = words(c),
                                 .subtitle = words_or_null(c),
                                 .what = words(c),
                                 .note = words_or_null(c),
                                 .left = words_or_null(c),
                                 .right = words_or_null(c),
                                 .n_answers = answers,
                                 .n_items = n,
                                 .items = items};

    for (size_t a = 0; a < answers; a++)
        in.answers[a] = words_or_null(c);
    for (size_t i = 0; i < n; i++) {
        size_t waves = below(c, 4);
        struct pp_likert_bar *bars =
            pp_pool_array(c->pool, waves + 1, sizeof *bars);
        for (size_t k = 0; k < waves; k++) {
            bars[k].wave = words(c);
            for (size_t a = 0; a < answers; a++)
                bars[k].count[a] =
                    below(c, 4) ? (double)below(c, 90) - (below(c, 40) == 0)
                                : 0;
        }
        items[i] = (struct pp_likert_item){
            .label = words(c), .n_bars = waves, .bars = bars};
        for (size_t a = 0; a < answers && below(c, 3) == 0;) {
            size_t last = a + below(c, 3);
            last = last < answers ? last : answers - 1;
            items[i].part[items[i].n_parts++] =
                (struct pp_likert_part){a, last};
            a = last + 1;
        }
    }
    return pp_plot_likert(c->pool, &in, s);
}

static struct pp_figure funnel(struct chance *c, struct pp_plot_style *s)
{
    size_t n = below(c, 60);
    int is_share = below(c, 2) == 0;
    double scale = is_share ? 0.3 : pow(10, uniform(c, -2, 4));
    double average = is_share ? uniform(c, 0, 1) : normal(c) * scale;
    struct pp_funnel_point *points =
        pp_pool_array(c->pool, n + 1, sizeof *points);

    for (size_t i = 0; i < n; i++) {
        double v = average + normal(c) * scale / 3;
        points[i] = (struct pp_funnel_point){
            words(c), sometimes_nan(c, floor(pow(10, uniform(c, 0, 4)))),
            sometimes_nan(c, is_share ? fmin(1, fmax(0, v)) : v),
            below(c, 6) == 0};
    }
    struct pp_funnel_input in = {
        .title = words(c),
        .subtitle = words_or_null(c),
        .what = words(c),
        .axis = words(c),
        .x_axis = words_or_null(c),
        .note = words_or_null(c),
        .of = is_share ? PP_FUNNEL_OF_SHARES : PP_FUNNEL_OF_MEANS,
        .average = sometimes_nan(c, average),
        .sd = sometimes_nan(c, below(c, 8) ? scale : 0),
        .decimals = (int)below(c, 3),
        .n_points = n,
        .points = points};
    return pp_plot_funnel(c->pool, &in, s);
}

static struct pp_figure caterpillar(struct chance *c, struct pp_plot_style *s)
{
    size_t n = below(c, 60);
    double scale = pow(10, uniform(c, -3, 4));
    struct pp_caterpillar_row *rows =
        pp_pool_array(c->pool, n + 1, sizeof *rows);

    for (size_t i = 0; i < n; i++) {
        double v = sometimes_nan(c, normal(c) * scale);
        rows[i] = (struct pp_caterpillar_row){
            words(c), v, interval(c, v, scale * (below(c, 15) ? 1 : 1000)),
            (double)below(c, 100)};
    }
    struct pp_caterpillar_input in = {.title = words(c),
                                      .subtitle = words_or_null(c),
                                      .what = words(c),
                                      .axis = words(c),
                                      .note = words_or_null(c),
                                      .decimals = (int)below(c, 3),
                                      .level = 0.95,
                                      .average =
                                          sometimes_nan(c, normal(c) * scale),
                                      .average_ci = interval(c, 0, scale),
                                      .n_rows = n,
                                      .rows = rows};
    return pp_plot_caterpillar(c->pool, &in, s);
}

static struct pp_figure missing(struct chance *c, struct pp_plot_style *s)
{
    size_t n = below(c, 8);
    struct pp_missing_row *rows = pp_pool_array(c->pool, n + 1, sizeof *rows);

    for (size_t i = 0; i < n; i++) {
        double v = sometimes_nan(c, normal(c));
        rows[i] = (struct pp_missing_row){
            words(c),         v,   interval(c, v, 1), sometimes_nan(c, 300),
            words_or_null(c), NULL};
    }
    struct pp_missing_input in = {.title = words(c),
                                  .subtitle = words_or_null(c),
                                  .outcome = words(c),
                                  .message = words_or_null(c),
                                  .note = words_or_null(c),
                                  .direction = (enum pp_direction)below(c, 2),
                                  .decimals = (int)below(c, 3),
                                  .level = 0.95,
                                  .sesoi = sometimes_nan(c, 1),
                                  .n_rows = n,
                                  .rows = rows};
    return pp_plot_missing(c->pool, &in, s);
}

static struct pp_figure waves(struct chance *c, struct pp_plot_style *s)
{
    size_t n = below(c, 9), k = 1 + below(c, 6);
    double scale = pow(10, uniform(c, -2, 4));
    const char *names[8];
    double when[8], at = 0;
    struct pp_waves_series series[6];

    for (size_t w = 0; w < n; w++) {
        names[w] = words(c);
        when[w] = at += uniform(c, 0, 5);
    }
    for (size_t i = 0; i < k; i++) {
        struct pp_waves_point *p = pp_pool_array(c->pool, n + 1, sizeof *p);
        for (size_t w = 0; w < n; w++) {
            p[w].mean = sometimes_nan(c, normal(c) * scale);
            p[w].ci = interval(c, p[w].mean, scale);
            p[w].n = sometimes_nan(c, (double)below(c, 300));
        }
        series[i] = (struct pp_waves_series){words(c), p};
    }
    struct pp_waves_input in = {.title = words(c),
                                .subtitle = words_or_null(c),
                                .outcome = words(c),
                                .axis = words(c),
                                .note = words_or_null(c),
                                .direction = (enum pp_direction)below(c, 2),
                                .scale_min = sometimes_nan(c, -4 * scale),
                                .scale_max = sometimes_nan(c, 4 * scale),
                                .decimals = (int)below(c, 3),
                                .level = 0.95,
                                .n_waves = n,
                                .waves = names,
                                .when = below(c, 2) ? when : NULL,
                                .n_series = k,
                                .series = series};
    return pp_plot_waves(c->pool, &in, s);
}

static struct pp_figure panels(struct chance *c, struct pp_plot_style *s)
{
    size_t n = below(c, 30);
    double scale = pow(10, uniform(c, -2, 4));
    struct pp_panels_group *groups =
        pp_pool_array(c->pool, n + 1, sizeof *groups);

    for (size_t i = 0; i < n; i++) {
        struct pp_panels_group *g = &groups[i];
        g->name = words(c);
        g->before = sometimes_nan(c, normal(c) * scale);
        g->after = sometimes_nan(c, normal(c) * scale);
        g->before_ci = interval(c, g->before, scale);
        g->after_ci = interval(c, g->after, scale);
        g->change = g->after - g->before;
        g->change_ci = interval(c, g->change, scale);
        g->n = sometimes_nan(c, (double)below(c, 300));
    }
    struct pp_panels_input in = {.title = words(c),
                                 .subtitle = words_or_null(c),
                                 .outcome = words(c),
                                 .axis = words(c),
                                 .note = words_or_null(c),
                                 .direction = (enum pp_direction)below(c, 2),
                                 .scale_min = sometimes_nan(c, -4 * scale),
                                 .scale_max = sometimes_nan(c, 4 * scale),
                                 .decimals = (int)below(c, 3),
                                 .level = 0.95,
                                 .n_groups = n,
                                 .groups = groups};
    return pp_plot_panels(c->pool, &in, s);
}

/* --- the test ------------------------------------------------------------- */

static void nothing_overlaps_or_leaves_the_page(void **state)
{
    static struct pp_figure (*const kinds[])(struct chance *,
                                             struct pp_plot_style *) = {
        paired, forest, icons,       flow,    change, scatter,
        likert, funnel, caterpillar, missing, waves,  panels};
    const size_t n_kinds = sizeof kinds / sizeof kinds[0];
    char wrong[MOST];
    size_t unsound = 0;

    (void)state;
    for (size_t i = 0; i < often(DRAWS); i++) {
        struct chance c = {i * 7919 + 1, pp_pool_new()};
        struct pp_plot_style s = style(&c);
        struct pp_figure f = kinds[i % n_kinds](&c, &s);
        if (!figure_is_sound(&f, wrong) && unsound++ < 8)
            print_message("draw %zu, %s, width %g, theme %d: %s\n", i, f.kind,
                          s.width_px, (int)s.theme, wrong);
        pp_pool_free(c.pool);
    }
    assert_int_equal(unsound, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_overlaps_or_leaves_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
