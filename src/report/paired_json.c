#include "prepost/report/paired_json.h"

static json_t *status(enum pp_status value)
{
    return pp_json_text(pp_status_name(value));
}

static json_t *interval(struct pp_interval ci)
{
    return pp_json_interval(ci.lo, ci.hi);
}

static json_t *count(size_t n)
{
    return pp_json_count((long)n);
}

json_t *pp_estimate_json(const struct pp_estimate *estimate)
{
    json_t *out = json_object();
    pp_json_add(out, "estimate", pp_json_number(estimate->estimate));
    pp_json_add(out, "ci", interval(estimate->ci));
    pp_json_add(out, "method", pp_json_text(estimate->method));
    pp_json_add(out, "status", status(estimate->status));
    return out;
}

json_t *pp_verdict_json(const struct pp_verdict *v)
{
    json_t *out = json_object();
    pp_json_add(out, "code", pp_json_text(pp_verdict_code_name(v->code)));
    pp_json_add(out, "size", pp_json_text(pp_verdict_size_name(v->size)));
    pp_json_add(out, "reason", pp_json_text(pp_verdict_reason_name(v->reason)));
    pp_json_add(out, "sentence", pp_json_text(v->sentence));
    pp_json_add(out, "estimate", pp_json_number(v->estimate));
    pp_json_add(out, "ci", interval(v->ci));
    pp_json_add(out, "equivalence_ci", interval(v->equivalence_ci));
    pp_json_add(out, "fragile", pp_json_bool(v->fragile));
    pp_json_add(out, "clustered", pp_json_bool(v->clustered));
    pp_json_add(out, "few_people", pp_json_bool(v->few_people));
    pp_json_add(out, "few_changed", pp_json_bool(v->few_changed));
    pp_json_add(out, "p_allowing_for_skewness", pp_json_number(v->p_skewed));
    return out;
}

static json_t *describe(const struct pp_describe *d)
{
    json_t *out = json_object();
    pp_json_add(out, "n", count(d->n));
    pp_json_add(out, "mean", pp_json_number(d->mean));
    pp_json_add(out, "sd", pp_json_number(d->sd));
    pp_json_add(out, "median", pp_json_number(d->median));
    pp_json_add(out, "q1", pp_json_number(d->q1));
    pp_json_add(out, "q3", pp_json_number(d->q3));
    pp_json_add(out, "min", pp_json_number(d->min));
    pp_json_add(out, "max", pp_json_number(d->max));
    pp_json_add(out, "skewness", pp_json_number(d->skewness));
    pp_json_add(out, "kurtosis", pp_json_number(d->kurtosis));
    return out;
}

/* Whether no one or everyone changed one way; sizes that are hidden are not. */
static bool tells_of_each(const struct pp_paired *p)
{
    return p->n_paired > 0 &&
           (p->n_better == 0 || p->n_same == 0 || p->n_worse == 0);
}

static json_t *change(const struct pp_paired *p)
{
    json_t *out = json_object();
    pp_json_add(out, "mean", pp_json_number(p->t_test.mean));
    pp_json_add(out, "sd", pp_json_number(p->t_test.sd));
    pp_json_add(out, "se", pp_json_number(p->t_test.se));
    pp_json_add(out, "ci", interval(p->t_test.ci));
    pp_json_add(out, "median", pp_json_number(p->change.median));
    pp_json_add(out, "correlation", pp_json_number(p->correlation));
    pp_json_add(out, "n_better", count(p->n_better));
    pp_json_add(out, "n_same", count(p->n_same));
    pp_json_add(out, "n_worse", count(p->n_worse));
    pp_json_add(out, "tells_of_each", pp_json_bool(tells_of_each(p)));
    return out;
}

static json_t *t_test(const struct pp_paired_t *t)
{
    json_t *out = json_object();
    pp_json_add(out, "t", pp_json_number(t->t));
    pp_json_add(out, "df", pp_json_number(t->df));
    pp_json_add(out, "p", pp_json_number(t->p));
    pp_json_add(out, "status", status(t->status));
    pp_json_add(out, "clustered", pp_json_bool(t->clustered));
    return out;
}

