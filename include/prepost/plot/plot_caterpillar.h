#ifndef PREPOST_PLOT_PLOT_CATERPILLAR_H
#define PREPOST_PLOT_PLOT_CATERPILLAR_H

#include "prepost/plot/figure.h"
#include "prepost/stats/types.h"

/*
 * Many groups under one another, each with its likely range, against the
 * average that they share. The order is the caller's: nobody is ranked.
 */
struct pp_caterpillar_row {
    const char *label;
    double estimate; /* positive is better */
    struct pp_interval ci;
    double n; /* people; NaN: not shown */
};

struct pp_caterpillar_input {
    const char *title, *subtitle;
    const char *what; /* "Change in hope in 12 groups" */
    const char *axis;
    const char *note;
    int decimals;
    double level;
    double average;           /* that they share; NaN: none */
    const char *average_name; /* NULL: "the average that all share" */
    struct pp_interval average_ci;
    size_t n_rows;
    const struct pp_caterpillar_row *rows;
};

/*
 * Reason     no row has an estimate
 * Limits     200 rows are drawn; the table has all
 */
struct pp_figure pp_plot_caterpillar(struct pp_pool *pool,
                                     const struct pp_caterpillar_input *input,
                                     const struct pp_plot_style *style);

#endif
