#ifndef PREPOST_SRC_REPORT_FIGURE_INPUTS_H
#define PREPOST_SRC_REPORT_FIGURE_INPUTS_H

#include "prepost/report/part.h"

/*
 * What the figures of report/figures.h are made of, gathered from results in
 * figure_<what>.c; and the words that they share.
 */
const void *pp_paired_input(const struct pp_report *r, size_t outcome);
const void *pp_forest_input(const struct pp_report *r, size_t outcome);
const void *pp_flow_input(const struct pp_report *r, size_t outcome);
const void *pp_change_input(const struct pp_report *r, size_t outcome);
const void *pp_scatter_input(const struct pp_report *r, size_t outcome);
const void *pp_icons_input(const struct pp_report *r, size_t outcome);
const void *pp_missing_input(const struct pp_report *r, size_t outcome);
const void *pp_likert_input(const struct pp_report *r, size_t outcome);
const void *pp_regions_input(const struct pp_report *r, size_t outcome);
const void *pp_funnel_input(const struct pp_report *r, size_t outcome);
const void *pp_caterpillar_input(const struct pp_report *r, size_t outcome);
const void *pp_region_paired_input(const struct pp_report *r, size_t outcome);
const void *pp_waves_input(const struct pp_report *r, size_t outcome);

const struct pp_outcome *pp_figure_outcome(const struct pp_report *r, size_t i);
/* Whether a person may be a dot. */
enum pp_plot_people pp_figure_may_show(const struct pp_report *r);
/* The change in every outcome, if any has an average. */
void pp_figure_put_forest(const struct pp_report *r, struct pp_blocks *into);
/* The change in the main outcomes, for those pages that have no icons. */
void pp_figure_put_main_forest(const struct pp_report *r,
                               struct pp_blocks *into,
                               enum pp_figure_place place);
/* Of some outcomes, the first main one (or the first at all) with icons of 100
 * people; -1. */
long pp_figure_first_icons(const struct pp_report *r, const size_t *which,
                           size_t n);
/* Whether averages of the outcome may be drawn. */
bool pp_figure_has_averages(const struct pp_report *r, size_t outcome);
/* The finding; where people of one arm are drawn, who they are. */
const char *pp_figure_title(const struct pp_report *r, size_t outcome);
/* "Hope (12 to 48), 168 people who answered twice, 2025" */
const char *pp_figure_subtitle(const struct pp_report *r, size_t outcome);
/* That the key is provisional; or NULL. */
const char *pp_figure_note(const struct pp_report *r, size_t outcome);
/* The same where averages have ranges of their own, which do not allow for
 * support groups, though the finding's may. */
const char *pp_figure_averages_note(const struct pp_report *r, size_t outcome);
/* "Hope score" */
const char *pp_figure_axis(const struct pp_report *r, size_t outcome);
/* The first cut-off of the outcome's scale, NaN where it has none, and its
 * name: "cut-off of 10". */
double pp_figure_cutoff(const struct pp_outcome *o);
const char *pp_figure_cutoff_name(const struct pp_report *r, double cutoff);
/* The likely range of one wave's average; it follows from what tables print, so
 * it tells nothing of how alike people of a support group are. */
struct pp_interval pp_figure_mean_ci(const struct pp_describe *d, double level);

#endif
