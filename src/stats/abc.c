#include "prepost/stats/abc.h"

#include <math.h>

/*
 * Weights of the units start at 1/n each. A unit's derivative is how the
 * statistic moves as a share of all weight goes over to it; central
 * differences over a ten thousandth leave eight digits of the second
 * derivative, of which the interval needs two.
 */
static const double SHARE = 1e-4, STEP = 0.02; /* in standard errors */

struct derivatives {
    double squares, cubes;   /* sums of the first, squared and cubed */
    double second;           /* sum of the second */
    struct pp_sums steepest; /* sum of units times their first */
};

/* All weight but `share` stays as it is; that much goes to the unit. */
static double moved(const struct pp_units *u, const struct pp_sums *unit,
                    pp_statistic *statistic, double share)
{
    struct pp_sums s = {0};
    pp_sums_add(&s, &u->all, 1.0 - share);
    pp_sums_add(&s, unit, share * (double)u->n);
    return statistic(&s);
}

static struct derivatives derive(const struct pp_units *u,
                                 pp_statistic *statistic, double estimate)
{
    struct derivatives d = {0};
    for (size_t k = 0; k < u->n_distinct; k++) {
        const struct pp_unit *unit = &u->unit[k];
        double more = moved(u, &unit->sums, statistic, SHARE);
        double less = moved(u, &unit->sums, statistic, -SHARE);
        double first = (more - less) / (2.0 * SHARE);
        d.squares += unit->count * first * first;
        d.cubes += unit->count * first * first * first;
        d.second +=
            unit->count * (more - 2.0 * estimate + less) / (SHARE * SHARE);
        pp_sums_add(&d.steepest, &unit->sums, unit->count * first);
    }
    return d;
}

/* The statistic `far` standard errors along its steepest direction. */
static double along(const struct pp_units *u, const struct pp_sums *direction,
                    pp_statistic *statistic, double far)
{
    struct pp_sums s = u->all;
    pp_sums_add(&s, direction, far);
    return statistic(&s);
}

void pp_abc_interval(const struct pp_units *u, pp_statistic *statistic,
                     double z, struct pp_abc *res)
{
    *res = (struct pp_abc){PP_INTERVAL_NONE, NAN, NAN, PP_STATUS_NO_VARIANCE};
    double n = (double)u->n, estimate = statistic(&u->all);
    struct derivatives d = derive(u, statistic, estimate);
    if (isnan(estimate) || !(d.squares > 0.0))
        return;
    double se = sqrt(d.squares) / n;
    struct pp_sums direction = {0};
    pp_sums_add(&direction, &d.steepest, 1.0 / (n * se));

    /* Bias and curvature make z0 (Davison and Hinkley 1997, section 5.4). */
    double a = d.cubes / (6.0 * n * n * n * se * se * se);
    double bend = (along(u, &direction, statistic, STEP) - 2.0 * estimate +
                   along(u, &direction, statistic, -STEP)) /
                  (2.0 * se * STEP * STEP);
    double curvature = d.second / (2.0 * n * n) / se - bend;
    res->acceleration = a;
    res->z0 = a - curvature;
    double low = res->z0 - z, high = res->z0 + z;
    low /= (1.0 - a * low) * (1.0 - a * low);
    high /= (1.0 - a * high) * (1.0 - a * high);
    res->ci.lo = along(u, &direction, statistic, low);
    res->ci.hi = along(u, &direction, statistic, high);
    res->status = PP_STATUS_OK;
}
