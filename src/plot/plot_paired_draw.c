#include "paired_parts.h"

#include <math.h>

double paired_y_of(const struct paired_panel *panel, double value)
{
    return pp_axis_at(&panel->y, fmin(fmax(value, panel->y.lo), panel->y.hi));
}

/* A density that bulges to one side of `x`: -1 to the left, 1 to the right. */
static void draw_density(struct pp_sheet *s, const struct pp_curve *c,
                         const struct paired_panel *panel, double x,
                         double width, int side, uint32_t rgb)
{
    struct pp_point p[PP_CURVE_POINTS + 2];

    if (c->n < 2 || width < 4)
        return;
    for (size_t i = 0; i < c->n; i++) {
        double v = c->lo + (c->hi - c->lo) * (double)i / (double)(c->n - 1);
        p[i] = (struct pp_point){x + side * width * c->height[i],
                                 paired_y_of(panel, v)};
    }
    p[c->n] = (struct pp_point){x, p[c->n - 1].y};
    p[c->n + 1] = (struct pp_point){x, p[0].y};
    pp_scene_polygon_in(s->scene, PP_INK_THIN(rgb, 0.35), panel->box, p,
                        c->n + 2);
    struct pp_pen pen = {PP_INK(rgb), 1.2, 0, 0};
    for (size_t i = 0; i < c->n; i++)
        p[i].y = fmin(fmax(p[i].y, panel->box.top), panel->box.bottom);
    pp_scene_path(s->scene, pen, p, c->n);
}

/* The middle half and, across it or alone, the middle person. */
static void draw_box(struct pp_sheet *s, const struct pp_paired_wave *w,
                     const struct paired_panel *panel, double x, double half,
                     uint32_t rgb, enum pp_plot_people people)
{
    struct pp_ink dark = PP_INK(s->theme->ink);
    struct pp_pen thin = {dark, 1.2, 0, 0}, thick = {dark, 2.4, 0, 0};
    double top = paired_y_of(panel, w->q3), bottom = paired_y_of(panel, w->q1);

    if (paired_has_half(w) && people == PP_PEOPLE_SHOWN && isfinite(w->min) &&
        isfinite(w->max)) {
        pp_scene_line(s->scene, thin, x, paired_y_of(panel, w->min), x, bottom);
        pp_scene_line(s->scene, thin, x, top, x, paired_y_of(panel, w->max));
    }
    if (paired_has_half(w) && bottom - top > 1) {
        pp_scene_rect(s->scene, PP_INK(0xFFFFFF), x - half, top, 2 * half,
                      bottom - top);
        pp_scene_rect(s->scene, PP_INK_THIN(rgb, 0.35), x - half, top, 2 * half,
                      bottom - top);
        pp_scene_frame(s->scene, thin, x - half, top, 2 * half, bottom - top);
    }
    if (isfinite(w->median)) {
        double y = paired_y_of(panel, w->median);
        pp_scene_line(s->scene, thick, x - half, y, x + half, y);
    }
}

static void draw_mean(struct pp_sheet *s, const struct pp_paired_wave *w,
                      const struct paired_panel *panel, double x)
{
    struct pp_pen bar = {PP_INK(s->theme->ink), 3, 0, 0};
    double top = paired_y_of(panel, w->mean_ci.hi),
           bottom = paired_y_of(panel, w->mean_ci.lo), radius = 4.6;

    if (isfinite(top) && isfinite(bottom)) {
        pp_scene_line(s->scene, bar, x, top, x, bottom);
        radius = fmin(radius, fmax(2.6, 0.25 * (bottom - top)));
    }
    pp_scene_marker(s->scene, PP_MARK_DIAMOND, x, paired_y_of(panel, w->mean),
                    radius, PP_INK(0xFFFFFF), PP_INK(s->theme->ink), 1.7);
}

static void draw_grid(struct pp_sheet *s, const struct paired_panel *panel)
{
    struct pp_ticks t = pp_ticks_in(panel->y.lo, panel->y.hi, 6);
    struct pp_pen grid = {s->theme->grid, 1, 0, 0};

    for (size_t i = 0; i < t.n; i++) {
        double y = paired_y_of(panel, t.at[i]);
        pp_scene_line(s->scene, grid, panel->box.left, y, panel->box.right, y);
        pp_scene_text(s->scene, s->theme->tick, panel->box.left - 7,
                      pp_sheet_baseline(s->theme->tick, y), PP_RIGHT,
                      pp_figure_number(s->pool, s->style, t.at[i], t.decimals));
    }
}

