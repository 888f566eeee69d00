#include "prepost/report/results_json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "prepost/disclose/disclose.h"
#include "prepost/disclose/scores.h"
#include "prepost/report/contrast_json.h"
#include "prepost/report/findings_json.h"
#include "prepost/report/paired_json.h"
#include "prepost/report/phrases.h"

static bool is_one_of(const char *key, const char *const *names, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (strcmp(key, names[k]) == 0)
            return true;
    return false;
}

/* What the plan or the questionnaire says; or follows from counts of people,
 * which stand beside it. */
static bool is_given(const char *key)
{
    static const char *const given[] = {
        "sesoi",      "value",         "shift",
        "amount",     "cutoff",        "level",
        "norm",       "r_scale",       "better_ci",
        "worse_ci",   "crossed_ci",    "recovered_ci",
        "entered_ci", "funnel_better", "funnel_better_summary",
        "weeks"};

    return is_one_of(key, given, sizeof given / sizeof *given);
}

/* Objects whose estimate is in points of the scale. */
static bool is_of_points(const char *name)
{
    static const char *const names[] = {
        "mean",           "change",        "difference",
        "verdict",        "complete_case", "mar_likelihood",
        "if_unchanged",   "ancova",        "multiple_imputation",
        "change_score",   "mean_change",   "equivalence",
        "delta_adjusted", "pooled",        "random_effects",
        "shrunken_change"};

    return strstr(name, "_from_average") != NULL ||
           is_one_of(name, names, sizeof names / sizeof *names);
}

/* Points for each session, or each week. */
static bool is_slope(const char *name)
{
    return strncmp(name, "slope", strlen("slope")) == 0 ||
           strcmp(name, "adjusted") == 0; /* of a dose */
}

/* In points of the scale: a second figure below 1 would say more than is
 * printed. `in`: the object that has it, which is called `of`. */
static bool is_in_points(const json_t *in, const char *of, const char *key)
{
    static const char *const points[] = {
        "mean",           "sd",           "se",
        "pre_mean",       "pre_sd",       "post_mean",
        "post_sd",        "sd_change",    "stayed_mean",
        "left_mean",      "change",       "change_ci",
        "tipping_shift",  "if_unchanged", "start_difference",
        "equivalence_ci", "target",       "raw"};

    if (is_slope(of))
        return false;
    if (strcmp(key, "estimate") == 0)
        return is_of_points(of);
    if (strcmp(key, "ci") == 0)
        return is_of_points(of) || json_object_get(in, "se") != NULL;
    return is_one_of(key, points, sizeof points / sizeof *points);
}

/* Averages and spreads of the pairs, by where they stand in an outcome's
 * object: what disclose/moments.h looks at. */
static bool is_moment(const char *path)
{
    static const char *const moments[] = {
        "pre.mean",           "pre.sd",
        "post.mean",          "post.sd",
        "change.mean",        "change.sd",
        "change.correlation", "verdict.estimate",
        "cohorts.pre_mean",   "cohorts.pre_sd",
        "cohorts.post_mean",  "cohorts.change",
        "funnel.change"};

    return is_one_of(path, moments, sizeof moments / sizeof *moments);
}

/* What follows from these and from how many there are, where no support groups
 * are allowed for. */
static bool is_of_moments(const char *path)
{
    static const char *const all[] = {
        "change.se",  "change.ci",  "verdict.ci", "p_holm",
        "cohorts.ci", "cohorts.se", "cohorts.df", "cohorts.d_pre"};
    static const char *const inside[] = {"t_test.",
                                         "effect_sizes.d_",
                                         "effect_sizes.g_",
                                         "for_meta_analysis.",
                                         "bayes_factor.",
                                         "equivalence.",
                                         "minimum_detectable_change.",
                                         "missing_data.complete_case."};

    for (size_t k = 0; k < sizeof inside / sizeof *inside; k++)
        if (strncmp(path, inside[k], strlen(inside[k])) == 0)
            return true;
    return is_one_of(path, all, sizeof all / sizeof *all);
}

