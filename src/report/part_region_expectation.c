#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    struct pp_block *list = NULL;
    size_t k = 0;

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_finding *f = &r->findings[i];
        const struct pp_between *b = r->results->outcomes[i].comparison.between;
        if (!pp_report_has_averages(r, i) || b == NULL)
            continue;
        k = b->k > k ? b->k : k;
        if (!b->rule.spread || !isfinite(b->meta.prediction.lo))
            continue;
        if (list == NULL)
            list = pp_document_list(r->d, into, false);
        pp_report_bullet(
            r, list, pp_report_printf(r, "%s:", pp_report_outcome_name(r, i)),
            pp_phrase_region_prediction(
                r->pool, f->words.outcome, b->meta.prediction,
                pp_style_decimals(f->scale_decimals, b->meta.mean.estimate,
                                  b->meta.prediction, NAN),
                !b->rule.overdispersion));
    }
    if (list == NULL)
        pp_document_say(r->d, into,
                        pp_phrase_region_prediction_none(r->pool, k));
    return 0;
}

const struct pp_part pp_part_region_expectation = {
    "region_expectation", PP_NAME_PART, NULL,
    "what a new region might expect, from five regions on", make};
