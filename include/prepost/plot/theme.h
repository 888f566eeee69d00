#ifndef PREPOST_PLOT_THEME_H
#define PREPOST_PLOT_THEME_H

#include "prepost/plot/figure.h"

/*
 * The colours and letters of a figure: Okabe and Ito's (2008) for shapes,
 * darker ones of the same hue for text, so that text reaches a contrast of
 * 4.5 to 1. Nothing is told by colour alone: every colour comes with a marker
 * or a label of its own.
 */
enum { PP_N_SERIES_COLOURS = 6 };

struct pp_theme {
    struct pp_face title, subtitle, label, strong, tick, note;
    uint32_t ink, soft; /* text; text that steps back */
    struct pp_ink grid, baseline, rule, stripe, band;
    uint32_t before, after; /* the two waves */
    uint32_t better, same, worse;
    uint32_t better_text, worse_text;
    struct {
        uint32_t fill, edge;
    } box, aside, last;                   /* of a flow chart */
    struct pp_ink quiet_line, worse_line; /* people: better or same; worse */
    struct {
        uint32_t fill, text;
        enum pp_marker marker;
    } series[PP_N_SERIES_COLOURS];
};

const struct pp_theme *pp_theme_of(const struct pp_plot_style *style);

/* The face in another colour. */
struct pp_face pp_face_in(struct pp_face face, uint32_t rgb);

/* Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance). */
double pp_contrast(uint32_t a, uint32_t b);

/* Black or white, whichever is easier to read on it. */
uint32_t pp_readable_on(uint32_t rgb);

#endif
