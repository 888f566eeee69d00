#include "plan_build.h"

#include <string.h>

#include "prepost/base/text.h"

static bool is_called(const struct pp_plan_place *place, const char *text)
{
    if (pp_text_same(place->name, text))
        return true;
    for (size_t i = 0; i < place->aliases.n; i++)
        if (pp_text_same(place->aliases.items[i], text))
            return true;
    return false;
}

const char *pp_plan_place_name(const struct pp_plan_places *places,
                               const char *text)
{
    for (size_t i = 0; i < places->n; i++)
        if (is_called(&places->items[i], text))
            return places->items[i].name;
    return text;
}

enum { NOT_NAMED = -1 };

/* Regions of the plan's list go before those that only its files name. */
static long rank_of(const struct pp_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->regions.n; i++)
        if (strcmp(plan->regions.items[i].name, name) == 0)
            return (long)i;
    for (size_t i = 0; i < plan->n_files; i++) {
        const char *region = plan->files[i].region;
        if (region != NULL &&
            strcmp(pp_plan_place_name(&plan->regions, region), name) == 0)
            return (long)(plan->regions.n + i);
    }
    return NOT_NAMED;
}

bool pp_plan_orders_regions(const struct pp_plan *plan,
                            const char *const names[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rank_of(plan, names[i]) == NOT_NAMED)
            return false;
    return n > 0;
}

size_t pp_plan_region_rank(const struct pp_plan *plan, const char *name)
{
    long rank = rank_of(plan, name);

    return rank == NOT_NAMED ? SIZE_MAX : (size_t)rank;
}

const struct pp_plan_places *pp_plan_places_of(const struct pp_plan *plan,
                                               const char *column)
{
    static const struct pp_plan_places none = {NULL, 0};

    if (strcmp(column, "region") == 0)
        return &plan->regions;
    if (strcmp(column, "group") == 0)
        return &plan->groups;
    return plan->arms.column != NULL && strcmp(column, plan->arms.column) == 0
               ? &plan->arms.aliases
               : &none;
}

/* A writing that is of two places would be a guess. */
static void check_apart(struct plan_build *b, const struct pp_plan_place *all,
                        size_t i, const struct pp_yaml *at)
{
    for (size_t k = 0; k < all[i].aliases.n; k++) {
        const char *alias = all[i].aliases.items[k];

        for (size_t p = 0; p < i; p++)
            if (is_called(&all[p], alias))
                plan_mistake(b, at, "\"%s\" is \"%s\" already", alias,
                             all[p].name);
    }
    for (size_t p = 0; p < i; p++)
        if (is_called(&all[p], all[i].name))
            plan_mistake(b, at, "\"%s\" is \"%s\" already", all[i].name,
                         all[p].name);
}

struct pp_plan_places plan_places_in(struct plan_build *b,
                                     const struct pp_block_list *list)
{
    const struct def_place *defs = list->items;
    struct pp_plan_place *out =
        pp_pool_array(b->pool, list->n + 1, sizeof *out);

    for (size_t i = 0; i < list->n; i++) {
        out[i] = (struct pp_plan_place){defs[i].name, defs[i].aliases};
        check_apart(b, out, i, defs[i].at->key);
    }
    return (struct pp_plan_places){out, list->n};
}

void plan_build_places(struct plan_build *b)
{
    b->plan->regions = plan_places_in(b, &b->def->regions);
    b->plan->groups = plan_places_in(b, &b->def->groups);
}
