#include "sample_figures.h"

#include <math.h>

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

/* A bell-shaped number for index i: the sum of twelve fractions less six
 * (Weyl sequences, so the same everywhere). */
static double bell(size_t i, double turn)
{
    double sum = -6;

    for (int k = 1; k <= 12; k++) {
        double x = (double)(i + 1) * turn * sqrt((double)(k * k + 1));
        sum += x - floor(x);
    }
    return sum;
}

struct people {
    double *pre, *post, *change;
    double pre_mean, post_mean, mean, se;
    long better, same, worse;
};

static struct people people(struct pp_pool *pool, size_t n, double middle,
                            double spread, double rise, double lo, double hi)
{
    struct people p = {pp_pool_array(pool, n + 1, sizeof(double)),
                       pp_pool_array(pool, n + 1, sizeof(double)),
                       pp_pool_array(pool, n + 1, sizeof(double)),
                       0,
                       0,
                       0,
                       0,
                       0,
                       0,
                       0};
    double squares = 0;

    for (size_t i = 0; i < n; i++) {
        double base = middle + spread * bell(i, 0.618034);
        double next = middle + 0.7 * (base - middle) + rise +
                      0.7 * spread * bell(i, 0.414214);
        p.pre[i] = fmin(hi, fmax(lo, round(base)));
        p.post[i] = fmin(hi, fmax(lo, round(next)));
        p.change[i] = p.post[i] - p.pre[i];
        p.pre_mean += p.pre[i] / (double)n;
        p.post_mean += p.post[i] / (double)n;
        p.better += p.change[i] > 0;
        p.same += p.change[i] == 0;
        p.worse += p.change[i] < 0;
    }
    p.mean = p.post_mean - p.pre_mean;
    for (size_t i = 0; i < n; i++)
        squares += pow(p.change[i] - p.mean, 2);
    p.se = n > 1 ? sqrt(squares / (double)(n - 1) / (double)n) : NAN;
    return p;
}

static struct pp_interval around(double x, double half)
{
    return (struct pp_interval){x - half, x + half};
}

struct pp_figure sample_paired(struct pp_pool *pool,
                               const struct pp_plot_style *style, size_t n,
                               double spread, enum pp_plot_people shown)
{
    struct people p = people(pool, n, spread > 0 ? 31 : 48, spread,
                             spread > 0 ? 2.6 : 0, 12, 48);
    struct pp_paired_input in = {
        .title = "Hope rose",
        .subtitle = "Herth Hope Index (12 to 48), people who answered both "
                    "times, 2025",
        .outcome = "hope",
        .axis = "Hope score (higher is better)",
        .direction = PP_HIGHER_IS_BETTER,
        .scale_min = 12,
        .scale_max = 48,
        .decimals = 1,
        .n = n,
        .pre = p.pre,
        .post = p.post,
        .people = shown,
        .before = {"Before", p.pre_mean, around(p.pre_mean, 1.9 * spread / 7),
                   round(p.pre_mean), round(p.pre_mean - 0.7 * spread),
                   round(p.pre_mean + 0.7 * spread), 18, 46},
        .after = {"After", p.post_mean, around(p.post_mean, 1.9 * spread / 7),
                  round(p.post_mean), round(p.post_mean - 0.7 * spread),
                  round(p.post_mean + 0.7 * spread), 20, 47},
        .change = p.mean,
        .change_ci = around(p.mean, 2 * p.se),
        .change_se = p.se,
        .change_df = (double)n - 1,
        .level = 0.95,
        .sesoi = 2,
        .verdict = "Better",
        .n_better = p.better,
        .n_same = p.same,
        .n_worse = p.worse};

    if (n == 0)
        in.before.mean = in.after.mean = in.change = NAN;
    return pp_plot_paired(pool, &in, style);
}

static struct pp_figure paired(struct pp_pool *pool,
                               const struct pp_plot_style *style)
{
    return sample_paired(pool, style, 46, 6, PP_PEOPLE_SHOWN);
}

static struct pp_figure paired_hidden(struct pp_pool *pool,
                                      const struct pp_plot_style *style)
{
    return sample_paired(pool, style, 168, 6, PP_PEOPLE_HIDDEN);
}

