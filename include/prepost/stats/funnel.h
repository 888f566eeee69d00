#ifndef PREPOST_STATS_FUNNEL_H
#define PREPOST_STATS_FUNNEL_H

#include <stdbool.h>

#include "prepost/stats/types.h"

/*
 * Is a region further from the overall result than chance would put it?
 * Regions against a target at 95% and 99.8% limits; never a rank.
 *
 * pp_funnel_means() and pp_funnel_proportions() judge the regions.
 */

/* 95% and 99.8%, two-sided. */
struct pp_funnel_limits {
    struct pp_interval inner, outer;
};

/*
 * Limits for the share of n people around a target share: exact binomial,
 * interpolated between whole counts so that they are smooth to draw
 * (Spiegelhalter 2005, appendix A.1.1; the upper limit mirrors the lower), cut
 * to [0,1]. By chance at most 2.5% (0.1%) fall outside on either side.
 *
 * Undefined  n 0 or target outside (0,1): NaN
 */
struct pp_funnel_limits pp_funnel_proportion_limits(double target, size_t n);

enum pp_funnel_place {
    PP_FUNNEL_LOW_OUTER, /* below the 99.8% limit */
    PP_FUNNEL_LOW_INNER, /* below the 95% limit only */
    PP_FUNNEL_INSIDE,
    PP_FUNNEL_HIGH_INNER,
    PP_FUNNEL_HIGH_OUTER,
    PP_FUNNEL_NO_PLACE /* too few people to say */
};

struct pp_funnel_region {
    struct pp_funnel_limits limits; /* overdispersion allowed for, if it was */
    double z;                       /* without overdispersion */
    enum pp_funnel_place place;
};

struct pp_funnel {
    size_t k;      /* regions judged */
    double target; /* the one given, or the average over all people */
    bool target_estimated;
    double sd, df;       /* means: pooled SD within regions and its df */
    double phi;          /* winsorised mean of z^2 */
    double tau2;         /* spread between regions beyond chance */
    bool overdispersion; /* the limits allow for tau2 */
    /* How many of k would lie outside by chance alone. */
    double expected_outside_inner, expected_outside_outer;
    size_t n_outside_inner, n_outside_outer; /* inner counts both */
    enum pp_status status;
};

enum pp_overdispersion { PP_OVERDISPERSION_IGNORE, PP_OVERDISPERSION_ALLOW };

/*
 * In         n[k] people, mean[k], sd[k] of each region; target or NAN: the
 *            average over all people of these regions. A region that is part
 *            of the average is nearer to it than to a target from elsewhere:
 *            its limits allow for that
 * Out        limits at t of the pooled SD's df; regions[k]
 * Undefined  a region of no people has NO_PLACE; fewer than 2 regions, or no
 *            pooled df: TOO_FEW; pooled SD 0: NO_VARIANCE
 * Overdispersion  phi = mean of z^2, z drawn in to its 10% and 90% quantiles;
 *            tau2 = max(0, (k phi - (k-1))/(sum w - sum w^2/sum w)),
 *            w = 1/SE^2; limits then use SE^2 + tau2. Ask only at k >= 10
 * Errors     none
 * Source     Spiegelhalter 2005, sections 2 to 4; tests/oracle/funnel
 */
struct pp_funnel pp_funnel_means(const size_t *n, const double *mean,
                                 const double *sd, size_t k, double target,
                                 enum pp_overdispersion overdispersion,
                                 struct pp_funnel_region *regions);

/*
 * The same for shares: count[k] of n[k]. Limits are exact, interpolated like
 * the curve: binomial around a target that is given; where the target is the
 * share of all these people, hypergeometric given the total. The expected
 * numbers outside are the exact chances of these limits. Overdispersion, where
 * allowed, uses normal limits with SE^2 = target (1-target)/n + tau2.
 *
 * Undefined  also a target of 0 or 1 (nobody or everybody): NO_VARIANCE
 */
struct pp_funnel pp_funnel_proportions(const size_t *count, const size_t *n,
                                       size_t k, double target,
                                       enum pp_overdispersion overdispersion,
                                       struct pp_funnel_region *regions);

#endif
