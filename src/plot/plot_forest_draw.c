#include "forest_parts.h"

#include <math.h>

#include "prepost/plot/sheet.h"

enum { UNDER_LABEL = 3 }; /* px from a stacked row's label to its lines */

/* Where the columns stand. On a narrow sheet a row is stacked instead: its
 * label, its lines, and under them its numbers. */
struct columns {
    double label, label_width;
    double verdict, verdict_width;
    double numbers, numbers_width; /* right-aligned on `numbers` */
    struct pp_axis axis;
    double line; /* from one series to the next */
};

/* A row, measured. */
struct row {
    const struct pp_forest_row *from;
    struct pp_lines label;
    struct pp_lines *verdicts; /* one for each series */
    double top, height;
    double plot_top, plot_height; /* the part with the lines */
};

static const struct pp_forest_mark *mark(const struct pp_forest_row *r,
                                         size_t series)
{
    return r->kind == PP_FOREST_HEADING || !r->marks ? NULL : &r->marks[series];
}

/* --- measure -------------------------------------------------------------- */

/* Texts are measured as they stand when they are broken to `limit`. */
static double widest_text(struct pp_sheet *s, const struct forest_prepared *p,
                          int of_verdicts, double limit)
{
    struct pp_face face = s->theme->tick;
    double widest = 0;

    for (size_t i = 0; i < p->n_rows; i++)
        for (size_t k = 0; k < p->in->n_series; k++) {
            const struct pp_forest_mark *m = mark(&p->in->rows[i], k);
            if (!m)
                continue;
            const char *text = of_verdicts ? m->verdict : m->text;
            face.weight = of_verdicts || p->in->rows[i].kind == PP_FOREST_POOLED
                              ? PP_BOLD
                              : PP_REGULAR;
            widest = fmax(widest, pp_lettering_wrap(
                                      s->pool, pp_lettering_safe(s->pool, text),
                                      face, limit, of_verdicts ? 3 : 1)
                                      .width_px);
        }
    return widest;
}

static double widest_label(struct pp_sheet *s, const struct forest_prepared *p,
                           double limit)
{
    double widest = 0;

    for (size_t i = 0; i < p->n_rows; i++)
        widest =
            fmax(widest,
                 pp_lettering_wrap(
                     s->pool, pp_lettering_safe(s->pool, p->in->rows[i].label),
                     s->theme->strong, limit, 4)
                     .width_px);
    return widest;
}

/* A column's width: of its heading or its texts, up to the limit. */
static double column_width(struct pp_sheet *s, const char *heading,
                           double texts, double limit)
{
    return fmin(fmax(texts, pp_lettering_width(heading, s->theme->strong)),
                limit);
}

static struct columns columns_of(struct pp_sheet *s,
                                 const struct forest_prepared *p)
{
    double width = s->right - s->left;
    struct columns c = {.label = s->left + 8, .line = 20};

    c.axis = (struct pp_axis){p->lo, p->hi, s->left + 8, s->right - 8};
    c.numbers = s->right - 8;
    c.label_width = c.verdict_width = c.numbers_width = width - 16;
    if (s->is_narrow)
        return c;
    double label = 0.27 * width, numbers = 0.26 * width, verdict = 0.16 * width;
    c.label_width = widest_label(s, p, label);
    c.numbers_width = p->has_texts
                          ? column_width(s, p->text_heading,
                                         widest_text(s, p, 0, numbers), numbers)
                          : 0;
    c.verdict_width = p->has_verdicts
                          ? column_width(s, p->verdict_heading,
                                         widest_text(s, p, 1, verdict), verdict)
                          : 0;
    double end = c.numbers - c.numbers_width - (p->has_texts ? 18 : 0);
    c.verdict = end - c.verdict_width;
    end = c.verdict - (p->has_verdicts ? 18 : 0);
    c.axis.at_lo = c.label + c.label_width + 18;
    c.axis.at_hi = end;
    return c;
}

static struct pp_face label_face(struct pp_sheet *s,
                                 const struct pp_forest_row *r)
{
    return r->kind == PP_FOREST_ROW ? s->theme->label : s->theme->strong;
}

static struct pp_face verdict_face(struct pp_sheet *s)
{
    struct pp_face face = s->theme->tick;

