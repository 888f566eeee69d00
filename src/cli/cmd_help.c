#include <string.h>

#include "manual.h"
#include "prepost/cli/command.h"

/*
 * `prepost help` in its three forms: for people at a terminal, as the manual
 * pages that `make install` puts in place, and as completion for a shell. All
 * three are made from the command tables, so they cannot fall behind.
 */
struct settings {
    struct pp_common common;
    bool man;
    const char *completion;
};

static const struct pp_option options[] = {
    PP_OPTION_FLAG("man", struct settings, man,
                   "the manual page, as roff; with evaluation, instrument, "
                   "template or summary, that of such files"),
    PP_OPTION_TEXT("completion", "SHELL", struct settings, completion,
                   "completion for bash, zsh or fish"),
    PP_OPTION_END};

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

static bool is_manual(const char *name)
{
    for (const struct pp_manual *m = pp_manuals; m->page != NULL; m++)
        if (strcmp(m->name, name) == 0)
            return true;
    return false;
}

static int man(const char *name, FILE *out, struct pp_error *err)
{
    for (const struct pp_manual *m = pp_manuals; m->page != NULL; m++)
        if (strcmp(m->name, name) == 0 || strcmp(m->page, name) == 0)
            return pp_manual_write(m, out) == 0
                       ? PP_EXIT_DONE
                       : pp_fail(err, PP_ENOMEM, "out of memory");
    return pp_fail(err, PP_EUSAGE,
                   "no manual page \"%s\"; expected evaluation, instrument, "
                   "template or summary, or nothing",
                   name);
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;

    if (s->man)
        return man(n_arguments > 0 ? arguments[0] : "", out, err);
    if (s->completion != NULL) {
        pp_completion *write = pp_completion_for(s->completion);

        if (write == NULL)
            return pp_fail(err, PP_EUSAGE,
                           "--completion: \"%s\" is not bash, zsh or fish",
                           s->completion);
        write(out);
    } else if (n_arguments == 0) {
        pp_commands_list(out);
    } else {
        const struct pp_command *about = pp_command_find(arguments[0]);
        const char *near = pp_command_closest(arguments[0]);
        if (about == NULL && is_manual(arguments[0]))
            return pp_fail(err, PP_EUSAGE,
                           "%s is no command but a kind of file: man "
                           "prepost-%s tells of it, or, where no manual pages "
                           "are installed, prepost help --man %s | man -l -",
                           arguments[0], arguments[0], arguments[0]);
        if (about == NULL)
            return pp_fail(err, PP_EUSAGE, "no command \"%s\"; %s%s%s",
                           arguments[0], near != NULL ? "did you mean \"" : "",
                           near != NULL ? near : "prepost help lists them",
                           near != NULL ? "\"?" : "");
        pp_command_help(about, out);
    }
    return PP_EXIT_DONE;
}

const struct pp_command pp_command_is_help = {
    .name = "help",
    .synopsis = "[COMMAND] [--man [PAGE]]",
    .summary = "what the commands are, and what each one does",
    .options = options,
    .settings_size = sizeof(struct settings),
    .max_arguments = 1,
    .run = run};
