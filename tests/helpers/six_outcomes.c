#include "six_outcomes.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/evaluate.h"
#include "prepost/model/dataset.h"

static const struct pp_answer ANSWERS[] = {{.code = 0}, {.code = 1}};
static const struct pp_coding CODING = {.answers = ANSWERS, .n_answers = 2};
static const struct pp_item ITEM = {
    .id = "q", .min = 0, .max = 1, .codings = &CODING, .n_codings = 1};

static struct pp_responses responses_of(struct pp_pool *pool,
                                        const struct pp_instrument *instrument,
                                        size_t n, const double *pre,
                                        const double *post)
{
    uint32_t *who = pp_pool_array(pool, 2 * n, sizeof *who);
    uint8_t *wave = pp_pool_array(pool, 2 * n, sizeof *wave);
    int16_t *answers = pp_pool_array(pool, 2 * n, sizeof *answers);
    double *totals = pp_pool_array(pool, 2 * n, sizeof *totals);

    for (size_t i = 0; i < 2 * n; i++) {
        who[i] = (uint32_t)(i / 2);
        wave[i] = (uint8_t)(i % 2);
        answers[i] = PP_ANSWER_MISSING;
        totals[i] = i % 2 == 0 ? pre[i / 2] : post[i / 2];
    }
    return (struct pp_responses){.instrument = instrument,
                                 .n_rows = 2 * n,
                                 .participant = who,
                                 .wave = wave,
                                 .answers = answers,
                                 .totals = totals};
}

struct pp_results *six_evaluated(struct pp_pool *pool,
                                 const struct six_outcomes *in)
{
    static const struct pp_wave waves[] = {{.id = "before", .name = "before"},
                                           {.id = "after", .name = "after"}};
    static const char *const names[SIX] = {"a", "b", "c", "d", "e", "f"};
    size_t *items = pp_pool_array(pool, 1, sizeof *items);
    struct pp_scale *scale = pp_pool_alloc(pool, sizeof *scale);
    struct pp_instrument *instruments =
        pp_pool_array(pool, SIX, sizeof *instruments);
    struct pp_plan_instrument *used = pp_pool_array(pool, SIX, sizeof *used);
    struct pp_plan_outcome *outcomes =
        pp_pool_array(pool, SIX, sizeof *outcomes);
    struct pp_responses *responses =
        pp_pool_array(pool, SIX, sizeof *responses);
    struct pp_plan *plan = pp_pool_alloc(pool, sizeof *plan);
    struct pp_dataset *dataset = pp_pool_alloc(pool, sizeof *dataset);

    items[0] = 0;
    *scale = (struct pp_scale){.id = "total",
                               .name = "total",
                               .method = PP_SCORE_SUM,
                               .items = items,
                               .n_items = 1,
                               .factor = 1,
                               .min = 0,
                               .max = 200,
                               .lower_is_better = in->lower_is_better};
    for (size_t k = 0; k < SIX; k++) {
        instruments[k] = (struct pp_instrument){.id = names[k],
                                                .items = &ITEM,
                                                .n_items = 1,
                                                .scales = scale,
                                                .n_scales = 1};
        used[k].instrument = &instruments[k];
        outcomes[k] = (struct pp_plan_outcome){
            .instrument = k,
            .id = names[k],
            .role = PP_PRIMARY,
            .sesoi = {isnan(in->sesoi) ? PP_SESOI_NONE : PP_SESOI_DECLARED,
                      in->sesoi, NULL, NULL}};
        responses[k] =
            responses_of(pool, &instruments[k], in->n, in->pre[k], in->post[k]);
    }
    *plan = (struct pp_plan){.title = "Six outcomes",
                             .waves = waves,
                             .n_waves = 2,
                             .instruments = used,
                             .n_instruments = SIX,
                             .outcomes = outcomes,
                             .n_outcomes = SIX,
                             .level = .95,
                             .seed = 1};
    *dataset = (struct pp_dataset){
        .n_participants = in->n, .responses = responses, .n_responses = SIX};
    return pp_evaluate(plan, dataset,
                       &(struct pp_evaluate_options){.by = "region"}, pool);
}
