#include "prepost/report/backend.h"

#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"

/*
 * HTML: one file that asks the network for nothing, readable without its
 * style sheet, and well-formed XML too, so that any reader of XML can check it.
 *
 * Tables carry their ARIA roles although the elements have them already:
 * where the style sheet stacks a table on a phone, browsers forget the
 * elements' own roles but keep these.
 */

struct writer {
    struct pp_buffer *out;
    const struct pp_document *d;
    struct pp_error *err;
    const char *table_id;  /* whose notes the marks point to */
    const char *figure_id; /* of the figure that a table is behind */
};

static void put(struct writer *w, const char *markup)
{
    pp_buffer_puts(w->out, markup);
}

static void escape(struct writer *w, const char *text)
{
    pp_xml_escape(text, w->out);
}

/* --- words ---------------------------------------------------------------- */

static void prose(struct writer *w, const struct pp_prose *p);

static void wrapped(struct writer *w, const char *open,
                    const struct pp_prose *p, const char *close)
{
    put(w, open);
    prose(w, p);
    put(w, close);
}

static void mark(struct writer *w, const char *text)
{
    put(w, "<sup>");
    if (w->table_id != NULL)
        pp_buffer_printf(w->out, "<a href=\"#%s-n%s\" aria-label=\"note %s\">",
                         w->table_id, text, text);
    pp_buffer_printf(w->out, "[%s]", text);
    put(w, w->table_id != NULL ? "</a></sup>" : "</sup>");
}

static void prose(struct writer *w, const struct pp_prose *p)
{
    for (const struct pp_inline *i = p->first; i != NULL; i = i->next) {
        switch (i->kind) {
        case PP_INLINE_TEXT:
            escape(w, i->text);
            break;
        case PP_INLINE_STRONG:
            wrapped(w, "<strong>", &i->inside, "</strong>");
            break;
        case PP_INLINE_EMPHASIS:
            wrapped(w, "<em>", &i->inside, "</em>");
            break;
        case PP_INLINE_CODE:
            put(w, "<code>");
            escape(w, i->text);
            put(w, "</code>");
            break;
        case PP_INLINE_LINK:
            put(w, "<a href=\"");
            escape(w, i->text);
            wrapped(w, "\">", &i->inside, "</a>");
            break;
        case PP_INLINE_MARK:
            mark(w, i->text);
            break;
        case PP_INLINE_FOOTNOTE:
            pp_buffer_printf(w->out,
                             "<sup><a href=\"#note-%zu\" role=\"doc-noteref\""
                             " aria-label=\"footnote %zu\">%zu</a></sup>",
                             i->number, i->number, i->number);
            break;
        case PP_INLINE_BREAK:
            put(w, "<br />");
            break;
        }
    }
}

/* --- tables --------------------------------------------------------------- */

/*
 * More columns than these do not fit a phone, where a range takes the room of
 * two: the rows become blocks; or a page: ranges are broken too.
 */
enum { COLUMNS_ON_A_PHONE = 4, COLUMNS_ON_A_PAGE = 7 };

static bool is_stacked(const struct pp_table *t)
{
    size_t room = t->n_columns;

    for (size_t c = 0; c < t->n_columns; c++)
        room += t->columns[c].kind == PP_COLUMN_RANGE;
    return room > COLUMNS_ON_A_PHONE;
}

static const char *column_class(enum pp_column_kind kind)
{
    return kind == PP_COLUMN_NUMBER  ? " class=\"n\""
           : kind == PP_COLUMN_RANGE ? " class=\"range\""
                                     : "";
}

static void table_head(struct writer *w, const struct pp_table *t)
{
    put(w, "<thead><tr role=\"row\">");
    for (size_t c = 0; c < t->n_columns; c++) {
        put(w, "<th scope=\"col\" role=\"columnheader\"");
        put(w, column_class(t->columns[c].kind));
        put(w, ">");
        escape(w, t->columns[c].heading);
        put(w, "</th>");
    }
    put(w, "</tr></thead>\n");
}

