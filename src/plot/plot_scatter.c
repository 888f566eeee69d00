#include "prepost/plot/plot_scatter.h"

#include <math.h>

#include "prepost/plot/sheet.h"
#include "prepost/plot/spread.h"

/* --- prepare -------------------------------------------------------------- */

enum { KEPT_PEOPLE = 150, MOST_CELLS = 576 };
enum part { BETTER, BETWEEN, WORSE, N_PARTS };

struct prepared {
    const struct pp_scatter_input *in;
    double lo, hi; /* of both axes */
    struct pp_cells cells;
    size_t n_people;
    const char *outcome, *pre_axis, *post_axis, *cutoff;
};

static int has_threshold(const struct pp_scatter_input *in)
{
    return isfinite(in->threshold) && in->threshold > 0;
}

static enum part part_of(const struct pp_scatter_input *in, double pre,
                         double post)
{
    double change =
        in->direction == PP_HIGHER_IS_BETTER ? post - pre : pre - post;
    double least = has_threshold(in) ? in->threshold * (1 - 1e-9) : 1e-12;

    return change >= least ? BETTER : change <= -least ? WORSE : BETWEEN;
}

static void choose_range(struct prepared *p)
{
    const struct pp_scatter_input *in = p->in;

    p->lo = INFINITY;
    p->hi = -INFINITY;
    for (size_t i = 0; i < in->n; i++)
        if (isfinite(in->pre[i]) && isfinite(in->post[i])) {
            pp_range_include(&p->lo, &p->hi, in->pre[i]);
            pp_range_include(&p->lo, &p->hi, in->post[i]);
            p->n_people++;
        }
    if (isfinite(in->scale_min) && isfinite(in->scale_max) &&
        in->scale_max > in->scale_min) {
        pp_range_include(&p->lo, &p->hi, in->scale_min);
        pp_range_include(&p->lo, &p->hi, in->scale_max);
    } else {
        pp_ticks_widen(&p->lo, &p->hi, 6);
    }
    pp_range_open(&p->lo, &p->hi);
}

static struct prepared prepare(struct pp_pool *pool,
                               const struct pp_scatter_input *in)
{
    struct prepared p = {.in = in};

    p.outcome = pp_lettering_safe(pool, in->outcome);
    p.pre_axis = pp_lettering_safe(
        pool, in->pre_axis && *in->pre_axis ? in->pre_axis : "Before");
    p.post_axis = pp_lettering_safe(
        pool, in->post_axis && *in->post_axis ? in->post_axis : "After");
    p.cutoff = pp_lettering_safe(pool, in->cutoff_name && *in->cutoff_name
                                           ? in->cutoff_name
                                           : "cut-off");
    choose_range(&p);
    if (p.n_people == 0)
        return p;
    p.cells = pp_spread_cells(
        pool, in->pre, in->post, in->n,
        &(struct pp_cell_rule){p.lo, p.hi, KEPT_PEOPLE, 24, MOST_CELLS});
    return p;
}

/* --- the words ------------------------------------------------------------ */

static int has_counts(const struct pp_scatter_input *in)
{
    return in->n_better >= 0 && in->n_same >= 0 && in->n_worse >= 0;
}

static const char *part_name(const struct pp_scatter_input *in, enum part part)
{
    static const char *const reliable[] = {
        "better by more than chance alone gives", "in between",
        "worse by more than chance alone gives"};
    static const char *const plain[] = {"better", "the same", "worse"};

    return has_threshold(in) ? reliable[part] : plain[part];
}

/* "7", "6.5": the threshold without a nought behind its point. */
static const char *points(struct pp_pool *pool,
                          const struct pp_plot_style *style,
                          const struct pp_scatter_input *in)
{
    double t = in->threshold;

    return pp_figure_number(pool, style, t, t == floor(t) ? 0 : in->decimals);
}

static const char *describe(struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct prepared *p)
{
    const struct pp_scatter_input *in = p->in;
    long counts[N_PARTS] = {in->n_better, in->n_same, in->n_worse};
    struct pp_buffer b = PP_BUFFER_INIT;

    pp_buffer_printf(&b,
                     "Each mark stands at a score before (to the right) and a "
                     "score after (upwards), of %s in all. Marks %s the line "
                     "of no change are better.",
                     pp_figure_people(pool, style, p->n_people),
                     in->direction == PP_HIGHER_IS_BETTER ? "above" : "below");
    if (has_threshold(in))
        pp_buffer_printf(&b,
                         " A band of %s points on either side of that line "
                         "holds changes that could be chance alone.",
                         points(pool, style, in));
    if (isfinite(in->cutoff))
        pp_buffer_printf(&b, " Dashed lines stand at the %s.", p->cutoff);
    for (int k = 0; has_counts(in) && k < N_PARTS; k++)
        pp_buffer_printf(&b, " %c%s: %s.",
                         part_name(in, (enum part)k)[0] - 'a' + 'A',
                         part_name(in, (enum part)k) + 1,
                         pp_figure_number(pool, style, (double)counts[k], 0));
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

/* People one by one would be their answers: the table has the groups. */
static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style,
                       const struct prepared *p)
{
    const struct pp_scatter_input *in = p->in;
    long counts[N_PARTS] = {in->n_better, in->n_same, in->n_worse};
    const char *columns[] = {"Change", "People"};

    pp_figure_table_begin(f, pool,
                          pp_pool_printf(pool, "Change in %s", p->outcome),
                          columns, 2, N_PARTS + 1);
    for (int k = 0; has_counts(in) && k < N_PARTS; k++)
        pp_figure_row(f,
                      (const char *[]){
                          part_name(in, (enum part)k),
                          pp_figure_number(pool, style, (double)counts[k], 0)});
    pp_figure_row(f,
                  (const char *[]){
                      "all of them",
                      pp_figure_number(pool, style, (double)p->n_people, 0)});
}

