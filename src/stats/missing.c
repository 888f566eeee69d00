#include "prepost/stats/missing.h"

#include <stdlib.h>

#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/base/tally.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/matrix.h"

/* --- maximum likelihood -------------------------------------------------- */

/* What the closed form is made of. */
struct moments {
    double x_all, ss_all;       /* pre of everyone: mean, sum of squares */
    double x, y, ssx, sxy, ssy; /* complete pairs */
};

static struct moments moments_of(struct pp_mar *mar, const double *pre,
                                 const double *post, size_t n)
{
    struct moments m = {0};
    for (size_t i = 0; i < n; i++) {
        if (isnan(pre[i])) {
            mar->n_post_only += isnan(post[i]) ? 0 : 1;
            continue;
        }
        mar->n_pre++;
        m.x_all += pre[i];
        if (isnan(post[i]))
            continue;
        mar->n_complete++;
        m.x += pre[i];
        m.y += post[i];
    }
    m.x_all /= (double)mar->n_pre;
    m.x /= (double)mar->n_complete;
    m.y /= (double)mar->n_complete;
    for (size_t i = 0; i < n; i++) {
        if (isnan(pre[i]))
            continue;
        m.ss_all += (pre[i] - m.x_all) * (pre[i] - m.x_all);
        if (isnan(post[i]))
            continue;
        double x = pre[i] - m.x, y = post[i] - m.y;
        m.ssx += x * x;
        m.sxy += x * y;
        m.ssy += y * y;
    }
    return m;
}

/* Anderson 1957: the likelihood factors into that of pre, which everyone
 * gave, and that of post given pre, which the complete pairs gave. */
static void estimate(struct pp_mar *mar, const struct moments *m)
{
    double n_c = (double)mar->n_complete;
    mar->slope = m->sxy / m->ssx;
    double ss = fmax(0, m->ssy - mar->slope * m->sxy);
    mar->residual_sd = sqrt(ss / (n_c - 2));
    mar->post_mean = m->y + mar->slope * (m->x_all - m->x);
}

static double squared_se(const struct pp_mar *mar, const struct moments *m)
{
    double n = (double)mar->n_pre;
    double residual = mar->residual_sd * mar->residual_sd;
    double shift = m->x_all - m->x, from_pre = mar->slope - 1;
    return residual / (double)mar->n_complete +
           residual * shift * shift / m->ssx +
           from_pre * from_pre * m->ss_all / (n - 1) / n;
}

/*
 * How far one person moves the estimate: that person's share in the mean of
 * pre, and, if complete, in the regression. With nobody missing this is
 * (change - mean change)/n, and so the clustered test is that of the pairs.
 */
static double influence(const struct pp_mar *mar, const struct moments *m,
                        double pre, double post)
{
    double moved = (mar->slope - 1) * (pre - m->x_all) / (double)mar->n_pre;
    if (isnan(post))
        return moved;
    double residual = post - m->y - mar->slope * (pre - m->x);
    double weight =
        1 / (double)mar->n_complete + (pre - m->x) * (m->x_all - m->x) / m->ssx;
    return moved + weight * residual;
}

/* As influence(), the residual made what it would be had the person not been
 * in the regression (HC3). */
static double influence_left_out(const struct pp_mar *mar,
                                 const struct moments *m, double pre,
                                 double post)
{
    if (isnan(post))
        return influence(mar, m, pre, post);
    double x = pre - m->x;
    double rest = 1 - 1 / (double)mar->n_complete - x * x / m->ssx;
    double left_out = m->y + mar->slope * x;
    if (rest > 1e-9) /* else the line goes through this person anyway */
        left_out += (post - left_out) / rest;
    return influence(mar, m, pre, left_out);
}

static double robust_se(const struct pp_mar *mar, const struct moments *m,
                        const double *pre, const double *post, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(pre[i]))
            continue;
        double moved = influence_left_out(mar, m, pre[i], post[i]);
        sum += moved * moved;
    }
    return sqrt(sum);
}

