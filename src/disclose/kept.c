#include "counts_parts.h"

#include <string.h>

#include "prepost/analysis/cohort_column.h"
#include "prepost/base/alloc.h"
#include "prepost/disclose/exposed.h"
#include "prepost/disclose/linked.h"
#include "prepost/disclose/work.h"

/*
 * Who they were, and who left, by a kept column: tables of the reports, and
 * what comparing cohorts by that column tells beside them.
 */

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

/* How many of each level stayed and left, the last one those of no known. */
struct levels {
    size_t n;
    size_t *stayed, *left, *all;
};

/* The part of a column by several that is this one, of all people of each
 * cohort; n_parts: none is. */
static size_t part_named(const struct pp_cohort_column *c, const char *column)
{
    size_t p = 0;

    while (p < c->n_parts &&
           (!c->is_whole[p] || strcmp(c->parts[p].name, column) != 0))
        p++;
    return p;
}

/* Whether a cohort's people are of one level of that column: of the one that is
 * compared by, of one of several, or of the regions that they lie within. */
static bool are_of_one_level(const struct pp_comparison *c, const char *column)
{
    return c->by != NULL &&
           (strcmp(c->by, column) == 0 ||
            (c->column != NULL &&
             part_named(c->column, column) < c->column->n_parts));
}

/* What a cohort's people are in that column. */
static const char *level_of(const struct pp_comparison *c, size_t cohort,
                            const char *column)
{
    if (strcmp(c->by, column) == 0)
        return c->cohorts[cohort].name;
    size_t p = part_named(c->column, column);
    return c->column->parts[p].levels[c->column->part[p][cohort]];
}

/* A row that the reports show is of one level; or of all that have none. */
static void know_row(struct pp_linked *l, const struct pp_leavers_table *table,
                     const struct shown *t, size_t row, long shown,
                     const size_t *cells)
{
    size_t *parts = pp_alloc_array(table->n_rows + 1, sizeof *parts), n = 0;
    long sum = 0;

    for (size_t r = 0; r < table->n_rows; r++) {
        if (strcmp(table->rows[r].name, t->name[row]) == 0) {
            l->cells[cells[r]].is_hidden = false;
            pp_free(parts);
            return;
        }
        if (row_of(t, table->rows[r].name) < t->n)
            continue;
        parts[n++] = cells[r];
        sum += l->cells[cells[r]].value;
    }
    if (sum == shown - l->cells[cells[table->n_rows]].value)
        parts[n++] = cells[table->n_rows];
    else if (sum != shown)
        n = 0; /* rounded, say: then of no use to anybody */
    if (n > 0)
        pp_linked_sum(l, pp_linked_elsewhere(l, shown, false), parts, n);
    pp_free(parts);
}

static void know_tables(const struct pp_work *w, struct pp_linked *l,
                        const struct pp_leavers_table *table,
                        const struct levels *v)
{
    const struct pp_leavers_table *left = people_by(w->beside, table->name);
    struct shown t = {0};

    pp_linked_say(l, "a row of who they were = its levels");
    for (size_t k = 0; k < w->beside->n_people_tables; k++) {
        const struct pp_people_table *stayed = &w->beside->people[k];
        if (strcmp(stayed->name, table->name) != 0)
            continue;
        t.n = stayed->n_levels;
        t.name = pp_pool_array(w->pool, t.n, sizeof *t.name);
        for (size_t r = 0; r < t.n; r++)
            t.name[r] = stayed->levels[r].name;
        for (size_t r = 0; r < t.n; r++)
            know_row(l, table, &t, r, stayed->levels[r].n, v->stayed);
    }
    if (left == NULL)
        return;
    t.n = left->n_rows;
    t.name = pp_pool_array(w->pool, t.n, sizeof *t.name);
    for (size_t r = 0; r < t.n; r++)
        t.name[r] = left->rows[r].name;
    for (size_t r = 0; r < t.n; r++) {
        know_row(l, table, &t, r, left->rows[r].n_stayed, v->stayed);
        know_row(l, table, &t, r, left->rows[r].n_left, v->left);
    }
}

