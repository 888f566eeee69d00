#ifndef PREPOST_PLOT_SPREAD_H
#define PREPOST_PLOT_SPREAD_H

#include <stddef.h>

#include "prepost/base/pool.h"

/*
 * Shapes of distributions for the eye: smooth densities, and people gathered
 * into a bounded number of cells. Nothing here is a result to be printed.
 */

/* A curve over evenly spaced x; n is 0 when there is none to draw. */
enum { PP_CURVE_POINTS = 121 };

struct pp_curve {
    double lo, hi;                  /* x of the first and the last point */
    double height[PP_CURVE_POINTS]; /* the highest is 1 */
    size_t n;
};

/*
 * A Gaussian kernel density with Silverman's (1986, eq. 3.31) bandwidth, at
 * least `least_width`, folded back at `floor` and `ceiling` (NaN: none), past
 * which nobody can score. One pass over the values; values that are not
 * finite are left out. No curve for fewer than 3 values or without spread.
 * It gives the counts of whole numbers away: for people who may be shown only.
 */
struct pp_curve pp_spread_density(const double *x, size_t n, double least_width,
                                  double floor, double ceiling);

/* The t density of a mean with this standard error, four of them wide. */
struct pp_curve pp_spread_of_mean(double mean, double se, double df);

/* Height at x, 0 outside. */
double pp_curve_at(const struct pp_curve *curve, double x);

/* People with the same pair of values, or values in the same pair of bins. */
struct pp_cell {
    double x, y;
    size_t count;
};

struct pp_cells {
    struct pp_cell *cell;
    size_t n, n_people, largest;
    int is_binned; /* positions are the middles of bins */
};

/*
 * At most `limit` cells. Up to `keep` people keep their own values; more are
 * gathered in bins of equal width between lo and hi, `bins` a side (at most
 * 24) or as many fewer as the limit asks for. Pairs with a value that is not
 * finite are left out.
 */
struct pp_cell_rule {
    double lo, hi;
    size_t keep, bins, limit;
};
struct pp_cells pp_spread_cells(struct pp_pool *pool, const double *x,
                                const double *y, size_t n,
                                const struct pp_cell_rule *rule);

#endif
