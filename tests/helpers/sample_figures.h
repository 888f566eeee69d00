#ifndef TESTS_HELPERS_SAMPLE_FIGURES_H
#define TESTS_HELPERS_SAMPLE_FIGURES_H

#include "prepost/plot/figure.h"

/*
 * One figure of each kind on made-up numbers, the same every time. `name` is
 * the kind, or the kind with a variant after a hyphen.
 */
struct sample_figure {
    const char *name;
    struct pp_figure (*make)(struct pp_pool *pool,
                             const struct pp_plot_style *style);
};

extern const struct sample_figure SAMPLE_FIGURES[];
extern const size_t N_SAMPLE_FIGURES;

/* Paired change of n people, whose scores are all 48 when `spread` is 0. */
struct pp_figure sample_paired(struct pp_pool *pool,
                               const struct pp_plot_style *style, size_t n,
                               double spread, enum pp_plot_people people);

#endif
