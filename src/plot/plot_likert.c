#include "prepost/plot/plot_likert.h"

#include <math.h>

#include "prepost/plot/sheet.h"

enum { MOST_ITEMS = 60, MOST_BARS = 6, LEAST_LABELLED = 5 };

/* --- prepare -------------------------------------------------------------- */

int pp_likert_percents(const double *count, size_t n, int *out)
{
    double rest[PP_LIKERT_MOST_ANSWERS], total = 0;
    int left = 100;

    for (size_t i = 0; i < n; i++) {
        out[i] = 0;
        if (!(count[i] >= 0) || !isfinite(count[i]))
            total = NAN;
        total += count[i];
    }
    if (!(total > 0) || !isfinite(total))
        return -1;
    for (size_t i = 0; i < n; i++) {
        double exact = 100 * count[i] / total;
        out[i] = (int)floor(exact + 1e-9);
        rest[i] = exact - out[i];
        left -= out[i];
    }
    for (; left > 0; left--) {
        size_t most = 0;
        for (size_t i = 1; i < n; i++)
            if (rest[i] > rest[most] + 1e-9)
                most = i;
        out[most]++;
        rest[most] = -1;
    }
    return 0;
}

struct prepared {
    const struct pp_likert_input *in;
    size_t n_items, n_answers, n_drawn; /* bars with answers */
    int has_hidden;
    double left, right; /* percent on either side of the middle */
    const char *answers[PP_LIKERT_MOST_ANSWERS];
};

/* Percent that lie left of the middle of the answer scale. */
static double left_part(const int *percent, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n / 2; i++)
        sum += percent[i];
    return n % 2 ? sum + percent[n / 2] / 2.0 : sum;
}

static size_t n_bars(const struct pp_likert_item *item)
{
    return item->n_bars < MOST_BARS ? item->n_bars : MOST_BARS;
}

/* Not shown, rather than nobody's. */
static int is_hidden(const double *count, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(count[i] >= 0))
            return 1;
    return 0;
}

static struct prepared prepare(struct pp_pool *pool,
                               const struct pp_likert_input *in)
{
    struct prepared p = {.in = in};

    p.n_items = in->n_items < MOST_ITEMS ? in->n_items : MOST_ITEMS;
    p.n_answers = in->n_answers < PP_LIKERT_MOST_ANSWERS
                      ? in->n_answers
                      : PP_LIKERT_MOST_ANSWERS;
    for (size_t a = 0; a < p.n_answers; a++)
        p.answers[a] = pp_lettering_safe(pool, in->answers[a]);
    for (size_t i = 0; i < p.n_items; i++)
        for (size_t k = 0; k < n_bars(&in->items[i]); k++) {
            int percent[PP_LIKERT_MOST_ANSWERS];
            const double *count = in->items[i].bars[k].count;
            p.has_hidden |= is_hidden(count, p.n_answers);
            if (pp_likert_percents(count, p.n_answers, percent) != 0)
                continue;
            double left = left_part(percent, p.n_answers);
            p.left = fmax(p.left, left);
            p.right = fmax(p.right, 100 - left);
            p.n_drawn++;
        }
    p.left = fmax(p.left + 2, 20);
    p.right = fmax(p.right + 2, 20);
    return p;
}

/* --- the words ------------------------------------------------------------ */

static void describe_bar(struct pp_buffer *b, struct pp_pool *pool,
                         const struct prepared *p,
                         const struct pp_likert_bar *bar)
{
    int percent[PP_LIKERT_MOST_ANSWERS];
    const char *wave = pp_lettering_safe(pool, bar->wave);

    if (pp_likert_percents(bar->count, p->n_answers, percent) != 0) {
        pp_buffer_printf(b, " %s: not shown.", wave);
        return;
    }
    pp_buffer_printf(b, " %s:", wave);
    for (size_t a = 0; a < p->n_answers; a++)
        pp_buffer_printf(b, "%s %s %d", a ? "," : "", p->answers[a],
                         percent[a]);
    pp_buffer_putc(b, '.');
}

