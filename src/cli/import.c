#include "import_findings.h"
#include "import_words.h"
#include "progress.h"
#include "rejects_file.h"

#include <glob.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/file.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"
#include "prepost/cli/leftovers.h"
#include "prepost/cli/same_person.h"
#include "prepost/store/import.h"

/* --- one file ------------------------------------------------------------- */

static int open_key(const struct pp_evaluation *evaluation, bool dry_run,
                    struct pp_key *key, struct pp_error *err)
{
    static const unsigned char none[32];
    const char *path = pp_evaluation_path(evaluation, "evaluation.key");

    if (dry_run && access(path, F_OK) != 0) {
        pp_key_of(none, key); /* nothing of it will be kept */
        return 0;
    }
    return pp_key_open(path, PP_KEY_MAKE, key, err);
}

static int read_file(struct pp_evaluation *evaluation,
                     const struct pp_import_request *request,
                     const struct pp_key *key, struct pp_pool *rows,
                     struct pp_notes *notes, struct pp_progress *progress,
                     struct pp_imported_file *file, struct pp_error *err)
{
    struct pp_ingest ingest = {.plan = evaluation->plan,
                               .key = key,
                               .pool = evaluation->pool,
                               .rows = rows,
                               .dir = evaluation->dir,
                               .notes = notes,
                               .options = request->ingest,
                               .rejects = &file->rejected,
                               .report = &file->report};

    ingest.options.strictness = request->strict ? PP_STRICT : PP_LENIENT;
    ingest.options.progress = pp_progress_read;
    ingest.options.ctx = progress;
    return pp_ingest_file(&ingest, file->path, &file->batch, err);
}

/* Whether the error is one of the notes, which have been shown. */
static bool is_shown(const struct pp_error *err, const struct pp_notes *notes)
{
    enum { ENOUGH = 80 };

    for (size_t i = 0; i < notes->n; i++) {
        char start[ENOUGH];
        snprintf(start, sizeof start, "%s", notes->items[i].text);
        if (notes->items[i].severity == PP_NOTE_ERROR &&
            strstr(err->text, start) != NULL)
            return true;
    }
    return false;
}

/* In already, and read as it was then: all of it was told at that time. */
static bool is_settled(const struct pp_imported_file *file)
{
    const struct pp_import_summary *summary = &file->summary;

    return summary->same_as != NULL && !summary->is_other_wave &&
           !summary->is_read_better && !summary->has_gained &&
           !summary->is_read_otherwise && file->report.mapping.n_unfound == 0;
}

/*
 * A dry run says what it would do in the report of the mapping instead. Of a
 * file that adds nothing they stay as they are: people who were erased since
 * may be among its rows, and somebody may be mending them.
 */
static int keep_rejects(const struct pp_evaluation *evaluation,
                        const struct pp_import_request *request,
                        struct pp_imported_file *file, struct pp_error *err)
{
    struct pp_rejects_kept kept = {NULL, NULL};

    if (request->dry_run || file->batch.n_file_rows == 0)
        return 0;
    if (file->summary.same_as != NULL) {
        file->rejects = pp_rejects_file_find(evaluation->dir, file->batch.file,
                                             evaluation->pool);
        return 0;
    }
    int status = pp_rejects_file_keep(evaluation->dir, file->batch.file,
                                      request->files.n == 1, &file->rejected,
                                      evaluation->pool, &kept, err);
    file->rejects = kept.path;
    file->rejects_changed = kept.changed;
    return status;
}

static enum pp_severity least_shown(const struct pp_import_request *request,
                                    const struct pp_imported_file *file)
{
    if (request->quiet || (is_settled(file) && !request->dry_run))
        return PP_NOTE_ERROR;
    return request->dry_run ? PP_NOTE_INFO : PP_NOTE_WARNING;
}

static int import_file(struct pp_evaluation *evaluation,
                       const struct pp_import_request *request,
                       const struct pp_key *key, struct pp_imported_file *file,
                       struct pp_error *err)
{
    enum { MAX_NOTES = 200 };
    struct pp_notes notes;
    struct pp_progress progress;

