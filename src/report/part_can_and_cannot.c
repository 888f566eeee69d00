#include "prepost/report/part.h"

/* Groups that chance formed started alike, but for chance. */
static enum pp_drift drift(const struct pp_report *r)
{
    bool is_apart = !pp_report_has_arms(r);

    for (size_t i = 0;
         i < r->n_outcomes && r->results->evidence == PP_EVIDENCE_COMPARISON;
         i++)
        is_apart |= pp_report_has_averages(r, i) &&
                    pp_phrase_start_of(
                        r->results->outcomes[i].contrast.start_difference) !=
                        PP_START_ALIKE;
    if (!is_apart)
        return PP_DRIFT_LEFT_OUT;
    return r->plan->low_point ? PP_DRIFT_FROM_LOW_POINT : PP_DRIFT_TO_USUAL;
}

/* Fixed text of the level of evidence; templates may not cut it. */
static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    const struct pp_flow_row *all = &r->results->flow.all;
    long left = all->n_before < 0 || all->n_both < 0 ? PP_COUNT_HIDDEN
                                                     : all->n_before_only;
    /* Of more than two waves, each finding has people of its own. */
    struct pp_can_show s = pp_phrase_can_show(
        r->pool, &r->findings[0], r->plan->n_waves,
        r->plan->n_waves > 2 ? PP_COUNT_HIDDEN : all->n_both, left,
        pp_report_unmatched(r), r->plan->gap, drift(r));

    (void)item;
    (void)err;
    pp_document_say(r->d, into,
                    pp_report_has_findings(r) ? s.can
                                              : pp_phrase_can_show_none());
    struct pp_block *list = pp_document_list(r->d, into, false);
    for (size_t i = 0; i < s.n_cannot; i++)
        pp_prose_text(r->d, pp_document_item(r->d, list), s.cannot[i]);
    return 0;
}

const struct pp_part pp_part_can_and_cannot = {
    "can_and_cannot", PP_NAME_PART, NULL,
    "what such data can show and what they cannot", make};
