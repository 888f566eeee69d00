#include "prepost/disclose/work.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/by_slope.h"
#include "prepost/base/alloc.h"
#include "prepost/disclose/linked.h"

/* How dear a count is: cheaper ones are hidden first to guard others. */
enum cost {
    COST_OTHER_AMOUNT = 3,
    COST_ANY_CHANGE = 4,
    COST_CUTOFF = 6,
    COST_BEYOND = 20
};

static enum pp_linked_kind attribute(const struct pp_work *w)
{
    return w->rules.show_zero ? PP_LINKED_PUBLISHED : PP_LINKED_ATTRIBUTE;
}

/* total = part + people who are in the one and not in the other. */
static void add_part(struct pp_linked *l, size_t total, size_t part)
{
    size_t rest =
        pp_linked_implied(l, l->cells[total].value - l->cells[part].value);

    pp_linked_say(l, "by a smaller amount = by a greater one + the rest");
    pp_linked_sum(l, total, (size_t[]){part, rest}, 2);
}

/* --- one person's change, by several amounts and by a cut-off --------------
 */

struct amount {
    const struct pp_individual *from;
    struct pp_individual *to;
    const size_t *own; /* its three cells where they are there already */
};

static struct pp_individual *others_of(struct pp_outcome *o)
{
    return (struct pp_individual *)o->other_amounts; /* the copy's own */
}

/* All amounts of the outcome, the smallest first. */
static size_t amounts_of(const struct pp_outcome *from, struct pp_outcome *to,
                         const size_t *own, struct amount *out)
{
    size_t n = 0;

    if (from->individual.source != PP_AMOUNT_NONE)
        out[n++] = (struct amount){&from->individual, &to->individual, own};
    for (size_t i = 0; i < from->n_other_amounts; i++) {
        struct amount other = {&from->other_amounts[i], &others_of(to)[i],
                               NULL};
        size_t at = n++;
        for (; at > 0 && out[at - 1].from->amount > other.from->amount; at--)
            out[at] = out[at - 1];
        out[at] = other;
    }
    return n;
}

/*
 * Fewer people reach a larger amount; those between two amounts are people
 * who changed by so much. The same amount twice is the same counts, which
 * pp_clean_amounts() copies.
 */
static void link_amounts(struct pp_linked *l, const struct pp_work *w,
                         const struct amount *amounts, size_t n, size_t both)
{
    size_t last[3] = {0, 0, 0};

    for (size_t k = 0; k < n; k++) {
        const struct pp_individual *from = amounts[k].from;
        struct pp_individual *to = amounts[k].to;
        size_t added[3];
        const size_t *cell = amounts[k].own;
        if (k > 0 && amounts[k - 1].from->amount == from->amount)
            continue;
        if (cell == NULL) {
            added[0] = pp_everyones_cell(w, l, &to->n_better, from->n_better,
                                         attribute(w), COST_OTHER_AMOUNT);
            added[1] = pp_everyones_cell(w, l, &to->n_between, from->n_between,
                                         attribute(w), COST_OTHER_AMOUNT);
            added[2] = pp_everyones_cell(w, l, &to->n_worse, from->n_worse,
                                         attribute(w), COST_OTHER_AMOUNT);
            pp_linked_say(l, "answered again = better + in between + worse, by "
                             "another amount");
            pp_linked_sum(l, both, added, 3);
            cell = added;
        }
        if (k > 0) {
            add_part(l, last[0], cell[0]);
            add_part(l, last[2], cell[2]);
        }
        memcpy(last, cell, sizeof last);
    }
}

/* Printed out of the total: that nobody is left may tell of each. */
static void add_share(const struct pp_work *w, struct pp_linked *l,
                      size_t total, size_t part)
{
    long rest = l->cells[total].value - l->cells[part].value;
    size_t others = pp_linked_implied(l, rest);

    l->cells[others].is_guarded = rest == 0 && !w->rules.show_zero;
    pp_linked_say(l, "out of those = a share of them + the rest");
    pp_linked_sum(l, total, (size_t[]){part, others}, 2);
}

