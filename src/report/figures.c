#include "prepost/report/figures.h"

#include <math.h>
#include <string.h>

#include "figure_inputs.h"
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
#include "prepost/report/number_style.h"

static const struct pp_outcome *outcome_of(const struct pp_report *r, size_t i)
{
    return &r->results->outcomes[i];
}

static enum pp_plot_people people(const struct pp_report *r)
{
    return r->rules->show_people ? PP_PEOPLE_SHOWN : PP_PEOPLE_HIDDEN;
}

const char *pp_figure_note(const struct pp_report *r, size_t i)
{
    return outcome_of(r, i)->provisional ? pp_phrase_provisional() : NULL;
}

/* "168 people", "57 people in CBT," */
static const char *people_of(const struct pp_report *r, size_t i)
{
    static const char people[] = "people ";
    const struct pp_outcome *o = outcome_of(r, i);
    const char *n = pp_style_people(r->pool, (long)o->n_pairs);

    if (!o->contrast.is_made)
        return n;
    const char *who = o->contrast.arm.people;
    if (strncmp(who, people, strlen(people)) == 0)
        who += strlen(people);
    return pp_report_printf(r, "%s %s,", n, who);
}

const char *pp_figure_subtitle(const struct pp_report *r, size_t i)
{
    const struct pp_plan *plan = r->plan;

    return pp_report_printf(r, "%s, %s who answered twice%s%s",
                            pp_report_outcome_scale(r, i), people_of(r, i),
                            plan->dates != NULL ? ", " : "",
                            plan->dates != NULL ? plan->dates : "");
}

/* A drawing of one arm's people may not have the difference as its title. */
const char *pp_figure_title(const struct pp_report *r, size_t i)
{
    const struct pp_contrast *c = &outcome_of(r, i)->contrast;

    if (!c->is_made)
        return pp_phrase_title(r->pool, &r->findings[i]);
    return pp_report_printf(
        r, "%s, %s",
        pp_phrase_capitalised(r->pool, r->findings[i].words.outcome),
        c->arm.people);
}

const char *pp_figure_axis(const struct pp_report *r, size_t i)
{
    return pp_phrase_capitalised(r->pool, outcome_of(r, i)->scale->words.score);
}

/* 1 where higher is better, -1 where lower is. */
static double better(const struct pp_outcome *o)
{
    return o->scale->lower_is_better ? -1 : 1;
}

/* Whether averages of it may be drawn. */
static bool has_averages(const struct pp_report *r, size_t i)
{
    return !outcome_of(r, i)->hidden && outcome_of(r, i)->pre != NULL &&
           pp_report_has_averages(r, i);
}

static bool is_hidden(size_t n)
{
    return n == PP_SIZE_HIDDEN;
}

/*
 * Whether people may be gone through, one by one, to be counted in bins: bins
 * would give rounded counts back, and hidden ones.
 */
static bool has_people(const struct pp_report *r, size_t i)
{
    const struct pp_paired *p = &outcome_of(r, i)->paired;
    const struct pp_individual *a = &outcome_of(r, i)->individual;

    return has_averages(r, i) && r->rules->base <= 1 &&
           !is_hidden(p->n_better) && !is_hidden(p->n_same) &&
           !is_hidden(p->n_worse) &&
           (a->source == PP_AMOUNT_NONE ||
            (a->n_better >= 0 && a->n_between >= 0 && a->n_worse >= 0));
}

/* --- paired change -------------------------------------------------------- */

/* The likely range of an average on its own. */
struct pp_interval pp_figure_mean_ci(const struct pp_describe *d, double level)
{
    struct pp_paired_t t =
        pp_paired_t_from_summary(d->mean, d->sd, d->n, level);

    return t.ci;
}

