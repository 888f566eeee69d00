#ifndef PREPOST_PLOT_PLOT_PANELS_H
#define PREPOST_PLOT_PLOT_PANELS_H

#include "prepost/plot/figure.h"
#include "prepost/stats/types.h"

/*
 * Before and after, a small panel for each of many groups, all on the same
 * axis, with the others behind as thin lines. The order is the caller's:
 * nobody is ranked.
 */
struct pp_panels_group {
    const char *name;
    double before, after; /* averages */
    struct pp_interval before_ci, after_ci;
    double change; /* after minus before, raw sign */
    struct pp_interval change_ci;
    double n; /* people; NaN: not shown */
};

struct pp_panels_input {
    const char *title, *subtitle;
    const char *outcome; /* "hope" */
    const char *axis;    /* "Hope score" */
    const char *what;    /* a panel is of one: "region"; NULL: "group" */
    const char *note;
    enum pp_direction direction;
    double scale_min, scale_max; /* NaN: not known */
    int decimals;
    double level;
    size_t n_groups;
    const struct pp_panels_group *groups;
};

/*
 * Reason     no group has both averages
 * Missing    a group without them has an empty panel that says so
 * Limits     60 groups are drawn; the table has all
 */
struct pp_figure pp_plot_panels(struct pp_pool *pool,
                                const struct pp_panels_input *input,
                                const struct pp_plot_style *style);

#endif
