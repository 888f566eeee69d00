#ifndef PREPOST_STATS_STANDARDISED_CHANGE_H
#define PREPOST_STATS_STANDARDISED_CHANGE_H

#include "prepost/stats/paired_t.h"
#include "prepost/stats/types.h"

/*
 * The mean change in units of a standard deviation. Which one is the whole
 * difference between these, so each names its own:
 *
 *     d_z    sd of the changes                 Cohen 1988
 *     d_av   sqrt((s_pre^2 + s_post^2) / 2)    Cumming 2012; not (s + s) / 2
 *     d_rm   s_change / sqrt(2 (1 - r))        Morris and DeShon 2002
 *     d_pre  sd before                         Becker 1988
 *     g_z    J(n - 1) d_z                      Hedges 1981
 *     g_av   J(df) d_av, df = (n - 1)(s1^2 + s2^2)^2
 *                             / (s1^4 + s2^4 + 2 r^2 s1^2 s2^2)
 *
 * Intervals: noncentral-t limits for the observed t, times standard error over
 * standardiser (d_av: Algina and Keselman 2003). They leave out 0 exactly when
 * the t test's p is below 1 - level. A g has the limits of its d: those are
 * limits for the true value already, and J would shrink them twice.
 *
 * Support groups: the t, df and se of a clustered test are used as they are,
 * so the limits are as wide as the groups require and agree with its p. The
 * estimates do not change, nor do the df of J.
 */
struct pp_standardised_change {
    struct pp_estimate d_z, d_av, d_rm, d_pre, g_z, g_av;
};

/*
 * In         test: of the same people's changes; sd_pre, sd_post, correlation
 *            of the same complete pairs; level in (0,1)
 * Undefined  each estimate by itself: fewer than 2 pairs TOO_FEW; its
 *            standardiser, or the spread of the changes, 0: NO_VARIANCE;
 *            no correlation: d_rm, g_av NO_VARIANCE; a perfect one, as of
 *            two pairs that change alike in direction: d_rm BOUNDARY
 * Errors     none; allocates nothing
 */
struct pp_standardised_change
pp_standardised_change_make(const struct pp_paired_t *test, double sd_pre,
                            double sd_post, double correlation, double level);

/* Hedges' J, the exact small-sample factor, not 1 - 3 / (4 df - 1); df > 1. */
double pp_hedges_j(double df);

#endif
