#include "prepost/analysis/decide.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/comparison.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/multiplicity.h"

/* The p that decides: of the contrast, where there is one. */
static double deciding_p(const struct pp_outcome *o)
{
    return o->contrast.is_made ? o->contrast.adjusted.p : o->paired.t_test.p;
}

/* Holm over the outcomes of one role at one wave, in every arm. */
static void adjust_family(struct pp_outcome *outcomes, size_t n,
                          enum pp_role role)
{
    double *p = pp_alloc_array(n, sizeof *p);
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        if (outcomes[i].plan->role == role)
            p[m++] = deciding_p(&outcomes[i]);
    pp_adjust_p(PP_ADJUST_HOLM, p, m, p);
    for (size_t i = 0, k = 0; i < n; i++) {
        if (outcomes[i].plan->role != role)
            continue;
        outcomes[i].p_holm = p[k++];
        outcomes[i].family_size = m;
    }
    pp_free(p);
}

static struct pp_verdict_input verdict_input(const struct pp_outcome *out,
                                             double level)
{
    const struct pp_paired *paired = &out->paired;

    return (struct pp_verdict_input){.n = paired->n_paired,
                                     .n_unchanged = paired->n_same,
                                     .mean = paired->t_test.mean,
                                     .se = paired->t_test.se,
                                     .df = paired->t_test.df,
                                     .p = paired->t_test.p,
                                     .skewness = paired->change.skewness,
                                     .p_holm = out->p_holm,
                                     .n_outcomes = out->family_size,
                                     .sesoi = out->plan->sesoi.value,
                                     .level = level,
                                     .direction = paired->direction,
                                     .clustered = paired->clustered};
}

/*
 * Of groups that chance did not form, the two ways ask different questions
 * (Lord 1967), and neither is the one to choose; and where they start more
 * than half a spread apart, no way of allowing for it is to be relied on
 * (Rubin 2001).
 */
static enum pp_verdict_reason unsettled(const struct pp_plan *plan,
                                        const struct pp_contrast *c)
{
    static const double FAR_APART = .5;

    if (plan->evidence == PP_EVIDENCE_RANDOMISED)
        return PP_REASON_NONE;
    if (c->methods_disagree)
        return PP_REASON_METHODS_DISAGREE;
    return fabs(c->start_difference) > FAR_APART ? PP_REASON_START_APART
                                                 : PP_REASON_NONE;
}

/* The same of an arm against the comparison. */
static struct pp_verdict_input contrast_input(const struct pp_outcome *out,
                                              const struct pp_plan *plan)
{
    const struct pp_contrast *c = &out->contrast;
    struct pp_verdict_input in = verdict_input(out, plan->level);

    in.n =
        (size_t)(c->arm.n_both < c->comparison.n_both ? c->arm.n_both
                                                      : c->comparison.n_both);
    in.n_unchanged = 0; /* two groups' changes are compared */
    in.mean = c->adjusted.estimate;
    in.se = c->adjusted.se;
    in.df = c->adjusted.df;
    in.p = c->adjusted.p;
    in.arm = c->arm.people;
    in.others = c->comparison.people;
    in.family = c->is_one_of ? "comparisons" : NULL;
    in.unsettled = unsettled(plan, c);
    in.clustered = strcmp(c->method, "ancova-cr2") == 0;
    return in;
}

/*
 * The verdict that everyone's first answers would give, were those who left
 * missing at random; and whether it is another one. The adjusted p is moved
 * as far as the p itself.
 */
static void decide(struct pp_outcome *out, const struct pp_plan *plan)
{
    struct pp_verdict_input in = out->contrast.is_made
                                     ? contrast_input(out, plan)
                                     : verdict_input(out, plan->level);
    const struct pp_estimate *mar = &out->missing.mar_likelihood;
    struct pp_verdict_input all = in;

    out->verdict = pp_verdict_make(&in);
    out->missing.mar_verdict = out->verdict;
    if (mar->status != PP_STATUS_OK || out->missing.n_left == 0 ||
        out->contrast.is_made) /* the contrast is that of likelihood */
        return;
    all.mean = mar->estimate;
    all.se = out->missing.mar_se;
    all.df = out->missing.mar_df;
    all.p = out->missing.mar_p;
    all.p_holm = fmin(1, all.p * (in.p > 0 ? fmax(1, in.p_holm / in.p)
                                           : (double)in.n_outcomes));
    out->missing.mar_verdict = pp_verdict_make(&all);
    in.fragile = out->missing.mar_verdict.code != out->verdict.code;
    out->verdict = pp_verdict_make(&in);
}

void pp_outcomes_decide(struct pp_outcome *outcomes, size_t n,
                        const struct pp_plan *plan)
{
    adjust_family(outcomes, n, PP_PRIMARY);
    adjust_family(outcomes, n, PP_SECONDARY);
    for (size_t i = 0; i < n; i++)
        decide(&outcomes[i], plan);
    pp_comparisons_decide(outcomes, n, plan->level);
}