/* How precisely an outcome's numbers are given. */
struct printing {
    int decimals;
    enum pp_json_kept kept;
    bool is_coarse;
};

static bool is_kept(const struct printing *how, const char *path)
{
    return (how->kept != PP_KEEPS_NOTHING && is_moment(path)) ||
           (how->kept == PP_KEEPS_WHAT_FOLLOWS && is_of_moments(path));
}

/* Of those who left there are fewer: what is told of them in points has no
 * second figure either. */
static bool rounds_points(const struct printing *how, const char *path)
{
    static const char left[] = "missing_data.";

    return how->is_coarse || strncmp(path, left, strlen(left)) == 0;
}

enum { MOST_PATH = 128 };

/* `of`: what the value is called, or the array that has it. */
static void print(json_t *value, const char *path, const char *of,
                  const struct printing *how, bool is_in_points_of_scale)
{
    const char *key;
    json_t *inner;
    size_t i;
    double x = json_real_value(value);

    if (json_is_real(value) && !is_kept(how, path))
        json_real_set(value, is_in_points_of_scale && rounds_points(how, path)
                                 ? pp_as_points(x, how->decimals)
                                 : pp_as_printed(x, how->decimals));
    json_object_foreach(value, key, inner) if (!is_given(key))
    {
        char at[MOST_PATH];
        snprintf(at, sizeof at, "%s%s%s", path, *path != '\0' ? "." : "", key);
        print(inner, at, key, how, is_in_points(value, of, key));
    }
    json_array_foreach(value, i, inner)
        print(inner, path, of, how, is_in_points_of_scale);
}

void pp_json_as_printed(json_t *value, int decimals)
{
    print(value, "", "", &(struct printing){decimals, PP_KEEPS_NOTHING, true},
          false);
}

void pp_json_guard(json_t *value, const struct pp_outcome *outcome,
                   enum pp_json_kept kept)
{
    struct printing how = {outcome->scale->decimals,
                           outcome->is_coarse ? PP_KEEPS_NOTHING : kept,
                           outcome->is_coarse};

    pp_json_add(value, "as_printed", pp_json_bool(outcome->is_coarse));
    if (outcome->is_guarded || outcome->is_coarse)
        print(value, "", "", &how, false);
}

static json_t *estimate_json(const struct pp_estimate *e)
{
    json_t *o = json_object();

    pp_json_add(o, "estimate", pp_json_number(e->estimate));
    pp_json_add(o, "ci", pp_json_interval(e->ci.lo, e->ci.hi));
    pp_json_add(o, "method", pp_json_text(e->method));
    pp_json_add(o, "status", pp_json_text(pp_status_name(e->status)));
    return o;
}

json_t *pp_flow_row_json(const struct pp_flow_row *row)
{
    json_t *o = json_object();

    if (row->name != NULL)
        pp_json_add(o, "name", pp_json_text(row->name));
    pp_json_add(o, "n_people", pp_json_count(row->n_people));
    pp_json_add(o, "n_before", pp_json_count(row->n_before));
    pp_json_add(o, "n_after", pp_json_count(row->n_after));
    pp_json_add(o, "n_both", pp_json_count(row->n_both));
    pp_json_add(o, "n_before_only", pp_json_count(row->n_before_only));
    pp_json_add(o, "n_after_only", pp_json_count(row->n_after_only));
    pp_json_add(o, "n_groups",
                pp_json_count(row->n_groups > 0 ? row->n_groups : -1));
    return o;
}

static json_t *flow_rows_json(const struct pp_flow_row *rows, size_t n)
{
    json_t *array = json_array();

    for (size_t i = 0; i < n; i++)
        pp_json_add(array, NULL, pp_flow_row_json(&rows[i]));
    return array;
}

static json_t *gaps_json(const struct pp_results *results)
{
    json_t *array = json_array();

    for (size_t w = 1; w < results->plan->n_waves; w++) {
        const struct pp_gap *gap = &results->flow.gaps[w];
        json_t *o = json_object();
        pp_json_add(o, "wave", pp_json_text(results->plan->waves[w].id));
        pp_json_add(o, "n", pp_json_count(gap->n));
        pp_json_add(o, "days_median", pp_json_number(gap->median));
        pp_json_add(o, "days_q1", pp_json_number(gap->q1));
        pp_json_add(o, "days_q3", pp_json_number(gap->q3));
        pp_json_add(array, NULL, o);
    }
    return array;
}

