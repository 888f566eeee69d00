#include "power_store.h"

#include "prepost/analysis/scores.h"
#include "prepost/analysis/unlike.h"
#include "prepost/base/alloc.h"
#include "prepost/base/number.h"
#include "prepost/disclose/rules.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/random_intercept.h"

bool power_plan_has_groups(const struct pp_plan *plan)
{
    bool is_named = plan->group.headings.n > 0;

    for (size_t i = 0; i < plan->n_files; i++)
        is_named = is_named || plan->files[i].group != NULL;
    return is_named;
}

/* Of those who answered first: how many not again; NaN where few did either. */
static double left_of(size_t n_first, size_t n_both, long threshold)
{
    size_t n_left = n_first - n_both;

    if (n_both < POWER_LEAST_PEOPLE || (n_left > 0 && (long)n_left < threshold))
        return NAN;
    return pp_number_rounded((double)n_left / (double)n_first, 2);
}

/* How alike the changes of one group's people are, of four groups or more. */
static void look_at_groups(const struct pp_dataset *dataset, const double *pre,
                           const double *post, const size_t *who, size_t n,
                           struct power_store *found)
{
    enum { LEAST_GROUPS = 4 };
    const struct pp_person_column *column = pp_dataset_column(dataset, "group");
    size_t *label = pp_alloc_array(n + 1, sizeof *label);
    size_t *number = pp_alloc_array(n + 1, sizeof *number);
    double *one = pp_alloc_array(n + 1, sizeof *one);
    double *change = pp_alloc_array(n + 1, sizeof *change);
    struct pp_coefficient mean;

    for (size_t i = 0; i < n && column != NULL; i++) {
        uint16_t level = column->level[who[i]];
        label[i] = level != PP_NO_LEVEL ? level : PP_IN_NO_GROUP + i;
        one[i] = 1;
        change[i] = post[i] - pre[i];
    }
    if (column != NULL && pp_grouping_named(label, n) >= LEAST_GROUPS) {
        pp_grouping(label, n, number);
        struct pp_random_intercept fit =
            pp_random_intercept_fit(&(struct pp_regression_in){.design = one,
                                                               .y = change,
                                                               .n = n,
                                                               .p = 1,
                                                               .group = number,
                                                               .level = .95},
                                    &mean);
        if (fit.status == PP_STATUS_OK || fit.status == PP_STATUS_BOUNDARY) {
            found->icc = fmax(pp_number_rounded(fit.icc, 2), POWER_LEAST_ICC);
            found->group_size = pp_number_rounded(fit.mean_size, 0);
        }
    }
    pp_free(change);
    pp_free(one);
    pp_free(number);
    pp_free(label);
}

/*
 * Rounded: a spread to the last digit says more of people than plans need.
 * Where nearly all answered alike it would tell of each; whether that is so or
 * they are too few is not said.
 */
struct power_store power_store_look(const struct pp_plan *plan,
                                    const struct pp_plan_outcome *outcome,
                                    const struct pp_dataset *dataset,
                                    struct pp_pool *pool)
{
    struct pp_scores scores = pp_scores_of(plan, outcome, dataset, pool);
    size_t n_people = scores.n_participants, n = 0, n_both = 0;
    double *first = pp_pool_array(pool, n_people + 1, sizeof *first);
    double *pre = pp_pool_array(pool, n_people + 1, sizeof *pre);
    double *post = pp_pool_array(pool, n_people + 1, sizeof *post);
    size_t *who = pp_pool_array(pool, n_people + 1, sizeof *who);
    const double *last = scores.at[plan->n_waves - 1];
    long threshold = pp_disclosure_rules_of(plan).threshold;
    struct power_store found = POWER_STORE_NONE;

    for (size_t i = 0; i < n_people; i++) {
        if (isnan(scores.at[0][i]))
            continue;
        first[n++] = scores.at[0][i];
        if (isnan(last[i]))
            continue;
        pre[n_both] = scores.at[0][i];
        who[n_both] = i;
        post[n_both++] = last[i];
    }
    double sd = n >= POWER_LEAST_PEOPLE && pp_unlike_most(first, n) >= threshold
                    ? pp_sd(first, n)
                    : 0;
    sd = pp_number_rounded(sd, sd >= 1 ? 1 : 2);
    if (!(sd > 0))
        return found;
    found.sd = sd;
    found.left = left_of(n, n_both, threshold);
    if (n_both >= POWER_LEAST_PEOPLE &&
        pp_people_unlike(pre, post, NULL, n_both) >= threshold) {
        found.correlation =
            pp_number_rounded(pp_correlation(pre, post, n_both), 2);
        look_at_groups(dataset, pre, post, who, n_both, &found);
    }
    if (!(found.correlation >= 0 && found.correlation < 1))
        found.correlation = NAN;
    return found;
}
