#include "prepost/stats/random_intercept.h"

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/matrix.h"

/*
 * y = X beta + u_g + e, var e = s2, var u = l s2. With H = I + l J in each
 * group (J all ones), H^-1 leaves what sums to 0 in a group alone and shrinks
 * the group's sum by kappa = 1/(1 + l m). So people are read once, for sums
 * per group, and every step after that costs groups times p^2.
 *
 * X is replaced by Q of X = Q R, and y by its least-squares residuals: no
 * digits are lost to large means, and b below is what is added to the
 * least-squares coefficients (in columns of Q).
 */
struct group {
    double m;    /* people */
    double *s;   /* [p]: column sums of Q */
    double e;    /* sum of residuals */
    double *q_q; /* [p*p] Q_g'Q_g and [p] Q_g'e_g: for CR2 only */
    double *q_e;
};

struct model {
    size_t n, p, n_groups; /* n: people */
    struct group *groups;
    double *block; /* where their arrays live */
    double *r, *beta;
    double ss; /* of the residuals */
    /* At the latest ratio l: */
    double *inverse; /* [p*p] (Q'H^-1Q)^-1 */
    double *b;       /* [p] */
    double log_determinant, rss;
};

/* --- sums ----------------------------------------------------------------- */

/* Rows of q and residuals are multiplied by the root of how many they are. */
static void sum_groups(struct model *f, const struct pp_regression_in *in,
                       const size_t *number, const double *q,
                       const double *residual)
{
    size_t p = f->p, width = p + p * p + p;
    f->groups = pp_alloc_zero(f->n_groups, sizeof *f->groups);
    f->block = pp_alloc_zero(f->n_groups * width, sizeof *f->block);
    for (size_t g = 0; g < f->n_groups; g++) {
        f->groups[g].s = f->block + g * width;
        f->groups[g].q_q = f->groups[g].s + p;
        f->groups[g].q_e = f->groups[g].q_q + p * p;
    }
    for (size_t i = 0; i < in->n; i++) {
        struct group *own = &f->groups[number[i]];
        const double *row = q + i * p;
        double people = in->count ? (double)in->count[i] : 1;
        double root = sqrt(people);
        own->m += people;
        own->e += root * residual[i];
        for (size_t a = 0; a < p; a++) {
            own->s[a] += root * row[a];
            own->q_e[a] += row[a] * residual[i];
            for (size_t b = 0; b < p; b++)
                own->q_q[a * p + b] += row[a] * row[b];
        }
    }
}

/* Returns -1 if columns depend on one another. */
static int model_init(struct model *f, const struct pp_regression_in *in)
{
    size_t n = in->n, p = in->p;
    *f = (struct model){.n = pp_regression_people(in), .p = p};
    f->r = pp_alloc_array(p * p, sizeof *f->r);
    f->beta = pp_alloc_zero(p, sizeof *f->beta);
    f->b = pp_alloc_zero(p, sizeof *f->b);
    f->inverse = pp_alloc_array(p * p, sizeof *f->inverse);
    double *q = pp_alloc_array(n * p, sizeof *q);
    double *residual = pp_alloc_array(n, sizeof *residual);
    size_t *number = pp_alloc_array(n, sizeof *number);
    for (size_t i = 0; i < n; i++) {
        double root = in->count ? sqrt((double)in->count[i]) : 1;
        residual[i] = root * in->y[i];
        for (size_t j = 0; j < p; j++)
            q[i * p + j] = root * in->design[i * p + j];
    }
    int dependent = pp_matrix_qr(q, n, p, f->r);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < p; j++)
            f->beta[j] += q[i * p + j] * residual[i];
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < p; j++)
            residual[i] -= q[i * p + j] * f->beta[j];
        f->ss += residual[i] * residual[i];
    }
    f->n_groups = pp_grouping(in->group, n, number);
    sum_groups(f, in, number, q, residual);
    pp_free(number);
    pp_free(residual);
    pp_free(q);
    return dependent;
}

static void model_clear(struct model *f)
{
    pp_free(f->groups);
    pp_free(f->block);
    pp_free(f->r);
    pp_free(f->beta);
    pp_free(f->b);
    pp_free(f->inverse);
}