static void link_cutoff(struct pp_linked *l, const struct pp_work *w,
                        const struct pp_recovery *from, struct pp_recovery *to,
                        size_t both, const size_t *better)
{
    size_t beyond = pp_everyones_cell(w, l, &to->n_beyond, from->n_beyond,
                                      attribute(w), COST_BEYOND);
    size_t others = pp_linked_implied(l, from->n - from->n_beyond);
    size_t crossed = pp_everyones_cell(w, l, &to->n_crossed, from->n_crossed,
                                       attribute(w), COST_CUTOFF);
    size_t recovered = pp_everyones_cell(
        w, l, &to->n_recovered, from->n_recovered, attribute(w), COST_CUTOFF);
    size_t entered = pp_everyones_cell(w, l, &to->n_entered, from->n_entered,
                                       attribute(w), COST_CUTOFF);

    /* Hidden already: for what it says beside another questionnaire. */
    const size_t cutoff[] = {beyond, crossed, recovered, entered};
    for (size_t k = 0; k < sizeof cutoff / sizeof *cutoff; k++)
        l->cells[cutoff[k]].is_guarded |= l->cells[cutoff[k]].is_hidden;
    pp_linked_say(l, "answered again = beyond the cut-off + the others");
    pp_linked_sum(l, both, (size_t[]){beyond, others}, 2);
    l->cells[others].is_guarded |=
        from->n_beyond == from->n && !w->rules.show_zero;
    add_share(w, l, beyond, crossed);
    add_share(w, l, beyond, recovered);
    add_part(l, crossed, recovered);
    add_share(w, l, others, entered);
    if (better != NULL)
        add_part(l, *better, recovered);
}

/* Better at all: by the amount, or by less. */
static void link_any_change(struct pp_linked *l, const struct pp_work *w,
                            size_t outcome, size_t both, const size_t *own)
{
    struct pp_sizes was = pp_sizes_of(&w->from->outcomes[outcome]);
    struct pp_sizes *is = &w->sizes[outcome];
    const size_t any[3] = {pp_everyones_cell(w, l, &is->n_better, was.n_better,
                                             attribute(w), COST_ANY_CHANGE),
                           pp_everyones_cell(w, l, &is->n_same, was.n_same,
                                             attribute(w), COST_ANY_CHANGE),
                           pp_everyones_cell(w, l, &is->n_worse, was.n_worse,
                                             attribute(w), COST_ANY_CHANGE)};

    pp_linked_say(l, "answered again = higher + same + lower");
    pp_linked_sum(l, both, any, 3);
    pp_linked_say(l, "changed at all = by the amount + by less");
    for (int k = 0; k < 3 && own != NULL; k += 2) {
        size_t by_less = pp_linked_implied(l, l->cells[any[k]].value -
                                                  l->cells[own[k]].value);
        pp_linked_sum(l, any[k], (size_t[]){own[k], by_less}, 2);
    }
}

/* Another way to say of the same people who went better: no count of it is
 * above or below one by an amount. */
static void link_by_slope(struct pp_linked *l, const struct pp_work *w,
                          const struct pp_by_slope *by,
                          struct pp_individual *to, size_t both)
{
    const struct pp_individual *from = &by->people;
    size_t cell[3];

    if (!by->is_counted)
        return;
    cell[0] = pp_everyones_cell(w, l, &to->n_better, from->n_better,
                                attribute(w), COST_OTHER_AMOUNT);
    cell[1] = pp_everyones_cell(w, l, &to->n_between, from->n_between,
                                attribute(w), COST_OTHER_AMOUNT);
    cell[2] = pp_everyones_cell(w, l, &to->n_worse, from->n_worse, attribute(w),
                                COST_OTHER_AMOUNT);
    pp_linked_say(l, "answered again = better + in between + worse, by slope");
    pp_linked_sum(l, both, cell, 3);
}

void pp_link_amounts(const struct pp_work *w, struct pp_linked *l,
                     size_t outcome, size_t both, const size_t *own)
{
    const struct pp_outcome *from = &w->from->outcomes[outcome];
    struct pp_outcome *to = &w->outcomes[outcome];
    struct amount *amounts =
        pp_alloc_array(from->n_other_amounts + 1, sizeof *amounts);
    size_t n = amounts_of(from, to, own, amounts);

    link_any_change(l, w, outcome, both, own);
    link_amounts(l, w, amounts, n, both);
    link_by_slope(l, w, &from->by_slope, &to->by_slope.people, both);
    if (from->recovery.cutoff != NULL)
        link_cutoff(l, w, &from->recovery, &to->recovery, both, own);
    pp_free(amounts);
}

