#include "prepost/analysis/flow.h"

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/describe.h"

/* For each participant, one bit for each wave they answered at. */
static uint32_t *waves_answered(const struct pp_dataset *dataset)
{
    uint32_t *at = pp_alloc_zero(dataset->n_participants, sizeof *at);

    for (size_t i = 0; i < dataset->n_responses; i++) {
        const struct pp_responses *r = &dataset->responses[i];
        for (size_t row = 0; row < r->n_rows; row++)
            at[r->participant[row]] |= UINT32_C(1) << r->wave[row];
    }
    return at;
}

static void count(struct pp_flow_row *row, uint32_t at, uint32_t last)
{
    int before = (at & 1) != 0, after = (at & last) != 0;

    row->n_people++;
    row->n_before += before;
    row->n_after += after;
    row->n_both += before && after;
    row->n_before_only += before && !after;
    row->n_after_only += after && !before;
}

static struct pp_flow_row *rows_by(const struct pp_person_column *column,
                                   size_t n_participants, const uint32_t *at,
                                   uint32_t last, struct pp_pool *pool)
{
    struct pp_flow_row *rows =
        pp_pool_array(pool, column->n_levels, sizeof *rows);

    for (size_t k = 0; k < column->n_levels; k++)
        rows[k].name = column->levels[k];
    for (size_t i = 0; i < n_participants; i++)
        if (column->level[i] != PP_NO_LEVEL)
            count(&rows[column->level[i]], at[i], last);
    return rows;
}

struct pp_flow_row *pp_flow_by(const struct pp_person_column *column,
                               const struct pp_plan *plan,
                               const struct pp_dataset *dataset,
                               struct pp_pool *pool)
{
    uint32_t *at = waves_answered(dataset);
    struct pp_flow_row *rows =
        rows_by(column, dataset->n_participants, at,
                UINT32_C(1) << (plan->n_waves - 1), pool);

    pp_free(at);
    return rows;
}

/* How many groups have people in each region, and in all. A group lies in one
 * region (model/dataset.h). */
static void count_groups(const struct pp_person_column *group,
                         const struct pp_person_column *region,
                         size_t n_participants, struct pp_flow *flow,
                         struct pp_flow_row *regions)
{
    size_t n_regions = region != NULL ? region->n_levels : 0;
    bool *seen = pp_alloc_zero(group->n_levels * (n_regions + 1), sizeof *seen);

    for (size_t i = 0; i < n_participants; i++) {
        size_t g = group->level[i];
        if (g == PP_NO_LEVEL)
            continue;
        size_t in = region != NULL && region->level[i] != PP_NO_LEVEL
                        ? region->level[i]
                        : n_regions;
        bool *cell = &seen[g * (n_regions + 1) + in];
        if (in < n_regions && !*cell)
            regions[in].n_groups++;
        *cell = true;
    }
    flow->all.n_groups = (long)group->n_levels;
    pp_free(seen);
}

/* The first day known of each participant at a wave, PP_NO_DAY where none. */
static int32_t *days_at(const struct pp_dataset *dataset, size_t wave)
{
    size_t n = dataset->n_participants;
    int32_t *days = pp_alloc_array(n, sizeof *days);

    for (size_t i = 0; i < n; i++)
        days[i] = PP_NO_DAY;
    for (size_t i = 0; i < dataset->n_responses; i++) {
        const struct pp_responses *r = &dataset->responses[i];
        for (size_t row = 0; r->day != NULL && row < r->n_rows; row++) {
            int32_t *day = &days[r->participant[row]];
            if (r->wave[row] == wave && r->day[row] != PP_NO_DAY &&
                (*day == PP_NO_DAY || r->day[row] < *day))
                *day = r->day[row];
        }
    }
    return days;
}

static struct pp_gap gap_between(const int32_t *first, const int32_t *later,
                                 size_t n)
{
    double *days = pp_alloc_array(n, sizeof *days);
    size_t n_known = 0;

    for (size_t i = 0; i < n; i++)
        if (first[i] != PP_NO_DAY && later[i] != PP_NO_DAY)
            days[n_known++] = (double)later[i] - (double)first[i];
    struct pp_gap gap = {.n = (long)n_known,
                         .median = pp_quantile(days, n_known, .5),
                         .q1 = pp_quantile(days, n_known, .25),
                         .q3 = pp_quantile(days, n_known, .75)};
    pp_free(days);
    return gap;
}

/* From the first wave to each later one. */
static void count_days(const struct pp_plan *plan,
                       const struct pp_dataset *dataset, struct pp_flow *flow,
                       struct pp_pool *pool)
{
    size_t last = plan->n_waves - 1;
    struct pp_gap *gaps = pp_pool_array(pool, plan->n_waves, sizeof *gaps);
    int32_t *first = days_at(dataset, 0);

