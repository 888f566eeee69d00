#ifndef PREPOST_PLOT_PLOT_CHANGE_H
#define PREPOST_PLOT_PLOT_CHANGE_H

#include "prepost/plot/figure.h"
#include "prepost/stats/types.h"

/*
 * Change distribution: how many people changed by how much, as bars, better
 * always to the right, with the average change over them; or, where people
 * are hidden, how many went better, worse or neither.
 */

struct pp_change_input {
    const char *title, *subtitle;
    const char *outcome; /* in the middle of a sentence: "hope" */
    const char *axis;    /* NULL: "Change in {outcome}" */
    const char *note;

    enum pp_direction direction;
    int decimals;

    /*
     * Post minus pre, raw sign, one person an index. Where people are hidden
     * changes are not read and may be NULL: there are three bars, of the
     * numbers under here.
     */
    size_t n;
    const double *change;
    enum pp_plot_people people;

    double mean; /* raw sign; NaN: not drawn */
    struct pp_interval mean_ci;
    double level;
    double threshold; /* a person's change that counts, unsigned; NaN: none */
    const char *threshold_name; /* "7 points" */

    /* People by the threshold, or by any change where there is none, as
     * printed; -1: not shown. Read where people are hidden. */
    long n_better, n_between, n_worse;
};

/*
 * Reason     nobody; hidden and one of the three numbers not shown
 * Missing    changes that are not finite are not counted
 */
struct pp_figure pp_plot_change(struct pp_pool *pool,
                                const struct pp_change_input *input,
                                const struct pp_plot_style *style);

#endif
