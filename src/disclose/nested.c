#include "prepost/disclose/work.h"

#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"

/*
 * Tables of kept columns that lie within others, or that others lie within
 * (nested.h): of 15 people in the north, 12 are of one town, and so three are
 * of others. Levels are joined until what a level of the coarser column has
 * beside those of the finer that are told is nobody, or enough.
 */

enum fate { STAYED, LEFT };

/* How many of a level stayed, or left, and whether reports tell of it. */
struct told {
    long n;
    bool is_shown;
};

static const struct pp_flow_row *named(const struct pp_flow_row *rows, size_t n,
                                       const char *level)
{
    return level != NULL ? pp_region_named(rows, n, level) : NULL;
}

static bool flow_of(const struct pp_flow_row *was, const struct pp_flow_row *is,
                    enum fate fate, struct told *out)
{
    if (was == NULL || is == NULL)
        return false;
    *out = fate == STAYED
               ? (struct told){was->n_both, is->n_both != PP_COUNT_HIDDEN}
               : (struct told){was->n_before_only,
                               is->n_before_only != PP_COUNT_HIDDEN};
    return true;
}

static bool people_of(const struct pp_work *w, const char *column,
                      const char *level, struct told *out)
{
    for (size_t t = 0; t < w->from->n_people_tables; t++) {
        const struct pp_people_table *was = &w->from->people[t];
        const struct pp_people_table *is = &w->to->people[t];
        if (strcmp(was->name, column) != 0 || is->n_levels == 0)
            continue;
        for (size_t k = 0; k < was->n_levels; k++) {
            if (strcmp(was->levels[k].name, level) != 0)
                continue;
            *out = (struct told){was->levels[k].n, false};
            for (size_t i = 0; i < is->n_levels; i++)
                out->is_shown |= strcmp(is->levels[i].name, level) == 0;
            return true;
        }
    }
    return false;
}

static bool leavers_of(const struct pp_work *w, const char *column,
                       const char *level, struct told *out)
{
    for (size_t t = 0; t < w->from->n_leavers; t++) {
        const struct pp_leavers_table *was = &w->from->leavers[t];
        const struct pp_leavers_table *is = &w->to->leavers[t];
        if (strcmp(was->name, column) != 0 || is->n_rows == 0)
            continue;
        for (size_t k = 0; k < was->n_rows; k++) {
            if (was->rows[k].name == NULL ||
                strcmp(was->rows[k].name, level) != 0)
                continue;
            *out = (struct told){was->rows[k].n_left, false};
            for (size_t i = 0; i < is->n_rows; i++)
                out->is_shown |= strcmp(is->rows[i].name, level) == 0;
            return true;
        }
    }
    return false;
}

static bool is_arm(const struct pp_work *w, const char *column)
{
    return w->from->plan->arms.column != NULL &&
           strcmp(w->from->plan->arms.column, column) == 0;
}

/* Regions and arms are protected by themselves; kept columns are joined. */
static bool is_joined(const struct pp_work *w, const char *column)
{
    return strcmp(column, "region") != 0 && !is_arm(w, column);
}

/* false: reports do not tell of that column. */
static bool find(const struct pp_work *w, const char *column, const char *level,
                 enum fate fate, struct told *out)
{
    const struct pp_flow *was = &w->from->flow, *is = &w->to->flow;

    if (strcmp(column, "region") == 0)
        return flow_of(named(was->regions, was->n_regions, level),
                       named(is->regions, is->n_regions, level), fate, out);
    if (is_arm(w, column))
        return flow_of(named(was->arms, was->n_arms, level),
                       named(is->arms, is->n_arms, level), fate, out);
    return fate == STAYED ? people_of(w, column, level, out)
                          : leavers_of(w, column, level, out);
}

/* --- which levels have to be joined ---------------------------------------
 */

/* Of what the finer column's level lies within, those who are not of some of
 * its levels. Also where there are a few too many, of people who moved. */
static bool are_few(const struct pp_work *w, const struct pp_nest *nest,
                    size_t level, long n)
{
    return n != 0 &&
           labs(n) < pp_fewest_of_level(w, nest->finer, nest->levels[level]);
}

/*
 * Nobody of a level stayed, or left: of the few who did the other, or of all of
 * whom that is not told, it would tell of each.
 */
