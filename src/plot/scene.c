#include "prepost/plot/scene.h"

#include <math.h>
#include <string.h>

#include "prepost/plot/lettering.h"

struct pp_scene *pp_scene_new(struct pp_pool *pool, double width_px)
{
    struct pp_scene *s = pp_pool_alloc(pool, sizeof *s);

    s->pool = pool;
    s->width_px = width_px;
    s->magnify = 1;
    return s;
}

static struct pp_scene_item *add(struct pp_scene *s, enum pp_item_kind kind)
{
    if (s->n_items == s->capacity) {
        size_t capacity = s->capacity ? 2 * s->capacity : 64;
        struct pp_scene_item *grown =
            pp_pool_array(s->pool, capacity, sizeof *grown);
        if (s->n_items > 0)
            memcpy(grown, s->items, s->n_items * sizeof *grown);
        s->items = grown;
        s->capacity = capacity;
    }
    struct pp_scene_item *item = &s->items[s->n_items++];
    item->kind = kind;
    return item;
}

static int are_finite(const struct pp_point *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(p[i].x) || !isfinite(p[i].y))
            return 0;
    return 1;
}

static void set_points(struct pp_scene *s, struct pp_scene_item *item,
                       const struct pp_point *points, size_t n)
{
    item->points = pp_pool_array(s->pool, n, sizeof *points);
    memcpy(item->points, points, n * sizeof *points);
    item->n_points = n;
}

/* --- lines and fills ------------------------------------------------------ */

void pp_scene_path(struct pp_scene *s, struct pp_pen pen,
                   const struct pp_point *points, size_t n)
{
    if (n < 2 || !are_finite(points, n) || pen.ink.alpha <= 0)
        return;
    struct pp_scene_item *item = add(s, PP_ITEM_LINE);
    item->pen = pen;
    set_points(s, item, points, n);
}

void pp_scene_line(struct pp_scene *s, struct pp_pen pen, double x0, double y0,
                   double x1, double y1)
{
    struct pp_point ends[] = {{x0, y0}, {x1, y1}};

    pp_scene_path(s, pen, ends, 2);
}

void pp_scene_polygon(struct pp_scene *s, struct pp_ink ink,
                      const struct pp_point *points, size_t n)
{
    if (n < 3 || !are_finite(points, n) || ink.alpha <= 0)
        return;
    struct pp_scene_item *item = add(s, PP_ITEM_POLYGON);
    item->pen.ink = ink;
    set_points(s, item, points, n);
}

void pp_scene_rect(struct pp_scene *s, struct pp_ink ink, double x, double y,
                   double width, double height)
{
    struct pp_point p[] = {
        {x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};

    if (width > 0 && height > 0)
        pp_scene_polygon(s, ink, p, 4);
}

/* Joins are bevelled, so the outline starts and ends in mid-edge. */
void pp_scene_frame(struct pp_scene *s, struct pp_pen pen, double x, double y,
                    double width, double height)
{
    struct pp_point p[] = {
        {x + width / 2, y}, {x + width, y}, {x + width, y + height},
        {x, y + height},    {x, y},         {x + width / 2, y}};

    pp_scene_path(s, pen, p, 6);
}

void pp_scene_circle(struct pp_scene *s, struct pp_ink ink, double x, double y,
                     double radius)
{
    struct pp_point centre = {x, y};

    /* A radius of nothing would stop cairo for the rest of the figure. */
    if (!are_finite(&centre, 1) || !(radius > 0.1) || ink.alpha <= 0)
        return;
    struct pp_scene_item *item = add(s, PP_ITEM_CIRCLE);
    item->pen.ink = ink;
    item->radius = radius;
    set_points(s, item, &centre, 1);
}

/* --- text ----------------------------------------------------------------- */

void pp_scene_text(struct pp_scene *s, struct pp_face face, double x, double y,
                   enum pp_align align, const char *words)
{
    const char *safe = pp_lettering_safe(s->pool, words);
    struct pp_point at = {x, y};

    if (!are_finite(&at, 1) || safe[strspn(safe, " ")] == '\0')
        return;
    struct pp_scene_item *item = add(s, PP_ITEM_TEXT);
    item->face = face;
    item->align = align;
    item->text = safe;
    set_points(s, item, &at, 1);
}

/* Capitals reach 0.72 em above the baseline, accents and ascenders 0.8; tails
 * 0.21 below it. */
struct pp_box pp_scene_text_box(const struct pp_scene_item *item)
{
    double width = pp_lettering_width(item->text, item->face);
    double left = item->align == PP_LEFT     ? 0
                  : item->align == PP_CENTRE ? -width / 2
                                             : -width;
    double up = 0.8 * item->face.size_px, down = 0.21 * item->face.size_px;
    struct pp_point p = item->points[0];

    return (struct pp_box){p.x + left, p.y - up, p.x + left + width,
                           p.y + down};
}

/* --- clipping ------------------------------------------------------------- */

/* How far inside the edge a point lies; edges 0 to 3: left top right bottom. */
static double inside(struct pp_box b, int edge, struct pp_point p)
{
    switch (edge) {
    case 0:
        return p.x - b.left;
    case 1:
        return p.y - b.top;
    case 2:
        return b.right - p.x;
    default:
        return b.bottom - p.y;
    }
}

static struct pp_point crossing(struct pp_point p, struct pp_point q, double dp,
                                double dq)
{
    double t = dp / (dp - dq);

    return (struct pp_point){p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)};
}

