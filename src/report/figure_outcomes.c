#include <math.h>

#include "figure_inputs.h"
#include "prepost/plot/plot_forest.h"
#include "prepost/report/figures.h"
#include "prepost/report/number_style.h"

/* 1 where higher is better, -1 where lower is. */
static double better(const struct pp_outcome *o)
{
    return o->scale->lower_is_better ? -1 : 1;
}

enum { IN_SPREADS = 2 }; /* decimals */

/* As in the table: a line that reaches what matters beside "No change that
 * matters" would contradict it, were the range not named that decided. */
static const char *verdict(const struct pp_report *r, size_t i)
{
    const struct pp_finding *f = &r->findings[i];

    return pp_report_printf(r, "%s%s", pp_phrase_label_at(f->code, f->level),
                            pp_phrase_by_narrower(r->pool, f));
}

/* In SDs of the scores before, so that scales can stand side by side. */
static struct pp_forest_mark mark(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
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
        .verdict = verdict(r, i)};
}

/* What would matter, no finer than the SD that it is a part of is printed. */
static double band(double sesoi)
{
    double printed = isfinite(sesoi) ? pp_number_rounded(sesoi, IN_SPREADS) : 0;

    return printed > 0 ? printed : sesoi;
}

/* The difference of two arms, in SDs of their scores before. */
static struct pp_forest_mark arm_mark(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
    const struct pp_finding *f = &r->findings[i];
    double unit = better(o) / o->contrast.pre_sd;
    double a = f->range.lo * unit, b = f->range.hi * unit;

    return (struct pp_forest_mark){
        .estimate = f->change * unit,
        .ci = {fmin(a, b), fmax(a, b)},
        .weight = (double)(f->n + f->n_other),
        .text = pp_style_difference(r->pool, f->change, f->range,
                                    pp_finding_decimals(f)),
        .verdict = verdict(r, i)};
}

static struct pp_forest_row row(const struct pp_report *r, size_t i,
                                struct pp_forest_mark *m)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
    bool has_arms = pp_report_has_arms(r);

    *m = has_arms && pp_report_has_averages(r, i) ? arm_mark(r, i) : mark(r, i);
    m->decimals = pp_style_decimals(IN_SPREADS, m->estimate, m->ci, NAN);
    return (struct pp_forest_row){
        .label = pp_report_outcome_name(r, i),
        .kind = PP_FOREST_ROW,
        .sesoi = band(o->plan->sesoi.value /
                      (has_arms ? o->contrast.pre_sd : o->paired.pre.sd)),
        .marks = m};
}

static const void *forest_of(const struct pp_report *r, const size_t *which,
                             size_t n, const char *every)
{
    const char *what = pp_report_has_arms(r) ? "Difference" : "Change";
    const struct pp_plan *plan = r->plan;
    struct pp_forest_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_forest_row *rows = pp_pool_array(r->pool, n, sizeof *rows);
    struct pp_forest_mark *marks = pp_pool_array(r->pool, n, sizeof *marks);

    for (size_t k = 0; k < n; k++)
        rows[k] = row(r, which[k], &marks[k]);
    *in = (struct pp_forest_input){
        .title = pp_report_printf(
            r, "The %s in %s", pp_report_has_arms(r) ? "difference" : "change",
            every),
        .subtitle = pp_report_printf(r, "%s, people who %s%s%s", plan->title,
                                     pp_report_answering(r)->twice,
                                     plan->dates != NULL ? ", " : "",
                                     plan->dates != NULL ? plan->dates : ""),
        .what = n == 1 ? pp_report_printf(r, "%s in %s", what,
                                          pp_report_outcome_words(r, which[0]))
                       : pp_report_printf(r, "%s in %zu outcomes", what, n),
        .axis = pp_report_printf(
            r, "%s, in standard deviations of the scores before", what),
        .text_heading = pp_report_printf(r, "%s in points", what),
        .is_difference = pp_report_has_arms(r),
        .verdict_heading = "Finding",
        .row_heading = "Outcome",
        .decimals = IN_SPREADS,
        .level = r->results->level,
        .n_series = 1,
        .n_rows = n,
        .rows = rows};
    return in;
}

const void *pp_forest_input(const struct pp_report *r, size_t outcome)
{
    size_t *which = pp_pool_array(r->pool, r->n_outcomes, sizeof *which);

    (void)outcome;
    for (size_t i = 0; i < r->n_outcomes; i++)
        which[i] = i;
    return forest_of(r, which, r->n_outcomes, "every outcome");
}

/* Of the main outcomes, or of all where none is; NULL: none has an average. */
static const void *main_forest_input(const struct pp_report *r)
{
    size_t *which = pp_pool_array(r->pool, r->n_outcomes, sizeof *which);
    size_t n = 0, n_drawn = 0;

    for (size_t i = 0; i < r->n_outcomes; i++)
        if (pp_figure_outcome(r, i)->plan->role == PP_PRIMARY) {
            which[n++] = i;
            n_drawn += pp_report_has_averages(r, i);
        }
    if (n == 0)
        return pp_forest_input(r, 0);
    return n_drawn > 0
               ? forest_of(r, which, n,
                           n == 1 ? "the main outcome" : "the main outcomes")
               : NULL;
}

void pp_figure_put_forest(const struct pp_report *r, struct pp_blocks *into)
{
    bool has_any = false;

    for (size_t i = 0; i < r->n_outcomes; i++)
        has_any |= pp_report_has_averages(r, i);
    if (has_any)
        pp_report_figure(r, into, PP_FIGURE_ALONE,
                         pp_results_figure_find("forest")->make,
                         pp_forest_input(r, 0));
}

void pp_figure_put_main_forest(const struct pp_report *r,
                               struct pp_blocks *into,
                               enum pp_figure_place place)
{
    const void *input = main_forest_input(r);

    if (input != NULL)
        pp_report_figure(r, into, place, pp_results_figure_find("forest")->make,
                         input);
}
