#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "manual.h"
#include "prepost/cli/command.h"

/*
 * Completion for three shells, from the tables of commands, options, formats
 * and kinds of figures. Where an option wants a file or a folder the shell's
 * own completion goes on.
 */

/* What may follow a command, besides files; "" if nothing is known. */
static const char *arguments_of(const struct pp_command *command)
{
    static const struct {
        const char *command, *words;
    } known[] = {
#define PLOT(id, summary) #id " "
        {
            "plot",
#include "../plot/plots.def"
        },
#undef PLOT
        {"plan", "show lock diff"},
        {"instrument", "list show check form new schema"},
#define COMMAND(id) #id " "
        {
            "help",
#include "commands.def"
        },
#undef COMMAND
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].command, command->name) == 0)
            return known[i].words;
    return "";
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
          "    local last=${COMP_WORDS[COMP_CWORD-1]}\n"
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
        const struct pp_command *command = pp_commands[i];

        fprintf(out, "        %s) words=\"%s", command->name,
                arguments_of(command));
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
          "    [ \"$last\" != --format ] || words=$formats\n"
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
        const char *words = arguments_of(command);

        fprintf(out,
                "    %s)\n        shift words; (( CURRENT-- ))\n"
                "        _arguments",
                command->name);
        zsh_options(command, command->options, out);
        zsh_options(command, pp_common_options, out);
        if (words[0] != '\0')
            fprintf(out, " \\\n            '1:word:(%s)'", words);
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
        const char *words = arguments_of(command);

        fprintf(out,
                "complete -c prepost -n __fish_use_subcommand -f -a %s -d ",
                command->name);
        fish_text(command->summary, out);
        fputc('\n', out);
        if (words[0] != '\0')
            fprintf(out,
                    "complete -c prepost -n '__fish_seen_subcommand_from %s' "
                    "-a '%s'\n",
                    command->name, words);
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
