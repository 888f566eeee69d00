#include "prepost/plot/sheet.h"

#include <math.h>
#include <string.h>

#include "prepost/base/number.h"

enum { WIDE_FROM_PX = 560, NARROWEST_PX = 220, WIDEST_PX = 1600 };

/* 11 px, the smallest text, is then 16 pt where 720 px are 180 mm wide. */
static const double LARGE_PRINT = 2.1;

struct pp_plot_style pp_plot_style_checked(const struct pp_plot_style *style)
{
    struct pp_plot_style s = style ? *style : PP_PLOT_STYLE;

    if (!(s.width_px >= NARROWEST_PX))
        s.width_px = isnan(s.width_px) ? PP_PLOT_STYLE.width_px : NARROWEST_PX;
    if (s.width_px > WIDEST_PX)
        s.width_px = WIDEST_PX;
    s.width_px = floor(s.width_px);
    return s;
}

/* A heading's lines are of much the same length: none is one word alone. */
static double heading(struct pp_sheet *s, struct pp_face face, double y,
                      const char *text)
{
    enum { MOST_LINES = 4 };
    const char *safe = pp_lettering_safe(s->pool, text);
    double width = pp_lettering_balanced(s->pool, safe, face,
                                         s->right - s->left, MOST_LINES);

    return pp_sheet_paragraph(s, face, s->left, y, width, PP_LEFT, safe,
                              MOST_LINES);
}

struct pp_sheet pp_sheet_open(struct pp_pool *pool,
                              const struct pp_plot_style *style,
                              const char *title, const char *subtitle)
{
    double width = style->width_px, magnify = 1;

    if (style->theme == PP_THEME_LARGE) {
        width = fmax(width / LARGE_PRINT, NARROWEST_PX);
        magnify = style->width_px / width;
    }
    struct pp_scene *scene = pp_scene_new(pool, width);
    scene->magnify = magnify;
    int is_narrow = width < WIDE_FROM_PX;
    double margin = is_narrow ? 12 : 20;
    struct pp_sheet s = {pool,  style,    pp_theme_of(style),
                         scene, margin,   width - margin,
                         14,    is_narrow};
    if (style->heading == PP_HEADING_DRAWN) {
        s.y = heading(&s, s.theme->title, s.y, title);
        if (subtitle && *subtitle)
            s.y = heading(&s, s.theme->subtitle, s.y + 3, subtitle);
        s.y += 14;
    }
    return s;
}

double pp_sheet_paragraph(struct pp_sheet *sheet, struct pp_face face, double x,
                          double y, double width, enum pp_align align,
                          const char *text, size_t max_lines)
{
    const char *safe = pp_lettering_safe(sheet->pool, text);

    if (safe[strspn(safe, " ")] == '\0')
        return y;
    struct pp_lines lines =
        pp_lettering_wrap(sheet->pool, safe, face, width, max_lines);
    double leading = pp_lettering_leading(face);
    for (size_t i = 0; i < lines.n; i++)
        pp_scene_text(sheet->scene, face, x,
                      y + (double)i * leading + 0.86 * face.size_px, align,
                      lines.line[i]);
    return y + (double)lines.n * leading;
}

double pp_sheet_baseline(struct pp_face face, double middle)
{
    return middle + 0.36 * face.size_px;
}

void pp_sheet_lines(struct pp_sheet *sheet, struct pp_face face, double x,
                    double middle, enum pp_align align,
                    const struct pp_lines *lines)
{
    double leading = pp_lettering_leading(face);
    double first = middle - leading * ((double)lines->n - 1) / 2;

    for (size_t i = 0; i < lines->n; i++)
        pp_scene_text(sheet->scene, face, x,
                      pp_sheet_baseline(face, first + (double)i * leading),
                      align, lines->line[i]);
}

/* A number under an axis stays on the page: the few that would not are left
 * out, and their line speaks for itself. */
void pp_sheet_x_number(struct pp_sheet *s, double x, double y, const char *text)
{
    double half = pp_lettering_width(text, s->theme->tick) / 2;

    if (x - half >= 2 && x + half <= s->scene->width_px - 2)
        pp_scene_text(s->scene, s->theme->tick, x, y, PP_CENTRE, text);
}

