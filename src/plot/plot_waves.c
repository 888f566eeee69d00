#include "prepost/plot/plot_waves.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "prepost/plot/sheet.h"

enum { MOST_WAVES = 12, MOST_SERIES = 6 };

/* --- prepare -------------------------------------------------------------- */

struct prepared {
    const struct pp_waves_input *in;
    size_t n_waves, n_series, n_points;
    double lo, hi;            /* of the scale as drawn */
    double place[MOST_WAVES]; /* 0 to 1 across the panel */
    const char *outcome;
};

static int has_scale(const struct pp_waves_input *in)
{
    return isfinite(in->scale_min) && isfinite(in->scale_max) &&
           in->scale_max > in->scale_min;
}

/*
 * The whole scale where that is not much larger than what is drawn; a zoomed
 * axis shows lines, not bars, so it need not start at the scale's end.
 */
static void choose_range(struct prepared *p)
{
    const struct pp_waves_input *in = p->in;

    p->lo = INFINITY;
    p->hi = -INFINITY;
    for (size_t s = 0; s < p->n_series; s++)
        for (size_t w = 0; w < p->n_waves; w++) {
            const struct pp_waves_point *v = &in->series[s].points[w];
            if (!isfinite(v->mean))
                continue;
            p->n_points++;
            pp_range_include(&p->lo, &p->hi, v->mean);
            pp_range_include(&p->lo, &p->hi, v->ci.lo);
            pp_range_include(&p->lo, &p->hi, v->ci.hi);
        }
    double spread = p->hi - p->lo;
    if (has_scale(in) && in->scale_max - in->scale_min < 4 * spread) {
        pp_range_include(&p->lo, &p->hi, in->scale_min);
        pp_range_include(&p->lo, &p->hi, in->scale_max);
    } else {
        double room = has_scale(in) ? 0 : 0.35 * spread;
        p->lo -= room;
        p->hi += room;
        pp_range_on_scale(&p->lo, &p->hi, in->scale_min, in->scale_max);
    }
    pp_range_open(&p->lo, &p->hi);
}

/* In proportion to time where times are given and rise; else evenly. */
static void choose_places(struct prepared *p)
{
    const double *t = p->in->when;
    size_t n = p->n_waves;
    int rises = t != NULL;

    for (size_t w = 0; rises && w < n; w++)
        rises = isfinite(t[w]) && (w == 0 || t[w] > t[w - 1]);
    for (size_t w = 0; w < n; w++)
        p->place[w] = n < 2   ? 0.5
                      : rises ? (t[w] - t[0]) / (t[n - 1] - t[0])
                              : (double)w / (double)(n - 1);
    /* Names need room: waves closer than half an even step are set evenly. */
    for (size_t w = 1; rises && w < n; w++)
        if (p->place[w] - p->place[w - 1] < 0.5 / (double)(n - 1))
            rises = 0;
    for (size_t w = 0; !rises && w < n && n > 1; w++)
        p->place[w] = (double)w / (double)(n - 1);
}

/* Nothing is drawn finer than it is printed. */
static const struct pp_waves_input *as_printed(struct pp_pool *pool,
                                               const struct pp_waves_input *in)
{
    struct pp_waves_input *out = pp_pool_alloc(pool, sizeof *out);
    struct pp_waves_series *series =
        pp_pool_array(pool, in->n_series + 1, sizeof *series);

    *out = *in;
    out->series = series;
    for (size_t s = 0; s < in->n_series; s++) {
        struct pp_waves_point *points =
            pp_pool_array(pool, in->n_waves + 1, sizeof *points);
        series[s] = in->series[s];
        series[s].points = points;
        for (size_t w = 0; w < in->n_waves; w++) {
            points[w] = in->series[s].points[w];
            points[w].mean = pp_figure_printed(points[w].mean, in->decimals);
            points[w].ci = pp_figure_printed_range(points[w].ci, in->decimals);
        }
    }
    return out;
}

/* --- the words ------------------------------------------------------------ */

static const char *value(struct pp_pool *pool,
                         const struct pp_plot_style *style,
                         const struct prepared *p,
                         const struct pp_waves_point *v)
{
    const char *mean = pp_figure_number(pool, style, v->mean, p->in->decimals);
    const char *range = pp_figure_range(pool, style, v->ci.lo, v->ci.hi,
                                        p->in->decimals, PP_RANGE_PLAIN);

    return *range ? pp_pool_printf(pool, "%s (%s)", mean, range) : mean;
}

