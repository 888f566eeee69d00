#include "rows_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/text.h"
#include "prepost/ingest/identifier.h"

static void remark(struct pp_rows *rows, enum pp_remark what, uint32_t person,
                   int wave, size_t line)
{
    if (rows->n_remarks == rows->remark_capacity) {
        rows->remark_capacity = 2 * rows->remark_capacity + 16;
        rows->remarks = pp_realloc_array(rows->remarks, rows->remark_capacity,
                                         sizeof *rows->remarks);
    }
    rows->remarks[rows->n_remarks++] = (struct pp_batch_remark){
        person, (uint32_t)line, (uint8_t)wave, (uint8_t)what};
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

/* What was said of every row of the file; or NULL. */
static const char *fixed_level(const struct pp_rows *rows, size_t i)
{
    const struct pp_ingest_options *options = &rows->ingest->options;
    const char *arm = rows->plan->arms.column;

    if (i == 0)
        return options->region;
    if (i == 1)
        return options->group;
    return arm != NULL && strcmp(rows->people.columns[i].name, arm) == 0
               ? options->arm
               : NULL;
}

/*
 * What a person said of themselves, "Prefer not to say" too, is a category of
 * a kept column, though under a question it is no answer. -99 and NA are none.
 */
static bool is_category(const struct pp_rows *rows, size_t i, const char *arm,
                        const struct pp_text_field *field)
{
    bool is_kept = i > 1 && (arm == NULL ||
                             strcmp(rows->people.columns[i].name, arm) != 0);

    return is_kept &&
           pp_answers_is_said(rows->answers[0], field->text, field->length);
}

static void set_level(struct pp_rows *rows, const struct pp_record *record,
                      size_t i, uint32_t person, int wave)
{
    struct pp_level_column *column = &rows->people.columns[i];
    size_t at = rows->level_columns[i];
    const struct pp_text_field *field = pp_rows_field(record, at);
    const char *fixed = fixed_level(rows, i);

    if (fixed == NULL &&
        (field->length == 0 ||
         (pp_answers_is_missing(rows->answers[0], field->text, field->length) &&
          !is_category(rows, i, rows->plan->arms.column, field))))
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
        if (i == 0)
            remark(rows, PP_REMARK_REGIONS, person, wave, record->line);
        if (!is_earliest(rows, person, wave))
            return;
    }
    column->level[person] = level;
}

static enum pp_fate set_number(struct pp_rows *rows,
                               const struct pp_record *record, size_t i,
                               uint32_t person, struct pp_error *err)
{
    size_t at = rows->number_columns[i];
    const struct pp_text_field *field = pp_rows_field(record, at);
    double number;

    if (field->length == 0 ||
        pp_answers_is_missing(rows->answers[0], field->text, field->length))
        return PP_ROW_FINE;
    if (!pp_rows_read_number(rows, field, &number)) {
        rows->n_bad_cells++;
        pp_notes_add(rows->ingest->notes, PP_NOTE_REJECT, rows->name,
                     record->line, 0, pp_rows_heading(rows, at),
                     "%s; the cell was left blank", rows->reason.data);
        return pp_rows_stop_if_strict(rows, record->line, at, rows->reason.data,
                                      err) != 0
                   ? PP_ROW_STOPS
                   : PP_ROW_FINE;
    }
    if (isnan(rows->people.numbers[i].value[person]))
        rows->people.numbers[i].value[person] = number;
    return PP_ROW_FINE;
}

/* --- the same person twice ------------------------------------------------ */

/* All entries of the row that this one is of; they lie side by side. */
static void mark_gone(struct pp_rows *rows, size_t entry)
{
    const struct pp_gather *gather = &rows->gather;
    uint32_t line = pp_gather_line(gather, entry);

    while (entry > 0 && pp_gather_line(gather, entry - 1) == line)
        entry--;
    for (; entry < gather->n && pp_gather_line(gather, entry) == line; entry++)
        rows->gone[entry] = true;
}

