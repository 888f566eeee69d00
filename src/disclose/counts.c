#include "counts_parts.h"

#include <stdlib.h>
#include <string.h>

#include "prepost/analysis/cohort_column.h"
#include "prepost/base/alloc.h"

static bool is_of_region(enum pp_count_cost cost)
{
    return cost == PP_COST_REGION_REST || cost == PP_COST_REGION_INDIVIDUAL ||
           cost == PP_COST_REGION_BEFORE || cost == PP_COST_REGION_BOTH;
}

size_t pp_count_add(const struct pp_work *w, struct pp_linked *l, long *count,
                    long value, enum pp_linked_kind kind,
                    enum pp_count_cost cost)
{
    size_t cell = is_of_region(cost)
                      ? pp_linked_cell(l, count, kind, (int)cost)
                      : pp_everyones_cell(w, l, count, value, kind, (int)cost);

    l->cells[cell].value = value;
    l->cells[cell].is_guarded |=
        pp_is_tied(w, count) ||
        (cost == PP_COST_INDIVIDUAL && *count == PP_COUNT_HIDDEN);
    return cell;
}

static enum pp_linked_kind attribute(const struct pp_work *w)
{
    return w->rules.show_zero ? PP_LINKED_PUBLISHED : PP_LINKED_ATTRIBUTE;
}

static bool are_few(const struct pp_work *w, long n)
{
    return n > 0 && n < w->rules.threshold;
}

enum pp_linked_kind pp_count_kind_of_both(const struct pp_work *w,
                                          const struct pp_flow_row *row)
{
    bool tells_of_each = row->n_both == 0 && (are_few(w, row->n_before) ||
                                              are_few(w, row->n_before_only) ||
                                              are_few(w, row->n_after_only));

    return tells_of_each ? attribute(w) : PP_LINKED_PUBLISHED;
}

bool pp_count_sum_rows(struct pp_linked *l, const size_t *totals, size_t m,
                       const size_t *rows, size_t n, size_t *blank)
{
    size_t *parts = pp_alloc_array(n + 1, sizeof *parts);
    bool is_any = false;

    for (size_t k = 0; k < m; k++) {
        long rest = l->cells[totals[k]].value;
        for (size_t r = 0; r < n; r++)
            rest -= l->cells[rows[r * m + k]].value;
        is_any |= rest > 0;
        blank[k] = (size_t)rest;
    }
    pp_linked_say(l, "all = the rows + people in none");
    for (size_t k = 0; k < m; k++) {
        for (size_t r = 0; r < n; r++)
            parts[r] = rows[r * m + k];
        if (is_any)
            parts[n] = blank[k] = pp_linked_implied(l, (long)blank[k]);
        pp_linked_sum(l, totals[k], parts, n + is_any);
    }
    pp_free(parts);
    return is_any;
}

/* --- one outcome ---------------------------------------------------------- */

static void add_individuals(const struct pp_work *w, struct pp_linked *l,
                            const struct pp_individual *from,
                            struct pp_individual *to, enum pp_count_cost cost,
                            size_t cell[N_COUNTS])
{
    cell[BETTER] =
        pp_count_add(w, l, &to->n_better, from->n_better, attribute(w), cost);
    cell[BETWEEN] =
        pp_count_add(w, l, &to->n_between, from->n_between, attribute(w), cost);
    cell[WORSE] =
        pp_count_add(w, l, &to->n_worse, from->n_worse, attribute(w), cost);
}

/* Those asked are those who answered again and those who did not; and those
 * went better by an amount, worse by it, or neither. */
static void relate_outcome(struct pp_linked *l, const size_t cell[N_COUNTS],
                           bool has_amount)
{
    pp_linked_say(l, "asked = answered again + left");
    pp_linked_sum(l, cell[ASKED], (size_t[]){cell[PAIRS], cell[LEFT]}, 2);
    pp_linked_say(l, "answered again = better + in between + worse");
    if (has_amount)
        pp_linked_sum(l, cell[PAIRS], cell + BETTER, 3);
}

static void hide_individuals(struct pp_individual *p)
{
    p->n_better = p->n_between = p->n_worse = PP_COUNT_HIDDEN;
}

