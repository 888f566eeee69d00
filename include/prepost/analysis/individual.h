#ifndef PREPOST_ANALYSIS_INDIVIDUAL_H
#define PREPOST_ANALYSIS_INDIVIDUAL_H

#include "prepost/analysis/results.h"

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

#endif
