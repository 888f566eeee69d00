#include "prepost/analysis/share_funnel.h"

#include "prepost/analysis/between.h"
#include "prepost/base/alloc.h"

static bool has_counts(const struct pp_cohort *c)
{
    return c->individual.source != PP_AMOUNT_NONE && c->individual.n > 0 &&
           c->individual.n_better != PP_COUNT_HIDDEN;
}

static bool is_in_groups(const struct pp_comparison *c)
{
    for (size_t i = 0; i < c->n_cohorts; i++)
        if (c->between->against[i].n_groups > 0)
            return true;
    return c->between->groups.n_groups > 0;
}

/* Those that are compared, put together; returns how many, of[] says which. 0
 * where a count is hidden: those that are not would be the larger ones. */
static size_t gather(const struct pp_comparison *c, size_t *of, size_t *better,
                     size_t *n)
{
    size_t k = 0;

    for (size_t i = 0; i < c->n_cohorts; i++) {
        if (!c->cohorts[i].shown)
            continue;
        if (!has_counts(&c->cohorts[i]))
            return 0;
        of[k] = i;
        better[k] = (size_t)c->cohorts[i].individual.n_better;
        n[k++] = (size_t)c->cohorts[i].individual.n;
    }
    return k;
}

static const struct pp_share_funnel *
judge(const size_t *of, const size_t *better, const size_t *n, size_t k,
      size_t n_cohorts, struct pp_pool *pool)
{
    struct pp_share_funnel *out = pp_pool_alloc(pool, sizeof *out);
    struct pp_funnel_region *all = pp_pool_array(pool, n_cohorts, sizeof *all);
    struct pp_funnel_region *regions = pp_alloc_array(k, sizeof *regions);
    bool is_allowed = pp_between_allows(k).overdispersion;

    out->funnel = pp_funnel_proportions(better, n, k, NAN,
                                        is_allowed ? PP_OVERDISPERSION_ALLOW
                                                   : PP_OVERDISPERSION_IGNORE,
                                        regions);
    if (!is_allowed)
        out->funnel.phi = out->funnel.tau2 = NAN;
    for (size_t i = 0; i < n_cohorts; i++)
        all[i] = (struct pp_funnel_region){
            {PP_INTERVAL_NONE, PP_INTERVAL_NONE}, NAN, PP_FUNNEL_NO_PLACE};
    for (size_t i = 0; i < k; i++)
        all[of[i]] = regions[i];
    out->regions = all;
    pp_free(regions);
    return out;
}

const struct pp_share_funnel *pp_share_funnel_of(const struct pp_comparison *c,
                                                 struct pp_pool *pool)
{
    if (c->between == NULL || is_in_groups(c))
        return NULL;
    size_t *of = pp_alloc_array(3 * c->n_cohorts, sizeof *of);
    size_t *better = of + c->n_cohorts, *n = better + c->n_cohorts;
    size_t k = gather(c, of, better, n);
    const struct pp_share_funnel *out = NULL;

    if (pp_between_allows(k).heterogeneity)
        out = judge(of, better, n, k, c->n_cohorts, pool);
    pp_free(of);
    return out;
}
