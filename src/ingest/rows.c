#include "rows.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/date.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"
#include "prepost/ingest/identifier.h"

/* --- remarks -------------------------------------------------------------- */

static int stop_if_strict(const struct pp_rows *rows, size_t line,
                          size_t column, const char *reason,
                          struct pp_error *err)
{
    const char *heading = pp_rows_heading(rows, column);

    if (rows->ingest->options.strictness != PP_STRICT)
        return 0;
    return pp_fail(err, PP_EDATA, "%s: row %zu%s%s%s: %s", rows->name, line,
                   heading != NULL ? ", column \"" : "",
                   heading != NULL ? heading : "", heading != NULL ? "\"" : "",
                   reason);
}

static int reject_row(struct pp_rows *rows, const struct pp_record *record,
                      size_t column, struct pp_error *err, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

static int reject_row(struct pp_rows *rows, const struct pp_record *record,
                      size_t column, struct pp_error *err, const char *fmt, ...)
{
    char reason[1024];
    va_list args;

    va_start(args, fmt);
    vsnprintf(reason, sizeof reason, fmt, args);
    va_end(args);
    rows->n_rejected++;
    pp_notes_add(rows->ingest->notes, PP_NOTE_REJECT, rows->name, record->line,
                 0, pp_rows_heading(rows, column), "%s", reason);
    pp_rejects_add(&rows->rejects, record->line, record, reason);
    return stop_if_strict(rows, record->line, column, reason, err);
}

/* --- cells ---------------------------------------------------------------- */

static const struct pp_text_field nothing = {NULL, 0};

static const struct pp_text_field *field_of(const struct pp_record *record,
                                            size_t column)
{
    return column < record->n_fields ? &record->fields[column] : &nothing;
}

static bool is_blank(const struct pp_record *record)
{
    for (size_t i = 0; i < record->n_fields; i++)
        if (record->fields[i].length > 0)
            return false;
    return true;
}

/* What became of the row so far. */
enum fate { ROW_FINE, ROW_BAD, ROW_STOPS };

/* A cell that cannot be taken: left blank, or the row's end; as planned. */
static enum fate bad_cell(struct pp_rows *rows, const struct pp_record *record,
                          size_t column, struct pp_error *err)
{
    const char *reason = pp_buffer_text(&rows->reason);

    if (rows->plan->bad_cell == PP_BAD_CELL_REJECT_ROW)
        return reject_row(rows, record, column, err, "column \"%s\": %s",
                          pp_rows_heading(rows, column), reason) != 0
                   ? ROW_STOPS
                   : ROW_BAD;
    rows->n_bad_cells++;
    pp_notes_add(rows->ingest->notes, PP_NOTE_REJECT, rows->name, record->line,
                 0, pp_rows_heading(rows, column),
                 "%s; the cell was left blank", reason);
    return stop_if_strict(rows, record->line, column, reason, err) != 0
               ? ROW_STOPS
               : ROW_FINE;
}

/* The label that the file itself gives to a code; NULL if none. */
static const char *file_label(const struct pp_rows *rows, size_t column,
                              const struct pp_text_field *field)
{
    const struct pp_value_labels *labels = rows->source->labels;

    if (labels == NULL || column >= rows->source->n_columns)
        return NULL;
    for (size_t i = 0; i < labels[column].n; i++)
        if (field->text != NULL &&
            strcmp(labels[column].items[i].code, field->text) == 0)
            return labels[column].items[i].label;
    return NULL;
}

static enum pp_answer_read read_answer(struct pp_rows *rows,
                                       const struct pp_cell *cell,
                                       const struct pp_text_field *field,
                                       int16_t *code)
{
    struct pp_answers *answers = rows->answers[cell->set];
    const char *label = file_label(rows, cell->column, field);

    /* The label is what the person saw; codes are the file's own. */
    if (label != NULL) {
        enum pp_answer_read read =
            pp_answers_read(answers, cell->index, label, strlen(label), code);
        if (read != PP_ANSWER_BAD)
            return read;
    }
    return pp_answers_read(answers, cell->index, field->text, field->length,
                           code);
}

static enum fate take_items(struct pp_rows *rows,
                            const struct pp_cell_group *group, size_t entry,
                            const struct pp_record *record, size_t *answered,
                            struct pp_error *err)
{
    for (size_t i = 0; i < group->n_items; i++) {
        const struct pp_cell *cell = &group->items[i];
        const struct pp_text_field *field = field_of(record, cell->column);
        struct pp_answer_set *set = &rows->sets[cell->set];
        int16_t code;
        enum pp_answer_read read = read_answer(rows, cell, field, &code);
        if (read == PP_ANSWER_IS) {
            set->answers[entry * set->n_items + cell->index] = code;
            (*answered)++;
        } else if (read == PP_ANSWER_BAD) {
            rows->reason.length = 0;
            pp_answers_explain(rows->answers[cell->set], cell->index,
                               field->text, field->length, &rows->reason);
            enum fate fate = bad_cell(rows, record, cell->column, err);
            if (fate != ROW_FINE)
                return fate;
        }
    }
    return ROW_FINE;
}

/* A number as the file writes it; false with the reason. */
static bool read_number(struct pp_rows *rows, const struct pp_text_field *field,
                        double *number)
{
    char copy[64];
    struct pp_buffer shown = PP_BUFFER_INIT;
    const char *comma = memchr(field->text, ',', field->length);

    if (pp_number_parse(field->text, field->length, number) == 0)
        return true;
    if (comma != NULL && rows->decimal_comma && field->length < sizeof copy) {
        memcpy(copy, field->text, field->length);
        copy[comma - field->text] = '.';
        if (pp_number_parse(copy, field->length, number) == 0)
            return true;
    }
    rows->reason.length = 0;
    pp_buffer_printf(&rows->reason, "\"%s\" is not a number; expected %s",
                     pp_text_quote(field->text, field->length, 60, &shown),
                     comma != NULL && !rows->decimal_comma
                         ? "a decimal point, or decimal_comma: yes for this "
                           "file in the plan"
                         : "digits, with a decimal point at most");
    pp_buffer_clear(&shown);
    return false;
}

static bool check_total(struct pp_rows *rows, const struct pp_scale *scale,
                        double total)
{
    char value[PP_NUMBER_SIZE], min[PP_NUMBER_SIZE], max[PP_NUMBER_SIZE];

    if (total >= scale->min - 1e-9 && total <= scale->max + 1e-9)
        return true;
    rows->reason.length = 0;
    pp_buffer_printf(&rows->reason, "%s cannot be a %s; expected %s to %s",
                     pp_number_shortest(value, total), scale->name,
                     pp_number_shortest(min, scale->min),
                     pp_number_shortest(max, scale->max));
    return false;
}

static enum fate take_totals(struct pp_rows *rows,
                             const struct pp_cell_group *group, size_t entry,
                             const struct pp_record *record, size_t *answered,
                             struct pp_error *err)
{
    for (size_t i = 0; i < group->n_totals; i++) {
        const struct pp_cell *cell = &group->totals[i];
        const struct pp_text_field *field = field_of(record, cell->column);
        struct pp_answer_set *set = &rows->sets[cell->set];
        const struct pp_instrument *instrument =
            rows->plan->instruments[set->instrument].instrument;
        double total;
        if (pp_answers_is_missing(rows->answers[cell->set], field->text,
                                  field->length))
            continue;
        if (read_number(rows, field, &total) &&
            check_total(rows, &instrument->scales[cell->index], total)) {
            set->totals[entry * set->n_scales + cell->index] = total;
            (*answered)++;
            continue;
        }
        enum fate fate = bad_cell(rows, record, cell->column, err);
        if (fate != ROW_FINE)
            return fate;
    }
    return ROW_FINE;
}

/* --- dates ---------------------------------------------------------------- */

static void keep_sample(char out[24], const char *text)
{
    snprintf(out, 24, "%.*s", (int)strcspn(text, " T"), text);
}

static void settle_order(struct pp_date_state *dates, unsigned orders,
                         const char *text, size_t line)
{
    if (dates->conflict > 0)
        return;
    if ((dates->orders & orders) == 0) {
        dates->conflict = line;
        keep_sample(dates->sample[1], text);
        return;
    }
    if (dates->n++ == 0 || (dates->orders & orders) != dates->orders)
        keep_sample(dates->sample[0], text);
    dates->orders &= orders;
}

static void set_day(struct pp_gather *gather, size_t entry, int32_t first,
                    int32_t other)
{
    if (first != other && gather->day_other == NULL) {
        gather->day_other =
            pp_alloc_array(gather->capacity, sizeof *gather->day_other);
        memcpy(gather->day_other, gather->day,
               (entry + 1) * sizeof *gather->day);
    }
    gather->day[entry] = first;
    if (gather->day_other != NULL)
        gather->day_other[entry] = other;
}

static enum fate take_date(struct pp_rows *rows,
                           const struct pp_cell_group *group, size_t entry,
                           const struct pp_record *record, struct pp_error *err)
{
    const struct pp_text_field *field = field_of(record, group->date);
    struct pp_buffer shown = PP_BUFFER_INIT;
    int32_t first, other;

    if (group->date == PP_NO_COLUMN || field->length == 0 ||
        pp_answers_is_missing(rows->answers[0], field->text, field->length))
        return ROW_FINE;
    unsigned orders = pp_date_read(field->text, field->length, &first, &other);
    if (orders != 0) {
        settle_order(&rows->dates, orders, field->text, record->line);
        rows->dates.n_unlike += first != other;
        set_day(&rows->gather, entry, first, other);
        return ROW_FINE;
    }
    rows->reason.length = 0;
    pp_buffer_printf(&rows->reason,
                     "\"%s\" is not a date; expected one such as 2025-03-31, "
                     "31/03/2025 or 31 March 2025",
                     pp_text_quote(field->text, field->length, 60, &shown));
    pp_buffer_clear(&shown);
    return bad_cell(rows, record, group->date, err);
}

/* --- waves ---------------------------------------------------------------- */

static void list_waves(const struct pp_plan *plan, struct pp_buffer *out)
{
    for (size_t i = 0; i < plan->n_waves; i++)
        pp_buffer_printf(out, "%s\"%s\"", i > 0 ? ", " : "", plan->waves[i].id);
}

static int wave_of_text(struct pp_rows *rows, const struct pp_text_field *field)
{
    int32_t *wave;

    if (!pp_recall(&rows->waves, field->text, field->length, &wave))
        *wave = pp_plan_wave(rows->plan, field->text);
    return *wave;
}

/* The wave of a row that is not wide; -1 when it is rejected. */
static int find_wave(struct pp_rows *rows, const struct pp_record *record,
                     struct pp_error *err, enum fate *fate)
{
    const struct pp_text_field *field = field_of(record, rows->wave_column);
    struct pp_buffer shown = PP_BUFFER_INIT, waves = PP_BUFFER_INIT;
    int stop = 0, wave = rows->wave;

    *fate = ROW_FINE;
    if (rows->wave_column == PP_NO_COLUMN)
        return wave;
    int found = field->length > 0 ? wave_of_text(rows, field) : -1;
    if (found >= 0 && (wave < 0 || found == wave))
        return found;
    if (field->length == 0 && wave >= 0)
        return wave;
    list_waves(rows->plan, &waves);
    if (field->length == 0)
        stop = reject_row(rows, record, rows->wave_column, err,
                          "the wave is blank; expected one of %s", waves.data);
    else if (found < 0)
        stop = reject_row(rows, record, rows->wave_column, err,
                          "\"%s\" is not a wave of the plan; expected one of "
                          "%s, or an alias of one",
                          pp_text_quote(field->text, field->length, 60, &shown),
                          waves.data);
    else
        stop = reject_row(rows, record, rows->wave_column, err,
                          "\"%s\" contradicts the wave given for the whole "
                          "file, \"%s\"",
                          pp_text_quote(field->text, field->length, 60, &shown),
                          rows->plan->waves[wave].id);
    *fate = stop != 0 ? ROW_STOPS : ROW_BAD;
    pp_buffer_clear(&shown);
    pp_buffer_clear(&waves);
    return -1;
}

/* --- people --------------------------------------------------------------- */

static void remark_conflict(struct pp_rows *rows, size_t line, size_t column,
                            const char *before, const char *now)
{
    struct pp_buffer a = PP_BUFFER_INIT, b = PP_BUFFER_INIT;

    if (rows->n_conflicts++ < PP_MAX_REMARKS)
        pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name, line, 0,
                     pp_rows_heading(rows, column),
                     "\"%s\" here, but \"%s\" in another row of the same "
                     "person; the one of the earlier wave counts",
                     pp_text_quote(now, strlen(now), 40, &a),
                     pp_text_quote(before, strlen(before), 40, &b));
    pp_buffer_clear(&a);
    pp_buffer_clear(&b);
}

