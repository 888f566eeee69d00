#include "prepost/disclose/scores.h"

#include <math.h>

#include "prepost/analysis/between.h"
#include "prepost/analysis/individual.h"
#include "prepost/base/alloc.h"
#include "prepost/disclose/moments.h"
#include "prepost/disclose/work.h"

/* Looking for ways out of the scores of more people takes long: their exact
 * numbers are told without. */
enum { MOST_LOOKED_AT = 2000 };

double pp_as_points(double x, int decimals)
{
    double unit = pow(10, decimals);

    return isfinite(x) ? round(x * unit) / unit : x;
}

double pp_as_printed(double x, int decimals)
{
    double unit = pow(10, decimals);

    if (!isfinite(x) || x == 0)
        return x;
    if (fabs(x) * unit < 10) /* two figures say more */
        unit = pow(10, 1 - floor(log10(fabs(x))));
    return round(x * unit) / unit;
}

/* --- whether exact numbers leave every rare score a way out --------------- */

static bool is_enough_for_order(const struct pp_disclosure_rules *rules,
                                size_t n)
{
    return (long)n >= PP_ORDER_NEEDS * rules->threshold;
}

static bool are_safe(const struct pp_disclosure_rules *rules,
                     const struct pp_outcome *o, const double *pre,
                     const double *post, size_t n, bool has_order)
{
    bool counts = o->individual.source != PP_AMOUNT_NONE;
    struct pp_moments m = {.pre = pre,
                           .post = post,
                           .n = n,
                           .step = pp_scale_step(o->scale),
                           .min = o->scale->min,
                           .max = o->scale->max,
                           .amount = counts ? o->individual.amount : NAN,
                           .has_order = has_order,
                           .threshold = rules->threshold};

    return n > MOST_LOOKED_AT || pp_moments_are_safe(&m);
}

bool pp_cohort_scores_are_safe(const struct pp_disclosure_rules *rules,
                               const struct pp_outcome *o, size_t cohort)
{
    const struct pp_between_people *p = o->comparison.people;
    size_t most = 0, n = 0;

    for (size_t i = 0; p != NULL && i < p->n; i++)
        if (p->cohort[i] == cohort)
            most += p->count != NULL ? p->count[i] : 1;
    if (most == 0 || most > MOST_LOOKED_AT)
        return most > 0;
    double *pre = pp_alloc_array(most, sizeof *pre);
    double *post = pp_alloc_array(most, sizeof *post);
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = p->count != NULL ? p->count[i] : 1;
             p->cohort[i] == cohort && k > 0; k--) {
            pre[n] = p->pre[i];
            post[n++] = p->post[i];
        }
    /* Medians and quartiles are of everyone only. */
    bool is_safe = are_safe(rules, o, pre, post, n, false);
    pp_free(pre);
    pp_free(post);
    return is_safe;
}

/* --- one outcome ---------------------------------------------------------- */

/* Exact numbers of everyone, or of a whole, less those of cohorts that are
 * shown are exact numbers of people of whom no average is. */
static bool leaves_some_over(const struct pp_work *w, size_t i)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    const struct pp_cohort *is = w->outcomes[i].comparison.cohorts;
    size_t shown = 0;

    for (size_t k = 0; k < from->comparison.n_cohorts; k++)
        if (is[k].shown)
            shown += (size_t)from->comparison.cohorts[k].flow.n_both;
    return shown > 0 && shown < from->n_pairs &&
           from->n_pairs - shown <= MOST_LOOKED_AT;
}

static bool is_any_hidden(const struct pp_individual *p)
{
    return p->source != PP_AMOUNT_NONE &&
           (p->n_better == PP_COUNT_HIDDEN || p->n_between == PP_COUNT_HIDDEN ||
            p->n_worse == PP_COUNT_HIDDEN);
}

/* Of a scale of few steps exact averages and spreads tell more of how many
 * changed how than printed ones: of 10 and of 15 steps in 8 and in 3 of 60
 * made-up groups (tests/oracle/pinned_counts.py). Half as many again, to be on
 * the safe side. */
