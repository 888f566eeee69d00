#include "prepost/plot/plot_change.h"

#include <math.h>
#include <string.h>

#include "change_parts.h"
#include "prepost/base/number.h"

/* --- prepare -------------------------------------------------------------- */

/* Bins on both sides of that round zero, one more beyond each end, and one. */
enum { MOST_BINS = 64, MOST_BARS = MOST_BINS + 3 };

/* By how much a person changed, better last. */
enum { WORSE, LITTLE_WORSE, SAME, LITTLE_BETTER, BETTER, N_CLASSES };

/* People whose change, turned so that better is positive, lies in lo..hi. */
struct bar {
    double lo, hi;
    size_t count, of_class[N_CLASSES];
};

struct prepared {
    const struct pp_change_input *in;
    struct bar bars[MOST_BARS];
    size_t n_bars, n_people;
    double width; /* of one bar */
    int are_whole;
    long counts[CHANGE_N_PARTS];
    const char *outcome, *axis;
};

static double turned(const struct pp_change_input *in, double change)
{
    return in->direction == PP_HIGHER_IS_BETTER ? change : -change;
}

struct span {
    double furthest;
    size_t n;
    int are_whole;
};

static struct span span_of(const struct pp_change_input *in)
{
    struct span s = {0, 0, 1};

    for (size_t i = 0; i < in->n; i++)
        if (isfinite(in->change[i])) {
            s.furthest = fmax(s.furthest, fabs(in->change[i]));
            s.are_whole &= in->change[i] == floor(in->change[i]);
            s.n++;
        }
    return s;
}

/* Bars stand round zero, so that no change has its own bar; of whole numbers
 * each holds an odd count, the same on either side. */
static double choose_width(struct span s)
{
    double width = s.furthest > 0 ? 2 * s.furthest / 32 : 1;
    double unit = pow(10, floor(log10(width)));

    width = width <= unit       ? unit
            : width <= 2 * unit ? 2 * unit
            : width <= 5 * unit ? 5 * unit
                                : 10 * unit;
    if (!s.are_whole)
        return width;
    return width <= 1 ? 1 : 2 * floor(width / 2) + 1;
}

static int class_of(const struct prepared *p, double change)
{
    double t = p->in->threshold;

    if (fabs(change) < 1e-12)
        return SAME;
    if (isfinite(t) && t > 0 && fabs(change) < t * (1 - 1e-9))
        return change > 0 ? LITTLE_BETTER : LITTLE_WORSE;
    return change > 0 ? BETTER : WORSE;
}

static int has_threshold(const struct prepared *p)
{
    return isfinite(p->in->threshold) && p->in->threshold > 0;
}

/* Where a person's change begins to count: between two whole numbers. */
static double edge(const struct prepared *p)
{
    double t = p->in->threshold * (1 - 1e-9);

    return p->are_whole ? ceil(t) - 0.5 : t;
}

/* Bars next to each other meet at x rather than near it. */
static void meet_at(struct prepared *p, double x)
{
    for (size_t i = 0; i + 1 < p->n_bars; i++)
        if (fabs(p->bars[i].hi - x) <= p->width / 2) {
            p->bars[i].hi = p->bars[i + 1].lo = x;
            return;
        }
}

/*
 * All bars from the furthest worse to the furthest better, and one beyond
 * each. None holds people on both sides of the change that counts, unless
 * that is so small that the bar round zero would become a needle.
 */
static void lay_out_bars(struct prepared *p, long first, long last)
{
    for (long k = first - 1; k <= last + 1; k++)
        p->bars[p->n_bars++] = (struct bar){.lo = ((double)k - 0.5) * p->width,
                                            .hi = ((double)k + 0.5) * p->width};
    if (has_threshold(p) && edge(p) > 0.2 * p->width) {
        meet_at(p, edge(p));
        meet_at(p, -edge(p));
    }
}

static long bin_of(const struct prepared *p, double change)
{
    long half = MOST_BINS / 2;
    long k = (long)floor(change / p->width + 0.5);

    return k < -half ? -half : k > half ? half : k;
}

/* The bars' edges are where the bins' are, or less than a width from them. */
static struct bar *bar_of(struct prepared *p, double change, long first)
{
    struct bar *b = &p->bars[bin_of(p, change) - first + 1];

    return change < b->lo ? b - 1 : change >= b->hi ? b + 1 : b;
}