/* Whether this wave is before all at which the person has answered. */
static bool is_earliest(struct pp_rows *rows, uint32_t person, int wave)
{
    for (size_t w = 0; w < rows->plan->n_waves; w++)
        if (*pp_gather_slot(&rows->gather, person, w) != 0 && (int)w < wave)
            return false;
    return true;
}

static void set_level(struct pp_rows *rows, const struct pp_record *record,
                      size_t i, uint32_t person, int wave)
{
    struct pp_level_column *column = &rows->people.columns[i];
    size_t at = rows->level_columns[i];
    const struct pp_text_field *field = field_of(record, at);
    const char *fixed = i == 0   ? rows->ingest->options.region
                        : i == 1 ? rows->ingest->options.group
                                 : NULL;

    if (fixed == NULL &&
        (field->length == 0 ||
         pp_answers_is_missing(rows->answers[0], field->text, field->length)))
        return;
    uint16_t level =
        fixed != NULL
            ? pp_roster_level(&rows->people, i, fixed, strlen(fixed))
            : pp_roster_level(&rows->people, i, field->text, field->length);
    uint16_t before = column->level[person];
    if (level == PP_NO_LEVEL || before == level)
        return;
    if (before != PP_NO_LEVEL) {
        remark_conflict(rows, record->line, at, column->texts[before],
                        column->texts[level]);
        if (!is_earliest(rows, person, wave))
            return;
    }
    column->level[person] = level;
}

