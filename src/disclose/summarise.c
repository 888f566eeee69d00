#include "prepost/disclose/summarise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/analysis/individual.h"
#include "prepost/base/alloc.h"
#include "prepost/disclose/disclose.h"
#include "prepost/disclose/scores.h"
#include "prepost/stats/grouping.h"

/* One outcome while it is worked on. */
struct work {
    const struct pp_results *results;
    struct pp_disclosure_rules rules;
    const struct pp_outcome *o;
    struct pp_pool *pool;
};

/* --- exact or rounded ----------------------------------------------------- */

static double rounded(double x, int decimals)
{
    double unit = pow(10, decimals);

    return round(x * unit) / unit;
}

/* Sums that go with the mean, SD and correlation as they are printed. */
static struct pp_cohort_sums rounded_sums(const struct pp_cohort_sums *s,
                                          size_t n, int decimals)
{
    double pre_sd = rounded(sqrt(s->pre_ss / (double)(s->n - 1)), decimals);
    double post_sd = rounded(sqrt(s->post_ss / (double)(s->n - 1)), decimals);
    double r = rounded(s->cross / sqrt(s->pre_ss * s->post_ss), 2);
    double df = (double)n - 1;

    return (struct pp_cohort_sums){.n = n,
                                   .pre_mean = rounded(s->pre_mean, decimals),
                                   .post_mean = rounded(s->post_mean, decimals),
                                   .pre_ss = pre_sd * pre_sd * df,
                                   .post_ss = post_sd * post_sd * df,
                                   .cross = r * pre_sd * post_sd * df};
}

static void fill_averages(const struct work *w, size_t i,
                          struct pp_summary_cohort *out)
{
    const struct pp_cohort *c = &w->o->comparison.cohorts[i];
    int decimals = w->o->scale->decimals;

    out->has_averages = true;
    /* One cohort's exact numbers are never by themselves: by another column
     * the same people are in others. */
    out->is_exact = w->rules.base <= 1 && !w->o->is_coarse &&
                    pp_cohort_scores_are_safe(&w->rules, w->o, i);
    out->sums = c->sums;
    out->se = c->se;
    out->df = c->df;
    bool has_groups = out->n_groups >= PP_FEWEST_GROUPS && isfinite(c->se);
    if (out->is_exact) {
        if (has_groups && w->rules.threshold > 1) {
            /* They are of the groups' sums, which are of fewer people. */
            out->se = rounded(c->se, decimals + 1);
            out->df = rounded(c->df, 1);
        }
        return;
    }
    out->sums = rounded_sums(&c->sums, (size_t)c->flow.n_both, decimals);
    out->df = (double)c->flow.n_both - 1;
    out->se =
        pp_cohort_sums_change_sd(&out->sums) / sqrt((double)c->flow.n_both);
    if (has_groups) {
        out->se = rounded(c->se, decimals + 1);
        out->df = w->o->hides_freedom ? c->df : fmax(1, floor(c->df));
    }
}

static struct pp_summary_cohort cohort_of(const struct work *w, size_t i)
{
    const struct pp_comparison *c = &w->o->comparison;
    const struct pp_cohort *from = &c->cohorts[i];
    bool is_shown = from->shown && from->flow.n_both > 0;
    struct pp_summary_cohort to = {
        .name = from->name,
        .n_before = from->flow.n_before,
        .n_both = from->flow.n_both,
        .n_groups = is_shown ? (long)c->between->against[i].n_groups : 0,
        .n_better = PP_COUNT_HIDDEN,
        .n_between = PP_COUNT_HIDDEN,
        .n_worse = PP_COUNT_HIDDEN,
        .se = NAN,
        .df = NAN};

    if (!is_shown)
        return to;
    if (from->individual.source != PP_AMOUNT_NONE) {
        to.n_better = from->individual.n_better;
        to.n_between = from->individual.n_between;
        to.n_worse = from->individual.n_worse;
    }
    fill_averages(w, i, &to);
    return to;
}

/* --- one outcome ---------------------------------------------------------- */

static struct pp_summary_outcome outcome_of(const struct work *w)
{
    const struct pp_outcome *o = w->o;
    const struct pp_plan *plan = w->results->plan;
    const struct pp_comparison *c = &o->comparison;
    size_t n = o->hidden ? 0 : c->n_cohorts, n_told = 0;
    struct pp_summary_cohort *cohorts =
        pp_pool_array(w->pool, n + 1, sizeof *cohorts);
    struct pp_buffer scoring = PP_BUFFER_INIT;

