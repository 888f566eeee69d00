#include "prepost/report/backend.h"

#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/text.h"
#include "prepost/base/utf8.h"

/*
 * Plain text, 80 columns, everything in it: what a figure shows stands there
 * in words and as a table. No control codes.
 */
enum { PAGE_WIDTH = 80, MAX_COLUMNS = 32, COLUMN_GAP = 2 };

struct writer {
    struct pp_buffer *out;
    const struct pp_document *d;
    size_t indent;
    bool is_open; /* a blank line is due before the next block */
};

/* --- words ---------------------------------------------------------------- */

static void flat(const struct pp_prose *p, struct pp_buffer *out)
{
    for (const struct pp_inline *i = p->first; i != NULL; i = i->next) {
        switch (i->kind) {
        case PP_INLINE_TEXT:
        case PP_INLINE_CODE:
            pp_buffer_puts(out, i->text);
            break;
        case PP_INLINE_STRONG:
        case PP_INLINE_EMPHASIS:
            flat(&i->inside, out);
            break;
        case PP_INLINE_LINK:
            flat(&i->inside, out);
            if (i->text[0] != '#')
                pp_buffer_printf(out, " (%s)", i->text);
            break;
        case PP_INLINE_MARK:
            pp_buffer_printf(out, " [%s]", i->text);
            break;
        case PP_INLINE_FOOTNOTE:
            pp_buffer_printf(out, " [note %zu]", i->number);
            break;
        case PP_INLINE_BREAK:
            pp_buffer_putc(out, '\n');
            break;
        }
    }
}

/*
 * The next line of text[*at..] that fits `width` columns, without its blanks
 * at both ends; a word wider than the line is broken. Moves *at behind it.
 */
struct slice {
    const char *start;
    size_t length, width;
};

static bool next_line(const char *text, size_t width, size_t *at,
                      struct slice *line)
{
    while (text[*at] == ' ')
        (*at)++;
    if (text[*at] == '\0')
        return false;
    size_t start = *at, end = start, i = start, used = 0, used_end = 0;
    size_t stop = start + strcspn(text + start, "\n");
    uint32_t code;
    while (i < stop) {
        size_t n = pp_utf8_next(text + i, stop - i, &code);
        size_t w = pp_text_width(text + i, n);
        if (text[i] == ' ' && (i == start || text[i - 1] != ' ')) {
            end = i;
            used_end = used;
        }
        if (used + w > width && text[i] != ' ')
            break;
        used += w;
        i += n;
    }
    if (text[i] == '\0' || text[i] == '\n' || end == start) {
        end = i;
        used_end = used;
        while (end > start + 1 && text[end - 1] == ' ') {
            end--;
            used_end--;
        }
    }
    if (end == start) { /* one character wider than the line */
        end += pp_utf8_next(text + start, strlen(text + start), &code);
        used_end = width;
    }
    *at = text[end] == '\n' ? end + 1 : end;
    *line = (struct slice){text + start, end - start, used_end};
    return true;
}

static void blank_line(struct writer *w)
{
    if (w->is_open)
        pp_buffer_putc(w->out, '\n');
    w->is_open = true;
}

/* `first` stands before the first line, in the margin of the others. */
static void wrapped_text(struct writer *w, const char *first, const char *text)
{
    size_t hang = pp_text_width(first, strlen(first));
    size_t at = 0;
    struct slice line;

    pp_buffer_repeat(w->out, ' ', w->indent);
    pp_buffer_puts(w->out, first);
    for (bool is_first = true;
         next_line(text, PAGE_WIDTH - w->indent - hang, &at, &line);
         is_first = false) {
        if (!is_first)
            pp_buffer_repeat(w->out, ' ', w->indent + hang);
        pp_buffer_append(w->out, line.start, line.length);
        pp_buffer_putc(w->out, '\n');
        if (text[at] == '\0')
            return;
    }
    if (at == 0)
        pp_buffer_putc(w->out, '\n');
}

static void prose(struct writer *w, const char *first, const struct pp_prose *p)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    flat(p, &text);
    wrapped_text(w, first, pp_buffer_text(&text));
    pp_buffer_clear(&text);
}

/* --- tables --------------------------------------------------------------- */

struct grid {
    size_t n;
    size_t width[MAX_COLUMNS], word[MAX_COLUMNS];
};

