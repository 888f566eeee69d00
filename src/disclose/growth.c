#include "prepost/disclose/work.h"

/*
 * The model's means are of people who are not in the pairs too: where those
 * are few, the two together would tell of them.
 */
static bool tells_of_few(const struct pp_work *w, size_t i)
{
    const struct pp_results *r = w->from;

    for (size_t k = i; k < r->n_outcomes; k += r->plan->n_outcomes) {
        const struct pp_outcome *o = &r->outcomes[k];
        const struct pp_growth_wave *waves = r->growth[i].waves;
        long others[] = {waves[0].n - (long)o->n_pairs,
                         waves[o->wave].n - (long)o->n_pairs};
        if (w->outcomes[k].hidden || (long)o->n_pairs < w->rules.min_average)
            return true;
        for (size_t j = 0; j < 2; j++)
            if (others[j] > 0 && others[j] < w->rules.min_average)
                return true;
    }
    return false;
}

const struct pp_growth *pp_protect_growth(const struct pp_work *w)
{
    size_t n = w->from->plan->n_outcomes;

    if (w->from->growth == NULL)
        return NULL;
    struct pp_growth *growth = pp_pool_array(w->pool, n, sizeof *growth);
    for (size_t i = 0; i < n; i++) {
        growth[i] = w->from->growth[i];
        if (growth[i].n_waves > 0 && tells_of_few(w, i))
            growth[i] = (struct pp_growth){
                .n = PP_COUNT_HIDDEN,
                .slope = pp_coefficient_none(PP_STATUS_TOO_FEW),
                .status = PP_STATUS_TOO_FEW};
        struct pp_growth_wave *waves =
            pp_pool_array(w->pool, growth[i].n_waves, sizeof *waves);
        for (size_t k = 0; k < growth[i].n_waves; k++) {
            waves[k] = growth[i].waves[k];
            pp_round_count(w, &waves[k].n);
        }
        growth[i].waves = waves;
        pp_round_count(w, &growth[i].n);
    }
    return growth;
}
