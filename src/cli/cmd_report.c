#include <string.h>

#include "prepost/base/file.h"
#include "prepost/cli/editions.h"
#include "prepost/cli/report_limits.h"
#include "prepost/cli/reports.h"
#include "prepost/cli/reports_earlier.h"
#include "prepost/report/backend.h"
#include "prepost/report/printer.h"

struct settings {
    struct pp_common common;
    const char *edition, *output, *check;
};

static const struct pp_option options[] = {
    PP_OPTION_TEXT("template", "NAME", struct settings, edition,
                   "funder (the default), technical, regions, or a file"),
    {"output", 'o', "DIR", "where the files go (default: reports, by the plan)",
     PP_OPTION_IS_TEXT, offsetof(struct settings, output), 0, 0},
    PP_OPTION_TEXT("check", "FILE", struct settings, check,
                   "say whether a report still is what the store gives"),
    PP_OPTION_END};

/* To a folder; or, with "-o -", one format to stdout. */
static int write_reports(const struct settings *s,
                         struct pp_evaluation *evaluation,
                         const struct pp_results *results, FILE *out,
                         struct pp_error *err)
{
    const bool is_stdout = s->output != NULL && strcmp(s->output, "-") == 0;
    const char *formats = s->common.format != NULL ? s->common.format
                          : is_stdout              ? "text"
                                                   : "html,text";
    struct pp_report_request request = {
        .edition = s->edition != NULL ? s->edition : "funder",
        .formats = formats,
        .dir = s->output != NULL ? s->output
                                 : pp_evaluation_path(evaluation, "reports")};
    struct pp_text_list written;

    if (is_stdout && strchr(formats, ',') != NULL)
        return pp_fail(err, PP_EUSAGE,
                       "-o -: one format goes to standard output; expected "
                       "one after --format, found %s",
                       formats);
    if (is_stdout) {
        struct pp_buffer text = PP_BUFFER_INIT;
        int status = pp_report_write_to(evaluation, results, request.edition,
                                        formats, &text, err);
        if (status == 0)
            fwrite(pp_buffer_text(&text), 1, text.length, out);
        pp_buffer_clear(&text);
        if (status != 0)
            return status;
        int limits = pp_report_tell_of_limits(evaluation);
        int told = pp_editions_tell(evaluation, err);
        return told != 0 ? told : limits;
    }
    int wrote = pp_reports_write(evaluation, results, &request, &written, err);
    if (wrote < 0)
        return -1;
    for (size_t i = 0; i < written.n && !s->common.quiet; i++)
        fprintf(out, "%s\n", written.items[i]);
    int told = pp_editions_tell(evaluation, err);
    return told != 0 ? told : wrote;
}

/* --- a report that was made before -----------------------------------------
 */

/* "html" of "funder.html"; a .txt is the text edition. */
static const char *format_of(const struct pp_evaluation *evaluation,
                             const char *path, const char **edition)
{
    const char *name = pp_file_name(path);
    const char *dot = strrchr(name, '.');

    if (dot == NULL)
        return NULL;
    *edition = pp_pool_strndup(evaluation->pool, name, (size_t)(dot - name));
    return strcmp(dot, ".txt") == 0 ? "text" : dot + 1;
}

/* Why it is another one now. */
static const char *difference(const struct pp_buffer *file,
                              struct pp_evaluation *evaluation)
{
    const char *few = pp_report_few_since(file, evaluation);
    const char *why = pp_report_difference(file, evaluation->results);

    if (why == NULL)
        return "answers were taken out since, or its text, template or program "
               "is another one";
    return few == NULL ? why
                       : pp_pool_printf(evaluation->pool, "%s; %s", why, few);
}

/*
 * What to say of a PDF whose bytes are not those that would be printed now, or
 * that nothing here can print, but that says of itself that it is the print of
 * this very HTML: it is not out of date. NULL: it does not say so.
 */
static const char *other_print(const struct pp_buffer *file,
                               struct pp_evaluation *evaluation,
                               const char *edition)
{
    struct pp_buffer html = PP_BUFFER_INIT;
    struct pp_printer printer;
    struct pp_error ignored;
    char here[PP_PRINTER_NAME_SIZE];

    if (pp_report_write_to(evaluation, evaluation->results, edition, "html",
                           &html, &ignored) != 0)
        return NULL;
    const char *by =
        pp_pdf_printer(file, html.data, html.length, evaluation->pool);
    pp_buffer_clear(&html);
    if (by == NULL)
        return NULL;
    if (pp_printer_find(&printer, &ignored) != 0)
        return pp_pool_printf(evaluation->pool,
                              "%s; nothing that prints a PDF is installed "
                              "here, so its pages were not compared",
                              by);
    pp_printer_name(&printer, here);
    return strcmp(by, here) == 0
               ? pp_pool_printf(evaluation->pool,
                                "%s; %s prints other pages of it here, as it "
                                "does with other fonts or in another release, "
                                "or somebody changed this file",
                                by, here)
               : pp_pool_printf(evaluation->pool,
                                "%s; %s prints here, and prints otherwise, so "
                                "its pages were not compared",
                                by, here);
}

