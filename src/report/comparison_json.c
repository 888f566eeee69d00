#include "prepost/report/comparison_document.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/comparison.h"
#include "prepost/analysis/share_funnel.h"
#include "prepost/report/paired_json.h"
#include "prepost/report/phrases.h"
#include "prepost/report/results_json.h"

static json_t *interval(struct pp_interval ci)
{
    return pp_json_interval(ci.lo, ci.hi);
}

/* An estimate with what it stands on. */
static json_t *coefficient_json(const struct pp_coefficient *c)
{
    json_t *o = json_object();

    pp_json_add(o, "estimate", pp_json_number(c->estimate));
    pp_json_add(o, "ci", interval(c->ci));
    pp_json_add(o, "se", pp_json_number(c->se));
    pp_json_add(o, "df", pp_json_number(c->df)); /* normal limits: null */
    pp_json_add(o, "p", pp_json_number(c->p));
    pp_json_add(o, "status", pp_json_text(pp_status_name(c->status)));
    return o;
}

static json_t *f_test_json(double f, double df1, double df2, double p)
{
    json_t *o = json_object();

    pp_json_add(o, "f", pp_json_number(f));
    pp_json_add(o, "df1", pp_json_number(df1));
    pp_json_add(o, "df2", pp_json_number(df2));
    pp_json_add(o, "p", pp_json_number(p));
    return o;
}

static json_t *names_json(const char *const *names, size_t n)
{
    json_t *array = json_array();

    for (size_t i = 0; i < n; i++)
        pp_json_add(array, NULL, pp_json_text(names[i]));
    return array;
}

/* --- one cohort ----------------------------------------------------------- */

static json_t *off_json(const struct pp_coefficient *c, double p_holm)
{
    json_t *o = coefficient_json(c);

    pp_json_add(o, "p_holm", pp_json_number(p_holm));
    return o;
}

static void add_against(json_t *o, const struct pp_between *b, size_t i)
{
    const struct pp_against *a = &b->against[i];

    pp_json_add(o, "n_support_groups",
                a->n_groups > 0 ? pp_json_count((long)a->n_groups)
                                : json_null());
    pp_json_add(o, "change_from_average",
                off_json(&a->change, a->change_p_holm));
    pp_json_add(o, "ancova_from_average",
                off_json(&a->adjusted, a->adjusted_p_holm));
    pp_json_add(o, "ancova_from_average_equal_spread",
                coefficient_json(&a->equal_spread));
    pp_json_add(o, "reliability_corrected_from_average",
                coefficient_json(&a->corrected));
    pp_json_add(o, "shrunken_change", coefficient_json(&a->shrunken));
}

static json_t *cohort_json(const struct pp_comparison *c, size_t i)
{
    const struct pp_cohort *cohort = &c->cohorts[i];
    json_t *o = pp_flow_row_json(&cohort->flow);
    bool shown = cohort->shown;

    pp_json_add(o, "shown", pp_json_bool(shown));
    pp_json_add(o, "pre_mean", pp_json_number(shown ? cohort->pre_mean : NAN));
    pp_json_add(o, "pre_sd", pp_json_number(shown ? cohort->pre_sd : NAN));
    pp_json_add(o, "post_mean",
                pp_json_number(shown ? cohort->post_mean : NAN));
    pp_json_add(o, "change", pp_json_number(shown ? cohort->change : NAN));
    pp_json_add(o, "ci", interval(shown ? cohort->ci : PP_INTERVAL_NONE));
    pp_json_add(o, "se", pp_json_number(shown ? cohort->se : NAN));
    pp_json_add(o, "df", pp_json_number(shown ? cohort->df : NAN));
    pp_json_add(o, "d_pre", pp_json_number(shown ? cohort->d_pre : NAN));
    pp_json_add(o, "individuals",
                shown ? pp_individual_json(&cohort->individual) : json_null());
    add_against(o, c->between, i);
    return o;
}

/* --- all of them ---------------------------------------------------------- */