/* --- the likelihood in the one ratio -------------------------------------- */

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Generalised least squares at ratio l; -1 where l is so large that nothing is
 * left of a column that is constant in groups. */
static int solve(struct model *f, double l)
{
    size_t p = f->p;
    double *a = pp_alloc_zero(p * p + p, sizeof *a), *u = a + p * p;
    double log_det_a;
    f->log_determinant = 0;
    f->rss = f->ss;
    for (size_t j = 0; j < p; j++)
        a[j * p + j] = 1;
    for (size_t g = 0; g < f->n_groups; g++) {
        const struct group *own = &f->groups[g];
        double c = l / (1 + l * own->m);
        f->log_determinant += log1p(l * own->m);
        f->rss -= c * own->e * own->e;
        for (size_t i = 0; i < p; i++) {
            u[i] -= c * own->s[i] * own->e;
            for (size_t j = 0; j < p; j++)
                a[i * p + j] -= c * own->s[i] * own->s[j];
        }
    }
    int result = pp_matrix_spd_inverse(a, p, f->inverse, &log_det_a);
    if (result == 0) {
        pp_matrix_multiply(f->inverse, u, p, p, 1, f->b);
        f->rss -= dot(u, f->b, p);
        f->log_determinant += log_det_a;
    }
    pp_free(a);
    return result;
}

/* Twice the restricted log-likelihood, but for constants. */
static double profile(struct model *f, double l)
{
    if (solve(f, l) != 0 || !(f->rss > 0))
        return -INFINITY;
    return -f->log_determinant - (double)(f->n - f->p) * log(f->rss);
}

/* Its derivative by l (solves first): (n-p) y'PJPy/rss - tr PJ. */
static double slope(struct model *f, double l)
{
    double trace = 0, square = 0;
    if (solve(f, l) != 0)
        return -1;
    for (size_t g = 0; g < f->n_groups; g++) {
        const struct group *own = &f->groups[g];
        double kappa = 1 / (1 + l * own->m);
        double r = own->e - dot(own->s, f->b, f->p);
        trace += own->m * kappa -
                 kappa * kappa *
                     pp_matrix_bilinear(own->s, f->inverse, own->s, f->p);
        square += kappa * kappa * r * r;
    }
    return (double)(f->n - f->p) * square / f->rss - trace;
}

/* Beyond it answers within groups do not differ: ICC .999999. */
static const double largest_ratio = 1e6;

/*
 * The ratio at the highest point of the profile: the best of a coarse grid,
 * which a likelihood with two hills may need, then the root of the slope next
 * to it by bisection. 0 where the slope points down from 0.
 */
static double best_ratio(struct model *f)
{
    double best = 0, highest = profile(f, 0);
    for (double l = 1e-6; l < largest_ratio; l *= 2) {
        double value = profile(f, l);
        if (value > highest) {
            highest = value;
            best = l;
        }
    }
    double lo = best > 1e-6 ? best / 2 : 0, hi = best > 0 ? best * 2 : 1e-6;
    if (lo == 0 && slope(f, 0) <= 0)
        return 0;
    for (int i = 0; i < 200 && hi - lo > 4e-16 * hi; i++) {
        double middle = lo + (hi - lo) / 2;
        if (slope(f, middle) > 0)
            lo = middle;
        else
            hi = middle;
    }
    return lo + (hi - lo) / 2;
}

/* --- degrees of freedom --------------------------------------------------- */

/*
 * Satterthwaite (Fai and Cornelius 1996): df = 2 var^2/(g' A g), g the
 * gradient of the coefficient's variance by (s2, between), A the inverse of
 * the observed information. k = 0 stands for s2 (V_0 = I), 1 for between
 * (V_1 = J). Powers of H^-1 between sums are
 * Q'H^-a Q = I + sum (kappa^a - 1)/m s s', and H^-a J = kappa^a J.
 */
