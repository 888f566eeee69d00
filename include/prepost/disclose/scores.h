#ifndef PREPOST_DISCLOSE_SCORES_H
#define PREPOST_DISCLOSE_SCORES_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/analysis/results.h"
#include "prepost/disclose/rules.h"

/*
 * What is told of the scores of one outcome, where single people are not shown:
 *
 * - averages, spreads and correlation of the pairs, and what follows from these
 *   alone. Where a rare score has no way out of them (moments.h), of everyone's
 *   or a cohort's, where of a short scale a count of people by their change is
 *   hidden, or where everyone less the cohorts that are shown leaves some of
 *   whom no average is, they are told as reports print them and no more
 *   precisely, in every format: struct pp_outcome's is_coarse;
 * - all else (reliability, those who left, models, ranks, doses) never more
 *   precisely than reports print it: is_guarded. Of whole numbers, so many
 *   digits of a fraction are the numbers: alpha's denominator gives the sum of
 *   squares of all who answered, and so the scores of the few who left; a sum
 *   of cubes or of ranks pins what five sums leave open. No rank sum is told;
 * - medians, quartiles and the typical change (Hodges-Lehmann), of
 *   PP_ORDER_NEEDS thresholds of people and more: hides_order says that they
 *   are not;
 * - never skewness, kurtosis, and how far from normal: with them the scores
 *   of a dozen people are pinned to the last.
 *
 * With average and spread alone, how many people are beyond a cut-off follows
 * for one in seventy groups of ten; with the middle person too, for one in
 * four. Of 20 people quartiles give it for one in fourteen, of 26 for one in
 * two hundred (tests/oracle/pinned.py).
 */
enum { PP_ORDER_NEEDS = 6 };

/* Whether exact averages, spreads and counts of a cohort may be handed on: of
 * the pairs behind it, which are known. Never of nobody, or of sums alone. */
bool pp_cohort_scores_are_safe(const struct pp_disclosure_rules *rules,
                               const struct pp_outcome *o, size_t cohort);

/* A number as reports print it: to so many decimals, or to two figures where
 * those say more. NaN stays NaN. */
double pp_as_printed(double x, int decimals);
/* An average, a spread or what goes with them, in points: no second figure. */
double pp_as_points(double x, int decimals);

#endif