static bool is_gone(const struct pp_rows *rows, size_t entry)
{
    return entry < rows->n_gone && rows->gone[entry];
}

static void make_room_in_gone(struct pp_rows *rows, size_t n)
{
    size_t room = n + n / 2 + 64;

    if (rows->n_gone >= n)
        return;
    rows->gone = pp_realloc_array(rows->gone, room, sizeof *rows->gone);
    memset(rows->gone + rows->n_gone, 0, room - rows->n_gone);
    rows->n_gone = room;
}

static void withdraw(struct pp_rows *rows, size_t entry, const char *reason)
{
    size_t line = pp_gather_line(&rows->gather, entry);
    char mark[PP_MARK_SIZE];

    if (is_gone(rows, entry))
        return;
    make_room_in_gone(rows, rows->gather.n);
    mark_gone(rows, entry);
    rows->n_withdrawn++;
    rows->n_taken--;
    rows->n_rejected++;
    pp_notes_add(rows->ingest->notes, PP_NOTE_REJECT, rows->name, line, 0,
                 pp_rows_heading(rows, rows->id_column), "%s", reason);
    pp_rows_mark(rows, mark); /* of the same person as the row at hand */
    pp_rejects_add(&rows->rejects, line, NULL, reason, mark);
}

/* Rows of one person and wave: the entry that was first, and the new one. */
struct twice {
    size_t first, entry;
    uint32_t person;
    const char *wave;
    size_t first_line, line;
};

static enum pp_fate refuse_both(struct pp_rows *rows, const struct twice *twice,
                                const struct pp_record *record,
                                struct pp_error *err)
{
    static const char text[] =
        "the same person answered at \"%s\" in row %zu too, differently; "
        "expected one row for each person and wave, so neither is taken (two "
        "people of one name are told apart by identifier_from)";
    char reason[400];

    snprintf(reason, sizeof reason, text, twice->wave, twice->line);
    withdraw(rows, twice->first, reason);
    return pp_rows_reject(rows, record, rows->id_column, err, text, twice->wave,
                          twice->first_line);
}

static enum pp_fate keep_first(struct pp_rows *rows, const struct twice *twice,
                               const struct pp_record *record, const char *why,
                               struct pp_error *err)
{
    return pp_rows_reject(
        rows, record, rows->id_column, err,
        "the same person answered at \"%s\" in row %zu too; %s", twice->wave,
        twice->first_line, why);
}

static enum pp_fate keep_last(struct pp_rows *rows, const struct twice *twice,
                              const char *why, const struct pp_record *record,
                              struct pp_error *err)
{
    char reason[300];

    snprintf(reason, sizeof reason,
             "the same person answered at \"%s\" in row %zu too; %s",
             twice->wave, twice->line, why);
    withdraw(rows, twice->first, reason);
    return pp_rows_stop_if_strict(rows, record->line, rows->id_column, reason,
                                  err) != 0
               ? PP_ROW_STOPS
               : PP_ROW_FINE;
}

static enum pp_fate decide(struct pp_rows *rows, const struct twice *twice,
                           const struct pp_record *record, struct pp_error *err)
{
    const struct pp_gather *gather = &rows->gather;

    remark(rows, PP_REMARK_TWICE, twice->person, gather->wave[twice->entry],
           twice->line);
    switch (rows->plan->same_twice) {
    case PP_TWICE_FIRST:
        return keep_first(rows, twice, record,
                          "that row counts, as the plan says (first)", err);
    case PP_TWICE_LAST:
        return keep_last(rows, twice,
                         "that row counts, as the plan says (last)", record,
                         err);
    case PP_TWICE_MOST_COMPLETE: /* settle_twice() has seen to the others */
        return keep_last(rows, twice,
                         "that row counts, as the plan says (most complete)",
                         record, err);
    case PP_TWICE_REFUSE:
        break;
    }
    return refuse_both(rows, twice, record, err);
}