static enum fate set_number(struct pp_rows *rows,
                            const struct pp_record *record, size_t i,
                            uint32_t person, struct pp_error *err)
{
    size_t at = rows->number_columns[i];
    const struct pp_text_field *field = field_of(record, at);
    double number;

    if (field->length == 0 ||
        pp_answers_is_missing(rows->answers[0], field->text, field->length))
        return ROW_FINE;
    if (!read_number(rows, field, &number)) {
        rows->n_bad_cells++;
        pp_notes_add(rows->ingest->notes, PP_NOTE_REJECT, rows->name,
                     record->line, 0, pp_rows_heading(rows, at),
                     "%s; the cell was left blank", rows->reason.data);
        return stop_if_strict(rows, record->line, at, rows->reason.data, err) !=
                       0
                   ? ROW_STOPS
                   : ROW_FINE;
    }
    if (isnan(rows->people.numbers[i].value[person]))
        rows->people.numbers[i].value[person] = number;
    return ROW_FINE;
}

/* --- the same person twice ------------------------------------------------ */

/* All entries of the row that this one is of; they lie side by side. */
static void mark_gone(struct pp_rows *rows, size_t entry)
{
    const struct pp_gather *gather = &rows->gather;
    uint32_t line = gather->line[entry];

    while (entry > 0 && gather->line[entry - 1] == line)
        entry--;
    for (; entry < gather->n && gather->line[entry] == line; entry++)
        rows->gone[entry] = true;
}

