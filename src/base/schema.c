#include "prepost/base/schema.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/number.h"
#include "prepost/base/text.h"

/* Where in the file: items[2].answers, built only when it is printed. */
struct path {
    const struct path *up;
    const char *key; /* NULL: an element of a list */
    size_t index;    /* from 1 */
};

struct reader {
    struct pp_pool *pool;
    const char *file;
    struct pp_notes *notes;
    bool failed;
};

enum { SHOWN_TEXT = 60 }; /* columns */

/* --- saying what is wrong --------------------------------------------------*/

static void print_path(const struct path *path, struct pp_buffer *out)
{
    if (path == NULL)
        return;
    print_path(path->up, out);
    if (path->key == NULL)
        pp_buffer_printf(out, "[%zu]", path->index);
    else
        pp_buffer_printf(out, "%s%s", out->length > 0 ? "." : "", path->key);
}

/* "items[2].text: " before what is wrong there; nothing at the top. */
static void add_note(struct reader *r, const struct path *path, size_t line,
                     size_t column, const char *what)
{
    struct pp_buffer place = PP_BUFFER_INIT;

    print_path(path, &place);
    pp_notes_add(r->notes, PP_NOTE_ERROR, r->file, line, column, NULL, "%s%s%s",
                 pp_buffer_text(&place), place.length > 0 ? ": " : "", what);
    pp_buffer_clear(&place);
    r->failed = true;
}

/* In quotes, on one line, and not too much of it. */
static void quote(const char *text, struct pp_buffer *out)
{
    struct pp_buffer shown = PP_BUFFER_INIT;

    pp_buffer_printf(out, "\"%s\"",
                     pp_text_quote(text, strlen(text), SHOWN_TEXT, &shown));
    pp_buffer_clear(&shown);
}

static void describe_found(const struct pp_yaml *node, struct pp_buffer *out)
{
    if (node->kind == PP_YAML_LIST)
        pp_buffer_puts(out, "a list");
    else if (node->kind == PP_YAML_MAP)
        pp_buffer_puts(out, "a block of keys");
    else if (pp_yaml_is_empty(node))
        pp_buffer_puts(out, "nothing");
    else
        quote(node->text, out);
}

static void add_range(const struct pp_field *field, struct pp_buffer *out)
{
    char low[PP_NUMBER_SIZE], high[PP_NUMBER_SIZE];

    if (!field->has_range)
        return;
    snprintf(low, sizeof low, "%.12g", field->min);
    snprintf(high, sizeof high, "%.12g", field->max);
    if (field->min == -HUGE_VAL)
        pp_buffer_printf(out, " up to %s", high);
    else if (field->max == HUGE_VAL)
        pp_buffer_printf(out, " of %s or more", low);
    else
        pp_buffer_printf(out, " from %s to %s", low, high);
}

static void describe_wanted(const struct pp_field *field, struct pp_buffer *out)
{
    static const char *const wanted[] = {[PP_FIELD_TEXT] = "text",
                                         [PP_FIELD_WHOLE] = "a whole number",
                                         [PP_FIELD_NUMBER] = "a number",
                                         [PP_FIELD_FLAG] = "yes or no",
                                         [PP_FIELD_WORD] = "one of ",
                                         [PP_FIELD_TEXTS] = "a list of texts",
                                         [PP_FIELD_NUMBERS] =
                                             "a list of numbers",
                                         [PP_FIELD_BLOCK] = "a block of keys",
                                         [PP_FIELD_BLOCKS] = "a list",
                                         [PP_FIELD_NAMED] = "a block of keys"};

    if (field->type == PP_FIELD_TEXT && field->is_name) {
        pp_buffer_puts(out, "a name of small letters, digits and _");
        return;
    }
    pp_buffer_puts(out, wanted[field->type]);
    if (field->type == PP_FIELD_TEXT && field->longest > 0)
        pp_buffer_printf(out, " of %zu bytes at most", field->longest);
    if (field->type == PP_FIELD_WORD)
        for (size_t i = 0; field->choices[i] != NULL; i++)
            pp_buffer_printf(out, "%s%s", i > 0 ? ", " : "", field->choices[i]);
    if (field->type == PP_FIELD_WHOLE || field->type == PP_FIELD_NUMBER)
        add_range(field, out);
}

