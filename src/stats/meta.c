#include "prepost/stats/meta.h"

#include <gsl/gsl_cdf.h>

#include "prepost/stats/students_t.h"

/* The regions, and what weighing them by 1/(v + tau2) makes of them. */
struct set {
    const double *y, *v;
    size_t k;
};

struct weighed {
    double w, w2, w3; /* sums of weights, their squares, their cubes */
    double mean;
    double q;  /* sum w (y - mean)^2 */
    double q2; /* sum w^2 (y - mean)^2 */
};

static struct weighed weigh(const struct set *s, double tau2)
{
    struct weighed out = {0};
    for (size_t i = 0; i < s->k; i++) {
        double w = 1 / (s->v[i] + tau2);
        out.w += w;
        out.w2 += w * w;
        out.w3 += w * w * w;
        out.mean += w * s->y[i];
    }
    out.mean /= out.w;
    for (size_t i = 0; i < s->k; i++) {
        double w = 1 / (s->v[i] + tau2), off = s->y[i] - out.mean;
        out.q += w * off * off;
        out.q2 += w * w * off * off;
    }
    return out;
}

/* tr(P), P = W - W 1 1'W / 1'W1 */
static double trace_p(const struct weighed *a)
{
    return a->w - a->w2 / a->w;
}

static double der_simonian_laird(const struct set *s)
{
    struct weighed a = weigh(s, 0);
    return fmax(0, (a.q - (double)(s->k - 1)) / trace_p(&a));
}

/*
 * tau2 at which Q(tau2), which falls all the way, is `wanted`; 0 if it starts
 * below. Paule and Mandel 1982 want its expectation k - 1, Viechtbauer 2007
 * its quantiles.
 */
static double solve_q(const struct set *s, double wanted)
{
    if (weigh(s, 0).q <= wanted)
        return 0;
    double lo = 0, hi = s->v[0];
    for (int i = 0; i < 2000 && weigh(s, hi).q > wanted; i++)
        hi *= 2;
    for (int i = 0; i < 200 && hi - lo > 1e-16 * hi; i++) {
        double middle = lo + (hi - lo) / 2;
        if (weigh(s, middle).q > wanted)
            lo = middle;
        else
            hi = middle;
    }
    return lo + (hi - lo) / 2;
}

/*
 * Fisher scoring on the restricted likelihood: score (y'PPy - tr P)/2,
 * information tr(PP)/2. A step below 0 goes to 0 first, and stays there if the
 * score still points down. Steps can run in a circle for ever, so the signs of
 * the score fence them in: a step over the fence goes halfway instead.
 */
static enum pp_status reml(const struct set *s, double *tau2)
{
    double lo = 0, hi = INFINITY;
    bool has_lo = false;
    *tau2 = der_simonian_laird(s);
    for (int i = 0; i < 1000; i++) {
        struct weighed a = weigh(s, *tau2);
        double ratio = a.w2 / a.w;
        double information = a.w2 - 2 * a.w3 / a.w + ratio * ratio;
        double score = a.q2 - trace_p(&a);
        if (*tau2 == 0 && score <= 0)
            return PP_STATUS_OK;
        if (score > 0) {
            lo = *tau2;
            has_lo = true;
        } else {
            hi = *tau2;
        }
        double next = fmax(0, *tau2 + score / information);
        if (next >= hi || (has_lo && next <= lo))
            next = lo + (hi - lo) / 2;
        double moved = fabs(next - *tau2);
        *tau2 = next;
        if (moved <= 1e-14 * (next + 1 / a.w) ||
            (isfinite(hi) && hi - lo <= 1e-15 * hi))
            return PP_STATUS_OK;
    }
    return PP_STATUS_NO_CONVERGENCE;
}

static enum pp_status estimate_tau2(const struct set *s, struct pp_meta *m)
{
    enum pp_status status = PP_STATUS_OK;
    switch (m->method) {
    case PP_TAU2_DL:
        m->tau2 = der_simonian_laird(s);
        break;
    case PP_TAU2_PM:
        m->tau2 = solve_q(s, (double)(s->k - 1));
        break;
    case PP_TAU2_REML:
        status = reml(s, &m->tau2);
        break;
    }
    m->tau2_at_zero = m->tau2 == 0;
    return status;
}

static void heterogeneity(const struct set *s, struct pp_meta *m, double level)
{
    struct weighed a = weigh(s, 0);
    double tail = (1 - level) / 2;
    m->q = a.q;
    m->q_df = (double)(s->k - 1);
    m->q_p = gsl_cdf_chisq_Q(a.q, m->q_df);
    m->tau2_ci.lo = solve_q(s, gsl_cdf_chisq_Qinv(tail, m->q_df));
    m->tau2_ci.hi = solve_q(s, gsl_cdf_chisq_Pinv(tail, m->q_df));
    m->i2_q = a.q > m->q_df ? 100 * (a.q - m->q_df) / a.q : 0;
    /* Higgins and Thompson 2002, (9): the variance of a typical region. */
    double typical = m->q_df / trace_p(&a);
    m->i2_tau2 = 100 * m->tau2 / (m->tau2 + typical);
    m->common = pp_coefficient_make(a.mean, 1 / sqrt(a.w), INFINITY, level);
}

