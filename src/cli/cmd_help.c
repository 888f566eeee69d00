#include <string.h>

#include "prepost/cli/command.h"

/*
 * `prepost help` in its three forms: for people at a terminal, as the manual
 * page that `make install` puts in place, and as completion for bash. All
 * three are made from the command tables, so they cannot fall behind.
 */
struct settings {
    struct pp_common common;
    bool man, completion;
};

static const struct pp_option options[] = {
    PP_OPTION_FLAG("man", struct settings, man, "the manual page, as roff"),
    PP_OPTION_FLAG("completion", struct settings, completion,
                   "completion for bash"),
    PP_OPTION_END};

/* Roff text: a line may not begin with '.' or ''', a '-' is a minus sign. */
static void roff(const char *text, FILE *out)
{
    if (text[0] == '.' || text[0] == '\'')
        fputs("\\&", out);
    for (; *text != '\0'; text++) {
        if (*text == '\\') {
            fputs("\\e", out);
        } else if (*text == '-') {
            fputs("\\-", out);
        } else {
            fputc(*text, out);
        }
    }
}

/* Descriptions are paragraphs with blank lines between them. */
static void roff_paragraphs(const char *text, FILE *out)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        if (n == 0) {
            fputs(".PP\n", out);
        } else {
            char line[1024];
            snprintf(line, sizeof line, "%.*s", (int)n, text);
            roff(line, out);
            fputc('\n', out);
        }
        text += n + (text[n] == '\n');
    }
}

static void roff_options(const struct pp_option *table, FILE *out)
{
    for (; table != NULL && table->name != NULL; table++) {
        fputs(".TP\n.B ", out);
        if (table->letter != 0)
            fprintf(out, "\\-%c, ", table->letter);
        fputs("\\-\\-", out);
        roff(table->name, out);
        if (table->metavar != NULL)
            fprintf(out, " \\fI%s\\fR", table->metavar);
        fputc('\n', out);
        roff(table->help, out);
        fputc('\n', out);
    }
}

static void man_command(const struct pp_command *command, FILE *out)
{
    fprintf(out, ".SS prepost %s ", command->name);
    roff(command->synopsis, out);
    fputc('\n', out);
    roff(command->summary, out);
    fputs(".\n", out);
    if (command->description != NULL) {
        fputs(".PP\n", out);
        roff_paragraphs(command->description, out);
    }
    roff_options(command->options, out);
}

static const char man_head[] =
    ".TH PREPOST 1 \"\" \"prepost " PP_VERSION "\" \"User Commands\"\n"
    ".SH NAME\n"
    "prepost \\- from questionnaires before and after a service to evidence\n"
    ".SH SYNOPSIS\n"
    ".B prepost\n"
    ".I command\n"
    "[\\fIargument\\fR...] [\\fIoption\\fR...]\n"
    ".SH DESCRIPTION\n"
    "prepost imports the answers that people gave to questionnaires before\n"
    "and after a service, pairs them by person, works out what changed and\n"
    "how far chance may have moved it, and writes the report that a funder\n"
    "reads. It says \"we cannot tell\" where that is the finding. It works\n"
    "without a network and keeps no names.\n"
    ".SH COMMANDS\n";

static const char man_tail[] =
    ".SH FILES\n"
    ".TP\n.I evaluation.yaml\n"
    "the plan: what was asked, which outcomes were chosen, how much change\n"
    "would matter, how files map to it. Written by hand; \\fBprepost init\\fR\n"
    "makes a commented one.\n"
    ".TP\n.I evaluation.db\n"
    "the store: one SQLite file, readable by its owner alone.\n"
    ".TP\n.I evaluation.key\n"
    "turns identifiers into pseudonyms. Keep it apart from the store; without\n"
    "it, later answers cannot be matched to earlier ones.\n"
    ".TP\n.I rejects.csv\n"
    "rows that an import could not take, with the reason.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n.B PREPOST_DATA\n"
    "folder that holds surveys/ and reports/, if not beside the program.\n"
    ".TP\n.B NO_COLOR\n"
    "no colour on a terminal.\n"
    ".SH EXIT STATUS\n"
    "0 done; 1 failed; 2 wrong usage; 3 done, but rows were rejected or\n"
    "findings need attention.\n";

static void man(FILE *out)
{
    fputs(man_head, out);
    for (size_t i = 0; pp_commands[i] != NULL; i++)
        man_command(pp_commands[i], out);
    fputs(".SH OPTIONS OF EVERY COMMAND\n", out);
    roff_options(pp_common_options, out);
    fputs(man_tail, out);
}

static void complete_options(const struct pp_option *table, FILE *out)
{
    for (; table != NULL && table->name != NULL; table++)
        fprintf(out, " --%s", table->name);
}

static void completion(FILE *out)
{
    fputs("_prepost() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} words\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        words=\"",
          out);
    for (size_t i = 0; pp_commands[i] != NULL; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", pp_commands[i]->name);
    fputs("\"\n"
          "    else\n"
          "        case ${COMP_WORDS[1]} in\n",
          out);
    for (size_t i = 0; pp_commands[i] != NULL; i++) {
        fprintf(out, "        %s) words=\"", pp_commands[i]->name);
        complete_options(pp_commands[i]->options, out);
        fputs("\" ;;\n", out);
    }
    fputs("        esac\n"
          "        words+=\"",
          out);
    complete_options(pp_common_options, out);
    fputs("\"\n"
          "    fi\n"
          "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "}\n"
          "complete -o default -F _prepost prepost\n",
          out);
}

void pp_commands_list(FILE *out)
{
    fputs("prepost turns the questionnaires that people fill in before and "
          "after a service\ninto evidence.\n\n"
          "usage: prepost COMMAND [ARGUMENT...] [OPTION...]\n\n",
          out);
    for (size_t i = 0; pp_commands[i] != NULL; i++)
        fprintf(out, "  %-12s %s\n", pp_commands[i]->name,
                pp_commands[i]->summary);
    fputs("\nprepost COMMAND --help tells more of a command. "
          "Start with: prepost init\n",
          out);
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;

    if (s->man) {
        man(out);
    } else if (s->completion) {
        completion(out);
    } else if (n_arguments == 0) {
        pp_commands_list(out);
    } else {
        const struct pp_command *about = pp_command_find(arguments[0]);
        if (about == NULL)
            return pp_fail(err, PP_EUSAGE,
                           "no command \"%s\"; prepost help lists them",
                           arguments[0]);
        pp_command_help(about, out);
    }
    return PP_EXIT_DONE;
}

const struct pp_command pp_command_is_help = {
    .name = "help",
    .synopsis = "[COMMAND]",
    .summary = "what the commands are, and what each one does",
    .options = options,
    .settings_size = sizeof(struct settings),
    .max_arguments = 1,
    .run = run};
