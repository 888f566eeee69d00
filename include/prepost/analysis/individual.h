#ifndef PREPOST_ANALYSIS_INDIVIDUAL_H
#define PREPOST_ANALYSIS_INDIVIDUAL_H

#include "prepost/analysis/results.h"
#include "prepost/analysis/scores.h"

/*
 * How many people went better or worse by an amount that counts for one
 * person. Which amount: a published reliable change; else Jacobson and Truax's
 * from the sd of these people and the reliability of the scale in their own
 * answers (or, where it could not be worked out, a published one); else the
 * smallest change that the plan said would matter. Single questions have none.
 *
 * In         pre[n], post[n] of the pairs; alpha: of the scale in these
 *            answers, NaN if not known
 * Undefined  no amount: source NONE, all counts 0
 */
struct pp_individual pp_individual_of(const struct pp_plan_outcome *outcome,
                                      const struct pp_scale *scale,
                                      const double *pre, const double *post,
                                      size_t n, double alpha, double level);

/* The same with an amount that was found before (a region's people). */
struct pp_individual pp_individual_count(const struct pp_individual *rule,
                                         const struct pp_scale *scale,
                                         const double *pre, const double *post,
                                         size_t n, double level);

/* The same of k rows, each of count[k] people; NULL: of one. */
struct pp_individual pp_individual_counted(const struct pp_individual *rule,
                                           const struct pp_scale *scale,
                                           const double *pre,
                                           const double *post,
                                           const size_t *count, size_t k,
                                           double level);

/*
 * How the counts lean on the reliability: Jacobson and Truax's amount with
 * alpha in these answers, with either end of its likely range, and with a
 * published reliability of two occasions; less the one that the rule took. In
 * the order of the amounts. Single questions have none.
 */
void pp_individual_others(const struct pp_scale *scale,
                          const struct pp_individual *rule,
                          const struct pp_scale_reliability *reliability,
                          const struct pp_pairs *pairs, double level,
                          struct pp_pool *pool,
                          const struct pp_individual **others,
                          size_t *n_others);

/* Who crossed the first cut-off of the scale, with and without the amount. */
struct pp_recovery pp_recovery_of(const struct pp_individual *rule,
                                  const struct pp_scale *scale,
                                  const double *pre, const double *post,
                                  size_t n, double level);

/* The smallest difference between two complete scores; NaN: they vary. */
double pp_scale_step(const struct pp_scale *scale);

#endif
