#include "prepost/base/yaml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "prepost/base/alloc.h"
#include "prepost/base/text.h"

/* A list or map that is being read. */
struct open_node {
    struct pp_yaml *node;
    struct pp_yaml *last; /* its last child so far */
    struct pp_yaml *key;  /* map: the key that waits for its value */
};

struct reader {
    struct pp_pool *pool;
    const char *file;
    struct pp_notes *notes;
    struct open_node open[PP_YAML_MAX_DEPTH];
    size_t depth;
    size_t n_values;
    size_t n_documents;
    struct pp_yaml *root;
    bool failed;
};

static int mistake(struct reader *r, yaml_mark_t at, const char *what)
{
    pp_notes_add(r->notes, PP_NOTE_ERROR, r->file, at.line + 1, at.column + 1,
                 NULL, "%s", what);
    r->failed = true;
    return -1;
}

/* --- the tree --------------------------------------------------------------*/

static struct pp_yaml *node_new(struct reader *r, enum pp_yaml_kind kind,
                                const yaml_event_t *event)
{
    struct pp_yaml *node = pp_pool_alloc(r->pool, sizeof *node);

    node->kind = kind;
    node->line = event->start_mark.line + 1;
    node->column = event->start_mark.column + 1;
    node->end_line = event->end_mark.line + 1;
    return node;
}

/* Hangs a value below what is open, or makes it the document's. */
static void add_value(struct reader *r, struct pp_yaml *node)
{
    if (r->depth == 0) {
        r->root = node;
        return;
    }
    struct open_node *open = &r->open[r->depth - 1];

    if (open->node->kind == PP_YAML_MAP) {
        node->key = open->key;
        open->key = NULL;
    }
    if (open->last == NULL)
        open->node->first = node;
    else
        open->last->next = node;
    open->last = node;
    open->node->n++;
}

static bool wants_key(const struct reader *r)
{
    return r->depth > 0 && r->open[r->depth - 1].node->kind == PP_YAML_MAP &&
           r->open[r->depth - 1].key == NULL;
}

static int compare_keys(const void *a, const void *b)
{
    const struct pp_yaml *const *x = a, *const *y = b;
    int order = strcmp((*x)->key->text, (*y)->key->text);

    if (order != 0)
        return order;
    if ((*x)->key->line != (*y)->key->line)
        return (*x)->key->line < (*y)->key->line ? -1 : 1;
    return (*x)->key->column < (*y)->key->column ? -1 : 1;
}

/* Sorted, so that a map of many keys takes no time worth attacking. */
static void refuse_keys_given_twice(struct reader *r, const struct pp_yaml *map)
{
    if (map->n < 2)
        return;
    const struct pp_yaml **values = pp_alloc_array(map->n, sizeof *values);
    size_t n = 0;

    for (const struct pp_yaml *v = map->first; v != NULL; v = v->next)
        values[n++] = v;
    qsort(values, n, sizeof *values, compare_keys);
    for (size_t i = 1; i < n; i++) {
        const struct pp_yaml *key = values[i]->key;

        if (strcmp(values[i - 1]->key->text, key->text) != 0)
            continue;
        pp_notes_add(r->notes, PP_NOTE_ERROR, r->file, key->line, key->column,
                     NULL,
                     "key \"%s\" is given twice; the first is on line %zu",
                     key->text, values[i - 1]->key->line);
        r->failed = true;
    }
    pp_free(values);
}

/* --- what word processors make of it ---------------------------------------*/

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool ends(const char *text, const char *with)
{
    size_t n = strlen(text), m = strlen(with);

    return n >= m && strcmp(text + n - m, with) == 0;
}

/*
 * Unquoted text in curly marks, all of it, or cut off behind the first at a
 * comma; or a list whose dashes are long. YAML would take the marks for text.
 */
static const char *word_processed(const char *text)
{
    static const char *const marks[][2] = {{"\u201c", "\u201d"},
                                           {"\u201d", "\u201d"},
                                           {"\u201e", "\u201c"},
                                           {"\u2018", "\u2019"}};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *inner = text + strlen(marks[i][0]);
        if (begins(text, marks[i][0]) &&
            (ends(inner, marks[i][1]) || strstr(inner, marks[i][1]) == NULL))
            return "its quotes are curly, as word processors make them, and "
                   "would be part of the text; expected straight ones (\")";
    }
    if (begins(text, "\u2013 ") || begins(text, "\u2014 "))
        return "its dash is a long one, as word processors make it; expected "
               "a short one (-) before what is in a list";
    return NULL;
}

/* --- the events ------------------------------------------------------------*/

