#include "rows_parts.h"

#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/date.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"

/* --- cells ---------------------------------------------------------------- */

static const struct pp_text_field nothing = {NULL, 0};

const struct pp_text_field *pp_rows_field(const struct pp_record *record,
                                          size_t column)
{
    return column < record->n_fields ? &record->fields[column] : &nothing;
}

/* A cell that cannot be taken: left blank, or the row's end; as planned. */
static enum pp_fate bad_cell(struct pp_rows *rows,
                             const struct pp_record *record, size_t column,
                             struct pp_error *err)
{
    const char *reason = pp_buffer_text(&rows->reason);

    if (rows->plan->bad_cell == PP_BAD_CELL_REJECT_ROW)
        return pp_rows_reject(rows, record, column, err, "column \"%s\": %s",
                              pp_rows_heading(rows, column), reason);
    rows->n_bad_cells++;
    pp_notes_add(rows->ingest->notes, PP_NOTE_REJECT, rows->name, record->line,
                 0, pp_rows_heading(rows, column),
                 "%s; the cell was left blank", reason);
    return pp_rows_stop_if_strict(rows, record->line, column, reason, err) != 0
               ? PP_ROW_STOPS
               : PP_ROW_FINE;
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
        if (read != PP_ANSWER_BAD || rows->is_renumbered[cell->column])
            return read;
    }
    return pp_answers_read(answers, cell->index, field->text, field->length,
                           code);
}

/* -1 to -9, and what forms and SPSS files write: 77, -99, 888, 9999. */
static bool is_likely_missing(const char *text, size_t length)
{
    size_t sign = length > 0 && text[0] == '-', n = length - sign;

    for (size_t i = sign; i < length; i++)
        if (text[i] != text[sign] || text[i] < '1' || text[i] > '9')
            return false;
    return sign == 1 ? n >= 1 && n <= 4 : n >= 2 && n <= 4 && text[0] >= '7';
}

static void see_bad_answer(struct pp_rows *rows,
                           const struct pp_text_field *field)
{
    struct pp_ingest_report *report = rows->ingest->report;

    if (report == NULL || !is_likely_missing(field->text, field->length))
        return;
    for (size_t i = 0; i < report->n_likely_missing; i++)
        if (strcmp(report->likely_missing[i], field->text) == 0)
            return;
    if (report->n_likely_missing < PP_MOST_LIKELY_MISSING)
        report->likely_missing[report->n_likely_missing++] =
            pp_pool_strndup(rows->ingest->pool, field->text, field->length);
}

/* What is no number may be the answers of a form in another language. */
static void see_other_words(struct pp_rows *rows, const struct pp_cell *cell,
                            const struct pp_text_field *field)
{
    struct pp_ingest_report *report = rows->ingest->report;
    size_t i = 0;

    if (report == NULL || strcspn(field->text, "0123456789") < field->length)
        return;
    while (i < report->n_other_words &&
           strcmp(report->other_words[i].text, field->text) != 0)
        i++;
    if (i == PP_MOST_OTHER_WORDS)
        return;
    if (i == report->n_other_words) {
        const struct pp_answer_set *set = &rows->sets[cell->set];
        report->other_words[report->n_other_words++] = (struct pp_other_words){
            .text =
                pp_pool_strndup(rows->ingest->pool, field->text, field->length),
            .instrument =
                rows->plan->instruments[set->instrument].instrument->id};
    }
    report->other_words[i].n++;
}

static void explain(struct pp_rows *rows, const struct pp_cell *cell,
                    const struct pp_text_field *field)
{
    const char *label = file_label(rows, cell->column, field);
    bool is_said = label != NULL && rows->is_renumbered[cell->column];

    rows->reason.length = 0;
    pp_answers_explain(rows->answers[cell->set], cell->index,
                       is_said ? label : field->text,
                       is_said ? strlen(label) : field->length, &rows->reason);
}

enum pp_fate pp_rows_take_items(struct pp_rows *rows,
                                const struct pp_cell_group *group, size_t place,
                                const struct pp_record *record,
                                size_t *answered, struct pp_error *err)
{
    for (size_t i = 0; i < group->n_items; i++) {
        const struct pp_cell *cell = &group->items[i];
        const struct pp_text_field *field = pp_rows_field(record, cell->column);
        struct pp_answer_set *set = &rows->sets[cell->set];
        int16_t *answer = &set->answers[place * set->n_items + cell->index];
        if (cell->codes != NULL &&
            pp_answers_read_digit(cell->codes, field->text, field->length,
                                  answer)) {
            (*answered)++;
            continue;
        }
        int16_t code;
        enum pp_answer_read read = read_answer(rows, cell, field, &code);
        if (read == PP_ANSWER_IS) {
            *answer = code;
            (*answered)++;
        } else if (read == PP_ANSWER_BAD) {
            see_bad_answer(rows, field);
            see_other_words(rows, cell, field);
            explain(rows, cell, field);
            enum pp_fate fate = bad_cell(rows, record, cell->column, err);
            if (fate != PP_ROW_FINE)
                return fate;
        }
    }
    return PP_ROW_FINE;
}

