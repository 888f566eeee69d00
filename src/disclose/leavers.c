#include "prepost/disclose/work.h"

#include <math.h>
#include <string.h>

#include "prepost/disclose/scores.h"

/* Of a level; NULL: of several, or of those of none. */
static bool are_few(const struct pp_work *w, const char *column,
                    const char *level, long n)
{
    return n < pp_fewest_of_level(w, column, level) &&
           (n > 0 || !w->rules.show_zero);
}

static bool is_small(const struct pp_work *w, const char *column,
                     const char *level, const struct pp_leavers_row *row)
{
    return are_few(w, column, level, row->n_stayed) ||
           are_few(w, column, level, row->n_left);
}

/*
 * Which of its rows the table of those who stayed (disclose.c) shows as they
 * are; others are in its "another answer" already.
 */
static bool is_shown(const struct pp_people_table *shown, const char *level)
{
    for (size_t i = 0; i < shown->n_levels; i++)
        if (strcmp(shown->levels[i].name, level) == 0)
            return true;
    return false;
}

/* Rows with few who stayed or left, and those joined already, become one;
 * while that has few, the next smallest joins it. */
static struct pp_leavers_table join_rows(const struct pp_work *w,
                                         const struct pp_leavers_table *from,
                                         const struct pp_people_table *shown,
                                         const struct pp_joins *joins,
                                         struct pp_pool *pool)
{
    struct pp_leavers_table to = *from;
    struct pp_leavers_row *rows =
        pp_pool_array(pool, from->n_rows + 1, sizeof *rows);
    struct pp_leavers_row joined = {.name = PP_OTHERS,
                                    .mean_stayed = NAN,
                                    .mean_left = NAN,
                                    .variance_ratio = NAN};

    to.rows = rows;
    to.n_rows = 0;
    for (size_t i = 0; i < from->n_rows; i++) {
        const struct pp_leavers_row *row = &from->rows[i];
        bool is_few = is_small(w, from->name, row->name, row);
        if (!is_few && is_shown(shown, row->name) && !joins->level[i]) {
            rows[to.n_rows++] = *row;
            continue;
        }
        if (!is_few)
            joined.name = pp_joined_name(pool, joined.name, row->name);
        joined.n_stayed += row->n_stayed;
        joined.n_left += row->n_left;
    }
    while (joined.n_stayed + joined.n_left > 0 &&
           is_small(w, from->name, NULL, &joined) && to.n_rows > 0) {
        size_t least = 0;
        for (size_t i = 1; i < to.n_rows; i++)
            least = rows[i].n_left < rows[least].n_left ? i : least;
        joined.name = pp_joined_name(pool, joined.name, rows[least].name);
        joined.n_stayed += rows[least].n_stayed;
        joined.n_left += rows[least].n_left;
        memmove(&rows[least], &rows[least + 1],
                (to.n_rows - least - 1) * sizeof *rows);
        to.n_rows--;
    }
    if (joined.n_stayed + joined.n_left > 0 &&
        !is_small(w, from->name, NULL, &joined))
        rows[to.n_rows++] = joined;
    return to;
}

static struct pp_leavers_row *copy_rows(const struct pp_leavers_table *table,
                                        struct pp_pool *pool)
{
    struct pp_leavers_row *rows =
        pp_pool_array(pool, table->n_rows + 1, sizeof *rows);

    for (size_t i = 0; i < table->n_rows; i++)
        rows[i] = table->rows[i];
    return rows;
}

static void clear_table(struct pp_leavers_table *table)
{
    table->n_rows = 0;
    table->n_stayed = table->n_left = PP_COUNT_HIDDEN;
}

/* Averages and spreads of whole numbers give the numbers back when they have
 * all digits. */
static void print_numbers(struct pp_leavers_row *row)
{
    row->mean_stayed = pp_as_points(row->mean_stayed, 1);
    row->mean_left = pp_as_points(row->mean_left, 1);
    row->variance_ratio = pp_as_printed(row->variance_ratio, 1);
    row->difference = pp_as_points(row->difference, 2);
}

static void finish_rows(const struct pp_work *w, struct pp_leavers_table *table)
{
    struct pp_leavers_row *rows = (struct pp_leavers_row *)table->rows;

    pp_round_count(w, &table->n_stayed);
    pp_round_count(w, &table->n_left);
    for (size_t i = 0; i < table->n_rows; i++) {
        pp_round_count(w, &rows[i].n_stayed);
        pp_round_count(w, &rows[i].n_left);
        if (rows[i].name != NULL)
            rows[i].difference =
                pp_leavers_difference(rows[i].n_stayed, table->n_stayed,
                                      rows[i].n_left, table->n_left);
        else if (!w->rules.show_people)
            print_numbers(&rows[i]);
    }
}

/* People of whom the column is not known: all, less those of whom it is. */
static bool has_few_blank(const struct pp_work *w,
                          const struct pp_leavers_table *table, long n_stayed,
                          long n_left)
{
    long stayed = n_stayed - table->n_stayed, left = n_left - table->n_left;

    return (stayed > 0 && are_few(w, table->name, NULL, stayed)) ||
           (left > 0 && are_few(w, table->name, NULL, left));
}

/* Of a number, such as their age. */
static bool are_alike(const struct pp_work *w, const struct pp_leavers_row *row)
{
    return pp_work_is_alike(w, row->n_stayed_unlike) ||
           pp_work_is_alike(w, row->n_left_unlike);
}

static const struct pp_people_table *
people_named(const struct pp_results *results, const char *name)
{
    for (size_t i = 0; i < results->n_people_tables; i++)
        if (strcmp(results->people[i].name, name) == 0)
            return &results->people[i];
    return NULL;
}

const struct pp_leavers_table *pp_protect_leavers(const struct pp_work *w,
                                                  const struct pp_joins *joins)
{
    const struct pp_results *from = w->from, *to = w->to;
    struct pp_pool *pool = w->pool;
    const struct pp_flow_row *all = &from->flow.all;
    bool few = to->flow.all.n_both == PP_COUNT_HIDDEN ||
               to->flow.all.n_before_only == PP_COUNT_HIDDEN;
    struct pp_leavers_table *tables =
        pp_pool_array(pool, from->n_leavers, sizeof *tables);

    for (size_t i = 0; i < from->n_leavers; i++) {
        const struct pp_leavers_table *table = &from->leavers[i];
        const struct pp_people_table *shown = people_named(to, table->name);
        tables[i] = *table;
        if (shown != NULL)
            tables[i] = join_rows(w, table, shown, &joins[i], pool);
        else
            tables[i].rows = copy_rows(table, pool);
        bool is_number = table->n_rows == 1 && table->rows[0].name == NULL;
        if (few || joins[i].is_out || (shown == NULL && !is_number) ||
            table->n_left < w->rules.min_average ||
            table->n_stayed < w->rules.min_average ||
            (shown != NULL && tables[i].n_rows < 2) ||
            (is_number && are_alike(w, &table->rows[0])) ||
            has_few_blank(w, table, all->n_both, all->n_before_only))
            clear_table(&tables[i]);
        finish_rows(w, &tables[i]);
    }
    return tables;
}