static const char *describe(struct pp_pool *pool, const struct prepared *p)
{
    struct pp_buffer b = PP_BUFFER_INIT;

    pp_buffer_puts(&b, "Answers of every 100 people to each question.");
    for (size_t i = 0; i < p->in->n_items; i++) {
        const struct pp_likert_item *item = &p->in->items[i];
        pp_buffer_printf(&b, " %s:", pp_lettering_safe(pool, item->label));
        for (size_t k = 0; k < item->n_bars; k++)
            describe_bar(&b, pool, p, &item->bars[k]);
    }
    char *text = pp_pool_strdup(pool, pp_buffer_text(&b));
    pp_buffer_clear(&b);
    return text;
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct prepared *p)
{
    const char *columns[PP_LIKERT_MOST_ANSWERS + 2] = {"Question", "When"};
    size_t rows = 0;

    for (size_t a = 0; a < p->n_answers; a++)
        columns[a + 2] = p->answers[a];
    for (size_t i = 0; i < p->in->n_items; i++)
        rows += p->in->items[i].n_bars;
    pp_figure_table_begin(f, pool, "Of every 100 people", columns,
                          p->n_answers + 2, rows);
    for (size_t i = 0; i < p->in->n_items; i++)
        for (size_t k = 0; k < p->in->items[i].n_bars; k++) {
            const struct pp_likert_bar *bar = &p->in->items[i].bars[k];
            const char *cells[PP_LIKERT_MOST_ANSWERS + 2] = {
                p->in->items[i].label, bar->wave};
            int percent[PP_LIKERT_MOST_ANSWERS];
            int status = pp_likert_percents(bar->count, p->n_answers, percent);
            for (size_t a = 0; a < p->n_answers; a++)
                cells[a + 2] =
                    status != 0
                        ? (is_hidden(bar->count, p->n_answers) ? "[c]" : "")
                        : pp_pool_printf(pool, "%d", percent[a]);
            pp_figure_row(f, cells);
        }
}

/* --- draw ----------------------------------------------------------------- */

/* From one end of the answer scale to the other; greys run light to dark. */
static uint32_t colour(const struct pp_sheet *s, size_t answer, size_t n)
{
    static const uint32_t colours[] = {0x9C3F0F, 0xD07A3A, 0xF0B27A, 0xD9D9D9,
                                       0x9CC5DF, 0x4F94C4, 0x1F618D};
    static const uint32_t greys[] = {0xF5F5F5, 0xDDDDDD, 0xC4C4C4, 0xABABAB,
                                     0x919191, 0x5A5A5A, 0x2B2B2B};
    static const unsigned char which[][7] = {{0},
                                             {3},
                                             {1, 5},
                                             {1, 3, 5},
                                             {0, 2, 4, 6},
                                             {0, 2, 3, 4, 6},
                                             {0, 1, 2, 4, 5, 6},
                                             {0, 1, 2, 3, 4, 5, 6}};

    return s->style->theme == PP_THEME_MONOCHROME ? greys[which[n][answer]]
                                                  : colours[which[n][answer]];
}

struct layout {
    struct pp_axis x; /* percent from the middle */
    double label, label_width, wave_right;
    double bar, gap; /* px: a bar's height, and to the next */
};

