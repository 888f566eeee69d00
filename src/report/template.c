#include "prepost/report/template.h"

#include <string.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include "prepost/base/alloc.h"
#include "prepost/base/libraries.h"
#include "prepost/report/template_front.h"
#include "prepost/report/template_words.h"

enum { MAX_DEPTH = 32 };

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

static char *directive_of(cmark_node *paragraph)
{
    cmark_node *only = cmark_node_first_child(paragraph);

    if (cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH ||
        only == NULL || cmark_node_next(only) != NULL ||
        cmark_node_get_type(only) != CMARK_NODE_TEXT)
        return NULL;
    return pp_template_directive(cmark_node_get_literal(only));
}

static void units_of(struct pp_filler *f, cmark_node *parent, struct units *u)
{
    for (cmark_node *c = cmark_node_first_child(parent); c != NULL;
         c = cmark_node_next(c))
        add_unit(u, c, directive_of(c), pp_filler_line(f, c));
}

static void free_units(struct units *u)
{
    for (size_t i = 0; i < u->n; i++)
        pp_free(u->items[i].directive);
    pp_free(u->items);
}

static int fill_units(struct pp_filler *f, const struct unit *u, size_t n,
                      struct pp_blocks *into);

static int fill_children(struct pp_filler *f, cmark_node *parent,
                         struct pp_blocks *into)
{
    struct units u = {NULL, 0, 0};

    units_of(f, parent, &u);
    int status = fill_units(f, u.items, u.n, into);
    free_units(&u);
    return status;
}

/*
 * Where a block that opens at u[0] ends: the index of its {{/word}}, and that
 * of its {{else}}, or of the end if it has none.
 */