static double widest_tick(struct pp_sheet *s, double lo, double hi)
{
    struct pp_ticks t = pp_ticks_in(lo, hi, 6);
    double widest = 0;

    for (size_t i = 0; i < t.n; i++)
        widest = fmax(widest,
                      pp_lettering_width(pp_figure_signed(s->pool, s->style,
                                                          t.at[i], t.decimals),
                                         s->theme->tick));
    return widest;
}

/* A wave's name and average under its people. */
static double draw_wave_label(struct pp_sheet *s,
                              const struct paired_prepared *p,
                              const struct pp_paired_wave *w, double x,
                              double y, double width)
{
    y = pp_sheet_paragraph(s, s->theme->strong, x, y, width, PP_CENTRE,
                           w->label, 2);
    return pp_sheet_paragraph(
        s, s->theme->tick, x, y + 1, width, PP_CENTRE,
        pp_pool_printf(
            s->pool, "average %s",
            pp_figure_number(s->pool, s->style, w->mean, p->in->decimals)),
        2);
}

/*
 * Where things stand from left to right: without people there are no curves
 * to leave room for, and boxes are drawn wider.
 */
struct places {
    double before_x, after_x, before_mean, after_mean;
    double box_at, half_box; /* from a wave's middle; half its width */
    double label_at;         /* its name, from the middle outwards */
};

static struct places places_in(const struct pp_sheet *s,
                               const struct paired_prepared *p,
                               const struct paired_panel *panel)
{
    int is_hidden = p->in->people == PP_PEOPLE_HIDDEN;
    double width = panel->box.right - panel->box.left;
    double aside = is_hidden ? 0.28 : 0.36;
    struct places at = {.before_x = panel->box.left + aside * width,
                        .after_x = panel->box.right - aside * width};

    double mean_at = is_hidden ? 0 : s->is_narrow ? 15 : 18;
    at.before_mean = at.before_x - mean_at;
    at.after_mean = at.after_x + mean_at;
    at.box_at = s->is_narrow ? 30 : 38;
    at.half_box = s->is_narrow ? 5 : 7.5;
    at.label_at = 32;
    if (is_hidden) {
        at.half_box = s->is_narrow ? 9 : 13;
        at.box_at = at.half_box + (s->is_narrow ? 14 : 20);
        int has_box =
            paired_has_half(&p->in->before) || isfinite(p->in->before.median);
        at.label_at = has_box ? at.box_at / 2 : 0;
    }
    return at;
}

/* The first average is where zero change lies; the second leads to the
 * change. Drawn first: they pass behind people and boxes. */
static void draw_reference_lines(struct pp_sheet *s,
                                 const struct paired_prepared *p,
                                 const struct paired_panel *panel,
                                 struct places at, double change_x,
                                 double right)
{
    struct pp_pen solid = {PP_INK(s->theme->soft), 1.3, 0, 0};
    struct pp_pen dashed = {PP_INK(s->theme->soft), 1.2, 5, 4};
    double y0 = paired_y_of(panel, p->in->before.mean),
           y1 = paired_y_of(panel, p->in->after.mean);

    pp_scene_line(s->scene, solid, at.before_mean, y0, right, y0);
    pp_scene_line(s->scene, dashed, at.after_mean, y1, change_x, y1);
}

static int has_cutoff(const struct paired_prepared *p)
{
    return p->in->cutoff > p->lo && p->in->cutoff < p->hi;
}

static void draw_cutoff(struct pp_sheet *s, const struct paired_prepared *p,
                        const struct paired_panel *panel)
{
    struct pp_pen dotted = {PP_INK(s->theme->soft), 1.4, 2, 3};

    if (has_cutoff(p))
        pp_scene_line(s->scene, dotted, panel->box.left,
                      paired_y_of(panel, p->in->cutoff), panel->box.right,
                      paired_y_of(panel, p->in->cutoff));
}