static int scalar(struct reader *r, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;

    if (memchr(text, '\0', length) != NULL)
        return mistake(r, event->start_mark,
                       "a NUL character is not allowed in text");
    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
        word_processed(text) != NULL)
        return mistake(r, event->start_mark, word_processed(text));
    struct pp_yaml *node = node_new(r, PP_YAML_SCALAR, event);

    node->text = pp_pool_strndup(r->pool, text, length);
    node->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (wants_key(r))
        r->open[r->depth - 1].key = node;
    else
        add_value(r, node);
    return 0;
}

static int open_node(struct reader *r, enum pp_yaml_kind kind,
                     const yaml_event_t *event)
{
    if (wants_key(r))
        return mistake(r, event->start_mark,
                       "a key must be text or a number, not a list or block");
    if (r->depth == PP_YAML_MAX_DEPTH)
        return mistake(r, event->start_mark,
                       "too deep: lists and blocks may be 32 levels deep");
    struct pp_yaml *node = node_new(r, kind, event);

    add_value(r, node);
    r->open[r->depth++] = (struct open_node){.node = node};
    return 0;
}

static void close_node(struct reader *r, const yaml_event_t *event)
{
    struct pp_yaml *node = r->open[--r->depth].node;

    node->end_line = event->end_mark.line + 1;
    if (node->kind == PP_YAML_MAP)
        refuse_keys_given_twice(r, node);
}

/* The parts of YAML that a definition or a plan never needs. */
static int refuse_marks(struct reader *r, const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;

    if (event->type == YAML_ALIAS_EVENT)
        return mistake(r, event->start_mark,
                       "aliases (*name) are not allowed; write the value out, "
                       "or put text that begins with * in quotes");
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    if (anchor != NULL)
        return mistake(r, event->start_mark,
                       "anchors (&name) are not allowed; put text that begins "
                       "with & in quotes");
    if (tag != NULL)
        return mistake(r, event->start_mark,
                       "tags (!name) are not allowed; put text that begins "
                       "with ! in quotes");
    return 0;
}

static int take_event(struct reader *r, const yaml_event_t *event)
{
    if (refuse_marks(r, event) != 0)
        return -1;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        if (++r->n_values > PP_YAML_MAX_VALUES)
            return mistake(r, event->start_mark,
                           "too many values: a file may hold 200,000");
        if (event->type == YAML_SCALAR_EVENT)
            return scalar(r, event);
        return open_node(r,
                         event->type == YAML_MAPPING_START_EVENT ? PP_YAML_MAP
                                                                 : PP_YAML_LIST,
                         event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_node(r, event);
        return 0;
    case YAML_DOCUMENT_START_EVENT:
        if (++r->n_documents > 1)
            return mistake(r, event->start_mark,
                           "a second document begins here; one is allowed");
        return 0;
    default:
        return 0;
    }
}

/* --- what libyaml says -----------------------------------------------------*/

/* Bad bytes come with an offset only: the lines before it are counted here. */
static yaml_mark_t mark_of_offset(const char *text, size_t length,
                                  size_t offset)
{
    yaml_mark_t mark = {0};

    if (offset > length)
        offset = length;
    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            mark.line++;
            mark.column = 0;
        } else if ((text[i] & 0xC0) != 0x80) {
            mark.column++;
        }
    }
    return mark;
}

static void not_utf8(const char *file, const char *text, size_t length,
                     size_t offset, struct pp_notes *notes)
{
    yaml_mark_t at = mark_of_offset(text, length, offset);

    pp_notes_add(notes, PP_NOTE_ERROR, file, at.line + 1, at.column + 1, NULL,
                 "byte 0x%02X is not UTF-8; save the file as UTF-8",
                 (unsigned char)text[offset]);
}

/* The line of a mistake begins with a long dash: libyaml takes it for text. */
static bool has_long_dash(const char *text, size_t length, size_t line)
{
    const char *end = text + length;

    for (; line > 0; line--) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        if (newline == NULL)
            return false;
        text = newline + 1;
    }
    while (text < end && *text == ' ')
        text++;
    return end - text > 4 &&
           (memcmp(text, "\u2013 ", 4) == 0 || memcmp(text, "\u2014 ", 4) == 0);
}

