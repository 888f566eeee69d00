#ifndef PREPOST_STATS_AVERAGE_OF_REGIONS_H
#define PREPOST_STATS_AVERAGE_OF_REGIONS_H

#include "prepost/stats/coefficient.h"

/*
 * The average over the people of THESE regions: sum(n_i y_i)/N. It says
 * nothing of other regions, and so needs no variance between regions, which
 * two to four of them cannot estimate.
 *
 * In         region[k]: estimate, se, df (n_i - 1, or of a clustered
 *            estimate); n[k] people. A region of n 0 is passed over
 * Out        SE sqrt(sum n_i^2 SE_i^2)/N, Satterthwaite df
 * Undefined  no region with people, or one of them without SE: TOO_FEW
 * Errors     none; allocates nothing
 * Source     Satterthwaite 1946; tests/oracle/cohorts
 */
struct pp_coefficient pp_average_of_regions(const struct pp_coefficient *region,
                                            const size_t *n, size_t k,
                                            double level);

/*
 * Region `which` less that average, of which it is itself a part.
 *
 * In         as above; the region has people
 * Out        y_i - sum(n_j y_j)/N, SE from the weights 1 - n_i/N and -n_j/N,
 *            Satterthwaite df. With two regions t and p are those of their
 *            difference (welch.h)
 */
struct pp_coefficient
pp_difference_from_average(const struct pp_coefficient *region, const size_t *n,
                           size_t k, size_t which, double level);

#endif
