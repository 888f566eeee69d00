#include "prepost/report/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "prepost/base/alloc.h"
#include "prepost/base/utf8.h"

/* A copy that every format can hold. */
static const char *fit(struct pp_document *d, const char *text)
{
    struct pp_buffer clean = PP_BUFFER_INIT;

    pp_utf8_clean(text, strlen(text), &clean);
    char *copy = pp_pool_strndup(d->pool, pp_buffer_text(&clean), clean.length);
    pp_buffer_clear(&clean);
    return copy;
}

struct pp_document *pp_document_new(struct pp_pool *pool, const char *title)
{
    struct pp_document *d = pp_pool_alloc(pool, sizeof *d);

    d->pool = pool;
    d->language = "en-GB";
    d->edition = "report";
    d->title = fit(d, title);
    return d;
}

/* --- blocks --------------------------------------------------------------- */

struct pp_block *pp_document_block(struct pp_document *d,
                                   struct pp_blocks *into,
                                   enum pp_block_kind kind)
{
    struct pp_block *b = pp_pool_alloc(d->pool, sizeof *b);

    b->kind = kind;
    if (into->last != NULL)
        into->last->next = b;
    else
        into->first = b;
    into->last = b;
    return b;
}

struct pp_prose *pp_document_paragraph(struct pp_document *d,
                                       struct pp_blocks *into)
{
    return &pp_document_block(d, into, PP_BLOCK_PARAGRAPH)->prose;
}

struct pp_prose *pp_document_heading_prose(struct pp_document *d,
                                           struct pp_blocks *into, int level)
{
    struct pp_block *b = pp_document_block(d, into, PP_BLOCK_HEADING);

    b->level = level < 1 ? 1 : level > 6 ? 6 : level;
    return &b->prose;
}

void pp_document_say(struct pp_document *d, struct pp_blocks *into,
                     const char *text)
{
    pp_prose_text(d, pp_document_paragraph(d, into), text);
}

void pp_document_heading(struct pp_document *d, struct pp_blocks *into,
                         int level, const char *text)
{
    pp_prose_text(d, pp_document_heading_prose(d, into, level), text);
    pp_document_name_heading(d, into->last);
}

/*
 * "h3-what-changed-for-people": the number of the heading makes it unique, so
 * that only letters that any address can hold need to be kept of its text.
 */
