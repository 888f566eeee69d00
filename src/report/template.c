#include "prepost/report/template.h"

#include <string.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include "prepost/base/alloc.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"

enum { MAX_DEPTH = 32 };

/* One filling, or the check before it: then nothing is asked of the source. */
struct filler {
    const char *file;
    const struct pp_template_source *source;
    struct pp_document *d;
    struct pp_error *err;
    cmark_node *root;
    const int *lines; /* of the parsed text in the file, from 1 */
    bool is_check;
    const char *list; /* being gone through; NULL: none */
    size_t item;
    const char *caption; /* of the table that must follow; NULL: none */
    int caption_line;
    int depth;
};

static int line_of(const struct filler *f, cmark_node *node)
{
    while (node != NULL && cmark_node_get_start_line(node) <= 0)
        node = cmark_node_parent(node);
    return node == NULL ? 0 : f->lines[cmark_node_get_start_line(node)];
}

static int fail(struct filler *f, int line, const char *text)
{
    return pp_fail(f->err, PP_EPARSE, "%s:%d: %s", f->file, line, text);
}

/* --- names ---------------------------------------------------------------- */

static bool is_block_name(enum pp_name_kind kind)
{
    return kind == PP_NAME_PART || kind == PP_NAME_TABLE ||
           kind == PP_NAME_FIGURE;
}

/* {{part x}} takes tables and figures as well. */
static bool kind_fits(enum pp_name_kind is, enum pp_name_kind wanted)
{
    return is == wanted || (wanted == PP_NAME_PART && is_block_name(is));
}

static int unknown(struct filler *f, int line, const char *before,
                   const char *name, enum pp_name_kind kind)
{
    const struct pp_template_source *s = f->source;
    const char **known = pp_alloc_array(s->n_names, sizeof *known);
    size_t n = 0;

    for (size_t i = 0; i < s->n_names; i++) {
        if (kind_fits(s->names[i].kind, kind))
            known[n++] = s->names[i].name;
    }
    const char *close = pp_text_closest(name, known, n);
    pp_fail(f->err, PP_EPARSE, "%s:%d: unknown placeholder {{%s%.80s}}%s%s%s%s",
            f->file, line, before, name,
            close != NULL ? "; did you mean {{" : "",
            close != NULL ? before : "", close != NULL ? close : "",
            close != NULL ? "}}?" : "");
    pp_free(known);
    return -1;
}

static int look_up(struct filler *f, int line, const char *before,
                   const char *name, enum pp_name_kind kind)
{
    const struct pp_template_source *s = f->source;

    for (size_t i = 0; i < s->n_names; i++) {
        const struct pp_template_name *n = &s->names[i];
        if (!kind_fits(n->kind, kind) || strcmp(n->name, name) != 0)
            continue;
        if (n->list != NULL &&
            (f->list == NULL || strcmp(n->list, f->list) != 0))
            return pp_fail(f->err, PP_EPARSE,
                           "%s:%d: {{%s%s}} stands only between {{#each %s}} "
                           "and {{/each}}",
                           f->file, line, before, name, n->list);
        return 0;
    }
    return unknown(f, line, before, name, kind);
}

/* --- words ---------------------------------------------------------------- */

/* Text with placeholders; what fills them is text again. */
static int fill_text(struct filler *f, int line, const char *text,
                     struct pp_prose *p)
{
    while (*text != '\0') {
        const char *open = strstr(text, "{{");
        size_t plain = open != NULL ? (size_t)(open - text) : strlen(text);
        if (plain > 0) {
            char *copy = pp_strndup(text, plain);
            pp_prose_text(f->d, p, copy);
            pp_free(copy);
        }
        if (open == NULL)
            return 0;
        const char *close = strstr(open, "}}");
        if (close == NULL)
            return fail(f, line, "\"{{\" without \"}}\"");
        const char *start = open + 2, *end = close;
        while (start < end && *start == ' ')
            start++;
        while (end > start && end[-1] == ' ')
            end--;
        char *name = pp_strndup(start, (size_t)(end - start));
        int status = 0;
        if (name[0] == '#' || name[0] == '/' || strchr(name, ' ') != NULL ||
            strcmp(name, "else") == 0)
            status = pp_fail(f->err, PP_EPARSE,
                             "%s:%d: {{%.80s}} must stand on a line of its "
                             "own, with no other text in its paragraph",
                             f->file, line, name);
        else
            status = look_up(f, line, "", name, PP_NAME_TEXT);
        if (status == 0 && !f->is_check) {
            const char *filled = f->source->text(f->source->ctx, name, f->item);
            pp_prose_text(f->d, p, filled != NULL ? filled : "");
        }
        pp_free(name);
        if (status != 0)
            return -1;
        text = close + 2;
    }
    return 0;
}