/* No more people answered a questionnaire than answered any; "both" of the
 * flow is the first wave and the last. */
static void within_flow(const struct pp_work *w, struct pp_linked *l, size_t i,
                        const size_t cell[N_COUNTS],
                        const size_t flow[PP_N_FLOW_COUNTS])
{
    pp_linked_say(l, "no more answered this questionnaire than any");
    if (w->from->outcomes[i].wave + 1 == w->from->plan->n_waves)
        pp_linked_within(l, cell[PAIRS], flow[BOTH]);
    pp_linked_within(l, cell[ASKED], flow[BEFORE]);
}

/* The row of a region among those of pp_add_flow(); 0: there is none. */
static size_t row_of(const struct pp_flow *flow, const char *region)
{
    const struct pp_flow_row *row =
        pp_region_named(flow->regions, flow->n_regions, region);

    return row != NULL ? (size_t)(row - flow->regions) + 1 : 0;
}

/* The row of people in none of these cohorts: of no known region, else among
 * everyone. */
static size_t row_of_blank(const struct pp_work *w,
                           const struct pp_comparison *c)
{
    return pp_is_by_region(c) ? w->from->flow.n_regions + 1 : 0;
}

size_t pp_count_beside(struct pp_linked *l, long value, long shown)
{
    if (shown != PP_COUNT_HIDDEN)
        return pp_linked_known(l, value);
    size_t cell = pp_linked_implied(l, value);
    l->cells[cell].is_guarded = true;
    return cell;
}

/*
 * Regions, as reports beside these results have them: what is hidden there is
 * guarded here. cells: PAIRS to WORSE of each region.
 */
static void add_regions_beside(const struct pp_work *w, struct pp_linked *l,
                               size_t i, const size_t all[N_COUNTS],
                               const size_t (*flow)[PP_N_FLOW_COUNTS],
                               size_t *cells)
{
    const struct pp_outcome *was = &w->from->beside->outcomes[i];
    const struct pp_comparison *is = &w->beside->outcomes[i].comparison;
    bool has_amount = was->individual.source != PP_AMOUNT_NONE;
    size_t m = has_amount ? N_COUNTS : BETTER, n = is->n_cohorts;
    size_t *rows = pp_alloc_array(n * m + N_COUNTS, sizeof *rows);
    size_t blank[N_COUNTS];

    for (size_t c = 0; c < n; c++) {
        const struct pp_cohort *from = &was->comparison.cohorts[c];
        const struct pp_cohort *to = &is->cohorts[c];
        size_t *cell = cells + c * N_COUNTS;
        cell[PAIRS] = pp_count_beside(l, from->flow.n_both, to->flow.n_both);
        cell[ASKED] =
            pp_count_beside(l, from->flow.n_before, to->flow.n_before);
        cell[LEFT] =
            pp_linked_implied(l, from->flow.n_before - from->flow.n_both);
        if (has_amount) {
            const struct pp_individual *p = &from->individual;
            const struct pp_individual *q = &to->individual;
            cell[BETTER] = pp_count_beside(l, p->n_better, q->n_better);
            cell[BETWEEN] = pp_count_beside(l, p->n_between, q->n_between);
            cell[WORSE] = pp_count_beside(l, p->n_worse, q->n_worse);
        }
        relate_outcome(l, cell, has_amount);
        size_t row = row_of(&w->from->flow, from->name);
        if (row > 0)
            within_flow(w, l, i, cell, flow[row]);
        memcpy(rows + c * m, cell, m * sizeof *rows);
    }
    if (n > 0 && pp_count_sum_rows(l, all, m, rows, n, blank)) {
        relate_outcome(l, blank, has_amount);
        within_flow(w, l, i, blank, flow[w->from->flow.n_regions + 1]);
    }
    pp_free(rows);
}

/*
 * Whoever answered at the start and at any later wave was asked: of each cohort
 * no fewer were than have both scores at another wave, and those of all cohorts
 * add up to everyone's. So it is of people in no cohort, too; blank: their
 * cells; NULL: there are none.
 */
