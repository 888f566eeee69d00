#include "prepost/stats/omega.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/matrix.h"

/*
 * One factor by maximum likelihood. The discrepancy
 *
 *     F = log|S| + tr(R S^-1),  S = l l' + diag(theta)
 *
 * is minimised by Fisher scoring: its expected second derivatives are
 * tr(S^-1 dS S^-1 dS). The fit is made on the correlations R, where all items
 * weigh alike in the arithmetic, and turned back to raw points, which is the
 * solution for the covariance matrix: maximum likelihood does not depend on
 * units. Omega does, so the turning back must come before the sum.
 */
struct factor {
    size_t k;
    const double *r;  /* correlations */
    double *x;        /* [2k]: loadings, then unique variances */
    double *inverse;  /* [k*k]: S^-1 */
    double *work;     /* [k*k] */
    double *residual; /* [k*k]: S^-1 - S^-1 R S^-1, half the gradient by S */
    double *gradient, *step, *trial; /* [2k] */
    double *hessian;                 /* [2k*2k] */
};

static const double heywood_below = 1e-8;
static const size_t most_iterations = 500;

static void factor_init(struct factor *f, size_t k, const double *r)
{
    double *block = pp_alloc_zero(7 * k * k + 8 * k, sizeof *block);
    f->k = k;
    f->r = r;
    f->inverse = block;
    f->work = f->inverse + k * k;
    f->residual = f->work + k * k;
    f->hessian = f->residual + k * k;
    f->x = f->hessian + 4 * k * k;
    f->gradient = f->x + 2 * k;
    f->step = f->gradient + 2 * k;
    f->trial = f->step + 2 * k;
}

static void factor_clear(struct factor *f)
{
    pp_free(f->inverse);
}

/*
 * F at x; leaves S^-1 in f->inverse. With one factor both it and |S| are known
 * (Sherman and Morrison 1950): w = l / theta, s = l'w,
 *
 *     S^-1 = diag(1/theta) - w w' / (1 + s),  |S| = prod(theta) (1 + s)
 *
 * INFINITY where S is not a covariance.
 */
static double discrepancy(struct factor *f, const double *x)
{
    size_t k = f->k;
    const double *theta = x + k;
    double *w = f->work, s = 0, log_determinant = 0;
    for (size_t i = 0; i < k; i++) {
        if (!(theta[i] > 0))
            return INFINITY;
        w[i] = x[i] / theta[i];
        s += x[i] * w[i];
        log_determinant += log(theta[i]);
    }
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++)
            f->inverse[i * k + j] = -w[i] * w[j] / (1 + s);
        f->inverse[i * k + i] += 1 / theta[i];
    }
    return log_determinant + log1p(s) +
           pp_matrix_trace_product(f->r, f->inverse, k);
}

static void derive(struct factor *f)
{
    size_t k = f->k, m = 2 * k;
    double *u = f->trial; /* S^-1 l; trial is free here */
    double q = 0;
    pp_matrix_multiply(f->inverse, f->r, k, k, k, f->work);
    pp_matrix_multiply(f->work, f->inverse, k, k, k, f->residual);
    for (size_t i = 0; i < k * k; i++)
        f->residual[i] = f->inverse[i] - f->residual[i];
    for (size_t i = 0; i < k; i++) {
        u[i] = f->gradient[i] = 0;
        for (size_t j = 0; j < k; j++) {
            u[i] += f->inverse[i * k + j] * f->x[j];
            f->gradient[i] += 2 * f->residual[i * k + j] * f->x[j];
        }
        f->gradient[k + i] = f->residual[i * k + i];
        q += f->x[i] * u[i];
    }
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++) {
            double s = f->inverse[i * k + j];
            f->hessian[i * m + j] = 2 * (s * q + u[i] * u[j]);
            f->hessian[(k + j) * m + i] = 2 * s * u[j];
            f->hessian[i * m + k + j] = 2 * s * u[j];
            f->hessian[(k + i) * m + k + j] = s * s;
        }
}

/* Starts from what each item does not share with the others (1/r^ii) and the
 * first principal axis of what it does. Returns -1 if R is singular. */
static int start(struct factor *f)
{
    size_t k = f->k;
    if (pp_matrix_spd_inverse(f->r, k, f->inverse, NULL) != 0)
        return -1;
    memcpy(f->work, f->r, k * k * sizeof *f->work);
    for (size_t i = 0; i < k; i++) {
        f->x[k + i] = 1 / f->inverse[i * k + i];
        f->work[i * k + i] -= f->x[k + i];
    }
    pp_matrix_eigen(f->work, k, f->gradient, f->residual);
    size_t largest = 0;
    for (size_t i = 1; i < k; i++)
        if (f->gradient[i] > f->gradient[largest])
            largest = i;
    double length = sqrt(fmax(f->gradient[largest], 0.01));
    for (size_t i = 0; i < k; i++)
        f->x[i] = length * f->residual[i * k + largest];
    return 0;
}