    pp_progress_start(&progress, !request->quiet && isatty(STDERR_FILENO));
    pp_notes_init(&notes, evaluation->pool, MAX_NOTES);
    /* A dry run is undone as a whole: each file meets those before it. */
    struct pp_import_options options = {.is_strict = request->strict,
                                        .replace = request->replace,
                                        .notes = &notes,
                                        .progress = pp_progress_store,
                                        .ctx = &progress};
    struct pp_pool *rows = pp_pool_new(); /* they may be many: no longer */
    int status =
        read_file(evaluation, request, key, rows, &notes, &progress, file, err);
    if (status == 0)
        status = pp_import_find(evaluation, &notes, file, err);
    pp_progress_next(&progress, file->batch.n_file_rows);
    /* A file without rows is not kept: the next of its name is the first. */
    if (status == 0 && file->batch.n_file_rows > 0)
        status = pp_store_import(evaluation->store, evaluation->plan,
                                 &file->batch, &options, &file->summary, err);
    if (status == 0)
        status = pp_import_find_groups(evaluation, &notes, file, err);
    pp_progress_end(&progress);
    pp_pool_free(rows);
    file->notes = notes;
    pp_notes_show(&notes, least_shown(request, file));
    if (status != 0 && is_shown(err, &notes))
        return pp_fail(err, err->code,
                       "%s cannot be used; nothing was imported",
                       pp_file_called(file->path));
    return status;
}

/* --- all files ------------------------------------------------------------ */

static int import_all(struct pp_evaluation *evaluation,
                      const struct pp_import_request *request,
                      struct pp_imported_file *files, struct pp_error *err)
{
    struct pp_key key;

    if (open_key(evaluation, request->dry_run, &key, err) != 0)
        return -1;
    for (size_t i = 0; i < request->files.n; i++) {
        files[i].path = request->files.items[i];
        if (import_file(evaluation, request, &key, &files[i], err) != 0)
            return -1;
    }
    if (pp_import_check_identity(evaluation, files, request->files.n, err) !=
            0 ||
        pp_import_find_counted(evaluation, files, request->files.n, err) != 0 ||
        pp_import_find_turned(evaluation, files, request->files.n, err) != 0)
        return -1;
    /* Of files that are put in another's place it was told when that came. */
    if (!request->replace &&
        pp_import_find_unfixed(evaluation, files, request->files.n, err) != 0)
        return -1;
    return request->dry_run ? pp_same_person_join(evaluation, &key, err) : 0;
}

int pp_import_files(struct pp_evaluation *evaluation,
                    const struct pp_import_request *request,
                    const struct pp_imported_file **files, struct pp_error *err)
{
    struct pp_imported_file *made =
        pp_pool_array(evaluation->pool, request->files.n, sizeof *made);

    *files = made;
    if (pp_evaluation_open_store(evaluation, PP_STORE_CREATE, err) != 0 ||
        pp_store_begin(evaluation->store, err) != 0)
        return -1;
    int status = import_all(evaluation, request, made, err);
    bool has_rows = false;
    if (status == 0 && !request->dry_run) {
        pp_leftovers_take_rejects(evaluation->pool, evaluation->dir);
        pp_leftovers_drop_new(evaluation->pool, evaluation->dir);
    }
    /* Not before all are in: else a file that fails would take away the
     * rejects of those that then are as they were. */
    for (size_t i = 0; i < request->files.n; i++) {
        if (status == 0)
            status = keep_rejects(evaluation, request, &made[i], err);
        pp_buffer_clear(&made[i].rejected);
        has_rows = has_rows || made[i].batch.n_file_rows > 0;
    }
    if (status == 0 && !request->dry_run && has_rows)
        return pp_store_commit(evaluation->store, err);
    pp_store_rollback(evaluation->store);
    return status;
}

/* People whom the store does not have, where it had some and was told to
 * forget them. */
static bool may_bring_back(const struct pp_imported_file *file)
{
    return file->summary.n_erased > 0 && file->summary.n_new_people > 0;
}

static bool needs_attention(const struct pp_imported_file *file)
{
    const struct pp_import_summary *summary = &file->summary;
    const struct pp_batch *batch = &file->batch;

    if (is_settled(file))
        return false;
    return batch->n_file_rows == 0 || file->n_totals_differ > 0 ||
           file->report.mapping.n_unfound > 0 || may_bring_back(file) ||
           summary->met.n_namesake > 0 || summary->met.file != NULL ||
           summary->is_other_wave || summary->is_read_better ||
           summary->has_gained || summary->is_read_otherwise ||
           file->report.dates_problem != NULL ||
           file->report.n_numbering_doubts > 0 || file->n_turned > 0 ||
           file->counted_with != NULL || batch->n_rows_rejected > 0 ||
           batch->n_cells_rejected > 0 || summary->n_rows_rejected > 0;
}

