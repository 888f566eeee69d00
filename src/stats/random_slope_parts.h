#ifndef PREPOST_STATS_RANDOM_SLOPE_PARTS_H
#define PREPOST_STATS_RANDOM_SLOPE_PARTS_H

#include <stdint.h>

#include "prepost/stats/matrix.h"
#include "prepost/stats/random_slope.h"

/*
 * Var y_i = s2 (I + Z D Z'), Z = [1 t], D = L L' in units of s2, so that with
 * K = L (I + L'AL)^-1 L' and A = Z'Z everything that needs an inverse of the
 * size of a person's answers needs one of 2 by 2 (Laird and Ware 1982):
 * Z'V^-1 Z = A - AKA, Z'V^-1 y = (I - AK) z for z = Z'y. People of the same
 * pattern of waves share A, and of them only the number, the means and the
 * products of z are kept: a `struct random_slope_cell`.
 *
 * s2 is profiled out, and the deviance is minimised over the three entries of
 * L, which are free: at the edge, where D has no full rank, one of them is 0,
 * and the deviance is even about it and as smooth as elsewhere.
 *
 * Time runs from the waves' mean in units of their SD, and answers are what the
 * least-squares line of all leaves: neither costs digits.
 */
struct random_slope_cell {
    uint32_t pattern;
    double n;
    double a[4];       /* Z'Z */
    double mean[2];    /* of z */
    double product[4]; /* of z about it */
    double own_df;     /* answers less those that a line of one's own takes */
    double k[4];       /* at the latest L */
    double shrink[4];  /* I - AK */
};

struct random_slope_row {
    const double *y;
    size_t n_waves;
    uint32_t pattern;
    size_t who, cell;
};

struct random_slope {
    const struct pp_random_slope_in *in;
    struct random_slope_row *rows; /* who answered, sorted by answers alone */
    size_t n_rows;
    struct random_slope_cell *cells;
    size_t n_cells, n_answers;
    double time[PP_RANDOM_SLOPE_MAX_WAVES], centre, unit;
    double origin, line[2]; /* taken off the answers */
    double ss;              /* of what is left */
    double own_ss;          /* about each person's own line */
    /* At the latest L: */
    double l[4], beta[2], inverse[4]; /* (sum n (A - AKA))^-1 */
    double rss, log_determinant, deviance;
};

/* Twice the restricted log-likelihood, but for its sign and constants. */
double pp_random_slope_deviance(struct random_slope *f, const double theta[3]);

/*
 * The least there is, by descents from several places: a likelihood of few
 * people may have two valleys. own_df: of what people's own lines leave.
 * Returns 0; -1 if no descent arrives.
 */
int pp_random_slope_minimise(struct random_slope *f, double own_df,
                             double best[3]);

/* --- 2 by 2 --------------------------------------------------------------- */

static inline void two_multiply(const double *a, const double *b, double *out)
{
    pp_matrix_multiply(a, b, 2, 2, 2, out);
}

static inline void two_transpose(const double *a, double *out)
{
    out[0] = a[0];
    out[1] = a[2];
    out[2] = a[1];
    out[3] = a[3];
}

static inline double two_determinant(const double *a)
{
    return a[0] * a[3] - a[1] * a[2];
}

/* Returns -1 if a is not positive definite. */
static inline int two_invert(const double *a, double *out)
{
    double d = two_determinant(a);
    if (!(a[0] > 0) || !(d > 1e-13 * a[0] * a[3]))
        return -1;
    out[0] = a[3] / d;
    out[1] = -a[1] / d;
    out[2] = -a[2] / d;
    out[3] = a[0] / d;
    return 0;
}

/* out = a b a' */
static inline void two_sandwich(const double *a, const double *b, double *out)
{
    double work[4], turned[4];
    two_transpose(a, turned);
    two_multiply(a, b, work);
    two_multiply(work, turned, out);
}

#endif
