#include "prepost/disclose/disclose.h"

#include <string.h>

static const struct pp_disclosure_rules PRESETS[] = {
    {"charity-5", "common clause of funders", 5, false, 1, 10, false},
};

const struct pp_disclosure_rules *pp_disclosure_presets(size_t *n)
{
    *n = sizeof PRESETS / sizeof PRESETS[0];
    return PRESETS;
}

struct pp_disclosure_rules pp_disclosure_rules_of(const struct pp_plan *plan)
{
    struct pp_disclosure_rules rules = PRESETS[0];

    if (plan->disclosure.threshold > 0)
        rules.threshold = plan->disclosure.threshold;
    return rules;
}

struct pp_results *pp_disclose(const struct pp_results *results,
                               struct pp_pool *pool)
{
    struct pp_results *copy = pp_pool_alloc(pool, sizeof *copy);

    *copy = *results;
    return copy;
}
