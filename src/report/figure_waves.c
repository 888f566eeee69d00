#include <math.h>

#include "figure_inputs.h"
#include "prepost/plot/plot_waves.h"
#include "prepost/report/number_style.h"

/* Before and after, of the people who answered both times. */
static void two_points(const struct pp_report *r, size_t i,
                       struct pp_waves_point *points)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    const struct pp_describe *waves[] = {&o->paired.pre, &o->paired.post};

    for (int w = 0; w < 2; w++)
        points[w] = (struct pp_waves_point){
            waves[w]->mean, pp_figure_mean_ci(waves[w], r->results->level),
            (double)o->n_pairs};
}

/* Everyone who answered at least once, as the mixed model sees them. */
static void model_points(const struct pp_growth *growth,
                         struct pp_waves_point *points)
{
    for (size_t w = 0; w < growth->n_waves; w++) {
        const struct pp_growth_wave *wave = &growth->waves[w];
        points[w] = (struct pp_waves_point){
            wave->mean.estimate, wave->mean.ci,
            wave->n == PP_COUNT_HIDDEN ? NAN : (double)wave->n};
    }
}

/* When the waves were; NULL where one is not known or they do not ascend. */
static const double *weeks_of(const struct pp_report *r,
                              const struct pp_growth *growth)
{
    double *when = pp_pool_array(r->pool, growth->n_waves, sizeof *when);

    for (size_t w = 0; w < growth->n_waves; w++) {
        when[w] = growth->waves[w].weeks;
        if (!isfinite(when[w]) || (w > 0 && !(when[w] > when[w - 1])))
            return NULL;
    }
    return when;
}

static const char *subtitle(const struct pp_report *r, size_t i,
                            const struct pp_growth *growth)
{
    const struct pp_scale *scale = r->results->outcomes[i].scale;

    if (growth == NULL)
        return pp_figure_subtitle(r, i);
    return pp_report_printf(
        r,
        "%s (%g to %g), averages with their %s, "
        "allowing for people who did not answer every time",
        pp_phrase_capitalised(r->pool, scale->words.outcome), scale->min,
        scale->max, pp_style_likely_range(r->pool, r->results->level));
}

static struct pp_waves_series *arm_series(const struct pp_report *r,
                                          const struct pp_arm *arm,
                                          struct pp_waves_series *series)
{
    const struct pp_describe waves[] = {
        {.n = (size_t)arm->n_both, .mean = arm->pre_mean, .sd = arm->pre_sd},
        {.n = (size_t)arm->n_both, .mean = arm->post_mean, .sd = arm->post_sd}};
    struct pp_waves_point *points = pp_pool_array(r->pool, 2, sizeof *points);

    for (int w = 0; w < 2; w++)
        points[w] = (struct pp_waves_point){
            waves[w].mean, pp_figure_mean_ci(&waves[w], r->results->level),
            (double)waves[w].n};
    *series = (struct pp_waves_series){
        pp_phrase_capitalised(r->pool, arm->people), points};
    return series;
}

/* An arm beside the comparison, before and after. */
static const void *arm_waves_input(const struct pp_report *r, size_t i)
{
    const struct pp_plan *plan = r->plan;
    const struct pp_outcome *o = &r->results->outcomes[i];
    struct pp_waves_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_waves_series *series = pp_pool_array(r->pool, 2, sizeof *series);
    const char **names = pp_pool_array(r->pool, 2, sizeof *names);

    if (o->hidden || !pp_report_has_averages(r, i))
        return NULL;
    arm_series(r, &o->contrast.arm, &series[0]);
    arm_series(r, &o->contrast.comparison, &series[1]);
    names[0] = pp_phrase_capitalised(r->pool, plan->waves[0].name);
    names[1] = pp_phrase_capitalised(r->pool, plan->waves[o->wave].name);
    *in = (struct pp_waves_input){
        .title = pp_phrase_title(r->pool, &r->findings[i]),
        .subtitle = pp_report_printf(
            r, "%s, averages of people who answered twice, with %s",
            pp_report_outcome_scale(r, i),
            pp_style_likely_range(r->pool, r->results->level)),
        .outcome = o->scale->words.outcome,
        .axis = pp_figure_axis(r, i),
        .note = pp_figure_averages_note(r, i),
        .direction = o->paired.direction,
        .scale_min = o->scale->min,
        .scale_max = o->scale->max,
        .decimals = pp_finding_decimals(&r->findings[i]),
        .level = r->results->level,
        .n_waves = 2,
        .waves = names,
        .n_series = 2,
        .series = series};
    return in;
}

const void *pp_waves_input(const struct pp_report *r, size_t i)
{
    if (r->results->outcomes[i].contrast.is_made)
        return arm_waves_input(r, i);
    const struct pp_plan *plan = r->plan;
    const struct pp_outcome *o = &r->results->outcomes[i];
    const struct pp_growth *growth =
        r->results->growth != NULL && i < plan->n_outcomes
            ? &r->results->growth[i]
            : NULL;
    size_t n = plan->n_waves;
    struct pp_waves_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_waves_series *one = pp_pool_alloc(r->pool, sizeof *one);
    struct pp_waves_point *points = pp_pool_array(r->pool, n, sizeof *points);
    const char **names = pp_pool_array(r->pool, n, sizeof *names);

    if (o->hidden || i >= plan->n_outcomes || !pp_report_has_averages(r, i) ||
        (n > 2 && (growth == NULL || growth->n_waves != n)))
        return NULL;
    if (growth != NULL)
        model_points(growth, points);
    else
        two_points(r, i, points);
    for (size_t w = 0; w < n; w++)
        names[w] = pp_phrase_capitalised(r->pool, plan->waves[w].name);
    *one = (struct pp_waves_series){
        pp_phrase_capitalised(r->pool, o->scale->words.outcome), points};
    *in = (struct pp_waves_input){
        .title = n > 2 ? pp_report_printf(r, "%s over time", one->name)
                       : pp_phrase_title(r->pool, &r->findings[i]),
        .subtitle = subtitle(r, i, growth),
        .outcome = o->scale->words.outcome,
        .axis = pp_figure_axis(r, i),
        .note = pp_figure_averages_note(r, i),
        .direction = o->paired.direction,
        .scale_min = o->scale->min,
        .scale_max = o->scale->max,
        .decimals = pp_finding_decimals(&r->findings[i]),
        .level = r->results->level,
        .n_waves = n,
        .waves = names,
        .when = growth != NULL ? weeks_of(r, growth) : NULL,
        .n_series = 1,
        .series = one};
    return in;
}