/* --- draw ----------------------------------------------------------------- */

static const enum pp_marker MARKER[N_PARTS] = {PP_MARK_CIRCLE, PP_MARK_SQUARE,
                                               PP_MARK_WEDGE};

static uint32_t colour(const struct pp_sheet *s, enum part part)
{
    return part == BETTER    ? s->theme->better
           : part == BETWEEN ? s->theme->same
                             : s->theme->worse;
}

static void draw_band(struct pp_sheet *s, const struct prepared *p,
                      const struct pp_panel *panel)
{
    double t = p->in->threshold;
    double a = p->lo - 2 * t, z = p->hi + 2 * t;
    struct pp_point q[] = {
        {pp_axis_at(&panel->x, a), pp_axis_at(&panel->y, a - t)},
        {pp_axis_at(&panel->x, z), pp_axis_at(&panel->y, z - t)},
        {pp_axis_at(&panel->x, z), pp_axis_at(&panel->y, z + t)},
        {pp_axis_at(&panel->x, a), pp_axis_at(&panel->y, a + t)}};

    if (has_threshold(p->in))
        pp_scene_polygon_in(s->scene, PP_INK_THIN(0x000000, 0.08), panel->box,
                            q, 4);
}

static void draw_guides(struct pp_sheet *s, const struct prepared *p,
                        const struct pp_panel *panel)
{
    struct pp_pen solid = {PP_INK(s->theme->soft), 1.3, 0, 0};
    struct pp_pen dashed = {PP_INK(s->theme->soft), 1.2, 5, 4};
    double c = p->in->cutoff;

    pp_scene_line(s->scene, solid, panel->box.left, panel->box.bottom,
                  panel->box.right, panel->box.top);
    if (!isfinite(c))
        return;
    pp_scene_line_in(s->scene, dashed, panel->box, pp_axis_at(&panel->x, c),
                     panel->box.bottom, pp_axis_at(&panel->x, c),
                     panel->box.top);
    pp_scene_line_in(s->scene, dashed, panel->box, panel->box.left,
                     pp_axis_at(&panel->y, c), panel->box.right,
                     pp_axis_at(&panel->y, c));
}

/* As large as leaves room between the marks of neighbouring squares. */
static double largest_radius(const struct pp_cells *cells,
                             const struct pp_panel *panel)
{
    double apart = INFINITY;

    for (size_t i = 1; i < cells->n; i++)
        for (size_t k = 0; k < i; k++) {
            double d = fabs(pp_axis_at(&panel->x, cells->cell[i].x) -
                            pp_axis_at(&panel->x, cells->cell[k].x));
            apart = d > 0.5 ? fmin(apart, d) : apart;
        }
    return fmin(fmax(8, 0.42 * apart), 16);
}

/* From the nearest edge of the panel; less than nothing beyond it. */
static double room_at(const struct pp_panel *panel, double x, double y)
{
    const struct pp_box *b = &panel->box;

    return fmin(fmin(x - b->left, b->right - x),
                fmin(y - b->top, b->bottom - y));
}

/* Areas grow with the people. */
static void draw_marks(struct pp_sheet *s, const struct prepared *p,
                       const struct pp_panel *panel)
{
    const struct pp_cells *cells = &p->cells;
    double most = sqrt((double)(cells->largest ? cells->largest : 1));
    double largest = cells->is_binned ? largest_radius(cells, panel) : 8;
    double unit = fmin(cells->is_binned ? 1e9 : 3.9, largest / most);

    for (int part = 1; part <= 3; part++)
        for (size_t i = 0; i < cells->n; i++) {
            const struct pp_cell *c = &cells->cell[i];
            enum part of = part_of(p->in, c->x, c->y);
            if ((int)of != part % 3)
                continue;
            double r = fmax(1, unit * sqrt((double)c->count));
            double x = pp_axis_at(&panel->x, c->x),
                   y = pp_axis_at(&panel->y, c->y);
            /* The middle of the last square lies beyond what can be scored. */
            x = fmin(fmax(x, panel->box.left), panel->box.right);
            y = fmin(fmax(y, panel->box.top), panel->box.bottom);
            double room = room_at(panel, x, y);
            r = fmin(r, fmax(8, room + 4)); /* words stand beyond */
            pp_scene_marker(s->scene, MARKER[of], x, y, r,
                            PP_INK_THIN(colour(s, of), 0.85), PP_INK(0xFFFFFF),
                            r > 2.5 ? 0.6 : 0);
        }
}