static void within_waves(const struct pp_work *w, struct pp_linked *l, size_t i,
                         const size_t *rows, size_t m, const size_t *blank)
{
    size_t n_per_wave = w->from->n_per_wave, n_outcomes = w->to->n_outcomes;
    size_t n = w->from->outcomes[i].comparison.n_cohorts;
    size_t *parts = pp_alloc_array(n + 1, sizeof *parts);

    for (size_t j = i % n_per_wave; j < n_outcomes; j += n_per_wave) {
        const struct pp_outcome *from = &w->from->outcomes[j];
        struct pp_cohort *to = pp_work_cohorts(&w->outcomes[j]);
        long rest = (long)from->n_pairs;
        if (j == i || from->comparison.n_cohorts != n)
            continue;
        for (size_t c = 0; c < n; c++) {
            long value = from->comparison.cohorts[c].flow.n_both;
            parts[c] = pp_linked_other(l, &to[c].flow.n_both, value,
                                       PP_COST_REGION_BOTH);
            l->cells[parts[c]].value = value;
            pp_linked_say(l,
                          "answered at any later wave = some of those asked");
            pp_linked_within(l, parts[c], rows[c * m + ASKED]);
            rest -= value;
        }
        size_t total =
            pp_linked_elsewhere(l, (long)from->n_pairs, w->outcomes[j].hidden);
        parts[n] = pp_linked_elsewhere(l, rest, blank != NULL);
        if (blank != NULL)
            pp_linked_within(l, parts[n], blank[ASKED]);
        pp_linked_say(l, "at another wave: all = the rows + people in none");
        if (n > 0)
            pp_linked_sum(l, total, parts, n + 1);
    }
    pp_free(parts);
}

/* The region that a cohort's people are of; NULL: of several, or not known. */
static const struct pp_flow_row *region_of(const struct pp_work *w,
                                           const struct pp_comparison *by,
                                           size_t cohort)
{
    const struct pp_flow *flow = &w->from->flow;
    const struct pp_cohort_column *column = by->column;

    if (pp_is_by_region(by))
        return pp_region_named(flow->regions, flow->n_regions,
                               by->cohorts[cohort].name);
    if (column == NULL || column->region_part >= column->n_parts)
        return NULL;
    size_t region = column->part[column->region_part][cohort];
    return region < flow->n_regions ? &flow->regions[region] : NULL;
}

/* Nobody answered twice, and that may be told: they are no few. */
static bool are_known_to_have_left(const struct pp_work *w,
                                   const struct pp_flow_row *row)
{
    return row->n_both == 0 && row->n_before > 0 &&
           pp_count_kind_of_both(w, row) == PP_LINKED_PUBLISHED;
}

/*
 * Where all of a region left, and are no few, that is known: also of the few of
 * them who were asked this (at the last wave), or are in this cohort.
 */
static enum pp_linked_kind kind_of_pairs(const struct pp_work *w, size_t i,
                                         const struct pp_comparison *by,
                                         size_t cohort)
{
    const struct pp_outcome *outcome = &w->from->outcomes[i];
    const struct pp_flow_row *region = region_of(w, by, cohort);
    bool is_last = outcome->wave + 1 == w->from->plan->n_waves;
    bool is_known =
        region != NULL && is_last && are_known_to_have_left(w, region);

    if (region != NULL && !pp_is_by_region(by) && w->from->beside != NULL) {
        const struct pp_comparison *regions =
            &w->from->beside->outcomes[i].comparison;
        size_t r = (size_t)(region - w->from->flow.regions);
        is_known |= r < regions->n_cohorts &&
                    are_known_to_have_left(w, &regions->cohorts[r].flow);
    }
    return is_known ? PP_LINKED_PUBLISHED
                    : pp_count_kind_of_both(w, &by->cohorts[cohort].flow);
}

