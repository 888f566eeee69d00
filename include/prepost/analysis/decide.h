#ifndef PREPOST_ANALYSIS_DECIDE_H
#define PREPOST_ANALYSIS_DECIDE_H

#include <stddef.h>

#include "prepost/analysis/results.h"
#include "prepost/model/plan.h"

/*
 * The verdicts of all outcomes of one wave, in every arm, whose numbers are
 * there: the p that decides, allowing for how many of one role were looked at
 * (Holm), and what it says; what everyone's first answers would say, were those
 * who left missing at random; then the regions that are compared.
 *
 * Out        of each outcome p_holm, family_size, verdict,
 *            missing.mar_verdict and its comparison's verdicts
 */
void pp_outcomes_decide(struct pp_outcome *outcomes, size_t n,
                        const struct pp_plan *plan);

#endif
