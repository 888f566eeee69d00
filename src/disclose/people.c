#include "prepost/disclose/work.h"

#include <string.h>

const char PP_OTHERS[] = "another answer";

const char *pp_joined_name(struct pp_pool *pool, const char *so_far,
                           const char *level)
{
    return so_far == PP_OTHERS
               ? pp_pool_printf(pool, "%s or %s", level, PP_OTHERS)
               : pp_pool_printf(pool, "%s, %s", level, so_far);
}

size_t pp_joined_length(const char *level)
{
    static const char ending[] = " or another answer";
    size_t n = strlen(level), m = sizeof ending - 1;

    if (strcmp(level, PP_OTHERS) == 0)
        return 0;
    return n > m && strcmp(level + n - m, ending) == 0 ? n - m : n;
}

/* Of everyone asked, or of those who answered twice, for one outcome; less than
 * all, by arm, where an arm is not known. */
static void widen(const struct pp_work *w, long all, long answered, long *gap)
{
    long lack = all - answered;

    if (lack > *gap && lack + 1 < w->rules.threshold)
        *gap = lack;
}

/* The level of the coarser column that one lies within; NULL: not known. */
static const char *within(const struct pp_nest *nest, const char *level)
{
    for (size_t k = 0; k < nest->n_levels; k++)
        if (strcmp(nest->levels[k], level) == 0)
            return nest->within[k];
    return NULL;
}

/* Of what a level lies within, too: of any level, `level` NULL. */
static void widen_within(const struct pp_work *w, const char *column,
                         const char *level, long *gap)
{
    for (size_t i = 0; i < w->from->n_nests; i++) {
        const struct pp_nest *nest = &w->from->nests[i];
        if (strcmp(nest->finer, column) != 0)
            continue;
        const char *whole = level != NULL ? within(nest, level) : NULL;
        for (size_t j = 0; j < nest->n_lacks; j++)
            if (level == NULL ||
                (whole != NULL && strcmp(nest->lacks[j].level, whole) == 0))
                widen(w, nest->lacks[j].n, 0, gap);
    }
}

long pp_fewest_of_level(const struct pp_work *w, const char *column,
                        const char *level)
{
    const struct pp_results *from = w->from;
    size_t n_each = pp_outcomes_each(w);
    long gap = 0;

    for (size_t i = 0; i + n_each <= from->n_outcomes; i += n_each) {
        const struct pp_outcome *first = &from->outcomes[i];
        const struct pp_arm *other = &first->contrast.comparison;
        long pairs = pp_has_arms(w) ? other->n_both : 0;
        long asked = pp_has_arms(w) ? other->n_before : 0;
        for (size_t k = i; k < i + n_each; k++) {
            pairs += (long)from->outcomes[k].n_pairs;
            asked += (long)from->outcomes[k].missing.n_before;
        }
        widen(w, from->flow.all.n_before, asked, &gap);
        if (first->wave + 1 == from->plan->n_waves)
            widen(w, from->flow.all.n_both, pairs, &gap);
    }
    widen_within(w, column, level, &gap);
    return w->rules.threshold + gap;
}

/* All of a level left, and they were few: that nobody of it is among those who
 * answered again would tell of each. */
static bool have_few_gone(const struct pp_work *w, const char *column)
{
    for (size_t i = 0; i < w->from->n_leavers; i++) {
        const struct pp_leavers_table *t = &w->from->leavers[i];
        for (size_t r = 0; strcmp(t->name, column) == 0 && r < t->n_rows; r++)
            if (t->rows[r].name != NULL && t->rows[r].n_stayed == 0 &&
                t->rows[r].n_left > 0 &&
                t->rows[r].n_left <
                    pp_fewest_of_level(w, column, t->rows[r].name))
                return true;
    }
    return false;
}

struct pp_people_table pp_protect_people(const struct pp_work *w,
                                         const struct pp_people_table *from,
                                         const struct pp_joins *joins)
{
    struct pp_people_table to = *from;
    struct pp_people_level *levels =
        pp_pool_array(w->pool, from->n_levels + 1, sizeof *levels);
    long fewest = pp_fewest_of_level(w, from->name, NULL);
    bool has_gone = have_few_gone(w, from->name);
    long joined = from->n_blank < fewest || joins->blank ? from->n_blank : 0;
    const char *name = PP_OTHERS;

    to.levels = levels;
    to.n_levels = 0;
    to.n_blank = joined > 0 ? 0 : from->n_blank;
    for (size_t i = 0; i < from->n_levels; i++) {
        const struct pp_people_level *level = &from->levels[i];
        bool is_few = level->n < pp_fewest_of_level(w, from->name, level->name);
        if (!is_few && !joins->level[i])
            levels[to.n_levels++] = *level;
        else
            joined += level->n;
        if (!is_few && joins->level[i])
            name = pp_joined_name(w->pool, name, level->name);
    }
    while ((joined > 0 || has_gone) && joined < fewest && to.n_levels > 0) {
        size_t least = 0;
        for (size_t i = 1; i < to.n_levels; i++)
            least = levels[i].n < levels[least].n ? i : least;
        joined += levels[least].n;
        name = pp_joined_name(w->pool, name, levels[least].name);
        memmove(&levels[least], &levels[least + 1],
                (to.n_levels - least - 1) * sizeof *levels);
        to.n_levels--;
    }
    if (joined > 0)
        levels[to.n_levels++] = (struct pp_people_level){name, joined};
    if (to.n_levels + (to.n_blank > 0) < 2) {
        to.n_levels = 0; /* everyone alike, or everyone joined */
        to.n_blank = 0;
    }
    return to;
}
