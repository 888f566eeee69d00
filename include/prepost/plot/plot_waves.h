#ifndef PREPOST_PLOT_PLOT_WAVES_H
#define PREPOST_PLOT_PLOT_WAVES_H

#include "prepost/plot/figure.h"
#include "prepost/stats/types.h"

/*
 * Averages over time: a point for each wave with its likely range, for one
 * group of people or several.
 */
struct pp_waves_point {
    double mean; /* NaN: none; the line is broken */
    struct pp_interval ci;
    double n; /* people; NaN: not shown */
};

struct pp_waves_series {
    const char *name;
    const struct pp_waves_point *points; /* one for each wave */
};

struct pp_waves_input {
    const char *title, *subtitle;
    const char *outcome; /* "hope" */
    const char *axis;    /* "Hope score" */
    const char *note;
    enum pp_direction direction;
    double scale_min, scale_max; /* NaN: not known */
    int decimals;
    double level;
    size_t n_waves;           /* 2 to 12 */
    const char *const *waves; /* their names, in order */
    const double *when;       /* where they stand in time; NULL: evenly apart */
    size_t n_series;          /* 1 to 6 */
    const struct pp_waves_series *series;
};

/*
 * Reason     no wave has an average
 */
struct pp_figure pp_plot_waves(struct pp_pool *pool,
                               const struct pp_waves_input *input,
                               const struct pp_plot_style *style);

#endif
