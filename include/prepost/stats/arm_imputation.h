#ifndef PREPOST_STATS_ARM_IMPUTATION_H
#define PREPOST_STATS_ARM_IMPUTATION_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/stats/rubin.h"

/*
 * Arms compared with the answers of those who left imputed: within each arm,
 * post drawn from the Bayesian normal regression of post on pre in that arm's
 * complete pairs (a line and a spread of its own), not rounded, not cut to the
 * scale; each completed set analysed as the complete pairs are
 * (pp_ancova_fit(): one slope, HC3, or CR2 where groups are named); pooled by
 * Rubin's rules, with Barnard and Rubin's degrees of freedom, those of the
 * completed sets being the ones had nothing been missing. Its standard error
 * is widened where people are spread otherwise than the draws take them to be.
 *
 * What it adds to the analysis of complete pairs: those have one line for all
 * arms, and where arms have different ones and those who left started
 * elsewhere, the difference at their start is not that at the start of all.
 *
 * In         pre[n] finite; post[n], NaN: left; arm[n] in 0 .. n_arms-1;
 *            group[n] or NULL; draws, e.g. 50; seed
 * Out        pooled[n_arms]: each arm less the reference; the reference and
 *            arms without people TOO_FEW. In which order people come changes
 *            nothing
 * Undefined  an arm in which somebody left with fewer than 3 complete pairs:
 *            all TOO_FEW; without spread of pre in them: all NO_VARIANCE
 * Errors     none
 * Holds      support groups widen each set's range, but the draws do not know
 *            them
 * Source     Rubin 1987, example 5.1; Sullivan, White et al 2018 (by arm);
 *            tests/oracle/arm_imputation.R
 */
struct pp_arm_imputation_in {
    const double *pre, *post;
    size_t n;
    const size_t *arm;
    size_t n_arms, reference;
    const size_t *group; /* or NULL */
    size_t draws;
    uint64_t seed;
    double level;
};

void pp_arm_impute(const struct pp_arm_imputation_in *in,
                   struct pp_rubin *pooled);

#endif