static struct pp_paired_wave wave(const struct pp_report *r, const char *label,
                                  const struct pp_describe *d)
{
    return (struct pp_paired_wave){.label = label,
                                   .mean = d->mean,
                                   .mean_ci =
                                       pp_figure_mean_ci(d, r->results->level),
                                   .median = d->median,
                                   .q1 = d->q1,
                                   .q3 = d->q3,
                                   .min = d->min,
                                   .max = d->max};
}

static const void *paired_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = outcome_of(r, i);
    const struct pp_paired *p = &o->paired;
    struct pp_paired_input *in = pp_pool_alloc(r->pool, sizeof *in);

    if (!has_averages(r, i))
        return NULL;
    *in = (struct pp_paired_input){
        .title = pp_figure_title(r, i),
        .subtitle = pp_figure_subtitle(r, i),
        .outcome = o->scale->words.outcome,
        .axis = pp_figure_axis(r, i),
        .note = pp_figure_note(r, i),
        .direction = p->direction,
        .scale_min = o->scale->min,
        .scale_max = o->scale->max,
        .decimals = pp_finding_decimals(&r->findings[i]),
        .n = o->n_pairs,
        .pre = o->pre,
        .post = o->post,
        .people = people(r),
        .min_cell = (size_t)r->rules->threshold,
        .before = wave(r, "Before", &p->pre),
        .after = wave(r, "After", &p->post),
        .change = p->change.mean,
        .change_ci = p->t_test.ci,
        .change_se = p->t_test.se,
        .change_df = p->t_test.df,
        .level = r->results->level,
        .sesoi = o->plan->sesoi.value,
        .verdict =
            o->contrast.is_made ? NULL : pp_phrase_label(r->findings[i].code),
        .n_better = -1,
        .n_same = -1,
        .n_worse = -1};
    return in;
}

static struct pp_figure paired(struct pp_pool *pool, const void *input,
                               const struct pp_plot_style *style)
{
    return pp_plot_paired(pool, input, style);
}

/* --- the change in every outcome ------------------------------------------ */

/* In SDs of the scores before, so that scales can stand side by side. */
static struct pp_forest_mark mark(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = outcome_of(r, i);
    const struct pp_paired *p = &o->paired;
    double unit = better(o) / p->pre.sd;
    double a = p->t_test.ci.lo * unit, b = p->t_test.ci.hi * unit;
    int decimals = pp_finding_decimals(&r->findings[i]);

    if (!pp_report_has_averages(r, i))
        return (struct pp_forest_mark){
            .estimate = NAN,
            .ci = PP_INTERVAL_NONE,
            .verdict = pp_phrase_label(PP_VERDICT_NOT_ESTIMABLE)};
    return (struct pp_forest_mark){
        .estimate = p->change.mean * unit,
        .ci = {fmin(a, b), fmax(a, b)},
        .weight = (double)o->n_pairs,
        .text =
            pp_style_change(r->pool, p->change.mean, p->t_test.ci, decimals),
        .verdict =
            pp_phrase_label_at(r->findings[i].code, r->findings[i].level)};
}

/* The difference of two arms, in SDs of their scores before. */
static struct pp_forest_mark arm_mark(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = outcome_of(r, i);
    const struct pp_finding *f = &r->findings[i];
    double unit = better(o) / o->contrast.pre_sd;
    double a = f->range.lo * unit, b = f->range.hi * unit;

    return (struct pp_forest_mark){
        .estimate = f->change * unit,
        .ci = {fmin(a, b), fmax(a, b)},
        .weight = (double)(f->n + f->n_other),
        .text = pp_style_difference(r->pool, f->change, f->range,
                                    pp_finding_decimals(f)),
        .verdict = pp_phrase_label_at(f->code, f->level)};
}

