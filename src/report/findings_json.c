#include "prepost/report/findings_json.h"

#include <math.h>

#include "prepost/disclose/disclose.h"
#include "prepost/report/paired_json.h"
#include "prepost/report/results_json.h"

/* {"estimate","se","df","ci","status"}, and "p" where 0 means something. */
enum tested { TESTED, NOT_TESTED };

static json_t *coefficient_json(const struct pp_coefficient *c,
                                enum tested tested)
{
    json_t *o = json_object();

    pp_json_add(o, "estimate", pp_json_number(c->estimate));
    pp_json_add(o, "se", pp_json_number(c->se));
    pp_json_add(o, "df", pp_json_number(c->df));
    pp_json_add(o, "ci", pp_json_interval(c->ci.lo, c->ci.hi));
    if (tested == TESTED)
        pp_json_add(o, "p", pp_json_number(c->p));
    pp_json_add(o, "status", pp_json_text(pp_status_name(c->status)));
    return o;
}

static json_t *wave_json(const struct pp_results *results,
                         const struct pp_growth *growth, size_t w)
{
    const struct pp_growth_wave *wave = &growth->waves[w];
    json_t *o = json_object();

    pp_json_add(o, "wave", pp_json_text(results->plan->waves[w].id));
    pp_json_add(o, "n", pp_json_count(wave->n));
    pp_json_add(o, "weeks", pp_json_number(wave->weeks));
    pp_json_add(o, "mean", coefficient_json(&wave->mean, NOT_TESTED));
    pp_json_add(o, "change",
                w > 0 ? coefficient_json(&wave->change, TESTED) : json_null());
    if (growth->people != NULL)
        pp_json_add(o, "difference",
                    wave->difference.status != PP_STATUS_NOT_DECLARED
                        ? coefficient_json(&wave->difference, TESTED)
                        : json_null());
    return o;
}

static json_t *one_growth_json(const struct pp_results *results,
                               const struct pp_growth *growth, size_t outcome)
{
    json_t *o = json_object();
    json_t *waves = json_array();

    for (size_t w = 0; w < growth->n_waves; w++)
        pp_json_add(waves, NULL, wave_json(results, growth, w));
    pp_json_add(o, "outcome",
                pp_json_text(results->plan->outcomes[outcome].id));
    if (growth->people != NULL)
        pp_json_add(o, "people", pp_json_text(growth->people));
    pp_json_add(o, "method",
                pp_json_text("mixed model for repeated measures, REML, "
                             "unstructured; standard errors the larger of "
                             "Kenward and Roger's with the observed "
                             "information and Mancl and DeRouen's; "
                             "Satterthwaite df; support groups not allowed "
                             "for"));
    pp_json_add(o, "n", pp_json_count(growth->n));
    pp_json_add(o, "status", pp_json_text(pp_status_name(growth->status)));
    pp_json_add(o, "waves", waves);
    pp_json_add(o, "slope_per_week",
                growth->slope.status == PP_STATUS_NOT_DECLARED
                    ? json_null()
                    : coefficient_json(&growth->slope, TESTED));
    return o;
}

/* The outcome at the wave where least precisely told, since the model's means
 * are nearly those of the pairs at each. */
static const struct pp_outcome *coarsest(const struct pp_results *results,
                                         size_t outcome)
{
    const struct pp_outcome *of = NULL;

    for (size_t k = 0; k < results->n_outcomes; k++)
        if (results->outcomes[k].plan == &results->plan->outcomes[outcome] &&
            (of == NULL || results->outcomes[k].is_coarse))
            of = &results->outcomes[k];
    return of;
}

json_t *pp_growth_json(const struct pp_results *results)
{
    size_t n_each = results->arm_growth != NULL ? results->n_growth_arms : 1;
    const struct pp_growth *growth =
        results->arm_growth != NULL ? results->arm_growth : results->growth;

    if (growth == NULL)
        return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < results->plan->n_outcomes * n_each; i++) {
        json_t *one = one_growth_json(results, &growth[i], i / n_each);
        pp_json_guard(one, coarsest(results, i / n_each), PP_KEEPS_NOTHING);
        pp_json_add(array, NULL, one);
    }
    return array;
}

