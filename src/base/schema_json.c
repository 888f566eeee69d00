#include "prepost/base/schema.h"

#include <math.h>
#include <string.h>

/*
 * The same table as a JSON Schema. Editors read YAML 1.2, in which yes and no
 * are text, 3 is a number and true a truth value; wherever our reader takes
 * text it takes those too, and so does this.
 */

enum { MAX_SCHEMAS = 64 };

struct writer {
    struct pp_buffer *out;
    const struct pp_schema *schemas[MAX_SCHEMAS]; /* each is written once */
    size_t n_schemas;
    size_t indent;
};

static void collect(struct writer *w, const struct pp_schema *schema)
{
    for (size_t i = 0; i < w->n_schemas; i++)
        if (w->schemas[i] == schema)
            return;
    if (w->n_schemas == MAX_SCHEMAS)
        return;
    w->schemas[w->n_schemas++] = schema;
    for (size_t i = 0; i < schema->n_fields; i++) {
        const struct pp_field *field = &schema->fields[i];

        if (field->sub != NULL)
            collect(w, field->sub);
        if (field->scalar != NULL && field->scalar->sub != NULL)
            collect(w, field->scalar->sub);
    }
}

static void line(struct writer *w)
{
    pp_buffer_putc(w->out, '\n');
    pp_buffer_repeat(w->out, ' ', 2 * w->indent);
}

static void string(struct writer *w, const char *text)
{
    pp_buffer_putc(w->out, '"');
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            pp_buffer_putc(w->out, '\\');
        pp_buffer_putc(w->out, *p);
    }
    pp_buffer_putc(w->out, '"');
}

static void bound(struct writer *w, const char *name, double value)
{
    if (!isinf(value))
        pp_buffer_printf(w->out, ", \"%s\": %.12g", name, value);
}

static void bounds(struct writer *w, const struct pp_field *field,
                   const char *least, const char *greatest)
{
    if (!field->has_range)
        return;
    bound(w, least, field->min);
    bound(w, greatest, field->max);
}

static void reference(struct writer *w, const struct pp_schema *schema)
{
    pp_buffer_printf(w->out, "{\"$ref\": \"#/$defs/%s\"}", schema->name);
}

static void text_type(struct writer *w, const struct pp_field *field)
{
    if (field->is_name)
        pp_buffer_puts(w->out, "\"type\": \"string\", "
                               "\"pattern\": \"^[a-z][a-z0-9_]*$\"");
    else
        pp_buffer_printf(w->out,
                         "\"type\": [\"string\", \"number\", \"boolean\"]%s",
                         field->may_be_empty ? "" : ", \"minLength\": 1");
    if (field->longest > 0) /* letters there, so that it refuses nothing more */
        pp_buffer_printf(w->out, ", \"maxLength\": %zu", field->longest);
}

static void words(struct writer *w, const struct pp_field *field)
{
    pp_buffer_puts(w->out, "\"enum\": [");
    for (size_t i = 0; field->choices[i] != NULL; i++) {
        pp_buffer_puts(w->out, i > 0 ? ", " : "");
        string(w, field->choices[i]);
    }
    pp_buffer_putc(w->out, ']');
}

static void named(struct writer *w, const struct pp_field *field)
{
    const struct pp_field *key = field->sub->fields;

    while (!key->is_key)
        key++;
    pp_buffer_puts(w->out, "\"type\": \"object\", \"propertyNames\": "
                           "{\"pattern\": ");
    if (key->type == PP_FIELD_WHOLE)
        string(w, "^-?[0-9]+$");
    else
        string(w, key->is_name ? "^[a-z][a-z0-9_]*$" : ".");
    pp_buffer_puts(w->out, "}, \"additionalProperties\": ");
    reference(w, field->sub);
    bounds(w, field, "minProperties", "maxProperties");
}

