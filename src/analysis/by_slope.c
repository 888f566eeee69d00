#include "prepost/analysis/by_slope.h"

#include <math.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/random_slope.h"
#include "prepost/stats/reliable_change.h"

/* People a row each, as the model wants them, and when the waves were. */
struct lines {
    size_t n, n_waves;
    double *y, *time, *deviation, *se;
    bool in_weeks;
    struct pp_random_slope fit;
};

static bool is_rising(const double *weeks, size_t n)
{
    for (size_t w = 1; w < n; w++)
        if (!(weeks[w] > weeks[w - 1])) /* nor is NaN */
            return false;
    return true;
}

static void lines_init(struct lines *l, const struct pp_scores *scores,
                       const double *weeks)
{
    size_t n = scores->n_participants, n_waves = scores->n_waves;

    l->n = n;
    l->n_waves = n_waves;
    l->y = pp_alloc_array(n * n_waves + 1, sizeof *l->y);
    l->time = pp_alloc_array(n_waves, sizeof *l->time);
    l->deviation = pp_alloc_array(n + 1, sizeof *l->deviation);
    l->se = pp_alloc_array(n + 1, sizeof *l->se);
    l->in_weeks = is_rising(weeks, n_waves);
    for (size_t w = 0; w < n_waves; w++) {
        l->time[w] = l->in_weeks ? weeks[w] : (double)w;
        for (size_t i = 0; i < n; i++)
            l->y[i * n_waves + w] = scores->at[w][i];
    }
}

static void lines_clear(struct lines *l)
{
    pp_free(l->y);
    pp_free(l->time);
    pp_free(l->deviation);
    pp_free(l->se);
}

static size_t count_three(const struct lines *l)
{
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++) {
        size_t answers = 0;
        for (size_t w = 0; w < l->n_waves; w++)
            answers += isnan(l->y[i * l->n_waves + w]) ? 0 : 1;
        n += answers > 2;
    }
    return n;
}

static enum pp_status fit(struct lines *l)
{
    struct pp_random_slope_in in = {l->y, l->time, l->n, l->n_waves};
    struct pp_random_slope_people people = {.deviation = l->deviation,
                                            .se = l->se};

    if (count_three(l) < PP_BY_SLOPE_MIN)
        return PP_STATUS_TOO_FEW;
    pp_random_slope_fit(&in, &people, &l->fit);
    return l->fit.status;
}

/* Of those with a first and a last score. */
static struct pp_reliable_change count(const struct lines *l,
                                       bool lower_is_better)
{
    struct pp_rc_input in = PP_RC_INPUT;
    struct pp_reliable_change change;
    double *block = pp_alloc_array(4 * l->n + 1, sizeof *block);
    double *pre = block, *post = pre + l->n, *deviation = post + l->n;
    double *se = deviation + l->n;

    for (size_t i = 0; i < l->n; i++) {
        const double *y = l->y + i * l->n_waves;
        if (isnan(y[0]) || isnan(y[l->n_waves - 1]))
            continue;
        pre[in.n] = y[0];
        post[in.n] = y[l->n_waves - 1];
        deviation[in.n] = l->deviation[i];
        se[in.n++] = l->se[i];
    }
    in.pre = pre;
    in.post = post;
    in.direction = lower_is_better ? PP_LOWER_IS_BETTER : PP_HIGHER_IS_BETTER;
    in.method = PP_RC_HLM;
    in.slope_fixed = l->fit.slope;
    in.slope_random = deviation;
    in.slope_se = se;
    pp_reliable_change(&in, NULL, &change);
    pp_free(block);
    return change;
}

struct pp_by_slope pp_by_slope_of(const struct pp_scores *scores,
                                  const double *weeks,
                                  const struct pp_individual *rule,
                                  bool lower_is_better)
{
    struct pp_by_slope out = {.people = {.better_ci = PP_INTERVAL_NONE,
                                         .worse_ci = PP_INTERVAL_NONE}};
    struct lines lines = {0};

    if (scores->n_waves < 3 || (rule->source != PP_AMOUNT_PUBLISHED &&
                                rule->source != PP_AMOUNT_COMPUTED))
        return out;
    lines_init(&lines, scores, weeks);
    out.is_made = true;
    out.in_weeks = lines.in_weeks;
    out.status = fit(&lines);
    if (out.status == PP_STATUS_OK) {
        struct pp_reliable_change c = count(&lines, lower_is_better);
        out.status = c.status;
        out.is_counted = c.status == PP_STATUS_OK;
        out.people.source = PP_AMOUNT_COMPUTED;
        out.people.n_better = (long)c.improved.n;
        out.people.n_between = (long)c.unchanged.n;
        out.people.n_worse = (long)c.deteriorated.n;
        out.people.n =
            out.people.n_better + out.people.n_between + out.people.n_worse;
    }
    lines_clear(&lines);
    return out;
}
