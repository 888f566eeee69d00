#include "rows.h"

#include <stdio.h>
#include <stdlib.h>

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/date.h"

/* --- the whole file ------------------------------------------------------- */

/* No date of the file is taken: a note, and the same for the summary. */
static enum pp_gather_days leave_dates_out(struct pp_rows *rows, size_t line,
                                           const char *heading,
                                           const char *problem)
{
    struct pp_ingest_report *report = rows->ingest->report;

    pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name, line, 0,
                 heading, "%s", problem);
    if (report != NULL) {
        report->n_dates_left_out = rows->dates.n;
        report->dates_problem =
            line > 0 ? pp_pool_printf(rows->ingest->pool,
                                      "column \"%s\", row %zu: %s", heading,
                                      line, problem)
                     : pp_pool_printf(rows->ingest->pool, "column \"%s\": %s",
                                      heading, problem);
    }
    return PP_DAYS_NONE;
}

static enum pp_gather_days settle_dates(struct pp_rows *rows)
{
    const struct pp_date_state *dates = &rows->dates;
    const char *heading = NULL;
    char problem[300];

    for (size_t i = 0; i < rows->n_groups; i++)
        if (rows->groups[i].date != PP_NO_COLUMN)
            heading = pp_rows_heading(rows, rows->groups[i].date);
    if (heading == NULL || dates->n == 0)
        return PP_DAYS_NONE;
    if (dates->conflict > 0) {
        if (dates->sample[0][0] == '\0' && dates->format != NULL)
            snprintf(problem, sizeof problem,
                     "\"%s\" does not fit date_format: %s; the dates of this "
                     "file were left out. Expected the order in which they are "
                     "written in date_format",
                     dates->sample[1], dates->format);
        else
            snprintf(
                problem, sizeof problem,
                "\"%s\" does not fit the order of the other dates (\"%s\"); "
                "the dates of this file were left out. Expected one order: "
                "date_format: d/m/y, m/d/y or y-m-d in the plan, of all files "
                "or of this one",
                dates->sample[1], dates->sample[0]);
        return leave_dates_out(rows, dates->conflict, heading, problem);
    }
    unsigned both = PP_DATE_DMY | PP_DATE_MDY;
    if ((dates->orders & both) == both && dates->n_unlike > 0) {
        snprintf(problem, sizeof problem,
                 "every date fits day/month/year and month/day/year (\"%s\"); "
                 "the dates of this file were left out. Expected date_format: "
                 "d/m/y or m/d/y in the plan",
                 dates->sample[0]);
        return leave_dates_out(rows, 0, heading, problem);
    }
    if (rows->ingest->report != NULL)
        rows->ingest->report->date_order =
            (dates->orders & PP_DATE_YMD) != 0   ? "year-month-day"
            : (dates->orders & PP_DATE_DMY) != 0 ? "day/month/year"
                                                 : "month/day/year";
    return dates->orders == PP_DATE_MDY ? PP_DAYS_OTHER : PP_DAYS_FIRST;
}

/* The line for the plan that says how this file numbers its answers. */
static void write_numbering(const struct pp_rows *rows, const char *instrument,
                            int from, struct pp_buffer *out)
{
    const struct pp_plan_file *file = rows->ingest->report->file;

    if (file == NULL)
        pp_buffer_puts(out, ", under files: - {path: ");
    else
        pp_buffer_puts(out, ", under path: ");
    pp_mapping_write_text(file == NULL ? rows->name : file->path, out);
    pp_buffer_printf(out, "%s numbered_from: {%s: %d}%s",
                     file == NULL ? "," : ", the line", instrument, from,
                     file == NULL ? "}" : "");
}

/* Whether the plan says of another file that it is numbered otherwise. */
static bool has_sister(const struct pp_rows *rows, size_t instrument)
{
    const struct pp_plan *plan = rows->plan;
    int step;

    for (size_t i = 0; i < plan->n_files; i++)
        if (pp_plan_file_step(plan, &plan->files[i], instrument, &step) &&
            step > 0)
            return true;
    return false;
}

/* All answers are allowed, and none is the lowest: told, and taken. */
static void note_doubt(struct pp_rows *rows, size_t set)
{
    size_t at = rows->sets[set].instrument;
    const struct pp_instrument *instrument =
        rows->plan->instruments[at].instrument;
    struct pp_buffer text = PP_BUFFER_INIT;
    bool sister = has_sister(rows, at);
    int step;
    struct pp_answers_doubt doubt =
        pp_answers_doubt_of(rows->answers[set], sister);

    if (doubt.n == 0 || rows->source->labels != NULL ||
        pp_plan_file_step(rows->plan, rows->ingest->report->file, at, &step))
        return;
    pp_buffer_printf(&text,
                     "none of its %zu answers to %s is 0%s: is this file "
                     "numbered from 1, 1 to %d? Then say so in the plan",
                     doubt.n, instrument->id,
                     sister ? ", and the plan numbers another file from 1" : "",
                     doubt.last + 1);
    write_numbering(rows, instrument->id, 1, &text);
    pp_buffer_puts(&text, ", and import it again with --replace; if not, write "
                          "0 for 1 there, and this is not asked again");
    pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name, 0, 0, NULL,
                 "%s", text.data);
    rows->ingest->report->n_numbering_doubts++;
    pp_buffer_clear(&text);
}