    face.weight = PP_BOLD;
    face.rgb = s->theme->ink;
    return face;
}

/* Narrow: finding and numbers under a mark take a line, or one each where a
 * cut finding would say something else. */
static int lines_under(struct pp_sheet *s, const struct forest_prepared *p,
                       const struct pp_forest_mark *m)
{
    double room = s->right - s->left - (p->in->n_series > 1 ? 30 : 16);

    if (m == NULL)
        return 0;
    double verdict = pp_lettering_width(pp_lettering_safe(s->pool, m->verdict),
                                        verdict_face(s));
    double numbers =
        pp_lettering_width(pp_lettering_safe(s->pool, m->text), s->theme->tick);
    return verdict > 0 && numbers > 0 &&
                   verdict + fmin(numbers, 0.6 * room) + 10 > room
               ? 2
               : 1;
}

/* One verdict's lines: at most three of them, each 14 px. */
static struct row measure(struct pp_sheet *s, const struct forest_prepared *p,
                          const struct columns *c, size_t i)
{
    const struct pp_forest_row *from = &p->in->rows[i];
    struct row r = {.from = from};
    double verdicts = 0;

    r.label = pp_lettering_wrap(
        s->pool, pp_lettering_safe(s->pool, from->label), label_face(s, from),
        from->kind == PP_FOREST_HEADING ? s->right - s->left - 16
                                        : c->label_width,
        4);
    double label =
        (double)r.label.n * pp_lettering_leading(label_face(s, from));
    if (from->kind == PP_FOREST_HEADING) {
        r.height = label + 14;
        return r;
    }
    r.verdicts = pp_pool_array(s->pool, p->in->n_series, sizeof *r.verdicts);
    for (size_t k = 0; k < p->in->n_series; k++) {
        const struct pp_forest_mark *m = mark(from, k);
        r.verdicts[k] = pp_lettering_wrap(
            s->pool, pp_lettering_safe(s->pool, m ? m->verdict : ""),
            verdict_face(s), c->verdict_width, 3);
        verdicts += fmax(c->line, 14.3 * (double)r.verdicts[k].n + 4);
    }
    r.plot_height = s->is_narrow ? c->line * (double)p->in->n_series : verdicts;
    r.height = fmax(label, r.plot_height) + 14;
    if (s->is_narrow) {
        r.height = label + UNDER_LABEL + r.plot_height + 16;
        for (size_t k = 0; k < p->in->n_series; k++)
            r.height += lines_under(s, p, mark(from, k)) * 15;
    }
    return r;
}

/* --- one row -------------------------------------------------------------- */

static double radius(const struct forest_prepared *p,
                     const struct pp_forest_mark *m)
{
    if (!(p->heaviest > 0) || !(m->weight > 0))
        return 4.6;
    return 3 + 3 * sqrt(m->weight / p->heaviest);
}

/* An end that lies outside the axis is an arrow, another is a short bar. */
static void draw_end(struct pp_sheet *s, const struct columns *c, double value,
                     double y, struct pp_pen pen)
{
    double x = pp_axis_at(&c->axis, value), edge;
    int way = 0;

    if (value < c->axis.lo)
        way = -1;
    else if (value > c->axis.hi)
        way = 1;
    if (way == 0) {
        pp_scene_line(s->scene, pen, x, y - 4, x, y + 4);
        return;
    }
    edge = way < 0 ? c->axis.at_lo : c->axis.at_hi;
    struct pp_point arrow[] = {
        {edge, y}, {edge - way * 7, y - 4}, {edge - way * 7, y + 4}};
    pp_scene_polygon(s->scene, pen.ink, arrow, 3);
}

static double clamp(const struct columns *c, double value)
{
    return pp_axis_at(&c->axis, fmin(fmax(value, c->axis.lo), c->axis.hi));
}