static struct pp_mar mar_fit(const double *pre, const double *post, size_t n,
                             double level, struct moments *m)
{
    struct pp_mar mar = {
        .pre_mean = NAN,
        .post_mean = NAN,
        .slope = NAN,
        .residual_sd = NAN,
        .complete_change = NAN,
        .share_left = NAN,
        .model_se = NAN,
        .robust_se = NAN,
        .change = pp_coefficient_none(PP_STATUS_TOO_FEW),
    };
    *m = moments_of(&mar, pre, post, n);
    mar.n_left = mar.n_pre - mar.n_complete;
    if (mar.n_pre > 0) {
        mar.pre_mean = m->x_all;
        mar.share_left = (double)mar.n_left / (double)mar.n_pre;
    }
    if (mar.n_complete > 0)
        mar.complete_change = m->y - m->x;
    if (mar.n_complete < 3)
        return mar;
    if (!(m->ssx > 0)) {
        mar.change.status = PP_STATUS_NO_VARIANCE;
        return mar;
    }
    estimate(&mar, m);
    mar.model_se = sqrt(squared_se(&mar, m));
    mar.robust_se = robust_se(&mar, m, pre, post, n);
    mar.change = pp_coefficient_make(mar.post_mean - mar.pre_mean,
                                     fmax(mar.model_se, mar.robust_se),
                                     (double)mar.n_complete - 2, level);
    return mar;
}

struct pp_mar pp_missing_mar(const double *pre, const double *post, size_t n,
                             double level)
{
    struct moments m;
    return mar_fit(pre, post, n, level, &m);
}

/* Bell and McCaffrey 2002 for a mean: with a_j^2 = 1/(1 - m_j/n), the trace of
 * G is n and the sum of its squared entries closes to what stands here. */
static double satterthwaite(const size_t *size, size_t n_groups, double n)
{
    double squares = 0, cross = 0, fourth = 0;
    for (size_t j = 0; j < n_groups; j++) {
        double m = (double)size[j], square = m * m / (1 - m / n);
        squares += m * m;
        cross += square;
        fourth += square * square;
    }
    return n * n / (squares + (cross * cross - fourth) / (n * n));
}

static void cluster(struct pp_mar *mar, const struct moments *m,
                    const double *pre, const double *post, const size_t *group,
                    size_t n, double level)
{
    size_t *label = pp_alloc_array(n, sizeof *label), n_used = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(pre[i]))
            label[n_used++] = group[i];
    mar->n_groups = pp_grouping_named(label, n_used);
    size_t *number = pp_alloc_array(n_used, sizeof *number);
    size_t n_clusters = pp_grouping(label, n_used, number);
    pp_free(label);
    double *sum = pp_alloc_zero(n_clusters, sizeof *sum), variance = 0;
    size_t *size = pp_alloc_zero(n_clusters, sizeof *size);
    for (size_t i = 0, at = 0; i < n; i++) {
        if (isnan(pre[i]))
            continue;
        size[number[at]]++;
        sum[number[at++]] += influence(mar, m, pre[i], post[i]);
    }
    double n_pre = (double)mar->n_pre;
    if (mar->n_groups >= PP_FEWEST_GROUPS &&
        mar->change.status == PP_STATUS_OK) {
        for (size_t j = 0; j < n_clusters; j++)
            variance += sum[j] * sum[j] / (1 - (double)size[j] / n_pre);
        mar->clustered = true;
        mar->change =
            pp_coefficient_make(mar->change.estimate, sqrt(variance),
                                satterthwaite(size, n_clusters, n_pre), level);
    }
    pp_free(number);
    pp_free(size);
    pp_free(sum);
}

struct pp_mar pp_missing_mar_clustered(const double *pre, const double *post,
                                       const size_t *group, size_t n,
                                       double level)
{
    struct moments m;
    struct pp_mar mar = mar_fit(pre, post, n, level, &m);
    cluster(&mar, &m, pre, post, group, n, level);
    return mar;
}

/* --- multiple imputation -------------------------------------------------- */

/* People who gave the same answers. */
struct alike {
    size_t n, cohort;
    double pre, post;
};

/* Sorted, so that the order in which people came cannot change who is given
 * which random number; those without post (NaN) last. */
static int by_answers(const void *a, const void *b)
{
    const struct alike *x = a, *y = b;
    if (isnan(x->post) != isnan(y->post))
        return isnan(x->post) - isnan(y->post);
    if (x->cohort != y->cohort)
        return x->cohort < y->cohort ? -1 : 1;
    if (x->pre != y->pre)
        return x->pre < y->pre ? -1 : 1;
    return (x->post > y->post) - (x->post < y->post);
}

