#include "plan_build.h"

#include <string.h>

#include "prepost/model/score.h"

/*
 * A rule for missing answers that a plan names: one of the questionnaire's
 * other published ones, or the strictest, which every scale has.
 */
static const char complete_id[] = "complete";
static const struct pp_missing_rule complete = {
    .id = complete_id, .treatment = PP_MISSING_NONE, .source = "the plan"};

static const struct pp_missing_rule *rule_of(const struct pp_scale *scale,
                                             const char *id)
{
    const struct pp_missing_rule *rule = pp_scale_missing_rule(scale, id);

    return rule == NULL && strcmp(id, complete_id) == 0 ? &complete : rule;
}

static void unknown_rule(struct plan_build *b, const struct def_instrument *def,
                         const struct pp_instrument *instrument)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    const char *known[200] = {complete_id};
    size_t n = 1;

    for (size_t i = 0; i < instrument->n_scales; i++)
        for (size_t k = 0; k < instrument->scales[i].n_other_rules; k++) {
            const char *id = instrument->scales[i].other_rules[k].id;
            size_t at = 0;
            while (at < n && strcmp(known[at], id) != 0)
                at++;
            if (at == n && n < sizeof known / sizeof *known)
                known[n++] = id;
        }
    pp_buffer_printf(&text, "%s has no rule \"%s\" for missing answers",
                     instrument->id, def->missing);
    plan_suggest(&text, def->missing, known, n);
    plan_mistake(b, plan_place(def->at, "missing"), "%s", text.data);
    pp_buffer_clear(&text);
}

const struct pp_instrument *
plan_with_missing_rule(struct plan_build *b, const struct def_instrument *def,
                       const struct pp_instrument *instrument)
{
    if (def->missing == NULL)
        return instrument;
    struct pp_instrument *own = pp_pool_alloc(b->pool, sizeof *own);
    struct pp_scale *scales =
        pp_pool_array(b->pool, instrument->n_scales, sizeof *scales);
    size_t n = 0;

    *own = *instrument;
    own->scales = scales;
    for (size_t i = 0; i < instrument->n_scales; i++) {
        scales[i] = instrument->scales[i];
        const struct pp_missing_rule *rule = rule_of(&scales[i], def->missing);
        if (rule == NULL)
            continue; /* of this questionnaire's scales, it is others' */
        scales[i].max_missing = rule->max_missing;
        scales[i].treatment = rule->treatment;
        scales[i].missing_source = rule->source;
        n++;
    }
    if (n > 0)
        return own;
    unknown_rule(b, def, instrument);
    return instrument;
}
