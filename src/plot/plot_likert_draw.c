#include "likert_parts.h"

#include <math.h>

#include "prepost/plot/sheet.h"

enum { LEAST_LABELLED = 5 };
enum { UNDER_LABEL = 5 }; /* px from an item's label to its bars */

/* Between two colours, `share` of the way. */
static uint32_t between(uint32_t a, uint32_t b, double share)
{
    uint32_t out = 0;

    for (int shift = 0; shift <= 16; shift += 8) {
        double x = (double)(a >> shift & 0xFF), y = (double)(b >> shift & 0xFF);
        out |= (uint32_t)lround(x + share * (y - x)) << shift;
    }
    return out;
}

/*
 * From one end of the answer scale to the other. No two colours are the same
 * grey, as reports in colour are photocopied; greys run light to dark.
 */
static uint32_t colour(const struct pp_sheet *s, size_t answer, size_t n)
{
    static const uint32_t colours[] = {0xB5500F, 0xD98A4B, 0xF2C291, 0xE3E3E3,
                                       0x8DBBD9, 0x4C92C3, 0x123F5E};
    static const uint32_t greys[] = {0xF7F7F7, 0xDEDEDE, 0xC9C9C9, 0xA3A3A3,
                                     0x6E6E6E, 0x4C4C4C, 0x242424};
    static const unsigned char which[][7] = {{0},
                                             {3},
                                             {0, 6},
                                             {0, 3, 6},
                                             {0, 2, 4, 6},
                                             {0, 2, 3, 4, 6},
                                             {0, 1, 2, 4, 5, 6},
                                             {0, 1, 2, 3, 4, 5, 6}};
    const uint32_t *from =
        s->style->theme == PP_THEME_MONOCHROME ? greys : colours;

    if (n <= 7)
        return from[which[n][answer]];
    double at = 6.0 * (double)answer / (double)(n - 1);
    size_t below = at < 5 ? (size_t)at : 5;
    return between(from[below], from[below + 1], at - (double)below);
}

struct layout {
    struct pp_axis x; /* percent or people, from the middle */
    double label, label_width, wave_right;
    double bar, gap; /* px: a bar's height, and to the next */
};

/*
 * A part in the colour of its inner answer; the others that are taken together
 * with it are strips at its foot, outermost last.
 */
static void draw_part(struct pp_sheet *s, const struct likert_prepared *p,
                      struct pp_likert_part part, int length, struct pp_box box)
{
    struct pp_pen edge = {PP_INK(0x8C8C8C), 0.6, 0, 0};
    struct pp_face face = s->theme->tick;
    size_t n = p->n_answers, main = likert_inner(part, n);
    double height = box.bottom - box.top, width = box.right - box.left;
    double strip = (double)(part.last - part.first) * 4;
    double y = box.bottom - fmin(strip, 0.4 * height), each = 0;

    if (part.last > part.first)
        each = (box.bottom - y) / (double)(part.last - part.first);
    pp_scene_rect(s->scene, PP_INK(colour(s, main, n)), box.left, box.top,
                  width, y - box.top);
    face.rgb = pp_readable_on(colour(s, main, n));
    const char *text = pp_pool_printf(s->pool, "%d", length);
    double middle = (box.top + y) / 2;
    for (size_t a = part.first; a <= part.last; a++) {
        if (a == main)
            continue;
        pp_scene_rect(s->scene, PP_INK(colour(s, a, n)), box.left, y, width,
                      each);
        y += each;
    }
    if (s->style->theme == PP_THEME_MONOCHROME ||
        pp_contrast(colour(s, main, n), 0xFFFFFF) < 1.6)
        pp_scene_frame(s->scene, edge, box.left, box.top, width, height);
    if ((length >= LEAST_LABELLED || p->counts_people) &&
        pp_lettering_width(text, face) + 4 <= width)
        pp_scene_text(s->scene, face, (box.left + box.right) / 2,
                      pp_sheet_baseline(face, middle), PP_CENTRE, text);
}

static void draw_bar(struct pp_sheet *s, const struct likert_prepared *p,
                     const struct layout *l, const struct pp_likert_item *item,
                     const struct pp_likert_bar *bar, double y)
{
    size_t n = likert_n_parts(item, p->n_answers);
    int lengths[PP_LIKERT_MOST_ANSWERS];
    struct pp_face face = s->theme->tick;

    if (likert_lengths(p, bar, n, lengths) != 0) {
        if (likert_is_hidden(bar->count, n))
            pp_scene_text(s->scene, face, pp_axis_at(&l->x, 0) + 6,
                          pp_sheet_baseline(face, y + l->bar / 2), PP_LEFT,
                          "[c]");
        return;
    }
    double at = -likert_left(item, lengths, p->n_answers);
    for (size_t i = 0; i < n; i++) {
        struct pp_box box = {pp_axis_at(&l->x, at), y,
                             pp_axis_at(&l->x, at + lengths[i]), y + l->bar};
        at += lengths[i];
        if (lengths[i] > 0)
            draw_part(s, p, likert_part_of(item, i, p->n_answers), lengths[i],
                      box);
    }
}

static double bars_height(const struct layout *l,
                          const struct pp_likert_item *item)
{
    return (double)likert_n_bars(item) * (l->bar + l->gap) - l->gap;
}

