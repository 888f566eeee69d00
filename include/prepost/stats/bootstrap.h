#ifndef PREPOST_STATS_BOOTSTRAP_H
#define PREPOST_STATS_BOOTSTRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/stats/lattice.h"
#include "prepost/stats/types.h"

/*
 * BCa bootstrap intervals of the mean change and of d_av, from the same
 * resamples. What is drawn again is people, or whole groups where the plan
 * names them; never single answers.
 */
enum { PP_BOOTSTRAP_MIN_GROUPS = 6 }; /* 4 cover 85-91%, 35 resamples in all */

/* From so many units on the interval of the mean covers what it claims. With
 * fewer it is called approximate: with 50 it covers 92.7% in one population of
 * 33, where half stay as they were, with 20 91-95%, the least where changes
 * are skewed (the t interval 93% and more; tests/calibrate). */
enum { PP_BOOTSTRAP_APPROXIMATE_BELOW = 100 };

/* With more units and more distinct ones than this, the closed form that BCa
 * tends to (abc.h) is nearer to it than any affordable number of resamples. */
enum { PP_BOOTSTRAP_MOST_UNITS = 10000, PP_BOOTSTRAP_MOST_DISTINCT = 1000 };

enum pp_bca_levels {
    PP_BCA_EXPANDED, /* t with n-1 df and n/(n-1) in place of z (default) */
    PP_BCA_PLAIN     /* Efron 1987 as published: covers 90-92% at n = 20 */
};

struct pp_bootstrap_options {
    const size_t *group; /* [lattice->n_rows] labels, as given; NULL: people */
    double level;
    size_t resamples; /* 2,000 or more */
    uint64_t seed;
    enum pp_bca_levels levels;
    unsigned n_threads; /* 0 or 1: none besides the caller's; changes nothing
                           in the results */
};

struct pp_bca {
    struct pp_interval ci;
    const char *method; /* "bca"; "percentile" where BCa is undefined; "abc" */
    double below;       /* share of resamples below the estimate, ties half */
    double z0, acceleration;
    double level_lo, level_hi; /* the quantiles that were read off */
    size_t n_left_out;         /* resamples without spread (d_av) */
    enum pp_status status;
};

struct pp_bootstrap {
    bool is_enumerated; /* every possible resample was weighed; no chance */
    size_t resamples;   /* 0 when enumerated or in closed form */
    uint64_t seed;
    bool is_expanded;
    bool is_approximate;        /* too few units that changed: see above */
    size_t n_units, n_distinct; /* people or groups; distinct among them */
    struct pp_bca mean_change, d_av;
};

/*
 * In         a lattice and options
 * Out        *res, raw sign. Counts of distinct units are drawn, which is the
 *            same as drawing units and costs less. When the distinct units K
 *            of n make at most 200,000 multisets, all of them are weighed
 *            instead (resamples 0). Quantiles: inverse of the distribution
 *            function, the mean of both neighbours at a jump. Works in the
 *            orientation that makes the mean change positive and turns back,
 *            so that swapping pre and post mirrors the interval exactly
 * Undefined  fewer than 2 people or 6 groups: TOO_FEW; all differences alike:
 * NO_VARIANCE for the mean change; no spread in pre and post: NO_VARIANCE for
 *            d_av, and NaN when over 1% of the resamples have none
 * Errors     none
 * Source     Efron 1987; DiCiccio and Efron 1992, 1996; Hesterberg 2015
 * (expanded)
 */
void pp_bootstrap_paired(const struct pp_lattice *lattice,
                         const struct pp_bootstrap_options *options,
                         struct pp_bootstrap *res);

#endif