static json_t *change_score_json(const struct pp_comparison *c)
{
    const struct pp_welch_test *t = &c->between->test;
    json_t *o = pp_estimate_json(&c->change_score);

    pp_json_add(o, "se", pp_json_number(c->between->change.se));
    pp_json_add(o, "df", pp_json_number(c->between->change.df));
    pp_json_add(o, "test", f_test_json(t->f, t->df1, t->df2, t->p));
    return o;
}

static json_t *ancova_json(const struct pp_comparison *c)
{
    const struct pp_between *b = c->between;
    const struct pp_f_test *t = &b->ancova.joint;
    json_t *o = pp_estimate_json(&c->adjusted);

    pp_json_add(o, "se", pp_json_number(b->adjusted.se));
    pp_json_add(o, "df", pp_json_number(b->adjusted.df));
    pp_json_add(o, "slope", coefficient_json(&b->ancova.slope));
    pp_json_add(o, "reliability", pp_json_number(b->reliability));
    pp_json_add(o, "slope_reliability_corrected",
                pp_json_number(b->slope_corrected));
    pp_json_add(o, "reliability_corrected", coefficient_json(&b->corrected));
    pp_json_add(o, "equal_spread", coefficient_json(&b->equal_spread));
    json_t *test = f_test_json(t->f, t->df1, t->df2, t->p);
    /* the classical F: of people as if they had come singly */
    pp_json_add(test, "allows_for_groups",
                pp_comparison_has_groups(c) ? json_false() : json_null());
    pp_json_add(o, "test", test);
    pp_json_add(o, "case_mix", names_json(b->case_mix, b->n_case_mix));
    pp_json_add(o, "case_mix_left_out", names_json(b->left_out, b->n_left_out));
    return o;
}

static json_t *groups_json(const struct pp_between_groups *g)
{
    json_t *o = json_object();

    if (g->n_groups == 0) {
        json_decref(o);
        return json_null();
    }
    pp_json_add(o, "n", pp_json_count((long)g->n_groups));
    pp_json_add(o, "allowed_for", pp_json_bool(g->allowed_for));
    pp_json_add(o, "icc", pp_json_number(g->icc));
    pp_json_add(o, "mean_size", pp_json_number(g->mean_size));
    pp_json_add(o, "design_effect", pp_json_number(g->design_effect));
    pp_json_add(o, "status", pp_json_text(pp_status_name(g->status)));
    return o;
}

/* The average of these; from three cohorts on, another mix of them. */
static json_t *pooled_json(const struct pp_comparison *c)
{
    const struct pp_between *b = c->between;
    json_t *o = pp_estimate_json(&c->average);

    pp_json_add(o, "se", pp_json_number(b->average.se));
    pp_json_add(o, "df", pp_json_number(b->average.df));
    pp_json_add(o, "random_effects",
                b->rule.heterogeneity ? coefficient_json(&b->meta.mean)
                                      : json_null());
    pp_json_add(o, "random_effects_method",
                pp_json_text(b->rule.heterogeneity ? "reml-hksj-max1" : NULL));
    pp_json_add(o, "prediction", interval(b->meta.prediction));
    pp_json_add(o, "prediction_method",
                pp_json_text(isnan(b->meta.prediction.lo)
                                 ? NULL
                                 : PP_PREDICTION_METHOD));
    pp_json_add(o, "prediction_published", interval(b->meta.prediction_rough));
    pp_json_add(o, "prediction_published_method",
                pp_json_text(isnan(b->meta.prediction_rough.lo)
                                 ? NULL
                                 : PP_PREDICTION_PUBLISHED_METHOD));
    return o;
}

