#include "prepost/analysis/growth.h"

#include <math.h>

#include "prepost/analysis/unlike.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/mmrm.h"

/* People a row each, as the model wants them, with the number of their cohort.
 */
struct rows {
    size_t n;
    double *y;
    size_t *cohort;
};

static void rows_init(struct rows *r, const struct pp_scores *scores,
                      const size_t *cohort)
{
    size_t n_waves = scores->n_waves;

    r->n = 0;
    r->y = pp_alloc_array(scores->n_participants * n_waves, sizeof *r->y);
    r->cohort = pp_alloc_array(scores->n_participants, sizeof *r->cohort);
    for (size_t i = 0; i < scores->n_participants; i++) {
        if (cohort != NULL && cohort[i] == PP_NO_COHORT)
            continue;
        r->cohort[r->n] = cohort != NULL ? cohort[i] : 0;
        for (size_t w = 0; w < n_waves; w++)
            r->y[r->n * n_waves + w] = scores->at[w][i];
        r->n++;
    }
}

static void rows_clear(struct rows *r)
{
    pp_free(r->y);
    pp_free(r->cohort);
}

/* Who answered, of one cohort. */
static void count_people(const struct rows *r, size_t cohort, size_t n_waves,
                         struct pp_growth *growth, struct pp_growth_wave *waves)
{
    for (size_t i = 0; i < r->n; i++) {
        const double *y = r->y + i * n_waves;
        bool answered = false;
        if (r->cohort[i] != cohort)
            continue;
        for (size_t w = 0; w < n_waves; w++) {
            waves[w].n += !isnan(y[w]);
            waves[w].n_both += !isnan(y[w]) && !isnan(y[0]);
            answered |= !isnan(y[w]);
        }
        growth->n += answered;
    }
}

/* How many are unlike most of those who answered at one wave and not at the
 * other. */
static long unlike_at(const struct rows *r, size_t cohort, size_t n_waves,
                      size_t at, size_t but_not)
{
    double *x = pp_alloc_array(r->n + 1, sizeof *x);
    size_t n = 0;

    for (size_t i = 0; i < r->n; i++) {
        const double *y = r->y + i * n_waves;
        if (r->cohort[i] == cohort && !isnan(y[at]) && isnan(y[but_not]))
            x[n++] = y[at];
    }
    long n_unlike = pp_unlike_most(x, n);
    pp_free(x);
    return n_unlike;
}

static bool all_known(const double *weeks, size_t n)
{
    for (size_t w = 0; w < n; w++)
        if (isnan(weeks[w]))
            return false;
    return true;
}

static void read_fit(const struct pp_mmrm *fit, size_t cohort,
                     const double *weeks, double level,
                     struct pp_growth *growth, struct pp_growth_wave *waves)
{
    struct pp_coefficient none = pp_coefficient_none(PP_STATUS_NOT_DECLARED);
    size_t n_waves = growth->n_waves;

    growth->status = pp_mmrm_status(fit);
    for (size_t w = 0; w < n_waves; w++) {
        waves[w].weeks = weeks != NULL ? weeks[w] : NAN;
        waves[w].mean = pp_mmrm_mean(fit, cohort, w, level);
        waves[w].change = w > 0 ? pp_mmrm_change(fit, cohort, w, level) : none;
        waves[w].difference =
            w > 0 && cohort > 0
                ? pp_mmrm_change_difference(fit, cohort, 0, w, level)
                : none;
    }
    if (weeks != NULL && all_known(weeks, n_waves))
        growth->slope = pp_mmrm_slope(fit, cohort, weeks, level);
}

void pp_growth_of_arms(const struct pp_scores *scores, const size_t *cohort,
                       size_t n_cohorts, enum pp_arms_made made,
                       const double *weeks, double level, struct pp_pool *pool,
                       struct pp_growth *out)
{
    size_t n_waves = scores->n_waves;
    struct rows rows;

    for (size_t c = 0; c < n_cohorts; c++)
        out[c] = (struct pp_growth){
            .slope = pp_coefficient_none(PP_STATUS_NOT_DECLARED)};
    if (n_waves < 3)
        return;
    rows_init(&rows, scores, cohort);
    struct pp_mmrm_in in = {.y = rows.y,
                            .n = rows.n,
                            .n_waves = n_waves,
                            .cohort = n_cohorts > 1 ? rows.cohort : NULL,
                            .n_cohorts = n_cohorts,
                            .baseline = made == PP_ARMS_BY_CHANCE
                                            ? PP_BASELINE_SHARED
                                            : PP_BASELINE_OWN};
    struct pp_mmrm *fit = pp_mmrm_new(&in);
    for (size_t c = 0; c < n_cohorts; c++) {
        struct pp_growth_wave *waves =
            pp_pool_array(pool, n_waves, sizeof *waves);
        out[c].waves = waves;
        out[c].n_waves = n_waves;
        count_people(&rows, c, n_waves, &out[c], waves);
        for (size_t w = 1; w < n_waves; w++) {
            waves[w].n_left_unlike = unlike_at(&rows, c, n_waves, 0, w);
            waves[w].n_joined_unlike = unlike_at(&rows, c, n_waves, w, 0);
        }
        read_fit(fit, c, weeks, level, &out[c], waves);
    }
    pp_mmrm_free(fit);
    rows_clear(&rows);
}

struct pp_growth pp_growth_of(const struct pp_scores *scores,
                              const double *weeks, double level,
                              struct pp_pool *pool)
{
    struct pp_growth growth;

    pp_growth_of_arms(scores, NULL, 1, PP_ARMS_BY_CHANCE, weeks, level, pool,
                      &growth);
    return growth;
}
