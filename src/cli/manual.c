#include "manual.h"

#include <stddef.h>
#include <stdlib.h>

#include "prepost/cli/command.h"
#include "roff.h"

static void command(const struct pp_command *command, FILE *out)
{
    fprintf(out, ".SS prepost %s%s", command->name,
            command->synopsis[0] != '\0' ? " " : "");
    pp_roff_text(command->synopsis, out);
    fputc('\n', out);
    pp_roff_text(command->summary, out);
    fputs(".\n", out);
    if (command->description != NULL) {
        fputs(".PP\n", out);
        pp_roff_paragraphs(command->description, out);
    }
    pp_roff_options(command->options, out);
    if (command->formats != NULL) {
        fputs(".PP\nFormats: ", out);
        pp_roff_text(command->formats, out);
        fputs(".\n", out);
    }
}

static const struct {
    const char *name, *text;
} files[] = {
    {"evaluation.yaml",
     "the plan: what was asked, which outcomes were chosen, how much change "
     "would matter, how files map to it. Written by hand; prepost init makes "
     "a commented one."},
    {"evaluation.db",
     "the store: one SQLite file, readable by its owner alone. It holds "
     "pseudonyms, answers, and the region, group and categories that were to "
     "be kept of people; no identifier and no free text: an import refuses a "
     "column for these in which nearly everyone has a text of their own."},
    {"evaluation.key",
     "turns identifiers into pseudonyms. Keep it apart from the store, and "
     "keep a copy: without it, later answers cannot be matched to earlier "
     "ones."},
    {"rejects.csv, rejects-NAME.csv",
     "rows of a file that an import could not take, with the reason, until "
     "the file comes again without them. They hold identifiers as they were "
     "written. One that you mended stays as it is."},
    {"templates/NAME.md", "report templates of your own."},
    {"ID.yaml", "questionnaires of your own."},
};

/* In this order, in the folder of the demonstration, each of them works. */
static const char examples[] =
    "prepost import eastshire-before.csv --wave before\n"
    "prepost plan lock\n"
    "prepost import eastshire-after.csv --wave after\n"
    "prepost status\n"
    "prepost analyse\n"
    "prepost report --template funder --format html,text\n"
    "prepost compare\n"
    "prepost plot paired --outcome hhi.total -o hope.svg\n"
    "prepost verify\n"
    "prepost backup copy.db\n";

static void main_page(FILE *out)
{
    pp_roff_heading("SYNOPSIS", out);
    fputs(".B prepost\n"
          ".I command\n"
          "[\\fIargument\\fR...] [\\fIoption\\fR...]\n",
          out);
    pp_roff_heading("DESCRIPTION", out);
    pp_roff_paragraphs(
        "prepost imports the answers that people gave to questionnaires "
        "before\n"
        "and after a service, pairs them by person, works out what changed "
        "and\n"
        "how far chance may have moved it, and writes the report that a "
        "funder\n"
        "reads. It says \"we cannot tell\" where that is the finding. It "
        "works\n"
        "without a network and keeps no names.\n",
        out);
    pp_roff_heading("COMMANDS", out);
    for (size_t i = 0; pp_commands[i] != NULL; i++)
        command(pp_commands[i], out);
    pp_roff_heading("OPTIONS OF EVERY COMMAND", out);
    pp_roff_options(pp_common_options, out);
    pp_roff_heading("EXAMPLES", out);
    pp_roff_paragraphs("From files to findings, in the folder that holds "
                       "evaluation.yaml:\n",
                       out);
    pp_roff_example(examples, out);
    pp_roff_heading("FILES", out);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        pp_roff_entry(files[i].name, files[i].text, out);
    pp_roff_heading("ENVIRONMENT", out);
    pp_roff_entry("PREPOST_DATA",
                  "folder that holds surveys and reports, if not beside the "
                  "program.",
                  out);
    pp_roff_entry("NO_COLOR", "no colour on a terminal.", out);
    pp_roff_entry("TMPDIR",
                  "where a PDF is printed, in a folder of its own that only "
                  "you can read and that is taken away again, by the next "
                  "printing if this one was killed; /tmp if not set.",
                  out);
    pp_roff_heading("EXIT STATUS", out);
    pp_roff_entry("0", "done", out);
    pp_roff_entry("1", "failed, with nothing half done", out);
    pp_roff_entry("2", "wrong usage", out);
    pp_roff_entry(
        "3", "done, but rows were rejected or findings need attention", out);
}

const struct pp_manual pp_manuals[] = {
    {"", "prepost", 1,
     "from questionnaires before and after a service to evidence", main_page},
    {"evaluation", "prepost-evaluation", 5, "the plan of an evaluation",
     pp_manual_evaluation},
    {"instrument", "prepost-instrument", 5, "the definition of a questionnaire",
     pp_manual_instrument},
    {"template", "prepost-template", 5, "the template of a report",
     pp_manual_template},
    {"summary", "prepost-summary", 5, "what one place tells another",
     pp_manual_summary},
    {0}};

static void see_also(const struct pp_manual *but, FILE *out)
{
    const char *before = "";

    pp_roff_heading("SEE ALSO", out);
    for (const struct pp_manual *m = pp_manuals; m->page != NULL; m++) {
        if (m == but)
            continue;
        fprintf(out, "%s.BR ", before);
        pp_roff_text(m->page, out);
        fprintf(out, " (%d)", m->section);
        before = ",\n";
    }
    fputc('\n', out);
}

int pp_manual_write(const struct pp_manual *manual, FILE *out)
{
    char *text = NULL;
    size_t n;
    FILE *page = open_memstream(&text, &n);

    if (page == NULL)
        return -1;
    pp_roff_head(manual->page, manual->section, manual->summary, page);
    manual->body(page);
    see_also(manual, page);
    int status = fclose(page);
    if (status == 0)
        pp_roff_wrap(text, out);
    free(text);
    return status == 0 ? 0 : -1;
}
