#include "prepost/analysis/nested.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/flow.h"
#include "prepost/analysis/scores.h"
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

bool pp_column_is_within(const struct pp_person_column *finer,
                         const struct pp_person_column *coarser,
                         size_t n_people, enum pp_within least, size_t *of)
{
    enum pp_within how = pp_column_within(finer, coarser, n_people, least, of);

    return how == PP_WITHIN_WHOLLY ||
           (how == PP_WITHIN_NEARLY &&
            !are_all_of_one(of, finer->n_levels, coarser->n_levels));
}

/* Whether the one lies within the other; *nest says how. */
static bool nest_of(const struct pp_person_column *finer,
                    const struct pp_person_column *coarser, size_t n_people,
                    struct pp_pool *pool, struct pp_nest *nest)
{
    size_t n = finer->n_levels;
    size_t *of = pp_alloc_array(n + 1, sizeof *of);
    bool is_region = strcmp(coarser->name, "region") == 0 ||
                     strcmp(finer->name, "region") == 0;
    bool is_nest = pp_column_is_within(
        finer, coarser, n_people,
        is_region ? PP_WITHIN_NEARLY : PP_WITHIN_WHOLLY, of);

    if (is_nest) {
        const char **within = pp_pool_array(pool, n + 1, sizeof *within);
        for (size_t k = 0; k < n; k++)
            within[k] =
                of[k] < coarser->n_levels ? coarser->levels[of[k]] : NULL;
        *nest = (struct pp_nest){.finer = finer->name,
                                 .coarser = coarser->name,
                                 .levels = finer->levels,
                                 .within = within,
                                 .n_levels = n};
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

/* --- who lacks an outcome -------------------------------------------------
 */

/* The columns that reports tell of. */
struct columns {
    struct pp_person_column *column;
    size_t n;
};

/* A column's, beside `scores`, of which the last wave counts as again. */
static void add_lacks(const struct pp_person_column *column,
                      const struct pp_flow_row *rows,
                      const struct pp_scores *scores, struct pp_lack *lacks,
                      size_t *n_lacks)
{
    size_t n = column->n_levels, last = scores->n_waves - 1;
    long *asked = pp_alloc_zero(2 * n + 1, sizeof *asked), *pairs = asked + n;

    for (size_t i = 0; i < scores->n_participants; i++) {
        uint16_t k = column->level[i];
        if (k == PP_NO_LEVEL || isnan(scores->at[0][i]))
            continue;
        asked[k]++;
        pairs[k] += !isnan(scores->at[last][i]);
    }
    for (size_t k = 0; k < n; k++) {
        lacks[(*n_lacks)++] =
            (struct pp_lack){rows[k].name, rows[k].n_before - asked[k]};
        lacks[(*n_lacks)++] =
            (struct pp_lack){rows[k].name, rows[k].n_both - pairs[k]};
    }
    pp_free(asked);
}

static size_t index_of(const struct columns *of, const char *name)
{
    size_t c = 0;

    while (strcmp(of->column[c].name, name) != 0)
        c++;
    return c;
}

static void find_lacks(const struct pp_plan *plan,
                       const struct pp_dataset *dataset,
                       const struct columns *of, struct pp_nest *nests,
                       size_t n_nests, struct pp_pool *pool)
{
    struct pp_lack **lacks = pp_alloc_zero(of->n + 1, sizeof *lacks);
    struct pp_flow_row **rows = pp_alloc_zero(of->n + 1, sizeof *rows);
    size_t *n_lacks = pp_alloc_zero(of->n + 1, sizeof *n_lacks);

    for (size_t i = 0; i < n_nests; i++) {
        size_t c = index_of(of, nests[i].coarser);
        if (lacks[c] != NULL)
            continue;
        rows[c] = pp_flow_by(&of->column[c], plan, dataset, pool);
        lacks[c] = pp_pool_array(
            pool, 2 * of->column[c].n_levels * plan->n_outcomes + 1,
            sizeof *lacks[c]);
    }
    for (size_t o = 0; n_nests > 0 && o < plan->n_outcomes; o++) {
        struct pp_pool *scratch = pp_pool_new();
        struct pp_scores scores =
            pp_scores_of(plan, &plan->outcomes[o], dataset, scratch);
        for (size_t c = 0; c < of->n; c++)
            if (lacks[c] != NULL)
                add_lacks(&of->column[c], rows[c], &scores, lacks[c],
                          &n_lacks[c]);
        pp_pool_free(scratch);
    }
    for (size_t i = 0; i < n_nests; i++) {
        size_t c = index_of(of, nests[i].coarser);
        nests[i].lacks = lacks[c];
        nests[i].n_lacks = n_lacks[c];
    }
    pp_free(lacks);
    pp_free(rows);
    pp_free(n_lacks);
}

void pp_nests_of(const struct pp_plan *plan, const struct pp_dataset *dataset,
                 const struct pp_arm_split *arms, struct pp_pool *pool,
                 const struct pp_nest **nests, size_t *n_nests)
{
    const struct pp_person_column *region =
        pp_dataset_column(dataset, "region");
    size_t most = plan->n_columns + 2;
    struct columns of = {pp_alloc_array(most, sizeof *of.column), 0};
    struct pp_nest *made = pp_pool_array(pool, most * most, sizeof *made);

    if (region != NULL)
        of.column[of.n++] = *region;
    if (arms->column != NULL)
        of.column[of.n++] = arms_of(plan, arms, pool);
    for (size_t i = 0; i < plan->n_columns; i++) {
        const struct pp_person_column *kept =
            pp_dataset_column(dataset, plan->columns[i].name);
        if (kept != NULL && kept != region && kept != arms->column)
            of.column[of.n++] = *kept;
    }
    *n_nests = 0;
    for (size_t i = 0; i < of.n; i++)
        for (size_t j = 0; j < of.n; j++)
            if (i != j &&
                nest_of(&of.column[i], &of.column[j], dataset->n_participants,
                        pool, &made[*n_nests]))
                ++*n_nests;
    find_lacks(plan, dataset, &of, made, *n_nests, pool);
    *nests = made;
    pp_free(of.column);
}
