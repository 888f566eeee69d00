#include "prepost/analysis/missing_data.h"

#include <math.h>

#include "prepost/analysis/unlike.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/attrition.h"
#include "prepost/stats/missing.h"
#include "prepost/stats/proportion.h"

enum { IMPUTATIONS = 50 };

/* How those who left stood at the first wave, against those who stayed. */
static void compare_leavers(const struct pp_scores *scores, size_t wave,
                            struct pp_missing_data *out)
{
    const double *pre = scores->at[0], *post = scores->at[wave];
    double *stayed = pp_alloc_array(scores->n_participants, sizeof *stayed);
    double *left = pp_alloc_array(scores->n_participants, sizeof *left);
    size_t n_stayed = 0, n_left = 0;

    for (size_t i = 0; i < scores->n_participants; i++) {
        if (isnan(pre[i]))
            continue;
        if (isnan(post[i])) {
            left[n_left++] = pre[i];
        } else {
            stayed[n_stayed++] = pre[i];
        }
    }
    struct pp_attrition a = pp_attrition(stayed, n_stayed, left, n_left);
    out->n_before = n_stayed + n_left;
    out->n_left = n_left;
    out->n_left_unlike = pp_unlike_most(left, n_left);
    out->left_mean = a.mean_left;
    out->stayed_mean = a.mean_stayed;
    out->left_standardised_difference = a.difference;
    out->left_variance_ratio = a.variance_ratio;
    pp_free(stayed);
    pp_free(left);
}

static void impute(const struct pp_scores *scores, size_t wave,
                   const size_t *cohort, size_t n_cohorts, double level,
                   unsigned long seed, struct pp_missing_data *out)
{
    struct pp_imputation_in in = {.pre = scores->at[0],
                                  .post = scores->at[wave],
                                  .n = scores->n_participants,
                                  .cohort = cohort,
                                  .n_cohorts = n_cohorts,
                                  .draws = IMPUTATIONS,
                                  .seed = seed,
                                  .level = level};
    struct pp_imputation made = pp_missing_impute(&in);

    out->multiple_imputation =
        pp_coefficient_estimate(&made.pooled.pooled, "multiple-imputation");
    out->multiple_imputation.status = made.status;
}

/* Of single questions nobody is said to be better or worse. */
static struct pp_estimate worst_case_of(const struct pp_individual *individual,
                                        size_t n_left, double level)
{
    if (individual->source == PP_AMOUNT_NONE)
        return (struct pp_estimate){NAN, PP_INTERVAL_NONE, "wilson",
                                    PP_STATUS_NOT_DECLARED};
    return pp_missing_bounds((size_t)individual->n_better,
                             (size_t)individual->n, n_left, level)
        .worst;
}

struct pp_missing_data
pp_missing_data_of(const struct pp_scores *scores, size_t wave,
                   const size_t *group, const size_t *cohort, size_t n_cohorts,
                   const struct pp_individual *individual, double level,
                   unsigned long seed)
{
    struct pp_missing_data out = {.tipping = NAN};
    const double *pre = scores->at[0], *post = scores->at[wave];
    size_t n = scores->n_participants;
    struct pp_mar mar =
        group != NULL ? pp_missing_mar_clustered(pre, post, group, n, level)
                      : pp_missing_mar(pre, post, n, level);

    if (group != NULL && mar.change.status == PP_STATUS_TOO_FEW)
        mar = pp_missing_mar(pre, post, n, level);
    compare_leavers(scores, wave, &out);
    out.complete_case = (struct pp_estimate){.estimate = mar.complete_change,
                                             .ci = PP_INTERVAL_NONE,
                                             .method = "complete-pairs"};
    out.mar_likelihood =
        pp_coefficient_estimate(&mar.change, "maximum-likelihood");
    out.mar_se = mar.change.se;
    out.mar_df = mar.change.df;
    out.mar_p = mar.change.p;
    out.tipping = pp_missing_tipping(&mar);
    out.if_unchanged = mar.complete_change * (1 - mar.share_left);
    impute(scores, wave, cohort, n_cohorts, level, seed, &out);
    if (group != NULL)
        out.multiple_imputation.method =
            "multiple-imputation, support groups not allowed for";
    out.improved_worst_case = worst_case_of(individual, out.n_left, level);
    return out;
}

void pp_missing_data_shift(struct pp_missing_data *m, double sesoi,
                           double level)
{
    static const double parts[PP_MISSING_SHIFTS] = {-1.0, -0.5, 0.5, 1.0};
    const struct pp_coefficient mar = {.estimate = m->mar_likelihood.estimate,
                                       .se = m->mar_se,
                                       .df = m->mar_df,
                                       .status = m->mar_likelihood.status};
    double share_left = (double)m->n_left / (double)m->n_before;

    m->n_shifts = 0;
    if (m->n_left == 0 || isnan(sesoi) || mar.status != PP_STATUS_OK)
        return;
    for (size_t i = 0; i < PP_MISSING_SHIFTS; i++) {
        double shift = parts[i] * sesoi;
        struct pp_coefficient c =
            pp_missing_shift(&mar, share_left, shift, level);
        m->shifts[m->n_shifts++] = (struct pp_shifted_change){
            shift, pp_coefficient_estimate(&c, "maximum-likelihood, shifted")};
    }
}