static void add_cohorts(const struct pp_work *w, struct pp_linked *l, size_t i,
                        const size_t all[N_COUNTS], bool has_amount,
                        const size_t (*flow)[PP_N_FLOW_COUNTS])
{
    const struct pp_comparison *from = &w->from->outcomes[i].comparison;
    struct pp_cohort *to = pp_work_cohorts(&w->outcomes[i]);
    size_t m = has_amount ? N_COUNTS : BETTER, n = from->n_cohorts;
    size_t *rows = pp_alloc_array(n * m + N_COUNTS, sizeof *rows);
    size_t *asked = pp_alloc_array(2 * n + 1, sizeof *asked),
           *pairs = asked + n;
    size_t cell[N_COUNTS];

    for (size_t c = 0; c < n; c++) {
        const struct pp_flow_row *was = &from->cohorts[c].flow;
        cell[PAIRS] =
            pp_count_add(w, l, &to[c].flow.n_both, was->n_both,
                         kind_of_pairs(w, i, from, c), PP_COST_REGION_BOTH);
        cell[ASKED] = pp_count_add(w, l, &to[c].flow.n_before, was->n_before,
                                   PP_LINKED_PUBLISHED, PP_COST_REGION_BEFORE);
        cell[LEFT] = pp_linked_implied(l, was->n_before - was->n_both);
        bool is_empty = was->n_both == 0;
        if (has_amount && !is_empty)
            add_individuals(w, l, &from->cohorts[c].individual,
                            &to[c].individual, PP_COST_REGION_INDIVIDUAL, cell);
        else
            hide_individuals(&to[c].individual);
        for (int k = BETTER; has_amount && is_empty && k <= WORSE; k++)
            cell[k] = pp_linked_implied(l, 0); /* of no one: no secret */
        relate_outcome(l, cell, has_amount);
        size_t row = pp_is_by_region(from)
                         ? row_of(&w->from->flow, from->cohorts[c].name)
                         : 0;
        if (row > 0)
            within_flow(w, l, i, cell, flow[row]);
        asked[c] = cell[ASKED];
        pairs[c] = cell[PAIRS];
        memcpy(rows + c * m, cell, m * sizeof *rows);
    }
    bool has_blank = n > 0 && pp_count_sum_rows(l, all, m, rows, n, cell);
    if (has_blank) {
        relate_outcome(l, cell, has_amount);
        within_flow(w, l, i, cell, flow[row_of_blank(w, from)]);
    }
    within_waves(w, l, i, rows, m, has_blank ? cell : NULL);
    pp_add_people_of_cohorts(w, l, i, all[ASKED], asked,
                             has_blank ? &cell[ASKED] : NULL, flow[0]);
    pp_link_people(w, l, i, asked, pairs);
    pp_free(asked);
    size_t n_regions =
        w->beside != NULL ? w->beside->outcomes[i].comparison.n_cohorts : 0;
    size_t *regions = pp_alloc_array(n_regions * N_COUNTS + 1, sizeof *regions);
    if (n_regions > 0)
        add_regions_beside(w, l, i, all, flow, regions);
    if (n_regions > 0 && from->column != NULL &&
        from->column->of_region != NULL)
        pp_add_regions_within(w, l, i, rows, m, regions);
    pp_add_margins(w, l, i, rows, m, regions, has_blank ? cell : NULL);
    pp_free(regions);
    pp_free(rows);
}

static const char *name_of(const struct pp_work *w, size_t i)
{
    const struct pp_outcome *o = &w->from->outcomes[i];

    return pp_pool_printf(w->pool, "%s at %s", o->plan->id,
                          w->from->plan->waves[o->wave].id);
}

/* Counts of one outcome; of an arm's people where there are arms. */
static void add_outcome(const struct pp_work *w, struct pp_linked *l, size_t i,
                        long *n_pairs, const size_t (*flow)[PP_N_FLOW_COUNTS],
                        size_t cell[N_COUNTS])
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    struct pp_outcome *to = &w->outcomes[i];
    struct pp_sizes was = pp_sizes_of(from), *is = &w->sizes[i];
    bool has_amount = from->individual.source != PP_AMOUNT_NONE;

    *n_pairs = to->hidden ? (long)PP_COUNT_HIDDEN : (long)from->n_pairs;
    cell[PAIRS] = pp_count_add(w, l, n_pairs, (long)from->n_pairs,
                               PP_LINKED_PUBLISHED, PP_COST_BOTH);
    cell[ASKED] = pp_count_add(w, l, &is->n_before, was.n_before,
                               PP_LINKED_PUBLISHED, PP_COST_BEFORE);
    cell[LEFT] = pp_count_add(w, l, &is->n_left, was.n_left,
                              PP_LINKED_PUBLISHED, PP_COST_REST);
    if (has_amount)
        add_individuals(w, l, &from->individual, &to->individual,
                        PP_COST_INDIVIDUAL, cell);
    relate_outcome(l, cell, has_amount);
    pp_link_amounts(w, l, i, cell[PAIRS], has_amount ? &cell[BETTER] : NULL);
    within_flow(w, l, i, cell, flow[0]);
    add_cohorts(w, l, i, cell,
                has_amount && pp_count_parts(&from->comparison) == 0, flow);
}

