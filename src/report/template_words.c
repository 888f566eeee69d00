#include "prepost/report/template_words.h"

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"

int pp_filler_line(const struct pp_filler *f, cmark_node *node)
{
    while (node != NULL && cmark_node_get_start_line(node) <= 0)
        node = cmark_node_parent(node);
    return node == NULL ? 0 : f->lines[cmark_node_get_start_line(node)];
}

int pp_filler_fail(struct pp_filler *f, int line, const char *text)
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

static int unknown(struct pp_filler *f, int line, const char *before,
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

int pp_filler_look_up(struct pp_filler *f, int line, const char *before,
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
int pp_filler_text(struct pp_filler *f, int line, const char *text,
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
            return pp_filler_fail(f, line, "\"{{\" without \"}}\"");
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
            status = pp_filler_look_up(f, line, "", name, PP_NAME_TEXT);
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

static int fill_link(struct pp_filler *f, cmark_node *node, struct pp_prose *p)
{
    const char *address = cmark_node_get_url(node);

    if (!pp_address_is_safe(address))
        return pp_fail(f->err, PP_EPARSE,
                       "%s:%d: the address \"%.80s\" does not begin with "
                       "https:, http:, mailto: or #",
                       f->file, pp_filler_line(f, node), address);
    struct pp_inline *link = pp_prose_add(f->d, p, PP_INLINE_LINK);
    link->text = pp_pool_strdup(f->d->pool, address);
    return pp_filler_inlines(f, node, &link->inside);
}

static bool is_comment(const char *html)
{
    html += strspn(html, " ");
    const char *end = strstr(html, "-->");
    return strncmp(html, "<!--", 4) == 0 && end != NULL &&
           end[3 + strspn(end + 3, " \n")] == '\0';
}

int pp_filler_refuse_html(struct pp_filler *f, cmark_node *node)
{
    const char *html = cmark_node_get_literal(node);

    if (is_comment(html))
        return 0;
    return pp_fail(
        f->err, PP_EPARSE, "%s:%d: HTML is not allowed in a template: \"%.*s\"",
        f->file, pp_filler_line(f, node), (int)strcspn(html, "\n"), html);
}

static cmark_node *definition_of(struct pp_filler *f, const char *number)
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
static int fill_footnote(struct pp_filler *f, cmark_node *node,
                         struct pp_prose *p)
{
    cmark_node *definition = definition_of(f, cmark_node_get_literal(node));
    size_t number;

    if (definition == NULL)
        return pp_filler_fail(f, pp_filler_line(f, node),
                              "a footnote without its text");
    /* One that led back to itself would never end. */
    if (f->in_footnote)
        return pp_filler_fail(f, pp_filler_line(f, node),
                              "a footnote inside a footnote");
    f->in_footnote = true;
    struct pp_prose *note = pp_document_footnote(f->d, &number);
    pp_prose_add(f->d, p, PP_INLINE_FOOTNOTE)->number = number;
    for (cmark_node *c = cmark_node_first_child(definition); c != NULL;
         c = cmark_node_next(c)) {
        if (pp_filler_inlines(f, c, note) != 0)
            return -1;
    }
    f->in_footnote = false;
    return 0;
}

static int fill_inline(struct pp_filler *f, cmark_node *node,
                       struct pp_prose *p)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        return pp_filler_text(f, pp_filler_line(f, node),
                              cmark_node_get_literal(node), p);
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
        return pp_filler_inlines(
            f, node, &pp_prose_add(f->d, p, PP_INLINE_STRONG)->inside);
    case CMARK_NODE_EMPH:
        return pp_filler_inlines(
            f, node, &pp_prose_add(f->d, p, PP_INLINE_EMPHASIS)->inside);
    case CMARK_NODE_LINK:
        return fill_link(f, node, p);
    case CMARK_NODE_HTML_INLINE:
        return pp_filler_refuse_html(f, node);
    case CMARK_NODE_FOOTNOTE_REFERENCE:
        return fill_footnote(f, node, p);
    case CMARK_NODE_IMAGE:
        return pp_filler_fail(f, pp_filler_line(f, node),
                              "pictures are put in with {{figure name}}");
    default:
        return 0;
    }
}

int pp_filler_inlines(struct pp_filler *f, cmark_node *parent,
                      struct pp_prose *p)
{
    for (cmark_node *c = cmark_node_first_child(parent); c != NULL;
         c = cmark_node_next(c)) {
        if (fill_inline(f, c, p) != 0)
            return -1;
    }
    return 0;
}
