#ifndef PREPOST_SRC_PLOT_FOREST_PARTS_H
#define PREPOST_SRC_PLOT_FOREST_PARTS_H

#include "prepost/plot/plot_forest.h"

enum { FOREST_MOST_ROWS = 200 };

/* What a forest draws: plot_forest.c makes it, plot_forest_draw.c lays it
 * out. */
struct forest_prepared {
    const struct pp_forest_input *in;
    size_t n_rows; /* that are drawn */
    double lo, hi; /* of the axis; ranges beyond end in arrows */
    double heaviest, lightest; /* mark; 0: none has a weight */
    int has_verdicts, has_texts, has_sesoi;
    const char *row_heading, *row_name, *text_heading, *verdict_heading;
};

struct pp_scene *forest_draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct forest_prepared *p, const char *title,
                             const char *subtitle);

#endif
