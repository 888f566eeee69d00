#include "prepost/cli/command.h"

#include <math.h>
#include <string.h>

#include "prepost/base/number.h"
#include "prepost/base/text.h"

#define COMMAND(id) extern const struct pp_command pp_command_is_##id;
#include "commands.def"
#undef COMMAND

const struct pp_command *const pp_commands[] = {
#define COMMAND(id) &pp_command_is_##id,
#include "commands.def"
#undef COMMAND
    NULL};

const struct pp_option pp_common_options[] = {
    {"directory", 'C', "DIR", "where evaluation.yaml is (default: here)",
     PP_OPTION_IS_TEXT, offsetof(struct pp_common, dir), 0, 0},
    PP_OPTION_TEXT("format", "FORMAT", struct pp_common, format,
                   "how results are written"),
    PP_OPTION_NUMBER("level", "LEVEL", struct pp_common, level, 0.5, 0.9999,
                     "confidence level of intervals (default: 0.95)"),
    PP_OPTION_WHOLE("seed", "N", struct pp_common, seed, 0, 2147483647,
                    "seed of the random numbers (default: 1)"),
    PP_OPTION_FLAG("quiet", struct pp_common, quiet,
                   "say nothing but results and errors"),
    PP_OPTION_END};

const struct pp_command *pp_command_find(const char *name)
{
    for (size_t i = 0; pp_commands[i] != NULL; i++)
        if (strcmp(pp_commands[i]->name, name) == 0)
            return pp_commands[i];
    return NULL;
}

const char *pp_command_closest(const char *name)
{
    const char *names[sizeof pp_commands / sizeof *pp_commands];
    size_t n = 0;

    for (; pp_commands[n] != NULL; n++)
        names[n] = pp_commands[n]->name;
    return pp_text_closest(name, names, n);
}

static const struct pp_option *find_long(const struct pp_option *table,
                                         const char *name, size_t length)
{
    for (; table != NULL && table->name != NULL; table++)
        if (strlen(table->name) == length &&
            memcmp(table->name, name, length) == 0)
            return table;
    return NULL;
}

static const struct pp_option *find_letter(const struct pp_option *table,
                                           char letter)
{
    for (; table != NULL && table->name != NULL; table++)
        if (table->letter == letter)
            return table;
    return NULL;
}

static size_t add_names(const struct pp_option *table, const char **names,
                        size_t n, size_t most)
{
    for (; table != NULL && table->name != NULL && n < most; table++)
        names[n++] = table->name;
    return n;
}

static int unknown_option(const struct pp_command *command, const char *text,
                          struct pp_error *err)
{
    enum { MOST = 64 };
    const char *names[MOST], *near = NULL;
    size_t n = add_names(command->options, names, 0, MOST);

    n = add_names(pp_common_options, names, n, MOST);
    if (text[1] == '-')
        near = pp_text_closest(text + 2, names, n);
    if (near != NULL)
        return pp_fail(err, PP_EUSAGE, "unknown option %s; did you mean --%s?",
                       text, near);
    return pp_fail(err, PP_EUSAGE, "unknown option %s; see prepost %s --help",
                   text, command->name);
}

static int out_of_range(const struct pp_option *option, const char *value,
                        struct pp_error *err)
{
    char min[PP_NUMBER_SIZE], max[PP_NUMBER_SIZE];

    return pp_fail(
        err, PP_EUSAGE, "--%s: \"%s\" is not a %s from %s to %s", option->name,
        value, option->kind == PP_OPTION_IS_WHOLE ? "whole number" : "number",
        pp_number_shortest(min, option->min),
        pp_number_shortest(max, option->max));
}

static int set(const struct pp_option *option, void *settings,
               const char *value, struct pp_error *err)
{
    void *member = (char *)settings + option->offset;
    double number;
    long whole;

    switch (option->kind) {
    case PP_OPTION_IS_FLAG:
        *(bool *)member = true;
        return 0;
    case PP_OPTION_IS_TEXT:
        *(const char **)member = value;
        return 0;
    case PP_OPTION_IS_NUMBER:
        if (pp_number_parse(value, strlen(value), &number) != 0 ||
            number < option->min || number > option->max)
            return out_of_range(option, value, err);
        *(double *)member = number;
        return 0;
    case PP_OPTION_IS_WHOLE:
        if (pp_whole_parse(value, strlen(value), &whole) != 0 ||
            (double)whole < option->min || (double)whole > option->max)
            return out_of_range(option, value, err);
        *(long *)member = whole;
        return 0;
    }
    return pp_fail(err, PP_EBUG, "--%s has no kind", option->name);
}

/* Whether a list of words, with blanks or commas between, holds a word. */
static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);

    for (const char *p = words; p != NULL && *p != '\0';) {
        size_t n = strcspn(p, " ,");
        if (n == length && memcmp(p, word, n) == 0)
            return true;
        p += n + strspn(p + n, " ,");
    }
    return false;
}

static int check_format(const struct pp_command *command,
                        const struct pp_common *common, struct pp_error *err)
{
    if (common->format == NULL || strchr(common->format, ',') != NULL)
        return 0; /* lists are the command's own to check */
    if (command->formats == NULL)
        return pp_fail(err, PP_EUSAGE, "prepost %s takes no --format",
                       command->name);
    if (!has_word(command->formats, common->format))
        return pp_fail(err, PP_EUSAGE, "--format: \"%s\" is not one of: %s%s",
                       common->format, command->formats,
                       strncmp(common->format, "doc", 3) == 0 &&
                               has_word(command->formats, "odt")
                           ? " (Word opens odt)"
                           : "");
    return 0;
}

