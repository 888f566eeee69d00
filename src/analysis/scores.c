#include "prepost/analysis/scores.h"

#include <math.h>

#include "prepost/base/alloc.h"
#include "prepost/model/score.h"

static int has_answer(const int16_t *answers, const struct pp_scale *scale)
{
    for (size_t i = 0; i < scale->n_items; i++)
        if (answers[scale->items[i]] != PP_ANSWER_MISSING)
            return 1;
    return 0;
}

/* Ready-made totals, for responses that have nothing else. */
static void fill_totals(const struct pp_responses *r,
                        const struct pp_scale *scale, double *score)
{
    size_t n_items = r->instrument->n_items;
    size_t n_scales = r->instrument->n_scales;
    size_t index = (size_t)(scale - r->instrument->scales);

    if (r->totals == NULL)
        return;
    for (size_t row = 0; row < r->n_rows; row++)
        if (isnan(score[row]) && !has_answer(r->answers + row * n_items, scale))
            score[row] = r->totals[row * n_scales + index];
}

struct pp_scores pp_scores_of(const struct pp_plan *plan,
                              const struct pp_plan_outcome *outcome,
                              const struct pp_dataset *dataset,
                              struct pp_pool *pool)
{
    const struct pp_instrument *instrument =
        plan->instruments[outcome->instrument].instrument;
    const struct pp_scale *scale = &instrument->scales[outcome->scale];
    const struct pp_responses *r = pp_dataset_responses(dataset, instrument);
    struct pp_scores scores = {.n_participants = dataset->n_participants,
                               .n_waves = plan->n_waves};

    scores.at = pp_pool_array(pool, plan->n_waves, sizeof *scores.at);
    for (size_t w = 0; w < plan->n_waves; w++) {
        scores.at[w] =
            pp_pool_array(pool, dataset->n_participants, sizeof **scores.at);
        for (size_t i = 0; i < dataset->n_participants; i++)
            scores.at[w][i] = NAN;
    }
    if (r == NULL)
        return scores;
    double *score = pp_alloc_array(r->n_rows, sizeof *score);
    pp_score_rows(instrument, scale, r->answers, r->n_rows, score);
    fill_totals(r, scale, score);
    for (size_t row = 0; row < r->n_rows; row++)
        scores.at[r->wave[row]][r->participant[row]] = score[row];
    pp_free(score);
    return scores;
}

struct pp_pairs pp_pairs_of(const struct pp_scores *scores, size_t wave,
                            struct pp_pool *pool, struct pp_pool *scratch)
{
    const double *pre = scores->at[0], *post = scores->at[wave];
    struct pp_pairs pairs = {.n = 0};

    for (size_t i = 0; i < scores->n_participants; i++)
        pairs.n += isnan(pre[i]) || isnan(post[i]) ? 0 : 1;
    pairs.participant = pp_pool_array(scratch, pairs.n, sizeof(size_t));
    pairs.pre = pp_pool_array(pool, pairs.n, sizeof(double));
    pairs.post = pp_pool_array(pool, pairs.n, sizeof(double));
    for (size_t i = 0, k = 0; i < scores->n_participants; i++) {
        if (isnan(pre[i]) || isnan(post[i]))
            continue;
        pairs.participant[k] = i;
        pairs.pre[k] = pre[i];
        pairs.post[k++] = post[i];
    }
    return pairs;
}
