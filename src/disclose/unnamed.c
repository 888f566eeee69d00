#include <string.h>

#include "prepost/analysis/column_list.h"
#include "prepost/disclose/disclose.h"
#include "prepost/disclose/work.h"

/* A column whose levels are known without anybody's answers: places and times,
 * and the arms, which the plan names. */
static bool is_known(const struct pp_plan *plan, const char *name, size_t n)
{
    const char *const known[] = {"region",  "group", "year",
                                 "quarter", "arm",   plan->arms.column};

    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (known[k] != NULL && strlen(known[k]) == n &&
            strncmp(known[k], name, n) == 0)
            return true;
    return false;
}

static bool are_all_known(const struct pp_plan *plan, const char *by)
{
    const char *name;
    size_t n;

    while ((name = pp_column_list_next(&by, &n)) != NULL)
        if (!is_known(plan, name, n))
            return false;
    return true;
}

static bool has_no_number(const struct pp_cohort *c)
{
    return !c->shown && c->flow.n_before == PP_COUNT_HIDDEN &&
           c->flow.n_after == PP_COUNT_HIDDEN &&
           c->flow.n_both == PP_COUNT_HIDDEN;
}

void pp_unname_levels(const struct pp_work *w, size_t i)
{
    struct pp_comparison *c = &w->outcomes[i].comparison;
    struct pp_cohort *cohorts = pp_work_cohorts(&w->outcomes[i]);

    if (c->by == NULL || are_all_known(w->from->plan, c->by))
        return;
    for (size_t k = 0; k < c->n_cohorts; k++)
        if (has_no_number(&cohorts[k])) {
            cohorts[k].is_untold = true;
            cohorts[k].name = cohorts[k].flow.name = PP_OTHERS;
        }
}