static void draw_waves(struct pp_sheet *s, const struct paired_prepared *p,
                       const struct paired_panel *panel, struct places at)
{
    const struct pp_paired_input *in = p->in;
    double curve_at = s->is_narrow ? 40 : 52;

    struct pp_pen base = {s->theme->baseline, 1, 0, 0};
    pp_scene_line(s->scene, base, panel->box.left, panel->box.bottom,
                  panel->box.right, panel->box.bottom);
    draw_cutoff(s, p, panel);
    double bulge = at.before_x - curve_at - panel->box.left - 4;
    draw_density(s, &p->before, panel, at.before_x - curve_at, bulge, -1,
                 s->theme->before);
    draw_density(s, &p->after, panel, at.after_x + curve_at, bulge, 1,
                 s->theme->after);
    if (in->people == PP_PEOPLE_SHOWN && p->people.n > 0) {
        paired_draw_people(s, p, panel, at.before_x, at.after_x);
    }
    draw_box(s, &in->before, panel, at.before_x - at.box_at, at.half_box,
             s->theme->before, in->people);
    draw_box(s, &in->after, panel, at.after_x + at.box_at, at.half_box,
             s->theme->after, in->people);
}

static void draw_means(struct pp_sheet *s, const struct paired_prepared *p,
                       const struct paired_panel *panel, struct places at)
{
    if (p->in->people == PP_PEOPLE_HIDDEN || p->people.n == 0) {
        struct pp_pen pen = {PP_INK(s->theme->ink), 1.6, 0, 0};
        pp_scene_line(s->scene, pen, at.before_mean,
                      paired_y_of(panel, p->in->before.mean), at.after_mean,
                      paired_y_of(panel, p->in->after.mean));
    }
    draw_mean(s, &p->in->before, panel, at.before_mean);
    draw_mean(s, &p->in->after, panel, at.after_mean);
}

/* --- the estimation panel ------------------------------------------------- */

static const char *end_word(const struct pp_paired_input *in, int upper)
{
    return (in->direction == PP_HIGHER_IS_BETTER) == (upper != 0) ? "better"
                                                                  : "worse";
}

static void draw_change_grid(struct pp_sheet *s,
                             const struct paired_panel *panel)
{
    struct pp_ticks t = pp_ticks_in(panel->y.lo, panel->y.hi, 6);
    struct pp_pen grid = {s->theme->grid, 1, 0, 0};
    double x = panel->box.right + 7;

    for (size_t i = 0; i < t.n; i++) {
        double y = paired_y_of(panel, t.at[i]);
        pp_scene_line(s->scene, grid, panel->box.left, y, panel->box.right, y);
        if (y > panel->box.top - 1 && y < panel->box.bottom - 5)
            pp_scene_text(
                s->scene, s->theme->tick, x,
                pp_sheet_baseline(s->theme->tick, y), PP_LEFT,
                pp_figure_signed(s->pool, s->style, t.at[i], t.decimals));
    }
    struct pp_pen base = {s->theme->baseline, 1, 0, 0};
    pp_scene_line(s->scene, base, panel->box.left, panel->box.bottom,
                  panel->box.right, panel->box.bottom);
}

static void draw_sesoi_band(struct pp_sheet *s, const struct paired_prepared *p,
                            const struct paired_panel *panel)
{
    double half = p->in->sesoi;

    if (!isfinite(half) || !(half > 0))
        return;
    double top = fmax(paired_y_of(panel, half), panel->box.top),
           bottom = fmin(paired_y_of(panel, -half), panel->box.bottom);
    pp_scene_rect(s->scene, s->theme->band, panel->box.left, top,
                  panel->box.right - panel->box.left, bottom - top);
}

static void draw_change(struct pp_sheet *s, const struct paired_prepared *p,
                        const struct paired_panel *panel, double x)
{
    const struct pp_paired_input *in = p->in;
    struct pp_pen bar = {PP_INK(s->theme->ink), 3, 0, 0};

    draw_density(s, &p->change, panel, x, fmin(110, panel->box.right - x - 10),
                 1, 0x6E6E6E);
    if (isfinite(in->change_ci.lo) && isfinite(in->change_ci.hi))
        pp_scene_line_in(s->scene, bar, panel->box, x,
                         paired_y_of(panel, in->change_ci.lo), x,
                         paired_y_of(panel, in->change_ci.hi));
    pp_scene_marker(s->scene, PP_MARK_CIRCLE, x, paired_y_of(panel, in->change),
                    5, PP_INK(s->theme->ink), PP_INK(0xFFFFFF), 1);
}