static void withdraw(struct pp_rows *rows, size_t entry, const char *reason)
{
    size_t line = rows->gather.line[entry];

    if (entry < rows->n_gone && rows->gone[entry])
        return;
    if (rows->n_gone < rows->gather.n) {
        size_t room = rows->gather.n + rows->gather.n / 2 + 64;
        rows->gone = pp_realloc_array(rows->gone, room, sizeof *rows->gone);
        memset(rows->gone + rows->n_gone, 0, room - rows->n_gone);
        rows->n_gone = room;
    }
    mark_gone(rows, entry);
    rows->n_withdrawn++;
    rows->n_taken--;
    rows->n_rejected++;
    pp_notes_add(rows->ingest->notes, PP_NOTE_REJECT, rows->name, line, 0,
                 pp_rows_heading(rows, rows->id_column), "%s", reason);
    pp_rejects_add(&rows->rejects, line, NULL, reason);
}

/* Rows of one person and wave: the entry that was first, and the new one. */
struct twice {
    size_t first, entry;
    const char *wave;
    size_t first_line, line;
};

static enum fate refuse_both(struct pp_rows *rows, const struct twice *twice,
                             const struct pp_record *record,
                             struct pp_error *err)
{
    static const char text[] =
        "the same person answered at \"%s\" in row %zu too, differently; "
        "expected one row for each person and wave, so neither is taken";
    char reason[300];