    gaps[0] = (struct pp_gap){.median = NAN, .q1 = NAN, .q3 = NAN};
    for (size_t w = 1; w <= last; w++) {
        int32_t *later = days_at(dataset, w);
        gaps[w] = gap_between(first, later, dataset->n_participants);
        pp_free(later);
    }
    pp_free(first);
    flow->gaps = gaps;
    flow->gap_days_median = gaps[last].median;
    flow->gap_days_q1 = gaps[last].q1;
    flow->gap_days_q3 = gaps[last].q3;
}

struct pp_flow pp_flow_of(const struct pp_plan *plan,
                          const struct pp_dataset *dataset,
                          struct pp_pool *pool)
{
    const struct pp_person_column *region =
        pp_dataset_column(dataset, "region");
    const struct pp_person_column *group = pp_dataset_column(dataset, "group");
    size_t n = dataset->n_participants;
    uint32_t last = UINT32_C(1) << (plan->n_waves - 1);
    uint32_t *at = waves_answered(dataset);
    struct pp_flow flow = {.n_joined = (long)dataset->n_joined};
    struct pp_flow_row *regions = NULL;
    long *n_at_wave = pp_pool_array(pool, plan->n_waves, sizeof *n_at_wave);

    for (size_t i = 0; i < n; i++) {
        count(&flow.all, at[i], last);
        for (size_t w = 0; w < plan->n_waves; w++)
            n_at_wave[w] += (at[i] >> w) & 1;
    }
    flow.n_at_wave = n_at_wave;
    if (region != NULL) {
        regions = rows_by(region, n, at, last, pool);
        flow.regions = regions;
        flow.n_regions = region->n_levels;
    }
    if (group != NULL) {
        flow.groups = rows_by(group, n, at, last, pool);
        flow.n_groups = group->n_levels;
        count_groups(group, region, n, &flow, regions);
    }
    count_days(plan, dataset, &flow, pool);
    pp_free(at);
    return flow;
}

static struct pp_people_table table_of(const struct pp_person_column *column,
                                       size_t n_participants,
                                       const uint32_t *at, uint32_t both,
                                       struct pp_pool *pool)
{
    struct pp_people_level *levels =
        pp_pool_array(pool, column->n_levels, sizeof *levels);
    struct pp_people_table table = {
        .name = column->name, .levels = levels, .n_levels = column->n_levels};

    for (size_t k = 0; k < column->n_levels; k++)
        levels[k].name = column->levels[k];
    for (size_t i = 0; i < n_participants; i++) {
        if ((at[i] & both) != both)
            continue;
        if (column->level[i] == PP_NO_LEVEL) {
            table.n_blank++;
        } else {
            levels[column->level[i]].n++;
        }
    }
    return table;
}

/* Arms have rows of their own in the flow. */
static bool is_arm(const struct pp_plan *plan, const char *name)
{
    return plan->arms.column != NULL && strcmp(plan->arms.column, name) == 0;
}

void pp_flow_by_arm(const struct pp_arm_split *split,
                    const struct pp_plan *plan,
                    const struct pp_dataset *dataset, struct pp_pool *pool,
                    struct pp_flow *flow)
{
    if (split->column == NULL)
        return;
    struct pp_flow_row *by_level =
        pp_flow_by(split->column, plan, dataset, pool);
    struct pp_flow_row *rows =
        pp_pool_array(pool, split->n_arms + 1, sizeof *rows);

    for (size_t k = 0; k <= split->n_arms; k++) {
        size_t level = k < split->n_arms ? split->arm[k] : split->comparison;
        rows[k] = by_level[level];
        rows[k].name = pp_arm_name(plan, split, level, pool);
    }
    flow->n_no_arm = flow->all.n_people;
    for (size_t k = 0; k <= split->n_arms; k++)
        flow->n_no_arm -= rows[k].n_people;
    flow->arms = rows;
    flow->n_arms = split->n_arms + 1;
}

void pp_people_of(const struct pp_plan *plan, const struct pp_dataset *dataset,
                  struct pp_pool *pool, const struct pp_people_table **tables,
                  size_t *n_tables)
{
    struct pp_people_table *made =
        pp_pool_array(pool, plan->n_columns, sizeof *made);
    uint32_t both = UINT32_C(1) | UINT32_C(1) << (plan->n_waves - 1);
    uint32_t *at = waves_answered(dataset);

    *n_tables = 0;
    for (size_t i = 0; i < plan->n_columns; i++) {
        const struct pp_person_column *column =
            pp_dataset_column(dataset, plan->columns[i].name);
        if (column != NULL && !is_arm(plan, column->name))
            made[(*n_tables)++] =
                table_of(column, dataset->n_participants, at, both, pool);
    }
    *tables = made;
    pp_free(at);
}
