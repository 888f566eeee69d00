#include "prepost/report/backend.h"

#include <stdio.h>
#include <string.h>

/*
 * Markdown (GitHub's, as CommonMark with tables). Whatever text holds, each
 * mark that could mean something is escaped, so that it reads back as itself
 * in CommonMark readers and in lowdown.
 */

struct writer {
    struct pp_buffer *out;
    const struct pp_document *d;
    const char *margin; /* before every line but a block's first */
    bool is_cell;
    enum { LINE_START, DIGITS_ALONE, INSIDE } place; /* in the line */
};

static void put(struct writer *w, const char *markup)
{
    pp_buffer_puts(w->out, markup);
    w->place = INSIDE;
}

/* Whether this character would begin a list, or mean something anywhere. */
static bool is_mark(const struct writer *w, char c, char next)
{
    if (strchr("\\`*_[]<>&|~^=$!{}", c) != NULL)
        return true;
    if (w->place == LINE_START)
        return strchr("-+:", c) != NULL;
    return w->place == DIGITS_ALONE && strchr(".)", c) != NULL &&
           (next == ' ' || next == '\0');
}

static void escape(struct writer *w, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        bool is_digit = *p >= '0' && *p <= '9';
        if (*p == '#')
            pp_buffer_puts(w->out, "&#35;");
        else if (is_mark(w, *p, p[1]))
            pp_buffer_printf(w->out, "\\%c", *p);
        else
            pp_buffer_putc(w->out, *p);
        w->place = is_digit && w->place != INSIDE ? DIGITS_ALONE : INSIDE;
    }
}

static void prose(struct writer *w, const struct pp_prose *p);

static void between(struct writer *w, const char *mark,
                    const struct pp_prose *p)
{
    put(w, mark);
    prose(w, p);
    put(w, mark);
}

/* A code span's fence must be longer than any run of backticks in it. */
static void code_span(struct writer *w, const char *text)
{
    size_t longest = 0, run = 0;

    for (const char *p = text; *p != '\0'; p++) {
        run = *p == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    pp_buffer_repeat(w->out, '`', longest + 1);
    pp_buffer_printf(w->out, longest > 0 ? " %s " : "%s", text);
    pp_buffer_repeat(w->out, '`', longest + 1);
    w->place = INSIDE;
}

static void address(struct writer *w, const char *text)
{
    put(w, "](<");
    for (const char *p = text; *p != '\0'; p++) {
        if (strchr("<>\\ ", *p) != NULL)
            pp_buffer_printf(w->out, "%%%02X", (unsigned)(unsigned char)*p);
        else
            pp_buffer_putc(w->out, *p);
    }
    put(w, ">)");
}

static void one(struct writer *w, const struct pp_inline *i)
{
    switch (i->kind) {
    case PP_INLINE_TEXT:
        escape(w, i->text);
        break;
    case PP_INLINE_STRONG:
        between(w, "**", &i->inside);
        break;
    case PP_INLINE_EMPHASIS:
        between(w, "*", &i->inside);
        break;
    case PP_INLINE_CODE:
        if (w->is_cell) /* a pipe would end the cell */
            escape(w, i->text);
        else
            code_span(w, i->text);
        break;
    case PP_INLINE_LINK:
        put(w, "[");
        prose(w, &i->inside);
        address(w, i->text);
        break;
    case PP_INLINE_MARK:
        pp_buffer_printf(w->out, " \\[%s\\]", i->text);
        break;
    case PP_INLINE_FOOTNOTE:
        pp_buffer_printf(w->out, "[^%zu]", i->number);
        break;
    case PP_INLINE_BREAK:
        put(w, w->is_cell ? " " : "\\\n");
        if (!w->is_cell)
            put(w, w->margin);
        w->place = LINE_START;
        break;
    }
}

static void prose(struct writer *w, const struct pp_prose *p)
{
    for (const struct pp_inline *i = p->first; i != NULL; i = i->next)
        one(w, i);
}

static void end_line(struct writer *w)
{
    pp_buffer_putc(w->out, '\n');
    pp_buffer_puts(w->out, w->margin);
    w->place = LINE_START;
}

/* Blanks of the margin are taken off lines that hold nothing else. */
static void end_block(struct writer *w)
{
    while (w->out->length > 0 && w->out->data[w->out->length - 1] == ' ')
        w->out->data[--w->out->length] = '\0';
    pp_buffer_putc(w->out, '\n');
    pp_buffer_puts(w->out, w->margin);
    w->place = LINE_START;
}

static void line(struct writer *w, const struct pp_prose *p)
{
    prose(w, p);
    end_line(w);
}

static void emphasised(struct writer *w, const char *label, size_t number,
                       const char *text)
{
    put(w, "*");
    if (number > 0)
        pp_buffer_printf(w->out, "%s %zu: ", label, number);
    escape(w, text);
    put(w, "*");
    end_line(w);
    end_block(w);
}

static void table(struct writer *w, const struct pp_table *t)
{
    emphasised(w, "Table", t->number, t->caption);
    w->is_cell = true;
    put(w, "|");
    for (size_t c = 0; c < t->n_columns; c++) {
        put(w, " ");
        escape(w, t->columns[c].heading);
        put(w, " |");
    }
    end_line(w);
    put(w, "|");
    for (size_t c = 0; c < t->n_columns; c++)
        put(w, t->columns[c].kind == PP_COLUMN_NUMBER ? "---:|" : "---|");
    for (const struct pp_table_row *r = t->rows; r != NULL; r = r->next) {
        end_line(w);
        put(w, "|");
        for (size_t c = 0; c < t->n_columns; c++) {
            put(w, " ");
            prose(w, &r->cells[c]);
            put(w, " |");
        }
    }
    w->is_cell = false;
    end_line(w);
    end_block(w);
    for (const struct pp_table_note *n = t->notes; n != NULL; n = n->next) {
        if (n->mark != NULL)
            pp_buffer_printf(w->out, "\\[%s\\] ", n->mark);
        line(w, &n->prose);
        end_block(w);
    }
}

static void figure(struct writer *w, const struct pp_block *b)
{
    emphasised(w, "Figure", b->figure->number, b->figure->caption);
    escape(w, b->figure->figure->alt);
    if (b->figure->figure->description != NULL) {
        put(w, " ");
        escape(w, b->figure->figure->description);
    }
    end_line(w);
    end_block(w);
    if (b->table != NULL)
        table(w, b->table);
}

static void blocks(struct writer *w, const struct pp_blocks *list);

static void indented(struct writer *w, const struct pp_blocks *list,
                     const char *first, const char *margin)
{
    struct pp_buffer joined = PP_BUFFER_INIT;
    const char *outer = w->margin;

    pp_buffer_printf(&joined, "%s%s", outer, margin);
    put(w, first);
    w->margin = pp_buffer_text(&joined);
    w->place = LINE_START;
    blocks(w, list);
    /* Take off the margin that the last line was given. */
    size_t extra = strlen(margin);
    if (w->out->length >= extra &&
        memcmp(w->out->data + w->out->length - extra, margin, extra) == 0) {
        w->out->length -= extra;
        w->out->data[w->out->length] = '\0';
    }
    w->margin = outer;
    w->place = LINE_START;
    pp_buffer_clear(&joined);
}

static void list_items(struct writer *w, const struct pp_block *list)
{
    size_t number = 0;
    char bullet[24], margin[24];

    for (const struct pp_block *i = list->children.first; i != NULL;
         i = i->next) {
        snprintf(bullet, sizeof bullet, "%zu. ", ++number);
        const char *mark = list->is_ordered ? bullet : "- ";
        snprintf(margin, sizeof margin, "%*s", (int)strlen(mark), "");
        const struct pp_block *only = i->children.first;
        if (only != NULL && only->next == NULL &&
            only->kind == PP_BLOCK_PARAGRAPH) {
            put(w, mark);
            w->place = LINE_START;
            line(w, &only->prose);
        } else {
            indented(w, &i->children, mark, margin);
        }
    }
    end_block(w);
}

static void code(struct writer *w, const char *text)
{
    const char *outer = w->margin;

    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        put(w, "    ");
        pp_buffer_append(w->out, text, n);
        end_line(w);
        text += n + (text[n] == '\n');
    }
    w->margin = outer;
    end_block(w);
}

