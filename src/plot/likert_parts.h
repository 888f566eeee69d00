#ifndef PREPOST_SRC_PLOT_LIKERT_PARTS_H
#define PREPOST_SRC_PLOT_LIKERT_PARTS_H

#include <stdbool.h>

#include "prepost/plot/plot_likert.h"

/* Everything that a figure of answers draws: plot_likert.c makes it,
 * plot_likert_draw.c lays it out. */
struct likert_prepared {
    const struct pp_likert_input *in;
    size_t n_items, n_answers, n_drawn; /* bars with answers */
    bool counts_people; /* where too few answered to speak of every 100 */
    int has_hidden, has_joined;
    double longest;     /* bar: 100, or people */
    double left, right; /* of that, on either side of the middle */
    const char *answers[PP_LIKERT_MOST_ANSWERS];
};

/* Where an item's answers are parts of their own, or taken together. */
size_t likert_n_parts(const struct pp_likert_item *item, size_t n_answers);
struct pp_likert_part likert_part_of(const struct pp_likert_item *item,
                                     size_t i, size_t n_answers);

/* The answer of a part that is nearest the middle of the scale. */
size_t likert_inner(struct pp_likert_part part, size_t n_answers);

/* Bars that are drawn of an item's. */
size_t likert_n_bars(const struct pp_likert_item *item);

/* How long each of n parts of a bar is: percent or people; -1 without any. */
int likert_lengths(const struct likert_prepared *p,
                   const struct pp_likert_bar *bar, size_t n, int *out);

/* What lies left of the middle of the answer scale; of a part that lies
 * across it, half. */
double likert_left(const struct pp_likert_item *item, const int *lengths,
                   size_t n_answers);

/* Not shown, rather than nobody's. */
int likert_is_hidden(const double *count, size_t n);

struct pp_scene *likert_draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct likert_prepared *p, const char *title,
                             const char *subtitle);

#endif
