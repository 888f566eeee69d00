#include "prepost/stats/noncentral_t.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>
#include <stdbool.h>

#include "prepost/stats/quadrature.h"

/*
 * Given s = sqrt(X / df), T <= t is Z <= t s - ncp, so either tail is
 *
 *     integral of Phi(z(s)) f(s) ds,  z = +-(t s - ncp),
 *
 * f being the density of s. Nothing is subtracted, so relative accuracy
 * survives in the tails. The usual series (Lenth 1989, AS 243) loses it there
 * and stops working near ncp 37.6, where exp(-ncp^2 / 2) underflows.
 *
 * With u = log s,
 *
 *     f(s) ds = sqrt(df / pi) / Gammastar(df / 2) exp(df h(u)) du,
 *     h = u - (exp(2u) - 1) / 2 = log(1 + x) - x - x^2 / 2,  x = s - 1,
 *
 * which has no singular end even for df = 1. The log of the integrand is
 * concave in s, so it has one mode and a support without gaps. The support is
 * cut where the integrand is exp(-38) of its height, then at the mode, where
 * f and its tail meet, and where Phi turns (it is a step beside f when df is
 * small and t large); each piece is left to a Gauss-Legendre rule of 24
 * points.
 */
struct tail {
    double t, df, ncp; /* t > 0 */
    double sign;       /* +1: P(T <= t); -1: P(T > t) */
};

/* A tail probability and the derivative of it by the ncp, without its sign. */
struct value {
    double p, slope;
};

static const double drop = 38, drop_most = 60;

/* Where Phi turns from its Gaussian tail into 1. */
static const double turns[] = {-6, -3, 0, 4, 8.5};

static double normal_density(double z)
{
    return 1 / (M_SQRT2 * sqrt(M_PI)) * exp(-0.5 * z * z);
}

