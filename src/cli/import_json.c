#include "prepost/cli/import.h"

#include "prepost/base/delimiter.h"
#include "prepost/base/json.h"

static void add_count(json_t *o, const char *name, size_t n)
{
    pp_json_add(o, name, pp_json_count((long)n));
}

static json_t *json_dialect(const struct pp_ingest_report *report)
{
    const struct pp_csv_dialect *dialect = &report->dialect;

    if (!report->has_dialect)
        return json_null();
    json_t *o = json_object();
    pp_json_add(o, "encoding",
                pp_json_text(pp_encoding_name(dialect->encoding)));
    pp_json_add(o, "byte_order_mark", json_boolean(dialect->has_mark));
    pp_json_add(o, "delimiter",
                pp_json_text(pp_delimiter_name(dialect->delimiter)));
    pp_json_add(o, "line_ends", pp_json_text(dialect->line_ends));
    pp_json_add(o, "decimal_comma", json_boolean(report->decimal_comma));
    add_count(o, "n_blank_lines", dialect->n_blank);
    add_count(o, "n_mended", dialect->n_mended);
    return o;
}

static json_t *json_dates(const struct pp_imported_file *file)
{
    json_t *o = json_object();

    pp_json_add(o, "order", pp_json_text(file->report.date_order));
    add_count(o, "n_bad", file->report.n_bad_dates);
    add_count(o, "n_left_out", file->report.n_dates_left_out);
    pp_json_add(o, "problem", pp_json_text(file->report.dates_problem));
    add_count(o, "n_later_dated_before", file->n_turned);
    return o;
}

/* People who are in already: a copy of a file, or the wrong wave. */
static json_t *json_met(const struct pp_import_met *met)
{
    json_t *o = json_object();

    pp_json_add(o, "wave", pp_json_text(met->wave));
    add_count(o, "n_people", met->n_people);
    add_count(o, "n_otherwise", met->n_otherwise);
    add_count(o, "n_namesake", met->n_namesake);
    pp_json_add(o, "file", pp_json_text(met->file));
    add_count(o, "n_in_file", met->n_in_file);
    return o;
}

static json_t *json_column(const struct pp_plan *plan,
                           const struct pp_file_column *column)
{
    struct pp_buffer target = PP_BUFFER_INIT;
    json_t *o = json_object();
    bool is_used =
        column->role != PP_COLUMN_UNKNOWN && column->role != PP_COLUMN_IGNORED;

    if (is_used)
        pp_column_target(plan, column, &target);
    pp_json_add(o, "heading", pp_json_text(column->heading.name));
    pp_json_add(o, "means",
                pp_json_text(is_used ? pp_buffer_text(&target) : NULL));
    pp_json_add(
        o, "wave",
        pp_json_text(column->wave >= 0 ? plan->waves[column->wave].id : NULL));
    pp_json_add(o, "because",
                pp_json_text(is_used ? column->how : column->heading.why));
    pp_json_add(o, "closest", pp_json_text(column->closest));
    pp_json_add(o, "likely",
                pp_json_text(column->likely == PP_COLUMN_UNKNOWN
                                 ? NULL
                                 : pp_column_word(column->likely)));
    pp_buffer_clear(&target);
    return o;
}

static json_t *json_columns(const struct pp_plan *plan,
                            const struct pp_mapping *mapping)
{
    json_t *list = json_array();

    for (size_t i = 0; i < mapping->n_columns; i++)
        pp_json_add(list, NULL, json_column(plan, &mapping->columns[i]));
    return list;
}

/* What stands on the screen for people: the same lines, by their parts. */
static json_t *json_notes(const struct pp_notes *notes, bool dry_run)
{
    static const char *const severities[] = {"info", "warning", "reject",
                                             "error"};
    json_t *list = json_array();

    for (size_t i = 0; i < notes->n; i++) {
        const struct pp_note *note = &notes->items[i];
        json_t *o;
        if (note->severity < PP_NOTE_WARNING && !dry_run)
            continue;
        o = json_object();
        pp_json_add(o, "severity", pp_json_text(severities[note->severity]));
        pp_json_add(o, "row",
                    note->line > 0 ? pp_json_count((long)note->line)
                                   : json_null());
        pp_json_add(o, "column", pp_json_text(note->field));
        pp_json_add(o, "text", pp_json_text(note->text));
        pp_json_add(o, "n_like_it", pp_json_count((long)note->n_like_it));
        pp_json_add(list, NULL, o);
    }
    return list;
}

