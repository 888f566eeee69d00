#include "prepost/disclose/work.h"

#include <math.h>

#include "prepost/analysis/comparison.h"

static void hide_cohort(struct pp_cohort *c)
{
    c->shown = false;
    c->pre_mean = c->pre_sd = c->post_mean = NAN;
    c->change = c->sd_change = c->se = c->df = c->d_pre = NAN;
    c->ci = PP_INTERVAL_NONE;
    c->sums = (struct pp_cohort_sums){0, NAN, NAN, NAN, NAN, NAN};
}

/*
 * Until no sum or difference gives anybody away, the last cohort that one needs
 * is hidden. Which that is does not depend on how many they are: a choice that
 * changed with their numbers would tell in two reports what neither tells.
 */
static void protect_sums(const struct pp_work *w, size_t i)
{
    size_t cohort;

    while (pp_averages_leak(w, i, &cohort))
        hide_cohort(&pp_work_cohorts(&w->outcomes[i])[cohort]);
}

/* Whether other cohorts are shown than those the numbers were made of. */
static bool has_changed(const struct pp_comparison *from,
                        const struct pp_comparison *to)
{
    for (size_t c = 0; c < to->n_cohorts; c++)
        if (from->cohorts[c].shown != to->cohorts[c].shown)
            return true;
    return false;
}

void pp_protect_averages(const struct pp_work *w, size_t i)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    struct pp_comparison *to = &w->outcomes[i].comparison;
    struct pp_cohort *cohorts = pp_work_cohorts(&w->outcomes[i]);

    for (size_t c = 0; c < to->n_cohorts; c++)
        if (!cohorts[c].shown ||
            from->comparison.cohorts[c].flow.n_both < w->rules.min_average ||
            cohorts[c].flow.n_both == PP_COUNT_HIDDEN ||
            pp_work_is_alike(w, cohorts[c].n_unlike))
            hide_cohort(&cohorts[c]);
    protect_sums(w, i);
    if (has_changed(&from->comparison, to))
        pp_comparison_settle(to, w->from->level, w->pool);
}

void pp_protect_averages_of_waves(const struct pp_work *w, size_t i)
{
    struct pp_comparison *to = &w->outcomes[i].comparison;

    if (!pp_cohorts_are_of_last(w, i))
        return;
    for (size_t c = 0; c < to->n_cohorts; c++)
        hide_cohort(&pp_work_cohorts(&w->outcomes[i])[c]);
    pp_comparison_settle(to, w->from->level, w->pool);
}
