#include <string.h>

#include "prepost/report/part.h"

/*
 * Of several times after the first, one is the finding: the last, as what
 * lasts is asked for. The others stand beside it.
 */

/* The technical report and that of regions have every time alike, so each
 * outcome says there which it is of. */
static bool tells_every_time(const struct pp_report *r)
{
    const char *edition = r->d->edition;

    return edition == NULL || strcmp(edition, "technical") == 0 ||
           strcmp(edition, "regions") == 0;
}

const struct pp_report *pp_report_at_time(const struct pp_report *r,
                                          size_t time)
{
    if (pp_report_n_times(r) == 1)
        return r;
    struct pp_report *at = pp_pool_alloc(r->pool, sizeof *at);
    struct pp_results *results = pp_pool_alloc(r->pool, sizeof *results);
    size_t n = r->n_outcomes / pp_report_n_times(r), from = n * time;
    struct pp_finding *findings = pp_pool_array(r->pool, n, sizeof *findings);

    *results = *r->results;
    results->outcomes = r->results->outcomes + from;
    results->n_outcomes = n;
    for (size_t i = 0; i < n; i++) {
        findings[i] = r->findings[from + i];
        if (!tells_every_time(r))
            findings[i].words.outcome =
                results->outcomes[i].scale->words.outcome;
    }
    *at = *r;
    at->results = results;
    at->findings = findings;
    at->n_outcomes = n;
    return at;
}

const struct pp_report *pp_report_lead(const struct pp_report *r)
{
    return pp_report_at_time(r, pp_report_n_times(r) - 1);
}

bool pp_report_has_main(const struct pp_report *r)
{
    for (size_t i = 0; i < r->n_outcomes; i++)
        if (r->results->outcomes[i].plan->role == PP_PRIMARY)
            return true;
    return false;
}

/* Of the funder's report, which is two pages; a template of one's own takes as
 * many as it needs. Each time takes as much again, and a group beside; what
 * went better or worse, or what two ways give two answers to, has a sentence
 * of its own, where others share one; a region has a row in two tables.
 * Measured: make pages. */
bool pp_report_has_room(const struct pp_report *lead)
{
    enum { MOST = 13 };
    size_t n = lead->n_outcomes * pp_report_n_times(lead) *
                   (pp_report_has_arms(lead) ? 2 : 1) +
               lead->results->flow.n_regions;

    for (size_t i = 0; i < lead->n_outcomes; i++)
        n += pp_finding_is_better(&lead->findings[i]) ||
             pp_finding_is_worse(&lead->findings[i]) ||
             lead->findings[i].reason == PP_REASON_METHODS_DISAGREE;
    return strcmp(lead->d->edition, "funder") != 0 || n <= MOST;
}

bool pp_report_comes_first(const struct pp_report *lead, size_t i)
{
    enum { FIRST = 2 };
    const struct pp_plan_outcome *its = lead->results->outcomes[i].plan;
    size_t n_before = 0;

    for (size_t k = 0; k < lead->n_outcomes; k++) {
        const struct pp_plan_outcome *o = lead->results->outcomes[k].plan;
        if (o != its && pp_report_is_first_arm(lead, k))
            n_before += o->role == its->role ? k < i : o->role == PP_PRIMARY;
    }
    return n_before < FIRST;
}

static bool is_worse_beside_first(const struct pp_report *lead, size_t i)
{
    return pp_finding_is_worse(&lead->findings[i]) &&
           !pp_report_comes_first(lead, i);
}

/* What went worse beside the first two, if it is one: more, or several times,
 * would open a third page. */
static bool has_room_for_worse(const struct pp_report *lead)
{
    size_t n = 0;

    for (size_t i = 0; i < lead->n_outcomes; i++)
        n += is_worse_beside_first(lead, i);
    return n == 1 && pp_report_n_times(lead) == 1;
}

bool pp_report_tells_in_full(const struct pp_report *lead, size_t i)
{
    return pp_report_has_room(lead) || pp_report_comes_first(lead, i) ||
           (is_worse_beside_first(lead, i) && has_room_for_worse(lead));
}

bool pp_report_has_earlier_table(const struct pp_report *all)
{
    size_t n_earlier = pp_report_n_times(all) - 1;

    return n_earlier > 0 && n_earlier <= PP_MOST_EARLIER_TIMES &&
           pp_report_has_room(pp_report_lead(all));
}

bool pp_report_is_in_earlier_table(const struct pp_report *all, size_t i)
{
    return pp_report_has_earlier_table(all) &&
           (!pp_report_has_main(all) ||
            all->results->outcomes[i].plan->role == PP_PRIMARY);
}

const char *pp_report_when(const struct pp_report *r, size_t wave)
{
    return pp_phrase_when(r->pool, r->plan->waves[wave].name, wave);
}
