#include "prepost/stats/regression.h"

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/matrix.h"

/*
 * Everything is said in the orthonormal columns Q of the design, X = Q R:
 * coefficients are R^-1 Q'y, leverages the squared rows of Q, and what is
 * asked for, a coefficient or a sum c of them, weighs the columns of Q by
 * v = R^-T c.
 *
 * A row that stands for w people is multiplied by root w, and so is its y:
 * sums of squares and products over rows are then those over people.
 */
struct fit {
    size_t n, p, m;
    double people;
    double *root;  /* [n]; NULL: one each */
    double *q, *r; /* [n*p], [p*p] */
    double *beta;
    double *residual;
    double ss; /* of the residuals */
    double *v; /* [m*p]: of what is asked for, one in a row */
};

/* A leverage or group leverage this near to 1 leaves a residual of 0/0. */
static const double full_leverage = 1 - 1e-10;

/* A small group reaches few directions; along the others it weighs nothing. */
static const double no_leverage = 1e-15;

size_t pp_regression_people(const struct pp_regression_in *in)
{
    size_t people = 0;
    for (size_t i = 0; i < in->n; i++)
        people += in->count ? in->count[i] : 1;
    return people;
}

static double weight(const struct pp_regression_in *in, size_t row)
{
    return in->count ? (double)in->count[row] : 1;
}

static double total_ss(const struct pp_regression_in *in, double people)
{
    double mean = 0, ss = 0;
    for (size_t i = 0; i < in->n; i++)
        mean += weight(in, i) * in->y[i] / people;
    for (size_t i = 0; i < in->n; i++)
        ss += weight(in, i) * (in->y[i] - mean) * (in->y[i] - mean);
    return ss;
}

static void multiply_rows(struct fit *f, const size_t *count)
{
    f->root = pp_alloc_array(f->n, sizeof *f->root);
    for (size_t i = 0; i < f->n; i++) {
        f->root[i] = sqrt((double)count[i]);
        for (size_t j = 0; j < f->p; j++)
            f->q[i * f->p + j] *= f->root[i];
    }
}

/* Returns -1 if columns depend on one another. */
static int fit_init(struct fit *f, const struct pp_regression_in *in)
{
    size_t n = in->n, p = in->p, m = in->contrast ? in->n_contrasts : p;
    *f = (struct fit){
        .n = n, .p = p, .m = m, .people = (double)pp_regression_people(in)};
    f->q = pp_alloc_array(n * p, sizeof *f->q);
    f->r = pp_alloc_array(p * p, sizeof *f->r);
    f->beta = pp_alloc_zero(p, sizeof *f->beta);
    f->v = pp_alloc_zero(m * p, sizeof *f->v);
    f->residual = pp_alloc_array(n, sizeof *f->residual);
    memcpy(f->q, in->design, n * p * sizeof *f->q);
    if (in->count)
        multiply_rows(f, in->count);
    if (pp_matrix_qr(f->q, n, p, f->r) != 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        f->residual[i] = in->y[i] * (f->root ? f->root[i] : 1);
        for (size_t j = 0; j < p; j++)
            f->beta[j] += f->q[i * p + j] * f->residual[i];
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < p; j++)
            f->residual[i] -= f->q[i * p + j] * f->beta[j];
        f->ss += f->residual[i] * f->residual[i];
    }
    pp_matrix_solve_upper(f->r, p, f->beta);
    for (size_t j = 0; j < m; j++) {
        double *v = f->v + j * p;
        if (in->contrast)
            memcpy(v, in->contrast + j * p, p * sizeof *v);
        else
            v[j] = 1;
        pp_matrix_solve_upper_transposed(f->r, p, v);
    }
    return 0;
}

