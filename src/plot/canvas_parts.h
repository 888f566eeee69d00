#ifndef PREPOST_SRC_PLOT_CANVAS_PARTS_H
#define PREPOST_SRC_PLOT_CANVAS_PARTS_H

#include <stdio.h>

#include "prepost/plot/canvas.h"

/*
 * What the files of the canvas share: canvas.c drives PLplot, canvas_svg.c
 * rewrites the bytes of its svg driver, canvas_cairo.c owns the surfaces that
 * its cairo driver draws on.
 */

/* The page in design px, magnified and whole, as PLplot needs it. */
struct canvas_page {
    double width, height;
};
struct canvas_page canvas_page(const struct pp_scene *scene);

/* One run of PLplot over a scene. */
struct canvas_run {
    const struct pp_scene *scene;
    const char *device;  /* "svg" or "extcairo" */
    const char *options; /* the driver's, as drvopt wants them */
    double fold;         /* PLplot units to a design px */
    FILE *file;          /* svg: where it writes; PLplot closes it */
    void *cairo;         /* extcairo: the cairo_t that it draws on */
};

/*
 * Draws; takes `file`. PLplot's messages are kept from the user and its exit
 * from the process; after such an exit PLplot is not used again.
 */
int canvas_draw(const struct canvas_run *run, struct pp_error *err);

/* Adds cairo, where it can be opened. */
void canvas_cairo_library(struct pp_libraries *all);

/* Appends the SVG of ours that the driver's `raw` SVG becomes. */
void canvas_rewrite(const char *raw, const struct pp_scene *scene, double fold,
                    const struct pp_canvas_words *words, enum pp_svg_use use,
                    struct pp_buffer *out);

#endif
