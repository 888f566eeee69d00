#include "prepost/stats/matrix.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>
#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"

void pp_matrix_multiply(const double *a, const double *b, size_t n, size_t m,
                        size_t p, double *out)
{
    memset(out, 0, n * p * sizeof *out);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            for (size_t j = 0; j < p; j++)
                out[i * p + j] += a[i * m + k] * b[k * p + j];
}

double pp_matrix_bilinear(const double *a, const double *m, const double *b,
                          size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            sum += a[i] * m[i * n + j] * b[j];
    return sum;
}

double pp_matrix_trace_product(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            sum += a[i * n + j] * b[j * n + i];
    return sum;
}

int pp_matrix_cholesky(double *a, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        double diagonal = a[j * n + j], pivot = diagonal;
        for (size_t k = 0; k < j; k++)
            pivot -= a[j * n + k] * a[j * n + k];
        if (!(pivot > 1e-11 * diagonal) || !(diagonal > 0))
            return -1;
        pivot = sqrt(pivot);
        a[j * n + j] = pivot;
        for (size_t i = j + 1; i < n; i++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            a[i * n + j] = sum / pivot;
        }
    }
    return 0;
}

void pp_matrix_cholesky_solve(const double *factor, size_t n, double *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            b[i] -= factor[i * n + k] * b[k];
        b[i] /= factor[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            b[i] -= factor[k * n + i] * b[k];
        b[i] /= factor[i * n + i];
    }
}

int pp_matrix_spd_inverse(const double *a, size_t n, double *inverse,
                          double *log_determinant)
{
    double *factor = pp_alloc_array(n * n, sizeof *factor);
    double *column = pp_alloc_array(n, sizeof *column);
    memcpy(factor, a, n * n * sizeof *factor);
    int result = pp_matrix_cholesky(factor, n);
    if (result == 0) {
        double log_det = 0;
        for (size_t j = 0; j < n; j++) {
            memset(column, 0, n * sizeof *column);
            column[j] = 1;
            pp_matrix_cholesky_solve(factor, n, column);
            for (size_t i = 0; i < n; i++)
                inverse[i * n + j] = column[i];
            log_det += 2 * log(factor[j * n + j]);
        }
        if (log_determinant)
            *log_determinant = log_det;
    }
    pp_free(column);
    pp_free(factor);
    return result;
}

void pp_matrix_eigen(const double *a, size_t n, double *value, double *vectors)
{
    double *copy = pp_alloc_array(n * n, sizeof *copy);
    memcpy(copy, a, n * n * sizeof *copy);
    gsl_matrix_view m = gsl_matrix_view_array(copy, n, n);
    gsl_vector_view values = gsl_vector_view_array(value, n);
    gsl_matrix_view out = gsl_matrix_view_array(vectors, n, n);
    gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(n);
    if (!work)
        pp_out_of_memory();
    gsl_eigen_symmv(&m.matrix, &values.vector, &out.matrix, work);
    gsl_eigen_symmv_free(work);
    pp_free(copy);
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Takes the share of column a out of column b; returns what was taken. */
static double deflate(const double *a, double *b, size_t n)
{
    double share = dot(a, b, n);
    for (size_t i = 0; i < n; i++)
        b[i] -= share * a[i];
    return share;
}

/* Columns one after another: they are walked through p times as often as
 * they are copied. */
int pp_matrix_qr(double *x, size_t n, size_t p, double *r)
{
    double *column = pp_alloc_array(n * p, sizeof *column);
    int result = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < p; j++)
            column[j * n + i] = x[i * p + j];
    memset(r, 0, p * p * sizeof *r);
    for (size_t j = 0; j < p && result == 0; j++) {
        double *own = column + j * n;
        double before = sqrt(dot(own, own, n));
        for (int pass = 0; pass < 2; pass++)
            for (size_t k = 0; k < j; k++)
                r[k * p + j] += deflate(column + k * n, own, n);
        double after = sqrt(dot(own, own, n));
        if (!(after > 1e-9 * before))
            result = -1;
        r[j * p + j] = after;
        for (size_t i = 0; i < n; i++)
            x[i * p + j] = own[i] /= after;
    }
    pp_free(column);
    return result;
}

void pp_matrix_solve_upper(const double *r, size_t p, double *b)
{
    for (size_t i = p; i-- > 0;) {
        for (size_t k = i + 1; k < p; k++)
            b[i] -= r[i * p + k] * b[k];
        b[i] /= r[i * p + i];
    }
}

void pp_matrix_solve_upper_transposed(const double *r, size_t p, double *b)
{
    for (size_t i = 0; i < p; i++) {
        for (size_t k = 0; k < i; k++)
            b[i] -= r[k * p + i] * b[k];
        b[i] /= r[i * p + i];
    }
}