static int fill_inlines(struct filler *f, cmark_node *parent,
                        struct pp_prose *p);

static int fill_link(struct filler *f, cmark_node *node, struct pp_prose *p)
{
    const char *address = cmark_node_get_url(node);

    if (!pp_address_is_safe(address))
        return pp_fail(f->err, PP_EPARSE,
                       "%s:%d: the address \"%.80s\" does not begin with "
                       "https:, http:, mailto: or #",
                       f->file, line_of(f, node), address);
    struct pp_inline *link = pp_prose_add(f->d, p, PP_INLINE_LINK);
    link->text = pp_pool_strdup(f->d->pool, address);
    return fill_inlines(f, node, &link->inside);
}

static bool is_comment(const char *html)
{
    html += strspn(html, " ");
    const char *end = strstr(html, "-->");
    return strncmp(html, "<!--", 4) == 0 && end != NULL &&
           end[3 + strspn(end + 3, " \n")] == '\0';
}

static int refuse_html(struct filler *f, cmark_node *node)
{
    const char *html = cmark_node_get_literal(node);

    if (is_comment(html))
        return 0;
    return pp_fail(f->err, PP_EPARSE,
                   "%s:%d: HTML is not allowed in a template: \"%.*s\"",
                   f->file, line_of(f, node), (int)strcspn(html, "\n"), html);
}

static cmark_node *definition_of(struct filler *f, const char *number)
{
    long wanted = 0, n = 0;

    if (pp_whole_parse(number, strlen(number), &wanted) != 0)
        return NULL;
    for (cmark_node *c = cmark_node_first_child(f->root); c != NULL;
         c = cmark_node_next(c)) {
        if (cmark_node_get_type(c) == CMARK_NODE_FOOTNOTE_DEFINITION &&
            ++n == wanted)
            return c;
    }
    return NULL;
}

/* Definitions stand at the document's end, in the order of their numbers. */
static int fill_footnote(struct filler *f, cmark_node *node, struct pp_prose *p)
{
    cmark_node *definition = definition_of(f, cmark_node_get_literal(node));
    size_t number;

    if (definition == NULL)
        return fail(f, line_of(f, node), "a footnote without its text");
    struct pp_prose *note = pp_document_footnote(f->d, &number);
    pp_prose_add(f->d, p, PP_INLINE_FOOTNOTE)->number = number;
    for (cmark_node *c = cmark_node_first_child(definition); c != NULL;
         c = cmark_node_next(c)) {
        if (fill_inlines(f, c, note) != 0)
            return -1;
    }
    return 0;
}

static int fill_inline(struct filler *f, cmark_node *node, struct pp_prose *p)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        return fill_text(f, line_of(f, node), cmark_node_get_literal(node), p);
    case CMARK_NODE_SOFTBREAK:
        pp_prose_text(f->d, p, " ");
        return 0;
    case CMARK_NODE_LINEBREAK:
        pp_prose_add(f->d, p, PP_INLINE_BREAK);
        return 0;
    case CMARK_NODE_CODE:
        pp_prose_add(f->d, p, PP_INLINE_CODE)->text =
            pp_pool_strdup(f->d->pool, cmark_node_get_literal(node));
        return 0;
    case CMARK_NODE_STRONG:
        return fill_inlines(f, node,
                            &pp_prose_add(f->d, p, PP_INLINE_STRONG)->inside);
    case CMARK_NODE_EMPH:
        return fill_inlines(f, node,
                            &pp_prose_add(f->d, p, PP_INLINE_EMPHASIS)->inside);
    case CMARK_NODE_LINK:
        return fill_link(f, node, p);
    case CMARK_NODE_HTML_INLINE:
        return refuse_html(f, node);
    case CMARK_NODE_FOOTNOTE_REFERENCE:
        return fill_footnote(f, node, p);
    case CMARK_NODE_IMAGE:
        return fail(f, line_of(f, node),
                    "pictures are put in with {{figure name}}");
    default:
        return 0;
    }
}

