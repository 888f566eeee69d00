#include "redcap_dictionary.h"

#include <ctype.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "prepost/base/csv.h"
#include "prepost/base/date.h"
#include "prepost/base/file.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"

/* --- finding it ----------------------------------------------------------- */

enum { MOST_FILES = 500, START = 64 };

static bool is_dictionary(const char *path)
{
    char start[START + 1] = "";
    size_t got = 0;
    FILE *file = fopen(path, "r");

    if (file == NULL)
        return false;
    got = fread(start, 1, START, file);
    fclose(file);
    start[got] = '\0';
    return strstr(start, "Variable / Field Name") != NULL ||
           strncmp(start, "field_name,form_name,", 21) == 0 ||
           strncmp(start, "\"field_name\",\"form_name\"", 24) == 0;
}

const char *pp_redcap_dictionary_find(struct pp_pool *pool, const char *data,
                                      struct pp_notes *notes)
{
    const char *slash = strrchr(data, '/');
    const char *folder =
        slash == NULL ? "."
                      : pp_pool_strndup(pool, data, (size_t)(slash - data));
    const char *found = NULL;
    struct pp_buffer pattern = PP_BUFFER_INIT;
    glob_t files = {.gl_pathc = 0};
    size_t n = 0;

    if (strcmp(data, "-") == 0)
        return NULL;
    pp_file_pattern(folder, &pattern);
    pp_buffer_puts(&pattern, "/*.csv");
    glob(pattern.data, 0, NULL, &files);
    pp_buffer_clear(&pattern);
    for (size_t i = 0; i < files.gl_pathc && i < MOST_FILES; i++) {
        if (!is_dictionary(files.gl_pathv[i]))
            continue;
        n++;
        found = pp_pool_strdup(pool, files.gl_pathv[i]);
    }
    globfree(&files);
    if (n > 1)
        pp_notes_add(notes, PP_NOTE_WARNING, data, 0, 0, NULL,
                     "%zu data dictionaries lie beside it, and which is its "
                     "cannot be told; name one in the plan (dictionary)",
                     n);
    return n == 1 ? found : NULL;
}

/* --- reading it ----------------------------------------------------------- */

/* As downloaded, and as the API gives it. */
static const char *const headings[][2] = {
    {"Variable / Field Name", "field_name"},
    {"Field Type", "field_type"},
    {"Field Label", "field_label"},
    {"Choices, Calculations, OR Slider Labels",
     "select_choices_or_calculations"},
    {"Text Validation Type OR Show Slider Number",
     "text_validation_type_or_show_slider_number"},
    {"Text Validation Min", "text_validation_min"},
    {"Text Validation Max", "text_validation_max"},
    {"Identifier?", "identifier"},
};
enum {
    NAME,
    TYPE,
    LABEL,
    CHOICES,
    VALIDATION,
    LEAST,
    MOST,
    IDENTIFIER,
    N_COLUMNS
};

struct variable {
    const char *texts[N_COLUMNS];
    struct pp_value_labels choices;
};

static const char *text_at(const struct pp_record *row, size_t column)
{
    return column < row->n_fields && row->fields[column].text != NULL
               ? row->fields[column].text
               : "";
}

static int find_columns(const char *path, const struct pp_record *row,
                        size_t at[N_COLUMNS], struct pp_error *err)
{
    for (size_t c = 0; c < N_COLUMNS; c++) {
        at[c] = SIZE_MAX;
        for (size_t i = 0; i < row->n_fields; i++)
            if (pp_text_same(text_at(row, i), headings[c][0]) ||
                pp_text_same(text_at(row, i), headings[c][1]))
                at[c] = i;
        if (at[c] == SIZE_MAX && c <= CHOICES)
            return pp_fail(err, PP_EDATA,
                           "%s is no data dictionary of REDCap: it has no "
                           "column \"%s\"",
                           path, headings[c][0]);
    }
    return 0;
}

