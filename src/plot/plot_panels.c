#include "prepost/plot/plot_panels.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>

#include "prepost/plot/sheet.h"

enum { MOST_GROUPS = 60, MOST_COLUMNS = 5, LEAST_WIDTH = 118 };

/* --- prepare -------------------------------------------------------------- */

struct prepared {
    const struct pp_panels_input *in;
    size_t n_groups, n_drawn; /* panels; of these with averages */
    double lo, hi;            /* of the axis that all share */
    const char *outcome;
};

static const char *what(const struct pp_panels_input *in)
{
    return in->what != NULL ? in->what : "group";
}

static bool has_averages(const struct pp_panels_group *g)
{
    return isfinite(g->before) && isfinite(g->after);
}

static void choose_range(struct prepared *p)
{
    p->lo = INFINITY;
    p->hi = -INFINITY;
    for (size_t i = 0; i < p->n_groups; i++) {
        const struct pp_panels_group *g = &p->in->groups[i];
        if (!has_averages(g))
            continue;
        p->n_drawn++;
        pp_range_include(&p->lo, &p->hi, g->before);
        pp_range_include(&p->lo, &p->hi, g->after);
        pp_range_include(&p->lo, &p->hi, g->before_ci.lo);
        pp_range_include(&p->lo, &p->hi, g->before_ci.hi);
        pp_range_include(&p->lo, &p->hi, g->after_ci.lo);
        pp_range_include(&p->lo, &p->hi, g->after_ci.hi);
    }
    pp_range_on_scale(&p->lo, &p->hi, p->in->scale_min, p->in->scale_max);
    pp_range_open(&p->lo, &p->hi);
}

/* Nothing is drawn finer than it is printed. */
static const struct pp_panels_input *
as_printed(struct pp_pool *pool, const struct pp_panels_input *in)
{
    struct pp_panels_input *out = pp_pool_alloc(pool, sizeof *out);
    struct pp_panels_group *groups =
        pp_pool_array(pool, in->n_groups + 1, sizeof *groups);
    int d = in->decimals;

    *out = *in;
    out->groups = groups;
    for (size_t i = 0; i < in->n_groups; i++) {
        struct pp_panels_group *g = &groups[i];
        *g = in->groups[i];
        g->before = pp_figure_printed(g->before, d);
        g->after = pp_figure_printed(g->after, d);
        g->before_ci = pp_figure_printed_range(g->before_ci, d);
        g->after_ci = pp_figure_printed_range(g->after_ci, d);
    }
    return out;
}

/* --- the words ------------------------------------------------------------ */

static const char *change_of(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct prepared *p,
                             const struct pp_panels_group *g)
{
    return pp_figure_change_range(pool, style, g->change, g->change_ci.lo,
                                  g->change_ci.hi, p->in->decimals);
}