static struct pp_interval predict(double mean, double tau2, double se,
                                  double df, double level)
{
    double reach =
        pp_t_quantile_upper((1 - level) / 2, df) * sqrt(tau2 + se * se);
    return (struct pp_interval){mean - reach, mean + reach};
}

/* ---- Mixtures over tau2 ------------------------------------------------ */

/*
 * Given tau2, the mean weighted by 1/(v + tau2) and Q(tau2) are independent,
 * and Q(tau2) is chi-square with k-1 df: solving Q(tau2) = c for chi-square c
 * gives tau2 its confidence distribution (its quantiles are the Q-profile
 * limits), and the mean then is normal about the weighted mean with variance
 * 1/sum w. What is normal about that under each tau2, a new region or one of
 * these, is a mixture of normals, and nothing need be drawn. Nodes crowd at
 * small c, where tau2 is large and the tails of the mixture are made.
 */
enum { NODES = 400 };

struct confidence {
    double weight[NODES], tau2[NODES], mean[NODES], variance[NODES];
};

struct mixture {
    const double *weight;
    double mean[NODES], sd[NODES];
};

/* Newton's method from where Q is too large: Q is convex and falls, so every
 * step stays on that side. */
static double raise_tau2(const struct set *s, double tau2, double wanted)
{
    for (int i = 0; i < 200; i++) {
        struct weighed a = weigh(s, tau2);
        double step = (a.q - wanted) / a.q2;
        if (!(step > 1e-12 * (tau2 + s->v[0])))
            break;
        tau2 += step;
    }
    return tau2;
}

static void find_confidence(const struct set *s, struct confidence *c)
{
    double tau2 = 0;
    for (size_t j = NODES; j-- > 0;) { /* from large c: tau2 only rises */
        double u = ((double)j + 0.5) / NODES;
        c->weight[j] = 2 * u / NODES; /* of p = u^2 */
        tau2 =
            raise_tau2(s, tau2, gsl_cdf_chisq_Pinv(u * u, (double)(s->k - 1)));
        struct weighed a = weigh(s, tau2);
        c->tau2[j] = tau2;
        c->mean[j] = a.mean;
        c->variance[j] = 1 / a.w;
    }
}

/* Its distribution function at x, less p; and its density. */
static double mixture_beyond(const struct mixture *m, double x, double p,
                             double *density)
{
    double sum = -p;
    *density = 0;
    for (size_t j = 0; j < NODES; j++) {
        double z = (x - m->mean[j]) / m->sd[j];
        sum += m->weight[j] * gsl_cdf_ugaussian_P(z);
        *density += m->weight[j] * exp(-0.5 * z * z) / m->sd[j];
    }
    *density /= sqrt(2 * M_PI);
    return sum;
}

/* Newton's method, and the middle where that would leave the bracket. */
static double mixture_quantile(const struct mixture *m, double p)
{
    double lo = m->mean[0], hi = lo, reach = m->sd[0], density;
    while (mixture_beyond(m, lo, p, &density) > 0)
        lo -= reach;
    while (mixture_beyond(m, hi, p, &density) < 0)
        hi += reach;
    double x = lo + (hi - lo) / 2;
    for (int i = 0; i < 100 && hi - lo > 1e-12 * reach; i++) {
        double off = mixture_beyond(m, x, p, &density);
        if (off < 0)
            lo = x;
        else
            hi = x;
        double next = x - off / density;
        if (fabs(next - x) <= 1e-13 * reach)
            break;
        x = next > lo && next < hi ? next : lo + (hi - lo) / 2;
    }
    return x;
}

static struct pp_interval mixture_interval(const struct mixture *m,
                                           double level)
{
    double tail = (1 - level) / 2;
    return (struct pp_interval){mixture_quantile(m, tail),
                                mixture_quantile(m, 1 - tail)};
}

static struct pp_interval predict_mixture(const struct set *s, double level)
{
    struct confidence c;
    struct mixture m = {.weight = c.weight};
    find_confidence(s, &c);
    for (size_t j = 0; j < NODES; j++) {
        m.mean[j] = c.mean[j];
        m.sd[j] = sqrt(c.tau2[j] + c.variance[j]);
    }
    return mixture_interval(&m, level);
}

