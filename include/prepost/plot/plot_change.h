#ifndef PREPOST_PLOT_PLOT_CHANGE_H
#define PREPOST_PLOT_PLOT_CHANGE_H

#include <stdbool.h>

#include "prepost/plot/figure.h"
#include "prepost/stats/types.h"

/*
 * Change distribution: how many people changed by how much, as bars, better
 * always to the right, with the average change over them.
 */

/*
 * Numbers of people that are printed elsewhere: where people are hidden, no
 * bar may cross the edge of such a number by few of them, as the difference
 * would tell how many.
 */
struct pp_change_known {
    bool worse, better;               /* by the threshold */
    bool any_worse, same, any_better; /* by anything at all */
};

struct pp_change_input {
    const char *title, *subtitle;
    const char *outcome; /* in the middle of a sentence: "hope" */
    const char *axis;    /* NULL: "Change in {outcome}" */
    const char *note;

    enum pp_direction direction;
    int decimals;
    size_t n;
    const double *change; /* post minus pre, raw sign, one person an index */
    enum pp_plot_people people;
    size_t min_cell; /* hidden: bars of fewer people are joined with others */
    struct pp_change_known known;

    double mean; /* raw sign; NaN: not drawn */
    struct pp_interval mean_ci;
    double level;
    double threshold; /* a person's change that counts, unsigned; NaN: none */
    const char *threshold_name; /* "7 points" */
};

/*
 * Reason     nobody; hidden and fewer than twice min_cell people, or no two
 *            bars that give nothing away
 * Missing    changes that are not finite are not counted
 */
struct pp_figure pp_plot_change(struct pp_pool *pool,
                                const struct pp_change_input *input,
                                const struct pp_plot_style *style);

#endif
