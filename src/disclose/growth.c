#include "prepost/disclose/work.h"

static bool are_few(const struct pp_work *w, long n)
{
    return n > 0 && n < w->rules.threshold;
}

/* Those who did not answer first: who did at one later wave only, or at two, as
 * how many there are at each and in all tells. */
static bool tells_of_late(const struct pp_work *w, const struct pp_growth *g)
{
    long late = g->n - g->waves[0].n;

    for (size_t k = 1; k < g->n_waves; k++) {
        long at = g->waves[k].n - g->waves[k].n_both;
        if (are_few(w, late - at))
            return true;
        for (size_t j = 1; j < k; j++)
            if (are_few(w, at + g->waves[j].n - g->waves[j].n_both - late))
                return true;
    }
    return false;
}

/*
 * The model's means are of people who are not in the pairs too: where those
 * are few, or all alike, the two together would tell of them. So would everyone
 * in it less those of one wave.
 */
static bool tells_of_few(const struct pp_work *w, const struct pp_growth *g)
{
    long few = w->rules.min_average > w->rules.threshold ? w->rules.min_average
                                                         : w->rules.threshold;

    for (size_t k = 1; k < g->n_waves; k++) {
        const struct pp_growth_wave *wave = &g->waves[k];
        long others[] = {g->waves[0].n - wave->n_both, wave->n - wave->n_both,
                         g->n - g->waves[0].n, g->n - wave->n};
        if (wave->n_both < few ||
            (others[0] > 0 && pp_work_is_alike(w, wave->n_left_unlike)) ||
            (others[1] > 0 && pp_work_is_alike(w, wave->n_joined_unlike)))
            return true;
        for (size_t j = 0; j < sizeof others / sizeof others[0]; j++)
            if (others[j] > 0 && others[j] < few)
                return true;
    }
    return false;
}

static bool is_hidden(const struct pp_work *w, size_t outcome)
{
    const struct pp_plan_outcome *planned = &w->from->plan->outcomes[outcome];

    for (size_t k = 0; k < w->to->n_outcomes; k++)
        if (w->outcomes[k].plan == planned && w->outcomes[k].hidden)
            return true;
    return false;
}

static struct pp_growth nothing_of(const struct pp_growth *from)
{
    return (struct pp_growth){.people = from->people,
                              .n = PP_COUNT_HIDDEN,
                              .slope = pp_coefficient_none(PP_STATUS_TOO_FEW),
                              .status = PP_STATUS_TOO_FEW};
}

/* How many answered first, of model k of an outcome: the comparison's is the
 * first of several. It stands in other tables, and may be hidden there. */
static long first_answers(const struct pp_work *w, size_t outcome, size_t k,
                          size_t n_each)
{
    size_t n_arms = n_each > 1 ? n_each - 1 : 1;
    const struct pp_outcome *o = &w->outcomes[outcome * n_arms];

    if (n_each > 1 && k == 0)
        return o->contrast.comparison.n_before;
    return (long)o[n_each > 1 ? k - 1 : 0].missing.n_before;
}

static struct pp_growth rounded(const struct pp_work *w,
                                const struct pp_growth *from, long n_first)
{
    struct pp_growth to = *from;
    struct pp_growth_wave *waves =
        pp_pool_array(w->pool, to.n_waves, sizeof *waves);

    for (size_t k = 0; k < to.n_waves; k++) {
        waves[k] = to.waves[k];
        waves[k].n_both = PP_COUNT_HIDDEN; /* the pairs have it */
        pp_round_count(w, &waves[k].n);
    }
    if (n_first == PP_COUNT_HIDDEN && to.n_waves > 0)
        waves[0].n = to.n = PP_COUNT_HIDDEN;
    to.waves = waves;
    pp_round_count(w, &to.n);
    return to;
}

/* Arms of one outcome are shown together or not at all: the difference of two
 * gives one by the other. */
static const struct pp_growth *
protect(const struct pp_work *w, const struct pp_growth *from, size_t n_each)
{
    size_t n = w->from->plan->n_outcomes;

    if (from == NULL)
        return NULL;
    struct pp_growth *growth =
        pp_pool_array(w->pool, n * n_each, sizeof *growth);
    for (size_t i = 0; i < n; i++) {
        bool few = is_hidden(w, i);
        for (size_t k = 0; k < n_each; k++)
            few = few || tells_of_few(w, &from[i * n_each + k]) ||
                  tells_of_late(w, &from[i * n_each + k]);
        for (size_t k = i * n_each; k < (i + 1) * n_each; k++)
            growth[k] =
                few ? nothing_of(&from[k])
                    : rounded(w, &from[k],
                              first_answers(w, i, k - i * n_each, n_each));
    }
    return growth;
}

void pp_protect_growth(const struct pp_work *w)
{
    w->to->growth = protect(w, w->from->growth, 1);
    w->to->arm_growth = protect(w, w->from->arm_growth, w->from->n_growth_arms);
}