struct derivatives {
    double *m[2];     /* [p*p] Q'V^-1 V_k V^-1 Q */
    double *cross[3]; /* [p*p] Q'V^-1 V_k V^-1 V_l V^-1 Q: 00, 01, 11 */
    double *pull[2];  /* [p] Q'V^-1 V_k P y */
    double trace[3];  /* tr V^-1 V_k V^-1 V_l */
    double square[3]; /* y'P V_k V^-1 V_l P y */
};

static void derivatives_init(struct derivatives *d, const struct model *f,
                             double s2, double l)
{
    size_t p = f->p;
    double *block = pp_alloc_zero(5 * p * p + 2 * p, sizeof *block);
    for (size_t k = 0; k < 2; k++) {
        d->m[k] = block + k * p * p;
        d->pull[k] = block + 5 * p * p + k * p;
    }
    for (size_t k = 0; k < 3; k++)
        d->cross[k] = block + (2 + k) * p * p;
    double power2 = 1 / (s2 * s2), power3 = power2 / s2;
    double b_b = dot(f->b, f->b, p);
    d->square[0] = power3 * (f->ss + b_b);
    d->square[1] = d->square[2] = 0;
    d->trace[0] = d->trace[1] = d->trace[2] = 0;
    for (size_t j = 0; j < p; j++) {
        d->m[0][j * p + j] = power2;
        d->cross[0][j * p + j] = power3;
        d->pull[0][j] = -power2 * f->b[j]; /* Q'(e - Q b) = -b */
    }
    for (size_t g = 0; g < f->n_groups; g++) {
        const struct group *own = &f->groups[g];
        double m = own->m, k1 = 1 / (1 + l * m), k2 = k1 * k1, k3 = k2 * k1;
        double r = own->e - dot(own->s, f->b, p);
        d->trace[0] += power2 * (m - 1 + k2);
        d->trace[1] += power2 * m * k2;
        d->trace[2] += power2 * m * m * k2;
        d->square[0] += power3 * (k3 - 1) / m * r * r;
        d->square[1] += power3 * k3 * r * r;
        d->square[2] += power3 * m * k3 * r * r;
        for (size_t i = 0; i < p; i++) {
            d->pull[0][i] += power2 * (k2 - 1) / m * own->s[i] * r;
            d->pull[1][i] += power2 * k2 * own->s[i] * r;
            for (size_t j = 0; j < p; j++) {
                double ss = own->s[i] * own->s[j];
                size_t at = i * p + j;
                d->m[0][at] += power2 * (k2 - 1) / m * ss;
                d->m[1][at] += power2 * k2 * ss;
                d->cross[0][at] += power3 * (k3 - 1) / m * ss;
                d->cross[1][at] += power3 * k3 * ss;
                d->cross[2][at] += power3 * m * k3 * ss;
            }
        }
    }
}

/* -tr(P V_k P V_l)/2 + y'P V_k P V_l P y, phi being the covariance of b. */
static double information(const struct derivatives *d, const double *phi,
                          size_t p, size_t k, size_t l)
{
    double *left = pp_alloc_array(2 * p * p, sizeof *left);
    double *right = left + p * p;
    pp_matrix_multiply(phi, d->m[k], p, p, p, left);
    pp_matrix_multiply(phi, d->m[l], p, p, p, right);
    double trace = d->trace[k + l] -
                   2 * pp_matrix_trace_product(phi, d->cross[k + l], p) +
                   pp_matrix_trace_product(left, right, p);
    pp_free(left);
    return -trace / 2 + d->square[k + l] -
           pp_matrix_bilinear(d->pull[k], phi, d->pull[l], p);
}

