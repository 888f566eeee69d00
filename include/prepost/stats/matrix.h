#ifndef PREPOST_STATS_MATRIX_H
#define PREPOST_STATS_MATRIX_H

#include <stddef.h>

/*
 * The little linear algebra that the models of this floor need. Matrices are
 * plain arrays of double, row by row.
 */

/* out[n*p] = a[n*m] b[m*p]; out is none of the others. */
void pp_matrix_multiply(const double *a, const double *b, size_t n, size_t m,
                        size_t p, double *out);

/* a' M b for vectors of n. */
double pp_matrix_bilinear(const double *a, const double *m, const double *b,
                          size_t n);

/* Trace of a[n*n] b[n*n]. */
double pp_matrix_trace_product(const double *a, const double *b, size_t n);

/*
 * Cholesky factor of a symmetric matrix, into its lower triangle (the upper
 * is left alone). Returns 0; -1 if it is not positive definite: a pivot below
 * 1e-11 of its own diagonal.
 */
int pp_matrix_cholesky(double *a, size_t n);

/* Solves L L' x = b in place, after pp_matrix_cholesky(). */
void pp_matrix_cholesky_solve(const double *factor, size_t n, double *b);

/*
 * Inverse of a symmetric positive definite matrix, and the log of its
 * determinant (or NULL). Returns 0, or -1 as pp_matrix_cholesky().
 */
int pp_matrix_spd_inverse(const double *a, size_t n, double *inverse,
                          double *log_determinant);

/*
 * Eigenvalues and vectors of a symmetric matrix: a = sum of value[i] times
 * column i of vectors times its transpose.
 */
void pp_matrix_eigen(const double *a, size_t n, double *value, double *vectors);

/*
 * Thin QR of x[n*p], n >= p, in place: x becomes Q with orthonormal columns,
 * r[p*p] upper triangular. Modified Gram-Schmidt, each column done twice.
 * Returns 0; -1 if a column depends on those before it.
 */
int pp_matrix_qr(double *x, size_t n, size_t p, double *r);

/* Solves R x = b (R' x = b) in place for upper triangular r[p*p]. */
void pp_matrix_solve_upper(const double *r, size_t p, double *b);
void pp_matrix_solve_upper_transposed(const double *r, size_t p, double *b);

#endif
