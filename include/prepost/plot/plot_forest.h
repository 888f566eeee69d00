#ifndef PREPOST_PLOT_PLOT_FOREST_H
#define PREPOST_PLOT_PLOT_FOREST_H

#include <stdbool.h>

#include "prepost/plot/figure.h"
#include "prepost/stats/types.h"

/*
 * All outcomes in one picture: a row each, a mark for the average change and
 * a line for its likely range, better always to the right; or the same for
 * the regions of one outcome, or for every outcome by region.
 */

/* One mark in a row; rows have one for each series. */
struct pp_forest_mark {
    double estimate; /* on the axis; positive is better; NaN: not drawn */
    struct pp_interval ci;
    double weight;       /* > 0: how much it knows, for the mark's size; or 0 */
    const char *text;    /* printed at the right: "up 2.6 (1.8 to 3.4)" */
    const char *verdict; /* "Better"; NULL: none */
    int decimals; /* in the table, where they are more than the input's */
};

enum pp_forest_row_kind {
    PP_FOREST_ROW,    /* an outcome or a region */
    PP_FOREST_POOLED, /* drawn as a diamond under a rule */
    PP_FOREST_HEADING /* a label alone: "Main outcomes" */
};

struct pp_forest_row {
    const char *label;
    enum pp_forest_row_kind kind;
    double sesoi; /* on the axis, unsigned: its band; NaN: none */
    const struct pp_forest_mark *marks; /* one for each series */
};

struct pp_forest_input {
    const char *title, *subtitle;
    const char
        *what; /* "Change in 9 outcomes", "Change in hope in 2 regions" */
    const char *message; /* ends the alt text; NULL: the verdicts, counted */
    const char *description;     /* NULL: which lines lie where */
    const char *axis;            /* "Standardised change" */
    const char *text_heading;    /* over the printed numbers; NULL: none */
    const char *verdict_heading; /* over the verdicts; NULL: "Finding" */
    const char *row_heading;     /* in the table: "Outcome", "Region" */
    const char *note;
    bool is_difference; /* the rows are differences of two groups */
    int decimals;       /* of the axis's numbers in table and description */
    double level;       /* of all intervals */

    size_t n_series;           /* 1 to 6 */
    const char *const *series; /* their names; NULL when there is one */
    size_t n_rows;
    const struct pp_forest_row *rows;
};

/*
 * Reason     no row has an estimate
 * Limits     200 rows are drawn; the table has all
 */
struct pp_figure pp_plot_forest(struct pp_pool *pool,
                                const struct pp_forest_input *input,
                                const struct pp_plot_style *style);

#endif
