#ifndef PREPOST_STATS_STUDY_CHANGE_H
#define PREPOST_STATS_STUDY_CHANGE_H

#include <stddef.h>

/*
 * A study known only by its table of means: its standardised mean change with
 * the sampling variance that meta-analysis weighs it by.
 *
 *     SMCC    unit: the SD of the changes              metafor "SMCC"
 *     SMCR    unit: the SD before, raw score           metafor "SMCR"
 *     SMCRH   the same, spread before and after apart  metafor "SMCRH"
 *
 * All are post minus pre times the exact J(n - 1). Where the people themselves
 * are known, standardised_change.h has better intervals.
 *
 * In         n pairs; means and SDs before and after; correlation of both
 * Undefined  n < 3 or no spread in the unit: NaN
 * Errors     none; allocates nothing
 * Source     Becker 1988; Gibbons, Hedeker & Davis 1993; Bonett 2008; Morris
 *            2008, table 5; Viechtbauer's metafor
 */
struct pp_change_summary {
    size_t n;
    double mean_pre, mean_post, sd_pre, sd_post, correlation;
    double sd_change; /* 0: not known, worked out from the three before it */
};

struct pp_study_change {
    double estimate, variance;
};

struct pp_study_change pp_smcc(const struct pp_change_summary *s);
struct pp_study_change pp_smcr(const struct pp_change_summary *s);
struct pp_study_change pp_smcrh(const struct pp_change_summary *s);

#endif