static void block(struct writer *w, const struct pp_block *b)
{
    switch (b->kind) {
    case PP_BLOCK_HEADING:
        pp_buffer_repeat(w->out, '#', (size_t)b->level);
        put(w, " ");
        line(w, &b->prose);
        end_block(w);
        break;
    case PP_BLOCK_PARAGRAPH:
    case PP_BLOCK_LEAD:
    case PP_BLOCK_SMALL:
    case PP_BLOCK_BANNER:
        line(w, &b->prose);
        end_block(w);
        break;
    case PP_BLOCK_LIST:
        list_items(w, b);
        break;
    case PP_BLOCK_QUOTE:
    case PP_BLOCK_OWN_WORDS:
        indented(w, &b->children, "> ", "> ");
        end_block(w);
        break;
    case PP_BLOCK_ITEM:
    case PP_BLOCK_TECHNICAL:
    case PP_BLOCK_BESIDE:
        blocks(w, &b->children);
        break;
    case PP_BLOCK_TABLE:
        table(w, b->table);
        break;
    case PP_BLOCK_FIGURE:
        figure(w, b);
        break;
    case PP_BLOCK_CODE:
        code(w, b->text);
        break;
    case PP_BLOCK_RULE:
        put(w, "---");
        end_line(w);
        end_block(w);
        break;
    case PP_BLOCK_PAGE:
        break;
    }
}

static void blocks(struct writer *w, const struct pp_blocks *list)
{
    for (const struct pp_block *b = list->first; b != NULL; b = b->next)
        block(w, b);
}

static int write_md(const struct pp_document *d, const struct pp_render *render,
                    struct pp_buffer *out, struct pp_error *err)
{
    (void)render;
    (void)err;
    struct writer w = {.out = out, .d = d, .margin = "", .place = LINE_START};
    size_t number = 0;

    blocks(&w, &d->body);
    for (const struct pp_footnote *n = d->footnotes; n != NULL; n = n->next) {
        pp_buffer_printf(out, "[^%zu]: ", ++number);
        line(&w, &n->prose);
        end_block(&w);
    }
    if (!pp_prose_is_empty(&d->foot)) {
        put(&w, "---");
        end_line(&w);
        end_block(&w);
        line(&w, &d->foot);
    }
    while (out->length > 1 && out->data[out->length - 1] == '\n' &&
           out->data[out->length - 2] == '\n')
        out->data[--out->length] = '\0';
    return 0;
}

const struct pp_backend pp_backend_md = {
    "md", "md", "Markdown, to be worked on further", write_md};