static void syntax_error(struct reader *r, const yaml_parser_t *parser,
                         const char *text, size_t length)
{
    const char *problem = parser->problem != NULL ? parser->problem : "unknown";
    yaml_mark_t at = parser->problem_mark;

    r->failed = true;
    if (parser->error == YAML_READER_ERROR) {
        at = mark_of_offset(text, length, parser->problem_offset);
        pp_notes_add(r->notes, PP_NOTE_ERROR, r->file, at.line + 1,
                     at.column + 1, NULL, "not YAML: %s (0x%02X)", problem,
                     (unsigned)parser->problem_value);
        return;
    }
    bool tab = at.index < length && memchr(text, '\t', length) != NULL &&
               strstr(problem, "cannot start any token") != NULL;

    if (tab)
        pp_notes_add(r->notes, PP_NOTE_ERROR, r->file, at.line + 1,
                     at.column + 1, NULL,
                     "not YAML: a tab cannot indent; use spaces");
    else if (has_long_dash(text, length, at.line))
        pp_notes_add(r->notes, PP_NOTE_ERROR, r->file, at.line + 1, 1, NULL,
                     "not YAML: the dash is a long one, as word processors "
                     "make it; expected a short one (-)");
    else if (parser->context != NULL)
        pp_notes_add(r->notes, PP_NOTE_ERROR, r->file, at.line + 1,
                     at.column + 1, NULL, "not YAML: %s, %s (line %zu)",
                     problem, parser->context, parser->context_mark.line + 1);
    else
        pp_notes_add(r->notes, PP_NOTE_ERROR, r->file, at.line + 1,
                     at.column + 1, NULL, "not YAML: %s", problem);
}

static void parse(struct reader *r, const char *text, size_t length)
{
    yaml_parser_t parser;
    yaml_event_type_t type = YAML_NO_EVENT;

    if (!yaml_parser_initialize(&parser))
        pp_out_of_memory();
    /* Without this libyaml would take UTF-16 too; with it, a byte order mark
     * would spoil the second line, so the caller has skipped that. */
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    while (type != YAML_STREAM_END_EVENT) {
        yaml_event_t event;

        if (!yaml_parser_parse(&parser, &event)) {
            if (parser.error == YAML_MEMORY_ERROR)
                pp_out_of_memory();
            syntax_error(r, &parser, text, length);
            break;
        }
        type = event.type;
        int status = take_event(r, &event);

        yaml_event_delete(&event);
        if (status != 0)
            break;
    }
    yaml_parser_delete(&parser);
}

static int whole_file_error(const char *file, struct pp_notes *notes,
                            const char *what)
{
    pp_notes_add(notes, PP_NOTE_ERROR, file, 1, 1, NULL, "%s", what);
    return -1;
}

int pp_yaml_read(struct pp_pool *pool, const char *file, const char *text,
                 size_t length, const struct pp_yaml **out,
                 struct pp_notes *notes)
{
    static const char utf8_mark[] = "\xEF\xBB\xBF";

    *out = NULL;
    if (length > PP_YAML_MAX_BYTES)
        return whole_file_error(file, notes, "too large: a file may have 4 MB");
    if (length >= 2 &&
        (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0))
        return whole_file_error(file, notes,
                                "this is UTF-16; save the file as UTF-8");
    if (length >= 3 && memcmp(text, utf8_mark, 3) == 0) {
        text += 3;
        length -= 3;
    }
    size_t valid = pp_text_valid(text, length);

    if (valid < length) {
        not_utf8(file, text, length, valid, notes);
        return -1;
    }
    struct reader *r = pp_alloc_zero(1, sizeof *r);

    r->pool = pool;
    r->file = file;
    r->notes = notes;
    parse(r, text, length);
    const struct pp_yaml *root = r->root;
    bool failed = r->failed;

    pp_free(r);
    if (failed)
        return -1;
    if (root == NULL || pp_yaml_is_empty(root))
        return whole_file_error(file, notes,
                                "nothing in it; expected keys and values");
    *out = root;
    return 0;
}

const struct pp_yaml *pp_yaml_get(const struct pp_yaml *map, const char *key)
{
    if (map == NULL || map->kind != PP_YAML_MAP)
        return NULL;
    for (const struct pp_yaml *v = map->first; v != NULL; v = v->next)
        if (strcmp(v->key->text, key) == 0)
            return v;
    return NULL;
}

const struct pp_yaml *pp_yaml_at(const struct pp_yaml *list, size_t index)
{
    const struct pp_yaml *v = list != NULL ? list->first : NULL;

    for (size_t i = 0; v != NULL && i < index; i++)
        v = v->next;
    return v;
}

bool pp_yaml_is_empty(const struct pp_yaml *node)
{
    return node->kind == PP_YAML_SCALAR && node->is_plain &&
           (node->text[0] == '\0' || strcmp(node->text, "~") == 0 ||
            strcmp(node->text, "null") == 0);
}
