#ifndef PREPOST_TESTS_HELPERS_ATTACKER_H
#define PREPOST_TESTS_HELPERS_ATTACKER_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/pool.h"

/*
 * Someone who adds up what was published. Cells are counts of people, whole
 * and not below zero; facts say that a weighted sum of cells lies between two
 * bounds, or that a cell is a multiple of a number. What a cell can be is found
 * by interval propagation over every fact to its end, and then value by value:
 * one that leads to a contradiction is ruled out. It knows nothing of
 * disclose/, so that a mistake there is not repeated here.
 */
struct attacker_interval {
    double lo, hi; /* hi INFINITY: no bound */
};

struct attacker_term {
    size_t cell;
    double weight;
};

struct attacker_fact {
    size_t first, n; /* of the terms */
    double lo, hi;
};

struct attacker {
    struct pp_pool *pool;
    struct attacker_interval *cells;
    double *steps; /* of each cell, which is a multiple of it */
    size_t n_cells, cells_capacity, steps_capacity;
    bool has_gaps; /* an open cell steps by more than one */
    struct attacker_term *terms;
    size_t n_terms, terms_capacity;
    struct attacker_fact *facts;
    size_t n_facts, facts_capacity;
    size_t *of, *of_first; /* the facts of each cell, from when it thinks */
    /* To find what was read wrongly: the true counts (NaN: not known), what is
     * being read, and the first thing that does not fit. NULL: not asked. */
    const double *truth;
    const char *reading, *wrong;
};

struct attacker *attacker_new(struct pp_pool *pool);

/* n new cells of which nothing is known; the first one's index. */
size_t attacker_cells(struct attacker *a, size_t n);

/* lo <= cell <= hi */
void attacker_know(struct attacker *a, size_t cell, double lo, double hi);

/* The cell is a whole multiple of step, a whole number. */
void attacker_multiple(struct attacker *a, size_t cell, double step);

/* lo <= the sum of weight * cell <= hi */
void attacker_fact(struct attacker *a, const struct attacker_term *terms,
                   size_t n, double lo, double hi);

/* total = the sum of the parts */
void attacker_sum(struct attacker *a, size_t total, const size_t *parts,
                  size_t n);

/* small <= big */
void attacker_within(struct attacker *a, size_t small, size_t big);

/* lo <= part / whole <= hi */
void attacker_share(struct attacker *a, size_t part, size_t whole, double lo,
                    double hi);

/* Tightens every cell; false: the facts contradict each other. */
bool attacker_think(struct attacker *a);

/*
 * What the cell can be, in at most `width` steps from each end of what
 * attacker_think() left.
 */
struct attacker_interval attacker_narrow(const struct attacker *a, size_t cell,
                                         int width);

/* How many values of x the cell can take, counted to `most`. */
int attacker_count(const struct attacker *a, size_t cell,
                   struct attacker_interval x, int most);

#endif