    snprintf(reason, sizeof reason, text, twice->wave, twice->line);
    withdraw(rows, twice->first, reason);
    return reject_row(rows, record, rows->id_column, err, text, twice->wave,
                      twice->first_line) != 0
               ? ROW_STOPS
               : ROW_BAD;
}

static enum fate keep_first(struct pp_rows *rows, const struct twice *twice,
                            const struct pp_record *record, const char *why,
                            struct pp_error *err)
{
    return reject_row(rows, record, rows->id_column, err,
                      "the same person answered at \"%s\" in row %zu too; %s",
                      twice->wave, twice->first_line, why) != 0
               ? ROW_STOPS
               : ROW_BAD;
}

static enum fate keep_last(struct pp_rows *rows, const struct twice *twice,
                           const char *why, const struct pp_record *record,
                           struct pp_error *err)
{
    char reason[300];

    snprintf(reason, sizeof reason,
             "the same person answered at \"%s\" in row %zu too; %s",
             twice->wave, twice->line, why);
    withdraw(rows, twice->first, reason);
    return stop_if_strict(rows, record->line, rows->id_column, reason, err) != 0
               ? ROW_STOPS
               : ROW_FINE;
}

static enum fate decide(struct pp_rows *rows, const struct twice *twice,
                        const struct pp_record *record, struct pp_error *err)
{
    const struct pp_gather *gather = &rows->gather;

    if (pp_gather_same(gather, twice->first, twice->entry))
        return keep_first(rows, twice, record,
                          "this row repeats it answer for answer, so it is "
                          "taken once",
                          err);
    switch (rows->plan->same_twice) {
    case PP_TWICE_FIRST:
        return keep_first(rows, twice, record,
                          "that row counts, as the plan says (first)", err);
    case PP_TWICE_LAST:
        return keep_last(rows, twice,
                         "that row counts, as the plan says (last)", record,
                         err);
    case PP_TWICE_MOST_COMPLETE:
        if (pp_gather_answered(gather, twice->entry) <=
            pp_gather_answered(gather, twice->first))
            return keep_first(rows, twice, record,
                              "that row counts, as the plan says (most "
                              "complete)",
                              err);
        return keep_last(rows, twice,
                         "that row counts, as the plan says (most complete)",
                         record, err);
    case PP_TWICE_REFUSE:
        break;
    }
    return refuse_both(rows, twice, record, err);
}

/* --- rows ----------------------------------------------------------------- */

/* Reads the groups of a row into entries that do not count yet. */
static enum fate read_groups(struct pp_rows *rows,
                             const struct pp_record *record, int wave,
                             size_t *n_entries, struct pp_error *err)
{
    size_t entry = rows->gather.n;

    for (size_t i = 0; i < rows->n_groups; i++) {
        const struct pp_cell_group *group = &rows->groups[i];
        size_t answered = 0;
        pp_gather_prepare(&rows->gather, entry);
        enum fate fate = take_items(rows, group, entry, record, &answered, err);
        if (fate == ROW_FINE && group->n_totals > 0)
            fate = take_totals(rows, group, entry, record, &answered, err);
        if (fate == ROW_FINE && answered > 0)
            fate = take_date(rows, group, entry, record, err);
        if (fate != ROW_FINE)
            return fate;
        if (answered == 0)
            continue;
        rows->gather.wave[entry] =
            (uint8_t)(group->wave >= 0 ? group->wave : wave);
        rows->gather.line[entry] = (uint32_t)record->line;
        entry++;
    }
    *n_entries = entry - rows->gather.n;
    return ROW_FINE;
}

static enum fate settle_twice(struct pp_rows *rows, uint32_t person,
                              size_t n_entries, const struct pp_record *record,
                              struct pp_error *err)
{
    struct pp_gather *gather = &rows->gather;

