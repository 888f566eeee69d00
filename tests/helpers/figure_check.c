#include "figure_check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/plot/theme.h"

enum { WRONG = 400 };

/* --- where everything is ---------------------------------------------------
 *
 * A box round each item, worked out once: most pairs are far apart, and need
 * no closer look.
 */

struct placed {
    const struct pp_scene *scene;
    struct pp_box *box; /* one for each item */
};

static struct pp_box box_of(const struct pp_scene_item *t)
{
    struct pp_box b = {INFINITY, INFINITY, -INFINITY, -INFINITY};

    if (t->kind == PP_ITEM_TEXT)
        return pp_scene_text_box(t);
    for (size_t i = 0; i < t->n_points; i++) {
        b.left = fmin(b.left, t->points[i].x - t->radius);
        b.top = fmin(b.top, t->points[i].y - t->radius);
        b.right = fmax(b.right, t->points[i].x + t->radius);
        b.bottom = fmax(b.bottom, t->points[i].y + t->radius);
    }
    return b;
}

static struct placed place_all(const struct pp_scene *s)
{
    struct placed all = {s, malloc((s->n_items + 1) * sizeof *all.box)};

    for (size_t i = 0; i < s->n_items; i++)
        all.box[i] = box_of(&s->items[i]);
    return all;
}

static int meet(struct pp_box a, struct pp_box b)
{
    return a.left <= b.right && b.left <= a.right && a.top <= b.bottom &&
           b.top <= a.bottom;
}

/* --- on the page, not over each other ------------------------------------- */

static int is_on_page(const struct pp_scene *s, struct pp_box b)
{
    return b.left >= -0.6 && b.top >= -0.6 && b.right <= s->width_px + 0.6 &&
           b.bottom <= s->height_px + 0.6;
}

/* Boxes are as tall as the tallest letters; a touch is no overlap. */
static int overlap(struct pp_box a, struct pp_box b)
{
    return a.left + 1 < b.right - 1 && b.left + 1 < a.right - 1 &&
           a.top + 1.5 < b.bottom - 1.5 && b.top + 1.5 < a.bottom - 1.5;
}

static int texts_are_apart(const struct placed *all, char *wrong)
{
    const struct pp_scene *s = all->scene;

    for (size_t i = 0; i < s->n_items; i++) {
        const struct pp_scene_item *t = &s->items[i];
        if (t->kind != PP_ITEM_TEXT)
            continue;
        struct pp_box a = all->box[i];
        if (!is_on_page(s, a)) {
            snprintf(wrong, WRONG,
                     "\"%.90s\" leaves the page: %.1f %.1f %.1f %.1f of %g x "
                     "%g",
                     t->text, a.left, a.top, a.right, a.bottom, s->width_px,
                     s->height_px);
            return 0;
        }
        for (size_t k = 0; k < i; k++) {
            const struct pp_scene_item *u = &s->items[k];
            if (u->kind == PP_ITEM_TEXT && overlap(a, all->box[k])) {
                snprintf(wrong, WRONG,
                         "\"%.90s\" lies over \"%.90s\" at %.1f %.1f", t->text,
                         u->text, a.left, a.top);
                return 0;
            }
        }
    }
    return 1;
}

static int shapes_are_on_page(const struct pp_scene *s, char *wrong)
{
    for (size_t i = 0; i < s->n_items; i++) {
        const struct pp_scene_item *t = &s->items[i];
        for (size_t k = 0; k < t->n_points && t->kind != PP_ITEM_TEXT; k++) {
            struct pp_point p = t->points[k];
            struct pp_box b = {p.x - t->radius, p.y - t->radius,
                               p.x + t->radius, p.y + t->radius};
            if (!isfinite(p.x) || !isfinite(p.y) || !is_on_page(s, b)) {
                snprintf(wrong, WRONG,
                         "item %zu (kind %d) leaves the page at %.2f %.2f of "
                         "%g x %g",
                         i, (int)t->kind, p.x, p.y, s->width_px, s->height_px);
                return 0;
            }
        }
    }
    return 1;
}

/* --- contrast ------------------------------------------------------------- */