bool pp_import_needs_attention(const struct pp_imported_file *files, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (needs_attention(&files[i]))
            return true;
    return false;
}

/* "  3 rows and 1 answer of it are left out: rejects.csv says which" */
static void print_left_out(const struct pp_imported_file *file, FILE *out)
{
    size_t n_rows = file->batch.n_rows_rejected;
    size_t n_cells = file->batch.n_cells_rejected;

    if (n_rows + n_cells == 0)
        return;
    fputs("  left out of it, as was told when it came:", out);
    if (n_rows > 0)
        fprintf(out, " %zu row%s%s", n_rows, n_rows == 1 ? "" : "s",
                n_cells > 0 ? " and" : "");
    if (n_cells > 0)
        fprintf(out, " %zu answer%s or date%s", n_cells,
                n_cells == 1 ? "" : "s", n_cells == 1 ? "" : "s");
    if (file->rejects != NULL)
        fprintf(out, "; the rows, with the reasons: %s", file->rejects);
    fputc('\n', out);
}

static void print_same(const struct pp_imported_file *file, FILE *out)
{
    const struct pp_import_summary *summary = &file->summary;

    fprintf(out, "%s: the same answers as %s, which is in already",
            pp_file_called(file->path), summary->same_as);
    if (summary->same_waves != NULL)
        fprintf(out, " as \"%s\"", summary->same_waves);
    if (summary->is_other_wave &&
        strcmp(pp_file_name(file->path), summary->same_as) != 0) {
        fputs("; nothing was changed. Is it the right file, and the right "
              "wave?\n",
              out);
        return;
    }
    fputs(summary->is_other_wave
              ? "; nothing was changed. Add --replace to move them to the wave "
                "named now\n"
          : summary->is_read_better
              ? "; nothing was changed, though less of it would be left out "
                "now. Add --replace to read it anew\n"
          : summary->has_gained
              ? "; nothing was changed, though more of its columns are "
                "understood now. Add --replace to read it anew\n"
          : summary->is_read_otherwise
              ? "; nothing was changed, though the plan reads other answers or "
                "dates in it now. Add --replace to read it anew\n"
              : "\n",
          out);
    print_left_out(file, out);
}

static void print_dates(const struct pp_ingest_report *report, FILE *out)
{
    if (report->n_bad_dates > 0)
        fprintf(out, "  %zu date%s left blank because %s no date%s\n",
                report->n_bad_dates,
                report->n_bad_dates == 1 ? " was" : "s were",
                report->n_bad_dates == 1 ? "it is" : "they are",
                report->n_bad_dates == 1 ? "" : "s");
    if (report->dates_problem != NULL)
        fprintf(out, "  none of its %zu dates was taken: %s\n",
                report->n_dates_left_out, report->dates_problem);
}

/* How a number that means no answer is declared. */
static void print_likely_missing(const struct pp_ingest_report *report,
                                 FILE *out)
{
    if (report->n_likely_missing == 0)
        return;
    fputs("  if these stand for no answer, give this file in the plan missing: "
          "[",
          out);
    for (size_t i = 0; i < report->n_likely_missing; i++)
        fprintf(out, "%s\"%s\"", i > 0 ? ", " : "", report->likely_missing[i]);
    fputs("], with whatever else does\n", out);
}

/* People who are in already are a copy of a file, or the wrong wave. */
static void print_met(const struct pp_import_met *met, FILE *out)
{
    if (met->n_namesake > 0)
        fprintf(out,
                "  a file of this name is in already, with %zu of the same "
                "people at \"%s\": --replace takes its place\n",
                met->n_namesake, met->wave);
    else if (met->n_otherwise > 1 && met->n_otherwise * 5 >= met->n_people * 4)
        fprintf(out,
                "  %zu of %zu people have other answers at \"%s\" already: is "
                "it the right wave?\n",
                met->n_otherwise, met->n_people, met->wave);
    if (met->file != NULL)
        fprintf(out,
                "  %zu of its %zu people are in %s at \"%s\" already, %zu with "
                "other answers there: if this one corrects it, "
                "give it that name and import it with --replace\n",
                met->n_in_file, met->n_people, met->file, met->wave,
                met->n_otherwise);
}