static json_t *flow_json(const struct pp_results *results)
{
    const struct pp_flow *flow = &results->flow;
    json_t *o = pp_flow_row_json(&flow->all);
    json_t *waves = json_array();

    for (size_t w = 0; w < results->plan->n_waves; w++) {
        json_t *wave = json_object();
        pp_json_add(wave, "wave", pp_json_text(results->plan->waves[w].id));
        pp_json_add(wave, "n", pp_json_count(flow->n_at_wave[w]));
        pp_json_add(waves, NULL, wave);
    }
    pp_json_add(o, "waves", waves);
    pp_json_add(o, "regions", flow_rows_json(flow->regions, flow->n_regions));
    pp_json_add(o, "arms", flow_rows_json(flow->arms, flow->n_arms));
    pp_json_add(o, "groups", flow_rows_json(flow->groups, flow->n_groups));
    pp_json_add(o, "near_misses", pp_json_count(flow->n_near_misses));
    pp_json_add(o, "gap_days_median", pp_json_number(flow->gap_days_median));
    pp_json_add(o, "gaps", gaps_json(results));
    return o;
}

static json_t *sesoi_json(const struct pp_sesoi *sesoi)
{
    static const char *const sources[] = {
        [PP_SESOI_NONE] = NULL,
        [PP_SESOI_DECLARED] = "declared",
        [PP_SESOI_PUBLISHED_GROUP] = "published-group",
        [PP_SESOI_RULE_OF_THUMB] = "rule-of-thumb"};
    json_t *o = json_object();

    if (sesoi->source == PP_SESOI_NONE) {
        json_decref(o);
        return json_null();
    }
    pp_json_add(o, "value", pp_json_number(sesoi->value));
    pp_json_add(o, "source", pp_json_text(sources[sesoi->source]));
    pp_json_add(o, "because", pp_json_text(sesoi->because));
    return o;
}

json_t *pp_individual_json(const struct pp_individual *individual)
{
    static const char *const sources[] = {[PP_AMOUNT_PUBLISHED] = "published",
                                          [PP_AMOUNT_COMPUTED] = "computed",
                                          [PP_AMOUNT_SESOI] = "sesoi"};
    json_t *o = json_object();

    if (individual->source == PP_AMOUNT_NONE) {
        json_decref(o);
        return json_null();
    }
    pp_json_add(o, "source", pp_json_text(sources[individual->source]));
    pp_json_add(o, "amount", pp_json_number(individual->amount));
    pp_json_add(o, "threshold", pp_json_number(individual->threshold));
    pp_json_add(o, "reliability", pp_json_number(individual->reliability));
    pp_json_add(o, "n", pp_json_count(individual->n));
    pp_json_add(o, "n_better", pp_json_count(individual->n_better));
    pp_json_add(o, "n_between", pp_json_count(individual->n_between));
    pp_json_add(o, "n_worse", pp_json_count(individual->n_worse));
    pp_json_add(o, "tells_of_each", pp_json_bool(pp_tells_of_each(individual)));
    pp_json_add(
        o, "better_ci",
        pp_json_interval(individual->better_ci.lo, individual->better_ci.hi));
    pp_json_add(
        o, "worse_ci",
        pp_json_interval(individual->worse_ci.lo, individual->worse_ci.hi));
    return o;
}

