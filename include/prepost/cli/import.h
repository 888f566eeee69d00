#ifndef PREPOST_CLI_IMPORT_H
#define PREPOST_CLI_IMPORT_H

#include "prepost/base/buffer.h"
#include "prepost/base/text_list.h"
#include "prepost/cli/evaluation.h"
#include "prepost/ingest/import.h"
#include "prepost/store/import.h"

/*
 * Files into the store, as one change: all of them are taken in, or none.
 * Shared by `prepost import` and `prepost run`.
 */
struct pp_import_request {
    struct pp_text_list files; /* as the user named them */
    struct pp_ingest_options ingest;
    bool dry_run, strict, replace;
    bool quiet;
};

/* The first and the last day of a wave; first > last: none is dated. */
struct pp_imported_days {
    int32_t first, last;
};

/* What became of one file. */
struct pp_imported_file {
    const char *path;
    struct pp_batch batch;
    struct pp_ingest_report report;
    struct pp_import_summary summary;
    struct pp_buffer rejected;   /* the rows left out, until all files are in */
    const char *rejects;         /* file that holds them then; NULL: none */
    const char *rejects_changed; /* an earlier one, which somebody changed; or
                                    NULL */
    /* Ready-made totals beside the answers they were made of: how many, and
     * how many are not what the answers give. */
    size_t n_totals, n_totals_differ;
    size_t n_alike; /* pairs of region or group names written almost alike */
    const char *const *parted; /* groups in several regions before it came */
    size_t n_parted;
    size_t n_regionless; /* people, where others of the file have a region */
    const char *counted_with; /* its codes count its rows, as those of that file
                                 of another wave do; or NULL */
    size_t n_turned; /* people with a later wave dated before an earlier one */
    bool is_unfixed; /* first later answers, and no plan is locked */
    struct pp_imported_days *days; /* of its rows, per wave of the plan */
    struct pp_notes notes; /* all that was found, in the evaluation's pool */
};

/*
 * Notes go to stderr, rows that were left out to rejects.csv beside the plan
 * (rejects-NAME.csv where several files are imported at once). *files has
 * request->files.n entries, in the evaluation's pool.
 */
int pp_import_files(struct pp_evaluation *evaluation,
                    const struct pp_import_request *request,
                    const struct pp_imported_file **files,
                    struct pp_error *err);

/* Whether something was left out that somebody should look at. */
bool pp_import_needs_attention(const struct pp_imported_file *files, size_t n);

/* A line for each file: rows, people, what was left out. */
void pp_import_print(const struct pp_plan *plan,
                     const struct pp_imported_file *files, size_t n,
                     bool dry_run, FILE *out);

/* The same and all that was found, for programs; in a dry run what each column
 * was taken for, too. */
void pp_import_write_json(const struct pp_evaluation *evaluation,
                          const struct pp_imported_file *files, size_t n,
                          bool dry_run, FILE *out);

/* The plan's files, patterns expanded, relative to its folder. */
int pp_import_plan_files(const struct pp_evaluation *evaluation,
                         struct pp_text_list *files, struct pp_error *err);

#endif