/* df of each coefficient; v_j = R^-T e_j in row j of v. */
static void satterthwaite(const struct model *f, double s2, double l,
                          const double *v, double *df)
{
    size_t p = f->p;
    struct derivatives d;
    derivatives_init(&d, f, s2, l);
    double *phi = pp_alloc_array(p * p + p, sizeof *phi), *w = phi + p * p;
    for (size_t i = 0; i < p * p; i++)
        phi[i] = s2 * f->inverse[i];
    double i00 = information(&d, phi, p, 0, 0);
    double i01 = information(&d, phi, p, 0, 1);
    double i11 = information(&d, phi, p, 1, 1);
    double determinant = i00 * i11 - i01 * i01;
    for (size_t j = 0; j < p; j++) {
        pp_matrix_multiply(phi, v + j * p, p, p, 1, w);
        double variance = dot(v + j * p, w, p);
        double g0 = pp_matrix_bilinear(w, d.m[0], w, p);
        double g1 = pp_matrix_bilinear(w, d.m[1], w, p);
        double spread =
            (g0 * g0 * i11 - 2 * g0 * g1 * i01 + g1 * g1 * i00) / determinant;
        df[j] = 2 * variance * variance / spread;
    }
    pp_free(phi);
    pp_free(d.m[0]);
}

/* --- CR2 ------------------------------------------------------------------ */

/*
 * Pustejovsky and Tipton 2018: residuals of group g are multiplied by
 * A_g = D'(D (V_g - X_g M X_g') D')^-1/2 D with D'D = V_g, M = (X'V^-1X)^-1.
 * All of this differs from the identity only in the span of the group's ones
 * and columns, so it is worked out in an orthonormal basis Z of that span:
 * Z = T U L^-1/2 for T = [1 Q_g] and T'T = U L U'. People are not needed.
 */
struct span {
    size_t q;             /* dimension, at most p + 1 */
    double *ones, *x, *e; /* [q], [q*p], [q]: Z'1, Z'Q_g, Z'r */
};

static struct span span_of(const struct group *g, const struct model *f)
{
    size_t p = f->p, d = p + 1;
    double *t = pp_alloc_zero(2 * d * d + 3 * d, sizeof *t);
    double *u = t + d * d, *value = u + d * d, *t_r = value + d;
    struct span s = {0, NULL, NULL, NULL};
    s.ones = pp_alloc_zero(d * (p + 2), sizeof *s.ones);
    s.e = s.ones + d;
    s.x = s.e + d;
    t[0] = g->m;
    t_r[0] = g->e - dot(g->s, f->b, p);
    for (size_t i = 0; i < p; i++) {
        t[i + 1] = t[(i + 1) * d] = g->s[i];
        t_r[i + 1] = g->q_e[i] - dot(g->q_q + i * p, f->b, p);
        for (size_t j = 0; j < p; j++)
            t[(i + 1) * d + j + 1] = g->q_q[i * p + j];
    }
    /* Ones and columns of Q differ in size: bring both to length 1. */
    double scale = 1 / sqrt(g->m);
    for (size_t i = 0; i < d; i++) {
        t[i] *= scale;
        t[i * d] *= scale;
    }
    t_r[0] *= scale;
    pp_matrix_eigen(t, d, value, u);
    for (size_t k = 0; k < d; k++) {
        if (value[k] < 1e-11)
            continue;
        double root = sqrt(value[k]);
        s.ones[s.q] = root * u[k] / scale;
        for (size_t i = 0; i < d; i++)
            s.e[s.q] += u[i * d + k] * t_r[i] / root;
        for (size_t j = 0; j < p; j++)
            s.x[s.q * p + j] = root * u[(j + 1) * d + k];
        s.q++;
    }
    pp_free(t);
    return s;
}

/* out = a^power for a symmetric a[q*q]; power -1/2 leaves null space at 0. */
static void symmetric_power(const double *a, size_t q, double power,
                            double *out)
{
    double *value = pp_alloc_array(q * q + q, sizeof *value);
    double *u = value + q, largest = 0;
    pp_matrix_eigen(a, q, value, u);
    for (size_t k = 0; k < q; k++)
        largest = fmax(largest, value[k]);
    memset(out, 0, q * q * sizeof *out);
    for (size_t k = 0; k < q; k++) {
        if (value[k] <= 1e-10 * largest)
            continue;
        double w = pow(value[k], power);
        for (size_t i = 0; i < q; i++)
            for (size_t j = 0; j < q; j++)
                out[i * q + j] += w * u[i * q + k] * u[j * q + k];
    }
    pp_free(value);
}