static void drop_empty_ends(struct prepared *p)
{
    size_t first = 0;

    while (p->n_bars > 0 && p->bars[p->n_bars - 1].count == 0)
        p->n_bars--;
    while (first < p->n_bars && p->bars[first].count == 0)
        first++;
    p->n_bars -= first;
    memmove(p->bars, p->bars + first, p->n_bars * sizeof *p->bars);
}

static void count_people(struct prepared *p)
{
    const struct pp_change_input *in = p->in;
    long first = 0, last = 0;

    for (size_t i = 0; i < in->n; i++) {
        double x = turned(in, in->change[i]);
        if (!isfinite(x))
            continue;
        long k = bin_of(p, x);
        first = k < first ? k : first;
        last = k > last ? k : last;
    }
    lay_out_bars(p, first, last);
    for (size_t i = 0; i < in->n; i++) {
        double x = turned(in, in->change[i]);
        if (!isfinite(x))
            continue;
        struct bar *b = bar_of(p, x, first);
        int class = class_of(p, x);
        b->count++;
        b->of_class[class]++;
        p->n_people++;
        p->counts[CHANGE_BETTER] += class == BETTER;
        p->counts[CHANGE_WORSE] += class == WORSE;
        p->counts[CHANGE_BETWEEN] += class != BETTER && class != WORSE;
    }
    drop_empty_ends(p);
}

static struct prepared prepare(struct pp_pool *pool,
                               const struct pp_change_input *in)
{
    struct prepared p = {.in = in};

    p.outcome = pp_lettering_safe(pool, in->outcome);
    p.axis = in->axis && *in->axis
                 ? pp_lettering_safe(pool, in->axis)
                 : pp_pool_printf(pool, "Change in %s", p.outcome);
    struct span span = span_of(in);
    p.are_whole = span.are_whole;
    p.width = choose_width(span);
    count_people(&p);
    return p;
}

static double height(const struct prepared *p, const struct bar *b)
{
    return (double)b->count * p->width / (b->hi - b->lo);
}

/* --- the words ------------------------------------------------------------ */

/* "+3", "+2 to +4" with whole numbers; edges otherwise. */
static const char *bar_name(struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct prepared *p, const struct bar *b)
{
    double half = p->are_whole ? 0.5 : 0;
    int d = p->are_whole ? 0 : p->in->decimals;
    const char *from = pp_figure_signed(pool, style, b->lo + half, d),
               *to = pp_figure_signed(pool, style, b->hi - half, d);

    if (p->are_whole && b->hi - b->lo < 1.5)
        return from;
    return pp_pool_printf(pool, "%s to %s", from, to);
}

static const char *describe(struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct prepared *p)
{
    const struct pp_change_input *in = p->in;
    struct pp_buffer b = PP_BUFFER_INIT;

    pp_buffer_printf(&b,
                     "Bars count %s by how much they changed, better to "
                     "the right.",
                     pp_figure_people(pool, style, p->n_people));
    change_describe_counts(&b, pool, style, in, p->counts);
    if (isfinite(in->mean))
        pp_buffer_printf(&b, " The average change was %s.",
                         pp_figure_change_range(pool, style, in->mean,
                                                in->mean_ci.lo, in->mean_ci.hi,
                                                in->decimals));
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style,
                       const struct prepared *p)
{
    const char *columns[] = {"Change, better is +", "People"};

    pp_figure_table_begin(
        f, pool, pp_pool_printf(pool, "People by change in %s", p->outcome),
        columns, 2, p->n_bars);
    for (size_t i = 0; i < p->n_bars; i++)
        pp_figure_row(
            f, (const char *[]){
                   bar_name(pool, style, p, &p->bars[i]),
                   pp_figure_number(pool, style, (double)p->bars[i].count, 0)});
}

/* --- draw ----------------------------------------------------------------- */

/* Bars across an edge are in between. */
static enum change_part part_of(const struct prepared *p, const struct bar *b)
{
    double t = has_threshold(p) ? edge(p) : p->width / 2;
    double middle = (b->lo + b->hi) / 2;

    if (b->count == b->of_class[BETTER] || b->count == b->of_class[WORSE])
        return b->of_class[BETTER] > 0 ? CHANGE_BETTER : CHANGE_WORSE;
    return p->width > 1 && middle >= t    ? CHANGE_BETTER
           : p->width > 1 && middle <= -t ? CHANGE_WORSE
                                          : CHANGE_BETWEEN;
}