static int fill_inlines(struct filler *f, cmark_node *parent,
                        struct pp_prose *p)
{
    for (cmark_node *c = cmark_node_first_child(parent); c != NULL;
         c = cmark_node_next(c)) {
        if (fill_inline(f, c, p) != 0)
            return -1;
    }
    return 0;
}

/* --- blocks --------------------------------------------------------------- */

/* Siblings as they are gone through. */
struct unit {
    cmark_node *node;
    char *directive; /* what stands between the braces, trimmed; NULL: none */
    int line;
};

struct units {
    struct unit *items;
    size_t n, capacity;
};

static void add_unit(struct units *u, cmark_node *node, char *directive,
                     int line)
{
    if (u->n == u->capacity) {
        u->capacity = u->capacity == 0 ? 16 : 2 * u->capacity;
        u->items = pp_realloc_array(u->items, u->capacity, sizeof *u->items);
    }
    u->items[u->n++] = (struct unit){node, directive, line};
}

/* The inside of "{{...}}" when it is a directive and the whole text. */
static char *directive_in(const char *text)
{
    static const char *const words[] = {"#", "/", "part ", "table ", "figure "};
    size_t n = strlen(text);

    while (n > 0 && text[n - 1] == ' ')
        n--;
    if (n < 5 || strncmp(text, "{{", 2) != 0 ||
        strncmp(text + n - 2, "}}", 2) != 0)
        return NULL;
    const char *start = text + 2, *end = text + n - 2;
    start += strspn(start, " ");
    while (end > start && end[-1] == ' ')
        end--;
    size_t length = (size_t)(end - start);
    if (memchr(start, '}', length) != NULL)
        return NULL;
    bool is_directive = length == 4 && strncmp(start, "else", 4) == 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        is_directive |= strncmp(start, words[i], strlen(words[i])) == 0;
    return is_directive ? pp_strndup(start, length) : NULL;
}

static char *directive_of(cmark_node *paragraph)
{
    cmark_node *only = cmark_node_first_child(paragraph);

    if (cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH ||
        only == NULL || cmark_node_next(only) != NULL ||
        cmark_node_get_type(only) != CMARK_NODE_TEXT)
        return NULL;
    return directive_in(cmark_node_get_literal(only));
}

static void units_of(struct filler *f, cmark_node *parent, struct units *u)
{
    for (cmark_node *c = cmark_node_first_child(parent); c != NULL;
         c = cmark_node_next(c))
        add_unit(u, c, directive_of(c), line_of(f, c));
}

static void free_units(struct units *u)
{
    for (size_t i = 0; i < u->n; i++)
        pp_free(u->items[i].directive);
    pp_free(u->items);
}

static int fill_units(struct filler *f, const struct unit *u, size_t n,
                      struct pp_blocks *into);

static int fill_children(struct filler *f, cmark_node *parent,
                         struct pp_blocks *into)
{
    struct units u = {NULL, 0, 0};

    if (++f->depth > MAX_DEPTH)
        return fail(f, line_of(f, parent), "too deeply nested");
    units_of(f, parent, &u);
    int status = fill_units(f, u.items, u.n, into);
    free_units(&u);
    f->depth--;
    return status;
}

/*
 * Where a block that opens at u[0] ends: the index of its {{/word}}, and that
 * of its {{else}}, or of the end if it has none.
 */
static int find_end(struct filler *f, const struct unit *u, size_t n,
                    const char *word, size_t *other, size_t *end)
{
    size_t depth = 0;

    *other = 0;
    for (size_t i = 0; i < n; i++) {
        const char *d = u[i].directive;
        if (d == NULL)
            continue;
        if (d[0] == '#')
            depth++;
        if (depth == 1 && strcmp(d, "else") == 0)
            *other = i;
        if (d[0] == '/' && --depth == 0) {
            if (strcmp(d + 1, word) != 0)
                return pp_fail(f->err, PP_EPARSE,
                               "%s:%d: {{%.80s}}: expected {{/%s}}, which "
                               "closes line %d",
                               f->file, u[i].line, d, word, u[0].line);
            *end = i;
            if (*other == 0)
                *other = i;
            return 0;
        }
    }
    return pp_fail(f->err, PP_EPARSE, "%s:%d: {{%.80s}} without {{/%s}}",
                   f->file, u[0].line, u[0].directive, word);
}

