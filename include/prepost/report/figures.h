#ifndef PREPOST_REPORT_FIGURES_H
#define PREPOST_REPORT_FIGURES_H

#include "prepost/report/part.h"

/*
 * The figures that can be drawn from the results of an evaluation: for
 * templates ({{figure paired}}) and for `prepost plot`. Each gathers the
 * numbers and words that the drawing (plot/) needs from disclosed results.
 */
struct pp_results_figure {
    const char *id;   /* as `prepost plot` takes it */
    bool per_outcome; /* one for each outcome, rather than one for all */
    bool by_region;   /* sets regions apart */
    const char *summary;
    pp_figure_maker *make;
    /* What `make` takes, in the report's pool; NULL: nothing to draw. */
    const void *(*input)(const struct pp_report *r, size_t outcome);
};

extern const struct pp_results_figure PP_RESULTS_FIGURES[];
extern const size_t PP_N_RESULTS_FIGURES;

/* The figure of that kind; NULL if results give none. */
const struct pp_results_figure *pp_results_figure_find(const char *id);

/* Where its input is NULL: why, for a message. i: the outcome. */
const char *pp_results_figure_why_not(const struct pp_report *r,
                                      const char *kind, size_t i);

#endif