static const struct pp_forest_mark MARKS[][2] = {
    {{0.90, {0.55, 1.2}, 98, "up 2.8 (1.7 to 3.9)", "Better", 0},
     {0.70, {0.2, 1.2}, 70, "up 2.3 (1.1 to 3.5)", "Better", 0}},
    {{0.20,
      {-0.25, 0.65},
      98,
      "down 0.7 (down 1.9 to up 0.5)",
      "No change that matters",
      0},
     {0.00,
      {-0.6, 0.65},
      70,
      "0.0 (down 1.4 to up 1.4)",
      "No change that matters",
      0}},
    {{0.40,
      {-0.4, 1.2},
      90,
      "down 0.2 (down 0.6 to up 0.2)",
      "We cannot tell",
      0},
     {-1.1, {-9, 2}, 12, "up 0.3 (down 0.5 to up 2.3)", "We cannot tell", 0}},
    {{NAN, {NAN, NAN}, 0, "", "Not reported", 0},
     {-1.3, {-2.1, -0.5}, 60, "up 0.4 (0.2 to 0.7)", "Worse", 0}},
};

static const char *const OUTCOMES[] = {
    "Hope", "Symptoms of depression", "Loneliness",
    "Ymdeimlad o berthyn (ŵ, ŷ): a sense of belonging to the place"};

static const char *const REGIONS[] = {"Eastshire", "Westshire"};

static struct pp_figure forest_of(struct pp_pool *pool,
                                  const struct pp_plot_style *style,
                                  size_t n_series)
{
    struct pp_forest_row rows[5] = {
        {"Main outcomes", PP_FOREST_HEADING, NAN, NULL}};

    for (size_t i = 0; i < 4; i++)
        rows[i + 1] =
            (struct pp_forest_row){OUTCOMES[i], PP_FOREST_ROW, 1, MARKS[i]};
    struct pp_forest_input in = {
        .title = "Change in 4 outcomes",
        .subtitle = "Average change of 168 people, 2025",
        .what = "Change in 4 outcomes",
        .axis = "Change, in amounts that would matter",
        .note = "Depression and loneliness are turned round, so that better "
                "is to the right.",
        .decimals = 2,
        .level = 0.95,
        .n_series = n_series,
        .series = REGIONS,
        .n_rows = 5,
        .rows = rows};
    return pp_plot_forest(pool, &in, style);
}

static struct pp_figure forest(struct pp_pool *pool,
                               const struct pp_plot_style *style)
{
    return forest_of(pool, style, 1);
}

static struct pp_figure forest_regions(struct pp_pool *pool,
                                       const struct pp_plot_style *style)
{
    return forest_of(pool, style, 2);
}

static struct pp_figure icons(struct pp_pool *pool,
                              const struct pp_plot_style *style)
{
    struct pp_icons_input in = {.title = "Hope rose",
                                .subtitle = "168 people who answered twice",
                                .outcome = "hope",
                                .share = {39, 122, 7},
                                .label = {"better by 7 points or more",
                                          "in between",
                                          "worse by 7 points or more"}};

    return pp_plot_icons(pool, &in, style);
}

static struct pp_figure flow(struct pp_pool *pool,
                             const struct pp_plot_style *style)
{
    const struct pp_flow_line regions[] = {{"Eastshire (7 groups)", 139},
                                           {"Westshire (5 groups)", 102}};
    const struct pp_flow_line reasons[] = {
        {"Moved away", 6}, {"Asked to leave", -1}, {"No reply", 59}};
    const struct pp_flow_step steps[] = {
        {{"Answered first", 241, 2, regions},
         {"Did not answer again", 73, 3, reasons}},
        {{"Answered both times", 168, 0, NULL}, {NULL, 0, 0, NULL}}};
    struct pp_flow_input in = {.title = "Who answered",
                               .message = "How many answered: 241 first, 168 "
                                          "both times.",
                               .n_steps = 2,
                               .steps = steps};

    return pp_plot_flow(pool, &in, style);
}

static struct pp_figure change(struct pp_pool *pool,
                               const struct pp_plot_style *style)
{
    struct people p = people(pool, 92, 13, 5, -2.7, 0, 27);
    struct pp_change_input in = {.title = "Symptoms of depression fell",
                                 .outcome = "symptoms of depression",
                                 .direction = PP_LOWER_IS_BETTER,
                                 .decimals = 1,
                                 .n = 92,
                                 .change = p.change,
                                 .people = PP_PEOPLE_SHOWN,
                                 .mean = p.mean,
                                 .mean_ci = around(p.mean, 2 * p.se),
                                 .level = 0.95,
                                 .threshold = 6,
                                 .threshold_name = "6 points"};

    return pp_plot_change(pool, &in, style);
}

