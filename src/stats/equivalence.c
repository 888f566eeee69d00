#include "prepost/stats/equivalence.h"

#include "prepost/stats/students_t.h"

struct pp_equivalence pp_equivalence_test(double mean, double se, double df,
                                          double lower_bound,
                                          double upper_bound, double level)
{
    struct pp_equivalence out = {.status = PP_STATUS_OK,
                                 .lower_bound = lower_bound,
                                 .upper_bound = upper_bound,
                                 .p_lower = NAN,
                                 .p_upper = NAN,
                                 .p = NAN,
                                 .ci = PP_INTERVAL_NONE};

    if (!(df > 0) || isnan(se) || isnan(mean)) {
        out.status = PP_STATUS_TOO_FEW;
        return out;
    }
    if (se <= 0) {
        out.status = PP_STATUS_NO_VARIANCE;
        return out;
    }
    out.p_lower = pp_t_upper((mean - lower_bound) / se, df);
    out.p_upper = pp_t_upper((upper_bound - mean) / se, df);
    out.p = fmax(out.p_lower, out.p_upper);

    double reach = pp_t_quantile_upper(1 - level, df) * se;
    out.ci = (struct pp_interval){mean - reach, mean + reach};
    return out;
}
