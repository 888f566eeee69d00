#include "prepost/plot/plot_funnel.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "prepost/plot/sheet.h"

/* --- prepare -------------------------------------------------------------- */

enum { GRID = 100, MOST_POINTS = 500 };

/* Two-sided 95% and 99.8% of the normal distribution. */
static const double Z_INNER = 1.959963984540054, Z_OUTER = 3.090232306167813;

struct prepared {
    const struct pp_funnel_input *in;
    size_t n_points, n_outside; /* that can be drawn */
    double most, lo, hi;        /* largest n; the axis */
};

static int is_drawn(const struct pp_funnel_point *q)
{
    return isfinite(q->n) && q->n > 0 && isfinite(q->value);
}

static double spread_at(const struct pp_funnel_input *in, double n)
{
    double one = in->of == PP_FUNNEL_OF_SHARES
                     ? sqrt(fmax(0, in->average * (1 - in->average)))
                     : in->sd;

    double whole = in->people > 0 ? 1 / in->people : 0;
    return sqrt(one * one * fmax(0, 1 / n - whole) + in->tau2);
}

static double inner(const struct pp_funnel_input *in)
{
    return in->inner > 0 ? in->inner : Z_INNER;
}

static double outer(const struct pp_funnel_input *in)
{
    return in->outer > 0 ? in->outer : Z_OUTER;
}

static double limit_at(const struct pp_funnel_input *in, double n, double z)
{
    double limit = in->average + z * spread_at(in, n);

    if (in->of == PP_FUNNEL_OF_SHARES)
        limit = fmin(fmax(limit, 0), 1);
    return limit;
}

/* Shares are printed in whole percent. */
static double printed(const struct pp_funnel_input *in, double x)
{
    return pp_figure_printed(x,
                             in->of == PP_FUNNEL_OF_SHARES ? 2 : in->decimals);
}

/* A spread is printed with a decimal more; one so small that it would be none
 * stays. */
static double printed_spread(const struct pp_funnel_input *in, double sd)
{
    double near = pp_figure_printed(sd, in->decimals + 1);

    return near > 0 ? near : sd;
}

/* Nothing is drawn finer than it is printed. */
static const struct pp_funnel_input *
as_printed(struct pp_pool *pool, const struct pp_funnel_input *in)
{
    struct pp_funnel_input *out = pp_pool_alloc(pool, sizeof *out);
    struct pp_funnel_point *points =
        pp_pool_array(pool, in->n_points + 1, sizeof *points);

    *out = *in;
    out->points = points;
    out->average = printed(in, in->average);
    out->sd = printed_spread(in, in->sd);
    if (in->tau2 > 0)
        out->tau2 = pow(printed_spread(in, sqrt(in->tau2)), 2);
    for (size_t i = 0; i < in->n_points; i++) {
        points[i] = in->points[i];
        points[i].value = printed(in, points[i].value);
    }
    return out;
}

/* The points and the limits of the smallest of them set the axis. */
static struct prepared prepare(const struct pp_funnel_input *in)
{
    struct prepared p = {in, 0, 0, 0, in->average, in->average};
    double least = INFINITY;

    for (size_t i = 0; i < in->n_points; i++) {
        const struct pp_funnel_point *q = &in->points[i];
        if (!is_drawn(q))
            continue;
        p.n_points++;
        p.n_outside += q->is_outside != 0;
        p.most = fmax(p.most, q->n);
        least = fmin(least, q->n);
        p.lo = fmin(p.lo, q->value);
        p.hi = fmax(p.hi, q->value);
    }
    if (p.n_points == 0)
        return p;
    double typical = sqrt(least * p.most);
    double reach = isfinite(spread_at(in, typical))
                       ? 1.1 * outer(in) * spread_at(in, typical)
                       : 0;
    p.lo = fmin(p.lo, in->average - reach);
    p.hi = fmax(p.hi, in->average + reach);
    pp_range_open(&p.lo, &p.hi);
    double room = 0.04 * (p.hi - p.lo);
    p.lo -= room;
    p.hi += room;
    if (in->of == PP_FUNNEL_OF_SHARES) {
        p.lo = fmax(p.lo, -0.02);
        p.hi = fmin(p.hi, 1.02);
    }
    return p;
}

/* --- the words ------------------------------------------------------------ */