static void table_row(struct writer *w, const struct pp_table *t,
                      const struct pp_table_row *row)
{
    put(w, row->is_total ? "<tr role=\"row\" class=\"total\">"
                         : "<tr role=\"row\">");
    for (size_t c = 0; c < t->n_columns; c++) {
        const char *tag = c == 0 ? "th" : "td";
        pp_buffer_printf(w->out, "<%s", tag);
        put(w, c == 0 ? " scope=\"row\" role=\"rowheader\"" : " role=\"cell\"");
        put(w, column_class(t->columns[c].kind));
        if (c > 0) {
            put(w, " data-label=\"");
            escape(w, t->columns[c].heading);
            put(w, "\"");
        }
        /* In a stacked table the label and all of the value are two things. */
        put(w, c > 0 && is_stacked(t) ? "><span>" : ">");
        prose(w, &row->cells[c]);
        put(w, c > 0 && is_stacked(t) ? "</span>" : "");
        pp_buffer_printf(w->out, "</%s>", tag);
    }
    put(w, "</tr>\n");
}

static void table_notes(struct writer *w, const struct pp_table *t)
{
    for (const struct pp_table_note *n = t->notes; n != NULL; n = n->next) {
        put(w, "<p class=\"note\"");
        if (n->mark != NULL)
            pp_buffer_printf(w->out, " id=\"%s-n%s\">[%s] ", w->table_id,
                             n->mark, n->mark);
        else
            put(w, ">");
        wrapped(w, "", &n->prose, "</p>\n");
    }
}

static void table(struct writer *w, const struct pp_table *t, const char *id)
{
    w->table_id = id;
    pp_buffer_printf(w->out,
                     "<div class=\"table\">\n<div class=\"scroll\" "
                     "role=\"region\" tabindex=\"0\" "
                     "aria-labelledby=\"%s%s%s-c\">\n"
                     "<table id=\"%s\" role=\"table\"%s>\n"
                     "<caption id=\"%s-c\">",
                     w->figure_id != NULL ? w->figure_id : "",
                     w->figure_id != NULL ? "-n " : "", id, id,
                     t->n_columns > COLUMNS_ON_A_PAGE ? " class=\"stack dense\""
                     : is_stacked(t)                  ? " class=\"stack\""
                                                      : "",
                     id);
    if (t->number > 0)
        pp_buffer_printf(w->out, "<span class=\"label\">Table %zu:</span> ",
                         t->number);
    escape(w, t->caption);
    put(w, "</caption>\n");
    table_head(w, t);
    put(w, "<tbody>\n");
    for (const struct pp_table_row *r = t->rows; r != NULL; r = r->next)
        table_row(w, t, r);
    put(w, "</tbody>\n</table>\n</div>\n");
    table_notes(w, t);
    put(w, "</div>\n");
    w->table_id = NULL;
}

/* --- figures -------------------------------------------------------------- */

static int drawing(struct writer *w, const struct pp_figure *f, const char *id,
                   const char *class)
{
    pp_buffer_printf(w->out, "<div class=\"%s\">", class);
    if (pp_figure_svg(f, id, PP_SVG_INLINE, w->out, w->err) != 0)
        return -1;
    put(w, "</div>\n");
    return 0;
}

static int figure(struct writer *w, const struct pp_block *b)
{
    const struct pp_report_figure *f = b->figure;
    char id[64];

    pp_buffer_printf(w->out,
                     "<figure id=\"%s\">\n<figcaption><span class=\"label\" "
                     "id=\"%s-n\">Figure %zu:</span> <strong>",
                     f->id, f->id, f->number);
    escape(w, f->caption);
    put(w, "</strong>");
    if (f->subtitle != NULL) {
        put(w, "<span class=\"subtitle\">");
        escape(w, f->subtitle);
        put(w, "</span>");
    }
    put(w, "</figcaption>\n");
    snprintf(id, sizeof id, "%s-wide", f->id);
    if (drawing(w, f->figure, id, f->narrow != NULL ? "wide" : "any") != 0)
        return -1;
    snprintf(id, sizeof id, "%s-narrow", f->id);
    if (f->narrow != NULL && drawing(w, f->narrow, id, "narrow") != 0)
        return -1;
    pp_buffer_printf(w->out,
                     "<details><summary>Figure %zu in words and numbers"
                     "</summary>\n<p>",
                     f->number);
    escape(w, f->figure->description != NULL ? f->figure->description
                                             : f->figure->alt);
    put(w, "</p>\n");
    snprintf(id, sizeof id, "%s-t", f->id);
    w->figure_id = f->id; /* tables of two figures may have one caption */
    if (b->table != NULL)
        table(w, b->table, id);
    w->figure_id = NULL;
    put(w, "</details>\n</figure>\n");
    return 0;
}

