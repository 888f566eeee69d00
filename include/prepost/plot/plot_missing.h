#ifndef PREPOST_PLOT_PLOT_MISSING_H
#define PREPOST_PLOT_PLOT_MISSING_H

#include <stdbool.h>

#include "prepost/plot/figure.h"
#include "prepost/stats/types.h"

/*
 * Would the finding be another if everyone had answered? The average change of
 * one outcome under each way of allowing for those who did not, better to the
 * right, with the band of changes too small to matter.
 */
struct pp_missing_row {
    const char *label; /* "People who answered both times" */
    double change;     /* post minus pre, raw sign; NaN: not estimated */
    struct pp_interval ci;
    double n;            /* people it rests on; NaN: not shown */
    const char *verdict; /* NULL: none */
    const char *text;    /* the numbers as printed; NULL: as a change */
};

struct pp_missing_input {
    const char *title, *subtitle;
    const char *outcome;
    const char *message; /* ends the alt text; NULL: the verdicts, counted */
    const char *note;
    bool is_difference; /* of two groups, not a change of one */
    enum pp_direction direction;
    int decimals;
    double level;
    double sesoi; /* unsigned; NaN: none */
    size_t n_rows;
    const struct pp_missing_row *rows;
};

/*
 * Reason     no row has a change
 */
struct pp_figure pp_plot_missing(struct pp_pool *pool,
                                 const struct pp_missing_input *input,
                                 const struct pp_plot_style *style);

#endif
