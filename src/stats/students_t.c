#include "prepost/stats/students_t.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdbool.h>

/*
 * P(T > t) is half the regularised incomplete beta function I_x(a, 1/2) of
 * x = df / (df + t^2), a = df / 2. GSL's is off by 3e-8 at df 1.3
 * (Satterthwaite's are like that), and its t by 4e-9 at df 31 and t 10, where
 * it changes its method; so it is worked out here, to 13 digits everywhere.
 * Either way has the factor
 *
 *     x^a (1 - x)^(1/2) / B(a, 1/2),
 *
 * and then a series of positive terms in 1 - x, or the continued fraction of
 * the tail in x, whichever converges quickly: in 62 steps at the worst,
 * however large df.
 */
struct beta {
    double a, x, y; /* y = 1 - x */
    double factor;
};

/* Gamma(a + 1/2) / Gamma(a), of which neither fits a double for long. */
static double half_step(double a)
{
    return sqrt(a) * exp(a * log1p(0.5 / a) - 0.5) * gsl_sf_gammastar(a + 0.5) /
           gsl_sf_gammastar(a);
}

static struct beta beta_of(double t, double df)
{
    double a = 0.5 * df, ratio = t / sqrt(df);
    double square = ratio * ratio;
    double x = 1 / (1 + square), y = isinf(square) ? 1 : square * x;
    double minus_log_x = isinf(square) ? 2 * log(ratio) : log1p(square);

    return (struct beta){a, x, y,
                         sqrt(y / M_PI) * half_step(a) * exp(-a * minus_log_x)};
}

/* Half of I_y(1/2, a): Abramowitz and Stegun 26.5.4. */
static double near_half(const struct beta *b)
{
    double term = 1, sum = 1;

    for (int n = 0; n < 500 && term > sum * (DBL_EPSILON / 4); n++) {
        term *= b->y * (b->a + 0.5 + n) / (1.5 + n);
        sum += term;
    }
    return b->factor * sum;
}

/*
 * Half of I_x(a, 1/2): the continued fraction of DiDonato and Morris (1992,
 * BFRAC), by Lentz's method. In the better known one (Abramowitz and Stegun
 * 26.5.8) nearly equal terms are subtracted where df is large: 11 digits.
 */
static double far_half(const struct beta *b)
{
    double a = b->a, x = b->x, start = 0.5 + (a + 0.5) * b->y;
    double below = a / (a + 1) * start, c = below, d = 0;

    for (int n = 1; n < 500; n++) {
        double w = n * (0.5 - n) * x, s = a + 2 * n;
        double over =
            (a + n - 1) * (a + n - 0.5) / ((s - 1) * (s - 1)) * (w * x);
        double under =
            n + w / (s - 1) + (a + n) / (s + 1) * (start + n * (1 + b->y));
        d = 1 / (under + over * d);
        c = under + over / c;
        below *= c * d;
        if (fabs(c * d - 1) < DBL_EPSILON)
            break;
    }
    return 0.5 * b->factor / below;
}

double pp_t_upper(double t, double df)
{
    if (isnan(t) || !(df > 0))
        return NAN;
    if (isinf(df))
        return gsl_cdf_ugaussian_Q(t);
    if (isinf(t))
        return t > 0 ? 0 : 1;
    if (t < 0)
        return 1 - pp_t_upper(-t, df);
    struct beta b = beta_of(t, df);
    bool is_far = b.x < (b.a + 1) / (b.a + 2.5);
    return is_far ? far_half(&b) : 0.5 - near_half(&b);
}
double pp_t_two_sided(double t, double df)
{
    double tail = pp_t_upper(fabs(t), df);
    return isnan(tail) ? NAN : fmin(1, 2 * tail); /* fmin() drops a NaN */
}

double pp_t_quantile_upper(double q, double df)
{
    if (!(q > 0 && q < 1) || !(df > 0))
        return NAN;
    if (q > 0.5)
        return -pp_t_quantile_upper(1 - q, df);
    if (isinf(df))
        return gsl_cdf_ugaussian_Qinv(q);
    double t = gsl_cdf_tdist_Qinv(q, df);
    /* Newton on log P, which is nearly straight where P is not. */
    for (int i = 0; i < 8 && isfinite(t); i++) {
        double tail = pp_t_upper(t, df);
        double step = log(tail / q) * tail / gsl_ran_tdist_pdf(t, df);
        if (!isfinite(step))
            break;
        t += step;
        if (fabs(step) <= 1e-8 * fabs(t)) /* what is left is its square */
            break;
    }
    return t;
}