/* Labels may be dressed in HTML. */
static const char *plain_text(struct pp_pool *pool, const char *text)
{
    char *out = pp_pool_alloc(pool, strlen(text) + 1), *to = out;

    for (; *text != '\0'; text++) {
        const char *close = *text == '<' ? strchr(text, '>') : NULL;
        if (close != NULL &&
            (isalpha((unsigned char)text[1]) || text[1] == '/'))
            text = close;
        else
            *to++ = *text;
    }
    *to = '\0';
    return out;
}

/* "0, Not at all | 1, Several days" */
static struct pp_value_labels read_choices(struct pp_pool *pool,
                                           const char *text)
{
    size_t n = 1;

    for (const char *p = text; *p != '\0'; p++)
        n += *p == '|';
    struct pp_value_label *items = pp_pool_array(pool, n, sizeof *items);
    struct pp_value_labels out = {.items = items};
    for (const char *p = text; *p != '\0';) {
        size_t length = strcspn(p, "|");
        const char *comma = memchr(p, ',', length), *end = p + length;
        if (comma != NULL) {
            const char *code = p, *code_end = comma, *label = comma + 1;
            while (code < code_end && *code == ' ')
                code++;
            while (code_end > code && code_end[-1] == ' ')
                code_end--;
            while (label < end && *label == ' ')
                label++;
            while (end > label && end[-1] == ' ')
                end--;
            items[out.n++] = (struct pp_value_label){
                pp_pool_strndup(pool, code, (size_t)(code_end - code)),
                plain_text(
                    pool, pp_pool_strndup(pool, label, (size_t)(end - label)))};
        }
        p += length + (p[length] == '|');
    }
    return out;
}

static struct variable read_variable(struct pp_pool *pool,
                                     const struct pp_record *row,
                                     const size_t at[N_COLUMNS])
{
    static const struct pp_value_label yes_no[] = {{"1", "Yes"}, {"0", "No"}};
    static const struct pp_value_label true_false[] = {{"1", "True"},
                                                       {"0", "False"}};
    struct variable v;

    for (size_t c = 0; c < N_COLUMNS; c++)
        v.texts[c] = pp_pool_strdup(pool, text_at(row, at[c]));
    v.texts[LABEL] = plain_text(pool, v.texts[LABEL]);
    v.choices = (struct pp_value_labels){NULL, 0};
    if (strcmp(v.texts[TYPE], "radio") == 0 ||
        strcmp(v.texts[TYPE], "dropdown") == 0 ||
        strcmp(v.texts[TYPE], "checkbox") == 0)
        v.choices = read_choices(pool, v.texts[CHOICES]);
    else if (strcmp(v.texts[TYPE], "yesno") == 0)
        v.choices = (struct pp_value_labels){yes_no, 2};
    else if (strcmp(v.texts[TYPE], "truefalse") == 0)
        v.choices = (struct pp_value_labels){true_false, 2};
    return v;
}

/* --- applying it ---------------------------------------------------------- */

/* Why a variable is never kept; NULL: it may be. */
static const char *why_not_kept(const struct variable *v)
{
    const char *type = v->texts[TYPE], *check = v->texts[VALIDATION];

    if (v->texts[IDENTIFIER][0] == 'y' || v->texts[IDENTIFIER][0] == 'Y')
        return "an identifier by the data dictionary, never kept";
    if (strcmp(check, "email") == 0 || strcmp(check, "phone") == 0)
        return "an address by the data dictionary, never kept";
    if (strcmp(type, "notes") == 0)
        return "free text by the data dictionary, never kept";
    if (strcmp(type, "file") == 0 || strcmp(type, "descriptive") == 0)
        return "no answer by the data dictionary";
    return NULL;
}

/* "gym___3": the variable, and the choice that was ticked or not. */
static const char *tick_of(const char *heading, const char *name)
{
    size_t n = strlen(name);

    return strncmp(heading, name, n) == 0 && strncmp(heading + n, "___", 3) == 0
               ? heading + n + 3
               : NULL;
}