/* --- blocks --------------------------------------------------------------- */

static int blocks(struct writer *w, const struct pp_blocks *list);
static int block(struct writer *w, const struct pp_block *b);

static int inside(struct writer *w, const char *open, const struct pp_block *b,
                  const char *close)
{
    put(w, open);
    if (blocks(w, &b->children) != 0)
        return -1;
    put(w, close);
    return 0;
}

/* An item of one paragraph needs no paragraph. */
static int item(struct writer *w, const struct pp_block *b)
{
    const struct pp_block *only = b->children.first;

    if (only != NULL && only->kind == PP_BLOCK_PARAGRAPH) {
        wrapped(w, "<li>", &only->prose, "");
        struct pp_blocks rest = {only->next, b->children.last};
        if (blocks(w, &rest) != 0)
            return -1;
        put(w, "</li>\n");
        return 0;
    }
    return inside(w, "<li>", b, "</li>\n");
}

static void heading(struct writer *w, const struct pp_block *b)
{
    pp_buffer_printf(w->out, "<h%d id=\"%s\">", b->level,
                     b->id != NULL ? b->id : "h");
    prose(w, &b->prose);
    pp_buffer_printf(w->out, "</h%d>\n", b->level);
}

/* Figures first: on paper they stand at the right and the rest flows round. */
static int beside(struct writer *w, const struct pp_block *b)
{
    put(w, "<div class=\"beside\">\n");
    for (int pass = 0; pass < 2; pass++) {
        for (const struct pp_block *c = b->children.first; c != NULL;
             c = c->next) {
            if ((c->kind == PP_BLOCK_FIGURE) == (pass == 0) && block(w, c) != 0)
                return -1;
        }
    }
    put(w, "</div>\n");
    return 0;
}

/* Whether a paragraph stays with what comes next when pages are printed. */
static bool opens(const struct pp_block *b)
{
    return b->next != NULL &&
           (b->next->kind == PP_BLOCK_TABLE ||
            b->next->kind == PP_BLOCK_FIGURE || b->next->kind == PP_BLOCK_LIST);
}

static int block(struct writer *w, const struct pp_block *b)
{
    char id[32];

    switch (b->kind) {
    case PP_BLOCK_HEADING:
        heading(w, b);
        return 0;
    case PP_BLOCK_PARAGRAPH:
        wrapped(w, opens(b) ? "<p class=\"opens\">" : "<p>", &b->prose,
                "</p>\n");
        return 0;
    case PP_BLOCK_LEAD:
        wrapped(w, "<p class=\"lead\">", &b->prose, "</p>\n");
        return 0;
    case PP_BLOCK_BANNER:
        wrapped(w, "<p class=\"banner\">", &b->prose, "</p>\n");
        return 0;
    case PP_BLOCK_SMALL:
        wrapped(w, "<p class=\"note\">", &b->prose, "</p>\n");
        return 0;
    case PP_BLOCK_LIST:
        return b->is_ordered ? inside(w, "<ol>\n", b, "</ol>\n")
                             : inside(w, "<ul>\n", b, "</ul>\n");
    case PP_BLOCK_ITEM:
        return item(w, b);
    case PP_BLOCK_QUOTE:
        return inside(w, "<blockquote>\n", b, "</blockquote>\n");
    case PP_BLOCK_OWN_WORDS:
        return inside(w, "<section class=\"own-words\">\n", b, "</section>\n");
    case PP_BLOCK_TECHNICAL:
        return inside(w, "<section class=\"technical\">\n", b, "</section>\n");
    case PP_BLOCK_BESIDE:
        return beside(w, b);
    case PP_BLOCK_TABLE:
        snprintf(id, sizeof id, "t%zu", b->table->number);
        table(w, b->table, id);
        return 0;
    case PP_BLOCK_FIGURE:
        return figure(w, b);
    case PP_BLOCK_CODE:
        put(w, "<pre>");
        escape(w, b->text);
        put(w, "</pre>\n");
        return 0;
    case PP_BLOCK_RULE:
        put(w, "<hr />\n");
        return 0;
    case PP_BLOCK_PAGE:
        put(w, "<div class=\"page\"></div>\n");
        return 0;
    }
    return 0;
}