static bool is_gone(const struct pp_work *w, const struct pp_nest *nest,
                    size_t level, enum fate fate)
{
    for (size_t t = 0; t < w->from->n_leavers && !w->rules.show_zero; t++) {
        const struct pp_leavers_table *table = &w->from->leavers[t];
        for (size_t k = 0; k < table->n_rows; k++) {
            const struct pp_leavers_row *row = &table->rows[k];
            if (strcmp(table->name, nest->finer) == 0 && row->name != NULL &&
                strcmp(row->name, nest->levels[level]) == 0)
                return fate == STAYED ? row->n_stayed == 0 &&
                                            are_few(w, nest, level, row->n_left)
                                      : row->n_left == 0 && row->n_stayed > 0;
        }
    }
    return false;
}

/* A level of the coarser column, and what of the finer lies within it. */
struct within {
    struct told whole;
    long shown, dark; /* of the finer: those told of, and the others */
    bool has_hidden;  /* a level that is not told of */
    bool has_gone;    /* and of which that would tell */
    size_t n_shown;
    size_t least; /* of those told of */
};

/* The first of the finer's levels that lie within the same one as k. */
static bool is_first_within(const struct pp_nest *nest, size_t k)
{
    for (size_t i = 0; i < k; i++)
        if (nest->within[i] != NULL &&
            strcmp(nest->within[i], nest->within[k]) == 0)
            return false;
    return true;
}

/* false: reports do not tell of the one, or of the other. */
static bool look_within(const struct pp_work *w, const struct pp_nest *nest,
                        size_t first, enum fate fate, struct within *out)
{
    const char *whole = nest->within[first];
    long least = 0;

    *out = (struct within){.least = nest->n_levels};
    if (!find(w, nest->coarser, whole, fate, &out->whole))
        return false;
    for (size_t k = first; k < nest->n_levels; k++) {
        struct told part;
        if (nest->within[k] == NULL || strcmp(nest->within[k], whole) != 0)
            continue;
        if (!find(w, nest->finer, nest->levels[k], fate, &part))
            return false;
        if (!part.is_shown) {
            out->dark += part.n;
            out->has_hidden = true;
            out->has_gone |= is_gone(w, nest, k, fate);
            continue;
        }
        out->shown += part.n;
        if (out->n_shown++ == 0 || part.n < least) {
            out->least = k;
            least = part.n;
        }
    }
    return true;
}

/* Marks a level by name; whether it was not marked before. */
static bool mark(const struct pp_work *w, struct pp_joins *joins,
                 enum fate fate, const char *column, const char *level)
{
    size_t n = fate == STAYED ? w->from->n_people_tables : w->from->n_leavers;
    bool changed = false;

    for (size_t t = 0; t < n; t++) {
        const struct pp_people_table *people = &w->from->people[t];
        const struct pp_leavers_table *left = &w->from->leavers[t];
        size_t n_levels = fate == STAYED ? people->n_levels : left->n_rows;
        if (strcmp(fate == STAYED ? people->name : left->name, column) != 0)
            continue;
        for (size_t k = 0; k < n_levels; k++) {
            const char *name =
                fate == STAYED ? people->levels[k].name : left->rows[k].name;
            if (name == NULL || strcmp(name, level) != 0 || joins[t].level[k])
                continue;
            joins[t].level[k] = changed = true;
        }
    }
    return changed;
}

/* Of a level that is not told of, no part is; of one that is, the smallest
 * joins others until the rest of it is nobody or enough. */
static bool join_finer(const struct pp_work *w, const struct pp_nest *nest,
                       size_t first, enum fate fate, const struct within *in,
                       struct pp_joins *joins)
{
    bool changed = false;

    if (in->n_shown == 0)
        return false;
    if (in->whole.is_shown)
        return (are_few(w, nest, first, in->whole.n - in->shown) ||
                are_few(w, nest, first, in->dark) ||
                (in->has_gone && in->dark == 0)) &&
               mark(w, joins, fate, nest->finer, nest->levels[in->least]);
    for (size_t k = first; k < nest->n_levels; k++)
        if (nest->within[k] != NULL &&
            strcmp(nest->within[k], nest->within[first]) == 0)
            changed |= mark(w, joins, fate, nest->finer, nest->levels[k]);
    return changed;
}

/* What lies within it is told of, or not, whatever is done here. */
static bool join_coarser(const struct pp_work *w, const struct pp_nest *nest,
                         size_t first, enum fate fate, const struct within *in,
                         struct pp_joins *joins)
{
    return in->whole.is_shown &&
           (in->has_hidden ||
            are_few(w, nest, first, in->whole.n - in->shown)) &&
           mark(w, joins, fate, nest->coarser, nest->within[first]);
}

