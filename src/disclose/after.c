#include "prepost/disclose/work.h"

#include <string.h>

#include "prepost/analysis/cohort_column.h"

/*
 * How many of a cohort answered the second time. With how many answered both
 * times it says how many answered only then: no one, or enough, or it is not
 * shown. All cohorts together are known, so that those left out must be no
 * one, or enough for two of them.
 */

static bool is_flow_hidden(const struct pp_work *w, const char *name)
{
    for (size_t r = 0; r < w->to->flow.n_regions; r++)
        if (strcmp(w->regions[r].name, name) == 0)
            return w->regions[r].n_after == PP_COUNT_HIDDEN;
    return false;
}

static bool may_show(const struct pp_work *w, const struct pp_flow_row *was,
                     const struct pp_flow_row *is)
{
    long only = was->n_after - was->n_both;

    return is->n_both != PP_COUNT_HIDDEN &&
           (only == 0 || only >= w->rules.threshold) &&
           (was->n_after == 0 || was->n_after >= w->rules.threshold) &&
           !is_flow_hidden(w, was->name);
}

void pp_protect_after(const struct pp_work *w, size_t i)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    const struct pp_comparison *c = &from->comparison;
    struct pp_cohort *to = pp_work_cohorts(&w->outcomes[i]);
    long dark = (long)from->paired.n_post - (long)from->n_pairs;
    bool is_within = w->from->beside != NULL ||
                     (c->column != NULL && c->column->n_parts > 0);

    for (size_t k = 0; k < c->n_cohorts; k++) {
        const struct pp_flow_row *was = &c->cohorts[k].flow;
        bool shown = !is_within && may_show(w, was, &to[k].flow);
        to[k].flow.n_after = shown ? was->n_after : PP_COUNT_HIDDEN;
        dark -= shown ? was->n_after - was->n_both : 0;
    }
    for (size_t k = 0; k < c->n_cohorts; k++)
        if (dark != 0 && dark < 2 * w->rules.threshold &&
            w->rules.threshold > 1)
            to[k].flow.n_after = PP_COUNT_HIDDEN;
}
