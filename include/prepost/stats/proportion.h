#ifndef PREPOST_STATS_PROPORTION_H
#define PREPOST_STATS_PROPORTION_H

#include <stddef.h>

#include "prepost/stats/types.h"

/*
 * A share of people and how well it is known: the interval that every report
 * prints.
 *
 * In         k of n people; level in (0,1)
 * Out        k / n and the interval
 * Undefined  n = 0: TOO_FEW; k > n is a mistake of the caller
 * Errors     none
 * Source     Wilson 1927
 */
struct pp_estimate pp_proportion_wilson(size_t k, size_t n, double level);

/* Wilson limits for a share p seen in n, which need not be whole: an
 * effective number of people. */
struct pp_interval pp_wilson_interval(double p, double n, double level);

#endif
