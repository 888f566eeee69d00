#ifndef PREPOST_ANALYSIS_LOW_POINT_H
#define PREPOST_ANALYSIS_LOW_POINT_H

#include "prepost/analysis/scores.h"
#include "prepost/stats/regression_to_mean.h"

/*
 * How much of a change could be people drifting back to where they usually
 * are (stats/regression_to_mean.h).
 *
 * People who start below (or above) the average of people in general drift
 * towards it. Mee and Chua's line splits the average change in two: what the
 * drift could give, and what is beyond it. It takes the published average as
 * the place people drift to; those who come to a service may have a usual
 * level of their own, further out, and then less comes from the drift.
 *
 * In         the plan's outcome with its scale; the pairs
 * Out        as below; what needs a norm or an entry score that there is not:
 *            NaN, or status NOT_DECLARED
 * Source     tests/oracle/low_point.R
 */
struct pp_low_point {
    const struct pp_norm *norm; /* people in general; NULL: none published */
    double start_in_sd;         /* start less norm, in the norm's SDs */
    bool is_beyond;    /* the start lies on the worse side of the norm, by more
                          than its likely range */
    double slope;      /* of the second score on the first */
    double could_give; /* points of the average change; NaN */
    struct pp_coefficient further; /* the change less that */
    /* Whether those who scored higher changed otherwise than those lower. */
    struct pp_oldham oldham;
    /* Change expected of people taken for their score; NaN: not, or no norm */
    double expected;
    double correlation; /* of two measurements, that it took */
    bool is_retest;     /* published; else the slope above */
};

struct pp_low_point pp_low_point_of(const struct pp_plan_outcome *outcome,
                                    const struct pp_scale *scale,
                                    const struct pp_pairs *pairs, double level);

#endif