static struct pp_figure scatter(struct pp_pool *pool,
                                const struct pp_plot_style *style)
{
    struct people p = people(pool, 92, 13, 5, -2.7, 0, 27);
    struct pp_scatter_input in = {.title = "Symptoms of depression fell",
                                  .outcome = "symptoms of depression",
                                  .pre_axis = "PHQ-9 before",
                                  .post_axis = "PHQ-9 after",
                                  .direction = PP_LOWER_IS_BETTER,
                                  .scale_min = 0,
                                  .scale_max = 27,
                                  .n = 92,
                                  .pre = p.pre,
                                  .post = p.post,
                                  .people = PP_PEOPLE_SHOWN,
                                  .threshold = 6,
                                  .cutoff = 9.5,
                                  .cutoff_name = "cut-off of 10",
                                  .n_better = 20,
                                  .n_same = 68,
                                  .n_worse = 4};

    return pp_plot_scatter(pool, &in, style);
}

static struct pp_figure likert(struct pp_pool *pool,
                               const struct pp_plot_style *style)
{
    const struct pp_likert_bar first[] = {{"Before", {9, 20, 31, 60, 48}},
                                          {"After", {4, 11, 30, 63, 60}}};
    const struct pp_likert_bar second[] = {{"Before", {56, 56, 56, 0, 0}},
                                           {"After", {-1, 0, 0, 0, 9}}};
    const struct pp_likert_bar third[] = {{"Before", {29, 31, 60, 48}},
                                          {"After", {15, 30, 63, 60}}};
    const struct pp_likert_item items[] = {
        {.label = "I have been feeling optimistic about the future",
         .n_bars = 2,
         .bars = first},
        {.label = "Rwy’n teimlo’n rhan o’r gymuned (ŵ)",
         .n_bars = 2,
         .bars = second},
        {.label = "I have people I can count on",
         .n_bars = 2,
         .bars = third,
         .n_parts = 4,
         .part = {{0, 1}, {2, 2}, {3, 3}, {4, 4}}}};
    struct pp_likert_input in = {
        .title = "Answers to 3 questions about wellbeing",
        .what = "Answers to 3 questions",
        .n_answers = 5,
        .answers = {"None of the time", "Rarely", "Some of the time", "Often",
                    "All of the time"},
        .left = "worse",
        .right = "better",
        .n_items = 3,
        .items = items};

    return pp_plot_likert(pool, &in, style);
}

static struct pp_figure funnel(struct pp_pool *pool,
                               const struct pp_plot_style *style)
{
    const struct pp_funnel_point points[] = {
        {"Conwy", 18, 4.1, 0},   {"Powys", 33, 3.0, 0}, {"Devon", 90, 5.6, 1},
        {"Bristol", 48, 2.6, 0}, {"Bath", 52, 2.0, 0},  {"Dyfed", 75, 2.9, 0}};
    struct pp_funnel_input in = {.title = "One group of 6 lies outside",
                                 .what = "6 groups",
                                 .axis = "Average change in hope",
                                 .of = PP_FUNNEL_OF_MEANS,
                                 .average = 2.6,
                                 .sd = 7,
                                 .decimals = 1,
                                 .n_points = 6,
                                 .points = points};

    return pp_plot_funnel(pool, &in, style);
}

static struct pp_figure caterpillar(struct pp_pool *pool,
                                    const struct pp_plot_style *style)
{
    const struct pp_caterpillar_row rows[] = {{"Conwy", 4.1, {3.0, 5.2}, 18},
                                              {"Powys", 3.0, {1.9, 4.1}, 33},
                                              {"Bath", NAN, {NAN, NAN}, 4},
                                              {"Devon", 0.6, {-0.5, 1.7}, 40}};
    struct pp_caterpillar_input in = {.title = "Change in hope in 4 groups",
                                      .what = "Change in hope in 4 groups",
                                      .axis = "Average change in hope",
                                      .decimals = 1,
                                      .level = 0.95,
                                      .average = 2.6,
                                      .average_ci = {2.0, 3.2},
                                      .n_rows = 4,
                                      .rows = rows};

    return pp_plot_caterpillar(pool, &in, style);
}

