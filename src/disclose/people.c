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

struct pp_people_table pp_protect_people(const struct pp_work *w,
                                         const struct pp_people_table *from)
{
    struct pp_people_table to = *from;
    struct pp_people_level *levels =
        pp_pool_array(w->pool, from->n_levels + 1, sizeof *levels);
    long joined = from->n_blank > 0 && from->n_blank < w->rules.threshold
                      ? from->n_blank
                      : 0;

    to.levels = levels;
    to.n_levels = 0;
    to.n_blank = joined > 0 ? 0 : from->n_blank;
    for (size_t i = 0; i < from->n_levels; i++) {
        if (from->levels[i].n >= w->rules.threshold)
            levels[to.n_levels++] = from->levels[i];
        else if (from->levels[i].n > 0)
            joined += from->levels[i].n;
    }
    const char *name = PP_OTHERS;
    while (joined > 0 && joined < w->rules.threshold && to.n_levels > 0) {
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