/* The scoring step, shortened so that no unique variance shrinks by more than
 * nine tenths at once. Returns -1 if it has no solution. */
static int find_step(struct factor *f)
{
    size_t k = f->k, m = 2 * k;
    if (pp_matrix_cholesky(f->hessian, m) != 0)
        return -1;
    for (size_t i = 0; i < m; i++)
        f->step[i] = -f->gradient[i];
    pp_matrix_cholesky_solve(f->hessian, m, f->step);
    double shorten = 1;
    for (size_t i = 0; i < k; i++)
        if (f->step[k + i] < -0.9 * f->x[k + i])
            shorten = fmin(shorten, 0.9 * f->x[k + i] / -f->step[k + i]);
    for (size_t i = 0; i < m; i++)
        f->step[i] *= shorten;
    return 0;
}

static bool is_heywood(const struct factor *f)
{
    for (size_t i = 0; i < f->k; i++)
        if (f->x[f->k + i] < heywood_below && f->gradient[f->k + i] > 0)
            return true;
    return false;
}

static double largest_of(const double *x, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(x[i]));
    return largest;
}

/* Moves x along the step, halved until F does not rise. */
static int move(struct factor *f, double *value)
{
    size_t m = 2 * f->k;
    for (int half = 0; half < 40; half++) {
        for (size_t i = 0; i < m; i++)
            f->trial[i] = f->x[i] + f->step[i];
        double v = discrepancy(f, f->trial);
        if (v <= *value + 1e-14 * fabs(*value)) {
            memcpy(f->x, f->trial, m * sizeof *f->x);
            *value = v;
            return 0;
        }
        for (size_t i = 0; i < m; i++)
            f->step[i] /= 2;
    }
    return -1;
}

static enum pp_status minimise(struct factor *f, size_t *iterations)
{
    if (start(f) != 0)
        return PP_STATUS_NO_VARIANCE;
    double value = discrepancy(f, f->x);
    for (*iterations = 1; *iterations < most_iterations; ++*iterations) {
        derive(f);
        if (is_heywood(f))
            return PP_STATUS_HEYWOOD;
        if (find_step(f) != 0)
            return PP_STATUS_NO_CONVERGENCE;
        double size = largest_of(f->step, 2 * f->k);
        if (move(f, &value) != 0)
            return size < 1e-7 ? PP_STATUS_OK : PP_STATUS_NO_CONVERGENCE;
        if (size < 1e-11)
            return PP_STATUS_OK;
    }
    return PP_STATUS_NO_CONVERGENCE;
}

/* Omega of a covariance matrix, which it turns into correlations. */
static struct pp_omega fit(double *covariance, size_t k, double *loading,
                           double *unique)
{
    struct pp_omega omega = {.k = k, .omega = NAN};
    double *sd = pp_alloc_array(k, sizeof *sd);
    struct factor f;
    factor_init(&f, k, covariance);
    for (size_t i = 0; i < k; i++)
        sd[i] = sqrt(covariance[i * k + i]);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++)
            covariance[i * k + j] /= sd[i] * sd[j];
    omega.status = minimise(&f, &omega.iterations);
    double common = 0, own = 0;
    for (size_t i = 0; i < k; i++) {
        common += f.x[i] * sd[i];
        own += f.x[k + i] * sd[i] * sd[i];
    }
    for (size_t i = 0; i < k; i++) {
        double sign = common < 0 ? -1 : 1;
        if (loading)
            loading[i] = sign * f.x[i] * sd[i];
        if (unique)
            unique[i] = f.x[k + i] * sd[i] * sd[i];
    }
    if (omega.status == PP_STATUS_OK)
        omega.omega = common * common / (common * common + own);
    factor_clear(&f);
    pp_free(sd);
    return omega;
}

struct pp_omega pp_omega_fit(const struct pp_items *items, double *loading,
                             double *unique)
{
    size_t k = items->k;
    struct pp_omega omega = {
        .n = items->n, .k = k, .omega = NAN, .status = PP_STATUS_TOO_FEW};
    for (size_t i = 0; i < k; i++) {
        if (loading)
            loading[i] = NAN;
        if (unique)
            unique[i] = NAN;
    }
    if (k < 3 || items->n <= k)
        return omega;
    double *covariance = pp_alloc_array(k * k, sizeof *covariance);
    pp_items_covariance(items, covariance);
    bool has_spread = true;
    for (size_t i = 0; i < k; i++)
        has_spread = has_spread && covariance[i * k + i] > 0;
    if (has_spread) {
        omega = fit(covariance, k, loading, unique);
        omega.n = items->n;
    } else {
        omega.status = PP_STATUS_NO_VARIANCE;
    }
    pp_free(covariance);
    return omega;
}