/*
 * A file numbered from 1 under a definition numbered from 0, or the other way
 * round: what is taken would be a step off. One such code may be a slip, and
 * a 0 often stands for no answer.
 */
static int check_shift(struct pp_rows *rows, size_t set, struct pp_error *err)
{
    const struct pp_instrument *instrument =
        rows->plan->instruments[rows->sets[set].instrument].instrument;
    struct pp_answers_shift shift = pp_answers_shift_of(rows->answers[set]);
    struct pp_buffer text = PP_BUFFER_INIT;
    int result = 0;

    if (shift.step == 0)
        return 0;
    pp_buffer_printf(&text,
                     "no answer to %s is %d and %zu %s %d: is this file "
                     "numbered %d to %d? Then say so in the plan",
                     instrument->id, shift.absent, shift.n_outside,
                     shift.n_outside == 1 ? "is" : "are", shift.outside,
                     shift.first, shift.last);
    write_numbering(rows, instrument->id, shift.first, &text);
    pp_buffer_printf(&text,
                     ". If %d stands for no answer, give this file missing: "
                     "[\"%d\"]",
                     shift.outside, shift.outside);
    if (shift.step > 0 && shift.n_outside > 1)
        result = pp_fail(err, PP_EDATA, "%s: nothing was taken: %s", rows->name,
                         text.data);
    else
        pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name, 0, 0,
                     NULL, "%s", text.data);
    pp_buffer_clear(&text);
    return result;
}

/* "1. Not at all" where the questionnaire has 0: the words say what it is. */
static int check_step(const struct pp_rows *rows, size_t set,
                      struct pp_error *err)
{
    const struct pp_instrument *instrument =
        rows->plan->instruments[rows->sets[set].instrument].instrument;
    bool is_mixed;
    int step = pp_answers_step(rows->answers[set], &is_mixed);

    if (step == 0)
        return 0;
    if (is_mixed)
        return pp_fail(err, PP_EDATA,
                       "%s: nothing was taken: answers to %s are numbered one "
                       "%s beside their words than in the questionnaire, and "
                       "others are numbers alone, which may be meant either "
                       "way. Write all of them in one way",
                       rows->name, instrument->id,
                       step > 0 ? "higher" : "lower");
    pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name, 0, 0, NULL,
                 "answers to %s are numbered one %s beside their words than in "
                 "the questionnaire: the words count",
                 instrument->id, step > 0 ? "higher" : "lower");
    return 0;
}

/* "1. Often", where 1 is never written with its own words. */
static int check_contradiction(const struct pp_rows *rows, size_t set,
                               struct pp_error *err)
{
    const struct pp_instrument *instrument =
        rows->plan->instruments[rows->sets[set].instrument].instrument;
    struct pp_answers_pair pair;

    if (!pp_answers_contradiction(rows->answers[set], &pair))
        return check_step(rows, set, err);
    return pp_fail(err, PP_EDATA,
                   "%s: nothing was taken: answers to %s are written as %ld "
                   "with \"%s\", and %ld is \"%s\" %s. Find out whether the "
                   "numbers or the words are what people chose, and keep those "
                   "alone in the file",
                   rows->name, instrument->id, pair.code, pair.label, pair.code,
                   pair.own,
                   pair.step == 0 ? "in the questionnaire"
                                  : "as this file numbers its other answers");
}

int pp_rows_check_codings(struct pp_rows *rows, struct pp_error *err)
{
    for (size_t i = 0; i < rows->n_sets; i++) {
        if (check_contradiction(rows, i, err) != 0)
            return -1;
        const struct pp_plan_instrument *of =
            &rows->plan->instruments[rows->sets[i].instrument];
        const struct pp_item *item = &of->instrument->items[0];
        bool certain;
        const struct pp_coding *other =
            pp_answers_other_coding(rows->answers[i], &certain);

        if (other == NULL) {
            if (check_shift(rows, i, err) != 0)
                return -1;
            note_doubt(rows, i);
            continue;
        }
        const char *name = other->name != NULL ? other->name : other->id;
        const char *chosen =
            item->codings[of->coding < item->n_codings ? of->coding : 0].id;

        /* Taken, every answer would be another one than was given. */
        if (certain)
            return pp_fail(err, PP_EDATA,
                           "%s: codes of %s contradict the coding \"%s\" that "
                           "the plan has chosen; all of them fit \"%s\" (%s). "
                           "Nothing was taken: correct the coding in the plan, "
                           "or the file",
                           rows->name, of->instrument->id, chosen, other->id,
                           name);
        pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name, 0, 0,
                     NULL,
                     "the codes of %s in this file fit the coding \"%s\" (%s), "
                     "and the lowest of the chosen one never comes up; the "
                     "plan has chosen \"%s\"",
                     of->instrument->id, other->id, name, chosen);
    }
    return 0;
}

