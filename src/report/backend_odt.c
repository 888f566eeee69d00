#include "prepost/report/backend.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "odt_parts.h"
#include "prepost/base/alloc.h"

/*
 * OpenDocument text (OASIS 1.2), to be edited in a word processor. Figures
 * are there twice, as SVG and, for programs that cannot draw it, as PNG.
 */

struct writer {
    struct pp_buffer *out;  /* content.xml */
    struct pp_buffer *list; /* lines of the manifest */
    const struct pp_document *d;
    struct pp_zip_writer *zip;
    struct pp_error *err;
    size_t n_frames;
    const char *paragraph; /* style of plain paragraphs here */
    bool *note_is_there;   /* per footnote: its text was written */
};

static void put(struct writer *w, const char *markup)
{
    pp_buffer_puts(w->out, markup);
}

/* Runs of blanks would collapse; <text:s> keeps them. */
static void escape(struct writer *w, const char *text)
{
    char one[2] = {0};

    for (const char *p = text; *p != '\0'; p++) {
        if (*p == ' ' && (p == text || p[-1] == ' ' || p[1] == '\0')) {
            put(w, "<text:s/>");
            continue;
        }
        one[0] = *p;
        pp_xml_escape(one, w->out);
    }
}

/* --- words ---------------------------------------------------------------- */

static void prose(struct writer *w, const struct pp_prose *p);

static void span(struct writer *w, const char *style, const struct pp_prose *p)
{
    pp_buffer_printf(w->out, "<text:span text:style-name=\"%s\">", style);
    prose(w, p);
    put(w, "</text:span>");
}

/* A note's text stands where it is first referred to. */
static void footnote(struct writer *w, size_t number)
{
    const struct pp_footnote *n = w->d->footnotes;

    if (w->note_is_there[number - 1]) {
        pp_buffer_printf(w->out,
                         "<text:span text:style-name=\"Mark\"><text:note-ref "
                         "text:note-class=\"footnote\" text:ref-name=\"n%zu\" "
                         "text:reference-format=\"text\">%zu</text:note-ref>"
                         "</text:span>",
                         number, number);
        return;
    }
    w->note_is_there[number - 1] = true;
    for (size_t i = 1; i < number; i++)
        n = n->next;
    pp_buffer_printf(w->out,
                     "<text:note text:id=\"n%zu\" text:note-class=\"footnote\">"
                     "<text:note-citation>%zu</text:note-citation>"
                     "<text:note-body><text:p text:style-name=\"Note\">",
                     number, number);
    prose(w, &n->prose);
    put(w, "</text:p></text:note-body></text:note>");
}

static void prose(struct writer *w, const struct pp_prose *p)
{
    for (const struct pp_inline *i = p->first; i != NULL; i = i->next) {
        switch (i->kind) {
        case PP_INLINE_TEXT:
        case PP_INLINE_CODE:
            escape(w, i->text);
            break;
        case PP_INLINE_STRONG:
            span(w, "Strong", &i->inside);
            break;
        case PP_INLINE_EMPHASIS:
            span(w, "Emphasis", &i->inside);
            break;
        case PP_INLINE_LINK:
            put(w, "<text:a xlink:type=\"simple\" xlink:href=\"");
            pp_xml_escape(i->text, w->out);
            put(w, "\">");
            prose(w, &i->inside);
            put(w, "</text:a>");
            break;
        case PP_INLINE_MARK:
            pp_buffer_printf(w->out,
                             "<text:span text:style-name=\"Mark\">[%s]"
                             "</text:span>",
                             i->text);
            break;
        case PP_INLINE_FOOTNOTE:
            footnote(w, i->number);
            break;
        case PP_INLINE_BREAK:
            put(w, "<text:line-break/>");
            break;
        }
    }
}

static void paragraph(struct writer *w, const char *style,
                      const struct pp_prose *p)
{
    pp_buffer_printf(w->out, "<text:p text:style-name=\"%s\">", style);
    prose(w, p);
    put(w, "</text:p>\n");
}

static void text_paragraph(struct writer *w, const char *style,
                           const char *label, size_t number, const char *text)
{
    pp_buffer_printf(w->out, "<text:p text:style-name=\"%s\">", style);
    if (number > 0)
        pp_buffer_printf(w->out,
                         "<text:span text:style-name=\"Strong\">%s %zu:"
                         "</text:span><text:s/>",
                         label, number);
    escape(w, text);
    put(w, "</text:p>\n");
}

