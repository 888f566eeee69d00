#include <string.h>

#include "prepost/analysis/cohort_column.h"
#include "prepost/base/alloc.h"
#include "prepost/disclose/linked.h"
#include "prepost/disclose/work.h"

static void carry(long beside, long *count)
{
    if (beside == PP_COUNT_HIDDEN)
        *count = PP_COUNT_HIDDEN;
}

static void carry_individual(const struct pp_individual *beside,
                             struct pp_individual *to)
{
    carry(beside->n_better, &to->n_better);
    carry(beside->n_between, &to->n_between);
    carry(beside->n_worse, &to->n_worse);
}

static void carry_flow(const struct pp_flow_row *beside, struct pp_flow_row *to)
{
    struct pp_flow_row copy = *beside;

    for (int k = 0; k < PP_N_FLOW_COUNTS; k++)
        carry(*pp_flow_count(&copy, k), pp_flow_count(to, k));
}

static void carry_outcome(struct pp_work *w, size_t i)
{
    const struct pp_outcome *beside = &w->beside->outcomes[i];
    struct pp_outcome *to = &w->outcomes[i];
    struct pp_individual *others =
        (struct pp_individual *)to->other_amounts; /* the copy's own */
    struct pp_sizes sizes = pp_sizes_of(beside), *is = &w->sizes[i];

    to->hidden |= beside->hidden;
    carry(sizes.n_before, &is->n_before);
    carry(sizes.n_left, &is->n_left);
    carry(sizes.n_better, &is->n_better);
    carry(sizes.n_same, &is->n_same);
    carry(sizes.n_worse, &is->n_worse);
    if (to->individual.source != PP_AMOUNT_NONE)
        carry_individual(&beside->individual, &to->individual);
    for (size_t k = 0; k < to->n_other_amounts; k++)
        carry_individual(&beside->other_amounts[k], &others[k]);
    carry_individual(&beside->by_slope.people, &to->by_slope.people);
    if (to->recovery.cutoff == NULL)
        return;
    carry(beside->recovery.n_beyond, &to->recovery.n_beyond);
    carry(beside->recovery.n_crossed, &to->recovery.n_crossed);
    carry(beside->recovery.n_recovered, &to->recovery.n_recovered);
    carry(beside->recovery.n_entered, &to->recovery.n_entered);
}

/* Whether results hide how many of a cohort had an outcome's scores, at any
 * wave. */
static bool is_hidden_in(const struct pp_results *r,
                         const struct pp_plan_outcome *planned, size_t cohort)
{
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->outcomes[i];
        const struct pp_comparison *c = &o->comparison;
        if (o->plan != planned || cohort >= c->n_cohorts)
            continue;
        if (c->cohorts[cohort].flow.n_both == PP_COUNT_HIDDEN ||
            c->cohorts[cohort].flow.n_before == PP_COUNT_HIDDEN)
            return true;
    }
    return false;
}

const struct pp_results *pp_work_coarser(const struct pp_work *w,
                                         const struct pp_comparison *c,
                                         size_t part)
{
    if (c->column != NULL && part == c->column->region_part)
        return w->beside;
    if (w->from->coarser == NULL || part < c->column->n_own)
        return NULL; /* counts take all of an own part to be told */
    return w->coarser[part];
}

/* What lies within a region, or whatever else, that is hidden is hidden with
 * it: the sums of several waves together would tell more of it than each by
 * itself. */
static void hide_within(const struct pp_work *w, size_t i)
{
    const struct pp_comparison *from = &w->from->outcomes[i].comparison;
    struct pp_cohort *to = pp_work_cohorts(&w->outcomes[i]);
    size_t n_parts = from->column != NULL ? from->column->n_parts : 0;

    for (size_t p = 0; p < n_parts; p++) {
        const struct pp_results *coarser = pp_work_coarser(w, from, p);
        for (size_t c = 0; coarser != NULL && c < from->n_cohorts; c++)
            if (is_hidden_in(coarser, w->outcomes[i].plan,
                             from->column->part[p][c]))
                to[c].flow.n_both = to[c].flow.n_before = PP_COUNT_HIDDEN;
    }
}

void pp_carry_hidden(struct pp_work *w)
{
    if (w->beside == NULL)
        return;
    carry_flow(&w->beside->flow.all, &w->to->flow.all);
    for (size_t r = 0; r < w->to->flow.n_regions; r++)
        carry_flow(&w->beside->flow.regions[r], &w->regions[r]);
    for (size_t i = 0; i < w->to->n_outcomes; i++)
        carry_outcome(w, i);
    for (size_t i = 0; i < w->to->n_outcomes; i++)
        hide_within(w, i);
}

size_t pp_everyones_cell(const struct pp_work *w, struct pp_linked *l,
                         long *count, long value, enum pp_linked_kind kind,
                         int cost)
{
    if (w->beside != NULL && *count != PP_COUNT_HIDDEN)
        return pp_linked_known(l, value);
    size_t cell = pp_linked_cell(l, count, kind, cost);
    l->cells[cell].value = value;
    l->cells[cell].is_guarded = w->beside != NULL;
    return cell;
}
