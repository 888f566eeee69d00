#include <math.h>
#include <string.h>

#include "figure_inputs.h"
#include "prepost/plot/plot_caterpillar.h"
#include "prepost/plot/plot_funnel.h"
#include "prepost/plot/plot_panels.h"
#include "prepost/report/number_style.h"

/* Regions against what chance would give; drawn from three of them on. */

static double turned(const struct pp_finding *f, double x)
{
    return f->direction == PP_HIGHER_IS_BETTER ? x : -x;
}

static struct pp_interval turned_ci(const struct pp_finding *f,
                                    struct pp_interval ci)
{
    return f->direction == PP_HIGHER_IS_BETTER
               ? ci
               : (struct pp_interval){-ci.hi, -ci.lo};
}

/* "regions", or "cohorts" where something else is compared. */
static const char *many(const struct pp_comparison *c)
{
    return pp_cohorts_word(c->by, true);
}

static double n_of(const struct pp_cohort *c)
{
    return c->flow.n_both >= 0 ? (double)c->flow.n_both : NAN;
}

/* People behind the average of the regions that are shown. */
static double people_of(const struct pp_comparison *c)
{
    double n = 0;

    for (size_t i = 0; i < c->n_cohorts; i++)
        n += c->cohorts[i].shown ? (double)c->cohorts[i].sums.n : 0;
    return n;
}

/* The quantiles that the analysis used, from one region's limits. */
static void quantiles(const struct pp_comparison *c, double people,
                      struct pp_funnel_input *in)
{
    const struct pp_funnel *f = &c->between->funnel;

    for (size_t i = 0; i < c->n_cohorts; i++) {
        const struct pp_funnel_region *r = &c->between->against[i].funnel;
        double n = (double)c->cohorts[i].sums.n;
        double se = sqrt(f->sd * f->sd * (1 / n - 1 / people) + in->tau2);
        if (!isfinite(r->limits.inner.hi) || !(se > 0))
            continue;
        in->inner = (r->limits.inner.hi - f->target) / se;
        in->outer = (r->limits.outer.hi - f->target) / se;
        return;
    }
}

/* One rounding for all rows of a figure, as exact as any of them needs. */
static int at_least(int decimals, const struct pp_finding *f, double change,
                    struct pp_interval ci)
{
    int d = pp_style_decimals(f->scale_decimals, change, ci, NAN);

    return d > decimals ? d : decimals;
}

const void *pp_funnel_input(const struct pp_report *r, size_t item)
{
    const struct pp_comparison *c = &r->results->outcomes[item].comparison;
    const struct pp_finding *f = &r->findings[item];
    const struct pp_between *b = c->between;
    struct pp_funnel_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_funnel_point *points =
        pp_pool_array(r->pool, c->n_cohorts + 1, sizeof *points);

    if (!pp_report_has_averages(r, item) || b == NULL ||
        b->funnel.status != PP_STATUS_OK || !isfinite(b->funnel.sd))
        return NULL;
    for (size_t i = 0; i < c->n_cohorts; i++) {
        enum pp_funnel_place place = b->against[i].funnel.place;
        points[i] = (struct pp_funnel_point){
            .label = c->cohorts[i].name,
            .n = n_of(&c->cohorts[i]),
            .value = turned(f, c->cohorts[i].change),
            .is_outside =
                place == PP_FUNNEL_LOW_OUTER || place == PP_FUNNEL_HIGH_OUTER};
    }
    *in = (struct pp_funnel_input){
        .title = pp_report_printf(r, "Change in %s: what chance would give",
                                  f->words.outcome),
        .subtitle = pp_report_printf(r, "%s, average change of each %s",
                                     pp_report_outcome_scale(r, item),
                                     pp_cohorts_word(c->by, false)),
        .what = pp_report_printf(r, "%zu %s", b->k, many(c)),
        .axis = "Points for the better",
        .x_axis = pp_report_printf(r, "People who %s",
                                   pp_report_answering(r)->answered),
        .of = PP_FUNNEL_OF_MEANS,
        .average = turned(f, b->funnel.target),
        .sd = b->funnel.sd,
        .people = people_of(c),
        .tau2 = b->funnel.overdispersion ? b->funnel.tau2 : 0,
        .note = b->funnel.overdispersion && b->funnel.tau2 > 0
                    ? "The bands are wider than chance alone gives: regions "
                      "differ by more."
                    : NULL,
        .decimals = f->scale_decimals,
        .n_points = c->n_cohorts,
        .points = points};
    quantiles(c, in->people, in);
    return in;
}

/* Each drawn towards the average as far as it rests on few people; as they
 * are where there are too few regions for that. */
