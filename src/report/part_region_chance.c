#include "prepost/report/part.h"

/* Regions outside the limits: by name, in the order of the report. */
static const char *outside(const struct pp_report *r,
                           const struct pp_comparison *c)
{
    const char **names =
        pp_pool_array(r->pool, c->n_cohorts + 1, sizeof *names);
    size_t n = 0;

    for (size_t i = 0; i < c->n_cohorts; i++) {
        switch (c->between->against[i].funnel.place) {
        case PP_FUNNEL_LOW_INNER:
        case PP_FUNNEL_HIGH_INNER:
            names[n++] = c->cohorts[i].name;
            break;
        case PP_FUNNEL_LOW_OUTER:
        case PP_FUNNEL_HIGH_OUTER:
            names[n++] =
                pp_report_printf(r, "%s (far outside)", c->cohorts[i].name);
            break;
        case PP_FUNNEL_INSIDE:
        case PP_FUNNEL_NO_PLACE:
            break;
        }
    }
    return n == 0 ? ""
                  : pp_report_printf(r, " Outside: %s.",
                                     pp_phrase_join(r->pool, names, n, "and"));
}

static void say_widened(const struct pp_report *r, struct pp_blocks *into)
{
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_between *b = r->results->outcomes[i].comparison.between;
        if (!pp_report_has_averages(r, i) || b == NULL ||
            !b->funnel.overdispersion || !(b->funnel.tau2 > 0))
            continue;
        pp_document_say(r->d, into,
                        "Where regions differ more than chance alone gives, "
                        "the limits are wider by as much, so that a region "
                        "stands out from the others and not from chance.");
        return;
    }
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    struct pp_block *list = NULL;
    size_t k = 0;

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_comparison *c = &r->results->outcomes[i].comparison;
        const struct pp_between *b = c->between;
        if (!pp_report_has_averages(r, i) || b == NULL)
            continue;
        k = b->k > k ? b->k : k;
        if (b->funnel.status != PP_STATUS_OK)
            continue;
        if (list == NULL) {
            pp_document_say(r->d, into,
                            "Averages of few people swing widely from one "
                            "region to the next, even where regions are "
                            "alike. Limits show how widely.");
            list = pp_document_list(r->d, into, false);
        }
        pp_report_bullet(
            r, list, pp_report_printf(r, "%s:", pp_report_outcome_name(r, i)),
            pp_report_printf(
                r, "%s%s%s",
                pp_phrase_regions_outside(r->pool, pp_cohorts_word(c->by, true),
                                          b->funnel.n_outside_inner, b->k,
                                          b->funnel.expected_outside_inner),
                outside(r, c),
                c->code == PP_DIFFERENCE_DIFFER
                    ? ""
                    : pp_phrase_outside_alone(r->pool,
                                              pp_cohorts_word(c->by, true),
                                              b->funnel.n_outside_inner)));
    }
    if (list == NULL)
        pp_document_say(r->d, into,
                        pp_phrase_region_prediction_none(r->pool, k));
    else
        say_widened(r, into);
    return 0;
}

const struct pp_part pp_part_region_chance = {
    "region_chance", PP_NAME_PART, NULL,
    "how many regions lie outside what chance would give, and how many chance "
    "alone puts there",
    make};