struct pp_ticks pp_sheet_ticks(const struct pp_sheet *sheet,
                               const struct pp_axis *axis, size_t wanted,
                               enum pp_signs signs)
{
    struct pp_ticks t = {{0}, 0, 0, 0};

    for (; wanted > 0; wanted--) {
        double widest = 0;
        t = pp_ticks_in(axis->lo, axis->hi, wanted);
        for (size_t i = 0; i < t.n; i++) {
            const char *text = signs == PP_WITH_SIGNS
                                   ? pp_figure_signed(sheet->pool, sheet->style,
                                                      t.at[i], t.decimals)
                                   : pp_figure_number(sheet->pool, sheet->style,
                                                      t.at[i], t.decimals);
            widest = fmax(widest, pp_lettering_width(text, sheet->theme->tick));
        }
        double apart = fabs(pp_axis_at(axis, axis->lo + t.step) - axis->at_lo);
        if (t.n < 2 || widest + 10 <= apart)
            return t;
    }
    /* Not even two have room: the one nearest to zero, which is a finding. */
    for (size_t i = 1; i < t.n; i++)
        if (fabs(t.at[i]) < fabs(t.at[0]))
            t.at[0] = t.at[i];
    t.n = t.n > 0;
    return t;
}

void pp_sheet_y_grid(struct pp_sheet *s, const struct pp_panel *panel,
                     size_t wanted)
{
    struct pp_ticks t = pp_ticks_in(panel->y.lo, panel->y.hi, wanted);
    struct pp_pen grid = {s->theme->grid, 1, 0, 0};

    for (size_t i = 0; i < t.n; i++) {
        double y = pp_axis_at(&panel->y, t.at[i]);
        pp_scene_line(s->scene, grid, panel->box.left, y, panel->box.right, y);
        pp_scene_text(s->scene, s->theme->tick, panel->box.left - 7,
                      pp_sheet_baseline(s->theme->tick, y), PP_RIGHT,
                      pp_figure_number(s->pool, s->style, t.at[i], t.decimals));
    }
}

void pp_sheet_x_grid(struct pp_sheet *s, const struct pp_panel *panel,
                     size_t wanted, enum pp_grid_lines lines)
{
    struct pp_ticks t = pp_sheet_ticks(s, &panel->x, wanted, PP_WITHOUT_SIGNS);
    struct pp_pen grid = {s->theme->grid, 1, 0, 0};
    struct pp_pen base = {s->theme->baseline, 1, 0, 0};

    for (size_t i = 0; i < t.n; i++) {
        double x = pp_axis_at(&panel->x, t.at[i]);
        if (lines == PP_GRID_LINES)
            pp_scene_line(s->scene, grid, x, panel->box.top, x,
                          panel->box.bottom);
        pp_sheet_x_number(
            s, x, panel->box.bottom + 15,
            pp_figure_number(s->pool, s->style, t.at[i], t.decimals));
    }
    pp_scene_line(s->scene, base, panel->box.left, panel->box.bottom,
                  panel->box.right, panel->box.bottom);
}

double pp_sheet_y_room(const struct pp_sheet *s, double lo, double hi,
                       size_t wanted)
{
    struct pp_ticks t = pp_ticks_in(lo, hi, wanted);
    double widest = 0;

    for (size_t i = 0; i < t.n; i++)
        widest = fmax(widest,
                      pp_lettering_width(pp_figure_number(s->pool, s->style,
                                                          t.at[i], t.decimals),
                                         s->theme->tick));
    return widest + 8;
}

/* The name of one end, in less than half the panel. */
static const char *end_of(struct pp_sheet *s, const struct pp_panel *panel,
                          const char *before, const char *name,
                          const char *behind)
{
    struct pp_face face = s->theme->tick;
    double room = (panel->box.right - panel->box.left) / 2 - 8 -
                  pp_lettering_width("← ", face);

    return pp_pool_printf(s->pool, "%s%s%s", before,
                          pp_lettering_fit(s->pool,
                                           pp_lettering_safe(s->pool, name),
                                           face, fmax(room, 0)),
                          behind);
}

