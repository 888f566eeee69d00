#include "rows.h"

#include <stdio.h>

#include "prepost/base/alloc.h"
#include "prepost/base/date.h"

/* --- compiling the mapping ------------------------------------------------ */

static size_t set_of(const struct pp_rows *rows, size_t instrument)
{
    size_t i = 0;

    while (rows->sets[i].instrument != instrument)
        i++;
    return i;
}

static void make_sets(struct pp_rows *rows, struct pp_pool *pool)
{
    const struct pp_mapping *mapping = rows->mapping;
    const struct pp_text_list *missing =
        rows->ingest->report->file != NULL
            ? &rows->ingest->report->file->missing
            : NULL;
    size_t n = rows->plan->n_instruments;

    rows->sets = pp_pool_array(pool, n, sizeof *rows->sets);
    rows->answers = pp_pool_array(pool, n, sizeof(struct pp_answers *));
    for (size_t i = 0; i < n; i++) {
        const struct pp_plan_instrument *of = &rows->plan->instruments[i];
        bool has_items = false, has_totals = false;
        for (size_t c = 0; c < mapping->n_columns; c++) {
            const struct pp_file_column *column = &mapping->columns[c];
            if (column->instrument != i)
                continue;
            has_items = has_items || column->role == PP_COLUMN_ITEM;
            has_totals = has_totals || column->role == PP_COLUMN_TOTAL;
        }
        if (!has_items && !has_totals)
            continue;
        int step;
        pp_plan_file_step(rows->plan, rows->ingest->report->file, i, &step);
        rows->answers[rows->n_sets] =
            pp_answers_new(pool, of->instrument, of->coding, step, missing);
        rows->sets[rows->n_sets++] =
            (struct pp_answer_set){.instrument = i,
                                   .n_items = of->instrument->n_items,
                                   .n_scales = of->instrument->n_scales,
                                   .has_totals = has_totals};
    }
}

static struct pp_cell_group *group_of(struct pp_rows *rows,
                                      struct pp_pool *pool, int wave)
{
    for (size_t i = 0; i < rows->n_groups; i++)
        if (rows->groups[i].wave == wave)
            return &rows->groups[i];
    struct pp_cell_group *group = &rows->groups[rows->n_groups++];
    size_t n = rows->mapping->n_columns;
    group->wave = wave;
    group->items = pp_pool_array(pool, n, sizeof *group->items);
    group->totals = pp_pool_array(pool, n, sizeof *group->totals);
    group->date = PP_NO_COLUMN;
    return group;
}

static void make_groups(struct pp_rows *rows, struct pp_pool *pool)
{
    const struct pp_mapping *mapping = rows->mapping;
    size_t date = PP_NO_COLUMN;

    rows->groups =
        pp_pool_array(pool, rows->plan->n_waves + 1, sizeof *rows->groups);
    for (size_t c = 0; c < mapping->n_columns; c++) {
        const struct pp_file_column *column = &mapping->columns[c];
        if (column->role != PP_COLUMN_ITEM && column->role != PP_COLUMN_TOTAL)
            continue;
        struct pp_cell_group *group = group_of(rows, pool, column->wave);
        struct pp_cell cell = {.column = c,
                               .set = set_of(rows, column->instrument),
                               .index = column->index};
        if (column->role == PP_COLUMN_ITEM && rows->source->labels == NULL)
            cell.codes = pp_answers_codes(rows->answers[cell.set], cell.index);
        if (column->role == PP_COLUMN_ITEM)
            group->items[group->n_items++] = cell;
        else
            group->totals[group->n_totals++] = cell;
    }
    for (size_t c = 0; c < mapping->n_columns; c++)
        if (mapping->columns[c].role == PP_COLUMN_DATE &&
            mapping->columns[c].wave < 0)
            date = c;
    for (size_t i = 0; i < rows->n_groups; i++) {
        rows->groups[i].date = date;
        for (size_t c = 0; c < mapping->n_columns; c++)
            if (mapping->columns[c].role == PP_COLUMN_DATE &&
                mapping->columns[c].wave >= 0 &&
                mapping->columns[c].wave == rows->groups[i].wave)
                rows->groups[i].date = c;
    }
}

/* Words that run against the questionnaire's numbers: which are right? */
static void note_turned(struct pp_rows *rows, size_t n, size_t column,
                        const struct pp_answers_pair *pair)
{
    char more[60] = "";

    if (n == 0)
        return;
    if (n > 1)
        snprintf(more, sizeof more, " (and %zu more column%s)", n - 1,
                 n == 2 ? "" : "s");
    pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name, 0, 0,
                 pp_rows_heading(rows, column),
                 "the file calls %ld \"%s\", and the questionnaire calls it "
                 "\"%s\"%s: the file's words count. If the numbers were turned "
                 "round before and the words were not, mend the file's words",
                 pair->code, pair->label, pair->own, more);
}

