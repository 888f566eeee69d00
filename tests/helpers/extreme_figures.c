#include "extreme_figures.h"

#include <math.h>

#include "prepost/plot/axis.h"
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

static struct pp_interval around(double x, double half)
{
    return (struct pp_interval){x - half, x + half};
}

static const char *title(struct pp_pool *pool, const struct extreme *x)
{
    return pp_pool_printf(pool, "%s rose", extreme_name(pool, x, 0));
}

static const char *subtitle(struct pp_pool *pool, const struct extreme *x)
{
    return pp_pool_printf(pool,
                          "%s (12 to 48), %zu people who answered twice, "
                          "January to December 2025",
                          extreme_name(pool, x, 0), x->n_people);
}

/* A change in SDs, of which 0.4 would matter. */
static const char *finding(double change, double half)
{
    return change - half > 0           ? "Better"
           : change + half < 0         ? "Worse"
           : fabs(change) + half < 0.4 ? "No change that matters"
                                       : "We cannot tell";
}

/* --- one outcome's people ------------------------------------------------- */

static struct pp_paired_wave wave(const char *label, double mean, double sd,
                                  size_t n, const double q[5])
{
    return (struct pp_paired_wave){
        label, mean, around(mean, 2 * sd / sqrt((double)n)), q[2], q[1], q[3],
        q[0],  q[4]};
}

static struct pp_figure paired_of(struct pp_pool *pool, const struct extreme *x,
                                  const struct pp_plot_style *style,
                                  enum pp_plot_people people)
{
    struct crowd c = extreme_crowd(pool, x);
    struct pp_paired_input in = {
        .title = title(pool, x),
        .subtitle = subtitle(pool, x),
        .outcome = extreme_name(pool, x, 0),
        .axis = pp_pool_printf(pool, "%s score", extreme_name(pool, x, 0)),
        .direction = PP_HIGHER_IS_BETTER,
        .scale_min = c.lo,
        .scale_max = c.hi,
        .decimals = 1,
        .n = x->n_people,
        .pre = c.pre,
        .post = c.post,
        .people = people,
        .before = wave("Before", c.pre_mean, c.pre_sd, x->n_people, c.q[0]),
        .after = wave("After", c.post_mean, c.post_sd, x->n_people, c.q[1]),
        .change = c.mean,
        .change_ci = around(c.mean, 2 * c.se),
        .change_se = c.se,
        .change_df = (double)x->n_people - 1,
        .level = 0.95,
        .sesoi = 2 * x->step,
        .verdict = finding(c.mean / 6 / x->step, c.se / 3 / x->step),
        .n_better = c.better,
        .n_same = c.same,
        .n_worse = c.worse};

    return pp_plot_paired(pool, &in, style);
}

static struct pp_figure paired(struct pp_pool *pool, const struct extreme *x,
                               const struct pp_plot_style *style)
{
    return paired_of(pool, x, style, PP_PEOPLE_SHOWN);
}

static struct pp_figure paired_hidden(struct pp_pool *pool,
                                      const struct extreme *x,
                                      const struct pp_plot_style *style)
{
    return paired_of(pool, x, style, PP_PEOPLE_HIDDEN);
}

/* By seven steps or more: better, neither, worse. */
struct sides {
    long better, between, worse;
};

static struct sides sides_of(const struct extreme *x, const struct crowd *c)
{
    struct sides s = {0, 0, 0};

    for (size_t i = 0; i < x->n_people; i++) {
        s.better += c->change[i] >= 7 * x->step;
        s.worse += c->change[i] <= -7 * x->step;
    }
    s.between = (long)x->n_people - s.better - s.worse;
    return s;
}

static struct pp_figure change_of(struct pp_pool *pool, const struct extreme *x,
                                  const struct pp_plot_style *style,
                                  enum pp_plot_people people)
{
    struct crowd c = extreme_crowd(pool, x);
    struct sides sides = sides_of(x, &c);
    struct pp_change_input in = {
        .title = title(pool, x),
        .subtitle = subtitle(pool, x),
        .outcome = extreme_name(pool, x, 0),
        .direction = PP_HIGHER_IS_BETTER,
        .decimals = 1,
        .n = x->n_people,
        .change = c.change,
        .people = people,
        .mean = c.mean,
        .mean_ci = around(c.mean, 2 * c.se),
        .level = 0.95,
        .threshold = 7 * x->step,
        .threshold_name = pp_pool_printf(pool, "%g points", 7 * x->step),
        .n_better = sides.better,
        .n_between = sides.between,
        .n_worse = sides.worse};