static int find_end(struct pp_filler *f, const struct unit *u, size_t n,
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

static int fill_each(struct pp_filler *f, const struct unit *u, size_t n,
                     size_t *used, struct pp_blocks *into)
{
    const char *list = u[0].directive + strlen("#each ");
    size_t other, end, outer_item = f->item;

    if (find_end(f, u, n, "each", &other, &end) != 0 ||
        pp_filler_look_up(f, u[0].line, "#each ", list, PP_NAME_LIST) != 0)
        return -1;
    if (f->list != NULL)
        return pp_filler_fail(f, u[0].line, "{{#each}} inside {{#each}}");
    if (other != end)
        return pp_filler_fail(f, u[other].line, "{{else}} belongs to {{#if}}");
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

static int fill_if(struct pp_filler *f, const struct unit *u, size_t n,
                   size_t *used, struct pp_blocks *into)
{
    const char *name = u[0].directive + strlen("#if ");
    bool is_not = strncmp(name, "not ", 4) == 0;
    const char *before = is_not ? "#if not " : "#if ";
    size_t other, end;

    name += is_not ? 4 : 0;
    if (find_end(f, u, n, "if", &other, &end) != 0 ||
        pp_filler_look_up(f, u[0].line, before, name, PP_NAME_CONDITION) != 0)
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

static int fill_part(struct pp_filler *f, const struct unit *u,
                     struct pp_blocks *into)
{
    const char *space = strchr(u->directive, ' ');
    const char *name = space + strspn(space, " ");
    enum pp_name_kind kind = u->directive[0] == 't'   ? PP_NAME_TABLE
                             : u->directive[0] == 'f' ? PP_NAME_FIGURE
                                                      : PP_NAME_PART;
    char *before = pp_strndup(u->directive, (size_t)(name - u->directive));
    int status = pp_filler_look_up(f, u->line, before, name, kind);

    pp_free(before);
    if (status != 0 || f->is_check)
        return status;
    if (f->source->part(f->source->ctx, name, f->item, f->d, into, f->err) != 0)
        return pp_wrap(f->err, "%s:%d: {{%s}}", f->file, u->line, u->directive);
    return 0;
}

static int fill_directive(struct pp_filler *f, const struct unit *u, size_t n,
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

static int fill_row(struct pp_filler *f, cmark_node *row, struct pp_table *t)
{
    struct pp_table_row *r = pp_table_row(f->d, t);
    size_t c = 0;

    for (cmark_node *cell = cmark_node_first_child(row);
         cell != NULL && c < t->n_columns; cell = cmark_node_next(cell), c++) {
        if (pp_filler_inlines(f, cell, &r->cells[c]) != 0)
            return -1;
    }
    return 0;
}

static int headings_of(struct pp_filler *f, cmark_node *header,
                       const uint8_t *alignments,
                       struct pp_table_column *columns)
{
    size_t c = 0;

    for (cmark_node *cell = cmark_node_first_child(header); cell != NULL;
         cell = cmark_node_next(cell), c++) {
        struct pp_prose p = {NULL, NULL};
        struct pp_buffer text = PP_BUFFER_INIT;
        if (pp_filler_inlines(f, cell, &p) != 0)
            return -1;
        pp_prose_plain(&p, &text);
        columns[c].heading = pp_pool_strdup(f->d->pool, pp_buffer_text(&text));
        columns[c].kind =
            alignments[c] == 'r' ? PP_COLUMN_NUMBER : PP_COLUMN_TEXT;
        pp_buffer_clear(&text);
    }
    return 0;
}

static int fill_table(struct pp_filler *f, cmark_node *node,
                      struct pp_blocks *into)
{
    size_t n = cmark_gfm_extensions_get_table_columns(node);
    cmark_node *header = cmark_node_first_child(node);
    struct pp_table_column *columns =
        pp_pool_array(f->d->pool, n, sizeof *columns);

    if (f->caption == NULL)
        return pp_filler_fail(
            f, pp_filler_line(f, node),
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

static int fill_list(struct pp_filler *f, cmark_node *node,
                     struct pp_blocks *into)
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

/* Who goes from heading to heading, by ear, takes their levels for the order of
 * the report. Of alternatives only those that are there are looked at. */
static int check_level(struct pp_filler *f, cmark_node *node, int level)
{
    int was = f->level;

    if (f->is_check)
        return 0;
    f->level = level;
    if (level == 1 && was > 0)
        return pp_filler_fail(f, pp_filler_line(f, node),
                              "a second heading of one #: a report has one, "
                              "its title; expected ##");
    if (level > (was == 0 ? 2 : was + 1))
        return pp_fail(f->err, PP_EPARSE,
                       "%s:%d: a heading of %d # %s: expected %d #, for no "
                       "level may be left out",
                       f->file, pp_filler_line(f, node), level,
                       was == 0 ? "comes first" : "under one of fewer",
                       was + 1);
    return 0;
}

static int fill_heading(struct pp_filler *f, cmark_node *node,
                        struct pp_blocks *into)
{
    int level = cmark_node_get_heading_level(node);

    if (check_level(f, node, level) != 0)
        return -1;
    struct pp_prose *p = pp_document_heading_prose(f->d, into, level);

    if (pp_filler_inlines(f, node, p) != 0)
        return -1;
    pp_document_name_heading(f->d, into->last);
    return 0;
}

/* A paragraph that turns out empty is left out. */
static int fill_paragraph(struct pp_filler *f, cmark_node *node,
                          struct pp_blocks *into)
{
    struct pp_prose p = {NULL, NULL};

    if (pp_filler_inlines(f, node, &p) != 0)
        return -1;
    if (pp_prose_is_empty(&p))
        return 0;
    if (p.first->kind == PP_INLINE_TEXT &&
        strncmp(p.first->text, "Table: ", 7) == 0) {
        struct pp_buffer text = PP_BUFFER_INIT;
        pp_prose_plain(&p, &text);
        f->caption = pp_pool_strdup(f->d->pool, pp_buffer_text(&text) + 7);
        f->caption_line = pp_filler_line(f, node);
        pp_buffer_clear(&text);
        return 0;
    }
    *pp_document_paragraph(f->d, into) = p;
    return 0;
}

static int fill_node(struct pp_filler *f, cmark_node *node,
                     struct pp_blocks *into)
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
        return pp_filler_refuse_html(f, node);
    default:
        break;
    }
    if (strcmp(cmark_node_get_type_string(node), "table") == 0)
        return fill_table(f, node, into);
    return 0; /* the text of a footnote, put in where it is referred to */
}

/* Quotes within quotes, and conditions within conditions. */
static int fill_units(struct pp_filler *f, const struct unit *u, size_t n,
                      struct pp_blocks *into)
{
    if (n > 0 && ++f->depth > MAX_DEPTH)
        return pp_filler_fail(f, u[0].line, "too deeply nested");
    for (size_t i = 0, used = 1; i < n; i += used) {
        const char *caption = f->caption;
        used = 1;
        int status = u[i].directive != NULL
                         ? fill_directive(f, u + i, n - i, &used, into)
                         : fill_node(f, u[i].node, into);
        if (status != 0)
            return -1;
        if (caption != NULL && f->caption == caption)
            return pp_filler_fail(
                f, f->caption_line,
                "\"Table: ...\" with no table right under it");
    }
    f->depth -= n > 0;
    return 0;
}

/* --- the whole ------------------------------------------------------------ */

static void *zeroed(size_t n, size_t size)
{
    return pp_alloc_zero(n, size);
}

static void *resized(void *p, size_t size)
{
    return pp_realloc_array(p, 1, size);
}

/* cmark's own would end the program by abort() when memory runs out. */
static void take_over_memory(void)
{
    *cmark_get_default_mem_allocator() =
        (cmark_mem){.calloc = zeroed, .realloc = resized, .free = pp_free};
}

static cmark_node *parse(const char *text, size_t length)
{
    take_over_memory();
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

static int fill_head_text(struct pp_filler *f, int line, const char *text,
                          const char **out)
{
    struct pp_prose p = {NULL, NULL};
    struct pp_buffer plain = PP_BUFFER_INIT;

    if (text == NULL)
        return 0;
    if (pp_filler_text(f, line, text, &p) != 0)
        return -1;
    pp_prose_plain(&p, &plain);
    *out = pp_pool_strdup(f->d->pool, pp_buffer_text(&plain));
    pp_buffer_clear(&plain);
    return 0;
}

static int fill_all(struct pp_filler *f, const struct pp_front *front)
{
    f->list = NULL;
    f->item = 0;
    f->caption = NULL;
    f->depth = f->level = 0;
    if (fill_head_text(f, front->title_line, front->title, &f->d->title) != 0 ||
        fill_head_text(f, front->summary_line, front->summary,
                       &f->d->summary) != 0 ||
        fill_children(f, f->root, &f->d->body) != 0)
        return -1;
    if (f->caption != NULL)
        return pp_filler_fail(f, f->caption_line,
                              "\"Table: ...\" with no table right under it");
    return 0;
}

int pp_template_fill(const char *file, const char *text, size_t length,
                     const struct pp_template_source *source,
                     struct pp_document *d, struct pp_error *err)
{
    struct pp_front front;

    if (pp_template_check_size(file, text, length, err) != 0 ||
        pp_template_read_front(file, text, length, d->pool, &front, err) != 0)
        return -1;
    struct pp_pool *scratch = pp_pool_new();
    struct pp_spaced spaced;
    pp_template_space_out(&front, &spaced);
    struct pp_filler f = {
        .file = file,
        .source = source,
        .d = pp_document_new(scratch, ""),
        .err = err,
        .root = parse(pp_buffer_text(&spaced.text), spaced.text.length),
        .lines = spaced.lines,
        .is_check = true};
    int status = fill_all(&f, &front);
    if (status == 0)
        status = pp_filler_check_words(&f, &front);
    if (status == 0) {
        f.d = d;
        f.is_check = false;
        status = fill_all(&f, &front);
    }
    cmark_node_free(f.root);
    pp_spaced_clear(&spaced);
    pp_pool_free(scratch);
    return status;
}

void pp_report_libraries(struct pp_libraries *all)
{
    pp_libraries_add(all, "cmark-gfm", cmark_version_string());
}