double pp_sheet_x_title(struct pp_sheet *s, const struct pp_panel *panel,
                        double y, const char *left, const char *title,
                        const char *right)
{
    struct pp_face italic = s->theme->tick;
    double ends = 0;

    italic.slant = PP_ITALIC;
    if (left && right) {
        const char *a = end_of(s, panel, "← ", left, "");
        const char *b = end_of(s, panel, "", right, " →");
        pp_scene_text(s->scene, italic, panel->box.left, y + 10, PP_LEFT, a);
        pp_scene_text(s->scene, italic, panel->box.right, y + 10, PP_RIGHT, b);
        ends =
            fmax(pp_lettering_width(a, italic), pp_lettering_width(b, italic)) +
            12;
    }
    double width = panel->box.right - panel->box.left;
    const char *safe = pp_lettering_safe(s->pool, title);
    double middle = (panel->box.left + panel->box.right) / 2;
    if (pp_lettering_width(safe, s->theme->label) <= width - 2 * ends)
        return pp_sheet_paragraph(s, s->theme->label, middle, y, width,
                                  PP_CENTRE, safe, 1);
    if (ends > 0)
        y += 16;
    width = pp_lettering_balanced(s->pool, safe, s->theme->label, width, 3);
    return pp_sheet_paragraph(s, s->theme->label, middle, y, width, PP_CENTRE,
                              safe, 3);
}

double pp_sheet_score_title(struct pp_sheet *s, const char *axis,
                            enum pp_direction direction)
{
    const char *better = direction == PP_HIGHER_IS_BETTER ? "higher" : "lower";

    return pp_sheet_paragraph(
        s, s->theme->label, s->left, s->y, s->right - s->left, PP_LEFT,
        pp_pool_printf(s->pool, "%s (%s is better)",
                       pp_lettering_safe(s->pool, axis), better),
        3);
}

const char *pp_sheet_averages_note(const struct pp_sheet *s, double level)
{
    return pp_pool_printf(s->pool,
                          "Mark: average. Upright line: its likely range (%s).",
                          pp_figure_percent(s->pool, s->style, level));
}

const char *pp_sheet_scale_note(const struct pp_sheet *s, double least,
                                double most)
{
    if (!isfinite(least) || !isfinite(most))
        return NULL;
    return pp_pool_printf(s->pool, "The whole scale runs from %s to %s.",
                          pp_figure_number(s->pool, s->style, least, 0),
                          pp_figure_number(s->pool, s->style, most, 0));
}

void pp_sheet_close(struct pp_sheet *sheet, const char *const *notes, size_t n)
{
    double y = sheet->y + 4;

    for (size_t i = 0; i < n; i++)
        if (notes[i] && *notes[i])
            y = pp_sheet_paragraph(sheet, sheet->theme->note, sheet->left,
                                   y + 2, sheet->right - sheet->left, PP_LEFT,
                                   notes[i], 8);
    sheet->scene->height_px = ceil(y + 10);
}

double pp_sheet_legend(struct pp_sheet *sheet, double x, double y, double width,
                       const struct pp_legend *entries, size_t n)
{
    const double row = 20, marker = 18, gap = 20;
    struct pp_face face = sheet->theme->label;
    double at = 0, leading = pp_lettering_leading(face);

    for (size_t i = 0; i < n; i++) {
        struct pp_lines text = pp_lettering_wrap(
            sheet->pool, pp_lettering_safe(sheet->pool, entries[i].text), face,
            width - marker, 3);
        double wide = marker + text.width_px;
        if (at > 0 && (at + wide > width || text.n > 1)) {
            at = 0;
            y += row;
        }
        pp_scene_marker(sheet->scene, entries[i].marker, x + at + 6,
                        y + row / 2, 5, PP_INK(entries[i].fill),
                        PP_INK(0x8C8C8C),
                        pp_contrast(entries[i].fill, 0xFFFFFF) < 1.6 ? 0.8 : 0);
        for (size_t k = 0; k < text.n; k++)
            pp_scene_text(
                sheet->scene, pp_face_in(face, entries[i].face),
                x + at + marker,
                pp_sheet_baseline(face, y + row / 2 + (double)k * leading),
                PP_LEFT, text.line[k]);
        y += (double)(text.n - 1) * leading;
        at += text.n > 1 ? width : wide + gap;
    }
    return n > 0 ? y + row : y;
}