static int blocks(struct writer *w, const struct pp_blocks *list)
{
    for (const struct pp_block *b = list->first; b != NULL; b = b->next) {
        if (block(w, b) != 0)
            return -1;
    }
    return 0;
}

/* --- the page ------------------------------------------------------------- */

static void footnotes(struct writer *w)
{
    size_t number = 0;

    if (w->d->footnotes == NULL)
        return;
    put(w, "<section class=\"footnotes\" role=\"doc-endnotes\" "
           "aria-label=\"Notes\">\n<ol>\n");
    for (const struct pp_footnote *n = w->d->footnotes; n != NULL;
         n = n->next) {
        pp_buffer_printf(w->out, "<li id=\"note-%zu\">", ++number);
        wrapped(w, "", &n->prose, "</li>\n");
    }
    put(w, "</ol>\n</section>\n");
}

/* The foot stands in the margin of each printed page, as a CSS string. */
static void margin_foot(struct writer *w)
{
    struct pp_buffer foot = PP_BUFFER_INIT;

    pp_prose_plain(&w->d->foot, &foot);
    put(w, "@page{@bottom-left{content:\"");
    for (size_t i = 0; i < foot.length; i++) {
        char c = foot.data[i];
        if (strchr("\"\\<>&", c) != NULL)
            pp_buffer_printf(w->out, "\\%x ", (unsigned)c);
        else
            pp_buffer_putc(w->out, c);
    }
    put(w, "\"}}\n");
    pp_buffer_clear(&foot);
}

static void style(struct writer *w, const char *css)
{
    put(w, "<style>\n");
    /* "</" would end the element; in CSS the backslash changes nothing. */
    for (const char *p = css; *p != '\0'; p++) {
        if (*p == '<')
            put(w, "\\3c ");
        else if (*p == '&')
            put(w, "\\26 ");
        else
            pp_buffer_putc(w->out, *p);
    }
    margin_foot(w);
    put(w, "</style>\n");
}

static void head(struct writer *w, const struct pp_render *render)
{
    put(w, "<!DOCTYPE html>\n<html lang=\"");
    escape(w, w->d->language);
    put(w, "\">\n<head>\n<meta charset=\"utf-8\" />\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\""
           "default-src 'none'; style-src 'unsafe-inline'; img-src data:\" />\n"
           "<meta name=\"viewport\" content=\"width=device-width, "
           "initial-scale=1\" />\n"
           "<meta name=\"color-scheme\" content=\"light dark\" />\n"
           "<meta name=\"generator\" content=\"prepost " PP_VERSION "\" />\n");
    if (w->d->summary != NULL) {
        put(w, "<meta name=\"description\" content=\"");
        escape(w, w->d->summary);
        put(w, "\" />\n");
    }
    put(w, "<title>");
    escape(w, w->d->title);
    put(w, "</title>\n");
    style(w, render->css != NULL ? render->css : "");
    put(w, "</head>\n");
}

static int write_html(const struct pp_document *d,
                      const struct pp_render *render, struct pp_buffer *out,
                      struct pp_error *err)
{
    struct writer w = {.out = out, .d = d, .err = err};

    head(&w, render);
    put(&w, "<body class=\"edition-");
    escape(&w, d->edition);
    put(&w, "\">\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n"
            "<main id=\"main\" tabindex=\"-1\">\n");
    if (blocks(&w, &d->body) != 0)
        return pp_wrap(err, "html");
    footnotes(&w);
    put(&w, "</main>\n");
    if (!pp_prose_is_empty(&d->foot))
        wrapped(&w, "<footer>\n<p>", &d->foot, "</p>\n</footer>\n");
    put(&w, "</body>\n</html>\n");
    return 0;
}

const struct pp_backend pp_backend_html = {
    "html", "html", "one file for screen, phone, paper and screen reader",
    write_html};