static size_t longest_word(const char *text)
{
    size_t longest = 0;

    for (size_t i = 0; text[i] != '\0';) {
        size_t n = strcspn(text + i, " \n");
        size_t w = pp_text_width(text + i, n);
        if (w > longest)
            longest = w;
        i += n;
        i += strspn(text + i, " \n");
    }
    return longest;
}

static void measure(struct grid *g, size_t c, const char *text)
{
    size_t width = pp_text_width(text, strlen(text));
    size_t word = longest_word(text);

    if (width > g->width[c])
        g->width[c] = width;
    if (word > g->word[c])
        g->word[c] = word;
}

static size_t total(const struct grid *g)
{
    size_t sum = g->n > 0 ? COLUMN_GAP * (g->n - 1) : 0;

    for (size_t c = 0; c < g->n; c++)
        sum += g->width[c];
    return sum;
}

/* How many lines a text takes in a column. */
static size_t n_lines(const char *text, size_t width)
{
    size_t at = 0, n = 0;
    struct slice line;

    while (next_line(text, width, &at, &line))
        n++;
    return n;
}

/* How many lines each cell takes in its column, and in one less wide. */
struct heights {
    size_t *now, *less; /* [row * columns + column] */
};

static void weigh(struct heights *h, const struct grid *g, char ***rows,
                  size_t n, size_t c)
{
    for (size_t r = 0; r < n; r++) {
        h->now[r * g->n + c] = n_lines(rows[r][c], g->width[c]);
        h->less[r * g->n + c] = n_lines(rows[r][c], g->width[c] - 1);
    }
}

/* How many lines a column needs more at one less, over all rows. */
static size_t cost(const struct heights *h, const struct grid *g, size_t n,
                   size_t c)
{
    size_t more = 0;

    for (size_t r = 0; r < n; r++) {
        const size_t *now = h->now + r * g->n;
        size_t height = 1, lines = h->less[r * g->n + c];
        for (size_t k = 0; k < g->n; k++)
            height = now[k] > height ? now[k] : height;
        more += lines > height ? lines - height : 0;
    }
    return more;
}

/* More rows than this are not worth the search for the lowest table. */
enum { MOST_ROWS_WEIGHED = 60 };

/* The column that makes the table least higher, the widest of those; n: none
 * can give without breaking a word. */
static size_t next_to_shrink(const struct heights *h, const struct grid *g,
                             size_t n)
{
    size_t best = g->n, least = SIZE_MAX;

    for (size_t c = 0; c < g->n; c++) {
        if (g->width[c] <= g->word[c])
            continue;
        size_t price = h->now != NULL ? cost(h, g, n, c) : 0;
        if (price < least || (price == least && g->width[c] > g->width[best])) {
            best = c;
            least = price;
        }
    }
    return best;
}

static size_t widest(const struct grid *g)
{
    size_t best = 0;

    for (size_t c = 1; c < g->n; c++)
        best = g->width[c] > g->width[best] ? c : best;
    return best;
}

/* Until it fits; never below a column's longest word while another can give. */
static void shrink(struct grid *g, char ***rows, size_t n, size_t room)
{
    struct heights h = {NULL, NULL};

    if (total(g) <= room)
        return;
    if (n <= MOST_ROWS_WEIGHED) {
        h.now = pp_alloc_array(n * g->n, sizeof *h.now);
        h.less = pp_alloc_array(n * g->n, sizeof *h.less);
        for (size_t c = 0; c < g->n; c++)
            weigh(&h, g, rows, n, c);
    }
    while (total(g) > room) {
        size_t best = next_to_shrink(&h, g, n);
        if (best == g->n) { /* words must be broken */
            best = widest(g);
            if (g->width[best] <= 1)
                break;
            g->word[best]--;
        }
        g->width[best]--;
        if (h.now != NULL)
            weigh(&h, g, rows, n, best);
    }
    pp_free(h.now);
    pp_free(h.less);
}

/* One row: each cell in lines, numbers set right. */
static void grid_row(struct writer *w, const struct pp_table *t,
                     const struct grid *g, char *const *cells)
{
    size_t at[MAX_COLUMNS] = {0};

    for (bool more = true; more;) {
        size_t due = w->indent;
        more = false;
        for (size_t c = 0; c < g->n; c++) {
            struct slice line;
            if (next_line(cells[c], g->width[c], &at[c], &line)) {
                size_t left = t->columns[c].kind == PP_COLUMN_NUMBER &&
                                      line.width < g->width[c]
                                  ? g->width[c] - line.width
                                  : 0;
                pp_buffer_repeat(w->out, ' ', due + left);
                pp_buffer_append(w->out, line.start, line.length);
                due = g->width[c] - left -
                      (line.width < g->width[c] ? line.width : g->width[c]);
                if (t->columns[c].kind == PP_COLUMN_NUMBER)
                    due = 0;
                more = more || cells[c][at[c] + strspn(cells[c] + at[c], " ")];
            } else {
                due += g->width[c];
            }
            due += COLUMN_GAP;
        }
        pp_buffer_putc(w->out, '\n');
    }
}