    return pp_plot_change(pool, &in, style);
}

static struct pp_figure change(struct pp_pool *pool, const struct extreme *x,
                               const struct pp_plot_style *style)
{
    return change_of(pool, x, style, PP_PEOPLE_SHOWN);
}

static struct pp_figure change_hidden(struct pp_pool *pool,
                                      const struct extreme *x,
                                      const struct pp_plot_style *style)
{
    return change_of(pool, x, style, PP_PEOPLE_HIDDEN);
}

static struct pp_figure scatter_of(struct pp_pool *pool,
                                   const struct extreme *x,
                                   const struct pp_plot_style *style,
                                   enum pp_plot_people people)
{
    struct crowd c = extreme_crowd(pool, x);
    struct sides sides = sides_of(x, &c);
    struct pp_scatter_input in = {
        .title = title(pool, x),
        .subtitle = subtitle(pool, x),
        .outcome = extreme_name(pool, x, 0),
        .pre_axis = pp_pool_printf(pool, "%s before", extreme_name(pool, x, 0)),
        .post_axis = pp_pool_printf(pool, "%s after", extreme_name(pool, x, 0)),
        .direction = PP_HIGHER_IS_BETTER,
        .scale_min = c.lo,
        .scale_max = c.hi,
        .n = x->n_people,
        .pre = c.pre,
        .post = c.post,
        .people = people,
        .threshold = 6.5 * x->step,
        .cutoff = 34.5 * x->step,
        .cutoff_name = pp_pool_printf(pool, "cut-off of %g", 35 * x->step),
        .n_better = sides.better,
        .n_same = sides.between,
        .n_worse = sides.worse};

    return pp_plot_scatter(pool, &in, style);
}

static struct pp_figure scatter(struct pp_pool *pool, const struct extreme *x,
                                const struct pp_plot_style *style)
{
    return scatter_of(pool, x, style, PP_PEOPLE_SHOWN);
}

static struct pp_figure scatter_hidden(struct pp_pool *pool,
                                       const struct extreme *x,
                                       const struct pp_plot_style *style)
{
    return scatter_of(pool, x, style, PP_PEOPLE_HIDDEN);
}

static struct pp_figure icons(struct pp_pool *pool, const struct extreme *x,
                              const struct pp_plot_style *style)
{
    struct crowd c = extreme_crowd(pool, x);
    struct pp_icons_input in = {
        .title = title(pool, x),
        .subtitle = subtitle(pool, x),
        .outcome = extreme_name(pool, x, 0),
        .share = {(double)c.better, (double)c.same, (double)c.worse},
        .label = {
            pp_pool_printf(pool, "better on %s", extreme_name(pool, x, 0)),
            "in between",
            pp_pool_printf(pool, "worse on %s", extreme_name(pool, x, 0))}};

    return pp_plot_icons(pool, &in, style);
}

/* --- rows of changes ------------------------------------------------------ */

/* Row i's change, on a scale of its own, in SDs; some worse, some unclear. */
static double estimate(size_t i)
{
    static const double all[] = {0.57, -0.05, 0.37, 0.12, 0.33, -0.42, 0.2};

    return all[i % (sizeof all / sizeof all[0])];
}

static double half_range(const struct extreme *x, size_t i)
{
    double sd = x->spread > 0 ? 1 + 0.3 * (double)(i % 3) : 0;

    return 2 * sd / sqrt((double)x->n_people);
}

static struct pp_forest_mark mark(struct pp_pool *pool, const struct extreme *x,
                                  size_t i)
{
    double change = estimate(i), half = half_range(x, i);

    return (struct pp_forest_mark){
        .estimate = change,
        .ci = around(change, half),
        .weight = (double)x->n_people,
        .text =
            pp_figure_change_range(pool, &PP_PLOT_STYLE, 6 * change,
                                   6 * (change - half), 6 * (change + half), 1),
        .verdict = finding(change, half)};
}

