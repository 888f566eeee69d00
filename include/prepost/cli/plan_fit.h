#ifndef PREPOST_CLI_PLAN_FIT_H
#define PREPOST_CLI_PLAN_FIT_H

#include "prepost/cli/evaluation.h"

/*
 * Warns, on stderr, where the answers are not as the plan takes them to be;
 * nothing under --quiet. The evaluation has results.
 *
 * - A kept column is taken for answers to choose from and holds more than
 *   PP_MOST_NUMBERED different whole numbers and nothing else: ages, say, which
 *   want bands.
 * - `gap` is a length of time ("3 months") that reports call "about 3 months",
 *   and half of the people took longer or shorter than "about" can cover: in
 *   the plan's unit the median rounds to another number, and is more than a
 *   tenth off. A month is 365.25 / 12 days. The tenth is ours. Not of ratings
 *   that look back, which are given at once.
 */
enum { PP_MOST_NUMBERED = 11 }; /* an answer of 0 to 10 is one to choose from */

void pp_plan_fit_warn(const struct pp_evaluation *evaluation);

#endif
