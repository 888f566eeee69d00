#include <string.h>

#include "figure_inputs.h"
#include "prepost/report/figures.h"
#include "prepost/report/number_style.h"

/* Why there is nothing to draw: what kept each kind's input from being made. */

static const char *too_few(const struct pp_report *r, const char *kind,
                           long least, const char *of, size_t n)
{
    return pp_report_printf(r, "%s needs %ld %s, and there %s %zu", kind, least,
                            of, n == 1 ? "is" : "are", n);
}

/* "hope is not available: too few people answered both times" */
static const char *no_average(const struct pp_report *r, size_t i)
{
    const struct pp_finding *f = &r->findings[i];
    const char *cell = pp_phrase_no_finding_cell(f->why); /* "[x] not ..." */

    return pp_report_printf(r, "%s is %s", f->words.outcome,
                            cell + strlen("[x] "));
}

static const char *no_regions(const struct pp_report *r, const char *kind,
                              size_t i)
{
    const struct pp_comparison *c = &pp_figure_outcome(r, i)->comparison;
    bool needs_several =
        strcmp(kind, "funnel") == 0 || strcmp(kind, "caterpillar") == 0;
    long least = needs_several ? 3 : 2;
    size_t n_shown = 0;

    for (size_t k = 0; k < c->n_cohorts; k++)
        n_shown += c->cohorts[k].shown;
    if (c->n_cohorts >= (size_t)least && n_shown < (size_t)least)
        return pp_report_printf(r, "%s needs %ld regions, and %zu may be shown",
                                kind, least, n_shown);
    if (c->n_cohorts < (size_t)least)
        return too_few(r, kind, least, "regions", c->n_cohorts);
    return "these regions give no limits of chance";
}

static const char *no_people(const struct pp_report *r, const char *kind,
                             size_t i)
{
    const struct pp_individual *p = &pp_figure_outcome(r, i)->individual;
    bool is_icons = strcmp(kind, "icons") == 0;

    if (is_icons && p->source == PP_AMOUNT_NONE)
        return "no amount is known by which one person is better or worse";
    if (strcmp(kind, "scatter") == 0 &&
        pp_figure_may_show(r) == PP_PEOPLE_HIDDEN)
        return "scatter would show which two scores people have, and single "
               "people may not be shown, to protect their privacy";
    if (is_icons && p->n < PP_MIN_PER_100)
        return too_few(r, kind, PP_MIN_PER_100, "people with both scores",
                       (size_t)p->n);
    return "how many went better or worse may not be shown, to protect "
           "people's privacy";
}

/* Hidden by disclose/growth.c, or never there. */
static const char *no_waves(const struct pp_report *r, size_t i)
{
    const struct pp_growth *all = r->results->growth;

    if (i >= r->plan->n_outcomes)
        return "all the times stand in one figure of it: leave --wave out";
    if (all != NULL && all[i].n_waves == 0 && all[i].n == PP_COUNT_HIDDEN)
        return "its averages at all the times may not be shown, to protect "
               "people's privacy: they take in who answered at some of the "
               "times only, and those are so few, or so few answered at one "
               "of them, that they could be worked out beside the change of "
               "those who answered twice";
    return "its averages at all the times cannot be estimated: the model of "
           "them has no solution with these answers";
}

const char *pp_results_figure_why_not(const struct pp_report *r,
                                      const char *kind, size_t i)
{
    static const char *const of_regions[] = {"regions", "region_paired",
                                             "funnel", "caterpillar"};
    static const char *const of_people[] = {"icons", "change", "scatter"};

    if (!pp_report_has_averages(r, i))
        return no_average(r, i);
    for (size_t k = 0; k < sizeof of_regions / sizeof *of_regions; k++)
        if (strcmp(kind, of_regions[k]) == 0)
            return no_regions(r, kind, i);
    for (size_t k = 0; k < sizeof of_people / sizeof *of_people; k++)
        if (strcmp(kind, of_people[k]) == 0)
            return no_people(r, kind, i);
    if (strcmp(kind, "likert") == 0)
        return "no answers to several questions of it may be shown: it has one "
               "question, or too few people, or asks about risk, or its "
               "answers are shown already of nearly the same people";
    return no_waves(r, i);
}
