#ifndef PREPOST_SRC_REPORT_FIGURE_INPUTS_H
#define PREPOST_SRC_REPORT_FIGURE_INPUTS_H

#include "prepost/report/part.h"

/*
 * What the figures of report/figures.h are made of, where gathering it takes a
 * file of its own (figure_<id>.c); and the words that they share.
 */
const void *pp_likert_input(const struct pp_report *r, size_t outcome);
const void *pp_regions_input(const struct pp_report *r, size_t outcome);
const void *pp_funnel_input(const struct pp_report *r, size_t outcome);
const void *pp_caterpillar_input(const struct pp_report *r, size_t outcome);
const void *pp_region_paired_input(const struct pp_report *r, size_t outcome);
const void *pp_waves_input(const struct pp_report *r, size_t outcome);

/* The finding; where people of one arm are drawn, who they are. */
const char *pp_figure_title(const struct pp_report *r, size_t outcome);
/* "Hope (12 to 48), 168 people who answered twice, 2025" */
const char *pp_figure_subtitle(const struct pp_report *r, size_t outcome);
/* That the key is provisional; or NULL. */
const char *pp_figure_note(const struct pp_report *r, size_t outcome);
/* "Hope score" */
const char *pp_figure_axis(const struct pp_report *r, size_t outcome);
/* The likely range of one wave's average. */
struct pp_interval pp_figure_mean_ci(const struct pp_describe *d, double level);

#endif
