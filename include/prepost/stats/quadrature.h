#ifndef PREPOST_STATS_QUADRATURE_H
#define PREPOST_STATS_QUADRATURE_H

/*
 * Gauss and Legendre's rule of 24 points on (-1, 1): {place, weight} of the
 * positive half, from the outside in. Exact for polynomials of degree 47.
 */
enum { PP_GAUSS_HALF = 12 };
extern const double pp_gauss_legendre[PP_GAUSS_HALF][2];

/* Integral of f over (from, to), cut into `n_pieces` equal pieces. */
double pp_quadrature(double (*f)(double x, const void *ctx), const void *ctx,
                     double from, double to, int n_pieces);

#endif