/* What the file says of its codes, column by column. */
static void check_labels(struct pp_rows *rows, struct pp_pool *pool)
{
    const struct pp_value_labels *labels = rows->source->labels;
    struct pp_answers_pair pair, first = {0};
    size_t n_turned = 0, column = 0;

    if (labels == NULL)
        return;
    rows->is_renumbered = pp_pool_array(pool, rows->mapping->n_columns,
                                        sizeof *rows->is_renumbered);
    for (size_t g = 0; g < rows->n_groups; g++)
        for (size_t i = 0; i < rows->groups[g].n_items; i++) {
            const struct pp_cell *cell = &rows->groups[g].items[i];
            if (cell->column >= rows->source->n_columns)
                continue;
            enum pp_answers_labelled found =
                pp_answers_check_labels(rows->answers[cell->set], cell->index,
                                        &labels[cell->column], &pair);
            rows->is_renumbered[cell->column] = found != PP_LABELS_AGREE;
            if (found == PP_LABELS_TURN && n_turned++ == 0) {
                column = cell->column;
                first = pair;
            }
        }
    note_turned(rows, n_turned, column, &first);
}

static size_t column_of(const struct pp_mapping *mapping,
                        enum pp_column_role role, size_t index)
{
    for (size_t c = 0; c < mapping->n_columns; c++)
        if (mapping->columns[c].role == role &&
            (role != PP_COLUMN_PERSON || mapping->columns[c].index == index))
            return c;
    return PP_NO_COLUMN;
}

static void make_people(struct pp_rows *rows, struct pp_pool *pool)
{
    const struct pp_plan *plan = rows->plan;
    struct pp_roster *people = &rows->people;

    pp_roster_init(people, pool, rows->ingest->key, rows->ingest->dir);
    people->columns =
        pp_pool_array(pool, 2 + plan->n_columns, sizeof *people->columns);
    people->numbers =
        pp_pool_array(pool, plan->n_columns, sizeof *people->numbers);
    rows->level_columns[0] = column_of(rows->mapping, PP_COLUMN_REGION, 0);
    rows->level_columns[1] = column_of(rows->mapping, PP_COLUMN_GROUP, 0);
    people->columns[0].name =
        plan->region.name != NULL ? plan->region.name : "region";
    people->columns[1].name =
        plan->group.name != NULL ? plan->group.name : "group";
    people->columns[0].places = &plan->regions;
    people->columns[1].places = &plan->groups;
    people->n_columns = 2;
    for (size_t i = 0; i < plan->n_columns && i < PP_MAX_PERSON_COLUMNS; i++) {
        size_t column = column_of(rows->mapping, PP_COLUMN_PERSON, i);
        if (plan->columns[i].is_number) {
            rows->number_columns[people->n_numbers] = column;
            people->numbers[people->n_numbers++].name = plan->columns[i].name;
        } else {
            rows->level_columns[people->n_columns] = column;
            people->columns[people->n_columns].places =
                pp_plan_places_of(plan, plan->columns[i].name);
            people->columns[people->n_columns++].name = plan->columns[i].name;
        }
    }
}

/* That of the file itself goes before that of all files. */
static void set_date_order(struct pp_rows *rows)
{
    const struct pp_plan_file *file = rows->ingest->report->file;
    unsigned order;

    rows->dates.format = file != NULL && file->date_format != NULL
                             ? file->date_format
                             : rows->plan->date_format;
    order =
        rows->dates.format != NULL ? pp_date_order_of(rows->dates.format) : 0;
    rows->dates.orders = order != 0 ? order : PP_DATE_ANY;
}

void pp_rows_init(struct pp_rows *rows, struct pp_pool *pool)
{
    const struct pp_mapping *mapping = rows->mapping;

    make_sets(rows, pool);
    make_groups(rows, pool);
    check_labels(rows, pool);
    make_people(rows, pool);
    rows->id_column = column_of(mapping, PP_COLUMN_IDENTIFIER, 0);
    for (size_t i = 0; i < mapping->n_id_parts; i++)
        if (rows->id_column == PP_NO_COLUMN &&
            mapping->id_parts[i].fixed == NULL)
            rows->id_column = mapping->id_parts[i].column;
    rows->is_anonymous = rows->ingest->report->file != NULL &&
                         rows->ingest->report->file->anonymous &&
                         rows->id_column == PP_NO_COLUMN;
    rows->people.has_slips = !rows->is_anonymous;
    rows->wave_column = column_of(mapping, PP_COLUMN_WAVE, 0);
    for (size_t c = 0; c < mapping->n_columns; c++)
        if (mapping->columns[c].heading.name[0] != '\0' ||
            mapping->columns[c].role > PP_COLUMN_IGNORED)
            rows->n_needed = c + 1;
    set_date_order(rows);
    const struct pp_gather_size size = {
        .expected = rows->source->n_lines * rows->n_groups,
        .block = rows->ingest->options.rows_in_memory};
    pp_gather_init(&rows->gather, rows->plan->n_waves, rows->sets, rows->n_sets,
                   size, rows->ingest->dir);
    rows->rejects.are_kept = rows->ingest->rejects != NULL;
    pp_rejects_init(&rows->rejects, mapping, rows->source->dialect != NULL,
                    rows->ingest->pool);
}

void pp_rows_clear(struct pp_rows *rows)
{
    pp_roster_clear(&rows->people);
    pp_gather_clear(&rows->gather);
    pp_rejects_clear(&rows->rejects);
    pp_free(rows->gone);
    pp_free(rows->remarks);
    pp_free(rows->row_hashes);
    pp_buffer_clear(&rows->id);
    pp_buffer_clear(&rows->raw_id);
    pp_buffer_clear(&rows->reason);
}

const char *pp_rows_heading(const struct pp_rows *rows, size_t column)
{
    if (column >= rows->mapping->n_columns)
        return NULL;
    return rows->mapping->columns[column].heading.name;
}
