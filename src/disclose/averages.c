#include "prepost/disclose/work.h"

#include <math.h>

static void hide_cohort(struct pp_cohort *c)
{
    c->shown = false;
    c->pre_mean = c->pre_sd = c->post_mean = NAN;
    c->change = c->sd_change = c->se = c->df = c->d_pre = NAN;
    c->ci = PP_INTERVAL_NONE;
}

/*
 * The averages of all cohorts and of everyone give that of those left out:
 * these must be none, or enough people together.
 */
void pp_protect_averages(const struct pp_work *w, size_t i)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    struct pp_comparison *to = &w->outcomes[i].comparison;
    struct pp_cohort *cohorts = pp_work_cohorts(&w->outcomes[i]);
    const struct pp_cohort *was = from->comparison.cohorts;
    long dark = (long)from->n_pairs, never_compared = dark;
    size_t n_shown = 0, n_compared = 0;

    for (size_t c = 0; c < to->n_cohorts; c++) {
        never_compared -= was[c].shown ? was[c].flow.n_both : 0;
        n_compared += was[c].shown;
        if (!cohorts[c].shown || was[c].flow.n_both < w->rules.min_average ||
            cohorts[c].flow.n_both == PP_COUNT_HIDDEN) {
            hide_cohort(&cohorts[c]);
            continue;
        }
        dark -= was[c].flow.n_both;
        n_shown++;
    }
    while (dark > 0 && dark < w->rules.min_average && n_shown > 0) {
        size_t least = to->n_cohorts;
        for (size_t c = 0; c < to->n_cohorts; c++) {
            if (cohorts[c].shown &&
                (least == to->n_cohorts ||
                 was[c].flow.n_both < was[least].flow.n_both))
                least = c;
        }
        hide_cohort(&cohorts[least]);
        dark += was[least].flow.n_both;
        n_shown--;
    }
    /* Differences hold the average of every cohort that was compared: one
     * hidden since then could be had back, and with it the others'. */
    bool tells = n_shown < n_compared && never_compared > 0 &&
                 never_compared < w->rules.min_average;
    if (to->n_cohorts > 0 && (n_shown < 2 || tells)) {
        to->code = PP_DIFFERENCE_NONE;
        to->p = to->p_holm = NAN;
        to->change_score = to->adjusted = to->average = pp_no_estimate();
    }
}