/* --- tables --------------------------------------------------------------- */

static void cell(struct writer *w, const struct pp_table *t, size_t column,
                 bool is_heading, bool is_total, const struct pp_prose *p)
{
    enum pp_column_kind kind = t->columns[column].kind;
    bool is_number = kind == PP_COLUMN_NUMBER;
    /* Between a number at the right and words at the left. */
    bool needs_air = kind == PP_COLUMN_RANGE ||
                     (!is_number && column > 0 &&
                      t->columns[column - 1].kind == PP_COLUMN_NUMBER);
    const char *style =
        is_heading || is_total
            ? is_number ? "Cell_20_heading_20_number" : "Cell_20_heading"
        : is_number ? "Cell_20_number"
                    : "Cell";

    pp_buffer_printf(w->out,
                     "<table:table-cell table:style-name=\"%s\" "
                     "office:value-type=\"string\">"
                     "<text:p text:style-name=\"%s\">",
                     needs_air    ? is_heading ? "HeadRange" : "BodyRange"
                     : is_heading ? "HeadCell"
                                  : "BodyCell",
                     style);
    if (p != NULL)
        prose(w, p);
    else
        escape(w, t->columns[column].heading);
    put(w, "</text:p></table:table-cell>");
}

static size_t longest_word(const char *text)
{
    size_t longest = 0;

    while (*text != '\0') {
        size_t n = strcspn(text, " ");
        longest = n > longest ? n : longest;
        text += n;
        text += strspn(text, " ");
    }
    return longest;
}

enum { MARGIN_WEIGHT = 3 };

/* Shares of the width by how long the texts are; no word is broken. */
static size_t weight(const struct pp_table *t, size_t c)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    /* A heading takes three lines, about. */
    size_t word = longest_word(t->columns[c].heading), longest = word,
           third = strlen(t->columns[c].heading) / 3 + 2;

    longest = third > longest ? third : longest;

    for (const struct pp_table_row *r = t->rows; r != NULL; r = r->next) {
        pp_buffer_clear(&text);
        pp_prose_plain(&r->cells[c], &text);
        size_t w = longest_word(pp_buffer_text(&text));
        longest = text.length > longest ? text.length : longest;
        word = w > word ? w : word;
    }
    pp_buffer_clear(&text);
    if (longest > ODT_MOST_WEIGHT - MARGIN_WEIGHT)
        longest = ODT_MOST_WEIGHT - MARGIN_WEIGHT;
    if (c > 0) /* a name may go over two lines rather than what it got */
        longest += longest / 10;
    longest = (word > longest ? word : longest) + MARGIN_WEIGHT;
    return longest < ODT_LEAST_WEIGHT  ? ODT_LEAST_WEIGHT
           : longest > ODT_MOST_WEIGHT ? ODT_MOST_WEIGHT
                                       : longest;
}

/* Tables that stand on one page. */
enum { MOST_ROWS_WHOLE = 24 };

static void table(struct writer *w, const struct pp_table *t)
{
    text_paragraph(w, "Caption", "Table", t->number, t->caption);
    pp_buffer_printf(w->out,
                     "<table:table table:style-name=\"%s\" "
                     "table:name=\"Table %zu\">\n",
                     t->n_rows <= MOST_ROWS_WHOLE ? "Table" : "LongTable",
                     ++w->n_frames);
    for (size_t c = 0; c < t->n_columns; c++)
        pp_buffer_printf(w->out,
                         "<table:table-column table:style-name=\"W%zu\"/>",
                         weight(t, c));
    put(w, "<table:table-header-rows><table:table-row>");
    for (size_t c = 0; c < t->n_columns; c++)
        cell(w, t, c, true, false, NULL);
    put(w, "</table:table-row></table:table-header-rows>\n");
    for (const struct pp_table_row *r = t->rows; r != NULL; r = r->next) {
        put(w, "<table:table-row table:style-name=\"Row\">");
        for (size_t c = 0; c < t->n_columns; c++)
            cell(w, t, c, false, r->is_total, &r->cells[c]);
        put(w, "</table:table-row>\n");
    }
    put(w, "</table:table>\n");
    for (const struct pp_table_note *n = t->notes; n != NULL; n = n->next) {
        put(w, "<text:p text:style-name=\"Note\">");
        if (n->mark != NULL)
            pp_buffer_printf(w->out, "[%s] ", n->mark);
        prose(w, &n->prose);
        put(w, "</text:p>\n");
    }
}