static double draw_change_words(struct pp_sheet *s,
                                const struct paired_prepared *p, double x,
                                double y, double width)
{
    y = pp_sheet_paragraph(s, s->theme->strong, x, y, width, PP_CENTRE,
                           p->change_text, 2);
    if (*p->change_range)
        y = pp_sheet_paragraph(
            s, s->theme->tick, x, y + 1, width, PP_CENTRE,
            pp_pool_printf(s->pool, "likely range %s", p->change_range), 3);
    return pp_sheet_paragraph(s, s->theme->strong, x, y + 2, width, PP_CENTRE,
                              p->verdict, 3);
}

/* Over the two panels; returns the y under it. */
static double draw_wide_titles(struct pp_sheet *s,
                               const struct paired_prepared *p, double change_x)
{
    struct pp_face label = s->theme->label, italic = s->theme->tick;
    struct pp_lines axis =
        pp_lettering_wrap(s->pool, p->axis, label, change_x - s->left - 12, 3);

    italic.slant = PP_ITALIC;
    for (size_t i = 0; i < axis.n; i++)
        pp_scene_text(s->scene, label, s->left,
                      s->y + 9 + (double)i * pp_lettering_leading(label),
                      PP_LEFT, axis.line[i]);
    pp_scene_text(s->scene, label, change_x, s->y + 9, PP_LEFT,
                  "Average change");
    pp_scene_text(s->scene, italic, s->right, s->y + 9, PP_RIGHT,
                  p->in->direction == PP_HIGHER_IS_BETTER ? "better ↑"
                                                          : "better ↓");
    return s->y + 22 + (double)(axis.n - 1) * pp_lettering_leading(label);
}

/* Both panels on one scale: zero change lies at the first average. */
static double draw_wide(struct pp_sheet *s, const struct paired_prepared *p)
{
    const struct pp_paired_input *in = p->in;
    double mean = in->before.mean;
    double left = s->left + widest_tick(s, p->lo, p->hi) + 8;
    double right = s->right - widest_tick(s, p->lo - mean, p->hi - mean) - 8;
    double split = left + 0.66 * (right - left);
    double top = draw_wide_titles(s, p, split + 14);
    struct paired_panel main = {{left, top, split - 14, top + 320},
                                {0, 0, 0, 0}};
    struct paired_panel side = {{split + 14, top, right, top + 320},
                                {0, 0, 0, 0}};
    main.y = (struct pp_axis){p->lo, p->hi, main.box.bottom, main.box.top};
    side.y = (struct pp_axis){p->lo - mean, p->hi - mean, main.box.bottom,
                              main.box.top};

    draw_sesoi_band(s, p, &side);
    double x = side.box.left + 0.24 * (side.box.right - side.box.left);
    struct places at = places_in(s, p, &main);
    draw_grid(s, &main);
    draw_change_grid(s, &side);
    draw_reference_lines(s, p, &main, at, x, side.box.right);
    draw_waves(s, p, &main, at);
    draw_means(s, p, &main, at);
    draw_change(s, p, &side, x);

    double under = main.box.bottom + 10;
    double apart = at.after_x - at.before_x + 2 * at.label_at - 12;
    double a = draw_wave_label(s, p, &in->before, at.before_x - at.label_at,
                               under, apart);
    double b = draw_wave_label(s, p, &in->after, at.after_x + at.label_at,
                               under, apart);
    double c = draw_change_words(s, p, (side.box.left + side.box.right) / 2,
                                 under, side.box.right - side.box.left + 16);
    return fmax(a, fmax(b, c));
}