static json_t *wilcoxon(const struct pp_signed_rank *w)
{
    json_t *out = json_object(), *includes = json_array();
    pp_json_add(out, "w_plus", pp_json_number(w->w_plus));
    pp_json_add(out, "w_minus", pp_json_number(w->w_minus));
    pp_json_add(out, "n_zero", count(w->n_zero));
    pp_json_add(out, "ties", pp_json_bool(w->ties));
    pp_json_add(out, "method", pp_json_text(w->is_exact ? "exact" : "normal"));
    pp_json_add(out, "zero_policy",
                pp_json_text(pp_zero_policy_name(w->zero_policy)));
    pp_json_add(out, "p", pp_json_number(w->p));
    pp_json_add(out, "hodges_lehmann", pp_json_number(w->hodges_lehmann));
    pp_json_add(out, "ci", interval(w->ci));
    pp_json_add(includes, NULL, pp_json_bool(w->ci_includes[0]));
    pp_json_add(includes, NULL, pp_json_bool(w->ci_includes[1]));
    pp_json_add(out, "ci_includes", includes);
    pp_json_add(out, "attained_level", pp_json_number(w->attained_level));
    pp_json_add(out, "smallest_p", pp_json_number(w->smallest_p));
    pp_json_add(out, "status", status(w->status));
    return out;
}

static json_t *sign_test(const struct pp_sign_test *s)
{
    json_t *out = json_object();
    pp_json_add(out, "p", pp_json_number(s->p));
    pp_json_add(out, "status", status(s->status));
    return out;
}

static json_t *permutation(const struct pp_permutation *p)
{
    json_t *out = json_object();
    pp_json_add(out, "method",
                pp_json_text(p->is_exact ? "exact" : "monte-carlo"));
    pp_json_add(out, "p", pp_json_number(p->p));
    pp_json_add(out, "p_error", pp_json_number(p->p_error));
    pp_json_add(out, "resamples",
                p->is_exact ? json_null() : count(p->resamples));
    pp_json_add(out, "status", status(p->status));
    return out;
}

static json_t *normality(const struct pp_shapiro_wilk *w)
{
    json_t *out = json_object();
    pp_json_add(out, "test", pp_json_text("shapiro-wilk"));
    pp_json_add(out, "w", pp_json_number(w->w));
    pp_json_add(out, "p", pp_json_number(w->p));
    pp_json_add(out, "status", status(w->status));
    return out;
}

static json_t *effect_sizes(const struct pp_paired *p)
{
    const struct pp_standardised_change *d = &p->effect_sizes;
    json_t *out = json_object();
    pp_json_add(out, "d_z", pp_estimate_json(&d->d_z));
    pp_json_add(out, "d_av", pp_estimate_json(&d->d_av));
    pp_json_add(out, "d_rm", pp_estimate_json(&d->d_rm));
    pp_json_add(out, "d_pre", pp_estimate_json(&d->d_pre));
    pp_json_add(out, "g_z", pp_estimate_json(&d->g_z));
    pp_json_add(out, "g_av", pp_estimate_json(&d->g_av));
    pp_json_add(out, "rank_biserial", pp_estimate_json(&p->rank_biserial));
    pp_json_add(out, "probability_of_improvement",
                pp_estimate_json(&p->probability_of_improvement));
    return out;
}

static json_t *bca(const struct pp_bca *b)
{
    json_t *out = json_object();
    pp_json_add(out, "ci", interval(b->ci));
    pp_json_add(out, "method", pp_json_text(b->method));
    pp_json_add(out, "status", status(b->status));
    return out;
}

static json_t *bootstrap(const struct pp_paired *p)
{
    if (!p->has_bootstrap)
        return json_null();
    const struct pp_bootstrap *b = &p->bootstrap;
    json_t *out = json_object();
    pp_json_add(out, "resamples",
                b->resamples == 0 ? json_null() : count(b->resamples));
    pp_json_add(out, "seed", json_integer((json_int_t)b->seed));
    pp_json_add(out, "expanded", pp_json_bool(b->is_expanded));
    pp_json_add(out, "enumerated", pp_json_bool(b->is_enumerated));
    pp_json_add(out, "approximate", pp_json_bool(b->is_approximate));
    pp_json_add(out, "mean_change", bca(&b->mean_change));
    pp_json_add(out, "d_av", bca(&b->d_av));
    return out;
}

static json_t *bayes_factor(const struct pp_bayes_factor *b)
{
    json_t *out = json_object();
    pp_json_add(out, "bf10", pp_json_number(b->bf10));
    pp_json_add(out, "log_bf10", pp_json_number(b->log_bf10));
    pp_json_add(out, "r_scale", pp_json_number(b->r_scale));
    pp_json_add(out, "status", status(b->status));
    return out;
}

static json_t *equivalence(const struct pp_paired *p)
{
    if (isnan(p->sesoi))
        return json_null();
    json_t *out = json_object();
    pp_json_add(out, "sesoi", pp_json_number(p->sesoi));
    pp_json_add(out, "p", pp_json_number(p->equivalence.p));
    pp_json_add(out, "ci", interval(p->equivalence.ci));
    pp_json_add(out, "status", status(p->equivalence.status));
    return out;
}