    for (size_t i = 0; i < n; i++)
        if (!c->cohorts[i].is_untold)
            cohorts[n_told++] = cohort_of(w, i);
    pp_plan_scoring(plan, (size_t)(o->plan - plan->outcomes), &scoring);
    struct pp_summary_outcome out = {
        .id = o->plan->id,
        .wave = plan->waves[o->wave].id,
        .is_primary = o->plan->role == PP_PRIMARY,
        .is_provisional = o->provisional,
        .sesoi = o->plan->sesoi,
        .instrument = o->instrument->id,
        .instrument_name = o->instrument->short_name,
        .scale = o->scale->id,
        .scale_name = o->scale->name,
        .words = o->scale->words.outcome,
        .scoring = pp_pool_strdup(w->pool, pp_buffer_text(&scoring)),
        .min = o->scale->min,
        .max = o->scale->max,
        .decimals = o->scale->decimals,
        .lower_is_better = o->scale->lower_is_better,
        .amount_source = o->individual.source,
        .amount =
            o->individual.source != PP_AMOUNT_NONE ? o->individual.amount : NAN,
        .reliability = o->hidden ? NAN : rounded(c->reliability, 2),
        .cohorts = cohorts,
        .n_cohorts = n_told};
    pp_buffer_clear(&scoring);
    return out;
}

struct pp_summary pp_summarise(const struct pp_results *results,
                               struct pp_pool *pool)
{
    const struct pp_plan *plan = results->plan;
    struct work w = {.results = results,
                     .rules = pp_disclosure_rules_of(plan),
                     .pool = pool};
    struct pp_summary_outcome *outcomes =
        pp_pool_array(pool, results->n_outcomes + 1, sizeof *outcomes);
    const char **waves = pp_pool_array(pool, plan->n_waves, sizeof *waves);

    for (size_t i = 0; i < plan->n_waves; i++)
        waves[i] = plan->waves[i].id;
    for (size_t i = 0; i < results->n_outcomes; i++) {
        w.o = &results->outcomes[i];
        outcomes[i] = outcome_of(&w);
    }
    return (struct pp_summary){.title = plan->title,
                               .version = results->version,
                               .plan_hash = plan->hash,
                               .preset = w.rules.preset,
                               .by = results->n_outcomes > 0
                                         ? results->outcomes[0].comparison.by
                                         : NULL,
                               .threshold = w.rules.threshold,
                               .min_average = w.rules.min_average,
                               .nearest = w.rules.base,
                               .level = results->level,
                               .made_up = plan->made_up,
                               .waves = waves,
                               .n_waves = plan->n_waves,
                               .outcomes = outcomes,
                               .n_outcomes = results->n_outcomes};
}

/* --- an earlier one beside it --------------------------------------------- */

static const struct pp_summary_cohort *
same_cohort(const struct pp_summary *s, const struct pp_summary_outcome *like,
            const char *name)
{
    for (size_t i = 0; i < s->n_outcomes; i++) {
        const struct pp_summary_outcome *o = &s->outcomes[i];
        if (strcmp(o->id, like->id) != 0 || strcmp(o->wave, like->wave) != 0)
            continue;
        for (size_t k = 0; k < o->n_cohorts; k++)
            if (strcmp(o->cohorts[k].name, name) == 0)
                return &o->cohorts[k];
    }
    return NULL;
}

const char *pp_summaries_tell(const struct pp_summary *earlier,
                              const struct pp_summary *later,
                              struct pp_pool *pool)
{
    for (size_t i = 0; i < later->n_outcomes; i++) {
        const struct pp_summary_outcome *o = &later->outcomes[i];
        for (size_t k = 0; k < o->n_cohorts; k++) {
            const struct pp_summary_cohort *now = &o->cohorts[k];
            const struct pp_summary_cohort *then =
                same_cohort(earlier, o, now->name);
            if (then == NULL || !then->has_averages || !now->has_averages)
                continue;
            long more = labs(now->n_both - then->n_both);
            if (more > 0 && more < later->min_average)
                return pp_pool_printf(
                    pool, "%s in %s: %ld people then, %ld now", o->id,
                    now->name, then->n_both, now->n_both);
        }
    }
    return NULL;
}