static const void *forest_input(const struct pp_report *r, size_t outcome)
{
    bool has_arms = pp_report_has_arms(r);
    struct pp_forest_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_forest_row *rows =
        pp_pool_array(r->pool, r->n_outcomes, sizeof *rows);
    struct pp_forest_mark *marks =
        pp_pool_array(r->pool, r->n_outcomes, sizeof *marks);

    (void)outcome;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = outcome_of(r, i);
        marks[i] = has_arms && pp_report_has_averages(r, i) ? arm_mark(r, i)
                                                            : mark(r, i);
        rows[i] = (struct pp_forest_row){
            .label = pp_report_outcome_name(r, i),
            .kind = PP_FOREST_ROW,
            .sesoi = o->plan->sesoi.value /
                     (has_arms ? o->contrast.pre_sd : o->paired.pre.sd),
            .marks = &marks[i]};
    }
    *in = (struct pp_forest_input){
        .title = has_arms ? "The difference in every outcome"
                          : "The change in every outcome",
        .subtitle =
            pp_report_printf(r, "%s, people who answered twice%s%s",
                             r->plan->title, r->plan->dates != NULL ? ", " : "",
                             r->plan->dates != NULL ? r->plan->dates : ""),
        .what =
            pp_report_printf(r, "%s in %zu outcomes",
                             has_arms ? "Difference" : "Change", r->n_outcomes),
        .axis = has_arms ? "Difference, in standard deviations of the scores "
                           "before"
                         : "Change, in standard deviations of the scores "
                           "before",
        .text_heading = has_arms ? "Difference in points" : "Change in points",
        .is_difference = has_arms,
        .verdict_heading = "Finding",
        .row_heading = "Outcome",
        .decimals = 2,
        .level = r->results->level,
        .n_series = 1,
        .n_rows = r->n_outcomes,
        .rows = rows};
    return in;
}

static struct pp_figure forest(struct pp_pool *pool, const void *input,
                               const struct pp_plot_style *style)
{
    return pp_plot_forest(pool, input, style);
}

/* --- who answered --------------------------------------------------------- */

static struct pp_flow_box box(const struct pp_report *r, const char *label,
                              long n, long row_n(const struct pp_flow_row *))
{
    const struct pp_flow *flow = &r->results->flow;
    bool has_arms = flow->n_arms > 0;
    const struct pp_flow_row *rows = has_arms ? flow->arms : flow->regions;
    size_t n_rows = has_arms ? flow->n_arms : flow->n_regions;
    struct pp_flow_line *lines = pp_pool_array(r->pool, n_rows, sizeof *lines);

    for (size_t k = 0; k < n_rows; k++)
        lines[k] = (struct pp_flow_line){
            pp_phrase_capitalised(r->pool, rows[k].name), row_n(&rows[k])};
    return (struct pp_flow_box){
        .label = label, .n = n, .n_lines = n_rows, .lines = lines};
}

static long n_before(const struct pp_flow_row *row)
{
    return row->n_before;
}

static long n_before_only(const struct pp_flow_row *row)
{
    return row->n_before_only;
}

static long n_both(const struct pp_flow_row *row)
{
    return row->n_both;
}

static const void *flow_input(const struct pp_report *r, size_t outcome)
{
    const struct pp_flow_row *all = &r->results->flow.all;
    struct pp_flow_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_flow_step *steps = pp_pool_array(r->pool, 2, sizeof *steps);

    (void)outcome;
    steps[0].box = box(r, "Answered first", all->n_before, n_before);
    steps[0].aside =
        box(r, "Did not answer again", all->n_before_only, n_before_only);
    steps[1].box = box(r, "Answered both times", all->n_both, n_both);
    *in = (struct pp_flow_input){
        .title = "How many answered",
        .subtitle = r->plan->title,
        .note = all->n_after_only > 0
                    ? pp_report_printf(r,
                                       "%s more answered the second time only, "
                                       "or could not be matched.",
                                       pp_report_count(r, all->n_after_only))
                    : NULL,
        .n_steps = 2,
        .steps = steps};
    return in;
}

static struct pp_figure flow(struct pp_pool *pool, const void *input,
                             const struct pp_plot_style *style)
{
    return pp_plot_flow(pool, input, style);
}

