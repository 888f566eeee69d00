#ifndef PREPOST_ANALYSIS_SHARE_FUNNEL_H
#define PREPOST_ANALYSIS_SHARE_FUNNEL_H

#include "prepost/analysis/results.h"
#include "prepost/base/pool.h"
#include "prepost/stats/funnel.h"

/*
 * Cohorts by the share of their people who went better by the amount for one
 * person: is a cohort's share further from that of all of them than chance
 * would put it?
 *
 * It is worked out from the counts as they are printed, after disclosure has
 * taken out those that are not, and from nothing else: whoever reads the page
 * could do the same. Where the count of a cohort that is compared is hidden
 * there is none: small counts are, and the share of the others is too high.
 */
struct pp_share_funnel {
    struct pp_funnel funnel;
    const struct pp_funnel_region *regions; /* one for each cohort */
};

/*
 * In         comparison, its counts as they will be printed
 * Out        in `pool`; NULL where there is nothing to judge: fewer than three
 *            cohorts (as pp_between_allows() has it), a hidden count, or
 *            support groups named, whose members are alike and for whom these
 *            limits would be too narrow
 * Errors     none
 */
const struct pp_share_funnel *
pp_share_funnel_of(const struct pp_comparison *comparison,
                   struct pp_pool *pool);

#endif
