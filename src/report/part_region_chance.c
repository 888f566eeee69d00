#include "prepost/report/part.h"

/* 1: for the better, -1: for the worse, 0: within the limits. */
static int side(enum pp_funnel_place place, enum pp_direction direction)
{
    int up = place == PP_FUNNEL_HIGH_INNER || place == PP_FUNNEL_HIGH_OUTER ? 1
             : place == PP_FUNNEL_LOW_INNER || place == PP_FUNNEL_LOW_OUTER ? -1
                                                                            : 0;

    return direction == PP_HIGHER_IS_BETTER ? up : -up;
}

/* Regions outside the limits on that side: by name, in the report's order. */
static const char *outside_on(const struct pp_report *r,
                              const struct pp_comparison *c,
                              enum pp_direction direction, int wanted)
{
    const char **names =
        pp_pool_array(r->pool, c->n_cohorts + 1, sizeof *names);
    size_t n = 0;

    for (size_t i = 0; i < c->n_cohorts; i++) {
        enum pp_funnel_place place = c->between->against[i].funnel.place;
        if (side(place, direction) == wanted)
            names[n++] =
                place == PP_FUNNEL_LOW_OUTER || place == PP_FUNNEL_HIGH_OUTER
                    ? pp_report_printf(r, "%s (far outside)",
                                       c->cohorts[i].name)
                    : c->cohorts[i].name;
    }
    return n == 0 ? ""
                  : pp_report_printf(r, " Outside %s: %s.",
                                     wanted > 0 ? "for the better"
                                                : "for the worse",
                                     pp_phrase_join(r->pool, names, n, "and"));
}

static const char *outside(const struct pp_report *r,
                           const struct pp_comparison *c, size_t i)
{
    enum pp_direction direction = r->findings[i].direction;

    return pp_report_printf(r, "%s%s", outside_on(r, c, direction, 1),
                            outside_on(r, c, direction, -1));
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
                outside(r, c, i),
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