static double normal_cdf(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

/* phi / Phi; its limit -z far to the left, where both underflow. */
static double mills(double z)
{
    return z < -30 ? -z - 1 / z : normal_density(z) / normal_cdf(z);
}

static double log_normal_cdf(double z)
{
    if (z < -30)
        return -0.5 * z * z - log(-z) - 0.5 * log(2 * M_PI);
    return log(normal_cdf(z));
}

/* t s - ncp without losing t - ncp when both are large and s is near 1. */
static double argument(const struct tail *a, double s, double x)
{
    double z = x > -0.5 ? (a->t - a->ncp) + a->t * x : a->t * s - a->ncp;
    return a->sign * z;
}

/* Log of the integrand in u without its constant, well enough for a search. */
static double log_height(const struct tail *a, double u)
{
    double x = expm1(u);
    return a->df * (u - x - 0.5 * x * x) +
           log_normal_cdf(argument(a, exp(u), x));
}

/* Where the derivative of the log height by s, which only falls, is zero. */
static double find_mode(const struct tail *a)
{
    double df = a->df, t = a->t, ncp = a->ncp;
    double lo = a->sign > 0 ? 1 : 0, hi = 1;
    double square = t * t + df;
    double gauss =
        (t * ncp + sqrt(t * ncp * t * ncp + 4 * df * square)) / (2 * square);
    double s = argument(a, 1, 0) > 0 ? 1 : gauss;

    if (a->sign > 0)
        hi = fmax(gauss, 1) + (t + 1) / sqrt(square);
    if (!(s > lo && s < hi))
        s = 1;
    for (int i = 0; i < 100; i++) {
        double z = argument(a, s, s - 1), m = mills(z);
        double slope = df * (1 / s - s) + a->sign * t * m;
        double bend = -df * (1 / (s * s) + 1) - t * t * m * (z + m);
        if (slope > 0)
            lo = s;
        else
            hi = s;
        double next = s - slope / bend;
        if (!(next > lo && next < hi))
            next = 0.5 * (lo + hi);
        bool near = fabs(next - s) * sqrt(-bend) < 0.05;
        s = next;
        if (near)
            break;
    }
    return s;
}

/* How far from the mode the height has dropped enough, not much more. */
static double find_end(const struct tail *a, double mode, double top,
                       double direction, double step)
{
    double lo = 0, hi = INFINITY;

    for (int i = 0; i < 200; i++) {
        double fall = top - log_height(a, mode + direction * step);
        if (fall >= drop && fall <= drop_most)
            break;
        if (fall < drop)
            lo = step;
        else
            hi = step;
        double next = step * sqrt(45 / fall);
        if (!(next > lo && next < hi) || i % 8 == 7)
            next = isinf(hi) ? 2 * step : 0.5 * (lo + hi);
        step = next;
    }
    return mode + direction * step;
}

/* Near 0 a plain difference would cost 1e-10 at df = 1e6. */
static double h(double u, double x)
{
    double difference = fabs(x) < 0.25 ? gsl_sf_log_1plusx_mx(x) : u - x;
    return difference - 0.5 * x * x;
}

static struct value panel(const struct tail *a, double from, double to)
{
    double middle = 0.5 * (from + to), half = 0.5 * (to - from);
    struct value sum = {0, 0};

    for (int i = 0; i < 2 * PP_GAUSS_HALF; i++) {
        const double *point = pp_gauss_legendre[i / 2];
        double place = i % 2 == 0 ? -point[0] : point[0], weight = point[1];
        double u = middle + half * place, x = expm1(u);
        double height = weight * exp(a->df * h(u, x));
        double z = argument(a, x > -0.5 ? 1 + x : exp(u), x);
        sum.p += height * normal_cdf(z);
        sum.slope += height * normal_density(z);
    }
    return (struct value){half * sum.p, half * sum.slope};
}

/* Where the support is cut, ascending. */
struct cuts {
    double at[14];
    size_t n;
};

/* Adds a cut if it lies within the support, whose ends are there already. */
static void cut(struct cuts *cuts, double u)
{
    size_t i = cuts->n - 1;
    if (!(u > cuts->at[0] && u < cuts->at[i]))
        return;
    for (; cuts->at[i] > u; i--)
        cuts->at[i + 1] = cuts->at[i];
    cuts->at[i + 1] = u;
    cuts->n++;
}

/* The log of s where z is `z`; NaN if nowhere. */
static double place_of(const struct tail *a, double z)
{
    return log((a->ncp + a->sign * z) / a->t);
}

static struct value tail_value(const struct tail *a)
{
    double s = find_mode(a), mode = log(s);
    double top = log_height(a, mode);
    if (top < -740)
        return (struct value){0, 0};

    double z = argument(a, s, s - 1), m = mills(z);
    double bend = a->df * (1 + s * s) + a->t * s * a->t * s * m * (z + m);
    double step = sqrt(2 * 45 / bend);
    double from = find_end(a, mode, top, -1, step);
    double to = find_end(a, mode, top, +1, step);

    struct cuts cuts = {{from, to}, 2};
    cut(&cuts, mode);
    /* An exponential tail, as at low df, is long beside the peak. */
    if (mode - from > 1.5 * step)
        cut(&cuts, mode - step);
    if (to - mode > 1.5 * step)
        cut(&cuts, mode + step);
    double width = 6.7 / sqrt(a->df);
    if (to - from > 2 * width) {
        cut(&cuts, -width);
        cut(&cuts, -width / 3);
        cut(&cuts, 0);
    }
    if (a->t * (exp(to) - exp(from)) > 6)
        for (int i = 0; i < 5; i++)
            cut(&cuts, place_of(a, turns[i]));
    struct value sum = {0, 0};
    for (size_t i = 0; i + 1 < cuts.n; i++) {
        struct value piece = panel(a, cuts.at[i], cuts.at[i + 1]);
        sum.p += piece.p;
        sum.slope += piece.slope;
    }
    double constant = sqrt(a->df / M_PI) / gsl_sf_gammastar(0.5 * a->df);
    return (struct value){constant * sum.p, constant * sum.slope};
}

static bool is_defined(double t, double df, double ncp)
{
    return isfinite(t) && isfinite(ncp) && isfinite(df) && df > 0;
}

double pp_nct_lower(double t, double df, double ncp)
{
    if (!is_defined(t, df, ncp))
        return NAN;
    if (t < 0)
        return pp_nct_upper(-t, df, -ncp);
    if (t == 0)
        return normal_cdf(-ncp);
    struct tail a = {t, df, ncp, +1};
    return fmin(1, tail_value(&a).p);
}

double pp_nct_upper(double t, double df, double ncp)
{
    if (!is_defined(t, df, ncp))
        return NAN;
    if (t < 0)
        return pp_nct_lower(-t, df, -ncp);
    if (t == 0)
        return normal_cdf(ncp);
    struct tail a = {t, df, ncp, -1};
    return fmin(1, tail_value(&a).p);
}

/*
 * The ncp at which the tail is `p` < 1/2. As a normal quantile, the tail is
 * nearly a straight line in the ncp: Newton's steps on that scale arrive in
 * three or four.
 */
static double find_ncp(struct tail a, double p)
{
    double target = gsl_cdf_ugaussian_Pinv(p);
    double scale = sqrt(1 + a.t * a.t / (2 * a.df));
    double lo = -INFINITY, hi = INFINITY, reach = scale;

    a.ncp = a.t * (1 - 1 / (4 * a.df + 1)) - a.sign * target * scale;
    for (int i = 0; i < 200; i++) {
        struct value v = tail_value(&a);
        double quantile = v.p < 1 ? gsl_cdf_ugaussian_Pinv(v.p) : INFINITY;
        double step =
            a.sign * (quantile - target) * normal_density(quantile) / v.slope;
        /* Above the root the tail P(T > t) is too large, P(T <= t) small. */
        if (a.sign * (v.p - p) < 0)
            hi = a.ncp;
        else
            lo = a.ncp;
        double next = a.ncp + step;
        bool near = fabs(step) <= 1e-8 * scale;
        if (!near && !(next > lo && next < hi)) {
            next = isinf(hi)   ? lo + reach
                   : isinf(lo) ? hi - reach
                               : 0.5 * (lo + hi);
            reach *= 2;
        }
        bool still = next == a.ncp;
        a.ncp = next;
        if (near || still)
            break;
    }
    return a.ncp;
}

struct pp_interval pp_nct_limits(double t, double df, double level)
{
    if (!is_defined(t, df, 0) || !(level > 0 && level < 1))
        return PP_INTERVAL_NONE;
    double p = 0.5 * (1 - level);
    if (t < 0) {
        struct pp_interval mirror = pp_nct_limits(-t, df, level);
        return (struct pp_interval){-mirror.hi, -mirror.lo};
    }
    if (t == 0) {
        double z = gsl_cdf_ugaussian_Qinv(p);
        return (struct pp_interval){-z, z};
    }
    return (struct pp_interval){find_ncp((struct tail){t, df, 0, -1}, p),
                                find_ncp((struct tail){t, df, 0, +1}, p)};
}