bool pp_rows_read_number(struct pp_rows *rows,
                         const struct pp_text_field *field, double *number)
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

enum pp_fate pp_rows_take_totals(struct pp_rows *rows,
                                 const struct pp_cell_group *group,
                                 size_t place, const struct pp_record *record,
                                 size_t *answered, struct pp_error *err)
{
    for (size_t i = 0; i < group->n_totals; i++) {
        const struct pp_cell *cell = &group->totals[i];
        const struct pp_text_field *field = pp_rows_field(record, cell->column);
        struct pp_answer_set *set = &rows->sets[cell->set];
        const struct pp_instrument *instrument =
            rows->plan->instruments[set->instrument].instrument;
        double total;
        if (pp_answers_is_missing(rows->answers[cell->set], field->text,
                                  field->length))
            continue;
        if (pp_rows_read_number(rows, field, &total) &&
            check_total(rows, &instrument->scales[cell->index], total)) {
            set->totals[place * set->n_scales + cell->index] = total;
            (*answered)++;
            continue;
        }
        enum pp_fate fate = bad_cell(rows, record, cell->column, err);
        if (fate != PP_ROW_FINE)
            return fate;
    }
    return PP_ROW_FINE;
}

/* --- dates ---------------------------------------------------------------- */

static void keep_sample(char out[24], const char *text)
{
    snprintf(out, 24, "%.*s", (int)strcspn(text, " T"), text);
}

static void settle_order(struct pp_date_state *dates, unsigned orders,
                         const char *text, size_t line)
{
    dates->n++;
    if (dates->conflict > 0)
        return;
    if ((dates->orders & orders) == 0) {
        dates->conflict = line;
        keep_sample(dates->sample[1], text);
        return;
    }
    if (dates->sample[0][0] == '\0' ||
        (dates->orders & orders) != dates->orders)
        keep_sample(dates->sample[0], text);
    dates->orders &= orders;
}

/*
 * The day that a spreadsheet's day number stands for, 1995 to 2064 (a number
 * of five digits, perhaps with a fraction); PP_NO_DATE where it is none.
 * Day 25569 is 1970-01-01 (ECMA-376 part 1, 18.17.4.1, the 1900 system).
 */
static int32_t excel_day(const char *text, size_t length)
{
    enum { FIRST = 34700, LAST = 60266, EPOCH = 25569 };
    double number;

    if (pp_number_parse(text, length, &number) != 0 || number < FIRST ||
        number >= LAST)
        return PP_NO_DATE;
    return (int32_t)number - EPOCH;
}

enum pp_fate pp_rows_take_date(struct pp_rows *rows,
                               const struct pp_cell_group *group, size_t place,
                               const struct pp_record *record,
                               struct pp_error *err)
{
    const struct pp_text_field *field = pp_rows_field(record, group->date);
    struct pp_buffer shown = PP_BUFFER_INIT;
    char date[PP_DATE_SIZE];
    int32_t first, other;

    if (group->date == PP_NO_COLUMN || field->length == 0 ||
        pp_answers_is_missing(rows->answers[0], field->text, field->length))
        return PP_ROW_FINE;
    unsigned orders = pp_date_read(field->text, field->length, &first, &other);
    if (orders != 0) {
        settle_order(&rows->dates, orders, field->text, record->line);
        rows->dates.n_unlike += first != other;
        rows->gather.day[place] = first;
        rows->gather.day_other[place] = other;
        return PP_ROW_FINE;
    }
    rows->reason.length = 0;
    pp_buffer_printf(&rows->reason, "\"%s\" is not a date; ",
                     pp_text_quote(field->text, field->length, 60, &shown));
    int32_t day = excel_day(field->text, field->length);
    if (day != PP_NO_DATE)
        pp_buffer_printf(&rows->reason,
                         "it may be an Excel day number (%s): format the "
                         "column as a date",
                         pp_date_print(date, day));
    else
        pp_buffer_puts(&rows->reason, "expected one such as 2025-03-31, "
                                      "31/03/2025 or 31 March 2025");
    pp_buffer_clear(&shown);
    size_t n_before = rows->n_bad_cells;
    enum pp_fate fate = bad_cell(rows, record, group->date, err);
    if (rows->ingest->report != NULL)
        rows->ingest->report->n_bad_dates += rows->n_bad_cells - n_before;
    return fate;
}