static double draw_key(struct pp_sheet *s, const struct prepared *p, double x,
                       double y, double width)
{
    const struct pp_scatter_input *in = p->in;
    long counts[N_PARTS] = {in->n_better, in->n_same, in->n_worse};
    struct pp_pen solid = {PP_INK(s->theme->soft), 1.3, 0, 0};
    struct pp_pen dashed = {PP_INK(s->theme->soft), 1.2, 5, 4};
    double text = x + 30;

    for (int k = 0; k < N_PARTS; k++) {
        double end =
            pp_sheet_paragraph(s, s->theme->label, text, y, width - 30, PP_LEFT,
                               part_name(in, (enum part)k), 3);
        pp_scene_marker(s->scene, MARKER[k], x + 10, y + 8, 5.5,
                        PP_INK(colour(s, (enum part)k)), PP_INK(0xFFFFFF), 0);
        if (has_counts(in))
            end = pp_sheet_paragraph(
                s, s->theme->tick, text, end, width - 30, PP_LEFT,
                pp_figure_people(s->pool, s->style, (size_t)counts[k]), 1);
        y = end + 10;
    }
    pp_scene_line(s->scene, solid, x, y + 8, x + 22, y + 8);
    y = pp_sheet_paragraph(s, s->theme->label, text, y, width - 30, PP_LEFT,
                           "no change", 1) +
        8;
    if (has_threshold(in)) {
        pp_scene_rect(s->scene, PP_INK_THIN(0x000000, 0.08), x, y, 22, 15);
        y = pp_sheet_paragraph(
                s, s->theme->label, text, y, width - 30, PP_LEFT,
                pp_pool_printf(s->pool,
                               "could be chance alone (under %s points)",
                               points(s->pool, s->style, in)),
                3) +
            8;
    }
    if (isfinite(in->cutoff)) {
        pp_scene_line(s->scene, dashed, x, y + 8, x + 22, y + 8);
        y = pp_sheet_paragraph(s, s->theme->label, text, y, width - 30, PP_LEFT,
                               p->cutoff, 3) +
            8;
    }
    return y;
}

static struct pp_scene *draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);
    double room = pp_sheet_y_room(&s, p->lo, p->hi, 6);
    double left = s.left + fmax(room, 14), width = s.right - s.left;
    double side = s.is_narrow ? s.right - 10 - left : 0.6 * width - room;

    s.y = pp_sheet_paragraph(&s, s.theme->label, s.left, s.y,
                             s.is_narrow ? width : 0.6 * width, PP_LEFT,
                             p->post_axis, 2) +
          12;
    struct pp_panel panel = {{left, s.y, left + side, s.y + side},
                             {p->lo, p->hi, left, left + side},
                             {p->lo, p->hi, s.y + side, s.y}};
    pp_sheet_y_grid(&s, &panel, 6);
    pp_sheet_x_grid(&s, &panel, 6, PP_GRID_LINES);
    draw_band(&s, p, &panel);
    draw_guides(&s, p, &panel);
    draw_marks(&s, p, &panel);
    double under = pp_sheet_x_title(&s, &panel, panel.box.bottom + 22, NULL,
                                    p->pre_axis, NULL);
    if (s.is_narrow) {
        s.y = draw_key(&s, p, s.left, under + 12, width);
    } else {
        double x = panel.box.right + 30;
        s.y = fmax(under, draw_key(&s, p, x, panel.box.top, s.right - x)) + 6;
    }
    const char *notes[] = {
        pp_pool_printf(pool, "Marks %s the line of no change are better.",
                       p->in->direction == PP_HIGHER_IS_BETTER ? "above"
                                                               : "below"),
        p->cells.is_binned
            ? "Marks gather people with nearly the same two scores: the "
              "larger, the more people; the shape is that of its middle."
        : p->cells.largest > 1
            ? "Larger marks are several people with the same two scores."
            : "Each mark is one person.",
        pp_lettering_safe(pool, p->in->note)};
    pp_sheet_close(&s, notes, 3);
    return s.scene;
}

struct pp_figure pp_plot_scatter(struct pp_pool *pool,
                                 const struct pp_scatter_input *input,
                                 const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("scatter", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);

    if (input->people == PP_PEOPLE_HIDDEN) {
        pp_figure_undrawn(&f, pool, &checked,
                          "Nothing is drawn, to protect people's privacy: "
                          "marks would tell how many people have which two "
                          "scores.");
        return f;
    }
    struct prepared p = prepare(pool, input);
    if (pp_figure_is_left_out(&f, pool, &checked, p.n_people, 0))
        return f;
    f.alt = pp_figure_alt_of(
        pool,
        pp_pool_printf(pool,
                       "Scores after against scores before on %s, %s. "
                       "%s.",
                       p.outcome, pp_figure_people(pool, &checked, p.n_people),
                       f.title));
    f.description = describe(pool, &checked, &p);
    fill_table(&f, pool, &checked, &p);
    f.scene = draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
