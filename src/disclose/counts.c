#include "prepost/disclose/work.h"

#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/disclose/linked.h"

/* How dear a count is: cheaper ones are hidden first to guard others. */
enum cost {
    COST_ANY_CHANGE = 4,
    COST_REGION_REST = 5,
    COST_REGION_INDIVIDUAL = 6,
    COST_INDIVIDUAL = 12,
    COST_REST = 20,
    COST_REGION_BEFORE = 25,
    COST_REGION_BOTH = 30,
    COST_BEFORE = 60,
    COST_BOTH = 100
};

static size_t add(struct pp_linked *l, long *count, long value,
                  enum pp_linked_kind kind, enum cost cost)
{
    size_t cell = pp_linked_cell(l, count, kind, (int)cost);

    l->cells[cell].value = value;
    return cell;
}

static enum pp_linked_kind attribute(const struct pp_work *w)
{
    return w->rules.show_zero ? PP_LINKED_PUBLISHED : PP_LINKED_ATTRIBUTE;
}

/* total = parts + people of whom the part is not known. */
static void sum_with_blank(struct pp_linked *l, size_t total, size_t *parts,
                           size_t n)
{
    long blank = l->cells[total].value;

    for (size_t i = 0; i < n; i++)
        blank -= l->cells[parts[i]].value;
    if (blank > 0)
        parts[n++] = pp_linked_implied(l, blank);
    pp_linked_sum(l, total, parts, n);
}

/* --- who answered -----------------------------------------------------------
 */

static long flow_value(const struct pp_flow_row *row, int which)
{
    struct pp_flow_row copy = *row;

    return *pp_flow_count(&copy, which);
}

static void add_flow_row(struct pp_linked *l, const struct pp_flow_row *from,
                         struct pp_flow_row *to, size_t cell[PP_N_FLOW_COUNTS])
{
    bool is_all = from->name == NULL;

    for (int k = 0; k < PP_N_FLOW_COUNTS; k++) {
        enum cost cost = k == BOTH ? is_all ? COST_BOTH : COST_REGION_BOTH
                         : k == BEFORE
                             ? is_all ? COST_BEFORE : COST_REGION_BEFORE
                         : is_all ? COST_REST
                                  : COST_REGION_REST;
        cell[k] = add(l, pp_flow_count(to, k), flow_value(from, k),
                      PP_LINKED_PUBLISHED, cost);
    }
    pp_linked_sum(l, cell[BEFORE], (size_t[]){cell[BOTH], cell[BEFORE_ONLY]},
                  2);
    pp_linked_sum(l, cell[AFTER], (size_t[]){cell[BOTH], cell[AFTER_ONLY]}, 2);
}

static bool protect_flow(struct pp_work *w)
{
    const struct pp_flow *from = &w->from->flow;
    size_t n = from->n_regions, all[PP_N_FLOW_COUNTS];
    size_t(*cells)[PP_N_FLOW_COUNTS] = pp_alloc_array(n + 1, sizeof *cells);
    size_t *parts = pp_alloc_array(n + 1, sizeof *parts);
    struct pp_linked l;

    pp_linked_init(&l, w->rules.threshold);
    add_flow_row(&l, &from->all, &w->to->flow.all, all);
    for (size_t r = 0; r < n; r++)
        add_flow_row(&l, &from->regions[r], &w->regions[r], cells[r]);
    for (int k = 0; n > 0 && k < PP_N_FLOW_COUNTS; k++) {
        for (size_t r = 0; r < n; r++)
            parts[r] = cells[r][k];
        sum_with_blank(&l, all[k], parts, n);
    }
    bool changed = pp_linked_protect(&l);
    pp_linked_clear(&l);
    pp_free(parts);
    pp_free(cells);
    return changed;
}

/* --- one outcome ---------------------------------------------------------- */

/* Better, in between, worse, which add up to the people. */
static void add_individuals(const struct pp_work *w, struct pp_linked *l,
                            const struct pp_individual *from,
                            struct pp_individual *to, enum cost cost,
                            size_t people, size_t cell[3])
{
    cell[0] = add(l, &to->n_better, from->n_better, attribute(w), cost);
    cell[1] = add(l, &to->n_between, from->n_between, attribute(w), cost);
    cell[2] = add(l, &to->n_worse, from->n_worse, attribute(w), cost);
    pp_linked_sum(l, people, cell, 3);
}

