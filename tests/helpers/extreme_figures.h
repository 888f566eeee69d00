#ifndef TESTS_HELPERS_EXTREME_FIGURES_H
#define TESTS_HELPERS_EXTREME_FIGURES_H

#include "extremes.h"
#include "prepost/plot/figure.h"

/* Each kind of figure, and its variants, over any of the extremes. */
struct extreme_figure {
    const char *name;
    struct pp_figure (*make)(struct pp_pool *pool, const struct extreme *x,
                             const struct pp_plot_style *style);
};

extern const struct extreme_figure EXTREME_FIGURES[];
extern const size_t N_EXTREME_FIGURES;

#endif