/* --- drifting back -------------------------------------------------------- */

static json_t *norm_json(const struct pp_norm *norm)
{
    if (norm == NULL)
        return json_null();
    json_t *o = json_object();
    pp_json_add(o, "population", pp_json_text(norm->population));
    pp_json_add(o, "mean", pp_json_number(norm->mean));
    pp_json_add(o, "sd", pp_json_number(norm->sd));
    pp_json_add(o, "source", pp_json_text(norm->source));
    return o;
}

static json_t *oldham_json(const struct pp_oldham *oldham)
{
    json_t *o = json_object();

    pp_json_add(o, "r", pp_json_number(oldham->r));
    pp_json_add(o, "t", pp_json_number(oldham->t));
    pp_json_add(o, "df", pp_json_number(oldham->df));
    pp_json_add(o, "p", pp_json_number(oldham->p));
    pp_json_add(o, "variance_ratio", pp_json_number(oldham->variance_ratio));
    pp_json_add(o, "status", pp_json_text(pp_status_name(oldham->status)));
    return o;
}

static json_t *entry_json(const struct pp_outcome *outcome)
{
    const struct pp_entry *entry = &outcome->plan->entry;
    const struct pp_low_point *low = &outcome->low_point;

    if (entry->rule == PP_ENTRY_NONE)
        return json_null();
    json_t *o = json_object();
    pp_json_add(o, entry->rule == PP_ENTRY_AT_LEAST ? "at_least" : "at_most",
                pp_json_number(entry->score));
    pp_json_add(o, "expected_change", pp_json_number(low->expected));
    pp_json_add(o, "correlation", pp_json_number(low->correlation));
    pp_json_add(o, "correlation_of",
                isnan(low->correlation)
                    ? json_null()
                    : pp_json_text(low->is_retest ? "published retest"
                                                  : "slope in these answers"));
    return o;
}

json_t *pp_low_point_json(const struct pp_outcome *outcome)
{
    const struct pp_low_point *low = &outcome->low_point;
    json_t *o = json_object();

    pp_json_add(o, "norm", norm_json(low->norm));
    pp_json_add(o, "start_in_sd", pp_json_number(low->start_in_sd));
    pp_json_add(o, "starts_beyond", pp_json_bool(low->is_beyond));
    pp_json_add(o, "slope", pp_json_number(low->slope));
    pp_json_add(o, "could_give", pp_json_number(low->could_give));
    pp_json_add(o, "further",
                low->norm != NULL ? coefficient_json(&low->further, TESTED)
                                  : json_null());
    pp_json_add(o, "oldham", oldham_json(&low->oldham));
    pp_json_add(o, "entry", entry_json(outcome));
    return o;
}

json_t *pp_doses_json(const struct pp_outcome *outcome)
{
    json_t *array = json_array();

    for (size_t i = 0; i < outcome->n_doses; i++) {
        const struct pp_dose *dose = &outcome->doses[i];
        json_t *o = json_object();
        pp_json_add(o, "dose", pp_json_text(dose->name));
        pp_json_add(o, "n", pp_json_count(dose->n));
        pp_json_add(o, "median", pp_json_number(dose->median));
        pp_json_add(o, "q1", pp_json_number(dose->q1));
        pp_json_add(o, "q3", pp_json_number(dose->q3));
        pp_json_add(o, "slope", coefficient_json(&dose->slope, TESTED));
        pp_json_add(o, "adjusted", coefficient_json(&dose->adjusted, TESTED));
        pp_json_add(o, "correlation", pp_estimate_json(&dose->correlation));
        pp_json_add(array, NULL, o);
    }
    return array;
}

/* --- one person's change -------------------------------------------------- */

