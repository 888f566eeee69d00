#include "rows_parts.h"

#include <math.h>

#include "prepost/base/date.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"

/*
 * Limits of a data dictionary. The platform only warned whoever typed the
 * value, so it is taken and told. Answers have limits of their own, in the
 * questionnaire, and are left to those.
 */

static bool has_limit(const struct pp_rows *rows, size_t column)
{
    const struct pp_limits *limits = &rows->source->limits[column];

    switch (rows->mapping->columns[column].role) {
    case PP_COLUMN_DATE:
    case PP_COLUMN_PERSON:
    case PP_COLUMN_TOTAL:
        return !isnan(limits->min) || !isnan(limits->max);
    default:
        return false;
    }
}

/* false: it is blank, or none, which others tell. */
static bool read_value(const struct pp_text_field *field, bool is_date,
                       double *value)
{
    int32_t day, other;

    if (field->length == 0)
        return false;
    if (!is_date)
        return pp_number_parse(field->text, field->length, value) == 0;
    if ((pp_date_read(field->text, field->length, &day, &other) &
         PP_DATE_YMD) == 0)
        return false;
    *value = day;
    return true;
}

static void note_outside(struct pp_rows *rows, const struct pp_record *record,
                         size_t column, const struct pp_text_field *field)
{
    const struct pp_limits *limits = &rows->source->limits[column];
    struct pp_buffer shown = PP_BUFFER_INIT, range = PP_BUFFER_INIT;

    if (limits->said[0] != NULL && limits->said[1] != NULL)
        pp_buffer_printf(&range, "%s to %s", limits->said[0], limits->said[1]);
    else if (limits->said[0] != NULL)
        pp_buffer_printf(&range, "%s or more", limits->said[0]);
    else
        pp_buffer_printf(&range, "%s or less", limits->said[1]);
    pp_notes_add(
        rows->ingest->notes, PP_NOTE_WARNING, rows->name, record->line, 0,
        pp_rows_heading(rows, column),
        "\"%s\" is outside what the data dictionary allows, %s; it was "
        "taken as it is",
        pp_text_quote(field->text, field->length, 60, &shown),
        pp_buffer_text(&range));
    pp_buffer_clear(&shown);
    pp_buffer_clear(&range);
}

void pp_rows_check_limits(struct pp_rows *rows, const struct pp_record *record)
{
    if (rows->source->limits == NULL)
        return;
    for (size_t c = 0;
         c < rows->source->n_columns && c < rows->mapping->n_columns; c++) {
        const struct pp_text_field *field = pp_rows_field(record, c);
        const struct pp_limits *limits = &rows->source->limits[c];
        double value;

        if (!has_limit(rows, c) ||
            !read_value(field, limits->is_date, &value) ||
            (rows->n_sets > 0 &&
             pp_answers_is_missing(rows->answers[0], field->text,
                                   field->length)))
            continue;
        if (value < limits->min || value > limits->max)
            note_outside(rows, record, c, field);
    }
}
