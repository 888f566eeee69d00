#include "roff.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_SCHEMAS = 64 };

/* A '-' is a minus sign, so that what is copied from a page works. */
static void text_of(const char *text, size_t n, FILE *out)
{
    if (n > 0 && (text[0] == '.' || text[0] == '\''))
        fputs("\\&", out);
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\\')
            fputs("\\e", out);
        else if (text[i] == '-')
            fputs("\\-", out);
        else
            fputc(text[i], out);
    }
}

void pp_roff_text(const char *text, FILE *out)
{
    text_of(text, strlen(text), out);
}

void pp_roff_head(const char *page, int section, const char *summary, FILE *out)
{
    fputs(".TH ", out);
    for (const char *p = page; *p != '\0'; p++)
        fputc(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p, out);
    fprintf(out, " %d \"%s\" \"prepost %s\" \"%s\"\n", section, PP_RELEASED,
            PP_VERSION, section == 1 ? "User Commands" : "File Formats");
    /* Ragged right and whole words: names of files are not to be broken. */
    fprintf(out, ".nh\n.ad l\n.SH NAME\n%s \\- %s\n", page, summary);
}

void pp_roff_heading(const char *title, FILE *out)
{
    fprintf(out, ".SH %s\n", title);
}

void pp_roff_paragraphs(const char *text, FILE *out)
{
    bool is_in_list = false;

    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        if (is_in_list && n > 0 && text[0] != ' ')
            fputs(".PP\n", out); /* a line of a list stays one */
        is_in_list = text[0] == ' ';
        if (n == 0) {
            fputs(".PP", out);
        } else {
            text_of(text, n, out);
        }
        fputc('\n', out);
        text += n + (text[n] == '\n');
    }
}

void pp_roff_example(const char *text, FILE *out)
{
    fputs(".PP\n.RS 4\n.EX\n", out);
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        text_of(text, n, out);
        fputc('\n', out);
        text += n + (text[n] == '\n');
    }
    fputs(".EE\n.RE\n", out);
}

void pp_roff_entry(const char *name, const char *text, FILE *out)
{
    fputs(".TP\n.B ", out);
    pp_roff_text(name, out);
    fputc('\n', out);
    pp_roff_text(text, out);
    fputc('\n', out);
}

void pp_roff_options(const struct pp_option *table, FILE *out)
{
    for (; table != NULL && table->name != NULL; table++) {
        fputs(".TP\n.B ", out);
        if (table->letter != 0)
            fprintf(out, "\\-%c, ", table->letter);
        fputs("\\-\\-", out);
        pp_roff_text(table->name, out);
        if (table->metavar != NULL)
            fprintf(out, " \\fI%s\\fR", table->metavar);
        fputc('\n', out);
        pp_roff_text(table->help, out);
        fputc('\n', out);
    }
}

/* Breaks a line of text at blanks; what begins a line is no request. */
static void wrap_line(const char *line, size_t n, FILE *out)
{
    enum { WIDTH = 79 };

    while (n > WIDTH) {
        size_t at = WIDTH;

        while (at > 0 && line[at] != ' ')
            at--;
        if (at == 0)
            break;
        fprintf(out, "%.*s\n", (int)at, line);
        line += at + 1;
        n -= at + 1;
        if (line[0] == '.' || line[0] == '\'')
            fputs("\\&", out);
    }
    fprintf(out, "%.*s\n", (int)n, line);
}

void pp_roff_wrap(const char *page, FILE *out)
{
    bool is_example = false;

    while (*page != '\0') {
        size_t n = strcspn(page, "\n");

        is_example = strncmp(page, ".EX", 3) == 0 ||
                     (is_example && strncmp(page, ".EE", 3) != 0);
        if (page[0] == '.' || is_example)
            fprintf(out, "%.*s\n", (int)n, page);
        else
            wrap_line(page, n, out);
        page += n + (page[n] == '\n');
    }
}

/* --- schemas -------------------------------------------------------------- */

struct schemas {
    const struct pp_schema *items[MAX_SCHEMAS];
    size_t n;
};

static void collect(struct schemas *all, const struct pp_schema *schema)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i] == schema)
            return;
    if (all->n == MAX_SCHEMAS)
        return;
    all->items[all->n++] = schema;
    for (size_t i = 0; i < schema->n_fields; i++)
        if (schema->fields[i].sub != NULL)
            collect(all, schema->fields[i].sub);
}