/* The change under the people, on a line of its own. */
static void strip_range(const struct paired_prepared *p, double *lo, double *hi)
{
    const struct pp_paired_input *in = p->in;

    *lo = *hi = 0;
    pp_range_include(lo, hi, in->change);
    pp_range_include(lo, hi, in->change_ci.lo);
    pp_range_include(lo, hi, in->change_ci.hi);
    if (p->change.n > 0) {
        pp_range_include(lo, hi, p->change.lo);
        pp_range_include(lo, hi, p->change.hi);
    }
    double reach = fmax(fabs(*lo), fabs(*hi));
    if (isfinite(in->sesoi) && in->sesoi < 4 * reach) {
        pp_range_include(lo, hi, -1.15 * in->sesoi);
        pp_range_include(lo, hi, 1.15 * in->sesoi);
    }
    if (!(*hi - *lo > 0)) {
        *lo = -1;
        *hi = 1;
    }
    pp_ticks_widen(lo, hi, 5);
}

static void draw_strip_shape(struct pp_sheet *s,
                             const struct paired_prepared *p,
                             const struct pp_axis *x, double y, double tall)
{
    struct pp_point shape[PP_CURVE_POINTS + 2];
    const struct pp_curve *c = &p->change;

    if (c->n < 2)
        return;
    for (size_t i = 0; i < c->n; i++)
        shape[i] = (struct pp_point){
            pp_axis_at(x, c->lo +
                              (c->hi - c->lo) * (double)i / (double)(c->n - 1)),
            y - tall * c->height[i]};
    pp_scene_polygon(s->scene, PP_INK_THIN(0x6E6E6E, 0.35), shape, c->n);
}

static double draw_strip(struct pp_sheet *s, const struct paired_prepared *p,
                         double y)
{
    const struct pp_paired_input *in = p->in;
    const double tall = 44;
    double lo, hi;
    strip_range(p, &lo, &hi);
    struct pp_axis x = {lo, hi, s->left + 24, s->right - 24};
    struct pp_ticks t = pp_sheet_ticks(s, &x, 5, PP_WITH_SIGNS);
    struct pp_pen grid = {s->theme->grid, 1, 0, 0},
                  base = {s->theme->baseline, 1, 0, 0},
                  zero = {PP_INK(s->theme->soft), 1.3, 0, 0},
                  bar = {PP_INK(s->theme->ink), 3, 0, 0};

    y = pp_sheet_paragraph(s, s->theme->strong, s->left, y, s->right - s->left,
                           PP_LEFT, "Average change", 1) +
        6;
    double top = y, mid = y + tall + 6, bottom = mid + 14;
    if (isfinite(in->sesoi) && in->sesoi > 0) {
        double a = pp_axis_at(&x, fmax(-in->sesoi, lo)),
               b = pp_axis_at(&x, fmin(in->sesoi, hi));
        pp_scene_rect(s->scene, s->theme->band, a, top, b - a, bottom - top);
    }
    for (size_t i = 0; i < t.n; i++) {
        double at = pp_axis_at(&x, t.at[i]);
        pp_scene_line(s->scene, t.at[i] == 0 ? zero : grid, at, top, at,
                      bottom);
        pp_scene_text(s->scene, s->theme->tick, at, bottom + 14, PP_CENTRE,
                      pp_figure_signed(s->pool, s->style, t.at[i], t.decimals));
    }
    pp_scene_line(s->scene, base, x.at_lo, bottom, x.at_hi, bottom);
    draw_strip_shape(s, p, &x, mid, tall);
    if (isfinite(in->change_ci.lo) && isfinite(in->change_ci.hi))
        pp_scene_line(s->scene, bar, pp_axis_at(&x, in->change_ci.lo), mid,
                      pp_axis_at(&x, in->change_ci.hi), mid);
    pp_scene_marker(s->scene, PP_MARK_CIRCLE, pp_axis_at(&x, in->change), mid,
                    5, PP_INK(s->theme->ink), PP_INK(0xFFFFFF), 1);
    struct pp_face face = s->theme->tick;
    face.slant = PP_ITALIC;
    pp_scene_text(s->scene, face, s->left, bottom + 31, PP_LEFT,
                  pp_pool_printf(s->pool, "← %s", end_word(in, 0)));
    pp_scene_text(s->scene, face, s->right, bottom + 31, PP_RIGHT,
                  pp_pool_printf(s->pool, "%s →", end_word(in, 1)));
    return draw_change_words(s, p, (s->left + s->right) / 2, bottom + 38,
                             s->right - s->left);
}

