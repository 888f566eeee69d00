#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "manual.h"
#include "prepost/cli/command.h"
#include "prepost/cli/export.h"
#include "prepost/report/figures.h"

/*
 * Completion for three shells, from the tables of commands, options, formats
 * and kinds of figures. Where an option wants a file or a folder the shell's
 * own completion goes on.
 */

static void command_words(FILE *out)
{
    for (size_t i = 0; pp_commands[i] != NULL; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", pp_commands[i]->name);
}

/* What may follow a command, besides files and options. */
static void argument_words(const struct pp_command *command, FILE *out)
{
    const char *name = command->name;

    if (strcmp(name, "plot") == 0)
        for (size_t i = 0; i < PP_N_RESULTS_FIGURES; i++)
            fprintf(out, " %s", PP_RESULTS_FIGURES[i].id);
    else if (strcmp(name, "export") == 0)
        for (size_t i = 0; pp_exports[i] != NULL; i++)
            fprintf(out, " %s", pp_exports[i]->name);
    else if (strcmp(name, "plan") == 0)
        fputs(" show lock diff", out);
    else if (strcmp(name, "instrument") == 0)
        fputs(" list show check form new schema", out);
    else if (strcmp(name, "help") == 0)
        command_words(out);
}

static bool has_words(const struct pp_command *command)
{
    static const char *const those[] = {"plot", "export", "plan", "instrument",
                                        "help"};

    for (size_t i = 0; i < sizeof those / sizeof those[0]; i++)
        if (strcmp(those[i], command->name) == 0)
            return true;
    return false;
}

/* The format words of "html text pdf json, or several ...". */
static void formats_of(const struct pp_command *command, FILE *out)
{
    if (command->formats != NULL)
        fprintf(out, "%.*s", (int)strcspn(command->formats, ","),
                command->formats);
}

static void option_words(const struct pp_option *table, FILE *out)
{
    for (; table != NULL && table->name != NULL; table++)
        fprintf(out, " --%s", table->name);
}

/* --- bash ----------------------------------------------------------------- */

static void bash(FILE *out)
{
    fputs("_prepost() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} words formats=\n"
          "    local last=${COMP_WORDS[COMP_CWORD-1]} at=1 command=\n"
          "    while [ \"$at\" -lt \"$COMP_CWORD\" ]; do\n"
          "        case ${COMP_WORDS[at]} in\n"
          "        -C | --directory | --level | --seed) at=$((at + 2)) ;;\n"
          "        -*) at=$((at + 1)) ;;\n"
          "        *) command=${COMP_WORDS[at]} && break ;;\n"
          "        esac\n"
          "    done\n"
          "    if [ -z \"$command\" ]; then\n"
          "        words=\"",
          out);
    command_words(out);
    fputs("\"\n"
          "    else\n"
          "        case $command in\n",
          out);
    for (size_t i = 0; pp_commands[i] != NULL; i++) {
        const struct pp_command *command = pp_commands[i];

        fprintf(out, "        %s) words=\"", command->name);
        argument_words(command, out);
        option_words(command->options, out);
        fputs("\" formats=\"", out);
        formats_of(command, out);
        fputs("\" ;;\n", out);
    }
    fputs("        esac\n"
          "        words+=\"",
          out);
    option_words(pp_common_options, out);
    fputs("\"\n"
          "    fi\n"
          "    case $last in\n"
          "    --format) words=$formats ;;\n"
          "    --completion) words=\"bash zsh fish\" ;;\n"
          "    --man) words=\"",
          out);
    for (const struct pp_manual *m = pp_manuals; m->page != NULL; m++)
        fprintf(out, " %s", m->name);
    fputs("\" ;;\n"
          "    esac\n"
          "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
          "}\n"
          "complete -o default -F _prepost prepost\n",
          out);
}

/* --- zsh ------------------------------------------------------------------ */

/* Within single quotes; brackets and colons have a meaning to _arguments. */
static void zsh_text(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else if (strchr("[]:\\", *text) != NULL)
            fprintf(out, "\\%c", *text);
        else
            fputc(*text, out);
    }
}

