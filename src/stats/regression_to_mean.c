#include "prepost/stats/regression_to_mean.h"

#include <gsl/gsl_sf_erf.h>

#include "prepost/stats/students_t.h"

/* The mean of a standard normal beyond z is phi(z)/(1 - Phi(z)); what lasts to
 * the second measurement is the correlation's share of it. */
double pp_rtm_expected(double mean, double sd, double correlation,
                       double threshold, enum pp_selected selected)
{
    if (!(sd > 0) || !(fabs(correlation) <= 1) || isnan(threshold))
        return NAN;
    double side = selected == PP_SELECTED_ABOVE ? 1 : -1;
    double beyond = gsl_sf_hazard(side * (threshold - mean) / sd);
    return -side * sd * (1 - correlation) * beyond;
}

/* Sums of squares and products about the means. */
struct products {
    double x, y, xx, xy, yy;
};

static struct products products_of(const double *x, const double *y, size_t n)
{
    struct products p = {0};
    for (size_t i = 0; i < n; i++) {
        p.x += x[i];
        p.y += y[i];
    }
    p.x /= (double)n;
    p.y /= (double)n;
    for (size_t i = 0; i < n; i++) {
        p.xx += (x[i] - p.x) * (x[i] - p.x);
        p.xy += (x[i] - p.x) * (y[i] - p.y);
        p.yy += (y[i] - p.y) * (y[i] - p.y);
    }
    return p;
}

/* HC3 of the line `off` from the mean of x. A point that fixes the line alone
 * has no residual to tell anything by. */
static double hc3_se_at(const struct products *p, double slope, double off,
                        const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double dx = x[i] - p->x, residual = y[i] - p->y - slope * dx;
        double weight = 1 / (double)n + dx * off / p->xx;
        double rest = 1 - 1 / (double)n - dx * dx / p->xx;
        double moved = rest > 1e-9 ? weight * residual / rest : 0;
        sum += moved * moved;
    }
    return sqrt(sum);
}

struct pp_mee_chua pp_rtm_mee_chua(const double *pre, const double *post,
                                   size_t n, double population_mean,
                                   double level)
{
    struct pp_coefficient none = pp_coefficient_none(PP_STATUS_TOO_FEW);
    struct pp_mee_chua out = {n, NAN, none, none};
    if (n < 3)
        return out;
    struct products p = products_of(pre, post, n);
    if (!(p.xx > 0)) {
        out.effect.status = out.published.status = PP_STATUS_NO_VARIANCE;
        return out;
    }
    double df = (double)n - 2, off = population_mean - p.x;
    out.slope = p.xy / p.xx;
    double residual = fmax(0, p.yy - out.slope * p.xy) / df;
    double se = sqrt(residual * (1 / (double)n + off * off / p.xx));
    /* The line at mu, less mu: the intercept when mu is taken from both. */
    double effect = p.y + out.slope * off - population_mean;
    double robust = hc3_se_at(&p, out.slope, off, pre, post, n);
    out.published = pp_coefficient_make(effect, se, df, level);
    out.effect = pp_coefficient_make(effect, fmax(se, robust), df, level);
    return out;
}

/* The correlation of D = y - x with S = x + y, from sums of x and y alone. */
struct pp_oldham pp_rtm_oldham(const double *pre, const double *post, size_t n)
{
    struct pp_oldham o = {.n = n,
                          .r = NAN,
                          .t = NAN,
                          .df = NAN,
                          .p = NAN,
                          .variance_ratio = NAN,
                          .status = PP_STATUS_TOO_FEW};
    if (n < 3)
        return o;
    struct products p = products_of(pre, post, n);
    double change = p.xx - 2 * p.xy + p.yy, total = p.xx + 2 * p.xy + p.yy;
    double all = p.xx + p.yy;
    if (p.xx > 0)
        o.variance_ratio = p.yy / p.xx;
    if (!(change > 1e-14 * all) || !(total > 1e-14 * all)) {
        o.status = PP_STATUS_NO_VARIANCE;
        return o;
    }
    o.status = PP_STATUS_OK;
    o.df = (double)n - 2;
    o.r = (p.yy - p.xx) / sqrt(change * total);
    /* 1 - r^2 without the subtraction: 4 (xx yy - xy^2)/(change total). */
    double rest = 4 * (p.xx * p.yy - p.xy * p.xy) / (change * total);
    o.t = o.r * sqrt(o.df / fmax(rest, 0));
    o.p = pp_t_two_sided(o.t, o.df);
    return o;
}
