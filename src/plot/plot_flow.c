#include "prepost/plot/plot_flow.h"

#include <math.h>

#include "prepost/plot/sheet.h"

enum { MOST_STEPS = 12, MOST_LINES = 40 };

/* --- prepare: the words of every box -------------------------------------- */

struct prepared {
    const struct pp_flow_input *in;
    size_t n_steps;
    int has_hidden;   /* some count prints as [c] */
    int has_unlisted; /* boxes whose lines are all hidden */
    int has_more;     /* lines than a box has room for */
};

/* A list of nothing but [c] is left out; the table has it. */
static size_t n_listed(const struct pp_flow_box *box)
{
    for (size_t i = 0; i < box->n_lines; i++)
        if (box->lines[i].n != -1)
            return box->n_lines;
    return 0;
}

static const char *count(struct pp_pool *pool,
                         const struct pp_plot_style *style, long n)
{
    return n < 0 ? "[c]" : pp_figure_number(pool, style, (double)n, 0);
}

/* "Answered first: 241" */
static const char *with_count(struct pp_pool *pool,
                              const struct pp_plot_style *style,
                              const char *text, long n)
{
    const char *safe = pp_lettering_safe(pool, text);

    if (n == PP_FLOW_NO_COUNT)
        return safe;
    return pp_pool_printf(pool, "%s: %s", safe, count(pool, style, n));
}

static int hides(const struct pp_flow_box *box)
{
    int is_hidden = box->label && box->n == -1;

    for (size_t i = 0; box->label && i < n_listed(box); i++)
        is_hidden |= box->lines[i].n == -1;
    return is_hidden;
}

static struct prepared prepare(const struct pp_flow_input *in)
{
    struct prepared p = {.in = in, .n_steps = in->n_steps};

    if (p.n_steps > MOST_STEPS)
        p.n_steps = MOST_STEPS;
    for (size_t i = 0; i < in->n_steps; i++) {
        const struct pp_flow_box *box = &in->steps[i].box,
                                 *aside = &in->steps[i].aside;
        p.has_hidden |= hides(box) | hides(aside);
        p.has_unlisted |=
            n_listed(box) < box->n_lines || n_listed(aside) < aside->n_lines;
        p.has_more |= box->n_lines > MOST_LINES || aside->n_lines > MOST_LINES;
    }
    return p;
}

static void describe_box(struct pp_buffer *b, struct pp_pool *pool,
                         const struct pp_plot_style *style,
                         const struct pp_flow_box *box)
{
    if (!box->label)
        return;
    pp_buffer_printf(b, "%s%s", b->length ? " " : "",
                     with_count(pool, style, box->label, box->n));
    for (size_t i = 0; i < n_listed(box); i++)
        pp_buffer_printf(
            b, "%s%s", i ? ", " : " (",
            with_count(pool, style, box->lines[i].text, box->lines[i].n));
    pp_buffer_puts(b, n_listed(box) ? ")." : ".");
}