static const char *number(struct pp_pool *pool,
                          const struct pp_plot_style *style,
                          const struct pp_funnel_input *in, double x)
{
    if (in->of == PP_FUNNEL_OF_SHARES)
        return pp_figure_number(pool, style, 100 * x, 0);
    return pp_figure_number(pool, style, x, in->decimals);
}

static const char *unit(const struct pp_funnel_input *in)
{
    return in->of == PP_FUNNEL_OF_SHARES ? " in every 100" : "";
}

static void describe_spread(struct pp_buffer *b, struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct pp_funnel_input *in)
{
    int d = in->decimals + 1;

    if (in->of == PP_FUNNEL_OF_SHARES || !(in->sd > 0))
        return;
    pp_buffer_printf(b,
                     " The limits rest on a standard deviation among people "
                     "of %s",
                     pp_figure_number(pool, style, in->sd, d));
    if (in->tau2 > 0)
        pp_buffer_printf(b, ", and one among groups of %s",
                         pp_figure_number(pool, style, sqrt(in->tau2), d));
    pp_buffer_puts(b, ".");
}

static const char *describe(struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct prepared *p)
{
    const struct pp_funnel_input *in = p->in;
    struct pp_buffer b = PP_BUFFER_INIT;
    size_t said = 0;

    pp_buffer_printf(&b,
                     "The shared average is %s%s. Limits widen as numbers "
                     "fall. Outside the outer limits: ",
                     number(pool, style, in, in->average), unit(in));
    for (size_t i = 0; i < in->n_points; i++)
        if (is_drawn(&in->points[i]) && in->points[i].is_outside)
            pp_buffer_printf(&b, "%s%s", said++ ? ", " : "",
                             pp_lettering_safe(pool, in->points[i].label));
    pp_buffer_puts(&b, said ? "." : "none.");
    describe_spread(&b, pool, style, in);
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style,
                       const struct pp_funnel_input *in)
{
    const char *columns[] = {
        "Group", "People",
        in->of == PP_FUNNEL_OF_SHARES ? "Of every 100 people" : in->axis,
        "Outside the outer limits"};

    pp_figure_table_begin(f, pool, in->what, columns, 4, in->n_points);
    for (size_t i = 0; i < in->n_points; i++) {
        const struct pp_funnel_point *q = &in->points[i];
        pp_figure_row(f,
                      (const char *[]){
                          q->label, pp_figure_number(pool, style, q->n, 0),
                          number(pool, style, in, q->value),
                          is_drawn(q) ? (q->is_outside ? "yes" : "no") : ""});
    }
}

/* --- draw ----------------------------------------------------------------- */

/* Scores that are all alike leave nothing to chance. */
static int has_limits(const struct pp_funnel_input *in)
{
    return isfinite(spread_at(in, 1)) && spread_at(in, 1) > 0;
}

/* Denser where the limits bend: quadratic steps from the smallest n. */
static double n_at(const struct pp_panel *panel, size_t i)
{
    double t = (double)i / (GRID - 1);

    return fmax(panel->x.hi * t * t, panel->x.hi * 1e-4);
}

static void draw_limits(struct pp_sheet *s, const struct prepared *p,
                        const struct pp_panel *panel, double z, double alpha)
{
    struct pp_point q[2 * GRID];

    if (!has_limits(p->in))
        return;
    for (size_t i = 0; i < GRID; i++) {
        double n = n_at(panel, i), x = pp_axis_at(&panel->x, n);
        q[i] =
            (struct pp_point){x, pp_axis_at(&panel->y, limit_at(p->in, n, z))};
        q[2 * GRID - 1 - i] =
            (struct pp_point){x, pp_axis_at(&panel->y, limit_at(p->in, n, -z))};
    }
    pp_scene_polygon_in(s->scene, PP_INK_THIN(s->theme->better, alpha),
                        panel->box, q, 2 * GRID);
}

/* Labels are put beside their mark where no other mark or label stands. */
struct placed {
    struct pp_box box[2 * MOST_POINTS + 3];
    size_t n;
};

static int is_free(const struct placed *t, const struct pp_panel *panel,
                   struct pp_box b)
{
    if (b.left < panel->box.left + 2 || b.right > panel->box.right - 2 ||
        b.top < panel->box.top || b.bottom > panel->box.bottom)
        return 0;
    for (size_t i = 0; i < t->n; i++)
        if (b.left < t->box[i].right && t->box[i].left < b.right &&
            b.top < t->box[i].bottom && t->box[i].top < b.bottom)
            return 0;
    return 1;
}