static bool protect_outcome(struct pp_work *w, size_t i)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    struct pp_outcome *to = &w->outcomes[i];
    struct pp_sizes was = pp_sizes_of(from), is = pp_sizes_of(to);
    size_t n = from->comparison.n_cohorts;
    bool has_amount = from->individual.source != PP_AMOUNT_NONE;
    size_t *parts = pp_alloc_array(n + 1, sizeof *parts);
    size_t(*cells)[5] = pp_alloc_array(n + 1, sizeof *cells);
    long n_pairs = to->hidden ? (long)PP_COUNT_HIDDEN : (long)from->n_pairs;
    struct pp_linked l;

    pp_linked_init(&l, w->rules.threshold);
    size_t both =
        add(&l, &n_pairs, (long)from->n_pairs, PP_LINKED_PUBLISHED, COST_BOTH);
    size_t before =
        add(&l, &is.n_before, was.n_before, PP_LINKED_PUBLISHED, COST_BEFORE);
    size_t left =
        add(&l, &is.n_left, was.n_left, PP_LINKED_PUBLISHED, COST_REST);
    pp_linked_sum(&l, before, (size_t[]){both, left}, 2);
    size_t any[3] = {
        add(&l, &is.n_better, was.n_better, attribute(w), COST_ANY_CHANGE),
        add(&l, &is.n_same, was.n_same, attribute(w), COST_ANY_CHANGE),
        add(&l, &is.n_worse, was.n_worse, attribute(w), COST_ANY_CHANGE)};
    pp_linked_sum(&l, both, any, 3);
    size_t amount[3];
    if (has_amount)
        add_individuals(w, &l, &from->individual, &to->individual,
                        COST_INDIVIDUAL, both, amount);
    for (size_t c = 0; c < n; c++) {
        const struct pp_cohort *a = &from->comparison.cohorts[c];
        struct pp_cohort *b = &pp_work_cohorts(to)[c];
        cells[c][0] = add(&l, &b->flow.n_both, a->flow.n_both,
                          PP_LINKED_PUBLISHED, COST_REGION_BOTH);
        cells[c][1] = add(&l, &b->flow.n_before, a->flow.n_before,
                          PP_LINKED_PUBLISHED, COST_REGION_BEFORE);
        size_t rest = pp_linked_implied(&l, a->flow.n_before - a->flow.n_both);
        pp_linked_sum(&l, cells[c][1], (size_t[]){cells[c][0], rest}, 2);
        if (has_amount)
            add_individuals(w, &l, &a->individual, &b->individual,
                            COST_REGION_INDIVIDUAL, cells[c][0], &cells[c][2]);
    }
    for (int k = 0; n > 0 && k < (has_amount ? 5 : 2); k++) {
        for (size_t c = 0; c < n; c++)
            parts[c] = cells[c][k];
        sum_with_blank(&l,
                       k == 0   ? both
                       : k == 1 ? before
                                : amount[k - 2],
                       parts, n);
    }
    bool changed = pp_linked_protect(&l);
    pp_sizes_set(to, &is);
    to->hidden = to->hidden || n_pairs == PP_COUNT_HIDDEN;
    pp_linked_clear(&l);
    pp_free(cells);
    pp_free(parts);
    return changed;
}

/* --- the same people in several tables ------------------------------------ */

/* Counts so close that one gives the other away are hidden together. */
static bool tie(const struct pp_work *w, long *a, long a_was, long *b,
                long b_was)
{
    if (labs(a_was - b_was) >= w->rules.threshold ||
        (*a == PP_COUNT_HIDDEN) == (*b == PP_COUNT_HIDDEN))
        return false;
    *a = *b = PP_COUNT_HIDDEN;
    return true;
}

static const struct pp_flow_row *region_named(const struct pp_flow_row *rows,
                                              size_t n, const char *name)
{
    for (size_t r = 0; r < n; r++) {
        if (strcmp(rows[r].name, name) == 0)
            return &rows[r];
    }
    return NULL;
}

static bool tie_to_flow(struct pp_work *w, size_t i)
{
    const struct pp_comparison *from = &w->from->outcomes[i].comparison;
    const struct pp_flow *flow = &w->from->flow;
    bool changed = false;

    for (size_t c = 0; c < from->n_cohorts; c++) {
        const struct pp_flow_row *was =
            region_named(flow->regions, flow->n_regions, from->cohorts[c].name);
        if (was == NULL)
            continue;
        struct pp_flow_row *is = &w->regions[was - flow->regions];
        struct pp_flow_row *own = &pp_work_cohorts(&w->outcomes[i])[c].flow;
        const struct pp_flow_row *own_was = &from->cohorts[c].flow;
        changed |=
            tie(w, &is->n_both, was->n_both, &own->n_both, own_was->n_both);
        changed |= tie(w, &is->n_before, was->n_before, &own->n_before,
                       own_was->n_before);
    }
    struct pp_sizes is = pp_sizes_of(&w->outcomes[i]),
                    was = pp_sizes_of(&w->from->outcomes[i]);
    changed |= tie(w, &w->to->flow.all.n_before, flow->all.n_before,
                   &is.n_before, was.n_before);
    changed |= tie(w, &w->to->flow.all.n_before_only, flow->all.n_before_only,
                   &is.n_left, was.n_left);
    pp_sizes_set(&w->outcomes[i], &is);
    return changed;
}

static bool tie_outcomes(struct pp_work *w, size_t i, size_t j)
{
    const struct pp_comparison *a = &w->from->outcomes[i].comparison;
    const struct pp_comparison *b = &w->from->outcomes[j].comparison;
    bool changed = false;

    for (size_t c = 0; c < a->n_cohorts && a->n_cohorts == b->n_cohorts; c++) {
        struct pp_flow_row *x = &pp_work_cohorts(&w->outcomes[i])[c].flow;
        struct pp_flow_row *y = &pp_work_cohorts(&w->outcomes[j])[c].flow;
        changed |= tie(w, &x->n_both, a->cohorts[c].flow.n_both, &y->n_both,
                       b->cohorts[c].flow.n_both);
        changed |= tie(w, &x->n_before, a->cohorts[c].flow.n_before,
                       &y->n_before, b->cohorts[c].flow.n_before);
    }
    return changed;
}

void pp_protect_counts(struct pp_work *w)
{
    for (bool changed = true; changed;) {
        changed = protect_flow(w);
        for (size_t i = 0; i < w->to->n_outcomes; i++) {
            changed |= protect_outcome(w, i);
            changed |= tie_to_flow(w, i);
            for (size_t j = 0; j < i; j++)
                changed |= tie_outcomes(w, i, j);
        }
    }
}