static int fill_each(struct filler *f, const struct unit *u, size_t n,
                     size_t *used, struct pp_blocks *into)
{
    const char *list = u[0].directive + strlen("#each ");
    size_t other, end, outer_item = f->item;

    if (find_end(f, u, n, "each", &other, &end) != 0 ||
        look_up(f, u[0].line, "#each ", list, PP_NAME_LIST) != 0)
        return -1;
    if (f->list != NULL)
        return fail(f, u[0].line, "{{#each}} inside {{#each}}");
    if (other != end)
        return fail(f, u[other].line, "{{else}} belongs to {{#if}}");
    size_t count = f->is_check ? 1 : f->source->count(f->source->ctx, list);
    f->list = list;
    for (f->item = 0; f->item < count; f->item++) {
        if (fill_units(f, u + 1, end - 1, into) != 0)
            return -1;
    }
    f->list = NULL;
    f->item = outer_item;
    *used = end + 1;
    return 0;
}

static int fill_if(struct filler *f, const struct unit *u, size_t n,
                   size_t *used, struct pp_blocks *into)
{
    const char *name = u[0].directive + strlen("#if ");
    bool is_not = strncmp(name, "not ", 4) == 0;
    const char *before = is_not ? "#if not " : "#if ";
    size_t other, end;

    name += is_not ? 4 : 0;
    if (find_end(f, u, n, "if", &other, &end) != 0 ||
        look_up(f, u[0].line, before, name, PP_NAME_CONDITION) != 0)
        return -1;
    bool holds = f->is_check ||
                 f->source->holds(f->source->ctx, name, f->item) != is_not;
    if (holds && fill_units(f, u + 1, other - 1, into) != 0)
        return -1;
    if (other < end && (f->is_check || !holds) &&
        fill_units(f, u + other + 1, end - other - 1, into) != 0)
        return -1;
    *used = end + 1;
    return 0;
}

static int fill_part(struct filler *f, const struct unit *u,
                     struct pp_blocks *into)
{
    const char *space = strchr(u->directive, ' ');
    const char *name = space + strspn(space, " ");
    enum pp_name_kind kind = u->directive[0] == 't'   ? PP_NAME_TABLE
                             : u->directive[0] == 'f' ? PP_NAME_FIGURE
                                                      : PP_NAME_PART;
    char *before = pp_strndup(u->directive, (size_t)(name - u->directive));
    int status = look_up(f, u->line, before, name, kind);

    pp_free(before);
    if (status != 0 || f->is_check)
        return status;
    if (f->source->part(f->source->ctx, name, f->item, f->d, into, f->err) != 0)
        return pp_wrap(f->err, "%s:%d: {{%s}}", f->file, u->line, u->directive);
    return 0;
}

static int fill_directive(struct filler *f, const struct unit *u, size_t n,
                          size_t *used, struct pp_blocks *into)
{
    *used = 1;
    if (strncmp(u->directive, "#each ", 6) == 0)
        return fill_each(f, u, n, used, into);
    if (strncmp(u->directive, "#if ", 4) == 0)
        return fill_if(f, u, n, used, into);
    if (u->directive[0] == '/' || strcmp(u->directive, "else") == 0)
        return pp_fail(f->err, PP_EPARSE,
                       "%s:%d: {{%.80s}} closes nothing that was opened",
                       f->file, u->line, u->directive);
    if (u->directive[0] == '#')
        return pp_fail(f->err, PP_EPARSE,
                       "%s:%d: unknown {{%.80s}}; known are {{#each list}} "
                       "and {{#if condition}}",
                       f->file, u->line, u->directive);
    return fill_part(f, u, into);
}

/* --- the template's own tables -------------------------------------------- */

static int fill_row(struct filler *f, cmark_node *row, struct pp_table *t)
{
    struct pp_table_row *r = pp_table_row(f->d, t);
    size_t c = 0;

    for (cmark_node *cell = cmark_node_first_child(row);
         cell != NULL && c < t->n_columns; cell = cmark_node_next(cell), c++) {
        if (fill_inlines(f, cell, &r->cells[c]) != 0)
            return -1;
    }
    return 0;
}

static int headings_of(struct filler *f, cmark_node *header,
                       const uint8_t *alignments,
                       struct pp_table_column *columns)
{
    size_t c = 0;

