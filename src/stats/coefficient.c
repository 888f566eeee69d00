#include "prepost/stats/coefficient.h"

#include "prepost/stats/students_t.h"

struct pp_coefficient pp_coefficient_none(enum pp_status status)
{
    return (struct pp_coefficient){NAN,   NAN, NAN, NAN, NAN, PP_INTERVAL_NONE,
                                   status};
}

struct pp_coefficient pp_coefficient_make(double estimate, double se, double df,
                                          double level)
{
    struct pp_coefficient c = pp_coefficient_none(PP_STATUS_TOO_FEW);
    c.estimate = estimate;
    c.se = se;
    c.df = df;
    if (isnan(estimate) || isnan(se) || !(df > 0))
        return c;
    if (se == 0) {
        c.status = PP_STATUS_NO_VARIANCE;
        c.ci = (struct pp_interval){estimate, estimate};
        return c;
    }
    c.status = PP_STATUS_OK;
    c.t = estimate / se;
    if (isnan(level))
        return c;
    c.p = pp_t_two_sided(c.t, df);
    double reach = pp_t_quantile_upper((1 - level) / 2, df) * se;
    c.ci = (struct pp_interval){estimate - reach, estimate + reach};
    return c;
}

struct pp_estimate pp_coefficient_estimate(const struct pp_coefficient *c,
                                           const char *method)
{
    return (struct pp_estimate){.estimate = c->estimate,
                                .ci = c->ci,
                                .method = method,
                                .status = c->status};
}