/* --- figures -------------------------------------------------------------- */

/* Of programs that cannot draw SVG: 144 dots an inch over the whole column.
 * Twice the design takes twice as long, for few readers. */
#define PNG_SCALE 1.5

static void manifest_line(struct writer *w, const char *path, const char *type)
{
    pp_buffer_printf(w->list,
                     "<manifest:file-entry manifest:full-path=\"%s\" "
                     "manifest:media-type=\"%s\"/>\n",
                     path, type);
}

static int add_pictures(struct writer *w, const struct pp_figure *f,
                        const char *id)
{
    struct pp_buffer svg = PP_BUFFER_INIT, png = PP_BUFFER_INIT;
    char path[64];
    int status = pp_figure_svg(f, id, PP_SVG_FILE, &svg, w->err);

    if (status == 0)
        status = pp_figure_png(f, PNG_SCALE, &png, w->err);
    if (status == 0) {
        snprintf(path, sizeof path, "Pictures/%s.svg", id);
        pp_zip_add(w->zip, path, svg.data, svg.length, PP_ZIP_DEFLATED);
        manifest_line(w, path, "image/svg+xml");
        snprintf(path, sizeof path, "Pictures/%s.png", id);
        pp_zip_add(w->zip, path, png.data, png.length, PP_ZIP_STORED);
        manifest_line(w, path, "image/png");
    }
    pp_buffer_clear(&svg);
    pp_buffer_clear(&png);
    return status;
}

/* A page's column, less a caption; icons are few, and large enough in less. */
#define COLUMN_CM      17.0
#define PAGE_CM        22.0
#define ICONS_CM       11.5
#define SHORT_ICONS_CM 3.0

/* The edition that has to stand on two pages: there the words and the numbers
 * of a drawn figure are the description of its picture, and take no room. */
static bool is_short(const struct writer *w)
{
    return strcmp(w->d->edition, "funder") == 0;
}

static bool is_icons(const struct pp_report_figure *f)
{
    return strcmp(f->figure->kind, "icons") == 0;
}

/* Beside a table, as drawn for the width of a phone. */
static const struct pp_figure *drawn(const struct writer *w,
                                     const struct pp_report_figure *f)
{
    return is_short(w) && is_icons(f) && f->narrow != NULL ? f->narrow
                                                           : f->figure;
}

static const char *words_of(const struct pp_figure *f)
{
    return f->description != NULL ? f->description : f->alt;
}

/* "Hope: 0.39; 0.24 to 0.53; up 2.8 (1.8 to 3.8); Better." */
static void describe_rows(struct writer *w, const struct pp_table *t)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    for (const struct pp_table_row *r = t->rows; r != NULL; r = r->next) {
        for (size_t c = 0; c < t->n_columns; c++) {
            pp_buffer_puts(&text, c == 0 ? " " : c == 1 ? ": " : "; ");
            if (c > 0)
                pp_buffer_printf(&text, "%s ", t->columns[c].heading);
            pp_prose_plain(&r->cells[c], &text);
        }
        pp_buffer_puts(&text, ".");
    }
    pp_xml_escape(pp_buffer_text(&text), w->out);
    pp_buffer_clear(&text);
}

/* As wide as there is room for at most, at the picture's own proportions. */
static void frame(struct writer *w, const struct pp_block *b)
{
    const struct pp_report_figure *f = b->figure;
    const struct pp_scene *scene = drawn(w, f)->scene;
    double width = scene->width_px * scene->magnify * 2.54 / 96;
    double height = scene->height_px * scene->magnify * 2.54 / 96;
    double room = !is_icons(f)  ? COLUMN_CM
                  : is_short(w) ? SHORT_ICONS_CM
                                : ICONS_CM;
    double scale = fmin(room / width, 1);

    scale = fmin(scale, PAGE_CM / height);
    pp_buffer_printf(w->out,
                     "<draw:frame "
                     "draw:name=\"Figure %zu\" text:anchor-type=\"as-char\" "
                     "svg:width=\"%.2fcm\" svg:height=\"%.2fcm\">"
                     "<draw:image xlink:href=\"Pictures/%s.svg\" "
                     "xlink:type=\"simple\" xlink:show=\"embed\" "
                     "xlink:actuate=\"onLoad\"/>"
                     "<draw:image xlink:href=\"Pictures/%s.png\" "
                     "xlink:type=\"simple\" xlink:show=\"embed\" "
                     "xlink:actuate=\"onLoad\"/><svg:title>",
                     f->number, width * scale, height * scale, f->id, f->id);
    pp_xml_escape(f->figure->alt, w->out);
    put(w, "</svg:title><svg:desc>");
    pp_xml_escape(words_of(f->figure), w->out);
    if (is_short(w) && b->table != NULL)
        describe_rows(w, b->table);
    put(w, "</svg:desc></draw:frame>");
}