static int is_inside(const struct pp_scene_item *t, double x, double y)
{
    int is_in = 0;

    if (t->kind == PP_ITEM_CIRCLE)
        return hypot(x - t->points[0].x, y - t->points[0].y) <= t->radius;
    if (t->kind != PP_ITEM_POLYGON)
        return 0;
    for (size_t i = 0, j = t->n_points - 1; i < t->n_points; j = i++) {
        struct pp_point a = t->points[i], b = t->points[j];
        if ((a.y > y) != (b.y > y) &&
            x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x)
            is_in = !is_in;
    }
    return is_in;
}

static uint32_t blend(uint32_t under, struct pp_ink over)
{
    uint32_t out = 0;

    for (int shift = 0; shift <= 16; shift += 8) {
        double a = (double)(under >> shift & 0xFF),
               b = (double)(over.rgb >> shift & 0xFF);
        out |= (uint32_t)lround(a + over.alpha * (b - a)) << shift;
    }
    return out;
}

static uint32_t painted_at(const struct placed *all, size_t before, double x,
                           double y)
{
    const struct pp_scene_item *items = all->scene->items;
    struct pp_box here = {x, y, x, y};
    uint32_t colour = 0xFFFFFF;

    for (size_t i = 0; i < before; i++)
        if (meet(here, all->box[i]) && is_inside(&items[i], x, y))
            colour = blend(colour, items[i].pen.ink);
    return colour;
}

/* At the middle and near the ends of each line of text. */
static int texts_are_readable(const struct placed *all, char *wrong)
{
    const struct pp_scene *s = all->scene;

    for (size_t i = 0; i < s->n_items; i++) {
        const struct pp_scene_item *t = &s->items[i];
        if (t->kind != PP_ITEM_TEXT)
            continue;
        struct pp_box b = all->box[i];
        for (int k = 1; k <= 3; k++) {
            double x = b.left + k * (b.right - b.left) / 4,
                   y = (b.top + b.bottom) / 2;
            uint32_t ground = painted_at(all, i, x, y);
            double contrast = pp_contrast(t->face.rgb, ground);
            if (contrast < 4.5) {
                snprintf(wrong, WRONG,
                         "\"%.90s\": #%06x on #%06x has a contrast of %.2f",
                         t->text, t->face.rgb, ground, contrast);
                return 0;
            }
        }
    }
    return 1;
}

/* --- text and marks -------------------------------------------------------
 *
 * Nothing dark may run through a text: no line, and no edge of a shape, unless
 * it is so pale that it lies behind like the page (grid, stripes, bands).
 */

static const double LEAST_MARK_CONTRAST = 1.6;

static int is_pale(const struct pp_scene_item *t)
{
    return pp_contrast(blend(0xFFFFFF, t->pen.ink), 0xFFFFFF) <
           LEAST_MARK_CONTRAST;
}

/* The part of a straight line within the box (Liang and Barsky 1984). */
static int crosses(struct pp_point a, struct pp_point b, struct pp_box box)
{
    const double p[] = {a.x - b.x, b.x - a.x, a.y - b.y, b.y - a.y},
                 q[] = {a.x - box.left, box.right - a.x, a.y - box.top,
                        box.bottom - a.y};
    double t0 = 0, t1 = 1;

    for (int i = 0; i < 4; i++) {
        if (p[i] == 0 && q[i] < 0)
            return 0;
        if (p[i] == 0)
            continue;
        double t = q[i] / p[i];
        if (p[i] < 0)
            t0 = fmax(t0, t);
        else
            t1 = fmin(t1, t);
    }
    return t0 < t1;
}

/* Whether the edge of a circle runs through the box. */
static int circle_crosses(const struct pp_scene_item *t, struct pp_box b)
{
    struct pp_point c = t->points[0];
    double x = fmin(fmax(c.x, b.left), b.right),
           y = fmin(fmax(c.y, b.top), b.bottom);
    double far_x = fmax(fabs(b.left - c.x), fabs(b.right - c.x)),
           far_y = fmax(fabs(b.top - c.y), fabs(b.bottom - c.y));

    return hypot(x - c.x, y - c.y) < t->radius &&
           hypot(far_x, far_y) > t->radius;
}

