#include "prepost/disclose/rules.h"

#include <string.h>

static const struct pp_disclosure_rules PRESETS[] = {
    {"charity-5", "a common clause of funders", 5, false, 1, 10, false},
    {"nhs-secondary", "NHS England, sub-national tables of HES and ECDS", 8,
     true, 5, 8, false},
    {"opensafely", "OpenSAFELY: redact 7 or fewer, round to 5", 8, false, 5, 8,
     false},
    {"ons-10", "Office for National Statistics, Secure Research Service", 10,
     false, 1, 10, false},
    {"hesa", "HESA rounding and suppression", 3, true, 5, 8, false},
    {"none", "data that are public already", 1, true, 1, 2, true},
};
enum { N_PRESETS = sizeof PRESETS / sizeof PRESETS[0] };

const struct pp_disclosure_rules *pp_disclosure_presets(size_t *n)
{
    *n = N_PRESETS;
    return PRESETS;
}

struct pp_disclosure_rules pp_disclosure_rules_of(const struct pp_plan *plan)
{
    struct pp_disclosure_rules rules = PRESETS[0];

    for (size_t i = 0; plan->disclosure.preset != NULL && i < N_PRESETS; i++) {
        if (strcmp(PRESETS[i].preset, plan->disclosure.preset) == 0)
            rules = PRESETS[i];
    }
    if (plan->disclosure.threshold > 0)
        rules.threshold = plan->disclosure.threshold;
    if (plan->disclosure.rounding > 0)
        rules.base = plan->disclosure.rounding;
    if (2 * rules.threshold < rules.base) /* some would be rounded to none */
        rules.threshold = (rules.base + 1) / 2;
    return rules;
}