static void range(const struct pp_field *field, const char *unit, FILE *out)
{
    if (!field->has_range)
        return;
    if (isinf(field->max))
        fprintf(out, ", %.10g or more%s", field->min, unit);
    else if (isinf(field->min))
        fprintf(out, ", %.10g or less%s", field->max, unit);
    else
        fprintf(out, ", %.10g to %.10g%s", field->min, field->max, unit);
}

static void type(const struct pp_field *field, FILE *out)
{
    const char *of = field->sub != NULL ? field->sub->name : "";

    switch (field->type) {
    case PP_FIELD_TEXT:
        fputs(field->is_name ? "a name: small letters, figures and _" : "text",
              out);
        break;
    case PP_FIELD_WHOLE:
        fputs("whole number", out);
        range(field, "", out);
        break;
    case PP_FIELD_NUMBER:
        fputs("number", out);
        range(field, "", out);
        break;
    case PP_FIELD_FLAG:
        fputs("yes or no", out);
        break;
    case PP_FIELD_WORD:
        for (size_t i = 0; field->choices[i] != NULL; i++) {
            fputs(i > 0 ? " | " : "", out);
            pp_roff_text(field->choices[i], out);
        }
        break;
    case PP_FIELD_TEXTS:
        fputs("text, or a list of texts", out);
        range(field, " of them", out);
        break;
    case PP_FIELD_NUMBERS:
        fputs("list of numbers", out);
        range(field, " of them", out);
        break;
    case PP_FIELD_BLOCK:
        fprintf(out, "a block: see \\fI%s\\fR below", of);
        break;
    case PP_FIELD_BLOCKS:
        fprintf(out, "a list: see \\fI%s\\fR below", of);
        range(field, " of them", out);
        break;
    case PP_FIELD_NAMED:
        fprintf(out, "a map, each value by its name: see \\fI%s\\fR below", of);
        range(field, " of them", out);
        break;
    }
    if (field->scalar != NULL)
        fputs(field->scalar->type == PP_FIELD_WHOLE ? "; or a whole number"
                                                    : "; or a text",
              out);
}

/* What is taken when the key is not there. */
static void otherwise(const struct pp_field *field, FILE *out)
{
    if (field->type == PP_FIELD_WORD && field->otherwise >= 0) {
        fputs("; \\fB", out);
        pp_roff_text(field->choices[(size_t)field->otherwise], out);
        fputs("\\fR if left out", out);
    } else if ((field->type == PP_FIELD_WHOLE ||
                field->type == PP_FIELD_NUMBER) &&
               field->otherwise > 0) {
        fprintf(out, "; %.10g if left out", field->otherwise);
    } else if (field->type == PP_FIELD_FLAG) {
        fprintf(out, "; %s if left out", field->otherwise > 0 ? "yes" : "no");
    }
}

static void field_entry(const struct pp_field *field, FILE *out)
{
    fputs(".TP\n.B ", out);
    pp_roff_text(field->name, out);
    fputc('\n', out);
    if (field->help != NULL) {
        pp_roff_text(field->help, out);
        fputc('\n', out);
    }
    fputs(".br\n(", out);
    type(field, out);
    if (field->required)
        fputs("; required", out);
    else
        otherwise(field, out);
    fputs(")\n", out);
}

static void section(const struct pp_schema *schema, bool is_root, FILE *out)
{
    if (is_root) {
        fputs(".SS The whole file\n", out);
    } else {
        fputs(".SS ", out);
        pp_roff_text(schema->name, out);
        fputc('\n', out);
    }
    if (schema->shorthand != NULL)
        fprintf(out, "A single value stands for its \\fB%s\\fR.\n",
                schema->shorthand);
    for (size_t i = 0; i < schema->n_fields; i++)
        if (schema->fields[i].is_key)
            fprintf(out, "The %s of each is the key that it stands under.\n",
                    schema->fields[i].name);
    for (size_t i = 0; i < schema->n_fields; i++)
        if (!schema->fields[i].is_key)
            field_entry(&schema->fields[i], out);
}

void pp_roff_schema(const struct pp_schema *schema, FILE *out)
{
    struct schemas all = {.n = 0};

    collect(&all, schema);
    for (size_t i = 0; i < all.n; i++)
        section(all.items[i], i == 0, out);
}