static int figure(struct writer *w, const struct pp_block *b)
{
    const struct pp_report_figure *f = b->figure;

    text_paragraph(w, "Caption", "Figure", f->number, f->caption);
    /* One paragraph, as word processors part a picture from a line over it. */
    put(w, "<text:p text:style-name=\"Picture\">");
    if (f->subtitle != NULL)
        escape(w, f->subtitle);
    if (f->subtitle != NULL && f->figure->scene != NULL)
        put(w, "<text:line-break/>");
    if (f->figure->scene != NULL) {
        if (add_pictures(w, drawn(w, f), f->id) != 0)
            return -1;
        frame(w, b);
    }
    put(w, "</text:p>\n");
    if (f->figure->scene != NULL && is_short(w))
        return 0;
    text_paragraph(w, "Note", NULL, 0, words_of(f->figure));
    if (b->table != NULL)
        table(w, b->table);
    return 0;
}

/* --- blocks --------------------------------------------------------------- */

static int block(struct writer *w, const struct pp_block *b);
static int blocks(struct writer *w, const struct pp_blocks *list);

static int styled(struct writer *w, const char *style, const struct pp_block *b)
{
    const char *outer = w->paragraph;

    w->paragraph = style;
    int status = blocks(w, &b->children);
    w->paragraph = outer;
    return status;
}

/* Icons, which are drawn small, beside the table that they are drawn of. */
static const struct pp_block *icons_of(const struct pp_block *beside)
{
    for (const struct pp_block *i = beside->children.first; i != NULL;
         i = i->next)
        if (i->kind == PP_BLOCK_FIGURE && i->figure->figure->scene != NULL &&
            is_icons(i->figure))
            return i;
    return NULL;
}

static int beside(struct writer *w, const struct pp_block *b)
{
    const struct pp_block *icons = is_short(w) ? icons_of(b) : NULL;

    if (icons == NULL || b->children.first->kind != PP_BLOCK_TABLE)
        return blocks(w, &b->children);
    pp_buffer_printf(w->out,
                     "<table:table table:style-name=\"Table\" "
                     "table:name=\"Beside %zu\">"
                     "<table:table-column table:style-name=\"Main\"/>"
                     "<table:table-column table:style-name=\"Aside\"/>"
                     "<table:table-row><table:table-cell>\n",
                     ++w->n_frames);
    for (const struct pp_block *i = b->children.first; i != NULL; i = i->next)
        if (i != icons && block(w, i) != 0)
            return -1;
    put(w, "</table:table-cell>"
           "<table:table-cell table:style-name=\"AsideCell\">\n");
    int status = block(w, icons);
    put(w, "</table:table-cell></table:table-row></table:table>\n");
    return status;
}

static int list(struct writer *w, const struct pp_block *b)
{
    const char *outer = w->paragraph;
    int status = 0;

    pp_buffer_printf(w->out, "<text:list text:style-name=\"%s\">\n",
                     b->is_ordered ? "Numbers" : "Bullets");
    w->paragraph = strcmp(outer, "Note") == 0 ? outer : "Item";
    for (const struct pp_block *i = b->children.first; i != NULL && status == 0;
         i = i->next) {
        put(w, "<text:list-item>");
        status = blocks(w, &i->children);
        put(w, "</text:list-item>\n");
    }
    w->paragraph = outer;
    put(w, "</text:list>\n");
    return status;
}

static void heading(struct writer *w, const struct pp_block *b)
{
    int level = b->level < 3 ? b->level : 3;

    pp_buffer_printf(w->out,
                     "<text:h text:style-name=\"Heading_20_%d\" "
                     "text:outline-level=\"%d\">",
                     level, b->level);
    prose(w, &b->prose);
    put(w, "</text:h>\n");
}

