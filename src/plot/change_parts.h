#ifndef PREPOST_SRC_PLOT_CHANGE_PARTS_H
#define PREPOST_SRC_PLOT_CHANGE_PARTS_H

#include "prepost/plot/plot_change.h"
#include "prepost/plot/sheet.h"

/*
 * Where people are hidden, how many changed by how much is drawn from the
 * three numbers that are printed: finer bars, added up and taken from the sum
 * of all changes, would give the average of the few in the last of them.
 * plot_change_counts.c.
 */
struct pp_figure change_of_counts(struct pp_pool *pool,
                                  const struct pp_change_input *in,
                                  const struct pp_plot_style *style);

/* "better by 7 points or more", "in between", ...; without a threshold
 * "better", "no change", "worse". */
enum change_part {
    CHANGE_BETTER,
    CHANGE_BETWEEN,
    CHANGE_WORSE,
    CHANGE_N_PARTS
};
const char *change_part_name(struct pp_pool *pool,
                             const struct pp_change_input *in,
                             enum change_part part);

/* "Better by 7 points or more: 12. In between: 20. Worse ...: 9. The average
 * change was ...". */
void change_describe_counts(struct pp_buffer *b, struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct pp_change_input *in,
                            const long counts[CHANGE_N_PARTS]);

/* Those who went worse are hollow: in grey their colour is the others'. */
void change_draw_bar(struct pp_sheet *s, enum change_part part,
                     struct pp_box box);

#endif