static char **row_texts(const struct pp_table *t, const struct pp_table_row *r)
{
    char **texts = pp_alloc_array(t->n_columns, sizeof *texts);

    for (size_t c = 0; c < t->n_columns; c++) {
        struct pp_buffer text = PP_BUFFER_INIT;
        if (r != NULL)
            flat(&r->cells[c], &text);
        else
            pp_buffer_puts(&text, t->columns[c].heading);
        texts[c] = pp_buffer_take(&text);
    }
    return texts;
}

static void free_texts(char **texts, size_t n)
{
    for (size_t c = 0; c < n; c++)
        pp_free(texts[c]);
    pp_free(texts);
}

static void rule(struct writer *w, const struct grid *g)
{
    pp_buffer_repeat(w->out, ' ', w->indent);
    pp_buffer_repeat(w->out, '-', total(g));
    pp_buffer_putc(w->out, '\n');
}

static void notes(struct writer *w, const struct pp_table *t)
{
    char mark[32];

    for (const struct pp_table_note *n = t->notes; n != NULL; n = n->next) {
        snprintf(mark, sizeof mark, "[%.20s] ", n->mark != NULL ? n->mark : "");
        prose(w, n->mark != NULL ? mark : "", &n->prose);
    }
}

static void table_rows(struct writer *w, const struct pp_table *t)
{
    struct grid g = {.n = t->n_columns < MAX_COLUMNS ? t->n_columns
                                                     : MAX_COLUMNS};
    char ***rows = pp_alloc_array(t->n_rows + 1, sizeof *rows);
    size_t n = 0;

    rows[n++] = row_texts(t, NULL);
    for (const struct pp_table_row *r = t->rows; r != NULL; r = r->next)
        rows[n++] = row_texts(t, r);
    for (size_t r = 0; r < n; r++)
        for (size_t c = 0; c < g.n; c++)
            measure(&g, c, rows[r][c]);
    shrink(&g, rows, n, PAGE_WIDTH - w->indent);
    rule(w, &g);
    const struct pp_table_row *row = t->rows;
    for (size_t r = 0; r < n; r++) {
        if (r > 0) {
            if (row->is_total)
                rule(w, &g);
            row = row->next;
        }
        grid_row(w, t, &g, rows[r]);
        if (r == 0)
            rule(w, &g);
    }
    rule(w, &g);
    for (size_t r = 0; r < n; r++)
        free_texts(rows[r], t->n_columns);
    pp_free(rows);
}

static void table(struct writer *w, const struct pp_table *t)
{
    char label[40] = "";

    if (t->number > 0)
        snprintf(label, sizeof label, "Table %zu: ", t->number);
    wrapped_text(w, label, t->caption);
    table_rows(w, t);
    notes(w, t);
}

static void figure(struct writer *w, const struct pp_block *b)
{
    char label[40];

    snprintf(label, sizeof label, "Figure %zu: ", b->figure->number);
    wrapped_text(w, label, b->figure->caption);
    if (b->figure->subtitle != NULL)
        wrapped_text(w, "", b->figure->subtitle);
    pp_buffer_putc(w->out, '\n');
    wrapped_text(w, "", b->figure->figure->alt);
    if (b->figure->figure->description != NULL)
        wrapped_text(w, "", b->figure->figure->description);
    if (b->table != NULL) {
        pp_buffer_putc(w->out, '\n');
        table(w, b->table);
    }
}

/* --- blocks --------------------------------------------------------------- */

static void blocks(struct writer *w, const struct pp_blocks *list);

static void underlined(struct writer *w, const struct pp_block *b)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_prose_plain(&b->prose, &text);
    if (b->level == 2 && w->indent == 0)
        pp_buffer_putc(w->out, '\n');
    wrapped_text(w, "", pp_buffer_text(&text));
    size_t width = pp_text_width(pp_buffer_text(&text), text.length);
    if (width > PAGE_WIDTH - w->indent)
        width = PAGE_WIDTH - w->indent;
    if (b->level <= 2) {
        pp_buffer_repeat(w->out, ' ', w->indent);
        pp_buffer_repeat(w->out, b->level == 1 ? '=' : '-', width);
        pp_buffer_putc(w->out, '\n');
    }
    pp_buffer_clear(&text);
}