void pp_document_name_heading(struct pp_document *d, struct pp_block *heading)
{
    struct pp_buffer words = PP_BUFFER_INIT, id = PP_BUFFER_INIT;

    pp_prose_plain(&heading->prose, &words);
    pp_buffer_printf(&id, "h%zu", ++d->n_headings);
    bool open = true;
    for (size_t i = 0; i < words.length && id.length < 48; i++) {
        char c = words.data[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        bool keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (keep && open)
            pp_buffer_putc(&id, '-');
        if (keep)
            pp_buffer_putc(&id, c);
        open = !keep;
    }
    heading->id = pp_pool_strdup(d->pool, pp_buffer_text(&id));
    pp_buffer_clear(&id);
    pp_buffer_clear(&words);
}

struct pp_block *pp_document_list(struct pp_document *d, struct pp_blocks *into,
                                  bool is_ordered)
{
    struct pp_block *last = into->last;

    if (last != NULL && last->kind == PP_BLOCK_LIST &&
        last->is_ordered == is_ordered)
        return last;
    struct pp_block *list = pp_document_block(d, into, PP_BLOCK_LIST);
    list->is_ordered = is_ordered;
    return list;
}

struct pp_prose *pp_document_item(struct pp_document *d, struct pp_block *list)
{
    struct pp_block *item =
        pp_document_block(d, &list->children, PP_BLOCK_ITEM);

    return pp_document_paragraph(d, &item->children);
}

/* --- tables --------------------------------------------------------------- */

static struct pp_table *table_new(struct pp_document *d, const char *caption,
                                  const struct pp_table_column *columns,
                                  size_t n)
{
    struct pp_table *t = pp_pool_alloc(d->pool, sizeof *t);
    struct pp_table_column *copy = pp_pool_array(d->pool, n, sizeof *copy);

    for (size_t c = 0; c < n; c++) {
        copy[c] = columns[c];
        copy[c].heading = fit(d, columns[c].heading);
    }
    t->caption = fit(d, caption);
    t->columns = copy;
    t->n_columns = n;
    return t;
}

struct pp_table *pp_document_table(struct pp_document *d,
                                   struct pp_blocks *into, const char *caption,
                                   const struct pp_table_column *columns,
                                   size_t n_columns)
{
    struct pp_block *b = pp_document_block(d, into, PP_BLOCK_TABLE);

    b->table = table_new(d, caption, columns, n_columns);
    b->table->number = ++d->n_tables;
    return b->table;
}

struct pp_table_row *pp_table_row(struct pp_document *d, struct pp_table *t)
{
    struct pp_table_row *row = pp_pool_alloc(d->pool, sizeof *row);

    row->cells = pp_pool_array(d->pool, t->n_columns, sizeof *row->cells);
    if (t->last_row != NULL)
        t->last_row->next = row;
    else
        t->rows = row;
    t->last_row = row;
    t->n_rows++;
    return row;
}

void pp_table_text(struct pp_document *d, struct pp_table_row *row, size_t c,
                   const char *text)
{
    if (text != NULL)
        pp_prose_text(d, &row->cells[c], text);
}

static struct pp_table_note *find_note(const struct pp_table *t,
                                       const char *text, bool is_marked)
{
    for (struct pp_table_note *n = t->notes; n != NULL; n = n->next) {
        const struct pp_inline *only = n->prose.first;
        if ((n->mark != NULL) == is_marked && only != NULL &&
            only == n->prose.last && only->kind == PP_INLINE_TEXT &&
            strcmp(only->text, text) == 0)
            return n;
    }
    return NULL;
}

/* Notes of marks come before those of the whole table. */
static struct pp_table_note *add_note(struct pp_document *d, struct pp_table *t,
                                      const char *mark)
{
    struct pp_table_note *n = pp_pool_alloc(d->pool, sizeof *n);
    struct pp_table_note **at = &t->notes;

    while (*at != NULL && (mark == NULL || (*at)->mark != NULL))
        at = &(*at)->next;
    n->mark = mark;
    n->next = *at;
    *at = n;
    return n;
}

const char *pp_table_marked_note(struct pp_document *d, struct pp_table *t,
                                 const char *text)
{
    struct pp_table_note *n = find_note(t, text, true);

    if (n == NULL) {
        n = add_note(d, t, pp_pool_printf(d->pool, "%zu", ++t->n_marks));
        pp_prose_text(d, &n->prose, text);
    }
    return n->mark;
}

void pp_table_note(struct pp_document *d, struct pp_table *t, const char *text)
{
    if (find_note(t, text, false) == NULL)
        pp_prose_text(d, &add_note(d, t, NULL)->prose, text);
}

/* --- figures and footnotes ------------------------------------------------ */

/* A column is of numbers when nothing in it but its heading has letters; a
 * count that is not shown is still one. */
static enum pp_column_kind kind_of(const struct pp_figure *f, size_t c)
{
    for (size_t r = 0; r < f->table.n_rows; r++) {
        const char *p = pp_figure_cell(f, r, c);
        for (p += strcmp(p, "[c]") == 0 ? 3 : 0; *p != '\0'; p++) {
            if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z'))
                return PP_COLUMN_TEXT;
        }
    }
    return PP_COLUMN_NUMBER;
}

static struct pp_table *table_behind(struct pp_document *d,
                                     const struct pp_figure *f)
{
    size_t n = f->table.n_columns;

    if (n == 0 || f->table.n_rows == 0)
        return NULL;
    struct pp_table_column *columns =
        pp_pool_array(d->pool, n, sizeof *columns);
    for (size_t c = 0; c < n; c++) {
        columns[c].heading = f->table.columns[c];
        columns[c].kind = c == 0 ? PP_COLUMN_TEXT : kind_of(f, c);
    }
    struct pp_table *t = table_new(
        d, f->table.caption != NULL ? f->table.caption : f->title, columns, n);
    for (size_t r = 0; r < f->table.n_rows; r++) {
        struct pp_table_row *row = pp_table_row(d, t);
        for (size_t c = 0; c < n; c++)
            pp_table_text(d, row, c, pp_figure_cell(f, r, c));
    }
    return t;
}

struct pp_report_figure *pp_document_figure(struct pp_document *d,
                                            struct pp_blocks *into,
                                            const struct pp_figure *figure,
                                            const struct pp_figure *narrow)
{
    struct pp_block *b = pp_document_block(d, into, PP_BLOCK_FIGURE);
    struct pp_report_figure *f = pp_pool_alloc(d->pool, sizeof *f);

    f->number = ++d->n_figures;
    f->id = pp_pool_printf(d->pool, "f%zu", f->number);
    f->caption = fit(d, figure->title != NULL ? figure->title : "");
    if (figure->subtitle != NULL)
        f->subtitle = fit(d, figure->subtitle);
    f->figure = figure;
    f->narrow = narrow;
    b->figure = f;
    b->table = table_behind(d, figure);
    return f;
}

struct pp_prose *pp_document_footnote(struct pp_document *d, size_t *number)
{
    struct pp_footnote *n = pp_pool_alloc(d->pool, sizeof *n);

    if (d->last_footnote != NULL)
        d->last_footnote->next = n;
    else
        d->footnotes = n;
    d->last_footnote = n;
    *number = ++d->n_footnotes;
    return &n->prose;
}

/* --- prose ---------------------------------------------------------------- */

struct pp_inline *pp_prose_add(struct pp_document *d, struct pp_prose *p,
                               enum pp_inline_kind kind)
{
    struct pp_inline *i = pp_pool_alloc(d->pool, sizeof *i);

    i->kind = kind;
    if (p->last != NULL)
        p->last->next = i;
    else
        p->first = i;
    p->last = i;
    return i;
}

void pp_prose_text(struct pp_document *d, struct pp_prose *p, const char *text)
{
    if (text[0] != '\0')
        pp_prose_add(d, p, PP_INLINE_TEXT)->text = fit(d, text);
}

void pp_prose_printf(struct pp_document *d, struct pp_prose *p, const char *fmt,
                     ...)
{
    va_list args;

    va_start(args, fmt);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n <= 0)
        return;
    char *bytes = pp_alloc((size_t)n + 1);
    va_start(args, fmt);
    vsnprintf(bytes, (size_t)n + 1, fmt, args);
    va_end(args);
    pp_prose_text(d, p, bytes);
    pp_free(bytes);
}