/* A_g in the basis of the span, and V_g and its inverse. */
static void adjustment(const struct span *s, const double *m, size_t p,
                       double s2, double between, double *a, double *v,
                       double *v_inverse)
{
    size_t q = s->q, size = q * q;
    double *root = pp_alloc_array(4 * size, sizeof *root);
    double *inner = root + size, *half = inner + size, *work = half + size;
    for (size_t i = 0; i < q; i++)
        for (size_t j = 0; j < q; j++) {
            v[i * q + j] =
                between * s->ones[i] * s->ones[j] + (i == j ? s2 : 0);
            inner[i * q + j] =
                v[i * q + j] -
                pp_matrix_bilinear(s->x + i * p, m, s->x + j * p, p);
        }
    symmetric_power(v, q, .5, root);
    symmetric_power(v, q, -1, v_inverse);
    pp_matrix_multiply(root, inner, q, q, q, work);
    pp_matrix_multiply(work, root, q, q, q, half);
    symmetric_power(half, q, -.5, inner);
    pp_matrix_multiply(root, inner, q, q, q, work);
    pp_matrix_multiply(work, root, q, q, q, a);
    pp_free(root);
}

/* Sums over groups for one coefficient. */
struct cr2 {
    double variance, trace, squares;
    double *outer; /* [p*p]: sum of M^1/2 t t' M^1/2 */
};

static void add_group(const struct span *s, const double *m,
                      const double *root_m, size_t p, double s2, double between,
                      const double *v, struct cr2 *c)
{
    size_t q = s->q;
    double *a = pp_alloc_array(3 * q * q + 3 * q + 3 * p, sizeof *a);
    double *v_g = a + q * q, *v_inverse = v_g + q * q;
    double *x = v_inverse + q * q, *wx = x + q, *pull = wx + q;
    double *direction = pull + q, *t = direction + p, *root_t = t + p;
    adjustment(s, m, p, s2, between, a, v_g, v_inverse);
    for (size_t j = 0; j < p; j++) {
        pp_matrix_multiply(m, v + j * p, p, p, 1, direction);
        pp_matrix_multiply(s->x, direction, q, p, 1, x);
        pp_matrix_multiply(v_inverse, x, q, q, 1, wx);
        pp_matrix_multiply(a, wx, q, q, 1, pull);
        double score = dot(pull, s->e, q);
        double own = pp_matrix_bilinear(pull, v_g, pull, q);
        pp_matrix_multiply(pull, s->x, 1, q, p, t);
        pp_matrix_multiply(root_m, t, p, p, 1, root_t);
        double tt = dot(root_t, root_t, p);
        c[j].variance += score * score;
        c[j].trace += own - tt;
        c[j].squares += own * own - 2 * own * tt;
        for (size_t i = 0; i < p; i++)
            for (size_t k = 0; k < p; k++)
                c[j].outer[i * p + k] += root_t[i] * root_t[k];
    }
    pp_free(a);
}

static void robust(const struct model *f, double s2, double between,
                   const double *v, double *variance, double *df)
{
    size_t p = f->p;
    struct cr2 *c = pp_alloc_zero(p, sizeof *c);
    double *m = pp_alloc_zero(2 * p * p + p * p * p, sizeof *m);
    double *root_m = m + p * p;
    for (size_t i = 0; i < p * p; i++)
        m[i] = s2 * f->inverse[i];
    symmetric_power(m, p, .5, root_m);
    for (size_t j = 0; j < p; j++)
        c[j].outer = root_m + (j + 1) * p * p;
    for (size_t g = 0; g < f->n_groups; g++) {
        struct span s = span_of(&f->groups[g], f);
        add_group(&s, m, root_m, p, s2, between, v, c);
        pp_free(s.ones);
    }
    for (size_t j = 0; j < p; j++) {
        double squares = c[j].squares + dot(c[j].outer, c[j].outer, p * p);
        variance[j] = c[j].variance;
        df[j] = c[j].trace * c[j].trace / squares;
    }
    pp_free(m);
    pp_free(c);
}

/* --- together ------------------------------------------------------------- */