static bool join_nest(const struct pp_work *w, const struct pp_nest *nest,
                      enum fate fate, struct pp_joins *joins)
{
    bool changed = false;
    struct within in;

    for (size_t k = 0; k < nest->n_levels; k++) {
        if (nest->within[k] == NULL || !is_first_within(nest, k) ||
            !look_within(w, nest, k, fate, &in))
            continue;
        changed |= is_joined(w, nest->finer)
                       ? join_finer(w, nest, k, fate, &in, joins)
                       : is_joined(w, nest->coarser) &&
                             join_coarser(w, nest, k, fate, &in, joins);
    }
    return changed;
}

/* --- columns that lie within two others -----------------------------------
 *
 * Towns are of a region, and by the sea or not. What both leave is bounded by
 * both: of each region and kind, too, those not told of are nobody or enough;
 * where they cannot be, nothing is told of the towns.
 */
static bool is_within(const struct pp_work *w, const char *finer,
                      const char *coarser)
{
    for (size_t i = 0; i < w->from->n_nests; i++)
        if (strcmp(w->from->nests[i].finer, finer) == 0 &&
            strcmp(w->from->nests[i].coarser, coarser) == 0)
            return true;
    return false;
}

static bool are_same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool mark_all(const struct pp_work *w, const struct pp_nest *nest,
                     enum fate fate, struct pp_joins *joins)
{
    bool changed = false;

    for (size_t k = 0; k < nest->n_levels; k++)
        changed |= mark(w, joins, fate, nest->finer, nest->levels[k]);
    return changed;
}

static bool join_crossed(const struct pp_work *w, const struct pp_nest *a,
                         const struct pp_nest *b, enum fate fate,
                         struct pp_joins *joins)
{
    bool changed = false;
    struct told whole, part;

    for (size_t k = 0; k < a->n_levels; k++) {
        long dark = 0, fewest = 0;
        size_t least = a->n_levels;
        bool has_gone = false;
        if (a->within[k] == NULL || b->within[k] == NULL ||
            !find(w, a->coarser, a->within[k], fate, &whole) ||
            !find(w, b->coarser, b->within[k], fate, &whole))
            continue;
        for (size_t i = 0; i < a->n_levels; i++) {
            if (!are_same(a->within[i], a->within[k]) ||
                !are_same(b->within[i], b->within[k]) ||
                !find(w, a->finer, a->levels[i], fate, &part))
                continue;
            dark += part.is_shown ? 0 : part.n;
            has_gone |= is_gone(w, a, i, fate);
            if (part.is_shown && (least == a->n_levels || part.n < fewest)) {
                least = i;
                fewest = part.n;
            }
        }
        if (are_few(w, a, k, dark) || (has_gone && dark == 0))
            changed |= least < a->n_levels
                           ? mark(w, joins, fate, a->finer, a->levels[least])
                           : mark_all(w, a, fate, joins);
    }
    return changed;
}

/* --- people of whom the finer is not known --------------------------------
 */

/* Whether a level that is told of has few of them. */
static bool has_few_blank(const struct pp_work *w, const char *column,
                          enum fate fate)
{
    for (size_t i = 0; i < w->from->n_nests; i++) {
        const struct pp_nest *nest = &w->from->nests[i];
        struct within in;
        if (strcmp(nest->finer, column) != 0)
            continue;
        for (size_t k = 0; k < nest->n_levels; k++)
            if (nest->within[k] != NULL && is_first_within(nest, k) &&
                look_within(w, nest, k, fate, &in) && in.whole.is_shown &&
                are_few(w, nest, k, in.whole.n - in.shown - in.dark))
                return true;
    }
    return false;
}

static bool is_any_hidden(const struct pp_flow_row *was,
                          const struct pp_flow_row *is, size_t n,
                          enum fate fate)
{
    struct told row;

    for (size_t k = 0; k < n; k++)
        if (flow_of(&was[k], &is[k], fate, &row) && !row.is_shown)
            return true;
    return false;
}

/*
 * Whether regions, or arms, that lie beside the column are not all told of.
 * Then people of no known region may guard one, and they are those of no known
 * town.
 */
static bool is_hidden_beside(const struct pp_work *w, const char *column,
                             enum fate fate)
{
    const struct pp_flow *was = &w->from->flow, *is = &w->to->flow;
    bool is_hidden = false;