    for (cmark_node *cell = cmark_node_first_child(header); cell != NULL;
         cell = cmark_node_next(cell), c++) {
        struct pp_prose p = {NULL, NULL};
        struct pp_buffer text = PP_BUFFER_INIT;
        if (fill_inlines(f, cell, &p) != 0)
            return -1;
        pp_prose_plain(&p, &text);
        columns[c].heading = pp_pool_strdup(f->d->pool, pp_buffer_text(&text));
        columns[c].kind =
            alignments[c] == 'r' ? PP_COLUMN_NUMBER : PP_COLUMN_TEXT;
        pp_buffer_clear(&text);
    }
    return 0;
}

static int fill_table(struct filler *f, cmark_node *node,
                      struct pp_blocks *into)
{
    size_t n = cmark_gfm_extensions_get_table_columns(node);
    cmark_node *header = cmark_node_first_child(node);
    struct pp_table_column *columns =
        pp_pool_array(f->d->pool, n, sizeof *columns);

    if (f->caption == NULL)
        return fail(f, line_of(f, node),
                    "a table needs a paragraph \"Table: its caption\" right "
                    "above it");
    if (headings_of(f, header, cmark_gfm_extensions_get_table_alignments(node),
                    columns) != 0)
        return -1;
    struct pp_table *t = pp_document_table(f->d, into, f->caption, columns, n);
    f->caption = NULL;
    for (cmark_node *row = cmark_node_next(header); row != NULL;
         row = cmark_node_next(row)) {
        if (fill_row(f, row, t) != 0)
            return -1;
    }
    return 0;
}

/* --- block after block ---------------------------------------------------- */

static int fill_list(struct filler *f, cmark_node *node, struct pp_blocks *into)
{
    bool is_ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    struct pp_block *list = pp_document_list(f->d, into, is_ordered);

    for (cmark_node *c = cmark_node_first_child(node); c != NULL;
         c = cmark_node_next(c)) {
        struct pp_block *item =
            pp_document_block(f->d, &list->children, PP_BLOCK_ITEM);
        if (fill_children(f, c, &item->children) != 0)
            return -1;
    }
    return 0;
}

static int fill_heading(struct filler *f, cmark_node *node,
                        struct pp_blocks *into)
{
    struct pp_prose *p = pp_document_heading_prose(
        f->d, into, cmark_node_get_heading_level(node));

    if (fill_inlines(f, node, p) != 0)
        return -1;
    pp_document_name_heading(f->d, into->last);
    return 0;
}

/* A paragraph that turns out empty is left out. */
static int fill_paragraph(struct filler *f, cmark_node *node,
                          struct pp_blocks *into)
{
    struct pp_prose p = {NULL, NULL};

    if (fill_inlines(f, node, &p) != 0)
        return -1;
    if (pp_prose_is_empty(&p))
        return 0;
    if (p.first->kind == PP_INLINE_TEXT &&
        strncmp(p.first->text, "Table: ", 7) == 0) {
        struct pp_buffer text = PP_BUFFER_INIT;
        pp_prose_plain(&p, &text);
        f->caption = pp_pool_strdup(f->d->pool, pp_buffer_text(&text) + 7);
        f->caption_line = line_of(f, node);
        pp_buffer_clear(&text);
        return 0;
    }
    *pp_document_paragraph(f->d, into) = p;
    return 0;
}

static int fill_node(struct filler *f, cmark_node *node, struct pp_blocks *into)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING:
        return fill_heading(f, node, into);
    case CMARK_NODE_PARAGRAPH:
        return fill_paragraph(f, node, into);
    case CMARK_NODE_LIST:
        return fill_list(f, node, into);
    case CMARK_NODE_BLOCK_QUOTE:
        return fill_children(
            f, node, &pp_document_block(f->d, into, PP_BLOCK_QUOTE)->children);
    case CMARK_NODE_CODE_BLOCK:
        pp_document_block(f->d, into, PP_BLOCK_CODE)->text =
            pp_pool_strdup(f->d->pool, cmark_node_get_literal(node));
        return 0;
    case CMARK_NODE_THEMATIC_BREAK:
        pp_document_block(f->d, into, PP_BLOCK_RULE);
        return 0;
    case CMARK_NODE_HTML_BLOCK:
        return refuse_html(f, node);
    default:
        break;
    }
    if (strcmp(cmark_node_get_type_string(node), "table") == 0)
        return fill_table(f, node, into);
    return 0; /* the text of a footnote, put in where it is referred to */
}

