#ifndef PREPOST_TESTS_SIX_OUTCOMES_H
#define PREPOST_TESTS_SIX_OUTCOMES_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/analysis/results.h"
#include "prepost/base/pool.h"

/*
 * An evaluation of six main outcomes of the same people, through the program
 * itself (pp_evaluate): for operating characteristics by simulation. Scores
 * arrive as ready-made totals.
 */
enum { SIX = 6 };

struct six_outcomes {
    size_t n; /* people */
    const double *pre[SIX], *post[SIX];
    bool lower_is_better; /* all six */
    double sesoi;         /* NaN: none */
};

struct pp_results *six_evaluated(struct pp_pool *pool,
                                 const struct six_outcomes *in);

#endif
