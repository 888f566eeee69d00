#ifndef PREPOST_ANALYSIS_COMPARISON_H
#define PREPOST_ANALYSIS_COMPARISON_H

#include "prepost/analysis/results.h"
#include "prepost/analysis/scores.h"

/*
 * The change of one outcome, cohort by cohort: regions, groups, or any column
 * of the plan.
 *
 * Two cohorts are compared by their changes (Welch, or CR2 where support
 * groups are named) and by where people ended given where they started
 * (ANCOVA); three and more by Cochran's Q. Too small to matter: the
 * equivalence interval of every difference between two cohorts lies within
 * the smallest change that matters. pp_comparisons_decide() says which it is
 * when the p values of all outcomes are known.
 *
 * In         column: the cohorts' levels per participant; group: per
 *            participant (a person without one has a number of their own), or
 *            NULL; flow of each cohort is counted from the scores
 * Undefined  fewer than two cohorts with PP_COHORT_MIN pairs: code NONE, p NaN
 */
enum { PP_COHORT_MIN = 10 };

struct pp_comparison pp_comparison_of(
    const struct pp_plan *plan, const struct pp_plan_outcome *outcome,
    const struct pp_scores *scores, const struct pp_pairs *pairs, size_t wave,
    const struct pp_person_column *column, const size_t *group,
    const struct pp_individual *individual, struct pp_pool *pool);

/* Holm over the outcomes' p values, then the code of each comparison. */
void pp_comparisons_decide(struct pp_outcome *outcomes, size_t n, double level);

#endif