static void draw_bar(struct pp_sheet *s, const struct prepared *p,
                     const struct layout *l, const struct pp_likert_bar *bar,
                     double y)
{
    int percent[PP_LIKERT_MOST_ANSWERS];
    struct pp_pen edge = {PP_INK(0x8C8C8C), 0.6, 0, 0};
    struct pp_face face = s->theme->tick;

    if (pp_likert_percents(bar->count, p->n_answers, percent) != 0) {
        if (is_hidden(bar->count, p->n_answers))
            pp_scene_text(s->scene, face, pp_axis_at(&l->x, 0) + 6,
                          pp_sheet_baseline(face, y + l->bar / 2), PP_LEFT,
                          "[c]");
        return;
    }
    double at = -left_part(percent, p->n_answers);
    for (size_t a = 0; a < p->n_answers; a++) {
        uint32_t rgb = colour(s, a, p->n_answers);
        double x0 = pp_axis_at(&l->x, at),
               x1 = pp_axis_at(&l->x, at + percent[a]);
        at += percent[a];
        if (percent[a] == 0)
            continue;
        pp_scene_rect(s->scene, PP_INK(rgb), x0, y, x1 - x0, l->bar);
        if (s->style->theme == PP_THEME_MONOCHROME)
            pp_scene_frame(s->scene, edge, x0, y, x1 - x0, l->bar);
        const char *text = pp_pool_printf(s->pool, "%d", percent[a]);
        face.rgb = pp_readable_on(rgb);
        if (percent[a] >= LEAST_LABELLED &&
            pp_lettering_width(text, face) + 4 <= x1 - x0)
            pp_scene_text(s->scene, face, (x0 + x1) / 2,
                          pp_sheet_baseline(face, y + l->bar / 2), PP_CENTRE,
                          text);
    }
}

static double bars_height(const struct layout *l,
                          const struct pp_likert_item *item)
{
    return (double)n_bars(item) * (l->bar + l->gap) - l->gap;
}

/* Returns the y under the item. */
static double draw_item(struct pp_sheet *s, const struct prepared *p,
                        const struct layout *l, size_t i, double y)
{
    const struct pp_likert_item *item = &p->in->items[i];
    struct pp_lines label =
        pp_lettering_wrap(s->pool, pp_lettering_safe(s->pool, item->label),
                          s->theme->label, l->label_width, 5);
    double text = (double)label.n * pp_lettering_leading(s->theme->label);
    double bars = bars_height(l, item);
    double tall = s->is_narrow ? text + 3 + bars : fmax(text, bars);
    double first = s->is_narrow ? y + 6 + text + 3 : y + 6 + (tall - bars) / 2;
    struct pp_face face = s->theme->tick;

    pp_sheet_lines(s, s->theme->label, l->label,
                   y + 6 + (s->is_narrow ? text : tall) / 2, PP_LEFT, &label);
    for (size_t k = 0; k < n_bars(item); k++) {
        double at = first + (double)k * (l->bar + l->gap);
        pp_scene_text(
            s->scene, face, l->wave_right,
            pp_sheet_baseline(face, at + l->bar / 2), PP_RIGHT,
            pp_lettering_fit(s->pool,
                             pp_lettering_safe(s->pool, item->bars[k].wave),
                             face, s->is_narrow ? 64 : 78));
        draw_bar(s, p, l, &item->bars[k], at);
    }
    return y + tall + 12;
}

static double height_of(struct pp_sheet *s, const struct prepared *p,
                        const struct layout *l, size_t i)
{
    const struct pp_likert_item *item = &p->in->items[i];
    double text = (double)pp_lettering_wrap(
                      s->pool, pp_lettering_safe(s->pool, item->label),
                      s->theme->label, l->label_width, 5)
                      .n *
                  pp_lettering_leading(s->theme->label);
    double bars = bars_height(l, item);

    return (s->is_narrow ? text + 3 + bars : fmax(text, bars)) + 12;
}

static struct layout layout_of(struct pp_sheet *s, const struct prepared *p)
{
    double width = s->right - s->left;
    struct layout l = {.label = s->left, .bar = 20, .gap = 3};

    l.label_width = s->is_narrow ? width : 0.29 * width;
    l.wave_right = s->is_narrow ? s->left + 64 : s->left + l.label_width + 92;
    l.x =
        (struct pp_axis){-p->left, p->right, l.wave_right + 10, s->right - 12};
    return l;
}

