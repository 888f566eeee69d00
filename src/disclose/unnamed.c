#include <string.h>

#include "prepost/disclose/disclose.h"
#include "prepost/disclose/work.h"

/* Columns whose levels are known without anybody's answers. */
static bool is_of_places_and_times(const char *by)
{
    static const char *const known[] = {"region", "group", "year", "quarter"};

    while (*by != '\0') {
        size_t n = strcspn(by, ","), k = 0;
        while (k < sizeof known / sizeof *known &&
               (strlen(known[k]) != n || strncmp(by, known[k], n) != 0))
            k++;
        if (k == sizeof known / sizeof *known)
            return false;
        by += n + (by[n] == ',');
    }
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
    size_t n = 0;

    if (c->by == NULL || is_of_places_and_times(c->by))
        return;
    for (size_t k = 0; k < c->n_cohorts; k++)
        if (has_no_number(&cohorts[k]))
            cohorts[k].name = cohorts[k].flow.name =
                pp_pool_printf(w->pool, "%s (%zu)", PP_OTHERS, ++n);
}