static void draw_mark(struct pp_sheet *s, const struct forest_prepared *p,
                      const struct columns *c, const struct pp_forest_mark *m,
                      double y, size_t series)
{
    struct pp_ink ink = PP_INK(s->theme->series[series % 6].fill);
    struct pp_pen pen = {ink, 1.9, 0, 0};

    if (!isfinite(m->estimate))
        return;
    if (isfinite(m->ci.lo) && isfinite(m->ci.hi)) {
        pp_scene_line(s->scene, pen, clamp(c, m->ci.lo), y, clamp(c, m->ci.hi),
                      y);
        draw_end(s, c, m->ci.lo, y, pen);
        draw_end(s, c, m->ci.hi, y, pen);
    }
    pp_scene_marker(s->scene, s->theme->series[series % 6].marker,
                    clamp(c, m->estimate), y, radius(p, m), ink,
                    PP_INK(0xFFFFFF), 1);
}

static void draw_pooled(struct pp_sheet *s, const struct columns *c,
                        const struct pp_forest_mark *m, double y, size_t series)
{
    double x = clamp(c, m->estimate);
    double lo = isfinite(m->ci.lo) ? fmin(clamp(c, m->ci.lo), x - 3) : x - 5;
    double hi = isfinite(m->ci.hi) ? fmax(clamp(c, m->ci.hi), x + 3) : x + 5;
    struct pp_point p[] = {{lo, y}, {x, y - 6}, {hi, y}, {x, y + 6}};

    if (isfinite(m->estimate))
        pp_scene_polygon(s->scene, PP_INK(s->theme->series[series % 6].fill), p,
                         4);
}

static void draw_numbers(struct pp_sheet *s, const struct forest_prepared *p,
                         const struct columns *c, const struct row *r,
                         const struct pp_forest_mark *m, double y,
                         size_t series)
{
    struct pp_face face = s->theme->tick;

    face.rgb =
        p->in->n_series > 1 ? s->theme->series[series % 6].text : s->theme->ink;
    face.weight = r->from->kind == PP_FOREST_POOLED ? PP_BOLD : PP_REGULAR;
    pp_scene_text(s->scene, face, c->numbers, pp_sheet_baseline(face, y),
                  PP_RIGHT,
                  pp_lettering_fit(s->pool, pp_lettering_safe(s->pool, m->text),
                                   face, c->numbers_width));
    pp_sheet_lines(s, verdict_face(s), c->verdict, y, PP_LEFT,
                   &r->verdicts[series]);
}

/* Narrow: the verdict at the left, the numbers at the right, one line. */
static double draw_numbers_under(struct pp_sheet *s,
                                 const struct forest_prepared *p,
                                 const struct row *r,
                                 const struct pp_forest_mark *m, double y,
                                 size_t series)
{
    struct pp_face face = s->theme->tick, bold = verdict_face(s);
    const char *text = pp_lettering_safe(s->pool, m->text);
    double left = s->left + 8, right = s->right - 8;

    face.rgb = bold.rgb =
        p->in->n_series > 1 ? s->theme->series[series % 6].text : s->theme->ink;
    face.weight = r->from->kind == PP_FOREST_POOLED ? PP_BOLD : PP_REGULAR;
    if (p->in->n_series > 1) {
        pp_scene_marker(s->scene, s->theme->series[series % 6].marker, left + 4,
                        y, 4, PP_INK(s->theme->series[series % 6].fill),
                        PP_INK(0xFFFFFF), 0);
        left += 14;
    }
    bool is_one_line = lines_under(s, p, m) == 1;
    text = pp_lettering_fit(s->pool, text, face,
                            (is_one_line ? 0.6 : 1) * (right - left));
    double room = right - left;
    if (is_one_line)
        room -= pp_lettering_width(text, face) + 10;
    pp_scene_text(s->scene, bold, left, pp_sheet_baseline(bold, y), PP_LEFT,
                  pp_lettering_fit(s->pool,
                                   pp_lettering_safe(s->pool, m->verdict), bold,
                                   room));
    y += is_one_line ? 0 : 15;
    pp_scene_text(s->scene, face, right, pp_sheet_baseline(face, y), PP_RIGHT,
                  text);
    return y + 15;
}