/* expected a whole number from 0 to 9, found "ten" */
static void unexpected(struct reader *r, const struct path *path,
                       const struct pp_field *field, const struct pp_yaml *node)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_buffer_puts(&text, "expected ");
    if (field->scalar != NULL) {
        describe_wanted(field->scalar, &text);
        pp_buffer_puts(&text, " or ");
    } else if (field->sub != NULL && field->sub->shorthand != NULL &&
               field->type == PP_FIELD_BLOCK) {
        pp_buffer_printf(&text, "text (%s) or ", field->sub->shorthand);
    }
    describe_wanted(field, &text);
    pp_buffer_puts(&text, ", found ");
    describe_found(node, &text);
    if (field->type == PP_FIELD_WORD && node->kind == PP_YAML_SCALAR) {
        size_t n = 0;

        while (field->choices[n] != NULL)
            n++;
        const char *near = pp_text_closest(node->text, field->choices, n);

        if (near != NULL)
            pp_buffer_printf(&text, "; did you mean \"%s\"?", near);
    }
    add_note(r, path, node->line, node->column, pp_buffer_text(&text));
    pp_buffer_clear(&text);
}

static void unknown_key(struct reader *r, const struct path *path,
                        const struct pp_schema *schema,
                        const struct pp_yaml *key)
{
    const char *names[64];
    size_t n = 0;
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t i = 0; i < schema->n_fields && n < 64; i++)
        if (!schema->fields[i].is_key)
            names[n++] = schema->fields[i].name;
    const char *near = pp_text_closest(key->text, names, n);

    pp_buffer_puts(&text, "unknown key ");
    quote(key->text, &text);
    if (near != NULL) {
        pp_buffer_printf(&text, "; did you mean \"%s\"?", near);
    } else {
        pp_buffer_puts(&text, "; known here: ");
        for (size_t i = 0; i < n; i++)
            pp_buffer_printf(&text, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    add_note(r, path, key->line, key->column, pp_buffer_text(&text));
    pp_buffer_clear(&text);
}

/* --- values ----------------------------------------------------------------*/

/* yes, no, true or false, in small letters: 1 or 0; anything else -1. */
static int flag(const char *text)
{
    if (strcmp(text, "yes") == 0 || strcmp(text, "true") == 0)
        return 1;
    if (strcmp(text, "no") == 0 || strcmp(text, "false") == 0)
        return 0;
    return -1;
}

static bool is_name(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    static const char all[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

    return text[0] != '\0' && strchr(letters, text[0]) != NULL &&
           text[strspn(text, all)] == '\0';
}

/* What editors read as a truth value is not a name to them. */
static bool is_truth(const char *text)
{
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

static bool take_text(const struct pp_field *field, const char *text)
{
    if (text[0] == '\0' && !field->may_be_empty)
        return false;
    if (field->longest > 0 && strlen(text) > field->longest)
        return false;
    return !field->is_name || is_name(text);
}

/* A quoted "3" is text; a number is written without quotes. */
static bool take_number(const struct pp_field *field,
                        const struct pp_yaml *node, double *out)
{
    if (!node->is_plain ||
        pp_number_parse(node->text, strlen(node->text), out) != 0)
        return false;
    if (field->has_range && (*out < field->min || *out > field->max))
        return false;
    return true;
}

static bool take_whole(const struct pp_field *field, const struct pp_yaml *node,
                       long *out)
{
    double value;

    /* Compared as doubles: 3.0 is whole, 3.5 is not, 1e300 is not ours. */
    if (!take_number(field, node, &value) || fabs(value) > 1e15 ||
        value != floor(value))
        return false;
    *out = (long)value;
    return true;
}

static bool take_word(const struct pp_field *field, const char *text, int *out)
{
    for (int i = 0; field->choices[i] != NULL; i++)
        if (strcmp(field->choices[i], text) == 0) {
            *out = i;
            return true;
        }
    return false;
}

/* One scalar into the struct; false when it is not what the field takes. */
static bool take_scalar(const struct pp_field *field,
                        const struct pp_yaml *node, char *out)
{
    void *to = out + field->offset;
    double number;
    long whole;
    int word;

    switch (field->type) {
    case PP_FIELD_TEXT:
        if (!take_text(field, node->text) ||
            (field->is_name && node->is_plain && is_truth(node->text)))
            return false;
        *(const char **)to = node->text;
        return true;
    case PP_FIELD_WHOLE:
        if (!take_whole(field, node, &whole))
            return false;
        *(long *)to = whole;
        return true;
    case PP_FIELD_NUMBER:
        if (!take_number(field, node, &number))
            return false;
        *(double *)to = number;
        return true;
    case PP_FIELD_FLAG:
        word = flag(node->text);
        if (word < 0)
            return false;
        *(bool *)to = word == 1;
        return true;
    case PP_FIELD_WORD:
        if (!take_word(field, node->text, &word))
            return false;
        *(int *)to = word;
        return true;
    default:
        return false;
    }
}

static void set_otherwise(const struct pp_field *field, char *out)
{
    void *to = out + field->offset;

    switch (field->type) {
    case PP_FIELD_WHOLE:
        *(long *)to = (long)field->otherwise;
        break;
    case PP_FIELD_NUMBER:
        *(double *)to = field->otherwise;
        break;
    case PP_FIELD_FLAG:
        *(bool *)to = field->otherwise != 0;
        break;
    case PP_FIELD_WORD:
        *(int *)to = (int)field->otherwise;
        break;
    default:
        break;
    }
}

/* --- lists -----------------------------------------------------------------*/

static void check_length(struct reader *r, const struct path *path,
                         const struct pp_field *field,
                         const struct pp_yaml *node, size_t n)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    if (!field->has_range ||
        ((double)n >= field->min && (double)n <= field->max))
        return;
    if (field->max == HUGE_VAL)
        pp_buffer_printf(&text, "expected %.0f or more of them, found %zu",
                         field->min, n);
    else
        pp_buffer_printf(&text, "expected %.0f to %.0f of them, found %zu",
                         field->min, field->max, n);
    add_note(r, path, node->line, node->column, pp_buffer_text(&text));
    pp_buffer_clear(&text);
}

static void read_texts(struct reader *r, const struct path *path,
                       const struct pp_field *field, const struct pp_yaml *node,
                       char *out)
{
    struct pp_text_list *list = (void *)(out + field->offset);
    static const struct pp_field one = {.name = "", .type = PP_FIELD_TEXT};
    struct pp_field element = one;
    size_t n = 0, index = 0;

    element.may_be_empty = field->may_be_empty;
    element.is_name = field->is_name;
    bool is_one = node->kind == PP_YAML_SCALAR;
    size_t n_given = is_one ? 1 : node->n;
    const char **texts = pp_pool_array(r->pool, n_given + 1, sizeof *texts);

    if (node->kind == PP_YAML_MAP || (is_one && pp_yaml_is_empty(node))) {
        unexpected(r, path, field, node);
        return;
    }
    const struct pp_yaml *v = is_one ? node : node->first;

    for (; v != NULL; v = is_one ? NULL : v->next) {
        const struct path at = {path, NULL, ++index};

        if (v->kind != PP_YAML_SCALAR || pp_yaml_is_empty(v) ||
            !take_text(&element, v->text))
            unexpected(r, is_one ? path : &at, &element, v);
        else
            texts[n++] = v->text;
    }
    *list = (struct pp_text_list){texts, n};
    check_length(r, path, field, node, n_given);
}

static void read_numbers(struct reader *r, const struct path *path,
                         const struct pp_field *field,
                         const struct pp_yaml *node, char *out)
{
    struct pp_number_list *list = (void *)(out + field->offset);
    static const struct pp_field element = {.name = "",
                                            .type = PP_FIELD_NUMBER};
    size_t n = 0;

    if (node->kind != PP_YAML_LIST) {
        unexpected(r, path, field, node);
        return;
    }
    double *numbers = pp_pool_array(r->pool, node->n + 1, sizeof *numbers);

    for (const struct pp_yaml *v = node->first; v != NULL; v = v->next) {
        const struct path at = {path, NULL, n + 1};

        if (v->kind != PP_YAML_SCALAR || !take_number(&element, v, &numbers[n]))
            unexpected(r, &at, &element, v);
        n++;
    }
    *list = (struct pp_number_list){numbers, n};
    check_length(r, path, field, node, n);
}

/* --- blocks ----------------------------------------------------------------*/

static void read_block(struct reader *r, const struct path *path,
                       const struct pp_schema *schema,
                       const struct pp_yaml *node, char *out);
static void read_field(struct reader *r, const struct path *path,
                       const struct pp_field *field, const struct pp_yaml *node,
                       char *out);

static const struct pp_field *field_of(const struct pp_schema *schema,
                                       const char *name)
{
    for (size_t i = 0; i < schema->n_fields; i++)
        if (!schema->fields[i].is_key &&
            strcmp(schema->fields[i].name, name) == 0)
            return &schema->fields[i];
    return NULL;
}

static void read_blocks(struct reader *r, const struct path *path,
                        const struct pp_field *field,
                        const struct pp_yaml *node, char *out)
{
    struct pp_block_list *list = (void *)(out + field->offset);
    size_t n = 0;

    if (node->kind != PP_YAML_LIST) {
        unexpected(r, path, field, node);
        return;
    }
    char *items = pp_pool_array(r->pool, node->n + 1, field->sub->size);

    for (const struct pp_yaml *v = node->first; v != NULL; v = v->next) {
        const struct path at = {path, NULL, n + 1};

        read_block(r, &at, field->sub, v, items + n++ * field->sub->size);
    }
    *list = (struct pp_block_list){items, n};
    check_length(r, path, field, node, n);
}

/* A key is text in JSON and may be in quotes: "0" is the code 0 here. */
static bool take_key(const struct pp_field *field, const struct pp_yaml *key,
                     char *out)
{
    struct pp_yaml plain = *key;
    const char *digits = key->text[0] == '-' ? key->text + 1 : key->text;

    plain.is_plain = true;
    if (field->type == PP_FIELD_WHOLE &&
        (digits[0] == '\0' || digits[strspn(digits, "0123456789")] != '\0'))
        return false;
    return take_scalar(field, &plain, out);
}

static void read_named(struct reader *r, const struct path *path,
                       const struct pp_field *field, const struct pp_yaml *node,
                       char *out)
{
    struct pp_block_list *list = (void *)(out + field->offset);
    const struct pp_field *key = field->sub->fields;
    size_t n = 0;

    if (node->kind != PP_YAML_MAP) {
        unexpected(r, path, field, node);
        return;
    }
    while (!key->is_key)
        key++;
    char *items = pp_pool_array(r->pool, node->n + 1, field->sub->size);

    for (const struct pp_yaml *v = node->first; v != NULL; v = v->next) {
        const struct path at = {path, v->key->text, 0};
        char *item = items + n++ * field->sub->size;

        read_block(r, &at, field->sub, v, item);
        if (!take_key(key, v->key, item))
            unexpected(r, path, key, v->key);
    }
    *list = (struct pp_block_list){items, n};
    check_length(r, path, field, node, n);
}

static void read_field(struct reader *r, const struct path *path,
                       const struct pp_field *field, const struct pp_yaml *node,
                       char *out)
{
    if (field->scalar != NULL && node->kind == PP_YAML_SCALAR &&
        !pp_yaml_is_empty(node)) {
        read_field(r, path, field->scalar, node, out);
        return;
    }
    switch (field->type) {
    case PP_FIELD_TEXTS:
        read_texts(r, path, field, node, out);
        return;
    case PP_FIELD_NUMBERS:
        read_numbers(r, path, field, node, out);
        return;
    case PP_FIELD_BLOCKS:
        read_blocks(r, path, field, node, out);
        return;
    case PP_FIELD_NAMED:
        read_named(r, path, field, node, out);
        return;
    case PP_FIELD_BLOCK: {
        char *block = pp_pool_alloc(r->pool, field->sub->size);

        *(const void **)(void *)(out + field->offset) = block;
        read_block(r, path, field->sub, node, block);
        return;
    }
    default:
        if (node->kind != PP_YAML_SCALAR || pp_yaml_is_empty(node) ||
            !take_scalar(field, node, out))
            unexpected(r, path, field, node);
    }
}

static void start_block(const struct pp_schema *schema,
                        const struct pp_yaml *node, char *out)
{
    memset(out, 0, schema->size);
    for (size_t i = 0; i < schema->n_fields; i++) {
        const struct pp_field *scalar = schema->fields[i].scalar;

        set_otherwise(&schema->fields[i], out);
        if (scalar != NULL)
            set_otherwise(scalar, out);
    }
    if (schema->has_node)
        *(const struct pp_yaml **)(void *)(out + schema->node_offset) = node;
}

static void refuse_missing_keys(struct reader *r, const struct path *path,
                                const struct pp_schema *schema,
                                const struct pp_yaml *node)
{
    for (size_t i = 0; i < schema->n_fields; i++) {
        const struct pp_field *field = &schema->fields[i];

        if (!field->required || field->is_key ||
            pp_yaml_get(node, field->name) != NULL)
            continue;
        /* The place of a map in a map is its first key; its own key is where
         * people look. */
        const struct pp_yaml *at = node->key != NULL ? node->key : node;
        struct pp_buffer out = PP_BUFFER_INIT;

        pp_buffer_printf(&out, "key \"%s\" is missing; expected ", field->name);
        describe_wanted(field, &out);
        add_note(r, path, at->line, at->column, pp_buffer_text(&out));
        pp_buffer_clear(&out);
    }
}

static void read_block(struct reader *r, const struct path *path,
                       const struct pp_schema *schema,
                       const struct pp_yaml *node, char *out)
{
    const struct pp_field *lone =
        schema->shorthand != NULL ? field_of(schema, schema->shorthand) : NULL;

    start_block(schema, node, out);
    if (node->kind == PP_YAML_MAP) {
        for (const struct pp_yaml *v = node->first; v != NULL; v = v->next) {
            const struct path at = {path, v->key->text, 0};
            const struct pp_field *field = field_of(schema, v->key->text);

            if (field == NULL)
                unknown_key(r, path, schema, v->key);
            else
                read_field(r, &at, field, v, out);
        }
        refuse_missing_keys(r, path, schema, node);
    } else if (lone != NULL && !pp_yaml_is_empty(node) &&
               (node->kind == PP_YAML_SCALAR || lone->type == PP_FIELD_TEXTS ||
                lone->type == PP_FIELD_BLOCKS)) {
        read_field(r, path, lone, node, out);
    } else {
        struct pp_field block = {
            .name = "", .type = PP_FIELD_BLOCK, .sub = schema};

        unexpected(r, path, &block, node);
    }
}

int pp_schema_read(struct pp_pool *pool, const struct pp_schema *schema,
                   const struct pp_yaml *node, const char *file, void *out,
                   struct pp_notes *notes)
{
    struct reader r = {.pool = pool, .file = file, .notes = notes};

    read_block(&r, NULL, schema, node, out);
    return r.failed ? -1 : 0;
}
