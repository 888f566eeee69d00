#ifndef PREPOST_PLOT_LETTERING_H
#define PREPOST_PLOT_LETTERING_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/pool.h"
#include "prepost/plot/scene.h"

/*
 * Text that fits: made safe, measured, wrapped.
 *
 * Widths come from a table of Arial's advances (which Helvetica and
 * Liberation Sans share), never from the fonts of the machine, so that a
 * layout is the same everywhere. Characters outside the table are taken to be
 * as wide as they could be.
 */

/* The most code points that one line may hold. */
enum { PP_LETTERING_MAX = 500 };

/*
 * Text that no driver or XML reader can stumble over: malformed UTF-8,
 * control characters, non-characters and direction overrides become blanks or
 * U+FFFD, line breaks become blanks, and the text ends with an ellipsis after
 * PP_LETTERING_MAX code points. NULL gives "". The result is the pool's.
 */
char *pp_lettering_safe(struct pp_pool *pool, const char *text);

/* A code point up to U+10FFFF as UTF-8; how many bytes. */
size_t pp_lettering_encode(uint32_t c, char out[4]);

/* Width in px of one line of safe text. */
double pp_lettering_width(const char *text, struct pp_face face);

/* As much of the text as fits, with an ellipsis when some is left out. */
char *pp_lettering_fit(struct pp_pool *pool, const char *text,
                       struct pp_face face, double width_px);

/*
 * Text in lines no wider than width_px, at most max_lines of them; the last
 * ends with an ellipsis when some is left out. A word that is wider than a
 * line is broken. There is always at least one line, perhaps empty.
 */
struct pp_lines {
    char **line;
    size_t n;
    double width_px; /* of the widest */
};
struct pp_lines pp_lettering_wrap(struct pp_pool *pool, const char *text,
                                  struct pp_face face, double width_px,
                                  size_t max_lines);

/*
 * The narrowest width in which the text takes no more lines than in `width_px`
 * (to about a pixel): its lines are then of much the same length.
 */
double pp_lettering_balanced(struct pp_pool *pool, const char *text,
                             struct pp_face face, double width_px,
                             size_t max_lines);

/* From one baseline to the next. */
double pp_lettering_leading(struct pp_face face);

#endif
