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

/* How many went better, in between and worse: by the amount that counts for
 * one person or, where none is known, by anything at all; -1 where hidden. */
struct sides {
    long better, between, worse;
};

static long shown(size_t n)
{
    return is_hidden(n) ? -1 : (long)n;
}

static struct sides sides_of(const struct pp_outcome *o)
{
    const struct pp_individual *a = &o->individual;
    const struct pp_paired *p = &o->paired;

    if (a->source != PP_AMOUNT_NONE)
        return (struct sides){a->n_better, a->n_between, a->n_worse};
    return (struct sides){shown(p->n_better), shown(p->n_same),
                          shown(p->n_worse)};
}

/* Whether people may be counted by how they changed. */
static bool has_sides(const struct pp_report *r, size_t i)
{
    struct sides s = sides_of(pp_figure_outcome(r, i));

    return pp_figure_has_averages(r, i) && s.better >= 0 && s.between >= 0 &&
           s.worse >= 0;
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

/* NULL where people are hidden: then the three counts are drawn. */
static const double *changes_of(const struct pp_report *r,
                                const struct pp_outcome *o)
{
    if (pp_figure_may_show(r) == PP_PEOPLE_HIDDEN)
        return NULL;
    double *change = pp_pool_array(r->pool, o->n_pairs, sizeof *change);
    for (size_t k = 0; k < o->n_pairs; k++)
        change[k] = o->post[k] - o->pre[k];
    return change;
}

const void *pp_change_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
    const struct sides sides = sides_of(o);
    struct pp_change_input *in = pp_pool_alloc(r->pool, sizeof *in);

    if (!has_sides(r, i))
        return NULL;
    *in = (struct pp_change_input){.title = pp_figure_title(r, i),
                                   .subtitle = pp_figure_subtitle(r, i),
                                   .outcome = o->scale->words.outcome,
                                   .note = pp_figure_note(r, i),
                                   .direction = o->paired.direction,
                                   .decimals =
                                       pp_finding_decimals(&r->findings[i]),
                                   .n = o->n_pairs,
                                   .change = changes_of(r, o),
                                   .people = pp_figure_may_show(r),
                                   .mean = o->paired.change.mean,
                                   .mean_ci = o->paired.t_test.ci,
                                   .level = r->results->level,
                                   .threshold = threshold(o),
                                   .threshold_name = threshold_name(r, i),
                                   .n_better = sides.better,
                                   .n_between = sides.between,
                                   .n_worse = sides.worse};
    return in;
}

const void *pp_scatter_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
    const struct sides sides = sides_of(o);
    const char *name = o->instrument->short_name;
    double cutoff = pp_figure_cutoff(o);
    struct pp_scatter_input *in = pp_pool_alloc(r->pool, sizeof *in);

    if (pp_figure_may_show(r) == PP_PEOPLE_HIDDEN || !has_sides(r, i))
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
        .people = PP_PEOPLE_SHOWN,
        .threshold = threshold(o),
        .cutoff = cutoff,
        .cutoff_name = pp_figure_cutoff_name(r, cutoff),
        .n_better = sides.better,
        .n_same = sides.between,
        .n_worse = sides.worse};
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
