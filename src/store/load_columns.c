#include "loading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "levels.h"
#include "prepost/base/alloc.h"
#include "prepost/base/tally.h"
#include "prepost/base/text.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

/* PP_NO_LEVEL where there are too many. */
static uint16_t level_of(struct pp_levels *levels, struct pp_pool *pool,
                         const char *text)
{
    size_t level = pp_levels_of(levels, pool, text);

    return level < PP_NO_LEVEL ? (uint16_t)level : PP_NO_LEVEL;
}

struct indexed {
    const char *text;
    uint16_t index;
    size_t rank; /* of a region in the plan */
};

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct indexed *)a)->text,
                  ((const struct indexed *)b)->text);
}

static int by_rank(const void *a, const void *b)
{
    size_t x = ((const struct indexed *)a)->rank;
    size_t y = ((const struct indexed *)b)->rank;

    return (x > y) - (x < y);
}

/* Sorts the texts and renumbers level[n] to match; plan: regions, which stand
 * in its order where it has one of all of them. */
static const char *const *sort_levels(const struct pp_levels *levels,
                                      const struct pp_plan *plan,
                                      struct pp_pool *pool, uint16_t *level,
                                      size_t n)
{
    struct indexed *sorted = pp_alloc_array(levels->n, sizeof *sorted);
    uint16_t *new_index = pp_alloc_array(levels->n, sizeof *new_index);
    const char **texts = pp_pool_array(pool, levels->n, sizeof *texts);

    for (size_t i = 0; i < levels->n; i++)
        sorted[i] = (struct indexed){
            levels->texts[i], (uint16_t)i,
            plan != NULL ? pp_plan_region_rank(plan, levels->texts[i]) : 0};
    bool is_by_plan =
        plan != NULL && pp_plan_orders_regions(plan, levels->texts, levels->n);
    qsort(sorted, levels->n, sizeof *sorted, is_by_plan ? by_rank : by_text);
    for (size_t i = 0; i < levels->n; i++) {
        texts[i] = sorted[i].text;
        new_index[sorted[i].index] = (uint16_t)i;
    }
    for (size_t i = 0; i < n; i++)
        if (level[i] != PP_NO_LEVEL)
            level[i] = new_index[level[i]];
    pp_free(sorted);
    pp_free(new_index);
    return texts;
}

/* A person column while it is filled. */
struct column {
    const char *name;
    bool is_number;
    struct pp_levels levels;
    uint16_t *level;
    double *value;
    size_t n_filled;
};

static void make_column(struct column *column, const char *name, bool is_number,
                        const struct pp_loading *load)
{
    *column = (struct column){.name = name, .is_number = is_number};
    if (is_number) {
        column->value =
            pp_pool_array(load->pool, load->n_places, sizeof(double));
        for (size_t i = 0; i < load->n_places; i++)
            column->value[i] = NAN;
        return;
    }
    column->level =
        pp_pool_array(load->pool, load->n_places, sizeof *column->level);
    for (size_t i = 0; i < load->n_places; i++)
        column->level[i] = PP_NO_LEVEL;
}

/* Whoever spoke first has the word. */
static int fill_cell(struct pp_loading *load, struct column *column,
                     uint32_t place, sqlite3_stmt *read, int at,
                     struct pp_error *err)
{
    if (sqlite3_column_type(read, at) == SQLITE_NULL)
        return 0;
    if (column->is_number) {
        if (isnan(column->value[place])) {
            column->value[place] = sqlite3_column_double(read, at);
            column->n_filled++;
        }
        return 0;
    }
    if (column->level[place] != PP_NO_LEVEL)
        return 0;
    column->level[place] =
        level_of(&column->levels, load->pool, pp_sql_text_in(read, at));
    if (column->level[place] == PP_NO_LEVEL)
        return pp_fail(err, PP_EDATA,
                       "\"%s\" has more than %d different texts; a column of "
                       "people must sort them into kinds",
                       column->name, PP_NO_LEVEL);
    column->n_filled++;
    return 0;
}