static json_t *heterogeneity_json(const struct pp_between *b)
{
    json_t *o = json_object();

    if (!b->rule.heterogeneity) {
        json_decref(o);
        return json_null();
    }
    pp_json_add(o, "k", pp_json_count((long)b->k));
    pp_json_add(o, "q", pp_json_number(b->meta.q));
    pp_json_add(o, "df", pp_json_number(b->meta.q_df));
    pp_json_add(o, "p", pp_json_number(b->meta.q_p));
    pp_json_add(o, "tau2", pp_json_number(b->meta.tau2));
    pp_json_add(o, "tau2_method", pp_json_text("reml"));
    pp_json_add(o, "tau2_ci", interval(b->meta.tau2_ci));
    pp_json_add(o, "tau2_ci_method", pp_json_text("q-profile"));
    pp_json_add(o, "i2", pp_json_number(b->meta.i2_tau2));
    pp_json_add(o, "i2_method", pp_json_text("from tau2"));
    pp_json_add(o, "i2_from_q", pp_json_number(b->meta.i2_q));
    return o;
}

static const char *place_name(enum pp_funnel_place place)
{
    static const char *const names[] = {[PP_FUNNEL_LOW_OUTER] = "below-99.8",
                                        [PP_FUNNEL_LOW_INNER] = "below-95",
                                        [PP_FUNNEL_INSIDE] = "inside",
                                        [PP_FUNNEL_HIGH_INNER] = "above-95",
                                        [PP_FUNNEL_HIGH_OUTER] = "above-99.8",
                                        [PP_FUNNEL_NO_PLACE] = NULL};

    return names[place];
}

static void add_place(json_t *o, const struct pp_funnel_region *r)
{
    pp_json_add(o, "z", pp_json_number(r->z));
    pp_json_add(o, "limits_95", interval(r->limits.inner));
    pp_json_add(o, "limits_99_8", interval(r->limits.outer));
    pp_json_add(o, "place", pp_json_text(place_name(r->place)));
}

static json_t *funnel_json(const struct pp_comparison *c)
{
    json_t *array = json_array();

    for (size_t i = 0; i < c->n_cohorts; i++) {
        const struct pp_funnel_region *r = &c->between->against[i].funnel;
        if (r->place == PP_FUNNEL_NO_PLACE)
            continue;
        json_t *o = json_object();
        pp_json_add(o, "cohort", pp_json_text(c->cohorts[i].name));
        pp_json_add(o, "n", pp_json_count(c->cohorts[i].flow.n_both));
        pp_json_add(o, "change", pp_json_number(c->cohorts[i].change));
        add_place(o, r);
        pp_json_add(array, NULL, o);
    }
    return array;
}

static json_t *funnel_summary_json(const struct pp_funnel *f)
{
    json_t *o = json_object();

    pp_json_add(o, "target", pp_json_number(f->target));
    pp_json_add(o, "sd", pp_json_number(f->sd));
    pp_json_add(o, "outside_95", pp_json_count((long)f->n_outside_inner));
    pp_json_add(o, "expected_outside_95",
                pp_json_number(f->expected_outside_inner));
    pp_json_add(o, "outside_99_8", pp_json_count((long)f->n_outside_outer));
    pp_json_add(o, "expected_outside_99_8",
                pp_json_number(f->expected_outside_outer));
    pp_json_add(o, "overdispersion_allowed_for",
                pp_json_bool(f->overdispersion));
    pp_json_add(o, "phi", pp_json_number(f->phi));
    pp_json_add(o, "tau2", pp_json_number(f->tau2));
    return o;
}

/* Of the shares better by the amount; of counts that are printed only. */
static json_t *funnel_better_json(const struct pp_comparison *c)
{
    json_t *array = json_array();

    for (size_t i = 0; c->better != NULL && i < c->n_cohorts; i++) {
        const struct pp_funnel_region *r = &c->better->regions[i];
        const struct pp_individual *p = &c->cohorts[i].individual;
        if (r->place == PP_FUNNEL_NO_PLACE)
            continue;
        json_t *o = json_object();
        pp_json_add(o, "cohort", pp_json_text(c->cohorts[i].name));
        pp_json_add(o, "n", pp_json_count(p->n));
        pp_json_add(o, "n_better", pp_json_count(p->n_better));
        pp_json_add(o, "share",
                    pp_json_number((double)p->n_better / (double)p->n));
        add_place(o, r);
        pp_json_add(array, NULL, o);
    }
    return array;
}

