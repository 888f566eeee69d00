#include "plan_build.h"

#include <string.h>

/*
 * Two questionnaires may measure the same: K6 and CORE-10 are both of
 * "psychological distress". Where a plan has both, whatever names an outcome
 * has to tell which, and so the plan's own copies of them have it in the name.
 */
static const struct pp_scale *scale_at(const struct pp_plan_instrument *used,
                                       const struct pp_plan_outcome *o)
{
    return &used[o->instrument].instrument->scales[o->scale];
}

/* Another outcome of this name: of another questionnaire, or of the same. */
static const struct pp_plan_outcome *namesake(const struct pp_plan *plan,
                                              const struct pp_plan_outcome *o)
{
    const struct pp_plan_outcome *found = NULL;
    const char *name = scale_at(plan->instruments, o)->words.outcome;

    for (size_t i = 0; i < plan->n_outcomes; i++) {
        const struct pp_plan_outcome *other = &plan->outcomes[i];
        bool is_same = other->instrument == o->instrument;
        if ((is_same && other->scale == o->scale) ||
            strcmp(scale_at(plan->instruments, other)->words.outcome, name) !=
                0)
            continue;
        if (is_same)
            return other;
        found = other;
    }
    return found;
}

/* A copy of a questionnaire, of which one scale's words are others. */
static struct pp_instrument *with_words(struct pp_pool *pool,
                                        const struct pp_instrument *instrument,
                                        size_t scale,
                                        const struct pp_outcome_words *words)
{
    struct pp_instrument *own = pp_pool_alloc(pool, sizeof *own);
    struct pp_scale *scales =
        pp_pool_array(pool, instrument->n_scales, sizeof *scales);

    memcpy(scales, instrument->scales, instrument->n_scales * sizeof *scales);
    scales[scale].words = *words;
    *own = *instrument;
    own->scales = scales;
    return own;
}

void plan_tell_outcomes_apart(struct plan_build *b)
{
    struct pp_plan *plan = b->plan;
    struct pp_plan_instrument *used =
        pp_pool_array(b->pool, plan->n_instruments + 1, sizeof *used);

    for (size_t i = 0; i < plan->n_instruments; i++)
        used[i] = plan->instruments[i];
    for (size_t i = 0; i < plan->n_outcomes; i++) {
        const struct pp_plan_outcome *o = &plan->outcomes[i];
        const struct pp_plan_outcome *other = namesake(plan, o);
        const struct pp_scale *scale = scale_at(plan->instruments, o);
        if (other == NULL)
            continue;
        const char *which = other->instrument == o->instrument
                                ? scale->name
                                : used[o->instrument].instrument->short_name;
        struct pp_outcome_words words = {
            pp_pool_printf(b->pool, "%s (%s)", scale->words.outcome, which),
            pp_pool_printf(b->pool, "%s score", which), scale->words.plain};
        used[o->instrument].instrument = with_words(
            b->pool, used[o->instrument].instrument, o->scale, &words);
    }
    plan->instruments = used;
}