static json_t *reliability_json(const struct pp_scale_reliability *r)
{
    json_t *o = json_object();
    json_t *unreversed = json_array();

    for (size_t i = 0; i < r->n_unreversed; i++)
        pp_json_add(unreversed, NULL, pp_json_text(r->unreversed[i]));
    pp_json_add(o, "n_pre", pp_json_count((long)r->n_pre));
    pp_json_add(o, "n_post", pp_json_count((long)r->n_post));
    pp_json_add(o, "alpha_pre", estimate_json(&r->alpha_pre));
    pp_json_add(o, "alpha_post", estimate_json(&r->alpha_post));
    pp_json_add(o, "omega_pre", estimate_json(&r->omega_pre));
    pp_json_add(o, "omega_post", estimate_json(&r->omega_post));
    pp_json_add(o, "alpha_change_p", pp_json_number(r->alpha_change_p));
    pp_json_add(o, "unreversed", unreversed);
    return o;
}

static json_t *shifts_json(const struct pp_missing_data *m)
{
    json_t *array = json_array();

    for (size_t i = 0; i < m->n_shifts; i++) {
        const struct pp_shifted_change *s = &m->shifts[i];
        json_t *o = json_object();
        pp_json_add(o, "shift", pp_json_number(s->shift));
        pp_json_add(o, "estimate", pp_json_number(s->change.estimate));
        pp_json_add(o, "ci",
                    pp_json_interval(s->change.ci.lo, s->change.ci.hi));
        pp_json_add(array, NULL, o);
    }
    return array;
}

static json_t *missing_json(const struct pp_missing_data *m)
{
    json_t *o = json_object();

    pp_json_add(o, "n_before", pp_json_count((long)m->n_before));
    pp_json_add(o, "n_left", pp_json_count((long)m->n_left));
    pp_json_add(o, "left_mean", pp_json_number(m->left_mean));
    pp_json_add(o, "stayed_mean", pp_json_number(m->stayed_mean));
    pp_json_add(o, "left_standardised_difference",
                pp_json_number(m->left_standardised_difference));
    pp_json_add(o, "if_unchanged", pp_json_number(m->if_unchanged));
    pp_json_add(o, "complete_case", estimate_json(&m->complete_case));
    pp_json_add(o, "mar_likelihood", estimate_json(&m->mar_likelihood));
    pp_json_add(o, "multiple_imputation",
                estimate_json(&m->multiple_imputation));
    pp_json_add(o, "worst_case", estimate_json(&m->improved_worst_case));
    pp_json_add(o, "left_variance_ratio",
                pp_json_number(m->left_variance_ratio));
    pp_json_add(o, "tipping_shift", pp_json_number(m->tipping));
    pp_json_add(o, "delta_adjusted", shifts_json(m));
    return o;
}

static json_t *outcome_json(const struct pp_results *results,
                            const struct pp_outcome *outcome)
{
    json_t *o = json_object();

    pp_json_add(o, "outcome", pp_json_text(outcome->plan->id));
    pp_json_add(o, "wave",
                pp_json_text(results->plan->waves[outcome->wave].id));
    pp_json_add(o, "role",
                pp_json_text(outcome->plan->role == PP_PRIMARY ? "primary"
                                                               : "secondary"));
    pp_json_add(o, "exploratory",
                pp_json_bool(pp_plan_record_is_first_look(
                    &results->record, outcome->wave,
                    (size_t)(outcome->plan - results->plan->outcomes))));
    pp_json_add(o, "instrument", pp_json_text(outcome->instrument->id));
    pp_json_add(o, "scale", pp_json_text(outcome->scale->id));
    pp_json_add(o, "name", pp_json_text(outcome->scale->name));
    pp_json_add(o, "provisional", pp_json_bool(outcome->provisional));
    pp_json_add(o, "arm",
                pp_json_text(outcome->contrast.is_made
                                 ? outcome->contrast.arm.level
                                 : NULL));
    pp_json_add(o, "hidden", pp_json_bool(outcome->hidden));
    pp_json_add(o, "sesoi", sesoi_json(&outcome->plan->sesoi));
    if (outcome->hidden) /* no number of it may be shown */
        return o;
    json_t *paired = pp_paired_json(&outcome->paired);
    json_object_update(o, paired);
    json_decref(paired);
    pp_json_add(o, "contrast", pp_contrast_json(outcome));
    pp_json_add(o, "p_holm", pp_json_number(outcome->p_holm));
    pp_json_add(o, "family_size", pp_json_count((long)outcome->family_size));
    pp_json_add(o, "verdict", pp_verdict_json(&outcome->verdict));
    pp_json_add(o, "individuals", pp_individual_json(&outcome->individual));
    pp_json_add(o, "other_amounts", pp_other_amounts_json(outcome));
    if (results->plan->n_waves > 2)
        pp_json_add(o, "individuals_by_slope", pp_by_slope_json(outcome));
    pp_json_add(o, "recovery", pp_recovery_json(outcome));
    pp_json_add(o, "reliability", reliability_json(&outcome->reliability));
    pp_json_add(o, "missing_data", missing_json(&outcome->missing));
    pp_json_add(o, "low_point", pp_low_point_json(outcome));
    pp_json_add(o, "dose", pp_doses_json(outcome));
    pp_json_guard(o, outcome,
                  outcome->paired.clustered ? PP_KEEPS_MOMENTS
                                            : PP_KEEPS_WHAT_FOLLOWS);
    return o;
}

