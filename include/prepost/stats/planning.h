#ifndef PREPOST_STATS_PLANNING_H
#define PREPOST_STATS_PLANNING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * How many people an evaluation needs, before it is made: to find a change
 * that matters, to be able to say that there is none that matters, and never
 * to have to answer "we cannot tell".
 *
 * One group: pairs, and the t test of their changes. Support groups: changes
 * of people in one group are alike by `icc`, so the variance of the average is
 * 1 + (group_size - 1) icc times larger, and there are as many degrees of
 * freedom as groups less one. Two arms: people in each, and the difference
 * after, allowing for the scores before (ANCOVA), whose residual SD is
 * sd sqrt(1 - correlation^2).
 *
 * Several tests: each at alpha / n_tests (Bonferroni), which is what the
 * strictest step of Holm asks; the equivalence interval is not adjusted, as in
 * the analysis.
 *
 * In         sd_change: SD of the changes; two arms: the residual SD; sesoi in
 *            the same points; level in (0.5, 1); n_tests >= 1; group_size 0:
 *            no support groups; icc in [0, 1)
 * Undefined  anything else, fewer than 2 pairs, or than 4 support groups: NaN;
 *            people needed: 0 where no number up to PP_PLANNING_MOST will do
 * Errors     none; allocates nothing
 * Source     noncentral t, both tails; Phillips 1990 for equivalence; Borm,
 *            Fransen and Lemmens 2007 for ANCOVA; Donner and Klar 2000 for the
 *            design effect; tests/oracle/planning.py
 */
struct pp_planning {
    double sd_change, sesoi, level;
    size_t n_tests;
    double group_size, icc;
    bool is_two_arms;
};

enum { PP_PLANNING_LEAST = 6, PP_PLANNING_MOST = 10000000 };

double pp_planning_sd_change(double sd, double correlation);   /* one group */
double pp_planning_sd_residual(double sd, double correlation); /* two arms */
double pp_planning_design_effect(const struct pp_planning *p);

/* n: pairs; two arms: people in each who answer twice. */
double pp_planning_se(const struct pp_planning *p, double n);
double pp_planning_df(const struct pp_planning *p, double n);

/* Chance that a true change of so much is found, both tails. */
double pp_planning_power(const struct pp_planning *p, double change, double n);
/* Chance to be able to say "none that matters" where there is none at all. */
double pp_planning_power_none(const struct pp_planning *p, double n);
/* Whether "we cannot tell" cannot happen: sesoi >= (t + t') SE. */
bool pp_planning_decides(const struct pp_planning *p, double n);
/* The smallest true change that would probably show. */
double pp_planning_detectable(const struct pp_planning *p, double n,
                              double power);

/* Fewest people for each; whole numbers, at least PP_PLANNING_LEAST. */
long pp_planning_n_for_change(const struct pp_planning *p, double power);
long pp_planning_n_for_none(const struct pp_planning *p, double power);
long pp_planning_n_to_decide(const struct pp_planning *p);

/* So many who answer twice are left of so many who are asked; `dropout` in
 * [0, 1). 0 for 0. */
long pp_planning_asked(long n, double dropout);

#endif
