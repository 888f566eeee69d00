#include "prepost/stats/ppc2.h"

#include "prepost/stats/standardised_change.h"
#include "prepost/stats/students_t.h"

/* Morris 2008, (16), his d in place of the true one. */
static double variance_of(double d, double correlation, double n1, double n2,
                          double small_sample)
{
    double base = 2 * (1 - correlation) * (n1 + n2) / (n1 * n2);
    double df = n1 + n2 - 2;
    return small_sample * small_sample * base * df / (df - 2) *
               (1 + d * d / base) -
           d * d;
}

struct pp_estimate pp_ppc2(const struct pp_cohort_summary *first,
                           const struct pp_cohort_summary *second,
                           double correlation, double level)
{
    struct pp_estimate out = {NAN, PP_INTERVAL_NONE, "morris-2008",
                              PP_STATUS_TOO_FEW};
    if (first->n < 2 || second->n < 2)
        return out;
    double n1 = (double)first->n, n2 = (double)second->n, df = n1 + n2 - 2;
    double pooled = ((n1 - 1) * first->sd_pre * first->sd_pre +
                     (n2 - 1) * second->sd_pre * second->sd_pre) /
                    df;
    if (!(pooled > 0)) {
        out.status = PP_STATUS_NO_VARIANCE;
        return out;
    }
    double small_sample = pp_hedges_j(df);
    double change1 = first->mean_post - first->mean_pre;
    double change2 = second->mean_post - second->mean_pre;
    out.status = PP_STATUS_OK;
    out.estimate = small_sample * (change1 - change2) / sqrt(pooled);
    if (!(fabs(correlation) < 1) || df <= 2)
        return out;
    double se =
        sqrt(variance_of(out.estimate, correlation, n1, n2, small_sample));
    double reach = pp_t_quantile_upper((1 - level) / 2, INFINITY) * se;
    out.ci = (struct pp_interval){out.estimate - reach, out.estimate + reach};
    return out;
}