static double draw_narrow(struct pp_sheet *s, const struct paired_prepared *p)
{
    const struct pp_paired_input *in = p->in;
    double left = s->left + widest_tick(s, p->lo, p->hi) + 8;
    double top = pp_sheet_paragraph(s, s->theme->label, s->left, s->y,
                                    s->right - s->left, PP_LEFT, p->axis, 3) +
                 10;
    struct paired_panel main = {{left, top, s->right, top + 240}, {0, 0, 0, 0}};
    main.y = (struct pp_axis){p->lo, p->hi, main.box.bottom, main.box.top};

    struct places at = places_in(s, p, &main);
    draw_grid(s, &main);
    draw_waves(s, p, &main, at);
    draw_means(s, p, &main, at);
    double under = main.box.bottom + 8, half = 0.5 * (s->right - left) - 8;
    double a = draw_wave_label(s, p, &in->before, left + half / 2, under, half);
    double b =
        draw_wave_label(s, p, &in->after, s->right - half / 2, under, half);
    return draw_strip(s, p, fmax(a, b) + 14);
}

/* --- notes ---------------------------------------------------------------- */

static const char *box_note(const struct pp_paired_input *in)
{
    int has_median = isfinite(in->before.median) && isfinite(in->after.median);

    if (!paired_has_half(&in->before) || !paired_has_half(&in->after))
        return has_median ? " Short line: the middle person." : "";
    return has_median ? " Box: the middle half of people, with a line at the "
                        "middle person."
                      : " Box: the middle half of people.";
}

static const char *legend_note(struct pp_sheet *s,
                               const struct paired_prepared *p)
{
    return pp_pool_printf(
        s->pool, "Diamond and bar: average with its %s.%s%s%s", p->range_name,
        box_note(p->in),
        p->before.n || p->after.n ? " Curve at the side: how scores are spread."
                                  : "",
        p->in->people == PP_PEOPLE_SHOWN && isfinite(p->in->before.min)
            ? " Whiskers: lowest and highest score."
            : "");
}

static const char *cutoff_note(struct pp_sheet *s,
                               const struct paired_prepared *p)
{
    return has_cutoff(p)
               ? pp_pool_printf(s->pool, "Dotted line: %s.", p->cutoff)
               : NULL;
}

static const char *people_note(struct pp_sheet *s,
                               const struct paired_prepared *p)
{
    if (p->in->people != PP_PEOPLE_SHOWN || p->people.n == 0)
        return NULL;
    return pp_pool_printf(
        s->pool, "%s %s %s lines: people who went worse.",
        p->people.is_binned
            ? "Dots and lines gather people with nearly the same scores: the "
              "larger and thicker, the more people."
        : p->people.largest > 1
            ? "Each line is a person, or several with the same two scores: "
              "the thicker, the more people."
            : "Each line is one person.",
        p->in->direction == PP_HIGHER_IS_BETTER ? "Falling" : "Rising",
        s->style->theme == PP_THEME_MONOCHROME ? "black" : "orange");
}

static const char *change_note(struct pp_sheet *s,
                               const struct paired_prepared *p)
{
    const char *curve =
        p->change.n > 0 ? " Grey curve: where the average change may lie." : "";

    if (isfinite(p->in->sesoi) && p->in->sesoi > 0)
        return pp_pool_printf(
            s->pool,
            "Shaded band: changes too small to matter (less than %s).%s",
            pp_figure_number(
                s->pool, s->style, p->in->sesoi,
                p->in->sesoi == floor(p->in->sesoi) ? 0 : p->in->decimals),
            curve);
    return *curve ? curve + 1 : NULL;
}

/* The dashed line then misses the mark of the change. */
static const char *rounding_note(const struct paired_prepared *p)
{
    double sum = p->in->before.mean + p->in->change;

    return fabs(sum - p->in->after.mean) > 1e-6 * (p->hi - p->lo)
               ? "Rounded, so may not add up."
               : NULL;
}

struct pp_scene *paired_draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct paired_prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);

    s.y = s.is_narrow ? draw_narrow(&s, p) : draw_wide(&s, p);
    s.y += 6;
    const char *notes[] = {
        legend_note(&s, p), cutoff_note(&s, p),
        people_note(&s, p), change_note(&s, p),
        rounding_note(p),   pp_lettering_safe(pool, p->in->note)};
    pp_sheet_close(&s, notes, 6);
    return s.scene;
}