static void print_erased(const struct pp_imported_file *file, FILE *out)
{
    size_t n = file->summary.n_erased, n_new = file->summary.n_new_people;

    if (may_bring_back(file))
        fprintf(out,
                "  %zu %s before, and %zu of this file %s not in the "
                "store: if they are the same, forget them once more and take "
                "their rows out of the file\n",
                n, n == 1 ? "person was erased" : "erasures were made", n_new,
                n_new == 1 ? "was" : "were");
    else if (n > 0 && file->rejects != NULL)
        fprintf(out,
                "  %zu %s before: if one of the rejected rows is of somebody "
                "erased, forget them once more and take their rows out of the "
                "file\n",
                n, n == 1 ? "person was erased" : "erasures were made");
}

/* What makes the numbers of the first line add up. */
static void print_repeated(const struct pp_batch *batch, FILE *out)
{
    size_t n = batch->n_rows_repeated, n_none = batch->n_people_left_out;

    if (n > 0)
        fprintf(out,
                "  %zu row%s an earlier one, answer for answer; each was taken "
                "once\n",
                n, n == 1 ? " repeats" : "s repeat");
    if (batch->n_rows_alike > 0)
        fprintf(out,
                "  %zu row%s cell for cell like an earlier one; without a "
                "code each counts as a person: did anything come in twice?\n",
                batch->n_rows_alike,
                batch->n_rows_alike == 1 ? " is" : "s are");
    if (n_none > 0)
        fprintf(out,
                "  of %zu of these people all that they answered in it is "
                "left out\n",
                n_none);
}

/* Who is in no region counts in the whole and in none of its parts. */
static void print_regionless(size_t n, FILE *out)
{
    if (n > 0)
        fprintf(out,
                "  %zu of its people %s no region in it: unless another file "
                "says it, %s in no region's figures, and so few can keep whole "
                "regions from being shown\n",
                n, n == 1 ? "has" : "have",
                n == 1 ? "that person is" : "they are");
}

/* Numbers that only say where a row stood pair strangers. */
static void print_counted(const struct pp_imported_file *file, FILE *out)
{
    if (file->counted_with != NULL)
        fprintf(out,
                "  its identifiers are 1, 2, 3 ... in the order of its rows, "
                "as in %s: do these numbers stand for people? If they only "
                "count the rows, strangers are paired: name another column "
                "under identifier\n",
                file->counted_with);
}

static void print_file(const struct pp_plan *plan,
                       const struct pp_imported_file *file, bool dry_run,
                       FILE *out)
{
    const struct pp_batch *batch = &file->batch;
    const struct pp_import_summary *summary = &file->summary;
    size_t rejected = batch->n_rows_rejected + summary->n_rows_rejected;

    if (summary->same_as != NULL) {
        print_same(file, out);
        return;
    }
    if (batch->n_file_rows == 0) {
        fprintf(out, "%s: no rows, nothing to take in\n", file->path);
        return;
    }
    fprintf(out, "%s: %zu row%s, %zu %s, %zu left out; %zu %s (%zu new)\n",
            pp_file_called(file->path), batch->n_file_rows,
            batch->n_file_rows == 1 ? "" : "s",
            batch->n_file_rows - batch->n_rows_repeated - rejected,
            dry_run ? "would be taken in" : "taken in", rejected,
            batch->n_people, batch->n_people == 1 ? "person" : "people",
            summary->n_new_people);
    print_repeated(batch, out);
    size_t n_bad_answers =
        batch->n_cells_rejected > file->report.n_bad_dates
            ? batch->n_cells_rejected - file->report.n_bad_dates
            : 0;
    if (n_bad_answers > 0)
        fprintf(out,
                "  %zu answer%s left blank because the questionnaire "
                "does not allow %s\n",
                n_bad_answers, n_bad_answers == 1 ? " was" : "s were",
                n_bad_answers == 1 ? "it" : "them");
    print_likely_missing(&file->report, out);
    pp_import_print_words(plan, &file->report, out);
    if (summary->has_replaced)
        fprintf(out,
                "  in place of what %s brought; prepost status keeps note of "
                "it\n",
                summary->replaced != NULL ? summary->replaced
                                          : "an earlier file of this name");
    print_erased(file, out);
    print_met(&summary->met, out);
    print_dates(&file->report, out);
    print_regionless(file->n_regionless, out);
    print_counted(file, out);
    if (file->n_turned > 0)
        fprintf(out,
                "  %zu of its people have a later wave dated before an "
                "earlier one: are the dates right, and the waves?\n",
                file->n_turned);
    if (file->n_totals > 0)
        fprintf(out,
                "  %zu of its %zu ready-made totals are what their "
                "answers give\n",
                file->n_totals - file->n_totals_differ, file->n_totals);
    if (file->rejects != NULL)
        fprintf(
            out,
            "  the rows left out, codes and answers as people gave them (for "
            "your eyes alone), with the reasons: %s\n",
            file->rejects);
    if (file->rejects_changed != NULL)
        fprintf(out, "  %s was changed by hand: it is left as it is\n",
                file->rejects_changed);
}