static json_t *departures_json(const struct pp_plan_record *record)
{
    json_t *array = json_array();

    for (size_t i = 0; i < record->n_departures; i++) {
        const struct pp_departure *d = &record->departures[i];
        json_t *o = json_object();
        pp_json_add(o, "what", pp_json_text(d->what.name));
        pp_json_add(o, "now", pp_json_text(d->what.now));
        pp_json_add(o, "was", pp_json_text(d->what.was));
        pp_json_add(o, "day", pp_json_text(d->day));
        pp_json_add(array, NULL, o);
    }
    return array;
}

static json_t *plan_json(const struct pp_results *results)
{
    json_t *o = json_object();

    pp_json_add(o, "locked", pp_json_text(results->locked_on));
    pp_json_add(o, "hash", pp_json_text(results->plan->hash));
    pp_json_add(o, "departures", departures_json(&results->record));
    return o;
}

static json_t *inputs_json(const struct pp_results *results)
{
    json_t *array = json_array();

    for (size_t i = 0; i < results->n_inputs; i++) {
        const struct pp_input *input = &results->inputs[i];
        json_t *o = json_object();
        pp_json_add(o, "file", pp_json_text(input->file));
        pp_json_add(o, "hash", pp_json_text(input->hash));
        pp_json_add(o, "n_rows", pp_json_count(input->n_rows));
        pp_json_add(o, "n_taken", pp_json_count(input->n_taken));
        pp_json_add(o, "n_rejected", pp_json_count(input->n_rejected));
        pp_json_add(array, NULL, o);
    }
    return array;
}

json_t *pp_results_json(const struct pp_results *results)
{
    json_t *o = json_object();
    json_t *outcomes = json_array();

    for (size_t i = 0; i < results->n_outcomes; i++)
        pp_json_add(outcomes, NULL,
                    outcome_json(results, &results->outcomes[i]));
    pp_json_add(o, "evaluation", pp_json_text(results->plan->title));
    pp_json_add(o, "made_up", pp_json_bool(results->plan->made_up));
    pp_json_add(o, "plan", plan_json(results));
    pp_json_add(o, "evidence", pp_evidence_json(results));
    pp_json_add(o, "version", pp_json_text(results->version));
    pp_json_add(o, "level", pp_json_number(results->level));
    pp_json_add(o, "people_to_nearest",
                pp_json_count(pp_phrase_rounded_to(results)));
    pp_json_add(o, "seed", pp_json_count((long)results->seed));
    pp_json_add(o, "inputs", inputs_json(results));
    pp_json_add(o, "erased", pp_json_bool(results->has_erased));
    pp_json_add(o, "flow", flow_json(results));
    pp_json_add(o, "outcomes", outcomes);
    pp_json_add(o, "growth", pp_growth_json(results));
    pp_json_add(o, "talking_therapies", pp_talking_therapies_json(results));
    pp_json_add(o, "leavers", pp_leavers_json(results));
    if (pp_phrase_rounded_to(results) > 1)
        pp_json_round(o, PP_FIGURES_WHERE_ROUNDED);
    return o;
}