/* What the counts would be at either end of the reliability's interval. */
static json_t *sensitivity(const struct pp_reliable_change *r)
{
    if (isnan(r->band.reliability[0]))
        return json_null();
    json_t *out = json_array();
    for (int e = 0; e < 2; e++) {
        json_t *end = json_object();
        pp_json_add(end, "reliability", pp_json_number(r->band.reliability[e]));
        pp_json_add(end, "threshold", pp_json_number(r->band.threshold[e]));
        pp_json_add(end, "improved", count(r->band.improved[e]));
        pp_json_add(end, "deteriorated", count(r->band.deteriorated[e]));
        pp_json_add(out, NULL, end);
    }
    return out;
}

static json_t *reliable_change(const struct pp_reliable_change *r)
{
    json_t *out = json_object();
    pp_json_add(out, "method",
                pp_json_text(r->is_published ? "published-threshold"
                                             : pp_rc_method_name(r->method)));
    pp_json_add(out, "sd", pp_json_number(r->sd));
    pp_json_add(out, "sd_post", pp_json_number(r->sd_post));
    pp_json_add(out, "reliability", pp_json_number(r->reliability));
    pp_json_add(out, "reliability_of_differences", pp_json_number(r->r_dd));
    pp_json_add(out, "se_measurement", pp_json_number(r->se_measurement));
    pp_json_add(out, "se_difference", pp_json_number(r->se_difference));
    pp_json_add(out, "critical", pp_json_number(r->critical));
    pp_json_add(out, "threshold", pp_json_number(r->threshold));
    pp_json_add(out, "whole_points", pp_json_number(r->whole_points));
    bool is_known = r->status == PP_STATUS_OK;
    pp_json_add(out, "improved", is_known ? count(r->improved.n) : json_null());
    pp_json_add(out, "unchanged",
                is_known ? count(r->unchanged.n) : json_null());
    pp_json_add(out, "deteriorated",
                is_known ? count(r->deteriorated.n) : json_null());
    pp_json_add(out, "improved_share", pp_estimate_json(&r->improved.share));
    pp_json_add(out, "unchanged_share", pp_estimate_json(&r->unchanged.share));
    pp_json_add(out, "deteriorated_share",
                pp_estimate_json(&r->deteriorated.share));
    pp_json_add(out, "status", status(r->status));
    return out;
}

static json_t *reliable_changes(const struct pp_paired *p)
{
    if (p->n_reliable_change_by == 0)
        return json_null();
    json_t *out = json_array();
    for (size_t i = 0; i < p->n_reliable_change_by; i++)
        pp_json_add(out, NULL, reliable_change(&p->reliable_change_by[i]));
    return out;
}

static json_t *cutoff(const struct pp_cutoffs *c, enum pp_direction direction)
{
    json_t *out = json_object();
    pp_json_add(out, "a", pp_json_number(c->a));
    pp_json_add(out, "b", pp_json_number(c->b));
    pp_json_add(out, "c", pp_json_number(c->c));
    pp_json_add(out, "used", pp_json_number(c->used));
    pp_json_add(out, "source", pp_json_text(pp_cutoff_kind_name(c->kind)));
    pp_json_add(out, "beyond_is",
                pp_json_text(direction == PP_LOWER_IS_BETTER ? "at-or-above"
                                                             : "at-or-below"));
    return out;
}

static json_t *norms(double mean, double sd, const char *source)
{
    json_t *out = json_object();
    pp_json_add(out, "mean", pp_json_number(mean));
    pp_json_add(out, "sd", pp_json_number(sd));
    pp_json_add(out, "source", pp_json_text(source));
    return out;
}

static json_t *share(const struct pp_rc_count *part, size_t of)
{
    json_t *out = json_object();
    pp_json_add(out, "n",
                part->share.status == PP_STATUS_NOT_DECLARED ? json_null()
                                                             : count(part->n));
    pp_json_add(out, "of", count(of));
    pp_json_add(out, "share", pp_json_number(part->share.estimate));
    pp_json_add(out, "ci", interval(part->share.ci));
    pp_json_add(out, "status", status(part->share.status));
    return out;
}

