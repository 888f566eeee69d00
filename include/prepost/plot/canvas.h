#ifndef PREPOST_PLOT_CANVAS_H
#define PREPOST_PLOT_CANVAS_H

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"
#include "prepost/plot/scene.h"

/*
 * Draws a scene with PLplot: the door to PLplot and cairo.
 *
 * PLplot is used as a canvas of lines, filled polygons and text; layout, axes,
 * markers, dashes and clipping are ours. The same scene gives the same bytes,
 * in any order, however often, in any directory. Hundreds of figures can be
 * drawn in one process, one at a time: PLplot has one global stream, so these
 * functions may not run in two threads at once.
 *
 * Nothing that PLplot would print, ask or do reaches the user: a figure that
 * it cannot draw is an error here (PP_EIO: something is missing from the
 * machine; PP_EBUG: our own mistake).
 */

/*
 * SVG for the inside of an HTML page, or for a file of its own when it stands
 * alone. Real text, no fonts, styles or scripts; `id` (a letter, then
 * letters, digits, '-' and '_') makes its two ids unique in a page; title and
 * description are read by screen readers.
 *
 * Errors     PP_EUSAGE: an id that is none; PP_EIO; PP_EBUG
 */
enum pp_svg_use { PP_SVG_INLINE, PP_SVG_FILE };

struct pp_canvas_words {
    const char *id, *title, *description;
};

int pp_canvas_svg(const struct pp_scene *scene,
                  const struct pp_canvas_words *words, enum pp_svg_use use,
                  struct pp_buffer *out, struct pp_error *err);

/*
 * PNG with `scale` image pixels to a design pixel (2 where nothing is said),
 * marked as 300 dpi; and one page of PDF with its fonts inside, its text
 * searchable and no date. Both need PLplot's cairo driver and a font with
 * Arial's widths, which are looked for when first needed.
 *
 * Errors     PP_EIO: driver, cairo or font missing; PP_EUSAGE: a scale
 *            outside 1 to 4; PP_EBUG
 */
int pp_canvas_png(const struct pp_scene *scene, double scale,
                  struct pp_buffer *out, struct pp_error *err);
int pp_canvas_pdf(const struct pp_scene *scene,
                  const struct pp_canvas_words *words, struct pp_buffer *out,
                  struct pp_error *err);

/* PLplot by its version, and cairo where it can be opened. */
struct pp_libraries;
void pp_plot_libraries(struct pp_libraries *all);

#endif
