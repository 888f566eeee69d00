#include "prepost/report/template_words.h"

#include <string.h>

#include "prepost/base/text.h"
#include "prepost/report/template_front.h"

/*
 * The template's own sentences obey the rule of the plan's texts: no word that
 * the design does not allow. What fills a placeholder obeys it elsewhere.
 */

/* The words of a block, and where its lines end among them. */
struct words {
    struct pp_buffer text;
    size_t line_ends[64]; /* offsets; a longer paragraph counts no further */
    size_t n_lines;
};

/* A placeholder stands for a thing that words may be about. */
static void add_text(struct words *w, const char *text)
{
    for (const char *open; (open = strstr(text, "{{")) != NULL;) {
        const char *close = strstr(open, "}}");
        pp_buffer_append(&w->text, text, (size_t)(open - text));
        pp_buffer_puts(&w->text, "it");
        if (close == NULL)
            return;
        text = close + 2;
    }
    pp_buffer_puts(&w->text, text);
}

static void add_break(struct words *w)
{
    if (w->n_lines < sizeof w->line_ends / sizeof w->line_ends[0])
        w->line_ends[w->n_lines++] = w->text.length;
    pp_buffer_putc(&w->text, ' ');
}

static void add_words(struct words *w, cmark_node *parent)
{
    for (cmark_node *c = cmark_node_first_child(parent); c != NULL;
         c = cmark_node_next(c)) {
        cmark_node_type type = cmark_node_get_type(c);
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
            add_text(w, cmark_node_get_literal(c));
        else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
            add_break(w);
        else
            add_words(w, c);
    }
}

static int check(struct pp_filler *f, int line, const struct words *w)
{
    const struct pp_template_source *s = f->source;
    const char *text = pp_buffer_text(&w->text), *of = NULL;
    size_t at, n;
    const char *instead = s->banned(s->ctx, text, &at, &n, &of);

    if (instead == NULL)
        return 0;
    for (size_t i = 0; i < w->n_lines && w->line_ends[i] <= at; i++)
        line++;
    return pp_fail(f->err, PP_EPARSE,
                   "%s:%d: \"%.*s\" may not be said of %s; write %s, or put "
                   "the sentence under own_words in the plan",
                   f->file, line, (int)n, text + at, of, instead);
}

static bool holds_words(cmark_node *node)
{
    cmark_node *first = cmark_node_first_child(node);

    return first != NULL && (cmark_node_get_type(first) &
                             CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_INLINE;
}

static int check_below(struct pp_filler *f, cmark_node *node)
{
    if (holds_words(node)) {
        struct words w = {.text = PP_BUFFER_INIT};
        add_words(&w, node);
        int status = check(f, pp_filler_line(f, node), &w);
        pp_buffer_clear(&w.text);
        return status;
    }
    for (cmark_node *c = cmark_node_first_child(node); c != NULL;
         c = cmark_node_next(c))
        if (check_below(f, c) != 0)
            return -1;
    return 0;
}

static int check_line(struct pp_filler *f, int line, const char *text)
{
    struct words w = {.text = PP_BUFFER_INIT};

    if (text == NULL)
        return 0;
    add_text(&w, text);
    int status = check(f, line, &w);
    pp_buffer_clear(&w.text);
    return status;
}

int pp_filler_check_words(struct pp_filler *f, const struct pp_front *front)
{
    if (f->source->banned == NULL)
        return 0;
    if (check_line(f, front->title_line, front->title) != 0 ||
        check_line(f, front->summary_line, front->summary) != 0)
        return -1;
    return check_below(f, f->root);
}