static json_t *clinical_change(const struct pp_paired *p)
{
    const struct pp_cutoffs *cut = &p->cutoffs;
    const struct pp_clinical_change *c = &p->clinical_change;
    const struct pp_norms *n = &cut->norms;

    if (cut->kind == PP_CUTOFF_NONE)
        return json_null();
    json_t *out = json_object();
    pp_json_add(out, "cutoff", cutoff(cut, p->direction));
    pp_json_add(out, "clinical",
                norms(n->mean_clinical, n->sd_clinical,
                      cut->is_clinical_theirs ? "people-before" : "given"));
    pp_json_add(out, "functional",
                isnan(n->mean_functional)
                    ? json_null()
                    : norms(n->mean_functional, n->sd_functional, "given"));
    pp_json_add(out, "status", status(cut->status));
    if (cut->status != PP_STATUS_OK)
        return out;
    pp_json_add(out, "n_beyond", count(c->n_beyond));
    pp_json_add(out, "crossed", share(&c->crossed, c->n_beyond));
    pp_json_add(out, "entered", share(&c->entered, c->n - c->n_beyond));
    pp_json_add(out, "recovered", share(&c->recovered, c->n_beyond));
    pp_json_add(out, "improved", share(&c->improved, c->n));
    pp_json_add(out, "unchanged", share(&c->unchanged, c->n));
    pp_json_add(out, "deteriorated", share(&c->deteriorated, c->n));
    return out;
}

static json_t *change_and_variance(const struct pp_study_change *c)
{
    json_t *out = json_object();
    pp_json_add(out, "estimate", pp_json_number(c->estimate));
    pp_json_add(out, "variance", pp_json_number(c->variance));
    return out;
}

/* Names and numbers of metafor's escalc(). */
static json_t *for_meta_analysis(const struct pp_paired *p)
{
    if (!p->has_study_change)
        return json_null();
    json_t *out = json_object();
    pp_json_add(out, "smcc", change_and_variance(&p->smcc));
    pp_json_add(out, "smcr", change_and_variance(&p->smcr));
    pp_json_add(out, "smcrh", change_and_variance(&p->smcrh));
    return out;
}

static json_t *detectable(const struct pp_detectable_change *d)
{
    json_t *out = json_object();
    pp_json_add(out, "power", pp_json_number(d->power));
    pp_json_add(out, "raw", pp_json_number(d->raw));
    pp_json_add(out, "d_z", pp_json_number(d->d_z));
    pp_json_add(out, "status", status(d->status));
    return out;
}

void pp_paired_json_add(json_t *out, const struct pp_paired *p)
{
    pp_json_add(out, "n_rows", count(p->n_rows));
    pp_json_add(out, "n_pre", count(p->n_pre));
    pp_json_add(out, "n_post", count(p->n_post));
    pp_json_add(out, "n_paired", count(p->n_paired));
    pp_json_add(out, "level", pp_json_number(p->level));
    pp_json_add(out, "direction",
                pp_json_text(p->direction == PP_LOWER_IS_BETTER
                                 ? "lower-is-better"
                                 : "higher-is-better"));
    pp_json_add(out, "clustered", pp_json_bool(p->clustered));
    pp_json_add(out, "n_groups",
                p->n_groups == 0 ? json_null() : count(p->n_groups));
    pp_json_add(out, "pre", describe(&p->pre));
    pp_json_add(out, "post", describe(&p->post));
    pp_json_add(out, "change", change(p));
    pp_json_add(out, "t_test", t_test(&p->t_test));
    pp_json_add(out, "wilcoxon", wilcoxon(&p->wilcoxon));
    pp_json_add(out, "sign_test", sign_test(&p->sign_test));
    pp_json_add(out, "permutation_test", permutation(&p->permutation));
    pp_json_add(out, "normality", normality(&p->normality));
    pp_json_add(out, "effect_sizes", effect_sizes(p));
    pp_json_add(out, "for_meta_analysis", for_meta_analysis(p));
    pp_json_add(out, "bootstrap", bootstrap(p));
    pp_json_add(out, "bayes_factor", bayes_factor(&p->bayes_factor));
    pp_json_add(out, "equivalence", equivalence(p));
    json_t *reliable =
        p->has_reliable_change ? reliable_change(&p->reliable_change) : NULL;
    if (reliable != NULL)
        pp_json_add(reliable, "sensitivity", sensitivity(&p->reliable_change));
    pp_json_add(out, "reliable_change",
                reliable != NULL ? reliable : json_null());
    pp_json_add(out, "reliable_change_by", reliable_changes(p));
    pp_json_add(out, "clinical_change", clinical_change(p));
    pp_json_add(out, "minimum_detectable_change",
                detectable(&p->minimum_detectable_change));
    pp_json_add(out, "verdict", pp_verdict_json(&p->verdict));
}

json_t *pp_paired_json(const struct pp_paired *p)
{
    json_t *out = json_object();
    pp_paired_json_add(out, p);
    return out;
}
