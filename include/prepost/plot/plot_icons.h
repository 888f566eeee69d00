#ifndef PREPOST_PLOT_PLOT_ICONS_H
#define PREPOST_PLOT_PLOT_ICONS_H

#include "prepost/plot/figure.h"

/*
 * Of every 100 people: ten rows of ten figures, in blocks. Those who went
 * better are filled circles, those in between rings, those who went worse
 * crosses, so that the picture survives a photocopier.
 */
enum { PP_ICONS_PARTS = 3 };

struct pp_icons_input {
    const char *title, *subtitle;
    const char *outcome; /* in the middle of a sentence: "hope" */
    const char *note;    /* NULL: none */

    /*
     * Better, in between, worse: any numbers in proportion (people or
     * percent), not negative. They are rounded by largest remainders so that
     * they make 100.
     */
    double share[PP_ICONS_PARTS];
    const char *label[PP_ICONS_PARTS]; /* "better by 7 points or more" */
};

/*
 * Reason     no shares (all zero, or one not finite)
 */
struct pp_figure pp_plot_icons(struct pp_pool *pool,
                               const struct pp_icons_input *input,
                               const struct pp_plot_style *style);

#endif