static const char *describe(struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct pp_flow_input *in)
{
    struct pp_buffer b = PP_BUFFER_INIT;

    for (size_t i = 0; i < in->n_steps; i++) {
        describe_box(&b, pool, style, &in->steps[i].box);
        describe_box(&b, pool, style, &in->steps[i].aside);
    }
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

static const char *alt(struct pp_pool *pool, const struct pp_plot_style *style,
                       const struct pp_flow_input *in)
{
    if (in->message && *in->message)
        return pp_figure_alt_of(pool, in->message);
    const struct pp_flow_box *first = &in->steps[0].box,
                             *last = &in->steps[in->n_steps - 1].box;
    return pp_figure_alt_of(
        pool, pp_pool_printf(pool, "How many people: %s; %s.",
                             with_count(pool, style, first->label, first->n),
                             with_count(pool, style, last->label, last->n)));
}

static void add_rows(struct pp_figure *f, struct pp_pool *pool,
                     const struct pp_plot_style *style,
                     const struct pp_flow_box *box)
{
    if (!box->label)
        return;
    pp_figure_row(f, (const char *[]){box->label, "",
                                      box->n == PP_FLOW_NO_COUNT
                                          ? ""
                                          : count(pool, style, box->n)});
    for (size_t i = 0; i < box->n_lines; i++)
        pp_figure_row(
            f, (const char *[]){box->label, box->lines[i].text,
                                box->lines[i].n == PP_FLOW_NO_COUNT
                                    ? ""
                                    : count(pool, style, box->lines[i].n)});
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style,
                       const struct pp_flow_input *in)
{
    const char *columns[] = {"Step", "Of these", "People"};
    size_t rows = 0;

    for (size_t i = 0; i < in->n_steps; i++)
        rows += 2 + in->steps[i].box.n_lines + in->steps[i].aside.n_lines;
    pp_figure_table_begin(f, pool, "How many people at each step", columns, 3,
                          rows);
    for (size_t i = 0; i < in->n_steps; i++) {
        add_rows(f, pool, style, &in->steps[i].box);
        add_rows(f, pool, style, &in->steps[i].aside);
    }
}

/* --- draw ----------------------------------------------------------------- */

/* A box with its text wrapped to its width; numbers stand at its right. */
struct line {
    struct pp_lines text;
    const char *number;
};

struct box {
    struct line label, lines[MOST_LINES];
    size_t n_lines;
    double width, height;
};

enum { PADDING = 10, INDENT = 12, UNDER_LABEL = 3 };

static struct line measure_line(struct pp_sheet *s, struct pp_face face,
                                const char *text, long n, double width)
{
    struct line l = {
        .number = n == PP_FLOW_NO_COUNT ? "" : count(s->pool, s->style, n)};
    double room = width - pp_lettering_width(l.number, face) - 12;

    l.text = pp_lettering_wrap(s->pool, pp_lettering_safe(s->pool, text), face,
                               room, 4);
    return l;
}

static struct box measure(struct pp_sheet *s, const struct pp_flow_box *from,
                          double width)
{
    struct box b = {.width = width};
    double inside = width - 2 * PADDING;

    b.label = measure_line(s, s->theme->strong, from->label, from->n, inside);
    b.height = 2 * PADDING - 2 +
               (double)b.label.text.n * pp_lettering_leading(s->theme->strong);
    b.n_lines = n_listed(from) < MOST_LINES ? n_listed(from) : MOST_LINES;
    b.height += b.n_lines > 0 ? UNDER_LABEL : 0;
    for (size_t i = 0; i < b.n_lines; i++) {
        b.lines[i] = measure_line(s, s->theme->label, from->lines[i].text,
                                  from->lines[i].n, inside - INDENT);
        b.height +=
            (double)b.lines[i].text.n * pp_lettering_leading(s->theme->label) +
            1;
    }
    return b;
}

/* `y` is the top of the line; returns its bottom. */
static double draw_line(struct pp_sheet *s, const struct line *l,
                        struct pp_face face, double left, double right,
                        double y)
{
    pp_scene_text(s->scene, face, right, y + 0.9 * face.size_px, PP_RIGHT,
                  l->number);
    for (size_t i = 0; i < l->text.n; i++) {
        pp_scene_text(s->scene, face, left, y + 0.9 * face.size_px, PP_LEFT,
                      l->text.line[i]);
        y += pp_lettering_leading(face);
    }
    return y;
}

static void draw_box(struct pp_sheet *s, const struct box *b, double x,
                     double y, uint32_t fill, uint32_t edge)
{
    struct pp_pen pen = {PP_INK(edge), 1.3, 0, 0};
    double left = x + PADDING, right = x + b->width - PADDING;

    pp_scene_rect(s->scene, PP_INK(fill), x, y, b->width, b->height);
    pp_scene_frame(s->scene, pen, x, y, b->width, b->height);
    y = draw_line(s, &b->label, s->theme->strong, left, right,
                  y + PADDING - 1) +
        UNDER_LABEL;
    for (size_t i = 0; i < b->n_lines; i++) {
        struct pp_face face = s->theme->label;
        pp_scene_circle(s->scene, PP_INK(s->theme->soft), left + 3,
                        y + 0.55 * face.size_px, 1.7);
        y = draw_line(s, &b->lines[i], face, left + INDENT, right, y) + 1;
    }
}

/* An arrow from (x0, y0) down or to the right. */
static void draw_arrow(struct pp_sheet *s, double x0, double y0, double x1,
                       double y1)
{
    struct pp_ink ink = PP_INK(s->theme->soft);
    struct pp_pen pen = {ink, 1.4, 0, 0};
    double dx = x1 > x0 ? 8 : 0, dy = y1 > y0 ? 8 : 0;
    struct pp_point head[] = {{x1, y1},
                              {x1 - dx + dy * 0.5, y1 - dy + dx * 0.5},
                              {x1 - dx - dy * 0.5, y1 - dy - dx * 0.5}};

    pp_scene_line(s->scene, pen, x0, y0, x1 - dx * 0.8, y1 - dy * 0.8);
    pp_scene_polygon(s->scene, ink, head, 3);
}

/* Where boxes stand; on a narrow sheet those aside come under the trunk. */
struct places {
    double main_x, main_width, trunk, aside_x, aside_width;
};

static struct places places_of(const struct pp_sheet *s, int has_aside)
{
    double width = s->right - s->left;
    struct places p = {s->left, 0.54 * width, 0, s->left + 0.62 * width,
                       0.38 * width};

    if (s->is_narrow || !has_aside)
        p.main_width = s->is_narrow ? width : 0.7 * width;
    p.trunk = s->is_narrow ? s->left + 22 : s->left + p.main_width / 2;
    if (s->is_narrow) {
        p.aside_x = s->left + 52;
        p.aside_width = width - 52;
    }
    return p;
}

static double draw_step(struct pp_sheet *s, const struct prepared *p, size_t i,
                        const struct places *at, double y)
{
    const struct pp_flow_step *step = &p->in->steps[i];
    int is_last = i + 1 == p->n_steps;
    struct box main = measure(s, &step->box, at->main_width);

    draw_box(s, &main, at->main_x, y,
             is_last ? s->theme->last.fill : s->theme->box.fill,
             is_last ? s->theme->last.edge : s->theme->box.edge);
    y += main.height;
    double gap = 30;
    if (step->aside.label) {
        struct box aside = measure(s, &step->aside, at->aside_width);
        gap = aside.height + 28;
        draw_box(s, &aside, at->aside_x, y + 14, s->theme->aside.fill,
                 s->theme->aside.edge);
        double middle = y + 14 + fmin(aside.height / 2, 22);
        draw_arrow(s, at->trunk, middle, at->aside_x, middle);
        if (is_last) {
            struct pp_pen pen = {PP_INK(s->theme->soft), 1.4, 0, 0};
            pp_scene_line(s->scene, pen, at->trunk, y, at->trunk, middle);
        }
    }
    if (is_last)
        return y + (step->aside.label ? gap - 14 : 0);
    draw_arrow(s, at->trunk, y + 1, at->trunk, y + gap);
    return y + gap;
}

static struct pp_scene *draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct prepared *p, const char *title,
                             const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);
    int has_aside = 0;

    for (size_t i = 0; i < p->n_steps; i++)
        has_aside |= p->in->steps[i].aside.label != NULL;
    struct places at = places_of(&s, has_aside);
    for (size_t i = 0; i < p->n_steps; i++)
        s.y = draw_step(&s, p, i, &at, s.y);
    s.y += 6;
    const char *more = NULL;
    if (p->n_steps < p->in->n_steps)
        more = pp_pool_printf(pool, "The first %zu steps of %zu are drawn.",
                              p->n_steps, p->in->n_steps);
    const char *notes[] = {
        p->has_hidden ? "[c] not shown, to protect people's privacy." : NULL,
        p->has_unlisted ? "How some of these people divide is not shown, to "
                          "protect their privacy."
                        : NULL,
        more,
        p->has_more ? pp_pool_printf(pool,
                                     "The first %d lines of a box are drawn; "
                                     "the rest are in the table.",
                                     MOST_LINES)
                    : NULL,
        pp_lettering_safe(pool, p->in->note)};
    pp_sheet_close(&s, notes, 5);
    return s.scene;
}

struct pp_figure pp_plot_flow(struct pp_pool *pool,
                              const struct pp_flow_input *input,
                              const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("flow", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);

    if (input->n_steps == 0) {
        pp_figure_undrawn(&f, pool, &checked,
                          "Nothing is drawn: nobody has been counted.");
        return f;
    }
    struct prepared p = prepare(input);
    f.alt = alt(pool, &checked, input);
    f.description = input->description && *input->description
                        ? input->description
                        : describe(pool, &checked, input);
    fill_table(&f, pool, &checked, input);
    f.scene = draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
