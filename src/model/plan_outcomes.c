#include "plan_build.h"

#include <math.h>
#include <string.h>

#include "prepost/base/number.h"

static bool is_same_amount(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static double group_change(const struct pp_scale *scale, double value)
{
    for (size_t i = 0; i < scale->n_changes; i++)
        if (scale->changes[i].kind == PP_CHANGE_GROUP &&
            is_same_amount(value, scale->changes[i].value))
            return scale->changes[i].value;
    return NAN;
}

/*
 * What is published about one person is no amount for an average: an average
 * moves much less than people do.
 */
static void refuse_individual(struct plan_build *b, const struct pp_yaml *at,
                              const struct pp_scale *scale, double value)
{
    for (size_t i = 0; i < scale->n_changes; i++) {
        const struct pp_published_change *change = &scale->changes[i];

        if (change->kind == PP_CHANGE_INDIVIDUAL &&
            is_same_amount(value, change->value)) {
            plan_mistake(
                b, at,
                "%s points is the %s change of one person on %s (%s); the "
                "average of a group moves less: say how much of an "
                "average would matter",
                at->text != NULL ? at->text : "this many",
                change->reliable ? "reliable" : "important", scale->name,
                change->source);
            return;
        }
    }
    for (size_t i = 0; i < scale->n_cutoffs; i++)
        if (is_same_amount(value, scale->cutoffs[i].value)) {
            plan_mistake(
                b, at,
                "%s is a cut-off of %s (%s), a score and not a change; "
                "say how much change of the average would matter",
                at->text != NULL ? at->text : "this", scale->name,
                scale->cutoffs[i].name);
            return;
        }
}

static void check_published(struct plan_build *b, const struct pp_yaml *at,
                            const struct pp_scale *scale, double value)
{
    struct pp_buffer values = PP_BUFFER_INIT, known = PP_BUFFER_INIT;
    char number[PP_NUMBER_SIZE];

    if (!isnan(group_change(scale, value)))
        return;
    for (size_t i = 0; i < scale->n_changes; i++) {
        const struct pp_published_change *change = &scale->changes[i];

        if (change->kind != PP_CHANGE_GROUP)
            continue;
        pp_number_shortest(number, change->value);
        pp_buffer_printf(&values, "%s%s", values.length > 0 ? " or " : "",
                         number);
        pp_buffer_printf(&known, "%s%s (%s)", known.length > 0 ? ", " : "",
                         number, change->source);
    }
    if (known.length > 0)
        plan_mistake(b, at,
                     "the value must be %s, or say source: declared; published "
                     "for averages on %s: %s",
                     values.data, scale->name, known.data);
    else
        plan_mistake(b, at,
                     "no change of group averages is published for %s; decide "
                     "yourself and write source: declared",
                     scale->name);
    pp_buffer_clear(&values);
    pp_buffer_clear(&known);
}

/*
 * Wide limits make it easy to find that nothing changed. People in services
 * differ more than people in general do, so the widest published SD counts.
 */
static void warn_if_wide(struct plan_build *b, const struct pp_yaml *at,
                         const struct pp_scale *scale, double value)
{
    const struct pp_norm *widest = NULL;
    char number[PP_NUMBER_SIZE];

    for (size_t i = 0; i < scale->n_norms; i++)
        if (!isnan(scale->norms[i].sd) &&
            (widest == NULL || scale->norms[i].sd > widest->sd))
            widest = &scale->norms[i];
    if (widest == NULL || value <= .5 * widest->sd)
        return;
    pp_notes_add(b->notes, PP_NOTE_WARNING, b->file, at->line, at->column, NULL,
                 "%s points is more than half of the widest standard "
                 "deviation known (%s, %s): with that much, \"no change that "
                 "matters\" is found easily",
                 at->text != NULL ? at->text : "this",
                 pp_number_shortest(number, widest->sd),
                 widest->population != NULL ? widest->population : "published");
}

static void build_sesoi(struct plan_build *b, const struct def_outcome *def,
                        const struct pp_scale *scale,
                        struct pp_plan_outcome *out)
{
    const struct def_sesoi *sesoi = def->sesoi;

    out->sesoi = (struct pp_sesoi){.source = PP_SESOI_NONE, .value = NAN};
    if (sesoi == NULL || isnan(sesoi->value))
        return;
    const struct pp_yaml *at = sesoi->at->kind == PP_YAML_MAP
                                   ? plan_place(sesoi->at, "value")
                                   : sesoi->at;
    double width = scale->max - scale->min;
    if (!(sesoi->value > 0) || sesoi->value >= width)
        plan_mistake(
            b, at,
            "expected a change above 0 and below %g points, the width of "
            "%s",
            width, scale->name);
    if (sesoi->source < 0) {
        if (sesoi->at->kind != PP_YAML_MAP) /* else it was said already */
            plan_mistake(b, at,
                         "where does this amount come from? write {value: %s, "
                         "source: declared, because: ...}; source is one of "
                         "declared, published-group, rule-of-thumb",
                         sesoi->at->text);
        return;
    }
    out->sesoi.source = (enum pp_sesoi_source)(sesoi->source + 1);
    out->sesoi.value = sesoi->value;
    out->sesoi.text = at->text;
    out->sesoi.because = sesoi->because;
    if (out->sesoi.source == PP_SESOI_PUBLISHED_GROUP)
        check_published(b, at, scale, sesoi->value);
    else if (isnan(group_change(scale, sesoi->value)))
        refuse_individual(b, at, scale, sesoi->value);
    if (out->sesoi.source == PP_SESOI_RULE_OF_THUMB && sesoi->because == NULL)
        plan_mistake(b, plan_place(sesoi->at, "source"),
                     "a rule of thumb needs because: which rule, and whose "
                     "standard deviation");
    warn_if_wide(b, at, scale, sesoi->value);
}

static void build_entry(struct plan_build *b, const struct def_outcome *def,
                        const struct pp_scale *scale,
                        struct pp_plan_outcome *out)
{
    const struct def_entry *entry = def->entry;

    if (entry == NULL)
        return;
    bool is_least = !isnan(entry->at_least), is_most = !isnan(entry->at_most);
    if (is_least == is_most) {
        plan_mistake(b, entry->at->key != NULL ? entry->at->key : entry->at,
                     "expected either at_least or at_most: the score that "
                     "decided who was taken, as in {at_least: 10}");
        return;
    }
    double score = is_least ? entry->at_least : entry->at_most;
    if (score < scale->min || score > scale->max)
        plan_mistake(b,
                     plan_place(entry->at, is_least ? "at_least" : "at_most"),
                     "nobody can score %g on %s, which goes from %g to %g",
                     score, scale->name, scale->min, scale->max);
    out->entry = (struct pp_entry){
        is_least ? PP_ENTRY_AT_LEAST : PP_ENTRY_AT_MOST, score};
}

long plan_find_instrument(const struct pp_plan *plan, const char *id)
{
    size_t length = strcspn(id, ".");

    for (size_t i = 0; i < plan->n_instruments; i++) {
        const char *name = plan->instruments[i].instrument->id;

        if (strlen(name) == length && strncmp(name, id, length) == 0)
            return (long)i;
    }
    return -1;
}

static void unknown_outcome(struct plan_build *b, const struct def_outcome *def)
{
    const struct pp_plan *plan = b->plan;
    struct pp_buffer text = PP_BUFFER_INIT;
    size_t n = 0;

    for (size_t i = 0; i < plan->n_instruments; i++)
        n += plan->instruments[i].instrument->n_scales;
    const char **known = pp_pool_array(b->pool, n + 1, sizeof *known);
    n = 0;
    for (size_t i = 0; i < plan->n_instruments; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;

        for (size_t k = 0; k < instrument->n_scales; k++)
            known[n++] = pp_pool_printf(b->pool, "%s.%s", instrument->id,
                                        instrument->scales[k].id);
    }
    pp_buffer_printf(&text, "the plan's questionnaires have no scale \"%s\"",
                     def->id);
    plan_suggest(&text, def->id, known, n);
    plan_mistake(b, def->at->key, "%s", text.data);
    pp_buffer_clear(&text);
}

void plan_build_outcomes(struct plan_build *b)
{
    const struct def_outcome *defs = b->def->outcomes.items;
    struct pp_plan_outcome *out =
        pp_pool_array(b->pool, b->def->outcomes.n + 1, sizeof *out);
    size_t n = 0;

    for (size_t i = 0; i < b->def->outcomes.n; i++) {
        if (defs[i].id == NULL) /* no name, or one too long: told already */
            continue;
        const char *point = strchr(defs[i].id, '.');
        long at = plan_find_instrument(b->plan, defs[i].id);
        struct pp_plan_outcome *outcome = &out[n];
        const struct pp_scale *scale = NULL;

        if (point != NULL && at >= 0)
            scale = pp_instrument_scale(b->plan->instruments[at].instrument,
                                        point + 1, &outcome->scale);
        if (scale == NULL) {
            /* Where a questionnaire is missing, that is the mistake. */
            if (at >= 0 || b->plan->n_instruments == b->def->instruments.n)
                unknown_outcome(b, &defs[i]);
            continue;
        }
        if (scale->no_direction) {
            plan_mistake(b, defs[i].at->key,
                         "on %s neither end is better, so it can be no outcome",
                         scale->name);
            continue;
        }
        outcome->instrument = (size_t)at;
        outcome->id = defs[i].id;
        outcome->role = defs[i].role > 0 ? PP_SECONDARY : PP_PRIMARY;
        outcome->response = defs[i].if_worse;
        build_sesoi(b, &defs[i], scale, outcome);
        build_entry(b, &defs[i], scale, outcome);
        n++;
    }
    b->plan->outcomes = out;
    b->plan->n_outcomes = n;
}
