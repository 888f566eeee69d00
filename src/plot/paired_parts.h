#ifndef PREPOST_SRC_PLOT_PAIRED_PARTS_H
#define PREPOST_SRC_PLOT_PAIRED_PARTS_H

#include "prepost/plot/plot_paired.h"
#include "prepost/plot/sheet.h"
#include "prepost/plot/spread.h"

/* Everything that a figure of paired change draws: plot_paired.c makes it,
 * plot_paired_draw.c lays it out. */
struct paired_prepared {
    const struct pp_paired_input *in;
    double lo, hi; /* of the scale as drawn */
    struct pp_cells people;
    struct pp_curve before, after, change;
    const char *axis, *outcome, *range_name;
    const char *change_text, *change_range; /* "up 2.6", "1.8 to 3.4" */
    const char *verdict, *cutoff;
};

/* Whether the middle half may be drawn: of few people it is not given. */
int paired_has_half(const struct pp_paired_wave *w);

struct paired_panel {
    struct pp_box box;
    struct pp_axis y;
};

/* Where a value lies, kept inside the panel. */
double paired_y_of(const struct paired_panel *panel, double value);

/* People who may be shown, one by one, between the middles of two waves;
 * plot_paired_people.c. */
void paired_draw_people(struct pp_sheet *s, const struct paired_prepared *p,
                        const struct paired_panel *panel, double before_x,
                        double after_x);

struct pp_scene *paired_draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct paired_prepared *p, const char *title,
                             const char *subtitle);

#endif
