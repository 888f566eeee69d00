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
    if (to->recovery.cutoff == NULL)
        return;
    carry(beside->recovery.n_beyond, &to->recovery.n_beyond);
    carry(beside->recovery.n_crossed, &to->recovery.n_crossed);
    carry(beside->recovery.n_recovered, &to->recovery.n_recovered);
    carry(beside->recovery.n_entered, &to->recovery.n_entered);
}

/* Whether reports hide how many of a region had an outcome's scores, at any
 * wave. */
static bool is_region_hidden(const struct pp_work *w,
                             const struct pp_plan_outcome *planned,
                             size_t region)
{
    for (size_t i = 0; i < w->beside->n_outcomes; i++) {
        const struct pp_outcome *o = &w->beside->outcomes[i];
        const struct pp_comparison *c = &o->comparison;
        if (o->plan != planned || region >= c->n_cohorts)
            continue;
        if (c->cohorts[region].flow.n_both == PP_COUNT_HIDDEN ||
            c->cohorts[region].flow.n_before == PP_COUNT_HIDDEN)
            return true;
    }
    return false;
}

/* What lies within a region that is hidden is hidden with it: the sums of
 * several waves together would tell more of it than each by itself. */
static void hide_within(const struct pp_work *w, size_t i)
{
    const struct pp_comparison *from = &w->from->outcomes[i].comparison;
    struct pp_cohort *to = pp_work_cohorts(&w->outcomes[i]);

    if (from->column == NULL ||
        from->column->region_part >= from->column->n_parts)
        return;
    const size_t *region = from->column->part[from->column->region_part];
    for (size_t c = 0; c < from->n_cohorts; c++)
        if (is_region_hidden(w, w->outcomes[i].plan, region[c]))
            to[c].flow.n_both = to[c].flow.n_before = PP_COUNT_HIDDEN;
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

/* --- who they were, and who left ------------------------------------------ */

/* The rows that a table of the reports shows, by a kept column. */
struct shown {
    const char **name;
    size_t n;
};

/* The row of that name; none: n. */
static size_t row_of(const struct shown *t, const char *name)
{
    size_t i = 0;

    while (i < t->n && strcmp(t->name[i], name) != 0)
        i++;
    return i;
}

/*
 * No more of a row's people have an outcome's scores, which cells[] says of
 * each cohort, than there are. A row is of the cohort of its name; one of
 * people joined is of all cohorts that have none.
 */
static void link_rows(const struct pp_comparison *c, struct pp_linked *l,
                      const struct pp_leavers_table *people, bool has_left,
                      const struct shown *t, const size_t *cells)
{
    size_t *parts = pp_alloc_array(c->n_cohorts + 1, sizeof *parts);

    pp_linked_say(l, "no more of them answered this questionnaire than any");
    for (size_t row = 0; row < t->n; row++) {
        size_t n = 0;
        long all = 0, sum = 0;
        bool is_joined = true;
        for (size_t r = 0; r < people->n_rows; r++)
            is_joined &= strcmp(people->rows[r].name, t->name[row]) != 0;
        for (size_t k = 0; k < c->n_cohorts; k++)
            for (size_t r = 0; r < people->n_rows; r++) {
                const struct pp_leavers_row *is = &people->rows[r];
                if (strcmp(is->name, c->cohorts[k].name) != 0 ||
                    row_of(t, is->name) != (is_joined ? t->n : row))
                    continue;
                parts[n++] = cells[k];
                all += is->n_stayed + (has_left ? is->n_left : 0);
                sum += l->cells[cells[k]].value;
            }
        if (n == 0)
            continue;
        parts[n] = pp_linked_elsewhere(l, all - sum, true);
        pp_linked_sum(l, pp_linked_elsewhere(l, all, false), parts, n + 1);
    }
    pp_free(parts);
}

/* By levels, not of a number; NULL: there is none. */
static const struct pp_leavers_table *people_by(const struct pp_results *r,
                                                const char *column)
{
    for (size_t i = 0; i < r->n_leavers; i++) {
        const struct pp_leavers_table *t = &r->leavers[i];
        if (strcmp(t->name, column) == 0 && t->n_rows > 0 &&
            t->rows[0].name != NULL)
            return t;
    }
    return NULL;
}

void pp_link_people(const struct pp_work *w, struct pp_linked *l, size_t i,
                    const size_t *asked, const size_t *pairs)
{
    const struct pp_outcome *o = &w->from->outcomes[i];
    const struct pp_comparison *c = &o->comparison;

    if (w->beside == NULL || c->by == NULL)
        return;
    const struct pp_leavers_table *people = people_by(w->from, c->by),
                                  *left = people_by(w->beside, c->by);
    if (people == NULL)
        return;
    struct shown t = {0};
    if (left != NULL) {
        t.n = left->n_rows;
        t.name = pp_pool_array(w->pool, t.n, sizeof *t.name);
        for (size_t r = 0; r < t.n; r++)
            t.name[r] = left->rows[r].name;
        link_rows(c, l, people, true, &t, asked);
    }
    for (size_t k = 0; k < w->beside->n_people_tables; k++) {
        const struct pp_people_table *stayed = &w->beside->people[k];
        if (o->wave + 1 != w->from->plan->n_waves || stayed->n_levels == 0 ||
            strcmp(stayed->name, c->by) != 0)
            continue;
        t.n = stayed->n_levels;
        t.name = pp_pool_array(w->pool, t.n, sizeof *t.name);
        for (size_t r = 0; r < t.n; r++)
            t.name[r] = stayed->levels[r].name;
        link_rows(c, l, people, false, &t, pairs);
    }
}