static void code(struct writer *w, const char *text)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        char *line = pp_strndup(text, n);
        text_paragraph(w, "Code", NULL, 0, line);
        pp_free(line);
        text += n + (text[n] == '\n');
    }
}

/* Whether a paragraph stays with what comes next on the page. */
static bool opens(const struct pp_block *b)
{
    return b->next != NULL && (b->next->kind == PP_BLOCK_TABLE ||
                               b->next->kind == PP_BLOCK_FIGURE);
}

static int block(struct writer *w, const struct pp_block *b)
{
    switch (b->kind) {
    case PP_BLOCK_HEADING:
        heading(w, b);
        return 0;
    case PP_BLOCK_PARAGRAPH:
        paragraph(w,
                  opens(b) && strcmp(w->paragraph, "Standard") == 0
                      ? "Opening"
                      : w->paragraph,
                  &b->prose);
        return 0;
    case PP_BLOCK_LEAD:
        paragraph(w, "Lead", &b->prose);
        return 0;
    case PP_BLOCK_BANNER:
        paragraph(w, "Banner", &b->prose);
        return 0;
    case PP_BLOCK_SMALL:
        paragraph(w, "Note", &b->prose);
        return 0;
    case PP_BLOCK_LIST:
        return list(w, b);
    case PP_BLOCK_QUOTE:
    case PP_BLOCK_OWN_WORDS:
        return styled(w, "Quote", b);
    case PP_BLOCK_TECHNICAL:
        return styled(w, "Note", b);
    case PP_BLOCK_BESIDE:
        return beside(w, b);
    case PP_BLOCK_ITEM:
        return blocks(w, &b->children);
    case PP_BLOCK_TABLE:
        table(w, b->table);
        return 0;
    case PP_BLOCK_FIGURE:
        return figure(w, b);
    case PP_BLOCK_CODE:
        code(w, b->text);
        return 0;
    case PP_BLOCK_RULE:
    case PP_BLOCK_PAGE:
        return 0;
    }
    return 0;
}

static int blocks(struct writer *w, const struct pp_blocks *into)
{
    for (const struct pp_block *b = into->first; b != NULL; b = b->next) {
        if (block(w, b) != 0)
            return -1;
    }
    return 0;
}

/* --- the archive ---------------------------------------------------------- */

static int content(struct writer *w)
{
    pp_buffer_puts(w->out, ODT_XML_HEAD
                   "<office:document-content" ODT_NAMESPACES ">\n");
    odt_automatic_styles(w->out);
    put(w, "<office:body><office:text>\n");
    if (blocks(w, &w->d->body) != 0)
        return -1;
    put(w, "</office:text></office:body></office:document-content>\n");
    return 0;
}

static int write_odt(const struct pp_document *d,
                     const struct pp_render *render, struct pp_buffer *out,
                     struct pp_error *err)
{
    static const char TYPE[] = "application/vnd.oasis.opendocument.text";
    struct pp_zip_writer zip = PP_ZIP_WRITER_INIT;
    struct pp_buffer text = PP_BUFFER_INIT, lines = PP_BUFFER_INIT;
    struct writer w = {.out = &text,
                       .list = &lines,
                       .d = d,
                       .zip = &zip,
                       .err = err,
                       .paragraph = "Standard",
                       .note_is_there = pp_pool_array(
                           d->pool, d->n_footnotes + 1, sizeof(bool))};

    (void)render;
    /* First and not packed, so that the type can be read off the file. */
    pp_zip_add(&zip, "mimetype", TYPE, sizeof TYPE - 1, PP_ZIP_STORED);
    int status = content(&w);
    if (status == 0) {
        odt_add_text(&zip, "content.xml", &text);
        odt_add_styles(d, &zip);
        odt_add_meta(d, &zip);
        odt_add_manifest(&lines, &zip);
        pp_zip_finish(&zip, out);
    }
    pp_buffer_clear(&zip.parts);
    pp_buffer_clear(&zip.directory);
    pp_buffer_clear(&text);
    pp_buffer_clear(&lines);
    return status == 0 ? 0 : pp_wrap(err, "odt");
}

const struct pp_backend pp_backend_odt = {
    "odt", "odt", "OpenDocument text, for a word processor", write_odt};
