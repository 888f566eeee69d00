#ifndef PREPOST_REPORT_DOCUMENT_H
#define PREPOST_REPORT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/pool.h"
#include "prepost/plot/figure.h"

/*
 * A report before it has a format: headings, paragraphs, lists, tables and
 * figures as a tree, made by code and by templates (report/template.h) and
 * written by the back ends (report/backend.h).
 *
 * Text in it is text, never markup: whatever a name or an answer holds, each
 * back end escapes it its own way, once. Text is made fit for any format
 * (base/utf8.h) as it enters. Everything lives in the document's pool.
 *
 *     struct pp_document *d = pp_document_new(pool, "Hope in two regions");
 *     pp_document_heading(d, &d->body, 2, "At a glance");
 *     struct pp_prose *p = pp_document_paragraph(d, &d->body);
 *     pp_prose_strong(d, p, "Who:");
 *     pp_prose_text(d, p, " 241 people answered.");
 */

enum pp_inline_kind {
    PP_INLINE_TEXT,     /* text */
    PP_INLINE_STRONG,   /* inside */
    PP_INLINE_EMPHASIS, /* inside */
    PP_INLINE_CODE,     /* text */
    PP_INLINE_LINK,     /* inside, text: the address */
    PP_INLINE_MARK,     /* text: of a note under the same table, "1" */
    PP_INLINE_FOOTNOTE, /* number: of one of the document's footnotes */
    PP_INLINE_BREAK     /* a new line in the same paragraph */
};

struct pp_inline;

/* A run of words. */
struct pp_prose {
    struct pp_inline *first, *last;
};

struct pp_inline {
    enum pp_inline_kind kind;
    const char *text;
    size_t number;
    struct pp_prose inside;
    struct pp_inline *next;
};

/* --- tables --------------------------------------------------------------- */

enum pp_column_kind {
    PP_COLUMN_TEXT,
    PP_COLUMN_NUMBER, /* set right, in figures of one width */
    PP_COLUMN_RANGE   /* a number with its range: not broken on paper */
};

struct pp_table_column {
    const char *heading;
    enum pp_column_kind kind;
};

struct pp_table_row {
    struct pp_prose *cells; /* one for each column; the first names the row */
    bool is_total;
    struct pp_table_row *next;
};

struct pp_table_note {
    const char *mark; /* "1", or NULL: a note to the whole table */
    struct pp_prose prose;
    struct pp_table_note *next;
};

struct pp_table {
    size_t number; /* "Table 1"; 0: the table behind a figure */
    const char *caption;
    const struct pp_table_column *columns;
    size_t n_columns, n_rows, n_marks;
    struct pp_table_row *rows, *last_row;
    struct pp_table_note *notes;
};

/* --- figures -------------------------------------------------------------- */

struct pp_report_figure {
    size_t number; /* "Figure 1" */
    const char *id;
    const char *caption;            /* the finding as a sentence */
    const char *subtitle;           /* measure, scale, people, dates; or NULL */
    const struct pp_figure *figure; /* lent */
    const struct pp_figure *narrow; /* the same for a phone; NULL: none */
};

/* --- blocks --------------------------------------------------------------- */

enum pp_block_kind {
    PP_BLOCK_HEADING,   /* level, id, prose */
    PP_BLOCK_PARAGRAPH, /* prose */
    PP_BLOCK_LEAD,      /* prose: the paragraph under the title */
    PP_BLOCK_BANNER,    /* prose: what must not be overlooked */
    PP_BLOCK_SMALL,     /* prose: notes to what stands above */
    PP_BLOCK_LIST,      /* children are items; ordered */
    PP_BLOCK_ITEM,      /* children */
    PP_BLOCK_QUOTE,     /* children */
    PP_BLOCK_OWN_WORDS, /* children: the charity's words, set apart */
    PP_BLOCK_TECHNICAL, /* children: the box of methods */
    PP_BLOCK_BESIDE,    /* children side by side where there is room */
    PP_BLOCK_TABLE,
    PP_BLOCK_FIGURE,
    PP_BLOCK_CODE, /* text, line breaks kept */
    PP_BLOCK_RULE,
    PP_BLOCK_PAGE /* what follows opens a page */
};

struct pp_block;

struct pp_blocks {
    struct pp_block *first, *last;
};

