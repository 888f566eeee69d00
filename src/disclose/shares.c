#include "prepost/disclose/work.h"

#include <math.h>

#include "prepost/disclose/disclose.h"

static bool is_any_hidden(long a, long b, long c)
{
    return a == PP_COUNT_HIDDEN || b == PP_COUNT_HIDDEN || c == PP_COUNT_HIDDEN;
}

static void clean_individual(struct pp_individual *p)
{
    if (!is_any_hidden(p->n_better, p->n_between, p->n_worse))
        return;
    if (p->n_better == PP_COUNT_HIDDEN)
        p->better_ci = PP_INTERVAL_NONE;
    if (p->n_worse == PP_COUNT_HIDDEN)
        p->worse_ci = PP_INTERVAL_NONE;
}

bool pp_share_tells_of_each(long n, long of)
{
    return of > 0 && (n == 0 || n == of);
}

bool pp_tells_of_each(const struct pp_individual *shown)
{
    return shown->source != PP_AMOUNT_NONE &&
           (pp_share_tells_of_each(shown->n_better, shown->n) ||
            pp_share_tells_of_each(shown->n_between, shown->n) ||
            pp_share_tells_of_each(shown->n_worse, shown->n));
}

static void clean_describe(const struct pp_work *w, struct pp_describe *d)
{
    if (!w->rules.show_people)
        d->min = d->max = NAN;
}

/*
 * Tests of ranks and signs: an exact p value is a multiple of 2^-m, m being
 * how many people changed at all, and the least it can be is 2^(1-m). Either
 * gives back how many stayed the same.
 */
static void clean_ranks(struct pp_paired *p)
{
    p->probability_of_improvement = pp_no_estimate();
    p->rank_biserial = pp_no_estimate();
    p->sign_test.p = p->permutation.p = NAN;
    p->wilcoxon.w_plus = p->wilcoxon.w_minus = NAN;
    p->wilcoxon.n_zero = PP_SIZE_HIDDEN;
    p->wilcoxon.p = p->wilcoxon.smallest_p = NAN;
    p->wilcoxon.attained_level = NAN;
}

/* Counts by another amount would be others that nobody has protected. */
static bool counts_the_same(const struct pp_reliable_change *r,
                            const struct pp_individual *i)
{
    return (long)r->improved.n == i->n_better &&
           (long)r->unchanged.n == i->n_between &&
           (long)r->deteriorated.n == i->n_worse;
}

/* Likewise those by other methods, at the ends of a reliability's interval,
 * and across a cut-off of the caller's own; and a variance tells how many
 * there are. */
static void clean_other_counts(struct pp_paired *p)
{
    p->reliable_change.band.reliability[0] = NAN;
    p->n_reliable_change_by = 0;
    p->has_study_change = false;
    p->cutoffs.kind = PP_CUTOFF_NONE;
}

static void clean_missing(struct pp_missing_data *m)
{
    m->left_mean = m->left_standardised_difference = NAN;
    m->left_variance_ratio = NAN;
    m->mar_likelihood = m->multiple_imputation = pp_no_estimate();
    m->if_unchanged = m->tipping = NAN;
    m->n_shifts = 0;
    m->mar_se = m->mar_df = m->mar_p = NAN;
    m->improved_worst_case = pp_no_estimate();
}

/*
 * How many answered at each wave, in all and with no question left out: less
 * the pairs, those who answered once.
 */
static void clean_sizes(const struct pp_work *w, struct pp_outcome *o,
                        bool is_left_hidden)
{
    struct pp_paired *p = &o->paired;
    long second_only = (long)p->n_post - (long)p->n_paired;
    bool is_small = second_only > 0 && second_only < w->rules.threshold;

    if (is_left_hidden)
        p->n_pre = o->reliability.n_pre = PP_SIZE_HIDDEN;
    if (is_small || w->to->flow.all.n_after_only == PP_COUNT_HIDDEN)
        p->n_post = o->reliability.n_post = PP_SIZE_HIDDEN;
    /* Of three times, less those of the first and of this: who answered only
     * at another. */
    if (p->n_pre == PP_SIZE_HIDDEN || p->n_post == PP_SIZE_HIDDEN ||
        w->from->plan->n_waves > 2)
        p->n_rows = PP_SIZE_HIDDEN;
    if ((long)o->reliability.n_both < w->rules.min_average)
        o->reliability.alpha_change_p = NAN;
}

/* Shares, counts and p values that counts could be worked out from. */
void pp_protect_shares(const struct pp_work *w, size_t outcome)
{
    struct pp_outcome *o = &w->outcomes[outcome];
    struct pp_sizes s = pp_sizes_of(o);
    struct pp_individual *i = &o->individual;

    clean_describe(w, &o->paired.pre);
    clean_describe(w, &o->paired.post);
    clean_describe(w, &o->paired.change);
    if (is_any_hidden(s.n_better, s.n_same, s.n_worse))
        clean_ranks(&o->paired);
    clean_individual(i);
    if (!counts_the_same(&o->paired.reliable_change, i))
        o->paired.has_reliable_change = false;
    clean_other_counts(&o->paired);
    if (i->n_better == PP_COUNT_HIDDEN)
        o->missing.improved_worst_case = pp_no_estimate();
    if (s.n_left == PP_COUNT_HIDDEN ||
        pp_left_is_hidden(w, outcome, PP_SIDE_OWN))
        clean_missing(&o->missing);
    clean_sizes(w, o,
                s.n_left == PP_COUNT_HIDDEN || s.n_before == PP_COUNT_HIDDEN);
    struct pp_cohort *cohorts = pp_work_cohorts(o);
    for (size_t c = 0; c < o->comparison.n_cohorts; c++) {
        struct pp_flow_row *flow = &cohorts[c].flow;
        flow->n_people = flow->n_after = PP_COUNT_HIDDEN;
        flow->n_before_only = flow->n_after_only = PP_COUNT_HIDDEN;
        clean_individual(&cohorts[c].individual);
        if (flow->n_both == PP_COUNT_HIDDEN)
            cohorts[c].individual.n = PP_COUNT_HIDDEN;
    }
}
