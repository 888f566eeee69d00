#include "prepost/stats/noncentral_t.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>
#include <stdbool.h>

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
 * cut where the integrand is exp(-38) of its height, then at the mode and
 * where Phi turns (it is a step beside f when df is small and t large), and
 * each piece is left to a Gauss-Legendre rule of 24 points.
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

/* Gauss and Legendre's rule on (-1, 1): the positive half of 24 points. */
static const double rule[12][2] = {
    {0.995187219997021360, 0.0123412297999871995},
    {0.974728555971309498, 0.0285313886289336632},
    {0.938274552002732759, 0.0442774388174198062},
    {0.886415527004401034, 0.0592985849154367807},
    {0.820001985973902922, 0.0733464814110803057},
    {0.740124191578554364, 0.0861901615319532759},
    {0.648093651936975569, 0.0976186521041138883},
    {0.545421471388839536, 0.107444270115965635},
    {0.433793507626045138, 0.115505668053725601},
    {0.315042679696163374, 0.121670472927803391},
    {0.191118867473616309, 0.125837456346828296},
    {0.0640568928626056261, 0.127938195346752157}};

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

    for (int i = 0; i < 24; i++) {
        double place = i < 12 ? -rule[i][0] : rule[23 - i][0];
        double weight = rule[i < 12 ? i : 23 - i][1];
        double u = middle + half * place, x = expm1(u);
        double height = weight * exp(a->df * h(u, x));
        double z = argument(a, x > -0.5 ? 1 + x : exp(u), x);
        sum.p += height * normal_cdf(z);
        sum.slope += height * normal_density(z);
    }
    return (struct value){half * sum.p, half * sum.slope};
}

/* Puts the log of s where z is `z` into cuts[], if it lies in the support. */
static size_t cut_at(const struct tail *a, double z, double cuts[], size_t n,
                     double from, double to)
{
    double s = (a->ncp + a->sign * z) / a->t;
    double u = s > 0 ? log(s) : -INFINITY;
    if (!(u > from && u < to))
        return n;
    size_t i = n;
    for (; i > 0 && cuts[i - 1] > u; i--)
        cuts[i] = cuts[i - 1];
    cuts[i] = u;
    return n + 1;
}

static struct value tail_value(const struct tail *a)
{
    double s = find_mode(a), mode = log(s);
    double top = log_height(a, mode);
    if (top < -740)
        return (struct value){0, 0};

    double z = argument(a, s, s - 1), m = mills(z);
    double bend = 2 * a->df * s * s + a->t * s * a->t * s * m * (z + m);
    double step = sqrt(2 * 45 / bend);
    double from = find_end(a, mode, top, -1, step);
    double to = find_end(a, mode, top, +1, step);

    double cuts[5] = {from, mode, to};
    size_t n = 3;
    if (a->t * (exp(to) - exp(from)) > 6) {
        n = cut_at(a, 0, cuts, n, from, to);
        n = cut_at(a, 8.5, cuts, n, from, to);
    }
    struct value sum = {0, 0};
    for (size_t i = 0; i + 1 < n; i++) {
        struct value piece = panel(a, cuts[i], cuts[i + 1]);
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
        bool near = fabs(step) <= 1e-7 * scale;
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