/* Returns the y under the item. */
static double draw_item(struct pp_sheet *s, const struct likert_prepared *p,
                        const struct layout *l, size_t i, double y)
{
    const struct pp_likert_item *item = &p->in->items[i];
    struct pp_lines label =
        pp_lettering_wrap(s->pool, pp_lettering_safe(s->pool, item->label),
                          s->theme->label, l->label_width, 5);
    double text = (double)label.n * pp_lettering_leading(s->theme->label);
    double bars = bars_height(l, item);
    double tall = s->is_narrow ? text + UNDER_LABEL + bars : fmax(text, bars);
    double first =
        s->is_narrow ? y + 6 + text + UNDER_LABEL : y + 6 + (tall - bars) / 2;
    struct pp_face face = s->theme->tick;

    pp_sheet_lines(s, s->theme->label, l->label,
                   y + 6 + (s->is_narrow ? text : tall) / 2, PP_LEFT, &label);
    for (size_t k = 0; k < likert_n_bars(item); k++) {
        double at = first + (double)k * (l->bar + l->gap);
        pp_scene_text(
            s->scene, face, l->wave_right,
            pp_sheet_baseline(face, at + l->bar / 2), PP_RIGHT,
            pp_lettering_fit(s->pool,
                             pp_lettering_safe(s->pool, item->bars[k].wave),
                             face, s->is_narrow ? 64 : 78));
        draw_bar(s, p, l, item, &item->bars[k], at);
    }
    return y + tall + 12;
}

static double height_of(struct pp_sheet *s, const struct likert_prepared *p,
                        const struct layout *l, size_t i)
{
    const struct pp_likert_item *item = &p->in->items[i];
    double text = (double)pp_lettering_wrap(
                      s->pool, pp_lettering_safe(s->pool, item->label),
                      s->theme->label, l->label_width, 5)
                      .n *
                  pp_lettering_leading(s->theme->label);
    double bars = bars_height(l, item);

    return (s->is_narrow ? text + UNDER_LABEL + bars : fmax(text, bars)) + 12;
}

/* As wide as the labels are when they are wrapped to a third of the sheet. */
static double label_width(struct pp_sheet *s, const struct likert_prepared *p)
{
    double most = 0.34 * (s->right - s->left), width = 60;

    for (size_t i = 0; i < p->n_items; i++) {
        struct pp_lines lines = pp_lettering_wrap(
            s->pool, pp_lettering_safe(s->pool, p->in->items[i].label),
            s->theme->label, most, 5);
        width = fmax(width, lines.width_px);
    }
    return fmin(width + 1, most);
}

static struct layout layout_of(struct pp_sheet *s,
                               const struct likert_prepared *p)
{
    struct layout l = {.label = s->left, .bar = 20, .gap = 3};

    l.label_width = s->is_narrow ? s->right - s->left : label_width(s, p);
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

static void draw_ground(struct pp_sheet *s, const struct likert_prepared *p,
                        const struct layout *l, double top)
{
    /* No line at half a person. */
    size_t wanted = (size_t)fmin(fmax(l->x.hi - l->x.lo, 1), 7);
    struct pp_ticks t = pp_sheet_ticks(s, &l->x, wanted, PP_WITHOUT_SIGNS);
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

static double draw_legend(struct pp_sheet *s, const struct likert_prepared *p)
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

/* What either end of the axis is: the words for it, or else the outermost
 * answers where there is room for both. */
static double draw_axis_title(struct pp_sheet *s,
                              const struct likert_prepared *p,
                              const struct layout *l, double y)
{
    const char *title = p->counts_people ? "People" : "Out of every 100 people";
    const char *left = p->in->left, *right = p->in->right;
    struct pp_panel panel = {{l->x.at_lo, y, l->x.at_hi, y}, l->x, l->x};

    if (!left || !right) {
        left = p->answers[0];
        right = p->answers[p->n_answers - 1];
        double room = (l->x.at_hi - l->x.at_lo) / 2 - 24;
        if (pp_lettering_width(left, s->theme->tick) > room ||
            pp_lettering_width(right, s->theme->tick) > room)
            left = right = NULL;
    }
    return pp_sheet_x_title(s, &panel, y + 24, left, title, right) + 6;
}

/* How the bars part, and which numbers they have. */
static const char *bars_note(struct pp_pool *pool,
                             const struct likert_prepared *p)
{
    return pp_pool_printf(
        pool, "Answers from left to right as listed above. %s; %s.",
        p->n_answers % 2 ? "0 is the middle of the middle answer"
                         : "0 lies between the two middle answers",
        p->counts_people ? "parts too narrow for their number have none"
                         : "numbers under 5 are left out");
}

struct pp_scene *likert_draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct likert_prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);

    s.y = draw_legend(&s, p);
    struct layout l = layout_of(&s, p);
    draw_ground(&s, p, &l, s.y);
    for (size_t i = 0; i < p->n_items; i++)
        s.y = draw_item(&s, p, &l, i, s.y);
    s.y = draw_axis_title(&s, p, &l, s.y);
    const char *notes[] = {
        bars_note(pool, p),
        p->has_joined ? "A bar with a strip at its foot takes answers "
                        "together, as few people gave one of them."
                      : NULL,
        p->counts_people ? "Fewer than 50 people answered a question, so bars "
                           "count people."
                         : NULL,
        p->has_hidden ? "[c] not shown, to protect people's privacy." : NULL,
        p->n_items < p->in->n_items
            ? pp_pool_printf(pool, "The first %zu questions of %zu are drawn.",
                             p->n_items, p->in->n_items)
            : NULL,
        pp_lettering_safe(pool, p->in->note)};
    pp_sheet_close(&s, notes, 6);
    return s.scene;
}
