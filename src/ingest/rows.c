#include "rows_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"
#include "prepost/ingest/identifier.h"

/* --- remarks -------------------------------------------------------------- */

int pp_rows_stop_if_strict(const struct pp_rows *rows, size_t line,
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

void pp_rows_mark(const struct pp_rows *rows, char out[PP_MARK_SIZE])
{
    out[0] = '\0';
    if (rows->rejects.are_kept && rows->id.length > 0 && !rows->is_anonymous)
        pp_identifier_mark(rows->people.key, rows->id.data, rows->id.length,
                           out);
}

enum pp_fate pp_rows_reject(struct pp_rows *rows,
                            const struct pp_record *record, size_t column,
                            struct pp_error *err, const char *fmt, ...)
{
    char reason[1024], mark[PP_MARK_SIZE];
    va_list args;

    va_start(args, fmt);
    pp_text_end_whole(reason, sizeof reason,
                      vsnprintf(reason, sizeof reason, fmt, args));
    va_end(args);
    rows->n_rejected++;
    pp_notes_add(rows->ingest->notes, PP_NOTE_REJECT, rows->name, record->line,
                 0, pp_rows_heading(rows, column), "%s", reason);
    pp_rows_mark(rows, mark);
    pp_rejects_add(&rows->rejects, record->line, record, reason, mark);
    return pp_rows_stop_if_strict(rows, record->line, column, reason, err) != 0
               ? PP_ROW_STOPS
               : PP_ROW_BAD;
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

static void count_unknown(struct pp_rows *rows, const char *text)
{
    struct pp_unknown_wave *known = rows->unknown_waves;
    size_t i = 0;

    while (i < rows->n_unknown_waves &&
           strncmp(known[i].text, text, sizeof known[i].text - 1) != 0)
        i++;
    if (i == PP_MAX_REMARKS)
        return;
    if (i == rows->n_unknown_waves) {
        snprintf(known[i].text, sizeof known[i].text, "%s", text);
        rows->n_unknown_waves++;
    }
    known[i].n_rows++;
}

static bool has_answers(const struct pp_rows *rows,
                        const struct pp_record *record)
{
    for (size_t g = 0; g < rows->n_groups; g++) {
        const struct pp_cell_group *group = &rows->groups[g];
        for (size_t i = 0; i < group->n_items; i++)
            if (pp_rows_field(record, group->items[i].column)->length > 0)
                return true;
        for (size_t i = 0; i < group->n_totals; i++)
            if (pp_rows_field(record, group->totals[i].column)->length > 0)
                return true;
    }
    return false;
}

/* The wave of a row that is not wide; -1 when it is rejected. */
static int find_wave(struct pp_rows *rows, const struct pp_record *record,
                     struct pp_error *err, enum pp_fate *fate)
{
    const struct pp_text_field *field =
        pp_rows_field(record, rows->wave_column);
    struct pp_buffer shown = PP_BUFFER_INIT, waves = PP_BUFFER_INIT;
    int wave = rows->wave;

    *fate = PP_ROW_FINE;
    if (rows->wave_column == PP_NO_COLUMN)
        return wave;
    int found = field->length > 0 ? wave_of_text(rows, field) : -1;
    if (found >= 0 && (wave < 0 || found == wave))
        return found;
    if (field->length == 0 && wave >= 0)
        return wave;
    if (found < 0 && field->length > 0) {
        count_unknown(rows, field->text);
        if (rows->is_by_event && !has_answers(rows, record))
            return -1; /* what it says of the person is of any time */
    }
    list_waves(rows->plan, &waves);
    if (field->length == 0)
        *fate =
            pp_rows_reject(rows, record, rows->wave_column, err,
                           "the wave is blank; expected one of %s", waves.data);
    else if (found < 0)
        *fate = pp_rows_reject(
            rows, record, rows->wave_column, err,
            "\"%s\" is not a wave of the plan; expected one of "
            "%s, or an alias of one",
            pp_text_quote(field->text, field->length, 60, &shown), waves.data);
    else
        *fate = pp_rows_reject(
            rows, record, rows->wave_column, err,
            "\"%s\" contradicts the wave given for the whole "
            "file, \"%s\"",
            pp_text_quote(field->text, field->length, 60, &shown),
            rows->plan->waves[wave].id);
    pp_buffer_clear(&shown);
    pp_buffer_clear(&waves);
    return -1;
}

/* --- identifiers ---------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_identifier(const struct pp_rows *rows,
                          const struct pp_text_field *field)
{
    return !pp_answers_is_missing(rows->answers[0], field->text, field->length);
}

/* "10:05:00" in a cell: when the form was sent, to the second. */
static bool has_time(const struct pp_text_field *field)
{
    const char *text = field->text;

    for (size_t i = 2; text != NULL && i + 5 < field->length; i++)
        if (text[i] == ':' && text[i + 3] == ':' && is_digit(text[i - 1]) &&
            is_digit(text[i + 1]) && is_digit(text[i + 2]) &&
            is_digit(text[i + 4]) && is_digit(text[i + 5]))
            return true;
    return false;
}

/* FNV-1a (Fowler, Noll and Vo) of all cells, with what is between them. */
static uint64_t hash_row(const struct pp_record *record)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < record->n_fields; i++) {
        const struct pp_text_field *field = &record->fields[i];
        for (size_t k = 0; k < field->length; k++)
            hash = (hash ^ (unsigned char)field->text[k]) *
                   UINT64_C(1099511628211);
        hash = (hash ^ 0xFF) * UINT64_C(1099511628211); /* in no UTF-8 */
    }
    return hash;
}