enum { SHORT_SCALE = 24 };

static bool is_short(const struct pp_scale *scale)
{
    double step = pp_scale_step(scale);

    return !(step > 0) || scale->max - scale->min < SHORT_SCALE * step;
}

static bool hides_counts(const struct pp_outcome *o)
{
    struct pp_sizes s = pp_sizes_of(o);
    const struct pp_recovery *r = &o->recovery;
    bool is_any = s.n_better == PP_COUNT_HIDDEN ||
                  s.n_same == PP_COUNT_HIDDEN || s.n_worse == PP_COUNT_HIDDEN ||
                  is_any_hidden(&o->individual) ||
                  (r->cutoff != NULL && (r->n_beyond == PP_COUNT_HIDDEN ||
                                         r->n_crossed == PP_COUNT_HIDDEN ||
                                         r->n_recovered == PP_COUNT_HIDDEN ||
                                         r->n_entered == PP_COUNT_HIDDEN));

    for (size_t k = 0; k < o->n_other_amounts; k++)
        is_any = is_any || is_any_hidden(&o->other_amounts[k]);
    for (size_t c = 0; c < o->comparison.n_cohorts; c++)
        is_any =
            is_any || (o->comparison.cohorts[c].shown &&
                       is_any_hidden(&o->comparison.cohorts[c].individual));
    return is_any;
}

static bool is_coarse(const struct pp_work *w, size_t i)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    const struct pp_cohort *is = w->outcomes[i].comparison.cohorts;
    const struct pp_contrast *contrast = &from->contrast;
    size_t n = from->comparison.n_cohorts;

    if (w->beside != NULL && w->beside->outcomes[i].is_coarse)
        return true;
    if (leaves_some_over(w, i))
        return true;
    if (from->n_pairs <= MOST_LOOKED_AT && is_short(from->scale) &&
        hides_counts(&w->outcomes[i]))
        return true;
    /* Of the people compared with, no score is at hand to look at. */
    if (contrast->is_made)
        return contrast->arm.n_both <= MOST_LOOKED_AT ||
               contrast->comparison.n_both <= MOST_LOOKED_AT;
    for (size_t k = 0; k < n; k++)
        if (is[k].shown && !pp_cohort_scores_are_safe(&w->rules, from, k))
            return true;
    return !are_safe(&w->rules, from, from->pre, from->post, from->n_pairs,
                     is_enough_for_order(&w->rules, from->n_pairs));
}

static void clean_shape(struct pp_describe *d)
{
    d->skewness = d->kurtosis = NAN;
}

static void clean_order(struct pp_paired *p)
{
    struct pp_describe *const described[] = {&p->pre, &p->post, &p->change};

    for (size_t k = 0; k < sizeof described / sizeof *described; k++)
        described[k]->median = described[k]->q1 = described[k]->q3 = NAN;
    p->wilcoxon.hodges_lehmann = NAN;
    p->wilcoxon.ci = PP_INTERVAL_NONE;
}

void pp_protect_scores(const struct pp_work *w, size_t i)
{
    struct pp_outcome *o = &w->outcomes[i];
    struct pp_paired *p = &o->paired;

    o->is_guarded = !w->rules.show_people;
    if (w->rules.show_people || o->hidden)
        return;
    clean_shape(&p->pre);
    clean_shape(&p->post);
    clean_shape(&p->change);
    p->normality.w = p->normality.p = NAN;
    p->wilcoxon.w_plus = p->wilcoxon.w_minus = NAN;
    o->hides_order =
        !is_enough_for_order(&w->rules, w->from->outcomes[i].n_pairs);
    if (o->hides_order)
        clean_order(p);
    /* How wide a range is beside its standard error gives the degrees of
     * freedom: both are told as printed where those are not. */
    o->hides_freedom |= pp_has_few_in_group(w, i);
    o->is_coarse = o->hides_freedom || is_coarse(w, i);
}