    for (size_t e = gather->n; e < gather->n + n_entries; e++) {
        uint32_t first = *pp_gather_slot(gather, person, gather->wave[e]);
        if (first == 0)
            continue;
        const struct twice twice = {.first = first - 1,
                                    .entry = e,
                                    .wave =
                                        rows->plan->waves[gather->wave[e]].id,
                                    .first_line = gather->line[first - 1],
                                    .line = record->line};
        enum fate fate = decide(rows, &twice, record, err);
        if (fate != ROW_FINE)
            return fate;
    }
    return ROW_FINE;
}

static enum fate take_person(struct pp_rows *rows,
                             const struct pp_record *record, size_t n_entries,
                             struct pp_error *err)
{
    unsigned char pseudonym[PP_PSEUDONYM_SIZE];
    struct pp_gather *gather = &rows->gather;

    pp_identifier_pseudonym(rows->people.key, rows->id.data, rows->id.length,
                            pseudonym);
    uint32_t person = pp_roster_find(&rows->people, pseudonym);
    if (person == PP_NOBODY) {
        person = pp_roster_add(&rows->people, pseudonym, rows->id.data,
                               rows->id.length);
    } else {
        enum fate fate = settle_twice(rows, person, n_entries, record, err);
        if (fate != ROW_FINE)
            return fate;
    }
    int wave = n_entries > 0 ? gather->wave[gather->n] : 0;
    for (size_t i = 0; i < rows->people.n_columns; i++)
        set_level(rows, record, i, person, wave);
    for (size_t i = 0; i < rows->people.n_numbers; i++)
        if (set_number(rows, record, i, person, err) == ROW_STOPS)
            return ROW_STOPS;
    for (size_t e = gather->n; e < gather->n + n_entries; e++) {
        gather->person[e] = person;
        *pp_gather_slot(gather, person, gather->wave[e]) = (uint32_t)e + 1;
    }
    gather->n += n_entries;
    return ROW_FINE;
}

static bool has_right_length(const struct pp_rows *rows,
                             const struct pp_record *record)
{
    if (record->n_fields < rows->n_needed)
        return false;
    for (size_t i = rows->mapping->n_columns; i < record->n_fields; i++)
        if (record->fields[i].length > 0)
            return false;
    return true;
}

static enum fate take(struct pp_rows *rows, const struct pp_record *record,
                      struct pp_error *err)
{
    const struct pp_text_field *id = field_of(record, rows->id_column);
    enum fate fate;
    size_t n_entries;

    if (record->problem != NULL)
        return reject_row(rows, record, PP_NO_COLUMN, err, "%s",
                          record->problem) != 0
                   ? ROW_STOPS
                   : ROW_BAD;
    if (!has_right_length(rows, record))
        return reject_row(rows, record, PP_NO_COLUMN, err,
                          "it has %zu fields; expected %zu, as the row of "
                          "headings has",
                          record->n_fields, rows->mapping->n_columns) != 0
                   ? ROW_STOPS
                   : ROW_BAD;
    if (record->mended != NULL)
        pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name,
                     record->line, 0, NULL, "%s", record->mended);
    rows->id.length = 0;
    if (!pp_answers_is_missing(rows->answers[0], id->text, id->length))
        pp_identifier_normalise(id->text, id->length, &rows->id);
    if (rows->id.length == 0)
        return reject_row(rows, record, rows->id_column, err,
                          "the identifier is blank; without it the row cannot "
                          "be paired") != 0
                   ? ROW_STOPS
                   : ROW_BAD;
    int wave = find_wave(rows, record, err, &fate);
    if (fate != ROW_FINE)
        return fate;
    fate = read_groups(rows, record, wave, &n_entries, err);
    return fate == ROW_FINE ? take_person(rows, record, n_entries, err) : fate;
}

int pp_rows_take(struct pp_rows *rows, const struct pp_record *record,
                 struct pp_error *err)
{
    if (record->problem == NULL && is_blank(record))
        return 0;
    rows->n_rows++;
    enum fate fate = take(rows, record, err);
    rows->n_taken += fate == ROW_FINE;
    return fate == ROW_STOPS ? -1 : 0;
}
