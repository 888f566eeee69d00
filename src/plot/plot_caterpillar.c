#include "prepost/plot/plot_caterpillar.h"

#include <math.h>
#include <string.h>

#include "prepost/plot/sheet.h"

enum { MOST_ROWS = 200 };

/* --- prepare -------------------------------------------------------------- */

struct prepared {
    const struct pp_caterpillar_input *in;
    size_t n_rows, n_drawn; /* rows laid out; of these with an estimate */
    double lo, hi;
};

/* Very wide ranges end in arrows: see plot_forest.c. */
static void choose_range(struct prepared *p)
{
    const struct pp_caterpillar_input *in = p->in;
    double furthest = fabs(in->average), logs = 0;
    size_t n = 0;

    if (!isfinite(furthest))
        furthest = 0;
    for (size_t i = 0; i < p->n_rows; i++) {
        const struct pp_caterpillar_row *r = &in->rows[i];
        if (!isfinite(r->estimate))
            continue;
        furthest = fmax(furthest, fabs(r->estimate));
        if (isfinite(r->ci.hi - r->ci.lo)) {
            logs += log((r->ci.hi - r->ci.lo) / 2 + 1e-9);
            n++;
        }
    }
    double limit =
        furthest + fmax(3 * (n ? exp(logs / (double)n) : 0), 0.2 * furthest);
    pp_range_include(&p->lo, &p->hi, 0);
    pp_range_include(&p->lo, &p->hi, in->average);
    for (size_t i = 0; i < p->n_rows; i++) {
        const struct pp_caterpillar_row *r = &in->rows[i];
        if (!isfinite(r->estimate))
            continue;
        p->n_drawn++;
        pp_range_include(&p->lo, &p->hi, r->estimate);
        pp_range_include(&p->lo, &p->hi, fmax(r->ci.lo, -limit));
        pp_range_include(&p->lo, &p->hi, fmin(r->ci.hi, limit));
    }
    double span = p->hi - p->lo;
    p->lo = span > 0 ? fmin(p->lo, -0.2 * span) - 0.03 * span : -1;
    p->hi = span > 0 ? fmax(p->hi, 0.2 * span) + 0.03 * span : 1;
}

/* Nothing is drawn finer than it is printed. */
static const struct pp_caterpillar_input *
as_printed(struct pp_pool *pool, const struct pp_caterpillar_input *in)
{
    struct pp_caterpillar_input *out = pp_pool_alloc(pool, sizeof *out);
    struct pp_caterpillar_row *rows =
        pp_pool_array(pool, in->n_rows + 1, sizeof *rows);
    int d = in->decimals;

    *out = *in;
    out->rows = rows;
    out->average = pp_figure_printed(in->average, d);
    out->average_ci = pp_figure_printed_range(in->average_ci, d);
    for (size_t i = 0; i < in->n_rows; i++) {
        rows[i] = in->rows[i];
        rows[i].estimate = pp_figure_printed(rows[i].estimate, d);
        rows[i].ci = pp_figure_printed_range(rows[i].ci, d);
    }
    return out;
}

/* --- the words ------------------------------------------------------------ */

static size_t n_apart(const struct pp_caterpillar_input *in, int way)
{
    size_t n = 0;

    for (size_t i = 0; i < in->n_rows; i++) {
        struct pp_interval ci = in->rows[i].ci;
        n += way > 0 ? ci.lo > in->average : ci.hi < in->average;
    }
    return n;
}

