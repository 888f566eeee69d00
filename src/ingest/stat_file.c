#include "stat_file.h"

#include <math.h>
#include <readstat.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/buffer.h"
#include "prepost/base/date.h"
#include "prepost/base/number.h"
#include "prepost/base/pool.h"
#include "prepost/base/text.h"

enum { MAX_VARIABLES = 32767 };
static const size_t MAX_TEXT = (size_t)1 << 30;

/* A value label as it arrives, before the variables do. */
struct set_label {
    const char *set, *code, *label;
};

enum moment { NO_MOMENT, SPSS_SECONDS, STATA_DAYS, STATA_MILLISECONDS };

struct variable {
    const char *name, *question, *set;
    enum moment moment;
};

struct pp_stat_file {
    struct pp_pool *pool;
    enum pp_stat_kind kind;
    int version;               /* of the format, as the file says */
    bool as_utf8, is_not_utf8; /* old Stata: how it is read; what was met */
    const char *path;
    struct pp_error failure;
    struct variable *variables;
    size_t n_variables, variables_capacity;
    struct set_label *set_labels;
    size_t n_set_labels, set_labels_capacity;
    struct pp_buffer text; /* values, NUL-ended */
    size_t *starts;        /* per value; SIZE_MAX: none */
    size_t n_values, values_capacity;
    struct pp_value_labels *labels;
    const char **questions;
    struct pp_text_field *fields;
    struct pp_record record;
};

/* --- values --------------------------------------------------------------- */

static void print_moment(char *out, size_t size, double value,
                         enum moment moment)
{
    char day[PP_DATE_SIZE];
    /* SPSS counts from 1582-10-14, Stata from 1960-01-01. */
    double seconds = moment == SPSS_SECONDS ? value - 141428.0 * 86400
                     : moment == STATA_DAYS ? (value - 3653) * 86400
                                            : value / 1000 - 3653.0 * 86400;
    double days = floor(seconds / 86400);
    long rest = lround(seconds - days * 86400);

    if (!(fabs(days) <= 4e6)) { /* not a number, too */
        pp_number_shortest(out, value);
        return;
    }
    pp_date_print(day, (int32_t)days);
    if (rest > 0 && rest < 86400)
        snprintf(out, size, "%s %02ld:%02ld:%02ld", day, rest / 3600,
                 rest / 60 % 60, rest % 60);
    else
        snprintf(out, size, "%s", day);
}

static const char *print_value(char *out, size_t size, readstat_value_t value,
                               enum moment moment)
{
    double number = readstat_double_value(value);

    if (moment != NO_MOMENT)
        print_moment(out, size, number, moment);
    else if (readstat_value_type(value) == READSTAT_TYPE_FLOAT)
        snprintf(out, size, "%.7g", number); /* what a float can tell */
    else
        pp_number_shortest(out, number);
    return out;
}

static enum moment moment_of(enum pp_stat_kind kind, const char *format)
{
    static const char *const dates[] = {"DATE",  "ADATE", "EDATE",
                                        "SDATE", "JDATE", "YMDHMS"};

    if (format == NULL)
        return NO_MOMENT;
    if (kind == PP_STAT_STATA) {
        if (strncmp(format, "%td", 3) == 0 || strncmp(format, "%d", 2) == 0)
            return STATA_DAYS;
        return strncmp(format, "%tc", 3) == 0 ? STATA_MILLISECONDS : NO_MOMENT;
    }
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        if (strncmp(format, dates[i], strlen(dates[i])) == 0)
            return SPSS_SECONDS; /* DATETIME begins with DATE */
    return NO_MOMENT;
}

/* --- what ReadStat calls -------------------------------------------------- */

static int on_value_label(const char *set, readstat_value_t value,
                          const char *label, void *ctx)
{
    struct pp_stat_file *file = ctx;
    char code[2 * PP_DATE_SIZE];

    if (set == NULL || label == NULL)
        return READSTAT_HANDLER_OK;
    if (file->n_set_labels == file->set_labels_capacity) {
        file->set_labels_capacity = 2 * file->set_labels_capacity + 32;
        file->set_labels =
            pp_realloc_array(file->set_labels, file->set_labels_capacity,
                             sizeof *file->set_labels);
    }
    const char *text = code;
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING)
        text = readstat_string_value(value);
    else
        print_value(code, sizeof code, value, NO_MOMENT);
    file->set_labels[file->n_set_labels++] = (struct set_label){
        .set = pp_pool_strdup(file->pool, set),
        .code = pp_pool_strdup(file->pool, text != NULL ? text : ""),
        .label = pp_pool_strdup(file->pool, label)};
    return READSTAT_HANDLER_OK;
}