static void draw_row(struct pp_sheet *s, const struct forest_prepared *p,
                     const struct columns *c, const struct row *r)
{
    struct pp_face face = label_face(s, r->from);
    double leading = pp_lettering_leading(face);

    if (r->from->kind == PP_FOREST_HEADING || s->is_narrow)
        pp_sheet_lines(s, face, c->label,
                       r->top + 8 + leading * (double)r->label.n / 2, PP_LEFT,
                       &r->label);
    else
        pp_sheet_lines(s, face, c->label, r->top + r->height / 2, PP_LEFT,
                       &r->label);
    if (r->from->kind == PP_FOREST_HEADING)
        return;
    double y = r->plot_top, under = r->plot_top + r->plot_height + 8;
    for (size_t k = 0; k < p->in->n_series; k++) {
        const struct pp_forest_mark *m = mark(r->from, k);
        double tall = s->is_narrow
                          ? c->line
                          : fmax(c->line, 14.3 * (double)r->verdicts[k].n + 4);
        if (m && r->from->kind == PP_FOREST_POOLED)
            draw_pooled(s, c, m, y + tall / 2, k);
        else if (m)
            draw_mark(s, p, c, m, y + tall / 2, k);
        if (m && s->is_narrow)
            under = draw_numbers_under(s, p, r, m, under, k);
        else if (m)
            draw_numbers(s, p, c, r, m, y + tall / 2, k);
        y += tall;
    }
}

/* --- the whole ------------------------------------------------------------ */

/* Stripes, bands and grid lie behind everything. */
static void draw_ground(struct pp_sheet *s, const struct columns *c,
                        const struct row *rows, size_t n)
{
    struct pp_ticks t = pp_sheet_ticks(s, &c->axis, 7, PP_WITH_SIGNS);
    struct pp_pen grid = {s->theme->grid, 1, 0, 0},
                  zero = {PP_INK(s->theme->ink), 1.3, 0, 0};
    size_t stripe = 0;

    for (size_t i = 0; i < n; i++) {
        const struct row *r = &rows[i];
        if (r->from->kind == PP_FOREST_HEADING) {
            stripe = 0;
            continue;
        }
        if (stripe++ % 2 == 0)
            pp_scene_rect(s->scene, s->theme->stripe, s->left, r->top,
                          s->right - s->left, r->height);
        double top = s->is_narrow ? r->plot_top : r->top;
        double tall = s->is_narrow ? r->plot_height : r->height;
        double sesoi = r->from->sesoi;
        if (isfinite(sesoi) && sesoi > 0)
            pp_scene_rect(s->scene, s->theme->band, clamp(c, -sesoi), top,
                          clamp(c, sesoi) - clamp(c, -sesoi), tall);
        for (size_t k = 0; k < t.n; k++) {
            double x = pp_axis_at(&c->axis, t.at[k]);
            pp_scene_line(s->scene, fabs(t.at[k]) < 1e-12 ? zero : grid, x, top,
                          x, top + tall);
        }
    }
}

static double draw_axis(struct pp_sheet *s, const struct forest_prepared *p,
                        const struct columns *c, double y)
{
    struct pp_ticks t = pp_sheet_ticks(s, &c->axis, 7, PP_WITH_SIGNS);
    struct pp_pen base = {s->theme->baseline, 1, 0, 0};

    pp_scene_line(s->scene, base, c->axis.at_lo, y, c->axis.at_hi, y);
    for (size_t k = 0; k < t.n; k++)
        pp_scene_text(s->scene, s->theme->tick, pp_axis_at(&c->axis, t.at[k]),
                      y + 15, PP_CENTRE,
                      pp_figure_signed(s->pool, s->style, t.at[k], t.decimals));
    double width = c->axis.at_hi - c->axis.at_lo + 60;
    double middle = (c->axis.at_lo + c->axis.at_hi) / 2;
    width = fmin(width, 2 * fmin(middle - s->left, s->right - middle));
    width =
        pp_lettering_balanced(s->pool, pp_lettering_safe(s->pool, p->in->axis),
                              s->theme->label, width, 3);
    return pp_sheet_paragraph(s, s->theme->label, middle, y + 21, width,
                              PP_CENTRE, p->in->axis, 3);
}