/* One option at argv[*i]; moves *i past its value. */
static int parse_option(const struct pp_command *command, int argc, char **argv,
                        int *i, void *settings, struct pp_error *err)
{
    const char *text = argv[*i];
    const struct pp_option *option;
    const char *value = NULL;

    if (text[1] == '-') {
        size_t length = strcspn(text + 2, "=");
        option = find_long(command->options, text + 2, length);
        if (option == NULL)
            option = find_long(pp_common_options, text + 2, length);
        if (text[2 + length] == '=')
            value = text + 2 + length + 1;
    } else {
        option = find_letter(command->options, text[1]);
        if (option == NULL)
            option = find_letter(pp_common_options, text[1]);
        if (text[2] != '\0')
            value = text + 2;
    }
    if (option == NULL)
        return unknown_option(command, text, err);
    if (option->kind == PP_OPTION_IS_FLAG && value != NULL)
        return pp_fail(err, PP_EUSAGE, "--%s takes no value", option->name);
    if (option->kind != PP_OPTION_IS_FLAG && value == NULL) {
        if (*i + 1 >= argc)
            return pp_fail(err, PP_EUSAGE, "--%s wants a value: --%s %s",
                           option->name, option->name, option->metavar);
        value = argv[++*i];
    }
    return set(option, settings, value, err);
}

int pp_command_parse(const struct pp_command *command, int argc, char **argv,
                     void *settings, int *n_arguments, bool *help,
                     struct pp_error *err)
{
    int n = 0;
    bool only_arguments = false;

    if (command->defaults != NULL) {
        memcpy(settings, command->defaults, command->settings_size);
    } else {
        memset(settings, 0, command->settings_size);
    }
    struct pp_common *common = settings;
    common->dir = ".";
    common->level = NAN;
    common->seed = -1;
    *help = false;
    for (int i = 0; i < argc; i++) {
        const char *text = argv[i];
        if (only_arguments || text[0] != '-' || text[1] == '\0') {
            argv[n++] = argv[i];
        } else if (strcmp(text, "--") == 0) {
            only_arguments = true;
        } else if (strcmp(text, "--help") == 0 || strcmp(text, "-h") == 0) {
            *help = true;
            return 0;
        } else if (parse_option(command, argc, argv, &i, settings, err) != 0) {
            return -1;
        }
    }
    *n_arguments = n;
    if (check_format(command, common, err) != 0)
        return -1;
    if (common->dir[0] == '\0')
        return pp_fail(err, PP_EUSAGE, "-C: the name of the folder is empty");
    if (n < command->min_arguments)
        return pp_fail(err, PP_EUSAGE, "usage: prepost %s %s", command->name,
                       command->synopsis);
    if (command->max_arguments >= 0 && n > command->max_arguments)
        return pp_fail(err, PP_EUSAGE,
                       "\"%s\" is one argument too many; usage: prepost %s %s",
                       argv[command->max_arguments], command->name,
                       command->synopsis);
    return 0;
}

/*
 * Paragraphs in lines of at most 79 columns, a single line feed being a
 * blank; further lines begin `indent` columns in, where the first stands.
 * Lines that begin with a blank stay as they are.
 */
static void help_text(const char *text, int indent, FILE *out)
{
    enum { WIDTH = 79 };
    int column = indent;

    while (*text != '\0') {
        int n = (int)strcspn(text, " \n");
        if (text[0] == '\n' && text[1] == ' ') {
            n = (int)strcspn(text + 1, "\n") + 1;
            fprintf(out, "\n%*s%.*s", indent, "", n - 1, text + 1);
            column = WIDTH;
        } else if (text[0] == '\n' && text[1] == '\n') {
            n = 2;
            fprintf(out, "\n\n%*s", indent, "");
            column = indent;
        } else if (n == 0) {
            n = 1;
        } else {
            if (column > indent && column + 1 + n > WIDTH) {
                fprintf(out, "\n%*s", indent, "");
                column = indent;
            }
            fprintf(out, "%s%.*s", column > indent ? " " : "", n, text);
            column += n + (column > indent);
        }
        text += n;
    }
    fputc('\n', out);
}

static void help_options(const struct pp_option *table, FILE *out)
{
    for (; table != NULL && table->name != NULL; table++) {
        char left[64];
        snprintf(left, sizeof left, "%c%c%s--%s%s%s",
                 table->letter != 0 ? '-' : ' ',
                 table->letter != 0 ? table->letter : ' ',
                 table->letter != 0 ? ", " : "  ", table->name,
                 table->metavar != NULL ? " " : "",
                 table->metavar != NULL ? table->metavar : "");
        fprintf(out, "  %-26s ", left);
        help_text(table->help, 29, out);
    }
}

void pp_command_help(const struct pp_command *command, FILE *out)
{
    fprintf(out, "usage: prepost %s %s\n\n%s.\n", command->name,
            command->synopsis, command->summary);
    if (command->description != NULL) {
        fputc('\n', out);
        help_text(command->description, 0, out);
    }
    if (command->options != NULL && command->options[0].name != NULL) {
        fputs("\nOptions\n", out);
        help_options(command->options, out);
    }
    fputs("\nEverywhere\n", out);
    help_options(pp_common_options, out);
    if (command->formats != NULL)
        fprintf(out, "\nFormats: %s\n", command->formats);
}