/*
 * The name of a variable's set of labels. ReadStat lends it from a table of
 * the file as it is there: in a damaged file it has no end.
 */
static const char *copy_set(struct pp_stat_file *file, const char *set)
{
    size_t most = file->version < 110 ? 9 : file->version < 118 ? 33 : 129;

    if (set == NULL || file->kind != PP_STAT_STATA)
        return set != NULL ? pp_pool_strdup(file->pool, set) : NULL;
    return pp_pool_strndup(file->pool, set, strnlen(set, most));
}

static int on_metadata(readstat_metadata_t *metadata, void *ctx)
{
    struct pp_stat_file *file = ctx;

    file->version = readstat_get_file_format_version(metadata);
    return READSTAT_HANDLER_OK;
}

static int on_variable(int index, readstat_variable_t *variable,
                       const char *set, void *ctx)
{
    struct pp_stat_file *file = ctx;
    const char *name = readstat_variable_get_name(variable);
    const char *label = readstat_variable_get_label(variable);

    (void)index;
    if (file->n_variables == MAX_VARIABLES) {
        pp_fail(&file->failure, PP_EPARSE,
                "%s has more than %d variables; a table of answers was "
                "expected",
                file->path, MAX_VARIABLES);
        return READSTAT_HANDLER_ABORT;
    }
    if (file->n_variables == file->variables_capacity) {
        file->variables_capacity = 2 * file->variables_capacity + 32;
        file->variables = pp_realloc_array(
            file->variables, file->variables_capacity, sizeof *file->variables);
    }
    file->variables[file->n_variables++] = (struct variable){
        .name = pp_pool_strdup(file->pool, name != NULL ? name : ""),
        .question = label != NULL && label[0] != '\0'
                        ? pp_pool_strdup(file->pool, label)
                        : NULL,
        .set = copy_set(file, set),
        .moment =
            moment_of(file->kind, readstat_variable_get_format(variable))};
    return READSTAT_HANDLER_OK;
}

/* Blanks at the ends are padding. */
static void add_text(struct pp_stat_file *file, const char *text)
{
    size_t n = strlen(text);

    while (n > 0 && (unsigned char)text[n - 1] <= ' ')
        n--;
    while (n > 0 && (unsigned char)*text <= ' ')
        text++, n--;
    if (n == 0)
        return;
    file->starts[file->n_values - 1] = file->text.length;
    file->is_not_utf8 = file->is_not_utf8 || pp_text_valid(text, n) < n;
    pp_text_repair(text, n, &file->text);
    pp_buffer_putc(&file->text, '\0');
}

static int on_value(int row, readstat_variable_t *variable,
                    readstat_value_t value, void *ctx)
{
    struct pp_stat_file *file = ctx;
    int index = readstat_variable_get_index(variable);
    char number[2 * PP_DATE_SIZE];

    (void)row;
    if (file->n_values == file->values_capacity) {
        file->values_capacity = 2 * file->values_capacity + 1024;
        file->starts = pp_realloc_array(file->starts, file->values_capacity,
                                        sizeof *file->starts);
    }
    file->starts[file->n_values++] = SIZE_MAX;
    if (file->text.length > MAX_TEXT) {
        pp_fail(&file->failure, PP_ENOMEM,
                "%s holds more than 1 GB of answers; save it as CSV, which is "
                "read piece by piece",
                file->path);
        return READSTAT_HANDLER_ABORT;
    }
    if (readstat_value_is_missing(value, variable))
        return READSTAT_HANDLER_OK;
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
        const char *text = readstat_string_value(value);
        if (text != NULL)
            add_text(file, text);
        return READSTAT_HANDLER_OK;
    }
    enum moment moment = index >= 0 && (size_t)index < file->n_variables
                             ? file->variables[index].moment
                             : NO_MOMENT;
    add_text(file, print_value(number, sizeof number, value, moment));
    return READSTAT_HANDLER_OK;
}

static void on_error(const char *text, void *ctx)
{
    (void)text; /* the code says it, too */
    (void)ctx;
}

/* --- opening -------------------------------------------------------------- */

static void compile_labels(struct pp_stat_file *file)
{
    size_t n = file->n_variables;

    file->labels = pp_pool_array(file->pool, n, sizeof *file->labels);
    file->questions = pp_pool_array(file->pool, n, sizeof *file->questions);
    for (size_t v = 0; v < n; v++) {
        const struct variable *variable = &file->variables[v];
        struct pp_value_label *items = pp_pool_array(
            file->pool, variable->set != NULL ? file->n_set_labels : 0,
            sizeof *items);
        size_t count = 0;
        file->questions[v] = variable->question;
        for (size_t i = 0; variable->set != NULL && i < file->n_set_labels; i++)
            if (strcmp(file->set_labels[i].set, variable->set) == 0)
                items[count++] = (struct pp_value_label){
                    file->set_labels[i].code, file->set_labels[i].label};
        file->labels[v] = (struct pp_value_labels){items, count};
    }
}

