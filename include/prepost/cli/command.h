#ifndef PREPOST_CLI_COMMAND_H
#define PREPOST_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "prepost/base/error.h"

/*
 * One subcommand is one file src/cli/cmd_<name>.c with one const struct,
 * pp_command_is_<name>, and one line in commands.def. Its options are a table,
 * from which parsing, help and the tests follow.
 *
 *     struct settings {
 *         struct pp_common common;
 *         bool dry_run;
 *         const char *wave;
 *     };
 *     static const struct pp_option options[] = {
 *         PP_OPTION_FLAG("dry-run", struct settings, dry_run, "say, do not
 * do"), PP_OPTION_TEXT("wave", "W", struct settings, wave, "wave of all rows"),
 *         PP_OPTION_END,
 *     };
 *
 * Results go to stdout, messages to stderr. Exit status: PP_EXIT_*.
 */

enum {
    PP_EXIT_DONE = 0,
    PP_EXIT_FAILED = 1,
    PP_EXIT_USAGE = 2,
    PP_EXIT_ATTENTION = 3 /* done, but look at what was said */
};

enum pp_format { PP_FORMAT_TEXT, PP_FORMAT_JSON };

/* What every command takes; first member of each command's settings. */
struct pp_common {
    const char *dir;    /* -C: where evaluation.yaml is; "." */
    const char *format; /* --format as given; NULL: the command's default */
    double level;       /* NaN: the plan's, or 0.95 */
    long seed;          /* -1: the plan's, or 1 */
    bool quiet;
};

enum pp_option_kind {
    PP_OPTION_IS_FLAG,   /* bool */
    PP_OPTION_IS_TEXT,   /* const char * */
    PP_OPTION_IS_NUMBER, /* double, within [min, max] */
    PP_OPTION_IS_WHOLE   /* long, within [min, max] */
};

struct pp_option {
    const char *name; /* without the dashes; NULL ends the table */
    char letter;      /* short form, or 0 */
    const char *metavar;
    const char *help;
    enum pp_option_kind kind;
    size_t offset; /* of the member in the command's settings */
    double min, max;
};

#define PP_OPTION_FLAG(name, type, member, help)                               \
    {                                                                          \
        name, 0, NULL, help, PP_OPTION_IS_FLAG, offsetof(type, member), 0, 0   \
    }
#define PP_OPTION_TEXT(name, metavar, type, member, help)                      \
    {                                                                          \
        name, 0, metavar, help, PP_OPTION_IS_TEXT, offsetof(type, member), 0,  \
            0                                                                  \
    }
#define PP_OPTION_NUMBER(name, metavar, type, member, min, max, help)          \
    {                                                                          \
        name, 0, metavar, help, PP_OPTION_IS_NUMBER, offsetof(type, member),   \
            min, max                                                           \
    }
#define PP_OPTION_WHOLE(name, metavar, type, member, min, max, help)           \
    {                                                                          \
        name, 0, metavar, help, PP_OPTION_IS_WHOLE, offsetof(type, member),    \
            min, max                                                           \
    }
#define PP_OPTION_END                                                          \
    {                                                                          \
        NULL, 0, NULL, NULL, PP_OPTION_IS_FLAG, 0, 0, 0                        \
    }

struct pp_command {
    const char *name;
    const char *synopsis;    /* "FILE PRE POST [--by COLUMN]" */
    const char *summary;     /* one line for the list of commands */
    const char *description; /* paragraphs for --help; may be NULL */
    const struct pp_option *options;
    const char *formats; /* "text json": what --format takes; NULL: none */
    size_t settings_size;
    const void *defaults; /* settings before the options; NULL: zeroed */
    int min_arguments, max_arguments; /* max -1: any number */
    /*
     * Returns an exit status, or -1 with err set. Writes results to `out`.
     */
    int (*run)(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err);
};

/* All commands in the order of commands.def; ends with NULL. */
extern const struct pp_command *const pp_commands[];

/* The command of that name, or NULL; and the name that was probably meant. */
const struct pp_command *pp_command_find(const char *name);
const char *pp_command_closest(const char *name);

/*
 * Parses options (before, between or after arguments; `--` ends them; -C,
 * --format, --level, --seed, --quiet everywhere). Arguments are moved to the
 * front of argv. `settings` has settings_size bytes, filled with defaults.
 */
int pp_command_parse(const struct pp_command *command, int argc, char **argv,
                     void *settings, int *n_arguments, bool *help,
                     struct pp_error *err);

/* What the commands are, for somebody who gave none. */
void pp_commands_list(FILE *out);

/* The options that every command takes. */
extern const struct pp_option pp_common_options[];

void pp_command_help(const struct pp_command *command, FILE *out);

#endif
