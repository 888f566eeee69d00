#include <math.h>

#include "paired_parts.h"

static int is_worse(const struct pp_paired_input *in, const struct pp_cell *c)
{
    return in->direction == PP_HIGHER_IS_BETTER ? c->y < c->x : c->y > c->x;
}

/* A dot's area and a line's width grow with the people behind them. */
static void draw_lines(struct pp_sheet *s, const struct paired_prepared *p,
                       const struct paired_panel *panel, double x0, double x1)
{
    const struct pp_cells *cells = &p->people;
    double share = 1 / (double)(cells->largest ? cells->largest : 1);
    double thinnest = fmin(1.2, 7 * share);

    for (int worse = 0; worse < 2; worse++)
        for (size_t i = 0; i < cells->n; i++) {
            const struct pp_cell *c = &cells->cell[i];
            struct pp_ink ink =
                worse ? s->theme->worse_line : s->theme->quiet_line;
            double width = fmax(0.3, thinnest * (double)c->count);
            struct pp_pen pen = {ink, width, 0, 0};
            if (is_worse(p->in, c) == worse)
                pp_scene_line(s->scene, pen, x0, paired_y_of(panel, c->x), x1,
                              paired_y_of(panel, c->y));
        }
}

struct stack {
    double value;
    size_t count;
};

static void draw_stacks(struct pp_sheet *s, const struct paired_prepared *p,
                        const struct paired_panel *panel, double x,
                        int of_after, uint32_t rgb)
{
    struct stack *stacks =
        pp_pool_array(s->pool, p->people.n + 1, sizeof *stacks);
    size_t n = 0, largest = 1;

    for (size_t i = 0; i < p->people.n; i++) {
        const struct pp_cell *c = &p->people.cell[i];
        double v = of_after ? c->y : c->x;
        size_t k = 0;
        while (k < n && stacks[k].value != v)
            k++;
        if (k == n)
            stacks[n++] = (struct stack){v, 0};
        stacks[k].count += c->count;
        largest = stacks[k].count > largest ? stacks[k].count : largest;
    }
    double unit = fmin(2.9, 7 / sqrt((double)largest));
    for (size_t k = 0; k < n; k++)
        pp_scene_circle(s->scene, PP_INK_THIN(rgb, 0.85), x,
                        paired_y_of(panel, stacks[k].value),
                        fmax(0.8, unit * sqrt((double)stacks[k].count)));
}

void paired_draw_people(struct pp_sheet *s, const struct paired_prepared *p,
                        const struct paired_panel *panel, double before_x,
                        double after_x)
{
    draw_lines(s, p, panel, before_x, after_x);
    draw_stacks(s, p, panel, before_x, 0, s->theme->before);
    draw_stacks(s, p, panel, after_x, 1, s->theme->after);
}