/* --- people's changes ----------------------------------------------------- */

static double threshold(const struct pp_outcome *o)
{
    return o->individual.source == PP_AMOUNT_NONE ? NAN : o->individual.amount;
}

/* Of three numbers that make up everyone, two give the third. */
static struct pp_change_known known_of(const struct pp_outcome *o)
{
    const struct pp_individual *p = &o->individual;
    bool between = p->n_between != PP_COUNT_HIDDEN;

    return (struct pp_change_known){
        .worse = p->n_worse != PP_COUNT_HIDDEN || between,
        .better = p->n_better != PP_COUNT_HIDDEN || between,
        .any_worse = o->paired.n_worse != PP_SIZE_HIDDEN,
        .same = o->paired.n_same != PP_SIZE_HIDDEN,
        .any_better = o->paired.n_better != PP_SIZE_HIDDEN};
}

static const void *change_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = outcome_of(r, i);
    struct pp_change_input *in = pp_pool_alloc(r->pool, sizeof *in);
    double *change = pp_pool_array(r->pool, o->n_pairs, sizeof *change);

    if (!has_people(r, i))
        return NULL;
    for (size_t k = 0; k < o->n_pairs; k++)
        change[k] = o->post[k] - o->pre[k];
    *in = (struct pp_change_input){.title = pp_figure_title(r, i),
                                   .subtitle = pp_figure_subtitle(r, i),
                                   .outcome = o->scale->words.outcome,
                                   .note = pp_figure_note(r, i),
                                   .direction = o->paired.direction,
                                   .decimals =
                                       pp_finding_decimals(&r->findings[i]),
                                   .n = o->n_pairs,
                                   .change = change,
                                   .people = people(r),
                                   .min_cell = (size_t)r->rules->threshold,
                                   .known = known_of(o),
                                   .mean = o->paired.change.mean,
                                   .mean_ci = o->paired.t_test.ci,
                                   .level = r->results->level,
                                   .threshold = threshold(o)};
    return in;
}

static struct pp_figure change(struct pp_pool *pool, const void *input,
                               const struct pp_plot_style *style)
{
    return pp_plot_change(pool, input, style);
}

static const void *scatter_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = outcome_of(r, i);
    const char *name = o->instrument->short_name;
    struct pp_scatter_input *in = pp_pool_alloc(r->pool, sizeof *in);

    if (!has_people(r, i))
        return NULL;
    *in = (struct pp_scatter_input){
        .title = pp_figure_title(r, i),
        .subtitle = pp_figure_subtitle(r, i),
        .outcome = o->scale->words.outcome,
        .pre_axis = pp_report_printf(r, "%s before", name),
        .post_axis = pp_report_printf(r, "%s after", name),
        .note = pp_figure_note(r, i),
        .direction = o->paired.direction,
        .scale_min = o->scale->min,
        .scale_max = o->scale->max,
        .decimals = o->scale->decimals,
        .n = o->n_pairs,
        .pre = o->pre,
        .post = o->post,
        .people = people(r),
        .min_cell = (size_t)r->rules->threshold,
        .threshold = threshold(o),
        .cutoff = o->scale->n_cutoffs > 0 ? o->scale->cutoffs[0].value : NAN,
        .n_better = o->individual.n_better,
        .n_same = o->individual.n_between,
        .n_worse = o->individual.n_worse};
    return in;
}

static struct pp_figure scatter(struct pp_pool *pool, const void *input,
                                const struct pp_plot_style *style)
{
    return pp_plot_scatter(pool, input, style);
}

/* --- those who did not answer again --------------------------------------- */