static struct pp_figure forest_of(struct pp_pool *pool, const struct extreme *x,
                                  const struct pp_plot_style *style,
                                  size_t n_series)
{
    size_t n = x->n_people > 0 ? x->n_rows : 0;
    struct pp_forest_row *rows = pp_pool_array(pool, n + 1, sizeof *rows);
    const char *series[] = {extreme_name(pool, x, 0), extreme_name(pool, x, 1)};

    for (size_t i = 0; i < n; i++) {
        struct pp_forest_mark *marks =
            pp_pool_array(pool, n_series, sizeof *marks);
        for (size_t k = 0; k < n_series; k++)
            marks[k] = mark(pool, x, i + 3 * k);
        rows[i] = (struct pp_forest_row){extreme_name(pool, x, i),
                                         PP_FOREST_ROW, 0.4, marks};
    }
    struct pp_forest_input in = {
        .title = "The change in every outcome",
        .subtitle = subtitle(pool, x),
        .what = pp_pool_printf(pool, "Change in %zu outcomes", n),
        .axis = "Change, in standard deviations of the scores before",
        .text_heading = "Change in points",
        .verdict_heading = "Finding",
        .row_heading = "Outcome",
        .decimals = 2,
        .level = 0.95,
        .n_series = n_series,
        .series = n_series > 1 ? series : NULL,
        .n_rows = n,
        .rows = rows};
    return pp_plot_forest(pool, &in, style);
}

static struct pp_figure forest(struct pp_pool *pool, const struct extreme *x,
                               const struct pp_plot_style *style)
{
    return forest_of(pool, x, style, 1);
}

static struct pp_figure forest_regions(struct pp_pool *pool,
                                       const struct extreme *x,
                                       const struct pp_plot_style *style)
{
    return forest_of(pool, x, style, 2);
}

static struct pp_figure caterpillar(struct pp_pool *pool,
                                    const struct extreme *x,
                                    const struct pp_plot_style *style)
{
    size_t n = x->n_people > 0 ? x->n_rows : 0;
    struct pp_caterpillar_row *rows = pp_pool_array(pool, n + 1, sizeof *rows);

    for (size_t i = 0; i < n; i++)
        rows[i] = (struct pp_caterpillar_row){
            extreme_name(pool, x, i), 6 * estimate(i),
            around(6 * estimate(i), 6 * half_range(x, i)),
            (double)(x->n_people / (i + 1))};
    struct pp_caterpillar_input in = {
        .title = pp_pool_printf(pool, "%s by region", extreme_name(pool, x, 0)),
        .subtitle = subtitle(pool, x),
        .what = pp_pool_printf(pool, "Change in %zu regions", n),
        .axis = "Points for the better",
        .decimals = 1,
        .level = 0.95,
        .average = n > 0 ? 1.3 : NAN,
        .average_ci = n > 0 ? around(1.3, 0.7) : PP_INTERVAL_NONE,
        .n_rows = n,
        .rows = rows};
    return pp_plot_caterpillar(pool, &in, style);
}

static struct pp_figure funnel(struct pp_pool *pool, const struct extreme *x,
                               const struct pp_plot_style *style)
{
    size_t n = x->n_people > 0 ? x->n_rows : 0;
    struct pp_funnel_point *points = pp_pool_array(pool, n + 1, sizeof *points);

    for (size_t i = 0; i < n; i++) {
        double people = ceil((double)x->n_people / (1 + 0.7 * (double)i));
        double change = x->spread > 0 ? 1.3 + 3 * estimate(i) : 1.3;
        points[i] = (struct pp_funnel_point){
            extreme_name(pool, x, i), people, change,
            fabs(change - 1.3) > 3.09 * x->spread / sqrt(people)};
    }
    struct pp_funnel_input in = {
        .title = pp_pool_printf(pool, "%s by region", extreme_name(pool, x, 0)),
        .subtitle = subtitle(pool, x),
        .what = pp_pool_printf(pool, "%zu regions", n),
        .axis = pp_pool_printf(pool, "Average change in %s, better upwards",
                               extreme_name(pool, x, 0)),
        .of = PP_FUNNEL_OF_MEANS,
        .average = n > 0 ? 1.3 : NAN,
        .sd = x->spread,
        .decimals = 1,
        .n_points = n,
        .points = points};
    return pp_plot_funnel(pool, &in, style);
}

