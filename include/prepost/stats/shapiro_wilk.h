#ifndef PREPOST_STATS_SHAPIRO_WILK_H
#define PREPOST_STATS_SHAPIRO_WILK_H

#include <stddef.h>

#include "prepost/stats/types.h"

enum { PP_SHAPIRO_WILK_MOST = 5000 };

struct pp_shapiro_wilk {
    double w, p;
    enum pp_status status;
};

/*
 * Shapiro-Wilk test of normality. Shown beside the differences, never a gate:
 * rounding to whole points alone lowers W, and choosing a test by it raises
 * the error rate of what follows.
 *
 * In         x[n]: finite, in any order
 * Out        *res
 * Undefined  n < 3: TOO_FEW; n > 5000: TOO_MANY; no spread: NO_VARIANCE
 * Errors     none
 * Source     Royston 1995, algorithm AS R94; n = 3 exact
 */
void pp_shapiro_wilk_test(const double *x, size_t n,
                          struct pp_shapiro_wilk *res);

#endif