/* Of the difference with the comparison. */
static const void *arm_missing_input(const struct pp_report *r, size_t i)
{
    enum { N_ROWS = 2 };
    const struct pp_outcome *o = outcome_of(r, i);
    const struct pp_contrast *c = &o->contrast;
    struct pp_missing_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_missing_row *rows = pp_pool_array(r->pool, N_ROWS, sizeof *rows);
    long n_all = c->arm.n_before + c->comparison.n_before;
    bool is_known = c->arm.n_before >= 0 && c->comparison.n_before >= 0;
    int decimals = pp_finding_decimals(&r->findings[i]);

    rows[0] = (struct pp_missing_row){
        .label = "People who answered both times, allowing for their start",
        .change = c->adjusted.estimate,
        .ci = c->adjusted.ci,
        .n = (double)(c->arm.n_both + c->comparison.n_both),
        .text = pp_style_difference(r->pool, c->adjusted.estimate,
                                    c->adjusted.ci, decimals),
        .verdict =
            pp_phrase_label_at(r->findings[i].code, r->findings[i].level)};
    rows[1] = (struct pp_missing_row){
        .label = "Everyone else too, with their first score again",
        .change = c->if_unchanged.estimate,
        .ci = c->if_unchanged.ci,
        .n = is_known ? (double)n_all : NAN,
        .text = isfinite(c->if_unchanged.estimate)
                    ? pp_style_difference(r->pool, c->if_unchanged.estimate,
                                          c->if_unchanged.ci, decimals)
                    : ""};
    *in = (struct pp_missing_input){
        .title = pp_report_printf(r, "%s: would everyone's answers change it?",
                                  pp_report_outcome_name(r, i)),
        .subtitle = pp_report_outcome_scale(r, i),
        .outcome = o->scale->words.outcome,
        .note = pp_figure_note(r, i),
        .is_difference = true,
        .direction = o->paired.direction,
        .decimals = pp_finding_decimals(&r->findings[i]),
        .level = r->results->level,
        .sesoi = o->plan->sesoi.value,
        .n_rows = N_ROWS,
        .rows = rows};
    return in;
}

static const void *missing_input(const struct pp_report *r, size_t i)
{
    enum { N_ROWS = 3 };
    const struct pp_outcome *o = outcome_of(r, i);
    const struct pp_missing_data *m = &o->missing;
    struct pp_missing_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_missing_row *rows = pp_pool_array(r->pool, N_ROWS, sizeof *rows);

    if (o->hidden || !pp_report_has_averages(r, i))
        return NULL;
    if (o->contrast.is_made)
        return arm_missing_input(r, i);
    rows[0] =
        (struct pp_missing_row){.label = "People who answered both times",
                                .change = o->paired.change.mean,
                                .ci = o->paired.t_test.ci,
                                .n = (double)o->n_pairs,
                                .verdict = pp_phrase_label(o->verdict.code)};
    rows[1] = (struct pp_missing_row){
        .label = "Everyone's first answers as well (likelihood)",
        .change = m->mar_likelihood.estimate,
        .ci = m->mar_likelihood.ci,
        .n = (long)m->n_before < 0 ? NAN : (double)m->n_before,
        .verdict = pp_phrase_label(m->mar_verdict.code)};
    rows[2] = (struct pp_missing_row){
        .label = "Everyone's first answers as well (imputation)",
        .change = m->multiple_imputation.estimate,
        .ci = m->multiple_imputation.ci,
        .n = (double)m->n_before};
    *in = (struct pp_missing_input){
        .title = pp_report_printf(r, "%s: would everyone's answers change it?",
                                  pp_report_outcome_name(r, i)),
        .subtitle = pp_report_outcome_scale(r, i),
        .outcome = o->scale->words.outcome,
        .note = pp_figure_note(r, i),
        .direction = o->paired.direction,
        .decimals = pp_finding_decimals(&r->findings[i]),
        .level = r->results->level,
        .sesoi = o->plan->sesoi.value,
        .n_rows = N_ROWS,
        .rows = rows};
    return in;
}

static struct pp_figure missing(struct pp_pool *pool, const void *input,
                                const struct pp_plot_style *style)
{
    return pp_plot_missing(pool, input, style);
}

