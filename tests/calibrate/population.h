#ifndef PREPOST_TESTS_POPULATION_H
#define PREPOST_TESTS_POPULATION_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/rng.h"

/*
 * What people bring: questionnaires of a few items with a few answers each,
 * many of them at the floor or the ceiling, before and after. A population is
 * 200,000 people made once; samples are drawn from it with replacement, so
 * that the true value of everything is the population's own.
 */
enum { POPULATION = 200000, MOST_ITEMS = 12 };

struct design {
    const char *label;
    size_t n_items;
    int lowest, highest; /* answers to an item */
    double mean;         /* wanted: of the sum before */
    double loading;      /* how much the items share, in (0, 1) */
    double r;            /* wanted: correlation of the sums */
    double change;       /* wanted: mean change of the sum */
    double still;        /* share of people whose answers stay as they were */
    double few;          /* share of people who fall far */
    double far;          /* by how many SD of the trait; 0: 3 */
};

struct truth {
    double pre, sd_pre, sd_post, r;
    double later; /* mean at a third time */
    double change, sd_change, skew_change;
    double d_z, d_av, d_rm, d_pre;
    double rank_biserial, pseudomedian, improvement;
    double reliably_better; /* share up by `threshold` or more */
    double threshold;
    double alpha, omega; /* of the items before */
};

struct population {
    struct design design;
    double *pre, *post;   /* [POPULATION] sums */
    double *later;        /* [POPULATION], a third time */
    unsigned char *items; /* [POPULATION * n_items], before */
    struct truth truth;
};

struct population *population_new(const struct design *design);
void population_free(struct population *population);

/* The population's change is nearly the one wanted: the rest is taken off all
 * who changed, so that nothing true can be called false. */
void population_be_exact(struct population *population, double change);

/* n people, with replacement. */
void population_draw(const struct population *population, struct pp_rng *rng,
                     size_t n, double *pre, double *post);
/* The same at three times, a person a row. */
void population_draw_times(const struct population *population,
                           struct pp_rng *rng, size_t n, double *rows);
/* Their answers before, a person a row. */
void population_draw_items(const struct population *population,
                           struct pp_rng *rng, size_t n, double *rows);

#endif