static struct pp_figure missing(struct pp_pool *pool,
                                const struct pp_plot_style *style)
{
    const struct pp_missing_row rows[] = {{"People who answered both times",
                                           -2.6,
                                           {-3.4, -1.8},
                                           168,
                                           "Better",
                                           NULL},
                                          {"If the others had not changed",
                                           -1.8,
                                           {-2.5, -1.1},
                                           241,
                                           "Better, by less than matters",
                                           NULL}};
    struct pp_missing_input in = {.title = "Depression and missing answers",
                                  .outcome = "symptoms of depression",
                                  .direction = PP_LOWER_IS_BETTER,
                                  .decimals = 1,
                                  .level = 0.95,
                                  .sesoi = 2,
                                  .n_rows = 2,
                                  .rows = rows};

    return pp_plot_missing(pool, &in, style);
}

static struct pp_figure waves(struct pp_pool *pool,
                              const struct pp_plot_style *style)
{
    const struct pp_waves_point east[] = {{31.2, {30.1, 32.3}, 241},
                                          {33.9, {32.8, 35.0}, 168},
                                          {34.1, {32.4, 35.8}, 98}};
    const struct pp_waves_series series[] = {{"Eastshire", east}};
    const char *const names[] = {"When they joined", "After 3 months",
                                 "After a year"};
    const double when[] = {0, 3, 12};
    struct pp_waves_input in = {.title = "Hope rose",
                                .outcome = "hope",
                                .axis = "Hope score",
                                .direction = PP_HIGHER_IS_BETTER,
                                .scale_min = 12,
                                .scale_max = 48,
                                .decimals = 1,
                                .level = 0.95,
                                .n_waves = 3,
                                .waves = names,
                                .when = when,
                                .n_series = 1,
                                .series = series};

    return pp_plot_waves(pool, &in, style);
}

static struct pp_figure panels(struct pp_pool *pool,
                               const struct pp_plot_style *style)
{
    const struct pp_interval none = PP_INTERVAL_NONE;
    const struct pp_panels_group groups[] = {
        {"Devon",
         14.1,
         11.5,
         {12.9, 15.3},
         {10.2, 12.8},
         -2.6,
         {-3.9, -1.3},
         61},
        {"Cornwall and the Isles of Scilly",
         13.0,
         12.8,
         {11.7, 14.3},
         {11.4, 14.2},
         -0.2,
         {-1.6, 1.2},
         48},
        {"Dorset", NAN, NAN, none, none, NAN, none, NAN},
        {"Kent", 12.2, 13.0, {10.8, 13.6}, {11.5, 14.5}, 0.8, {-0.6, 2.2}, 40},
        {"Sussex",
         15.0,
         12.1,
         {13.6, 16.4},
         {10.5, 13.7},
         -2.9,
         {-4.6, -1.2},
         39},
        {"Surrey",
         13.7,
         12.0,
         {12.1, 15.3},
         {10.3, 13.7},
         -1.7,
         {-3.3, -0.1},
         35},
    };
    struct pp_panels_input in = {.title = "Symptoms of depression by region",
                                 .outcome = "symptoms of depression",
                                 .axis = "Depression score",
                                 .direction = PP_LOWER_IS_BETTER,
                                 .scale_min = 0,
                                 .scale_max = 27,
                                 .decimals = 1,
                                 .level = 0.95,
                                 .n_groups = 6,
                                 .groups = groups};

    return pp_plot_panels(pool, &in, style);
}

const struct sample_figure SAMPLE_FIGURES[] = {
    {"paired", paired},
    {"paired-hidden", paired_hidden},
    {"forest", forest},
    {"forest-regions", forest_regions},
    {"icons", icons},
    {"flow", flow},
    {"change", change},
    {"scatter", scatter},
    {"likert", likert},
    {"funnel", funnel},
    {"caterpillar", caterpillar},
    {"missing", missing},
    {"waves", waves},
    {"panels", panels},
};
const size_t N_SAMPLE_FIGURES =
    sizeof SAMPLE_FIGURES / sizeof SAMPLE_FIGURES[0];
