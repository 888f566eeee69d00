#include "prepost/plot/plot_icons.h"

#include <math.h>

#include "prepost/plot/sheet.h"

/* --- prepare -------------------------------------------------------------- */

struct prepared {
    const struct pp_icons_input *in;
    int count[PP_ICONS_PARTS];
    const char *label[PP_ICONS_PARTS], *outcome;
};

static const enum pp_marker MARKER[PP_ICONS_PARTS] = {
    PP_MARK_CIRCLE, PP_MARK_RING, PP_MARK_CROSS};

static struct prepared prepare(struct pp_pool *pool,
                               const struct pp_icons_input *in)
{
    static const char *const plain[] = {"better", "in between", "worse"};
    struct prepared p = {.in = in, .outcome = ""};

    for (int i = 0; i < PP_ICONS_PARTS; i++)
        p.label[i] = pp_lettering_safe(
            pool, in->label[i] && *in->label[i] ? in->label[i] : plain[i]);
    p.outcome = pp_lettering_safe(pool, in->outcome);
    return p;
}

/* --- the words ------------------------------------------------------------ */

static const char *alt(struct pp_pool *pool, const struct prepared *p)
{
    return pp_figure_alt_of(
        pool,
        pp_pool_printf(pool,
                       "100 people: %d better, %d in between, %d worse "
                       "on %s.",
                       p->count[0], p->count[1], p->count[2], p->outcome));
}

/* "The next is a ring" or "The next 73 are rings"; a part of nobody is not
 * in the picture. */
static const char *describe(struct pp_pool *pool, const struct prepared *p)
{
    static const char *const one[] = {"a filled circle", "a ring", "a cross"};
    static const char *const many[] = {"filled circles", "rings", "crosses"};
    struct pp_buffer b = PP_BUFFER_INIT;
    int done = 0;

    pp_buffer_puts(&b, "Ten rows of ten figures.");
    for (int i = 0; i < PP_ICONS_PARTS; i++) {
        int n = p->count[i];
        const char *where = done == 0         ? "first"
                            : done + n == 100 ? "last"
                                              : "next";
        if (n == 100)
            pp_buffer_printf(&b, " All are %s: %s.", many[i], p->label[i]);
        else if (n == 1)
            pp_buffer_printf(&b, " The %s is %s: %s.", where, one[i],
                             p->label[i]);
        else if (n > 0)
            pp_buffer_printf(&b, " The %s %d are %s: %s.", where, n, many[i],
                             p->label[i]);
        else
            pp_buffer_printf(&b, " None: %s.", p->label[i]);
        done += n;
    }
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct prepared *p)
{
    const char *columns[] = {"Amount", "Of every 100 people"};

    pp_figure_table_begin(
        f, pool, pp_pool_printf(pool, "Of every 100 people: %s", p->outcome),
        columns, 2, PP_ICONS_PARTS);
    for (int i = 0; i < PP_ICONS_PARTS; i++)
        pp_figure_row(
            f, (const char *[]){p->label[i],
                                pp_pool_printf(pool, "%d", p->count[i])});
}

/* --- draw ----------------------------------------------------------------- */

static uint32_t colour(const struct pp_sheet *s, int part)
{
    return part == 0   ? s->theme->better
           : part == 1 ? s->theme->same
                       : s->theme->worse;
}

/* A small gap after five columns and five rows makes tens easy to count. */
static double step(int i, double cell)
{
    return i * cell + (i >= 5 ? 0.35 * cell : 0);
}

static void draw_grid(struct pp_sheet *s, const struct prepared *p, double x,
                      double y, double cell)
{
    int part = 0, left = p->count[0];

    for (int i = 0; i < 100; i++) {
        while (left == 0)
            left = p->count[++part];
        left--;
        pp_scene_marker(s->scene, MARKER[part],
                        x + step(i % 10, cell) + cell / 2,
                        y + step(i / 10, cell) + cell / 2, 0.35 * cell,
                        PP_INK(colour(s, part)), PP_INK(0xFFFFFF), 0);
    }
}

static double draw_legend(struct pp_sheet *s, const struct prepared *p,
                          double x, double y, double width)
{
    struct pp_face number = s->theme->title;
    double text = x + 66;

    for (int i = 0; i < PP_ICONS_PARTS; i++) {
        struct pp_lines lines = pp_lettering_wrap(
            s->pool, p->label[i], s->theme->label, width - 66, 4);
        double tall =
            fmax(s->is_narrow ? 20 : 26,
                 6 + (double)lines.n * pp_lettering_leading(s->theme->label));
        double middle = y + tall / 2;
        pp_scene_marker(s->scene, MARKER[i], x + 10, middle, 8,
                        PP_INK(colour(s, i)), PP_INK(0xFFFFFF), 0);
        pp_scene_text(s->scene, number, text - 9,
                      pp_sheet_baseline(number, middle), PP_RIGHT,
                      pp_pool_printf(s->pool, "%d", p->count[i]));
        pp_sheet_lines(s, s->theme->label, text, middle, PP_LEFT, &lines);
        y += tall + (s->is_narrow ? 4 : 8);
    }
    return y;
}

static struct pp_scene *draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);
    double width = s.right - s.left;
    double cell = s.is_narrow ? fmin(27, width / 10.4) : 25;
    double size = 10.35 * cell;

    s.y = pp_sheet_paragraph(&s, s.theme->strong, s.left, s.y, width, PP_LEFT,
                             "Of every 100 people", 1) +
          6;
    draw_grid(&s, p, s.left, s.y, cell);
    if (s.is_narrow) {
        s.y = draw_legend(&s, p, s.left, s.y + size + 14, width);
    } else {
        double x = s.left + size + 36;
        double end = draw_legend(&s, p, x, s.y + 4, s.right - x);
        s.y = fmax(s.y + size, end) + 6;
    }
    const char *notes[] = {pp_lettering_safe(pool, p->in->note)};
    pp_sheet_close(&s, notes, 1);
    return s.scene;
}

struct pp_figure pp_plot_icons(struct pp_pool *pool,
                               const struct pp_icons_input *input,
                               const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("icons", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);
    struct prepared p = prepare(pool, input);

    if (pp_figure_whole_percents(input->share, PP_ICONS_PARTS, p.count) != 0) {
        double all = input->share[0] + input->share[1] + input->share[2];
        pp_figure_undrawn(&f, pool, &checked,
                          all == 0 ? "Nothing is drawn: nobody answered both "
                                     "times."
                                   : "Nothing is drawn: how many went better, "
                                     "stayed in between or went worse is not "
                                     "given.");
        return f;
    }
    f.alt = alt(pool, &p);
    f.description = describe(pool, &p);
    fill_table(&f, pool, &p);
    f.scene = draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