static struct levels add_levels(const struct pp_work *w, struct pp_linked *l,
                                const struct pp_leavers_table *table)
{
    const struct pp_flow_row *all = &w->from->flow.all;
    const struct pp_flow_row *shown = &w->beside->flow.all;
    long stayed = all->n_both, left = all->n_before_only;
    size_t n = table->n_rows + 1;
    struct levels v = {.n = n,
                       .stayed = pp_pool_array(w->pool, n, sizeof(size_t)),
                       .left = pp_pool_array(w->pool, n, sizeof(size_t)),
                       .all = pp_pool_array(w->pool, n, sizeof(size_t))};

    for (size_t r = 0; r < n; r++) {
        bool is_rest = r + 1 == n;
        long s = is_rest ? stayed : table->rows[r].n_stayed;
        long k = is_rest ? left : table->rows[r].n_left;
        /* That a column is known of everyone is known. */
        v.stayed[r] =
            is_rest && s == 0 ? pp_linked_known(l, 0) : pp_linked_implied(l, s);
        v.left[r] =
            is_rest && k == 0 ? pp_linked_known(l, 0) : pp_linked_implied(l, k);
        v.all[r] = pp_linked_elsewhere(l, s + k, true);
        pp_linked_say(l, "of a level = stayed + left");
        pp_linked_sum(l, v.all[r], (size_t[]){v.stayed[r], v.left[r]}, 2);
        stayed -= s;
        left -= k;
    }
    pp_linked_say(l, "everyone = the levels + people of none");
    pp_linked_sum(
        l,
        pp_linked_elsewhere(l, all->n_both, shown->n_both == PP_COUNT_HIDDEN),
        v.stayed, n);
    pp_linked_sum(l,
                  pp_linked_elsewhere(l, all->n_before_only,
                                      shown->n_before_only == PP_COUNT_HIDDEN),
                  v.left, n);
    pp_linked_sum(l,
                  pp_linked_elsewhere(l, all->n_before,
                                      shown->n_before == PP_COUNT_HIDDEN),
                  v.all, n);
    know_tables(w, l, table, &v);
    return v;
}

/* What the tables tell by themselves is not for cohorts to hide. */
static void leave_to_tables(struct pp_linked *l)
{
    bool *exposed = pp_alloc_zero(l->n_cells + 1, sizeof *exposed);

    pp_linked_exposed(l, exposed);
    for (size_t c = 0; c < l->n_cells; c++)
        if (exposed[c])
            l->cells[c].kind = PP_LINKED_ELSEWHERE;
    pp_free(exposed);
}

/* No more of a level answered one questionnaire than any: `cells` of each
 * cohort. */
static void within_levels(struct pp_linked *l,
                          const struct pp_leavers_table *table,
                          const struct pp_comparison *c, const size_t *whole,
                          const size_t *cells)
{
    size_t *parts = pp_alloc_array(c->n_cohorts + 1, sizeof *parts);

    pp_linked_say(l, "no more of a level answered this questionnaire than any");
    for (size_t r = 0; r < table->n_rows; r++) {
        long slack = l->cells[whole[r]].value;
        size_t n = 0;
        for (size_t k = 0; k < c->n_cohorts; k++)
            if (strcmp(level_of(c, k, table->name), table->rows[r].name) == 0) {
                parts[n++] = cells[k];
                slack -= l->cells[cells[k]].value;
            }
        if (n == 0)
            continue;
        parts[n++] = pp_linked_elsewhere(l, slack, true);
        pp_linked_sum(l, whole[r], parts, n);
    }
    pp_free(parts);
}

