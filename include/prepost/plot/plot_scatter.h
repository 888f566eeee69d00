#ifndef PREPOST_PLOT_PLOT_SCATTER_H
#define PREPOST_PLOT_PLOT_SCATTER_H

#include "prepost/plot/figure.h"
#include "prepost/stats/types.h"

/*
 * Reliable change: each person's score after against the score before, with
 * the band of changes that could be chance alone and a cut-off (Jacobson and
 * Truax 1991). Of people who may be shown only. Marks of five people or more
 * would not do for others: of seven who went better, five in one place leave
 * two elsewhere; so do answers to a question, cut-offs and bars of changes,
 * whatever size a mark has.
 */
struct pp_scatter_input {
    const char *title, *subtitle;
    const char *outcome;              /* "symptoms of depression" */
    const char *pre_axis, *post_axis; /* "PHQ-9 before", "PHQ-9 after" */
    const char *note;

    enum pp_direction direction;
    double scale_min, scale_max; /* NaN: not known */
    int decimals;
    size_t n;
    const double *pre, *post;
    enum pp_plot_people people; /* hidden: nothing is drawn or read */

    double threshold; /* reliable change, unsigned, scale points; NaN: none */
    double cutoff;    /* NaN: none */
    const char *cutoff_name; /* "cut-off 10"; NULL: "cut-off" */

    /* People, as counted by the analysis; -1: not shown. */
    long n_better, n_same, n_worse;
};

/*
 * Reason     nobody; people hidden
 * Cost       past 150 people they are gathered into at most 24 by 24 squares
 */
struct pp_figure pp_plot_scatter(struct pp_pool *pool,
                                 const struct pp_scatter_input *input,
                                 const struct pp_plot_style *style);

#endif