static int runs_through(const struct pp_scene_item *t, struct pp_box box)
{
    size_t n = t->n_points;

    if (t->kind == PP_ITEM_CIRCLE)
        return circle_crosses(t, box);
    for (size_t i = 0; i + 1 < n; i++)
        if (crosses(t->points[i], t->points[i + 1], box))
            return 1;
    return t->kind == PP_ITEM_POLYGON && n > 2 &&
           crosses(t->points[n - 1], t->points[0], box);
}

/* Where the small letters are: tails and accents may touch. */
static struct pp_box core(const struct pp_scene_item *t, struct pp_box b)
{
    double size = t->face.size_px;

    return (struct pp_box){b.left + 1, b.top + 0.3 * size, b.right - 1,
                           b.bottom - 0.3 * size};
}

/* Something painted over the mark holds the whole text. */
static int is_covered(const struct pp_scene *s, size_t mark, size_t text,
                      struct pp_box b)
{
    for (size_t k = mark + 1; k < text; k++) {
        const struct pp_scene_item *t = &s->items[k];
        if (t->pen.ink.alpha >= 0.99 && is_inside(t, b.left, b.top) &&
            is_inside(t, b.right, b.top) && is_inside(t, b.left, b.bottom) &&
            is_inside(t, b.right, b.bottom))
            return 1;
    }
    return 0;
}

static int texts_are_clear_of_marks(const struct placed *all, char *wrong)
{
    const struct pp_scene *s = all->scene;
    size_t *dark = malloc((s->n_items + 1) * sizeof *dark), n_dark = 0;
    int is_clear = 1;

    for (size_t k = 0; k < s->n_items; k++)
        if (s->items[k].kind != PP_ITEM_TEXT && !is_pale(&s->items[k]))
            dark[n_dark++] = k;
    for (size_t i = 0; i < s->n_items && is_clear; i++) {
        const struct pp_scene_item *t = &s->items[i];
        if (t->kind != PP_ITEM_TEXT)
            continue;
        struct pp_box box = core(t, all->box[i]);
        for (size_t d = 0; d < n_dark && is_clear; d++) {
            const struct pp_scene_item *m = &s->items[dark[d]];
            is_clear = !meet(box, all->box[dark[d]]) || !runs_through(m, box) ||
                       is_covered(s, dark[d], i, box);
            if (!is_clear)
                snprintf(wrong, WRONG,
                         "\"%.90s\" at %.1f %.1f: item %zu (kind %d, #%06x) "
                         "runs through it",
                         t->text, box.left, box.top, dark[d], (int)m->kind,
                         m->pen.ink.rgb);
        }
    }
    free(dark);
    return is_clear;
}

/* --- the words ------------------------------------------------------------ */

static size_t characters(const char *s)
{
    size_t n = 0;

    for (; *s; s++)
        n += (*s & 0xC0) != 0x80;
    return n;
}

static int words_are_there(const struct pp_figure *f, char *wrong)
{
    const char *bad = NULL;

    if (!f->alt || !*f->alt || characters(f->alt) > 150)
        bad = f->alt ? f->alt : "(no alt text)";
    else if (!f->description || !*f->description)
        bad = "(no description)";
    else if (!f->title || !f->subtitle || !f->kind)
        bad = "(no title)";
    else if (strstr(f->description, " nan") || strstr(f->alt, " nan"))
        bad = f->description;
    if (!bad)
        return 1;
    snprintf(wrong, WRONG, "words: %.300s", bad);
    return 0;
}

int figure_is_sound(const struct pp_figure *f, char *wrong)
{
    struct placed all = place_all(f->scene);

    wrong[0] = '\0';
    int is_sound =
        words_are_there(f, wrong) && shapes_are_on_page(f->scene, wrong) &&
        texts_are_apart(&all, wrong) && texts_are_clear_of_marks(&all, wrong) &&
        texts_are_readable(&all, wrong);
    free(all.box);
    return is_sound;
}