/* Grid and middle behind the bars of one item; narrow: not behind its label. */
static void draw_item_ground(struct pp_sheet *s, const struct layout *l,
                             const struct pp_ticks *t, double top,
                             double bottom)
{
    struct pp_pen grid = {s->theme->grid, 1, 0, 0},
                  middle = {PP_INK(s->theme->ink), 1.2, 0, 0};
    double zero = pp_axis_at(&l->x, 0);

    for (size_t k = 0; k < t->n; k++) {
        double x = pp_axis_at(&l->x, t->at[k]);
        pp_scene_line(s->scene, grid, x, top, x, bottom);
    }
    pp_scene_line(s->scene, middle, zero, top, zero, bottom);
}

static void draw_ground(struct pp_sheet *s, const struct prepared *p,
                        const struct layout *l, double top)
{
    struct pp_ticks t = pp_sheet_ticks(s, &l->x, 7, PP_WITHOUT_SIGNS);
    struct pp_pen rule = {s->theme->rule, 0.8, 0, 0};
    double y = top;

    for (size_t i = 0; i < p->n_items; i++) {
        double bottom = y + height_of(s, p, l, i);
        double bars = bars_height(l, &p->in->items[i]);
        draw_item_ground(s, l, &t, s->is_narrow ? bottom - 9 - bars : y,
                         s->is_narrow ? bottom - 3 : bottom);
        if (i + 1 < p->n_items)
            pp_scene_line(s->scene, rule, s->left, bottom, s->right, bottom);
        y = bottom;
    }
    for (size_t k = 0; k < t.n; k++)
        pp_scene_text(
            s->scene, s->theme->tick, pp_axis_at(&l->x, t.at[k]), y + 15,
            PP_CENTRE,
            pp_figure_number(s->pool, s->style, fabs(t.at[k]), t.decimals));
}

static double draw_legend(struct pp_sheet *s, const struct prepared *p)
{
    struct pp_legend entries[PP_LIKERT_MOST_ANSWERS];

    for (size_t a = 0; a < p->n_answers; a++)
        entries[a] =
            (struct pp_legend){p->answers[a], PP_MARK_SQUARE,
                               colour(s, a, p->n_answers), s->theme->ink};
    return pp_sheet_legend(s, s->left, s->y, s->right - s->left, entries,
                           p->n_answers) +
           10;
}

static struct pp_scene *draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);

    s.y = draw_legend(&s, p);
    struct layout l = layout_of(&s, p);
    draw_ground(&s, p, &l, s.y);
    for (size_t i = 0; i < p->n_items; i++)
        s.y = draw_item(&s, p, &l, i, s.y);
    s.y += 24;
    const char *notes[] = {
        p->n_answers % 2
            ? "Numbers are out of every 100 people; under 5 they are left "
              "out. Bars part in the middle of the middle answer."
            : "Numbers are out of every 100 people; under 5 they are left "
              "out. Bars part between the two middle answers.",
        p->has_hidden ? "[c] not shown, to protect people's privacy." : NULL,
        p->n_items < p->in->n_items
            ? pp_pool_printf(pool, "The first %zu questions of %zu are drawn.",
                             p->n_items, p->in->n_items)
            : NULL,
        pp_lettering_safe(pool, p->in->note)};
    pp_sheet_close(&s, notes, 4);
    return s.scene;
}

struct pp_figure pp_plot_likert(struct pp_pool *pool,
                                const struct pp_likert_input *input,
                                const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("likert", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);
    struct prepared p = prepare(pool, input);

    fill_table(&f, pool, &p);
    if (p.n_drawn == 0 || p.n_answers < 2) {
        pp_figure_undrawn(&f, pool, &checked,
                          p.has_hidden
                              ? "Nothing is drawn, to protect people's privacy."
                              : "Nothing is drawn: nobody answered.");
        return f;
    }
    f.alt = pp_figure_alt_of(
        pool, pp_pool_printf(pool, "%s, bars of every 100 people: %s.",
                             pp_lettering_safe(pool, input->what), f.title));
    f.description = describe(pool, &p);
    f.scene = draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