static const char *describe(struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct prepared *p)
{
    const struct pp_caterpillar_input *in = p->in;
    struct pp_buffer b = PP_BUFFER_INIT;

    pp_buffer_puts(&b,
                   "One row each, in the order of the names: a mark for the "
                   "average, a line for the likely range.");
    if (isfinite(in->average))
        pp_buffer_printf(
            &b,
            " %s is %s. Lines wholly on its better side: %zu. Wholly on its "
            "worse side: %zu.",
            in->average_name != NULL
                ? pp_pool_printf(pool, "The %s", in->average_name)
                : "The shared average",
            pp_figure_number(pool, style, in->average, in->decimals),
            n_apart(in, 1), n_apart(in, -1));
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

static const char *average_note(struct pp_pool *pool,
                                const struct pp_caterpillar_input *in)
{
    int has_range = isfinite(in->average_ci.lo) && isfinite(in->average_ci.hi);
    const char *name =
        in->average_name != NULL ? in->average_name : "average that all share";

    if (!isfinite(in->average))
        return "";
    return pp_pool_printf(pool,
                          has_range
                              ? " Dashed line: the %s, shaded: its likely "
                                "range. Diamonds: ranges that leave the "
                                "average out."
                              : " Dashed line: the %s. Diamonds: ranges that "
                                "leave it out.",
                          name);
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style,
                       const struct pp_caterpillar_input *in)
{
    const char *columns[] = {
        "Group", "People", in->axis,
        pp_pool_printf(pool, "Likely range (%s)",
                       pp_figure_percent(pool, style, in->level))};

    pp_figure_table_begin(f, pool, in->what, columns, 4, in->n_rows);
    for (size_t i = 0; i < in->n_rows; i++) {
        const struct pp_caterpillar_row *r = &in->rows[i];
        pp_figure_row(
            f, (const char *[]){
                   r->label, pp_figure_number(pool, style, r->n, 0),
                   pp_figure_number(pool, style, r->estimate, in->decimals),
                   pp_figure_range(pool, style, r->ci.lo, r->ci.hi,
                                   in->decimals, PP_RANGE_PLAIN)});
    }
}

/* --- draw ----------------------------------------------------------------- */

static double inside(const struct pp_panel *panel, double x)
{
    return pp_axis_at(&panel->x, fmin(fmax(x, panel->x.lo), panel->x.hi));
}

static void draw_end(struct pp_sheet *s, const struct pp_panel *panel,
                     double value, double y, struct pp_ink ink)
{
    int way = value < panel->x.lo ? -1 : value > panel->x.hi ? 1 : 0;
    double edge = way < 0 ? panel->box.left : panel->box.right;
    struct pp_point arrow[] = {
        {edge, y}, {edge - way * 6, y - 3.5}, {edge - way * 6, y + 3.5}};

    if (way != 0)
        pp_scene_polygon(s->scene, ink, arrow, 3);
}

/* Ranges that leave out the shared average are black, their mark a diamond. */
static void draw_row(struct pp_sheet *s, const struct prepared *p,
                     const struct pp_panel *panel,
                     const struct pp_caterpillar_row *r, double y)
{
    int is_apart = r->ci.lo > p->in->average || r->ci.hi < p->in->average;
    struct pp_ink ink = PP_INK(is_apart ? s->theme->ink : s->theme->after);
    struct pp_pen pen = {ink, 1.8, 0, 0};

    if (!isfinite(r->estimate))
        return;
    if (isfinite(r->ci.lo) && isfinite(r->ci.hi)) {
        pp_scene_line(s->scene, pen, inside(panel, r->ci.lo), y,
                      inside(panel, r->ci.hi), y);
        draw_end(s, panel, r->ci.lo, y, ink);
        draw_end(s, panel, r->ci.hi, y, ink);
    }
    pp_scene_marker(s->scene, is_apart ? PP_MARK_DIAMOND : PP_MARK_CIRCLE,
                    inside(panel, r->estimate), y, is_apart ? 4.6 : 4, ink,
                    PP_INK(0xFFFFFF), 0.8);
}

static void draw_ground(struct pp_sheet *s, const struct prepared *p,
                        const struct pp_panel *panel)
{
    const struct pp_caterpillar_input *in = p->in;
    struct pp_pen zero = {PP_INK(s->theme->ink), 1.3, 0, 0};
    struct pp_pen dashed = {PP_INK(s->theme->soft), 1.3, 5, 4};

    if (isfinite(in->average_ci.lo) && isfinite(in->average_ci.hi)) {
        double a = inside(panel, in->average_ci.lo),
               b = inside(panel, in->average_ci.hi);
        pp_scene_rect(s->scene, s->theme->band, a, panel->box.top, b - a,
                      panel->box.bottom - panel->box.top);
    }
    pp_scene_line(s->scene, zero, inside(panel, 0), panel->box.top,
                  inside(panel, 0), panel->box.bottom);
    if (isfinite(in->average))
        pp_scene_line(s->scene, dashed, inside(panel, in->average),
                      panel->box.top, inside(panel, in->average),
                      panel->box.bottom);
}

/* A row without an average says that it is not shown. */
static const char *label_of(struct pp_pool *pool,
                            const struct pp_caterpillar_row *r)
{
    return pp_pool_printf(pool, "%s%s", isfinite(r->estimate) ? "" : "[c] ",
                          pp_lettering_safe(pool, r->label));
}

static int has_hidden(const struct prepared *p)
{
    for (size_t i = 0; i < p->n_rows; i++)
        if (!isfinite(p->in->rows[i].estimate))
            return 1;
    return 0;
}

/* Names of rows, a line or several; long ones stand further apart. */
struct names {
    struct pp_face face;
    double width_px, height_px;
    struct pp_lines *lines;
};

static double row_height(const struct names *names, size_t i)
{
    size_t n = names->lines[i].n;

    return 19 + (n > 1 ? 6 : 0) +
           pp_lettering_leading(names->face) * (double)(n - 1);
}

static struct names names_of(const struct pp_sheet *s, const struct prepared *p)
{
    double limit = (s->is_narrow ? 0.38 : 0.32) * (s->right - s->left);
    struct names out = {pp_face_in(s->theme->tick, s->theme->ink), 0, 0,
                        pp_pool_array(s->pool, p->n_rows, sizeof *out.lines)};

    for (size_t i = 0; i < p->n_rows; i++) {
        out.lines[i] =
            pp_lettering_wrap(s->pool, label_of(s->pool, &p->in->rows[i]),
                              out.face, limit, s->is_narrow ? 6 : 4);
        out.width_px = fmax(out.width_px, out.lines[i].width_px);
        out.height_px += row_height(&out, i);
    }
    return out;
}

static struct pp_scene *draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);
    const struct pp_caterpillar_input *in = p->in;
    struct names names = names_of(&s, p);
    double left = s.left + names.width_px + 14;
    double y = s.y + 3, bottom = s.y + names.height_px + 6;
    struct pp_panel panel = {{left, s.y, s.right - 8, bottom},
                             {p->lo, p->hi, left, s.right - 8},
                             {0, 1, 0, 1}};
    pp_sheet_x_grid(&s, &panel, 7, PP_GRID_LINES);
    draw_ground(&s, p, &panel);
    for (size_t i = 0; i < p->n_rows; i++) {
        double middle = y + row_height(&names, i) / 2;
        pp_sheet_lines(&s, names.face, s.left, middle, PP_LEFT,
                       &names.lines[i]);
        draw_row(&s, p, &panel, &in->rows[i], middle);
        y += row_height(&names, i);
    }
    s.y = pp_sheet_x_title(&s, &panel, panel.box.bottom + 22, "worse", in->axis,
                           "better") +
          6;
    const char *notes[] = {
        pp_pool_printf(pool, "Mark: average. Line: its likely range (%s).%s",
                       pp_figure_percent(pool, style, in->level),
                       average_note(pool, in)),
        p->n_rows < in->n_rows
            ? pp_pool_printf(pool, "The first %zu rows of %zu are drawn.",
                             p->n_rows, in->n_rows)
            : NULL,
        has_hidden(p) ? "[c] not shown, to protect people's privacy." : NULL,
        pp_lettering_safe(pool, in->note)};
    pp_sheet_close(&s, notes, 4);
    return s.scene;
}

struct pp_figure pp_plot_caterpillar(struct pp_pool *pool,
                                     const struct pp_caterpillar_input *input,
                                     const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("caterpillar", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);
    struct prepared p = {as_printed(pool, input), input->n_rows, 0, INFINITY,
                         -INFINITY};
    const char *what = pp_lettering_safe(pool, input->what);

    if (p.n_rows > MOST_ROWS)
        p.n_rows = MOST_ROWS;
    choose_range(&p);
    fill_table(&f, pool, &checked, input);
    if (p.n_drawn == 0) {
        pp_figure_undrawn(&f, pool, &checked,
                          "Nothing is drawn: no average can be given.");
        return f;
    }
    f.alt = pp_figure_alt_of(
        pool, strcmp(what, f.title) == 0
                  ? pp_pool_printf(pool, "%s, better to the right.", what)
                  : pp_pool_printf(pool, "%s, better to the right. %s.", what,
                                   f.title));
    f.description = describe(pool, &checked, &p);
    f.scene = draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
