#ifndef PREPOST_ANALYSIS_BY_SLOPE_H
#define PREPOST_ANALYSIS_BY_SLOPE_H

#include "prepost/analysis/results.h"
#include "prepost/analysis/scores.h"

/*
 * Who went reliably better or worse by the hierarchical linear model (Speer and
 * Greenbaum 1995): a straight line for each person through all waves, and its
 * slope over the slope's standard error, counted beyond 1.96. Counted are the
 * people with a score at the first and the last wave, of whom the other methods
 * tell too; in the model is everyone with any score.
 *
 * It decides nothing. It stands beside the amount for one person, and is made
 * only where that is a reliable change.
 *
 * In         scores of these people at all waves, a person without a score at
 *            a wave being NaN there; weeks[n_waves] since the first: used where
 *            all are known and rise, else each wave counts as one; rule: the
 *            amount for one person; lower_is_better: of the scale
 * Out        counts of people
 * Undefined  fewer than PP_BY_SLOPE_MIN people with three scores: TOO_FEW; else
 *            as pp_random_slope_fit(). At its edge (BOUNDARY) people's slopes
 *            are alike, or follow from their levels: nobody is counted. Two
 *            waves, or no reliable change: not made
 * Holds      nothing claimed: all share one fit, so with three waves the counts
 *            swing much between samples of one population. Where 47 of 100 go
 *            better, nine in ten samples of 60 said 23 to 100
 *            (tests/calibrate/slopes.c). So they have no interval, and no
 *            report prints them
 * Not given  the fit: where nobody misses a wave, its variances and standard
 *            error give back how many people there are, and where some do, tell
 *            of how few
 * Errors     none
 * Source     Speer & Greenbaum 1995; stats/random_slope.h;
 *            tests/oracle/random_slope
 */
enum { PP_BY_SLOPE_MIN = 10 };

struct pp_by_slope pp_by_slope_of(const struct pp_scores *scores,
                                  const double *weeks,
                                  const struct pp_individual *rule,
                                  bool lower_is_better);

#endif