static const char *describe(struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct prepared *p)
{
    const struct pp_panels_input *in = p->in;
    struct pp_buffer b = PP_BUFFER_INIT;

    pp_buffer_printf(&b,
                     "%zu panels, all on the same axis; %s is better. The "
                     "order is the plan's, or that of the names.",
                     p->n_groups,
                     in->direction == PP_HIGHER_IS_BETTER ? "higher" : "lower");
    for (size_t i = 0; i < p->n_groups; i++) {
        const struct pp_panels_group *g = &in->groups[i];
        pp_buffer_printf(&b, " %s: ", pp_lettering_safe(pool, g->name));
        if (has_averages(g))
            pp_buffer_printf(
                &b, "%s before, %s after; %s.",
                pp_figure_number(pool, style, g->before, in->decimals),
                pp_figure_number(pool, style, g->after, in->decimals),
                change_of(pool, style, p, g));
        else
            pp_buffer_puts(&b, "not shown.");
    }
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

static const char *range_cell(struct pp_pool *pool,
                              const struct pp_plot_style *style,
                              const struct pp_panels_input *in,
                              struct pp_interval ci)
{
    return pp_figure_range(pool, style, ci.lo, ci.hi, in->decimals,
                           PP_RANGE_PLAIN);
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style,
                       const struct prepared *p)
{
    const struct pp_panels_input *in = p->in;
    const char *range = pp_pool_printf(
        pool, "likely range (%s)", pp_figure_percent(pool, style, in->level));
    const char *columns[] = {pp_pool_printf(pool, "%c%s",
                                            toupper((unsigned char)what(in)[0]),
                                            what(in) + 1),
                             "People",
                             "Before",
                             pp_pool_printf(pool, "Before, %s", range),
                             "After",
                             pp_pool_printf(pool, "After, %s", range),
                             "Change",
                             pp_pool_printf(pool, "Change, %s", range)};

    pp_figure_table_begin(
        f, pool,
        pp_pool_printf(pool, "Averages before and after: %s", p->outcome),
        columns, 8, in->n_groups);
    for (size_t i = 0; i < in->n_groups; i++) {
        const struct pp_panels_group *g = &in->groups[i];
        pp_figure_row(
            f, (const char *[]){
                   g->name, pp_figure_number(pool, style, g->n, 0),
                   pp_figure_number(pool, style, g->before, in->decimals),
                   range_cell(pool, style, in, g->before_ci),
                   pp_figure_number(pool, style, g->after, in->decimals),
                   range_cell(pool, style, in, g->after_ci),
                   pp_figure_signed(pool, style, g->change, in->decimals),
                   range_cell(pool, style, in, g->change_ci)});
    }
}

/* --- draw ----------------------------------------------------------------- */

enum { GAP = 16 }; /* px between panels */

/* How the page is cut. */
struct grid {
    size_t n_columns;
    double left, width, tall; /* px, of a panel */
};

static struct grid cut(const struct pp_sheet *s, const struct prepared *p)
{
    struct grid g = {.left = s->left + pp_sheet_y_room(s, p->lo, p->hi, 4)};
    double room = s->right - g.left;
    size_t fit = (size_t)((room + GAP) / (LEAST_WIDTH + GAP));

    g.n_columns = fit < 1 ? 1 : fit > MOST_COLUMNS ? MOST_COLUMNS : fit;
    if (g.n_columns > p->n_groups)
        g.n_columns = p->n_groups;
    /* As many rows as that takes, but none with a panel or two left over. */
    size_t n_rows = (p->n_groups + g.n_columns - 1) / g.n_columns;
    g.n_columns = (p->n_groups + n_rows - 1) / n_rows;
    double n = (double)g.n_columns;
    /* A few panels are not drawn out over the page: lines would lie flat. */
    g.width = fmin((room - GAP * (n - 1)) / n, 240);
    g.tall = fmin(fmax(0.85 * g.width, 100), 170);
    return g;
}

static void draw_grid(struct pp_sheet *s, const struct pp_panel *panel,
                      bool is_first)
{
    struct pp_ticks ticks = pp_ticks_in(panel->y.lo, panel->y.hi, 4);
    struct pp_pen base = {s->theme->baseline, 1, 0, 0};
    struct pp_pen line = {s->theme->grid, 1, 0, 0};

    if (is_first)
        pp_sheet_y_grid(s, panel, 4);
    for (size_t i = 0; i < ticks.n && !is_first; i++) {
        double y = pp_axis_at(&panel->y, ticks.at[i]);
        pp_scene_line(s->scene, line, panel->box.left, y, panel->box.right, y);
    }
    pp_scene_line(s->scene, base, panel->box.left, panel->box.bottom,
                  panel->box.right, panel->box.bottom);
}

struct places {
    double before, after; /* px across the page */
};

static struct places places_in(const struct pp_panel *panel)
{
    double width = panel->box.right - panel->box.left;

    return (struct places){panel->box.left + 0.22 * width,
                           panel->box.right - 0.22 * width};
}

static void draw_line(struct pp_sheet *s, const struct pp_panel *panel,
                      const struct pp_panels_group *g, struct pp_pen pen)
{
    struct places x = places_in(panel);

    if (has_averages(g))
        pp_scene_line(s->scene, pen, x.before, pp_axis_at(&panel->y, g->before),
                      x.after, pp_axis_at(&panel->y, g->after));
}

static void draw_mark(struct pp_sheet *s, const struct pp_panel *panel,
                      double x, double mean, struct pp_interval ci,
                      enum pp_marker marker, uint32_t rgb)
{
    struct pp_pen range = {PP_INK(rgb), 2.6, 0, 0};

    if (isfinite(ci.lo) && isfinite(ci.hi))
        pp_scene_line(s->scene, range, x, pp_axis_at(&panel->y, ci.lo), x,
                      pp_axis_at(&panel->y, ci.hi));
    pp_scene_marker(s->scene, marker, x, pp_axis_at(&panel->y, mean), 5,
                    PP_INK(rgb), PP_INK(0xFFFFFF), 1);
}

static void draw_data(struct pp_sheet *s, const struct prepared *p,
                      const struct pp_panel *panel, size_t group)
{
    const struct pp_panels_group *g = &p->in->groups[group];
    struct pp_pen others = {PP_INK(0xC8C8C8), 0.8, 0, 0};
    struct pp_pen own = {PP_INK(s->theme->ink), 1.6, 0, 0};
    struct places x = places_in(panel);

    for (size_t i = 0; i < p->n_groups; i++)
        if (i != group)
            draw_line(s, panel, &p->in->groups[i], others);
    if (!has_averages(g))
        return;
    draw_line(s, panel, g, own);
    draw_mark(s, panel, x.before, g->before, g->before_ci, PP_MARK_SQUARE,
              s->theme->before);
    draw_mark(s, panel, x.after, g->after, g->after_ci, PP_MARK_CIRCLE,
              s->theme->after);
}

/* Over a panel: whose it is. */
static double draw_head(struct pp_sheet *s, const struct pp_panels_group *g,
                        double x, double y, double width)
{
    y = pp_sheet_paragraph(s, s->theme->strong, x, y, width, PP_LEFT,
                           pp_lettering_safe(s->pool, g->name), 5);
    if (!isfinite(g->n))
        return y;
    return pp_sheet_paragraph(
        s, s->theme->tick, x, y, width, PP_LEFT,
        pp_figure_people(s->pool, s->style, (size_t)fmax(0, g->n)), 1);
}

/* Under it: what stands where, and the change. */
static double draw_foot(struct pp_sheet *s, const struct prepared *p,
                        const struct pp_panel *panel,
                        const struct pp_panels_group *g)
{
    struct places x = places_in(panel);
    double width = panel->box.right - panel->box.left;
    double y = panel->box.bottom + 5;

    pp_sheet_paragraph(s, s->theme->tick, x.before, y, width / 2, PP_CENTRE,
                       "before", 1);
    y = pp_sheet_paragraph(s, s->theme->tick, x.after, y, width / 2, PP_CENTRE,
                           "after", 1);
    return pp_sheet_paragraph(
        s, s->theme->tick, panel->box.left, y + 2, width, PP_LEFT,
        has_averages(g) ? change_of(s->pool, s->style, p, g) : "not shown", 3);
}

/* The panels of a row begin and end together, however long their names. */
static double draw_row(struct pp_sheet *s, const struct prepared *p,
                       const struct grid *grid, size_t first, size_t n)
{
    double top = s->y, bottom = s->y;

    for (size_t i = 0; i < n; i++)
        top = fmax(top, draw_head(s, &p->in->groups[first + i],
                                  grid->left + (double)i * (grid->width + GAP),
                                  s->y, grid->width));
    top += 10; /* a mark at the top edge clears the names */
    for (size_t i = 0; i < n; i++) {
        double left = grid->left + (double)i * (grid->width + GAP);
        struct pp_panel panel = {
            {left, top, left + grid->width, top + grid->tall},
            {0, 1, left, left + grid->width},
            {p->lo, p->hi, top + grid->tall, top}};
        draw_grid(s, &panel, i == 0);
        draw_data(s, p, &panel, first + i);
        bottom =
            fmax(bottom, draw_foot(s, p, &panel, &p->in->groups[first + i]));
    }
    return bottom + GAP;
}

static struct pp_scene *draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);
    struct grid grid = cut(&s, p);
    size_t n = 0;

    s.y = pp_sheet_score_title(&s, p->in->axis, p->in->direction) + 10;
    for (size_t i = 0; i < p->n_groups; i += n) {
        n = p->n_groups - i < grid.n_columns ? p->n_groups - i : grid.n_columns;
        s.y = draw_row(&s, p, &grid, i, n);
    }
    const char *notes[] = {
        pp_pool_printf(pool,
                       "%s%s Under each panel the change and its likely "
                       "range.",
                       pp_sheet_averages_note(&s, p->in->level),
                       p->n_drawn > 1 ? " Thin lines: the others." : ""),
        pp_sheet_scale_note(&s, p->in->scale_min, p->in->scale_max),
        p->in->n_groups > p->n_groups
            ? pp_pool_printf(pool, "%zu more are in the table.",
                             p->in->n_groups - p->n_groups)
            : NULL,
        pp_lettering_safe(pool, p->in->note)};
    pp_sheet_close(&s, notes, 4);
    return s.scene;
}

struct pp_figure pp_plot_panels(struct pp_pool *pool,
                                const struct pp_panels_input *input,
                                const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("panels", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);
    struct prepared p = {.in = as_printed(pool, input)};

    p.n_groups = input->n_groups < MOST_GROUPS ? input->n_groups : MOST_GROUPS;
    p.outcome = pp_lettering_safe(pool, input->outcome);
    choose_range(&p);
    if (p.n_drawn == 0) {
        pp_figure_undrawn(&f, pool, &checked,
                          "Nothing is drawn: no average can be given.");
        return f;
    }
    f.alt = pp_figure_alt_of(
        pool, pp_pool_printf(pool,
                             "Averages of %s before and after, a panel for "
                             "each of %zu %ss.",
                             p.outcome, p.n_groups, what(input)));
    f.description = describe(pool, &checked, &p);
    fill_table(&f, pool, &checked, &p);
    f.scene = draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