    for (size_t i = 0; i < w->from->n_nests; i++) {
        const struct pp_nest *nest = &w->from->nests[i];
        const char *other = strcmp(nest->finer, column) == 0     ? nest->coarser
                            : strcmp(nest->coarser, column) == 0 ? nest->finer
                                                                 : NULL;
        if (other == NULL || is_joined(w, other))
            continue;
        is_hidden |= is_arm(w, other)
                         ? is_any_hidden(was->arms, is->arms, was->n_arms, fate)
                         : is_any_hidden(was->regions, is->regions,
                                         was->n_regions, fate);
    }
    return is_hidden;
}

/* They are told of with others, or the column is not told of at all. */
static bool join_blank(const struct pp_work *w, struct pp_joins *people)
{
    bool changed = false;

    for (size_t t = 0; t < w->from->n_people_tables; t++) {
        const struct pp_people_table *table = &w->from->people[t];
        bool blank =
            table->n_blank > 0 && (has_few_blank(w, table->name, STAYED) ||
                                   is_hidden_beside(w, table->name, STAYED));
        changed |= blank && !people[t].blank;
        people[t].blank |= blank;
    }
    return changed;
}

static void leave_out(const struct pp_work *w, const struct pp_joins *people,
                      struct pp_joins *leavers)
{
    const struct pp_flow_row *all = &w->from->flow.all;

    for (size_t t = 0; t < w->from->n_leavers; t++) {
        const struct pp_leavers_table *table = &w->from->leavers[t];
        bool has_blank = table->n_stayed != all->n_both ||
                         table->n_left != all->n_before_only;
        leavers[t].is_out =
            has_few_blank(w, table->name, LEFT) ||
            (has_blank && (is_hidden_beside(w, table->name, STAYED) ||
                           is_hidden_beside(w, table->name, LEFT)));
        for (size_t k = 0; k < w->from->n_people_tables; k++)
            if (strcmp(w->from->people[k].name, table->name) == 0)
                leavers[t].is_out |= people[k].blank;
    }
}

/* --- the tables ----------------------------------------------------------- */

static bool join_all(const struct pp_work *w, enum fate fate,
                     struct pp_joins *joins)
{
    const struct pp_nest *nests = w->from->nests;
    bool changed = false;

    for (size_t i = 0; i < w->from->n_nests; i++)
        changed |= join_nest(w, &nests[i], fate, joins);
    for (size_t i = 0; i < w->from->n_nests; i++)
        for (size_t j = i + 1; j < w->from->n_nests; j++)
            if (strcmp(nests[i].finer, nests[j].finer) == 0 &&
                is_joined(w, nests[i].finer) &&
                !is_within(w, nests[i].coarser, nests[j].coarser) &&
                !is_within(w, nests[j].coarser, nests[i].coarser))
                changed |= join_crossed(w, &nests[i], &nests[j], fate, joins);
    return changed;
}

static struct pp_joins *no_joins(const struct pp_work *w, enum fate fate)
{
    const struct pp_results *from = w->from;
    size_t n = fate == STAYED ? from->n_people_tables : from->n_leavers;
    struct pp_joins *joins = pp_pool_array(w->pool, n + 1, sizeof *joins);

    for (size_t t = 0; t < n; t++) {
        size_t n_levels =
            fate == STAYED ? from->people[t].n_levels : from->leavers[t].n_rows;
        bool *level = pp_pool_array(w->pool, n_levels + 1, sizeof *level);
        memset(level, 0, n_levels * sizeof *level);
        joins[t] = (struct pp_joins){.level = level};
    }
    return joins;
}

/* Until nothing more is joined: what one column hides, others have to. */
void pp_protect_kept_tables(const struct pp_work *w,
                            struct pp_people_table *people)
{
    const struct pp_results *from = w->from;
    struct pp_joins *stayed = no_joins(w, STAYED), *left = no_joins(w, LEFT);

    w->to->people = people;
    do {
        for (size_t t = 0; t < from->n_people_tables; t++)
            people[t] = pp_protect_people(w, &from->people[t], &stayed[t]);
    } while (join_all(w, STAYED, stayed) || join_blank(w, stayed));
    do {
        w->to->leavers = pp_protect_leavers(w, left);
    } while (join_all(w, LEFT, left));
    leave_out(w, stayed, left);
    w->to->leavers = pp_protect_leavers(w, left);
}