/* --- out of every 100 ----------------------------------------------------- */

static const void *icons_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = outcome_of(r, i);
    const struct pp_individual *p = &o->individual;
    struct pp_icons_input *in = pp_pool_alloc(r->pool, sizeof *in);

    if (o->hidden || p->source == PP_AMOUNT_NONE || p->n < PP_MIN_PER_100 ||
        p->n_better < 0 || p->n_between < 0 || p->n_worse < 0)
        return NULL;
    *in = (struct pp_icons_input){
        .title = pp_figure_title(r, i),
        .subtitle =
            pp_report_printf(r, "%s, of every 100 people who answered twice",
                             pp_report_outcome_scale(r, i)),
        .outcome = r->findings[i].words.outcome,
        .note = pp_figure_note(r, i),
        .share = {(double)p->n_better, (double)p->n_between,
                  (double)p->n_worse},
        .label = {
            pp_report_printf(r, "better by %s or more", pp_report_amount(r, i)),
            "in between",
            pp_report_printf(r, "worse by %s or more",
                             pp_report_amount(r, i))}};
    return in;
}

static struct pp_figure icons(struct pp_pool *pool, const void *input,
                              const struct pp_plot_style *style)
{
    return pp_plot_icons(pool, input, style);
}

/* --- answers, waves ------------------------------------------------------- */

static struct pp_figure likert(struct pp_pool *pool, const void *input,
                               const struct pp_plot_style *style)
{
    return pp_plot_likert(pool, input, style);
}

static struct pp_figure waves(struct pp_pool *pool, const void *input,
                              const struct pp_plot_style *style)
{
    return pp_plot_waves(pool, input, style);
}

/* --- regions against chance ----------------------------------------------- */

static struct pp_figure funnel(struct pp_pool *pool, const void *input,
                               const struct pp_plot_style *style)
{
    return pp_plot_funnel(pool, input, style);
}

static struct pp_figure panels(struct pp_pool *pool, const void *input,
                               const struct pp_plot_style *style)
{
    return pp_plot_panels(pool, input, style);
}

static struct pp_figure caterpillar(struct pp_pool *pool, const void *input,
                                    const struct pp_plot_style *style)
{
    return pp_plot_caterpillar(pool, input, style);
}

const struct pp_results_figure PP_RESULTS_FIGURES[] = {
    {"paired", true, "before and after, and the average change", paired,
     paired_input},
    {"forest", false, "the change in every outcome", forest, forest_input},
    {"icons", true, "better, in between and worse, of every 100 people", icons,
     icons_input},
    {"flow", false, "who answered, and who did not answer again", flow,
     flow_input},
    {"change", true, "how many people changed by how much", change,
     change_input},
    {"scatter", true, "after against before, with the band of chance", scatter,
     scatter_input},
    {"likert", true, "the answers to each question, before and after", likert,
     pp_likert_input},
    {"regions", true, "the change in one outcome, by region", forest,
     pp_regions_input},
    {"region_paired", true, "before and after, a small panel for each region",
     panels, pp_region_paired_input},
    {"funnel", true, "regions against what chance would give", funnel,
     pp_funnel_input},
    {"caterpillar", true, "regions against their average, drawn towards it",
     caterpillar, pp_caterpillar_input},
    {"missing", true, "the finding if everyone's answers were known", missing,
     missing_input},
    {"waves", true, "the average at each wave, with its likely range", waves,
     pp_waves_input}};

const size_t PP_N_RESULTS_FIGURES =
    sizeof PP_RESULTS_FIGURES / sizeof PP_RESULTS_FIGURES[0];

const struct pp_results_figure *pp_results_figure_find(const char *id)
{
    for (size_t i = 0; i < PP_N_RESULTS_FIGURES; i++)
        if (strcmp(PP_RESULTS_FIGURES[i].id, id) == 0)
            return &PP_RESULTS_FIGURES[i];
    return NULL;
}