static int fill_units(struct filler *f, const struct unit *u, size_t n,
                      struct pp_blocks *into)
{
    for (size_t i = 0, used = 1; i < n; i += used) {
        const char *caption = f->caption;
        used = 1;
        int status = u[i].directive != NULL
                         ? fill_directive(f, u + i, n - i, &used, into)
                         : fill_node(f, u[i].node, into);
        if (status != 0)
            return -1;
        if (caption != NULL && f->caption == caption)
            return fail(f, f->caption_line,
                        "\"Table: ...\" with no table right under it");
    }
    return 0;
}

/* --- front matter and the whole ------------------------------------------- */

struct front {
    const char *title, *summary;
    int title_line, summary_line;
    const char *body;
    size_t body_length, n_lines;
};

static int front_line(const char *file, struct front *front,
                      struct pp_pool *pool, const char *line, size_t length,
                      struct pp_error *err)
{
    const struct {
        const char *key;
        const char **value;
        int *line;
    } keys[] = {{"title", &front->title, &front->title_line},
                {"summary", &front->summary, &front->summary_line}};
    const char *colon = memchr(line, ':', length);
    size_t n = colon != NULL ? (size_t)(colon - line) : length;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (colon == NULL || n != strlen(keys[i].key) ||
            strncmp(line, keys[i].key, n) != 0)
            continue;
        const char *value = colon + 1, *end = line + length;
        while (value < end && *value == ' ')
            value++;
        *keys[i].value = pp_pool_strndup(pool, value, (size_t)(end - value));
        *keys[i].line = (int)front->n_lines;
        return 0;
    }
    if (length == 0 || line[0] == '#')
        return 0;
    return pp_fail(err, PP_EPARSE,
                   "%s:%zu: \"%.*s\": expected \"title: ...\" or "
                   "\"summary: ...\"",
                   file, front->n_lines, (int)(length < 60 ? length : 60),
                   line);
}

static size_t line_length(const char *text, size_t length, size_t *next)
{
    const char *end = memchr(text, '\n', length);
    size_t n = end != NULL ? (size_t)(end - text) : length;

    *next = end != NULL ? n + 1 : n;
    return n > 0 && text[n - 1] == '\r' ? n - 1 : n;
}

static int read_front(const char *file, const char *text, size_t length,
                      struct pp_pool *pool, struct front *front,
                      struct pp_error *err)
{
    size_t at = 0, next;

    *front = (struct front){.body = text, .body_length = length};
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        at = 3;
    size_t n = line_length(text + at, length - at, &next);
    if (n != 3 || memcmp(text + at, "---", 3) != 0) {
        front->body = text + at;
        front->body_length = length - at;
        return 0;
    }
    for (at += next, front->n_lines = 1; at < length; at += next) {
        front->n_lines++;
        n = line_length(text + at, length - at, &next);
        if (n == 3 && memcmp(text + at, "---", 3) == 0) {
            front->body = text + at + next;
            front->body_length = length - at - next;
            return 0;
        }
        if (front_line(file, front, pool, text + at, n, err) != 0)
            return -1;
    }
    return pp_fail(err, PP_EPARSE,
                   "%s:1: \"---\" opens a head that no second \"---\" closes",
                   file);
}

static int check_size(const char *file, const char *text, size_t length,
                      struct pp_error *err)
{
    if (length > PP_TEMPLATE_MAX_BYTES)
        return pp_fail(err, PP_ENOMEM,
                       "%s: a template of %zu bytes; the limit is %d", file,
                       length, PP_TEMPLATE_MAX_BYTES);
    size_t line = 1;
    for (size_t at = 0, next; at < length; at += next, line++) {
        size_t n = line_length(text + at, length - at, &next);
        if (n > PP_TEMPLATE_MAX_LINE)
            return pp_fail(err, PP_ENOMEM,
                           "%s:%zu: a line of %zu bytes; the limit is %d", file,
                           line, n, PP_TEMPLATE_MAX_LINE);
        if (pp_text_valid(text + at, n) != n)
            return pp_fail(err, PP_EPARSE, "%s:%zu: not UTF-8", file, line);
    }
    return 0;
}

/*
 * The Markdown with a blank line on either side of each directive, so that
 * none is taken for the end of the paragraph or list item before it; and, for
 * messages, the line of the file that each of its lines was.
 */
