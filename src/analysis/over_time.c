#include "prepost/analysis/over_time.h"

#include "prepost/analysis/by_slope.h"
#include "prepost/analysis/growth.h"
#include "prepost/analysis/scores.h"
#include "prepost/base/alloc.h"

/* Which cohort of the model each participant is in: 0 is compared with. */
static size_t *growth_cohorts(const struct pp_arm_split *arms, size_t n)
{
    size_t *cohort = pp_alloc_array(n, sizeof *cohort);

    for (size_t i = 0; i < n; i++) {
        size_t level = arms->column->level[i];
        cohort[i] = level == arms->comparison ? 0 : PP_NO_COHORT;
        for (size_t k = 0; k < arms->n_arms; k++)
            if (level == arms->arm[k])
                cohort[i] = k + 1;
    }
    return cohort;
}

static void grow_arms(const struct pp_plan *plan,
                      const struct pp_arm_split *arms,
                      const struct pp_scores *scores, const double *weeks,
                      struct pp_pool *pool, struct pp_growth *out)
{
    size_t *cohort = growth_cohorts(arms, scores->n_participants);

    pp_growth_of_arms(scores, cohort, arms->n_arms + 1,
                      plan->evidence == PP_EVIDENCE_RANDOMISED
                          ? PP_ARMS_BY_CHANCE
                          : PP_ARMS_AS_THEY_ARE,
                      weeks, plan->level, pool, out);
    for (size_t k = 0; k <= arms->n_arms; k++)
        out[k].people = pp_arm_name(
            plan, arms, k == 0 ? arms->comparison : arms->arm[k - 1], pool);
    pp_free(cohort);
}

/* One outcome at the last wave, or one for each arm but the comparison. */
static void count_by_slope(const struct pp_arm_split *arms,
                           const struct pp_scores *scores, const double *weeks,
                           struct pp_outcome *last)
{
    size_t n_each = arms->column != NULL ? arms->n_arms : 1;

    for (size_t k = 0; k < n_each; k++) {
        struct pp_pool *scratch = pp_pool_new();
        struct pp_scores own = *scores;
        if (arms->column != NULL)
            own = pp_arm_scores(scores, arms, arms->arm[k], scratch);
        last[k].by_slope = pp_by_slope_of(&own, weeks, &last[k].individual,
                                          last[k].scale->lower_is_better);
        pp_pool_free(scratch);
    }
}

/* When each wave was, from the first: as planned, else as people answered. */
static double *find_weeks(const struct pp_results *results)
{
    const struct pp_plan *plan = results->plan;
    double *weeks = pp_alloc_array(plan->n_waves, sizeof *weeks);

    weeks[0] = 0;
    for (size_t w = 1; w < plan->n_waves; w++)
        weeks[w] = plan->waves[w].weeks > 0 ? plan->waves[w].weeks
                                            : results->flow.gaps[w].median / 7;
    return weeks;
}

void pp_results_over_time(struct pp_results *results,
                          const struct pp_dataset *dataset,
                          const struct pp_arm_split *arms,
                          struct pp_outcome *last, struct pp_pool *pool)
{
    const struct pp_plan *plan = results->plan;
    bool has_arms = arms->column != NULL;
    size_t n_each = has_arms ? arms->n_arms + 1 : 1;

    if (plan->n_waves < 3)
        return;
    struct pp_growth *growth =
        pp_pool_array(pool, plan->n_outcomes * n_each, sizeof *growth);
    double *weeks = find_weeks(results);
    for (size_t i = 0; i < plan->n_outcomes; i++) {
        struct pp_pool *scratch = pp_pool_new();
        struct pp_scores scores =
            pp_scores_of(plan, &plan->outcomes[i], dataset, scratch);
        if (has_arms)
            grow_arms(plan, arms, &scores, weeks, pool, growth + i * n_each);
        else
            growth[i] = pp_growth_of(&scores, weeks, plan->level, pool);
        count_by_slope(arms, &scores, weeks,
                       &last[i * (results->n_per_wave / plan->n_outcomes)]);
        pp_pool_free(scratch);
    }
    pp_free(weeks);
    *(has_arms ? &results->arm_growth : &results->growth) = growth;
    results->n_growth_arms = has_arms ? n_each : 0;
}