struct pp_block {
    enum pp_block_kind kind;
    int level;      /* 1 to 6 */
    const char *id; /* of a heading: unique, made from its text */
    bool is_ordered;
    struct pp_prose prose;
    struct pp_blocks children;
    const char *text;
    struct pp_table *table;
    struct pp_report_figure *figure;
    struct pp_block *next;
};

/* --- the document --------------------------------------------------------- */

struct pp_footnote {
    struct pp_prose prose;
    struct pp_footnote *next;
};

struct pp_document {
    struct pp_pool *pool;
    const char *title;    /* of the file and the window */
    const char *language; /* "en-GB" */
    const char *summary;  /* one sentence for lists of files; may be NULL */
    const char *edition;  /* "funder": the template's name */
    struct pp_blocks body;
    struct pp_prose foot; /* version, hashes, seed: at the foot of the pages */
    struct pp_footnote *footnotes, *last_footnote;
    size_t n_tables, n_figures, n_footnotes, n_headings;
};

struct pp_document *pp_document_new(struct pp_pool *pool, const char *title);

/*
 * Each adds a block at the end of `into` and lends it, or the prose in it, to
 * be filled.
 */
struct pp_block *pp_document_block(struct pp_document *d,
                                   struct pp_blocks *into,
                                   enum pp_block_kind kind);
struct pp_prose *pp_document_paragraph(struct pp_document *d,
                                       struct pp_blocks *into);
struct pp_prose *pp_document_heading_prose(struct pp_document *d,
                                           struct pp_blocks *into, int level);
/* Whole text of a paragraph or heading at once. */
void pp_document_say(struct pp_document *d, struct pp_blocks *into,
                     const char *text);
void pp_document_heading(struct pp_document *d, struct pp_blocks *into,
                         int level, const char *text);

/* Gives a heading its id, once its prose is complete. */
void pp_document_name_heading(struct pp_document *d, struct pp_block *heading);

/*
 * A list, and its items. An item is asked for with its list; its paragraph is
 * lent. Two lists of one kind, one right after the other, are one list.
 */
struct pp_block *pp_document_list(struct pp_document *d, struct pp_blocks *into,
                                  bool is_ordered);
struct pp_prose *pp_document_item(struct pp_document *d, struct pp_block *list);

/* The columns are copied; the number comes from the document's order. */
struct pp_table *pp_document_table(struct pp_document *d,
                                   struct pp_blocks *into, const char *caption,
                                   const struct pp_table_column *columns,
                                   size_t n_columns);
struct pp_table_row *pp_table_row(struct pp_document *d, struct pp_table *t);
/* Sets the text of one cell; NULL leaves it empty. */
void pp_table_text(struct pp_document *d, struct pp_table_row *row, size_t c,
                   const char *text);
/*
 * A note under the table. The first time a text comes it gets the next mark;
 * the mark is returned, to be set in a cell with pp_prose_mark().
 */
const char *pp_table_marked_note(struct pp_document *d, struct pp_table *t,
                                 const char *text);
/* A note to the whole table; a text that is there already is left out. */
void pp_table_note(struct pp_document *d, struct pp_table *t, const char *text);

/*
 * A figure; `narrow` may be NULL. The figures must outlive the document. The
 * table behind the figure is made from the figure's own.
 */
struct pp_report_figure *pp_document_figure(struct pp_document *d,
                                            struct pp_blocks *into,
                                            const struct pp_figure *figure,
                                            const struct pp_figure *narrow);

/* A footnote; its prose is lent, its number in *number (from 1). */
struct pp_prose *pp_document_footnote(struct pp_document *d, size_t *number);

/* --- prose ---------------------------------------------------------------- */

/* An inline at the end of p. */
struct pp_inline *pp_prose_add(struct pp_document *d, struct pp_prose *p,
                               enum pp_inline_kind kind);
void pp_prose_text(struct pp_document *d, struct pp_prose *p, const char *text);
void pp_prose_printf(struct pp_document *d, struct pp_prose *p, const char *fmt,
                     ...) __attribute__((format(printf, 3, 4)));
void pp_prose_strong(struct pp_document *d, struct pp_prose *p,
                     const char *text);
void pp_prose_mark(struct pp_document *d, struct pp_prose *p, const char *mark);

/* Only addresses of these schemes, or within the page, become links. */
bool pp_address_is_safe(const char *address);

/* The words alone, without marks. */
void pp_prose_plain(const struct pp_prose *p, struct pp_buffer *out);

bool pp_prose_is_empty(const struct pp_prose *p);

#endif
