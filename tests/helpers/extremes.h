#ifndef TESTS_HELPERS_EXTREMES_H
#define TESTS_HELPERS_EXTREMES_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/pool.h"

/*
 * The data at whose extremes every figure is looked at: how many people, how
 * many outcomes (or regions, questions, waves), how they scored, and in what
 * letters things are named.
 */
struct extreme {
    const char *name;
    const char *what; /* for the one who looks */
    size_t n_people, n_rows;
    double spread;   /* SD of one person's score; 0: all alike */
    bool is_ceiling; /* everyone has the highest score both times */
    double step;     /* what one point of the scale is here: 1, or 25 */
    const char *const *names;
    size_t n_names;
    bool is_long; /* names of 5,000 letters */
};

extern const struct extreme EXTREMES[];
extern const size_t N_EXTREMES;

/* The i-th name in the letters of this extreme. */
const char *extreme_name(struct pp_pool *pool, const struct extreme *x,
                         size_t i);

/* People's scores on 12 to 48 times the step, and what follows from them. */
struct crowd {
    double lo, hi;
    double *pre, *post, *change;
    double pre_mean, post_mean, pre_sd, post_sd, mean, se;
    double q[2][5]; /* least, quartiles and most, before and after */
    long better, same, worse;
};
struct crowd extreme_crowd(struct pp_pool *pool, const struct extreme *x);

#endif