/* v_j = R^-T e_j: how coefficient j weighs the columns of Q. */
static double *weights_of(const struct model *f)
{
    size_t p = f->p;
    double *v = pp_alloc_zero(p * p, sizeof *v);
    for (size_t j = 0; j < p; j++) {
        v[j * p + j] = 1;
        pp_matrix_solve_upper_transposed(f->r, p, v + j * p);
    }
    return v;
}

static void describe(struct pp_random_intercept *out, const struct model *f,
                     double l)
{
    double rest = (double)(f->n - f->p), squares = 0, log_r = 0;
    for (size_t g = 0; g < f->n_groups; g++)
        squares += f->groups[g].m * f->groups[g].m;
    for (size_t j = 0; j < f->p; j++)
        log_r += 2 * log(fabs(f->r[j * f->p + j]));
    out->within = f->rss / rest;
    out->between = l * out->within;
    out->icc = l / (1 + l);
    out->mean_size = squares / (double)f->n;
    out->design_effect = 1 + (out->mean_size - 1) * out->icc;
    /* log|Q'H^-1Q| + log|R'R| = log|X'H^-1X| */
    out->log_likelihood = -(f->log_determinant + log_r +
                            rest * (1 + log(2 * M_PI * out->within))) /
                          2;
    out->status = l > 0 ? PP_STATUS_OK : PP_STATUS_BOUNDARY;
}

static void coefficients(struct model *f, const struct pp_regression_in *in,
                         const struct pp_random_intercept *fit, double l,
                         struct pp_coefficient *coefficient)
{
    size_t p = f->p;
    double *v = weights_of(f);
    double *variance = pp_alloc_array(3 * p, sizeof *variance);
    double *df = variance + p, *beta = df + p;
    for (size_t j = 0; j < p; j++) {
        beta[j] = f->beta[j] + f->b[j];
        variance[j] = fit->within *
                      pp_matrix_bilinear(v + j * p, f->inverse, v + j * p, p);
        df[j] = (double)(f->n - p);
    }
    pp_matrix_solve_upper(f->r, p, beta);
    if (in->robust == PP_ROBUST_CR2)
        robust(f, fit->within, fit->between, v, variance, df);
    else if (l > 0)
        satterthwaite(f, fit->within, l, v, df);
    for (size_t j = 0; j < p; j++)
        coefficient[j] =
            pp_coefficient_make(beta[j], sqrt(variance[j]), df[j], in->level);
    pp_free(variance);
    pp_free(v);
}

static void finish(struct model *f, const struct pp_regression_in *in,
                   struct pp_random_intercept *out,
                   struct pp_coefficient *coefficient)
{
    double l = best_ratio(f);
    if (l > largest_ratio / 4 || solve(f, l) != 0) {
        out->status = PP_STATUS_NO_VARIANCE;
        return;
    }
    describe(out, f, l);
    coefficients(f, in, out, l, coefficient);
}

struct pp_random_intercept
pp_random_intercept_fit(const struct pp_regression_in *in,
                        struct pp_coefficient *coefficient)
{
    size_t people = pp_regression_people(in);
    struct pp_random_intercept out = {.n = people,
                                      .between = NAN,
                                      .within = NAN,
                                      .icc = NAN,
                                      .mean_size = NAN,
                                      .design_effect = NAN,
                                      .log_likelihood = NAN,
                                      .status = PP_STATUS_TOO_FEW};
    struct model f = {0};
    if (people > in->p) {
        int dependent = model_init(&f, in);
        double scale = 0;
        for (size_t i = 0; i < in->n; i++)
            scale +=
                (in->count ? (double)in->count[i] : 1) * in->y[i] * in->y[i];
        out.n_groups = f.n_groups;
        if (dependent || !(f.ss > 1e-24 * scale))
            out.status = PP_STATUS_NO_VARIANCE;
        else if (f.n_groups >= 2 && f.n_groups < people)
            finish(&f, in, &out, coefficient);
    }
    if (out.status != PP_STATUS_OK && out.status != PP_STATUS_BOUNDARY)
        for (size_t j = 0; j < in->p; j++)
            coefficient[j] = pp_coefficient_none(out.status);
    model_clear(&f);
    return out;
}