/* What the file is, beside what the store gives now (NULL: of a PDF, nothing
 * can print that here). */
static int compare(const struct settings *s, struct pp_evaluation *evaluation,
                   const char *edition, const struct pp_buffer *file,
                   const struct pp_buffer *now, FILE *out)
{
    const char *print = NULL;

    if (now != NULL && file->length == now->length &&
        memcmp(file->data, now->data, now->length) == 0) {
        fprintf(out, "%s: is what the store gives\n", s->check);
        return PP_EXIT_DONE;
    }
    if (file->length > 4 && memcmp(file->data, "%PDF", 4) == 0)
        print = other_print(file, evaluation, edition);
    if (print == NULL && now == NULL)
        return -1;
    if (print != NULL)
        fprintf(out,
                "%s: by its own words is what the store gives, printed by %s\n",
                s->check, print);
    else
        fprintf(out, "%s: is not what the store gives now: %s\n", s->check,
                difference(file, evaluation));
    return PP_EXIT_ATTENTION;
}

static int check(const struct settings *s, struct pp_evaluation *evaluation,
                 const struct pp_results *results, FILE *out,
                 struct pp_error *err)
{
    enum { LARGEST_REPORT = 256 * 1024 * 1024 };
    struct pp_buffer file = PP_BUFFER_INIT, now = PP_BUFFER_INIT;
    const char *edition = NULL;
    const char *format = format_of(evaluation, s->check, &edition);

    if (format == NULL)
        return pp_fail(err, PP_EUSAGE,
                       "--check: \"%s\" has no ending that tells its format",
                       s->check);
    if (s->edition != NULL)
        edition = s->edition;
    int status = pp_file_read(s->check, LARGEST_REPORT, &file, err);
    if (status == 0) {
        bool is_made = pp_report_write_to(evaluation, results, edition, format,
                                          &now, err) == 0;
        status =
            compare(s, evaluation, edition, &file, is_made ? &now : NULL, out);
    }
    if (status < 0 && s->edition == NULL && err->code == PP_EUSAGE)
        pp_wrap(err,
                "--check %s: the file's name tells which report it "
                "is; where it does not, --template NAME does",
                s->check);
    pp_buffer_clear(&file);
    pp_buffer_clear(&now);
    return status;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    struct pp_evaluation evaluation;
    struct pp_results *results;

    (void)arguments;
    (void)n_arguments;
    if (pp_evaluation_open(&s->common, &evaluation, err) != 0)
        return -1;
    int status = pp_evaluation_results(&evaluation, &PP_EVALUATE_FOR_REPORTS,
                                       &results, err);
    if (status == 0)
        status = s->check != NULL
                     ? check(s, &evaluation, results, out, err)
                     : write_reports(s, &evaluation, results, out, err);
    pp_evaluation_close(&evaluation);
    return status;
}

const struct pp_command pp_command_is_report = {
    .name = "report",
    .synopsis = "[--template NAME] [-o DIR] [--format html,text]",
    .summary = "write the report that a funder reads",
    .description = "Writes reports/NAME.html and reports/NAME.txt beside the "
                   "plan, or the\n"
                   "formats that --format lists. A template of your own is a "
                   "Markdown file:\n"
                   "templates/NAME.md beside the plan, or any path. \"-o -\" "
                   "writes one format,\n"
                   "text if none is named, to the terminal. Small numbers are "
                   "taken out before a "
                   "template sees any. One that states findings and not what "
                   "they cannot show\n"
                   "({{part can_and_cannot}}) is told (status 3).\n\n"
                   "A PDF is printed by Chromium or WeasyPrint, whichever is "
                   "installed. Nothing\n"
                   "is asked of a network: to what Chromium looks for of its "
                   "own accord, such\n"
                   "as updates, no name and no address leads.\n\n"
                   "Where people are asked more than twice, the funder report "
                   "leads with the\n"
                   "last time and tells of the others shortly; the technical "
                   "report has all\n"
                   "alike.\n\n"
                   "Where the report and any earlier results tell together "
                   "what a few people\n"
                   "answered, it is said (status 3), with the outcomes and "
                   "regions: wait for\n"
                   "more people there, take the earlier results back, or use "
                   "a template that\n"
                   "sets no regions apart.",
    .options = options,
    .formats = "html text md odt pdf json, or several with commas between",
    .settings_size = sizeof(struct settings),
    .max_arguments = 0,
    .run = run};