static void fit_clear(struct fit *f)
{
    pp_free(f->root);
    pp_free(f->q);
    pp_free(f->r);
    pp_free(f->beta);
    pp_free(f->residual);
    pp_free(f->v);
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* --- HC3: each residual divided by 1 - leverage -------------------------- */

static void variance_hc3(const struct fit *f, double *variance)
{
    size_t p = f->p;
    for (size_t i = 0; i < f->n; i++) {
        const double *row = f->q + i * p;
        double root = f->root ? f->root[i] : 1;
        double leverage = dot(row, row, p) / (root * root);
        if (leverage > full_leverage)
            continue;
        double e = f->residual[i] / (1 - leverage) / root;
        for (size_t j = 0; j < f->m; j++) {
            double weight = dot(row, f->v + j * p, p) * e;
            variance[j] += weight * weight;
        }
    }
}

/* --- CR2 ------------------------------------------------------------------ */

/*
 * Group g's adjustment (I - Q_g Q_g')^-1/2 differs from I only within the
 * columns of Q_g. With Q_g'Q_g = W diag(l) W', all that is needed of it are
 * p by p matrices, however many people the group has:
 *
 *   score  Q_g' A_g e_g          = W (1-l)^-1/2 W' Q_g'e_g
 *   G_gh   = [g=h] u_g - t_g't_h,  u_g = v' W l/(1-l) W' v,
 *                                  t_g = W l (1-l)^-1/2 W' v
 */
struct group_sums {
    double *cross; /* [p*p] Q_g'Q_g */
    double *score; /* [p] Q_g'e_g */
};

struct cr2_coefficient {
    double variance, trace, squares; /* of G */
    double *outer;                   /* [p*p]: sum of t_g t_g' */
};

/* W diag(w(l)) W' x, w chosen by `root` and `times`: l^times (1-l)^-root/2. */
static void adjust(const double *value, const double *vectors, size_t p,
                   int times, const double *x, double *out)
{
    memset(out, 0, p * sizeof *out);
    for (size_t k = 0; k < p; k++) {
        double l = value[k] > 0 ? value[k] : 0, along = 0;
        if (l > full_leverage || (times && l < no_leverage))
            continue;
        double w = (times ? l : 1) / sqrt(1 - l);
        for (size_t i = 0; i < p; i++)
            along += vectors[i * p + k] * x[i];
        for (size_t i = 0; i < p; i++)
            out[i] += w * along * vectors[i * p + k];
    }
}

static double own_square(const double *value, const double *vectors, size_t p,
                         const double *v)
{
    double sum = 0;
    for (size_t k = 0; k < p; k++) {
        double l = value[k] > 0 ? value[k] : 0, along = 0;
        if (l > full_leverage || l < no_leverage)
            continue;
        for (size_t i = 0; i < p; i++)
            along += vectors[i * p + k] * v[i];
        sum += l / (1 - l) * along * along;
    }
    return sum;
}

/* Adds one group to every coefficient's sums. */
static void add_group(const struct fit *f, const struct group_sums *g,
                      struct cr2_coefficient *c, double *work)
{
    size_t p = f->p;
    double *value = work, *vectors = value + p, *t = vectors + p * p;
    double *score = t + p;
    pp_matrix_eigen(g->cross, p, value, vectors);
    adjust(value, vectors, p, 0, g->score, score);
    for (size_t j = 0; j < f->m; j++) {
        const double *v = f->v + j * p;
        double pull = dot(v, score, p);
        adjust(value, vectors, p, 1, v, t);
        double own = own_square(value, vectors, p, v), tt = dot(t, t, p);
        c[j].variance += pull * pull;
        c[j].trace += own - tt;
        c[j].squares += own * own - 2 * own * tt;
        for (size_t a = 0; a < p; a++)
            for (size_t b = 0; b < p; b++)
                c[j].outer[a * p + b] += t[a] * t[b];
    }
}

static struct group_sums *sum_groups(const struct fit *f, const size_t *number,
                                     size_t n_groups)
{
    size_t p = f->p;
    struct group_sums *g = pp_alloc_array(n_groups, sizeof *g);
    double *block = pp_alloc_zero(n_groups * (p * p + p), sizeof *block);
    for (size_t j = 0; j < n_groups; j++)
        g[j] = (struct group_sums){block + j * (p * p + p),
                                   block + j * (p * p + p) + p * p};
    for (size_t i = 0; i < f->n; i++) {
        const double *row = f->q + i * p;
        struct group_sums *own = &g[number[i]];
        for (size_t a = 0; a < p; a++) {
            own->score[a] += row[a] * f->residual[i];
            for (size_t b = 0; b <= a; b++)
                own->cross[a * p + b] += row[a] * row[b];
        }
    }
    for (size_t j = 0; j < n_groups; j++)
        for (size_t a = 0; a < p; a++)
            for (size_t b = 0; b < a; b++)
                g[j].cross[b * p + a] = g[j].cross[a * p + b];
    return g;
}

/* Returns the number of groups; below 2 nothing is done. */
static size_t variance_cr2(const struct fit *f, const size_t *group,
                           double *variance, double *df)
{
    size_t p = f->p, *number = pp_alloc_array(f->n, sizeof *number);
    size_t n_groups = pp_grouping(group, f->n, number);
    if (n_groups >= 2) {
        struct group_sums *g = sum_groups(f, number, n_groups);
        struct cr2_coefficient *c = pp_alloc_zero(f->m, sizeof *c);
        double *outer = pp_alloc_zero(f->m * p * p, sizeof *outer);
        double *work = pp_alloc_array(p * p + 3 * p, sizeof *work);
        for (size_t j = 0; j < f->m; j++)
            c[j].outer = outer + j * p * p;
        for (size_t j = 0; j < n_groups; j++)
            add_group(f, &g[j], c, work);
        for (size_t j = 0; j < f->m; j++) {
            double squares = c[j].squares + dot(c[j].outer, c[j].outer, p * p);
            variance[j] = c[j].variance;
            df[j] = c[j].trace * c[j].trace / squares;
        }
        pp_free(work);
        pp_free(outer);
        pp_free(c);
        pp_free(g[0].cross);
        pp_free(g);
    }
    pp_free(number);
    return n_groups;
}

/* --- together ------------------------------------------------------------- */

/* The j-th of what is asked for. */
static double asked_for(const struct fit *f, const struct pp_regression_in *in,
                        size_t j)
{
    return in->contrast ? dot(in->contrast + j * f->p, f->beta, f->p)
                        : f->beta[j];
}

static enum pp_status finish(const struct fit *f,
                             const struct pp_regression_in *in,
                             struct pp_coefficient *coefficient)
{
    size_t p = f->p, m = f->m;
    double *variance = pp_alloc_zero(2 * m, sizeof *variance);
    double *df = variance + m, rest = f->people - (double)p;
    enum pp_status status = PP_STATUS_OK;
    for (size_t j = 0; j < m; j++) {
        df[j] = rest;
        if (in->robust == PP_ROBUST_CLASSIC)
            variance[j] = f->ss / rest * dot(f->v + j * p, f->v + j * p, p);
    }
    if (in->robust == PP_ROBUST_HC3)
        variance_hc3(f, variance);
    if (in->robust == PP_ROBUST_CR2 &&
        variance_cr2(f, in->group, variance, df) < 2)
        status = PP_STATUS_TOO_FEW;
    for (size_t j = 0; j < m; j++)
        coefficient[j] =
            status == PP_STATUS_OK
                ? pp_coefficient_make(asked_for(f, in, j), sqrt(variance[j]),
                                      df[j], in->level)
                : pp_coefficient_none(status);
    pp_free(variance);
    return status;
}

struct pp_regression pp_regression_fit(const struct pp_regression_in *in,
                                       struct pp_coefficient *coefficient)
{
    size_t people = pp_regression_people(in);
    struct pp_regression out = {people, in->p, NAN,
                                NAN,    NAN,   PP_STATUS_TOO_FEW};
    size_t m = in->contrast ? in->n_contrasts : in->p;
    for (size_t j = 0; j < m; j++)
        coefficient[j] = pp_coefficient_none(PP_STATUS_TOO_FEW);
    if (people <= in->p)
        return out;
    struct fit f;
    int dependent = fit_init(&f, in);
    double ss = total_ss(in, (double)people);
    if (dependent || !(f.ss > 1e-20 * ss)) {
        out.status = PP_STATUS_NO_VARIANCE;
        for (size_t j = 0; j < m; j++)
            coefficient[j] = pp_coefficient_none(out.status);
    } else {
        out.residual_ss = f.ss;
        out.residual_sd = sqrt(f.ss / (double)(people - in->p));
        out.r_squared = 1 - f.ss / ss;
        out.status = finish(&f, in, coefficient);
    }
    fit_clear(&f);
    return out;
}