static int parse(struct pp_stat_file *file, struct pp_error *err)
{
    readstat_parser_t *parser = readstat_parser_init();

    if (parser == NULL)
        pp_out_of_memory();
    readstat_set_metadata_handler(parser, on_metadata);
    readstat_set_value_label_handler(parser, on_value_label);
    readstat_set_variable_handler(parser, on_variable);
    readstat_set_value_handler(parser, on_value);
    readstat_set_error_handler(parser, on_error);
    if (file->as_utf8)
        readstat_set_file_character_encoding(parser, "UTF-8");
    readstat_error_t status =
        file->kind == PP_STAT_SPSS
            ? readstat_parse_sav(parser, file->path, file)
            : readstat_parse_dta(parser, file->path, file);
    readstat_parser_free(parser);
    if (file->failure.code != PP_OK) {
        *err = file->failure;
        return -1;
    }
    if (status != READSTAT_OK)
        return pp_fail(err, PP_EPARSE,
                       "%s cannot be read as a file of %s: %s; save it again "
                       "with a newer program, or as CSV",
                       file->path,
                       file->kind == PP_STAT_SPSS ? "SPSS" : "Stata",
                       readstat_error_message(status));
    if (file->n_variables == 0)
        return pp_fail(err, PP_EPARSE,
                       "%s holds no variables; a table of answers was expected",
                       file->path);
    return 0;
}

/*
 * Until release 14 Stata's files do not say how their letters are coded. Its
 * own are Windows-1252; other programs write UTF-8, which shows: text in
 * another code is hardly ever valid UTF-8.
 */
static int parse_stata(struct pp_stat_file *file, struct pp_error *err)
{
    struct pp_error first = {0};

    file->as_utf8 = true;
    int status = parse(file, &first);
    if (file->version >= 118 || (status == 0 && !file->is_not_utf8)) {
        *err = first;
        return status;
    }
    file->as_utf8 = false;
    file->n_variables = file->n_set_labels = file->n_values = 0;
    file->text.length = 0;
    file->failure = (struct pp_error){0};
    return parse(file, err);
}

int pp_stat_open(const char *path, enum pp_stat_kind kind,
                 struct pp_stat_file **out, struct pp_error *err)
{
    struct pp_stat_file *file = pp_alloc_zero(1, sizeof *file);

    *out = NULL;
    file->pool = pp_pool_new();
    file->kind = kind;
    file->path = pp_pool_strdup(file->pool, path);
    pp_buffer_puts(&file->text, "");
    if ((kind == PP_STAT_STATA ? parse_stata(file, err) : parse(file, err)) !=
        0) {
        pp_stat_close(file);
        return -1;
    }
    compile_labels(file);
    file->fields =
        pp_pool_array(file->pool, file->n_variables, sizeof *file->fields);
    *out = file;
    return 0;
}

void pp_stat_close(struct pp_stat_file *file)
{
    if (file == NULL)
        return;
    pp_free(file->variables);
    pp_free(file->set_labels);
    pp_free(file->starts);
    pp_buffer_clear(&file->text);
    pp_pool_free(file->pool);
    pp_free(file);
}

/* --- records -------------------------------------------------------------- */

size_t pp_stat_rows(const struct pp_stat_file *file)
{
    return file->n_values / file->n_variables;
}

const struct pp_record *pp_stat_record(struct pp_stat_file *file, size_t index)
{
    if (index > pp_stat_rows(file))
        return NULL;
    for (size_t v = 0; v < file->n_variables; v++) {
        const char *text = NULL;
        if (index == 0) {
            text = file->variables[v].name;
        } else {
            size_t start = file->starts[(index - 1) * file->n_variables + v];
            text = start == SIZE_MAX ? NULL : file->text.data + start;
        }
        file->fields[v] =
            (struct pp_text_field){text, text != NULL ? strlen(text) : 0};
    }
    file->record = (struct pp_record){
        .line = index, .fields = file->fields, .n_fields = file->n_variables};
    return &file->record;
}

const struct pp_value_labels *pp_stat_labels(const struct pp_stat_file *file)
{
    return file->labels;
}

const char *const *pp_stat_questions(const struct pp_stat_file *file, size_t *n)
{
    *n = file->n_variables;
    return file->questions;
}