static const char *reliability_name(enum pp_reliability_kind kind)
{
    static const char *const names[] = {
        [PP_RELIABILITY_HERE] = "alpha in these answers",
        [PP_RELIABILITY_HERE_LOW] = "lower end of alpha in these answers",
        [PP_RELIABILITY_HERE_HIGH] = "upper end of alpha in these answers",
        [PP_RELIABILITY_ALPHA] = "published alpha",
        [PP_RELIABILITY_RETEST] = "published retest"};

    return names[kind];
}

json_t *pp_other_amounts_json(const struct pp_outcome *outcome)
{
    json_t *array = json_array();

    for (size_t i = 0; i < outcome->n_other_amounts; i++) {
        const struct pp_individual *other = &outcome->other_amounts[i];
        json_t *o = json_object();
        pp_json_add(o, "reliability_of",
                    pp_json_text(reliability_name(other->kind)));
        pp_json_add(o, "reliability", pp_json_number(other->reliability));
        pp_json_add(o, "threshold", pp_json_number(other->threshold));
        pp_json_add(o, "amount", pp_json_number(other->amount));
        pp_json_add(o, "n", pp_json_count(other->n));
        pp_json_add(o, "n_better", pp_json_count(other->n_better));
        pp_json_add(o, "n_between", pp_json_count(other->n_between));
        pp_json_add(o, "n_worse", pp_json_count(other->n_worse));
        pp_json_add(o, "tells_of_each", pp_json_bool(pp_tells_of_each(other)));
        pp_json_add(o, "better_ci",
                    pp_json_interval(other->better_ci.lo, other->better_ci.hi));
        pp_json_add(o, "worse_ci",
                    pp_json_interval(other->worse_ci.lo, other->worse_ci.hi));
        pp_json_add(array, NULL, o);
    }
    return array;
}

json_t *pp_by_slope_json(const struct pp_outcome *outcome)
{
    const struct pp_by_slope *by = &outcome->by_slope;
    const struct pp_individual *people = &by->people;
    bool is_counted = by->is_counted;

    if (!by->is_made)
        return json_null();
    json_t *o = json_object();
    pp_json_add(o, "method", pp_json_text(pp_rc_method_name(PP_RC_HLM)));
    pp_json_add(o, "status", pp_json_text(pp_status_name(by->status)));
    pp_json_add(o, "time", pp_json_text(by->in_weeks ? "weeks" : "waves"));
    pp_json_add(o, "n", is_counted ? pp_json_count(people->n) : json_null());
    pp_json_add(o, "n_better",
                is_counted ? pp_json_count(people->n_better) : json_null());
    pp_json_add(o, "n_between",
                is_counted ? pp_json_count(people->n_between) : json_null());
    pp_json_add(o, "n_worse",
                is_counted ? pp_json_count(people->n_worse) : json_null());
    pp_json_add(o, "tells_of_each", pp_json_bool(pp_tells_of_each(people)));
    return o;
}

static bool recovery_tells_of_each(const struct pp_recovery *r)
{
    long others =
        r->n >= 0 && r->n_beyond >= 0 ? r->n - r->n_beyond : PP_COUNT_HIDDEN;

    return pp_share_tells_of_each(r->n_beyond, r->n) ||
           pp_share_tells_of_each(r->n_crossed, r->n_beyond) ||
           pp_share_tells_of_each(r->n_recovered, r->n_beyond) ||
           pp_share_tells_of_each(r->n_entered, others);
}