void pp_prose_strong(struct pp_document *d, struct pp_prose *p,
                     const char *text)
{
    pp_prose_text(d, &pp_prose_add(d, p, PP_INLINE_STRONG)->inside, text);
}

void pp_prose_mark(struct pp_document *d, struct pp_prose *p, const char *mark)
{
    pp_prose_add(d, p, PP_INLINE_MARK)->text = fit(d, mark);
}

bool pp_address_is_safe(const char *address)
{
    static const char *const schemes[] = {"https:", "http:", "mailto:", "#"};

    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (strncasecmp(address, schemes[i], strlen(schemes[i])) == 0)
            return true;
    }
    return false;
}

void pp_prose_plain(const struct pp_prose *p, struct pp_buffer *out)
{
    for (const struct pp_inline *i = p->first; i != NULL; i = i->next) {
        switch (i->kind) {
        case PP_INLINE_TEXT:
        case PP_INLINE_CODE:
            pp_buffer_puts(out, i->text);
            break;
        case PP_INLINE_BREAK:
            pp_buffer_putc(out, ' ');
            break;
        case PP_INLINE_STRONG:
        case PP_INLINE_EMPHASIS:
        case PP_INLINE_LINK:
            pp_prose_plain(&i->inside, out);
            break;
        case PP_INLINE_MARK:
        case PP_INLINE_FOOTNOTE:
            break;
        }
    }
}

bool pp_prose_is_empty(const struct pp_prose *p)
{
    return p->first == NULL;
}
