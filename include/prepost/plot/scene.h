#ifndef PREPOST_PLOT_SCENE_H
#define PREPOST_PLOT_SCENE_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/pool.h"

/*
 * A picture as a list of shapes, in the order in which they are painted.
 *
 * Every figure is laid out into a scene first and handed to a canvas
 * (plot/canvas.h) afterwards, so that a layout can be measured and tested
 * without a drawing library: where every piece of text stands is known here.
 *
 * Units are design pixels (1/96 inch), x to the right and y DOWN from the top
 * left corner. Shapes with a coordinate that is not finite are left out; text
 * is made safe (plot/lettering.h) as it comes in. All memory is the pool's.
 */

/* A colour with how far it covers; alpha 1 hides what is behind it. */
struct pp_ink {
    uint32_t rgb; /* 0xRRGGBB */
    double alpha;
};

#define PP_INK(rgb_)          ((struct pp_ink){(rgb_), 1.0})
#define PP_INK_THIN(rgb_, a_) ((struct pp_ink){(rgb_), (a_)})

struct pp_point {
    double x, y;
};

/* A dash and the gap after it, px; {0, 0} is a line without gaps. */
struct pp_pen {
    struct pp_ink ink;
    double width_px;
    double dash_px, gap_px;
};

enum pp_weight { PP_REGULAR, PP_BOLD };
enum pp_slant { PP_UPRIGHT, PP_ITALIC };
enum pp_align { PP_LEFT, PP_CENTRE, PP_RIGHT };

struct pp_face {
    double size_px;
    enum pp_weight weight;
    enum pp_slant slant;
    uint32_t rgb;
};

enum pp_item_kind {
    PP_ITEM_LINE,    /* through n points, butt ends */
    PP_ITEM_POLYGON, /* n corners, filled, no outline */
    PP_ITEM_CIRCLE,  /* points[0] and radius, filled */
    PP_ITEM_TEXT     /* one line of text; points[0] is its baseline */
};

struct pp_scene_item {
    enum pp_item_kind kind;
    struct pp_pen pen; /* LINE: all; POLYGON, CIRCLE: the ink */
    struct pp_point *points;
    size_t n_points;
    double radius;
    struct pp_face face; /* TEXT */
    enum pp_align align;
    const char *text;
};

struct pp_scene {
    struct pp_pool *pool;
    double width_px, height_px; /* the page; set the height when it is known */
    double magnify; /* the canvas draws everything this many times larger */
    struct pp_scene_item *items;
    size_t n_items, capacity;
};

struct pp_scene *pp_scene_new(struct pp_pool *pool, double width_px);

void pp_scene_line(struct pp_scene *s, struct pp_pen pen, double x0, double y0,
                   double x1, double y1);
void pp_scene_path(struct pp_scene *s, struct pp_pen pen,
                   const struct pp_point *points, size_t n);
void pp_scene_polygon(struct pp_scene *s, struct pp_ink ink,
                      const struct pp_point *points, size_t n);
void pp_scene_rect(struct pp_scene *s, struct pp_ink ink, double x, double y,
                   double width, double height);
void pp_scene_frame(struct pp_scene *s, struct pp_pen pen, double x, double y,
                    double width, double height);
void pp_scene_circle(struct pp_scene *s, struct pp_ink ink, double x, double y,
                     double radius);

/* `y` is the baseline. Empty text is left out. */
void pp_scene_text(struct pp_scene *s, struct pp_face face, double x, double y,
                   enum pp_align align, const char *text);

/*
 * A polygon cut to the rectangle left..right, top..bottom before it is added
 * (Sutherland and Hodgman 1974): nothing may reach over a panel's edge.
 */
struct pp_box {
    double left, top, right, bottom;
};
void pp_scene_polygon_in(struct pp_scene *s, struct pp_ink ink,
                         struct pp_box box, const struct pp_point *points,
                         size_t n);

/* A straight line cut to the box; left out when it does not cross it. */
void pp_scene_line_in(struct pp_scene *s, struct pp_pen pen, struct pp_box box,
                      double x0, double y0, double x1, double y1);

/* Marks that look equally large at the same radius. */
enum pp_marker {
    PP_MARK_CIRCLE,
    PP_MARK_SQUARE,
    PP_MARK_TRIANGLE, /* on its base */
    PP_MARK_DIAMOND,
    PP_MARK_WEDGE, /* a triangle on its tip */
    PP_MARK_CROSS,
    PP_MARK_RING,
    PP_MARK_FRAME, /* a hollow square */
    PP_N_MARKERS
};

/* `rim_px` of `rim` ink around it; rings and frames are hollow, with the page's
 * white inside. */
void pp_scene_marker(struct pp_scene *s, enum pp_marker marker, double x,
                     double y, double radius, struct pp_ink ink,
                     struct pp_ink rim, double rim_px);

/*
 * The box that a text item covers: its measured width, and from the tallest
 * letters to the deepest.
 */
struct pp_box pp_scene_text_box(const struct pp_scene_item *item);

#endif
