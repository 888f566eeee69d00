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

/* A table of the reports by a kept column, and how many there truly were. */
struct kept {
    const char **shown; /* names of the rows that the reports show */
    size_t n_shown;
    const char **name; /* of every level */
    long *n;
    size_t n_levels;
};

static size_t named(const char *const *names, size_t n, const char *name)
{
    size_t i = 0;

    while (i < n && strcmp(names[i], name) != 0)
        i++;
    return i;
}

/* A row is of the cohort of its name, or it is of all that have no row. */
static bool is_of_row(const struct kept *t, size_t row, bool is_joined,
                      const char *cohort)
{
    size_t own = named(t->shown, t->n_shown, cohort);

    return is_joined ? own == t->n_shown : own == row;
}

/* No more of a row's people have an outcome's scores than there are. */
static void link_rows(const struct pp_comparison *c, struct pp_linked *l,
                      const struct kept *t, const size_t *cells)
{
    size_t *parts = pp_alloc_array(c->n_cohorts + 1, sizeof *parts);

    pp_linked_say(l, "no more of them answered this questionnaire than any");
    for (size_t row = 0; row < t->n_shown; row++) {
        size_t n = 0;
        long all = 0, sum = 0;
        bool is_joined =
            named(t->name, t->n_levels, t->shown[row]) == t->n_levels;
        for (size_t k = 0; k < c->n_cohorts; k++) {
            const char *name = c->cohorts[k].name;
            size_t level = named(t->name, t->n_levels, name);
            if (level == t->n_levels || !is_of_row(t, row, is_joined, name))
                continue;
            parts[n++] = cells[k];
            all += t->n[level];
            sum += l->cells[cells[k]].value;
        }
        if (n == 0)
            continue;
        parts[n] = pp_linked_elsewhere(l, all - sum, true);
        pp_linked_sum(l, pp_linked_elsewhere(l, all, false), parts, n + 1);
    }
    pp_free(parts);
}

static void link_leavers(const struct pp_work *w, struct pp_linked *l,
                         const struct pp_comparison *c,
                         const struct pp_leavers_table *shown,
                         const size_t *asked)
{
    for (size_t i = 0; i < w->from->n_leavers; i++) {
        const struct pp_leavers_table *is = &w->from->leavers[i];
        struct kept t = {.n_shown = shown->n_rows, .n_levels = is->n_rows};
        if (strcmp(is->name, shown->name) != 0 || is->n_rows == 0 ||
            is->rows[0].name == NULL) /* of a number */
            continue;
        t.shown = pp_pool_array(w->pool, t.n_shown + 1, sizeof *t.shown);
        t.name = pp_pool_array(w->pool, t.n_levels, sizeof *t.name);
        t.n = pp_pool_array(w->pool, t.n_levels, sizeof *t.n);
        for (size_t r = 0; r < t.n_shown; r++)
            t.shown[r] = shown->rows[r].name;
        for (size_t r = 0; r < t.n_levels; r++) {
            t.name[r] = is->rows[r].name;
            t.n[r] = is->rows[r].n_stayed + is->rows[r].n_left;
        }
        link_rows(c, l, &t, asked);
    }
}

static void link_stayed(const struct pp_work *w, struct pp_linked *l,
                        const struct pp_comparison *c,
                        const struct pp_people_table *shown,
                        const size_t *pairs)
{
    for (size_t i = 0; i < w->from->n_people_tables; i++) {
        const struct pp_people_table *is = &w->from->people[i];
        struct kept t = {.n_shown = shown->n_levels, .n_levels = is->n_levels};
        if (strcmp(is->name, shown->name) != 0)
            continue;
        t.shown = pp_pool_array(w->pool, t.n_shown + 1, sizeof *t.shown);
        t.name = pp_pool_array(w->pool, t.n_levels + 1, sizeof *t.name);
        t.n = pp_pool_array(w->pool, t.n_levels + 1, sizeof *t.n);
        for (size_t r = 0; r < t.n_shown; r++)
            t.shown[r] = shown->levels[r].name;
        for (size_t r = 0; r < t.n_levels; r++) {
            t.name[r] = is->levels[r].name;
            t.n[r] = is->levels[r].n;
        }
        link_rows(c, l, &t, pairs);
    }
}

void pp_link_people(const struct pp_work *w, struct pp_linked *l, size_t i,
                    const size_t *asked, const size_t *pairs)
{
    const struct pp_outcome *o = &w->from->outcomes[i];
    const struct pp_comparison *c = &o->comparison;

    if (w->beside == NULL || c->by == NULL)
        return;
    for (size_t k = 0; k < w->beside->n_leavers; k++)
        if (strcmp(w->beside->leavers[k].name, c->by) == 0)
            link_leavers(w, l, c, &w->beside->leavers[k], asked);
    for (size_t k = 0; k < w->beside->n_people_tables; k++)
        if (o->wave + 1 == w->from->plan->n_waves &&
            strcmp(w->beside->people[k].name, c->by) == 0)
            link_stayed(w, l, c, &w->beside->people[k], pairs);
}
