#include <math.h>

#include "figure_inputs.h"
#include "prepost/plot/plot_paired.h"
#include "prepost/report/number_style.h"

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

double pp_figure_cutoff(const struct pp_outcome *o)
{
    return o->scale->n_cutoffs > 0 ? o->scale->cutoffs[0].value : NAN;
}

const char *pp_figure_cutoff_name(const struct pp_report *r, double cutoff)
{
    return pp_report_printf(r, "cut-off of %s",
                            pp_style_plain(r->pool, cutoff));
}

const void *pp_paired_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
    const struct pp_paired *p = &o->paired;
    struct pp_paired_input *in = pp_pool_alloc(r->pool, sizeof *in);
    const struct pp_answering *words = pp_report_answering(r);
    const enum pp_plot_people people = pp_figure_may_show(r);
    double cutoff = pp_figure_cutoff(o);

    if (!pp_figure_has_averages(r, i))
        return NULL;
    *in = (struct pp_paired_input){
        .title = pp_figure_title(r, i),
        .subtitle = pp_figure_subtitle(r, i),
        .outcome = o->scale->words.outcome,
        .axis = pp_figure_axis(r, i),
        .note = pp_figure_averages_note(r, i),
        .direction = p->direction,
        .scale_min = o->scale->min,
        .scale_max = o->scale->max,
        .decimals = pp_finding_decimals(&r->findings[i]),
        .n = o->n_pairs,
        .pre = people == PP_PEOPLE_SHOWN ? o->pre : NULL,
        .post = people == PP_PEOPLE_SHOWN ? o->post : NULL,
        .people = people,
        .before = wave(r, words->before, &p->pre),
        .after = wave(r, words->after, &p->post),
        .change = p->change.mean,
        .change_ci = p->t_test.ci,
        .change_se = p->t_test.se,
        .change_df = p->t_test.df,
        .level = r->results->level,
        .sesoi = o->plan->sesoi.value,
        .cutoff = cutoff,
        .cutoff_name = pp_figure_cutoff_name(r, cutoff),
        .verdict =
            o->contrast.is_made ? NULL : pp_phrase_label(r->findings[i].code),
        .n_better = -1,
        .n_same = -1,
        .n_worse = -1};
    return in;
}
