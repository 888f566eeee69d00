#include "prepost/analysis/growth.h"

#include <math.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/mmrm.h"

/* A person a row, as the model wants them; counts who answered. */
static double *rows_of(const struct pp_scores *scores, struct pp_growth *growth,
                       struct pp_growth_wave *waves)
{
    size_t n_waves = scores->n_waves;
    double *y = pp_alloc_array(scores->n_participants * n_waves, sizeof *y);

    for (size_t i = 0; i < scores->n_participants; i++) {
        bool answered = false;
        for (size_t w = 0; w < n_waves; w++) {
            double score = scores->at[w][i];
            y[i * n_waves + w] = score;
            waves[w].n += !isnan(score);
            answered |= !isnan(score);
        }
        growth->n += answered;
    }
    return y;
}

static bool all_known(const double *weeks, size_t n)
{
    for (size_t w = 0; w < n; w++)
        if (isnan(weeks[w]))
            return false;
    return true;
}

struct pp_growth pp_growth_of(const struct pp_scores *scores,
                              const double *weeks, double level,
                              struct pp_pool *pool)
{
    size_t n_waves = scores->n_waves;
    struct pp_growth growth = {.slope =
                                   pp_coefficient_none(PP_STATUS_NOT_DECLARED)};

    if (n_waves < 3)
        return growth;
    struct pp_growth_wave *waves = pp_pool_array(pool, n_waves, sizeof *waves);
    double *y = rows_of(scores, &growth, waves);
    struct pp_mmrm_in in = {.y = y,
                            .n = scores->n_participants,
                            .n_waves = n_waves,
                            .n_cohorts = 1,
                            .baseline = PP_BASELINE_SHARED};
    struct pp_mmrm *fit = pp_mmrm_new(&in);

    growth.status = pp_mmrm_status(fit);
    growth.waves = waves;
    growth.n_waves = n_waves;
    for (size_t w = 0; w < n_waves; w++) {
        waves[w].weeks = weeks != NULL ? weeks[w] : NAN;
        waves[w].mean = pp_mmrm_mean(fit, 0, w, level);
        waves[w].change = w > 0 ? pp_mmrm_change(fit, 0, w, level)
                                : pp_coefficient_none(PP_STATUS_NOT_DECLARED);
    }
    if (weeks != NULL && all_known(weeks, n_waves))
        growth.slope = pp_mmrm_slope(fit, 0, weeks, level);
    pp_mmrm_free(fit);
    pp_free(y);
    return growth;
}