static struct pp_figure missing(struct pp_pool *pool, const struct extreme *x,
                                const struct pp_plot_style *style)
{
    static const char *const ways[] = {
        "People who answered both times",
        "Everyone's first answers as well (likelihood)",
        "Everyone's first answers as well (imputation)"};
    size_t n = x->n_people > 0 ? 3 : 0;
    struct crowd c = extreme_crowd(pool, x);
    struct pp_missing_row rows[3];

    for (size_t i = 0; i < n; i++) {
        double change = c.mean * (1 - 0.1 * (double)i);
        rows[i] = (struct pp_missing_row){
            .label = ways[i],
            .change = change,
            .ci = around(change, 2 * c.se),
            .n = (double)(x->n_people * (i > 0 ? 3 : 2) / 2),
            .verdict = finding(change / 6 / x->step, c.se / 3 / x->step)};
    }
    struct pp_missing_input in = {
        .title = pp_pool_printf(pool, "%s: would everyone's answers change it?",
                                extreme_name(pool, x, 0)),
        .subtitle = subtitle(pool, x),
        .outcome = extreme_name(pool, x, 0),
        .direction = PP_HIGHER_IS_BETTER,
        .decimals = 1,
        .level = 0.95,
        .sesoi = 2 * x->step,
        .n_rows = n,
        .rows = rows};
    return pp_plot_missing(pool, &in, style);
}

/* --- answers, people, times ----------------------------------------------- */

static void count_answers(struct pp_likert_bar *bar, const struct extreme *x,
                          size_t item, int is_after)
{
    static const double shares[] = {0.07, 0.2, 0.28, 0.3, 0.15};

    for (size_t a = 0; a < 5; a++) {
        double tilt = (double)a - 2 + (double)(item % 3) - 1;
        double share = shares[a] * (1 + (is_after ? 0.25 : 0) * tilt / 2);
        bar->count[a] = floor((double)x->n_people * fmax(0, share) + 0.5);
        if (x->spread == 0)
            bar->count[a] = a == 4 ? (double)x->n_people : 0;
    }
}

static struct pp_figure likert(struct pp_pool *pool, const struct extreme *x,
                               const struct pp_plot_style *style)
{
    size_t n = x->n_rows;
    struct pp_likert_item *items = pp_pool_array(pool, n + 1, sizeof *items);

    for (size_t i = 0; i < n; i++) {
        struct pp_likert_bar *bars = pp_pool_array(pool, 2, sizeof *bars);
        bars[0].wave = "Before";
        bars[1].wave = "After";
        count_answers(&bars[0], x, i, 0);
        count_answers(&bars[1], x, i, 1);
        items[i] = (struct pp_likert_item){
            .label = extreme_name(pool, x, i), .n_bars = 2, .bars = bars};
    }
    struct pp_likert_input in = {
        .title = pp_pool_printf(pool, "Answers to %zu questions about %s", n,
                                extreme_name(pool, x, 0)),
        .subtitle = subtitle(pool, x),
        .what = pp_pool_printf(pool, "Answers to %zu questions", n),
        .n_answers = 5,
        .answers = {"None of the time", "Rarely", "Some of the time", "Often",
                    "All of the time"},
        .n_items = n,
        .items = items};
    return pp_plot_likert(pool, &in, style);
}

static struct pp_flow_box box(struct pp_pool *pool, const struct extreme *x,
                              const char *label, double share)
{
    size_t n = x->n_rows;
    struct pp_flow_line *lines = pp_pool_array(pool, n + 1, sizeof *lines);
    long all = lround((double)x->n_people * share);

    for (size_t i = 0; i < n; i++)
        lines[i] = (struct pp_flow_line){extreme_name(pool, x, i),
                                         i == 1 ? -1 : all / (long)n};
    return (struct pp_flow_box){label, all, n, lines};
}

static struct pp_figure flow(struct pp_pool *pool, const struct extreme *x,
                             const struct pp_plot_style *style)
{
    struct pp_flow_step steps[] = {
        {.box = box(pool, x, "Answered first", 1.4),
         .aside = box(pool, x, "Did not answer again", 0.4)},
        {.box = box(pool, x, "Answered both times", 1)}};
    struct pp_flow_input in = {.title = "How many answered",
                               .subtitle = subtitle(pool, x),
                               .n_steps = 2,
                               .steps = steps};

    return pp_plot_flow(pool, &in, style);
}