static void zsh_options(const struct pp_command *command,
                        const struct pp_option *table, FILE *out)
{
    for (; table != NULL && table->name != NULL; table++) {
        fprintf(out, " \\\n            '--%s[", table->name);
        zsh_text(table->help, out);
        fputc(']', out);
        if (table->metavar != NULL) {
            fprintf(out, ":%s:", table->metavar);
            if (strcmp(table->name, "format") == 0) {
                fputc('(', out);
                formats_of(command, out);
                fputc(')', out);
            } else {
                fputs("_files", out);
            }
        }
        fputc('\'', out);
    }
}

static void zsh(FILE *out)
{
    fputs("#compdef prepost\n"
          "_prepost() {\n"
          "    local -a commands\n"
          "    if (( CURRENT == 2 )); then\n"
          "        commands=(",
          out);
    for (size_t i = 0; pp_commands[i] != NULL; i++) {
        fprintf(out, "\n            '%s:", pp_commands[i]->name);
        zsh_text(pp_commands[i]->summary, out);
        fputc('\'', out);
    }
    fputs(")\n"
          "        _describe command commands\n"
          "        return\n"
          "    fi\n"
          "    case $words[2] in\n",
          out);
    for (size_t i = 0; pp_commands[i] != NULL; i++) {
        const struct pp_command *command = pp_commands[i];
        fprintf(out,
                "    %s)\n        shift words; (( CURRENT-- ))\n"
                "        _arguments",
                command->name);
        zsh_options(command, command->options, out);
        zsh_options(command, pp_common_options, out);
        if (has_words(command)) {
            fputs(" \\\n            '1:word:(", out);
            argument_words(command, out);
            fputs(")'", out);
        }
        fputs(" \\\n            '*:file:_files' ;;\n", out);
    }
    fputs("    esac\n"
          "}\n"
          "_prepost \"$@\"\n",
          out);
}

/* --- fish ----------------------------------------------------------------- */

static void fish_text(const char *text, FILE *out)
{
    fputc('\'', out);
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('\'', out);
}

static void fish_options(const struct pp_command *command,
                         const struct pp_option *table, FILE *out)
{
    for (; table != NULL && table->name != NULL; table++) {
        fprintf(out, "complete -c prepost -n '__fish_seen_subcommand_from %s'",
                command->name);
        if (table->letter != 0)
            fprintf(out, " -s %c", table->letter);
        fprintf(out, " -l %s", table->name);
        if (table->metavar != NULL)
            fputs(" -r", out);
        if (strcmp(table->name, "format") == 0 && command->formats != NULL) {
            fputs(" -f -a '", out);
            formats_of(command, out);
            fputc('\'', out);
        }
        fputs(" -d ", out);
        fish_text(table->help, out);
        fputc('\n', out);
    }
}

static void fish(FILE *out)
{
    for (size_t i = 0; pp_commands[i] != NULL; i++) {
        const struct pp_command *command = pp_commands[i];
        fprintf(out,
                "complete -c prepost -n __fish_use_subcommand -f -a %s -d ",
                command->name);
        fish_text(command->summary, out);
        fputc('\n', out);
        if (has_words(command)) {
            fprintf(out,
                    "complete -c prepost -n '__fish_seen_subcommand_from %s' "
                    "-a '",
                    command->name);
            argument_words(command, out);
            fputs("'\n", out);
        }
        fish_options(command, command->options, out);
        fish_options(command, pp_common_options, out);
    }
}

pp_completion *pp_completion_for(const char *shell)
{
    static const struct {
        const char *shell;
        pp_completion *write;
    } known[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].shell, shell) == 0)
            return known[i].write;
    return NULL;
}
