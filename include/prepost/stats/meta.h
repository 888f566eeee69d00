#ifndef PREPOST_STATS_META_H
#define PREPOST_STATS_META_H

#include <stdbool.h>

#include "prepost/stats/coefficient.h"

/*
 * Random effects: regions as a sample from "another mix of regions".
 *
 * In         y[k] estimates and v[k] their variances (squared SE), v > 0
 * Out        everything below. Which of it may be printed depends on k:
 *            prediction intervals and tau2 from five regions on
 * Undefined  k < 2 or a v not above 0: TOO_FEW; NO_CONVERGENCE; tau2 at 0 is
 *            an answer, not a failure (tau2_at_zero)
 * Errors     none
 * Source     DerSimonian & Laird 1986; Paule & Mandel 1982; Viechtbauer 2005
 *            (REML), 2007 (Q profile); Hartung & Knapp 2001; Sidik & Jonkman
 *            2002; Higgins 2009; Iyer, Wang & Mathew 2004 and Nagashima, Noma
 *            & Furukawa 2019 (prediction); tests/oracle/meta, prediction
 */
enum pp_tau2_method { PP_TAU2_REML, PP_TAU2_DL, PP_TAU2_PM };

#define PP_PREDICTION_METHOD           "q-profile-mixture"
#define PP_PREDICTION_PUBLISHED_METHOD "hksj-t"

struct pp_meta {
    size_t k;
    enum pp_tau2_method method;
    double tau2;
    bool tau2_at_zero;
    struct pp_interval tau2_ci;   /* Q profile; an end cut at 0 is 0 */
    double q, q_df, q_p;          /* Cochran's Q */
    double i2_q;                  /* max(0, (Q - df)/Q), percent */
    double i2_tau2;               /* tau2/(tau2 + typical v), percent */
    struct pp_coefficient common; /* common effect, normal */
    struct pp_coefficient normal; /* random effects, z: for checking only */
    struct pp_coefficient hksj;   /* Hartung-Knapp as published */
    struct pp_coefficient mean;   /* Hartung-Knapp, never below z: max(1,q) */
    /* Where a new region's true value would lie: mean +- quantile
     * sqrt(tau2 + SE^2), the interval named by quantile and SE. */
    struct pp_interval prediction_z;         /* z, SE of `normal` */
    struct pp_interval prediction_t_k1_hksj; /* t(k-1), SE of `hksj` */
    struct pp_interval prediction_t_k2;      /* t(k-2), SE of `normal` */
    struct pp_interval prediction_t_k2_hksj; /* t(k-2), SE of `hksj` */
    struct pp_interval prediction_rough;     /* t(k-1), SE of `mean` */
    /* The one to print: tau2 is not known but has the confidence distribution
     * of the Q profile, under each tau2 the new region is normal about its
     * weighted mean, and the interval cuts off the tails of the mixture. All
     * of the others take tau2 as if it were known, and cover 87-91% for five
     * to ten regions that differ a little. */
    struct pp_interval prediction;
    enum pp_status status;
};

struct pp_meta pp_meta_fit(const double *y, const double *v, size_t k,
                           enum pp_tau2_method method, double level);

/*
 * Each region drawn towards the mean as far as its own answers are few:
 * (y/v + mu/tau2)/(1/v + 1/tau2), the mean itself where tau2 is 0.
 *
 * Out        shrunken[k]: estimate; se, in which the uncertainty of `mean` is
 *            included, as metafor's blup() under test="adhoc". Limits: the
 *            further of metafor's, t(k-1), which take tau2 as if it were
 *            known, and of the mixture that `prediction` is of, with the
 *            region's own answers in it; p the larger. No df
 */
void pp_meta_shrink(const struct pp_meta *meta, const double *y,
                    const double *v, double level,
                    struct pp_coefficient *shrunken);

#endif
