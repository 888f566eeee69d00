#ifndef PREPOST_PLOT_PLOT_PAIRED_H
#define PREPOST_PLOT_PLOT_PAIRED_H

#include "prepost/plot/figure.h"
#include "prepost/stats/types.h"

/*
 * Paired change: where people stood before and after, and the average change
 * with its likely range beside it on the same scale (an estimation plot, Ho
 * et al. 2019).
 */

/* One wave's numbers, of the paired people. NaN where one is not shown. */
struct pp_paired_wave {
    const char *label; /* "Before" */
    double mean;
    struct pp_interval mean_ci; /* NaN ends: the mean alone is drawn */
    double median, q1, q3;
    double min, max; /* drawn only where people are shown */
};

struct pp_paired_input {
    const char *title;    /* the finding as a sentence: "Hope rose" */
    const char *subtitle; /* measure, scale, people, place, dates */
    const char *outcome;  /* in the middle of a sentence: "hope" */
    const char *axis;     /* the scale's axis: "Hope score" */
    const char *note;     /* printed under the figure; NULL: none */

    enum pp_direction direction;
    double scale_min, scale_max; /* what can be scored; NaN: not known */
    int decimals;                /* in which averages are printed, 0 to 9 */

    /*
     * One person an index. Where people are hidden their scores are not read
     * and may be NULL: the picture holds no more than the numbers under here.
     */
    size_t n;
    const double *pre, *post;
    enum pp_plot_people people;

    struct pp_paired_wave before, after;

    double change; /* post minus pre, raw sign */
    struct pp_interval change_ci;
    double change_se, change_df; /* NaN: no curve is drawn */
    double level;                /* of all intervals, in (0,1) */
    double sesoi;                /* scale points, unsigned; NaN: none set */
    double cutoff;               /* NaN: none */
    const char *cutoff_name;     /* "cut-off of 10" */
    const char *verdict;         /* its label, "Better"; NULL: none */

    /* People who went better, stayed, went worse; -1: not shown. */
    long n_better, n_same, n_worse;
};

/*
 * Reason     nobody (n is 0 or all values missing); averages not given
 * Missing    people with a value that is not finite are not drawn; no box
 *            where a quartile is NaN, no line in it where the median is
 * Cost       grows with n only to sort people into at most 24 bins a side
 */
struct pp_figure pp_plot_paired(struct pp_pool *pool,
                                const struct pp_paired_input *input,
                                const struct pp_plot_style *style);

#endif