static int fill_columns(struct pp_loading *load, struct column *columns,
                        size_t n, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    sqlite3_stmt *read;

    pp_buffer_puts(&sql, "SELECT participant");
    for (size_t i = 0; i < n; i++) {
        pp_buffer_puts(&sql, ", ");
        pp_sql_name(&sql, columns[i].name);
    }
    pp_buffer_puts(&sql, " FROM background ORDER BY participant, import");
    int found = pp_sql_prepare(load->store, sql.data, &read, err);
    pp_buffer_clear(&sql);
    if (found != 0)
        return -1;
    size_t at = 0;
    while ((found = pp_sql_step(load->store, read, err)) == 1) {
        if (pp_loading_walk_to(load, sqlite3_column_int64(read, 0), &at, err) !=
            0)
            found = -1;
        for (size_t i = 0; i < n && found == 1; i++)
            if (fill_cell(load, &columns[i], load->place[at], read, (int)i + 1,
                          err) != 0)
                found = -1;
        if (found < 0)
            break;
    }
    sqlite3_finalize(read);
    return found;
}

/* The columns of the plan that the store has, region and group first. */
static size_t choose_columns(struct pp_loading *load, struct column *columns,
                             struct pp_error *err)
{
    const struct pp_plan *plan = load->plan;
    size_t n = 0;

    make_column(&columns[n++], "region", false, load);
    make_column(&columns[n++], "group", false, load);
    for (size_t i = 0; i < plan->n_columns; i++) {
        const struct pp_plan_column *column = &plan->columns[i];

        if (pp_tables_has_column(load->store, "background", column->name,
                                 err) == 1)
            make_column(&columns[n++], column->name, column->is_number, load);
    }
    return n;
}

/* In any case and with any blanks it is one name, as within a file: that which
 * sorts first, capitals before small letters. */
static void fold_names(struct pp_loading *load, const struct pp_levels *names,
                       const char **out)
{
    struct pp_levels folded = {0};
    struct pp_buffer key = PP_BUFFER_INIT;
    const char **first = pp_alloc_zero(names->n + 1, sizeof *first);
    uint16_t *at = pp_alloc_array(names->n + 1, sizeof *at);

    for (size_t i = 0; i < names->n; i++) {
        pp_text_fold(out[i], strlen(out[i]), &key);
        at[i] = level_of(&folded, load->pool, pp_buffer_text(&key));
        if (first[at[i]] == NULL || strcmp(out[i], first[at[i]]) < 0)
            first[at[i]] = out[i];
    }
    for (size_t i = 0; i < names->n; i++)
        out[i] = first[at[i]];
    pp_buffer_clear(&key);
    pp_free(first);
    pp_free(at);
    pp_levels_clear(&folded);
}

/* What files write in several ways is one region, group or arm, by the plan. */
static void join_names(struct pp_loading *load, struct column *column)
{
    const struct pp_plan_places *places =
        pp_plan_places_of(load->plan, column->name);
    struct pp_levels written = column->levels;

    column->levels = (struct pp_levels){0};
    uint16_t *become = pp_alloc_array(written.n + 1, sizeof *become);
    const char **names = pp_alloc_array(written.n + 1, sizeof *names);
    for (size_t i = 0; i < written.n; i++)
        names[i] = pp_plan_place_name(places, written.texts[i]);
    fold_names(load, &written, names);
    for (size_t i = 0; i < written.n; i++) /* fewer than there were */
        become[i] = level_of(&column->levels, load->pool, names[i]);
    for (size_t i = 0; i < load->n_places; i++)
        if (column->level[i] != PP_NO_LEVEL)
            column->level[i] = become[column->level[i]];
    pp_free(names);
    pp_free(become);
    pp_levels_clear(&written);
}

static bool is_arm(const struct pp_plan *plan, const char *column)
{
    return plan->arms.column != NULL && strcmp(column, plan->arms.column) == 0;
}

/* For each group's name, whether it stands in several regions. */
static bool *in_several(const struct column *group, const struct column *region,
                        size_t n, bool *any)
{
    bool *several = pp_alloc_zero(group->levels.n + 1, sizeof *several);
    uint16_t *in = pp_alloc_array(group->levels.n + 1, sizeof *in);

    *any = false;
    for (size_t g = 0; g < group->levels.n; g++)
        in[g] = PP_NO_LEVEL;
    for (size_t i = 0; i < n; i++) {
        uint16_t g = group->level[i], r = region->level[i];
        if (g == PP_NO_LEVEL || r == PP_NO_LEVEL)
            continue;
        if (in[g] == PP_NO_LEVEL)
            in[g] = r;
        several[g] |= in[g] != r;
        *any |= several[g];
    }
    pp_free(in);
    return several;
}

