#ifndef PREPOST_PLOT_PLOT_FLOW_H
#define PREPOST_PLOT_PLOT_FLOW_H

#include "prepost/plot/figure.h"

/*
 * Participant flow: who came, who answered, who is in the analysis, and at
 * each step who is not and why.
 */

/* A count of -1 is not shown: it prints as [c], with the note that says so. */
struct pp_flow_line {
    const char *text; /* "Eastshire" */
    long n;           /* people; -1: not shown; PP_FLOW_NO_COUNT: text alone */
};

enum { PP_FLOW_NO_COUNT = -2 };

struct pp_flow_box {
    const char *label; /* "Answered first"; NULL: no box */
    long n;
    size_t n_lines;
    const struct pp_flow_line *lines;
};

/* A box of the main column and, beside the arrow that leaves it, those who
 * went no further. */
struct pp_flow_step {
    struct pp_flow_box box, aside;
};

struct pp_flow_input {
    const char *title, *subtitle;
    const char *message;     /* the alt text: "How many answered: 241 first,
                                168 both times."; NULL: made from the boxes */
    const char *description; /* NULL: made from the boxes */
    const char *note;
    size_t n_steps;
    const struct pp_flow_step *steps;
};

/*
 * Reason     no steps
 * Limits     12 steps and 40 lines a box are drawn; the table has all
 */
struct pp_figure pp_plot_flow(struct pp_pool *pool,
                              const struct pp_flow_input *input,
                              const struct pp_plot_style *style);

#endif
