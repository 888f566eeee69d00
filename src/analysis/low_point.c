#include "prepost/analysis/low_point.h"

#include <string.h>

#include "prepost/stats/describe.h"
#include "prepost/stats/paired_t.h"

/* The first norm of people in general: neither services' own people, nor men
 * alone, are a norm of all who come. */
static const struct pp_norm *norm_of(const struct pp_scale *scale)
{
    for (size_t i = 0; i < scale->n_norms; i++)
        if (!scale->norms[i].clinical && !scale->norms[i].part &&
            !isnan(scale->norms[i].mean))
            return &scale->norms[i];
    return NULL;
}

static double retest_of(const struct pp_scale *scale)
{
    for (size_t i = 0; i < scale->n_reliabilities; i++)
        if (strcmp(scale->reliabilities[i].kind, "retest") == 0)
            return scale->reliabilities[i].value;
    return NAN;
}

/* Whether the average at the start is surely worse than the norm's. */
static bool starts_beyond(const struct pp_pairs *pairs, double norm,
                          bool lower_is_better, double level)
{
    struct pp_paired_t start = pp_paired_t_test(pairs->pre, pairs->n, level);

    if (start.status != PP_STATUS_OK)
        return false;
    return lower_is_better ? start.ci.lo > norm : start.ci.hi < norm;
}

/*
 * Being taken for a score cuts the correlation of these people, not their
 * slope; where the scores spread alike both times, the slope is the
 * correlation of everyone.
 */
static void expect(const struct pp_entry *entry, const struct pp_scale *scale,
                   struct pp_low_point *out)
{
    double retest = retest_of(scale);

    if (entry->rule == PP_ENTRY_NONE || out->norm == NULL ||
        isnan(out->norm->sd))
        return;
    out->is_retest = !isnan(retest);
    out->correlation = out->is_retest ? retest : fmax(0, fmin(1, out->slope));
    out->expected = pp_rtm_expected(
        out->norm->mean, out->norm->sd, out->correlation, entry->score,
        entry->rule == PP_ENTRY_AT_LEAST ? PP_SELECTED_ABOVE
                                         : PP_SELECTED_BELOW);
}

struct pp_low_point pp_low_point_of(const struct pp_plan_outcome *outcome,
                                    const struct pp_scale *scale,
                                    const struct pp_pairs *pairs, double level)
{
    struct pp_low_point out = {
        .norm = norm_of(scale),
        .start_in_sd = NAN,
        .could_give = NAN,
        .further = pp_coefficient_none(PP_STATUS_NOT_DECLARED),
        .oldham = pp_rtm_oldham(pairs->pre, pairs->post, pairs->n),
        .expected = NAN,
        .correlation = NAN};
    double start = pp_mean(pairs->pre, pairs->n);
    double end = pp_mean(pairs->post, pairs->n);
    double centre = out.norm != NULL ? out.norm->mean : start;
    struct pp_mee_chua fit =
        pp_rtm_mee_chua(pairs->pre, pairs->post, pairs->n, centre, level);

    out.slope = fit.slope;
    if (out.norm != NULL) {
        out.start_in_sd = (start - centre) / out.norm->sd;
        out.is_beyond =
            starts_beyond(pairs, centre, scale->lower_is_better, level);
        out.further = fit.effect;
        out.could_give = end - start - fit.effect.estimate;
    }
    expect(&outcome->entry, scale, &out);
    return out;
}
