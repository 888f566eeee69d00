#include "prepost/analysis/nested.h"

#include <string.h>

#include "prepost/base/alloc.h"

enum { IN_TEN = 9 };

/* Mostly two people of a level who differ are soon found. */
static bool is_wholly(const struct pp_person_column *finer,
                      const struct pp_person_column *coarser, size_t n_people,
                      size_t *of)
{
    for (size_t k = 0; k < finer->n_levels; k++)
        of[k] = coarser->n_levels;
    for (size_t i = 0; i < n_people; i++) {
        uint16_t k = finer->level[i], in = coarser->level[i];
        if (k == PP_NO_LEVEL || in == PP_NO_LEVEL)
            continue;
        if (of[k] == coarser->n_levels)
            of[k] = in;
        if (of[k] != in)
            return false;
    }
    return true;
}

/*
 * The level that more than half of each level's people are of, if any is: by
 * one vote for and against (Boyer and Moore 1991, MJRTY), as levels may be too
 * many to count each in each.
 */
static void vote(const struct pp_person_column *finer,
                 const struct pp_person_column *coarser, size_t n_people,
                 size_t *of)
{
    size_t *lead = pp_alloc_zero(finer->n_levels + 1, sizeof *lead);

    for (size_t k = 0; k < finer->n_levels; k++)
        of[k] = coarser->n_levels;
    for (size_t i = 0; i < n_people; i++) {
        uint16_t k = finer->level[i], in = coarser->level[i];
        if (k == PP_NO_LEVEL || in == PP_NO_LEVEL)
            continue;
        if (lead[k] == 0)
            of[k] = in;
        if (of[k] == in)
            lead[k]++;
        else
            lead[k]--;
    }
    pp_free(lead);
}

static bool is_nearly(const struct pp_person_column *finer,
                      const struct pp_person_column *coarser, size_t n_people,
                      size_t *of)
{
    size_t *n_known = pp_alloc_zero(2 * finer->n_levels + 1, sizeof *n_known);
    size_t *n_of = n_known + finer->n_levels;
    bool is = true;

    vote(finer, coarser, n_people, of);
    for (size_t i = 0; i < n_people; i++) {
        uint16_t k = finer->level[i], in = coarser->level[i];
        if (k == PP_NO_LEVEL || in == PP_NO_LEVEL)
            continue;
        n_known[k]++;
        n_of[k] += of[k] == in;
    }
    for (size_t k = 0; k < finer->n_levels; k++)
        is &= 10 * n_of[k] >= IN_TEN * n_known[k];
    pp_free(n_known);
    return is;
}

enum pp_within pp_column_within(const struct pp_person_column *finer,
                                const struct pp_person_column *coarser,
                                size_t n_people, enum pp_within least,
                                size_t *of)
{
    if (is_wholly(finer, coarser, n_people, of))
        return PP_WITHIN_WHOLLY;
    return least == PP_WITHIN_NEARLY && is_nearly(finer, coarser, n_people, of)
               ? PP_WITHIN_NEARLY
               : PP_WITHIN_NOT;
}

static bool are_all_of_one(const size_t *of, size_t n, size_t none)
{
    size_t one = none;

    for (size_t k = 0; k < n; k++) {
        if (of[k] == none)
            continue;
        if (one != none && of[k] != one)
            return false;
        one = of[k];
    }
    return true;
}

/* Whether the one lies within the other; *nest says how. */
static bool nest_of(const struct pp_person_column *finer,
                    const struct pp_person_column *coarser, size_t n_people,
                    struct pp_pool *pool, struct pp_nest *nest)
{
    size_t n = finer->n_levels;
    size_t *of = pp_alloc_array(n + 1, sizeof *of);
    bool is_region = strcmp(coarser->name, "region") == 0;
    enum pp_within how =
        pp_column_within(finer, coarser, n_people,
                         is_region ? PP_WITHIN_NEARLY : PP_WITHIN_WHOLLY, of);
    bool is_nest =
        how == PP_WITHIN_WHOLLY ||
        (how == PP_WITHIN_NEARLY && !are_all_of_one(of, n, coarser->n_levels));

    if (is_nest) {
        const char **within = pp_pool_array(pool, n + 1, sizeof *within);
        for (size_t k = 0; k < n; k++)
            within[k] =
                of[k] < coarser->n_levels ? coarser->levels[of[k]] : NULL;
        *nest = (struct pp_nest){finer->name, coarser->name, finer->levels,
                                 within, n};
    }
    pp_free(of);
    return is_nest;
}

/* The arms, called as the flow calls them. */
static struct pp_person_column arms_of(const struct pp_plan *plan,
                                       const struct pp_arm_split *arms,
                                       struct pp_pool *pool)
{
    struct pp_person_column column = *arms->column;
    const char **names =
        pp_pool_array(pool, column.n_levels + 1, sizeof *names);

    for (size_t k = 0; k < column.n_levels; k++)
        names[k] = pp_arm_name(plan, arms, k, pool);
    column.levels = names;
    return column;
}

void pp_nests_of(const struct pp_plan *plan, const struct pp_dataset *dataset,
                 const struct pp_arm_split *arms, struct pp_pool *pool,
                 const struct pp_nest **nests, size_t *n_nests)
{
    const struct pp_person_column *region =
        pp_dataset_column(dataset, "region");
    size_t n = 0, most = plan->n_columns + 2;
    struct pp_person_column *columns = pp_alloc_array(most, sizeof *columns);
    struct pp_nest *made = pp_pool_array(pool, most * most, sizeof *made);

    if (region != NULL)
        columns[n++] = *region;
    if (arms->column != NULL)
        columns[n++] = arms_of(plan, arms, pool);
    for (size_t i = 0; i < plan->n_columns; i++) {
        const struct pp_person_column *kept =
            pp_dataset_column(dataset, plan->columns[i].name);
        if (kept != NULL && kept != region && kept != arms->column)
            columns[n++] = *kept;
    }
    *n_nests = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (i != j &&
                nest_of(&columns[i], &columns[j], dataset->n_participants, pool,
                        &made[*n_nests]))
                ++*n_nests;
    *nests = made;
    pp_free(columns);
}
