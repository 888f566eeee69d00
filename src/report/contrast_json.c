#include "prepost/report/contrast_json.h"

#include <math.h>

#include "prepost/disclose/disclose.h"
#include "prepost/report/paired_json.h"

static json_t *coefficient_json(const struct pp_coefficient *c)
{
    json_t *o = json_object();

    pp_json_add(o, "estimate", pp_json_number(c->estimate));
    pp_json_add(o, "se", pp_json_number(c->se));
    pp_json_add(o, "df", pp_json_number(c->df));
    pp_json_add(o, "t", pp_json_number(c->t));
    pp_json_add(o, "p", pp_json_number(c->p));
    pp_json_add(o, "ci", pp_json_interval(c->ci.lo, c->ci.hi));
    pp_json_add(o, "status", pp_json_text(pp_status_name(c->status)));
    return o;
}

static json_t *arm_json(const struct pp_arm *arm)
{
    const struct pp_individual *p = &arm->individual;
    bool has_amount = p->source != PP_AMOUNT_NONE;
    json_t *o = json_object();

    pp_json_add(o, "arm", pp_json_text(arm->level));
    pp_json_add(o, "name", pp_json_text(arm->name));
    pp_json_add(o, "n_before", pp_json_count(arm->n_before));
    pp_json_add(o, "n_both", pp_json_count(arm->n_both));
    pp_json_add(o, "n_left", pp_json_count(arm->n_left));
    pp_json_add(o, "pre_mean", pp_json_number(arm->pre_mean));
    pp_json_add(o, "pre_sd", pp_json_number(arm->pre_sd));
    pp_json_add(o, "post_mean", pp_json_number(arm->post_mean));
    pp_json_add(o, "post_sd", pp_json_number(arm->post_sd));
    pp_json_add(o, "left_mean", pp_json_number(arm->left_mean));
    pp_json_add(o, "change", pp_json_number(arm->change));
    pp_json_add(o, "change_ci",
                pp_json_interval(arm->change_ci.lo, arm->change_ci.hi));
    pp_json_add(o, "n_better", pp_json_count(has_amount ? p->n_better : -1));
    pp_json_add(o, "n_between", pp_json_count(has_amount ? p->n_between : -1));
    pp_json_add(o, "n_worse", pp_json_count(has_amount ? p->n_worse : -1));
    pp_json_add(o, "tells_of_each", pp_json_bool(pp_tells_of_each(p)));
    return o;
}

static json_t *ppc2_json(const struct pp_estimate *e)
{
    json_t *o = json_object();

    pp_json_add(o, "estimate", pp_json_number(e->estimate));
    pp_json_add(o, "ci", pp_json_interval(e->ci.lo, e->ci.hi));
    pp_json_add(o, "status", pp_json_text(pp_status_name(e->status)));
    return o;
}

static json_t *equivalence_json(const struct pp_outcome *outcome)
{
    const struct pp_contrast *c = &outcome->contrast;
    json_t *o = json_object();

    if (isnan(outcome->plan->sesoi.value)) {
        json_decref(o);
        return json_null();
    }
    pp_json_add(o, "sesoi", pp_json_number(outcome->plan->sesoi.value));
    pp_json_add(o, "p", pp_json_number(c->equivalence_p));
    pp_json_add(o, "ci",
                pp_json_interval(c->equivalence_ci.lo, c->equivalence_ci.hi));
    return o;
}

json_t *pp_contrast_json(const struct pp_outcome *outcome)
{
    const struct pp_contrast *c = &outcome->contrast;
    json_t *o = json_object();

    if (!c->is_made) {
        json_decref(o);
        return json_null();
    }
    pp_json_add(o, "arm", arm_json(&c->arm));
    pp_json_add(o, "comparison", arm_json(&c->comparison));
    pp_json_add(o, "method", pp_json_text(c->method));
    pp_json_add(o, "ancova", coefficient_json(&c->adjusted));
    pp_json_add(o, "change_score", coefficient_json(&c->change_score));
    pp_json_add(o, "slope", coefficient_json(&c->slope));
    pp_json_add(o, "d_ppc2", ppc2_json(&c->d_ppc2));
    pp_json_add(o, "start_difference", pp_json_number(c->start_difference));
    pp_json_add(o, "equivalence", equivalence_json(outcome));
    pp_json_add(o, "methods_disagree", pp_json_bool(c->methods_disagree));
    pp_json_add(o, "multiple_imputation", coefficient_json(&c->imputed));
    pp_json_add(o, "if_unchanged", coefficient_json(&c->if_unchanged));
    pp_json_add(o, "tipping_shift", pp_json_number(c->tipping));
    return o;
}

static const char *evidence_name(enum pp_evidence evidence)
{
    static const char *const names[] = {
        [PP_EVIDENCE_BEFORE_AFTER] = "before-after",
        [PP_EVIDENCE_LOOKING_BACK] = "looking-back",
        [PP_EVIDENCE_COMPARISON] = "comparison",
        [PP_EVIDENCE_RANDOMISED] = "randomised"};

    return names[evidence];
}

json_t *pp_evidence_json(const struct pp_results *results)
{
    static const char *const reasons[] = {
        [PP_WEAKER_NOT] = NULL,
        [PP_WEAKER_NO_ARMS] = "no-arms",
        [PP_WEAKER_CROSSED] = "not-as-assigned",
        [PP_WEAKER_MANY_LEFT] = "many-left",
        [PP_WEAKER_UNEVEN] = "more-left-in-one-arm"};
    json_t *o = json_object();

    pp_json_add(o, "design",
                pp_json_text(evidence_name(results->plan->evidence)));
    pp_json_add(o, "says", pp_json_text(evidence_name(results->evidence)));
    pp_json_add(o, "weaker_because",
                pp_json_text(reasons[results->weaker_because]));
    return o;
}
