#include "prepost/analysis/individual.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/proportion.h"
#include "prepost/stats/reliable_change.h"

/* Jacobson and Truax 1991 use this, not the quantile to more places. */
#define CRITICAL 1.96

/* Changes closer than this to a threshold lie on it. */
#define TIE 1e-9

double pp_scale_step(const struct pp_scale *scale)
{
    switch (scale->method) {
    case PP_SCORE_SUM:
    case PP_SCORE_COUNT:
        return scale->factor;
    case PP_SCORE_MEAN:
        return scale->factor / (double)scale->n_items;
    case PP_SCORE_PERCENT:
    case PP_SCORE_LOOKUP:
        return NAN;
    }
    return NAN;
}

/* The smallest change that is more than `threshold`. */
static double amount_above(const struct pp_scale *scale, double threshold)
{
    double step = pp_scale_step(scale);

    if (isnan(step))
        return threshold;
    return (floor(threshold / step + TIE) + 1) * step;
}

static double published_reliability(const struct pp_scale *scale,
                                    const char *kind)
{
    for (size_t i = 0; i < scale->n_reliabilities; i++)
        if (strcmp(scale->reliabilities[i].kind, kind) == 0)
            return scale->reliabilities[i].value;
    return NAN;
}

/* Jacobson and Truax's amount; source NONE where it cannot be worked out. */
static struct pp_individual computed(const struct pp_scale *scale, double sd,
                                     double reliability,
                                     enum pp_reliability_kind kind)
{
    struct pp_individual rule = {
        .source = PP_AMOUNT_NONE, .kind = kind, .reliability = NAN};

    if (!(sd > 0) || !(reliability > 0 && reliability < 1))
        return rule;
    rule.source = PP_AMOUNT_COMPUTED;
    rule.reliability = reliability;
    rule.threshold = CRITICAL * sqrt(2) * sd * sqrt(1 - reliability);
    rule.amount = amount_above(scale, rule.threshold);
    return rule;
}

static struct pp_individual computed_rule(const struct pp_scale *scale,
                                          const double *pre, size_t n,
                                          double alpha)
{
    double sd = pp_sd(pre, n);

    if (alpha > 0)
        return computed(scale, sd, alpha, PP_RELIABILITY_HERE);
    return computed(scale, sd, published_reliability(scale, "alpha"),
                    PP_RELIABILITY_ALPHA);
}

static struct pp_individual rule_of(const struct pp_plan_outcome *outcome,
                                    const struct pp_scale *scale,
                                    const double *pre, size_t n, double alpha)
{
    struct pp_individual rule = {.source = PP_AMOUNT_NONE, .reliability = NAN};
    const struct pp_published_change *published =
        pp_scale_published_change(scale, PP_CHANGE_INDIVIDUAL, true);

    if (published != NULL) {
        rule.source = PP_AMOUNT_PUBLISHED;
        rule.threshold = published->value;
        rule.amount = published->inclusive
                          ? published->value
                          : amount_above(scale, published->value);
        return rule;
    }
    if (scale->n_items < 2)
        return rule;
    rule = computed_rule(scale, pre, n, alpha);
    if (rule.source == PP_AMOUNT_NONE && !isnan(outcome->sesoi.value)) {
        rule.source = PP_AMOUNT_SESOI;
        rule.threshold = rule.amount = outcome->sesoi.value;
    }
    return rule;
}

struct pp_individual pp_individual_count(const struct pp_individual *rule,
                                         const struct pp_scale *scale,
                                         const double *pre, const double *post,
                                         size_t n, double level)
{
    return pp_individual_counted(rule, scale, pre, post, NULL, n, level);
}

struct pp_individual pp_individual_counted(const struct pp_individual *rule,
                                           const struct pp_scale *scale,
                                           const double *pre,
                                           const double *post,
                                           const size_t *count, size_t k,
                                           double level)
{
    struct pp_individual counted = *rule;
    double sign = scale->lower_is_better ? -1 : 1;

    counted.n = counted.n_better = counted.n_between = counted.n_worse = 0;
    counted.better_ci = counted.worse_ci = PP_INTERVAL_NONE;
    if (rule->source == PP_AMOUNT_NONE)
        return counted;
    for (size_t i = 0; i < k; i++) {
        double change = sign * (post[i] - pre[i]);
        long people = count != NULL ? (long)count[i] : 1;
        counted.n += people;
        counted.n_better += change >= rule->amount - TIE ? people : 0;
        counted.n_worse += change <= -rule->amount + TIE ? people : 0;
    }
    size_t n = (size_t)counted.n;
    counted.n_between = counted.n - counted.n_better - counted.n_worse;
    counted.better_ci =
        pp_proportion_wilson((size_t)counted.n_better, n, level).ci;
    counted.worse_ci =
        pp_proportion_wilson((size_t)counted.n_worse, n, level).ci;
    return counted;
}

