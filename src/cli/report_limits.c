#include "prepost/cli/report_limits.h"

#include <stdio.h>
#include <string.h>

/* Whether a template states findings, and does not say what they cannot show.
 */
bool pp_report_lacks_limits(const char *text)
{
    static const char *const findings[] = {
        "at_a_glance",       "key_findings",       "people_per_100",
        "findings_in_words", "regions_in_brief",   "technical_findings",
        "outcome_numbers",   "individuals",        "region_glance",
        "outcome.label",     "region_differences", "outcome.title",
        "outcome.headline",  "outcome.detail",     "outcome.meaning"};

    if (strstr(text, "can_and_cannot") != NULL)
        return false;
    for (size_t i = 0; i < sizeof findings / sizeof *findings; i++)
        if (strstr(text, findings[i]) != NULL)
            return true;
    return false;
}

int pp_report_tell_of_limits(const struct pp_evaluation *evaluation)
{
    if (evaluation->without_limits == NULL)
        return 0;
    if (!evaluation->quiet)
        fprintf(stderr,
                "prepost: %s states findings and does not say what they "
                "cannot show, as a report for a funder should: {{part "
                "can_and_cannot}}, alone in a line, puts it in\n",
                evaluation->without_limits);
    return PP_EXIT_ATTENTION;
}