void change_draw_bar(struct pp_sheet *s, enum change_part part,
                     struct pp_box box)
{
    const uint32_t colours[] = {s->theme->better, s->theme->same,
                                s->theme->worse};
    const double rim = 1.8;
    double width = box.right - box.left, tall = box.bottom - box.top;

    pp_scene_rect(s->scene, PP_INK(colours[part]), box.left, box.top, width,
                  tall);
    if (part == CHANGE_WORSE && width > 3 * rim && tall > 3 * rim)
        pp_scene_rect(s->scene, PP_INK(0xFFFFFF), box.left + rim, box.top + rim,
                      width - 2 * rim, tall - 2 * rim);
}

static void draw_bars(struct pp_sheet *s, const struct prepared *p,
                      const struct pp_panel *panel)
{
    double gap = pp_axis_at(&panel->x, p->width) - pp_axis_at(&panel->x, 0) > 6
                     ? 0.8
                     : 0;

    for (size_t i = 0; i < p->n_bars; i++) {
        const struct bar *b = &p->bars[i];
        double x0 = pp_axis_at(&panel->x, b->lo) + gap,
               x1 = pp_axis_at(&panel->x, b->hi) - gap,
               y = pp_axis_at(&panel->y, height(p, b));
        if (b->count == 0)
            continue;
        change_draw_bar(s, part_of(p, b),
                        (struct pp_box){x0, y, x1, panel->box.bottom});
    }
}

static void draw_lines(struct pp_sheet *s, const struct prepared *p,
                       const struct pp_panel *panel)
{
    struct pp_pen zero = {PP_INK(s->theme->ink), 1.3, 0, 0};
    struct pp_pen dashed = {PP_INK(s->theme->soft), 1.2, 5, 4};
    double t = edge(p);

    pp_scene_line_in(s->scene, zero, panel->box, pp_axis_at(&panel->x, 0),
                     panel->box.top, pp_axis_at(&panel->x, 0),
                     panel->box.bottom);
    for (int way = -1; has_threshold(p) && way <= 1; way += 2) {
        double x = pp_axis_at(&panel->x, way * t);
        pp_scene_line_in(s->scene, dashed, panel->box, x, panel->box.top, x,
                         panel->box.bottom);
    }
}

static double inside(const struct pp_panel *panel, double x)
{
    return pp_axis_at(&panel->x, fmin(fmax(x, panel->x.lo), panel->x.hi));
}

static void draw_mean(struct pp_sheet *s, const struct prepared *p,
                      const struct pp_panel *panel, double y)
{
    const struct pp_change_input *in = p->in;
    struct pp_pen bar = {PP_INK(s->theme->ink), 3, 0, 0};
    double a = turned(in, in->mean_ci.lo), b = turned(in, in->mean_ci.hi);

    if (!isfinite(in->mean))
        return;
    if (isfinite(a) && isfinite(b))
        pp_scene_line(s->scene, bar, inside(panel, a), y, inside(panel, b), y);
    pp_scene_marker(s->scene, PP_MARK_DIAMOND,
                    inside(panel, turned(in, in->mean)), y, 4.6,
                    PP_INK(0xFFFFFF), PP_INK(s->theme->ink), 1.7);
}

/* Steps of an axis that counts: of one person or one point, not less. */
static size_t n_steps_of(double most, size_t wanted)
{
    return most < (double)wanted ? (size_t)fmax(1, floor(most)) : wanted;
}

/* Sizes without a sign: the ends of the axis say which way is better. */
static void draw_x_numbers(struct pp_sheet *s, const struct prepared *p,
                           const struct pp_panel *panel)
{
    size_t wanted = p->are_whole ? n_steps_of(2 * panel->x.hi, 9) : 9;
    struct pp_ticks t = pp_sheet_ticks(s, &panel->x, wanted, PP_WITHOUT_SIGNS);
    struct pp_pen base = {s->theme->baseline, 1, 0, 0};

    for (size_t i = 0; i < t.n; i++)
        pp_sheet_x_number(
            s, pp_axis_at(&panel->x, t.at[i]), panel->box.bottom + 15,
            pp_figure_number(s->pool, s->style, fabs(t.at[i]), t.decimals));
    pp_scene_line(s->scene, base, panel->box.left, panel->box.bottom,
                  panel->box.right, panel->box.bottom);
}

/* How far the axis goes either way: at least three bars, as one alone would
 * say nothing, and to the change that counts unless that is far off. */