struct pp_individual pp_individual_of(const struct pp_plan_outcome *outcome,
                                      const struct pp_scale *scale,
                                      const double *pre, const double *post,
                                      size_t n, double alpha, double level)
{
    struct pp_individual rule = rule_of(outcome, scale, pre, n, alpha);

    return pp_individual_count(&rule, scale, pre, post, n, level);
}

void pp_individual_others(const struct pp_scale *scale,
                          const struct pp_individual *rule,
                          const struct pp_scale_reliability *reliability,
                          const struct pp_pairs *pairs, double level,
                          struct pp_pool *pool,
                          const struct pp_individual **others, size_t *n_others)
{
    const struct pp_estimate *alpha = &reliability->alpha_pre;
    const double known[] = {
        [PP_RELIABILITY_HERE] = alpha->estimate,
        [PP_RELIABILITY_HERE_LOW] = alpha->ci.lo,
        [PP_RELIABILITY_HERE_HIGH] = alpha->ci.hi,
        [PP_RELIABILITY_ALPHA] = published_reliability(scale, "alpha"),
        [PP_RELIABILITY_RETEST] = published_reliability(scale, "retest")};
    enum { N_KINDS = sizeof known / sizeof known[0] };
    struct pp_individual *made = pp_pool_array(pool, N_KINDS, sizeof *made);
    double sd = pp_sd(pairs->pre, pairs->n);
    size_t n = 0;

    for (size_t k = 0; k < N_KINDS && scale->n_items > 1; k++) {
        struct pp_individual other =
            computed(scale, sd, known[k], (enum pp_reliability_kind)k);
        bool is_rule = rule->source == PP_AMOUNT_COMPUTED &&
                       rule->kind == (enum pp_reliability_kind)k;
        if (other.source == PP_AMOUNT_NONE || is_rule ||
            (k == PP_RELIABILITY_ALPHA && known[PP_RELIABILITY_HERE] > 0))
            continue;
        other = pp_individual_count(&other, scale, pairs->pre, pairs->post,
                                    pairs->n, level);
        size_t at = n++;
        for (; at > 0 && made[at - 1].threshold > other.threshold; at--)
            made[at] = made[at - 1];
        made[at] = other;
    }
    *others = made;
    *n_others = n;
}

/* --- cut-offs ------------------------------------------------------------- */

/* Who went better by the amount: +1. A worse one asks nothing here: 0. */
static int *states_of(const struct pp_individual *rule,
                      const struct pp_scale *scale, const double *pre,
                      const double *post, size_t n)
{
    double sign = scale->lower_is_better ? -1 : 1;
    int *state = pp_alloc_array(n, sizeof *state);

    for (size_t i = 0; i < n; i++)
        state[i] = rule->source != PP_AMOUNT_NONE &&
                   sign * (post[i] - pre[i]) >= rule->amount - TIE;
    return state;
}

struct pp_recovery pp_recovery_of(const struct pp_individual *rule,
                                  const struct pp_scale *scale,
                                  const double *pre, const double *post,
                                  size_t n, double level)
{
    struct pp_recovery r = {.crossed_ci = PP_INTERVAL_NONE,
                            .recovered_ci = PP_INTERVAL_NONE,
                            .entered_ci = PP_INTERVAL_NONE};

    if (scale->n_cutoffs == 0)
        return r;
    r.cutoff = &scale->cutoffs[0];
    struct pp_rc_input in = PP_RC_INPUT;
    in.pre = pre;
    in.post = post;
    in.n = n;
    in.direction =
        r.cutoff->case_at_or_above ? PP_LOWER_IS_BETTER : PP_HIGHER_IS_BETTER;
    in.level = level;
    int *state = states_of(rule, scale, pre, post, n);
    struct pp_clinical_change c =
        pp_clinical_change(&in, state, r.cutoff->value);
    pp_free(state);
    r.n = (long)c.n;
    r.n_beyond = (long)c.n_beyond;
    r.n_crossed = (long)c.crossed.n;
    r.n_recovered = (long)c.recovered.n;
    r.n_entered = (long)c.entered.n;
    r.crossed_ci = c.crossed.share.ci;
    r.recovered_ci = c.recovered.share.ci;
    r.entered_ci = c.entered.share.ci;
    return r;
}