/* Returns whether there was room. */
static bool draw_label(struct pp_sheet *s, const struct pp_panel *panel,
                       struct placed *taken, double x, double y,
                       const char *text)
{
    struct pp_face face = s->theme->tick;
    double width = pp_lettering_width(text, face);
    /* Right above, right below, left above, left below, over, under. */
    static const double dx[] = {7, 7, -7, -7, 0, 0};
    static const double dy[] = {-5, 12, -5, 12, -9, 17};

    face.rgb = s->theme->ink;
    for (int k = 0; k < 6 && *text; k++) {
        double left = x + dx[k] -
                      (dx[k] < 0   ? width
                       : dx[k] > 0 ? 0
                                   : width / 2);
        double base = y + dy[k];
        struct pp_box b = {left - 2, base - 10, left + width + 2, base + 3};
        if (!is_free(taken, panel, b))
            continue;
        /* Letters of other fonts may be narrower: next to the mark they end. */
        if (dx[k] < 0)
            pp_scene_text(s->scene, face, left + width, base, PP_RIGHT, text);
        else
            pp_scene_text(s->scene, face, left, base, PP_LEFT, text);
        taken->box[taken->n++] = b;
        return true;
    }
    return *text == '\0';
}

/* Each band is named at its upper edge, where it has room and nothing else
 * stands. */
static void name_bands(struct pp_sheet *s, const struct prepared *p,
                       const struct pp_panel *panel, struct placed *taken)
{
    const double z[] = {outer(p->in), inner(p->in)};
    static const char *const names[] = {"99.8%", "95%"};
    struct pp_face face = s->theme->tick;

    face.slant = PP_ITALIC;
    for (int k = 0; k < 2 && has_limits(p->in); k++) {
        double width = pp_lettering_width(names[k], face);
        double right = panel->box.right - 5, n = panel->x.hi;
        double base = pp_axis_at(&panel->y, limit_at(p->in, n, z[k])) + 14;
        double under =
            pp_axis_at(&panel->y, limit_at(p->in, n, k == 0 ? z[1] : -z[1]));
        struct pp_box b = {right - width - 2, base - 10, right + 2, base + 3};
        if (!is_free(taken, panel, b) || b.bottom > under)
            continue;
        pp_scene_text(s->scene, face, right, base, PP_RIGHT, names[k]);
        taken->box[taken->n++] = b;
    }
}

/* Those outside are named first: they are what a reader looks for. Returns how
 * many are not, or not in full. */
static size_t draw_points(struct pp_sheet *s, const struct prepared *p,
                          const struct pp_panel *panel)
{
    const struct pp_funnel_input *in = p->in;
    struct placed *taken = pp_pool_alloc(s->pool, sizeof *taken);
    size_t n = in->n_points < MOST_POINTS ? in->n_points : MOST_POINTS;
    size_t n_unnamed = 0;
    double r = n > 100 ? 3 : 4.6;

    for (size_t i = 0; i < n; i++) {
        const struct pp_funnel_point *q = &in->points[i];
        if (!is_drawn(q))
            continue;
        double x = pp_axis_at(&panel->x, q->n),
               y = pp_axis_at(&panel->y, q->value);
        pp_scene_marker(
            s->scene, q->is_outside ? PP_MARK_DIAMOND : PP_MARK_CIRCLE, x, y, r,
            PP_INK(q->is_outside ? s->theme->ink : s->theme->better),
            PP_INK(0xFFFFFF), 0.9);
        taken->box[taken->n++] = (struct pp_box){x - r, y - r, x + r, y + r};
    }
    double line = pp_axis_at(&panel->y, in->average);
    taken->box[taken->n++] =
        (struct pp_box){panel->box.left, line - 1, panel->box.right, line + 1};
    name_bands(s, p, panel, taken);
    for (int outside = 1; outside >= 0; outside--)
        for (size_t i = 0; i < n; i++) {
            const struct pp_funnel_point *q = &in->points[i];
            if (!is_drawn(q) || (q->is_outside != 0) != outside)
                continue;
            const char *name = pp_lettering_safe(s->pool, q->label);
            const char *fitted = pp_lettering_fit(s->pool, name, s->theme->tick,
                                                  s->is_narrow ? 130 : 240);
            bool has_room =
                draw_label(s, panel, taken, pp_axis_at(&panel->x, q->n),
                           pp_axis_at(&panel->y, q->value), fitted);
            n_unnamed += !has_room || strcmp(fitted, name) != 0;
        }
    return n_unnamed;
}