/*
 * Whoever has no code is known by the file and the row in it. A form is sent
 * once in a second: the same row with the same time is the same person's, and
 * so known by what stands in it.
 */
static void name_anonymous(struct pp_rows *rows, const struct pp_record *record)
{
    uint64_t hash = hash_row(record);
    bool is_timed = false;

    for (size_t i = 0; i < record->n_fields && !is_timed; i++)
        is_timed = has_time(&record->fields[i]);
    rows->id.length = 0;
    if (is_timed) {
        pp_buffer_printf(&rows->id, "%s at %016llx", rows->source->hash,
                         (unsigned long long)hash);
        return;
    }
    pp_buffer_printf(&rows->id, "%s %zu", rows->source->hash, record->line);
    if (rows->n_row_hashes == rows->row_hash_capacity) {
        rows->row_hash_capacity = 2 * rows->row_hash_capacity + 64;
        rows->row_hashes =
            pp_realloc_array(rows->row_hashes, rows->row_hash_capacity,
                             sizeof *rows->row_hashes);
    }
    rows->row_hashes[rows->n_row_hashes++] = hash;
}

/* Into rows->id, empty where there is none; returns the column to look at. */
static size_t read_identifier(struct pp_rows *rows,
                              const struct pp_record *record)
{
    const struct pp_mapping *mapping = rows->mapping;

    if (rows->is_anonymous) {
        name_anonymous(rows, record);
        return PP_NO_COLUMN;
    }
    if (mapping->n_id_parts > 0)
        rows->id.length = rows->people.n_parts = 0;
    for (size_t i = 0; i < mapping->n_id_parts; i++) {
        const struct pp_id_part *part = &mapping->id_parts[i];
        struct pp_text_field field = *pp_rows_field(record, part->column);
        if (part->fixed != NULL)
            field = (struct pp_text_field){part->fixed, strlen(part->fixed)};
        if (!is_identifier(rows, &field)) {
            rows->id.length = 0;
            return part->column;
        }
        rows->people.parts[rows->people.n_parts++] = field;
        pp_identifier_add_part(field.text, field.length, &rows->id);
    }
    if (mapping->n_id_parts > 0)
        return rows->id_column;
    const struct pp_text_field *id = pp_rows_field(record, rows->id_column);
    rows->people.parts[0] = *id;
    rows->people.n_parts = 1;
    if (id->text != NULL && id->length > 0 &&
        id->length == rows->raw_id.length &&
        memcmp(id->text, rows->raw_id.data, id->length) == 0)
        return rows->id_column; /* as in the row before */
    rows->raw_id.length = rows->id.length = 0;
    if (is_identifier(rows, id)) {
        pp_identifier_normalise(id->text, id->length, &rows->id);
        pp_buffer_append(&rows->raw_id, id->text, id->length);
    }
    return rows->id_column;
}

/* What people type to see whether a form works. */
static bool is_trial(const char *part, size_t length)
{
    static const char *const words[] = {"test",  "tests", "testing",
                                        "dummy", "asdf",  "qwerty"};

    while (length > 0 && is_digit(part[length - 1]))
        length--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(words[i], part, length) == 0)
            return true;
    return false;
}

/* The code, or what stands before a "+" in one of several parts. */
static void ask_about_trial(struct pp_rows *rows,
                            const struct pp_record *record)
{
    const char *id = rows->id.data;

    if (strchr("tdaq", id[0]) == NULL || !is_trial(id, strcspn(id, "+")))
        return;
    pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name, record->line,
                 0, pp_rows_heading(rows, rows->id_column),
                 "the identifier reads like a trial of the form; it was taken "
                 "as a person's. If nobody is behind it, take the row out and "
                 "import the file with --replace");
}