/* An outcome; or the `n` of one, each of an arm's people, together. */
static bool protect_outcomes(struct pp_work *w, size_t first, size_t n,
                             bool with_others)
{
    long *n_pairs = pp_alloc_array(n + 1, sizeof *n_pairs);
    size_t *cells = pp_alloc_array(n * (N_COUNTS + 2) + 1, sizeof *cells);
    size_t *pairs = cells + n * N_COUNTS, *asked = pairs + n;
    size_t(*flow)[PP_N_FLOW_COUNTS] =
        pp_alloc_array(w->from->flow.n_regions + 2, sizeof *flow);
    struct pp_linked l;

    pp_linked_init(&l, w->rules.threshold);
    pp_share_comparison(w, first, n);
    pp_add_flow(w, &l, flow);
    if (with_others && !pp_has_arms(w))
        pp_add_other_outcomes(w, &l, first,
                              (const size_t(*)[PP_N_FLOW_COUNTS])flow);
    for (size_t k = 0; k < n; k++) {
        size_t *cell = cells + k * N_COUNTS;
        add_outcome(w, &l, first + k, &n_pairs[k],
                    (const size_t(*)[PP_N_FLOW_COUNTS])flow, cell);
        pairs[k] = cell[PAIRS];
        asked[k] = cell[ASKED];
    }
    pp_add_arms(w, &l,
                &(struct pp_arms_beside){
                    first, n, pairs, asked,
                    (const size_t(*)[PP_N_FLOW_COUNTS])flow, with_others});
    bool changed = pp_protect_linked(w, &l, name_of(w, first));
    pp_tie_hidden(w, &l);
    pp_share_comparison(w, first, n);
    for (size_t k = 0; k < n; k++)
        w->outcomes[first + k].hidden |= n_pairs[k] == PP_COUNT_HIDDEN;
    pp_linked_clear(&l);
    pp_free(flow);
    pp_free(cells);
    pp_free(n_pairs);
    return changed;
}

int pp_protect_counts(struct pp_work *w)
{
    size_t n = w->to->n_outcomes;
    size_t n_each = pp_outcomes_each(w);

    w->sizes = pp_pool_array(w->pool, n, sizeof *w->sizes);
    for (size_t i = 0; i < n; i++)
        w->sizes[i] = pp_sizes_of(&w->outcomes[i]);
    pp_carry_hidden(w);
    bool with_others = false, changed = true;
    while (changed) {
        changed = w->beside == NULL && pp_protect_flow(w);
        changed |= w->beside == NULL && pp_protect_measures(w);
        changed |= pp_protect_kept(w);
        for (size_t i = 0; i < n; i++) {
            /* First what goes with the flow in any case: as long as it is
             * shown, other counts would be hidden for what it says of that. */
            for (size_t k = 0; i % n_each == 0 && k < n_each; k++)
                changed |= pp_tie_arms(w, i + k);
            if (i % n_each == 0)
                changed |= protect_outcomes(w, i, n_each, with_others);
            changed |= pp_tie_to_flow(w, i);
            changed |= pp_tie_arms(w, i);
            for (size_t j = 0; j < i; j++)
                changed |= pp_tie_outcomes(w, i, j);
        }
        /* What others tell of an outcome: of that which is left of them. */
        if (!changed && !with_others && w->beside == NULL)
            changed = with_others = true;
    }
    for (size_t i = 0; i < n; i++)
        pp_sizes_set(&w->outcomes[i], &w->sizes[i]);
    pp_free(w->tied);
    w->tied = NULL;
    w->n_tied = w->tied_capacity = 0;
    return w->failure.code == PP_OK ? 0 : -1;
}
