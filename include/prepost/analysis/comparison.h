#ifndef PREPOST_ANALYSIS_COMPARISON_H
#define PREPOST_ANALYSIS_COMPARISON_H

#include "prepost/analysis/cohort_column.h"
#include "prepost/analysis/results.h"
#include "prepost/analysis/scores.h"

/*
 * The change of one outcome, cohort by cohort: regions, groups, or any column
 * that is kept of people (cohort_column.h), and what can be said of them
 * against each other (between.h).
 *
 * They differ: the test of their changes (Welch; CR2 for two cohorts where
 * support groups are named) passes Holm over the outcomes. Too small to
 * matter: the equivalence interval of every difference between two cohorts
 * lies within the smallest change that matters.
 *
 * In         column: the cohorts' levels per participant; group: per
 *            participant (a person without one has a number of their own), or
 *            NULL; flow of each cohort is counted from the scores
 * Undefined  fewer than two cohorts with PP_COHORT_MIN pairs: code NONE, p NaN
 */
enum { PP_COHORT_MIN = 10 };

struct pp_comparison_in {
    const struct pp_plan *plan;
    const struct pp_plan_outcome *outcome;
    const struct pp_scores *scores;
    const struct pp_pairs *pairs;
    size_t wave;
    const struct pp_cohort_column *column;
    const struct pp_person_column *region; /* NULL: there is none */
    const size_t *group;
    const struct pp_case_mix_column *case_mix; /* per participant */
    size_t n_case_mix, min_level;
    const struct pp_individual *individual;
    double reliability; /* of the scores before, or NaN */
};

struct pp_comparison pp_comparison_of(const struct pp_comparison_in *in,
                                      struct pp_pool *pool);

/* What cohorts say against each other, worked out from those that are shown:
 * to be asked again when one was hidden. The code is not touched. */
void pp_comparison_settle(struct pp_comparison *c, double level,
                          struct pp_pool *pool);

/* Whether support groups are named, here or in the summaries it is made of, and
 * allowed for. */
bool pp_comparison_has_groups(const struct pp_comparison *c);

/*
 * Whether a range that allows for support groups rests on so few of them that
 * it is itself unsure: with Satterthwaite's degrees of freedom under 4, tests
 * may err more often than they say (Pustejovsky and Tipton 2018, section 5);
 * five groups have 4 at most. Without groups no range that is shown has so
 * few (PP_COHORT_MIN). Where a standard error is told without its degrees of
 * freedom, these were too few to be told.
 */
enum { PP_FEW_DF = 4 };
bool pp_range_is_unsure(double se, double df);
bool pp_cohort_is_unsure(const struct pp_cohort *cohort);

/* Whether a cohort's range, if it is shown, is as if people had come singly
 * though they came in groups: fewer than PP_FEWEST_GROUPS. A cohort that is
 * itself one support group ("by" group) has none to allow for. */
bool pp_cohort_ignores_groups(const struct pp_cohort *cohort);
bool pp_comparison_ignores_groups(const struct pp_comparison *c); /* any does */
/* Whether any has groups enough for its range to allow for them. */
bool pp_comparison_allows_for_some(const struct pp_comparison *c);

/*
 * Whether cohorts differ at all, among people who started alike. NaN: not
 * known, as of more than two cohorts whose support groups are allowed for:
 * the test of several at once takes each person by itself, and with groups of
 * people who change alike finds differences that are not there.
 */
double pp_comparison_adjusted_p(const struct pp_comparison *c);

/* Holm over the outcomes' p values, by changes and among people who started
 * alike, then the code of each comparison and whether the two ways disagree. */
void pp_comparisons_decide(struct pp_outcome *outcomes, size_t n, double level);

#endif