json_t *pp_recovery_json(const struct pp_outcome *outcome)
{
    const struct pp_recovery *r = &outcome->recovery;

    if (r->cutoff == NULL)
        return json_null();
    json_t *o = json_object();
    pp_json_add(o, "cutoff", pp_json_text(r->cutoff->name));
    pp_json_add(o, "value", pp_json_number(r->cutoff->value));
    pp_json_add(o, "beyond_is",
                pp_json_text(r->cutoff->case_at_or_above ? "at-or-above"
                                                         : "at-or-below"));
    pp_json_add(o, "n", pp_json_count(r->n));
    pp_json_add(o, "n_beyond", pp_json_count(r->n_beyond));
    pp_json_add(o, "n_crossed", pp_json_count(r->n_crossed));
    pp_json_add(o, "n_recovered", pp_json_count(r->n_recovered));
    pp_json_add(o, "n_entered", pp_json_count(r->n_entered));
    pp_json_add(o, "tells_of_each", pp_json_bool(recovery_tells_of_each(r)));
    pp_json_add(o, "crossed_ci",
                pp_json_interval(r->crossed_ci.lo, r->crossed_ci.hi));
    pp_json_add(o, "recovered_ci",
                pp_json_interval(r->recovered_ci.lo, r->recovered_ci.hi));
    pp_json_add(o, "entered_ci",
                pp_json_interval(r->entered_ci.lo, r->entered_ci.hi));
    return o;
}

static json_t *share_json(long count, long of, const struct pp_estimate *share)
{
    json_t *o = json_object();

    pp_json_add(o, "n", pp_json_count(count));
    pp_json_add(o, "of", pp_json_count(of));
    pp_json_add(o, "tells_of_each",
                pp_json_bool(pp_share_tells_of_each(count, of)));
    pp_json_add(o, "share", pp_json_number(share->estimate));
    pp_json_add(o, "ci", pp_json_interval(share->ci.lo, share->ci.hi));
    return o;
}

json_t *pp_talking_therapies_json(const struct pp_results *results)
{
    const struct pp_talking_therapies *t = results->talking_therapies;

    if (t == NULL)
        return json_null();
    json_t *o = json_object();
    pp_json_add(o, "n", pp_json_count(t->n));
    pp_json_add(o, "n_not_at_caseness", pp_json_count(t->n_not_case));
    pp_json_add(o, "recovery",
                share_json(t->n_recovered, t->n_could, &t->recovered));
    pp_json_add(o, "reliable_recovery",
                share_json(t->n_reliably, t->n_could, &t->reliably_recovered));
    pp_json_add(o, "reliable_improvement",
                share_json(t->n_improved, t->n, &t->improved));
    pp_json_add(o, "reliable_deterioration",
                share_json(t->n_worse, t->n, &t->worse));
    pp_json_add(o, "no_reliable_change",
                share_json(t->n_unchanged, t->n, &t->unchanged));
    return o;
}

/* --- who left ------------------------------------------------------------- */

json_t *pp_leavers_json(const struct pp_results *results)
{
    json_t *array = json_array();

    for (size_t i = 0; i < results->n_leavers; i++) {
        const struct pp_leavers_table *table = &results->leavers[i];
        json_t *o = json_object();
        json_t *rows = json_array();
        for (size_t k = 0; k < table->n_rows; k++) {
            const struct pp_leavers_row *row = &table->rows[k];
            json_t *of = json_object();
            pp_json_add(of, "level", pp_json_text(row->name));
            pp_json_add(of, "n_stayed", pp_json_count(row->n_stayed));
            pp_json_add(of, "n_left", pp_json_count(row->n_left));
            if (row->name != NULL)
                pp_json_add(of, "tells_of_each",
                            pp_json_bool(pp_share_tells_of_each(
                                             row->n_stayed, table->n_stayed) ||
                                         pp_share_tells_of_each(
                                             row->n_left, table->n_left)));
            if (row->name == NULL) {
                pp_json_add(of, "mean_stayed",
                            pp_json_number(row->mean_stayed));
                pp_json_add(of, "mean_left", pp_json_number(row->mean_left));
                pp_json_add(of, "variance_ratio",
                            pp_json_number(row->variance_ratio));
            }
            pp_json_add(of, "difference", pp_json_number(row->difference));
            pp_json_add(rows, NULL, of);
        }
        pp_json_add(o, "column", pp_json_text(table->name));
        pp_json_add(o, "n_stayed", pp_json_count(table->n_stayed));
        pp_json_add(o, "n_left", pp_json_count(table->n_left));
        pp_json_add(o, "levels", rows);
        pp_json_add(array, NULL, o);
    }
    return array;
}