static void draw_shares(struct pp_sheet *s, const struct pp_panel *panel)
{
    struct pp_ticks t = pp_ticks_in(panel->y.lo, panel->y.hi, 6);
    struct pp_pen grid = {s->theme->grid, 1, 0, 0};

    for (size_t i = 0; i < t.n; i++) {
        double y = pp_axis_at(&panel->y, t.at[i]);
        pp_scene_line(s->scene, grid, panel->box.left, y, panel->box.right, y);
        pp_scene_text(s->scene, s->theme->tick, panel->box.left - 7,
                      pp_sheet_baseline(s->theme->tick, y), PP_RIGHT,
                      pp_figure_number(s->pool, s->style, 100 * t.at[i],
                                       t.decimals > 2 ? t.decimals - 2 : 0));
    }
}

static struct pp_scene *draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);
    const struct pp_funnel_input *in = p->in;
    double tall = s.is_narrow ? 260 : 330;
    int is_share = in->of == PP_FUNNEL_OF_SHARES;

    s.y = pp_sheet_paragraph(&s, s.theme->label, s.left, s.y, s.right - s.left,
                             PP_LEFT, in->axis, 3) +
          10;
    double left =
        s.left + (is_share ? 30 : pp_sheet_y_room(&s, p->lo, p->hi, 6));
    struct pp_panel panel = {{left, s.y, s.right - 4, s.y + tall},
                             {0, 1.06 * p->most, left, s.right - 4},
                             {p->lo, p->hi, s.y + tall, s.y}};
    if (is_share)
        draw_shares(&s, &panel);
    else
        pp_sheet_y_grid(&s, &panel, 6);
    /* No line at half a person. */
    pp_sheet_x_grid(&s, &panel, (size_t)fmin(fmax(panel.x.hi, 1), 6),
                    PP_GRID_LINES);
    draw_limits(&s, p, &panel, outer(in), 0.1);
    draw_limits(&s, p, &panel, inner(in), 0.14);
    struct pp_pen average = {PP_INK(s.theme->ink), 1.4, 0, 0};
    double y = pp_axis_at(&panel.y, in->average);
    pp_scene_line(s.scene, average, left, y, panel.box.right, y);
    size_t n_unnamed = draw_points(&s, p, &panel);
    s.y = pp_sheet_x_title(&s, &panel, panel.box.bottom + 22, NULL,
                           in->x_axis && *in->x_axis ? in->x_axis
                                                     : "Number of people",
                           NULL) +
          6;
    const char *notes[] = {
        pp_pool_printf(pool, "Line: the average that all share, %s%s.%s%s",
                       number(pool, style, in, in->average), unit(in),
                       has_limits(in)
                           ? " Bands: where 95 and 99.8 in every 100 would lie "
                             "by chance alone."
                           : "",
                       p->n_outside ? " Diamonds lie outside both." : ""),
        in->n_points > MOST_POINTS
            ? pp_pool_printf(pool, "The first %d of %zu are drawn.",
                             MOST_POINTS, in->n_points)
            : NULL,
        n_unnamed > 0 ? "Names for which there is no room are in the table."
                      : NULL,
        pp_lettering_safe(pool, in->note)};
    pp_sheet_close(&s, notes, 4);
    return s.scene;
}

struct pp_figure pp_plot_funnel(struct pp_pool *pool,
                                const struct pp_funnel_input *input,
                                const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("funnel", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);
    struct prepared p = prepare(as_printed(pool, input));

    fill_table(&f, pool, &checked, input);
    if (p.n_points == 0 || !isfinite(input->average)) {
        pp_figure_undrawn(&f, pool, &checked,
                          "Nothing is drawn: there are no groups with an "
                          "average to compare.");
        return f;
    }
    f.alt = pp_figure_alt_of(
        pool,
        pp_pool_printf(pool,
                       "%s against their shared average: %s outside the outer "
                       "limits.",
                       pp_lettering_safe(pool, input->what),
                       p.n_outside ? pp_figure_number(pool, &checked,
                                                      (double)p.n_outside, 0)
                                   : "none"));
    f.description = describe(pool, &checked, &p);
    f.scene = draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