/* Over the columns: which way is better, and what the words are. */
static double draw_headings(struct pp_sheet *s, const struct forest_prepared *p,
                            const struct columns *c, double y)
{
    struct pp_face italic = s->theme->tick, bold = s->theme->tick;
    double zero = pp_axis_at(&c->axis, 0);

    italic.slant = PP_ITALIC;
    bold.weight = PP_BOLD;
    bold.rgb = s->theme->ink;
    pp_scene_text(s->scene, italic, zero - 10, y + 10, PP_RIGHT, "← worse");
    pp_scene_text(s->scene, italic, zero + 10, y + 10, PP_LEFT, "better →");
    if (!s->is_narrow && p->has_verdicts)
        pp_scene_text(s->scene, bold, c->verdict, y + 10, PP_LEFT,
                      pp_lettering_fit(s->pool, p->verdict_heading, bold,
                                       c->verdict_width + 14));
    if (!s->is_narrow && p->has_texts)
        pp_scene_text(
            s->scene, bold, c->numbers, y + 10, PP_RIGHT,
            pp_lettering_fit(s->pool, p->text_heading, bold, c->numbers_width));
    return y + 17;
}

static double draw_legend(struct pp_sheet *s, const struct forest_prepared *p)
{
    struct pp_legend *entries =
        pp_pool_array(s->pool, p->in->n_series, sizeof *entries);

    for (size_t k = 0; k < p->in->n_series; k++)
        entries[k] = (struct pp_legend){
            p->in->series[k], s->theme->series[k % 6].marker,
            s->theme->series[k % 6].fill, s->theme->series[k % 6].text};
    return pp_sheet_legend(s, s->left, s->y, s->right - s->left, entries,
                           p->in->n_series) +
           10;
}

static double draw_rows(struct pp_sheet *s, const struct forest_prepared *p,
                        const struct columns *c, double y)
{
    struct row *rows = pp_pool_array(s->pool, p->n_rows, sizeof *rows);
    struct pp_pen rule = {s->theme->rule, 1, 0, 0};
    double first_pooled = NAN;

    for (size_t i = 0; i < p->n_rows; i++) {
        rows[i] = measure(s, p, c, i);
        rows[i].top = y;
        double label = (double)rows[i].label.n *
                       pp_lettering_leading(label_face(s, rows[i].from));
        rows[i].plot_top = s->is_narrow
                               ? y + 8 + label + UNDER_LABEL
                               : y + (rows[i].height - rows[i].plot_height) / 2;
        if (rows[i].from->kind == PP_FOREST_POOLED && isnan(first_pooled))
            first_pooled = y;
        y += rows[i].height;
    }
    draw_ground(s, c, rows, p->n_rows);
    if (isfinite(first_pooled))
        pp_scene_line(s->scene, rule, s->left, first_pooled, s->right,
                      first_pooled);
    for (size_t i = 0; i < p->n_rows; i++)
        draw_row(s, p, c, &rows[i]);
    return y;
}

static const char *band_note(struct pp_sheet *s,
                             const struct forest_prepared *p)
{
    const char *noun = p->in->is_difference ? "difference" : "change";
    const char *band =
        pp_pool_printf(s->pool, " Shaded band: %ss too small to matter.", noun);

    return pp_pool_printf(
        s->pool, "Mark: average %s. Line: its likely range (%s).%s%s", noun,
        pp_figure_percent(s->pool, s->style, p->in->level),
        p->has_sesoi ? band : "",
        /* Less than that is not seen. */
        p->lightest < 0.9 * p->heaviest ? " Larger marks rest on more people."
                                        : "");
}

struct pp_scene *forest_draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct forest_prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);
    struct columns c = columns_of(&s, p);

    if (c.axis.at_hi - c.axis.at_lo < 170) {
        s.is_narrow = 1;
        c = columns_of(&s, p);
    }
    if (p->in->n_series > 1)
        s.y = draw_legend(&s, p);
    s.y = draw_headings(&s, p, &c, s.y);
    s.y = draw_rows(&s, p, &c, s.y);
    s.y = draw_axis(&s, p, &c, s.y) + 6;
    const char *more = NULL;
    if (p->n_rows < p->in->n_rows)
        more = pp_pool_printf(pool, "The first %zu rows of %zu are drawn.",
                              p->n_rows, p->in->n_rows);
    const char *notes[] = {band_note(&s, p), more,
                           pp_lettering_safe(pool, p->in->note)};
    pp_sheet_close(&s, notes, 3);
    return s.scene;
}
