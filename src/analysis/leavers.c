#include "prepost/analysis/leavers.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/unlike.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/attrition.h"

enum fate { AWAY, STAYED, LEFT };

/* What became of each participant; AWAY: not there at the start. */
static enum fate *fates_of(const struct pp_plan *plan,
                           const struct pp_dataset *dataset)
{
    enum fate *fate = pp_alloc_zero(dataset->n_participants, sizeof *fate);
    size_t last = plan->n_waves - 1;

    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < dataset->n_responses; i++) {
            const struct pp_responses *r = &dataset->responses[i];
            for (size_t row = 0; row < r->n_rows; row++) {
                enum fate *f = &fate[r->participant[row]];
                if (pass == 0 && r->wave[row] == 0)
                    *f = LEFT;
                else if (pass == 1 && r->wave[row] == last && *f == LEFT)
                    *f = STAYED;
            }
        }
    return fate;
}

static double variance_of_share(double share, double n)
{
    return share * (1 - share) * n / (n - 1);
}

double pp_leavers_difference(long k_stayed, long n_stayed, long k_left,
                             long n_left)
{
    double n_s = (double)n_stayed, n_l = (double)n_left;
    double stayed = (double)k_stayed / n_s, left = (double)k_left / n_l;
    double spread = sqrt(
        (variance_of_share(stayed, n_s) + variance_of_share(left, n_l)) / 2);

    if (n_stayed < 2 || n_left < 2 || !(spread > 0))
        return NAN;
    return (left - stayed) / spread;
}

static struct pp_leavers_table
table_of_levels(const struct pp_person_column *column, const enum fate *fate,
                size_t n_participants, struct pp_pool *pool)
{
    struct pp_leavers_row *rows =
        pp_pool_array(pool, column->n_levels, sizeof *rows);
    struct pp_leavers_table table = {
        .name = column->name, .rows = rows, .n_rows = column->n_levels};

    for (size_t k = 0; k < column->n_levels; k++)
        rows[k] = (struct pp_leavers_row){.name = column->levels[k],
                                          .mean_stayed = NAN,
                                          .mean_left = NAN,
                                          .variance_ratio = NAN};
    for (size_t i = 0; i < n_participants; i++) {
        if (fate[i] == AWAY || column->level[i] == PP_NO_LEVEL)
            continue;
        rows[column->level[i]].n_stayed += fate[i] == STAYED;
        rows[column->level[i]].n_left += fate[i] == LEFT;
        table.n_stayed += fate[i] == STAYED;
        table.n_left += fate[i] == LEFT;
    }
    for (size_t k = 0; k < column->n_levels; k++)
        rows[k].difference = pp_leavers_difference(
            rows[k].n_stayed, table.n_stayed, rows[k].n_left, table.n_left);
    return table;
}

static struct pp_leavers_table
table_of_number(const char *name, const double *value, const enum fate *fate,
                size_t n_participants, struct pp_pool *pool)
{
    struct pp_leavers_row *row = pp_pool_alloc(pool, sizeof *row);
    double *stayed = pp_alloc_array(n_participants, sizeof *stayed);
    double *left = pp_alloc_array(n_participants, sizeof *left);
    size_t n_stayed = 0, n_left = 0;

    for (size_t i = 0; i < n_participants; i++) {
        if (isnan(value[i]))
            continue;
        if (fate[i] == STAYED)
            stayed[n_stayed++] = value[i];
        else if (fate[i] == LEFT)
            left[n_left++] = value[i];
    }
    struct pp_attrition a = pp_attrition(stayed, n_stayed, left, n_left);
    *row = (struct pp_leavers_row){
        .n_stayed = (long)n_stayed,
        .n_left = (long)n_left,
        .mean_stayed = a.mean_stayed,
        .mean_left = a.mean_left,
        .difference = a.difference,
        .variance_ratio = a.variance_ratio,
        .n_stayed_unlike = pp_unlike_most(stayed, n_stayed),
        .n_left_unlike = pp_unlike_most(left, n_left)};
    pp_free(stayed);
    pp_free(left);
    return (struct pp_leavers_table){.name = name,
                                     .n_stayed = row->n_stayed,
                                     .n_left = row->n_left,
                                     .rows = row,
                                     .n_rows = 1};
}

/* Arms have rows of their own in the flow, and are protected there. */
static bool is_arm(const struct pp_plan *plan, const char *name)
{
    return plan->arms.column != NULL && strcmp(plan->arms.column, name) == 0;
}

void pp_leavers_of(const struct pp_plan *plan, const struct pp_dataset *dataset,
                   struct pp_pool *pool, const struct pp_leavers_table **tables,
                   size_t *n_tables)
{
    struct pp_leavers_table *made =
        pp_pool_array(pool, plan->n_columns, sizeof *made);
    enum fate *fate = fates_of(plan, dataset);

    *n_tables = 0;
    for (size_t i = 0; i < plan->n_columns; i++) {
        const char *name = plan->columns[i].name;
        const struct pp_person_column *levels =
            pp_dataset_column(dataset, name);
        const double *value = pp_dataset_number(dataset, name);
        if (is_arm(plan, name))
            continue;
        if (levels != NULL)
            made[(*n_tables)++] =
                table_of_levels(levels, fate, dataset->n_participants, pool);
        else if (value != NULL && !plan->columns[i].is_dose)
            made[(*n_tables)++] = table_of_number(
                name, value, fate, dataset->n_participants, pool);
    }
    *tables = made;
    pp_free(fate);
}
