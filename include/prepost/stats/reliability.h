#ifndef PREPOST_STATS_RELIABILITY_H
#define PREPOST_STATS_RELIABILITY_H

#include <stdbool.h>

#include "prepost/stats/types.h"

/*
 * How far the items of one scale measure the same thing: Cronbach's alpha and
 * each item against the rest. McDonald's omega is in omega.h.
 *
 * People stream through a `struct pp_items`, which keeps only sums; so a
 * million people cost k*k numbers. Items must have been turned the same way
 * (reverse-scored) first: pp_items_rest() says which ones look unturned.
 *
 *     struct pp_items items;
 *     pp_items_init(&items, k);
 *     for (...) pp_items_add(&items, answers_of_one_person);
 *     struct pp_alpha a = pp_reliability_alpha(&items, 0.95);
 *     pp_items_clear(&items);
 */
struct pp_items {
    size_t k;            /* items */
    size_t n;            /* people who answered all of them */
    size_t n_incomplete; /* people left out: an answer is missing (NaN) */
    double *first;       /* [k]: the first person; sums are from there */
    double *sum;         /* [k] */
    double *product;     /* [k*k], lower triangle */
    /* Higher sums, of each person's total Y and sum of squares Q, both from
     * the first person: for the interval of alpha. */
    double y3, y4, y2q, yq, q2;
    double *y2z, *qz;  /* [k]: with each item */
    double *deviation; /* [k]: room for one person's, from the first */
};

void pp_items_init(struct pp_items *items, size_t k);
void pp_items_clear(struct pp_items *items);

/* Adds one person's k answers; a NaN among them: counted, left out. */
void pp_items_add(struct pp_items *items, const double *row);

/*
 * Covariances (n - 1) of the items into covariance[k*k]; NaN when n < 2.
 * Sums of whole numbers are exact, so row order cannot change a result.
 */
void pp_items_covariance(const struct pp_items *items, double *covariance);

/*
 * Cronbach's alpha of the sum of the items, with its interval.
 *
 * In         level in (0,1)
 * Out        alpha = k/(k-1) (1 - sum of item variances / variance of sum).
 *            feldt: Feldt's interval, exact for normal answers; at the floor
 *            or the ceiling of a scale it covers 84-90%. ci, the one to
 *            print: Feldt's for n_effective people, as many as have the
 *            sampling variance of ln(1 - alpha) that the fourth moments of
 *            the answers give (never more than n). It covers 93% and more
 *            from 100 people on; 91-92% for 20 to 50 at floor or ceiling
 * Missing    people with any answer missing are left out (n says how many
 *            stayed)
 * Undefined  k < 2 or n < 2: TOO_FEW; the sum has no spread: NO_VARIANCE
 * Errors     none
 * Source     Cronbach 1951; Feldt 1965; Maydeu-Olivares, Coffman & Hartmann
 *            2007 (asymptotically distribution-free variance);
 *            tests/oracle/reliability, alpha_adf
 */
#define PP_ALPHA_METHOD "feldt-effective-n"

struct pp_alpha {
    size_t n, k;
    double alpha;
    struct pp_interval ci, feldt;
    double n_effective;
    enum pp_status status;
};

struct pp_alpha pp_reliability_alpha(const struct pp_items *items,
                                     double level);

/*
 * Feldt's interval of an alpha that is only known as a number: approximate.
 * n_effective takes the answers; without them, and many at the floor or the
 * ceiling of the scale, it covers 83-88%.
 */
struct pp_interval pp_alpha_interval(double alpha, size_t k, double n,
                                     double level);

/*
 * Whether two alphas of the SAME people differ (before against after).
 *
 * In         two alphas; rho: correlation of the two totals; n people
 * Out        t = (a1-a2) sqrt(n-2) / sqrt(4 (1-a1)(1-a2)(1-rho^2)), df n-2;
 *            difference is first minus second
 * Undefined  n < 3: TOO_FEW; an alpha or |rho| of 1, or a NaN: NO_VARIANCE
 *            It takes answers for normal and items for many: of alphas that
 *            are alike it calls 6% different with nine items of normal answers,
 *            12% with three, and 23% and 37% where answers are very skewed, at
 *            5% (tests/calibrate/alphas.py). So no report speaks by it
 * Source     Feldt 1980 (Feldt 1969 is for two sets of people)
 */
struct pp_alpha_difference {
    double difference, t, df, p;
    enum pp_status status;
};

struct pp_alpha_difference pp_alpha_compare(double alpha1, double alpha2,
                                            double rho, size_t n);

/*
 * The same of the items themselves, of everyone who answered all of them both
 * times; sums only, so that people stream through it as through pp_items.
 *
 * In         before[k] and after[k] of one person
 * Missing    a NaN in either: left out (n says how many stayed)
 * Undefined  k < 2, or as above
 */
struct pp_items_twice {
    size_t k, n;
    double *sum, *square; /* [2k]: of each item before, then of each after */
    double total[2], total_square[2], total_product;
};

void pp_items_twice_init(struct pp_items_twice *items, size_t k);
void pp_items_twice_clear(struct pp_items_twice *items);
void pp_items_twice_add(struct pp_items_twice *items, const double *before,
                        const double *after);
struct pp_alpha_difference pp_alpha_change(const struct pp_items_twice *items);

/*
 * Each item against the sum of the others.
 *
 * Out        rest[k]: correlation (NaN: the item or the rest has no spread);
 *            alpha_without the item (NaN below three items);
 *            looks_unreversed: correlation below 0. Such an item was most
 *            likely not reverse-scored: totals and alpha are then wrong.
 *            Returns how many look so.
 * Undefined  k < 2 or n < 2: all NaN, returns 0
 */
struct pp_item_rest {
    double correlation, alpha_without;
    bool looks_unreversed;
};

size_t pp_items_rest(const struct pp_items *items, struct pp_item_rest *rest);

#endif