/* The regression of post on pre and cohort in the complete pairs. */
struct imputer {
    struct alike *rows; /* [n_rows]: complete ones first */
    size_t n_rows, n_complete_rows;
    size_t n, n_complete; /* people */
    size_t p;             /* columns: one, pre, a dummy for each cohort but */
    size_t *column;       /* the first that is seen; 0: has no dummy */
    double centre;        /* of pre */
    double *share;        /* [p]: of complete pairs, in that dummy's cohort */
    double *r, *solution; /* [p*p]; Q'y, [p] */
    double residual_ss;
    double mean, ss; /* of the changes of complete pairs */
};

static void gather_rows(struct imputer *f, const struct pp_imputation_in *in)
{
    struct pp_tally alike;
    pp_tally_init(&alike, 3);
    for (size_t i = 0; i < in->n; i++)
        if (!isnan(in->pre[i]))
            pp_tally_add(&alike, (uint64_t[]){in->cohort ? in->cohort[i] : 0,
                                              pp_tally_number(in->pre[i]),
                                              pp_tally_number(in->post[i])});
    f->n_rows = alike.n;
    f->rows = pp_alloc_array(alike.n, sizeof *f->rows);
    for (size_t i = 0; i < alike.n; i++) {
        const uint64_t *key = alike.keys + 3 * i;
        f->rows[i] =
            (struct alike){alike.count[i], (size_t)key[0],
                           pp_tally_value(key[1]), pp_tally_value(key[2])};
        f->n += alike.count[i];
        if (!isnan(f->rows[i].post)) {
            f->n_complete += alike.count[i];
            f->n_complete_rows++;
        }
    }
    pp_tally_clear(&alike);
    qsort(f->rows, f->n_rows, sizeof *f->rows, by_answers);
}

static void imputer_init(struct imputer *f, const struct pp_imputation_in *in)
{
    size_t n_cohorts = in->cohort ? in->n_cohorts : 1;
    *f = (struct imputer){.p = 2};
    f->column = pp_alloc_zero(n_cohorts, sizeof *f->column);
    gather_rows(f, in);
    for (size_t i = 1; i < f->n_complete_rows; i++)
        if (f->rows[i].cohort != f->rows[i - 1].cohort)
            f->column[f->rows[i].cohort] = f->p++;
    f->share = pp_alloc_zero(f->p, sizeof *f->share);
    for (size_t i = 0; i < f->n_complete_rows; i++)
        f->share[f->column[f->rows[i].cohort]] +=
            (double)f->rows[i].n / (double)f->n_complete;
    f->r = pp_alloc_zero(f->p * f->p, sizeof *f->r);
    f->solution = pp_alloc_zero(f->p, sizeof *f->solution);
}

static void imputer_clear(struct imputer *f)
{
    pp_free(f->rows);
    pp_free(f->column);
    pp_free(f->share);
    pp_free(f->r);
    pp_free(f->solution);
}

static void describe_changes(struct imputer *f)
{
    for (size_t i = 0; i < f->n_complete_rows; i++) {
        const struct alike *row = &f->rows[i];
        f->mean += (double)row->n * (row->post - row->pre);
        f->centre += (double)row->n * row->pre;
    }
    f->mean /= (double)f->n_complete;
    f->centre /= (double)f->n_complete;
    for (size_t i = 0; i < f->n_complete_rows; i++) {
        double d = f->rows[i].post - f->rows[i].pre - f->mean;
        f->ss += (double)f->rows[i].n * d * d;
    }
}

static void design_row(const struct imputer *f, const struct alike *person,
                       double *row)
{
    for (size_t j = 0; j < f->p; j++)
        row[j] = 0;
    row[0] = 1;
    row[1] = person->pre - f->centre;
    if (f->column[person->cohort])
        row[f->column[person->cohort]] = 1;
    else if (person->cohort != f->rows[0].cohort) /* nobody there has a pair */
        for (size_t j = 2; j < f->p; j++)
            row[j] = f->share[j];
}

/* Rows multiplied by the root of their people: sums are those over people. */
static enum pp_status regress(struct imputer *f)
{
    if (f->n_complete <= f->p)
        return PP_STATUS_TOO_FEW;
    describe_changes(f);
    size_t n = f->n_complete_rows, p = f->p;
    double *q = pp_alloc_array(n * p, sizeof *q);
    double *y = pp_alloc_array(n, sizeof *y);
    for (size_t i = 0; i < n; i++) {
        double root = sqrt((double)f->rows[i].n);
        design_row(f, &f->rows[i], q + i * p);
        for (size_t j = 0; j < p; j++)
            q[i * p + j] *= root;
        y[i] = root * f->rows[i].post;
    }
    int dependent = pp_matrix_qr(q, n, p, f->r);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < p; j++)
            f->solution[j] += q[i * p + j] * y[i];
    for (size_t i = 0; i < n; i++) {
        double residual = y[i];
        for (size_t j = 0; j < p; j++)
            residual -= q[i * p + j] * f->solution[j];
        f->residual_ss += residual * residual;
    }
    pp_free(y);
    pp_free(q);
    return dependent ? PP_STATUS_NO_VARIANCE : PP_STATUS_OK;
}