/* What a value must be, as the members of an object. */
static void type_of(struct writer *w, const struct pp_field *field)
{
    switch (field->type) {
    case PP_FIELD_TEXT:
        text_type(w, field);
        break;
    case PP_FIELD_WHOLE:
    case PP_FIELD_NUMBER:
        pp_buffer_printf(w->out, "\"type\": \"%s\"",
                         field->type == PP_FIELD_WHOLE ? "integer" : "number");
        bounds(w, field, "minimum", "maximum");
        break;
    case PP_FIELD_FLAG:
        pp_buffer_puts(w->out, "\"enum\": [true, false, \"yes\", \"no\"]");
        break;
    case PP_FIELD_WORD:
        words(w, field);
        break;
    case PP_FIELD_TEXTS:
        pp_buffer_puts(w->out, "\"anyOf\": [{");
        text_type(w, field);
        pp_buffer_puts(w->out, "}, {\"type\": \"array\", \"items\": {");
        text_type(w, field);
        pp_buffer_puts(w->out, "}");
        bounds(w, field, "minItems", "maxItems");
        pp_buffer_puts(w->out, "}]");
        break;
    case PP_FIELD_NUMBERS:
        pp_buffer_puts(
            w->out, "\"type\": \"array\", \"items\": {\"type\": \"number\"}");
        bounds(w, field, "minItems", "maxItems");
        break;
    case PP_FIELD_BLOCK:
        pp_buffer_printf(w->out, "\"$ref\": \"#/$defs/%s\"", field->sub->name);
        break;
    case PP_FIELD_BLOCKS:
        pp_buffer_puts(w->out, "\"type\": \"array\", \"items\": ");
        reference(w, field->sub);
        bounds(w, field, "minItems", "maxItems");
        break;
    case PP_FIELD_NAMED:
        named(w, field);
        break;
    }
}

static void property(struct writer *w, const struct pp_field *field)
{
    line(w);
    string(w, field->name);
    pp_buffer_puts(w->out, ": {");
    if (field->help != NULL) {
        pp_buffer_puts(w->out, "\"description\": ");
        string(w, field->help);
        pp_buffer_puts(w->out, ", ");
    }
    if (field->scalar != NULL) {
        pp_buffer_puts(w->out, "\"anyOf\": [{");
        type_of(w, field);
        pp_buffer_puts(w->out, "}, {");
        type_of(w, field->scalar);
        pp_buffer_puts(w->out, "}]");
    } else {
        type_of(w, field);
    }
    pp_buffer_putc(w->out, '}');
}

static void required(struct writer *w, const struct pp_schema *schema)
{
    const char *before = "";

    for (size_t i = 0; i < schema->n_fields; i++) {
        if (!schema->fields[i].required || schema->fields[i].is_key)
            continue;
        if (before[0] == '\0') {
            line(w);
            pp_buffer_puts(w->out, "\"required\": [");
        }
        pp_buffer_puts(w->out, before);
        string(w, schema->fields[i].name);
        before = ", ";
    }
    if (before[0] != '\0')
        pp_buffer_puts(w->out, "],");
}

static void object(struct writer *w, const struct pp_schema *schema)
{
    const char *comma = "";

    line(w);
    pp_buffer_puts(w->out, "\"type\": \"object\",");
    line(w);
    pp_buffer_puts(w->out, "\"additionalProperties\": false,");
    required(w, schema);
    line(w);
    pp_buffer_puts(w->out, "\"properties\": {");
    w->indent++;
    for (size_t i = 0; i < schema->n_fields; i++) {
        if (schema->fields[i].is_key)
            continue;
        pp_buffer_puts(w->out, comma);
        property(w, &schema->fields[i]);
        comma = ",";
    }
    w->indent--;
    line(w);
    pp_buffer_putc(w->out, '}');
}

static void definition(struct writer *w, const struct pp_schema *schema)
{
    const struct pp_field *lone = NULL;

    for (size_t i = 0; schema->shorthand != NULL && i < schema->n_fields; i++)
        if (strcmp(schema->fields[i].name, schema->shorthand) == 0)
            lone = &schema->fields[i];
    line(w);
    string(w, schema->name);
    pp_buffer_puts(w->out, ": {");
    w->indent++;
    if (lone != NULL) {
        line(w);
        pp_buffer_puts(w->out, "\"anyOf\": [{");
        type_of(w, lone);
        pp_buffer_puts(w->out, "}, {");
        w->indent++;
    }
    object(w, schema);
    if (lone != NULL) {
        w->indent--;
        line(w);
        pp_buffer_puts(w->out, "}]");
    }
    w->indent--;
    line(w);
    pp_buffer_putc(w->out, '}');
}

void pp_schema_json(const struct pp_schema *schema, const char *id,
                    const char *title, struct pp_buffer *out)
{
    struct writer w = {.out = out, .indent = 1};

    collect(&w, schema);
    pp_buffer_puts(out, "{\n  \"$schema\": "
                        "\"https://json-schema.org/draft/2020-12/schema\",\n"
                        "  \"$id\": ");
    string(&w, id);
    pp_buffer_puts(out, ",\n  \"title\": ");
    string(&w, title);
    pp_buffer_printf(out, ",\n  \"$ref\": \"#/$defs/%s\",\n  \"$defs\": {",
                     schema->name);
    w.indent = 2;
    for (size_t i = 0; i < w.n_schemas; i++) {
        pp_buffer_puts(out, i > 0 ? "," : "");
        definition(&w, w.schemas[i]);
    }
    pp_buffer_puts(out, "\n  }\n}\n");
}