double pp_figure_printed(double x, int decimals)
{
    return isfinite(x) ? pp_number_rounded(x, decimals) : x;
}

struct pp_interval pp_figure_printed_range(struct pp_interval range,
                                           int decimals)
{
    int d = pp_figure_decimals(range.lo, range.hi, decimals);

    return (struct pp_interval){pp_figure_printed(range.lo, d),
                                pp_figure_printed(range.hi, d)};
}

/* --- the words beside the picture ----------------------------------------- */

struct pp_figure pp_figure_begin(const char *kind, struct pp_pool *pool,
                                 const char *title, const char *subtitle)
{
    struct pp_figure f = {.kind = kind, .alt = "", .description = ""};

    f.title = pp_lettering_safe(pool, title);
    f.subtitle = pp_lettering_safe(pool, subtitle);
    return f;
}

/* At most 150 characters: the longest run of whole words and an ellipsis. */
const char *pp_figure_alt_of(struct pp_pool *pool, const char *text)
{
    enum { LONGEST = 150 };
    char *alt = pp_lettering_safe(pool, text);
    size_t characters = 0, cut = 0;

    for (size_t i = 0; alt[i]; i++) {
        characters += (alt[i] & 0xC0) != 0x80;
        if ((alt[i] == ' ' || cut == 0) && characters < LONGEST)
            cut = i;
    }
    if (characters <= LONGEST)
        return alt;
    while (cut > 0 && (alt[cut] & 0xC0) == 0x80)
        cut--;
    return pp_pool_printf(pool, "%.*s…", (int)cut, alt);
}

const char *pp_figure_described(struct pp_pool *pool, const char *description,
                                const char *note)
{
    const char *safe = pp_lettering_safe(pool, note);

    return *safe != '\0' ? pp_pool_printf(pool, "%s %s", description, safe)
                         : description;
}

void pp_figure_undrawn(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style, const char *reason)
{
    struct pp_sheet sheet = pp_sheet_open(pool, style, f->title, f->subtitle);

    f->reason = pp_lettering_safe(pool, reason);
    sheet.y =
        pp_sheet_paragraph(&sheet, sheet.theme->label, sheet.left, sheet.y,
                           sheet.right - sheet.left, PP_LEFT, f->reason, 6);
    pp_sheet_close(&sheet, NULL, 0);
    f->scene = sheet.scene;
    f->alt = pp_figure_alt_of(pool, f->reason);
    f->description = f->reason;
}

int pp_figure_is_left_out(struct pp_figure *f, struct pp_pool *pool,
                          const struct pp_plot_style *style, size_t n_people,
                          int would_tell)
{
    if (n_people == 0)
        pp_figure_undrawn(f, pool, style,
                          "Nothing is drawn: nobody answered both times.");
    else if (would_tell)
        pp_figure_undrawn(f, pool, style,
                          "Nothing is drawn, to protect people's privacy.");
    return f->reason != NULL;
}

void pp_figure_table_begin(struct pp_figure *f, struct pp_pool *pool,
                           const char *caption, const char *const *columns,
                           size_t n_columns, size_t max_rows)
{
    struct pp_figure_table *t = &f->table;

    t->caption = pp_lettering_safe(pool, caption);
    t->n_columns = n_columns;
    t->columns = pp_pool_array(pool, n_columns, sizeof *t->columns);
    for (size_t c = 0; c < n_columns; c++)
        t->columns[c] = pp_lettering_safe(pool, columns[c]);
    t->cells = pp_pool_array(pool, max_rows * n_columns + 1, sizeof *t->cells);
    t->pool = pool;
}

void pp_figure_row(struct pp_figure *f, const char *const *cells)
{
    struct pp_figure_table *t = &f->table;

    for (size_t c = 0; c < t->n_columns; c++)
        t->cells[t->n_rows * t->n_columns + c] =
            pp_lettering_safe(t->pool, cells[c]);
    t->n_rows++;
}