static double reach_of(const struct prepared *p)
{
    double reach = 3 * p->width;

    for (size_t i = 0; i < p->n_bars; i++)
        reach = fmax(reach, fmax(-p->bars[i].lo, p->bars[i].hi));
    if (has_threshold(p) && p->in->threshold < 2.5 * reach)
        reach = fmax(reach, 1.1 * p->in->threshold);
    return reach + p->width / 2;
}

static struct pp_panel panel_of(struct pp_sheet *s, const struct prepared *p,
                                double top)
{
    double reach = reach_of(p), most = 1;

    for (size_t i = 0; i < p->n_bars; i++)
        most = fmax(most, height(p, &p->bars[i]));
    double ends = 1.04 * most;
    double left = s->left + pp_sheet_y_room(s, 0, ends, n_steps_of(most, 5));
    double tall = s->is_narrow ? 200 : 250;
    return (struct pp_panel){{left, top, s->right - 6, top + tall},
                             {-reach, reach, left, s->right - 6},
                             {0, ends, top + tall, top}};
}

static double draw_legend(struct pp_sheet *s, const struct prepared *p)
{
    const struct pp_change_input *in = p->in;
    struct pp_legend entries[] = {
        {change_part_name(s->pool, in, CHANGE_WORSE), PP_MARK_FRAME,
         s->theme->worse, s->theme->ink},
        {change_part_name(s->pool, in, CHANGE_BETWEEN), PP_MARK_SQUARE,
         s->theme->same, s->theme->ink},
        {change_part_name(s->pool, in, CHANGE_BETTER), PP_MARK_SQUARE,
         s->theme->better, s->theme->ink}};

    return pp_sheet_legend(s, s->left, s->y, s->right - s->left, entries, 3);
}

/* Why bars are not all of one width. */
static const char *widths_note(const struct prepared *p)
{
    int are_uneven = 0;

    for (size_t i = 0; i < p->n_bars; i++)
        are_uneven |=
            fabs(p->bars[i].hi - p->bars[i].lo - p->width) > 1e-6 * p->width;
    return are_uneven ? "Bars that end at the change that counts are wider or "
                        "narrower, at their average height."
                      : NULL;
}

static struct pp_scene *draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);
    double y = draw_legend(&s, p) + 8;

    pp_scene_text(s.scene, s.theme->label, s.left, y + 9, PP_LEFT,
                  p->width == 1
                      ? "People"
                      : pp_pool_printf(pool, "People in each step of %s points",
                                       pp_figure_number(pool, style, p->width,
                                                        p->width < 1 ? 2 : 0)));
    struct pp_panel panel = panel_of(&s, p, y + 40);
    pp_sheet_y_grid(&s, &panel, n_steps_of(panel.y.hi / 1.04, 5));
    draw_bars(&s, p, &panel);
    draw_lines(&s, p, &panel);
    draw_mean(&s, p, &panel, y + 28);
    draw_x_numbers(&s, p, &panel);
    s.y = pp_sheet_x_title(&s, &panel, panel.box.bottom + 22, "worse", p->axis,
                           "better") +
          6;
    const char *notes[] = {
        isfinite(p->in->mean)
            ? pp_pool_printf(pool,
                             "Diamond and bar: average change with its likely "
                             "range (%s).",
                             pp_figure_percent(pool, style, p->in->level))
            : NULL,
        has_threshold(p) && edge(p) < panel.x.hi
            ? "Dashed lines: the change that counts for one person."
            : NULL,
        widths_note(p), pp_lettering_safe(pool, p->in->note)};
    pp_sheet_close(&s, notes, 4);
    return s.scene;
}

struct pp_figure pp_plot_change(struct pp_pool *pool,
                                const struct pp_change_input *input,
                                const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("change", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);

    if (input->people == PP_PEOPLE_HIDDEN)
        return change_of_counts(pool, input, &checked);
    struct prepared p = prepare(pool, input);
    if (pp_figure_is_left_out(&f, pool, &checked, p.n_people, 0))
        return f;
    f.alt = pp_figure_alt_of(
        pool, pp_pool_printf(pool, "Bars: how %s changed on %s. %s.",
                             pp_figure_people(pool, &checked, p.n_people),
                             p.outcome, f.title));
    f.description = describe(pool, &checked, &p);
    fill_table(&f, pool, &checked, &p);
    f.scene = draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
