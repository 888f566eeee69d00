#ifndef PREPOST_PLOT_PLOT_FUNNEL_H
#define PREPOST_PLOT_PLOT_FUNNEL_H

#include "prepost/plot/figure.h"

/*
 * Groups or regions against their shared average, with the limits that chance
 * alone would give at each size (Spiegelhalter 2005).
 */
enum pp_funnel_of {
    PP_FUNNEL_OF_MEANS, /* limits: average +- z * SE, below */
    PP_FUNNEL_OF_SHARES /* limits: average +- z * sqrt(p (1 - p) / n) */
};

struct pp_funnel_point {
    const char *label;
    double n, value; /* positive is better, or a share in 0..1 */
    int is_outside;  /* of the outer limits, as the analysis found */
};

struct pp_funnel_input {
    const char *title, *subtitle;
    const char *what;   /* "12 groups" */
    const char *axis;   /* "Average change in hope, better upwards" */
    const char *x_axis; /* NULL: "Number of people" */
    const char *note;
    enum pp_funnel_of of;
    double average, sd; /* sd: of one person, for means */
    /* SE^2 = sd^2 (1/n - 1/people) + tau2: `people` stand behind the average
     * (0: it comes from elsewhere), tau2 is spread beyond chance. */
    double people, tau2;
    double inner, outer; /* quantiles of both limits; 0: normal */
    int decimals;
    size_t n_points;
    const struct pp_funnel_point *points;
};

/*
 * Reason     no points, no average; fewer than 3 points are drawn as they are
 */
struct pp_figure pp_plot_funnel(struct pp_pool *pool,
                                const struct pp_funnel_input *input,
                                const struct pp_plot_style *style);

#endif