/* The level of a group's name in a region. */
static uint16_t parted_level(struct pp_loading *load, struct pp_levels *levels,
                             const char *group, const char *region)
{
    struct pp_buffer name = PP_BUFFER_INIT;

    pp_buffer_puts(&name, group);
    if (region != NULL)
        pp_buffer_printf(&name, " (%s)", region);
    uint16_t level = level_of(levels, load->pool, name.data);
    pp_buffer_clear(&name);
    return level;
}

/* A group is a group of its region (model/dataset.h). */
static int part_groups(struct pp_loading *load, struct column *group,
                       const struct column *region, struct pp_error *err)
{
    bool any, *several = in_several(group, region, load->n_places, &any);
    struct pp_levels names = group->levels;
    struct pp_tally seen;
    uint16_t *become = NULL; /* of each group and region seen */
    size_t n = 0;
    int result = 0;

    pp_tally_init(&seen, 2);
    if (any)
        group->levels = (struct pp_levels){0};
    for (size_t i = 0; any && i < load->n_places && result == 0; i++) {
        uint16_t g = group->level[i], r = region->level[i];
        if (g == PP_NO_LEVEL)
            continue;
        size_t which = pp_tally_add(&seen, (uint64_t[]){g, r});
        if (which == n) {
            bool is_parted = several[g] && r != PP_NO_LEVEL;
            become = pp_realloc_array(become, ++n, sizeof *become);
            become[which] =
                parted_level(load, &group->levels, names.texts[g],
                             is_parted ? region->levels.texts[r] : NULL);
        }
        group->level[i] = become[which];
        if (group->level[i] == PP_NO_LEVEL)
            result = pp_fail(err, PP_EDATA,
                             "there are more than %d groups, those of each "
                             "region counted",
                             PP_NO_LEVEL);
    }
    if (any)
        pp_levels_clear(&names);
    pp_tally_clear(&seen);
    pp_free(become);
    pp_free(several);
    return result;
}

static void give_columns(struct pp_loading *load, struct column *columns,
                         size_t n, struct pp_dataset *out)
{
    struct pp_person_column *texts =
        pp_pool_array(load->pool, n, sizeof *texts);
    struct pp_person_number *numbers =
        pp_pool_array(load->pool, n, sizeof *numbers);

    out->columns = texts;
    out->numbers = numbers;
    for (size_t i = 0; i < n; i++) {
        struct column *column = &columns[i];
        const char *name = pp_pool_strdup(load->pool, column->name);

        if (column->n_filled > 0 && column->is_number)
            numbers[out->n_numbers++] =
                (struct pp_person_number){name, column->value};
        else if (column->n_filled > 0)
            texts[out->n_columns++] = (struct pp_person_column){
                .name = name,
                .levels =
                    sort_levels(&column->levels,
                                strcmp(name, "region") == 0 ? load->plan : NULL,
                                load->pool, column->level, load->n_places),
                .n_levels = column->levels.n,
                .level = column->level};
    }
}

int pp_loading_columns(struct pp_loading *load, struct pp_dataset *out,
                       struct pp_error *err)
{
    struct column *columns =
        pp_alloc_zero(load->plan->n_columns + 2, sizeof *columns);
    size_t n = choose_columns(load, columns, err);
    int result = fill_columns(load, columns, n, err);

    for (size_t i = 0; i < n && result == 0; i++)
        if (i < 2 || is_arm(load->plan, columns[i].name))
            join_names(load, &columns[i]);
    if (result == 0)
        result = part_groups(load, &columns[1], &columns[0], err);
    if (result == 0)
        give_columns(load, columns, n, out);
    for (size_t i = 0; i < n; i++)
        pp_levels_clear(&columns[i].levels);
    pp_free(columns);
    return result;
}