/* REDCap writes a negative code as "_1" there. */
static const char *label_of_tick(const struct variable *v, const char *code)
{
    for (size_t i = 0; i < v->choices.n; i++) {
        const char *own = v->choices.items[i].code;
        if (strcasecmp(own, code) == 0 ||
            (own[0] == '-' && code[0] == '_' && strcmp(own + 1, code + 1) == 0))
            return v->choices.items[i].label;
    }
    return code;
}

/* NaN for what is no limit: blank, another field ("[dob]"), "today". */
static double read_limit(const char *text, bool is_date)
{
    int32_t day, other;
    double number;

    if (is_date)
        return pp_date_read(text, strlen(text), &day, &other) & PP_DATE_YMD
                   ? (double)day
                   : (double)NAN;
    return pp_number_parse(text, strlen(text), &number) == 0 ? number : NAN;
}

/* Whatever order a form shows dates in, dictionary and data have 2025-03-31. */
static struct pp_limits limits_of(const struct variable *v)
{
    const char *check = v->texts[VALIDATION];
    struct pp_limits out = {.min = NAN, .max = NAN};

    out.is_date = strncmp(check, "date_", 5) == 0;
    if (!out.is_date && strncmp(check, "integer", 7) != 0 &&
        strncmp(check, "number", 6) != 0)
        return out;
    out.min = read_limit(v->texts[LEAST], out.is_date);
    out.max = read_limit(v->texts[MOST], out.is_date);
    out.said[0] = isnan(out.min) ? NULL : v->texts[LEAST];
    out.said[1] = isnan(out.max) ? NULL : v->texts[MOST];
    return out;
}

static bool apply(struct pp_pool *pool, const struct variable *v,
                  struct pp_heading *heading, struct pp_value_labels *labels,
                  struct pp_limits *limits)
{
    const char *tick = tick_of(heading->name, v->texts[NAME]);

    if (tick == NULL && strcmp(heading->name, v->texts[NAME]) != 0)
        return false;
    if (tick != NULL) {
        heading->question = pp_pool_printf(pool, "%s: %s", v->texts[LABEL],
                                           label_of_tick(v, tick));
        return true;
    }
    heading->question = v->texts[LABEL];
    *labels = v->choices;
    *limits = limits_of(v);
    const char *why = why_not_kept(v);
    if (why != NULL && heading->role == PP_COLUMN_UNKNOWN) {
        heading->role = PP_COLUMN_IGNORED;
        heading->why = why;
    }
    return true;
}

int pp_redcap_dictionary_apply(struct pp_pool *pool, const char *path,
                               struct pp_sheet *sheet, struct pp_source *source,
                               struct pp_notes *notes, struct pp_error *err)
{
    struct pp_value_labels *labels =
        pp_pool_array(pool, sheet->n_headings, sizeof *labels);
    struct pp_limits *limits =
        pp_pool_array(pool, sheet->n_headings, sizeof *limits);
    for (size_t c = 0; c < sheet->n_headings; c++)
        limits[c] = (struct pp_limits){.min = NAN, .max = NAN};
    const struct pp_record *row;
    size_t at[N_COLUMNS], n_used = 0, n = 0;
    struct pp_csv *csv;
    int got;

    if (pp_csv_open(path, NULL, &csv, err) != 0)
        return -1;
    if ((got = pp_csv_next(csv, &row, err)) > 0 &&
        find_columns(path, row, at, err) != 0)
        got = -1;
    while (got > 0 && (got = pp_csv_next(csv, &row, err)) > 0) {
        const struct variable v = read_variable(pool, row, at);
        bool is_used = false;
        for (size_t c = 0; c < sheet->n_headings && v.texts[NAME][0] != '\0';
             c++)
            is_used |=
                apply(pool, &v, &sheet->headings[c], &labels[c], &limits[c]);
        n_used += is_used;
        n++;
    }
    pp_csv_close(csv);
    if (got < 0)
        return -1;
    source->labels = labels;
    source->limits = limits;
    source->n_columns = sheet->n_headings;
    pp_notes_add(notes, PP_NOTE_INFO, path, 0, 0, NULL,
                 "read as the data dictionary: %zu of its %zu variables are in "
                 "the file",
                 n_used, n);
    return 0;
}