/*
 * One imputed set under the usual vague prior (Rubin 1987, example 5.1): the
 * variance from its scaled inverse chi-square, coefficients around the least
 * squares ones, which in the columns of Q are independent; then post.
 */
static void draw(const struct imputer *f, struct pp_rng rng, double *mean,
                 double *variance)
{
    double df = (double)(f->n_complete - f->p);
    double sigma = sqrt(f->residual_ss / (2 * pp_rng_gamma(&rng, df / 2)));
    double *beta = pp_alloc_array(2 * f->p, sizeof *beta), *row = beta + f->p;
    for (size_t j = 0; j < f->p; j++)
        beta[j] = f->solution[j] + sigma * pp_rng_normal(&rng);
    pp_matrix_solve_upper(f->r, f->p, beta);
    double n = (double)f->n_complete, ss = f->ss;
    *mean = f->mean;
    for (size_t i = f->n_complete_rows; i < f->n_rows; i++) {
        const struct alike *those = &f->rows[i];
        double expected = 0;
        design_row(f, those, row);
        for (size_t j = 0; j < f->p; j++)
            expected += row[j] * beta[j];
        for (size_t k = 0; k < those->n; k++) {
            double post = expected + sigma * pp_rng_normal(&rng);
            /* Welford's update of mean and sum of squares. */
            double off = post - those->pre - *mean;
            n += 1;
            *mean += off / n;
            ss += off * (off - off / n);
        }
    }
    *variance = ss / (n - 1) / n;
    pp_free(beta);
}

/* The draws take residuals to be alike at all scores, as the likelihood's
 * standard error does, and are as much too sure where they are not. */
static void widen(struct pp_coefficient *c, const struct pp_imputation_in *in)
{
    struct pp_mar mar = pp_missing_mar(in->pre, in->post, in->n, in->level);
    if (c->status == PP_STATUS_OK && mar.robust_se > mar.model_se)
        *c = pp_coefficient_make(c->estimate,
                                 c->se * mar.robust_se / mar.model_se, c->df,
                                 in->level);
}

struct pp_imputation pp_missing_impute(const struct pp_imputation_in *in)
{
    struct pp_imputation out = {
        .draws = in->draws,
        .pooled = pp_rubin_pool(NULL, NULL, 0, 0, in->level),
    };
    struct imputer f;
    imputer_init(&f, in);
    out.n_pre = f.n;
    out.n_imputed = f.n - f.n_complete;
    out.status = in->draws > 0 ? regress(&f) : PP_STATUS_TOO_FEW;
    if (out.status == PP_STATUS_OK) {
        double *mean = pp_alloc_array(2 * in->draws, sizeof *mean);
        double *variance = mean + in->draws;
        for (size_t d = 0; d < in->draws; d++)
            draw(&f, pp_rng_at(in->seed, PP_STREAM_IMPUTATION, d), &mean[d],
                 &variance[d]);
        out.pooled = pp_rubin_pool(mean, variance, in->draws, (double)f.n - 1,
                                   in->level);
        widen(&out.pooled.pooled, in);
        out.status = out.pooled.pooled.status;
        pp_free(mean);
    } else {
        out.pooled.pooled.status = out.status;
    }
    imputer_clear(&f);
    return out;
}

/* --- how wrong that may be ------------------------------------------------ */

struct pp_coefficient pp_missing_shift(const struct pp_coefficient *mar,
                                       double share_left, double shift,
                                       double level)
{
    if (mar->status != PP_STATUS_OK)
        return *mar;
    return pp_coefficient_make(mar->estimate + shift * share_left, mar->se,
                               mar->df, level);
}

double pp_missing_tipping(const struct pp_mar *mar)
{
    struct pp_interval ci = mar->change.ci;
    if (mar->change.status != PP_STATUS_OK || mar->n_left == 0)
        return NAN;
    if (ci.lo > 0)
        return -ci.lo / mar->share_left;
    if (ci.hi < 0)
        return -ci.hi / mar->share_left;
    return NAN;
}