/* Whether the codes still are 1, 2, 3 ..., as a platform counts rows. */
static void see_count(struct pp_rows *rows)
{
    long number;

    rows->is_uncounted =
        rows->is_uncounted ||
        pp_whole_parse(rows->id.data, rows->id.length, &number) != 0 ||
        number != (long)++rows->n_counted;
}

/* --- rows ----------------------------------------------------------------- */

/* Reads the groups of a row into entries that do not count yet. */
static enum pp_fate read_groups(struct pp_rows *rows,
                                const struct pp_record *record, int wave,
                                size_t *n_entries, struct pp_error *err)
{
    size_t entry = rows->gather.n;

    pp_gather_row(&rows->gather);
    for (size_t i = 0; i < rows->n_groups; i++) {
        const struct pp_cell_group *group = &rows->groups[i];
        size_t answered = 0;
        size_t place = pp_gather_prepare(&rows->gather, entry);
        enum pp_fate fate =
            pp_rows_take_items(rows, group, place, record, &answered, err);
        if (fate == PP_ROW_FINE && group->n_totals > 0)
            fate =
                pp_rows_take_totals(rows, group, place, record, &answered, err);
        if (fate == PP_ROW_FINE && answered > 0)
            fate = pp_rows_take_date(rows, group, place, record, err);
        if (fate != PP_ROW_FINE)
            return fate;
        if (answered == 0)
            continue;
        rows->gather.wave[entry] =
            (uint8_t)(group->wave >= 0 ? group->wave : wave);
        rows->gather.line[place] = (uint32_t)record->line;
        entry++;
    }
    *n_entries = entry - rows->gather.n;
    return PP_ROW_FINE;
}

/* Of text, a short row is a broken one; a workbook leaves out cells at the end
 * of a row in which nothing was written. */
static bool has_right_length(const struct pp_rows *rows,
                             const struct pp_record *record)
{
    if (record->n_fields < rows->n_needed && rows->source->dialect != NULL)
        return false;
    for (size_t i = rows->mapping->n_columns; i < record->n_fields; i++)
        if (record->fields[i].length > 0)
            return false;
    return true;
}

static enum pp_fate take(struct pp_rows *rows, const struct pp_record *record,
                         struct pp_error *err)
{
    enum pp_fate fate;
    size_t n_entries, blank = PP_NO_COLUMN;

    if (record->problem == NULL)
        blank = read_identifier(rows, record);
    else
        rows->id.length = rows->raw_id.length = 0; /* nobody's, so far */
    if (record->problem != NULL)
        return pp_rows_reject(rows, record, PP_NO_COLUMN, err, "%s",
                              record->problem);
    if (!has_right_length(rows, record))
        return pp_rows_reject(rows, record, PP_NO_COLUMN, err,
                              "it has %zu fields; expected %zu, as the row of "
                              "headings has",
                              record->n_fields, rows->mapping->n_columns);
    if (record->mended != NULL)
        pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name,
                     record->line, 0, NULL, "%s", record->mended);
    if (rows->id.length == 0)
        return pp_rows_reject(
            rows, record, blank, err,
            "%s is blank; without it the row cannot be paired",
            rows->mapping->n_id_parts > 0 ? "this part of the identifier"
                                          : "the identifier");
    if (rows->ingest->options.see != NULL && !rows->is_anonymous)
        rows->ingest->options.see(record->line, rows->people.parts,
                                  rows->people.n_parts,
                                  rows->ingest->options.see_ctx);
    see_count(rows);
    ask_about_trial(rows, record);
    int wave = find_wave(rows, record, err, &fate);
    if (fate != PP_ROW_FINE)
        return fate;
    fate = read_groups(rows, record, wave, &n_entries, err);
    return fate == PP_ROW_FINE
               ? pp_rows_take_person(rows, record, n_entries, err)
               : fate;
}

static bool is_blank(const struct pp_record *record)
{
    for (size_t i = 0; i < record->n_fields; i++)
        if (record->fields[i].length > 0)
            return false;
    return true;
}

int pp_rows_take(struct pp_rows *rows, const struct pp_record *record,
                 struct pp_error *err)
{
    if (record->problem == NULL && is_blank(record))
        return 0;
    rows->n_rows++;
    enum pp_fate fate = take(rows, record, err);
    rows->n_taken += fate == PP_ROW_FINE;
    rows->n_repeated += fate == PP_ROW_REPEATS;
    if (fate == PP_ROW_FINE)
        pp_rows_check_limits(rows, record);
    return fate == PP_ROW_STOPS ? -1 : 0;
}