static struct twice twice_of(const struct pp_rows *rows, uint32_t person,
                             size_t first, size_t entry, size_t line)
{
    const struct pp_gather *gather = &rows->gather;

    return (struct twice){.first = first,
                          .entry = entry,
                          .person = person,
                          .wave = rows->plan->waves[gather->wave[entry]].id,
                          .first_line = pp_gather_line(gather, first),
                          .line = line};
}

/*
 * The new entry against one that was taken at that wave before. The same
 * answers again are no second answer, unless those were refused.
 */
static enum pp_fate settle_pair(struct pp_rows *rows, uint32_t person,
                                size_t first, size_t entry,
                                const struct pp_record *record,
                                struct pp_error *err)
{
    struct pp_gather *gather = &rows->gather;
    const struct twice twice =
        twice_of(rows, person, first, entry, record->line);

    if (!pp_gather_same(gather, first, entry))
        return decide(rows, &twice, record, err);
    if (!is_gone(rows, first))
        return PP_ROW_REPEATS;
    return rows->plan->same_twice != PP_TWICE_REFUSE
               ? PP_ROW_FINE
               : keep_first(rows, &twice, record,
                            "that one is not taken, so neither is this", err);
}

/* An entry whose answers are there already does not go in again. */
static void drop_repeat(struct pp_rows *rows, size_t entry)
{
    make_room_in_gone(rows, entry + 1);
    rows->gone[entry] = true;
}

/*
 * Against all that the person answered at that wave. Rows of different
 * questionnaires, as REDCap writes forms that repeat, are no second answer.
 */
static enum pp_fate settle_entry(struct pp_rows *rows, uint32_t person,
                                 size_t entry, const struct pp_record *record,
                                 struct pp_error *err)
{
    struct pp_gather *gather = &rows->gather;
    uint32_t at = *pp_gather_slot(gather, person, gather->wave[entry]);
    enum pp_fate all = PP_ROW_FINE;

    for (; at != 0; at = pp_gather_before(gather, at - 1)) {
        if (gather->n_sets > 1 && !pp_gather_overlap(gather, at - 1, entry))
            continue;
        enum pp_fate fate =
            settle_pair(rows, person, at - 1, entry, record, err);
        if (fate == PP_ROW_BAD || fate == PP_ROW_STOPS)
            return fate;
        all = fate == PP_ROW_REPEATS ? fate : all;
    }
    return all;
}

/* Answers of the whole row that an entry before `end` is of. */
static size_t answered_in_row(const struct pp_gather *gather, size_t entry,
                              size_t end)
{
    uint32_t line = pp_gather_line(gather, entry);
    size_t n = 0;

    while (entry > 0 && pp_gather_line(gather, entry - 1) == line)
        entry--;
    for (; entry < end && pp_gather_line(gather, entry) == line; entry++)
        n += pp_gather_answered(gather, entry);
    return n;
}

/*
 * A row counts or goes as a whole, with all of its waves, and before any other
 * goes for its sake: else two rows could each go for the sake of the other.
 * Whether one that counts has as many answers as the new one, or more.
 */
static bool is_beaten(struct pp_rows *rows, uint32_t person, size_t n_entries,
                      size_t line, struct twice *by)
{
    struct pp_gather *gather = &rows->gather;
    size_t end = gather->n + n_entries;

    for (size_t e = gather->n; e < end; e++) {
        uint32_t at = *pp_gather_slot(gather, person, gather->wave[e]);
        for (; at != 0; at = pp_gather_before(gather, at - 1)) {
            if (is_gone(rows, at - 1) ||
                (gather->n_sets > 1 && !pp_gather_overlap(gather, at - 1, e)) ||
                pp_gather_same(gather, at - 1, e) ||
                answered_in_row(gather, at - 1, end) <
                    answered_in_row(gather, e, end))
                continue;
            *by = twice_of(rows, person, at - 1, e, line);
            return true;
        }
    }
    return false;
}