const void *pp_caterpillar_input(const struct pp_report *r, size_t item)
{
    const struct pp_comparison *c = &r->results->outcomes[item].comparison;
    const struct pp_finding *f = &r->findings[item];
    const struct pp_between *b = c->between;
    struct pp_caterpillar_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_caterpillar_row *rows =
        pp_pool_array(r->pool, c->n_cohorts + 1, sizeof *rows);

    if (!pp_report_has_averages(r, item) || b == NULL || !b->rule.heterogeneity)
        return NULL;
    int decimals = f->scale_decimals;
    bool is_drawn_in = false; /* not under presets that round counts */
    for (size_t i = 0; i < c->n_cohorts; i++)
        is_drawn_in |= isfinite(b->against[i].shrunken.estimate);
    /* As they are, against the average of the funnel: that of their people. */
    const struct pp_coefficient *average =
        is_drawn_in ? &b->meta.mean : &b->average;
    for (size_t i = 0; i < c->n_cohorts; i++) {
        const struct pp_coefficient *s = &b->against[i].shrunken;
        rows[i] = (struct pp_caterpillar_row){
            .label = c->cohorts[i].name,
            .estimate =
                turned(f, is_drawn_in ? s->estimate : c->cohorts[i].change),
            .ci = turned_ci(f, is_drawn_in ? s->ci : c->cohorts[i].ci),
            .n = n_of(&c->cohorts[i])};
        decimals = at_least(decimals, f, rows[i].estimate, rows[i].ci);
    }
    *in = (struct pp_caterpillar_input){
        .title = pp_report_printf(r, "Change in %s, %s by %s", f->words.outcome,
                                  pp_cohorts_word(c->by, false),
                                  pp_cohorts_word(c->by, false)),
        .subtitle = pp_report_printf(
            r, "%s, %s", pp_report_outcome_scale(r, item),
            is_drawn_in ? "drawn towards the average as far as each rests on "
                          "few people"
                        : pp_report_printf(r, "average change and %s",
                                           pp_style_likely_range(
                                               r->pool, r->results->level))),
        .what = pp_report_printf(r, "Change in %s in %zu %s", f->words.outcome,
                                 b->k, many(c)),
        .axis = "Points for the better",
        .decimals = decimals,
        .level = r->results->level,
        .average_name =
            is_drawn_in
                ? pp_report_printf(r,
                                   "average of such %s, each counted nearly "
                                   "alike",
                                   many(c))
                : NULL,
        .average = turned(f, average->estimate),
        .average_ci = turned_ci(f, average->ci),
        .n_rows = c->n_cohorts,
        .rows = rows};
    return in;
}

/* --- before and after, region by region ----------------------------------- */

static struct pp_interval range_of(const struct pp_report *r, double mean,
                                   double ss, double n)
{
    return pp_coefficient_make(mean, sqrt(ss / (n - 1) / n), n - 1,
                               r->results->level)
        .ci;
}

/* A region that may not be shown keeps its place, with an empty panel. */
static struct pp_panels_group panel_of(const struct pp_report *r,
                                       const struct pp_cohort *c)
{
    const struct pp_cohort_sums *s = &c->sums;
    double n = (double)s->n;
    struct pp_panels_group g = {.name = c->name,
                                .before = NAN,
                                .after = NAN,
                                .before_ci = PP_INTERVAL_NONE,
                                .after_ci = PP_INTERVAL_NONE,
                                .change = NAN,
                                .change_ci = PP_INTERVAL_NONE,
                                .n = NAN};

    if (!c->shown || !isfinite(s->pre_mean))
        return g;
    g.before = s->pre_mean;
    g.after = s->post_mean;
    g.before_ci = range_of(r, s->pre_mean, s->pre_ss, n);
    g.after_ci = range_of(r, s->post_mean, s->post_ss, n);
    g.change = c->change;
    g.change_ci = c->ci;
    g.n = n_of(c);
    return g;
}

const void *pp_region_paired_input(const struct pp_report *r, size_t item)
{
    const struct pp_outcome *o = &r->results->outcomes[item];
    const struct pp_comparison *c = &o->comparison;
    struct pp_panels_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_panels_group *groups =
        pp_pool_array(r->pool, c->n_cohorts + 1, sizeof *groups);
    const struct pp_finding *f = &r->findings[item];
    int decimals = f->scale_decimals;
    size_t n_shown = 0;

    for (size_t i = 0; i < c->n_cohorts; i++) {
        groups[i] = panel_of(r, &c->cohorts[i]);
        decimals = at_least(decimals, f, groups[i].change, groups[i].change_ci);
        n_shown += isfinite(groups[i].before) ? 1 : 0;
    }
    if (!pp_report_has_averages(r, item) || n_shown < 2)
        return NULL;
    *in = (struct pp_panels_input){
        .title = pp_report_printf(r, "%s before and after, by %s",
                                  pp_report_outcome_name(r, item),
                                  pp_cohorts_by(r->pool, c->by)),
        .subtitle = pp_report_printf(r, "%s, people who %s",
                                     pp_report_outcome_scale(r, item),
                                     pp_report_answering(r)->answered),
        .outcome = r->findings[item].words.outcome,
        .axis = pp_figure_axis(r, item),
        .what = strcmp(c->by, "region") == 0 ? "region" : NULL,
        .note = pp_figure_note(r, item),
        .direction = f->direction,
        .scale_min = o->scale->min,
        .scale_max = o->scale->max,
        .decimals = decimals,
        .level = r->results->level,
        .n_groups = c->n_cohorts,
        .groups = groups};
    return in;
}