static const char *describe(struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct prepared *p)
{
    const struct pp_waves_input *in = p->in;
    struct pp_buffer b = PP_BUFFER_INIT;

    pp_buffer_printf(&b, "Average scores at %zu times; %s is better.",
                     p->n_waves,
                     in->direction == PP_HIGHER_IS_BETTER ? "higher" : "lower");
    for (size_t s = 0; s < p->n_series; s++) {
        const char *name = pp_lettering_safe(pool, in->series[s].name);
        pp_buffer_printf(&b, " %s%s", name, *name ? ": " : "");
        for (size_t w = 0; w < p->n_waves; w++) {
            const struct pp_waves_point *v = &in->series[s].points[w];
            pp_buffer_printf(&b, "%s%s %s", w ? ", " : "",
                             pp_lettering_safe(pool, in->waves[w]),
                             isfinite(v->mean) ? value(pool, style, p, v)
                                               : "not shown");
        }
        pp_buffer_puts(&b, ".");
    }
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style,
                       const struct prepared *p)
{
    const struct pp_waves_input *in = p->in;
    const char *columns[] = {
        "Group", "When", "Average",
        pp_pool_printf(pool, "Likely range (%s)",
                       pp_figure_percent(pool, style, in->level)),
        "People"};

    pp_figure_table_begin(
        f, pool, pp_pool_printf(pool, "Average scores: %s", p->outcome),
        columns, 5, p->n_series * p->n_waves);
    for (size_t s = 0; s < p->n_series; s++)
        for (size_t w = 0; w < p->n_waves; w++) {
            const struct pp_waves_point *v = &in->series[s].points[w];
            pp_figure_row(
                f, (const char *[]){
                       in->series[s].name, in->waves[w],
                       pp_figure_number(pool, style, v->mean, in->decimals),
                       pp_figure_range(pool, style, v->ci.lo, v->ci.hi,
                                       in->decimals, PP_RANGE_PLAIN),
                       pp_figure_number(pool, style, v->n, 0)});
        }
}

/* --- draw ----------------------------------------------------------------- */

/* Series stand a little beside each other, so that ranges stay apart, and all
 * of them inside the panel. */
static double x_of(const struct prepared *p, const struct pp_panel *panel,
                   size_t wave, size_t series)
{
    double width = panel->box.right - panel->box.left;
    double inset = fmin(0.5 * width / (double)(p->n_waves + 1), 70);
    double apart = fmin(12, 0.6 * width / (double)(p->n_waves * p->n_series));
    double half = 0.5 * apart * (double)(p->n_series - 1);

    inset = fmax(inset, half + 9);
    return panel->box.left + inset + p->place[wave] * (width - 2 * inset) +
           apart * (double)series - half;
}

static void draw_series(struct pp_sheet *s, const struct prepared *p,
                        const struct pp_panel *panel, size_t series)
{
    const struct pp_waves_point *v = p->in->series[series].points;
    struct pp_ink ink = PP_INK(s->theme->series[series].fill);
    struct pp_pen line = {ink, 1.6, 0, 0}, range = {ink, 2.6, 0, 0};

    for (size_t w = 0; w < p->n_waves; w++) {
        double x = x_of(p, panel, w, series),
               y = pp_axis_at(&panel->y, v[w].mean);
        if (!isfinite(v[w].mean))
            continue;
        if (w > 0)
            pp_scene_line(s->scene, line, x_of(p, panel, w - 1, series),
                          pp_axis_at(&panel->y, v[w - 1].mean), x, y);
        if (isfinite(v[w].ci.lo) && isfinite(v[w].ci.hi))
            pp_scene_line(s->scene, range, x, pp_axis_at(&panel->y, v[w].ci.lo),
                          x, pp_axis_at(&panel->y, v[w].ci.hi));
    }
    for (size_t w = 0; w < p->n_waves; w++)
        pp_scene_marker(s->scene, s->theme->series[series].marker,
                        x_of(p, panel, w, series),
                        pp_axis_at(&panel->y, v[w].mean), 5, ink,
                        PP_INK(0xFFFFFF), 1);
}

/* Where a wave stands, and how wide its name may be. */
struct name_place {
    double x, width;
};

static struct name_place name_place(const struct pp_sheet *s,
                                    const struct prepared *p,
                                    const struct pp_panel *panel, size_t w)
{
    double step =
        p->n_waves < 2 ? 2 * (panel->box.right - panel->box.left) : INFINITY;
    double x = (x_of(p, panel, w, 0) + x_of(p, panel, w, p->n_series - 1)) / 2;

    for (size_t k = 1; k < p->n_waves; k++)
        step = fmin(step, x_of(p, panel, k, 0) - x_of(p, panel, k - 1, 0));
    return (struct name_place){
        x, fmin(step - 8, 2 * fmin(x - s->left, s->right - x))};
}

/* "168 people"; "" where there are several series, or it is not shown. */
static const char *people_of(struct pp_sheet *s, const struct prepared *p,
                             size_t w)
{
    double n = p->in->series[0].points[w].n;

    if (p->n_series != 1 || !isfinite(n))
        return "";
    return pp_figure_people(s->pool, s->style, (size_t)fmax(0, n));
}

/* No word has to be broken, and no name takes more than three lines. */
static bool names_fit(struct pp_sheet *s, const struct prepared *p,
                      const struct pp_panel *panel)
{
    for (size_t w = 0; w < p->n_waves; w++) {
        double width = name_place(s, p, panel, w).width;
        const char *name = pp_lettering_safe(s->pool, p->in->waves[w]);
        struct pp_lines lines =
            pp_lettering_wrap(s->pool, name, s->theme->strong, width, 4);
        if (lines.n > 3)
            return false;
        for (const char *word = name; *word != '\0';) {
            size_t n = strcspn(word, " ");
            if (pp_lettering_width(pp_pool_strndup(s->pool, word, n),
                                   s->theme->strong) > width)
                return false;
            word += n + strspn(word + n, " ");
        }
    }
    return true;
}