/* The entries from `first` on count again, or the next row takes their places.
 */
static void undrop(struct pp_rows *rows, size_t first)
{
    for (size_t e = first; e < rows->n_gone; e++)
        rows->gone[e] = false;
}

/* A row that repeats in part, one wave of several, is taken for the rest. */
static enum pp_fate settle_twice(struct pp_rows *rows, uint32_t person,
                                 size_t n_entries,
                                 const struct pp_record *record,
                                 struct pp_error *err)
{
    size_t first = rows->gather.n, n_repeats = 0;
    struct twice by;

    if (rows->plan->same_twice == PP_TWICE_MOST_COMPLETE &&
        is_beaten(rows, person, n_entries, record->line, &by)) {
        remark(rows, PP_REMARK_TWICE, person, rows->gather.wave[by.entry],
               by.line);
        return keep_first(rows, &by, record,
                          "that row counts, as the plan says (most complete)",
                          err);
    }
    for (size_t e = first; e < first + n_entries; e++) {
        enum pp_fate fate = settle_entry(rows, person, e, record, err);
        if (fate == PP_ROW_BAD || fate == PP_ROW_STOPS) {
            undrop(rows, first);
            return fate;
        }
        n_repeats += fate == PP_ROW_REPEATS;
        if (fate == PP_ROW_REPEATS)
            drop_repeat(rows, e);
    }
    if (n_repeats == 0 || n_repeats < n_entries)
        return PP_ROW_FINE;
    undrop(rows, first);
    return PP_ROW_REPEATS;
}

/* --- whose row it is ------------------------------------------------------ */

static void link_entries(struct pp_rows *rows, uint32_t person, size_t n)
{
    struct pp_gather *gather = &rows->gather;

    for (size_t e = gather->n; e < gather->n + n; e++) {
        uint32_t *slot = pp_gather_slot(gather, person, gather->wave[e]);
        gather->person[e] = person;
        if (is_gone(rows, e))
            continue; /* it repeats one that is there */
        if (*slot != 0)
            pp_gather_set_before(gather, e, *slot);
        *slot = (uint32_t)e + 1;
    }
    gather->n += n;
}

/* A line under the table: to the program, a person of that name. */
static void ask_about_line(struct pp_rows *rows, const struct pp_record *record)
{
    static const char *const lines[] = {"total", "totals", "average",
                                        "mean",  "sum",    "count"};

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (rows->id.length == strlen(lines[i]) &&
            memcmp(rows->id.data, lines[i], rows->id.length) == 0)
            pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name,
                         record->line, 0,
                         pp_rows_heading(rows, rows->id_column),
                         "\"%s\" is taken for a person: if it is none, take "
                         "the row out of the file",
                         lines[i]);
}

enum pp_fate pp_rows_take_person(struct pp_rows *rows,
                                 const struct pp_record *record,
                                 size_t n_entries, struct pp_error *err)
{
    struct pp_gather *gather = &rows->gather;
    enum pp_fate fate = PP_ROW_FINE;
    bool is_new;
    uint32_t person =
        pp_roster_who(&rows->people, rows->id.data, rows->id.length, &is_new);

    if (is_new)
        ask_about_line(rows, record);
    if (!is_new)
        fate = settle_twice(rows, person, n_entries, record, err);
    if (fate == PP_ROW_BAD || fate == PP_ROW_STOPS)
        return fate;
    int wave = n_entries > 0 ? gather->wave[gather->n] : 0;
    for (size_t i = 0; i < rows->people.n_columns; i++)
        set_level(rows, record, i, person, wave);
    for (size_t i = 0; i < rows->people.n_numbers; i++)
        if (set_number(rows, record, i, person, err) == PP_ROW_STOPS)
            return PP_ROW_STOPS;
    if (fate == PP_ROW_FINE)
        link_entries(rows, person, n_entries);
    return fate;
}
