#ifndef PREPOST_ANALYSIS_MEMBERS_H
#define PREPOST_ANALYSIS_MEMBERS_H

#include "prepost/analysis/comparison.h"

/*
 * The pairs of an outcome by all that averages are told of: struct pp_members
 * (results.h). disclose/ finds there of whom sums and differences of averages
 * are; they are never shown.
 *
 * In         in->column, in->region (NULL: there are no regions), in->pairs
 * Out        the pool's; whoever is of no cohort is there too
 * Errors     none
 */
const struct pp_members *pp_members_of(const struct pp_comparison_in *in,
                                       struct pp_pool *pool);

#endif