static const char *difference_name(enum pp_difference_code code)
{
    static const char *const names[] = {
        [PP_DIFFERENCE_NONE] = "not-estimable",
        [PP_DIFFERENCE_DIFFER] = "differ",
        [PP_DIFFERENCE_TOO_SMALL] = "too-small-to-matter",
        [PP_DIFFERENCE_CANNOT_TELL] = "cannot-tell"};

    return names[code];
}

static json_t *outcome_json(const struct pp_results *results,
                            const struct pp_outcome *outcome)
{
    const struct pp_comparison *c = &outcome->comparison;
    const struct pp_between *b = c->between;
    json_t *o = json_object(), *cohorts = json_array();

    pp_json_add(o, "outcome", pp_json_text(outcome->plan->id));
    pp_json_add(o, "wave",
                pp_json_text(results->plan->waves[outcome->wave].id));
    pp_json_add(o, "hidden", pp_json_bool(outcome->hidden));
    pp_json_add(o, "cohorts", cohorts);
    if (outcome->hidden || b == NULL)
        return o;
    bool is_any_untold = false;
    for (size_t i = 0; i < c->n_cohorts; i++) {
        is_any_untold |= c->cohorts[i].is_untold;
        if (!c->cohorts[i].is_untold)
            pp_json_add(cohorts, NULL, cohort_json(c, i));
    }
    pp_json_add(o, "others_not_shown", pp_json_bool(is_any_untold));
    pp_json_add(o, "difference", pp_json_text(difference_name(c->code)));
    pp_json_add(o, "p", pp_json_number(c->p));
    pp_json_add(o, "p_holm", pp_json_number(c->p_holm));
    pp_json_add(o, "n_compared", pp_json_count((long)b->k));
    pp_json_add(o, "change_score", change_score_json(c));
    pp_json_add(o, "ancova", ancova_json(c));
    pp_json_add(o, "methods_disagree", pp_json_bool(c->methods_disagree));
    pp_json_add(o, "support_groups", groups_json(&b->groups));
    pp_json_add(o, "pooled", pooled_json(c));
    pp_json_add(o, "heterogeneity", heterogeneity_json(b));
    pp_json_add(o, "funnel", funnel_json(c));
    pp_json_add(o, "funnel_summary",
                b->rule.heterogeneity ? funnel_summary_json(&b->funnel)
                                      : json_null());
    pp_json_add(o, "funnel_better", funnel_better_json(c));
    pp_json_add(o, "funnel_better_summary",
                c->better != NULL ? funnel_summary_json(&c->better->funnel)
                                  : json_null());
    pp_json_guard(o, outcome,
                  b->groups.n_groups > 0 ? PP_KEEPS_MOMENTS
                                         : PP_KEEPS_WHAT_FOLLOWS);
    return o;
}

json_t *pp_comparison_json(const struct pp_results *results, const char *only)
{
    json_t *o = json_object(), *outcomes = json_array();
    const char *by =
        results->n_outcomes > 0 ? results->outcomes[0].comparison.by : NULL;

    for (size_t i = 0; i < results->n_outcomes; i++)
        if (only == NULL || strcmp(results->outcomes[i].plan->id, only) == 0)
            pp_json_add(outcomes, NULL,
                        outcome_json(results, &results->outcomes[i]));
    pp_json_add(o, "by", pp_json_text(by));
    pp_json_add(o, "level", pp_json_number(results->level));
    pp_json_add(o, "people_to_nearest",
                pp_json_count(pp_phrase_rounded_to(results)));
    pp_json_add(o, "outcomes", outcomes);
    if (pp_phrase_rounded_to(results) > 1)
        pp_json_round(o, PP_FIGURES_WHERE_ROUNDED);
    return o;
}
