#include "prepost/disclose/work.h"

#include <stdlib.h>

#include "prepost/base/alloc.h"

/* The same people in several tables: where one hides how many they are, so does
 * the other. */

bool pp_is_tied(const struct pp_work *w, const long *count)
{
    for (size_t i = 0; i < w->n_tied; i++) {
        if (w->tied[i] == count)
            return true;
    }
    return false;
}

void pp_tie(struct pp_work *w, long *count)
{
    if (w->n_tied == w->tied_capacity) {
        w->tied_capacity = w->tied_capacity == 0 ? 32 : 2 * w->tied_capacity;
        w->tied = pp_realloc_array(w->tied, w->tied_capacity, sizeof *w->tied);
    }
    w->tied[w->n_tied++] = count;
}

void pp_tie_hidden(struct pp_work *w, const struct pp_linked *l)
{
    for (size_t c = 0; c < l->n_cells; c++) {
        const struct pp_linked_cell *cell = &l->cells[c];
        if (cell->kind == PP_LINKED_OTHER && cell->is_hidden && !cell->is_fixed)
            pp_tie(w, cell->count);
    }
}

bool pp_tie_counts(struct pp_work *w, long *a, long a_was, long *b, long b_was)
{
    if (labs(a_was - b_was) >= w->rules.threshold ||
        (*a == PP_COUNT_HIDDEN) == (*b == PP_COUNT_HIDDEN))
        return false;
    pp_tie(w, *a == PP_COUNT_HIDDEN ? b : a);
    *a = *b = PP_COUNT_HIDDEN;
    return true;
}

bool pp_tie_to_flow(struct pp_work *w, size_t i)
{
    const struct pp_comparison *from = &w->from->outcomes[i].comparison;
    const struct pp_flow *flow = &w->from->flow;
    bool changed = false;

    for (size_t c = 0; c < from->n_cohorts && pp_is_by_region(from); c++) {
        const struct pp_flow_row *was = pp_region_named(
            flow->regions, flow->n_regions, from->cohorts[c].name);
        if (was == NULL)
            continue;
        struct pp_flow_row *is = &w->regions[was - flow->regions];
        struct pp_flow_row *own = &pp_work_cohorts(&w->outcomes[i])[c].flow;
        const struct pp_flow_row *own_was = &from->cohorts[c].flow;
        changed |= pp_tie_counts(w, &is->n_both, was->n_both, &own->n_both,
                                 own_was->n_both);
        changed |= pp_tie_counts(w, &is->n_before, was->n_before,
                                 &own->n_before, own_was->n_before);
    }
    if (w->beside != NULL)
        return changed; /* as the reports have them */
    struct pp_sizes was = pp_sizes_of(&w->from->outcomes[i]);
    changed |= pp_tie_counts(w, &w->to->flow.all.n_before, flow->all.n_before,
                             &w->sizes[i].n_before, was.n_before);
    changed |=
        pp_tie_counts(w, &w->to->flow.all.n_before_only,
                      flow->all.n_before_only, &w->sizes[i].n_left, was.n_left);
    return changed;
}

/* How many were asked, and left: of two outcomes, or of one at two waves. */
static bool tie_sizes(struct pp_work *w, size_t i, size_t j)
{
    struct pp_sizes *x = &w->sizes[i], *y = &w->sizes[j];
    struct pp_sizes x_was = pp_sizes_of(&w->from->outcomes[i]);
    struct pp_sizes y_was = pp_sizes_of(&w->from->outcomes[j]);
    bool changed = pp_tie_counts(w, &x->n_before, x_was.n_before, &y->n_before,
                                 y_was.n_before);

    changed |=
        pp_tie_counts(w, &x->n_left, x_was.n_left, &y->n_left, y_was.n_left);
    return changed;
}

bool pp_tie_outcomes(struct pp_work *w, size_t i, size_t j)
{
    const struct pp_comparison *a = &w->from->outcomes[i].comparison;
    const struct pp_comparison *b = &w->from->outcomes[j].comparison;
    size_t n_each = pp_outcomes_each(w);
    bool changed = false;

    for (size_t c = 0; c < a->n_cohorts && a->n_cohorts == b->n_cohorts; c++) {
        struct pp_flow_row *x = &pp_work_cohorts(&w->outcomes[i])[c].flow;
        struct pp_flow_row *y = &pp_work_cohorts(&w->outcomes[j])[c].flow;
        changed |= pp_tie_counts(w, &x->n_both, a->cohorts[c].flow.n_both,
                                 &y->n_both, b->cohorts[c].flow.n_both);
        changed |= pp_tie_counts(w, &x->n_before, a->cohorts[c].flow.n_before,
                                 &y->n_before, b->cohorts[c].flow.n_before);
    }
    if (w->beside != NULL || (pp_has_arms(w) && i % n_each != j % n_each))
        return changed; /* as the reports have them; other people */
    changed |= tie_sizes(w, i, j);
    if (pp_has_arms(w) && i % n_each == 0)
        changed |= pp_tie_comparisons(w, i, j);
    return changed;
}