static size_t clip_edge(struct pp_box box, int edge, const struct pp_point *in,
                        size_t n, struct pp_point *out)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        struct pp_point p = in[i], q = in[(i + 1) % n];
        double dp = inside(box, edge, p), dq = inside(box, edge, q);
        if (dp >= 0)
            out[kept++] = p;
        if ((dp >= 0) != (dq >= 0))
            out[kept++] = crossing(p, q, dp, dq);
    }
    return kept;
}

void pp_scene_polygon_in(struct pp_scene *s, struct pp_ink ink,
                         struct pp_box box, const struct pp_point *points,
                         size_t n)
{
    if (n < 3 || !are_finite(points, n))
        return;
    /* Each edge at most doubles the corners of a concave polygon. */
    struct pp_point *a = pp_pool_array(s->pool, 16 * n, sizeof *a);
    struct pp_point *b = pp_pool_array(s->pool, 16 * n, sizeof *b);
    memcpy(a, points, n * sizeof *a);
    for (int edge = 0; edge < 4; edge++) {
        n = clip_edge(box, edge, a, n, b);
        struct pp_point *swap = a;
        a = b;
        b = swap;
    }
    pp_scene_polygon(s, ink, a, n);
}

void pp_scene_line_in(struct pp_scene *s, struct pp_pen pen, struct pp_box box,
                      double x0, double y0, double x1, double y1)
{
    struct pp_point p = {x0, y0}, q = {x1, y1};

    for (int edge = 0; edge < 4; edge++) {
        double dp = inside(box, edge, p), dq = inside(box, edge, q);
        if (!(dp >= 0) && !(dq >= 0))
            return;
        if (dp < 0)
            p = crossing(p, q, dp, dq);
        else if (dq < 0)
            q = crossing(p, q, dp, dq);
    }
    pp_scene_line(s, pen, p.x, p.y, q.x, q.y);
}

/* --- markers -------------------------------------------------------------- */

static void triangle(struct pp_scene *s, struct pp_ink ink, double x, double y,
                     double r, double up)
{
    struct pp_point p[] = {{x, y - up * r},
                           {x + 0.866 * r, y + up * 0.5 * r},
                           {x - 0.866 * r, y + up * 0.5 * r}};

    pp_scene_polygon(s, ink, p, 3);
}

static void diamond(struct pp_scene *s, struct pp_ink ink, double x, double y,
                    double r)
{
    struct pp_point p[] = {{x, y - r}, {x + r, y}, {x, y + r}, {x - r, y}};

    pp_scene_polygon(s, ink, p, 4);
}

/* Two bars at right angles, turned by 45 degrees. */
static void cross(struct pp_scene *s, struct pp_ink ink, double x, double y,
                  double r, double half)
{
    double a = 0.7071 * (r - half), b = 0.7071 * (r + half), c = 1.4142 * half;
    struct pp_point p[] = {{x, y - c}, {x + a, y - b}, {x + b, y - a},
                           {x + c, y}, {x + b, y + a}, {x + a, y + b},
                           {x, y + c}, {x - a, y + b}, {x - b, y + a},
                           {x - c, y}, {x - b, y - a}, {x - a, y - b}};

    pp_scene_polygon(s, ink, p, 12);
}

/* One marker without a rim, grown by `more` px on all sides. */
static void shape(struct pp_scene *s, enum pp_marker marker, double x, double y,
                  double r, double more, struct pp_ink ink)
{
    switch (marker) {
    case PP_MARK_SQUARE:
    case PP_MARK_FRAME: {
        double h = 0.89 * r + more;
        pp_scene_rect(s, ink, x - h, y - h, 2 * h, 2 * h);
        break;
    }
    case PP_MARK_TRIANGLE:
        triangle(s, ink, x, y, 1.3 * r + 2 * more, 1);
        break;
    case PP_MARK_WEDGE:
        triangle(s, ink, x, y, 1.3 * r + 2 * more, -1);
        break;
    case PP_MARK_DIAMOND:
        diamond(s, ink, x, y, 1.25 * r + 1.414 * more);
        break;
    case PP_MARK_CROSS:
        cross(s, ink, x, y, 1.1 * r + more, 0.24 * r + more);
        break;
    default:
        pp_scene_circle(s, ink, x, y, r + more);
    }
}

void pp_scene_marker(struct pp_scene *s, enum pp_marker marker, double x,
                     double y, double radius, struct pp_ink ink,
                     struct pp_ink rim, double rim_px)
{
    if (rim_px > 0)
        shape(s, marker, x, y, radius, rim_px, rim);
    shape(s, marker, x, y, radius, 0, ink);
    if (marker == PP_MARK_RING)
        pp_scene_circle(s, PP_INK(0xFFFFFF), x, y, 0.62 * radius);
    if (marker == PP_MARK_FRAME)
        shape(s, PP_MARK_SQUARE, x, y, 0.55 * radius, 0, PP_INK(0xFFFFFF));
}