static void item(struct writer *w, const struct pp_block *b, const char *bullet)
{
    const struct pp_block *first = b->children.first;
    struct pp_blocks rest = b->children;

    if (first != NULL && first->kind == PP_BLOCK_PARAGRAPH) {
        prose(w, bullet, &first->prose);
        rest.first = first->next;
    }
    w->indent += strlen(bullet);
    blocks(w, &rest);
    w->indent -= strlen(bullet);
}

static void list_items(struct writer *w, const struct pp_block *list)
{
    size_t number = 0;
    char bullet[24];

    for (const struct pp_block *b = list->children.first; b != NULL;
         b = b->next) {
        snprintf(bullet, sizeof bullet, "%zu. ", ++number);
        item(w, b, list->is_ordered ? bullet : "- ");
    }
}

static void code(struct writer *w, const char *text)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        pp_buffer_repeat(w->out, ' ', w->indent + 4);
        pp_buffer_append(w->out, text, n);
        pp_buffer_putc(w->out, '\n');
        text += n + (text[n] == '\n');
    }
}

/* The charity's own words stand indented between two rules. */
static void set_apart(struct writer *w, const struct pp_block *b, char line)
{
    pp_buffer_repeat(w->out, line, PAGE_WIDTH);
    pp_buffer_puts(w->out, "\n");
    w->is_open = false;
    w->indent += 2;
    blocks(w, &b->children);
    w->indent -= 2;
    pp_buffer_repeat(w->out, line, PAGE_WIDTH);
    pp_buffer_putc(w->out, '\n');
    w->is_open = true;
}

static void banner(struct writer *w, const struct pp_prose *p)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    flat(p, &text);
    wrapped_text(w, "*** ", pp_buffer_text(&text));
    pp_buffer_clear(&text);
}

static void block(struct writer *w, const struct pp_block *b)
{
    if (b->kind == PP_BLOCK_BESIDE) {
        blocks(w, &b->children);
        return;
    }
    if (b->kind == PP_BLOCK_PAGE)
        return;
    blank_line(w);
    switch (b->kind) {
    case PP_BLOCK_HEADING:
        underlined(w, b);
        break;
    case PP_BLOCK_PARAGRAPH:
    case PP_BLOCK_LEAD:
    case PP_BLOCK_SMALL:
        prose(w, "", &b->prose);
        break;
    case PP_BLOCK_BANNER:
        banner(w, &b->prose);
        break;
    case PP_BLOCK_LIST:
        list_items(w, b);
        break;
    case PP_BLOCK_QUOTE:
        w->indent += 4;
        w->is_open = false;
        blocks(w, &b->children);
        w->indent -= 4;
        break;
    case PP_BLOCK_OWN_WORDS:
    case PP_BLOCK_TECHNICAL:
        set_apart(w, b, b->kind == PP_BLOCK_TECHNICAL ? '-' : '~');
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
        pp_buffer_repeat(w->out, '-', PAGE_WIDTH);
        pp_buffer_putc(w->out, '\n');
        break;
    default:
        break;
    }
}

static void blocks(struct writer *w, const struct pp_blocks *list)
{
    for (const struct pp_block *b = list->first; b != NULL; b = b->next)
        block(w, b);
}

static int write_text(const struct pp_document *d,
                      const struct pp_render *render, struct pp_buffer *out,
                      struct pp_error *err)
{
    (void)render;
    (void)err;
    struct writer w = {.out = out, .d = d};
    size_t number = 0;
    char mark[40];

    blocks(&w, &d->body);
    for (const struct pp_footnote *n = d->footnotes; n != NULL; n = n->next) {
        blank_line(&w);
        snprintf(mark, sizeof mark, "[note %zu] ", ++number);
        prose(&w, mark, &n->prose);
    }
    if (!pp_prose_is_empty(&d->foot)) {
        blank_line(&w);
        pp_buffer_repeat(out, '-', PAGE_WIDTH);
        pp_buffer_putc(out, '\n');
        prose(&w, "", &d->foot);
    }
    return 0;
}

const struct pp_backend pp_backend_text = {
    "text", "txt", "plain text, 80 columns", write_text};
