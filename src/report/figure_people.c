#include <math.h>

#include "figure_inputs.h"
#include "prepost/plot/plot_change.h"
#include "prepost/plot/plot_icons.h"
#include "prepost/plot/plot_scatter.h"
#include "prepost/report/number_style.h"

/* --- who may be counted ----------------------------------------------------
 */

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
    const struct pp_paired *p = &pp_figure_outcome(r, i)->paired;
    const struct pp_individual *a = &pp_figure_outcome(r, i)->individual;

    return pp_figure_has_averages(r, i) && r->rules->base <= 1 &&
           !is_hidden(p->n_better) && !is_hidden(p->n_same) &&
           !is_hidden(p->n_worse) &&
           (a->source == PP_AMOUNT_NONE ||
            (a->n_better >= 0 && a->n_between >= 0 && a->n_worse >= 0));
}

/* --- by how much ---------------------------------------------------------- */

static double threshold(const struct pp_outcome *o)
{
    return o->individual.source == PP_AMOUNT_NONE ? NAN : o->individual.amount;
}

/* "7 points"; NULL where no amount is known. */
static const char *threshold_name(const struct pp_report *r, size_t i)
{
    return isfinite(threshold(pp_figure_outcome(r, i))) ? pp_report_amount(r, i)
                                                        : NULL;
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

const void *pp_change_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
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
                                   .people = pp_figure_may_show(r),
                                   .min_cell = (size_t)r->rules->threshold,
                                   .known = known_of(o),
                                   .mean = o->paired.change.mean,
                                   .mean_ci = o->paired.t_test.ci,
                                   .level = r->results->level,
                                   .threshold = threshold(o),
                                   .threshold_name = threshold_name(r, i)};
    return in;
}

const void *pp_scatter_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
    const char *name = o->instrument->short_name;
    double cutoff = o->scale->n_cutoffs > 0 ? o->scale->cutoffs[0].value : NAN;
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
        .people = pp_figure_may_show(r),
        .min_cell = (size_t)r->rules->threshold,
        .threshold = threshold(o),
        .cutoff = cutoff,
        .cutoff_name = pp_report_printf(r, "cut-off of %s",
                                        pp_style_plain(r->pool, cutoff)),
        .n_better = o->individual.n_better,
        .n_same = o->individual.n_between,
        .n_worse = o->individual.n_worse};
    return in;
}

/* --- out of every 100 ----------------------------------------------------- */

const void *pp_icons_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
    const struct pp_individual *p = &o->individual;
    struct pp_icons_input *in = pp_pool_alloc(r->pool, sizeof *in);

    if (o->hidden || p->source == PP_AMOUNT_NONE || p->n < PP_MIN_PER_100 ||
        p->n_better < 0 || p->n_between < 0 || p->n_worse < 0)
        return NULL;
    *in = (struct pp_icons_input){
        .title = pp_figure_title(r, i),
        .subtitle = pp_report_printf(r, "%s, of every 100 people who %s",
                                     pp_report_outcome_scale(r, i),
                                     pp_report_answering(r)->twice),
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

long pp_figure_first_icons(const struct pp_report *r, const size_t *which,
                           size_t n)
{
    long first = -1;

    for (size_t k = 0; k < n; k++) {
        if (pp_icons_input(r, which[k]) == NULL)
            continue;
        if (pp_figure_outcome(r, which[k])->plan->role == PP_PRIMARY)
            return (long)which[k];
        if (first < 0)
            first = (long)which[k];
    }
    return first;
}
