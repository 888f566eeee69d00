#include "prepost/stats/power.h"

#include <gsl/gsl_sf_gamma.h>
#include <stdbool.h>

#include "prepost/stats/noncentral_t.h"
#include "prepost/stats/quadrature.h"
#include "prepost/stats/students_t.h"

static bool is_share(double x)
{
    return x > 0 && x < 1;
}

static double t_limit(double df, double level)
{
    return pp_t_quantile_upper(0.5 * (1 - level), df);
}

static double power_beyond(double limit, double ncp, double df)
{
    return pp_nct_upper(limit, df, ncp) + pp_nct_lower(-limit, df, ncp);
}

double pp_power_of_ncp(double ncp, double df, double level)
{
    if (!is_share(level) || !(df > 0) || !isfinite(ncp))
        return NAN;
    return power_beyond(t_limit(df, level), ncp, df);
}

double pp_power_paired(double d_z, double n, double level)
{
    if (!(n >= 2))
        return NAN;
    return pp_power_of_ncp(d_z * sqrt(n), n - 1, level);
}

/*
 * Where an increasing function is `target`: doubling until it is passed, then
 * bisection with secant steps (Illinois). Good to the last digits.
 */
struct search {
    double (*f)(double x, const void *ctx);
    const void *ctx;
    double lo, hi; /* f(lo) < target; hi grows */
};

static double solve(const struct search *s, double target)
{
    double lo = s->lo, hi = s->hi;
    double below = s->f(lo, s->ctx) - target;
    double above = s->f(hi, s->ctx) - target;

    while (above < 0) {
        if (hi > 1e15)
            return NAN;
        lo = hi, below = above;
        hi *= 2;
        above = s->f(hi, s->ctx) - target;
    }
    if (!(below < 0))
        return below == 0 ? lo : NAN;
    int side = 0;
    for (int i = 0; i < 200 && hi - lo > 4e-16 * hi; i++) {
        double x = (lo * above - hi * below) / (above - below);
        if (!(x > lo && x < hi) || i % 5 == 4)
            x = 0.5 * (lo + hi);
        double y = s->f(x, s->ctx) - target;
        if (y == 0)
            return x;
        if (y < 0) {
            lo = x, below = y;
            above *= side == -1 ? 0.5 : 1;
            side = -1;
        } else {
            hi = x, above = y;
            below *= side == 1 ? 0.5 : 1;
            side = 1;
        }
        if (fabs(y) < 1e-15)
            return x;
    }
    return 0.5 * (lo + hi);
}

struct design {
    double df, level, d_z, limit;
};

static double power_by_ncp(double ncp, const void *ctx)
{
    const struct design *a = ctx;
    return power_beyond(a->limit, ncp, a->df);
}

static double power_by_n(double n, const void *ctx)
{
    const struct design *a = ctx;
    return pp_power_paired(a->d_z, n, a->level);
}

double pp_power_detectable_ncp(double df, double level, double power)
{
    if (!(df > 0) || !isfinite(df) || !is_share(level) || !is_share(power) ||
        power <= 1 - level)
        return NAN;
    struct design a = {df, level, NAN, t_limit(df, level)};
    struct search s = {power_by_ncp, &a, 0, 4};
    if (power > 0.5) {
        /* The near tail alone needs a little more than both together. */
        s.hi = pp_nct_limits(a.limit, df, 2 * power - 1).hi * (1 + 1e-12);
        double lo = 0.98 * s.hi;
        s.lo = power_by_ncp(lo, &a) < power ? lo : 0;
    }
    return solve(&s, power);
}

double pp_power_detectable(double n, double level, double power)
{
    if (!(n >= 2))
        return NAN;
    return pp_power_detectable_ncp(n - 1, level, power) / sqrt(n);
}

double pp_power_pairs_needed(double d_z, double level, double power)
{
    if (!isfinite(d_z) || d_z == 0 || !is_share(level) || !is_share(power) ||
        power <= 1 - level)
        return NAN;
    struct design a = {NAN, level, fabs(d_z), NAN};
    if (power_by_n(2, &a) >= power)
        return 2;
    return solve(&(struct search){power_by_n, &a, 2, 16}, power);
}

/*
 * Both tests reject when the mean lies further inside than `limit` estimated
 * standard errors; given the ratio s of estimated to true sd, that is an
 * interval of the normal distribution. Integrated over u = log s, with the
 * density of s as in noncentral_t.c.
 */
struct equivalence_design {
    double lower, upper; /* bounds minus the true change, in true se */
    double limit, df;
};

static double normal_cdf(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

static double equivalent_given(double u, const void *ctx)
{
    const struct equivalence_design *a = ctx;
    double s = exp(u), density = exp(a->df * (u - 0.5 * expm1(2 * u)));
    double lower = a->lower + a->limit * s, upper = a->upper - a->limit * s;

    return density * (normal_cdf(upper) - normal_cdf(lower));
}

double pp_power_equivalence_of(double change, double se, double df,
                               double lower_bound, double upper_bound,
                               double level)
{
    if (!(df > 0) || !(se > 0) || !is_share(level) || level <= 0.5 ||
        !(lower_bound < upper_bound) || !isfinite(change))
        return NAN;
    struct equivalence_design a = {(lower_bound - change) / se,
                                   (upper_bound - change) / se,
                                   pp_t_quantile_upper(1 - level, df), df};

    /* Where the interval is not empty, and s neither too small nor large. */
    double widest = log((a.upper - a.lower) / (2 * a.limit));
    double reach = sqrt(40 / df);
    double from = -reach - 40 / df, to = fmin(widest, reach);
    if (from >= to)
        return 0;
    double constant = sqrt(df / M_PI) / gsl_sf_gammastar(0.5 * df);
    return constant * pp_quadrature(equivalent_given, &a, from, to, 16);
}

double pp_power_equivalence(double change, double sd, double n,
                            double lower_bound, double upper_bound,
                            double level)
{
    if (!(n >= 2) || !(sd > 0))
        return NAN;
    return pp_power_equivalence_of(change, sd / sqrt(n), n - 1, lower_bound,
                                   upper_bound, level);
}
