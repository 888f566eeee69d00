#ifndef PREPOST_STATS_REGRESSION_TO_MEAN_H
#define PREPOST_STATS_REGRESSION_TO_MEAN_H

#include "prepost/stats/coefficient.h"

/*
 * How much of a change is people drifting back to where they usually are.
 *
 * People come to a service when they feel worst and would, on average, have
 * scored nearer to the mean the second time anyway. pp_rtm_expected() says by
 * how much; pp_rtm_mee_chua() tests for change beyond it; pp_rtm_oldham()
 * asks whether those who started high changed more, without the fallacy of
 * correlating change with the score before (which shares its error).
 */

enum pp_selected { PP_SELECTED_ABOVE, PP_SELECTED_BELOW };

/*
 * Expected change, with no effect at all, of people who were let in because
 * their score before was above (or below) a threshold.
 *
 * In         mean, sd of the whole population the people come from;
 *            correlation of two measurements; threshold
 * Out        post minus pre: -sd (1-rho) phi(z)/(1-Phi(z)), z = (threshold -
 *            mean)/sd, when selected above; the mirror when below. NaN if sd
 *            is not above 0 or the correlation is outside [-1,1]
 * Source     Gardner & Heady 1973; Davis 1976
 */
double pp_rtm_expected(double mean, double sd, double correlation,
                       double threshold, enum pp_selected selected);

/*
 * Mee and Chua's test: change beyond regression to a known population mean.
 *
 * In         pre[n], post[n] finite pairs; population_mean: mu, of untreated
 *            people on this scale
 * Out        the intercept of post - mu on pre - mu (expected change of a
 *            person who scores mu), df n-2; slope.
 *            published: with the standard error of least squares, as the
 *            paper has it. effect: with the larger of that and HC3, for at
 *            the floor or ceiling of a scale people of one score before
 *            spread less than those of another, and the first covers 89-92%
 *            for 20 people. This is the one to print
 * Undefined  n < 3: TOO_FEW; no spread in pre: NO_VARIANCE
 * Source     Mee & Chua 1991; Long & Ervin 2000 (HC3);
 *            tests/oracle/regression_to_mean
 */
struct pp_mee_chua {
    size_t n;
    double slope;
    struct pp_coefficient effect, published;
};

struct pp_mee_chua pp_rtm_mee_chua(const double *pre, const double *post,
                                   size_t n, double population_mean,
                                   double level);

/*
 * Did people who scored higher change more? Oldham's correlation of change
 * with the MEAN of both scores; its t is also Pitman and Morgan's test of
 * equal spread before and after.
 *
 * Out        r, t, df n-2, p; variance_ratio: s_post^2 / s_pre^2
 * Undefined  n < 3: TOO_FEW; no spread in change or in the mean:
 *            NO_VARIANCE
 * Source     Oldham 1962; Pitman 1939; Morgan 1939
 */
struct pp_oldham {
    size_t n;
    double r, t, df, p, variance_ratio;
    enum pp_status status;
};

struct pp_oldham pp_rtm_oldham(const double *pre, const double *post, size_t n);

#endif
