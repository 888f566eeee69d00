#include "prepost/analysis/individual.h"

#include <math.h>
#include <string.h>

#include "prepost/stats/describe.h"
#include "prepost/stats/proportion.h"
#include "prepost/stats/reliable_change.h"

/* Jacobson and Truax 1991 use this, not the quantile to more places. */
#define CRITICAL 1.96

/* Changes closer than this to a threshold lie on it. */
#define TIE 1e-9

/* The smallest difference between two complete scores; NaN: they vary. */
static double step_of(const struct pp_scale *scale)
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
    double step = step_of(scale);

    if (isnan(step))
        return threshold;
    return (floor(threshold / step + TIE) + 1) * step;
}

static double published_reliability(const struct pp_scale *scale)
{
    for (size_t i = 0; i < scale->n_reliabilities; i++)
        if (strcmp(scale->reliabilities[i].kind, "alpha") == 0)
            return scale->reliabilities[i].value;
    return NAN;
}

static struct pp_individual computed_rule(const struct pp_scale *scale,
                                          const double *pre, size_t n,
                                          double alpha)
{
    struct pp_individual rule = {.source = PP_AMOUNT_NONE, .reliability = NAN};
    double sd = pp_sd(pre, n);
    double reliability = alpha > 0 ? alpha : published_reliability(scale);

    if (!(sd > 0) || !(reliability > 0 && reliability < 1))
        return rule;
    rule.source = PP_AMOUNT_COMPUTED;
    rule.reliability = reliability;
    rule.threshold = CRITICAL * sqrt(2) * sd * sqrt(1 - reliability);
    rule.amount = amount_above(scale, rule.threshold);
    return rule;
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
    struct pp_individual counted = *rule;
    double sign = scale->lower_is_better ? -1 : 1;

    counted.n = counted.n_better = counted.n_between = counted.n_worse = 0;
    counted.better_ci = counted.worse_ci = PP_INTERVAL_NONE;
    if (rule->source == PP_AMOUNT_NONE)
        return counted;
    counted.n = (long)n;
    for (size_t i = 0; i < n; i++) {
        double change = sign * (post[i] - pre[i]);
        counted.n_better += change >= rule->amount - TIE;
        counted.n_worse += change <= -rule->amount + TIE;
    }
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