struct spaced {
    struct pp_buffer text;
    int *lines; /* from 1 */
    size_t n;
};

static void spaced_line(struct spaced *s, const char *line, size_t length,
                        int number)
{
    pp_buffer_append(&s->text, line, length);
    pp_buffer_putc(&s->text, '\n');
    s->lines[++s->n] = number;
}

static void space_out(const struct front *front, struct spaced *s)
{
    size_t n_lines = 1;
    int number = (int)front->n_lines;

    for (size_t i = 0; i < front->body_length; i++)
        n_lines += front->body[i] == '\n';
    *s = (struct spaced){.text = PP_BUFFER_INIT};
    s->lines = pp_alloc_zero(3 * n_lines + 2, sizeof *s->lines);
    for (size_t at = 0, next; at < front->body_length; at += next) {
        const char *line = front->body + at;
        size_t length = line_length(line, front->body_length - at, &next);
        size_t blank = 0;
        while (blank < length && line[blank] == ' ')
            blank++;
        char *trimmed = pp_strndup(line + blank, length - blank);
        char *directive = directive_in(trimmed);
        number++;
        if (directive != NULL)
            spaced_line(s, "", 0, number);
        spaced_line(s, line, length, number);
        if (directive != NULL)
            spaced_line(s, "", 0, number);
        pp_free(directive);
        pp_free(trimmed);
    }
}

static cmark_node *parse(const char *text, size_t length)
{
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser =
        cmark_parser_new(CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8);
    cmark_parser_attach_syntax_extension(parser,
                                         cmark_find_syntax_extension("table"));
    cmark_parser_feed(parser, text, length);
    cmark_node *root = cmark_parser_finish(parser);
    cmark_consolidate_text_nodes(root); /* else placeholders are in pieces */
    cmark_parser_free(parser);
    return root;
}

static int fill_head_text(struct filler *f, int line, const char *text,
                          const char **out)
{
    struct pp_prose p = {NULL, NULL};
    struct pp_buffer plain = PP_BUFFER_INIT;

    if (text == NULL)
        return 0;
    if (fill_text(f, line, text, &p) != 0)
        return -1;
    pp_prose_plain(&p, &plain);
    *out = pp_pool_strdup(f->d->pool, pp_buffer_text(&plain));
    pp_buffer_clear(&plain);
    return 0;
}

static int fill_all(struct filler *f, const struct front *front)
{
    f->list = NULL;
    f->item = 0;
    f->caption = NULL;
    f->depth = 0;
    if (fill_head_text(f, front->title_line, front->title, &f->d->title) != 0 ||
        fill_head_text(f, front->summary_line, front->summary,
                       &f->d->summary) != 0 ||
        fill_children(f, f->root, &f->d->body) != 0)
        return -1;
    if (f->caption != NULL)
        return fail(f, f->caption_line,
                    "\"Table: ...\" with no table right under it");
    return 0;
}

int pp_template_fill(const char *file, const char *text, size_t length,
                     const struct pp_template_source *source,
                     struct pp_document *d, struct pp_error *err)
{
    struct front front;

    if (check_size(file, text, length, err) != 0 ||
        read_front(file, text, length, d->pool, &front, err) != 0)
        return -1;
    struct pp_pool *scratch = pp_pool_new();
    struct spaced spaced;
    space_out(&front, &spaced);
    struct filler f = {
        .file = file,
        .source = source,
        .d = pp_document_new(scratch, ""),
        .err = err,
        .root = parse(pp_buffer_text(&spaced.text), spaced.text.length),
        .lines = spaced.lines,
        .is_check = true};
    int status = fill_all(&f, &front);
    if (status == 0) {
        f.d = d;
        f.is_check = false;
        status = fill_all(&f, &front);
    }
    cmark_node_free(f.root);
    pp_buffer_clear(&spaced.text);
    pp_free(spaced.lines);
    pp_pool_free(scratch);
    return status;
}

int pp_template_summary(const char *file, const char *text, size_t length,
                        struct pp_buffer *out, struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    struct front front;
    int status = check_size(file, text, length, err);

    if (status == 0)
        status = read_front(file, text, length, pool, &front, err);
    if (status == 0 && front.summary != NULL)
        pp_buffer_puts(out, front.summary);
    pp_pool_free(pool);
    return status;
}
