#include "prepost/stats/planning.h"

#include <math.h>

#include "prepost/stats/grouping.h"
#include "prepost/stats/power.h"
#include "prepost/stats/students_t.h"

double pp_planning_sd_change(double sd, double correlation)
{
    return sd * sqrt(2 * (1 - correlation));
}

double pp_planning_sd_residual(double sd, double correlation)
{
    return sd * sqrt(1 - correlation * correlation);
}

double pp_planning_design_effect(const struct pp_planning *p)
{
    return p->group_size > 1 ? 1 + (p->group_size - 1) * p->icc : 1;
}

static bool is_sound(const struct pp_planning *p, double n)
{
    return p->sd_change > 0 && p->sesoi > 0 && p->level > 0.5 && p->level < 1 &&
           p->n_tests >= 1 && p->icc >= 0 && p->icc < 1 && n >= 2 &&
           isfinite(n);
}

/* Support groups in all, of both arms together. */
static double groups(const struct pp_planning *p, double n)
{
    return (p->is_two_arms ? 2 * n : n) / p->group_size;
}

double pp_planning_df(const struct pp_planning *p, double n)
{
    if (!is_sound(p, n))
        return NAN;
    double estimated = p->is_two_arms ? 2 : 1; /* means, of groups or people */
    if (p->group_size > 1) {
        double n_groups = groups(p, n);
        return n_groups >= PP_FEWEST_GROUPS ? n_groups - estimated : NAN;
    }
    return p->is_two_arms ? 2 * n - 3 : n - 1;
}

double pp_planning_se(const struct pp_planning *p, double n)
{
    if (!is_sound(p, n))
        return NAN;
    return p->sd_change *
           sqrt((p->is_two_arms ? 2 : 1) * pp_planning_design_effect(p) / n);
}

static double test_level(const struct pp_planning *p)
{
    return 1 - (1 - p->level) / (double)p->n_tests;
}

double pp_planning_power(const struct pp_planning *p, double change, double n)
{
    return pp_power_of_ncp(fabs(change) / pp_planning_se(p, n),
                           pp_planning_df(p, n), test_level(p));
}

double pp_planning_power_none(const struct pp_planning *p, double n)
{
    return pp_power_equivalence_of(0, pp_planning_se(p, n),
                                   pp_planning_df(p, n), -p->sesoi, p->sesoi,
                                   p->level);
}

/*
 * A change is found from t SE on, and none that matters is said up to
 * sesoi - t' SE: nothing lies between where t SE <= sesoi - t' SE.
 */
bool pp_planning_decides(const struct pp_planning *p, double n)
{
    double df = pp_planning_df(p, n);

    if (!(df > 0))
        return false;
    double t = pp_t_quantile_upper(0.5 * (1 - test_level(p)), df);
    double t_one_side = pp_t_quantile_upper(1 - p->level, df);
    return p->sesoi >= (t + t_one_side) * pp_planning_se(p, n);
}

double pp_planning_detectable(const struct pp_planning *p, double n,
                              double power)
{
    return pp_power_detectable_ncp(pp_planning_df(p, n), test_level(p), power) *
           pp_planning_se(p, n);
}

/* --- fewest people --------------------------------------------------------
 */

typedef bool enough(const struct pp_planning *p, double n, double power);

static bool finds(const struct pp_planning *p, double n, double power)
{
    return pp_planning_power(p, p->sesoi, n) >= power;
}

static bool finds_none(const struct pp_planning *p, double n, double power)
{
    return pp_planning_power_none(p, n) >= power;
}

static bool decides(const struct pp_planning *p, double n, double power)
{
    (void)power;
    return pp_planning_decides(p, n);
}

/* More people are never fewer chances: all three are monotone in n. */
static long fewest(const struct pp_planning *p, enough *is_enough, double power)
{
    long lo = PP_PLANNING_LEAST, hi = PP_PLANNING_LEAST;

    if (!is_sound(p, (double)lo))
        return 0;
    while (!is_enough(p, (double)hi, power)) {
        if (hi >= PP_PLANNING_MOST)
            return 0;
        lo = hi + 1;
        hi = 2 * hi < PP_PLANNING_MOST ? 2 * hi : PP_PLANNING_MOST;
    }
    while (lo < hi) {
        long middle = lo + (hi - lo) / 2;
        if (is_enough(p, (double)middle, power))
            hi = middle;
        else
            lo = middle + 1;
    }
    return hi;
}

long pp_planning_n_for_change(const struct pp_planning *p, double power)
{
    return fewest(p, finds, power);
}

long pp_planning_n_for_none(const struct pp_planning *p, double power)
{
    return fewest(p, finds_none, power);
}

long pp_planning_n_to_decide(const struct pp_planning *p)
{
    return fewest(p, decides, 0);
}

long pp_planning_asked(long n, double dropout)
{
    /* 70 of 100 at 0.3, whatever 1 - 0.3 is in binary. */
    return (long)ceil((double)n / (1 - dropout) * (1 - 1e-12));
}
