#include "prepost/stats/study_change.h"

#include <math.h>

#include "prepost/stats/standardised_change.h"

static double squared_sd_of_change(const struct pp_change_summary *s)
{
    if (s->sd_change > 0) /* those below cancel where scores are large */
        return s->sd_change * s->sd_change;
    return s->sd_pre * s->sd_pre + s->sd_post * s->sd_post -
           2 * s->correlation * s->sd_pre * s->sd_post;
}

/* NaN where there is nothing to divide by. */
static double standardised(const struct pp_change_summary *s, double unit)
{
    if (s->n < 3 || !(unit > 0))
        return NAN;
    return pp_hedges_j((double)s->n - 1) * (s->mean_post - s->mean_pre) / unit;
}

struct pp_study_change pp_smcc(const struct pp_change_summary *s)
{
    double g = standardised(s, sqrt(squared_sd_of_change(s)));
    double n = (double)s->n;
    return (struct pp_study_change){g, 1 / n + g * g / (2 * n)};
}

struct pp_study_change pp_smcr(const struct pp_change_summary *s)
{
    double g = standardised(s, s->sd_pre), n = (double)s->n;
    return (struct pp_study_change){g, 2 * (1 - s->correlation) / n +
                                           g * g / (2 * n)};
}

/* Bonett 2008, with J for the variance too, as metafor from 4.8 on. */
struct pp_study_change pp_smcrh(const struct pp_change_summary *s)
{
    double g = standardised(s, s->sd_pre), df = (double)s->n - 1;
    double j = s->n < 3 ? NAN : pp_hedges_j(df);
    double own = squared_sd_of_change(s) / (s->sd_pre * s->sd_pre * df);
    return (struct pp_study_change){g, j * j * (own + g * g / (2 * df))};
}