/* All of them in one place: what to add to the plan, and in which order. */
static void remark_waves(struct pp_rows *rows)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t i = 0; i < rows->n_unknown_waves; i++)
        pp_buffer_printf(&text, "%s\"%s\" (%zu row%s)", i > 0 ? ", " : "",
                         rows->unknown_waves[i].text,
                         rows->unknown_waves[i].n_rows,
                         rows->unknown_waves[i].n_rows == 1 ? "" : "s");
    /* One row's own message is enough. */
    if (rows->n_unknown_waves > 1 ||
        (rows->n_unknown_waves == 1 &&
         (rows->is_by_event || rows->unknown_waves[0].n_rows > 1)))
        pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name, 0, 0,
                     pp_rows_heading(rows, rows->wave_column),
                     "%s the plan does not name: %s. Where they are waves, "
                     "make each an alias of one; the order of the waves is the "
                     "plan's",
                     rows->is_by_event ? "events that" : "waves that",
                     text.data);
    pp_buffer_clear(&text);
}

static void remark_levels(struct pp_rows *rows)
{
    for (size_t i = 0; i < rows->people.n_columns; i++)
        if (rows->people.columns[i].is_refused)
            pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name, 0, 0,
                         pp_rows_heading(rows, rows->level_columns[i]),
                         "it holds more than %d different texts, or one of "
                         "more than %d bytes, like free text; expected a few "
                         "categories, so it was left out",
                         PP_MAX_LEVELS, PP_MAX_NAME_BYTES);
    if (rows->n_conflicts > PP_MAX_REMARKS)
        pp_notes_add(rows->ingest->notes, PP_NOTE_WARNING, rows->name, 0, 0,
                     NULL,
                     "%zu times in all, rows of one person disagree about "
                     "region, group or the like",
                     rows->n_conflicts);
}

/* Entries of rows that were withdrawn, and those that repeat one. */
static bool *mark_dropped(const struct pp_rows *rows)
{
    bool *dropped = pp_alloc_zero(rows->gather.n, sizeof *dropped);

    for (size_t e = 0; e < rows->gather.n && e < rows->n_gone; e++)
        dropped[e] = rows->gone[e];
    return dropped;
}

/* People of whom answers were read, but none is taken. */
static size_t count_left_out(const struct pp_rows *rows, const bool *dropped)
{
    enum { READ = 1, TAKEN = 2 };
    size_t n = 0;

    if (dropped == NULL)
        return 0;
    unsigned char *seen = pp_alloc_zero(rows->people.n, 1);
    for (size_t e = 0; e < rows->gather.n; e++)
        seen[rows->gather.person[e]] |= dropped[e] ? READ : TAKEN;
    for (size_t p = 0; p < rows->people.n; p++)
        n += seen[p] == READ;
    pp_free(seen);
    return n;
}

static int by_hash(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Rows without a code that are cell for cell an earlier one. */
static size_t count_alike(struct pp_rows *rows)
{
    size_t n = 0;

    if (rows->n_row_hashes > 0)
        qsort(rows->row_hashes, rows->n_row_hashes, sizeof *rows->row_hashes,
              by_hash);
    for (size_t i = 1; i < rows->n_row_hashes; i++)
        n += rows->row_hashes[i] == rows->row_hashes[i - 1];
    return n;
}

/* Fewer codes may be 1, 2, 3 by chance. */
enum { LEAST_COUNTED = 5 };

void pp_rows_give(struct pp_rows *rows, struct pp_batch *batch)
{
    enum pp_gather_days days = settle_dates(rows);
    bool *dropped = rows->n_gone > 0 ? mark_dropped(rows) : NULL;
    struct pp_pool *pool = rows->people.pool;

    remark_waves(rows);
    remark_levels(rows);
    /* Whose rows were all left out stays known: else counts would not add up.
     */
    batch->n_people_left_out = count_left_out(rows, dropped);
    pp_roster_give(&rows->people, batch);
    pp_gather_give(&rows->gather, pool, dropped, days, batch);
    batch->n_rows_alike = count_alike(rows);
    batch->is_counted = !rows->is_uncounted && rows->n_counted >= LEAST_COUNTED;
    batch->n_file_rows = rows->n_rows;
    batch->n_rows_taken = rows->n_taken;
    batch->n_rows_repeated = rows->n_repeated;
    batch->n_rows_rejected = rows->n_rejected;
    batch->n_cells_rejected = rows->n_bad_cells;
    batch->remarks = pp_pool_adopt(pool, rows->remarks);
    batch->n_remarks = rows->n_remarks;
    rows->remarks = NULL;
    pp_free(dropped);
}
