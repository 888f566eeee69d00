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

static void clean_describe(const struct pp_work *w, struct pp_describe *d)
{
    if (!w->rules.show_people)
        d->min = d->max = NAN;
}

/* Shares, counts and p values that counts could be worked out from. */
void pp_protect_shares(const struct pp_work *w, struct pp_outcome *o)
{
    struct pp_sizes s = pp_sizes_of(o);
    struct pp_missing_data *m = &o->missing;

    clean_describe(w, &o->paired.pre);
    clean_describe(w, &o->paired.post);
    clean_describe(w, &o->paired.change);
    if (is_any_hidden(s.n_better, s.n_same, s.n_worse)) {
        o->paired.probability_of_improvement = pp_no_estimate();
        o->paired.rank_biserial = pp_no_estimate();
        o->paired.sign_test.p = NAN;
    }
    clean_individual(&o->individual);
    if (o->individual.n_better == PP_COUNT_HIDDEN)
        m->improved_worst_case = pp_no_estimate();
    if (s.n_left == PP_COUNT_HIDDEN || s.n_left < w->rules.min_average) {
        m->left_mean = m->left_standardised_difference = NAN;
        m->mar_likelihood = m->multiple_imputation = pp_no_estimate();
        m->if_unchanged = m->tipping = NAN;
        m->improved_worst_case = pp_no_estimate();
    }
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
