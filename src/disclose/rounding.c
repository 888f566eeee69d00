#include "prepost/disclose/work.h"

#include <math.h>

#include "prepost/disclose/disclose.h"

void pp_round_count(const struct pp_work *w, long *n)
{
    long base = w->rules.base;

    if (base > 1 && *n != PP_COUNT_HIDDEN)
        *n = base * lround((double)*n / (double)base);
}

static void round_individual(const struct pp_work *w, struct pp_individual *p)
{
    pp_round_count(w, &p->n);
    pp_round_count(w, &p->n_better);
    pp_round_count(w, &p->n_between);
    pp_round_count(w, &p->n_worse);
    /* An interval would give the counts back. */
    p->better_ci = p->worse_ci = PP_INTERVAL_NONE;
}

/* As many scores as are said to be drawn; those that are not there are NaN. */
static const double *as_many(const struct pp_work *w, const double *x,
                             size_t n_was, size_t n_is)
{
    double *copy = pp_pool_array(w->pool, n_is, sizeof *copy);

    for (size_t k = 0; x != NULL && k < n_is; k++)
        copy[k] = k < n_was ? x[k] : NAN;
    return x != NULL ? copy : NULL;
}

/* What else says how many people an outcome is of, or how they changed. */
static void hide_sizes(struct pp_paired *p, struct pp_scale_reliability *r)
{
    p->n_rows = p->n_pre = p->n_post = PP_SIZE_HIDDEN;
    p->pre.n = p->post.n = p->change.n = p->n_paired;
    p->t_test.df = p->t_test.se = NAN;
    p->wilcoxon.w_plus = p->wilcoxon.w_minus = NAN;
    p->wilcoxon.n_zero = PP_SIZE_HIDDEN;
    p->wilcoxon.p = p->wilcoxon.smallest_p = NAN;
    p->wilcoxon.attained_level = p->sign_test.p = p->permutation.p = NAN;
    p->rank_biserial = p->probability_of_improvement = pp_no_estimate();
    p->has_reliable_change = false;
    r->n_pre = r->n_post = PP_SIZE_HIDDEN;
    r->alpha_change_p = NAN;
}

static void round_flow_row(const struct pp_work *w, struct pp_flow_row *row)
{
    for (int k = 0; k < PP_N_FLOW_COUNTS; k++)
        pp_round_count(w, pp_flow_count(row, k));
}

static void hide_precision(struct pp_coefficient *c)
{
    c->se = c->df = c->t = c->p = NAN;
}

/*
 * Weights of averages, and how wide ranges and limits are, say how many people
 * each cohort has: what is left is estimates, ranges and where each lies.
 */
static void hide_between(const struct pp_work *w, struct pp_comparison *c)
{
    struct pp_coefficient none = pp_coefficient_none(PP_STATUS_NOT_DECLARED);
    struct pp_funnel_limits no_limits = {PP_INTERVAL_NONE, PP_INTERVAL_NONE};
    struct pp_between *b = pp_pool_alloc(w->pool, sizeof *b);
    struct pp_against *against =
        pp_pool_array(w->pool, c->n_cohorts + 1, sizeof *against);

    if (c->between == NULL)
        return;
    *b = *c->between;
    for (size_t i = 0; i < c->n_cohorts; i++)
        against[i] = (struct pp_against){
            .change = none,
            .adjusted = none,
            .corrected = none,
            .change_p_holm = NAN,
            .adjusted_p_holm = NAN,
            .equal_spread = none,
            .shrunken = none,
            .funnel = {no_limits, NAN, b->against[i].funnel.place}};
    b->against = against;
    b->average = b->equal_spread = none;
    c->average = pp_no_estimate();
    hide_precision(&b->change);
    hide_precision(&b->adjusted);
    hide_precision(&b->corrected);
    hide_precision(&b->ancova.slope);
    hide_precision(&b->ancova_equal.slope);
    hide_precision(&b->meta.mean);
    hide_precision(&b->meta.common);
    b->test.f = b->test.df2 = b->ancova.joint.f = b->ancova.joint.df2 = NAN;
    b->groups.mean_size = NAN;
    b->meta.q = b->meta.q_p = NAN;
    b->funnel.target = b->funnel.sd = b->funnel.df = b->funnel.tau2 = NAN;
    c->between = b;
}

static void round_arm(const struct pp_work *w, struct pp_arm *arm)
{
    pp_round_count(w, &arm->n_before);
    pp_round_count(w, &arm->n_both);
    pp_round_count(w, &arm->n_left);
    round_individual(w, &arm->individual);
}

/* Degrees of freedom count people; so does what is spread over the leavers. */
static void round_contrast(const struct pp_work *w, struct pp_contrast *c)
{
    if (!c->is_made)
        return;
    round_arm(w, &c->arm);
    round_arm(w, &c->comparison);
    hide_precision(&c->adjusted);
    hide_precision(&c->change_score);
    hide_precision(&c->slope);
    hide_precision(&c->imputed);
    hide_precision(&c->if_unchanged);
    c->equivalence_p = c->tipping = NAN;
}

static void round_outcome(const struct pp_work *w, struct pp_outcome *o)
{
    struct pp_sizes s = pp_sizes_of(o);
    long n_pairs = (long)o->n_pairs;

    pp_round_count(w, &n_pairs);
    pp_round_count(w, &s.n_before);
    pp_round_count(w, &s.n_left);
    pp_round_count(w, &s.n_better);
    pp_round_count(w, &s.n_same);
    pp_round_count(w, &s.n_worse);
    o->pre = as_many(w, o->pre, o->n_pairs, (size_t)n_pairs);
    o->post = as_many(w, o->post, o->n_pairs, (size_t)n_pairs);
    o->n_pairs = o->paired.n_paired = (size_t)n_pairs;
    pp_sizes_set(o, &s);
    hide_sizes(&o->paired, &o->reliability);
    o->missing.improved_worst_case = pp_no_estimate();
    o->missing.n_shifts = 0; /* they tell the share that left */
    round_individual(w, &o->individual);
    round_contrast(w, &o->contrast);
    for (size_t c = 0; c < o->comparison.n_cohorts; c++) {
        struct pp_cohort *cohort = &pp_work_cohorts(o)[c];
        round_flow_row(w, &cohort->flow);
        round_individual(w, &cohort->individual);
        cohort->df = cohort->se = NAN;
    }
    hide_between(w, &o->comparison);
}

void pp_round_counts(const struct pp_work *w, struct pp_people_table *people)
{
    if (w->rules.base <= 1)
        return;
    round_flow_row(w, &w->to->flow.all);
    for (size_t r = 0; r < w->to->flow.n_regions; r++)
        round_flow_row(w, &w->regions[r]);
    for (size_t a = 0; a < w->to->flow.n_arms; a++)
        round_flow_row(w, &w->arms[a]);
    for (size_t t = 0; t < w->to->n_people_tables; t++) {
        struct pp_people_level *levels =
            (struct pp_people_level *)people[t].levels;
        for (size_t i = 0; i < people[t].n_levels; i++)
            pp_round_count(w, &levels[i].n);
        pp_round_count(w, &people[t].n_blank);
    }
    for (size_t i = 0; i < w->to->n_outcomes; i++)
        round_outcome(w, &w->outcomes[i]);
}
