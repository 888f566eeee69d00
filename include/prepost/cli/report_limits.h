#ifndef PREPOST_CLI_REPORT_LIMITS_H
#define PREPOST_CLI_REPORT_LIMITS_H

#include <stdbool.h>

#include "prepost/cli/evaluation.h"

/*
 * A template of one's own may state findings and leave out what they cannot
 * show. It is filled all the same, and told.
 */

/* Whether a template's text does so. */
bool pp_report_lacks_limits(const char *text);

/* Says it on stderr of the template that was filled last, with the placeholder
 * that mends it; returns PP_EXIT_ATTENTION then, else 0. */
int pp_report_tell_of_limits(const struct pp_evaluation *evaluation);

#endif
