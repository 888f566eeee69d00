#include "prepost/cli/editions.h"
#include "prepost/cli/import.h"
#include "prepost/cli/plan_fit.h"
#include "prepost/cli/reports.h"

struct settings {
    struct pp_common common;
    const char *edition;
    bool strict;
};

static const struct pp_option options[] = {
    PP_OPTION_TEXT("template", "NAME", struct settings, edition,
                   "which report (default: funder)"),
    PP_OPTION_FLAG("strict", struct settings, strict,
                   "stop at the first row that cannot be taken"),
    PP_OPTION_END};

static int import_all(const struct settings *s,
                      struct pp_evaluation *evaluation, FILE *out,
                      struct pp_error *err)
{
    struct pp_import_request request = {.strict = s->strict,
                                        .quiet = s->common.quiet};
    const struct pp_imported_file *files;

    if (pp_import_plan_files(evaluation, &request.files, err) != 0 ||
        pp_import_files(evaluation, &request, &files, err) != 0)
        return -1;
    if (!s->common.quiet)
        pp_import_print(evaluation->plan, files, request.files.n, false, out);
    return pp_import_needs_attention(files, request.files.n) ? PP_EXIT_ATTENTION
                                                             : PP_EXIT_DONE;
}

static int report(const struct settings *s, struct pp_evaluation *evaluation,
                  FILE *out, struct pp_error *err)
{
    struct pp_report_request request = {
        .edition = s->edition != NULL ? s->edition : "funder",
        .formats = s->common.format != NULL ? s->common.format : "html,text",
        .dir = pp_evaluation_path(evaluation, "reports")};
    struct pp_text_list written;
    struct pp_results *results;

    if (pp_evaluation_results(evaluation, &PP_EVALUATE_FOR_REPORTS, &results,
                              err) != 0)
        return -1;
    int wrote = pp_reports_write(evaluation, results, &request, &written, err);
    if (wrote < 0)
        return -1;
    for (size_t i = 0; i < written.n && !s->common.quiet; i++)
        fprintf(out, "%s\n", written.items[i]);
    pp_plan_fit_warn(evaluation);
    int told = pp_editions_tell(evaluation, err);
    return told != 0 ? told : wrote;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    struct pp_evaluation evaluation;

    (void)arguments;
    (void)n_arguments;
    if (pp_evaluation_open(&s->common, &evaluation, err) != 0)
        return -1;
    int status = import_all(s, &evaluation, out, err);
    int reported = status >= 0 ? report(s, &evaluation, out, err) : 0;
    if (reported != 0)
        status = reported;
    pp_evaluation_close(&evaluation);
    return status;
}

const struct pp_command pp_command_is_run = {
    .name = "run",
    .synopsis = "[--template NAME]",
    .summary = "everything the plan describes, from its files to its report",
    .description =
        "Takes in the files that the plan names, as prepost import does, and\n"
        "writes the report into the folder reports beside it. Files that are\n"
        "in already add nothing: of what was left out of them a line is said\n"
        "again, and the status is 0, not 3, if there is nothing new to look\n"
        "at.",
    .options = options,
    .formats = "html text md odt pdf json, or several with commas between",
    .settings_size = sizeof(struct settings),
    .max_arguments = 0,
    .run = run};