/* Said once: when the first later answers come in, or would. */
static void print_unfixed(bool dry_run, FILE *out)
{
    fputs(dry_run ? "The main outcomes are not fixed: prepost plan lock fixes "
                    "them, before these later answers come in.\n"
                  : "The main outcomes were not fixed before these later "
                    "answers came in, and reports will say so; prepost plan "
                    "lock fixes them for times of which no answers are in.\n",
          out);
}

void pp_import_print(const struct pp_plan *plan,
                     const struct pp_imported_file *files, size_t n,
                     bool dry_run, FILE *out)
{
    for (size_t i = 0; i < n; i++)
        print_file(plan, &files[i], dry_run, out);
    for (size_t i = 0; i < n; i++)
        if (files[i].is_unfixed)
            print_unfixed(dry_run, out);
}

/* --- the plan's files ----------------------------------------------------- */

static int expand(const struct pp_evaluation *evaluation,
                  const struct pp_plan_file *file, glob_t *found,
                  struct pp_error *err)
{
    const char *path = file->path[0] == '/'
                           ? file->path
                           : pp_evaluation_path(evaluation, file->path);
    struct pp_buffer pattern = PP_BUFFER_INIT;

    if (file->path[0] != '/' && strcmp(evaluation->dir, ".") != 0) {
        pp_file_pattern(evaluation->dir, &pattern);
        pp_buffer_putc(&pattern, '/');
    }
    /* A file of that very name comes before what it may stand for. */
    if (access(path, F_OK) == 0)
        pp_file_pattern(file->path, &pattern);
    else
        pp_buffer_puts(&pattern, file->path);
    int status = glob(pattern.data, GLOB_APPEND, NULL, found);

    pp_buffer_clear(&pattern);
    if (status == GLOB_NOMATCH)
        return pp_fail(err, PP_EIO, "%s:%zu:%zu: there is no file %s",
                       evaluation->plan->file, file->line, file->column, path);
    if (status != 0)
        return pp_fail(err, PP_EIO, "%s:%zu:%zu: cannot look for %s",
                       evaluation->plan->file, file->line, file->column, path);
    return 0;
}

int pp_import_plan_files(const struct pp_evaluation *evaluation,
                         struct pp_text_list *files, struct pp_error *err)
{
    const struct pp_plan *plan = evaluation->plan;
    glob_t found = {.gl_pathc = 0};
    int status = 0;

    if (plan->n_files == 0)
        return pp_fail(err, PP_EUSAGE,
                       "%s names no files; put them under \"files:\" or on "
                       "the command line",
                       plan->file);
    for (size_t i = 0; i < plan->n_files && status == 0; i++)
        status = expand(evaluation, &plan->files[i], &found, err);
    if (status == 0) {
        const char **paths =
            pp_pool_array(evaluation->pool, found.gl_pathc, sizeof *paths);
        for (size_t i = 0; i < found.gl_pathc; i++)
            paths[i] = pp_pool_strdup(evaluation->pool, found.gl_pathv[i]);
        *files = (struct pp_text_list){paths, found.gl_pathc};
    }
    globfree(&found);
    return status;
}