static void add_cohorts(const struct pp_work *w, struct pp_linked *l,
                        const struct pp_leavers_table *table, size_t i,
                        const struct levels *v)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    const struct pp_comparison *c = &from->comparison;
    struct pp_cohort *to = pp_work_cohorts(&w->outcomes[i]);
    bool is_last = from->wave + 1 == w->from->plan->n_waves;
    size_t n = c->n_cohorts;
    size_t *pairs = pp_alloc_array(2 * n + 2, sizeof *pairs),
           *asked = pairs + n + 1;
    long no_pair = (long)from->n_pairs,
         not_asked = (long)from->missing.n_before;

    for (size_t k = 0; k < n; k++) {
        const struct pp_flow_row *was = &c->cohorts[k].flow;
        pairs[k] = pp_linked_other(l, &to[k].flow.n_both, was->n_both,
                                   PP_COST_REGION_BOTH);
        asked[k] = pp_linked_other(l, &to[k].flow.n_before, was->n_before,
                                   PP_COST_REGION_BEFORE);
        no_pair -= was->n_both;
        not_asked -= was->n_before;
    }
    pairs[n] = pp_linked_elsewhere(l, no_pair, no_pair > 0);
    asked[n] = pp_linked_elsewhere(l, not_asked, not_asked > 0);
    pp_linked_say(l, "all = the cohorts + people in none");
    pp_linked_sum(
        l, pp_linked_elsewhere(l, (long)from->n_pairs, w->outcomes[i].hidden),
        pairs, n + 1);
    pp_linked_sum(l,
                  pp_linked_elsewhere(l, (long)from->missing.n_before,
                                      w->sizes[i].n_before == PP_COUNT_HIDDEN),
                  asked, n + 1);
    within_levels(l, table, c, is_last ? v->stayed : v->all, pairs);
    within_levels(l, table, c, v->all, asked);
    pp_free(pairs);
}

/* The next table of a column that the cohorts are by, from `t` on. */
static const struct pp_leavers_table *
next_table(const struct pp_work *w, const struct pp_comparison *c, size_t *t)
{
    while (*t < w->from->n_leavers) {
        const struct pp_leavers_table *table = &w->from->leavers[(*t)++];
        if (table->n_rows > 0 && table->rows[0].name != NULL &&
            are_of_one_level(c, table->name))
            return table;
    }
    return NULL;
}

void pp_link_people(const struct pp_work *w, struct pp_linked *l, size_t i,
                    const size_t *asked, const size_t *pairs)
{
    const struct pp_outcome *o = &w->from->outcomes[i];
    const struct pp_comparison *c = &o->comparison;
    const struct pp_leavers_table *table;
    bool is_last = o->wave + 1 == w->from->plan->n_waves;
    size_t t = 0;

    while (w->beside != NULL && (table = next_table(w, c, &t)) != NULL) {
        size_t first = l->n_cells;
        struct levels v = add_levels(w, l, table);
        for (size_t k = first; k < l->n_cells; k++)
            l->cells[k].kind = PP_LINKED_ELSEWHERE; /* guarded below */
        within_levels(l, table, c, is_last ? v.stayed : v.all, pairs);
        within_levels(l, table, c, v.all, asked);
    }
}

bool pp_protect_kept(struct pp_work *w)
{
    const struct pp_leavers_table *table;
    bool changed = false;
    size_t t = 0;

    if (w->beside == NULL || w->from->n_outcomes == 0)
        return false;
    const struct pp_comparison *c = &w->from->outcomes[0].comparison;
    while ((table = next_table(w, c, &t)) != NULL) {
        struct pp_linked l;
        pp_linked_init(&l, w->rules.threshold);
        struct levels v = add_levels(w, &l, table);
        leave_to_tables(&l);
        for (size_t i = 0; i < w->from->n_outcomes; i++)
            add_cohorts(w, &l, table, i, &v);
        changed |= pp_protect_linked(w, &l, table->name);
        pp_tie_hidden(w, &l);
        pp_linked_clear(&l);
    }
    return changed;
}
