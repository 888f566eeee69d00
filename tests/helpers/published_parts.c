#include "published_inside.h"

#include <string.h>

#include "prepost/analysis/cohort_column.h"

/*
 * Cohorts of two columns at once, "Eastshire, woman", beside those of either
 * column alone: the people of a region are those of its cohorts.
 *
 * A table of both has no row for what nobody is of, and calls a cohort "another
 * answer" where it shows no number of it. So that there is nobody of a kind is
 * told by the names that stand around where it would be, and by nothing else.
 */
static bool is_by_parts(const char *by)
{
    return strncmp(by, "region,", 7) == 0;
}

bool published_is_by_parts(const struct published_view *v)
{
    return is_by_parts(v->truth->outcomes[0].comparison.by);
}

const struct published_view *published_parts_of(const struct published *p,
                                                const struct published_view *v)
{
    const char *by = v->truth->outcomes[0].comparison.by;

    for (size_t k = 0; k < p->n_views; k++) {
        const char *both = p->views[k].truth->outcomes[0].comparison.by;
        if (!p->views[k].is_of_arms && is_by_parts(both) &&
            strcmp(both + strlen("region,"), by) == 0)
            return &p->views[k];
    }
    return NULL;
}

/* --- every region by every level, the levels of a region one by one -------- */

enum { REGION, LEVEL };

static const struct pp_cohort_column *column_of(const struct published_view *v)
{
    return v->truth->outcomes[0].comparison.column;
}

static size_t n_kinds(const struct published_view *v)
{
    const size_t *n = column_of(v)->n_part_levels;

    return n[REGION] * n[LEVEL];
}

/* The name of a kind's region, or of its level. */
static const char *name_of(const struct published_view *v, size_t kind,
                           int part)
{
    const struct pp_cohort_column *c = column_of(v);
    size_t n = c->n_part_levels[LEVEL];

    return c->parts[part].levels[part == REGION ? kind / n : kind % n];
}

/* The cohort of a kind; n_rows: nobody is of it. */
static size_t cohort_of(const struct published_view *v, size_t kind)
{
    const struct pp_cohort_column *c = column_of(v);
    size_t n = v->truth->outcomes[0].comparison.n_cohorts;
    size_t n_levels = c->n_part_levels[LEVEL];

    for (size_t k = 0; k < n; k++)
        if (c->part[REGION][k] * n_levels + c->part[LEVEL][k] == kind)
            return k;
    return v->n_rows;
}

/* PAIRS, ASKED and LEFT of a kind that nobody is of. */
static size_t empty_cell(const struct published_view *v, size_t i, size_t kind,
                         size_t k)
{
    return v->empty + (i * n_kinds(v) + kind) * N_REST + k;
}

/* The first cohort from a kind on, either way, has a name or there is none. */
static bool ends_named(const struct published_view *v, size_t kind, bool is_up)
{
    for (size_t k = kind; is_up ? ++k < n_kinds(v) : k-- > 0;) {
        size_t cohort = cohort_of(v, k);
        if (cohort < v->n_rows)
            return v->is_named[cohort];
    }
    return true;
}

void published_know_parts(struct published *p)
{
    for (size_t at = 0; at < p->n_views; at++) {
        const struct published_view *v = &p->views[at];
        for (size_t kind = 0; v->is_named != NULL && kind < n_kinds(v); kind++)
            if (cohort_of(v, kind) == v->n_rows &&
                ends_named(v, kind, false) && ends_named(v, kind, true))
                for (size_t i = 0; i < v->truth->n_outcomes; i++)
                    for (size_t k = 0; k < N_REST; k++)
                        attacker_know(p->attacker, empty_cell(v, i, kind, k), 0,
                                      0);
    }
}

/* --- those of one column who are in no cohort ------------------------------ */

/* The rows of a column alone that make cohorts with another: regions for the
 * view of both, its own cohorts for that of the other. 0: neither. */
static size_t n_rests_of(const struct published *p,
                         const struct published_view *v)
{
    if (published_is_by_parts(v))
        return p->n_rows - 1; /* the first: everyone */
    return published_parts_of(p, v) != NULL ? v->n_rows - 1 : 0;
}

void published_parts_cells(struct published *p, struct published_view *v)
{
    size_t n = v->truth->n_outcomes;

    v->n_rests = n_rests_of(p, v);
    v->rest = attacker_cells(p->attacker, n * v->n_rests * N_REST);
    if (!published_is_by_parts(v))
        return;
    v->empty = attacker_cells(p->attacker, n * n_kinds(v) * N_REST);
    v->is_named = pp_pool_array(p->pool, v->n_rows, sizeof *v->is_named);
    memset(v->is_named, 0, v->n_rows * sizeof *v->is_named);
}

static bool is_within(const struct published *p, const struct published_view *v,
                      size_t i, size_t row, const struct published_view *both,
                      size_t kind)
{
    const struct pp_comparison *c = &v->truth->outcomes[i].comparison;

    if (v == both)
        return row > 0 && published_row(p, name_of(both, kind, REGION)) == row;
    return row < c->n_cohorts &&
           strcmp(name_of(both, kind, LEVEL), c->cohorts[row].name) == 0;
}

/* Nobody is of them, which need not be known; but they hang together. */
static void relate_empty(struct published *p, const struct published_view *v,
                         size_t i, double *truth)
{
    for (size_t kind = 0; kind < n_kinds(v); kind++) {
        size_t first = empty_cell(v, i, kind, 0);
        for (size_t k = 0; k < N_REST; k++)
            truth[first + k] = 0;
        attacker_sum(p->attacker, first + ASKED,
                     (size_t[]){first + PAIRS, first + LEFT}, 2);
    }
}

/* Of each row, those who are in no cohort of both: none, where the other column
 * is known of everyone. */
void published_relate_parts(struct published *p, const struct published_view *v,
                            size_t i, double *truth)
{
    bool is_both = published_is_by_parts(v);
    const struct published_view *both = is_both ? v : published_parts_of(p, v);
    const char *by = v->truth->outcomes[i].comparison.by;
    size_t n_kinds_of = n_kinds(both);
    size_t *parts = pp_pool_array(p->pool, n_kinds_of + 1, sizeof *parts);
    bool is_all =
        is_both
            ? published_knows_kept(p, by + strlen("region,"))
            : p->attacker->cells[flow_cell(p, p->n_rows - 1, BEFORE)].hi == 0;

    if (is_both)
        relate_empty(p, v, i, truth);
    for (size_t row = is_both; row < v->n_rests; row++)
        for (size_t k = 0; k < N_REST; k++) {
            size_t all = is_both ? outcome_cell(p, i, row, (int)k)
                                 : view_cell(v, i, row) + k;
            size_t rest = rest_cell(v, i, row, k), n = 0;
            truth[rest] = truth[all];
            for (size_t kind = 0; kind < n_kinds_of; kind++) {
                size_t g = cohort_of(both, kind);
                if (!is_within(p, v, i, row, both, kind))
                    continue;
                parts[n++] = g < both->n_rows ? view_cell(both, i, g) + k
                                              : empty_cell(both, i, kind, k);
                truth[rest] -= truth[parts[n - 1]];
            }
            parts[n++] = rest;
            attacker_sum(p->attacker, all, parts, n);
            if (is_all)
                attacker_know(p->attacker, rest, 0, 0);
        }
}