/*
 * One of these regions: under each tau2 its own answers count for a share. The
 * mixture alone covers 92-93% where regions differ a little, for tau2 may be 0
 * in much of it, and t's limits 91-92%, for they take tau2 as known: each end
 * is the further of both.
 */
static void shrink_mixture(const struct confidence *c, double y, double v,
                           double level, struct pp_coefficient *out)
{
    struct mixture m = {.weight = c->weight};
    for (size_t j = 0; j < NODES; j++) {
        double own = c->tau2[j] / (c->tau2[j] + v), rest = 1 - own;
        m.mean[j] = own * y + rest * c->mean[j];
        m.sd[j] = sqrt(own * v + rest * rest * c->variance[j]);
    }
    double density, below = mixture_beyond(&m, 0, 0, &density);
    struct pp_interval mixed = mixture_interval(&m, level);
    out->ci.lo = fmin(out->ci.lo, mixed.lo);
    out->ci.hi = fmax(out->ci.hi, mixed.hi);
    out->p = fmax(out->p, 2 * fmin(below, 1 - below));
    out->df = NAN;
}

static void random_effects(const struct set *s, struct pp_meta *m, double level)
{
    struct weighed a = weigh(s, m->tau2);
    double df = m->q_df, factor = a.q / df, se = 1 / sqrt(a.w);
    m->normal = pp_coefficient_make(a.mean, se, INFINITY, level);
    m->hksj = pp_coefficient_make(a.mean, se * sqrt(factor), df, level);
    m->mean =
        pp_coefficient_make(a.mean, se * sqrt(fmax(1, factor)), df, level);
    m->prediction_z = predict(a.mean, m->tau2, se, INFINITY, level);
    m->prediction_t_k2 = predict(a.mean, m->tau2, se, df - 1, level);
    m->prediction_t_k1_hksj = predict(a.mean, m->tau2, m->hksj.se, df, level);
    m->prediction_t_k2_hksj =
        predict(a.mean, m->tau2, m->hksj.se, df - 1, level);
    m->prediction_rough = predict(a.mean, m->tau2, m->mean.se, df, level);
    m->prediction = predict_mixture(s, level);
}

static struct pp_meta nothing(size_t k, enum pp_tau2_method method)
{
    struct pp_coefficient none = pp_coefficient_none(PP_STATUS_TOO_FEW);
    return (struct pp_meta){
        .k = k,
        .method = method,
        .tau2 = NAN,
        .tau2_ci = PP_INTERVAL_NONE,
        .q = NAN,
        .q_df = NAN,
        .q_p = NAN,
        .i2_q = NAN,
        .i2_tau2 = NAN,
        .common = none,
        .normal = none,
        .hksj = none,
        .mean = none,
        .prediction_z = PP_INTERVAL_NONE,
        .prediction_t_k1_hksj = PP_INTERVAL_NONE,
        .prediction_t_k2 = PP_INTERVAL_NONE,
        .prediction_t_k2_hksj = PP_INTERVAL_NONE,
        .prediction_rough = PP_INTERVAL_NONE,
        .prediction = PP_INTERVAL_NONE,
        .status = PP_STATUS_TOO_FEW,
    };
}

struct pp_meta pp_meta_fit(const double *y, const double *v, size_t k,
                           enum pp_tau2_method method, double level)
{
    struct set s = {y, v, k};
    struct pp_meta m = nothing(k, method);
    for (size_t i = 0; i < k; i++)
        if (!(v[i] > 0) || !isfinite(v[i]) || !isfinite(y[i]))
            return m;
    if (k < 2)
        return m;
    m.status = estimate_tau2(&s, &m);
    if (m.status != PP_STATUS_OK) {
        enum pp_status status = m.status;
        m = nothing(k, method);
        m.status = status;
        return m;
    }
    heterogeneity(&s, &m, level);
    random_effects(&s, &m, level);
    return m;
}

void pp_meta_shrink(const struct pp_meta *meta, const double *y,
                    const double *v, double level,
                    struct pp_coefficient *shrunken)
{
    struct set s = {y, v, meta->k};
    struct confidence confidence;
    if (meta->status == PP_STATUS_OK)
        find_confidence(&s, &confidence);
    for (size_t i = 0; i < meta->k; i++) {
        if (meta->status != PP_STATUS_OK) {
            shrunken[i] = pp_coefficient_none(meta->status);
            continue;
        }
        double own = meta->tau2 / (meta->tau2 + v[i]), rest = 1 - own;
        double se =
            sqrt(own * v[i] + rest * rest * meta->mean.se * meta->mean.se);
        shrunken[i] = pp_coefficient_make(
            own * y[i] + rest * meta->mean.estimate, se, meta->q_df, level);
        shrink_mixture(&confidence, y[i], v[i], level, &shrunken[i]);
    }
}