static struct pp_figure waves_of(struct pp_pool *pool, const struct extreme *x,
                                 const struct pp_plot_style *style,
                                 size_t n_series, size_t n_waves)
{
    static const char *const names[] = {"When they joined", "After 3 months",
                                        "After 6 months",   "After a year",
                                        "After 18 months",  "After 2 years"};
    static const double when[] = {0, 3, 6, 12, 18, 24};
    struct pp_waves_series series[6];
    struct crowd c = extreme_crowd(pool, x);
    double half = 2 * c.pre_sd / sqrt((double)x->n_people);

    for (size_t k = 0; k < n_series; k++) {
        struct pp_waves_point *p = pp_pool_array(pool, n_waves, sizeof *p);
        for (size_t w = 0; w < n_waves; w++) {
            double mean = c.pre_mean +
                          (c.mean - 0.4 * (double)k) * (double)(w > 1 ? 2 : w);
            p[w] = (struct pp_waves_point){mean, around(mean, half),
                                           (double)(x->n_people / (w + 1))};
        }
        series[k] = (struct pp_waves_series){extreme_name(pool, x, k), p};
    }
    struct pp_waves_input in = {
        .title = title(pool, x),
        .subtitle = subtitle(pool, x),
        .outcome = extreme_name(pool, x, 0),
        .axis = pp_pool_printf(pool, "%s score", extreme_name(pool, x, 0)),
        .direction = PP_HIGHER_IS_BETTER,
        .scale_min = c.lo,
        .scale_max = c.hi,
        .decimals = 1,
        .level = 0.95,
        .n_waves = n_waves,
        .waves = names,
        .when = when,
        .n_series = n_series,
        .series = series};
    return pp_plot_waves(pool, &in, style);
}

static struct pp_figure waves(struct pp_pool *pool, const struct extreme *x,
                              const struct pp_plot_style *style)
{
    return waves_of(pool, x, style, 1, x->n_rows == 1 ? 2 : 4);
}

static struct pp_figure waves_regions(struct pp_pool *pool,
                                      const struct extreme *x,
                                      const struct pp_plot_style *style)
{
    size_t n = x->n_rows < 1 ? 1 : x->n_rows > 6 ? 6 : x->n_rows;

    return waves_of(pool, x, style, n, 2);
}

static struct pp_figure panels(struct pp_pool *pool, const struct extreme *x,
                               const struct pp_plot_style *style)
{
    struct crowd c = extreme_crowd(pool, x);
    size_t n = x->n_rows;
    struct pp_panels_group *groups = pp_pool_array(pool, n + 1, sizeof *groups);

    for (size_t i = 0; i < n; i++) {
        double people = ceil((double)x->n_people / (double)n);
        double half = 2 * c.pre_sd / sqrt(people);
        double after = c.post_mean + c.se * (double)(i % 5);
        groups[i] = (struct pp_panels_group){
            .name = extreme_name(pool, x, i),
            .before = c.pre_mean,
            .before_ci = around(c.pre_mean, half),
            .after = after,
            .after_ci = around(after, half),
            .change = after - c.pre_mean,
            .change_ci = around(after - c.pre_mean, half),
            .n = people};
    }
    struct pp_panels_input in = {
        .title = title(pool, x),
        .subtitle = subtitle(pool, x),
        .outcome = extreme_name(pool, x, 0),
        .axis = pp_pool_printf(pool, "%s score", extreme_name(pool, x, 0)),
        .direction = PP_HIGHER_IS_BETTER,
        .scale_min = c.lo,
        .scale_max = c.hi,
        .decimals = 1,
        .level = 0.95,
        .n_groups = n,
        .groups = groups};
    return pp_plot_panels(pool, &in, style);
}

const struct extreme_figure EXTREME_FIGURES[] = {
    {"paired", paired},
    {"paired-hidden", paired_hidden},
    {"forest", forest},
    {"forest-regions", forest_regions},
    {"icons", icons},
    {"flow", flow},
    {"change", change},
    {"change-hidden", change_hidden},
    {"scatter", scatter},
    {"scatter-hidden", scatter_hidden},
    {"likert", likert},
    {"funnel", funnel},
    {"caterpillar", caterpillar},
    {"missing", missing},
    {"waves", waves},
    {"waves-regions", waves_regions},
    {"panels", panels},
};
const size_t N_EXTREME_FIGURES =
    sizeof EXTREME_FIGURES / sizeof EXTREME_FIGURES[0];