/* Under each wave its name, and its people. */
static double draw_names(struct pp_sheet *s, const struct prepared *p,
                         const struct pp_panel *panel)
{
    double lowest = panel->box.bottom;

    for (size_t w = 0; w < p->n_waves; w++) {
        struct name_place at = name_place(s, p, panel, w);
        double y =
            pp_sheet_paragraph(s, s->theme->strong, at.x, panel->box.bottom + 8,
                               at.width, PP_CENTRE, p->in->waves[w], 4);
        const char *people = people_of(s, p, w);
        if (*people != '\0')
            y = pp_sheet_paragraph(s, s->theme->tick, at.x, y + 1, at.width,
                                   PP_CENTRE, people, 2);
        lowest = fmax(lowest, y);
    }
    return lowest;
}

/* Under each wave its number; what the numbers stand for under all. */
static double draw_numbers(struct pp_sheet *s, const struct prepared *p,
                           const struct pp_panel *panel)
{
    double y = panel->box.bottom + 8, under = y;

    for (size_t w = 0; w < p->n_waves; w++)
        under = pp_sheet_paragraph(
            s, s->theme->strong, name_place(s, p, panel, w).x, y, 40, PP_CENTRE,
            pp_pool_printf(s->pool, "%zu", w + 1), 1);
    y = under + 6;
    for (size_t w = 0; w < p->n_waves; w++) {
        const char *people = people_of(s, p, w);
        y = pp_sheet_paragraph(
            s, s->theme->tick, s->left, y, s->right - s->left, PP_LEFT,
            pp_pool_printf(s->pool, "%zu: %s%s%s", w + 1,
                           pp_lettering_safe(s->pool, p->in->waves[w]),
                           *people != '\0' ? ", " : "", people),
            3);
    }
    return y;
}

static double draw_legend(struct pp_sheet *s, const struct prepared *p)
{
    struct pp_legend entries[MOST_SERIES];

    if (p->n_series < 2)
        return s->y;
    for (size_t k = 0; k < p->n_series; k++)
        entries[k] = (struct pp_legend){
            p->in->series[k].name, s->theme->series[k].marker,
            s->theme->series[k].fill, s->theme->series[k].text};
    return pp_sheet_legend(s, s->left, s->y, s->right - s->left, entries,
                           p->n_series) +
           8;
}

static struct pp_scene *draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);
    double tall = s.is_narrow ? 210 : 270;
    struct pp_pen base = {s.theme->baseline, 1, 0, 0};

    s.y = draw_legend(&s, p);
    s.y = pp_sheet_score_title(&s, p->in->axis, p->in->direction) + 10;
    double left = s.left + pp_sheet_y_room(&s, p->lo, p->hi, 6);
    struct pp_panel panel = {{left, s.y, s.right, s.y + tall},
                             {0, 1, left, s.right},
                             {p->lo, p->hi, s.y + tall, s.y}};
    pp_sheet_y_grid(&s, &panel, 6);
    pp_scene_line(s.scene, base, left, panel.box.bottom, s.right,
                  panel.box.bottom);
    for (size_t k = 0; k < p->n_series; k++)
        draw_series(&s, p, &panel, k);
    s.y = (names_fit(&s, p, &panel) ? draw_names(&s, p, &panel)
                                    : draw_numbers(&s, p, &panel)) +
          8;
    const char *notes[] = {
        pp_sheet_averages_note(&s, p->in->level),
        p->lo > p->in->scale_min || p->hi < p->in->scale_max
            ? pp_sheet_scale_note(&s, p->in->scale_min, p->in->scale_max)
            : NULL,
        p->n_series < p->in->n_series || p->n_waves < p->in->n_waves
            ? "More are in the table than are drawn."
            : NULL,
        pp_lettering_safe(pool, p->in->note)};
    pp_sheet_close(&s, notes, 4);
    return s.scene;
}

struct pp_figure pp_plot_waves(struct pp_pool *pool,
                               const struct pp_waves_input *input,
                               const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("waves", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);
    struct prepared p = {.in = as_printed(pool, input)};

    p.n_waves = input->n_waves < MOST_WAVES ? input->n_waves : MOST_WAVES;
    p.n_series = input->n_series < MOST_SERIES ? input->n_series : MOST_SERIES;
    p.outcome = pp_lettering_safe(pool, input->outcome);
    choose_range(&p);
    if (p.n_points == 0) {
        pp_figure_undrawn(&f, pool, &checked,
                          "Nothing is drawn: no average can be given.");
        return f;
    }
    choose_places(&p);
    f.alt = pp_figure_alt_of(
        pool, pp_pool_printf(pool, "Average scores at %zu times: %s.",
                             p.n_waves, f.title));
    f.description =
        pp_figure_described(pool, describe(pool, &checked, &p), input->note);
    fill_table(&f, pool, &checked, &p);
    f.scene = draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