/* An interval of a hidden count would give it back. */
static void clean_amount(struct pp_individual *p)
{
    if (p->n_better == PP_COUNT_HIDDEN)
        p->better_ci = PP_INTERVAL_NONE;
    if (p->n_worse == PP_COUNT_HIDDEN)
        p->worse_ci = PP_INTERVAL_NONE;
}

static void round_amount(const struct pp_work *w, struct pp_individual *p)
{
    long whole = p->n;

    pp_round_count(w, &p->n);
    pp_round_count(w, &p->n_better);
    pp_round_count(w, &p->n_between);
    pp_round_count(w, &p->n_worse);
    if (p->n != whole || w->rules.base > 1)
        p->better_ci = p->worse_ci = PP_INTERVAL_NONE;
}

static void clean_recovery(const struct pp_work *w, struct pp_recovery *r)
{
    bool no_base = r->n_beyond == PP_COUNT_HIDDEN || w->rules.base > 1;

    if (no_base || r->n_crossed == PP_COUNT_HIDDEN)
        r->crossed_ci = PP_INTERVAL_NONE;
    if (no_base || r->n_recovered == PP_COUNT_HIDDEN)
        r->recovered_ci = PP_INTERVAL_NONE;
    if (no_base || r->n_entered == PP_COUNT_HIDDEN)
        r->entered_ci = PP_INTERVAL_NONE;
    pp_round_count(w, &r->n);
    pp_round_count(w, &r->n_beyond);
    pp_round_count(w, &r->n_crossed);
    pp_round_count(w, &r->n_recovered);
    pp_round_count(w, &r->n_entered);
}

static void copy_same(const struct pp_outcome *o, struct pp_individual *to)
{
    const struct pp_individual *from = to;

    for (const struct pp_individual *other = o->other_amounts; other < to;
         other++) {
        if (other->amount == to->amount && from == to)
            from = other;
    }
    if (o->individual.source != PP_AMOUNT_NONE &&
        o->individual.amount == to->amount)
        from = &o->individual;
    to->n_better = from->n_better;
    to->n_between = from->n_between;
    to->n_worse = from->n_worse;
}

/* Of those who left by a wave, and not by another, how many were beyond. */
static bool tells_of_leavers(const struct pp_work *w, size_t outcome)
{
    const struct pp_recovery *is = &w->from->outcomes[outcome].recovery;
    const struct pp_recovery *last = &pp_work_at_last(w, outcome)->recovery;

    return w->rules.threshold > 1 &&
           (!pp_work_is_as_last(w, outcome) || is->n_beyond != last->n_beyond);
}

/*
 * That the model is fitted says that at least so many have three scores, and
 * that it is not for their fewness says that no more have: beside the pairs of
 * a time that are about as many, how many missed one. So nothing is said of why
 * it is not, and it is only where enough may have missed any.
 */
static void clean_by_slope(const struct pp_work *w, size_t outcome)
{
    struct pp_by_slope *by = &w->outcomes[outcome].by_slope;
    long needed = PP_BY_SLOPE_MIN + w->rules.min_average;
    size_t step =
        w->from->n_per_wave > 0 ? w->from->n_per_wave : w->from->n_outcomes;

    if (w->rules.threshold <= 1 || !by->is_made)
        return;
    for (size_t j = outcome % step; j < w->from->n_outcomes; j += step)
        by->is_counted =
            by->is_counted && (long)w->from->outcomes[j].n_pairs >= needed;
    if (!by->is_counted)
        by->status = PP_STATUS_TOO_FEW;
}

void pp_clean_amounts(const struct pp_work *w, size_t outcome)
{
    struct pp_outcome *o = &w->outcomes[outcome];

    if (o->recovery.cutoff != NULL && tells_of_leavers(w, outcome))
        o->recovery = (struct pp_recovery){.cutoff = NULL};
    for (size_t k = 0; k < o->n_other_amounts; k++) {
        copy_same(o, &others_of(o)[k]);
        clean_amount(&others_of(o)[k]);
        round_amount(w, &others_of(o)[k]);
    }
    clean_by_slope(w, outcome);
    round_amount(w, &o->by_slope.people);
    clean_recovery(w, &o->recovery);
}