static json_t *json_likely_missing(const struct pp_ingest_report *report)
{
    json_t *list = json_array();

    for (size_t i = 0; i < report->n_likely_missing; i++)
        pp_json_add(list, NULL, pp_json_text(report->likely_missing[i]));
    return list;
}

static json_t *json_file(const struct pp_plan *plan,
                         const struct pp_imported_file *file, bool dry_run)
{
    const struct pp_import_summary *summary = &file->summary;
    const struct pp_batch *batch = &file->batch;
    size_t rejected = batch->n_rows_rejected + summary->n_rows_rejected;
    json_t *o = json_object();

    pp_json_add(o, "file", pp_json_text(file->path));
    pp_json_add(o, "hash", pp_json_text(summary->hash));
    pp_json_add(o, "kind", pp_json_text(file->report.kind));
    pp_json_add(o, "sheet", pp_json_text(file->report.sheet));
    pp_json_add(o, "platform", pp_json_text(file->report.platform_id));
    pp_json_add(o, "dialect", json_dialect(&file->report));
    pp_json_add(o, "same_as", pp_json_text(summary->same_as));
    pp_json_add(o, "same_waves", pp_json_text(summary->same_waves));
    pp_json_add(o, "is_read_better", json_boolean(summary->is_read_better));
    pp_json_add(o, "has_gained", json_boolean(summary->has_gained));
    pp_json_add(o, "is_read_otherwise",
                json_boolean(summary->is_read_otherwise));
    pp_json_add(o, "has_replaced", json_boolean(summary->has_replaced));
    add_count(o, "n_rows", batch->n_file_rows);
    add_count(o, "n_taken",
              batch->n_file_rows - batch->n_rows_repeated - rejected);
    add_count(o, "n_repeated", batch->n_rows_repeated);
    add_count(o, "n_rejected", rejected);
    add_count(o, "n_cells_rejected", batch->n_cells_rejected);
    add_count(o, "n_people", batch->n_people);
    add_count(o, "n_people_left_out", batch->n_people_left_out);
    add_count(o, "n_new_people", summary->n_new_people);
    add_count(o, "n_outcome_instruments_not_found",
              file->report.mapping.n_unfound);
    add_count(o, "n_erased_before", summary->n_erased);
    add_count(o, "n_totals", file->n_totals);
    add_count(o, "n_totals_differ", file->n_totals_differ);
    add_count(o, "n_names_alike", file->n_alike);
    add_count(o, "n_without_region", file->n_regionless);
    add_count(o, "n_rows_alike", file->batch.n_rows_alike);
    pp_json_add(o, "identifiers_count_rows_as",
                pp_json_text(file->counted_with));
    pp_json_add(o, "likely_missing", json_likely_missing(&file->report));
    pp_json_add(o, "dates", json_dates(file));
    pp_json_add(o, "met", json_met(&summary->met));
    pp_json_add(o, "rejects", pp_json_text(file->rejects));
    if (dry_run)
        pp_json_add(o, "columns", json_columns(plan, &file->report.mapping));
    pp_json_add(o, "notes", json_notes(&file->notes, dry_run));
    return o;
}

/* By the plan's line: the codes themselves are on no screen. */
static json_t *json_same(const struct pp_evaluation *evaluation)
{
    const struct pp_plan *plan = evaluation->plan;
    json_t *list = json_array();

    for (size_t i = 0; evaluation->same != NULL && i < plan->n_same_person;
         i++) {
        json_t *o = json_object();

        add_count(o, "line", plan->same_person[i].line);
        add_count(o, "n_codes", evaluation->same[i].n_codes);
        add_count(o, "n_known", evaluation->same[i].n_found);
        pp_json_add(list, NULL, o);
    }
    return list;
}

void pp_import_write_json(const struct pp_evaluation *evaluation,
                          const struct pp_imported_file *files, size_t n,
                          bool dry_run, FILE *out)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    json_t *o = json_object(), *array = json_array();

    for (size_t i = 0; i < n; i++)
        pp_json_add(array, NULL,
                    json_file(evaluation->plan, &files[i], dry_run));
    pp_json_add(o, "files", array);
    if (dry_run)
        pp_json_add(o, "same_person", json_same(evaluation));
    pp_json_print(o, &text);
    fputs(pp_buffer_text(&text), out);
    json_decref(o);
    pp_buffer_clear(&text);
}
